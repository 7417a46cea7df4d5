"""From the levels of sRGB pixels to linear light, optical density and the tone angle."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

_LEVELS: Final = 255
"""The highest level of an 8-bit pixel."""
_TOE: Final = 0.04045
"""Below it the curve of IEC 61966-2-1 is a straight line."""
_SLOPE: Final = 12.92
_OFFSET: Final = 0.055
_EXPONENT: Final = 2.4


def _table() -> NDArray[np.float32]:
    coded = np.arange(_LEVELS + 1) / _LEVELS
    curve = ((coded + _OFFSET) / (1 + _OFFSET)) ** _EXPONENT
    return np.where(coded <= _TOE, coded / _SLOPE, curve).astype(np.float32)


LINEAR: Final = _table()
"""Linear light, 0 to 1, of each of the 256 levels."""


def linear(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return linear light, 0 to 1, of sRGB pixels.

    Parameters
    ----------
    rgb : array of any shape, uint8, sRGB

    Returns
    -------
    array of the same shape, float32
        Exact to the rounding of float32: one table, no arithmetic on pixels.

    Sources
    -------
    IEC 61966-2-1:1999 (the constants are those of the standard, recalled).
    """
    if rgb.size == 0:
        return rgb.astype(np.float32)
    flat = cv2.LUT(rgb.reshape(len(rgb), -1), LINEAR)
    return np.asarray(flat, dtype=np.float32).reshape(rgb.shape)


TO_DENSITY: Final = np.float32(-1 / np.log(10))
"""Optical density counts in powers of ten."""
DARKEST: Final = 2e-3
"""Floor of linear light, so that the density of black stays finite: half a level of 8 bits."""
_TO_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE: Final = (0.95047, 1.0, 1.08883)
"""D65."""
_CUBE: Final = 216 / 24389
_LINE: Final = 841 / 108
_LIFT: Final = 4 / 29
_L_STAR: Final = (116.0, 16.0)
_A_STAR: Final = 500.0
_B_STAR: Final = 200.0
_MIDDLE_L: Final = 50.0


def densities(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return optical density, -log10 of linear light, shape as given.

    Limits
    ------
    Below half a level of 8 bits there is no light to tell: density ends at 2.7.
    """
    flat = light.reshape(len(light), -1)
    found: NDArray[np.float32] = cv2.log(np.maximum(flat, np.float32(DARKEST))) * TO_DENSITY
    return found.reshape(light.shape)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIE L*, a*, b* under D65 of linear sRGB, shape (..., 3)."""
    ratio = light @ np.array(_TO_XYZ).T / np.array(_WHITE)
    root = np.where(ratio > _CUBE, np.cbrt(ratio), _LINE * ratio + _LIFT)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack((_L_STAR[0] * y - _L_STAR[1], _A_STAR * (x - y), _B_STAR * (y - z)), axis=-1)


def tone_angle(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the individual typology angle of linear sRGB, degrees, shape (...).

    Notes
    -----
    ITA = atan2(L* - 50, b*).

    References
    ----------
    Chardon et al. 1991, doi 10.1111/j.1467-2494.1991.tb00561.x.
    """
    found = lab(light)
    angle: NDArray[np.float64] = np.degrees(np.arctan2(found[..., 0] - _MIDDLE_L, found[..., 2]))
    return angle
