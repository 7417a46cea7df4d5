"""Printed markers of known size in the picture: what tells the scale best.

A marker's square is fitted as a whole: its pattern is drawn as this camera would see it (place,
tilt, blur, uneven light, ink that spreads or white that blooms) and moved until it lies on the
picture. Of the two axes in which a tilted sticker appears, only one is shortened; the longer
counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.imaging.colour import linear

Array = NDArray[np.float64]
Picture = NDArray[np.uint8]

FULL_FRAME_MM: Final = float(np.hypot(36.0, 24.0))
"""Diagonal of the frame that focal lengths "in 35 mm terms" refer to."""
SMALLEST_PX: Final = 15.0
"""Side of a marker: below this two of its cells fall on five pixels and are guessed."""
CELLS: Final = 6
"""Cells along a side of a 4 × 4 marker with its black rim."""
_DETECT_PX: Final = 1400
"""Longest side of the picture in which markers are looked for; they are measured at full size."""
_WINDOWS: Final = (5, 45, 10)
"""Smallest, largest and step of the windows in which black and white are told apart, px."""
_READ_PX: Final = 8
"""A cell is brought to this size to be read: at OpenCV's 4, one small marker in 100 is lost."""
_CORNERS_ROUGH: Final = 0.06
"""How far a rough outline may stray from straight sides, of its length."""
_SQUARE: Final = 4
"""Sides of a square."""
_BORDER: Final = 0.6
"""How much of the white border is fitted with it, in cells."""
_FINE: Final = 16
"""Steps to a cell in the drawing of the pattern."""
_FIT_PX: Final = 140.0
"""A larger marker is reduced to this side: its corners gain nothing more."""
_BLUR_CELLS: Final = (0.02, 0.6)
_BLUR_START: Final = 0.15
_SPREAD_CELLS: Final = 0.35
_ROUNDS: Final = 12
_STEP: Final = 1e-2
"""Of the numerical slopes: px of a corner, share of a cell."""
_DAMPING: Final = 1e-6
_SETTLED: Final = 1e-3
_LIKENESS_MIN: Final = 0.85
"""Share of the picture's variance that the drawn pattern must explain (R²)."""
_CORRELATED: Final = 2.0
"""Neighbouring pixels err together (blur, JPEG): standard errors grow by this."""
_SURE: Final = 2.0
"""Standard errors on each side of an interval."""


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker as it was found.

    Attributes
    ----------
    px_per_mm, low, high : float
        At its place, in a plane that faces the camera.
    outline_px : array of shape (n, 2)
    """

    px_per_mm: float
    low: float
    high: float
    outline_px: Array


def find_markers(
    rgb: Picture, side_mm: float, focal_35mm: float | None = None
) -> tuple[list[Sticker], bool]:
    """Find every printed marker, and whether the picture is mirrored.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8, sRGB
    side_mm : float
        Side of the black square.
    focal_35mm : float, optional
        Makes tilted stickers off the middle more certain.

    Sources
    -------
    Garrido-Jurado et al. 2014 (markers, through OpenCV); Collins, Bartoli 2014 (the closed form of
    a small plane's distance from its affine view).

    Limits
    ------
    From a side of about 15 px, tilted up to about 45°. A sticker that is bent follows the skin.
    """
    focal_px = None if focal_35mm is None else focal_35mm * _diagonal(rgb) / FULL_FRAME_MM
    seen, mirrored = _detected(rgb), False
    if not seen:
        turned = _detected(np.ascontiguousarray(rgb[:, ::-1]))
        last = np.array([rgb.shape[1] - 1, 0])
        seen = [(number, last + corners * (-1, 1)) for number, corners in turned]
        mirrored = bool(seen)
    fits = (_fitted(rgb, corners, number) for number, corners in seen)
    found = [_measured(rgb, fit, side_mm, focal_px) for fit in fits if fit is not None]
    return found, mirrored and bool(found)


def _diagonal(rgb: Picture) -> float:
    height, width = rgb.shape[:2]
    return float(np.hypot(height, width))


@cache
def dictionary() -> cv2.aruco.Dictionary:
    """Return the 50 markers that are known."""
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def _detected(rgb: Picture) -> list[tuple[int, Array]]:
    """Return number and rough corners, shape (4, 2), of every marker; no bit may be wrong."""
    longest = max(rgb.shape[:2])
    step = max(1.0, longest / _DETECT_PX)
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    if step > 1:
        grey = cv2.resize(grey, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    how = cv2.aruco.DetectorParameters()
    how.adaptiveThreshWinSizeMin, how.adaptiveThreshWinSizeMax, how.adaptiveThreshWinSizeStep = (
        _WINDOWS
    )
    how.minMarkerPerimeterRate = SMALLEST_PX * _SQUARE / max(grey.shape)
    how.polygonalApproxAccuracyRate = _CORNERS_ROUGH
    how.errorCorrectionRate = 0
    how.perspectiveRemovePixelPerCell = _READ_PX
    how.minDistanceToBorder = 1
    detector = cv2.aruco.ArucoDetector(dictionary(), how)
    corners, numbers, _ = detector.detectMarkers(grey)
    if numbers is None:
        return []
    return [
        (int(number), (square[0].astype(np.float64) + 1 / 2) * step - 1 / 2)
        for number, square in zip(np.ravel(numbers), corners, strict=True)
    ]


@cache
def _distances(number: int) -> NDArray[np.float32]:
    """Return how far inside white (positive) or black each place of a marker lies, in cells."""
    bits = cv2.aruco.generateImageMarker(dictionary(), number, CELLS)
    white = cv2.copyMakeBorder(bits, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(int(bits.max()),))
    white = cv2.resize(white, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_NEAREST)
    inside = cv2.distanceTransform(white, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) - 1 / 2
    outside = cv2.distanceTransform((white == 0).astype(np.uint8), cv2.DIST_L2,
                                    cv2.DIST_MASK_PRECISE) - 1 / 2  # fmt: skip
    return np.asarray(np.where(white > 0, inside, -outside) / _FINE, dtype=np.float32)


def _drawn(number: int, blur: float, spread: float) -> NDArray[np.float32]:
    """Return a marker's whiteness, 0 to 1, blurred; white grown by `spread`; both in cells."""
    white = np.clip((_distances(number) + spread) * _FINE + 1 / 2, 0, 1).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(white, (0, 0), blur * _FINE))


def _view(corners: Array) -> Array:
    """Return the map from cells to px, shape (3, 3); the black square is 6 × 6 cells."""
    square = np.array([[0, 0], [CELLS, 0], [CELLS, CELLS], [0, CELLS]], np.float32)
    return np.asarray(
        cv2.getPerspectiveTransform(square, corners.astype(np.float32)), dtype=np.float64
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Corners, shape (4, 2), in px, and the covariance of their eight numbers."""

    corners: Array
    covariance: Array


def _fitted(rgb: Picture, corners: Array, number: int) -> _Fit | None:
    """Move the drawn pattern until it lies on the picture; None when it does not look like it."""
    centre = corners.mean(0)
    grown = centre + (corners - centre) * (1 + 2 * (_BORDER + 1) / CELLS)
    low = np.maximum(np.floor(grown.min(0)), 0).astype(int)
    high = np.ceil(grown.max(0)).astype(int) + 1
    light = linear(rgb[low[1] : high[1], low[0] : high[0]]).mean(-1)
    side = np.linalg.norm(corners - np.roll(corners, 1, 0), axis=1).max()
    step = max(1.0, float(side) / _FIT_PX)
    if step > 1:
        size = np.ceil(np.array(light.shape[::-1]) / step).astype(int)
        ratio = np.array(light.shape[::-1]) / size
        light = cv2.resize(light, size.tolist(), interpolation=cv2.INTER_AREA)
    else:
        ratio = np.ones(2)
    start = (corners - low + 1 / 2) / ratio - 1 / 2
    fit = _aligned(light.astype(np.float64), start, number)
    if fit is None:
        return None
    scales = np.tile(ratio, len(corners))
    return _Fit(
        (fit.corners + 1 / 2) * ratio - 1 / 2 + low, fit.covariance * np.outer(scales, scales)
    )


def _aligned(light: Array, start: Array, number: int) -> _Fit | None:
    y, x = np.mgrid[: light.shape[0], : light.shape[1]]
    at: Array = np.stack([x, y], -1).reshape(-1, 1, 2).astype(np.float64)
    cells = cv2.perspectiveTransform(at, np.linalg.inv(_view(start)))[:, 0]
    near = np.all((cells > -_BORDER) & (cells < CELLS + _BORDER), axis=1)
    at = np.asarray(at[near], np.float64)
    seen = light.ravel()[near]
    plane = (at[:, 0] - start.mean(0)) / np.ptp(start, axis=0)

    def rest(values: Array) -> Array:
        """Return what the pattern leaves of the picture; light and ink are fitted as planes."""
        corners, (blur, spread) = values[:-2].reshape(start.shape), values[-2:]
        back = np.linalg.inv(_view(corners))
        places = (cv2.perspectiveTransform(at, back) + 2) * _FINE - 1 / 2
        white = cv2.remap(_drawn(number, float(np.exp(blur)), float(spread)),
                          places.astype(np.float32), None, cv2.INTER_LINEAR)[:, 0]  # fmt: skip
        black = 1 - white
        parts = np.column_stack([white, white * plane[:, 0], white * plane[:, 1], black,
                                 black * plane[:, 0], black * plane[:, 1]])  # fmt: skip
        left: Array = seen - parts @ np.linalg.lstsq(parts, seen, rcond=None)[0]
        return left

    values = np.append(start.ravel(), [np.log(_BLUR_START), 0.0])
    values, left, slopes = _least_squares(rest, values)
    corners = values[:-2].reshape(start.shape)
    cell = np.linalg.norm(start - np.roll(start, 1, 0), axis=1).mean() / CELLS
    moved = np.linalg.norm(corners - start, axis=1).max()
    if 1 - left.var() / seen.var() < _LIKENESS_MIN or moved > cell:
        return None
    normal = slopes.T @ slopes
    normal += np.diag(np.diag(normal)) * _DAMPING
    spread = np.linalg.inv(normal) * (left @ left) / max(len(left) - len(values), 1)
    return _Fit(corners, spread[:-2, :-2] * _CORRELATED**2)


def _least_squares(rest: Callable[[Array], Array], values: Array) -> tuple[Array, Array, Array]:
    """Gauss and Newton with a growing damper; the last two values stay within their bounds."""
    low, high = np.log(_BLUR_CELLS)
    damping = _STEP
    left = rest(values)
    slopes = _slopes(rest, values, left)
    for _ in range(_ROUNDS):
        normal = slopes.T @ slopes
        normal += np.diag(np.diag(normal)) * damping + np.eye(len(values)) * _DAMPING
        step = np.linalg.solve(normal, -slopes.T @ left)
        tried = values + step
        tried[-2] = np.clip(tried[-2], low, high)
        tried[-1] = np.clip(tried[-1], -_SPREAD_CELLS, _SPREAD_CELLS)
        after = rest(tried)
        if after @ after >= left @ left:
            damping *= _FINE
            continue
        done = np.abs(tried - values).max() < _SETTLED
        values, left, damping = tried, after, damping / _FINE
        slopes = _slopes(rest, values, left)
        if done:
            break
    return values, left, slopes


def _slopes(rest: Callable[[Array], Array], values: Array, left: Array) -> Array:
    steps = np.eye(len(values)) * _STEP
    return np.column_stack([(rest(values + step) - left) / _STEP for step in steps])


def _measured(rgb: Picture, fit: _Fit, side_mm: float, focal_px: float | None) -> Sticker:
    """Return the scale of a fitted marker: the longer axis, as seen along its own line of sight."""
    per_mm = CELLS / side_mm
    middle = (np.array(rgb.shape[1::-1]) - 1) / 2

    def scale(corners: Array, focal: float) -> float:
        view = _view(corners)
        at = view @ np.array([CELLS / 2, CELLS / 2, 1])
        centre = at[:2] / at[2]
        affine = (view[:2, :2] - np.outer(centre, view[2, :2])) / at[2] * per_mm
        return _longer_axis(affine, (centre - middle) / focal)

    if focal_px is None:
        lens = evidence.entry("imaging.sticker.lens")
        usual = evidence.number("imaging.sticker.lens", "mm")
        spread = lens.spread
        wide, long = (
            (usual, usual) if spread is None else (spread.low or usual, spread.high or usual)
        )
        to_px = _diagonal(rgb) / FULL_FRAME_MM
        focals = [usual * to_px, float(wide) * to_px, float(long) * to_px]
    else:
        focals = [focal_px]
    values = [scale(fit.corners, focal) for focal in focals]
    slopes = np.array([
        (scale(fit.corners + step.reshape(fit.corners.shape), focals[0]) - values[0]) / _STEP
        for step in np.eye(fit.corners.size) * _STEP
    ])  # fmt: skip
    error = _SURE * float(np.sqrt(slopes @ fit.covariance @ slopes)) / values[0]
    share = float(np.hypot(error, evidence.number("imaging.sticker.tolerance", "1")))
    return Sticker(values[0], min(values) * (1 - share), max(values) * (1 + share), fit.corners)


def _longer_axis(affine: Array, sight: Array) -> float:
    """Return px per mm of a plane turned to the camera, from how a small tilted plane appears.

    Parameters
    ----------
    affine : array of shape (2, 2)
        Px per mm along the plane's own axes.
    sight : array of shape (2,)
        Where it appears, over the focal length.
    """
    away = float(np.hypot(*sight))
    if away > 0:
        x, y = sight / away
        angle = np.arctan(away)
        turn = np.array([[x, -y], [y, x]])
        affine = np.diag([np.cos(angle), 1.0]) @ turn.T @ affine
    return float(np.linalg.svd(affine, compute_uv=False)[0])
