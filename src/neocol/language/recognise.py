"""Understands one line of a case file: what it mentions, and how it says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, Literal

from neocol.language.areas import Area, area_in, area_of
from neocol.language.concepts import NOTHING, Code, codes_of, concept, meanings_of_code
from neocol.language.context import Reading
from neocol.language.cues import Cues, qualifier_vocabulary, vocabulary
from neocol.language.mentions import FUZZY_SURE_LETTERS, Hit, find, plain_words
from neocol.language.normalise import MARKS, tokens
from neocol.language.phrases import Found
from neocol.language.timing import DAYS_OF, Timing, read_timing
from neocol.record import Recognised
from neocol.record.words import Assertion

SLOT_KINDS: Final = {
    "medications": ("medication", "procedure", "condition"),
    "conditions": ("condition", "medication", "procedure"),
    "allergies": ("allergy",),
    "recent_procedures": ("procedure", "condition", "medication"),
    "concerns": ("indication", "medication", "condition", "procedure"),
}
_DRAWN: Final = "scar"
"""A zone that is drawn by hand; as a word it only says what there is, not where."""
EVERYDAY: Final = "everyday words"
"""The kind of a line that was not understood and holds no word that could be a disease."""
_FREE_WORDS: Final = frozenset({"concerns"})
"""Slots in which people talk; there not every word must be understood."""
_ALLERGY: Final = (
    "allerg",
    "alerg",
    "intoleran",
    "anaphyla",
    "anafila",
    "reaction",
    "reacted",
    "reaccion",
)
_ANYWHERE: Final = frozenset(
    {"pregnancy_word", "pregnancy_possible", "lactation_word", "trying_to_conceive"}
)
"""What is listened for among medicines and wishes too."""

Codes = dict[str, str]


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
        The words as they were written, in English or Spanish.
    slot : str
        Where they stood: medications, conditions, allergies, recent_procedures or concerns.
    on : datetime.date
        The day from which *3 weeks ago* is counted.
    codes : dict, optional
        Codes that came with the words, by system (rxnorm, atc, icd10, snomed). A code that the
        table knows wins over the words of the same kind; where the two disagree, it is said.
    area : str, optional
        The area that was given beside the words.

    Returns
    -------
    tuple of Recognised
        At least one; ``concept`` is ``None`` for what was not understood: the line, or a part.
    """
    given = {system: code for system, code in (codes or {}).items() if code}
    words = tokens(text)
    if vocabulary("nothing").is_phrase([w for w in words if w not in MARKS]) and not given:
        return (
            Recognised(
                text=text, concept=NOTHING, kind="answer", assertion="absent", slot=slot, path=path
            ),
        )
    hits, disagrees = _decided(_mentioned(words, slot), given, slot, len(words))
    reading = Reading(words, [hit.span for hit in hits])
    line = _Line(text, slot, on, path, given, area, words, reading)
    if not hits:
        return (line.not_understood(text, (0, len(words))),)
    found = [line.understood(hit, disagrees.get(hit.meaning.concept)) for hit in hits]
    if slot == "concerns":
        found = [m for m in found if m.kind != "procedure" or m.days_ago is not None]
        if not found:  # a procedure that is wished for and nothing else: it is asked about
            return (line.not_understood(text, (0, len(words))),)
    return (*_once(found), *line.left_over())


class _Line:
    """One line of a case file with all that was given beside it."""

    def __init__(
        self,
        text: str,
        slot: str,
        on: dt.date,
        path: str,
        given: Codes,
        area: str | None,
        words: list[str],
        reading: Reading,
    ) -> None:
        self.text, self.slot, self.on, self.path = text, slot, on, path
        self.given, self.area, self.words, self.reading = given, area, words, reading

    def understood(self, hit: Hit, disagrees: str | None) -> Recognised:
        """Put together what is known of one mention."""
        kind = concept(hit.meaning.concept).kind
        assertion = self.reading.assertion(hit.span, taken=kind == "medication")
        if kind == "allergy" and self.reading.tolerated(hit.span):
            assertion = "absent"
        said = read_timing(self.reading.text(hit.span), self.on)
        place = self._place(hit.span)
        matched = " ".join(self.words[hit.start : hit.end])
        codes = codes_of(hit.meaning, matched)
        return Recognised(
            text=self.text,
            concept=hit.meaning.concept,
            kind=kind,
            substance=hit.meaning.substance,
            codes={code.system: code.value for code in codes} | self.given,
            code_status=_statuses(codes, self.given),
            assertion=assertion,
            slot=self.slot,
            path=self.path,
            matched=matched or None,
            via=hit.via,
            timing=self._timing(hit, assertion, said),
            days_ago=said.days_ago,
            ongoing=said.says == "ongoing" and said.days_ago is not None,
            zones=None if place is None else place.zones,
            part_of=() if place is None else place.part_of,
            area=self.area,
            qualifiers=self.reading.qualifiers(hit.span),
            disagrees=disagrees,
        )

    def not_understood(self, words: str, span: tuple[int, int]) -> Recognised:
        """Keep what was not understood, so that it can be asked about."""
        place = self._place(span)
        said = read_timing(words, self.on)
        return Recognised(
            text=words,
            concept=None,
            kind=None if _says_something(self.words[span[0] : span[1]]) else EVERYDAY,
            codes=self.given,
            code_status=_statuses((), self.given),
            slot=self.slot,
            path=self.path,
            assertion="absent" if self.reading.begins_with_no(span) else "present",
            zones=None if place is None else place.zones,
            days_ago=said.days_ago,
        )

    def left_over(self) -> Iterator[Recognised]:
        """Yield the clauses that mention nothing known and are not made of everyday words."""
        if self.slot in _FREE_WORDS:
            return
        line = self.reading.line
        mentioned = {line.at(start) for start, _ in self.reading.hits}
        for number, clause in enumerate(line.clauses):
            words = self.words[clause.start : clause.end]
            if number in mentioned or vocabulary("nothing").is_phrase(words):
                continue
            aside = ("reaction",) if self.slot == "allergies" else ()
            if _says_something(words, *aside):
                yield self.not_understood(line.text(clause), clause.span)

    def _place(self, span: tuple[int, int]) -> Area | None:
        if self.area:
            return area_of(self.area) or Area(())
        place = area_in(self.reading.text(span).split())
        if place is None or place.zones != (_DRAWN,):
            return place
        return None  # "a fresh scar" names no place

    def _timing(
        self, hit: Hit, assertion: Assertion, said: Timing
    ) -> Literal["current", "stopped", "unknown"]:
        if said.says == "stopped" or assertion == "past":
            return "stopped"
        if concept(hit.meaning.concept).kind == "medication":
            return "current" if said.says in {"ongoing", "taken"} else "unknown"
        if self.reading.is_longstanding(hit.span) or _begun_long_ago(said):
            return "unknown"
        now = self.reading.is_now(hit.span) or said.says == "ongoing"
        return "current" if now else "unknown"


def _begun_long_ago(said: Timing) -> bool:
    """Tell whether something has been there so long that it says nothing of today."""
    return said.says == "ongoing" and (said.days_ago or 0) > DAYS_OF["year"]


def _once(found: list[Recognised]) -> Iterator[Recognised]:
    """Leave out a thing that is said twice in the same way."""
    seen: list[Recognised] = []
    for item in found:
        alike = item.model_copy(update={"matched": None, "via": "words", "code_status": {}})
        if alike not in seen:
            seen.append(alike)
            yield item


def _mentioned(words: list[str], slot: str) -> list[Hit]:
    """Find the mentions that may stand in a slot; an allergy may stand among the conditions."""
    kinds = SLOT_KINDS[slot]
    if slot == "conditions" and any(word.startswith(_ALLERGY) for word in words):
        kinds = ("allergy", *kinds)
    if slot == "concerns":
        return [*find(words, ("indication",), guess=False), *_told_in_passing(words)]
    people = Cues.of(words).within("family", [(0, len(words))])
    hits = [
        hit
        for hit in find(words, kinds, guess=slot not in _FREE_WORDS)
        if not any(_holds(cue, hit) for cue in people)  # "mi tía" is no TIA
    ]
    if slot == "medications":
        return [hit for hit in hits if _belongs_to_a_medicine(hit, words)]
    return hits


def _holds(cue: Found[str], hit: Hit) -> bool:
    """Tell whether a mention is only part of a longer cue."""
    return cue.start <= hit.start and hit.end <= cue.end and (cue.start, cue.end) != hit.span


def _told_in_passing(words: list[str]) -> Iterator[Hit]:
    """Yield medicines, procedures and a pregnancy that are told among the wishes.

    *Scars, I'm on Accutane*; a procedure counts only once it is dated, else it is wished for.
    """
    for hit in find(words, ("medication", "condition", "procedure")):
        guessed = hit.via == "spelling" and len(words[hit.start]) < FUZZY_SURE_LETTERS
        told = concept(hit.meaning.concept).kind != "condition" and not guessed
        if told or hit.meaning.concept in _ANYWHERE:
            yield hit


def _belongs_to_a_medicine(hit: Hit, words: list[str]) -> bool:
    """Keep a condition among the medicines only as what it is taken for.

    *Otezla for psoriasis*, *Xalatan (glaucoma)*.
    """
    if concept(hit.meaning.concept).kind != "condition" or hit.meaning.concept in _ANYWHERE:
        return True
    before = [word for word in words[: hit.start] if word not in {"my", "the", "severe", "mi"}]
    if before[-1:] == ["("]:
        return True
    reasons = vocabulary("because")
    return any(reasons.is_phrase(before[-length:]) for length in (1, 2) if before)


def _decided(
    hits: list[Hit], given: Codes, slot: str, length: int
) -> tuple[list[Hit], dict[str, str]]:
    """Let codes win over words of the same kind; return also what the words said otherwise.

    A code that one of the words confirms changes nothing. A code against one other thing of its
    kind takes its place, and says so. Where the words name several things, all are kept.
    """
    coded = [
        meaning
        for system, code in given.items()
        for meaning in meanings_of_code(system, code)
        if concept(meaning.concept).kind in SLOT_KINDS[slot]
    ]
    disagrees: dict[str, str] = {}
    kept = list(hits)
    for meaning in dict.fromkeys(coded):
        if any(meaning.concept in _kinds_of(hit.meaning.concept) for hit in kept):
            continue
        kind = concept(meaning.concept).kind
        rivals = [hit for hit in kept if concept(hit.meaning.concept).kind == kind]
        span = (rivals[0].start, rivals[0].end) if rivals else (length, length)
        if rivals:
            disagrees[meaning.concept] = rivals[0].meaning.concept
        if len(rivals) == 1:
            kept.remove(rivals[0])
        kept.append(Hit(meaning, *span, "code"))
    return kept, disagrees


def _kinds_of(name: str | None) -> Iterator[str]:
    """Yield a concept and the wider ones that it is a kind of."""
    while name is not None:
        yield name
        name = concept(name).kind_of


def _statuses(codes: tuple[Code, ...], given: Codes) -> dict[str, str]:
    return {code.system: code.status for code in codes} | dict.fromkeys(given, "given")


def _is_a_name(word: str) -> bool:
    figure = any(letter.isdigit() for letter in word)
    return len(word) > 1 and not figure and word not in plain_words()


def _says_something(words: list[str], *aside: str) -> bool:
    """Tell whether a clause holds a word that is neither everyday, nor a cue, nor a place.

    ``aside`` names groups of cues that say nothing new where the clause stands.
    """
    used = {
        i
        for found in (
            *vocabulary().find(words),
            *vocabulary("answers_no").find(words),
            *qualifier_vocabulary().find(words),
            *(found for group in aside for found in vocabulary(group).find(words)),
        )
        for i in range(found.start, found.end)
    }
    return any(
        i not in used
        and any(_is_a_name(part) for part in word.split("/"))
        and area_in([word]) is None
        for i, word in enumerate(words)
    )
