"""Priors of the calibration: what is drawn is what the density says, and numbers carry names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from neocol.cohort.parameters import Kind, Parameter, Parameters
from neocol.cohort.priors import Priors
from tests.cohort.small import MODELS, model

COUNT = 20_000
EACH = (
    Parameter("shift", "normal", 0.4, 0.3),
    Parameter("size", "log_normal", 0.45, 0.5),
    Parameter("scale", "half_normal", 0.0, 0.2),
)
RNG = np.random.default_rng(11)
DRAWN = Parameters(EACH).drawn(COUNT, RNG)


def moment(one: Parameter, power: int) -> float:
    """Return a moment of what is sampled, by integrating the density that is claimed."""
    alone = Parameters([one])
    centre = float(np.median(alone.drawn(1_001, np.random.default_rng(0))))

    def density(x: float) -> float:
        return float(np.exp(alone.log_prior(np.array([[x]]))[0]))

    low, high = centre - 20.0, centre + 10.0

    def integral(power: int) -> float:
        value, _ = quad(lambda x: x**power * density(x), low, high, points=[centre], limit=400)
        return float(value)

    return integral(power) / integral(0)


@pytest.mark.parametrize("k", range(len(EACH)))
def test_draws_have_the_moments_of_the_density(k: int) -> None:
    mean, square = moment(EACH[k], 1), moment(EACH[k], 2)
    sd = np.sqrt(square - mean**2)
    assert DRAWN[:, k].mean() == pytest.approx(mean, abs=4 * sd / np.sqrt(COUNT))
    assert DRAWN[:, k].std() == pytest.approx(sd, rel=0.05)


def test_what_is_named_has_the_prior_that_was_asked_for() -> None:
    named = Parameters(EACH).named(DRAWN)
    assert set(named) == {"shift", "size", "scale"}
    assert named["shift"].mean() == pytest.approx(0.4, abs=0.01)
    assert named["shift"].std() == pytest.approx(0.3, rel=0.03)
    assert np.median(named["size"]) == pytest.approx(0.45, rel=0.02)
    assert np.log(named["size"]).std() == pytest.approx(0.5, rel=0.03)
    assert (named["scale"] > 0).all()
    assert np.sqrt((named["scale"] ** 2).mean()) == pytest.approx(0.2, rel=0.03)
    assert np.median(named["scale"]) == pytest.approx(0.2 * 0.67449, rel=0.03)


KINDS: list[Kind] = ["normal", "log_normal", "half_normal"]


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.floats(0.05, 3), st.floats(0.05, 2)),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_the_density_is_the_product_of_its_parts_in_any_order(
    parts: list[tuple[Kind, float, float]], chance: object
) -> None:
    each = [Parameter(f"p{i}", *part) for i, part in enumerate(parts)]
    every = Parameters(each)
    vectors = every.drawn(5, np.random.default_rng(3))
    alone = sum(Parameters([one]).log_prior(vectors[:, [k]]) for k, one in enumerate(each))
    assert every.log_prior(vectors) == pytest.approx(alone)
    order = np.arange(len(each))[::-1]
    turned = Parameters([each[k] for k in order])
    assert turned.log_prior(vectors[:, order]) == pytest.approx(every.log_prior(vectors))
    for name, values in every.named(vectors).items():
        assert (turned.named(vectors[:, order])[name] == values).all()


def test_hardly_any_draw_is_past_belief_and_far_ones_are() -> None:
    parameters = Parameters(EACH)
    assert parameters.believable(DRAWN).all()
    middle = np.array([0.4, np.log(0.45), np.log(0.1)])
    assert parameters.believable(middle[None]).tolist() == [True]
    for k, far in enumerate([0.4 + 6.1 * 0.3, np.log(0.45) - 6.1 * 0.5, np.log(6.1 * 0.2)]):
        vector = middle.copy()
        vector[k] = far
        assert parameters.believable(vector[None]).tolist() == [False]


@pytest.mark.parametrize("name", MODELS)
def test_no_model_names_a_parameter_twice(name: str) -> None:
    each = model(name).parameters.each
    assert len({one.name for one in each}) == len(each)
    assert all(one.width > 0 for one in each)
    assert all(np.isfinite(one.centre) for one in each)


def test_one_prior_is_scaled_and_no_other() -> None:
    priors = Priors.read()
    for name in ("slope", "study_between", "composites"):
        wide = priors.scaled(name, 2.0)
        if name == "composites":
            assert wide.composites == tuple(2 * sd for sd in priors.composites)
            assert (wide.centre, wide.width) == (priors.centre, priors.width)
            continue
        held = "centre" if priors.is_scale(name) else "width"
        one, other = getattr(priors, held), getattr(wide, held)
        assert other[name] == 2 * one[name]
        assert {k: v for k, v in other.items() if k != name} == {
            k: v for k, v in one.items() if k != name
        }
        assert wide.composites == priors.composites
    assert priors.is_scale("study_between")
    assert not priors.is_scale("slope")
