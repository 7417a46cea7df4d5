"""Looks at one photograph: the face, its zones with their areas, and what is refused."""

from __future__ import annotations

from typing import Final

from neocol import __version__, evidence
from neocol.imaging.geometry import area_cm2, pose_of, scale_of, stretch_map
from neocol.imaging.landmarks import LANDMARKS, Face, find_faces
from neocol.imaging.reading import Picture, read_picture
from neocol.imaging.skin import skin_mask
from neocol.imaging.zones import outlines_of, zone_masks
from neocol.record import Analysis, FaceMap, Measure, Photo, Scale, Stamp, ZoneReading
from neocol.record.base import words_of
from neocol.record.words import PhotoMeasure

_UNITS: Final = {
    "tone_ita": "deg",
    "redness": "1",
    "pigment": "1",
    "spots": "1/cm2",
    "wrinkle_length_density": "mm/cm2",
    "wrinkle_contrast": "1",
    "pore_density": "1/cm2",
    "pore_diameter": "mm",
    "texture": "1",
    "scar_area": "cm2",
}
_DIGITS: Final = 2


def analyse(
    photo: bytes, *, name: str = "photo", px_per_mm: float | None = None, id: str | None = None
) -> Analysis:
    """Say what a photograph can honestly carry.

    Parameters
    ----------
    photo : bytes
        A JPEG, PNG or TIFF file.
    name : str
        Echoed; whom it shows is never stored.
    px_per_mm : float, optional
        The scale when it is known (a ruler, a sticker); otherwise the irises give it.

    Returns
    -------
    Analysis
        With one face: landmarks, pose, scale, zones with areas; every measure of the contract,
        today refused. With none or several: the question to answer.

    Raises
    ------
    neocol.record.RecordError
        When the file is no usable picture.

    Limits
    ------
    Landmarks serve zones, not pixel comparison (0.3 to 0.7 mm). Areas inherit the scale's error.
    """
    picture = read_picture(photo)
    faces = find_faces(picture.rgb)
    height, width = picture.rgb.shape[:2]
    held = Photo(name=name, width_px=width, height_px=height, sha256=picture.sha256)
    stamp = Stamp(engine=__version__, evidence=evidence.version())
    if len(faces) != 1:
        return Analysis(id=id, photo=held, question=_question(len(faces)), stamp=stamp)
    face = faces[0]
    scale = scale_of(face, px_per_mm)
    pose = pose_of(face)
    return Analysis(
        id=id,
        photo=held,
        face=_face_map(face, scale, pose),
        zones=_zones(picture, face, scale),
        gates=_gates(scale, pose),
        stamp=stamp,
    )


def _question(count: int) -> str:
    if count == 0:
        return "No face was found: take it from the front, or draw the area by hand."
    return f"{count} faces were found: which one is the patient? Crop the others away."


def _face_map(face: Face, scale: Scale, pose: dict[str, float]) -> FaceMap:
    pupils = face.pupils
    apart = float(((pupils[1] - pupils[0]) ** 2).sum() ** (1 / 2))
    return FaceMap(
        landmarks=LANDMARKS,
        confidence=round(face.score, _DIGITS),
        pose={axis: round(angle, 1) for axis, angle in pose.items()},
        pupils_px=tuple((round(float(x), 1), round(float(y), 1)) for x, y in pupils),
        ipd_mm=round(apart / scale.value, 1),
        px_per_mm=scale,
    )


def _zones(picture: Picture, face: Face, scale: Scale) -> dict[str, ZoneReading]:
    masks = zone_masks(face, skin_mask(picture.rgb, face))
    stretch = stretch_map(face, picture.rgb.shape[:2])
    found = {}
    for zone, mask in masks.items():
        if not mask.any():
            continue
        found[zone] = ZoneReading(
            area_cm2=round(area_cm2(mask, stretch, scale.value), _DIGITS),
            area_low_cm2=round(area_cm2(mask, stretch, scale.high), _DIGITS),
            area_high_cm2=round(area_cm2(mask, stretch, scale.low), _DIGITS),
            outlines_px=tuple(
                tuple((float(x), float(y)) for x, y in outline) for outline in outlines_of(mask)
            ),
            measures=_measures(),
        )
    return found


def _measures() -> dict[str, Measure]:
    """Refuse every measure: none is built yet."""
    return {
        name: Measure(unit=_UNITS[name], state="refused", reason="not built yet")
        for name in words_of(PhotoMeasure)
    }


def _gates(scale: Scale, pose: dict[str, float]) -> dict[str, Measure]:
    found = {
        "resolution": Measure(
            value=round(scale.value, _DIGITS),
            unit="px/mm",
            low=round(scale.low, _DIGITS),
            high=round(scale.high, _DIGITS),
            state="ok",
            reason=f"scale from {scale.from_}",
        )
    }
    needed = evidence.number("imaging.pores.resolution", "px/mm")
    fine = scale.value >= needed
    found["pores"] = Measure(
        value=round(scale.value, _DIGITS),
        unit="px/mm",
        state="ok" if fine else "refused",
        reason="" if fine else f"move closer: {scale.value:.1f} px/mm, pores need {needed:g}",
    )
    for axis, angle in pose.items():
        limit = evidence.number(f"imaging.pose.{axis}", "deg")
        within = abs(angle) <= limit
        found[axis] = Measure(
            value=round(angle, 1),
            unit="deg",
            state="ok" if within else "warn",
            reason="" if within else f"more than {limit:g}° from straight: areas are less certain",
        )
    return found
