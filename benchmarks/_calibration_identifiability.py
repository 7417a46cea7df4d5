"""What published studies can tell of the twin's parameters, and what they cannot.

Three views: how much narrower each parameter became; how many directions among the composites the
studies can see at all (the Fisher information at the centre of the prior, in units of prior
standard deviations); and why a gain and its slope are known as a product only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from _calibration_simulation import Base, Draws, simulated, with_outcomes
from neocol.cohort.fit import Fit, Model
from neocol.cohort.parameters import Parameters
from neocol.twin.composites import COMPOSITES, prior_sds

Array = np.ndarray
_STEP = 1e-3
"""Of a numerical derivative, in prior standard deviations."""
LEARNT = 3.0
"""Information, in units of the prior's, above which a direction's sd is less than half."""
_HALF_NORMAL_LOG_PRECISION = 2.0
"""Curvature of the log density of the logarithm of a half-normal number, at its mode."""
_HALF_NORMAL_SD = float(np.sqrt(1.0 - 2.0 / np.pi))


@dataclass(frozen=True)
class Direction:
    """A direction among the composites.

    Attributes
    ----------
    information : float
        In units of the prior's.
    parts : dict of str to float
        Its components, largest first.
    """

    information: float
    parts: dict[str, float]

    @property
    def contraction(self) -> float:
        """Standard deviation that is left, over the prior's."""
        return float(1.0 / np.sqrt(1.0 + max(self.information, 0.0)))

    @property
    def learnt(self) -> bool:
        """Whether less than half of the prior's standard deviation is left."""
        return self.information > LEARNT


@dataclass(frozen=True)
class Identified:
    """What can be told.

    Attributes
    ----------
    contraction : dict
        Parameter → law → posterior over prior standard deviation.
    known_rest, open_rest : list of Direction
        Of the Fisher information of all studies, with every other parameter known, or as open as
        its prior leaves it.
    outputs : list of Direction
        If every output of the twin in small were seen once, with its scatter.
    left : Array
        Eigenvalues of the fitted composites' covariance, in prior standard deviations.
    score_bias : float
        Largest mean score at the truth over its standard error: none is expected.
    product : dict
        Law → correlation of log gain and log slope, and the three standard deviations.
    """

    contraction: dict[str, dict[str, float]]
    known_rest: list[Direction]
    open_rest: list[Direction]
    outputs: list[Direction]
    left: Array
    score_bias: float
    product: dict[str, dict[str, float]]


def identified(base: Base, fits: Mapping[str, Fit], law: str, simulations: int) -> Identified:
    """Look at the fits under every law, and at the information under one of them."""
    model = base.twin(law)
    score = scores(model, simulations, seed=71)
    information = score.T @ score / len(score)
    count = len(COMPOSITES)
    rest = information[count:, count:] + np.eye(len(information) - count)
    cross = information[:count, count:]
    marginal = information[:count, :count] - cross @ np.linalg.solve(rest, cross.T)
    error = score.std(axis=0) / np.sqrt(len(score))
    seen = error > 0
    return Identified(
        contraction=contractions(base, fits),
        known_rest=directions(information[:count, :count]),
        open_rest=directions(marginal),
        outputs=directions(_of_outputs(base)),
        left=_left(fits),
        score_bias=float(np.abs(score.mean(axis=0)[seen] / error[seen]).max()),
        product={name: product_known(one.draws) for name, one in fits.items()},
    )


def centre(parameters: Parameters) -> Array:
    """Return the vector at the centre of the prior; of a half-normal number, its width."""
    of = {
        "normal": lambda one: one.centre,
        "log_normal": lambda one: np.log(one.centre),
        "half_normal": lambda one: np.log(one.width),
    }
    return np.array([of[one.kind](one) for one in parameters.each])


def _units(parameters: Parameters) -> Array:
    """Return the prior standard deviation of every coordinate, a half-normal's by its curvature."""
    of_half = 1.0 / np.sqrt(_HALF_NORMAL_LOG_PRECISION)
    return np.array([of_half if p.kind == "half_normal" else p.width for p in parameters.each])


def scores(model: Model, simulations: int, seed: int) -> Array:
    """Return the score at the centre of the prior for outcomes drawn there.

    Returns
    -------
    array of shape (simulations, parameters)
        Derivatives of the log-likelihood by every coordinate, in prior standard deviations. Their
        mean is zero where simulator and likelihood agree; their second moment is the Fisher
        information.
    """
    middle, units = centre(model.parameters), _units(model.parameters)
    moved = np.concatenate([np.diag(units * _STEP), np.diag(-units * _STEP)]) + middle
    around = model.parameters.named(moved)
    rng = np.random.default_rng(seed)
    truth = model.parameters.named(np.repeat(middle[None, :], simulations, axis=0))
    values = simulated(model, truth, rng)
    kept = np.ones(len(model.design.names.cohorts))
    found = np.empty((simulations, middle.size))
    for k in range(simulations):
        heights = with_outcomes(model, values, k).log_likelihood(around, kept)
        found[k] = (heights[: middle.size] - heights[middle.size :]) / (2.0 * _STEP)
    return found


def directions(information: Array) -> list[Direction]:
    """Return the eigenvectors of an information, the best seen first."""
    values, vectors = np.linalg.eigh(information)
    found = []
    for k in np.argsort(-values):
        own = vectors[:, k] * np.sign(vectors[np.argmax(np.abs(vectors[:, k])), k])
        parts = {name: float(own[i]) for i, name in enumerate(COMPOSITES)}
        ordered = dict(sorted(parts.items(), key=lambda item: -abs(item[1])))
        found.append(Direction(float(values[k]), ordered))
    return found


def _of_outputs(base: Base) -> Array:
    """Return the information of all outputs of the emulator at the centre, each seen once."""
    sds = prior_sds()
    steps = np.diag(sds * _STEP)
    slopes = (base.emulator.at(steps) - base.emulator.at(-steps)) / (2.0 * _STEP)
    scaled = slopes / base.emulator.scatter
    return scaled @ scaled.T


def contractions(base: Base, fits: Mapping[str, Fit]) -> dict[str, dict[str, float]]:
    """Return posterior over prior standard deviations: of logarithms where the prior is on them."""
    found: dict[str, dict[str, float]] = {}
    for law, one in fits.items():
        for parameter in base.twin(law).parameters.each:
            draws, before = one.draws[parameter.name], parameter.width
            if parameter.kind == "log_normal":
                draws = np.log(draws)
            elif parameter.kind == "half_normal":
                before = parameter.width * _HALF_NORMAL_SD
            found.setdefault(parameter.name, {})[law] = float(draws.std() / before)
    return found


def _left(fits: Mapping[str, Fit]) -> Array:
    draws = np.concatenate(
        [np.stack([one.draws[name] for name in COMPOSITES], axis=1) for one in fits.values()]
    )
    return np.sort(np.linalg.eigvalsh(np.cov((draws / prior_sds()).T)))


def product_known(draws: Draws) -> dict[str, float]:
    """Return the correlation of log gain and log slope, and what is known of them and their sum."""
    gain, slope = draws["collagen_gain"], np.log(draws["slope"])
    return {
        "correlation": float(np.corrcoef(gain, slope)[0, 1]),
        "sd_log_gain": float(gain.std()),
        "sd_log_slope": float(slope.std()),
        "sd_log_product": float((gain + slope).std()),
        "sd_if_independent": float(np.hypot(gain.std(), slope.std())),
    }
