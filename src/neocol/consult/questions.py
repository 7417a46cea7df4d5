"""What is still to be asked, and which of it keeps everything waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol import evidence
from neocol.record import Case, Recognised

_ASK: Final = {
    "conditions": "Which conditions do you have or have had? (none is an answer)",
    "medications": "Which medicines do you take or have stopped? (none is an answer)",
    "allergies": "Which allergies do you have? (none is an answer)",
}


def open_questions(
    case: Case,
    day: dt.date,
    understood: Iterable[Recognised],
    wishes: Iterable[Recognised],
    *,
    place_known: bool,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return all open questions, and those without which nothing becomes eligible."""
    patient = case.patient
    age = case.age_years(day)
    blocking = []
    if age is None:
        blocking.append("How old are you?")
    if patient.pregnancy == "unknown" and may_be_pregnant(patient.sex, age):
        blocking.append("Are you pregnant, or could you be?")
    blocking += [ask for field, ask in _ASK.items() if getattr(patient, field) is None]
    others = []
    if patient.lactation == "unknown" and may_be_pregnant(patient.sex, age):
        others.append("Are you breast-feeding?")
    if patient.fitzpatrick is None:
        others.append("Which Fitzpatrick skin type? (the clinician, or the questionnaire)")
    if patient.recent_procedures is None:
        others.append("Which procedures have you had in the last year? (none is an answer)")
    if not place_known:
        others.append("Which areas should be treated?")
    if not any(wish.concept for wish in wishes):
        others.append("What should change? (scars, lines, pores, tone, stretch marks, hair)")
    others += dict.fromkeys(ask for item in understood if (ask := _about(item)) is not None)
    return (*blocking, *others), tuple(blocking)


def _about(item: Recognised) -> str | None:
    """Return what is to be asked about one mention, if anything."""
    if item.concept is None:
        return (
            None if item.assertion == "absent" else f"'{item.text}' was not understood: what is it?"
        )
    if item.disagrees is not None:
        return f"'{item.text}' came with a code for something else: which is right?"
    if item.assertion == "uncertain" and item.slot != "concerns":
        return f"'{item.text}': is it so?"
    return None


def may_be_pregnant(sex: str, age: float | None) -> bool:
    """Tell whether pregnancy must be asked: not male, and in the years where it can be."""
    if sex == "M":
        return False
    first = evidence.number("candidacy_values.age.pregnancy_from", "y")
    last = evidence.number("candidacy_values.age.pregnancy_to", "y")
    return age is None or first <= age <= last
