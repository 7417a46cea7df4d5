"""Dose laws: alike for the histology series' course, and never less for more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.twin.outcome.laws import LAWS, sizes

SIZES = st.floats(-6, 3)
SATURATIONS = st.floats(0.05, 20)
LINEAR, SATURATING, FLAT = (LAWS.index(law) for law in ("linear", "saturating", "flat"))


@given(SATURATIONS)
def test_all_laws_agree_on_the_course_of_the_series(saturation: float) -> None:
    assert sizes(np.zeros(1), saturation) == pytest.approx(np.ones((len(LAWS), 1)))


@given(SIZES, SIZES, SATURATIONS)
def test_more_injury_never_makes_less(one: float, other: float, saturation: float) -> None:
    less, more = sorted((one, other))
    found = sizes(np.array([less, more]), saturation)
    assert (found > 0).all()
    assert (np.diff(found, axis=1) >= 0).all()
    assert found[FLAT].tolist() == [1.0, 1.0]


@given(SIZES, SATURATIONS)
def test_the_saturating_law_lies_between_the_others(log_size: float, saturation: float) -> None:
    found = sizes(np.array([log_size]), saturation)[:, 0]
    low, high = sorted((found[LINEAR], found[FLAT]))
    assert low - 1e-9 <= found[SATURATING] <= high + 1e-9
    assert found[LINEAR] == pytest.approx(np.exp(log_size))


def test_the_saturating_law_ends_at_either_other() -> None:
    log_size = np.array([-2.0, -0.5, 0.5, 1.0])
    assert sizes(log_size, 1e4)[SATURATING] == pytest.approx(np.exp(log_size), rel=1e-3)
    assert sizes(log_size, 1e-2)[SATURATING] == pytest.approx(np.ones(4), rel=1e-3)
    at = sizes(np.log(np.array([1.0, 1e6])), 1.0)[SATURATING]
    assert at[0] / at[1] == pytest.approx(1 - np.exp(-1))  # 63 % of all it can


def test_shapes_broadcast() -> None:
    assert sizes(np.zeros((4, 3)), np.ones((4, 1))).shape == (len(LAWS), 4, 3)
