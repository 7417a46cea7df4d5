"""What the readers of single resources share: the entry, the day, the notes, the medicines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from neocol.exchange.fhir.elements import Concept, quoted
from neocol.exchange.fhir.notes import Notes
from neocol.exchange.fhir.timing import Moment


@dataclass(frozen=True)
class Entry:
    """One resource of a bundle and the place where it stands."""

    where: str
    kind: str
    resource: dict[str, Any]
    full_url: str | None = None


@dataclass
class Chart:
    """The day that the bundle is read on, and what is collected on the way."""

    day: dt.date
    notes: Notes
    drugs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Medication resources under every reference that means them."""
    open_ended: list[str] = field(default_factory=list)
    """Stopped medicines whose last dose nobody wrote down."""

    def say(self, entry: Entry, words: str | None, sentence: str) -> None:
        """Note a sentence about the resource, which is named by its words."""
        self.notes.say(f"{entry.kind} {quoted(words)}: {sentence}", entry.where)

    def later(self, moment: Moment | None) -> bool:
        """Tell whether the moment lies wholly after the day."""
        return moment is not None and moment.earliest > self.day

    def dated(self, entry: Entry, words: str | None, moment: Moment) -> dt.date:
        """Return the day of a moment; an incomplete date is noted with what was assumed."""
        day = moment.by(self.day)
        if not moment.exact:
            self.say(
                entry, words, f"the date is only given as {quoted(moment.written)}; {day} is taken"
            )
        return day


_NONE_KNOWN: Final = {
    "conditions": {("snomed", "160245001"), ("ips", "no-known-problems")},
    "medications": {("snomed", "787481004"), ("ips", "no-known-medications")},
    "allergies": {
        ("snomed", "716186003"),
        ("snomed", "160244002"),
        ("ips", "no-known-allergies"),
    },
    "recent_procedures": {("snomed", "787480003"), ("ips", "no-known-procedures")},
}
"""How FHIR says "asked, none": https://hl7.org/fhir/uv/ips/ConceptMap-absence-to-snomed-uv-ips.html"""
_NONE_KNOWN_WORDS: Final = {
    "conditions": {"no known problems", "no known conditions"},
    "medications": {"no known medications", "no current medications"},
    "allergies": {"no known allergies", "no known allergy"},
    "recent_procedures": {"no known procedures"},
}
_PARTLY_NONE: Final = {
    ("snomed", "409137002"),
    ("snomed", "428607008"),
    ("snomed", "429625007"),
    ("ips", "no-known-medication-allergies"),
    ("ips", "no-known-environmental-allergies"),
    ("ips", "no-known-food-allergies"),
}
_PARTLY_NONE_WORDS: Final = {"nkda", "no known drug allergies", "no known drug allergy"}
_NOTHING_SAID: Final = {
    ("ips", "no-problem-info"),
    ("ips", "no-medication-info"),
    ("ips", "no-allergy-info"),
    ("ips", "no-procedure-info"),
}


def says_none(concept: Concept, question: str) -> bool:
    """Tell whether the concept answers the question (a key of the case) with "none known"."""
    if _NONE_KNOWN[question] & set(concept.codes.items()):
        return True
    return not concept.codes and _words(concept) in _NONE_KNOWN_WORDS[question]


def says_nothing(concept: Concept) -> str | None:
    """Return why a concept answers nothing, although it is there; ``None`` when it does."""
    codes = set(concept.codes.items())
    if codes & _NOTHING_SAID:
        return "says only that there is no information"
    if codes & _PARTLY_NONE or (not codes and _words(concept) in _PARTLY_NONE_WORDS):
        return "says nothing of the other allergies, so they stay unknown"
    return None


def _words(concept: Concept) -> str:
    return (concept.text or "").lower().rstrip(".")
