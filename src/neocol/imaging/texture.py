"""The grain of skin at one fixed scale, with the picture's own noise taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.ridges import NEAR

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

PX_PER_MM: Final = 8.0
"""Every picture is looked at as coarsely as this; a coarser one is refused."""
_GRADES: Final = 16
_RANGE: Final = 0.16
"""Density from the darkest to the brightest grade."""
_STEPS: Final = ((0, 1), (1, 0), (1, 1), (1, -1))
_RING: Final = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
_NOISE_KERNEL: Final = ((1, -2, 1), (-2, 4, -2), (1, -2, 1))
_NOISE_GAIN: Final = 6.0
"""Standard deviation that the kernel gives to white noise of 1: the root of its squares' sum."""
_MAD_TO_SD: Final = 1.4826
_FINE_MM: Final = 0.12
_COARSE_MM: Final = 0.48
"""Two widths, between which the slope of the spectrum is read."""


@dataclass(frozen=True, slots=True)
class Grain:
    """The fields that a zone's texture is read from, at :data:`PX_PER_MM`.

    Attributes
    ----------
    relief : array of shape (h, w), float32
    fine, coarse : array of shape (h, w), float32
        Squares of the relief below and above about half a millimetre.
    grades : array of shape (h, w), uint8
    pattern : array of shape (h, w), uint8
        Which of its eight neighbours a pixel is not brighter than.
    noise : float
        Standard deviation of the picture's noise in the relief.
    """

    relief: Image
    fine: Image
    coarse: Image
    grades: NDArray[np.uint8]
    pattern: NDArray[np.uint8]
    noise: float


def noise_of(field: Image, skin: Mask) -> float:
    """Return the standard deviation of a field's pixel noise over the skin.

    References
    ----------
    Immerkær 1996, Comput Vis Image Underst 64:300; here with the median deviation, so that edges
    do not count.
    """
    high = cv2.filter2D(field, -1, np.array(_NOISE_KERNEL, np.float32))
    inside = cv2.erode(skin.astype(np.uint8), NEAR) > 0
    if not inside.any():
        return 0.0
    return float(_MAD_TO_SD * np.median(np.abs(high[inside]))) / _NOISE_GAIN


def grain_of(relief: Image, skin: Mask, px_per_mm: float) -> tuple[Grain, Mask]:
    """Return the grain of a canvas and its skin at the fixed scale."""
    step = PX_PER_MM / px_per_mm
    size = tuple(max(round(side * step), 1) for side in reversed(relief.shape))
    held = cv2.resize(relief, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    blurred = [
        cv2.GaussianBlur(held, (0, 0), width * PX_PER_MM) for width in (_FINE_MM, _COARSE_MM)
    ]
    grades = np.clip((held / _RANGE + 1 / 2) * _GRADES, 0, _GRADES - 1).astype(np.uint8)
    pattern = np.zeros(held.shape, np.uint8)
    inner = held[1:-1, 1:-1]
    for bit, (down, across) in enumerate(_RING):
        near = held[1 + down : held.shape[0] - 1 + down, 1 + across : held.shape[1] - 1 + across]
        pattern[1:-1, 1:-1] |= (near >= inner).astype(np.uint8) << bit
    fine, coarse = held - blurred[0], blurred[0] - blurred[1]
    return Grain(held, fine**2, coarse**2, grades, pattern, noise_of(held, mask)), mask


def described(grain: Grain, zone: Mask) -> dict[str, float]:
    """Return what a zone's texture is made of.

    Returns
    -------
    dict
        `roughness` (root mean square of the relief as density, without noise), `glcm_contrast` and
        `glcm_homogeneity` of neighbours, `lbp_entropy_bits`, `spectral_slope` (energy of fine over
        coarse relief, as a logarithm).
    """
    variance = float(np.square(grain.relief[zone]).mean())
    pairs = _pairs(grain.grades, zone)
    apart = np.subtract.outer(np.arange(_GRADES), np.arange(_GRADES)) ** 2
    shares = np.bincount(grain.pattern[zone]) / max(int(zone.sum()), 1)
    shares = shares[shares > 0]
    fine = max(float(grain.fine[zone].mean()) - grain.noise**2, float(np.finfo(np.float32).tiny))
    coarse = max(float(grain.coarse[zone].mean()), float(np.finfo(np.float32).tiny))
    return {
        "roughness": float(np.sqrt(max(variance - grain.noise**2, 0.0))),
        "glcm_contrast": float((pairs * apart).sum()),
        "glcm_homogeneity": float((pairs / (1 + apart)).sum()),
        "lbp_entropy_bits": float(-(shares * np.log2(shares)).sum()),
        "spectral_slope": float(np.log10(fine / coarse)),
    }


def _pairs(grades: NDArray[np.uint8], zone: Mask) -> NDArray[np.float64]:
    """Return how often two grades are neighbours, symmetric, summing to 1, shape (16, 16)."""
    held = np.zeros((_GRADES, _GRADES))
    for down, across in _STEPS:
        here = (
            slice(0, grades.shape[0] - down),
            slice(max(-across, 0), grades.shape[1] - max(across, 0)),
        )
        there = (slice(down, None), slice(max(across, 0), grades.shape[1] + min(across, 0)))
        both = zone[here] & zone[there]
        joint = grades[here][both].astype(np.intp) * _GRADES + grades[there][both]
        held += np.bincount(joint, minlength=_GRADES**2).reshape(_GRADES, _GRADES)
    held += held.T
    shares: NDArray[np.float64] = held / max(float(held.sum()), 1.0)
    return shares
