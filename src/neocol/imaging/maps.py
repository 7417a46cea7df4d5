"""Maps of melanin and blood over the skin, as a tint on a pale photograph."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.canvas import canvas_of
from neocol.imaging.pigments import pigments_of
from neocol.imaging.unmixing import BLOOD, MELANIN, matrix_of
from neocol.record import Analysis, ZoneReading

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Colour = tuple[int, int, int]

RANGE: Final = (0.02, 0.20)
"""Density that is shown, from the least that stands out to the strongest colour."""
_RAMPS: Final[dict[str, tuple[Colour, ...]]] = {
    "pigment": ((250, 226, 178), (226, 164, 84), (158, 94, 40), (84, 44, 22)),
    "redness": ((252, 216, 204), (236, 140, 118), (196, 62, 58), (120, 18, 40)),
}
_PALE: Final = 0.45
"""How much of its own colour the photograph keeps below a map."""
_STRONGEST: Final = 0.85
_SOFT_MM: Final = 0.7
"""What is finer than this in a map is the compression of the file."""
_GRADES: Final = 256


def ramp_of(layer: str) -> tuple[Colour, ...]:
    """Return the colours of a map, weak to strong, one a grade."""
    stops = np.array(_RAMPS[layer], np.float64)
    at = np.linspace(0, len(stops) - 1, _GRADES)
    mixed = [
        np.interp(at, np.arange(len(stops)), stops[:, channel]) for channel in range(stops.shape[1])
    ]
    return tuple((round(r), round(g), round(b)) for r, g, b in zip(*mixed, strict=True))


def tinted(rgb: Bytes, analysis: Analysis, layer: str) -> Bytes:
    """Return the photograph, paled, with the pigment of its zones above the skin around them.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8
    analysis : Analysis
    layer : str
        pigment or redness.
    """
    height, width = rgb.shape[:2]
    skin = np.zeros((height, width), np.uint8)
    for zone in analysis.zones.values():
        _fill(skin, zone)
    grey = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    pale = cv2.addWeighted(rgb, _PALE, grey, 1 - _PALE, 0)
    scale = analysis.gates["resolution"].value if "resolution" in analysis.gates else None
    if not skin.any() or scale is None:
        return np.asarray(pale, np.uint8)
    canvas = canvas_of(rgb, (0, 0, width, height), scale)
    size = (canvas.rgb.shape[1], canvas.rgb.shape[0])
    found = pigments_of(canvas, cv2.resize(skin, size, interpolation=cv2.INTER_NEAREST) > 0)
    base = np.median(found.density[found.skin], axis=0).astype(np.float64)
    row = matrix_of(base, shadow=True)[MELANIN if layer == "pigment" else BLOOD]
    soft = cv2.GaussianBlur(
        found.local @ row.astype(np.float32), (0, 0), _SOFT_MM * found.px_per_mm
    )
    above = (soft - RANGE[0]) / (RANGE[1] - RANGE[0])
    above = cv2.resize(above, (width, height), interpolation=cv2.INTER_LINEAR)
    share = np.clip(above, 0, 1) * (skin > 0)
    colours = np.array(ramp_of(layer), np.uint8)[(share * (_GRADES - 1)).astype(np.uint8)]
    weight = (np.sqrt(share) * _STRONGEST)[..., None]
    mixed: Bytes = np.round(pale * (1 - weight) + colours * weight).astype(np.uint8)
    return mixed


def _fill(skin: NDArray[np.uint8], zone: ZoneReading) -> None:
    """Fill a zone's outlines, holes left out."""
    parts = [np.round(np.array(part)).astype(np.int32) for part in zone.outlines_px]
    if parts:
        held = np.zeros_like(skin)
        cv2.fillPoly(held, parts, 1)
        np.maximum(skin, held, out=skin)
