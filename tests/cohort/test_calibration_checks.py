"""The checks of the calibration: simulator and likelihood agree, ranks tell, marks and products."""

from __future__ import annotations

import numpy as np
import pytest

from _calibration_identifiability import product_known, scores
from _calibration_predictive import marks, tails
from _calibration_ranks import away, binned, distance, evenness, rank, verdict
from _calibration_simulation import CONTROLS, simulated, with_outcomes
from neocol.cohort import likelihood
from neocol.cohort.parameters import Parameter, Parameters
from neocol.twin.outcome.posterior import stored
from tests.cohort.small import MODELS, model, prior_draws

DRAWS = 99
FAR = 4.0
"""Standard errors: one mean in sixteen thousand."""


def conjugate_ranks(runs: int, *, told_sd: float = 1.0, shift: float = 0.0) -> np.ndarray:
    """Rank a normal mean among draws of its posterior, whose error may be told wrongly."""
    rng = np.random.default_rng(3)
    truth = rng.standard_normal(runs)
    seen = truth[:, None] + rng.standard_normal((runs, 4))
    precision = 1.0 + 4.0 / told_sd**2
    middle = seen.sum(axis=1) / told_sd**2 / precision + shift
    draws = middle[:, None] + rng.standard_normal((runs, DRAWS)) / np.sqrt(precision)
    return np.array([rank(float(t), row) for t, row in zip(truth, draws, strict=True)])


def test_ranks_of_a_right_posterior_are_even() -> None:
    found = evenness(conjugate_ranks(400), DRAWS)
    assert found.p > 0.01
    assert found.mean == pytest.approx(0.5, abs=0.05)
    assert found.spread == pytest.approx(1.0, abs=0.15)
    assert verdict({"mean": found})["calibrated"]


@pytest.mark.parametrize("wrong", [{"told_sd": 0.5}, {"told_sd": 2.0}, {"shift": 0.25}])
def test_ranks_of_a_wrong_posterior_are_not(wrong: dict[str, float]) -> None:
    found = evenness(conjugate_ranks(400, **wrong), DRAWS)
    assert found.p < 1e-3
    assert not verdict({"mean": found})["calibrated"]
    if "told_sd" in wrong:
        assert (found.spread > 1.0) == (wrong["told_sd"] < 1.0)  # too sure: a spread too wide
    else:
        assert found.mean < 0.45


def test_even_ranks_are_refused_as_often_as_they_should() -> None:
    rng = np.random.default_rng(5)
    found = [evenness(rng.integers(0, DRAWS + 1, 100), DRAWS) for _ in range(300)]
    for name in ("chi_square_p", "distance_p"):
        share = np.mean([getattr(one, name) < 0.1 for one in found])
        assert 0.05 < share < 0.16, name


def test_distances_and_bins_by_hand() -> None:
    ranks = np.array([[0, 0, 1, 3]])
    assert away(ranks, 3)[0] == pytest.approx([0.25, 0.25, 0.0, 0.0])
    assert distance(ranks, 3) == pytest.approx([0.25])
    counts, expected = binned(ranks[0], 3, 2)
    assert counts.tolist() == [3, 1]
    assert expected == pytest.approx([2.0, 2.0])


def test_tails_count_both_sides_and_half_of_what_is_equal() -> None:
    assert tails(np.arange(100.0), 49.5) == pytest.approx(1.0)
    assert tails(np.arange(100.0), -1.0) == 0.0
    assert tails(np.zeros(10), 0.0) == pytest.approx(1.0)
    assert tails(np.array([0.0, 1, 1, 1]), 0.0) == pytest.approx(0.25)


@pytest.mark.parametrize("name", MODELS)
def test_the_simulator_draws_what_the_likelihood_takes(name: str) -> None:
    """The mean score at the truth is zero, whatever the parameter, in a simulator that agrees."""
    one = model(name)
    found = scores(one, 300, seed=11)
    error = found.std(axis=0) / np.sqrt(len(found))
    seen = error > 0
    assert seen.sum() > one.parameters.size / 2
    assert np.abs(found.mean(axis=0)[seen] / error[seen]).max() < FAR


def test_a_simulator_that_does_not_agree_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    one = model("flat")
    monkeypatch.setattr(likelihood, "NODES", 0.5 * likelihood.NODES)  # deviations half as wide
    found = scores(one, 300, seed=11)
    error = found.std(axis=0) / np.sqrt(len(found))
    seen = error > 0
    assert np.abs(found.mean(axis=0)[seen] / error[seen]).max() > FAR


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_is_highest_near_the_truth(name: str) -> None:
    """Outcomes of one spread of people: on average its own likelihood is above any other's."""
    one = model(name)
    truth = {key: np.repeat(value[:1], 200) for key, value in prior_draws(one, 1).items()}
    values = simulated(one, truth, np.random.default_rng(13))
    factors = np.array([0.5, 0.8, 1.0, 1.25, 2.0])
    tried = {key: np.repeat(value[:1], factors.size) for key, value in truth.items()}
    tried["patient_sd"] = tried["patient_sd"] * factors
    kept = np.ones(len(one.design.names.cohorts))
    heights = [with_outcomes(one, values, k).log_likelihood(tried, kept) for k in range(200)]
    assert np.argmax(np.mean(heights, axis=0)) == 2


@pytest.mark.parametrize("name", MODELS)
def test_outcomes_take_the_place_of_what_was_published(name: str) -> None:
    one = model(name)
    values = simulated(one, prior_draws(one, 3), np.random.default_rng(2))
    other = with_outcomes(one, values, 1)
    assert other.design.severity.value == pytest.approx(values["severity"][1])
    assert (other.design.share.value <= other.design.share.n).all()
    assert (other.design.share.value == np.round(other.design.share.value)).all()
    assert (other.design.severity.n == one.design.severity.n).all()
    if CONTROLS in values:
        usual, now = (
            m.priors.width["control_share"]
            / (m.priors.centre["control_share"] * (1.0 - m.priors.centre["control_share"]))
            for m in (one, other)
        )
        assert now == pytest.approx(usual)  # as uncertain as before, on the logit scale
        assert other.design.redness[:, 1:] == pytest.approx(one.design.redness[:, 1:])
        assert (other.design.pih_events <= other.design.pih_people).all()


def test_the_density_of_a_prior_is_that_of_its_draws() -> None:
    """Talts' argument needs it: mean score of the prior zero, its second moment the curvature."""
    each = [
        Parameter("a", "normal", 0.3, 0.7),
        Parameter("b", "log_normal", 2.0, 0.4),
        Parameter("c", "half_normal", 0.0, 0.2),
    ]
    parameters = Parameters(each)
    drawn = parameters.drawn(20_000, np.random.default_rng(4))
    step = 1e-4
    for k in range(3):
        move = np.zeros(3)
        move[k] = step
        slope = (parameters.log_prior(drawn + move) - parameters.log_prior(drawn - move)) / step / 2
        assert abs(slope.mean()) < FAR * slope.std() / np.sqrt(len(slope))


def test_dark_marks_rise_with_phototype_and_are_never_none() -> None:
    found = marks(stored().twin)
    assert found.rising > 0.95
    assert found.non_zero
    medians = [band[1] for band in found.bands.values()]
    assert medians == sorted(medians)
    low, _, high = found.bands["V"]
    assert high - low > 0.2  # a handful of events in a handful of studies


def test_a_gain_and_its_slope_are_known_as_a_product_only() -> None:
    twin = stored().twin
    known = product_known(
        {"collagen_gain": twin["composite.collagen_gain"], "slope": twin["slope.acne_scar"]}
    )
    assert known["correlation"] < -0.2
    assert known["sd_log_product"] < known["sd_if_independent"]
    assert known["sd_log_product"] < max(known["sd_log_gain"], known["sd_log_slope"])
