"""A session that was or will be done, and the sheet for its day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from neocol.record.base import Day, Noun, Number, TimeZone, Whole, listed_or_nothing
from neocol.record.course import ZonePlan
from neocol.record.document import Stamp
from neocol.record.limits import NEEDLE_MAX_MM, UV_INDEX_MAX
from neocol.record.words import DeviceName, EndpointWord

Depth = Annotated[Number, Field(gt=0, le=NEEDLE_MAX_MM)]


class Product(Noun):
    """Something that touched the skin, as it can be traced."""

    name: Annotated[str, Field(min_length=1)]
    maker: str | None = None
    lot: str | None = None
    expires: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _just_a_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data


class Session(Noun):
    """What was done: the facts that aftercare and triage need."""

    date: Day
    time: dt.time | None = None
    time_zone: TimeZone | None = None
    uv_index: Annotated[Number, Field(ge=0, le=UV_INDEX_MAX)] | None = None
    season: Literal["winter", "spring", "summer", "autumn"] | None = None
    products: Annotated[tuple[Product, ...], BeforeValidator(listed_or_nothing)] = Field(
        default=(), description="What was used, with its lot: for tracing, and for a report."
    )
    device: DeviceName | None = None
    depth_mm: Depth | None = Field(
        default=None, validation_alias=AliasChoices("depth_mm", "needle_mm", "depth")
    )
    passes: Annotated[Whole, Field(ge=1)] | None = None
    endpoint: EndpointWord | None = None
    zones: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    topicals: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()

    @model_validator(mode="before")
    @classmethod
    def _other_forms(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        read = dict(data)
        if isinstance(read.get("date"), str) and "T" in read["date"]:
            day, _, hour = read["date"].partition("T")
            read = {"time": hour, **read, "date": day}
        if isinstance(read.get("zones"), dict):
            read["zones"] = list(read["zones"])
        return read


class ChecklistItem(Noun):
    """One thing to check or do on the day, and why."""

    text: str
    why: str | None = None
    sources: tuple[str, ...] = ()
    rule: str | None = None


class SessionDay(Noun):
    """The session-day sheet: checklist, zones, time and consumables."""

    id: str | None = None
    date: Day
    zones: dict[str, ZonePlan]
    checklist: tuple[ChecklistItem, ...]
    minutes_low: float
    minutes_high: float
    minutes_basis: str
    consumables: tuple[str, ...]
    record: tuple[str, ...]
    stop_if: tuple[str, ...]
    anaesthetic: str
    conditional_on: tuple[str, ...] = ()
    stamp: Stamp | None = None
