"""A neutral face, drawn by us, with the same zones: for people without a photograph.

Coordinates lie in a box of 600 by 800. The patient's left is on the drawing's right.
"""

from __future__ import annotations

from typing import Final

Point = tuple[float, float]
Polygon = tuple[Point, ...]

WIDTH: Final = 600.0
HEIGHT: Final = 800.0

# Drawn on the image's right (the patient's left); the other side is its mirror image.
_SIDED: Final[dict[str, Polygon]] = {
    "temple": ((436, 214), (463, 262), (480, 318), (486, 372), (452, 366), (442, 318), (426, 268)),
    "periorbital": (
        (336, 302), (380, 286), (424, 290), (442, 318), (452, 366), (440, 398), (404, 418),
        (362, 414), (334, 398), (326, 350),
    ),
    "cheek": (
        (452, 372), (486, 378), (484, 440), (472, 505), (452, 566), (410, 560), (388, 520),
        (366, 476), (352, 446), (338, 404), (362, 420), (404, 424), (440, 404),
    ),
    "nasolabial": (
        (350, 452), (362, 480), (384, 524), (404, 566), (396, 604), (376, 590), (364, 556),
        (350, 524), (336, 490),
    ),
    "jawline": (
        (450, 572), (434, 618), (404, 660), (372, 690), (352, 696), (378, 654), (398, 612),
        (410, 566),
    ),
}  # fmt: skip
_EYE: Final[Polygon] = (
    (340, 352), (356, 334), (384, 326), (414, 334), (430, 354), (410, 370), (384, 376), (356, 368),
)  # fmt: skip
"""Eye and lids: a hole in the zone around them."""
_WHOLE: Final[dict[str, Polygon]] = {
    "forehead": (
        (164, 214), (182, 172), (222, 140), (300, 126), (378, 140), (418, 172), (436, 214),
        (424, 266), (378, 256), (330, 264), (300, 262), (270, 264), (222, 256), (176, 266),
    ),
    "glabella": (
        (272, 268), (300, 266), (328, 268), (332, 300), (320, 330), (280, 330), (268, 300),
    ),
    "nose": (
        (280, 334), (320, 334), (324, 400), (340, 440), (350, 466), (330, 486), (300, 494),
        (270, 486), (250, 466), (260, 440), (276, 400),
    ),
    "upper_lip": (
        (268, 490), (300, 498), (332, 490), (348, 526), (360, 556), (336, 546), (314, 540),
        (300, 544), (286, 540), (264, 546), (240, 556), (252, 526),
    ),
    "perioral": (
        (240, 562), (262, 582), (300, 594), (338, 582), (360, 562), (374, 594), (362, 622),
        (330, 632), (300, 626), (270, 632), (238, 622), (226, 594),
    ),
    "chin": (
        (234, 628), (270, 638), (300, 632), (330, 638), (366, 628), (374, 652), (348, 698),
        (300, 710), (252, 698), (226, 652),
    ),
    "neck": ((232, 708), (300, 726), (368, 708), (378, 800), (222, 800)),
}  # fmt: skip


def neutral_face() -> dict[str, tuple[Polygon, ...]]:
    """Return zone → outlines of parts and holes (even-odd) in the 600 × 800 box."""
    found: dict[str, tuple[Polygon, ...]] = {name: (outline,) for name, outline in _WHOLE.items()}
    for name, outline in _SIDED.items():
        parts = (outline, _EYE) if name == "periorbital" else (outline,)
        if name == "jawline":
            found[name] = (*parts, *map(_mirrored, parts))
        else:
            found[f"{name}_left"] = parts
            found[f"{name}_right"] = tuple(map(_mirrored, parts))
    return found


def _mirrored(outline: Polygon) -> Polygon:
    return tuple((WIDTH - x, y) for x, y in outline)
