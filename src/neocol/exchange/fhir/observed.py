"""Observations that the case has a place for: weight, pregnancy, smoking. The latest counts."""

from __future__ import annotations

import math
from typing import Any, Final

from neocol import evidence
from neocol.exchange.fhir.chart import Chart, Entry
from neocol.exchange.fhir.elements import dicts, read_concept, status_word, text_of
from neocol.exchange.fhir.timing import Moment, end_of, start_of
from neocol.record.limits import WEIGHT_MAX_KG
from neocol.record.patient import Condition
from neocol.record.words import PregnancyAnswer

_QUESTIONS: Final = {
    "29463-7": "body weight",
    "3141-9": "body weight",
    "82810-3": "pregnancy",
    "72166-2": "smoking",
}
"""LOINC codes of the observations that are read."""

_FINAL: Final = {"final", "amended", "corrected"}
_KG: Final = {
    "kg": 1.0,
    "g": 0.001,
    "[lb_av]": 0.45359237,
    "lb": 0.45359237,
    "lbs": 0.45359237,
}
"""Kilograms in a unit of mass (UCUM); the avoirdupois pound is exact by definition."""
_OLD_DAYS: Final = 365
"""Beyond this an answer is used with its date said; not a clinical limit."""

_PREGNANCY_ANSWERS: Final[dict[tuple[str, str], PregnancyAnswer]] = {
    ("snomed", "77386006"): "yes",
    ("loinc", "LA15173-0"): "yes",
    ("snomed", "60001007"): "no",
    ("loinc", "LA26683-5"): "no",
    ("snomed", "146799005"): "possible",
    ("snomed", "152231000119106"): "possible",
}
_SMOKES_NOW: Final = {
    ("snomed", "77176002"),
    ("snomed", "449868002"),
    ("snomed", "428041000124106"),
    ("snomed", "428061000124105"),
    ("snomed", "428071000124103"),
    ("snomed", "65568007"),
    ("loinc", "LA18976-3"),
    ("loinc", "LA18977-1"),
    ("loinc", "LA18981-3"),
    ("loinc", "LA18982-1"),
}


def is_read(resource: dict[str, Any]) -> bool:
    """Tell whether the Observation answers a question of the case."""
    return _question(resource) is not None


def _question(resource: dict[str, Any]) -> str | None:
    for coding in dicts(_mapping(resource.get("code")).get("coding")):
        code = coding.get("code")
        if isinstance(code, str) and code in _QUESTIONS:
            return _QUESTIONS[code]
    return None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Latest:
    """The latest final observation of each kind on or before the day."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._found: dict[str, tuple[Moment, Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Take an Observation that :func:`is_read`."""
        question = _question(entry.resource)
        moment = end_of(entry.resource, "effective") or start_of(entry.resource, "effective")
        status = status_word(entry.resource.get("status"))
        if question is None or self._chart.later(moment):
            return
        if status not in _FINAL:
            self._chart.say(entry, question, f"left out, {status or 'without a status'}")
        elif moment is None:
            self._chart.say(entry, question, "left out, nobody wrote when")
        elif question not in self._found or moment.latest >= self._found[question][0].latest:
            self._found[question] = (moment, entry)

    def _date(self, moment: Moment, entry: Entry, said: str) -> None:
        """Say how old an answer is, when it is old."""
        day = moment.by(self._chart.day)
        if (self._chart.day - day).days > _OLD_DAYS:
            self._chart.say(entry, said, f"used, but it is of {day}")

    def weight_kg(self) -> float | None:
        """Return the latest weight in kilograms."""
        if "body weight" not in self._found:
            return None
        moment, entry = self._found["body weight"]
        quantity = _mapping(entry.resource.get("valueQuantity"))
        unit = text_of(quantity.get("code")) or text_of(quantity.get("unit")) or ""
        kilograms = _weight(quantity.get("value"), _KG.get(unit))
        if kilograms is None:
            self._chart.say(entry, "body weight", "left out, no likely number of kg, g or lb")
            return None
        self._date(moment, entry, f"{kilograms:g} kg")
        return kilograms

    def pregnancy(self) -> PregnancyAnswer:
        """Return what the record still says of a pregnancy on the day.

        "Not pregnant" counts only on the day it was said; an older one is asked again. "Pregnant"
        and "possible" count as long as that pregnancy can last.
        """
        if "pregnancy" not in self._found:
            return "unknown"
        moment, entry = self._found["pregnancy"]
        value = read_concept(entry.resource.get("valueCodeableConcept"))
        answers = [_PREGNANCY_ANSWERS.get(code) for code in value.codes.items()]
        answer = next((answer for answer in answers if answer is not None), None)
        day = moment.by(self._chart.day)
        days = (self._chart.day - day).days
        if answer is None:
            self._chart.say(entry, value.text, "pregnancy stays unknown")
            return "unknown"
        longest = evidence.number("candidacy_values.pregnancy.longest", "d")
        if days > (0 if answer == "no" else longest) or not moment.exact:
            self._chart.say(entry, value.text, f"of {day}, pregnancy is asked again")
            return "unknown"
        return answer

    def smoking(self) -> Condition | None:
        """Return current smoking as a condition in the words that were used."""
        if "smoking" not in self._found:
            return None
        moment, entry = self._found["smoking"]
        value = read_concept(entry.resource.get("valueCodeableConcept"))
        if value.text is None or not _SMOKES_NOW & set(value.codes.items()):
            return None
        self._date(moment, entry, value.text)
        return Condition(text=value.text, snomed=value.code("snomed"))


def _weight(value: Any, factor: float | None) -> float | None:
    if factor is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int) and not 0 < value <= WEIGHT_MAX_KG / min(_KG.values()):
        return None  # also keeps integers too large for a float out
    kilograms = float(value) * factor
    if not math.isfinite(kilograms) or not 0 < kilograms <= WEIGHT_MAX_KG:
        return None
    return round(kilograms, 2)
