"""After the session: the calendar, the check-in, and the answer to a worried sentence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from neocol.record.base import Day, Noun, Number, TimeZone, listed_or_nothing
from neocol.record.document import Stamp
from neocol.record.findings import Finding, Recognised
from neocol.record.limits import NEEDLE_MAX_MM, SEVERITY_MAX, WORDS_MAX_CHARS
from neocol.record.words import (
    Answer,
    Confidence,
    DeviceName,
    Language,
    Phototype,
    PregnancyAnswer,
    Status,
    TriageLevel,
)

CheckInState = Literal["done", "due", "missed", "later"]


class AftercareItem(Noun):
    """One thing to do or not to do, from when to when, and why."""

    topic: str
    kind: Literal["do", "dont"]
    group: str = Field(description="What belongs together on a card.")
    title: str = Field(description="The topic, in the language of the plan.")
    text: str
    from_day: float
    to_day: float
    from_hour: float = Field(description="Hours after the session.")
    to_hour: float
    then: Literal["again", "unwise"] = Field(
        default="again", description="When the days are over: allowed again, or unwise still."
    )
    why: str
    printed: str | None = Field(default=None, description="What sources print, where they differ.")
    printed_days: tuple[float, float] | None = None
    conflict: str | None = None
    chosen: str | None = Field(default=None, description="Why this end of the printed range.")
    because: tuple[str, ...] = Field(default=(), description="What in the case it answers to.")
    sources: tuple[str, ...]
    status: Status = "found"
    confidence: Confidence = "medium"
    rule: str


class CareDay(Noun):
    """What one day holds."""

    day: int
    date: Day
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    call_if: tuple[str, ...] = ()
    short: dict[str, tuple[str, ...]] = Field(
        default={}, description="What not to do, as a few words by group: for a card."
    )


class ExpectedSign(Noun):
    """How long one sign of healing is usually seen: from when, and until when at the latest."""

    sign: str
    title: str
    from_day: float
    usual_to_day: float
    latest_day: float
    text: str
    sources: tuple[str, ...]
    status: Status
    confidence: Confidence


class ExpectedCourse(Noun):
    """Most people like this one: each sign of healing with its days."""

    signs: tuple[ExpectedSign, ...]
    basis: Literal["published", "calibrated", "assumed"]
    note: str


class PlannedCheckIn(Noun):
    """A day on which the clinic asks, and the few questions that matter then."""

    day: int
    date: Day
    questions: tuple[str, ...]
    photo: bool = False
    state: CheckInState = "later"


class AftercarePlan(Noun):
    """Day by day what to do."""

    id: str | None = None
    session_date: Day
    session_time: dt.time | None = None
    time_zone: TimeZone | None = None
    language: Language = "en"
    days: tuple[CareDay, ...]
    items: tuple[AftercareItem, ...]
    expected: ExpectedCourse
    check_ins: tuple[PlannedCheckIn, ...] = ()
    missed: tuple[str, ...] = Field(default=(), description="Check-ins that nobody answered.")
    next_session: Day | None = None
    emergency: tuple[str, ...]
    call: tuple[str, ...] = Field(default=(), description="Whom to call, and when.")
    sources: tuple[str, ...] = ()
    stamp: Stamp | None = None


def _worded(value: Any) -> Any:
    """Read ticked symptoms: words, or a mapping of a symptom and how strong it is."""
    listed = listed_or_nothing(value)
    if not isinstance(listed, list):
        return listed
    return [
        " ".join(str(part) for part in reversed(item.values()) if part is not None)
        if isinstance(item, dict)
        else item
        for item in listed
    ]


def _said(value: Any) -> Any:
    return "" if value is None else value


class CheckIn(Noun):
    """What a patient writes after a session, and what is known of the person and the session."""

    id: str | None = None
    date: Day | None = None
    language: Language | None = None
    day_after_session: Annotated[Number, Field(ge=0)] | None = None
    needle_mm: Annotated[Number, Field(gt=0, le=NEEDLE_MAX_MM)] | None = None
    device: DeviceName | None = None
    fitzpatrick: Phototype | None = None
    zones: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    products: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    medicines: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()
    anaesthetic: str | None = Field(default=None, description="What was used; none: nothing.")
    pregnancy: PregnancyAnswer = "unknown"
    immune_state: str | None = Field(
        default=None, description="weak, normal, or why: diabetes, chemotherapy, …"
    )
    context: str | None = None
    patient_words: Annotated[str, BeforeValidator(_said), Field(max_length=WORDS_MAX_CHARS)] = ""
    severity_0_10: Annotated[Number, Field(ge=0, le=SEVERITY_MAX)] | None = None
    symptoms: Annotated[tuple[str, ...], BeforeValidator(_worded)] = ()
    photo: bool = Field(default=False, description="A photograph came with it; never looked at.")

    @property
    def anaesthetic_used(self) -> Answer:
        """Whether numbing cream was used that day: yes, no or unknown."""
        if self.anaesthetic is None:
            return "unknown"
        return "no" if _is_nothing(self.anaesthetic) else "yes"


def _is_nothing(text: str) -> bool:
    return text.strip().lower() in {
        "",
        "no",
        "none",
        "normal",
        "ok",
        "nothing",
        "ninguna",
        "ninguno",
    }


class Differential(Noun):
    """One thing that the clinic should think of."""

    key: str
    text: str
    sources: tuple[str, ...]


class TriageAnswer(Noun):
    """Is this normal today, and what to do now."""

    id: str | None = None
    level: TriageLevel
    within_hours: int | None = None
    emergency: bool = False
    headline: str = ""
    because: tuple[str, ...] = Field(default=(), description="Why, in the patient's own words.")
    says: tuple[str, ...] = Field(default=(), description="What it may be, for the patient.")
    advice: tuple[str, ...] = Field(default=(), description="What to do now, in order.")
    questions: tuple[str, ...] = Field(default=(), description="At most three, where unclear.")
    would_change: tuple[str, ...] = ()
    check_again: str = ""
    check_again_hours: int | None = None
    differential: tuple[Differential, ...] = Field(default=(), description="For the clinic.")
    findings: tuple[Finding, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    language: Language = "en"
    stamp: Stamp | None = None

    @model_validator(mode="after")
    def _emergency_is_urgent(self) -> Self:
        if self.emergency and self.level != "urgent":
            raise ValueError("an emergency is urgent")
        return self
