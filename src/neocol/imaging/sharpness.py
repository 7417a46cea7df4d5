"""How fine a picture really is: from its sharpest edges, whatever the skin's colour."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.ridges import NEAR

_STEP_LEVELS: Final = 45.0
"""Least height of an edge, in 8-bit levels: lashes, brows, pupils, a card; no skin has it."""
_REACH_PX: Final = 6
"""An edge is looked at so far to both sides."""
_SHARPEST: Final = 10
"""Per cent of the edges that tell; the rest may lie out of focus."""
_PIXEL_EDGE: Final = 3.3
"""Width in px of the edge that a sharp camera gives: a step blurred by one pixel."""
_FEWEST: Final = 60
_SOBEL_GAIN: Final = 32.0
"""Of Scharr's kernel, for a slope in levels per px."""


def edge_width(rgb: NDArray[np.uint8]) -> float | None:
    """Return the width of the sharpest edges in px, or None where there is no edge to judge by.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8

    Notes
    -----
    The width of an edge is its height over its steepest slope, so contrast cancels: lashes on light
    and on dark skin are judged alike. Mean brightness is never asked for.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    kernel = np.ones((2 * _REACH_PX + 1,) * 2, np.uint8)
    height = cv2.subtract(cv2.dilate(grey, kernel), cv2.erode(grey, kernel))
    across, down = (
        cv2.Scharr(grey, cv2.CV_32F, dx, 1 - dx, scale=1 / _SOBEL_GAIN) for dx in (1, 0)
    )
    slope = cv2.magnitude(across, down)
    ridge = slope >= cv2.dilate(slope, NEAR)
    edges = ridge & (height >= _STEP_LEVELS) & (slope * _REACH_PX > height / 2)
    if edges.sum() < _FEWEST:
        return None
    width = height[edges] / slope[edges]
    return float(np.percentile(width, _SHARPEST))


def effective_share(rgb: NDArray[np.uint8]) -> float | None:
    """Return which share of its px/mm a picture resolves, 0 to 1, or None."""
    width = edge_width(rgb)
    return None if width is None else min(1.0, _PIXEL_EDGE / width)
