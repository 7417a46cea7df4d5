"""The clock of a numbing cream: when it went on, when it must be off, what remains."""

from __future__ import annotations

import datetime as dt

from neocol.record import RecordError
from neocol.record.anaesthetic import AnaestheticClock, ClockState, Cream

_HOUR = dt.timedelta(hours=1)


def hours_on(cream: Cream, at: dt.datetime | None) -> float | None:
    """Return how long a cream counts as on the skin, in hours.

    Parameters
    ----------
    cream : Cream
        With both times: what was done. With ``on_at`` alone: what has passed until `at`, or what
        is planned if that is longer.
    at : datetime.datetime or None
        Now.

    Raises
    ------
    neocol.record.RecordError
        When `at` carries a time zone and ``on_at`` none, or the other way round.
    """
    if cream.on_at is None:
        return cream.hours
    end = cream.off_at or at
    if end is None:
        return cream.hours
    passed = max(_between(cream.on_at, end), 0.0)
    if cream.off_at is not None or cream.hours is None:
        return passed
    return max(passed, cream.hours)


def clock(
    cream: Cream, limit_hours: float | None, at: dt.datetime | None
) -> AnaestheticClock | None:
    """Return the clock of a cream, or ``None`` when nobody wrote down when it went on.

    Parameters
    ----------
    cream : Cream
        With ``on_at``.
    limit_hours : float or None
        The most that labels allow this person.
    at : datetime.datetime or None
        Now; not needed once it is off.

    Raises
    ------
    neocol.record.RecordError
        When the times cannot be compared.
    """
    on = cream.on_at
    end = cream.off_at or at
    if on is None or end is None:
        return None
    passed = _between(on, end)
    elapsed = max(passed, 0.0)
    return AnaestheticClock(
        product=cream.product,
        state=_state(cream, passed, limit_hours),
        on_at=on,
        off_at=cream.off_at,
        planned_off_at=None if cream.hours is None else on + cream.hours * _HOUR,
        off_by=None if limit_hours is None else on + limit_hours * _HOUR,
        elapsed_hours=elapsed,
        remaining_hours=None if limit_hours is None else max(limit_hours - elapsed, 0.0),
    )


def _state(cream: Cream, passed: float, limit_hours: float | None) -> ClockState:
    late = limit_hours is not None and passed > limit_hours
    if cream.off_at is not None:
        return "off_late" if late else "off"
    if passed < 0:
        return "not_on"
    return "time_up" if late else "running"


def _between(on: dt.datetime, end: dt.datetime) -> float:
    if (on.tzinfo is None) != (end.tzinfo is None):
        raise RecordError("on_at and the time now: both with a time zone, or neither", "on_at", on)
    return (end - on) / _HOUR
