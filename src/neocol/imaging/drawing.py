"""Draws on the photograph what was found: zones, lines, pores, spots, maps of the pigments."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neocol.imaging.captions import Key, captioned, label
from neocol.imaging.maps import RANGE, ramp_of, tinted
from neocol.imaging.reading import read_picture
from neocol.record import Analysis, Dot, Line, Patch, RecordError
from neocol.record.photo import Point
from neocol.record.zones import site_of

Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]

LAYERS: Final = ("zones", "lines", "pores", "spots", "pigment", "redness", "all")
_ROOM: Final = 0.06
_WIDE_PX: Final = 1200
"""A smaller picture is enlarged, so that lines and letters stay fine."""
_MAPS: Final = frozenset({"pigment", "redness"})
# One sequential scale for depth, light to deep, the same as in print and on screen.
_LIGHT: Final = (242, 213, 184)
_DEEP: Final = (110, 29, 46)
_INK: Final = (255, 253, 249)
_SHADOW: Final = (38, 30, 26)
_LINE: Final = (15, 91, 94)
_PORE: Final = (201, 122, 26)
_SPOT: Final = (92, 63, 140)
_SCAR: Final = (166, 58, 42)
_MARKS: Final = (
    ("lines", "wrinkles", _LINE, ("line", "lines")),
    ("pores", "pores", _PORE, ("pore", "pores")),
    ("spots", "spots", _SPOT, ("spot", "spots")),
    ("scars", "scars", _SCAR, ("place to confirm as a scar", "places to confirm as scars")),
)
"""Layer, kind of mark, colour, what one and several are called."""
_FILL: Final = 0.38
_SHIFT: Final = 4
_UNITS: Final = 2**_SHIFT
"""Coordinates are drawn to sixteenths of a pixel."""
_LINE_SHARE: Final = 0.0016
"""Line width, of the longer side."""
_LETTER_SHARE: Final = 0.014
_HALO: Final = 2
_LEAST_PX: Final = 2.5
"""Radius below which a ring is no ring."""
_COMPRESSION: Final = 3
_NAMES: Final = {"upper_lip": "lip", "periorbital": "eye", "nasolabial": ""}
"""Short names where the zone is small."""


def overlay(
    photo: bytes,
    analysis: Analysis,
    *,
    depths: Mapping[str, float] | None = None,
    layer: str = "zones",
) -> bytes:
    """Return the photograph as PNG with what was found drawn on it.

    Parameters
    ----------
    photo : bytes
    analysis : Analysis
        Of this photograph.
    depths : mapping, optional
        Zone → depth in mm: zones are filled by it.
    layer : str
        zones, lines, pores, spots, pigment, redness or all.

    Raises
    ------
    RecordError
        When there is no such layer.
    """
    if layer not in LAYERS:
        raise RecordError(f"one of {', '.join(LAYERS)} is expected, not '{layer}'", "layer")
    picture = read_picture(photo).rgb
    if layer in _MAPS:
        picture = tinted(picture, analysis, layer)
    sheet = _Sheet.of(picture, analysis, whole=layer == "zones")
    sheet.zones(analysis, depths or {}, named=layer == "zones")
    keys: list[Key] = []
    for name, kind, colour, words in _MARKS:
        found = [mark for zone in analysis.zones.values() for mark in getattr(zone.marks, kind)]
        if found and layer in {name, "all"}:
            sheet.marks(found, colour)
            keys.append(Key(colour, f"{len(found)} {words[0] if len(found) == 1 else words[1]}"))
    drawn = sheet.drawn
    if layer != "zones":
        ramp = (
            Key(_INK, f"{RANGE[0]:g} to {RANGE[1]:g}", ramp_of(layer)) if layer in _MAPS else None
        )
        drawn = captioned(drawn, analysis, layer, keys, sheet.px_per_mm, ramp)
    buffer = io.BytesIO()
    Image.fromarray(drawn).save(buffer, "PNG", compress_level=_COMPRESSION)
    return buffer.getvalue()


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


class _Sheet:
    """A photograph, or the part of it that holds the zones, enlarged enough to draw on."""

    def __init__(self, drawn: Bytes, corner: tuple[int, int], zoom: float, scale: float | None):
        self.drawn = drawn
        self.corner = np.array(corner, np.float64)
        self.zoom = zoom
        self.px_per_mm = None if scale is None else scale * zoom
        self.pen = max(1, round(max(drawn.shape[:2]) * _LINE_SHARE))

    @classmethod
    def of(cls, picture: Bytes, analysis: Analysis, *, whole: bool) -> _Sheet:
        resolution = analysis.gates.get("resolution")
        scale = resolution.value if resolution is not None else None
        points = [p for zone in analysis.zones.values() for part in zone.outlines_px for p in part]
        if whole or not points:
            return cls(picture.copy(), (0, 0), 1.0, scale)
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        room = _ROOM * float((high - low).max())
        left, top = (max(int(edge - room), 0) for edge in low)
        right, foot = (int(edge + room) for edge in high)
        part = picture[top:foot, left:right]
        zoom = max(1.0, _WIDE_PX / part.shape[1])
        if zoom > 1:
            part = cv2.resize(part, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
        return cls(np.ascontiguousarray(part), (left, top), zoom, scale)

    def fine(self, points: Iterable[Point]) -> NDArray[np.int32]:
        """Return points of the photograph in the fine units that drawing takes, shape (n, 2)."""
        here = (np.array(list(points)) - self.corner + 1 / 2) * self.zoom - 1 / 2
        return np.round(here * _UNITS).astype(np.int32)

    def zones(self, analysis: Analysis, depths: Mapping[str, float], *, named: bool) -> None:
        deepest = max(depths.values(), default=1.0)
        outlines = {
            zone: [self.fine(part) for part in reading.outlines_px]
            for zone, reading in analysis.zones.items()
        }
        for zone, parts in outlines.items():
            if zone in depths:
                filled = self.drawn.copy()
                cv2.fillPoly(filled, parts, _mixed(depths[zone] / deepest), shift=_SHIFT)
                cv2.addWeighted(filled, _FILL, self.drawn, 1 - _FILL, 0, dst=self.drawn)
            self.stroke(parts, _SHADOW if named else None, _INK, closed=True)
        for zone, parts in outlines.items():
            depth = depths.get(zone)
            text = _NAMES.get(site_of(zone), site_of(zone)) if depth is None else f"{depth:g}"
            if parts and text and (named or depth is not None):
                part = max(parts, key=lambda points: float(np.prod(np.ptp(points, axis=0))))
                size = max(self.drawn.shape[:2]) * _LETTER_SHARE
                label(self.drawn, text, part / _UNITS, size)

    def marks(self, found: Iterable[Line | Dot | Patch], colour: Colour) -> None:
        """Draw lines as they run, pores and spots as rings, proposals as dashes."""
        for mark in found:
            if isinstance(mark, Line):
                self.stroke([self.fine(mark.points_px)], _INK, colour)
            elif isinstance(mark, Patch):
                ring = self.fine(mark.outline_px)
                dashes = [ring[start : start + 2] for start in range(0, len(ring), 2)]
                self.stroke(dashes, _INK, colour)
            else:
                self.ring(mark, colour)

    def ring(self, dot: Dot, colour: Colour) -> None:
        x, y = (int(value) for value in self.fine([dot.at_px])[0])
        radius = round(max(dot.diameter_mm * (self.px_per_mm or 1.0), _LEAST_PX) * _UNITS)
        thin = max(self.pen // 2, 1)
        for ink, width in ((_INK, thin + _HALO), (colour, thin)):
            cv2.circle(self.drawn, (x, y), radius, ink, width, cv2.LINE_AA, _SHIFT)

    def stroke(
        self, paths: list[NDArray[np.int32]], rim: Colour | None, ink: Colour, *,
        closed: bool = False,
    ) -> None:  # fmt: skip
        strokes = ([(rim, self.pen + _HALO)] if rim is not None else []) + [(ink, self.pen)]
        for colour, width in strokes:
            cv2.polylines(self.drawn, paths, closed, colour, width, cv2.LINE_AA, _SHIFT)


def _mixed(share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(_LIGHT, _DEEP, strict=True))
    return red, green, blue
