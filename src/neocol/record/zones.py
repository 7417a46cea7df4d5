"""Zones and the sites they belong to: left and right share one anatomy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from neocol.record.base import words_of
from neocol.record.words import Zone

ZONES: Final[tuple[str, ...]] = words_of(Zone)
FACE_ZONES: Final[tuple[str, ...]] = ZONES[: ZONES.index("neck")]
"""From the forehead to the jawline; the neck is not the face."""

_SITES: Final = {
    "abdomen": "trunk",
    "buttock": "trunk",
    "breast": "trunk",
    "back": "trunk",
    "thigh": "limb",
    "arm": "limb",
}


def site_of(zone: str) -> str:
    """Return the anatomical site of a zone, as evidence names it (``cheek_left`` → ``cheek``)."""
    bare = zone.removesuffix("_left").removesuffix("_right")
    return _SITES.get(bare, bare)


def region_of(zone: str) -> str:
    """Return the part of the body that a zone lies in: face, neck, scalp or body."""
    if zone in FACE_ZONES:
        return "face"
    return zone if zone in {"neck", "scalp"} else "body"


def zone_label(zone: str) -> str:
    """Return a zone in words (``cheek_left`` → ``left cheek``)."""
    for side in ("left", "right"):
        if zone.endswith(f"_{side}"):
            return f"{side} {zone.removesuffix(f'_{side}').replace('_', ' ')}"
    return zone.replace("_", " ").replace("decollete", "décolleté")


def in_order(zones: Iterable[str]) -> list[str]:
    """Return zones from the forehead down, as they lie on a person."""
    return sorted(zones, key=ZONES.index)


def overlaps(zones: tuple[str, ...] | None, planned: tuple[str, ...]) -> bool:
    """Tell whether an area touches the planned one; an area that was not named might."""
    return zones is None or not planned or bool(set(zones) & set(planned))
