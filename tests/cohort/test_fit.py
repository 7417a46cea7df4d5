"""The sampler: on a model whose posterior is known, and told honestly where it has not mixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from neocol.cohort.fit import Fit, _r_hat, fit, log_posterior
from neocol.cohort.parameters import Parameter, Parameters

Array = NDArray[np.float64]
PRIOR = np.array([0.5, -0.2])
WIDTH = np.array([0.8, 0.6])
NOISE = 0.4
COHORTS = ("a", "b", "c", "d", "e", "f")
AT = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 9.0])
SEEN = np.array([1.0, 0.7, 0.2, 0.1, -0.4, 7.0])
STEPS = 400
SIZE = 2_000


class Cohorts:
    """Who is counted."""

    def weights(self, without: Sequence[str] = ()) -> Array:
        return np.array([0.0 if name in without else 1.0 for name in COHORTS])


class Line:
    """Values on a line with normal errors: a normal prior makes a normal posterior."""

    design = Cohorts()
    parameters = Parameters(
        [
            Parameter("start", "normal", PRIOR[0], WIDTH[0]),
            Parameter("rise", "normal", PRIOR[1], WIDTH[1]),
            Parameter("unseen", "half_normal", 0.0, 0.3),
        ]
    )

    def log_likelihood(self, draws: dict[str, Array], kept: Array) -> Array:
        mean = draws["start"][:, None] + draws["rise"][:, None] * AT
        return (-(((SEEN - mean) / NOISE) ** 2) / 2.0) @ kept


class Torn(Line):
    """A likelihood that is no number for half of the line."""

    def log_likelihood(self, draws: dict[str, Array], kept: Array) -> Array:
        found = super().log_likelihood(draws, kept)
        return np.where(draws["start"] > 0.8, np.nan, found)


def exact(kept: Array) -> tuple[Array, Array]:
    """Return mean and covariance of the line's posterior."""
    features = np.stack([np.ones_like(AT), AT], axis=1) * kept[:, None]
    precision = np.diag(WIDTH**-2.0) + features.T @ features / NOISE**2
    covariance = np.linalg.inv(precision)
    return covariance @ (PRIOR / WIDTH**2 + features.T @ SEEN / NOISE**2), covariance


def fitted(model: Any = None, seed: int = 1, steps: int = STEPS, **how: Any) -> Fit:
    return fit(model or Line(), seed, steps=steps, size=SIZE, **how)


@pytest.fixture(scope="module")
def plain() -> Fit:
    return fitted()


def close(found: Fit, kept: Array) -> None:
    mean, covariance = exact(kept)
    drawn = np.stack([found.draws["start"], found.draws["rise"]])
    sd = np.sqrt(np.diag(covariance))
    error = sd / np.sqrt(min(found.least_effective, SIZE))
    assert (np.abs(drawn.mean(axis=1) - mean) < 4 * error).all()
    assert drawn.std(axis=1) == pytest.approx(sd, rel=0.12)
    correlation = covariance[0, 1] / np.prod(sd)
    assert np.corrcoef(drawn)[0, 1] == pytest.approx(correlation, abs=0.08)


def test_a_known_posterior_is_found(plain: Fit) -> None:
    close(plain, np.ones(len(COHORTS)))
    unseen = plain.draws["unseen"]
    assert (unseen > 0).all()
    assert np.median(unseen) == pytest.approx(0.3 * 0.67449, rel=0.12)


def test_cohorts_that_are_left_out_do_not_count() -> None:
    without = ("f", "a")
    close(fitted(without=without), Cohorts().weights(without))
    apart = np.abs(exact(Cohorts().weights(without))[0] - exact(np.ones(len(COHORTS)))[0])
    assert (apart > 0.1).any()


def test_with_nothing_seen_the_prior_is_left() -> None:
    close(fitted(without=COHORTS), np.zeros(len(COHORTS)))


def test_the_same_seed_finds_the_same(plain: Fit) -> None:
    again, other = fitted(), fitted(seed=2)
    for name, values in plain.draws.items():
        assert (again.draws[name] == values).all()
        assert (other.draws[name] != values).any()


def test_the_sampler_says_that_it_has_mixed(plain: Fit) -> None:
    assert plain.size == SIZE
    assert 1.0 <= plain.worst_r_hat < 1.03
    assert plain.least_effective > 1_000
    assert 0.1 < plain.accepted < 0.9


def test_what_is_no_number_is_no_place_to_go() -> None:
    found = fitted(Torn(), steps=120)
    assert (found.draws["start"] <= 0.8).all()
    vectors = np.array([[0.5, 0.0, -2.0], [0.9, 0.0, -2.0], [99.0, 0.0, -2.0]])
    heights = log_posterior(vectors, Torn(), np.ones(len(COHORTS)))
    assert np.isfinite(heights).tolist() == [True, False, False]


def test_halves_that_disagree_show() -> None:
    rng = np.random.default_rng(1)
    mixed = rng.standard_normal((200, 40, 2))
    assert _r_hat(mixed) == pytest.approx(np.ones(2), abs=0.01)
    apart = mixed.copy()
    apart[:, 20:, 1] += 2.0  # walkers that stay in another place
    moving = mixed + np.linspace(0, 3, 200)[:, None, None]
    assert _r_hat(apart)[1] > 1.3 > 1.01 > _r_hat(apart)[0]
    assert (_r_hat(moving) > 1.2).all()
