"""The calendar file, read back by another parser: zones, all-day events, the same identifiers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import vobject

from neocol.exchange.calendar_file import aftercare_ics
from neocol.record import Session
from neocol.recovery import LANGUAGES, aftercare

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def events(language: str = "en", **session: object) -> list[Any]:
    """Return the events as vobject reads them."""
    held = Session.read({"date": "2026-03-27", "zones": "cheeks", "depth_mm": 1.5, **session})
    text = aftercare_ics(aftercare(held, id="x", language=language), now=NOW).decode("utf-8")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return list(vobject.readOne(text).vevent_list)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_parser_reads_it(language: str) -> None:
    found = events(language, time="16:30", time_zone="Europe/Madrid")
    assert len(found) > 15
    assert len({event.uid.value for event in found}) == len(found)
    for event in found:
        assert event.summary.value
        assert event.dtend.value > event.dtstart.value


def test_a_day_is_all_day_and_ends_on_the_next() -> None:
    whole = [event for event in events() if type(event.dtstart.value) is dt.date]
    assert whole
    for event in whole:
        assert event.dtend.value - event.dtstart.value == dt.timedelta(days=1)


def test_what_begins_again_stands_at_its_minute_over_a_change_of_clocks() -> None:
    found = events(time="16:30", time_zone="Europe/Madrid")
    timed = [event.dtstart.value for event in found if isinstance(event.dtstart.value, dt.datetime)]
    told = {moment.astimezone(dt.UTC) for moment in timed}
    begun = dt.datetime(2026, 3, 27, 15, 30, tzinfo=dt.UTC)
    assert begun + dt.timedelta(hours=24) in told
    assert begun + dt.timedelta(hours=48) in told
    assert {moment.strftime("%H:%M") for moment in timed} == {"16:30", "17:30"}


def test_no_plan_says_that_a_tanning_bed_or_a_home_roller_may_be_used_again() -> None:
    told = [event.summary.value for event in events()]
    assert any("sauna" in title for title in told)
    assert not any(word in title for title in told for word in ("tanning", "roller", "smoking"))


def test_without_an_hour_nothing_has_one() -> None:
    assert all(type(event.dtstart.value) is dt.date for event in events())


def test_check_ins_and_the_next_session_are_there() -> None:
    days = {event.dtstart.value for event in events() if "How" in event.summary.value
            or "ask" in event.summary.value}  # fmt: skip
    assert {dt.date(2026, 3, 27) + dt.timedelta(days=day) for day in (1, 3, 7, 14, 30, 90)} <= days
    assert any("2026-04-24" in event.summary.value for event in events())


def test_opened_again_it_replaces_and_names_nobody() -> None:
    one, other = ({event.uid.value for event in events()} for _ in range(2))
    assert one == other
    assert not any("x@" in uid for uid in one)
