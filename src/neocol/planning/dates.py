"""Puts a course on the calendar, around the days that it cannot have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.record import AvoidedDates, Policy
from neocol.record.plan import gaps_between
from neocol.rules import window_of

_SUN_AFTER: Final = "A-004"
"""Item of the aftercare calendar: no direct sun on needled skin."""
_SUN_BEFORE: Final = "C-052"
"""Rule: a recent tan waits."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Days on which no session may be, and why."""

    first: dt.date
    last: dt.date
    why: str
    sources: tuple[str, ...]


def blocked(avoid: Sequence[AvoidedDates], policy: Policy) -> tuple[Blocked, ...]:
    """Return the days that no session may be on, of everything that a person wants to avoid.

    Notes
    -----
    Before sun there is the time that needled skin keeps out of it, after sun the wait for a tan;
    before an event redness at its longest. Away is away.
    """
    calm = evidence.span("risks.downtime.redness", "d")[2]
    item, rule = evidence.calendar_item(_SUN_AFTER), evidence.rule(_SUN_BEFORE)
    tan = window_of(rule, policy) or 0.0
    found = []
    for one in avoid:
        before, after = 0.0, 0.0
        sources: tuple[str, ...] = ()
        if one.kind == "sun":
            before, after = float(item.days[1]), tan
            sources = (*item.sources, *rule.sources)
        elif one.kind == "event":
            before, sources = calm, evidence.entry("risks.downtime.redness").sources
        why = (
            one.reason or {"sun": "a sunny holiday", "event": "an event", "away": "away"}[one.kind]
        )
        found.append(
            Blocked(
                one.from_ - dt.timedelta(days=before),
                one.to + dt.timedelta(days=after),
                why,
                sources,
            )
        )
    return tuple(sorted(found, key=lambda held: (held.first, held.last)))


def placed(
    days: Sequence[int],
    start: dt.date,
    held: Sequence[Blocked],
    longest_gap: int | None = None,
) -> tuple[dt.date, ...] | None:
    """Return the dates of a course: as early as may be, gaps never shorter than asked for.

    Parameters
    ----------
    days : sequence of int
        Of the sessions, from the first.
    start : datetime.date
        The first day that the first session may be on.
    held : sequence of Blocked
    longest_gap : int, optional
        Days between two sessions at most, where gaps may grow around avoided days: beyond it nobody
        studied the course. Without it they stay as they are.

    Returns
    -------
    tuple of datetime.date or None
        ``None`` where the avoided days tear it apart whenever it begins within half a year.
    """
    begin, asked = start, gaps_between(days)
    latest = start + dt.timedelta(days=evidence.number("planning.space.latest", "d"))
    while begin <= latest:
        dates = [_free(begin, held)]
        for gap in asked:
            dates.append(_free(dates[-1] + dt.timedelta(days=gap), held))
        gaps = gaps_between([(date - start).days for date in dates])
        if gaps == asked or (longest_gap is not None and max(gaps) <= longest_gap):
            return tuple(dates)
        begin = dates[0] + dt.timedelta(days=1)
    return None


def _free(day: dt.date, held: Sequence[Blocked]) -> dt.date:
    """Return the first day from `day` on that nothing blocks."""
    for one in held:  # in order of their first day, so that one look is enough
        if one.first <= day <= one.last:
            day = one.last + dt.timedelta(days=1)
    return day
