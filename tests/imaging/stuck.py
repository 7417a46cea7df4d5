"""Stickers rendered onto photographs and skin, with the scale that they tell."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from _skin_phantoms import Camera, Skin, plain, render
from neocol.imaging.sticker import CELLS, dictionary

FULL_FRAME_MM = 43.2666
MARKER_MM, BORDER_MM, ROUND_MM = 10.0, 2.0, 8.0
FINE = 4
COLOURS = {
    "white": (0.8, 0.8, 0.8),
    "blue": (0.05, 0.15, 0.5),
    "green": (0.1, 0.4, 0.12),
    "yellow": (0.7, 0.6, 0.08),
}
LIKE_SKIN = {"red": (0.5, 0.05, 0.05), "brown": (0.1, 0.05, 0.03), "black": (0.03, 0.03, 0.03)}
SKINS = (0.006, 0.03, 0.2)
"""Melanin of light, brown and dark skin."""


def linear(rgb: np.ndarray) -> np.ndarray:
    share = rgb / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def levels(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(coded * 255).astype(np.uint8)


def compressed(rgb: np.ndarray, quality: int) -> np.ndarray:
    _, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def marker(number: int) -> np.ndarray:
    """A printed marker with its white border: linear RGB and cover."""
    bits = cv2.aruco.generateImageMarker(dictionary(), number, 60 * CELLS)
    edge = round(60 * CELLS * BORDER_MM / MARKER_MM)
    white = cv2.copyMakeBorder(bits, *[edge] * 4, cv2.BORDER_CONSTANT, value=255) > 0
    return np.where(white[..., None], 0.85, 0.04) * np.ones(4) * [1, 1, 1, 0] + [0, 0, 0, 1]


def disc(colour: tuple[float, float, float]) -> np.ndarray:
    at = np.arange(600) - 299.5
    cover = np.clip(300 - np.hypot(at, at[:, None]), 0, 1)
    return np.dstack([np.ones((600, 600, 3)) * colour, cover])


def stuck(
    picture: np.ndarray,
    art: np.ndarray,
    size_mm: float,
    at: tuple[float, float],
    px_per_mm: float,
    *,
    tilt: float = 0.0,
    about: float = 0.0,
    roll: float = 0.0,
    focal: float = 50.0,
    light: float = 0.9,
    gradient: float = 0.0,
    blur: float = 0.7,
    noise: float = 0.004,
    quality: int | None = 60,
    seed: int = 0,
) -> np.ndarray:
    """Stick a flat thing on a picture, as a camera sees it that has `px_per_mm` at that place.

    Four by four rays to a pixel, in linear light; then blur, noise and JPEG. Light rises by
    `gradient` from one side of the sticker to the other.
    """
    high, wide = picture.shape[:2]
    to_px = focal * np.hypot(high, wide) / FULL_FRAME_MM
    centre = np.array([(wide - 1) / 2, (high - 1) / 2])
    far = to_px / px_per_mm
    axis = np.radians(tilt) * np.array([np.cos(np.radians(about)), np.sin(np.radians(about)), 0])
    turn = cv2.Rodrigues(axis)[0] @ cv2.Rodrigues(np.array([0, 0, np.radians(roll)]))[0]
    place = [*((np.array(at) - centre) / to_px * far), far]
    camera = np.array([[to_px, 0, centre[0]], [0, to_px, centre[1]], [0, 0, 1]])
    side = len(art)
    step = size_mm / side
    in_mm = np.array([[step, 0, (step - size_mm) / 2], [0, step, (step - size_mm) / 2], [0, 0, 1]])
    view = camera @ np.column_stack([turn[:, :2], place]) @ in_mm
    corners = cv2.perspectiveTransform(
        np.array([[[0, 0], [side, 0], [side, side], [0, side]]], float), view
    )[0]
    low = np.maximum(np.floor(corners.min(0)).astype(int) - 6, 0)
    end = np.minimum(np.ceil(corners.max(0)).astype(int) + 6, [wide, high])
    shift = np.array(
        [
            [FINE, 0, (FINE - 1) / 2 - low[0] * FINE],
            [0, FINE, (FINE - 1) / 2 - low[1] * FINE],
            [0, 0, 1],
        ]
    )
    cover = art[..., 3:]
    held = np.dstack([art[..., :3] * cover, cover]).astype(np.float32)
    seen = cv2.warpPerspective(held, shift @ view, ((end - low) * FINE).tolist())
    seen = cv2.resize(seen, (end - low).tolist(), interpolation=cv2.INTER_AREA).astype(float)
    box = (slice(low[1], end[1]), slice(low[0], end[0]))
    across = (np.arange(low[0], end[0]) - at[0]) / (size_mm * px_per_mm)
    lamp = light * (1 + gradient * across)[None, :, None]
    made = linear(picture[box].astype(float)) * (1 - seen[..., 3:]) + seen[..., :3] * lamp
    made = cv2.GaussianBlur(made, (0, 0), blur)
    random = np.random.default_rng(seed)
    made += random.normal(0, noise, made.shape) * np.sqrt(np.clip(made, 0.1, None))
    picture = picture.copy()
    picture[box] = levels(made)
    return picture if quality is None else compressed(picture, quality)


@cache
def skin(melanin: float, px_per_mm: float) -> np.ndarray:
    scene = plain(3, size_mm=40.0, camera=Camera(px_per_mm=px_per_mm), skin=Skin(melanin=melanin))
    return render(scene, 3).rgb


def settings_of(random: np.random.Generator, tilt: float) -> dict[str, float]:
    return {
        "tilt": random.uniform(0, tilt),
        "about": random.uniform(0, 360),
        "roll": random.uniform(0, 360),
        "focal": float(random.choice([26, 50, 85])),
        "gradient": random.uniform(-0.5, 0.5),
        "light": random.uniform(0.3, 1.05),
        "blur": random.uniform(0.5, 1.0),
        "seed": int(random.integers(10_000)),
    }
