"""The review is honest about what it does not assess yet."""

from __future__ import annotations

from neocol.record import CourseHistory
from neocol.review import assess


def test_nothing_is_assessed_yet() -> None:
    answer = assess(CourseHistory.read({"sessions": [{"date": "2026-03-16"}]}))
    assert answer.response == "nothing to assess yet"
    assert answer.next is None
    assert "1 session recorded" in answer.reasons


def test_an_open_adverse_event_pauses_the_course() -> None:
    event = {"date": "2026-03-20", "text": "brown patches"}
    answer = assess(CourseHistory.read({"adverse_events": [event]}))
    assert answer.next == "pause"
    closed = {**event, "resolved": "2026-04-20"}
    assert assess(CourseHistory.read({"adverse_events": [closed]})).next is None
