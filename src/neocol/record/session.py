"""A session that was or will be done, and the sheet for its day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from neocol.record.anaesthetic import AnaestheticAnswer
from neocol.record.base import Day, Noun, Number, TimeZone, Whole, listed_or_nothing
from neocol.record.document import Stamp
from neocol.record.limits import NEEDLE_MAX_MM, UV_INDEX_MAX
from neocol.record.plan import ZonePlan
from neocol.record.words import DaySection, DeviceName, EndpointWord, Status, Who

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


SECTION_LABELS: Final[dict[DaySection, str]] = {
    "before_today": "Before today",
    "asked_again": "Asked again today",
    "consent": "Consent: said, understood, written",
    "photographs": "Photographs and score",
    "room": "The room",
    "numbing": "Numbing",
    "hygiene": "Hands",
    "skin": "The skin, looked at and cleaned",
    "single_use": "For one person, one session",
    "blood": "Blood product",
    "stop": "When to stop",
    "needling": "Needling",
    "record": "Written down, handed over",
}
"""The parts of the sheet as people read them, in the order of the day."""


class ChecklistItem(Noun):
    """One thing to check or do on the day, and why."""

    text: str
    section: DaySection = "asked_again"
    why: str | None = None
    because: tuple[str, ...] = Field(default=(), description="What in the case asks for it.")
    must: bool = Field(default=False, description="Without it there is no session.")
    who: Who | None = Field(default=None, description="Who does it, where that is known.")
    sources: tuple[str, ...] = ()
    status: Status = "found"
    rule: str | None = None
    also: tuple[str, ...] = Field(default=(), description="Other rules that this tick stands for.")


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
    numbing: AnaestheticAnswer | None = Field(
        default=None, description="What labels allow, where a numbing cream is wished."
    )
    conditional_on: tuple[str, ...] = ()
    stamp: Stamp | None = None

    def depths(self) -> dict[ZonePlan, tuple[str, ...]]:
        """Return what is done alike, deepest first, with the zones that get it."""
        alike: dict[ZonePlan, tuple[str, ...]] = {}
        for zone, held in self.zones.items():
            same = held.model_copy(update={"area_cm2": None, "cap_from": ""})
            alike[same] = (*alike.get(same, ()), zone)
        return dict(sorted(alike.items(), key=lambda pair: -pair[0].depth_mm))

    def sections(self) -> dict[DaySection, tuple[ChecklistItem, ...]]:
        """Return the checklist by part of the day; parts with nothing to do are left out."""
        held = {
            section: tuple(item for item in self.checklist if item.section == section)
            for section in SECTION_LABELS
        }
        return {section: items for section, items in held.items() if items}
