"""FHIR dates, which may be a year or a month: what they can mean, never more than was written."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T.{0,40})?)?)?")
_DECEMBER: Final = 12


@dataclass(frozen=True)
class Moment:
    """A date as it was written: the earliest and the latest day that it can mean."""

    written: str
    earliest: dt.date
    latest: dt.date

    @property
    def exact(self) -> bool:
        """Tell whether the day itself was written."""
        return self.earliest == self.latest

    def by(self, day: dt.date) -> dt.date:
        """Return the latest day that is meant, `day` at most.

        The latest is the cautious reading: it makes people younger, scars fresher and washout
        windows longer. Ask only when ``earliest <= day``.
        """
        return min(self.latest, day)


def read_moment(value: Any) -> Moment | None:
    """Read a FHIR ``date``, ``dateTime`` or ``instant``; ``None`` when it is none.

    The day is the one that was written: a time zone does not move it, because it is the day that
    the person and the clinic called it.
    """
    if not isinstance(value, str):
        return None
    value = value.strip()
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None:
            return None
        if month is None:
            return Moment(value, dt.date(year, 1, 1), _end_of_month(year, _DECEMBER))
        if day is None:
            return Moment(value, dt.date(year, month, 1), _end_of_month(year, month))
        exact = dt.date(year, month, day)
    except ValueError:
        return None
    return Moment(value, exact, exact)


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def start_of(resource: dict[str, Any], stem: str) -> Moment | None:
    """Return when ``stem[x]`` began: its dateTime, or the start of its Period."""
    return _moment(resource, stem, "start")


def end_of(resource: dict[str, Any], stem: str) -> Moment | None:
    """Return when ``stem[x]`` ended: its dateTime, or the end of its Period."""
    return _moment(resource, stem, "end")


def _moment(resource: dict[str, Any], stem: str, side: str) -> Moment | None:
    for suffix in ("DateTime", "Instant"):
        moment = read_moment(resource.get(stem + suffix))
        if moment is not None:
            return moment
    period = resource.get(f"{stem}Period")
    return read_moment(period.get(side)) if isinstance(period, dict) else None


def undated(resource: dict[str, Any], stem: str) -> str | None:
    """Name the form of ``stem[x]`` that is there but gives no date (an age, a range, a word)."""
    for suffix in ("DateTime", "Period", "Age", "Range", "String"):
        key = stem + suffix
        if resource.get(key) is not None:
            return key
    return None
