"""Numbing cream: what is to be put on whom, and whether labels allow it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from neocol.record.base import Day, Noun, Number, Whole, listed_or_nothing
from neocol.record.document import Stamp
from neocol.record.findings import Finding, Recognised
from neocol.record.patient import Patient, Text
from neocol.record.words import Answer, Status


def _said_or_unknown(value: Any) -> Any:
    """Read an answer that was left empty as not known."""
    return "unknown" if value is None else value


Amount = Annotated[Number, Field(ge=0)]
Verdict = Literal["within_limits", "over_limit", "contraindicated", "unknown"]
ClockState = Literal["not_on", "running", "time_up", "off", "off_late"]
Supply = Literal["licensed", "over_the_counter", "compounded", "compounded_for_patient", "unknown"]
SkinState = Annotated[Literal["intact", "needled", "unknown"], BeforeValidator(_said_or_unknown)]
Place = Annotated[Literal["clinic", "home", "unknown"], BeforeValidator(_said_or_unknown)]


class Cream(Noun):
    """One numbing cream on one stretch of skin.

    Notes
    -----
    ``hours`` is how long it stays on, planned or done; where ``on_at`` and ``off_at`` are known
    they say it. All times of one request carry a time zone, or none does.
    """

    product: Text
    grams: Amount | None = None
    area_cm2: Amount | None = None
    hours: Amount | None = None
    on_at: dt.datetime | None = None
    off_at: dt.datetime | None = None

    @model_validator(mode="after")
    def _off_after_on(self) -> Self:
        if self.off_at is None:
            return self
        if self.on_at is None:
            raise ValueError("off_at without on_at: when was it put on?")
        if (self.on_at.tzinfo is None) != (self.off_at.tzinfo is None):
            raise ValueError("on_at and off_at: both with a time zone, or neither")
        if self.off_at < self.on_at:
            raise ValueError(f"off_at {self.off_at} lies before on_at {self.on_at}")
        return self


class OwnLabel(Noun):
    """What the product's own leaflet allows, typed in where no label was read here."""

    grams: Annotated[Number, Field(gt=0)]
    area_cm2: Annotated[Number, Field(gt=0)]
    hours: Annotated[Number, Field(gt=0)]
    source: Text


class AnaestheticRequest(Cream):
    """What is planned, or lies on the skin already, and on whom.

    Attributes
    ----------
    zones : tuple of str
        Where it is put, in plain words; a photograph then tells the areas.
    areas_cm2 : dict
        Zone → cm², as the face map measured them; ``None`` where the picture does not show it.
        Where ``area_cm2`` is entered too, the larger counts.
    skin : str
        ``needled`` once the first needle has gone in.
    where : str
        Where it is put on; ``home`` means before arrival.
    supply : str
        ``compounded_for_patient``: a prescriber had it made for this patient by name.
    also : tuple of Cream
        Other numbing creams of the same day.
    other_local_anaesthetic_mg : float or None
        Milligrams of lidocaine or the like by injection, spray or gargle on the same day.
    earlier_doses_24h, hours_since_last_dose
        Of the same cream, before this one.
    own_label : OwnLabel or None
        The leaflet's limits, for a product without a row here.
    """

    id: str | None = None
    on: Day | None = None
    patient: Patient = Patient()
    zones: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    areas_cm2: dict[str, Amount | None] = {}
    skin: SkinState = "unknown"
    occluded: Answer = "unknown"
    heat: Answer = "unknown"
    where: Place = "unknown"
    supply: Annotated[Supply, BeforeValidator(_said_or_unknown)] = "unknown"
    also: Annotated[tuple[Cream, ...], BeforeValidator(listed_or_nothing)] = ()
    other_local_anaesthetic_mg: Amount | None = None
    earlier_doses_24h: Annotated[Whole, Field(ge=0)] | None = None
    hours_since_last_dose: Amount | None = None
    own_label: OwnLabel | None = None

    @model_validator(mode="before")
    @classmethod
    def _other_forms(cls, data: Any) -> Any:
        """Read a missing patient as nothing known, and a number as an id."""
        if not isinstance(data, dict):
            return data
        read = {key: value for key, value in data.items() if key != "patient" or value is not None}
        if isinstance(read.get("id"), int | float):
            read["id"] = str(read["id"])
        return read

    @model_validator(mode="after")
    def _one_kind_of_time(self) -> Self:
        creams: tuple[Cream, ...] = (self, *self.also)
        times = [cream.on_at for cream in creams if cream.on_at is not None]
        if len({time.tzinfo is None for time in times}) > 1:
            raise ValueError("on_at: all with a time zone, or none")
        return self


AMOUNTS: Final = {"grams": "g", "area_cm2": "cm²", "hours": "h"}
"""What labels limit, and in which unit it is shown."""


class Limits(Noun):
    """The most that is allowed; ``None`` where no label prints a number."""

    grams: float | None = None
    area_cm2: float | None = None
    hours: float | None = None


class LimitRow(Limits):
    """One row of a label that holds for this person."""

    row: str
    side: str
    who: str
    note: str = Field(default="", description="What the label prints besides, or how it is read.")
    sources: tuple[str, ...]
    status: Status


class AnaestheticClock(Noun):
    """How long a cream has been on, and when it must be off."""

    product: str
    state: ClockState
    on_at: dt.datetime
    off_at: dt.datetime | None = None
    planned_off_at: dt.datetime | None = None
    off_by: dt.datetime | None = Field(default=None, description="The last moment labels allow.")
    elapsed_hours: float
    remaining_hours: float | None = None


class AnaestheticAnswer(Noun):
    """Whether labels allow it, what is in the way, and what is still to be asked.

    Attributes
    ----------
    verdict : str
        ``contraindicated`` before ``over_limit`` before ``unknown`` before ``within_limits``.
    ready : bool
        Within the limits, and nothing is open.
    missing : tuple of str
        What must be known before the amounts can be judged.
    conditional_on : tuple of str
        What nobody has said yet, and on which *within limits* rests.
    label_grams : tuple of float or None
        What the label puts on this area: from, to. An amount to aim at, not a ceiling.
    """

    id: str | None = None
    product: str | None
    product_said: str
    verdict: Verdict
    ready: bool
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    conditional_on: tuple[str, ...] = ()
    limits: Limits
    rows: tuple[LimitRow, ...] = ()
    given: Limits
    area_from: Literal["entered", "face_map"] | None = None
    left: Limits
    label_grams: tuple[float, float] | None = None
    clocks: tuple[AnaestheticClock, ...] = ()
    explained: tuple[str, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    stamp: Stamp | None = None
