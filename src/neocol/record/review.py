"""Looking back: a course with its sessions and measures, and what to do next."""

from __future__ import annotations

from neocol.record.adverse_event import AdverseEvent
from neocol.record.base import Day, Noun
from neocol.record.document import Stamp
from neocol.record.patient import Patient
from neocol.record.session import Session
from neocol.record.words import NextStep


class DatedMeasure(Noun):
    """A score or a photo measure on a day."""

    date: Day
    measure: str
    value: float
    unit: str = ""
    zone: str | None = None


class CourseHistory(Noun):
    """A course as it was lived: sessions, measures, events."""

    id: str | None = None
    patient: Patient | None = None
    sessions: tuple[Session, ...] = ()
    measures: tuple[DatedMeasure, ...] = ()
    adverse_events: tuple[AdverseEvent, ...] = ()


class Review(Noun):
    """What changed, beyond error, and the next step."""

    id: str | None = None
    response: str
    next: NextStep | None = None
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    stamp: Stamp | None = None
