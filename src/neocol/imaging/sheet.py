"""A sheet of markers to print, cut out and lay beside the skin."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from neocol import evidence
from neocol.imaging.sticker import CELLS, dictionary

_WIDE_MM: Final = 210
_HIGH_MM: Final = 297
_MARGIN_MM: Final = 20.0
_COLUMNS: Final = 6
_ROWS: Final = 4
_PITCH: Final = 2.8
_QUIET: Final = 0.4
"""From marker to marker and width of the white border, in sides."""
_RULER_MM: Final = 50
_LINE_MM: Final = 6
_TEXT_MM: Final = 3.4


def sticker_sheet() -> str:
    """Return an A4 sheet of markers as SVG, in mm, with a ruler to check the print by."""
    side = evidence.number("imaging.sticker.side", "mm")
    markers = "".join(
        _marker(number, side, _MARGIN_MM + column * side * _PITCH, _MARGIN_MM + row * side * _PITCH)
        for row in range(_ROWS)
        for column in range(_COLUMNS)
        for number in [row * _COLUMNS + column]
    )
    foot = _MARGIN_MM + _ROWS * side * _PITCH
    said = (
        f"This line is {_RULER_MM} mm long when the sheet is printed at 100 %.",
        f"Each black square is {side:g} mm. Cut along the dashes; the white border belongs to it.",
    )
    lines = "".join(
        f'<text x="{_MARGIN_MM}" y="{foot + (i + 1) * _LINE_MM}">{text}</text>'
        for i, text in enumerate(said)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE_MM}mm" height="{_HIGH_MM}mm" '
        f'viewBox="0 0 {_WIDE_MM} {_HIGH_MM}" font-family="sans-serif" font-size="{_TEXT_MM}">'
        f'{markers}<path d="M{_MARGIN_MM},{foot}h{_RULER_MM}m0,-2v4m-{_RULER_MM},-4v4" '
        f'stroke="#000" stroke-width=".3" fill="none"/>{lines}</svg>'
    )


def _marker(number: int, side: float, x: float, y: float) -> str:
    """Draw one marker with the dashes to cut along."""
    cell, quiet = side / CELLS, side * _QUIET
    cells = cv2.aruco.generateImageMarker(dictionary(), number, CELLS)
    black = "".join(
        f"M{x + j * cell:.3f},{y + i * cell:.3f}h{cell:.3f}v{cell:.3f}h-{cell:.3f}z"
        for i, j in np.argwhere(cells == 0)
    )
    edge = side + 2 * quiet
    return (
        f'<rect x="{x - quiet:.2f}" y="{y - quiet:.2f}" width="{edge:.2f}" height="{edge:.2f}" '
        f'fill="none" stroke="#bbb" stroke-width=".15" stroke-dasharray="1 1"/>'
        f'<path d="{black}"/>'
    )
