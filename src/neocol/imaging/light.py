"""From where light grazes the skin, and whether it shows any relief at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.canvas import Canvas
from neocol.imaging.ridges import NEAR, typical

Mask = NDArray[np.bool_]

_HALF_TURN: Final = 180
_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Light:
    """How light falls on the skin, as its relief shows it.

    Attributes
    ----------
    axis_deg : float
        Along which it grazes: 0 is level, 90 upright. Lines that run with it show least.
    coherence : float
        0 where it comes from everywhere, 1 where all relief is lit from one line.
    relief : float
        Density by which the skin's own relief is seen, without the picture's noise.
    """

    axis_deg: float
    coherence: float
    relief: float


def light_on(canvas: Canvas, skin: Mask, noise: float) -> Light | None:
    """Return how light falls on a canvas; None without skin.

    Notes
    -----
    Even relief is steepest, as seen, along the light: the main axis of the gradients' covariance.
    """
    inside = cv2.erode(skin.astype(np.uint8), NEAR) > 0
    if not inside.any():
        return None
    relief = canvas.relief(skin)
    across, down = (cv2.Sobel(relief, cv2.CV_32F, dx, 1 - dx) for dx in (1, 0))
    right, foot = across[inside], down[inside]
    xx, yy = float(np.square(right).mean()), float(np.square(foot).mean())
    xy = float((right * foot).mean())
    seen = _MAD_TO_SD * typical(np.abs(relief), inside)
    return Light(
        axis_deg=float(np.degrees(np.arctan2(-2 * xy, xx - yy)) / 2) % _HALF_TURN,
        coherence=float(np.hypot(xx - yy, 2 * xy) / max(xx + yy, float(np.finfo(np.float32).tiny))),
        relief=float(np.sqrt(max(seen**2 - noise**2, 0.0))),
    )
