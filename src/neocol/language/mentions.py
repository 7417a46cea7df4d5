"""Finds what a line mentions: by words, by a medicine's name or ending, by a near spelling."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from neocol.language import drugs
from neocol.language.areas import area_in
from neocol.language.concepts import Meaning, concept, of_kinds, phrases
from neocol.language.cues import qualifier_vocabulary, vocabulary
from neocol.language.phrases import Found

Via = Literal["words", "spelling", "name", "stem", "code"]
_DATA: Final = Path(__file__).parent / "data" / "plain.toml"
FUZZY_LETTERS: Final = ((13, 3), (9, 2), (5, 1))
"""From how many letters on how many slips of the pen are forgiven."""
FUZZY_MIN_LETTERS: Final = min(letters for letters, _ in FUZZY_LETTERS)
FUZZY_SURE_LETTERS: Final = FUZZY_LETTERS[1][0]
"""In free talk a shorter word is too easily nearly a medicine."""
_SOUNDS_LIKE: Final = (
    frozenset("ckq"),
    frozenset("sxz"),
    frozenset("ijy"),
    frozenset("ea"),
    frozenset("bv"),
)
"""First letters that are mistaken for each other; the others must be right."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention: what it stands for, where, and how it was found."""

    meaning: Meaning
    start: int
    end: int
    via: Via

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@cache
def plain_words() -> frozenset[str]:
    """Return words of everyday that name nothing: never guessed at, never asked about."""
    raw = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(word for text in raw.values() for word in text["words"].split())


def find(words: Sequence[str], kinds: tuple[str, ...], *, guess: bool = True) -> list[Hit]:
    """Return the mentions of a line, from left to right.

    Parameters
    ----------
    words : sequence of str
        The line, as :func:`neocol.language.normalise.tokens` gives it.
    kinds : tuple of str
        The kinds of concept that the place in the case holds.
    guess : bool
        Also take medicines of the public table, endings of generic names and misspellings.
    """
    hits = list(_by_words(words, kinds))
    if guess:
        taken = {i for hit in hits for i in range(hit.start, hit.end)}
        hits += _guessed(words, kinds, taken)
    return sorted(hits, key=lambda hit: hit.start)


def _by_words(words: Sequence[str], kinds: tuple[str, ...]) -> Iterator[Hit]:
    """Match whole phrases, the longest first, so that *acne scars* is not *acne*."""
    i = 0
    while i < len(words):
        for found in _starting(words, i):
            meanings = of_kinds(found.meanings, kinds)
            if meanings:
                yield from (Hit(m, found.start, found.end, "words") for m in meanings)
                i = found.end
                break
        else:
            i += 1


def _starting(words: Sequence[str], i: int) -> Iterator[Found[Meaning]]:
    """Yield the phrases that begin at a word, also around a strength (*isotretinoin 0.05% gel*)."""
    if words[i + 1 : i + 2] and words[i + 1].endswith("%"):
        around = [words[i], *words[i + 2 :]]
        for found in phrases().at(around, 0):
            if found.end > 1:
                yield Found(i, i + found.end + 1, found.meanings)
    yield from phrases().at(words, i)


def _guessed(words: Sequence[str], kinds: tuple[str, ...], taken: set[int]) -> Iterator[Hit]:
    i = 0
    while i < len(words):
        if i in taken or not _could_name(words[i]):
            i += 1
            continue
        hit = _by_name(words, kinds, i) or _by_stem(words, kinds, i)
        found = [hit] if hit else list(_by_spelling(words[i], kinds, i))
        yield from found
        i = found[0].end if found else i + 1


@cache
def _could_name(word: str) -> bool:
    """Tell whether a word may be the name of something: no mark, figure, everyday word or place."""
    return (
        any(letter.isalpha() for letter in word)
        and word not in plain_words()
        and not _is_cue(word)
        and area_in((word,)) is None
    )


def _by_name(words: Sequence[str], kinds: tuple[str, ...], i: int) -> Hit | None:
    if not {"medication", "allergy"} & set(kinds):
        return None
    found = drugs.named(words, i)
    if found is None:
        return None
    meaning = drugs.judged(found.meanings[0], kinds)
    if concept(meaning.concept).kind not in kinds:  # a medicine among the allergies
        meaning = Meaning(drugs.allergy_to(found, words), meaning.substance)
    if concept(meaning.concept).kind not in kinds:
        return None
    return Hit(meaning, found.start, found.end, "name")


def _by_stem(words: Sequence[str], kinds: tuple[str, ...], i: int) -> Hit | None:
    name = drugs.by_stem(words[i], kinds)
    return Hit(Meaning(name, words[i]), i, i + 1, "stem") if name else None


@cache
def _spellings(kinds: tuple[str, ...]) -> dict[str, tuple[Meaning, ...]]:
    """Return the single words of some kinds that are long enough to be misspelt."""
    long = {w: m for w, m in phrases().single_words().items() if len(w) >= FUZZY_MIN_LETTERS}
    found = {word: of_kinds(meanings, kinds) for word, meanings in long.items()}
    return {word: meanings for word, meanings in found.items() if meanings}


@cache
def _spelling_choices(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_spellings(kinds))


def _by_spelling(word: str, kinds: tuple[str, ...], i: int) -> Iterator[Hit]:
    """Take a long word, not yet understood, for the nearest one of the table."""
    slips = next((slips for letters, slips in FUZZY_LETTERS if len(word) >= letters), 0)
    if not slips or not word.isalpha():
        return
    near = _nearest(word, kinds, slips)
    if near is not None:
        for meaning in _spellings(kinds)[near]:
            yield Hit(meaning, i, i + 1, "spelling")


@cache
def _nearest(word: str, kinds: tuple[str, ...], slips: int) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(
        word,
        _spelling_choices(kinds),
        scorer=OSA.distance,
        score_cutoff=slips,
        limit=FUZZY_MIN_LETTERS,
    )
    return next((found for found, _, _ in near if _begins_alike(word, found)), None)


def _begins_alike(one: str, other: str) -> bool:
    if one[0] == other[1:2]:  # a silent letter is left out: soriasis
        return True
    first = {one[0], other[0]}
    return len(first) == 1 or any(first <= sounds for sounds in _SOUNDS_LIKE)


@cache
def _is_cue(word: str) -> bool:
    return vocabulary().is_phrase((word,)) or qualifier_vocabulary().is_phrase((word,))
