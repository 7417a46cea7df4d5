"""Polygons that the clinician drew: checked against the picture, turned into masks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from skimage import draw

from neocol.record import DrawnZones, RecordError
from neocol.record.base import words_of
from neocol.record.words import CardZone

Array = NDArray[np.float64]

_HALF_OPEN: Final = 1e-6
"""Keeps a border through the middle of pixels from counting them on both sides."""
_CARDS: Final = words_of(CardZone)


def polygons_of(
    drawn: DrawnZones | None, size: tuple[int, int]
) -> tuple[dict[str, list[Array]], dict[str, Array]]:
    """Return zones with their polygons, and cards.

    Parameters
    ----------
    drawn : DrawnZones, optional
    size : tuple
        Width and height of the upright picture, px.

    Raises
    ------
    RecordError
        When a polygon lies outside the picture.
    """
    zones: dict[str, list[Array]] = {}
    cards: dict[str, Array] = {}
    for i, each in enumerate(drawn.zones if drawn is not None else ()):
        polygon = np.array(each.polygon, np.float64)
        if ((polygon < -1) | (polygon > np.array(size))).any():
            raise RecordError(
                f"reaches outside the picture of {size[0]}x{size[1]} px", f"zones.{i}.polygon"
            )
        if each.name in _CARDS:
            cards[each.name] = polygon
        else:
            zones.setdefault(each.name, []).append(polygon)
    return zones, cards


def masked(polygons: list[Array], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the pixels whose middle lies in one of some polygons, shape (h, w)."""
    mask = np.zeros(shape, bool)
    for polygon in (each + _HALF_OPEN for each in polygons):
        mask[draw.polygon(polygon[:, 1], polygon[:, 0], shape)] = True
    return mask


def box_of(outlines: Mapping[str, list[Array]], margin: float) -> tuple[float, float, float, float]:
    """Return left, top, right and foot of all outlines with a margin, px."""
    points = np.concatenate([outline for parts in outlines.values() for outline in parts])
    left, top = points.min(0) - margin
    right, foot = points.max(0) + margin
    return float(left), float(top), float(right), float(foot)
