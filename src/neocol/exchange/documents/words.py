"""The words that pages use for the engine's closed vocabularies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from string import ascii_uppercase
from typing import Final

from neocol.record import AftercareItem, Candidacy, ChecklistItem
from neocol.record.photo import measure_label
from neocol.record.session import SECTION_LABELS
from neocol.record.words import DaySection
from neocol.record.zones import FACE_ZONES, zone_label
from neocol.recovery import Messages

__all__ = [
    "BASES",
    "EFFECTS",
    "PHOTO_COLUMNS",
    "ROLES",
    "STAGES",
    "VERDICTS",
    "VERSUS",
    "asked_by",
    "because",
    "capfirst",
    "day_section",
    "day_words",
    "decision",
    "letter",
    "number",
    "on_the_face",
    "plain_name",
    "sentence",
    "when",
    "zone_label",
    "zones_label",
]

EFFECTS: Final = {
    "absolute": ("stop", "Stop"),
    "relative": ("ask", "Ask the doctor first"),
    "defer": ("wait", "Wait"),
    "caution": ("care", "Caution"),
    "info": ("info", "Note"),
}
VERDICTS: Final = {
    "within_limits": ("go", "Within the label's limits."),
    "over_limit": ("stop", "Too much."),
    "contraindicated": ("stop", "Not to be used."),
    "unknown": ("ask", "Cannot be judged before all is known."),
}
"""What labels say about a numbing cream: the mark, and a sentence."""
BASES: Final = {
    "published": "published",
    "meta_analysis": "meta-analysis",
    "calibrated": "calibrated",
    "assumed": "assumed",
}
ROLES: Final = {
    "gentlest": "gentlest",
    "fuller": "fuller",
    "combined": "combined",
    "as_practised": "as practised",
    "no_treatment": "no treatment",
    "asked": "as asked",
}
"""Why a course is on the table."""
VERSUS: Final = {
    "not_told_apart": "can’t be told apart",
    "better": "brings more",
    "worse": "brings less",
}
"""One course against the recommended one, member by member."""
PHOTO_COLUMNS: Final = (
    ("tone_ita", "Tone, °"),
    ("redness", "Redness"),
    ("pigment", "Pigment"),
    ("spots", "Spots /cm²"),
    ("wrinkle_length_density", "Lines mm/cm²"),
    ("pore_density", "Pores /cm²"),
)
"""What a table of a photograph shows of every zone."""

STAGES: Final = ("Consult", "Skin", "Plan", "Session", "Recovery", "Review")

_DECISIONS: Final = {
    "eligible": ("go", "Needling can be planned."),
    "caution": ("care", "Needling can be planned, with care."),
    "defer": ("wait", "Not now."),
    "needs_clearance": ("ask", "A doctor is asked first."),
    "not_a_candidate": ("stop", "Not a candidate for needling."),
}
_FIELDS: Final = {"phototype": "skin type", "age": "age", "planned areas": "the wish"}
_NAMES: Final = {
    "collagen_fraction": "papillary collagen",
    "goodman_baron_quantitative": "scar score (Goodman–Baron)",
    "lemperle": "wrinkle grade (Lemperle)",
    "hair_density": "hair density",
    "pinpoint_bleeding": "pinpoint bleeding",
    "improvement": "improvement",
    "prp": "PRP",
    "tca_cross": "TCA CROSS",
    "tram_track": "tram-track marks",
    "dark_skin_pih": "marks easily",
    "pih_history": "dark marks before",
    "depth_cap": "wish above a cap",
    "age_off_label": "under 22",
    "unanswered": "open questions",
    "koebner_disease": "skin disease that follows injury",
    "longer_wait_elsewhere": "longer wait elsewhere",
    "pregnancy_word": "pregnancy, told in words",
    "lactation_word": "nursing, told in words",
    "herpes_now": "a cold sore now",
    "in_law": "an in-law",
    "unstable_inr": "an unstable INR",
}


_ZONE: Final = "zone: "
_UNTOLD: Final = (_ZONE, "wish: ", "finding: ", "patient.sex: ")
_ZONES_TOLD: Final = 4


def day_words(date: dt.date) -> str:
    """Return a date in words: 9 September 2026."""
    return f"{date.day} {date:%B %Y}"


def decision(answer: Candidacy) -> tuple[str, str]:
    """Return the mark of a decision and its sentence, with the day to wait for."""
    mark, sentence = _DECISIONS[answer.decision]
    if answer.until is not None:
        joint = "Wait until" if answer.decision == "defer" else "Not before"
        sentence = f"{sentence} {joint} {day_words(answer.until)}."
    elif answer.decision == "defer" and answer.missing:
        sentence = f"{sentence} Some questions are open."
    return mark, sentence


def because(said: str) -> str:
    """Return what fired a finding as a person would be told of it.

    Examples
    --------
    >>> because("patient.medications.0: Eliquis 5 mg bd")
    '“Eliquis 5 mg bd”'
    >>> because("phototype: IV")
    'skin type IV'
    """
    where, mark, text = said.partition(": ")
    if not mark:
        return said
    if where.rpartition(".")[2].isdigit():
        return f"“{text}”"
    field = where.removeprefix("patient.")
    return f"{_FIELDS.get(field, field)} {plain_name(text)}"


def plain_name(word: str) -> str:
    """Return a word of the vocabulary as people say it."""
    return _NAMES.get(word) or measure_label(word)


def capfirst(text: str) -> str:
    """Return the text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return words as a sentence: a capital first, a stop last where none stands.

    Examples
    --------
    >>> sentence("no figure"), sentence("Ask first?")
    ('No figure.', 'Ask first?')
    """
    told = capfirst(text.strip())
    return told if told.endswith((".", "!", "?", "…")) else f"{told}."


def zones_label(zones: Iterable[str]) -> str:
    """Return zones in words, the two sides of one together.

    Examples
    --------
    >>> zones_label(("cheek_left", "cheek_right", "chin", "temple_left"))
    'left and right cheek, chin, left temple'
    """
    named = tuple(dict.fromkeys(zones))
    told = []
    for zone in named:
        bare = zone.removesuffix("_left").removesuffix("_right")
        if {f"{bare}_left", f"{bare}_right"} <= set(named):
            told.append(f"left and right {bare.replace('_', ' ')}")
        else:
            told.append(zone_label(zone))
    return ", ".join(dict.fromkeys(told))


def letter(index: int) -> str:
    """Return the letter that an option of a plan goes by: 0 is A."""
    return ascii_uppercase[index % len(ascii_uppercase)]


def number(value: float, digits: int = 2) -> str:
    """Return a number rounded to what it carries, with a true minus sign."""
    rounded = f"{value:.{digits}g}"
    if "e" in rounded:
        rounded = f"{value:.0f}"
    return rounded.replace("-", "−")


def when(item: AftercareItem, say: Messages) -> str:
    """Return from when to when an item of the calendar holds, in a few words."""
    first, last = (f"{day:g}" for day in (item.from_day, item.to_day))
    if item.from_day > 0:
        return say("pages.card.span", first=first, last=last)
    if item.to_day <= 1:
        return say("pages.card.to_hour", hours=f"{item.to_hour:g}")
    return say("pages.card.to_day", day=last)


def asked_by(item: ChecklistItem) -> str:
    """Return what in the case asks for a tick; nothing where the plan alone does.

    Examples
    --------
    >>> asked_by(ChecklistItem(text="", because=("zone: nose", "zone: cheek_left", "wish: prp")))
    'nose, left cheek'
    """
    zones = [said.removeprefix(_ZONE) for said in item.because if said.startswith(_ZONE)]
    told = [because(said) for said in item.because if not said.startswith(_UNTOLD)]
    told += [zone_label(zone) for zone in zones[:_ZONES_TOLD]]
    more = len(zones) - _ZONES_TOLD
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")


def day_section(section: DaySection) -> str:
    """Return the heading of a part of the session day."""
    return SECTION_LABELS[section]


def on_the_face(zone: str) -> bool:
    """Tell whether a zone lies on the face or the neck, which the drawing shows."""
    return zone in FACE_ZONES or zone == "neck"
