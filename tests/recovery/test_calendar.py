"""The aftercare calendar follows the session."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from neocol.record import Session
from neocol.recovery import aftercare

FACE = Session.read({"date": "2026-03-16", "zones": "cheeks"})


def test_days_run_on_from_the_session() -> None:
    plan = aftercare(FACE, id="x")
    assert plan.id == "x"
    assert [day.day for day in plan.days] == list(range(29))
    assert plan.days[2].date == dt.date(2026, 3, 18)
    assert plan.emergency


def test_sunscreen_waits_a_day_and_then_is_asked_for() -> None:
    first, second = aftercare(FACE).days[:2]
    assert any("No sunscreen" in line for line in first.dont)
    assert not any("sunscreen" in line for line in first.do)
    assert any("sunscreen" in line for line in second.do)


def test_every_item_has_a_reason_and_sources() -> None:
    for item in aftercare(FACE).items:
        assert item.why
        assert item.sources
        assert item.from_day <= item.to_day


def test_scalp_and_minoxidil_bring_their_own_lines() -> None:
    scalp = aftercare(Session.read({"date": "2026-03-16", "zones": "scalp"}))
    assert any(item.topic == "minoxidil" for item in scalp.items)
    assert not any(item.topic == "make-up" for item in scalp.items)
    assert not any(item.topic == "minoxidil" for item in aftercare(FACE).items)
    both = aftercare(Session.read({"date": "2026-03-16", "zones": ["scalp", "forehead"]}))
    assert {"minoxidil", "make-up"} <= {item.topic for item in both.items}


def test_what_is_normal_and_when_to_call_stand_on_their_days() -> None:
    days = aftercare(FACE).days
    assert any("sunburn" in line for line in days[1].expect)
    assert not any("sunburn" in line for line in days[5].expect)
    assert all(day.call_if for day in days[:15])


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_every_item_stands_on_exactly_its_days(date: dt.date) -> None:
    plan = aftercare(Session(date=date, zones=("cheek_left",)))
    for item in plan.items:
        for day in plan.days:
            shown = item.text in (day.do if item.kind == "do" else day.dont)
            assert shown == (item.from_day <= day.day <= item.to_day)


def test_zones_may_be_a_mapping_and_the_date_may_have_an_hour() -> None:
    held = Session.read({"date": "2026-03-16T14:30", "zones": {"scalp": {"depth_mm": 1}}})
    assert str(held.time) == "14:30:00"
    assert any(item.topic == "minoxidil" for item in aftercare(held).items)
