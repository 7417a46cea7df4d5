"""Likelihood terms against independent sums: densities, integrals and counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import binom, multivariate_normal, norm

from neocol.cohort import likelihood
from neocol.cohort.design import NOT_SAID, Placed

DRAWS = 6
LEAST = 0.1


def placed(rows: int, seed: int = 0, **given_values: object) -> Placed:
    """Return rows of which some share a study, a scale and a protocol."""
    rng = np.random.default_rng(seed)
    whole = {
        name: np.array(given_values.get(name, rng.integers(0, 3, rows)), dtype=np.int64)
        for name in ("cohort", "group", "scale", "protocol", "combination")
    }
    n = np.array(given_values.get("n", rng.integers(5, 60, rows)), dtype=float)
    return Placed(
        **whole,
        log_sessions=np.zeros(rows),
        n=n,
        extra_sd=np.array(given_values.get("extra_sd", np.zeros(rows)), dtype=float),
        threshold=np.array(given_values.get("threshold", np.full(rows, 0.5)), dtype=float),
        value=np.array(given_values.get("value", rng.normal(0.5, 0.3, rows)), dtype=float),
    )


def covariance_of(rows: Placed, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    scales = np.abs(rng.normal(0.2, 0.05, (3, DRAWS)))
    own = np.abs(rng.normal(0.1, 0.05, (DRAWS, rows.n.size)))
    return likelihood.covariance(rows, *scales, own), rng.normal(0.5, 0.2, (DRAWS, rows.n.size))


@given(st.integers(1, 7), st.integers(0, 200))
def test_rows_together_are_a_multivariate_normal(rows: int, seed: int) -> None:
    held = placed(rows, seed)
    spread, mean = covariance_of(held, seed)
    found = likelihood.together(held.value, mean, spread, np.ones(rows))
    expected = [
        multivariate_normal(m, s).logpdf(held.value) + rows / 2 * np.log(2 * np.pi)
        for m, s in zip(mean, spread, strict=True)
    ]
    assert found == pytest.approx(expected, abs=1e-8)


@given(
    st.lists(st.booleans(), min_size=2, max_size=6).filter(any),
    st.integers(0, 100),
    st.floats(-1e3, 1e3),
)
def test_rows_that_are_left_out_leave_the_density_of_the_others(
    counts: list[bool], seed: int, other: float
) -> None:
    kept = np.array(counts)
    held = placed(kept.size, seed)
    spread, mean = covariance_of(held, seed)
    value = np.where(kept, held.value, other)
    found = likelihood.together(value, mean, spread, kept.astype(float))
    rest = likelihood.together(
        held.value[kept], mean[:, kept], spread[:, kept][:, :, kept], np.ones(kept.sum())
    )
    assert found - found[0] == pytest.approx(rest - rest[0], abs=1e-9)


def test_no_rows_say_nothing() -> None:
    none = likelihood.together(np.zeros(0), np.zeros((4, 0)), np.zeros((4, 0, 0)), np.zeros(0))
    assert none.tolist() == [0.0] * 4


def test_the_covariance_says_who_shares_what() -> None:
    rows = placed(
        3, cohort=[0, 0, 1], scale=[0, 1, 1], protocol=[0, 1, 0], n=[10, 20, 40],
        extra_sd=[0, 0, 0.3],
    )  # fmt: skip
    study, scale, person = (np.array([sd]) for sd in (0.2, 0.1, 0.3))
    own = np.array([[0.05, 0.06, 0.07]])
    (found,) = likelihood.covariance(rows, study, scale, person, own)
    diagonal = 0.2**2 + 0.1**2 + 0.3**2 / rows.n + own[0] ** 2 + rows.extra_sd**2
    assert np.diag(found) == pytest.approx(diagonal)
    assert found[0, 1] == pytest.approx(0.2**2)
    assert found[1, 2] == pytest.approx(0.1**2)
    assert found[0, 2] == pytest.approx(0.05 * 0.07)
    (without,) = likelihood.covariance(rows, study, scale, person)
    assert np.diag(without) == pytest.approx(diagonal - own[0] ** 2)


@given(st.integers(0, 60), st.integers(1, 60), st.floats(1e-6, 1 - 1e-6))
def test_counts_are_binomial(hits: int, people: int, chance: float) -> None:
    hits = min(hits, people)
    found = likelihood.binomial(np.array(hits), np.array(people), np.array(chance))
    assert found == pytest.approx(binom.logpmf(hits, people, chance), abs=1e-8)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_chance_of_none_or_all_is_no_infinity(chance: float) -> None:
    for hits in (0.0, 3.0, 10.0):
        assert np.isfinite(likelihood.binomial(np.array(hits), np.array(10.0), np.array(chance)))


@settings(max_examples=40)
@given(
    st.integers(0, 40),
    st.integers(1, 40),
    st.floats(0, 1.5),
    st.floats(0.05, 1.0),
    st.floats(0.15, 0.6),
    st.sampled_from([0.25, 0.5, 0.75, NOT_SAID]),
)
def test_responders_agree_with_the_integral(
    hits: int, people: int, mean: float, ratio: float, person: float, threshold: float
) -> None:
    """The number who respond, over all that a study's own mean may be."""
    hits, between = min(hits, people), ratio * person
    rows = placed(1, n=[people], value=[hits], threshold=[threshold])
    found = likelihood.responders(
        np.array([[mean]]),
        np.array([[between]]),
        rows,
        np.array([person]),
        np.array([LEAST]),
    )[0, 0]
    wanted = LEAST if threshold == NOT_SAID else threshold

    def chance(at: float) -> float:
        return float(ndtr((at + np.log(1.0 - wanted)) / person))

    ends = (mean - 8 * between, mean + 8 * between)
    whole = quad(
        lambda at: norm.pdf(at, mean, between) * binom.pmf(hits, people, chance(at)),
        *ends,
        limit=400,
        points=[mean],
    )[0]
    if whole > 1e-4:
        assert found == pytest.approx(np.log(whole), abs=0.02)


def test_responders_are_exact_where_studies_differ_by_no_more_than_people() -> None:
    rows = placed(1, n=[30], value=[22], threshold=[0.5])
    found = likelihood.responders(
        np.array([[0.9]]), np.array([[0.15]]), rows, np.array([0.3]), np.array([LEAST])
    )[0, 0]
    whole = quad(
        lambda at: (
            norm.pdf(at, 0.9, 0.15) * binom.pmf(22, 30, float(ndtr((at + np.log(0.5)) / 0.3)))
        ),
        -0.5,
        2.3,
        limit=400,
    )[0]
    assert found == pytest.approx(np.log(whole), abs=2e-3)


def test_the_chances_of_all_counts_are_one() -> None:
    people = 12
    rows = placed(people + 1, n=[people] * (people + 1), value=range(people + 1))
    found = likelihood.responders(
        np.full((1, people + 1), 0.8),
        np.full((1, people + 1), 0.3),
        rows,
        np.array([0.3]),
        np.array([LEAST]),
    )
    assert np.exp(found).sum() == pytest.approx(1.0)


@given(st.floats(-1, 3), st.floats(0.01, 0.89), st.floats(0.05, 1))
def test_a_share_is_a_chance_and_falls_with_what_is_asked(
    mean: float, threshold: float, person: float
) -> None:
    one, more = (
        float(likelihood.share(*(np.array(v) for v in (mean, t, person, LEAST))))
        for t in (threshold, threshold + 0.05)
    )
    assert 0 <= more <= one <= 1
    # half of the people pass what the mean itself reaches
    exact = likelihood.share(
        *(np.array(v) for v in (-np.log1p(-threshold), threshold, person, LEAST))
    )
    assert exact == pytest.approx(0.5)


def test_normal_and_spreads_are_normal_densities() -> None:
    value, mean, sd = np.array([0.1, 2.0]), np.array([[0.0, 1.0]]), 0.4
    constant = np.log(2 * np.pi) / 2
    assert likelihood.normal(value, mean, sd) + 0.0 == pytest.approx(
        norm.logpdf(value, mean, sd) + constant
    )
    found = likelihood.person_spreads(np.array([0.3, 0.2]), 0.35, np.array([0.25]))
    expected = norm.logpdf(np.log(0.25), np.log([[0.3], [0.2]]), 0.35) + constant
    assert found == pytest.approx(expected)
