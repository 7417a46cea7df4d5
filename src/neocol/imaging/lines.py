"""Wrinkles and fine lines: dark ridges of the relief, followed, measured in mm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from neocol.imaging.ridges import NEAR, Bend, strength_of, typical

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

WIDTHS_MM: Final = (0.3, 0.6, 1.0)
"""Widths that are looked for."""
SIGMA_OF_WIDTH: Final = 0.43
"""A Gaussian of this share of a groove's width bends most like it."""
_LEAST_PX: Final = 0.9
"""A narrower Gaussian sees pixels, not skin."""
GAMMA: Final = 0.03
"""Curvature, as density, at which something counts as a line; never taken from the picture."""
SHORTEST_MM: Final = 3.0
_STRONG: Final = 0.6
_WEAK: Final = 0.1
"""A line must be this strong somewhere, and at least so strong all along."""
_DARKER: Final = 0.015
"""A line is darker than its surround: the foot of a lit wall only bends."""
_OUTSTANDING: Final = 6.0
_OUTSTANDING_WEAK: Final = 4.0
"""Times the bend of the skin's own relief, likewise: rough skin must not turn into lines."""
_SURE_MM: Final = 1.0
"""Length of a line that is strong."""
_BRIDGE_MM: Final = 0.6
_RIM_MM: Final = 0.7
"""A gap in the skin that a hair leaves, and the rim that eyes, lips and hair have."""
_SPUR_MM: Final = 0.5
_PIECE_MM: Final = 0.3
"""A shorter piece of a long line is a corner of its skeleton."""
_SMOOTH_MM: Final = 0.6
_HAIR_WIDTH_MM: Final = 0.2
_HAIR_DENSITY: Final = 0.25
_LOOK_BACK: Final = 5
"""Pixels from which a path takes its heading."""
Pixel = tuple[int, int]
_NEIGHBOURS: Final = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


@dataclass(frozen=True, slots=True)
class Followed:
    """One line.

    Attributes
    ----------
    points : array of shape (n, 2)
        x and y on the canvas.
    length_mm, width_mm : float
    contrast : float
        Median density above the surround along the line, at its darkest across.
    """

    points: Array
    length_mm: float
    width_mm: float
    contrast: float


def line_sigmas(px_per_mm: float) -> tuple[float, ...]:
    """Return the standard deviations at which lines are looked for, in px."""
    return tuple(max(SIGMA_OF_WIDTH * width * px_per_mm, _LEAST_PX) for width in WIDTHS_MM)


def follow_lines(relief: Image, skin: Mask, held: list[Bend], px_per_mm: float) -> list[Followed]:
    """Find the lines of a canvas.

    Parameters
    ----------
    relief : array of shape (h, w), float32
        Density against the surround.
    skin : array of shape (h, w), bool
    held : list of Bend
        At :func:`line_sigmas`.
    px_per_mm : float

    Limits
    ------
    Length and contrast, not depth. Lines along the light, in soft light, or shallower than about
    0.05 mm are lost; numbers compare only under the same light.
    """
    strength, outstanding, widest = _strength(held, skin)
    weak = (strength > _WEAK) & (outstanding > _OUTSTANDING_WEAK) & (relief > _DARKER)
    weak &= _away_from_rim(skin, px_per_mm)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(weak.astype(np.uint8))
    strong = weak & (strength > _STRONG) & (outstanding > _OUTSTANDING)
    kept = np.bincount(labels[strong], minlength=count) >= _SURE_MM * px_per_mm
    across = np.hypot(boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT])
    kept &= across >= SHORTEST_MM / 2 * px_per_mm
    kept[0] = False
    bones = _without_spurs(skeletonize(kept[labels]), _SPUR_MM * px_per_mm)
    darkest = cv2.dilate(relief, NEAR)
    found = []
    for paths in _grouped(bones):
        lines = [_measured(path, darkest, widest, px_per_mm) for path in paths]
        if sum(line.length_mm for line in lines) >= SHORTEST_MM:
            found += [line for line in lines if line.length_mm >= _PIECE_MM and not _hair(line)]
    return found


def _away_from_rim(skin: Mask, px_per_mm: float) -> Mask:
    """Return skin without the rim of eyes, lips and hair, which is no line; single hairs bridge."""
    width = max(round(_BRIDGE_MM * px_per_mm), 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    closed = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    away = cv2.distanceTransform(closed, cv2.DIST_L2, cv2.DIST_MASK_3)
    inner: Mask = away > _RIM_MM * px_per_mm
    return inner


def _hair(line: Followed) -> bool:
    return line.width_mm < _HAIR_WIDTH_MM and line.contrast > _HAIR_DENSITY


def _strength(held: list[Bend], skin: Mask) -> tuple[Image, Image, NDArray[np.uint8]]:
    """Return Frangi's measure, the bend in times the skin's own, and which width bends most."""
    strength = np.zeros(skin.shape, np.float32)
    outstanding, bent = np.zeros_like(strength), np.zeros_like(strength)
    widest = np.zeros(skin.shape, np.uint8)
    for i, bend in enumerate(held):
        size = bend.spread - bend.mean
        rough = max(typical(size, skin), float(np.finfo(np.float32).tiny))
        widest[size > bent] = i
        cv2.max(bent, size, dst=bent)
        cv2.max(strength, strength_of(bend, GAMMA), dst=strength)
        cv2.max(outstanding, cv2.multiply(size, 1 / rough), dst=outstanding)
    return strength, outstanding, widest


def _measured(path: Array, darkest: Image, widest: NDArray[np.uint8], px_per_mm: float) -> Followed:
    rows, columns = path[:, 1].astype(int), path[:, 0].astype(int)
    smooth = _smoothed(path, _SMOOTH_MM * px_per_mm)
    length = float(np.hypot(*np.diff(smooth, axis=0).T).sum()) / px_per_mm
    return Followed(
        points=smooth,
        length_mm=length,
        width_mm=float(np.mean(np.array(WIDTHS_MM)[widest[rows, columns]])),
        contrast=float(np.median(darkest[rows, columns])),
    )


def _smoothed(path: Array, window_px: float) -> Array:
    """Return a path without the stairs of its pixels; its ends stay."""
    reach = min(int(window_px / 2), (len(path) - 1) // 2)
    if reach < 1:
        return path
    padded = np.concatenate((
        2 * path[0] - path[reach:0:-1], path, 2 * path[-1] - path[-2 : -reach - 2 : -1],
    ))  # fmt: skip
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    return np.column_stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)])


def _degree(bones: Mask) -> NDArray[np.uint8]:
    """Return how many of the eight neighbours of a bone pixel are bone, 0 elsewhere."""
    ring = NEAR.astype(np.float32)
    ring[1, 1] = 0
    whole = cv2.filter2D(bones.astype(np.uint8), -1, ring, borderType=cv2.BORDER_CONSTANT)
    degree: NDArray[np.uint8] = whole * bones
    return degree


def _without_spurs(bones: Mask, shortest_px: float) -> Mask:
    """Return a skeleton without side branches shorter than a line is wide."""
    degree = _degree(bones)
    forks = degree > 2
    near = cv2.dilate(forks.astype(np.uint8), NEAR) > 0
    rods = bones & ~near
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rods.astype(np.uint8))
    touches = np.bincount(labels[cv2.dilate(near.astype(np.uint8), NEAR) > 0], minlength=count)
    ends = np.bincount(labels[(degree == 1) & rods], minlength=count)
    spur = (stats[:, cv2.CC_STAT_AREA] < shortest_px) & (touches > 0) & (ends > 0)
    spur[0] = False
    bare: Mask = skeletonize(bones & ~spur[labels])
    return bare


def _grouped(bones: Mask) -> Iterator[list[Array]]:
    """Yield the paths of each connected skeleton, each of shape (n, 2), straight on at forks."""
    _, labels = cv2.connectedComponents(bones.astype(np.uint8))
    rows, columns = np.nonzero(bones)
    ends = _degree(bones)[rows, columns] == 1
    order = np.lexsort((~ends, labels[rows, columns]))
    groups: dict[int, dict[Pixel, None]] = {}
    for row, column, label in zip(
        rows[order].tolist(), columns[order].tolist(), labels[rows, columns][order].tolist(),
        strict=True,
    ):  # fmt: skip
        groups.setdefault(label, {})[row, column] = None
    for pixels in groups.values():
        yield list(_paths(pixels))


def _paths(pixels: dict[Pixel, None]) -> Iterator[Array]:
    """Take all pixels, ends first, as paths of x and y."""
    while pixels:
        start = next(iter(pixels))
        del pixels[start]
        path = [start, *_walk(start, pixels)]
        path = [*_walk(start, pixels)[::-1], *path]
        yield np.array(path, np.float64)[:, ::-1]


def _walk(at: Pixel, pixels: dict[Pixel, None]) -> list[Pixel]:
    """Take pixels one after the other, as straight on as they go."""
    path = [at]
    while True:
        row, column = path[-1]
        open_ = [
            p for down, across in _NEIGHBOURS if (p := (row + down, column + across)) in pixels
        ]
        if not open_:
            return path[1:]
        back = path[max(len(path) - _LOOK_BACK, 0)]
        heading = (row - back[0], column - back[1])
        ahead = max(
            open_,
            key=lambda p: (p[0] - row) * heading[0] + (p[1] - column) * heading[1]
            - abs((p[0] - row) * (p[1] - column)) / 2,
        )  # fmt: skip
        del pixels[ahead]
        path.append(ahead)
