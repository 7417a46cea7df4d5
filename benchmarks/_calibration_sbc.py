"""Simulation-based calibration of both models: draw, simulate, fit, rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from _calibration_ranks import Evenness, evenness, rank
from _calibration_simulation import Base, Draws, Each, simulated, with_outcomes
from neocol.cohort.fit import Model, fit

DRAWS = 99
"""Of each posterior that the truth is ranked among, spread over walkers and steps."""
LAW = "saturating"
"""The dose law under which the twin is tested: the one that uses every parameter."""
SEED = 4_000_000
"""Replicates count up from here: no other fit has these seeds."""


@dataclass(frozen=True)
class Replicate:
    """One round of a model.

    Attributes
    ----------
    model : str
        ``twin`` or ``literature``.
    number : int
        Seeds everything.
    """

    base: Base
    model: str
    number: int
    steps: int


@dataclass(frozen=True)
class Ranked:
    """Ranks of one round, and how well its chains mixed."""

    ranks: dict[str, int]
    worst_r_hat: float
    least_effective: float


def told_of(model: Model, draws: Draws) -> dict[str, np.ndarray]:
    """Return what is ranked: single parameters, and the sums and products that studies know."""
    kept = np.ones(len(model.design.names.cohorts))
    found = {"log_likelihood": model.log_likelihood(draws, kept)}
    if "pooled" in draws:
        names = (
            "pooled", "sessions", "collagen", "epidermis", "patient_sd", "any_improvement",
            "indication_between", "measure_between", "study_between", "of_acne_scar",
            "tranexamic_acid",
        )  # fmt: skip
        return found | {name: draws[name] for name in names}
    names = (
        "collagen_gain", "slope", "saturation", "study_between", "measure_between", "patient_sd",
        "prp", "pih_threshold", "pih_between", "redness_between", "erythema_decay", "of_ageing",
        "any_improvement",
    )  # fmt: skip
    bias = draws["regression_to_mean"] + draws["observer"] + draws["publication"]
    product = np.log(draws["slope"]) + draws["collagen_gain"]
    return found | {name: draws[name] for name in names} | {"bias": bias, "slope_gain": product}


def replicate(asked: Replicate) -> Ranked:
    """Draw parameters and outcomes, fit them, and rank the truth among the draws."""
    base = asked.base
    model: Model = base.twin(LAW) if asked.model == "twin" else base.literature()
    rng = np.random.default_rng((SEED, asked.number, asked.model == "twin"))
    truth = model.parameters.named(model.parameters.drawn(1, rng))
    seen = with_outcomes(model, simulated(model, truth, rng), 0)
    found = fit(seen, SEED + asked.number, steps=asked.steps, size=DRAWS)
    true, drawn = told_of(seen, truth), told_of(seen, found.draws)
    ranks = {name: rank(float(true[name][0]), drawn[name]) for name in true}
    return Ranked(ranks, found.worst_r_hat, found.least_effective)


@dataclass(frozen=True)
class Calibrated:
    """What replicates of one model showed.

    Attributes
    ----------
    worst_r_hat, least_effective : float
        That nine in ten replicates stay below, or above.
    """

    evenness: dict[str, Evenness]
    replicates: int
    steps: int
    worst_r_hat: float
    least_effective: float


def calibrated(each: Each, base: Base, model: str, count: int, steps: int) -> Calibrated:
    """Run replicates of one model."""
    rounds = [Replicate(base, model, number, steps) for number in range(count)]
    found = list(each(replicate, rounds))
    names = found[0].ranks
    return Calibrated(
        {name: evenness([one.ranks[name] for one in found], DRAWS) for name in names},
        count,
        steps,
        float(np.quantile([one.worst_r_hat for one in found], 0.9)),
        float(np.quantile([one.least_effective for one in found], 0.1)),
    )
