"""The case file: one consultation, one person, one day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from neocol.record.base import Day, Noun, listed_or_nothing
from neocol.record.patient import Medication, Patient, RecentProcedure
from neocol.record.recovery import CheckIn
from neocol.record.review import DatedMeasure
from neocol.record.session import Session


class Case(Noun):
    """A consultation: a patient, the day, and what came with them.

    Notes
    -----
    ``consult_date`` may be absent: the verb's ``on`` argument then says the day. Everything dated
    must lie on or before the consultation, except a ``session`` (which follows it).
    """

    id: str | None = None
    consult_date: Day | None = None
    patient: Patient
    photos: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    fhir: str | None = None
    session: Session | None = None
    done: Annotated[tuple[Session, ...], BeforeValidator(listed_or_nothing)] = Field(
        default=(), description="Sessions of this course that were done: a plan goes on from them."
    )
    measures: Annotated[tuple[DatedMeasure, ...], BeforeValidator(listed_or_nothing)] = Field(
        default=(), description="Scores on a day, the one before the first session among them."
    )
    check_ins: Annotated[tuple[CheckIn, ...], BeforeValidator(listed_or_nothing)] = ()
    not_understood: tuple[str, ...] = Field(
        default=(),
        description="What an imported record held that could not be read; listed, never dropped.",
    )

    @model_validator(mode="before")
    @classmethod
    def _id_is_text(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("id"), int | float):
            return {**data, "id": str(data["id"])}
        return data

    @model_validator(mode="after")
    def _nothing_after_the_consultation(self) -> Self:
        if self.consult_date is not None:
            check_past(self, self.consult_date)
        done, consulted = self.session, self.consult_date
        if done is not None and consulted is not None and done.date < consulted:
            raise ValueError(f"session.date {done.date} lies before consult_date {consulted}")
        return self

    def on(self, day: dt.date | None = None) -> dt.date:
        """Return the day the case is read on: `day`, else the consultation, else today."""
        return day or self.consult_date or dt.date.today()

    def age_years(self, day: dt.date) -> float | None:
        """Return the age in years on `day`; ``None`` when neither age nor birth date is known."""
        if self.patient.age is not None:
            return self.patient.age
        born = self.patient.birth_date
        if born is None:
            return None
        return float(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def check_past(case: Case, day: dt.date) -> None:
    """Refuse birth and past events that lie after `day`.

    Raises
    ------
    ValueError
        Naming the first date that lies after the consultation.
    """
    patient = case.patient
    dates: list[tuple[str, dt.date | None]] = [("patient.birth_date", patient.birth_date)]
    for i, condition in enumerate(patient.conditions or ()):
        dates.append((f"patient.conditions.{i}.since", condition.since))
    for i, medication in enumerate(patient.medications or ()):
        dates.append((f"patient.medications.{i}.last_dose_date", medication.last_dose_date))
    for i, procedure in enumerate(patient.recent_procedures or ()):
        dates.append((f"patient.recent_procedures.{i}.date", procedure.date))
    for where, date in dates:
        if date is not None and date > day:
            raise ValueError(f"{where} {date} lies after the consultation on {day}")


def days_since(event: Medication | RecentProcedure, day: dt.date) -> int | None:
    """Return the days from the last dose or the procedure to `day`, if known.

    A written date wins over a written number of days, because the number was counted by hand.
    """
    if isinstance(event, Medication):
        date, counted = event.last_dose_date, event.last_dose_days_before_consult
    else:
        date, counted = event.date, event.days_before_consult
    return (day - date).days if date is not None else counted
