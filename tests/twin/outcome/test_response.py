"""What a course makes of collagen beside the histology series': its size and its phase."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol.record.outcome import Protocol
from neocol.twin.members import Members, reference_needling
from neocol.twin.needling import Needling
from neocol.twin.outcome.course import Reading, readings
from neocol.twin.outcome.response import LEAST, Response, anchor_course, response
from neocol.twin.priors import draw_members
from neocol.twin.skin import Skin

MEMBERS: Members = draw_members(Skin(), 24, 3)
COURSE, BIOPSY = anchor_course()
WITHIN = 0.03
"""What the solver's tolerance and the days that are looked at leave of a logarithm."""


def course(
    sessions: int, interval: float = 28.0, after: float = 56.0, **needling: float
) -> Reading:
    held = reference_needling()
    needle = Needling(
        held.device,
        needling.get("needle_mm", held.needle_mm),
        needling.get("density", held.punctures_per_cm2),
    )
    days = [i * interval for i in range(sessions)]
    return Reading(tuple((day, needle) for day in days), days[-1] + after)


def of(*found: Reading) -> Response:
    return response(MEMBERS, found)


def test_the_series_own_course_is_its_own_measure() -> None:
    found = of(Reading(COURSE, BIOPSY))
    assert found.log_size == pytest.approx(np.zeros(MEMBERS.size), abs=1e-9)
    assert found.log_phase == pytest.approx(np.zeros(MEMBERS.size), abs=1e-9)


@settings(max_examples=12)
@given(st.integers(1, 8), st.sampled_from([7.0, 28.0, 60.0]))
def test_more_sessions_never_make_a_smaller_response(sessions: int, interval: float) -> None:
    fewer, more = of(course(sessions, interval)), of(course(sessions + 1, interval))
    assert (more.log_size >= fewer.log_size - WITHIN).all()


def test_more_sessions_make_a_larger_response() -> None:
    found = [of(course(n)).log_size for n in (1, 2, 4)]
    assert (np.diff(found, axis=0) > 0).all()


@pytest.mark.parametrize("change", [{"density": 80.0}, {"needle_mm": 0.8}])
def test_less_injury_makes_a_smaller_response(change: dict[str, float]) -> None:
    assert (of(course(5, **change)).log_size < of(course(5)).log_size - WITHIN).all()


def test_who_is_judged_early_shows_less_of_it() -> None:
    early = of(course(5, after=3.0))
    later = of(course(5, after=60.0))
    assert (early.log_phase < 0).all()
    assert (early.log_phase < later.log_phase).all()
    assert early.log_size == pytest.approx(later.log_size, abs=WITHIN)
    before_the_last = of(Reading(COURSE, COURSE[1][0]))
    assert (before_the_last.log_phase < early.log_phase).all()


def test_a_gain_that_has_not_begun_is_read_as_hardly_any() -> None:
    found = of(Reading(COURSE, 0.0))
    assert np.isfinite(found.log_phase).all()
    assert (found.log_phase < np.log(5 * LEAST)).all()


def test_years_later_most_of_it_is_gone() -> None:
    late = of(course(5, after=3_650.0))
    assert np.isfinite(late.log_phase).all()
    assert np.median(late.log_phase) < -0.3


def test_members_share_the_readings_out_in_turn() -> None:
    every = readings(Protocol(), 2)
    found = of(*every)
    for k in (0, 5, 15):
        alone = of(every[k])
        which = np.arange(k, MEMBERS.size, len(every))
        assert found.log_size[which] == pytest.approx(alone.log_size[which], abs=1e-6)
        assert found.log_phase[which] == pytest.approx(alone.log_phase[which], abs=1e-6)


def test_only_rates_count_not_whose_skin_it_is() -> None:
    other = draw_members(Skin(site="abdomen", fitzpatrick="VI"), MEMBERS.size, 3)
    one, two = of(course(3)), response(other, (course(3),))
    assert one.log_size == pytest.approx(two.log_size, abs=1e-3)


def test_more_readings_than_members_is_no_harm() -> None:
    found = response(MEMBERS.take([0, 1]), readings(Protocol(), 2))
    assert found.log_size.shape == (2,)
    assert np.isfinite(found.log_size).all()
