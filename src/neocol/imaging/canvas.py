"""The working picture: the part that matters, never finer than the measures need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.colour import TO_DENSITY, densities, linear

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

FINEST_PX_PER_MM: Final = 12.0
"""Above this nothing that is measured gains; below it no pixel is invented."""
LARGEST_PX: Final = 6_000_000
"""Pixels that are worked on at once; a larger area is looked at more coarsely."""
_FLAT_MM: Final = 3.0
"""Width over which light is taken to be even."""
_FLAT_REDUCE: Final = 8
_LUMINANCE: Final = (0.2126, 0.7152, 0.0722)
"""Of linear sRGB."""
_FLOOR: Final = 1e-3


@dataclass(frozen=True)
class Canvas:
    """A part of a photograph at a known scale.

    Attributes
    ----------
    rgb : array of shape (h, w, 3), uint8
    px_per_mm : float
        Of the canvas.
    corner : tuple
        Where its first pixel lies in the photograph, px.
    step : float
        Pixels of the photograph to one of the canvas.
    """

    rgb: NDArray[np.uint8]
    px_per_mm: float
    corner: tuple[int, int]
    step: float

    @cached_property
    def linear(self) -> Image:
        """Linear light, 0 to 1, shape (h, w, 3)."""
        return linear(self.rgb)

    @cached_property
    def density(self) -> Image:
        """Optical density of red, green and blue, shape (h, w, 3)."""
        return densities(self.linear)

    @cached_property
    def darkness(self) -> Image:
        """Optical density of the luminance, shape (h, w)."""
        light = cv2.transform(self.linear, np.array([_LUMINANCE], np.float32))
        darkness: Image = cv2.log(np.maximum(light, np.float32(_FLOOR))) * TO_DENSITY
        return darkness

    def relief(self, skin: Mask) -> Image:
        """Return darkness against the surround of some millimetres, shape (h, w); 0 off the skin.

        What is not skin takes no part in the surround: a brow does not darken the forehead.
        """
        return self.darkness - flat(self.darkness, skin, _FLAT_MM * self.px_per_mm)

    @property
    def origin(self) -> Array:
        """Centre of the canvas's first pixel in the photograph, x and y."""
        origin: Array = np.array(self.corner) + (self.step - 1) / 2
        return origin

    def on_photo(self, points: Array) -> Array:
        """Return canvas coordinates, shape (n, 2), as pixels of the photograph."""
        found: Array = np.asarray(points) * self.step + self.origin
        return found

    def from_photo(self, points: Array) -> Array:
        """Return pixels of the photograph, shape (n, 2), as canvas coordinates."""
        found: Array = (np.asarray(points) - self.origin) / self.step
        return found


def canvas_of(
    rgb: NDArray[np.uint8],
    box: tuple[float, float, float, float],
    px_per_mm: float,
    shrink: int = 1,
) -> Canvas:
    """Cut a box out of a photograph and bring it to the working scale.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8
    box : tuple
        Left, top, right, foot in px; what lies outside the photograph is left out.
    px_per_mm : float
        Of the photograph, as its file has it.
    shrink : int
        Pixels of the file to one of `rgb`; the box and the canvas's own place are in the file's.
    """
    height, width = rgb.shape[:2]
    left, top = (max(int(np.floor(edge / shrink)), 0) for edge in box[:2])
    right = min(int(np.ceil(box[2] / shrink)) + 1, width)
    foot = min(int(np.ceil(box[3] / shrink)) + 1, height)
    part = rgb[top:foot, left:right]
    finest = px_per_mm / shrink / FINEST_PX_PER_MM
    step = max(1.0, finest, float(np.sqrt(part[..., 0].size / LARGEST_PX)))
    if step > 1:
        size = (max(round(part.shape[1] / step), 1), max(round(part.shape[0] / step), 1))
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    whole = step * shrink
    corner = (left * shrink, top * shrink)
    return Canvas(np.ascontiguousarray(part), px_per_mm / whole, corner, whole)


def flat(field: Image, mask: Mask, sigma_px: float) -> Image:
    """Return the smooth part of a field over a mask, shape (h, w).

    Notes
    -----
    A Gaussian normalised by the mask, on a picture reduced so far that the width still spans two
    pixels: smooth is smooth.
    """
    reduce = int(np.clip(sigma_px // 2, 1, _FLAT_REDUCE))
    size = (-(-field.shape[1] // reduce), -(-field.shape[0] // reduce))
    weight = mask.astype(np.float32)
    held = cv2.resize(field * weight, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    sigma = sigma_px / reduce
    held = cv2.GaussianBlur(held, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    share = cv2.GaussianBlur(share, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    smooth = held / np.maximum(share, np.float32(_FLOOR))
    grown: Image = cv2.resize(
        smooth, (field.shape[1], field.shape[0]), interpolation=cv2.INTER_LINEAR
    )
    return grown
