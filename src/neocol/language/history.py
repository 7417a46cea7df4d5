"""What a person's own lines say: conditions, medicines, allergies and procedures of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol import evidence
from neocol.language.recognise import recognise
from neocol.language.timing import DAYS_OF
from neocol.record import Allergy, Condition, Medication, Patient, RecentProcedure, Recognised
from neocol.record.case import days_since

_SLOTS: Final = ("conditions", "medications", "allergies", "recent_procedures")
_CODE_SYSTEMS: Final = ("icd10", "snomed", "rxnorm", "atc")


def read_history(patient: Patient, day: dt.date, age_years: float | None) -> Iterable[Recognised]:
    """Read every line that was said in words; a written status or date wins over them.

    Parameters
    ----------
    patient : Patient
        Whose lines are read.
    day : datetime.date
        The day they are read on: from it *two months ago* counts.
    age_years : float or None
        Tells how long ago *as a teenager* was.
    """
    for slot in _SLOTS:
        for i, said in enumerate(getattr(patient, slot) or ()):
            codes = {system: getattr(said, system, None) for system in _CODE_SYSTEMS}
            for found in recognise(
                said.text,
                slot=slot,
                on=day,
                path=f"patient.{slot}.{i}",
                codes={system: code for system, code in codes.items() if code},
                area=getattr(said, "area", None),
            ):
                yield _in_youth(_as_written(found, said, day), age_years)


def _as_written(
    found: Recognised, said: Condition | Medication | Allergy | RecentProcedure, day: dt.date
) -> Recognised:
    """Let the written status and dates of an entry win over what its words say."""
    if isinstance(said, Condition):
        return _past(found) if said.resolved is not None else _since(found, said.since, day)
    if isinstance(said, Medication | RecentProcedure):
        return _dated(found, said, day)
    return found


def _since(found: Recognised, since: dt.date | None, day: dt.date) -> Recognised:
    """Take over when a condition began, where its words do not say when it was."""
    if since is None or found.days_ago is not None:
        return found
    return found.model_copy(update={"days_ago": (day - since).days, "ongoing": True})


def _in_youth(found: Recognised, age: float | None) -> Recognised:
    """Count *as a teenager* from the end of youth, so that it need not be asked when it was."""
    if age is None or found.days_ago is not None or "youth" not in found.qualifiers:
        return found
    since = age - evidence.number("candidacy_values.age.youth_until", "y")
    if since <= 0:
        return found
    return found.model_copy(update={"days_ago": int(since * DAYS_OF["year"])})


def _past(found: Recognised) -> Recognised:
    """Read a condition with an end as history, unless its words say that it is not there."""
    assertion = "past" if found.assertion == "present" else found.assertion
    return found.model_copy(update={"assertion": assertion, "timing": "stopped"})


def _dated(found: Recognised, event: Medication | RecentProcedure, day: dt.date) -> Recognised:
    """Let the written status and date of a medicine or procedure win."""
    update: dict[str, object] = {}
    days = days_since(event, day)
    if days is not None:
        update |= {"days_ago": days, "ongoing": False}
    if isinstance(event, Medication):
        if event.status != "unknown":
            update["timing"] = event.status
        if update.get("timing") == "stopped" and found.assertion == "past":
            update["assertion"] = "present"
    return found.model_copy(update=update)
