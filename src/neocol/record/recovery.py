"""After the session: the calendar, the check-in, and the answer to a worried sentence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from neocol.record.base import Day, Noun, Number, listed_or_nothing
from neocol.record.document import Stamp
from neocol.record.findings import Finding, Recognised
from neocol.record.limits import NEEDLE_MAX_MM, SEVERITY_MAX, TEXT_MAX_CHARS
from neocol.record.words import Phototype, TriageLevel


class AftercareItem(Noun):
    """One thing to do or not to do, from when to when, and why."""

    topic: str
    kind: Literal["do", "dont"]
    text: str
    from_day: float
    to_day: float
    why: str
    sources: tuple[str, ...]
    conflict: str | None = None
    rule: str


class CareDay(Noun):
    """What one day holds."""

    day: int
    date: Day
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    call_if: tuple[str, ...] = ()


class AftercarePlan(Noun):
    """Day by day what to do."""

    id: str | None = None
    session_date: Day
    days: tuple[CareDay, ...]
    items: tuple[AftercareItem, ...]
    emergency: tuple[str, ...]
    sources: tuple[str, ...] = ()
    stamp: Stamp | None = None


class CheckIn(Noun):
    """What a patient writes after a session."""

    id: str | None = None
    day_after_session: Annotated[Number, Field(ge=0)] | None = None
    needle_mm: Annotated[Number, Field(gt=0, le=NEEDLE_MAX_MM)] | None = None
    fitzpatrick: Phototype | None = None
    context: str | None = None
    patient_words: Annotated[str, Field(max_length=TEXT_MAX_CHARS)] = ""
    severity_0_10: Annotated[Number, Field(ge=0, le=SEVERITY_MAX)] | None = None
    symptoms: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()


class TriageAnswer(Noun):
    """Is this normal today, and what to do now."""

    id: str | None = None
    level: TriageLevel
    within_hours: int | None = None
    emergency: bool = False
    findings: tuple[Finding, ...] = ()
    advice: tuple[str, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    stamp: Stamp | None = None
