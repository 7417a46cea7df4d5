"""The person: what they say of themselves, and what they wish for."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from neocol.record.base import Day, Noun, Number, Whole, listed, listed_or_nothing
from neocol.record.limits import (
    AGE_MAX_YEARS,
    NEEDLE_MAX_MM,
    PAST_MAX_DAYS,
    TEXT_MAX_CHARS,
    WEIGHT_MAX_KG,
)
from neocol.record.words import (
    Answer,
    DeviceName,
    MedicationStatus,
    Phototype,
    PregnancyAnswer,
    Sex,
)

Text = Annotated[str, Field(min_length=1, max_length=TEXT_MAX_CHARS)]
DaysBefore = Annotated[Whole, Field(ge=0, le=PAST_MAX_DAYS)]


class _Said(Noun):
    """Something that was said; a plain string is its text."""

    text: Text

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        return {"text": data} if isinstance(data, str) else data


class Condition(_Said):
    """A condition, past or present, in the words that were used."""

    icd10: str | None = None
    snomed: str | None = None
    since: Day | None = None
    resolved: Day | None = None
    area: str | None = None


class Medication(_Said):
    """A medicine, in the words that were used."""

    status: MedicationStatus = "unknown"
    last_dose_date: Day | None = None
    last_dose_days_before_consult: DaysBefore | None = None
    rxnorm: str | None = None
    atc: str | None = None


class Allergy(_Said):
    """An allergy or intolerance, in the words that were used."""

    snomed: str | None = None
    rxnorm: str | None = None


class RecentProcedure(_Said):
    """A procedure done before the consultation."""

    date: Day | None = None
    days_before_consult: DaysBefore | None = None
    area: str | None = None
    snomed: str | None = None


class Override(Noun):
    """A clinician's choice to go beyond a limit: which, how far, why, who."""

    limit: Text = Field(description="Its name as a plan prints it: depth_cap, session_minutes, …")
    zone: Text | None = Field(default=None, description="None: every zone.")
    value: Annotated[Number, Field(gt=0)]
    reason: Text
    by: Text


class PlanWish(Noun):
    """What the person or the practitioner has in mind; every part is optional."""

    device: DeviceName | None = None
    needle_mm: Annotated[Number, Field(gt=0, le=NEEDLE_MAX_MM)] | None = None
    combined_therapy: str | None = None
    topical_anaesthetic: str | None = None
    overrides: tuple[Override, ...] = ()


class AvoidedDates(Noun):
    """Days that a course goes around.

    Attributes
    ----------
    kind : str
        ``sun``: a sunny holiday, which needled skin and fresh tan do not go with; ``event``: the
        face should be calm; ``away``: no visit is possible.
    """

    from_: Day = Field(alias="from")
    to: Day
    kind: Literal["sun", "event", "away"] = "away"
    reason: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it begins on {self.from_}")
        return self


class Preferences(Noun):
    """Limits that the person sets."""

    max_downtime_days: Annotated[Number, Field(ge=0)] | None = None
    max_sessions: Annotated[Whole, Field(ge=1)] | None = None
    max_minutes: Annotated[Number, Field(gt=0)] | None = None
    not_before: Day | None = None
    avoid: Annotated[tuple[AvoidedDates, ...], BeforeValidator(listed_or_nothing)] = ()


class Patient(Noun):
    """A person considering needling. What is absent is unknown; an empty list is *asked, none*."""

    name: str | None = None
    age: Annotated[Number, Field(ge=0, le=AGE_MAX_YEARS)] | None = None
    birth_date: Day | None = None
    sex: Sex = "unknown"
    fitzpatrick: Phototype | None = None
    pregnancy: PregnancyAnswer = "unknown"
    lactation: Answer = "unknown"
    weight_kg: Annotated[Number, Field(gt=0, le=WEIGHT_MAX_KG)] | None = None
    conditions: Annotated[tuple[Condition, ...] | None, BeforeValidator(listed)] = None
    medications: Annotated[tuple[Medication, ...] | None, BeforeValidator(listed)] = None
    allergies: Annotated[tuple[Allergy, ...] | None, BeforeValidator(listed)] = None
    recent_procedures: Annotated[tuple[RecentProcedure, ...] | None, BeforeValidator(listed)] = None
    concerns: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    planned_areas: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    activities: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = Field(
        default=(), description="Daily life that aftercare should know: sport, sauna, outdoor work."
    )
    plan: PlanWish = PlanWish()
    preferences: Preferences = Preferences()

    @model_validator(mode="before")
    @classmethod
    def _nothing_wished(cls, data: Any) -> Any:
        """Read a null wish as no wish, so that ``plan:`` left empty is not an error."""
        if isinstance(data, dict):
            empty = {key for key in ("plan", "preferences") if key in data and data[key] is None}
            return {key: value for key, value in data.items() if key not in empty}
        return data
