"""Check-ins: asked on their days, and missed ones are noticed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from neocol.record import CheckIn
from neocol.recovery import messages
from neocol.recovery.checkins import check_ins, missed

SESSION = dt.date(2026, 3, 16)
SAY = messages("en")


def states(today: int, *answers: CheckIn) -> dict[int, str]:
    plan = check_ins(SESSION, answers, SESSION + dt.timedelta(days=today), SAY)
    return {held.day: held.state for held in plan}


def test_the_days_and_their_few_questions() -> None:
    plan = check_ins(SESSION, (), SESSION, SAY)
    assert [held.day for held in plan] == [1, 3, 7, 14, 30, 90]
    assert all(1 <= len(held.questions) <= 4 for held in plan)
    assert [held.day for held in plan if held.photo] == [30, 90]


def test_what_was_not_answered_is_noticed() -> None:
    assert states(0) == dict.fromkeys((1, 3, 7, 14, 30, 90), "later")
    assert states(1)[1] == "due"
    assert states(3)[1] == "due"
    assert states(4)[1] == "missed"
    late = check_ins(SESSION, (), SESSION + dt.timedelta(days=10), SAY)
    assert len(missed(late, SAY)) == 3


def test_an_answer_counts_for_the_last_check_in_before_it() -> None:
    day_four = CheckIn(day_after_session=4)
    assert states(10, day_four)[3] == "done"
    assert states(10, day_four)[1] == "missed"
    dated = CheckIn(date=SESSION + dt.timedelta(days=8))
    assert states(10, dated)[7] == "done"
    assert states(10, CheckIn(patient_words="no day"))[7] == "missed"


@given(st.integers(0, 200), st.lists(st.floats(0, 200), max_size=6))
def test_no_check_in_is_both_answered_and_missed(today: int, days: list[float]) -> None:
    answered = [CheckIn(day_after_session=day) for day in days]
    for day, state in states(today, *answered).items():
        assert (state == "later") <= (today < day)
        assert (state == "missed") <= (today > day)
