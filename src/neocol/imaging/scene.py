"""From a photograph to its canvas: face, scale, skin and zones on it, and how it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from neocol.imaging.canvas import Canvas, canvas_of
from neocol.imaging.card import Card, find_card
from neocol.imaging.carry import Capture, Shown
from neocol.imaging.drawn import box_of, masked, polygons_of
from neocol.imaging.geometry import stretch_map
from neocol.imaging.hair import bearded, single_hairs
from neocol.imaging.landmarks import Face
from neocol.imaging.light import light_on
from neocol.imaging.reading import Picture
from neocol.imaging.sharpness import effective_share
from neocol.imaging.skin import clipped, glare, skin_mask
from neocol.imaging.texture import noise_of
from neocol.imaging.zones import zone_masks, zone_polygons
from neocol.record import DrawnZones, Scale

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

_MARGIN_MM: Final = 10.0
"""How far around the zones the canvas reaches, for their surround."""
_MARGIN_SHARE: Final = 0.1
"""The same, of the zones' size, where nothing tells the scale."""
_GLARE_RIM_MM: Final = 0.8
_UNKNOWN_PX_PER_MM: Final = 8.0
"""Scale that filters take where none is known; only the tone is told then."""
_SLOPE_EVERY: Final = 7


@dataclass(frozen=True)
class Scene:
    """A photograph made ready for measuring.

    Attributes
    ----------
    canvas : Canvas
    skin : array of shape (h, w), bool
        Skin in sight, without hair, glare and clipped pixels.
    zones : dict of array of shape (h, w), bool
        Each zone's part of the skin.
    shown : dict of Shown
    drawn : frozenset of str
        Zones that the clinician drew.
    parts : dict of int
        How many polygons each of those has.
    stretch : array of shape (h, w), float32, or None
        True over seen area, where there is a face.
    capture : Capture
    card : Card or None
        A usable one; `card_note` says why not.
    """

    canvas: Canvas
    skin: Mask
    zones: dict[str, Mask]
    shown: dict[str, Shown]
    drawn: frozenset[str]
    parts: dict[str, int]
    stretch: NDArray[np.float32] | None
    capture: Capture
    card: Card | None
    card_note: str


def scene_of(
    picture: Picture, face: Face | None, scale: Scale | None, drawn: DrawnZones | None
) -> Scene | None:
    """Make a photograph ready; None when there is neither a face nor a drawn zone.

    Parameters
    ----------
    picture : Picture
    face : Face, optional
    scale : Scale, optional
        Both in pixels of the file.
    drawn : DrawnZones, optional

    Raises
    ------
    RecordError
        When a polygon lies outside the picture.
    """
    height, width = (side * picture.shrink for side in picture.rgb.shape[:2])
    polygons, cards = polygons_of(drawn, (width, height))
    if face is None and not polygons:
        return None
    outlines = {**(zone_polygons(face) if face is not None else {}), **polygons}
    px_per_mm = scale.value if scale is not None else None
    box = box_of(outlines, 0)
    margin = _MARGIN_MM * px_per_mm if px_per_mm else _MARGIN_SHARE * max(box[2] - box[0], 1)
    box = box_of(outlines, margin)
    canvas = canvas_of(picture.rgb, box, px_per_mm or _UNKNOWN_PX_PER_MM, picture.shrink)
    parts = {name: [canvas.from_photo(p) for p in held] for name, held in polygons.items()}
    here = face.moved(canvas.origin, canvas.step) if face is not None else None
    flesh = _skin(canvas, here, parts)
    usable = flesh & ~clipped(canvas.rgb) & ~_with_rim(glare(canvas.rgb, flesh), canvas.px_per_mm)
    skin = usable & ~single_hairs(canvas.rgb, flesh, canvas.px_per_mm)
    zones, whole = _zones(here, parts, skin, flesh)
    stretch = stretch_map(here, skin.shape) if here is not None else None
    beards = bearded(canvas.rgb, here, flesh, canvas.px_per_mm) if here is not None else frozenset()
    noise = noise_of(canvas.darkness, skin)
    card = find_card(picture.rgb, {name: card / picture.shrink for name, card in cards.items()})
    return Scene(
        canvas=canvas,
        skin=skin,
        zones=zones,
        shown={
            name: _shown(mask, whole[name], flesh, usable, stretch, name in beards)
            for name, mask in zones.items()
        },
        drawn=frozenset(parts),
        parts={name: len(held) for name, held in parts.items()},
        stretch=stretch,
        capture=Capture(
            px_per_mm=canvas.px_per_mm if px_per_mm else None,
            resolved=effective_share(canvas.rgb),
            noise=noise,
            jpeg_quality=picture.jpeg_quality,
            slope=_slope(canvas, skin),
            light=light_on(canvas, skin, noise),
        ),
        card=card if card is not None and card.usable else None,
        card_note=card.reason if card is not None and not card.usable else "",
    )


def _with_rim(mirrored: Mask, px_per_mm: float) -> Mask:
    """Return highlights with their rim: beside one, plain skin looks like a dark line."""
    width = max(round(_GLARE_RIM_MM * px_per_mm), 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    grown: Mask = cv2.dilate(mirrored.astype(np.uint8), kernel) > 0
    return grown


def _skin(canvas: Canvas, face: Face | None, drawn: dict[str, list[Array]]) -> Mask:
    """Return the skin of a face, and whatever was drawn: the clinician knows."""
    shape = canvas.rgb.shape[:2]
    skin = skin_mask(canvas.rgb, face) if face is not None else np.ones(shape, bool)
    for parts in drawn.values():
        skin |= masked(parts, shape)
    return skin


def _zones(
    face: Face | None, drawn: dict[str, list[Array]], skin: Mask, flesh: Mask
) -> tuple[dict[str, Mask], dict[str, Mask]]:
    """Return every zone's skin in sight and its whole outline; a drawn zone replaces the found."""
    shape = skin.shape
    zones: dict[str, Mask] = {}
    whole: dict[str, Mask] = {}
    if face is not None:
        zones = {name: mask & skin for name, mask in zone_masks(face, flesh).items()}
        whole = zone_masks(face, np.ones(shape, bool))
    for name, parts in drawn.items():
        whole[name] = masked(parts, shape)
        zones[name] = whole[name] & skin
    return {name: mask for name, mask in zones.items() if whole[name].any()}, whole


def _shown(
    mask: Mask, whole: Mask, flesh: Mask, usable: Mask, stretch: NDArray[np.float32] | None,
    bearded_: bool,
) -> Shown:  # fmt: skip
    here, px = np.count_nonzero(whole & flesh), np.count_nonzero(mask)
    lost = here - np.count_nonzero(whole & flesh & usable)
    seen = stretch[mask] if stretch is not None and px else np.ones(1, np.float32)
    seen = seen[seen > 0]
    return Shown(
        visible=px / max(np.count_nonzero(whole), 1),
        clipped=lost / max(here, 1),
        turned=float(seen.mean()) if seen.size else 1.0,
        bearded=bearded_,
    )


def _slope(canvas: Canvas, skin: Mask) -> float:
    """Return by how much density changes from the left of the skin to its right, by light."""
    rows, columns = (axis[::_SLOPE_EVERY] for axis in np.nonzero(skin))
    if len(rows) <= 2:
        return 0.0
    across = (columns - columns.min()) / max(np.ptp(columns), 1)
    down = (rows - rows.min()) / max(np.ptp(rows), 1)
    terms = np.column_stack((np.ones(len(rows)), across, down))
    fit, *_ = np.linalg.lstsq(terms, canvas.darkness[rows, columns].astype(np.float64), rcond=None)
    return abs(float(fit[1]))
