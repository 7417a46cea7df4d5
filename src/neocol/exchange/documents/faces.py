"""The face map: zones coloured by depth on the photograph, or on a neutral drawing."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import HAIR, SKINS, SVG, depth_colour, ink_on_depth
from neocol.exchange.documents.words import on_the_face
from neocol.imaging.neutral import HEIGHT, WIDTH, neutral_face
from neocol.record import Analysis
from neocol.record.zones import zone_label

_MARGIN: Final = 0.22
_SHOWN_PX: Final = 1400
_JPEG_QUALITY: Final = 86
_FILL: Final = 0.66
_PLAIN: Final = "III"

Outlines = tuple[tuple[tuple[float, float], ...], ...]


def face_map(
    depths: Mapping[str, float],
    *,
    phototype: str | None = None,
    analysis: Analysis | None = None,
    photo: bytes | None = None,
) -> Markup:
    """Draw the zones of a face.

    Parameters
    ----------
    depths : mapping
        Zone → depth in mm; other zones are drawn as outlines.
    analysis, photo : optional
        With both, the zones lie on the photograph; otherwise on the neutral drawing in the skin of
        `phototype`.
    """
    if analysis is not None and photo is not None and analysis.zones:
        return _on_photo(depths, analysis, photo)
    return _on_drawing(depths, phototype)


def face_of(
    depths: Mapping[str, float],
    analyses: Iterable[Analysis],
    photos: Mapping[str, bytes],
    phototype: str | None,
) -> Markup | None:
    """Return the face map, on the first photograph that shows a face; none for body areas.

    Parameters
    ----------
    depths : mapping
        Zone → depth in mm.
    analyses, photos
        What was read of each photograph, and name → image file as bytes.
    phototype : str or None
        For the drawing, where no photograph shows a face.
    """
    seen = next((a for a in analyses if a.face is not None and a.photo.name in photos), None)
    if seen is not None:
        return face_map(depths, analysis=seen, photo=photos[seen.photo.name])
    if not any(on_the_face(zone) for zone in depths):
        return None
    return face_map(depths, phototype=phototype)


def portrait(phototype: str | None) -> Markup:
    """Return the neutral drawing alone, as a small portrait."""
    return Markup(
        '<svg class="portrait" viewBox="-30 30 660 690" aria-hidden="true">'
        f"{_head(phototype)}</svg>"
    )


def _on_photo(depths: Mapping[str, float], analysis: Analysis, photo: bytes) -> Markup:
    outlines = {zone: reading.outlines_px for zone, reading in analysis.zones.items()}
    points = [p for parts in outlines.values() for part in parts for p in part]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    room = _MARGIN * (bottom - top)
    x0, y0 = max(left - room, 0), max(top - room, 0)
    x1 = min(right + room, analysis.photo.width_px)
    y1 = min(bottom + room, analysis.photo.height_px)
    data, x0, y0, scale = _cut(photo, (x0, y0, x1, y1))
    moved = {
        zone: tuple(tuple(((x - x0) * scale, (y - y0) * scale) for x, y in part) for part in parts)
        for zone, parts in outlines.items()
    }
    width, height = (x1 - x0) * scale, (y1 - y0) * scale
    return Markup(
        f'<svg class="face on-photo" xmlns="{SVG}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
        f"<title>{_title(depths)}</title>"
        f'<image href="data:image/jpeg;base64,{data}" width="{width:.0f}" height="{height:.0f}"/>'
        f"{_zones(moved, depths, width / 620)}</svg>"
    )


def _cut(photo: bytes, box: tuple[float, float, float, float]) -> tuple[str, float, float, float]:
    """Return the part of a photograph as base64 JPEG, its corner and its scale."""
    from PIL import Image

    from neocol.imaging.reading import read_picture

    image = Image.fromarray(read_picture(photo).rgb)
    whole = (int(box[0]), int(box[1]), round(box[2]), round(box[3]))
    image = image.crop(whole)
    scale = min(1.0, _SHOWN_PX / max(image.size))
    if scale < 1:
        image = image.resize((round(image.width * scale), round(image.height * scale)))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    encoded = base64.b64encode(buffer.getvalue()).decode()
    return encoded, float(whole[0]), float(whole[1]), scale


def _on_drawing(depths: Mapping[str, float], phototype: str | None) -> Markup:
    return Markup(
        f'<svg class="face on-drawing" xmlns="{SVG}" viewBox="30 20 540 780" role="img">'
        f"<title>{_title(depths)}</title>{_head(phototype)}"
        f"{_zones(neutral_face(), depths, 1.0)}</svg>"
    )


def _title(depths: Mapping[str, float]) -> Markup:
    said = ", ".join(f"{zone_label(zone)} {depth:g} mm" for zone, depth in depths.items())
    return escape(f"Zones and depths: {said}" if said else "Zones of the face")


def _zones(outlines: Mapping[str, Outlines], depths: Mapping[str, float], unit: float) -> str:
    """Draw every outline, then every label, so that no label lies under a zone."""
    shapes, labels = [], []
    for zone, parts in outlines.items():
        path = " ".join(
            "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in part) + " Z" for part in parts
        )
        depth = depths.get(zone)
        fill = f'fill="{depth_colour(depth)}"' if depth is not None else 'fill="none"'
        css = "zone" if depth is not None else "zone bare"
        look = f'stroke="#fffdf9" fill-opacity="{_FILL}" stroke-linejoin="round"'
        shapes.append(
            f'<path class="{css}" d="{path}" {fill} {look} fill-rule="evenodd" '
            f'stroke-width="{1.4 * unit:.2f}"><title>{escape(zone_label(zone))}'
            f"{f' {depth:g} mm' if depth is not None else ''}</title></path>"
        )
        if depth is not None:
            low = zone.startswith("periorbital")
            labels += [_label(part, depth, unit, low=low) for part in _labelled(zone, parts)]
    return "".join(shapes + labels)


def _labelled(zone: str, parts: Outlines) -> Outlines:
    """Return the parts that carry a label: both sides of the jaw, else the first outline."""
    return parts if zone == "jawline" else parts[:1]


def _label(part: tuple[tuple[float, float], ...], depth: float, unit: float, *, low: bool) -> str:
    """Write a depth in the middle of a zone; `low` at its foot, where the middle is the eye."""
    xs, ys = [x for x, _ in part], [y for _, y in part]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    if low:
        y = max(ys) - 11 * unit
    size = 15 * unit
    where = (
        f'class="depth" font-family="sans-serif" font-weight="700" text-anchor="middle" '
        f'x="{x:.1f}" y="{y + size / 3:.1f}" font-size="{size:.1f}"'
    )
    # Print engines paint a stroke over the letters, so their halo is a text of its own, behind.
    halo = f'fill="none" stroke="{depth_colour(depth)}" stroke-width="{3 * unit:.1f}"'
    return (
        f'<text {where} {halo} aria-hidden="true">{depth:g}</text>'
        f'<text {where} fill="{ink_on_depth(depth)}">{depth:g}</text>'
    )


def _head(phototype: str | None) -> str:
    """Draw a calm face: hair, ears, neck, brows, eyes, nose and mouth."""
    skin, hair = SKINS[phototype or _PLAIN], HAIR[phototype or _PLAIN]
    half = WIDTH / 2
    line = hair

    def both(drawn: str) -> str:
        mirrored = f'<g transform="translate({WIDTH:.0f},0) scale(-1,1)">{drawn}</g>'
        return drawn + mirrored

    eye = (
        f'<path d="M344,350 q40,-30 84,2 q-42,24 -84,-2z" fill="#fffdf9" stroke="{line}" '
        f'stroke-width="2"/><circle cx="385" cy="347" r="13" fill="#4a3a32"/>'
        f'<path d="M336,312 q46,-26 98,-2" fill="none" stroke="{line}" stroke-width="7" '
        'stroke-linecap="round" opacity=".8"/>'
    )
    ear = f'<path d="M484,330 q34,-14 30,34 q-4,56 -38,66z" fill="{skin}" opacity=".92"/>'
    return (
        f'<path d="M{half},60 q210,0 206,250 q-2,70 -26,110 l-30,-60 q10,-170 -150,-190 '
        f'q-160,20 -150,190 l-30,60 q-24,-40 -26,-110 q-4,-250 206,-250z" fill="{hair}"/>'
        f"{both(ear)}"
        f'<path d="M222,640 q6,90 -30,{HEIGHT - 640:.0f} h216 q-36,-70 -30,-160z" fill="{skin}"/>'
        f'<path d="M222,660 q78,80 156,0 l4,40 q-80,70 -164,0z" fill="#000" opacity=".07"/>'
        f'<path d="M{half},116 C432,116 496,216 494,352 C493,440 482,520 456,582 '
        f"C430,642 372,718 {half},718 C228,718 170,642 144,582 C118,520 107,440 106,352 "
        f'C104,216 168,116 {half},116z" fill="{skin}"/>'
        f"{both(eye)}"
        '<path d="M282,352 q-4,60 -20,96 q-8,24 14,32 q24,10 48,0 q22,-8 14,-32 q-16,-36 -20,-96" '
        'fill="none" stroke="#000" stroke-opacity=".13" stroke-width="3" stroke-linecap="round"/>'
        '<path d="M244,564 q28,-22 56,-12 q28,-10 56,12 q-26,30 -56,30 q-30,0 -56,-30z" '
        'fill="#a8524a" opacity=".75"/><path d="M246,564 q54,12 108,0" fill="none" '
        'stroke="#5a2a26" stroke-opacity=".5" stroke-width="2"/>'
    )
