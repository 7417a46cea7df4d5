"""Draws the zones on the photograph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.reading import read_picture
from neocol.record import Analysis, RecordError
from neocol.record.zones import site_of

# One sequential scale for depth, light to deep, the same as in print and on screen.
_LIGHT: Final = (242, 213, 184)
_DEEP: Final = (110, 29, 46)
_INK: Final = (255, 255, 255)
_SHADOW: Final = (38, 30, 26)
_FILL: Final = 0.38
_LINE_SHARE: Final = 0.0022
"""Line width and lettering, of the longer side."""
_LETTER_SHARE: Final = 0.00042
_HALO: Final = 3
_NAMES: Final = {"upper_lip": "lip", "periorbital": "eye", "nasolabial": ""}
"""Short names where the zone is small."""


def overlay(
    photo: bytes, analysis: Analysis, *, depths: Mapping[str, float] | None = None
) -> bytes:
    """Return the photograph as PNG with every zone outlined, filled by depth where one is given.

    Parameters
    ----------
    depths : mapping, optional
        Zone → depth in mm.
    """
    picture = read_picture(photo)
    drawn: NDArray[Any] = picture.rgb.copy()
    wide = max(drawn.shape[:2])
    line = max(1, round(wide * _LINE_SHARE))
    deepest = max((depths or {}).values(), default=1.0)
    outlines = {
        zone: [np.round(np.array(part)).astype(np.int32) for part in reading.outlines_px]
        for zone, reading in analysis.zones.items()
    }
    for zone, parts in outlines.items():
        if depths and zone in depths:
            tinted = drawn.copy()
            cv2.fillPoly(tinted, parts, _colour(depths[zone] / deepest))
            drawn = cv2.addWeighted(tinted, _FILL, drawn, 1 - _FILL, 0)
        cv2.polylines(drawn, parts, True, _SHADOW, line + _HALO - 1, cv2.LINE_AA)
        cv2.polylines(drawn, parts, True, _INK, line, cv2.LINE_AA)
    for zone, parts in outlines.items():
        depth = (depths or {}).get(zone)
        text = _NAMES.get(site_of(zone), site_of(zone)) if depth is None else f"{depth:g}"
        for part in parts[:1]:
            _write(drawn, text, part, wide * _LETTER_SHARE)
    done, encoded = cv2.imencode(".png", cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR))
    if not done:
        raise RecordError("the picture cannot be written as PNG")
    return encoded.tobytes()


def zone_paths(analysis: Analysis) -> dict[str, str]:
    """Return zone → SVG path data (fill rule even-odd), in pixels of the upright picture."""
    return {
        zone: " ".join(
            "M" + " L".join(f"{x:.0f},{y:.0f}" for x, y in part) + " Z"
            for part in reading.outlines_px
        )
        for zone, reading in analysis.zones.items()
        if reading.outlines_px
    }


def _colour(share: float) -> tuple[int, int, int]:
    mixed = [round(a + (b - a) * share) for a, b in zip(_LIGHT, _DEEP, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _write(drawn: NDArray[Any], text: str, outline: NDArray[np.int32], size: float) -> None:
    """Write a label in a zone where it fits, light on a dark halo: legible on every skin."""
    font = cv2.FONT_HERSHEY_DUPLEX
    (width, height), _ = cv2.getTextSize(text, font, size, 1)
    low, high = outline.min(0), outline.max(0)
    if width > (high - low)[0]:
        return
    x, y = (low + high) / 2
    at = (round(float(x) - width / 2), round(float(y) + height / 2))
    cv2.putText(drawn, text, at, font, size, _SHADOW, _HALO, cv2.LINE_AA)
    cv2.putText(drawn, text, at, font, size, _INK, 1, cv2.LINE_AA)
