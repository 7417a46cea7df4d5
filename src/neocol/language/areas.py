"""Body words → zones of the contract."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from neocol.language.normalise import tokens
from neocol.language.phrases import Phrases
from neocol.record.zones import ZONES

_DATA: Final = Path(__file__).parent / "data" / "areas.toml"
_NOWHERE: Final = "nowhere"
"""What only looks like a place: *came back*."""


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
def _areas() -> Phrases[Area | None]:
    """Read the table; a phrase may mean no place at all."""
    raw = tomllib.loads(_DATA.read_text(encoding="utf-8"))

    def resolve(meaning: Any) -> Area | None:
        if meaning == _NOWHERE:
            return None
        if isinstance(meaning, str):
            return resolve(raw[meaning])
        if isinstance(meaning, dict):
            return Area((), tuple(meaning["part_of"]))
        return Area(tuple(meaning))

    named: dict[str, Area | None] = {zone: Area((zone,)) for zone in ZONES}
    named |= {name: resolve(meaning) for name, meaning in raw.items()}
    return Phrases.of_texts(named.items())


def area_in(words: Sequence[str]) -> Area | None:
    """Return the area that a line of words names; ``None`` when it names none."""
    named = [area for found in _areas().find(words) for area in found.meanings if area is not None]
    if not named:
        return None
    return Area(
        _in_order(zone for area in named for zone in area.zones),
        _in_order(zone for area in named for zone in area.part_of),
    )


def area_of(text: str | None) -> Area | None:
    """Return the area that a text names; ``None`` when it names none."""
    return area_in(tokens(text)) if text else None


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
