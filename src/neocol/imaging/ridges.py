"""The shared Hessian: how much a picture bends at every pixel, and what bends like a dark line.

Everything that is thin or small (lines, pores, scars) is read from these second derivatives, so
they are computed once a width, in bands of rows that stay in the processor's cache, on two threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]

NEAR: Final = np.ones((3, 3), np.uint8)
"""A pixel and its eight neighbours."""
BETA: Final = 0.5
"""Frangi's weight of roundness: a dark point bends both ways, a line only across."""
_TAIL: Final = 3.0
"""Standard deviations at which a kernel ends; a second derivative is two of them."""
_SMOOTH_PX: Final = 2.0
"""From this standard deviation on, differences of a blurred picture are its derivatives."""
_STEP_VARIANCE: Final = 1 / 6
"""Variance, in px², that a second difference adds of itself."""
_BLUR_TAIL: Final = 4.0
"""Standard deviations at which OpenCV ends a Gaussian of floats."""
_SECOND: Final = np.array([1, -2, 1], np.float32)
_DIFFERENCE: Final = np.array([-0.5, 0, 0.5], np.float32)
_NOTHING: Final = np.ones(1, np.float32)
_BAND_ROWS: Final = 192
THREADS: Final = 2
"""Computing on two cores at once; OpenCV and NumPy let go of the interpreter meanwhile."""
_COARSE_PX: Final = 4.0
"""From this standard deviation on, half the pixels carry the same derivative."""
_FLAT: Final = 1e-9
"""Bend below which a picture is flat."""
_SAMPLE: Final = 3
"""Rows and columns of which one tells what is typical."""
_BOX_VARIANCE: Final = 0.25
"""Variance, in px², that averaging 2 × 2 pixels adds to a Gaussian: (2² - 1) / 12."""


@dataclass(frozen=True, slots=True)
class Bend:
    """Curvature of a picture at one width.

    Attributes
    ----------
    mean : array of shape (H, W), float32
        Half the trace of the Hessian times σ²: positive where the picture is a valley.
    spread : array of shape (H, W), float32
        Half the difference of its eigenvalues, times σ².
    """

    mean: Image
    spread: Image


def ridge_strength(field: Image, sigmas_px: Sequence[float], gamma: float) -> Image:
    """Return how much every pixel looks like a bright line, 0 to 1, shape (H, W).

    Parameters
    ----------
    field : array of shape (H, W), float32
        Optical density: what is dark on the skin is high here.
    sigmas_px : sequence of float
        Standard deviations of the Gaussian, about half the width of the lines.
    gamma : float
        Curvature, in the unit of the field and normalised by σ², at which a line counts.

    Notes
    -----
    Frangi's measure with a fixed γ: with λ₁ and λ₂ the eigenvalues of σ²H, |λ₁| ≤ |λ₂| and λ₂ < 0,

        V = exp(-λ₁² / (2 β² λ₂²)) · (1 - exp(-(λ₁² + λ₂²) / (2 γ²))),

    the greatest over all widths. γ never follows the picture: one dark hair must not hide the rest.

    References
    ----------
    Frangi et al. 1998, doi 10.1007/BFb0056195.
    """
    found = np.zeros_like(field)
    for bend in bends(field, sigmas_px):
        cv2.max(found, strength_of(bend, gamma), dst=found)
    return found


def strength_of(bend: Bend, gamma: float) -> Image:
    """Return Frangi's measure of one width, shape (H, W)."""
    found = np.empty_like(bend.mean)
    shape, size = np.float32(-1 / (2 * BETA**2)), np.float32(-1 / (2 * gamma**2))
    hollow = float(np.exp(shape))  # at and below it the greater bend is a bright valley's

    def band(rows: slice) -> None:
        mean, spread = bend.mean[rows], bend.spread[rows]
        large = np.maximum(spread - mean, np.float32(_FLAT))
        small = spread + mean
        ratio = small / large
        round_ = cv2.exp(np.multiply(ratio, ratio, out=ratio) * shape)
        cv2.threshold(round_, hollow, 0, cv2.THRESH_TOZERO, dst=round_)
        bent = np.multiply(small, small, out=small)
        bent += np.multiply(large, large, out=large)
        flat = cv2.exp(np.multiply(bent, size, out=bent))
        cv2.subtract(round_, np.multiply(round_, flat, out=flat), dst=found[rows])

    _in_bands(band, len(found))
    return found


def typical(size: Image, skin: NDArray[np.bool_]) -> float:
    """Return the median of a field over the skin, from every few pixels; 0 without skin."""
    part = (slice(None, None, _SAMPLE), slice(None, None, _SAMPLE))
    held = size[part][skin[part]]
    return float(np.median(held)) if held.size else 0.0


def bends(field: Image, sigmas_px: Sequence[float]) -> Iterator[Bend]:
    """Yield the curvature of a picture at every width, in order."""
    half: Image | None = None
    for sigma in sigmas_px:
        if sigma < _COARSE_PX:
            yield _bend(field, sigma)
            continue
        if half is None:
            half = cv2.resize(field, None, fx=1 / 2, fy=1 / 2, interpolation=cv2.INTER_AREA)
        coarse = _bend(half, float(np.sqrt(sigma**2 - _BOX_VARIANCE)) / 2)
        size = (field.shape[1], field.shape[0])
        yield Bend(
            cv2.resize(coarse.mean, size, interpolation=cv2.INTER_LINEAR),
            cv2.resize(coarse.spread, size, interpolation=cv2.INTER_LINEAR),
        )


def _bend(field: Image, sigma: float) -> Bend:
    if sigma < _SMOOTH_PX:
        first, second = _kernels(sigma)[1:]
        smooth, halo, reach, gain = _kernels(sigma)[0], len(second) // 2, 0.0, 1.0
    else:
        first, second, smooth = _DIFFERENCE, _SECOND, _NOTHING
        reach, gain = float(np.sqrt(sigma**2 - _STEP_VARIANCE)), sigma**2
        halo = int(np.ceil(_BLUR_TAIL * reach)) + 2
    mean, spread = np.empty_like(field), np.empty_like(field)
    border = cv2.BORDER_REFLECT

    def band(rows: slice) -> None:
        top, foot = max(rows.start - halo, 0), min(rows.stop + halo, len(field))
        part = field[top:foot]
        if reach:
            part = cv2.GaussianBlur(part, (0, 0), reach, borderType=border)
        inner = slice(rows.start - top, rows.stop - top)
        across = cv2.sepFilter2D(part, -1, second, smooth, borderType=border)[inner]
        along = cv2.sepFilter2D(part, -1, smooth, second, borderType=border)[inner]
        mixed = cv2.sepFilter2D(part, -1, first, first, borderType=border)[inner]
        cv2.addWeighted(across, gain / 2, along, gain / 2, 0, dst=mean[rows])
        half = cv2.addWeighted(across, gain / 2, along, -gain / 2, 0)
        cv2.magnitude(half, np.multiply(mixed, np.float32(gain), out=mixed), spread[rows])

    _in_bands(band, len(field))
    return Bend(mean, spread)


@cache
def _kernels(sigma: float) -> tuple[Image, Image, Image]:
    """Return σ²-normalised Gaussian, first and second derivative, as columns.

    The second derivative is the first applied twice, each with σ/√2: the discrete kernels then
    keep their order exactly, also at small σ.
    """
    part = sigma / np.sqrt(2)
    reach = np.arange(-np.ceil(_TAIL * part), np.ceil(_TAIL * part) + 1)
    bell = np.exp(-(reach**2) / (2 * part**2))
    bell /= bell.sum()
    slope = reach * bell
    slope /= reach @ slope
    smooth, first, second = (
        kernel.astype(np.float32)
        for kernel in (
            np.convolve(bell, bell),
            sigma * np.convolve(bell, slope),
            sigma**2 * np.convolve(slope, slope),
        )
    )
    return smooth, first, second


def _in_bands(work: Callable[[slice], None], rows: int) -> None:
    """Call `work` with slices of rows, on two threads."""
    bands = [slice(top, min(top + _BAND_ROWS, rows)) for top in range(0, rows, _BAND_ROWS)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, bands))
