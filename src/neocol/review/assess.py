"""The review of a course, behind its final signature."""

from __future__ import annotations

from neocol import __version__, evidence
from neocol.record import CourseHistory, Review, Stamp

NOTHING_YET = "nothing to assess yet"


def assess(history: CourseHistory) -> Review:
    """Say what changed and what to do next.

    Limits
    ------
    Response is not assessed in this version: comparing measures with their error is not built.
    An adverse event that is not resolved pauses the course, because that needs no comparison.
    """
    open_events = [event for event in history.adverse_events if event.resolved is None]
    stamp = Stamp(engine=__version__, evidence=evidence.version())
    if open_events:
        return Review(
            id=history.id,
            response=NOTHING_YET,
            next="pause",
            reasons=tuple(f"not resolved: {event.text}" for event in open_events),
            stamp=stamp,
        )
    done = len(history.sessions)
    reasons = [f"{done} session{'s' if done != 1 else ''} recorded"]
    if not history.measures:
        reasons.append("no measure before and after: take photographs and a score at each visit")
    else:
        reasons.append("measures are kept; their comparison is not built yet")
    return Review(id=history.id, response=NOTHING_YET, reasons=tuple(reasons), stamp=stamp)
