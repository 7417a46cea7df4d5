"""Pigmented spots: small compact patches that melanin explains, counted and sized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.canvas import flat
from neocol.imaging.pigments import Pigments
from neocol.imaging.unmixing import BLOOD, MELANIN, explained, matrix_of

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

_SURROUND_MM: Final = 5.0
_SIZES_MM: Final = (1.0, 8.0)
"""Smaller is a pore or noise, larger a patch."""
_OUTSTANDING: Final = 5.0
"""Times the skin's own unevenness."""
_LEAST_DENSITY: Final = 0.04
_COMPACT: Final = 0.5
"""Least share of its enclosing circle that a spot fills: a crease fills less."""
_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot, on the coarse picture of the pigments.

    Attributes
    ----------
    at : tuple
        x and y of its middle.
    diameter_mm : float
        Of a circle of its area.
    contrast : float
        Density of melanin above the surround.
    """

    at: tuple[float, float]
    diameter_mm: float
    contrast: float


def find_spots(found: Pigments) -> list[Spot]:
    """Find the spots of a canvas.

    Limits
    ------
    Counted and sized, never named: what a spot is, a dermatologist says.
    """
    skin = found.skin
    if not skin.any():
        return []
    base = np.median(found.density[skin], axis=0).astype(np.float64)
    row = matrix_of(base, shadow=False)[MELANIN].astype(np.float32)
    sigma = _SURROUND_MM * found.px_per_mm
    above = np.dstack([
        found.density[..., channel] - flat(found.density[..., channel], skin, sigma)
        for channel in range(found.density.shape[2])
    ])  # fmt: skip
    map_ = above @ row
    spread = _MAD_TO_SD * float(np.median(np.abs(map_[skin] - np.median(map_[skin]))))
    limit = max(_LEAST_DENSITY, _OUTSTANDING * spread)
    stands = skin & (map_ > limit / 2)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(stands.astype(np.uint8))
    highest = np.zeros(len(stats), np.float32)
    np.maximum.at(highest, labels[stands], map_[stands])
    kept = []
    for label in np.flatnonzero(highest > limit):
        left, top, wide, high, _ = (int(value) for value in stats[label])
        box = (slice(top, top + high), slice(left, left + wide))
        inside = (labels[box] == label) & (map_[box] > highest[label] / 2)
        spot = _spot(inside, above[box], base, found.px_per_mm, (left, top))
        if spot is not None:
            kept.append(spot)
    return kept


def _spot(
    inside: Mask, above: Image, base: Array, px_per_mm: float, corner: tuple[int, int]
) -> Spot | None:
    """Return a place as a spot when its size, shape and colour are those of one."""
    area = float(inside.sum())
    diameter = 2 * float(np.sqrt(area / np.pi)) / px_per_mm
    if not _SIZES_MM[0] <= diameter <= _SIZES_MM[1]:
        return None
    outlines, _ = cv2.findContours(
        inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    centre, radius = cv2.minEnclosingCircle(max(outlines, key=len))
    if area < _COMPACT * np.pi * (radius + 1 / 2) ** 2:
        return None
    values = above[inside]
    darkest = values.sum(1) >= np.median(values.sum(1))
    shares = explained(values[darkest].mean(0).astype(np.float64), base, shadow=True)
    if shares[MELANIN].value <= shares[BLOOD].value:
        return None
    at = (centre[0] + corner[0], centre[1] + corner[1])
    return Spot(at, diameter, shares[MELANIN].value)
