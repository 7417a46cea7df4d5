"""The contract's zones as polygons on the mesh, and as masks that share no pixel.

Left and right are the patient's own: their left cheek lies on the right of an unmirrored picture.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.landmarks import Face
from neocol.imaging.ridges import NEAR
from neocol.record.zones import FACE_ZONES

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Mesh indices, on the image's left (the patient's right), then on its right, in the same order.
_BROW: Final = (
    (46, 53, 52, 65, 55, 107, 66, 105, 63, 70),
    (276, 283, 282, 295, 285, 336, 296, 334, 293, 300),
)
_LIDS: Final = (
    (35, 31, 228, 229, 230, 231, 232, 233, 244, 189, 221, 222, 223, 224, 225, 113),
    (265, 261, 448, 449, 450, 451, 452, 453, 464, 413, 441, 442, 443, 444, 445, 342),
)
_PERIORBITAL: Final = (
    (46, 53, 52, 65, 55, 193, 245, 128, 121, 120, 119, 118, 117, 111, 143, 156),
    (276, 283, 282, 295, 285, 417, 465, 357, 350, 349, 348, 347, 346, 340, 372, 383),
)
_TEMPLE: Final = (
    (70, 54, 21, 162, 127, 34, 143, 156, 46),
    (300, 284, 251, 389, 356, 264, 372, 383, 276),
)
_CHEEK: Final = (
    (143, 34, 127, 234, 93, 132, 177, 215, 138, 135, 212, 216, 206, 203, 129, 126, 217, 174,
     188, 128, 121, 120, 119, 118, 117, 111),
    (372, 264, 356, 454, 323, 361, 401, 435, 367, 364, 432, 436, 426, 423, 358, 355, 437, 399,
     412, 357, 350, 349, 348, 347, 346, 340),
)  # fmt: skip
_NASOLABIAL: Final = (
    (129, 98, 165, 92, 186, 57, 43, 202, 212, 216, 206, 203),
    (358, 327, 391, 322, 410, 287, 273, 422, 432, 436, 426, 423),
)
_JAW: Final = (
    (132, 58, 172, 136, 150, 169, 135, 138, 215, 177),
    (361, 288, 397, 365, 379, 394, 364, 367, 435, 401),
)
_LIPS: Final = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
)  # fmt: skip
_GLABELLA: Final = (107, 9, 336, 285, 417, 168, 193, 55)
_NOSE: Final = (
    168, 193, 245, 188, 174, 217, 126, 129, 98, 97, 2, 326, 327, 358, 355, 437, 399, 412, 465, 417,
)  # fmt: skip
_UPPER_LIP: Final = (
    98, 97, 2, 326, 327, 391, 322, 410, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61, 186, 92,
    165,
)  # fmt: skip
_PERIORAL: Final = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 410, 287, 273, 422, 424, 418, 421, 200,
    201, 194, 204, 202, 43, 57, 186,
)  # fmt: skip
_CHIN: Final = (
    135, 169, 150, 149, 176, 148, 152, 377, 400, 378, 379, 394, 364, 432, 422, 424, 418, 421, 200,
    201, 194, 204, 202, 212,
)  # fmt: skip
_FOREHEAD_BELOW: Final = (70, 63, 105, 66, 107, 9, 336, 296, 334, 293, 300)
_FOREHEAD_ABOVE: Final = (284, 332, 297, 338, 10, 109, 67, 103, 54)
_LIFT: Final = (0.25, 0.6, 0.9, 1.0, 1.0, 1.0, 0.9, 0.6, 0.25)
"""How far each upper point of the forehead is lifted, of the whole lift."""
FOREHEAD_LIFT: Final = 0.25
"""The mesh stops below the hairline: lift by this share of the height of the face."""
_BROW_TO_CHIN: Final = (9, 152)
_JAW_LINE: Final = (
    58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288,
)  # fmt: skip
_NECK_DROP: Final = 0.4
"""How far below the jaw the neck is looked for, of the height from brow to chin."""


def zone_polygons(face: Face) -> dict[str, list[Array]]:
    """Return the outlines of every zone, each of shape (points, 2), px.

    A zone of two parts (the jawline) has two outlines.
    """
    flat = face.points[:, :2]
    found = {
        "forehead": [_forehead(flat)],
        "glabella": [flat[list(_GLABELLA)]],
        "nose": [flat[list(_NOSE)]],
        "upper_lip": [flat[list(_UPPER_LIP)]],
        "perioral": [flat[list(_PERIORAL)]],
        "chin": [flat[list(_CHIN)]],
        "jawline": [flat[list(side)] for side in _JAW],
    }
    pairs = {
        "temple": _TEMPLE,
        "periorbital": _PERIORBITAL,
        "cheek": _CHEEK,
        "nasolabial": _NASOLABIAL,
    }
    for name, (image_left, image_right) in pairs.items():
        found[f"{name}_right"] = [flat[list(image_left)]]
        found[f"{name}_left"] = [flat[list(image_right)]]
    return {zone: found[zone] for zone in FACE_ZONES}


def _forehead(flat: Array) -> Array:
    top, chin = flat[_BROW_TO_CHIN[0]], flat[_BROW_TO_CHIN[1]]
    up = (top - chin) * FOREHEAD_LIFT
    lifted = flat[list(_FOREHEAD_ABOVE)] + np.outer(_LIFT, up)
    return np.concatenate((flat[list(_FOREHEAD_BELOW)], lifted))


def forehead_of_mesh(face: Face) -> Array:
    """Return the outline of the forehead as far as the mesh reaches, shape (points, 2)."""
    return face.points[[*_FOREHEAD_BELOW, *_FOREHEAD_ABOVE], :2]


def neck_outline(face: Face) -> Array:
    """Return where the neck may be, below the jaw, shape (points, 2).

    The mesh ends at the chin: this is a guess that skin must confirm, and no zone of the face.
    """
    flat = face.points[:, :2]
    down = (flat[_BROW_TO_CHIN[1]] - flat[_BROW_TO_CHIN[0]]) * _NECK_DROP
    jaw = flat[list(_JAW_LINE)]
    return np.concatenate((jaw, [jaw[-1] + down, jaw[0] + down]))


def face_outline(face: Face) -> list[Array]:
    """Return the rim of the face with its lifted forehead, and of the neck; each (points, 2)."""
    flat = face.points[:, :2]
    rim = np.concatenate((_forehead(flat), flat))
    hull = cv2.convexHull(rim.astype(np.float32))[:, 0].astype(np.float64)
    return [hull, neck_outline(face)]


def not_skin(face: Face) -> list[Array]:
    """Return the outlines of what is never needled: brows, eyes with lids, lips."""
    flat = face.points[:, :2]
    return [flat[list(part)] for part in (*_BROW, *_LIDS, _LIPS)]


def zone_masks(face: Face, skin: Mask) -> dict[str, Mask]:
    """Return one mask a zone, shape (H, W); no pixel belongs to two, none lies off the skin.

    A zone of which only slivers are seen is empty.
    """
    shape = skin.shape
    free = skin.copy()
    for outline in not_skin(face):
        free &= ~filled([outline], shape)
    found = {}
    for zone, outlines in zone_polygons(face).items():
        mask = filled(outlines, shape) & free
        free &= ~mask
        found[zone] = mask if _has_inside(mask) else np.zeros(shape, bool)
    return found


def _has_inside(mask: Mask) -> bool:
    """Tell whether a mask is more than slivers of a pixel or two."""
    return bool(cv2.erode(mask.view(np.uint8), NEAR).any())


def filled(outlines: list[Array], shape: tuple[int, ...]) -> Mask:
    """Return the pixels inside some outlines, shape (H, W)."""
    held = np.zeros(shape[:2], np.uint8)
    for outline in outlines:
        cv2.fillPoly(held, [np.round(outline).astype(np.int32)], 1)
    return held.astype(bool)


def outlines_of(mask: Mask) -> list[Array]:
    """Return the outlines of a mask's parts and holes, each of shape (points, 2).

    Specks smaller than a share of the zone are left out.
    """
    found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    least = SPECK_SHARE * float(mask.sum())
    kept: list[Array] = []
    for outline in found:
        if cv2.contourArea(outline) < least:
            continue
        length = cv2.arcLength(outline, closed=True)
        smooth = cv2.approxPolyDP(outline, OUTLINE_DETAIL * length, closed=True)
        kept.append(smooth.reshape(-1, 2).astype(np.float64))
    return kept


SPECK_SHARE: Final = 0.05
OUTLINE_DETAIL: Final = 0.003
"""How far a drawn outline may leave the mask, of its length."""
