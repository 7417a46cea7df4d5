"""Colour from a card in the picture: a grey card, or the 24 patches of a ColorChecker."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import ModuleType
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.colour import linear
from neocol.record import RecordError

Floats = NDArray[np.float64]

GREY_REFLECTANCE: Final = 0.18
"""Of a photographic grey card, as its makers print on it."""
RESIDUAL_MAX: Final = 6.0
"""CIEDE2000, median of the patches: right corners gave under 4 with cameras' tone curves."""
UNEVEN_MAX: Final = 0.30
"""From one side of the card to the other; a colour card's own is taken out up to here."""
_UNEVEN_GREY_MAX: Final = 0.15
_PLAIN_MAX: Final = 0.06
"""Spread of a grey card's brightness, relative, once noise and slope are gone."""
_CAST_MAX: Final = 1.8
"""Brightest channel to darkest: white balance leaves less on grey, skin has more."""
_DARK: Final = 0.04
_DARK_WHITE: Final = 0.15
"""Linear light below which noise and rounding speak louder than the card."""
_LEVEL_LOW: Final = 1
_LEVEL_HIGH: Final = 252
"""8-bit levels at and beyond which a channel is clipped."""
_CLIPPED_SHARE: Final = 0.02
_CLIPPED_PATCHES: Final = 2
_PIXELS_MIN: Final = 400
_PATCH_PX_MIN: Final = 8.0
_INNER: Final = 0.3
"""How deep inside a grey card its pixels count, of the deepest."""
_BLUR: Final = 5
_ROWS: Final = 4
_COLUMNS: Final = 6
_CORNERS: Final = 4
_WHITE: Final = 18
_MARGINS: Final = (0.0, 0.1, 0.2, 0.3, 0.4)
"""From the drawn corners to the patches, in patches: people draw the card or its patches."""
_SAMPLES: Final = 7
_PATCH_HALF: Final = 0.22
"""Half of the side that is sampled, of the distance between patches."""
_TURNS: Final = 3
_CURVE: Final = 1 / 3
"""Errors are weighed about as the eye does: CIE lightness is a cube root."""
_DEGREE: Final = 1
_CHART: Final = "ColorChecker24 - After November 2014"
_SPACE: Final = "sRGB"


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was drawn, and what it does to colours.

    Attributes
    ----------
    kind : str
    outline_px : array of shape (n, 2)
        As drawn.
    usable : bool
    reason : str
        Why not, and what would help; empty for a usable card.
    residual : float or None
        Median CIEDE2000 of the patches after correction; None for a grey card.
    matrix : array of shape (3, 3), float32
        From measured to true linear sRGB under D65.
    """

    kind: Literal["grey card", "colour card"]
    outline_px: Floats
    usable: bool
    reason: str
    residual: float | None
    matrix: NDArray[np.float32]

    def corrected(self, linear_rgb: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return true linear sRGB, not below 0; a perfect white in the card's light is 1.

        Parameters
        ----------
        linear_rgb : array of shape (..., 3), float32, linear light

        Raises
        ------
        RecordError
            When the card is not usable.
        """
        if not self.usable:
            raise RecordError(f"{self.kind}: {self.reason}")
        found: NDArray[np.float32] = np.asarray(linear_rgb, dtype=np.float32) @ self.matrix.T
        np.maximum(found, 0, out=found)
        return found


class _UnusableError(Exception):
    """Why a card cannot be used."""


def find_card(rgb: NDArray[np.uint8], drawn: Mapping[str, Floats]) -> Card | None:
    """Calibrate colour from what was drawn, the colour card before the grey one.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8, sRGB
    drawn : mapping
        ``color_checker``: the four corners of the card or of its patches, in any orientation;
        ``grey_card``: any polygon on the card. Arrays of shape (n, 2), in pixels.

    Returns
    -------
    Card or None
        None when no card was drawn: colours are then relative only. A card that is clipped, too
        small, unevenly lit or not where it was drawn has ``usable=False`` and the reason: the rest
        of the photograph keeps its worth.

    Sources
    -------
    Finlayson, Mackiewicz, Hurlbert 2015 (root-polynomial correction), degree 1: nine numbers from
    24 patches. Degree 2 fitted the patches better, but rendered skin (two cameras, four lights,
    three tone curves) came out 0.3 CIEDE2000 nearer with one camera and up to 2.6 times farther
    off with the other. Both are exact for every exposure.

    Limits
    ------
    Corrects the light where the card is, not where the face is. A camera's tone curve is not
    undone. A plain patch of another colour under a light that makes it look grey passes for grey.
    The card is not looked for: what was found unasked could be wrong unseen.
    """
    found = None
    if "color_checker" in drawn:
        found = _card(rgb, "colour card", drawn["color_checker"])
    if "grey_card" in drawn and not (found and found.usable):
        grey = _card(rgb, "grey card", drawn["grey_card"])
        found = grey if found is None or grey.usable else found
    return found


def _card(
    rgb: NDArray[np.uint8], kind: Literal["grey card", "colour card"], outline: Floats
) -> Card:
    outline = np.asarray(outline, dtype=np.float64)
    matrix, residual, reason = np.eye(rgb.shape[-1]), None, ""
    try:
        _check_outline(outline, *rgb.shape[:2])
        if kind == "grey card":
            matrix = _from_grey(rgb, outline)
        else:
            matrix, residual = _from_patches(rgb, outline)
    except _UnusableError as error:
        reason = str(error)
    return Card(kind, outline, not reason, reason, residual, matrix.astype(np.float32))


def _check_outline(outline: Floats, height: int, width: int) -> None:
    if outline.ndim != 2 or outline.shape[1] != 2 or len(outline) <= 2:
        raise _UnusableError("draw at least three points")
    if not np.isfinite(outline).all() or (outline < 0).any():
        raise _UnusableError("it was drawn beyond the picture")
    if (outline > np.array([width, height])).any():
        raise _UnusableError("it was drawn beyond the picture")


def _from_grey(rgb: NDArray[np.uint8], outline: Floats) -> Floats:
    """Return the gains that make a grey card grey and as bright as it is."""
    low = np.floor(outline.min(0)).astype(int)
    high = np.ceil(outline.max(0)).astype(int) + 1
    part = np.ascontiguousarray(rgb[low[1] : high[1], low[0] : high[0]])
    mask = np.zeros(part.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(outline - low).astype(np.int32)], (1,))
    depth = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, 0), cv2.DIST_L2, 0)
    inner = depth[1:-1, 1:-1] > max(1.0, _INNER * depth.max())
    if inner.sum() < _PIXELS_MIN:
        raise _UnusableError(
            f"{inner.sum()} pixels of it count, {_PIXELS_MIN} are needed: come closer"
        )
    levels = part[inner]
    if _clipped(levels).mean() > _CLIPPED_SHARE:
        raise _UnusableError("parts of it are over- or underexposed")
    light = linear(levels).mean(0, dtype=np.float64)
    if light.max() < _DARK:
        raise _UnusableError("it is too dark")
    if light.max() > _CAST_MAX * light.min():
        raise _UnusableError("it is too coloured to be grey: draw on the card alone")
    smooth = cv2.blur(linear(part), (_BLUR, _BLUR))[inner].mean(1, dtype=np.float64)
    y, x = np.nonzero(inner)
    slope, rest = _sloped(np.column_stack([x, y]).astype(np.float64), smooth / smooth.mean())
    if rest > _PLAIN_MAX:
        raise _UnusableError("it is not plain: draw on the card alone, away from print and shadows")
    if slope > _UNEVEN_GREY_MAX:
        raise _UnusableError(f"light falls off by {slope:.0%} across it")
    return np.diag(GREY_REFLECTANCE / light)


def _sloped(at: Floats, bright: Floats) -> tuple[float, float]:
    """Return how far a plane through brightness rises across the points, and what it leaves."""
    ground = np.column_stack([at - at.mean(0), np.ones(len(at))])
    plane = ground @ np.linalg.lstsq(ground, bright, rcond=None)[0]
    return float(np.ptp(plane)), float((bright - plane).std())


def _clipped(levels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray(((levels <= _LEVEL_LOW) | (levels >= _LEVEL_HIGH)).any(-1))


def _from_patches(rgb: NDArray[np.uint8], outline: Floats) -> tuple[Floats, float]:
    """Return the matrix from measured to published patches, and what it leaves."""
    hull = cv2.convexHull(outline.astype(np.float32))[:, 0, :].astype(np.float64)
    if len(outline) != _CORNERS or len(hull) != _CORNERS:
        raise _UnusableError("draw its four corners")
    sides = np.linalg.norm(hull - np.roll(hull, 1, 0), axis=1)
    patch = min(np.sort(sides)[:2].mean() / _ROWS, np.sort(sides)[2:].mean() / _COLUMNS)
    if patch < _PATCH_PX_MIN:
        raise _UnusableError(
            f"a patch is {patch:.0f} px wide, {_PATCH_PX_MIN:.0f} are needed: come closer"
        )
    colour = _colour()
    chart = colour.CCS_COLOURCHECKERS[_CHART]
    true = np.asarray(
        colour.XYZ_to_RGB(
            colour.xyY_to_XYZ(np.array(list(chart.data.values()))), _SPACE, chart.illuminant
        )
    )
    arrangements = [_sampled(rgb, points) for points in _arrangements(hull)]
    light, levels = min(arrangements, key=lambda found: _misfit(found[0], true))
    used = _usable_patches(levels)
    matrix, uneven = _fitted(colour, light, true, used)
    if light[_WHITE].max() < _DARK_WHITE:
        raise _UnusableError("it is too dark")
    seen = np.maximum(light / uneven[:, None] @ matrix.T, 0)
    residual = float(np.median(colour.delta_E(_lab(colour, seen[used]), _lab(colour, true[used]))))
    if residual > RESIDUAL_MAX:
        raise _UnusableError(
            f"its patches are off by {residual:.0f} (CIEDE2000): draw its corners more exactly"
        )
    slope = float(uneven.max() / uneven.min() - 1)
    if slope > UNEVEN_MAX:
        raise _UnusableError(f"light falls off by {slope:.0%} across it")
    return matrix, residual


def _arrangements(hull: Floats) -> Iterator[Floats]:
    """Yield where the patches may lie: turned, mirrored, at the drawn edge or inside it."""
    spread = np.linspace(-_PATCH_HALF, _PATCH_HALF, _SAMPLES) + 1 / 2
    row, column, down, across = np.meshgrid(
        np.arange(_ROWS), np.arange(_COLUMNS), spread, spread, indexing="ij"
    )
    at = np.stack([column + across, row + down], -1).reshape(-1, 1, 2)
    for turn, mirrored, wide, high in product(range(_CORNERS), (False, True), _MARGINS, _MARGINS):
        corners = np.roll(hull[::-1] if mirrored else hull, turn, 0)
        left, top, right, bottom = -wide, -high, _COLUMNS + wide, _ROWS + high
        card = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        view = cv2.getPerspectiveTransform(card.astype(np.float32), corners.astype(np.float32))
        points = cv2.perspectiveTransform(at, view)
        yield np.asarray(points, dtype=np.float64).reshape(_ROWS * _COLUMNS, -1, 2)


def _sampled(rgb: NDArray[np.uint8], points: Floats) -> tuple[Floats, NDArray[np.uint8]]:
    """Return the linear light of each patch, and the levels it was taken from."""
    limit = np.array(rgb.shape[1::-1]) - 1
    x, y = np.moveaxis(np.clip(points.round().astype(int), 0, limit), -1, 0)
    levels = np.ascontiguousarray(rgb[y, x])
    return linear(levels).mean(1, dtype=np.float64), levels


def _misfit(light: Floats, true: Floats) -> float:
    """Return how badly patches fit, whatever the camera: quick, to tell arrangements apart."""
    matrix = np.linalg.lstsq(light, true, rcond=None)[0]
    return float(
        np.abs(np.maximum(light @ matrix, 0) ** _CURVE - np.maximum(true, 0) ** _CURVE).mean()
    )


def _usable_patches(levels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Leave out clipped patches (cyan lies outside of sRGB, white is the first to burn out)."""
    share = _clipped(levels).mean(1)
    used: NDArray[np.bool_] = share <= _CLIPPED_SHARE
    burnt = (levels >= _LEVEL_HIGH).any(-1).mean(1) > _CLIPPED_SHARE
    if burnt.sum() > _CLIPPED_PATCHES:
        raise _UnusableError("it is overexposed, or not where its corners were drawn")
    if (~used).sum() > _COLUMNS:
        raise _UnusableError("it is underexposed, or not where its corners were drawn")
    return used


def _fitted(
    colour: ModuleType, light: Floats, true: Floats, used: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the matrix, and the light on each patch relative to the middle: a sloping plane."""
    row, column = np.divmod(np.arange(len(light)), _COLUMNS)
    ground = np.column_stack(
        [column - (_COLUMNS - 1) / 2, row - (_ROWS - 1) / 2, np.ones(len(light))]
    )
    uneven = np.ones(len(light))
    bright = np.maximum(true, 0).mean(1)
    for _ in range(_TURNS):
        matrix = np.asarray(
            colour.characterisation.matrix_colour_correction_Finlayson2015(
                (light / uneven[:, None])[used], true[used], _DEGREE, True
            )
        )
        seen = np.maximum(light @ matrix.T, 0).mean(1)
        weight = np.where(used, np.sqrt(bright), 0)
        ratio = seen / bright
        plane = np.linalg.lstsq(ground * weight[:, None], ratio * weight, rcond=None)[0]
        uneven = np.maximum(ground @ plane / plane[-1], _DARK)
    return matrix, uneven


def _lab(colour: ModuleType, rgb: Floats) -> Floats:
    white = colour.RGB_COLOURSPACES[_SPACE].whitepoint
    return np.asarray(colour.XYZ_to_Lab(colour.RGB_to_XYZ(rgb, _SPACE), white))


def _colour() -> ModuleType:
    """Import colour-science, which takes a second or two and warns of what it could plot."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
    module: ModuleType = colour
    return module
