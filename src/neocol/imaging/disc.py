"""A plain round sticker of known diameter on the skin: found only where there is no doubt.

Wanted is an even disc with a sharp elliptical edge that is less red than the skin around it: white,
grey, blue, green, yellow. Pupils, moles, nostrils and buttons fail at least one of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.imaging.colour import linear
from neocol.imaging.landmarks import Face
from neocol.imaging.sticker import Sticker

Array = NDArray[np.float64]
Picture = NDArray[np.uint8]

_SEARCH_PX: Final = 1600
"""Longest side of the picture in which discs are looked for; they are measured at full size."""
_SMALLEST_PX: Final = 20
"""Diameter: below it an ellipse cannot be told from any other spot."""
_LARGEST_SHARE: Final = 0.25
"""Of the picture's shorter side."""
_LEVELS: Final = (-0.30, 0.40, 0.02)
"""First, last and step of the log10(red / green) at which the picture is cut into parts."""
_FLOOR: Final = 0.01
"""Linear light below which a colour is noise."""
_ASPECT_MAX: Final = 1.5
"""A disc tilted by 48°."""
_BOX_ASPECT: Final = 1.6
_BOX_FILL: Final = (0.6, 0.86)
"""Share of its box that an ellipse fills (0.79 upright), with a margin for ragged edges."""
_RAYS: Final = 96
_REACH: Final = (0.5, 1.5)
_FINE: Final = 81
"""From half to one and a half radii, and in how many steps, an edge is looked for."""
_INNER: Final = (0.55, 0.8)
_OUTER: Final = (1.2, 1.45)
"""Where, in radii, the disc and the skin beside it are taken to be themselves."""
_TURNS: Final = 4
_KEPT: Final = 4.0
"""Edges off by more than so many median deviations are left out of the ellipse."""
_EDGES_MIN: Final = 0.85
_ROUGH: Final = (0.025, 0.35)
"""How far its edge may lie from an ellipse: share of the radius, or px."""
_SOFT: Final = (0.16, 4.2)
"""Width of its edge, from 1/5 to 4/5: share of the radius, or px (JPEG's coarse colours)."""
_FIFTH: Final = 0.2
_UNEVEN: Final = 0.10
"""Spread of its brightness, relative, once a slope is gone."""
_LESS_RED: Final = 0.05
"""log10 of red over green, skin less disc: moles, lips and pupils have none of it."""
_DARK: Final = 0.35
"""Brightness of a disc relative to the skin: pupils and nostrils are darker."""
_COLOURED: Final = 0.3
_DARK_COLOURED: Final = 0.12
"""So much less red is blue or green, which no pupil is in its middle: it may be darker."""
_LIGHTER: Final = 1.5
"""Ratio of brightness from which the edge is sought in it alone: JPEG keeps colours coarsely."""
_LUMINANCE: Final = (0.2126, 0.7152, 0.0722)
"""Of linear sRGB."""
_SKIN_RED: Final = 1.08
_SKIN_YELLOW: Final = 0.85
"""Least red over green, and green over blue, of skin in linear light."""
_SKIN_SHARE: Final = 0.75
_APART_PX_PER_MM: Final = 1.4
"""How far a disc's scale may lie from that of the irises: it is nearer or farther than the eyes."""
_EYE_RADII: Final = 2.2
"""Around each pupil, in irises, nothing is looked for."""
_EDGE_SURE: Final = 0.2
"""Half of the interval from each edge, of the edge's width: paper that shines looks larger."""
_SURE: Final = 2.0
"""Standard errors on each side of an interval."""
_QUARTERS: Final = 4
_DEGREES: Final = 180.0

Ellipse = tuple[tuple[float, float], tuple[float, float], float]


@dataclass(frozen=True, slots=True)
class _Profile:
    """Light along rays, shape (rays, steps, 3), and how many radii each step is from the middle."""

    light: Array
    radii: Array
    turns: Array

    def between(self, limits: tuple[float, float]) -> Array:
        """Return the light between two radii, shape (rays, steps, 3)."""
        kept = (self.radii >= limits[0]) & (self.radii <= limits[1])
        found: Array = self.light[:, kept]
        return found


def find_disc(rgb: Picture, face: Face | None, diameter_mm: float) -> tuple[Sticker | None, str]:
    """Find the one round sticker on the skin, or say why there is none.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8, sRGB
    face : Face or None
        When there is one, the sticker must fit its irises' scale roughly and lie off the eyes.
    diameter_mm : float

    Limits
    ------
    Red, brown and black stickers are not looked for: moles and pupils look the same. Where an even
    pale disc of another kind lies on the skin (a pearl), it is taken for the sticker.
    """
    found: list[Sticker] = []
    for ellipse in _candidates(rgb):
        sticker = _checked(rgb, ellipse, diameter_mm)
        if sticker is None or (face is not None and not _fits(sticker, face)):
            continue
        if all(_apart(sticker, other) for other in found):
            found.append(sticker)
    if not found:
        return None, (
            f"no round sticker of {diameter_mm:g} mm was found: it must be plain, sharp, white, "
            "blue, green or yellow, and lie on skin"
        )
    if len(found) > 1:
        return None, f"{len(found)} round spots may be the sticker: leave one, or enter the scale"
    return found[0], ""


def _candidates(rgb: Picture) -> Iterator[Ellipse]:
    """Yield ellipses, in px of the picture, of parts that are less red than what lies around."""
    step = max(1.0, max(rgb.shape[:2]) / _SEARCH_PX)
    light = linear(rgb)
    if step > 1:
        light = cv2.resize(light, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(light, (0, 0), 1)
    red = np.log10((light[..., 0] + _FLOOR) / (light[..., 1] + _FLOOR))
    largest = _LARGEST_SHARE * min(red.shape)
    for level in np.arange(*_LEVELS):
        _, parts, boxes, _ = cv2.connectedComponentsWithStats((red < level).astype(np.uint8))
        wide, high, area = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT], boxes[:, -1]
        shorter, longer = np.minimum(wide, high), np.maximum(wide, high)
        fill = area / np.maximum(wide * high, 1)
        kept = (shorter * step >= _SMALLEST_PX) & (longer <= largest)
        kept &= (longer <= _BOX_ASPECT * shorter) & (fill > _BOX_FILL[0]) & (fill < _BOX_FILL[1])
        for i in np.flatnonzero(kept):
            left, top = boxes[i, :2]
            part = parts[top : top + high[i], left : left + wide[i]] == i
            outlines, _ = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL,
                                           cv2.CHAIN_APPROX_NONE)  # fmt: skip
            outline = max(outlines, key=len) + np.array([left, top])
            (x, y), (a, b), turn = cv2.fitEllipseDirect(outline)
            # An outline runs through the middle of the last pixels inside.
            yield (
                ((x + 1 / 2) * step - 1 / 2, (y + 1 / 2) * step - 1 / 2),
                ((a + 1) * step, (b + 1) * step),
                turn,
            )


def _profile(rgb: Picture, ellipse: Ellipse) -> _Profile | None:
    """Return light along rays from the middle; None where they would leave the picture."""
    turns: Array = np.linspace(0.0, 2 * np.pi, _RAYS, endpoint=False).astype(np.float64)
    radii: Array = np.linspace(*_REACH, _FINE).astype(np.float64)
    at = _on(ellipse, turns)[:, None] * radii[None, :, None] + np.array(ellipse[0])
    low, high = np.floor(at.min((0, 1))), np.ceil(at.max((0, 1)))
    if not np.isfinite(at).all() or (low < 0).any() or (high >= rgb.shape[1::-1]).any():
        return None
    left, top = low.astype(int)
    part = linear(rgb[top : int(high[1]) + 1, left : int(high[0]) + 1])
    places = (at - low).astype(np.float32)
    light = cv2.remap(part, places[..., 0], places[..., 1], cv2.INTER_LINEAR)
    return _Profile(light.astype(np.float64), radii, turns)


def _on(ellipse: Ellipse, turns: Array) -> Array:
    """Return points of an ellipse relative to its middle, shape (n, 2)."""
    _, (a, b), degrees = ellipse
    angle = np.pi * degrees / _DEGREES
    along = np.column_stack([np.cos(turns) * a, np.sin(turns) * b]) / 2
    found: Array = along @ np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    )
    return found


def _checked(rgb: Picture, ellipse: Ellipse, diameter_mm: float) -> Sticker | None:
    """Fit a candidate's edge exactly and hold it against everything a sticker must be."""
    profile: _Profile | None = None
    for _ in range(_TURNS):
        profile = _profile(rgb, ellipse)
        if profile is None or not _plausible(profile):
            return None
        edges, soft = _edges(profile)
        seen = np.isfinite(edges)
        if seen.mean() < _EDGES_MIN:
            return None
        fit = _ellipse(_on(ellipse, profile.turns)[seen] * edges[seen, None] + ellipse[0])
        if fit is None:
            return None
        ellipse, off = fit
    longer, shorter = max(ellipse[1]), min(ellipse[1])
    radius = float(np.sqrt(longer * shorter)) / 2
    rough, width = float(np.sqrt((off**2).mean())), soft * radius
    if longer > _ASPECT_MAX * shorter or longer < _SMALLEST_PX:
        return None
    if rough > max(_ROUGH[0] * radius, _ROUGH[1]) or width > max(_SOFT[0] * radius, _SOFT[1]):
        return None
    if profile is None or not _even(profile):
        return None
    error = np.hypot(_SURE * rough / np.sqrt(len(off) / _QUARTERS), 2 * _EDGE_SURE * width) / longer
    share = float(np.hypot(error, evidence.number("imaging.sticker.tolerance", "1")))
    value = longer / diameter_mm
    outline = _on(ellipse, profile.turns) + np.array(ellipse[0])
    return Sticker(value, value * (1 - share), value * (1 + share), outline)


def _plausible(profile: _Profile) -> bool:
    """Skin around it, and inside a colour that skin, moles and pupils do not have."""
    ring = np.median(profile.between(_OUTER), axis=1)
    red, green, blue = np.moveaxis(ring + _FLOOR, -1, 0)
    skin = (red > _SKIN_RED * green) & (green > _SKIN_YELLOW * blue)
    if skin.mean() < _SKIN_SHARE:
        return False
    inside = np.median(profile.between(_INNER), axis=(0, 1)) + _FLOOR
    around = np.median(ring, axis=0) + _FLOOR
    less_red = np.log10(around[0] / around[1]) - np.log10(inside[0] / inside[1])
    darkest = _DARK_COLOURED if less_red > _COLOURED else _DARK
    return bool(less_red > _LESS_RED and inside.sum() > darkest * around.sum())


def _edges(profile: _Profile) -> tuple[Array, float]:
    """Return where the light is halfway on each ray, in radii (NaN: nowhere), and its width."""
    inside, around = (np.median(profile.between(part), 1) for part in (_INNER, _OUTER))
    contrast = np.median(inside, 0) - np.median(around, 0)
    luminance = np.array(_LUMINANCE)
    bright = [float(np.median(part @ luminance)) + _FLOOR for part in (inside, around)]
    if max(bright) > _LIGHTER * min(bright):
        contrast = luminance * np.sign(contrast @ luminance)
    low, high = (around @ contrast)[:, None], (inside @ contrast)[:, None]
    share = (profile.light @ contrast - low) / np.where(high > low, high - low, np.nan)
    inner, middle, outer = (
        _crossing(share, profile.radii, level) for level in (1 - _FIFTH, 1 / 2, _FIFTH)
    )
    seen = np.isfinite(inner) & np.isfinite(outer)
    return middle, float(np.median((outer - inner)[seen])) if seen.any() else np.inf


def _crossing(share: Array, radii: Array, level: float) -> Array:
    """Return the first radius at which each ray falls below a level."""
    below = share < level
    at = np.maximum(below.argmax(1), 1)
    ray = np.arange(len(share))
    before, after = share[ray, at - 1], share[ray, at]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (before - level) / (before - after)
        found = radii[at - 1] + part * (radii[at] - radii[at - 1])
    return np.asarray(np.where(below.any(1) & (before >= level), found, np.nan))


def _ellipse(points: Array) -> tuple[Ellipse, Array] | None:
    """Fit an ellipse, without the few edges that belong to something else; and what is left, px."""
    kept = np.ones(len(points), bool)
    for _ in range(2):
        (x, y), (a, b), turn = cv2.fitEllipseDirect(points[kept].astype(np.float32))
        if not np.isfinite([x, y, a, b, turn]).all() or min(a, b) <= 1:
            return None
        angle = np.pi * turn / _DEGREES
        axes = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        share = np.linalg.norm((points - (x, y)) @ axes / (a / 2, b / 2), axis=1)
        off = (share - 1) * np.sqrt(a * b) / 2
        kept = np.abs(off) <= _KEPT * max(float(np.median(np.abs(off))), _FLOOR)
        if kept.mean() < _EDGES_MIN:
            return None
    return ((x, y), (a, b), turn), off[kept]


def _even(profile: _Profile) -> bool:
    """Brightness inside is a slope and nothing else, coarse noise apart."""
    light = profile.between((_REACH[0], _INNER[1])).sum(-1)
    radii = profile.radii[(profile.radii >= _REACH[0]) & (profile.radii <= _INNER[1])]
    level = light / light.mean()
    across, down = (np.outer(wave(profile.turns), radii) for wave in (np.cos, np.sin))
    ground = np.column_stack([part.ravel() for part in (np.ones_like(level), across, down)])
    rest = level.ravel() - ground @ np.linalg.lstsq(ground, level.ravel(), rcond=None)[0]
    return float(rest.std()) < _UNEVEN


def _fits(sticker: Sticker, face: Face) -> bool:
    """Return whether a sticker may be one, for what the face says."""
    mean = evidence.number("imaging.iris.diameter", "mm")
    ratio = sticker.px_per_mm / (float(face.iris_diameters.mean()) / mean)
    if not 1 / _APART_PX_PER_MM <= ratio <= _APART_PX_PER_MM:
        return False
    away = np.linalg.norm(face.pupils - sticker.outline_px.mean(0), axis=1)
    return bool((away > _EYE_RADII * face.iris_diameters / 2).all())


def _apart(one: Sticker, other: Sticker) -> bool:
    middle = one.outline_px.mean(0) - other.outline_px.mean(0)
    reach = np.ptp(one.outline_px, axis=0).max() + np.ptp(other.outline_px, axis=0).max()
    return float(np.linalg.norm(middle)) > float(reach) / _QUARTERS
