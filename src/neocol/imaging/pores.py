"""Pores: small round shadows, counted and sized where the picture is fine enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.ridges import Bend, typical

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

WIDTH_MM: Final = 0.3
"""The width at which pores are looked for; smaller and larger ones answer to it too."""
_OUTSTANDING: Final = 6.0
"""Times the bend of the skin's own relief: about two false pores a cm²."""
_SMOOTHEST: Final = 0.0015
"""Bend, as density, below which a picture shows no relief."""
_ROUND: Final = 0.3
"""Least share of the smaller bend in the larger: a line bends one way only."""
_DARKER: Final = 0.02
_APART_MM: Final = 0.2
_REACH_MM: Final = 0.5
"""How far from its middle a pore's edge is looked for."""
_ANGLES: Final = 12
_EDGE: Final = 1.28
"""A rendered pit is so much wider, at half its depth, than its shadow at half its darkness."""


@dataclass(frozen=True, slots=True)
class Pores:
    """Pores on a canvas.

    Attributes
    ----------
    at : array of shape (n, 2)
        x and y.
    diameter_mm : array of shape (n,)
        Apparent: from where the shadow has faded to half.
    contrast : array of shape (n,)
        Density of the darkest point above the surround.
    """

    at: Array
    diameter_mm: Array
    contrast: Array


def find_pores(relief: Image, skin: Mask, bend: Bend, px_per_mm: float) -> Pores:
    """Find the pores of a canvas.

    Parameters
    ----------
    relief : array of shape (h, w), float32
        Density against the surround.
    skin : array of shape (h, w), bool
    bend : Bend
        At :data:`WIDTH_MM`.
    px_per_mm : float

    Limits
    ------
    Hair stubs look like pores; the caller leaves bearded skin out. Below 8 px/mm half of them are
    lost.
    """
    small, large = -(bend.mean + bend.spread), bend.spread - bend.mean
    round_ = np.where(small > _ROUND * large, -bend.mean, 0).astype(np.float32)
    limit = _OUTSTANDING * max(typical(np.abs(bend.mean), skin), _SMOOTHEST)
    reach = max(round(_APART_MM * px_per_mm), 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    peaks = (round_ >= cv2.dilate(round_, kernel)) & (round_ > limit) & (relief > _DARKER) & skin
    at = np.argwhere(peaks)[:, ::-1].astype(np.float64)
    return Pores(at, *_sized(at, relief, px_per_mm))


def _sized(at: Array, relief: Image, px_per_mm: float) -> tuple[Array, Array]:
    """Return diameter in mm and contrast of every pore, from rings around its middle."""
    radii = np.arange(0, max(_REACH_MM * px_per_mm, 2), 1 / 2)
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    across = at[:, 0, None, None] + radii[None, :, None] * np.cos(angles)
    down = at[:, 1, None, None] + radii[None, :, None] * np.sin(angles)
    flat = (-1, len(radii) * _ANGLES)
    rings = cv2.remap(
        relief, across.reshape(flat).astype(np.float32), down.reshape(flat).astype(np.float32),
        cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT,
    ) if len(at) else np.zeros((0, len(radii) * _ANGLES))  # fmt: skip
    profile = rings.reshape(len(at), len(radii), _ANGLES).mean(2)
    contrast = profile[:, 0]
    below = profile < contrast[:, None] / 2
    first = np.where(below.any(1), below.argmax(1), len(radii) - 1)
    rows = np.arange(len(at))
    before = np.maximum(first - 1, 0)
    drop = profile[rows, before] - profile[rows, first]
    part = np.divide(
        profile[rows, before] - contrast / 2, drop, where=drop > 0, out=np.zeros(len(at))
    )
    radius = radii[before] + np.clip(part, 0, 1) / 2
    return _EDGE * 2 * radius / px_per_mm, contrast.astype(np.float64)
