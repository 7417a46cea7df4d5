"""Photographs: what was found on them, and measures with their error bars or refusals."""

from __future__ import annotations

from pydantic import Field

from neocol.record.base import Noun
from neocol.record.document import Stamp
from neocol.record.words import MeasureState, ScaleFrom

Point = tuple[float, float]


class Measure(Noun):
    """A number from a photograph, or the reason there is none."""

    value: float | None = None
    unit: str
    low: float | None = None
    high: float | None = None
    state: MeasureState
    reason: str = ""


class Scale(Noun):
    """Pixels per millimetre in the plane of the face, and where the figure comes from."""

    value: float
    low: float
    high: float
    from_: ScaleFrom = Field(alias="from")


class FaceMap(Noun):
    """The face as found, in pixels of the upright image; left and right are the patient's own."""

    landmarks: int
    confidence: float
    pose: dict[str, float] = Field(description="yaw, pitch and roll in degrees")
    pupils_px: tuple[Point, ...] = Field(description="image left first")
    ipd_mm: float | None = None
    px_per_mm: Scale | None = None
    mirrored: str = "unknown"


class ZoneReading(Noun):
    """One zone on the photograph."""

    area_cm2: float | None = None
    area_low_cm2: float | None = None
    area_high_cm2: float | None = None
    outlines_px: tuple[tuple[Point, ...], ...] = Field(
        default=(), description="Outlines of parts and holes; inside is where an odd number lies."
    )
    measures: dict[str, Measure] = {}


class Photo(Noun):
    """The picture itself, stripped of whom it shows."""

    name: str
    width_px: int
    height_px: int
    sha256: str


class Analysis(Noun):
    """What the photographs can honestly say."""

    id: str | None = None
    photo: Photo
    face: FaceMap | None = None
    question: str | None = Field(
        default=None, description="What must be answered when the face is not clear."
    )
    zones: dict[str, ZoneReading] = {}
    gates: dict[str, Measure] = {}
    concerns: tuple[str, ...] = ()
    referral: tuple[str, ...] = ()
    stamp: Stamp | None = None
