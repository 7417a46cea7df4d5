"""Hair on skin: single dark hairs that cross it, and the zones that a beard covers."""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.colour import LINEAR, densities, linear
from neocol.imaging.landmarks import Face
from neocol.imaging.ridges import NEAR
from neocol.imaging.zones import filled, neck_outline, zone_masks

Mask = NDArray[np.bool_]
Image = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Array = NDArray[np.float64]

COARSEST_PX_PER_MM: Final = 8.0
"""Below this a hair and a fine groove are the same few pixels."""
_GREEN: Final = 1
_THIN_MM: Final = 0.2
"""Half the widest thing that is looked at."""
_FAINT: Final = 0.05
_FAINT_LEVELS: Final = 3.0
"""Least share, and levels of 8 bits, by which a hair is darker than beside it."""
_FAINT_USUAL: Final = 3.0
"""And by which it is deeper than the skin's own grain, in medians of that."""
_LEVELS: Final = 256
_MOST_PX: Final = 12_000
"""Pixels of lines that are looked at, the longest first: what has more is hairy."""
_SHORTEST_SEEN_MM: Final = 1.5
_SHORTEST_MM: Final = 3.0
_SOFT_MM: Final = 0.08
_SOFT_PX: Final = 0.7
_CELL_MM: Final = 0.25
"""One profile is taken in so much of a line."""
_ALONG_MM: Final = 0.6
_ALONG_STEPS: Final = 7
_ACROSS_MM: Final = 0.7
_BESIDE_MM: Final = 0.4
"""From here on a profile shows the skin beside a hair."""
_BODY_MM: Final = 0.25
_MIDDLE_MM: Final = 0.12
_SHARP_MM: Final = 0.035
_SHARP_PX: Final = 1.95
"""How widely a sharp lens spreads a hair."""
_FLANK: Final = (0.55, 1.4)
"""Where the lit wall of a groove lies, in widths of the line on the picture."""
_NEIGHBOUR_MM: Final = 1.5
_PARALLEL: Final = 0.94
"""Cosine of 20°: the same line, a little further on."""
_RUN_MM: Final = 5.0
_RUN_PARALLEL: Final = 0.85
"""A line is judged by what it is so far on, with so much turn."""
_ASIDE_MM: Final = 0.2
_ASIDE: Final = 0.2
"""How far beside a line's direction it may run on: so much, and of the way."""
_BLOCK: Final = 400
"""Crests that are compared with each other at once."""
_HAIR_LIGHT: Final = 0.015
"""Linear light of a dark hair; on dark skin it hides less."""
_HIDES_LEAST: Final = 0.5
_WIDTH_MM: Final = (0.043, 0.108)
"""Width of a fully dark line that takes as much light: a scalp hair's is its own."""
_PEAK_LEAST: Final = 0.08
_SIDED_MOST: Final = 0.06
"""A groove has one lit wall, a hair none: difference of the flanks and the lighter flank, of the
darkness between them."""
_SPREAD: Final = 1.4
"""No hair is spread wider than so much of that: grooves without a lit wall are."""
_LINK_MM: Final = 0.5
_COVER_MM: Final = 0.04

BEARD_ZONES: Final = (
    "upper_lip", "perioral", "chin", "nasolabial_left", "nasolabial_right", "cheek_left",
    "cheek_right", "jawline", "neck",
)  # fmt: skip
_RIMS: Final = frozenset({"cheek_left", "cheek_right", "jawline", "neck"})
"""Zones that the scalp's hair, shadow and background border on: what is missing is no beard."""
_BEARD_PX_PER_MM: Final = 3.3
"""Finer stubble is looked at as coarsely as this."""
_BEARD_COARSEST: Final = 2.0
_STUBBLE_MM: Final = 0.45
_UPPER_CHEEK: Final = 0.4
_DARKER: Final = 0.15
_FEWEST: Final = 30
_BEARD: Final = 0.35
"""Roughness above that of the bare skin, and share of the zone that hair hides, together."""
_BEARD_NARROW: Final = 0.7
"""The jawline and neck are seen at a slant, which looks rough."""
_NARROW: Final = frozenset({"jawline", "neck"})


def single_hairs(rgb: Bytes, skin: Mask, px_per_mm: float) -> Mask:
    """Return the pixels of dark hairs that cross the skin, shape (h, w).

    Parameters
    ----------
    rgb : array of shape (h, w, 3), uint8
        A canvas.
    skin : array of shape (h, w), bool
    px_per_mm : float
        Of the canvas.

    Notes
    -----
    Thin dark lines are cut across every quarter millimetre. The light that is missing, as the width
    of a fully dark line, is a hair's own width (0.06 to 0.1 mm) at any sharpness; and a hair has
    equal flanks, while a groove that is lit across has one lit wall. Both are averaged over 3 mm.

    Limits
    ------
    Nothing is found below 8 px/mm, nor fair or grey hair, nor stubble. A groove 0.2 mm wide that
    is lit along its own length may look like a hair.
    """
    found = np.zeros(skin.shape, bool)
    if px_per_mm < COARSEST_PX_PER_MM or not skin.any():
        return found
    x, y, width, height = cv2.boundingRect(skin.astype(np.uint8))
    place = (slice(y, y + height), slice(x, x + width))
    green, skin = np.ascontiguousarray(rgb[place][..., _GREEN]), skin[place]
    crests = _crests(green, *_thin_and_dark(green, skin, px_per_mm), px_per_mm)
    if not len(crests.at):
        return found
    cells = np.floor(crests.at / (_CELL_MM * px_per_mm)).astype(np.int64)
    steep = np.abs(crests.across[:, 0]) > np.abs(crests.across[:, 1])
    key = (cells[:, 1] * skin.shape[1] + cells[:, 0]) * 2 + steep
    _, first, member = np.unique(key, return_index=True, return_inverse=True)
    hair = _hairs(green, _Crests(crests.at[first], crests.across[first]), px_per_mm)
    found[place] = _linked(crests.at[hair[member]], skin.shape, px_per_mm)
    return found


class _Crests(NamedTuple):
    """Middles of dark lines: x and y (n, 2), and the unit vector across the line (n, 2)."""

    at: Array
    across: Array


def _thin_and_dark(
    green: Bytes, skin: Mask, px_per_mm: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of the pixels of thin dark lines, the longest lines first."""
    side = 2 * max(round(_THIN_MM * px_per_mm), 1) + 1
    filled_up = cv2.morphologyEx(green, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    deep = cv2.subtract(filled_up, green)
    counts = cv2.calcHist([deep], [0], skin.astype(np.uint8), [_LEVELS], [0, _LEVELS]).ravel()
    usual = float(np.searchsorted(counts.cumsum(), counts.sum() / 2))
    share = cv2.convertScaleAbs(filled_up, alpha=_FAINT)
    least = np.maximum(share, np.uint8(max(_FAINT_LEVELS, _FAINT_USUAL * usual)))
    dark = cv2.compare(deep, least, cv2.CMP_GT)
    dark[~skin] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    longest = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    longest[0] = 0
    order = np.argsort(-longest, kind="stable")
    few = np.cumsum(np.where(order > 0, stats[order, cv2.CC_STAT_AREA], 0)) <= _MOST_PX
    kept = np.zeros(len(stats), bool)
    kept[order[few]] = True
    kept &= longest >= _SHORTEST_SEEN_MM * px_per_mm
    rows, columns = np.nonzero(dark)
    lines = kept[labels[rows, columns]]
    return rows[lines], columns[lines]


def _crests(
    green: Bytes, rows: NDArray[np.intp], columns: NDArray[np.intp], px_per_mm: float
) -> _Crests:
    """Return the pixels of lines that are darkest across, by the Hessian."""
    soft = cv2.GaussianBlur(green, (0, 0), max(_SOFT_MM * px_per_mm, _SOFT_PX))
    padded = cv2.copyMakeBorder(soft, 1, 1, 1, 1, cv2.BORDER_REFLECT).astype(np.int16)

    def beside(down: int, right: int) -> NDArray[np.int16]:
        there: NDArray[np.int16] = padded[rows + 1 + down, columns + 1 + right]
        return there

    here = beside(0, 0)
    xx = beside(0, 1) + beside(0, -1) - 2 * here
    yy = beside(1, 0) + beside(-1, 0) - 2 * here
    xy = (beside(1, 1) + beside(-1, -1) - beside(1, -1) - beside(-1, 1)) / 2
    turn = np.arctan2(xy, xx - yy) / 2
    across = np.column_stack((np.cos(turn), np.sin(turn)))
    step = np.rint(across).astype(int)
    crest = (here <= beside(step[:, 1], step[:, 0])) & (here <= beside(-step[:, 1], -step[:, 0]))
    return _Crests(np.column_stack((columns, rows))[crest].astype(float), across[crest])


def _profiles(green: Bytes, crests: _Crests, px_per_mm: float) -> tuple[Array, Array]:
    """Return which share of the light is missing across every crest, (n, steps), and where, mm."""
    reach = np.round(2 * _ACROSS_MM * px_per_mm)
    off = np.arange(-reach, reach + 1) / 2
    along = np.linspace(-_ALONG_MM, _ALONG_MM, _ALONG_STEPS) * px_per_mm
    (x, y), (right, down) = (part.T[:, :, None, None] for part in (crests.at, crests.across))
    size = (len(crests.at), len(along) * len(off))
    xs = (x + off * right - along[:, None] * down).reshape(size).astype(np.float32)
    ys = (y + off * down + along[:, None] * right).reshape(size).astype(np.float32)
    levels = cv2.remap(green, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    held = np.asarray(levels, np.uint8).reshape(-1, len(along), len(off))
    light = LINEAR[np.partition(held, len(along) // 2, axis=1)[:, len(along) // 2]]
    beside = light[:, np.abs(off) > _BESIDE_MM * px_per_mm]
    beside = np.median(beside, axis=1)[:, None]
    hidden = np.maximum(beside - _HAIR_LIGHT, _HIDES_LEAST * beside)
    missing = (beside - light) / np.maximum(hidden, np.finfo(np.float32).eps)
    return _centred(missing, off, np.abs(off) < _MIDDLE_MM * px_per_mm + 1), off / px_per_mm


def _centred(missing: Array, off: Array, middle: Mask) -> Array:
    """Return profiles moved so that the dark part lies in the middle, to a fraction of a pixel."""
    dark = np.maximum(missing, 0) * middle
    centre = 2 * (dark @ off) / np.maximum(dark.sum(axis=1), np.finfo(np.float32).eps)
    whole = np.floor(centre).astype(int)
    part = (centre - whole)[:, None]
    last = len(off) - 1
    here = np.clip(np.arange(last + 1) + whole[:, None], 0, last)
    low = np.take_along_axis(missing, here, axis=1)
    high = np.take_along_axis(missing, np.minimum(here + 1, last), axis=1)
    moved: Array = low + part * (high - low)
    return moved


def _hairs(green: Bytes, crests: _Crests, px_per_mm: float) -> Mask:
    """Return which crests are a hair's, (n,)."""
    missing, off = _profiles(green, crests, px_per_mm)
    width = missing[:, np.abs(off) <= _BODY_MM].sum(axis=1) / 2 / px_per_mm
    peak = missing[:, np.abs(off) < _MIDDLE_MM].max(axis=1)
    sharp = _SHARP_MM + _SHARP_PX / px_per_mm
    spread = np.clip(width / np.maximum(peak, _PEAK_LEAST), sharp, 2 * sharp)[:, None]
    near = _mean_where(missing, (off < -_FLANK[0] * spread) & (off > -_FLANK[1] * spread))
    away = _mean_where(missing, (off > _FLANK[0] * spread) & (off < _FLANK[1] * spread))
    sides, both = near - away, near + away
    order = np.lexsort((crests.at[:, 0], crests.at[:, 1] // (2 * _RUN_MM * px_per_mm)))
    found = np.zeros(len(order), bool)
    for start in range(0, len(order), _BLOCK):
        part = order[start : start + _BLOCK]
        across = crests.across[part].astype(np.float32)
        at = (crests.at[part] / px_per_mm).astype(np.float32)
        alike = across @ across.T
        right, down = (at[:, None, axis] - at[:, axis] for axis in (0, 1))
        apart_mm = np.hypot(right, down)
        aside = np.abs(right * across[:, :1] + down * across[:, 1:])
        ahead = aside < _ASIDE_MM + _ASIDE * apart_mm
        near_by = ahead & (apart_mm < _NEIGHBOUR_MM) & (np.abs(alike) > _PARALLEL)
        share = near_by.astype(np.float32) / near_by.sum(axis=1, keepdims=True)
        wide, deep = share @ width[part], share @ peak[part]
        sided = np.abs((share * np.sign(alike)) @ sides[part])
        lit = sided - share @ both[part]
        line = (deep > _PEAK_LEAST) & (wide < 2 * _WIDTH_MM[1])
        hair = (
            (wide > _WIDTH_MM[0])
            & (wide < _WIDTH_MM[1])
            & (wide < deep * _SPREAD * sharp)
            & (sided + lit / 2 < deep * _SIDED_MOST)
        )
        run = ahead & (apart_mm < _RUN_MM) & (np.abs(alike) > _RUN_PARALLEL) & line
        votes = run.astype(np.float32) @ hair.astype(np.float32)
        found[part] = line & (votes > run.sum(axis=1) / 2)
    return found


def _mean_where(values: Array, where: Mask) -> Array:
    found: Array = (values * where).sum(axis=1) / np.maximum(where.sum(axis=1), 1)
    return found


def _linked(at: Array, shape: tuple[int, ...], px_per_mm: float) -> Mask:
    """Return hairs as wide as they are on the picture, without what is too short for one."""
    found = np.zeros(shape, bool)
    if not len(at):
        return found
    reach = round(_SHORTEST_MM * px_per_mm)
    low = np.maximum(at.min(axis=0).astype(int) - reach, 0)
    high = at.max(axis=0).astype(int) + reach
    held = np.zeros((high - low)[::-1], np.uint8)
    columns, rows = (at - low).astype(int).T
    held[rows, columns] = 1
    link = np.ones((2 * round(_LINK_MM * px_per_mm) + 1,) * 2, np.uint8)
    held = cv2.morphologyEx(held, cv2.MORPH_CLOSE, link)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(held)
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    kept = (long >= _SHORTEST_MM * px_per_mm) & (np.arange(len(long)) > 0)
    side = 2 * (round(_COVER_MM * px_per_mm) + 1) + 1
    held = cv2.dilate(kept[labels].astype(np.uint8), np.ones((side, side), np.uint8))
    place = found[low[1] : high[1], low[0] : high[0]]
    place[:] = held[: place.shape[0], : place.shape[1]] > 0
    return found


def bearded(rgb: Bytes, face: Face, skin: Mask, px_per_mm: float) -> frozenset[str]:
    """Return the zones that a beard or stubble covers, of :data:`BEARD_ZONES`.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8
        The photograph.
    face : Face
    skin : array of shape (H, W), bool
        From :func:`neocol.imaging.skin.skin_mask`.
    px_per_mm : float
        Of the photograph.

    Notes
    -----
    Two signs are added: how much rougher the zone is, at half a millimetre, than the rougher of
    the same person's forehead and upper cheeks; and which share of the zone hair hides. No tone
    and no colour is compared, so that dark skin does not read as a beard.

    Limits
    ------
    Below 2 px/mm nothing is told. Fair down, and stubble that the camera blurs away, pass. The
    chin under a goatee counts as bare where the mask has taken the goatee out.
    """
    if px_per_mm < _BEARD_COARSEST or not skin.any():
        return frozenset()
    x, y, width, height = cv2.boundingRect(skin.astype(np.uint8))
    scale = min(1.0, _BEARD_PX_PER_MM / px_per_mm)
    small = cv2.resize(
        np.ascontiguousarray(rgb[y : y + height, x : x + width]),
        None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA,
    )  # fmt: skip
    size = (small.shape[1], small.shape[0])
    moved = face.moved(np.array((x, y), float), 1 / scale)
    grey = densities(linear(np.asarray(small, np.uint8))).mean(axis=2)
    rough = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), _STUBBLE_MM * px_per_mm * scale))
    seen = skin[y : y + height, x : x + width].astype(np.uint8)
    held = cv2.resize(seen, size, interpolation=cv2.INTER_NEAREST)
    inner = cv2.erode(held, NEAR) > 0
    zones = zone_masks(moved, np.ones(held.shape, bool))
    taken = np.any(list(zones.values()), axis=0)
    zones["neck"] = filled([neck_outline(moved)], held.shape) & ~taken
    bare = [zones["forehead"] & inner]
    for side in ("cheek_left", "cheek_right"):
        upper = _upper_part(zones[side])
        bare.append(upper & inner)
        zones[side] &= ~upper
    own = max(_middle(rough, bare[0]), (_middle(rough, bare[1]) + _middle(rough, bare[2])) / 2)
    dark = _middle(grey, np.any(bare, axis=0)) + _DARKER
    if own <= 0:
        return frozenset()
    found = set()
    for zone in BEARD_ZONES:
        area, shown = zones[zone], zones[zone] & inner
        hidden = area & (held == 0) & (grey > dark)
        sign = max(_middle(rough, shown) / own - 1, 0)
        if zone not in _RIMS and area.any():
            sign += float(hidden.sum() / area.sum())
        if sign > (_BEARD_NARROW if zone in _NARROW else _BEARD):
            found.add(zone)
    return frozenset(found)


def _upper_part(zone: Mask) -> Mask:
    """Return the upper part of a cheek, where no beard grows."""
    rows = np.nonzero(zone.any(axis=1))[0]
    found = zone.copy()
    if len(rows):
        found[int(rows[0] + _UPPER_CHEEK * len(rows)) :] = False
    return found


def _middle(field: Image, mask: Mask) -> float:
    """Return the median over a mask; 0 where too little is seen."""
    held = field[mask]
    return float(np.median(held)) if len(held) >= _FEWEST else 0.0
