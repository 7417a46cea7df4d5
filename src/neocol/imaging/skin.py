"""Which pixels are this person's skin: learned from their own cheeks, in optical density."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.landmarks import Face
from neocol.imaging.zones import filled, not_skin, zone_polygons

Mask = NDArray[np.bool_]

_WORK_PX: Final = 640
"""Longer side at which skin is told from hair: finer detail is noise here."""
_LEVELS: Final = 255.0
_GAMMA: Final = 2.2
_DARKEST: Final = 0.004
"""Floor of linear light, so that the density of black stays finite."""
_DISTANCE_MAX: Final = 4.5
"""Robust standard deviations from the cheeks beyond which a pixel is not skin."""
_FLOOR_DENSITY: Final = 0.06
"""Least spread that is granted, so that an evenly lit cheek does not refuse the nose."""
_LIGHT_WEIGHT: Final = 0.65
"""How much brightness counts beside colour: a shadow is still skin, hair is darker than both."""
_MAD_TO_SD: Final = 1.4826
_OPEN_PX: Final = 5
_AXES: Final = ((0.5774, 0.5774, 0.5774), (0.7071, 0.0, -0.7071), (0.4082, -0.8165, 0.4082))
"""Brightness, red against blue, and green against both, as unit vectors of density."""


def skin_mask(rgb: NDArray[np.uint8], face: Face) -> Mask:
    """Return the pixels that look like the cheeks of this face, shape (H, W).

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8

    Notes
    -----
    Median and median deviation of the cheeks' optical density along three axes; a pixel belongs to
    the skin when it is near in all. The person is their own reference, so no tone is preferred.

    Limits
    ------
    Hair of the skin's own colour passes; so does a beard shorter than a pixel.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, _WORK_PX / max(height, width))
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = np.clip((small / _LEVELS) ** _GAMMA, _DARKEST, None)
    density = -np.log10(light) @ np.array(_AXES).T
    polygons = zone_polygons(face)
    cheeks = filled(
        [scale * outline for side in ("left", "right") for outline in polygons[f"cheek_{side}"]],
        density.shape,
    )
    for outline in not_skin(face):
        cheeks &= ~filled([scale * outline], density.shape)
    known = density[cheeks]
    if not known.size:
        return np.zeros((height, width), bool)
    middle = np.median(known, axis=0)
    spread = np.maximum(_MAD_TO_SD * np.median(np.abs(known - middle), axis=0), _FLOOR_DENSITY)
    away = np.abs(density - middle) / spread * np.array((_LIGHT_WEIGHT, 1.0, 1.0))
    near = (away.max(axis=2) < _DISTANCE_MAX).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_OPEN_PX, _OPEN_PX))
    near = cv2.morphologyEx(cv2.morphologyEx(near, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel)
    grown = cv2.resize(near, (width, height), interpolation=cv2.INTER_NEAREST)
    mask: Mask = grown.astype(bool)
    return mask
