"""What was found in a zone and where, in pixels of the photograph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.imaging.look import Look
from neocol.record import Dot, Line, Marks, Patch
from neocol.record.photo import Point

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

_LINE_STEP: Final = 2
"""Every so many points of a line are told; it bends no faster."""
_DIGITS: Final = 3
MM2_PER_CM2: Final = 100.0


def marks_in(mask: Mask, look: Look) -> Marks:
    """Return lines, pores, spots and proposals whose middle lies in a zone.

    Parameters
    ----------
    mask : array of shape (h, w), bool
        The zone on the canvas.
    look : Look
    """
    canvas = look.canvas

    def at(points: Array) -> tuple[Point, ...]:
        return tuple((round(float(x), 1), round(float(y), 1)) for x, y in canvas.on_photo(points))

    def dots(places: Array, sizes: Iterable[float], contrasts: Iterable[float]) -> tuple[Dot, ...]:
        return tuple(
            Dot(at_px=point, diameter_mm=round(size, _DIGITS), contrast=round(contrast, _DIGITS))
            for point, size, contrast, here in zip(
                at(places), sizes, contrasts, inside(mask, places), strict=True
            )
            if here
        )

    pores, spots = look.pores, look.spots
    return Marks(
        wrinkles=tuple(
            Line(
                points_px=at(_thinned(line.points)),
                length_mm=round(line.length_mm, _DIGITS),
                width_mm=round(line.width_mm, _DIGITS),
                contrast=round(line.contrast, _DIGITS),
            )
            for line, here in zip(look.lines, inside(mask, look.line_middles), strict=True)
            if here
        ),
        pores=()
        if pores is None
        else dots(pores.at, pores.diameter_mm.tolist(), pores.contrast.tolist()),
        spots=dots(
            look.spot_places,
            (spot.diameter_mm for spot in spots),
            (spot.contrast for spot in spots),
        ),
        scars=tuple(
            Patch(
                outline_px=at(scar.outline),
                area_cm2=round(scar.area_mm2 / MM2_PER_CM2, _DIGITS + 1),
                contrast=round(scar.contrast, _DIGITS),
            )
            for scar, here in zip(look.scars, inside(mask, look.scar_middles), strict=True)
            if here
        ),
    )


def _thinned(points: Array) -> Array:
    return np.concatenate((points[:-1:_LINE_STEP], points[-1:]))


def inside(mask: Mask, at: Array) -> Mask:
    """Return which points, x and y of shape (n, 2), lie in a mask."""
    columns, rows = np.round(at.T).astype(int)
    found: Mask = mask[np.clip(rows, 0, mask.shape[0] - 1), np.clip(columns, 0, mask.shape[1] - 1)]
    return found
