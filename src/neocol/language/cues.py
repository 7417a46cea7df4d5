"""The small words around a mention: no, hers, used to, since; read once from the room's data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from neocol.language.phrases import Found, Phrases

_DATA: Final = Path(__file__).parent / "data" / "cues.toml"
_QUALIFIER: Final = "qualifier"
_APART: Final = frozenset(
    {"nothing", "answers_no", "breaks", "because", "works_with", "tolerates", "reaction"}
)
"""Groups that are asked for by themselves, in places where their words mean nothing else."""


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    qualifiers = raw.pop(_QUALIFIER)
    almost = [
        f"{before} {healed}"
        for before in raw.pop("almost")["words"]
        for healed in qualifiers["healed"]["words"]
    ]
    raw["now"]["words"] += almost
    qualifiers["active"]["words"] += almost
    groups = {name: tuple(group["words"]) for name, group in raw.items()}
    return groups | {f"{_QUALIFIER}.{name}": tuple(g["words"]) for name, g in qualifiers.items()}


@cache
def vocabulary(*groups: str) -> Phrases[str]:
    """Return the phrases of some groups; without a name, of all that are read in running text."""
    chosen = groups or tuple(
        name for name in _groups() if name not in _APART and not name.startswith(_QUALIFIER)
    )
    return Phrases.of_texts((text, name) for name in chosen for text in _groups()[name])


@cache
def qualifier_vocabulary() -> Phrases[str]:
    """Return the phrases that say how a thing is, each with the qualifier it means."""
    return Phrases.of_texts(
        (text, name.removeprefix(f"{_QUALIFIER}."))
        for name, words in _groups().items()
        if name.startswith(_QUALIFIER)
        for text in words
    )


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one line of words, where they stand."""

    found: tuple[Found[str], ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> Cues:
        """Find the cues of a line; the longest phrase wins, so that *no longer* is not *no*."""
        return cls(tuple(vocabulary().find(words)))

    def outside(self, spans: Iterable[tuple[int, int]]) -> Cues:
        """Return the cues that are no part of a mention (*nursing mother* is not the family)."""
        held = tuple(spans)
        return Cues(
            tuple(
                cue
                for cue in self.found
                if not any(start < cue.end and cue.start < end for start, end in held)
            )
        )

    def say(self, group: str, spans: Iterable[tuple[int, int]]) -> bool:
        """Tell whether a cue of the group lies inside one of the spans."""
        return any(True for _ in self.within(group, spans))

    def within(self, group: str, spans: Iterable[tuple[int, int]]) -> tuple[Found[str], ...]:
        """Return the cues of a group that lie inside the spans."""
        places = tuple(spans)
        return tuple(
            cue
            for cue in self.found
            if group in cue.meanings
            and any(start <= cue.start and cue.end <= end for start, end in places)
        )
