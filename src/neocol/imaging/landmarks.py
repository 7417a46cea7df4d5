"""Finds faces, 468 landmarks on each, and the irises."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging import networks

Array = NDArray[np.float64]

LANDMARKS: Final = 468
_DETECT_PX: Final = 128
_MESH_PX: Final = 192
_IRIS_PX: Final = 64
_GRIDS: Final = ((16, 2), (8, 6))
"""Detection anchors: cells a side, anchors a cell."""
_VALUES: Final = 16
"""Box (4) and six key points (12) of a detection."""
_KEYS: Final = 6
_SCORE_MIN: Final = 0.5
_OVERLAP_MAX: Final = 0.3
_MESH_MARGIN: Final = 1.5
_IRIS_MARGIN: Final = 2.3
_SMALLEST_FACE: Final = 0.08
"""Of the picture's longer side: below this a second face is background."""
_MESH_SCORE_MIN: Final = 0.5
_LEVELS: Final = 255.0

EYE_OUTER: Final = (33, 263)
"""Outer eye corners, image left first."""
_EYE_CORNERS: Final = ((33, 133), (362, 263))
_IRIS_RING: Final = 4


@dataclass(frozen=True, slots=True)
class Face:
    """One face.

    Attributes
    ----------
    points : array of shape (468, 3)
        x and y in pixels of the picture, z in the same unit, smaller is nearer.
    score : float
        The mesh network's confidence that this is a face, 0 to 1.
    iris_px : tuple of array of shape (5, 2)
        Centre and four points of each iris, image left first.
    """

    points: Array
    score: float
    iris_px: tuple[Array, Array]

    def moved(self, corner: Array, step: float) -> Face:
        """Return the face where `corner` is the origin and `step` pixels are one."""
        flat = (self.points[:, :2] - corner) / step
        left, right = ((ring - corner) / step for ring in self.iris_px)
        return Face(np.column_stack((flat, self.points[:, 2] / step)), self.score, (left, right))

    @property
    def pupils(self) -> Array:
        """Pupil centres, shape (2, 2), image left first."""
        return np.stack([ring[0] for ring in self.iris_px])

    @property
    def iris_diameters(self) -> Array:
        """Diameters of both irises in px: the longer of the ring's two axes, shape (2,)."""
        found = []
        for ring in self.iris_px:
            across = np.linalg.norm(ring[1] - ring[3])
            along = np.linalg.norm(ring[2] - ring[4])
            found.append(max(across, along))
        return np.array(found)


def find_faces(rgb: NDArray[np.uint8]) -> list[Face]:
    """Find every face that is not far in the background, the largest first.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8

    Notes
    -----
    The whole picture is searched first, then overlapping halves of it, so that small faces are
    found too. The mesh is fitted twice: the second crop comes from the first mesh.
    """
    boxes = _detect(rgb)
    if not boxes:
        boxes = _detect_in_tiles(rgb)
    longest = max(rgb.shape[:2])
    faces = []
    for box in boxes:
        crop = _crop_of(box[[4, 5]], box[[6, 7]], centre=_centre(box), side=_side(box))
        points, score = _mesh(rgb, *crop)
        if score < _MESH_SCORE_MIN:
            continue
        points, score = _mesh(rgb, *_crop_of_mesh(points))
        if score >= _MESH_SCORE_MIN and np.ptp(points[:, 1]) > _SMALLEST_FACE * longest:
            faces.append(Face(points, score, _irises(rgb, points)))
    return sorted(_apart(faces), key=lambda face: -float(np.ptp(face.points[:, 0])))


def _apart(faces: list[Face]) -> list[Face]:
    """Drop meshes that came to lie on the same face."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: -face.score):
        middle, width = face.points[:, :2].mean(0), np.ptp(face.points[:, 0])
        if all(np.linalg.norm(other.points[:, :2].mean(0) - middle) > width / 2 for other in kept):
            kept.append(face)
    return kept


@cache
def _anchors() -> Array:
    """Return the centres of all anchors, 0 to 1, shape (896, 2)."""
    found = []
    for cells, per_cell in _GRIDS:
        ticks = (np.arange(cells) + 1 / 2) / cells
        grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
        found.append(np.repeat(grid, per_cell, axis=0))
    return np.concatenate(found)


def _detect(rgb: NDArray[np.uint8]) -> list[Array]:
    """Return boxes of shape (16,): x0, y0, x1, y1, then six key points, in px of the picture."""
    height, width = rgb.shape[:2]
    side = max(height, width)
    scale = _DETECT_PX / side
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    square = np.zeros((_DETECT_PX, _DETECT_PX, rgb.shape[2]), np.float32)
    top, left = (_DETECT_PX - small.shape[0]) // 2, (_DETECT_PX - small.shape[1]) // 2
    square[top : top + small.shape[0], left : left + small.shape[1]] = small
    values, logits = networks.run("detection", square / (_LEVELS / 2) - 1)
    score = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -_LEVELS, _LEVELS)))
    kept = np.flatnonzero(score > _SCORE_MIN)
    raw = values.reshape(-1, _VALUES)[kept].astype(np.float64) / _DETECT_PX
    anchors = _anchors()[kept]
    half = raw[:, 2:4] / 2
    middle = raw[:, :2] + anchors
    keys = raw[:, 4:].reshape(len(kept), _KEYS, 2) + anchors[:, None]
    found = np.concatenate(
        (middle - half, middle + half, keys.reshape(len(kept), 2 * _KEYS)), axis=1
    )
    found = (found * _DETECT_PX - np.tile((left, top), _VALUES // 2)) / scale
    return _merged(found, score[kept])


def _merged(boxes: Array, score: Array) -> list[Array]:
    """Average overlapping boxes by their score, as the detector was trained for."""
    found = []
    left = np.argsort(-score)
    while left.size:
        same = left[_overlap(boxes[left[0]], boxes[left]) > _OVERLAP_MAX]
        found.append(np.average(boxes[same], axis=0, weights=score[same]))
        left = left[~np.isin(left, same)]
    return found


def _overlap(box: Array, others: Array) -> Array:
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:4], others[:, 2:4])
    shared = np.clip(high - low, 0, None).prod(1)
    own = (box[2:4] - box[:2]).prod()
    shares: Array = shared / (own + (others[:, 2:4] - others[:, :2]).prod(1) - shared)
    return shares


def _detect_in_tiles(rgb: NDArray[np.uint8]) -> list[Array]:
    """Search overlapping squares, for faces too small for the whole picture."""
    height, width = rgb.shape[:2]
    side = max(height, width) // 2
    tall, wide = min(side, height), min(side, width)
    found = []
    for top in sorted({0, (height - tall) // 2, height - tall}):
        for left in sorted({0, (width - wide) // 2, width - wide}):
            tile = np.ascontiguousarray(rgb[top : top + tall, left : left + wide])
            found += [box + np.tile((left, top), _VALUES // 2) for box in _detect(tile)]
    if not found:
        return []
    boxes = np.array(found)
    return _merged(boxes, (boxes[:, 2:4] - boxes[:, :2]).prod(1))


def _centre(box: Array) -> Array:
    middle: Array = (box[:2] + box[2:4]) / 2
    return middle


def _side(box: Array) -> float:
    return float((box[2:4] - box[:2]).max()) * _MESH_MARGIN


def _crop_of(a: Array, b: Array, *, centre: Array, side: float) -> tuple[Array, float, float]:
    """Return centre, side and turn (radians) of a crop in which `a` → `b` is level."""
    across = b - a
    return centre, side, float(np.arctan2(across[1], across[0]))


def _crop_of_mesh(points: Array) -> tuple[Array, float, float]:
    """Return the crop that frames a mesh, turned so that the eyes are level."""
    flat = points[:, :2]
    _, _, turn = _crop_of(flat[EYE_OUTER[0]], flat[EYE_OUTER[1]], centre=flat[0], side=0)
    back = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    level = flat @ back.T
    low, high = level.min(0), level.max(0)
    return (low + high) / 2 @ back, float((high - low).max()) * _MESH_MARGIN, turn


def _cut(
    rgb: NDArray[np.uint8], centre: Array, side: float, turn: float, size: int
) -> tuple[NDArray[np.float32], Array]:
    """Return a level square of the picture, values 0 to 1, and the map from it back (2 × 3).

    The networks count from the edge of the first pixel, OpenCV from its centre.
    """
    step = side / size
    cos, sin = np.cos(turn) * step, np.sin(turn) * step
    half = size / 2
    back = np.array(
        [
            [cos, -sin, centre[0] - half * (cos - sin)],
            [sin, cos, centre[1] - half * (sin + cos)],
        ]
    )
    centres = back.copy()
    centres[:, 2] += back[:, :2].sum(1) / 2
    crop = cv2.warpAffine(rgb, centres, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return crop.astype(np.float32) / np.float32(_LEVELS), back


def _mesh(rgb: NDArray[np.uint8], centre: Array, side: float, turn: float) -> tuple[Array, float]:
    crop, back = _cut(rgb, centre, side, turn, _MESH_PX)
    values, logit = networks.run("mesh", crop)
    raw = values.reshape(LANDMARKS, 3).astype(np.float64)
    flat = raw[:, :2] @ back[:, :2].T + back[:, 2]
    score = 1 / (1 + np.exp(-float(logit[0])))
    return np.column_stack((flat, raw[:, 2] * side / _MESH_PX)), score


def _irises(rgb: NDArray[np.uint8], points: Array) -> tuple[Array, Array]:
    """Return both irises; the network knows one side, the other eye is shown to it mirrored."""
    found = []
    _, _, turn = _crop_of_mesh(points)
    for eye, (first, second) in enumerate(_EYE_CORNERS):
        a, b = points[first, :2], points[second, :2]
        side = float(np.linalg.norm(b - a)) * _IRIS_MARGIN
        crop, back = _cut(rgb, (a + b) / 2, side, turn, _IRIS_PX)
        mirrored = eye == 1
        values = networks.run("iris", np.ascontiguousarray(crop[:, ::-1]) if mirrored else crop)
        ring = values[-1].reshape(_IRIS_RING + 1, 3)[:, :2].astype(np.float64)
        if mirrored:
            ring[:, 0] = _IRIS_PX - ring[:, 0]
        found.append(ring @ back[:, :2].T + back[:, 2])
    return found[0], found[1]
