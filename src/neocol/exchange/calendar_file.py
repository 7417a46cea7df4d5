"""The aftercare calendar as a calendar file (RFC 5545): all-day days, timed moments, time zones."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from neocol.record import AftercarePlan
from neocol.recovery import Messages, messages
from neocol.recovery.moments import Clock

_PRODUCT: Final = "-//Neocol//aftercare//EN"
_DAYS: Final = (0, 1, 2, 3, 4, 5, 6, 7, 14, 28)
"""Days that get an entry of their own; the days between follow the one before."""
_MOMENT: Final = dt.timedelta(minutes=15)
_UID_LETTERS: Final = 16


def aftercare_ics(plan: AftercarePlan, *, now: dt.datetime | None = None) -> bytes:
    """Return the calendar file of a plan.

    Parameters
    ----------
    plan : AftercarePlan
        With the hour of the session, what begins again stands at its minute; with a time zone it
        does so over a change of clocks too. Without an hour everything is all-day.
    now : datetime.datetime, optional
        The stamp of the file, with a time zone.

    Notes
    -----
    An all-day event ends on the day after it, as the standard asks. The same plan gives the same
    identifiers, so that a calendar replaces what it has when the file is opened again.
    """
    say = messages(plan.language)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say("pages.page.event_calendar"))
    stamp = now or dt.datetime.now(dt.UTC)
    if plan.time_zone is not None and plan.session_time is not None:
        calendar.add_component(_time_zone(plan.time_zone, plan.days[0].date, plan.days[-1].date))
    for key, event in _events(plan, say):
        event.add("uid", f"{_uid(plan, key)}@neocol")
        event.add("dtstamp", stamp)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _events(plan: AftercarePlan, say: Messages) -> Iterator[tuple[str, Event]]:
    yield from _day_events(plan, say)
    yield from _again_events(plan, say)
    for held in plan.check_ins:
        photo = [say("pages.check_in.photo")] if held.photo else []
        title = f"{say('pages.card.day', day=held.day)}: {say('pages.check_in.title')}"
        yield f"check-in-{held.day}", _all_day(held.date, title, [*held.questions, *photo])
    if plan.next_session is not None:
        text = say("pages.page.next_session", date=plan.next_session.isoformat())
        yield "next-session", _all_day(plan.next_session, text, [])


def _day_events(plan: AftercarePlan, say: Messages) -> Iterator[tuple[str, Event]]:
    for day in plan.days:
        if day.day not in _DAYS:
            continue
        parts = (
            ("do", day.do),
            ("dont", day.dont),
            ("expect", day.expect),
            ("call_if", day.call_if),
        )
        lines = [
            line
            for name, held in parts
            if held
            for line in (say(f"pages.card.{name}").upper(), *(f"- {text}" for text in held), "")
        ]
        title = f"{say('pages.page.title')}: {say('pages.card.day', day=day.day)}"
        yield f"day-{day.day}", _all_day(day.date, title, [*lines, *plan.call])


def _again_events(plan: AftercarePlan, say: Messages) -> Iterator[tuple[str, Event]]:
    """Yield the moments at which something may be done again."""
    clock = Clock(plan.session_date, plan.session_time, plan.time_zone)
    banned = [item for item in plan.items if item.kind == "dont" and item.then == "again"]
    for hours in sorted({item.to_hour for item in banned}):
        titles = [item.title for item in banned if item.to_hour == hours]
        text = f"{say('pages.card.not_until')} {', '.join(titles)}"
        moment = clock.moment(hours)
        key = f"again-{hours:g}"
        if moment is None:
            yield key, _all_day(clock.date(round(hours / 24)), text, [])
        else:
            event = _event(text, [])
            event.add("dtstart", moment)
            event.add("dtend", moment + _MOMENT)
            yield key, event


def _time_zone(name: str, first: dt.date, last: dt.date) -> Timezone:
    """Return a time zone with each change of its clocks in a span of days, written out.

    Every change is a component of its own, without rules, so that no parser can read it otherwise.
    """
    place = ZoneInfo(name)
    zone = Timezone()
    zone.add("tzid", name)
    hour = dt.timedelta(hours=1)
    moment = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=1)
    before = moment.astimezone(place)
    zone.add_component(_clock_period(before, before.replace(tzinfo=None)))
    while moment.date() <= last:
        moment += hour
        now = moment.astimezone(place)
        if now.utcoffset() != before.utcoffset():
            zone.add_component(_clock_period(now, before.replace(tzinfo=None) + hour, before))
        before = now
    return zone


def _clock_period(
    now: dt.datetime, onset: dt.datetime, before: dt.datetime | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """Return one stretch of a clock; its onset is told by the clock before it."""
    period = TimezoneDaylight() if now.dst() else TimezoneStandard()
    period.add("dtstart", onset)
    period.add("tzoffsetfrom", (before or now).utcoffset())
    period.add("tzoffsetto", now.utcoffset())
    period.add("tzname", now.tzname())
    return period


def _all_day(date: dt.date, title: str, lines: list[str]) -> Event:
    event = _event(title, lines)
    event.add("dtstart", date)
    event.add("dtend", date + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _event(title: str, lines: list[str]) -> Event:
    event = Event()
    event.add("summary", title)
    if lines:
        event.add("description", "\n".join(lines))
    return event


def _uid(plan: AftercarePlan, key: str) -> str:
    """Return an identifier that tells nothing about the person."""
    whole = f"{plan.id}|{plan.session_date}|{plan.session_time}|{key}"
    return hashlib.sha256(whole.encode()).hexdigest()[:_UID_LETTERS]
