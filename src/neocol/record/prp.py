"""The PRP worksheet: what was drawn, spun, counted and applied; and what can be said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from neocol.record.base import Day, Noun, Number, listed_or_nothing
from neocol.record.document import Stamp
from neocol.record.findings import Finding
from neocol.record.session import Product
from neocol.record.words import Answer, Status

CountUnit = Literal["per_ul", "10^9/l"]
PrpVerdict = Literal["ready", "incomplete", "blocked"]

RPM_MAX: Final = 100_000
"""Faster than any laboratory centrifuge for blood."""
RADIUS_MAX_MM: Final = 1_000
"""A rotor of two metres across."""
RADIUS_MAX_CM: Final = 100
"""The same in centimetres."""
FORCE_MAX_G: Final = 1_000_000
"""An ultracentrifuge."""
MINUTES_MAX: Final = 1_440
"""A day."""
VOLUME_MAX_ML: Final = 1_000
"""Two donations of blood."""
COUNT_MAX: Final = 1_000_000_000
"""Platelets cannot lie closer, in any unit."""
Volume = Annotated[Number, Field(gt=0, le=VOLUME_MAX_ML)]
PlateletCount = Annotated[Number, Field(gt=0, le=COUNT_MAX)]


def _moment(value: Any) -> Any:
    """Refuse numbers and bare days: from draw to application minutes count."""
    whole = isinstance(value, str) and ("T" in value or " " in value.strip())
    if isinstance(value, dt.datetime) or whole:
        return value
    raise PydanticCustomError("moment", "a date with a time like 2026-03-16T10:30 is expected")


Moment = Annotated[dt.datetime, BeforeValidator(_moment)]


class Identifiers(Noun):
    """What tells one person from another, on the chart or on a label."""

    name: Annotated[str, Field(min_length=1)] | None = None
    birth_date: Day | None = None
    record_number: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _number_is_text(cls, data: Any) -> Any:
        number = data.get("record_number") if isinstance(data, dict) else None
        if isinstance(number, int) and not isinstance(number, bool):
            return {**data, "record_number": str(number)}
        return data


class Count(Noun):
    """A platelet count in the unit that the laboratory prints."""

    value: PlateletCount
    unit: CountUnit


class Tube(Noun):
    """One tube of blood."""

    label: Identifiers = Identifiers()
    udi: str | None = None
    lot: str | None = None
    expires: Day | None = None
    anticoagulant: str | None = None
    draw_volume_ml: Volume | None = None
    drawn_at: Moment | None = None


class Spin(Noun):
    """One run of the centrifuge: speed says nothing without the radius of the rotor."""

    rpm: Annotated[Number, Field(gt=0, le=RPM_MAX)] | None = None
    radius_mm: Annotated[Number, Field(gt=0, le=RADIUS_MAX_MM)] | None = None
    radius_cm: Annotated[Number, Field(gt=0, le=RADIUS_MAX_CM)] | None = None
    g: Annotated[Number, Field(gt=0, le=FORCE_MAX_G)] | None = None
    minutes: Annotated[Number, Field(gt=0, le=MINUTES_MAX)] | None = None

    @model_validator(mode="after")
    def _one_radius(self) -> Self:
        if self.radius_mm is not None and self.radius_cm is not None:
            raise ValueError("radius_mm or radius_cm, not both")
        return self


class Kit(Product):
    """The kit that the blood was prepared with."""

    single_use: Answer = "unknown"


class PrpWorksheet(Noun):
    """One preparation of platelet-rich plasma, from the draw to the skin.

    Attributes
    ----------
    patient : Identifiers
        As the chart has them; a label must carry two of them.
    platelets_whole_blood_per_ul, platelets_whole_blood : float, Count
        One of them: the count per microlitre, or with its unit. The same for PRP.
    activator : Product, "none" or None
        None: not said.
    date : datetime.date, optional
        The day on which lots must be in date, where no time was noted.
    """

    id: str | None = None
    date: Day | None = None
    patient: Identifiers
    tubes: Annotated[tuple[Tube, ...], BeforeValidator(listed_or_nothing)] = ()
    spins: Annotated[tuple[Spin, ...], BeforeValidator(listed_or_nothing)] = ()
    platelets_whole_blood_per_ul: PlateletCount | None = None
    platelets_whole_blood: Count | None = None
    platelets_prp_per_ul: PlateletCount | None = None
    platelets_prp: Count | None = None
    prp_volume_ml: Volume | None = None
    applied_volume_ml: Volume | None = None
    activator: Literal["none"] | Product | None = None
    applied_at: Moment | None = None
    kit: Kit | None = None
    zones: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()

    @model_validator(mode="before")
    @classmethod
    def _no_activator(cls, data: Any) -> Any:
        said = data.get("activator") if isinstance(data, dict) else None
        if isinstance(said, str) and said.strip().lower() == "none":
            return {**data, "activator": "none"}
        return data

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for blood in ("whole_blood", "prp"):
            plain, counted = f"platelets_{blood}_per_ul", f"platelets_{blood}"
            if getattr(self, plain) is not None and getattr(self, counted) is not None:
                raise ValueError(f"{plain} or {counted}, not both")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        moments = list(self._moments())
        if len({moment.tzinfo is None for _, moment in moments}) > 1:
            named = ", ".join(where for where, _ in moments)
            raise ValueError(f"every time with a time zone, or none of them: {named}")
        for where, moment in moments:
            if self.applied_at is not None and moment > self.applied_at:
                raise ValueError(f"{where} {moment} lies after applied_at {self.applied_at}")
        return self

    def _moments(self) -> Iterator[tuple[str, dt.datetime]]:
        for i, tube in enumerate(self.tubes):
            if tube.drawn_at is not None:
                yield f"tubes.{i}.drawn_at", tube.drawn_at
        if self.applied_at is not None:
            yield "applied_at", self.applied_at


class PrpFigure(Noun):
    """A figure of the worksheet, or why there is none."""

    value: float | None = None
    unit: str
    reason: str | None = Field(default=None, description="Why there is no value; what is needed.")


class SpinForce(Noun):
    """One run, as a force that other centrifuges can repeat."""

    rpm: float | None = None
    radius_mm: float | None = None
    minutes: float | None = None
    force: PrpFigure
    basis: Literal["given", "rpm and radius"] | None = None


class TubeCheck(Noun):
    """One tube: does its label name this person, and how long ago was it drawn."""

    tube: int = Field(description="Counted from one, in the order of the worksheet.")
    matches: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    identified: bool
    minutes_to_application: PrpFigure


class TrialSpin(Noun):
    """How one trial spun, and why it cannot be set beside these forces."""

    label: str
    rpm: float
    minutes: float
    force: PrpFigure
    sources: tuple[str, ...]
    status: Status


class PrpSheet(Noun):
    """What the worksheet says, what it lacks, and whether the blood may be used."""

    id: str | None = None
    verdict: PrpVerdict
    findings: tuple[Finding, ...] = ()
    told: tuple[str, ...] = Field(default=(), description="To settle before the blood is used.")
    missing: tuple[str, ...] = ()
    to_record: tuple[str, ...] = Field(default=(), description="To be noted once it was applied.")
    tubes: tuple[TubeCheck, ...] = ()
    spins: tuple[SpinForce, ...] = ()
    platelet_factor: PrpFigure
    platelets_recovered: PrpFigure
    trial: tuple[TrialSpin, ...] = ()
    statement: str
    sources: tuple[str, ...] = ()
    stamp: Stamp | None = None
