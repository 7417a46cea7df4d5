"""Sessions go around the days to avoid: not before them, not in them, not too soon after."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol import evidence
from neocol.record import AvoidedDates
from tests.planning.asked import consulted, first, offered
from tests.planning.checker import Checked, blocked_days, violations

ON = dt.date(2026, 3, 16)


def around(*avoid: dict[str, Any], **more: Any) -> tuple[dt.date, ...]:
    """Return the dates of somebody's recommended course, checked against every limit."""
    told = {"planned_areas": "left cheek", "preferences": {"avoid": list(avoid)}, **more}
    found = offered(**told)
    assert violations(Checked(*consulted(**told)), found) == []
    return first(found).dates


def test_with_nothing_to_avoid_it_begins_today() -> None:
    assert around() == (ON, dt.date(2026, 4, 13), dt.date(2026, 5, 11))


def test_days_away_are_left_out_and_nothing_more() -> None:
    dates = around({"from": "2026-04-10", "to": "2026-04-14"})
    assert dates == (ON, dt.date(2026, 4, 15), dt.date(2026, 5, 13))


def test_needled_skin_keeps_out_of_the_sun_before_and_a_tan_fades_after() -> None:
    before = evidence.calendar_item("A-004").days[1]
    window = evidence.rule("C-052").window
    assert window is not None
    sun = {"from": "2026-04-25", "to": "2026-04-26", "kind": "sun"}
    dates = around(sun)
    first_day, last_day = dt.date(2026, 4, 25), dt.date(2026, 4, 26)
    for date in dates:
        assert date < first_day - dt.timedelta(days=before) or date > last_day + dt.timedelta(
            days=window.default
        )
    gaps = [(later - earlier).days for earlier, later in pairwise(dates)]
    assert max(gaps) <= 42


def test_redness_is_over_before_an_event() -> None:
    calm = evidence.span("risks.downtime.redness", "d")[2]
    for day in (11, 14, 20, 21):
        event = dt.date(2026, 4, day)
        dates = around({"from": str(event), "to": str(event), "kind": "event"})
        for date in dates:
            assert date > event or (event - date).days > calm


def test_nothing_is_before_the_day_that_candidacy_names() -> None:
    filler = [{"text": "filler", "days_before_consult": 4}]
    assert around(recent_procedures=filler)[0] == dt.date(2026, 3, 26)


def test_nothing_is_before_the_day_that_the_person_names() -> None:
    assert offered(preferences={"not_before": "2026-09-01"}).options[0].dates[0] == dt.date(
        2026, 9, 1
    )


def test_gaps_only_grow_and_no_further_than_studies_had() -> None:
    for day in (2, 10, 20):
        away = dt.date(2026, 4, 1) + dt.timedelta(days=day)
        dates = around({"from": str(away), "to": str(away + dt.timedelta(days=9))})
        gaps = [(later - earlier).days for earlier, later in pairwise(dates)]
        assert min(gaps) >= 28
        assert max(gaps) <= 42


def test_what_cannot_be_gone_around_waits() -> None:
    months = [{"from": f"2026-{month:02d}-01", "to": f"2026-{month:02d}-24"} for month in (4, 5, 6)]
    long = {"from": "2026-07-05", "to": "2026-09-30"}
    dates = around(*months, long)
    assert dates[0] == dt.date(2026, 10, 1) or max(
        (b - a).days for a, b in pairwise(dates)
    ) <= 42  # fmt: skip


def test_a_course_that_was_moved_still_lies_inside_a_study() -> None:
    told = {
        "planned_areas": "nose",
        "preferences": {"avoid": [{"from": "2026-04-10", "to": "2026-04-20"}]},
    }
    found = first(offered(**told))
    assert found.sessions == 6
    assert found.extrapolation == ()


def test_the_timeline_shows_what_is_avoided_and_why() -> None:
    avoid = [{"from": "2026-05-20", "to": "2026-05-30", "kind": "sun", "reason": "Crete"}]
    found = first(offered(preferences={"avoid": avoid}))
    (item,) = (one for one in found.timeline if one.kind == "avoid")
    assert item.text == "Crete"
    assert item.dates[0] < dt.date(2026, 5, 20)
    assert item.dates[1] > dt.date(2026, 5, 30)
    assert item.sources
    sessions = [one.dates[0] for one in found.timeline if one.kind == "session"]
    assert tuple(sessions) == found.dates


def test_a_stretch_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        AvoidedDates.model_validate({"from": "2026-05-20", "to": "2026-05-10"})


_STRETCH = st.builds(
    lambda day, length, kind: {
        "from": str(ON + dt.timedelta(days=day)),
        "to": str(ON + dt.timedelta(days=day + length)),
        "kind": kind,
    },
    st.integers(0, 150),
    st.integers(0, 40),
    st.sampled_from(["sun", "event", "away"]),
)


@settings(max_examples=8)
@given(st.lists(_STRETCH, max_size=4))
def test_no_calendar_puts_a_session_on_a_day_to_avoid(avoid: list[dict[str, Any]]) -> None:
    told = {"concerns": "melasma", "preferences": {"avoid": avoid}}
    held = Checked(*consulted(**told))
    found = offered(**told)
    assert violations(held, found) == []
    for begins, ends in blocked_days(held):
        assert not any(begins <= date.toordinal() <= ends for date in first(found).dates)
