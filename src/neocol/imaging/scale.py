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
_SHAPES: Final = (4 / 3, 3 / 2, 16 / 9, 1.0)
"""Long over short side of pictures that nobody cropped."""
_SHAPE_ERROR: Final = 0.01


class _Found(NamedTuple):
    """A scale, or why there is none, and what else to know of it."""

    scale: Scale | None
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
    Holds in the plane of what it was read from. The iris varies between people.
    """
    for name, value in (
        ("px per mm", px_per_mm), ("sticker in mm", sticker_mm),
        ("round sticker in mm", round_mm), ("distance in cm", distance_cm),
    ):  # fmt: skip
        if value is not None and not (np.isfinite(value) and value > 0):
            raise RecordError(f"a positive number of {name} is expected, not {value}")
    found = list(_all(rgb, face, px_per_mm, sticker_mm, round_mm, distance_cm, focal_35mm))
    scales = [each.scale for each in found if each.scale is not None]
    remarks = [each.remark for each in found if each.remark]
    if len(scales) > 1:
        first, *others = scales
        remarks += [_disagreement(first, other) for other in others if not _agree(first, other)]
    return (scales[0] if scales else None), "; ".join(dict.fromkeys(remarks))


def _all(
    rgb: Picture, face: Face | None, px_per_mm: float | None, sticker_mm: float | None,
    round_mm: float | None, distance_cm: float | None, focal_35mm: float | None,
) -> Iterator[_Found]:  # fmt: skip
    """Yield every scale there is, the surest first."""
    if px_per_mm is not None:
        yield _Found(_scale(px_per_mm, px_per_mm, px_per_mm, "entered"))
        return
    yield _from_markers(rgb, sticker_mm, focal_35mm)
    if round_mm is not None:
        sticker, why = find_disc(rgb, face, round_mm)
        yield _Found(_from_sticker([sticker]) if sticker is not None else None, why)
    if distance_cm is not None:
        yield _from_distance(rgb, distance_cm, focal_35mm)
    if face is not None:
        yield _from_irises(face)


def _scale(value: float, low: float, high: float, source: ScaleFrom) -> Scale:
    return Scale.read({"value": value, "low": low, "high": high, "from": source})


def _from_markers(rgb: Picture, sticker_mm: float | None, focal_35mm: float | None) -> _Found:
    side = sticker_mm or evidence.number("imaging.sticker.side", "mm")
    markers, mirrored = find_markers(rgb, side, focal_35mm)
    if not markers:
        asked = sticker_mm is not None
        return _Found(None, "no printed marker was found: lay it flat and in focus" * asked)
    remark = "the picture is mirrored: left and right are swapped" if mirrored else ""
    return _Found(_from_sticker(markers), remark)


def _from_sticker(stickers: list[Sticker]) -> Scale:
    """Combine stickers: the mean of their scales, and the outermost ends of their intervals."""
    value = float(np.mean([sticker.px_per_mm for sticker in stickers]))
    low = min(sticker.low for sticker in stickers)
    high = max(sticker.high for sticker in stickers)
    return _scale(value, low, high, "sticker")


def _from_distance(rgb: Picture, distance_cm: float, focal_35mm: float | None) -> _Found:
    if focal_35mm is None:
        return _Found(None, "the file does not tell its focal length: distance is of no use")
    height, width = rgb.shape[:2]
    shape = max(height, width) / min(height, width)
    if min(abs(shape / whole - 1) for whole in _SHAPES) > _SHAPE_ERROR:
        return _Found(None, "the picture was cropped: distance is of no use")
    distance = distance_cm * _MM_PER_CM
    value = focal_35mm * float(np.hypot(height, width)) / FULL_FRAME_MM / distance
    off = max(
        evidence.number("imaging.distance.error", "mm") / distance,
        evidence.number("imaging.distance.error_share", "1"),
    )
    lens = evidence.number("imaging.distance.lens_tolerance", "1")
    share = float(np.hypot.reduce([off, lens, _ROUNDING_MM / focal_35mm]))
    return _Found(_scale(value, value * (1 - share), value * (1 + share), "distance"))


def _from_irises(face: Face) -> _Found:
    """Return the scale of the irises; its interval covers how people differ, and both eyes."""
    if min(_openings(face)) < evidence.number("imaging.iris.open", "1"):
        return _Found(None, "the eyes are nearly closed: lay a sticker, or enter px per mm")
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
    return _Found(_scale(value, value * (1 - share), value * (1 + share), "iris"), remark)


def _openings(face: Face) -> list[float]:
    """Return how far each eye is open, of its width."""
    flat = face.points[:, :2]
    return [
        float(np.linalg.norm(flat[upper] - flat[lower]) / np.linalg.norm(flat[one] - flat[other]))
        for upper, lower, one, other in _EYES
    ]


def _agree(one: Scale, other: Scale) -> bool:
    return one.low <= other.high and other.low <= one.high


def _disagreement(one: Scale, other: Scale) -> str:
    return (
        f"{one.from_} tells {one.value:.2f} px/mm, {other.from_} {other.value:.2f}: "
        f"{one.from_} is taken, check it"
    )
