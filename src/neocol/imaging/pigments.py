"""Melanin and blood told apart by optical density, each against the skin around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.canvas import Canvas, flat
from neocol.imaging.colour import densities
from neocol.imaging.sampling import Blocks, mean_error
from neocol.imaging.unmixing import Share, explained, matrix_of

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

_SMOOTH_MM: Final = 0.25
"""Finer than this a difference of colour is noise or the shadow of relief."""
_RING_MM: Final = 8.0
"""How far around a zone its own surround reaches."""
_RING_LEAST: Final = 0.15
"""A surround smaller than this share of the zone is none: the zone is then its own reference."""
_GAP_MM: Final = 0.5
"""Between a zone and its surround, where a border may not be sharp."""
_NOISE_FACTOR: Final = 3.0
_MAD_TO_SD: Final = 1.4826
_CERTAIN: Final = 2.0
"""Times the least that stands out: what is fainter may be mottling that was picked."""
_LEAST_MM2: Final = 0.8
"""A smaller patch of colour is no patch."""
_LIGHT_MM: Final = 10.0
"""Over more than this the fall of light on a face and a patch of pigment look alike."""
_FINEST_PX_PER_MM: Final = 4.0
"""Colour is looked at no finer."""
_LEAST_DENSITY: Final = 0.02
"""Density below which nothing stands out to the eye."""
_DARK: Final = 1.0
"""Density of green from which skin is dark: melanin has become grey."""
_FEWEST_PX: Final = 12
_QUARTILES: Final = (25, 75)
_TOP: Final = 90
"""A place reaches to half of this percentile of itself."""
_ROUNDS: Final = 4
_PLANE_POINTS: Final = 4000


@dataclass(frozen=True)
class Pigments:
    """Density and pigments of a canvas, as finely as colour needs.

    Attributes
    ----------
    density : array of shape (h, w, 3), float32
    skin : array of shape (h, w), bool
    local : array of shape (h, w, 3), float32
        Density above the skin of a centimetre around: free of the fall of light over a face.
    px_per_mm : float
        Of these arrays.
    """

    density: Image
    skin: Mask
    local: Image
    px_per_mm: float

    def mask(self, whole: Mask) -> Mask:
        """Return a mask of the canvas at this scale."""
        size = (self.skin.shape[1], self.skin.shape[0])
        part = cv2.resize(whole.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        mask: Mask = part.astype(bool)
        return mask


def pigments_of(canvas: Canvas, skin: Mask) -> Pigments:
    """Unmix a canvas.

    Parameters
    ----------
    canvas : Canvas
    skin : array of shape (h, w), bool
    """
    reduce = max(1.0, canvas.px_per_mm / _FINEST_PX_PER_MM)
    size = tuple(max(round(side / reduce), 1) for side in reversed(skin.shape))
    light = cv2.resize(canvas.linear, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(skin.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    px_per_mm = canvas.px_per_mm / reduce
    density = cv2.GaussianBlur(densities(light), (0, 0), _SMOOTH_MM * px_per_mm)
    clear = share > 1 / 2
    smooth = [flat(part, clear, _LIGHT_MM * px_per_mm) for part in cv2.split(density)]
    return Pigments(density, clear, density - cv2.merge(smooth), px_per_mm)


@dataclass(frozen=True)
class Contrast:
    """A pigment in a zone against its surround.

    Attributes
    ----------
    value, low, high : float
        Density of the skin that stands out above its surround, along the pigment's colour, and the
        interval that colours leave; 0 and the least that would have been seen where none does.
    error : float
        Standard error from the unevenness of that skin and its surround.
    share : float
        Of the zone that stands out.
    level : float
        Median of the whole zone above its surround.
    iqr : float
        Spread within the zone: its heterogeneity.
    dark : bool
        The surround is so dark that pigments tell less.
    """

    value: float
    low: float
    high: float
    error: float
    share: float
    level: float
    iqr: float
    dark: bool


def contrast_of(found: Pigments, zone: Mask, pigment: int, *, drawn: bool) -> Contrast | None:
    """Compare a zone with its surround.

    Parameters
    ----------
    found : Pigments
    zone : array of shape (h, w), bool
        At the scale of `found`.
    pigment : int
        MELANIN or BLOOD.
    drawn : bool
        Somebody drew the zone around a patch: its surround alone is the reference. A zone of the
        face is compared with its own unaffected skin as well, and a shadow may be no pigment.

    Notes
    -----
    The fall of light is taken out: by a plane through the surround of a patch, by the skin of a
    centimetre around on a face. What then exceeds the reference by several of its own deviations
    stands out, and each place that stands out is explained by itself.
    """
    around, own = _surround(found, zone)
    own = own or not drawn
    around = around | zone if own else around
    if around.sum() < _FEWEST_PX or zone.sum() < _FEWEST_PX:
        return None
    box = _box(around | zone)
    around, zone = around[box], zone[box]
    base = np.median(found.density[box][around], axis=0).astype(np.float64)
    row = matrix_of(base, shadow=not drawn)[pigment].astype(np.float32)
    excess = _above_plane(found.density[box], around) if drawn else found.local[box]
    map_ = excess @ row
    reference, limit = around, 0.0
    for _ in range(_ROUNDS if own else 1):
        map_ -= np.median(map_[reference])
        spread = _MAD_TO_SD * float(np.median(np.abs(map_[reference])))
        limit = max(_NOISE_FACTOR * spread, _LEAST_DENSITY)
        if own:
            reference = around & (map_ < limit)
    excess = excess - np.median(excess[reference], axis=0)
    stands = zone & (map_ > limit / 2)
    parts = _explained_parts(
        stands, map_, limit, excess, base, pigment, found.px_per_mm, shadow=not drawn
    )
    quartiles = np.percentile(map_[zone], _QUARTILES)
    level, iqr = float(np.median(map_[zone])), float(np.ptp(quartiles))
    error = _block_error(reference, map_, found.px_per_mm)
    dark = bool(base[1] > _DARK)
    if not parts:
        return Contrast(0.0, 0.0, limit, error, 0.0, level, iqr, dark)
    areas = [part.px for part in parts]
    value, low, high = (
        float(np.average([getattr(part.share, end) for part in parts], weights=areas))
        for end in ("value", "low", "high")
    )
    if value < _CERTAIN * limit:
        low = 0.0
    uneven = float(np.average([part.error for part in parts], weights=areas))
    return Contrast(
        value,
        low,
        high,
        error=float(np.hypot(error, uneven)),
        share=float(sum(areas) / zone.sum()),
        level=level,
        iqr=iqr,
        dark=dark,
    )


class _Part(NamedTuple):
    share: Share
    px: int
    error: float


def _explained_parts(
    stands: Mask, map_: Image, limit: float, excess: Image, base: Array, pigment: int,
    px_per_mm: float, *, shadow: bool,
) -> list[_Part]:  # fmt: skip
    """Return the places that stand out and speak of a pigment, faint mottling left out."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(stands.astype(np.uint8))
    least = _LEAST_MM2 * px_per_mm**2
    kept = stats[:, cv2.CC_STAT_AREA] >= least
    kept &= np.bincount(labels[stands & (map_ > limit)], minlength=count) > 0
    kept[0] = False
    parts = []
    for label in np.flatnonzero(kept):
        left, top, wide, high, _ = (int(value) for value in stats[label])
        box = (slice(top, top + high), slice(left, left + wide))
        inside = labels[box] == label
        inside &= map_[box] > np.percentile(map_[box][inside], _TOP) / 2
        if inside.sum() < least:
            continue
        core = _core(inside, px_per_mm)
        colour = np.median(excess[box][core], axis=0).astype(np.float64)
        share = explained(colour, base, shadow=shadow)[pigment]
        if share.value > _LEAST_DENSITY / 2:
            error = _block_error(core, map_[box], px_per_mm)
            parts.append(_Part(share, int(inside.sum()), error))
    strongest = max((part.share.value for part in parts), default=0.0)
    return [part for part in parts if part.share.value >= strongest / 2]


def _block_error(mask: Mask, field: Image, px_per_mm: float) -> float:
    found = mean_error(Blocks(mask, px_per_mm).means(field))
    return found if np.isfinite(found) else 0.0


def _surround(found: Pigments, zone: Mask) -> tuple[Mask, bool]:
    """Return the skin around a zone, or the zone itself where there is hardly any."""
    if not zone.any():
        return zone, True
    reach = int(_RING_MM * found.px_per_mm) + 1
    box = tuple(slice(max(side.start - reach, 0), side.stop + reach) for side in _box(zone))
    near, gap = (grown(zone[box], width * found.px_per_mm) for width in (_RING_MM, _GAP_MM))
    ring = np.zeros(zone.shape, bool)
    ring[box] = near & ~gap & found.skin[box]
    if ring.sum() >= _RING_LEAST * zone.sum():
        return ring, False
    return zone, True


def grown(mask: Mask, reach_px: float) -> Mask:
    """Return a mask with everything that lies within a reach of it."""
    away = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    near: Mask = away <= max(reach_px, 1)
    return near


def _core(mask: Mask, px_per_mm: float) -> Mask:
    """Return a mask without its rim, where that leaves anything."""
    away = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    inner: Mask = away > _GAP_MM * px_per_mm
    return inner if inner.sum() >= _FEWEST_PX else mask


def _above_plane(density: Image, around: Mask) -> Image:
    """Return density above a plane through a part of it, shape (h, w, 3)."""
    rows, columns = np.nonzero(around)
    every = max(int(len(rows) / _PLANE_POINTS), 1)
    rows, columns = rows[::every], columns[::every]
    high, wide = density.shape[:2]
    x = (np.arange(wide) / wide - 1 / 2).astype(np.float32)
    y = (np.arange(high) / high - 1 / 2).astype(np.float32)
    terms = np.column_stack((np.ones(len(rows), np.float32), x[columns], y[rows]))
    fit, *_ = np.linalg.lstsq(terms, density[rows, columns], rcond=None)
    plane = fit[0] + x[None, :, None] * fit[1] + y[:, None, None] * fit[2]
    above: Image = density - plane.astype(np.float32)
    return above


def _box(mask: Mask) -> tuple[slice, slice]:
    """Return the part of an array that a mask lies in."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
