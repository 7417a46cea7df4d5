"""A plan made again goes on from what was really done, and weighs what was measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from neocol.planning import what_if
from neocol.record import Course, RecordError, ZoneSetting
from tests.planning.asked import consulted, first, offered
from tests.planning.checker import Checked, violations

SCORE = "goodman_baron_quantitative"
AFTER = "2026-05-18"


def sessions(count: int, start: str = "2026-01-05", gap: int = 28, **more: Any) -> list[Any]:
    """Return sessions of both cheeks that were done."""
    begin = dt.date.fromisoformat(start)
    usual = {"depth_mm": 1.5, "passes": 16, "zones": ["cheeks"], "device": "pen"}
    return [
        {"date": str(begin + dt.timedelta(days=gap * k)), **usual, **more} for k in range(count)
    ]


def scores(before: float, after: float) -> list[dict[str, Any]]:
    return [
        {"date": "2026-01-02", "measure": SCORE, "value": before},
        {"date": AFTER, "measure": SCORE, "value": after},
    ]


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_any_study_had_goes_on(count: int) -> None:
    told = {"on": "2026-03-02", "done": sessions(count, gap=28)}
    found = offered(**told)
    assert first(found).sessions == 3 - count
    assert found.progress is not None
    assert found.progress.sessions == count
    assert "Stopping here" in found.without_treatment
    assert first(found).extrapolation == ()
    assert violations(Checked(*consulted(**told)), found) == []


def test_the_next_session_waits_for_the_last() -> None:
    found = offered(on="2026-01-06", done=sessions(1))
    assert first(found).dates[0] == dt.date(2026, 2, 2)


def test_after_a_whole_course_without_a_measure_nothing_more_is_recommended() -> None:
    found = offered(on=AFTER, done=sessions(3))
    assert first(found).role == "no_treatment"
    assert first(found).label == "No further sessions"
    assert found.progress is not None
    assert found.progress.measures == ()
    assert found.progress.effective_members == pytest.approx(found.search.members)


def _likely_to_gain_more(after: float) -> tuple[float, float]:
    """Return how likely two more sessions are to help, and how many members still count."""
    held, candidacy = consulted(on=AFTER, done=sessions(3), measures=scores(20.0, after))
    course = Course(
        zones={"cheek_left": ZoneSetting(depth_mm=1.5, passes=16)},
        days=(0, 28),
    )
    found = what_if(course, held, candidacy)
    progress = offered(on=AFTER, done=sessions(3), measures=scores(20.0, after)).progress
    assert progress is not None
    assert progress.measures
    return found.benefits[0].likely, progress.effective_members


def test_who_answered_well_is_likelier_to_gain_more() -> None:
    (strong, some), (none, most) = _likely_to_gain_more(5.0), _likely_to_gain_more(20.0)
    assert strong > none
    assert some < 1024
    assert most < 1024


def test_after_no_response_nothing_more_is_recommended() -> None:
    found = offered(on=AFTER, done=sessions(3), measures=scores(20.0, 20.0))
    assert first(found).label == "No further sessions"


def test_a_measure_that_is_not_of_the_concern_is_named_and_not_used() -> None:
    odd = [
        {"date": "2026-01-02", "measure": "tewl", "value": 9.0},
        {"date": AFTER, "measure": "tewl", "value": 5.0},
    ]
    found = offered(on=AFTER, done=sessions(3), measures=odd)
    assert found.progress is not None
    assert found.progress.measures == ()
    assert any("tewl" in note for note in found.progress.notes)
    assert found.options == offered(on=AFTER, done=sessions(3)).options


def test_a_score_without_one_before_it_is_not_used() -> None:
    found = offered(on=AFTER, done=sessions(3), measures=scores(20.0, 10.0)[1:])
    assert found.progress is not None
    assert found.progress.measures == ()
    assert any("nothing to compare" in note for note in found.progress.notes)


def test_no_measure_of_one_person_leaves_too_few_members_unsaid() -> None:
    found = offered(on=AFTER, done=sessions(3), measures=scores(20.0, 2.0))
    assert found.progress is not None
    assert found.progress.effective_members >= 50 or found.progress.notes


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (sessions(1, zones=["moon"]), "done.0.zones"),
        (sessions(1, start="2026-07-01"), "it is not done yet"),
        (sessions(2, gap=0), "two sessions on one day"),
        (sessions(1, depth_mm=None), "done.0.depth_mm"),
        (sessions(1, device="rf_needling"), "done.0"),
    ],
)
def test_a_session_that_cannot_be_followed_is_refused_by_name(done: list[Any], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        offered(on=AFTER, done=done)


def test_a_device_that_nobody_can_follow_is_named() -> None:
    with pytest.raises(RecordError, match=r"rf.needling") as raised:
        offered(on=AFTER, done=sessions(1, device="rf_needling"))
    assert "no evidence" not in str(raised.value)


def test_sessions_count_for_the_wish_of_their_number() -> None:
    found = offered(on="2026-03-02", done=sessions(1), preferences={"max_sessions": 3})
    assert first(found).sessions == 2


@pytest.mark.parametrize("count", [6, 13])
def test_after_more_than_any_study_had_stopping_is_an_option(count: int) -> None:
    found = offered(
        concerns="wrinkles",
        on="2026-05-18",
        done=sessions(count, start="2025-04-01"),
    )
    assert first(found).label == "No further sessions"


def test_when_all_wished_sessions_were_done_stopping_is_an_option() -> None:
    found = offered(on=AFTER, done=sessions(3), preferences={"max_sessions": 3})
    assert first(found).label == "No further sessions"


def test_a_session_elsewhere_is_none_of_this_course() -> None:
    found = offered(on="2026-03-02", done=sessions(1, zones=["forehead"]))
    assert first(found).sessions == 3


def test_what_was_done_years_ago_is_no_course_to_go_on_with() -> None:
    found = offered(on=AFTER, done=sessions(2, start="2020-01-06"))
    told = (*first(found).extrapolation, *first(found).caveats, *first(found).why)
    assert first(found).sessions >= 3 or any("last session" in text for text in told)


def test_hair_needled_years_ago_gets_a_new_course() -> None:
    found = offered(
        on=AFTER,
        done=sessions(1, start="2020-01-06", zones=["scalp"]),
        concerns="hair loss",
        planned_areas="scalp",
    )
    assert first(found).sessions >= 3
    assert found.progress is not None
    assert any("a new course" in text for text in found.progress.notes)
