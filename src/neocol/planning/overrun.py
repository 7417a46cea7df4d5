"""Where a course goes beyond a limit, and which of those a clinician has lifted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from neocol import evidence
from neocol.planning.caps import DEPTH, PASSES
from neocol.planning.context import Context
from neocol.planning.limits import DATES, DOWNTIME, INTERVAL, MINUTES, SESSIONS, Limits
from neocol.record import Course, LimitNote, Range
from neocol.record.plan import gaps_between
from neocol.record.zones import zone_label

_SLACK: Final = 1e-9


def overrun(
    context: Context, course: Course, minutes: Range, redness: Range, dates: Sequence[dt.date]
) -> tuple[LimitNote, ...]:
    """Return every limit that a course goes beyond, with what it asks for."""
    return (
        *_zones(context, course),
        *_course(context, course, minutes, redness),
        *_words(context, course, dates),
    )


def _zones(context: Context, course: Course) -> Iterator[LimitNote]:
    limits = context.limits_for(course.zones)
    for zone, setting in course.zones.items():
        held = limits.zones[zone]
        asked = {DEPTH: setting.depth_mm, PASSES: float(setting.passes)}
        allowed = {DEPTH: held.depth_mm, PASSES: float(held.passes)}
        for name, value in asked.items():
            if value > allowed[name] + _SLACK:
                note = min(
                    (one for one in held.notes if one.name == name),
                    key=lambda one: one.allowed or 0.0,
                )
                yield note.model_copy(update={"asked": value, "binds": True})
        if setting.endpoint == "pinpoint_bleeding" and limits.endpoint == "erythema":
            yield LimitNote(
                name="endpoint",
                zone=zone,
                text=f"{zone_label(zone)}: stop at redness, not at bleeding",
                binds=True,
                sources=evidence.entry("planning.dark.endpoint").sources,
                status=evidence.entry("planning.dark.endpoint").status,
            )
        if zone in context.candidacy.excluded_zones:
            yield LimitNote(
                name="excluded_zone",
                zone=zone,
                text=f"{zone_label(zone)}: excluded by candidacy",
                binds=True,
                frees="what candidacy asks for",
            )


def _course(
    context: Context, course: Course, minutes: Range, redness: Range
) -> Iterator[LimitNote]:
    limits = context.limits_for(course.zones)
    gaps = gaps_between(course.days)
    asked: list[tuple[str, float, float | None]] = [
        (SESSIONS, float(context.before + len(course.days)), limits.sessions),
        (MINUTES, minutes.median, limits.minutes),
        (DOWNTIME, redness.median, limits.downtime_days),
    ]
    for name, value, allowed in asked:
        if allowed is not None and value > allowed + _SLACK:
            yield _beyond(limits, name, value, float(allowed))
    least = float(limits.least_interval_days)
    if gaps and min(gaps) < least:
        yield _beyond(limits, INTERVAL, float(min(gaps)), least)


def _beyond(limits: Limits, name: str, value: float, allowed: float) -> LimitNote:
    note = next(one for one in limits.notes if one.name == name and one.allowed == allowed)
    return note.model_copy(update={"asked": value, "binds": True})


def _words(context: Context, course: Course, dates: Sequence[dt.date]) -> Iterator[LimitNote]:
    for word in course.combined_with:
        if word in context.excluded:
            yield LimitNote(
                name="excluded_option",
                text=f"{word.replace('_', ' ')}: excluded by candidacy",
                binds=True,
                frees="what candidacy asks for",
            )
    if context.blocked and not dates:
        yield LimitNote(
            name=DATES,
            text="the days to avoid leave no room: " + "; ".join(b.why for b in context.blocked),
            binds=True,
            frees="other dates, or a course with fewer sessions",
        )


def overrides_used(context: Context, course: Course, minutes: Range) -> tuple[str, ...]:
    """Return the overrides that this course makes use of, each with reason and name."""
    limits = context.limits_for(course.zones)
    gaps = gaps_between(course.days)
    beyond = {
        INTERVAL: bool(gaps) and min(gaps) < limits.unlifted_interval_days,
        MINUTES: minutes.median > limits.unlifted_minutes + _SLACK,
    }
    used = []
    for one in limits.overrides:
        here = [zone for zone in course.zones if one.zone in {None, zone}]
        deeper = any(
            course.zones[zone].depth_mm > limits.zones[zone].unlifted_mm + _SLACK for zone in here
        )
        more = any(course.zones[zone].passes > limits.zones[zone].unlifted_passes for zone in here)
        if {**beyond, DEPTH: deeper, PASSES: more}[one.limit]:
            named = one.limit.replace("_", " ")
            used.append(f"{named} lifted to {one.value:g} by {one.by}: {one.reason}")
    return tuple(used)
