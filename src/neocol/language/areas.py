"""Body words → zones of the contract."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from neocol.language.normalise import phrase, tokens
from neocol.record.zones import ZONES

_DATA = Path(__file__).parent / "data" / "areas.toml"


@dataclass(frozen=True, slots=True)
class Area:
    """A place on the body.

    Attributes
    ----------
    zones : tuple of str
        The zones it covers; empty for a place that holds none (an elbow).
    part_of : tuple of str
        The zones that a spot lies in without covering them (eyebrows, eyelids).
    """

    zones: tuple[str, ...]
    part_of: tuple[str, ...] = ()


@cache
def _areas() -> tuple[tuple[tuple[str, ...], Area], ...]:
    raw = tomllib.loads(_DATA.read_text(encoding="utf-8"))

    def resolve(meaning: Any) -> Area:
        if isinstance(meaning, str):
            return resolve(raw[meaning])
        if isinstance(meaning, dict):
            return Area((), tuple(meaning["part_of"]))
        return Area(tuple(meaning))

    found = {phrase(name): resolve(meaning) for name, meaning in raw.items()}
    for zone in ZONES:
        found.setdefault(phrase(zone), Area((zone,)))
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def area_of(text: str | None) -> Area | None:
    """Return the area that a text names; ``None`` when it names none."""
    if not text:
        return None
    words = tokens(text)
    used = [False] * len(words)
    named: list[Area] = []
    for name, area in _areas():
        for i in range(len(words) - len(name) + 1):
            span = range(i, i + len(name))
            if tuple(words[i : i + len(name)]) == name and not any(used[k] for k in span):
                for k in span:
                    used[k] = True
                named.append(area)
    if not named:
        return None
    return Area(
        _in_order(zone for area in named for zone in area.zones),
        _in_order(zone for area in named for zone in area.part_of),
    )


def zones_of(text: str | None) -> tuple[str, ...] | None:
    """Return the zones that a text names, in the contract's order; ``None`` when it names none.

    Examples
    --------
    >>> zones_of("left cheek and chin")
    ('cheek_left', 'chin')
    >>> zones_of("psoriasis on elbows")
    ()
    """
    area = area_of(text)
    return None if area is None else area.zones


def _in_order(zones: Iterable[str]) -> tuple[str, ...]:
    named = set(zones)
    return tuple(zone for zone in ZONES if zone in named)
