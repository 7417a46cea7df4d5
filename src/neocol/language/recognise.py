"""Finds the concepts in one line of a case file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from neocol.language import context
from neocol.language.areas import Area, area_of
from neocol.language.concepts import concept_of_code, table
from neocol.language.normalise import tokens
from neocol.language.timing import read_timing
from neocol.record import Recognised

SLOT_KINDS: Final = {
    "medications": ("medication",),
    "conditions": ("condition", "medication", "procedure"),
    "allergies": ("allergy",),
    "recent_procedures": ("procedure", "condition", "medication"),
    "concerns": ("indication",),
    "symptoms": ("symptom",),
}
_ALLERGY: Final = ("allerg", "intoleran")
FUZZY_MIN_LETTERS: Final = 6
"""Shorter words have too many neighbours to be guessed."""
FUZZY_MIN_SCORE: Final = 86
"""Least similarity (0 to 100) for a misspelling; Accuretic and Accutane lie at 71."""

Codes = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Hit:
    concept: str
    start: int
    end: int
    via: Literal["words", "spelling", "code"]


def recognise(
    text: str,
    *,
    slot: str,
    on: dt.date,
    path: str = "",
    codes: Codes | None = None,
    area: str | None = None,
) -> tuple[Recognised, ...]:
    """Find what a line of a case file says.

    Parameters
    ----------
    text : str
        The words as they were written.
    slot : str
        Where they stood: medications, conditions, allergies, recent_procedures, concerns or
        symptoms.
    on : datetime.date
        The day from which *3 weeks ago* is counted.
    codes : dict, optional
        Codes that came with the words, by system (rxnorm, atc, icd10, snomed). A code that the
        table knows wins over the words of the same kind.
    area : str, optional
        The area that was given beside the words.

    Returns
    -------
    tuple of Recognised
        At least one; ``concept`` is ``None`` when nothing was understood.
    """
    words = tokens(text)
    kinds = _kinds(slot, words)
    given = {system: code for system, code in (codes or {}).items() if code}
    hits = _by_words(words, kinds)
    hits = _once(hits + _by_spelling(words, kinds, hits))
    coded = [c for s, code in given.items() if (c := concept_of_code(s, code)) is not None]
    if coded:
        decided = {table().concepts[name].kind for name in coded}
        known = {name: _span_of(name, hits, len(words)) for name in coded}
        hits = [_Hit(name, *span, "code") for name, span in known.items()] + [
            hit for hit in hits if table().concepts[hit.concept].kind not in decided
        ]
    said = read_timing(text, on)
    place = area_of(area or text) or (Area(()) if area else None)
    if not hits:
        return (
            Recognised(
                text=text,
                concept=None,
                codes=given,
                slot=slot,
                path=path,
                zones=None if place is None else place.zones,
                days_ago=said.days_ago,
            ),
        )
    found = []
    for hit in hits:
        assertion = context.assertion_at(words, hit.start, hit.end)
        found.append(
            Recognised(
                text=text,
                concept=hit.concept,
                codes=given,
                assertion=assertion,
                slot=slot,
                path=path,
                matched=" ".join(words[hit.start : hit.end]) or None,
                via=hit.via,
                timing=_timing(said.says, assertion, context.is_now(words, hit.start, hit.end)),
                days_ago=said.days_ago,
                zones=None if place is None else place.zones,
                part_of=() if place is None else place.part_of,
                area=area,
                qualifiers=context.qualifiers_in(words),
            )
        )
    return tuple(found)


def _kinds(slot: str, words: list[str]) -> tuple[str, ...]:
    """Return the kinds that a slot holds; an allergy may stand among the conditions."""
    if slot == "conditions" and any(word.startswith(_ALLERGY) for word in words):
        return ("allergy", *SLOT_KINDS[slot])
    return SLOT_KINDS[slot]


def _timing(says: str, assertion: str, now: bool) -> Literal["current", "stopped", "unknown"]:
    if says == "stopped" or assertion == "past":
        return "stopped"
    return "current" if now else "unknown"


def _by_words(words: list[str], kinds: tuple[str, ...]) -> list[_Hit]:
    """Match whole phrases, the longest first, so that *acne scars* is not *acne*."""
    held = table()
    hits: list[_Hit] = []
    i = 0
    while i < len(words):
        for phrase, name in held.by_first_word.get(words[i], ()):
            if held.concepts[name].kind in kinds and tuple(words[i : i + len(phrase)]) == phrase:
                hits.append(_Hit(name, i, i + len(phrase), "words"))
                i += len(phrase)
                break
        else:
            i += 1
    return _once(hits)


def _by_spelling(words: list[str], kinds: tuple[str, ...], known: list[_Hit]) -> list[_Hit]:
    """Match single long words, not yet understood, that are nearly one of the table's."""
    from rapidfuzz import fuzz, process

    held = table()
    taken = {i for hit in known for i in range(hit.start, hit.end)}
    hits: list[_Hit] = []
    choices = [
        word
        for word, names in held.single_words.items()
        if len(word) >= FUZZY_MIN_LETTERS
        and any(held.concepts[name].kind in kinds for name in names)
    ]
    for i, word in enumerate(words):
        if i in taken or len(word) < FUZZY_MIN_LETTERS or word in held.single_words:
            continue
        best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=FUZZY_MIN_SCORE)
        if best is not None and best[0][0] == word[0]:
            fitting = (n for n in held.single_words[best[0]] if held.concepts[n].kind in kinds)
            hits.append(_Hit(next(fitting), i, i + 1, "spelling"))
    return hits


def _once(hits: list[_Hit]) -> list[_Hit]:
    """Keep the first hit of each concept."""
    first: dict[str, _Hit] = {}
    for hit in hits:
        first.setdefault(hit.concept, hit)
    return list(first.values())


def _span_of(name: str, hits: list[_Hit], length: int) -> tuple[int, int]:
    """Return where the words of a coded concept stand; the whole text when they do not."""
    hit = next((hit for hit in hits if hit.concept == name), None)
    return (hit.start, hit.end) if hit else (length, length)
