"""Looks at one photograph: the face, its zones with their areas, measures, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import __version__, evidence
from neocol.imaging.concerns import asked, concerns_of
from neocol.imaging.figures import Setting, Zone
from neocol.imaging.gates import gates_of
from neocol.imaging.geometry import area_cm2, pose_of
from neocol.imaging.landmarks import LANDMARKS, Face, find_faces
from neocol.imaging.look import look_at
from neocol.imaging.marks import marks_in
from neocol.imaging.measures import measures_of
from neocol.imaging.reading import Picture, read_picture
from neocol.imaging.ridges import THREADS
from neocol.imaging.sampling import Blocks
from neocol.imaging.scale import scale_of
from neocol.imaging.scene import Scene, scene_of
from neocol.imaging.zones import outlines_of
from neocol.record import Analysis, DrawnZones, FaceMap, Photo, Scale, Stamp, ZoneReading
from neocol.record.words import Phototype, SpotAnswer

_DIGITS: Final = 2


def analyse(
    photo: bytes,
    *,
    name: str = "photo",
    px_per_mm: float | None = None,
    sticker_mm: float | None = None,
    round_mm: float | None = None,
    distance_cm: float | None = None,
    zones: DrawnZones | None = None,
    phototype: Phototype | None = None,
    spots: tuple[SpotAnswer, ...] = (),
    id: str | None = None,
) -> Analysis:
    """Say what a photograph can honestly carry.

    Parameters
    ----------
    photo : bytes
        A JPEG, PNG, TIFF or HEIC file.
    name : str
        Echoed; whom it shows is never stored.
    px_per_mm, sticker_mm, round_mm, distance_cm : float, optional
        What tells the scale: the figure itself, the side of a printed square marker, the diameter
        of a round sticker, how far the camera stood. Otherwise the irises give it.
    zones : DrawnZones, optional
        Areas of the body, scars, zones of the face anew, colour cards.
    phototype : str, optional
        As the clinician entered it; only compared with the tone.
    spots : tuple of str
        What was answered about spots that change, bleed or do not heal.

    Returns
    -------
    Analysis
        With one face, or with drawn zones: scale, zones with areas, every measure with its interval
        and state. With no face or several and nothing drawn: the question to answer.

    Raises
    ------
    neocol.record.RecordError
        When the file is no usable picture, a polygon lies outside it, or a scale is no number.

    Limits
    ------
    Measures compare only under the same light. Landmarks serve zones, not pixel comparison (0.3 to
    0.7 mm). Areas inherit the scale's error.
    """
    picture = read_picture(photo)
    faces = find_faces(picture.rgb)
    face = faces[0] if len(faces) == 1 else None
    shrink = picture.shrink
    scale, remark = scale_of(
        picture.rgb,
        face,
        px_per_mm=None if px_per_mm is None else px_per_mm / shrink,
        sticker_mm=sticker_mm,
        round_mm=round_mm,
        distance_cm=distance_cm,
        focal_35mm=picture.focal_35mm,
    )
    if shrink > 1:
        scale = _in_file(scale, shrink)
        face = face and face.moved(np.full(2, 1 / shrink - 1) / 2, 1 / shrink)
    scene = scene_of(picture, face, scale, zones)
    questions, referral = asked(spots)
    said = Analysis(
        id=id,
        photo=_photo(picture, name),
        question=None if face is not None or scene is not None else _question(len(faces)),
        notes=tuple(note for note in (picture.note, remark) if note),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
        questions=questions if scene is not None else (),
        referral=referral,
    )
    if scene is None:
        return said
    return said.model_copy(update=_found(face, scale, scene, phototype))


def _found(
    face: Face | None, scale: Scale | None, scene: Scene, phototype: str | None
) -> dict[str, object]:
    """Return the parts of an analysis that were measured."""
    pose = pose_of(face) if face is not None else {}
    fine = (scale.value if scale else 0.0) >= evidence.number(
        "imaging.gate.resolution.texture", "px/mm"
    )
    look = look_at(scene.canvas, scene.skin, fine=fine)
    setting = Setting(
        look=look,
        capture=scene.capture,
        scale_error=scale.high / scale.value - 1 if scale else 0.0,
        card=scene.card,
        phototype=phototype,
    )
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda name: _zone(name, scene, setting, scale), scene.zones)
        zones = dict(zip(scene.zones, found, strict=True))
    return {
        "face": _face_map(face, scale, pose) if face is not None else None,
        "zones": zones,
        "gates": gates_of(scene, scale, pose),
        "colour": scene.card.kind if scene.card else f"relative only{_because(scene)}",
        "concerns": concerns_of(zones),
    }


def _because(scene: Scene) -> str:
    return f": {scene.card_note}" if scene.card_note else ""


def _in_file(scale: Scale | None, shrink: int) -> Scale | None:
    """Return a scale of the picture as it was read as one of the file."""
    if scale is None:
        return None
    return scale.model_copy(
        update={name: getattr(scale, name) * shrink for name in ("value", "low", "high")}
    )


def _photo(picture: Picture, name: str) -> Photo:
    height, width = (side * picture.shrink for side in picture.rgb.shape[:2])
    return Photo(name=name, width_px=width, height_px=height, sha256=picture.sha256)


def _question(count: int) -> str:
    if count == 0:
        return "No face was found: take it from the front, or draw the area by hand."
    return f"{count} faces were found: which one is the patient? Crop the others away."


def _face_map(face: Face, scale: Scale | None, pose: dict[str, float]) -> FaceMap:
    pupils = face.pupils
    apart = float(np.linalg.norm(pupils[1] - pupils[0]))
    return FaceMap(
        landmarks=LANDMARKS,
        confidence=round(face.score, _DIGITS),
        pose={axis: round(angle, 1) for axis, angle in pose.items()},
        pupils_px=tuple((round(float(x), 1), round(float(y), 1)) for x, y in pupils),
        ipd_mm=round(apart / scale.value, 1) if scale else None,
        px_per_mm=scale,
    )


def _zone(name: str, scene: Scene, setting: Setting, scale: Scale | None) -> ZoneReading:
    mask, shown, canvas = scene.zones[name], scene.shown[name], scene.canvas
    areas = _areas(scene, mask, scale)
    scars = scene.zones.get("scar") if "scar" in scene.drawn else None
    confirmed = None if scars is None else mask & scars
    return ZoneReading(
        area_cm2=areas[0],
        area_low_cm2=areas[1],
        area_high_cm2=areas[2],
        visible_share=round(shown.visible, _DIGITS),
        drawn=name in scene.drawn,
        outlines_px=tuple(
            tuple((round(float(x), 1), round(float(y), 1)) for x, y in canvas.on_photo(outline))
            for outline in outlines_of(mask)
        ),
        measures=measures_of(
            Zone(
                blocks=Blocks(mask, canvas.px_per_mm),
                shown=shown,
                drawn=name in scene.drawn,
                scars_cm2=None if confirmed is None else _areas(scene, confirmed, scale)[0],
                scars=scene.parts.get("scar", 0),
            ),
            setting,
        ),
        marks=marks_in(mask, setting.look),
    )


def _areas(
    scene: Scene, mask: NDArray[np.bool_], scale: Scale | None
) -> tuple[float | None, float | None, float | None]:
    """Return area with its interval in cm², from the scale's; None without a scale."""
    if scale is None:
        return None, None, None
    stretch = scene.stretch if scene.stretch is not None else np.ones(mask.shape, np.float32)
    value, low, high = (
        round(area_cm2(mask, stretch, px_per_mm / scene.canvas.step), _DIGITS)
        for px_per_mm in (scale.value, scale.high, scale.low)
    )
    return value, low, high
