"""Fits a model to published studies with an ensemble sampler, and thins the draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import emcee
import numpy as np
from numpy.typing import NDArray

from neocol.cohort.literature_model import LiteratureModel
from neocol.cohort.twin_model import TwinModel

Array = NDArray[np.float64]
Model = TwinModel | LiteratureModel
WALKERS: Final = 128
STEPS: Final = 3_000
"""Of every walker, the first third of which is thrown away."""
_WARM_UP: Final = 1 / 3
_MOVES: Final = (
    (emcee.moves.DEMove(), 0.7),
    (emcee.moves.DESnookerMove(), 0.1),
    (emcee.moves.StretchMove(), 0.2),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """Draws of one model.

    Attributes
    ----------
    draws : dict of str to array
        Name → shape (draws,), thinned.
    worst_r_hat : float
        Gelman-Rubin statistic of the worst parameter, halves of the walkers and of their steps
        compared.
    least_effective : float
        Effective draws of the worst parameter: walkers times steps over its autocorrelation time.
    accepted : float
        Share of proposals that were taken.
    """

    draws: dict[str, Array]
    worst_r_hat: float
    least_effective: float
    accepted: float

    def take(self, which: NDArray[np.intp]) -> Fit:
        """Return the same fit with some of its draws, in the order asked for."""
        return replace(self, draws={name: values[which] for name, values in self.draws.items()})

    def thinned(self, count: int) -> Fit:
        """Return the same fit with fewer draws, evenly."""
        return self.take(np.linspace(0, self.size - 1, count).astype(np.intp))

    @property
    def size(self) -> int:
        """Number of draws."""
        return int(next(iter(self.draws.values())).size)


def fit(
    model: Model,
    seed: int,
    *,
    without: Sequence[str] = (),
    steps: int = STEPS,
    size: int,
) -> Fit:
    """Sample a model's posterior.

    Parameters
    ----------
    model : TwinModel or LiteratureModel
    seed : int
    without : sequence of str
        Cohorts that are left out.
    steps : int
        Of every walker.
    size : int
        Draws that are kept, evenly over walkers and steps.

    References
    ----------
    Foreman-Mackey et al. 2013, 10.1086/670067; ter Braak and Vrugt 2008,
    10.1007/s11222-008-9104-9.
    """
    rng = np.random.default_rng(seed)
    kept = model.design.weights(without)
    start = _started(model, kept, rng)
    sampler = emcee.EnsembleSampler(
        WALKERS,
        model.parameters.size,
        log_posterior,
        moves=list(_MOVES),
        vectorize=True,
        args=(model, kept),
    )
    sampler.random_state = np.random.RandomState(rng.integers(np.iinfo(np.int32).max)).get_state()
    sampler.run_mcmc(start, steps)
    chain = sampler.get_chain(discard=int(steps * _WARM_UP))
    times = emcee.autocorr.integrated_time(chain, tol=0)
    flat = chain.reshape(-1, model.parameters.size)
    chosen = flat[np.linspace(0, len(flat) - 1, size).astype(np.intp)]
    return Fit(
        draws=model.parameters.named(chosen),
        worst_r_hat=float(_r_hat(chain).max()),
        least_effective=float(len(flat) / np.nanmax(times)),
        accepted=float(sampler.acceptance_fraction.mean()),
    )


def log_posterior(vectors: Array, model: Model, kept: Array) -> Array:
    """Return the log-posterior of vectors of shape (vectors, parameters), up to a constant."""
    found = np.full(len(vectors), -np.inf)
    inside = model.parameters.believable(vectors)
    if inside.any():
        believable = vectors[inside]
        told = model.log_likelihood(model.parameters.named(believable), kept)
        found[inside] = model.parameters.log_prior(believable) + told
    return np.where(np.isnan(found), -np.inf, found)


def _started(model: Model, kept: Array, rng: np.random.Generator) -> Array:
    """Return walkers that start at the best of many draws of the prior."""
    drawn = model.parameters.drawn(WALKERS * _TRIED, rng)
    heights = np.concatenate(
        [log_posterior(part, model, kept) for part in np.array_split(drawn, _TRIED)]
    )
    best: Array = drawn[np.argsort(-heights)[:WALKERS]]
    return best


_TRIED: Final = 40
"""Draws of the prior for every walker."""


def _r_hat(chain: Array) -> Array:
    """Return the split statistic of every parameter from a chain of shape (steps, walkers, k)."""
    steps, walkers, _ = chain.shape
    parts = [
        chain[
            i * (steps // 2) : (i + 1) * (steps // 2), j * (walkers // 2) : (j + 1) * (walkers // 2)
        ]
        for i in range(2)
        for j in range(2)
    ]
    means = np.array([part.mean(axis=(0, 1)) for part in parts])
    within = np.mean([part.var(axis=(0, 1)) for part in parts], axis=0)
    between = means.var(axis=0, ddof=1)
    found: Array = np.sqrt(1.0 + between / within)
    return found
