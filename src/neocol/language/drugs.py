"""Medicines beyond our own list: names out of a public table, and the endings of generic names."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from neocol.language.concepts import Meaning, table
from neocol.language.normalise import phrase
from neocol.language.phrases import Found, Phrases

_DATA: Final = Path(__file__).parent / "data"
UNJUDGED: Final = "medicine_unjudged"
"""A real medicine that no rule has been written for: known by name, so asked about."""
STEM_MIN_LETTERS: Final = 7
"""A shorter word ends like a medicine by chance."""


@cache
def _names() -> Phrases[Meaning]:
    """Read the table that ``tools/drug-names`` makes."""
    raw = tomllib.loads((_DATA / "drug_names.toml").read_text(encoding="utf-8"))
    return Phrases(
        (tuple(name.split()), Meaning(concept, generic))  # the tool has folded them
        for concept, generics in raw.items()
        for generic, names in generics.items()
        for name in names.split(";")
    )


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    raw = tomllib.loads((_DATA / "stems.toml").read_text(encoding="utf-8"))
    pairs = [(stem, concept) for concept, stems in raw.items() for stem in stems]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def named(words: Sequence[str], start: int) -> Found[Meaning] | None:
    """Return the medicine of the public table that is named from one word on."""
    return next(_names().at(words, start), None)


def by_stem(word: str, kinds: Sequence[str]) -> str | None:
    """Return the concept that the ending of a generic name promises."""
    if len(word) < STEM_MIN_LETTERS or not word.isalpha():
        return None
    held = table().concepts
    return next(
        (name for stem, name in _stems() if word.endswith(stem) and held[name].kind in kinds),
        None,
    )


def judged(meaning: Meaning, kinds: Sequence[str]) -> Meaning:
    """Return a medicine without a concept of ours under the one that its generic name promises."""
    if meaning.concept != UNJUDGED:
        return meaning
    stems = (by_stem(word, kinds) for word in phrase(meaning.substance or ""))
    return Meaning(next((name for name in stems if name), UNJUDGED), meaning.substance)


def allergy_to(found: Found[Meaning], words: Sequence[str]) -> str:
    """Return the concept of an allergy to a named medicine; an anaesthetic is what matters."""
    name = " ".join(words[found.start : found.end])
    spoken = (name, *(meaning.substance or "" for meaning in found.meanings))
    return next(
        (concept for text in spoken if (concept := by_stem(text, ("allergy",)))),
        "allergy_without_rule",
    )
