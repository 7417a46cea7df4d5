"""A course over time: getting ready, sessions and redness, what is between, results, upkeep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from neocol import evidence
from neocol.planning.context import Context
from neocol.planning.space import Schedule
from neocol.record import Course, Finding, Range, TimelineItem
from neocol.rules import window_of

_SUNSCREEN, _ACTIVES = "P-003", "P-001"
"""Rules of the weeks before a session."""


def timeline(
    context: Context,
    course: Course,
    schedule: Schedule | None,
    redness: Range,
    dates: Sequence[dt.date],
) -> tuple[TimelineItem, ...]:
    """Return everything of a course in order of day, which counts from the first session.

    Parameters
    ----------
    schedule : Schedule or None
        Where a study's protocol holds the course: what it does between sessions.
    redness : Range
        Days of one session.
    dates : sequence of datetime.date
        Of the sessions; empty where none could be set.
    """
    first = dates[0] if dates else None
    items = [
        *_before(context, first),
        *_sessions(course, redness),
        *_between(context, schedule, course),
    ]
    items += [*_spaced(context, course), *_after(course), *_avoided(context, dates)]
    dated = [_dated(item, first) for item in items]
    return tuple(sorted(dated, key=lambda item: (item.from_day, item.to_day)))


def _dated(item: TimelineItem, first: dt.date | None) -> TimelineItem:
    if first is None or item.dates:
        return item
    ends = tuple(first + dt.timedelta(days=round(day)) for day in (item.from_day, item.to_day))
    return item.model_copy(update={"dates": ends})


def _before(context: Context, first: dt.date | None) -> Iterator[TimelineItem]:
    """Yield what comes before the first session; nothing can begin before the consultation."""
    said = {step.rule: step for step in evidence.steps()}
    room = None if first is None else (first - context.candidacy.on).days
    for id_ in (_SUNSCREEN, _ACTIVES):
        rule, step = evidence.rule(id_), said[id_]
        days = window_of(rule, context.policy) or 0.0
        late = room is not None and room < days
        yield TimelineItem(
            kind="preparation",
            from_day=0.0 - (room if late and room is not None else days),
            to_day=0,
            title=step.topic,
            text=f"{step.text} {days:g} days are usual: begin today." if late else step.text,
            sources=rule.sources,
            status=rule.status,
        )


def _sessions(course: Course, redness: Range) -> Iterator[TimelineItem]:
    for k, day in enumerate(course.days, start=1):
        yield TimelineItem(kind="session", from_day=day, to_day=day, title=f"session {k}")
        yield TimelineItem(
            kind="redness",
            from_day=day,
            to_day=day + redness.median,
            title="redness",
            text=f"up to {redness.high90:.0f} days in nineteen of twenty people",
            sources=redness.sources,
        )


def _between(context: Context, schedule: Schedule | None, course: Course) -> Iterator[TimelineItem]:
    held = [row for row in context.rows if schedule and row.id in schedule.protocols]
    row = next((row for row in held if row.companion_after_days is not None), None)
    if row is None or row.companion_after_days is None:
        return
    for day in course.days:
        after = day + row.companion_after_days
        yield TimelineItem(
            kind="between",
            from_day=after,
            to_day=after,
            title=" and ".join(row.combined_with).replace("_", " "),
            text=row.companion,
            sources=row.sources,
            status=row.status,
        )


def _spaced(context: Context, course: Course) -> Iterator[TimelineItem]:
    """Yield how far from a session a wished procedure of its own stays: its longest wait."""
    longest: dict[str, Finding] = {}
    for finding in context.candidacy.findings:
        option = finding.option or ""
        if option in context.wished - set(course.combined_with) and finding.window_days:
            held = longest.get(option)
            if held is None or finding.window_days > (held.window_days or 0.0):
                longest[option] = finding
    for option, finding in longest.items():
        days = finding.window_days or 0.0
        yield TimelineItem(
            kind="between",
            from_day=days,
            to_day=days,
            title=f"{option.replace('_', ' ')}: {days:g} days from every session",
            text=finding.message,
            sources=finding.sources,
            status=finding.status,
        )


def _after(course: Course) -> Iterator[TimelineItem]:
    last = course.days[-1]
    first = evidence.number("planning.result.first", "d")
    best, soon, late = evidence.span("planning.result.best", "d")
    result, upkeep = evidence.entry("planning.result.best"), "planning.maintenance.interval"
    yield TimelineItem(
        kind="result",
        from_day=last + first,
        to_day=last + best,
        title="results may show",
        text=f"first after {first:g} days, most after {soon:g} to {late:g}; none is promised",
        sources=result.sources,
        status=result.status,
    )
    judged = last + evidence.number("indications.any.look_after", "d")
    yield TimelineItem(
        kind="judged",
        from_day=judged,
        to_day=judged,
        title="look together",
        text="photographs under the same light, the same score; go on, keep up, or stop",
        sources=evidence.entry("indications.any.look_after").sources,
    )
    _, least, most = evidence.span(upkeep, "d")
    entry = evidence.entry(upkeep)
    yield TimelineItem(
        kind="maintenance",
        from_day=last + least,
        to_day=last + most,
        title="one session to keep up, if wished",
        text=entry.note or "",
        sources=entry.sources,
        status=entry.status,
    )


def _avoided(context: Context, dates: Sequence[dt.date]) -> Iterator[TimelineItem]:
    if not dates:
        return
    for one in context.blocked:
        yield TimelineItem(
            kind="avoid",
            from_day=(one.first - dates[0]).days,
            to_day=(one.last - dates[0]).days,
            title="no session",
            text=one.why,
            dates=(one.first, one.last),
            sources=one.sources,
        )
