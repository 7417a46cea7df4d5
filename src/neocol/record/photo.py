"""Photographs: what was found on them, and measures with their error bars or refusals."""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

from pydantic import Field, field_validator

from neocol.record.base import Noun
from neocol.record.document import Stamp
from neocol.record.words import (
    CardZone,
    Indication,
    MeasureState,
    PhotoMeasure,
    ScaleFrom,
    Zone,
)

Point = tuple[float, float]
_WIDE: Final = 10.0
"""Intervals wider than this need no decimals."""


def range_text(value: float, low: float, high: float) -> str:
    """Return a value with its interval, rounded to what the interval leaves."""
    wide = high - low
    digits = 2 - (wide > _WIDE) - (wide > 1)
    between = "–" if low >= 0 else " to "
    text = f"{value:.{digits}f} ({low:.{digits}f}{between}{high:.{digits}f})"
    return text.replace("-", "−")


_LABELS: Final = {
    "tone_ita": "tone",
    "wrinkle_length_density": "lines",
    "wrinkle_contrast": "contrast of lines",
    "pore_density": "pores",
    "pore_diameter": "size of pores",
    "texture": "grain",
    "scar_area": "scars",
    "patch_contrast": "contrast of the patch",
}


def measure_label(name: str) -> str:
    """Return a measure as people call it."""
    return _LABELS.get(name, name.replace("_", " "))


class Reason(NamedTuple):
    """Why measures are refused or to be read with care, and which, where."""

    text: str
    measures: tuple[str, ...]
    zones: tuple[str, ...]


class Measure(Noun):
    """A number from a photograph, or the reason there is none."""

    value: float | None = None
    unit: str
    low: float | None = Field(default=None, description="Nine in ten: from `low` to `high`.")
    high: float | None = None
    state: MeasureState
    reason: str = Field(
        default="", description="Why there is no number, or what to beware of; and what would help."
    )
    detail: dict[str, float] = Field(
        default={}, description="Figures behind the value, their unit in the name."
    )

    @property
    def shown(self) -> str:
        """The value with its interval, in as many digits as it carries; a dash for none."""
        if self.value is None or self.low is None or self.high is None:
            return "–"
        return range_text(self.value, self.low, self.high)


class Line(Noun):
    """A fine line or wrinkle as it was found."""

    points_px: tuple[Point, ...]
    length_mm: float
    width_mm: float
    contrast: float = Field(description="How much darker than its surround, as optical density.")


class Dot(Noun):
    """A pore or a pigmented spot as it was found."""

    at_px: Point
    diameter_mm: float
    contrast: float = Field(description="How much darker than its surround, as optical density.")


class Patch(Noun):
    """An area that may be an atrophic scar: the clinician confirms it, or not."""

    outline_px: tuple[Point, ...]
    area_cm2: float
    contrast: float = Field(description="Between its darker and its brighter side, as density.")


class Marks(Noun):
    """What was found in a zone and where, in pixels of the upright picture."""

    wrinkles: tuple[Line, ...] = ()
    pores: tuple[Dot, ...] = ()
    spots: tuple[Dot, ...] = ()
    scars: tuple[Patch, ...] = Field(default=(), description="Proposals, nothing confirmed.")


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
    visible_share: float | None = Field(
        default=None, description="How much of the zone is skin in sight."
    )
    drawn: bool = Field(default=False, description="The clinician drew it.")
    outlines_px: tuple[tuple[Point, ...], ...] = Field(
        default=(), description="Outlines of parts and holes; inside is where an odd number lies."
    )
    measures: dict[str, Measure] = {}
    marks: Marks = Marks()


class DrawnZone(Noun):
    """A zone that the clinician drew: a scar, a patch of the body, or a zone of the face anew."""

    name: Zone | CardZone
    polygon: Annotated[tuple[Point, ...], Field(min_length=3)]

    @field_validator("polygon")
    @classmethod
    def _has_an_area(cls, polygon: tuple[Point, ...]) -> tuple[Point, ...]:
        turned = zip(polygon, polygon[1:] + polygon[:1], strict=True)
        if not sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in turned):
            raise ValueError("the points enclose no area")
        return polygon


class DrawnZones(Noun):
    """Zones drawn on a photograph, in pixels of the upright picture.

    Several polygons of one name are one zone of several parts. `grey_card` and `color_checker`
    (its four corners) calibrate colour.
    """

    image: str | None = None
    zones: tuple[DrawnZone, ...]


class Photo(Noun):
    """The picture itself, stripped of whom it shows."""

    name: str
    width_px: int
    height_px: int
    sha256: str


class Concern(Noun):
    """Something that stands out in a zone, in plain words, with the measure behind it."""

    zone: Zone
    concern: Indication
    words: str
    measure: PhotoMeasure
    value: float
    unit: str
    low: float
    high: float
    state: MeasureState

    @property
    def shown(self) -> str:
        """The value with its interval and unit."""
        return f"{range_text(self.value, self.low, self.high)} {self.unit}"


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
    photos: tuple[Photo, ...] = Field(default=(), description="All of one visit, when several.")
    repeats: int = Field(default=1, description="Photographs of one visit that went into it.")
    colour: str = Field(
        default="relative only", description="What calibrated the colours, or that nothing did."
    )
    notes: tuple[str, ...] = Field(default=(), description="What to know about the files.")
    concerns: tuple[Concern, ...] = Field(default=(), description="What stands out most first.")
    questions: tuple[str, ...] = Field(
        default=(), description="What a picture cannot answer and has to be asked."
    )
    referral: tuple[str, ...] = Field(
        default=(), description="Reasons to see a dermatologist first, as they were told."
    )
    stamp: Stamp | None = None

    def reasons(self, state: MeasureState) -> list[Reason]:
        """Return each reason of a state once, with the measures and the zones it is about."""
        about: dict[str, dict[str, set[str]]] = {}
        for zone, reading in self.zones.items():
            for name, measure in reading.measures.items():
                for text in measure.reason.split("; ") if measure.state == state else ():
                    about.setdefault(text, {}).setdefault(name, set()).add(zone)
        return [
            Reason(
                text,
                tuple(measures),
                tuple(zone for zone in self.zones if zone in set().union(*measures.values())),
            )
            for text, measures in about.items()
            if text
        ]
