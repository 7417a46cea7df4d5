"""The clock of a recovery: moments after a session, in the time of the place."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from neocol.recovery.messages import Messages

HOURS_A_DAY: Final = 24


class Clock:
    """Counts from the session.

    Parameters
    ----------
    start : datetime.date
        The day of the session.
    time : datetime.time or None
        Its hour, if known.
    zone : str or None
        The IANA time zone of the place.

    Notes
    -----
    *24 hours* are hours that pass, also over a change of clocks; *day 3* is a day of the wall
    calendar.
    """

    def __init__(self, start: dt.date, time: dt.time | None, zone: str | None) -> None:
        self.start = start
        self.time = time
        self.zone = zone

    def date(self, day: int) -> dt.date:
        """Return the date of a day after the session."""
        return self.start + dt.timedelta(days=day)

    def moment(self, hours: float) -> dt.datetime | None:
        """Return the local moment so many hours after the session; ``None`` without its hour."""
        if self.time is None:
            return None
        begun = dt.datetime.combine(self.start, self.time)
        if self.zone is None:
            return begun + dt.timedelta(hours=hours)
        place = ZoneInfo(self.zone)
        passed = begun.replace(tzinfo=place).astimezone(dt.UTC)
        return (passed + dt.timedelta(hours=hours)).astimezone(place)

    def hint(self, word: str, hours: float, say: Messages) -> str:
        """Return *until 14:00* or *from 14:00*; without an hour *the hour of your session*."""
        moment = self.moment(hours)
        if moment is None:
            return say(f"pages.card.{word}_hour")
        return say(f"pages.card.{word}", time=f"{moment:%H:%M}")
