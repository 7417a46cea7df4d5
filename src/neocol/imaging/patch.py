"""A drawn patch against the skin around it: stretch marks, scars, whatever a clinician outlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000

from neocol.imaging.canvas import Canvas
from neocol.imaging.colour import lab
from neocol.imaging.pigments import grown
from neocol.imaging.ridges import NEAR
from neocol.imaging.sampling import Blocks, mean_error

Mask = NDArray[np.bool_]

_RING_MM: Final = 6.0
_GAP_MM: Final = 0.7
_FEWEST_PX: Final = 40
_GRAIN_MM: Final = 0.4
"""Width of the gradients whose direction tells how a mark runs."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch.

    Attributes
    ----------
    difference : float
        CIEDE2000 between its median colour and that of the surround.
    error : float
        Standard error of it.
    width_mm : float
        Of a band of its area and length.
    coherence : float
        0 where nothing in it has a direction, 1 where everything runs the same way.
    """

    difference: float
    error: float
    width_mm: float
    coherence: float


def patch_of(canvas: Canvas, patch: Mask, skin: Mask) -> Patch | None:
    """Compare a drawn patch with the skin around it; None where there is too little of either.

    Parameters
    ----------
    canvas : Canvas
    patch, skin : array of shape (h, w), bool
    """
    reach, gap = (width * canvas.px_per_mm for width in (_RING_MM, _GAP_MM))
    around = grown(patch, reach) & ~grown(patch, gap) & skin
    if min(patch.sum(), around.sum()) < _FEWEST_PX:
        return None
    inner, outer = (np.median(canvas.linear[part], axis=0) for part in (patch, around))
    blocks = Blocks(patch, canvas.px_per_mm).means(canvas.linear)
    error = mean_error(_difference(blocks, outer))
    return Patch(
        difference=float(_difference(inner[None], outer)[0]),
        error=error if np.isfinite(error) else 0.0,
        width_mm=_width_mm(patch, canvas.px_per_mm),
        coherence=_coherence(canvas, patch),
    )


def _difference(light: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return CIEDE2000 between some colours, shape (n, 3), and one, all as linear light."""
    found = lab(light.astype(np.float64))
    beside = np.broadcast_to(lab(other.astype(np.float64)), found.shape)
    return np.asarray(deltaE_ciede2000(found, beside), np.float64)


def _width_mm(patch: Mask, px_per_mm: float) -> float:
    outlines, _ = cv2.findContours(patch.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    length = float(sum(max(cv2.minAreaRect(outline)[1]) for outline in outlines))
    return float(patch.sum()) / max(length, 1.0) / px_per_mm


def _coherence(canvas: Canvas, patch: Mask) -> float:
    smooth = cv2.GaussianBlur(canvas.darkness, (0, 0), _GRAIN_MM * canvas.px_per_mm)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, dx, 1 - dx) for dx in (1, 0))
    inside = cv2.erode(patch.astype(np.uint8), NEAR) > 0
    if not inside.any():
        return 0.0
    xx, yy = (float(np.square(part[inside]).mean()) for part in (across, down))
    xy = float((across[inside] * down[inside]).mean())
    return float(np.hypot(xx - yy, 2 * xy) / max(xx + yy, np.finfo(np.float32).tiny))
