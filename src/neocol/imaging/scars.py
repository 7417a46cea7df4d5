"""Places that may be atrophic scars: a dark and a bright side close together, not a line.

They are proposals. The clinician confirms or draws; only what is drawn becomes an area.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

_PX_PER_MM: Final = 5.0
"""Scars are wider than half a millimetre: no finer picture is needed."""
_SIGMA_MM: Final = 0.7
"""Pores are lost at this width, scars of a millimetre and more are not."""
_GATHER_MM: Final = 0.35
"""Width over which the slopes at both sides of a scar become one place."""
_OUTSTANDING: Final = 5.0
"""Times the slope of the skin's own relief."""
_LEAST: Final = 0.025
"""Least slope, as density."""
_HALO_MM: Final = 0.75
"""How far the blurred place reaches beyond the scar."""
_AREA_MM2: Final = (0.5, 60.0)
_LONGEST: Final = 2.4
"""Length over width above which it is a line."""
_SOBEL_GAIN: Final = 8.0
_FINE: Final = 16
_FULL_TURN: Final = 360
_TURN_STEP: Final = 15
"""An outline of 24 corners, in sixteenths of a pixel."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place.

    Attributes
    ----------
    outline : array of shape (n, 2)
        x and y on the canvas.
    area_mm2 : float
    contrast : float
        How steeply density changes across it.
    """

    outline: Array
    area_mm2: float
    contrast: float


def propose_scars(relief: Image, skin: Mask, px_per_mm: float) -> list[Proposal]:
    """Return places that look like ice-pick or boxcar scars.

    Limits
    ------
    Rolling scars are as smooth as the face itself and are not found. Depth is not told.
    """
    step = min(_PX_PER_MM / px_per_mm, 1.0)
    size = tuple(max(round(side * step), 1) for side in reversed(relief.shape))
    scale = px_per_mm * step
    held = cv2.resize(relief, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    if not mask.any():
        return []
    smooth = cv2.GaussianBlur(held, (0, 0), _SIGMA_MM * scale)
    gain = _SIGMA_MM * scale / _SOBEL_GAIN
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, dx, 1 - dx, scale=gain) for dx in (1, 0))
    energy = cv2.GaussianBlur(across**2 + down**2, (0, 0), _GATHER_MM * scale)
    slope = cv2.sqrt(energy)
    limit = max(_LEAST, _OUTSTANDING * float(np.median(slope[mask])))
    stands = ((slope > limit) & mask).astype(np.uint8)
    outlines, _ = cv2.findContours(stands, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return list(_shaped(outlines, slope, step, scale))


def _shaped(outlines: Sequence[Any], slope: Image, step: float, scale: float) -> Iterator[Proposal]:
    """Yield those outlines that are no lines, drawn in by the blur's halo."""
    for outline in outlines:
        centre, sides, turn = cv2.minAreaRect(outline)
        long, short = max(sides), max(min(sides), 1.0)
        if long > _LONGEST * short:
            continue
        axes = tuple(max(side - 2 * _HALO_MM * scale, scale * _HALO_MM) / 2 for side in sides)
        area = np.pi * axes[0] * axes[1] / scale**2
        if not _AREA_MM2[0] <= area <= _AREA_MM2[1]:
            continue
        inside = np.zeros(slope.shape, np.uint8)
        cv2.drawContours(inside, [outline], -1, 1, -1)
        ring = np.array(
            cv2.ellipse2Poly(
                [round(at * _FINE) for at in centre], [round(axis * _FINE) for axis in axes],
                round(turn), 0, _FULL_TURN, _TURN_STEP,
            )
        ) / _FINE  # fmt: skip
        yield Proposal((ring + 1 / 2) / step - 1 / 2, float(area), float(slope[inside > 0].max()))
