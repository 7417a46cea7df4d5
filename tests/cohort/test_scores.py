"""How good predictions are: exact intervals, the ranked score, skill with its sign."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from neocol.cohort.scores import covered, ranked_score, skill

BAND = st.floats(-5, 5)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2527, 0.3676),  # Agresti and Coull's textbook case, exact method
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (15, 17, 0.6356, 0.9854),
    ],
)
def test_the_interval_of_a_share_is_clopper_and_pearson(
    hits: int, of: int, low: float, high: float
) -> None:
    found = covered([True] * hits + [False] * (of - hits))
    assert (found.hits, found.of, found.share) == (hits, of, hits / of)
    assert (found.low95, found.high95) == (
        pytest.approx(low, abs=6e-5),
        pytest.approx(high, abs=6e-5),
    )


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_it_is_scipys_exact_interval(inside: list[bool]) -> None:
    found = covered(inside)
    exact = binomtest(sum(inside), len(inside)).proportion_ci(0.95, "exact")
    assert (found.low95, found.high95) == (
        pytest.approx(exact.low, abs=1e-9),
        pytest.approx(exact.high, abs=1e-9),
    )


def test_nothing_counted_says_nothing() -> None:
    found = covered([])
    assert (found.share, found.low95, found.high95) == (None, 0.0, 1.0)


@pytest.mark.parametrize(
    ("mean", "sd", "value"), [(0, 1, 0), (0, 1, 2), (5, 3, -1), (-40, 12, -45)]
)
def test_the_ranked_score_is_the_normals_closed_form(mean: float, sd: float, value: float) -> None:
    draws = norm.ppf((np.arange(40_000) + 0.5) / 40_000, mean, sd)
    z = (value - mean) / sd
    closed = sd * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert ranked_score(draws, value) == pytest.approx(closed, rel=1e-3)


@given(st.lists(BAND, min_size=1, max_size=20), BAND)
def test_the_ranked_score_is_that_of_all_pairs(draws: list[float], value: float) -> None:
    x = np.array(draws)
    pairs = np.abs(x[:, None] - x).mean()
    assert ranked_score(x, value) == pytest.approx(np.abs(x - value).mean() - pairs / 2, abs=1e-9)


@given(BAND, BAND)
def test_one_certain_draw_scores_its_error(draw: float, value: float) -> None:
    assert ranked_score(np.array([draw]), value) == pytest.approx(abs(draw - value))
    assert ranked_score(np.full(50, draw), value) == pytest.approx(abs(draw - value))


def test_who_is_sharp_and_right_scores_least() -> None:
    rng = np.random.default_rng(1)
    wide, sharp, wrong = (rng.normal(m, s, 2_000) for m, s in ((0, 5), (0, 1), (8, 1)))
    scores = [ranked_score(draws, 0.2) for draws in (sharp, wide, wrong)]
    assert scores == sorted(scores)


def test_skill_is_below_nothing_where_the_product_is_better() -> None:
    better = {f"c{i}": [(4.0 + i % 3, 9.0 + i % 2)] for i in range(8)}
    found = skill(better, 1)
    assert found.difference < 0
    assert found.low95 <= found.difference <= found.high95 < 0
    assert (found.score, found.baseline_score, found.cohorts) == (
        pytest.approx(4.875),
        pytest.approx(9.5),
        8,
    )
    turned = skill({k: [(b, a) for a, b in rows] for k, rows in better.items()}, 1)
    assert turned.difference == pytest.approx(-found.difference)
    assert turned.low95 == pytest.approx(-found.high95)


def test_rows_of_one_cohort_are_no_more_than_one_witness() -> None:
    """Ten rows of two cohorts leave the interval as wide as two rows do."""
    few = {"a": [(1.0, 2.0)], "b": [(3.0, 2.0)]}
    many = {"a": [(1.0, 2.0)] * 5, "b": [(3.0, 2.0)] * 5}
    one, other = skill(few, 1), skill(many, 1)
    assert one.difference == other.difference == 0.0
    assert (one.low95, one.high95) == (other.low95, other.high95) == (-1.0, 1.0)


def test_the_same_seed_resamples_the_same() -> None:
    rng = np.random.default_rng(2)
    scores = {f"c{i}": [tuple(rng.normal(0, 1, 2))] for i in range(9)}
    assert skill(scores, 3) == skill(scores, 3)
    assert skill(scores, 3) != skill(scores, 4)
