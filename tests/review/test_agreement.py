"""Agreement of raters against published numbers, hand-made ones, and exact intervals."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import f as f_distribution

from neocol.record import RecordError
from neocol.review.agreement import icc, limits_of_agreement, weighted_kappa

# Shrout & Fleiss 1979, table 2: six subjects, four judges; one row a judge.
SHROUT_FLEISS = [
    [9, 6, 8, 7, 10, 6],
    [2, 1, 4, 1, 5, 2],
    [5, 3, 6, 2, 6, 4],
    [8, 2, 8, 6, 9, 7],
]


MODELS = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)")


@pytest.mark.parametrize(("model", "published"), list(zip(MODELS, (0.17, 0.29, 0.71), strict=True)))
def test_icc_of_shrout_and_fleiss(model: Any, published: float) -> None:
    found = icc(SHROUT_FLEISS, model=model)
    assert round(found.value, 2) == published
    assert (found.raters, found.subjects, found.statistic) == (4, 6, model)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high


def _exact(ratings: np.ndarray, model: str) -> tuple[float, float]:
    """The interval as McGraw & Wong print it, with SciPy's quantiles and plain sums."""
    k, n = ratings.shape
    grand = ratings.mean()
    msr = k * ((ratings.mean(axis=0) - grand) ** 2).sum() / (n - 1)
    msc = n * ((ratings.mean(axis=1) - grand) ** 2).sum() / (k - 1)
    total = ((ratings - grand) ** 2).sum()
    mse = (total - msr * (n - 1) - msc * (k - 1)) / ((n - 1) * (k - 1))
    msw = (total - msr * (n - 1)) / (n * (k - 1))
    if model == "ICC(2,1)":
        rho = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
        a = k * rho / (n * (1 - rho))
        b = 1 + k * rho * (n - 1) / (n * (1 - rho))
        v = (a * msc + b * mse) ** 2 / (
            (a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1))
        )
        low, high = f_distribution.ppf(0.975, n - 1, v), f_distribution.ppf(0.975, v, n - 1)
        error = k * msc + (k * n - k - n) * mse
        return (
            n * (msr - low * mse) / (low * error + n * msr),
            n * (high * msr - mse) / (error + n * high * msr),
        )
    error, free = (msw, n * (k - 1)) if model == "ICC(1,1)" else (mse, (n - 1) * (k - 1))
    low = msr / error / f_distribution.ppf(0.975, n - 1, free)
    high = msr / error * f_distribution.ppf(0.975, free, n - 1)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("subjects", [6, 12, 60])
def test_the_interval_is_the_exact_one(model: Any, subjects: int) -> None:
    rng = np.random.default_rng(subjects)
    ratings = rng.normal(0, 1.5, subjects) + rng.normal(0, 1, (3, subjects))
    ratings += np.array([[0.0], [0.8], [-0.3]])
    found = icc(ratings.tolist(), model=model)
    assert (found.low, found.high) == pytest.approx(_exact(ratings, model), abs=0.01)
    few = icc(SHROUT_FLEISS, model=model)
    expected = _exact(np.array(SHROUT_FLEISS, dtype=float), model)
    assert (few.low, few.high) == pytest.approx(expected, abs=0.01)


def test_icc_forgives_or_counts_a_constant_difference() -> None:
    one = [1.0, 2, 3, 4, 5]
    shifted = [value + 2 for value in one]
    assert icc([one, shifted], model="ICC(3,1)").value == pytest.approx(1)
    assert icc([one, shifted]).value < 0.6
    assert icc([one, one]).value == 1


# Three grades, two raters, 20 subjects: rows are the first rater's grades.
TABLE = [[5, 2, 0], [1, 4, 2], [0, 1, 5]]


def _spread(table: list[list[int]]) -> list[list[float]]:
    pairs = [(i + 1, j + 1) for i, j in product(range(3), repeat=2) for _ in range(table[i][j])]
    return [[float(a) for a, _ in pairs], [float(b) for _, b in pairs]]


def _by_hand(table: list[list[int]], power: int) -> Fraction:
    n = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(3)]
    apart = {(i, j): abs(i - j) ** power for i, j in product(range(3), repeat=2)}
    observed = sum(Fraction(apart[i, j] * table[i][j], n) for i, j in apart)
    expected = sum(Fraction(apart[i, j] * rows[i] * columns[j], n * n) for i, j in apart)
    return 1 - observed / expected


def test_kappa_by_hand() -> None:
    """Rows sum to 7, 7, 6 and columns to 6, 7, 7.

    Linear: observed 6/20; expected (7·7 + 7·6 + 7·7 + 6·7 + 2·(7·7 + 6·6))/400 = 352/400.
    """
    assert _by_hand(TABLE, 1) == 1 - Fraction(6, 20) / Fraction(352, 400) == Fraction(29, 44)
    ratings = _spread(TABLE)
    linear = weighted_kappa(ratings, weights="linear")
    quadratic = weighted_kappa(ratings)
    assert linear.value == pytest.approx(29 / 44)
    assert quadratic.value == pytest.approx(float(_by_hand(TABLE, 2)))
    for found in (linear, quadratic):
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.value < found.high <= 1


def test_two_grades_are_cohens_plain_kappa() -> None:
    """The textbook 2 by 2: 20, 5, 10, 15 of 50 gives 0.4."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    ratings = [[a for a, _ in pairs], [b for _, b in pairs]]
    for weights in ("linear", "quadratic"):
        assert weighted_kappa(ratings, weights=weights).value == pytest.approx(0.4)


grades = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=4, max_size=30)


@given(grades)
def test_quadratic_kappa_is_lins_concordance(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array(row, dtype=float) for row in zip(*pairs, strict=True))
    assume(first.std() > 0 or second.std() > 0)
    lin = (
        2
        * np.cov(first, second, ddof=0)[0, 1]
        / (first.var() + second.var() + (first.mean() - second.mean()) ** 2)
    )
    found = weighted_kappa([first.tolist(), second.tolist()])
    assert found.value == pytest.approx(lin)
    assert weighted_kappa([second.tolist(), first.tolist()]).value == pytest.approx(found.value)


def test_words_are_ranked_by_the_scale() -> None:
    scale = ["I", "II", "III", "IV"]
    words = [["I", "II", "IV", "II"], ["I", "III", "IV", "I"]]
    numbers = [[0, 1, 3, 1], [0, 2, 3, 0]]
    assert weighted_kappa(words, grades=scale) == weighted_kappa(numbers)
    with pytest.raises(RecordError, match=r"ratings\.0\.0: accepted: numbers, or give grades"):
        weighted_kappa(words)
    with pytest.raises(RecordError, match="accepted: I, II"):
        weighted_kappa(words, grades=["I", "II"])


def test_several_raters_are_averaged_over_pairs() -> None:
    rows = [[1, 2, 3, 4, 2], [1, 2, 4, 4, 1], [2, 2, 3, 4, 2]]
    pairs = [(0, 1), (0, 2), (1, 2)]
    mean = np.mean([weighted_kappa([rows[i], rows[j]]).value for i, j in pairs])
    found = weighted_kappa(rows)
    assert found.value == pytest.approx(mean)
    assert "mean of 3 raters' pairs" in found.statistic
    limits = limits_of_agreement(rows)
    assert [one.raters for one in limits] == pairs


def test_limits_of_agreement() -> None:
    """Differences −1, 1, 2, 2: mean 1, standard deviation √2."""
    found = limits_of_agreement([[1, 2, 3, 4], [0, 3, 5, 6]])[0]
    assert found.bias == 1
    assert found.lower == pytest.approx(1 - 1.96 * 2**0.5)
    assert found.upper == pytest.approx(1 + 1.96 * 2**0.5)
    assert found.lower_low <= found.lower <= found.lower_high
    assert found.bias_low <= found.bias <= found.bias_high


def test_the_same_ratings_give_the_same_interval() -> None:
    assert icc(SHROUT_FLEISS) == icc(SHROUT_FLEISS)
    other = icc(SHROUT_FLEISS, seed=1)
    assert other.value == icc(SHROUT_FLEISS).value
    assert other.low == pytest.approx(icc(SHROUT_FLEISS).low, abs=0.01)


def test_an_interval_says_when_resamples_had_no_variation() -> None:
    found = weighted_kappa([[1, 1, 1, 2], [1, 1, 1, 2]])
    assert "no variation" in found.note
    assert (found.value, found.low, found.high) == (1, 1, 1)


@pytest.mark.parametrize("statistic", [weighted_kappa, icc, limits_of_agreement])
@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ([], "at least two raters"),
        ([[1, 2, 3]], "at least two raters"),
        ([[1, 2, 3], [1, 2]], "same subjects"),
        ([[1], [2]], "at least two subjects"),
        ([[], []], "at least two subjects"),
        ([[3, 3, 3], [3, 3, 3]], "no variation"),
        ([[3, 3, 3], [2, 2, 2]], "no variation"),
        ([[1, 2, float("nan")], [1, 2, 3]], "missing or no finite"),
    ],
)
def test_what_cannot_be_told_is_refused(statistic: Any, ratings: Any, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        statistic(ratings)


def test_a_constant_pair_among_others_is_refused() -> None:
    with pytest.raises(RecordError, match="one same grade throughout"):
        weighted_kappa([[1, 1, 1], [1, 1, 1], [1, 2, 3]])
    with pytest.raises(RecordError, match="between subjects"):
        icc([[1.0, 2], [2, 1]])


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.floats(-50, 50), min_size=5, max_size=5), min_size=2, max_size=4),
    st.permutations(range(5)),
)
def test_icc_does_not_depend_on_the_order_of_subjects(
    rows: list[list[float]], order: list[int]
) -> None:
    table = np.array(rows)
    assume(table.mean(axis=0).std() > 1e-3)
    for model in MODELS:
        found = icc(rows, model=model)
        assert found.value <= 1 + 1e-9
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.high + 1e-9
        shuffled = table[:, order].tolist()
        again = icc(shuffled, model=model)
        assert again.value == pytest.approx(found.value, abs=1e-6)
