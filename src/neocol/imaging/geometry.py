"""Pose and true area from the mesh."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.imaging.landmarks import EYE_OUTER, Face

Array = NDArray[np.float64]

_BROW_CHIN: Final = (10, 152)
"""Top of the forehead and the chin: a line that is upright in a frontal face."""
MM2_PER_CM2: Final = 100.0
_STRETCH_MAX: Final = 3.0
"""Skin that is turned away further (about 70°) is not measured as if it were seen."""


def pose_of(face: Face) -> dict[str, float]:
    """Return yaw, pitch and roll in degrees.

    Notes
    -----
    From the mesh's own depth. Yaw is positive when the face turns to the image's right, pitch when
    it looks up, roll when it tilts clockwise on the picture. Pitch is counted from the mean of
    frontal portraits, because forehead and chin do not lie in one plane.
    """
    across = face.points[EYE_OUTER[1]] - face.points[EYE_OUTER[0]]
    down = face.points[_BROW_CHIN[1]] - face.points[_BROW_CHIN[0]]
    flat = float(np.hypot(across[0], across[1]))
    upright = float(np.hypot(down[0], down[1]))
    neutral = evidence.number("imaging.pose.neutral_pitch", "deg")
    return {
        "yaw": float(np.degrees(np.arctan2(across[2], flat))),
        "pitch": float(np.degrees(np.arctan2(down[2], upright))) - neutral,
        "roll": float(np.degrees(np.arctan2(across[1], across[0]))),
    }


def stretch_map(face: Face, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return true area over seen area for every pixel of the face, shape (H, W); 0 outside.

    Notes
    -----
    The mesh is triangulated in the picture; each triangle's area in space over its area in the
    picture corrects for pose and curvature. Depth has the unit of x and y.
    """
    flat = face.points[:, :2]
    height, width = shape
    held = np.zeros(shape, np.float32)
    net = cv2.Subdiv2D((-width, -height, 2 * width + width, 2 * height + height))
    index: dict[tuple[float, float], int] = {}
    for i, (x, y) in enumerate(flat.astype(np.float32)):
        if -width < x < 2 * width and -height < y < 2 * height:
            net.insert((float(x), float(y)))
            index[float(x), float(y)] = i
    corners = [
        [index.get((x, y), -1) for x, y in ((a, b), (c, d), (e, f))]
        for a, b, c, d, e, f in np.asarray(net.getTriangleList()).tolist()
    ]
    meshed = np.array([ends for ends in corners if min(ends) >= 0], np.intp)
    first, second, third = (face.points[meshed[:, i]] for i in range(meshed.shape[1]))
    across = np.cross(second - first, third - first)
    space, seen = np.linalg.norm(across, axis=1), np.abs(across[:, -1])
    value = np.minimum(
        np.divide(space, seen, where=seen > 0, out=np.zeros_like(space)), _STRETCH_MAX
    )
    triangles = np.round(flat[meshed]).astype(np.int32)
    for triangle, stretch in zip(triangles, value.tolist(), strict=True):
        if stretch:
            cv2.fillConvexPoly(held, triangle, stretch)
    return held


def area_cm2(mask: NDArray[np.bool_], stretch: NDArray[np.float32], px_per_mm: float) -> float:
    """Return the true area of the skin under a mask, cm².

    Parameters
    ----------
    mask : array of shape (H, W), bool
    stretch : array of shape (H, W)
        From :func:`stretch_map`. Pixels beyond the mesh count with the mean of the masked mesh.
    """
    inside = stretch[mask]
    on_mesh = inside[inside > 0]
    mean = float(on_mesh.mean()) if on_mesh.size else 1.0
    square_mm = (float(on_mesh.sum()) + (inside.size - on_mesh.size) * mean) / px_per_mm**2
    return square_mm / MM2_PER_CM2
