"""Which pixels are this person's skin: learned from their own cheeks, in optical density."""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.colour import LINEAR, densities, linear
from neocol.imaging.landmarks import Face
from neocol.imaging.zones import face_outline, filled, forehead_of_mesh, not_skin, zone_polygons

Mask = NDArray[np.bool_]
Image = NDArray[np.float32]
Array = NDArray[np.float64]

_FACE_PX: Final = 220.0
"""Width of the face at which skin is told from hair: about 1.6 px/mm, finer is noise here."""
_AROUND: Final = (0.12, 0.42, 0.12, 0.45)
"""How far the picture is looked at beyond the mesh to the left, top, right and foot, of its size:
the whole forehead and neck."""
_LUMINANCE_SOFT: Final = 1.0
_COLOUR_SOFT: Final = 2.5
"""JPEG keeps colour more coarsely than light. Px, for a face of `_FACE_PX`, as all lengths here."""
_TEXTURE_FINE: Final = 1.6
_TEXTURE_WIDE: Final = 3.0
_TEXTURE_FLOOR: Final = 2e-3
"""Density that rounding and JPEG scatter on flat skin."""
_SOFT_LEAST: Final = 0.4
"""In a small face no filter is narrower than this, px."""
_NEAR: Final = 22.0
_FAR: Final = 60.0
"""Reach of the local reference, and of that where a fringe or a beard hides it."""
_FAR_WEIGHT: Final = 0.05
_REDUCE: Final = 4
_TINY: Final = 1e-4
_MAD_TO_SD: Final = 1.4826
_LEAST_SD: Final = (0.1, 0.03, 0.03, 0.1)
"""Least spread that is granted, so that an evenly lit cheek does not refuse the nose."""
_SEED_SD: Final = 4.0
_SEED_DARK_SD: Final = 3.0
"""How far from the cheeks a pixel may be that still teaches what skin is."""
_PIECES: Final = (0.25, 0.08, 0.1, 0.35)
"""Densities, and a decade of texture, that each count as one piece of evidence against skin."""
_OWN_SPREAD: Final = 3.0
"""Standard deviations of the person's own skin that count as much where they are more, to twice."""
_FAVOUR: Final = -0.5
_WEIGHT_DARK: Final = 3.0
_WEIGHT_MAX: Final = 1.5
_WEIGHT_PALE: Final = 2.0
"""No single piece counts for more, darkness apart: hair is told by several."""
_LOW: Final = 0.5
"""Below the eyes skin itself is rough and pale: pores, stubble, a blush that ends."""
_LIMIT: Final = 1.2
_BRIGHT: Final = -0.2
_BLUE_MOST: Final = -2.0
"""Pieces of evidence: a highlight is brighter than skin, but no bluer than white."""
_SLIT_PX: Final = 3
_OPEN_PX: Final = 5
_SPECK_PX: Final = 10.0
"""What is smaller than about 6 mm on skin is a mole, a spot or a pore: skin."""
_RAYS: Final = 256
_RAY_GAP_PX: Final = 4.0
"""What lies behind so much hair, seen from the brow, is gloss on the hair."""
_BROW_PX: Final = 20.0
"""Brows are wider than the mesh draws them: no hair of the scalp is looked for so near."""
_REGROWN_PX: Final = 9.0
"""Texture sees hair from so far away; up to there colour alone draws the line."""
_REGROWN_LIMIT: Final = 0.8
_NOSTRILS: Final = ((98, 97), (327, 326))
_NOSTRIL_REACH: Final = 0.06
_BROW_MIDDLE: Final = 9
_NOSE_ROOT: Final = 6
_CHIN: Final = 152
_CLIP_HIGH: Final = 253
"""The highest level that still tells brighter from brightest."""
_CLIP_LOW: Final = 1
_GLARE_REDUCE: Final = 8
_GLARE_REACH: Final = 0.12
"""Reach of the local skin, of the square root of the skin's area: about 2 cm on a face."""
_GLARE: Final = 0.4
"""Mirrored light, in units of the local skin's luminance, from which a pixel shows the lamp."""
_GLARE_LIGHTER: Final = 1.15
_RED, _BLUE = 0, 2


def skin_mask(rgb: NDArray[np.uint8], face: Face) -> Mask:
    """Return the pixels that look like the skin of this face, shape (H, W).

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8
    face : Face

    Notes
    -----
    The cheeks teach density, redness, yellowness and fine texture; pixels like them, on cheeks,
    nose and lower forehead, give the local skin by a wide average. Evidence against skin is what
    is darker, greyer, of another hue or rougher than the local skin; hair is several of these.
    Above the brows, what lies behind hair is out. Everything is relative to the same person, so no
    tone is preferred. Moles and spots below 6 mm stay, and so do highlights: see `glare`.

    Limits
    ------
    Stubble through which skin shows passes: see `neocol.imaging.hair.bearded`. Sparse fair hair on
    fair skin may pass.
    """
    found = np.zeros(rgb.shape[:2], bool)
    view = _view_of(rgb, face)
    if view is None:
        return found
    away, seen = _away_from_skin(view, face)
    if not seen:
        return found
    near = _not_against(view, face, away)
    rows, columns = view.place
    size = (columns.stop - columns.start, rows.stop - rows.start)
    found[rows, columns] = cv2.resize(near, size, interpolation=cv2.INTER_LINEAR) > 1 / 2
    return found


def clipped(rgb: NDArray[np.uint8]) -> Mask:
    """Return the pixels that the camera could not tell, shape (H, W).

    Any channel at the top (254 or more), or all at the foot (1 or less).
    """
    least, low, high = (np.full(rgb.shape[2], level) for level in (0, _CLIP_LOW, _CLIP_HIGH))
    held = cv2.inRange(rgb, least, high)
    dark = cv2.inRange(rgb, least, low)
    found: Mask = (held == 0) | (dark > 0)
    return found


class _View(NamedTuple):
    """The face and what is around it, reduced."""

    light: Image
    place: tuple[slice, slice]
    corner: Array
    scale: float
    unit: float

    def drawn(self, outlines: list[Array]) -> Mask:
        """Return the pixels of this view inside outlines on the photograph, (h, w)."""
        return filled([(line - self.corner) * self.scale for line in outlines], self.light.shape)


def _view_of(rgb: NDArray[np.uint8], face: Face) -> _View | None:
    flat = face.points[:, :2]
    low, high = flat.min(0), flat.max(0)
    wide, tall = high - low
    left, top, right, foot = np.array(_AROUND) * (wide, tall, wide, tall)
    x0, y0 = (int(max(edge, 0)) for edge in (low[0] - left, low[1] - top))
    x1 = int(min(high[0] + right, rgb.shape[1]))
    y1 = int(min(high[1] + foot, rgb.shape[0]))
    if x1 - x0 <= 1 or y1 - y0 <= 1:
        return None
    scale = min(1.0, _FACE_PX / float(wide))
    small = cv2.resize(rgb[y0:y1, x0:x1], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return _View(
        densities(linear(np.asarray(small, np.uint8))),
        (slice(y0, y1), slice(x0, x1)),
        np.array((x0, y0), float),
        scale,
        float(wide) * scale / _FACE_PX,
    )


def _features(view: _View) -> Image:
    """Return mean density, redness, yellowness and the decade of texture, shape (h, w, 4)."""
    unit, fine = max(view.unit, _SOFT_LEAST), view.light
    soft = cv2.GaussianBlur(fine, (0, 0), _LUMINANCE_SOFT * unit)
    colour = cv2.GaussianBlur(fine, (0, 0), _COLOUR_SOFT * unit)
    red, green, blue = cv2.split(colour)
    grey = fine.mean(2)
    rough = grey - cv2.GaussianBlur(grey, (0, 0), _TEXTURE_FINE)
    power = cv2.GaussianBlur(rough * rough, (0, 0), _TEXTURE_WIDE * unit)
    texture = np.log10(np.sqrt(power) + np.float32(_TEXTURE_FLOOR))
    return np.dstack((soft.mean(2), green - red, blue - green, texture))


def _away_from_skin(view: _View, face: Face) -> tuple[Image, bool]:
    """Return the features less the local skin's, in pieces of evidence; and if cheeks were seen."""
    held = _features(view)
    polygons = zone_polygons(face)
    spare = _spare(view, face, _OPEN_PX)
    cheeks = view.drawn(polygons["cheek_left"]) | view.drawn(polygons["cheek_right"])
    known = held[cheeks & ~spare]
    if not len(known):
        return held, False
    middle = np.median(known, axis=0)
    spread = np.maximum(_MAD_TO_SD * np.median(np.abs(known - middle), axis=0), _LEAST_SD)
    seed = cheeks | view.drawn([forehead_of_mesh(face)])
    for zone in ("nose", "glabella", "periorbital_left", "periorbital_right"):
        seed |= view.drawn(polygons[zone])
    off = (held - middle.astype(np.float32)) / spread.astype(np.float32)
    like = (np.abs(off) < _SEED_SD).all(axis=2) & (off[..., 0] < _SEED_DARK_SD)
    seed &= ~spare & like
    weight = seed.astype(np.float32)
    near, near_weight = _spread_out(held, weight, _NEAR * view.unit)
    far, far_weight = _spread_out(held, weight, _FAR * view.unit)
    far /= np.maximum(far_weight, _TINY)[..., None]
    local = (near + _FAR_WEIGHT * far) / (near_weight + _FAR_WEIGHT)[..., None]
    size = (held.shape[1], held.shape[0])
    away = held - cv2.resize(local, size, interpolation=cv2.INTER_LINEAR)
    own = _MAD_TO_SD * np.median(np.abs(away[seed]), axis=0)
    piece = np.clip(_OWN_SPREAD * own, _PIECES, 2 * np.array(_PIECES))
    return away / piece.astype(np.float32), True


def _spare(view: _View, face: Face, rim_px: float) -> Mask:
    """Return brows, eyes and lips with a rim, shape (h, w)."""
    held = np.zeros(view.light.shape[:2], np.uint8)
    for outline in not_skin(face):
        held[view.drawn([outline])] = 1
    found: Mask = cv2.dilate(held, _disc(rim_px * view.unit)) > 0
    return found


def _spread_out(field: Image, weight: Image, sigma: float) -> tuple[Image, Image]:
    size = (max(weight.shape[1] // _REDUCE, 1), max(weight.shape[0] // _REDUCE, 1))
    held = cv2.resize(field * weight[..., None], size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    sigma = max(sigma / _REDUCE, _SOFT_LEAST)
    return _soft(held, sigma), _soft(share, sigma)


def _soft(field: NDArray[np.generic] | cv2.Mat, sigma: float) -> Image:
    return np.asarray(cv2.GaussianBlur(np.asarray(field, np.float32), (0, 0), sigma), np.float32)


def _not_against(view: _View, face: Face, away: Image) -> Image:
    """Return 1 where little speaks against skin, shape (h, w)."""
    upper = _upper(view, face)
    darker, redder, yellower, rougher = np.moveaxis(away, 2, 0)
    paler = np.clip(-redder, _FAVOUR, _WEIGHT_PALE)
    paler[~upper & (darker > _FAVOUR)] *= _LOW
    plain = np.clip(darker, _FAVOUR, _WEIGHT_DARK) + paler
    plain += np.clip(np.abs(yellower) + _FAVOUR, 0, _WEIGHT_PALE)
    rough = np.clip(rougher, _FAVOUR, _WEIGHT_MAX)
    rough[~upper] *= _LOW
    near = (plain + rough < _LIMIT).astype(np.uint8)
    near = _reshaped(near, cv2.MORPH_CLOSE, _SLIT_PX * view.unit)
    near = _specks_filled(near, darker, yellower, view, face)
    near[_behind_hair(near, view, face) & upper] = 0
    near = _reshaped(near, cv2.MORPH_OPEN, _OPEN_PX * view.unit)
    grown = _reshaped(near, cv2.MORPH_DILATE, _REGROWN_PX * view.unit)
    near[(grown > 0) & (plain < _REGROWN_LIMIT) & upper] = 1
    near[~view.drawn([*face_outline(face)])] = 0
    return _without_islands(near, view).astype(np.float32)


def _reshaped(mask: NDArray[np.uint8], how: int, size_px: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.morphologyEx(mask, how, _disc(size_px)), np.uint8)


def _disc(size_px: float) -> NDArray[np.uint8]:
    side = max(round(size_px), 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _upper(view: _View, face: Face) -> Mask:
    """Return what lies above the eyes, along the face's own axis, shape (h, w)."""
    root, chin = ((face.points[i, :2] - view.corner) * view.scale for i in (_NOSE_ROOT, _CHIN))
    height, width = view.light.shape[:2]
    across, down = np.arange(width) - root[0], np.arange(height)[:, None] - root[1]
    found: Mask = across * (root - chin)[0] + down * (root - chin)[1] > 0
    return found


def _specks_filled(
    near: NDArray[np.uint8], darker: Image, yellower: Image, view: _View, face: Face
) -> NDArray[np.uint8]:
    """Return the mask with moles, spots and highlights as skin, but not nostrils."""
    count, labels, stats, middles = cv2.connectedComponentsWithStats(1 - near)
    longest = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    light, hue = (
        np.bincount(labels.ravel(), weights=field.ravel(), minlength=count)
        / stats[:, cv2.CC_STAT_AREA]
        for field in (darker, yellower)
    )
    face_px = _FACE_PX * view.unit
    at = np.clip(middles.astype(int), 0, np.array(near.shape[::-1]) - 1)
    inside = view.drawn(face_outline(face)[:1])[at[:, 1], at[:, 0]] & (longest < face_px / 2)
    speck = longest <= _SPECK_PX * view.unit
    for pair in _NOSTRILS:
        nostril = (face.points[list(pair), :2].mean(0) - view.corner) * view.scale
        speck &= np.hypot(*(middles - nostril).T) > _NOSTRIL_REACH * face_px
    bright = inside & (light < _BRIGHT) & (hue > _BLUE_MOST)
    filled_in: NDArray[np.uint8] = np.where((speck | bright)[labels], 1, near).astype(np.uint8)
    return filled_in


def _behind_hair(near: NDArray[np.uint8], view: _View, face: Face) -> Mask:
    """Return what lies behind hair as seen from between the brows, shape (h, w)."""
    middle = (face.points[_BROW_MIDDLE, :2] - view.corner) * view.scale
    at = (float(middle[0]), float(middle[1]))
    reach = int(np.hypot(near.shape[0], near.shape[1]))
    hair = 1 - near
    hair[_spare(view, face, _BROW_PX)] = 0
    rays = cv2.warpPolar(hair, (reach, _RAYS), at, reach, cv2.INTER_NEAREST)
    behind = (np.cumsum(rays, axis=1) > _RAY_GAP_PX * view.unit).astype(np.uint8)
    size = (near.shape[1], near.shape[0])
    hidden = cv2.warpPolar(behind, size, at, reach, cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    found: Mask = hidden > 0
    return found


def _without_islands(near: NDArray[np.uint8], view: _View) -> NDArray[np.uint8]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    longest = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    kept: NDArray[np.uint8] = near * (longest > _SPECK_PX * view.unit)[labels]
    return kept


def glare(rgb: NDArray[np.uint8], skin: Mask) -> Mask:
    """Return the pixels of skin that mirror the lamp, shape (H, W): brighter and paler than around.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8
    skin : array of shape (H, W), bool

    Notes
    -----
    A pixel is taken as a multiple of the local skin plus white light, from the skin's strongest and
    weakest channel (red and blue): with local R and B, white = (b R - r B) / (R - B). It counts
    when the white exceeds a share of the local luminance and the pixel is lighter than around.

    Limits
    ------
    Skin that has lost its pigment (vitiligo, a pale scar) is brighter and paler too.
    """
    found = np.zeros(skin.shape, bool)
    if not skin.any():
        return found
    x, y, width, height = cv2.boundingRect(skin.astype(np.uint8))
    place = (slice(y, y + height), slice(x, x + width))
    seen, held = rgb[place], skin[place]
    local = _without_highlights(seen, held)
    level = np.searchsorted(LINEAR, _GLARE_LIGHTER * local[..., _RED]).clip(0, len(LINEAR) - 1)
    level = cv2.resize(level.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    lighter = cv2.compare(np.ascontiguousarray(seen[..., _RED]), level, cv2.CMP_GT)
    rows, columns = np.nonzero((lighter > 0) & held)
    down, right = np.array(local.shape[:2]) - 1
    around = local[
        np.minimum(rows // _GLARE_REDUCE, down), np.minimum(columns // _GLARE_REDUCE, right)
    ]
    red, blue = (LINEAR[seen[rows, columns, i]] for i in (_RED, _BLUE))
    local_red, local_blue = around[:, _RED], around[:, _BLUE]
    white = blue * local_red - red * local_blue
    pale = white > _GLARE * local_red * (local_red - local_blue)
    found[place][rows[pale], columns[pale]] = True
    return found


def _without_highlights(rgb: NDArray[np.uint8], skin: Mask) -> Image:
    """Return the light of the skin around without its highlights, reduced, (h, w, 3)."""
    height, width = skin.shape
    size = (max(width // _GLARE_REDUCE, 1), max(height // _GLARE_REDUCE, 1))
    small = linear(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8))
    weight = cv2.resize(skin.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    weight = np.asarray(weight, np.float32)
    sigma = _GLARE_REACH * float(np.sqrt(skin.sum())) / _GLARE_REDUCE
    local = _average(small, weight, sigma)
    weight[small[..., _RED] > _GLARE_LIGHTER * local[..., _RED]] = 0
    return _average(small, weight, sigma)


def _average(field: Image, weight: Image, sigma: float) -> Image:
    held = _soft(field * weight[..., None], sigma)
    found: Image = held / np.maximum(_soft(weight, sigma), _TINY)[..., None]
    return found
