"""Pixels per millimetre: entered, from a sticker, from a distance, or from the irises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.imaging.disc import find_disc
from neocol.imaging.geometry import pose_of
from neocol.imaging.landmarks import Face
from neocol.imaging.sticker import FULL_FRAME_MM, Sticker, find_markers
from neocol.record import RecordError, Scale
from neocol.record.words import ScaleFrom

Picture = NDArray[np.uint8]

_EYES: Final = ((159, 145, 33, 133), (386, 374, 362, 263))
"""Upper and lower lid and both corners of each eye, on the mesh."""
_ROUNDING_MM: Final = 0.5
"""A file tells the focal length as a whole number."""
_MM_PER_CM: Final = 10.0
_IRISES: Final = "the irises"
_SHAPES: Final = (4 / 3, 3 / 2, 16 / 9, 1.0)
"""Long over short side of pictures that nobody cropped; the first two are those of sensors."""
_SHAPE_ERROR: Final = 0.01


class _Found(NamedTuple):
    """A scale, or why there is none; what it was read from, and what else to know of it."""

    scale: Scale | None
    name: str
    remark: str = ""


def scale_of(
    rgb: Picture,
    face: Face | None,
    *,
    px_per_mm: float | None = None,
    sticker_mm: float | None = None,
    round_mm: float | None = None,
    distance_cm: float | None = None,
    focal_35mm: float | None = None,
) -> tuple[Scale | None, str]:
    """Return pixels per millimetre with its interval, and a remark.

    Parameters
    ----------
    rgb : array of shape (H, W, 3), uint8, sRGB
    face : Face, optional
    px_per_mm : float, optional
        When it is known: it wins.
    sticker_mm : float, optional
        Side of a printed marker; its usual size otherwise.
    round_mm : float, optional
        Diameter of a round sticker, to be looked for only then.
    distance_cm : float, optional
        From the camera to the skin, with the file's focal length.
    focal_35mm : float, optional

    Notes
    -----
    Entered, sticker, distance, iris: the first that there is wins. One that disagrees with it
    beyond both intervals is told in the remark.

    Raises
    ------
    RecordError
        When an entered number is not positive.

    Limits
    ------
    Holds in the plane of what it was read from: at 40 cm, 1 cm nearer is 2.5 % larger. The iris
    varies between people. A distance counts from the lens.
    """
    for name, value in (
        ("px per mm", px_per_mm), ("sticker in mm", sticker_mm),
        ("round sticker in mm", round_mm), ("distance in cm", distance_cm),
        ("focal length in mm", focal_35mm),
    ):  # fmt: skip
        if value is not None and not (np.isfinite(value) and value > 0):
            raise RecordError(f"a positive number of {name} is expected, not {value}")
    found = list(_all(rgb, face, px_per_mm, sticker_mm, round_mm, distance_cm, focal_35mm))
    known = [(each.scale, each.name) for each in found if each.scale is not None]
    first = known[0] if known else None
    sure = first is not None and first[0].from_ != "iris"
    remarks = [each.remark for each in found if each.remark and not (sure and each.name == _IRISES)]
    if first is None:
        return None, "; ".join(remarks)
    remarks += [_disagreement(first, other) for other in known[1:] if not _agree(first, other)]
    return first[0], "; ".join(remarks)


def _all(
    rgb: Picture, face: Face | None, px_per_mm: float | None, sticker_mm: float | None,
    round_mm: float | None, distance_cm: float | None, focal_35mm: float | None,
) -> Iterator[_Found]:  # fmt: skip
    """Yield every scale there is, the surest first."""
    if px_per_mm is not None:
        yield _Found(_scale(px_per_mm, px_per_mm, px_per_mm, "entered"), "the entered scale")
    yield _from_markers(rgb, sticker_mm, focal_35mm)
    if round_mm is not None:
        sticker, why = find_disc(rgb, face, round_mm)
        yield _Found(_from_sticker([sticker]) if sticker else None, "the round sticker", why)
    if distance_cm is not None:
        yield _from_distance(rgb, distance_cm, focal_35mm)
    if face is not None:
        yield _from_irises(face)


def _scale(value: float, low: float, high: float, source: ScaleFrom) -> Scale:
    return Scale.read({"value": value, "low": low, "high": high, "from": source})


def _from_markers(rgb: Picture, sticker_mm: float | None, focal_35mm: float | None) -> _Found:
    side = sticker_mm or evidence.number("imaging.sticker.side", "mm")
    markers, mirrored = find_markers(rgb, side, focal_35mm)
    name = "the printed marker" if len(markers) <= 1 else "the mean of the printed markers"
    if not markers:
        asked = sticker_mm is not None
        return _Found(None, name, "no printed marker was found: lay it flat, in focus" * asked)
    remarks = ["the picture is mirrored: left and right are swapped"] if mirrored else []
    if max(marker.low for marker in markers) > min(marker.high for marker in markers):
        values = [marker.px_per_mm for marker in markers]
        apart = max(values) / min(values) - 1
        remarks.append(f"the printed markers differ by {apart:.0%}: some lie nearer")
    return _Found(_from_sticker(markers), name, "; ".join(remarks))


def _from_sticker(stickers: list[Sticker]) -> Scale:
    """Combine stickers: the mean of their scales, and the outermost ends of their intervals."""
    value = float(np.mean([sticker.px_per_mm for sticker in stickers]))
    low = min(sticker.low for sticker in stickers)
    high = max(sticker.high for sticker in stickers)
    return _scale(value, low, high, "sticker")


def _from_distance(rgb: Picture, distance_cm: float, focal_35mm: float | None) -> _Found:
    """Return the scale at a distance from the lens, as a pinhole camera has it.

    Pictures of 16:9 and 1:1 may be cut from a sensor's 4:3 or 3:2, for which the focal length then
    stands: the interval holds every case. Cameras with 3:2 have large sensors, whose lenses draw
    larger the nearer they focus.
    """
    name = "the distance"
    if focal_35mm is None:
        return _Found(None, name, "the file does not tell its focal length: distance is of no use")
    short, long = sorted(rgb.shape[:2])
    shape = min(_SHAPES, key=lambda whole: abs(long / short / whole - 1))
    if abs(long / short / shape - 1) > _SHAPE_ERROR:
        return _Found(None, name, "the picture was cropped: distance is of no use")
    distance = distance_cm * _MM_PER_CM
    sensors = _SHAPES[:2]
    frames = [shape, *(() if shape in sensors else sensors)]
    diagonals = [
        float(np.hypot(long, long / frame) if frame < shape else np.hypot(short * frame, short))
        for frame in frames
    ]
    near, far = (focal_35mm * end / FULL_FRAME_MM / distance for end in _ends(diagonals))
    off = max(
        evidence.number("imaging.distance.error", "mm") / distance,
        evidence.number("imaging.distance.error_share", "1"),
    )
    lens = evidence.number("imaging.distance.lens_tolerance", "1")
    share = float(np.hypot.reduce([off, lens, _ROUNDING_MM / focal_35mm]))
    if share >= 1 or distance <= focal_35mm:
        return _Found(None, name, f"{distance_cm:g} cm is too near for a distance to be of use")
    closer = distance / (distance - focal_35mm) if shape == sensors[1] else 1
    value = (near + far) / 2
    return _Found(_scale(value, near * (1 - share), far * (1 + share) * closer, "distance"), name)


def _ends(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def _from_irises(face: Face) -> _Found:
    """Return the scale of the irises; its interval covers how people differ, and both eyes."""
    if min(_openings(face)) < evidence.number("imaging.iris.open", "1"):
        return _Found(
            None, _IRISES, "the eyes are nearly closed: lay a sticker, or enter px per mm"
        )
    entry = evidence.entry("imaging.iris.diameter")
    mean = evidence.number("imaging.iris.diameter", "mm")
    sd = entry.spread.sd if entry.spread is not None else None
    least = evidence.number("imaging.iris.scale_error", "1")
    diameters = face.iris_diameters
    value = float(diameters.mean()) / mean
    apart = float(np.ptp(diameters)) / float(diameters.sum())
    share = max(least, apart, 2 * (sd or 0) / mean)
    turned = abs(pose_of(face)["yaw"]) > evidence.number("imaging.iris.yaw", "deg")
    remark = "the face is turned: the irises tell the scale less surely" if turned else ""
    scale = _scale(value, value * (1 - share), value * (1 + share), "iris")
    return _Found(scale, _IRISES, remark)


def _openings(face: Face) -> list[float]:
    """Return how far each eye is open, of its width."""
    flat = face.points[:, :2]
    return [
        float(np.linalg.norm(flat[upper] - flat[lower]) / np.linalg.norm(flat[one] - flat[other]))
        for upper, lower, one, other in _EYES
    ]


def _agree(one: tuple[Scale, str], other: tuple[Scale, str]) -> bool:
    return one[0].low <= other[0].high and other[0].low <= one[0].high


def _disagreement(one: tuple[Scale, str], other: tuple[Scale, str]) -> str:
    share = other[0].value / one[0].value - 1
    than = f"{abs(share):.0%} {'more' if share > 0 else 'fewer'} px per mm than by {one[1]}"
    return f"by {other[1]} there are {than}, which was taken: check it"
