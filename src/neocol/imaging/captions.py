"""The strip below a drawn photograph: what is shown, how large, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from neocol.record import Analysis

Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_PAPER: Final = (250, 246, 240)
_INK: Final = (42, 35, 32)
_SOFT: Final = (120, 106, 98)
_LIGHT: Final = (255, 253, 249)
_TEXT_SHARE: Final = 0.018
"""Height of text, of the picture's width."""
_TEXT_LEAST: Final = 11
_ROWS: Final = 3.6
_BAR_MM: Final = (5, 10, 20, 50)
_BAR_SHARE: Final = 0.25
"""A scale bar is no longer than this share of the width."""
_GAP: Final = 0.8
_SWATCH: Final = 0.7
_RAMP_WIDE: Final = 6.0
_STROKE: Final = 0.12
_TICK: Final = 0.25
_TITLES: Final = {
    "all": "What was found",
    "lines": "Lines: dark ridges, measured in mm",
    "pores": "Pores",
    "spots": "Darker spots: counted, never named",
    "pigment": "Pigment above the skin around, optical density",
    "redness": "Redness above the skin around, optical density",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A colour and what it stands for; with `ramp`, a scale of colours from left to right."""

    colour: Colour
    text: str
    ramp: tuple[Colour, ...] = ()


def captioned(
    drawn: Bytes, analysis: Analysis, layer: str, keys: list[Key], px_per_mm: float | None,
    ramp: Key | None = None,
) -> Bytes:  # fmt: skip
    """Return a picture with a strip below it.

    Parameters
    ----------
    drawn : array of shape (H, W, 3), uint8
    analysis : Analysis
    layer : str
    keys : list of Key
    px_per_mm : float, optional
        Of the picture as drawn.
    ramp : Key, optional
        Of a map.
    """
    width = drawn.shape[1]
    size = max(round(width * _TEXT_SHARE), _TEXT_LEAST)
    font = ImageFont.load_default(size)
    strip = Image.new("RGB", (width, round(size * _ROWS)), _PAPER)
    pen = ImageDraw.Draw(strip)
    x, top = size * _GAP, size * _GAP / 2
    pen.text((x, top), _TITLES[layer], _INK, font)
    row = top + size * (1 + _GAP)
    for key in (*([ramp] if ramp else []), *keys):
        x = _key(pen, key, x, row, size, font) + size * _GAP
    if not keys and ramp is None:
        pen.text((x, row), "nothing was found in these zones", _SOFT, font)
    _scale_bar(pen, px_per_mm, width - size * _GAP, row, size, font)
    said = f"colours: {analysis.colour}"
    pen.text((width - size * _GAP - pen.textlength(said, font), top), said, _SOFT, font)
    return np.concatenate((drawn, np.asarray(strip, np.uint8)))


def _key(
    pen: ImageDraw.ImageDraw,
    key: Key,
    x: float,
    top: float,
    size: int,
    font: Font,
) -> float:
    """Draw one key and return where it ends."""
    side = size * _SWATCH
    box = top + (size - side) / 2
    if key.ramp:
        step = size * _RAMP_WIDE / len(key.ramp)
        for i, colour in enumerate(key.ramp):
            pen.rectangle((x + i * step, box, x + (i + 1) * step, box + side), colour)
        x += step * len(key.ramp)
    else:
        pen.ellipse((x, box, x + side, box + side), key.colour)
        x += side
    x += size * _GAP / 2
    pen.text((x, top), key.text, _INK, font)
    return x + pen.textlength(key.text, font)


def _scale_bar(
    pen: ImageDraw.ImageDraw, scale: float | None, right: float, top: float, size: int,
    font: Font,
) -> None:  # fmt: skip
    if scale is None:
        return
    fitting = [mm for mm in _BAR_MM if mm * scale < _BAR_SHARE * right]
    if not fitting:
        return
    length = fitting[-1] * scale
    text = f"{fitting[-1]} mm"
    pen.text((right - pen.textlength(text, font), top), text, _INK, font)
    end = right - pen.textlength(text, font) - size * _GAP / 2
    middle = top + size * (1 + _STROKE) / 2
    thick, tick = max(round(size * _STROKE), 1), size * _TICK
    pen.line((end - length, middle, end, middle), _INK, thick)
    for x in (end - length, end):
        pen.line((x, middle - tick, x, middle + tick), _INK, thick)


def label(drawn: Bytes, text: str, outline: NDArray[np.float64], size: float) -> None:
    """Write a label into a zone where it fits, light on a dark rim: legible on every skin.

    Parameters
    ----------
    drawn : array of shape (H, W, 3), uint8
        Changed in place.
    text : str
    outline : array of shape (n, 2)
    size : float
        Height of the text, px.
    """
    font = ImageFont.load_default(max(round(size), _TEXT_LEAST))
    low, high = outline.min(0), outline.max(0)
    image = Image.fromarray(drawn)
    pen = ImageDraw.Draw(image)
    if pen.textlength(text, font) > (high - low)[0]:
        return
    x, y = (low + high) / 2
    rim = max(round(size * _STROKE), 1)
    pen.text((x, y), text, _LIGHT, font, anchor="mm", stroke_width=rim, stroke_fill=_INK)
    drawn[:] = np.asarray(image)
