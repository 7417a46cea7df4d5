"""Ranks of true parameters among draws of the posterior, and whether they are even.

A sampler and a likelihood that are right rank the truth evenly (Talts et al. 2018,
arXiv:1804.06788). Two statistics tell: chi-square over bins, which sees any unevenness, and the
largest distance of the cumulative ranks from even ones, which sees a slant; p-values of the latter
by simulation of even ranks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import chi2

Array = np.ndarray
BINS = 10
_EVEN_RUNS = 4_000
LEVEL = 0.05


@dataclass(frozen=True)
class Evenness:
    """How even ranks are.

    Attributes
    ----------
    ranks : int array of shape (replicates,)
        Draws that lie below the truth, 0 to `draws`.
    draws : int
        Of each posterior.
    chi_square, distance : float
        The latter: largest distance of cumulative ranks.
    mean : float
        Of the ranks over `draws`: below 1/2 where the posterior lies too high.
    spread : float
        Variance of the ranks over that of even ones: above 1 where posteriors are too narrow.
    """

    ranks: Array
    draws: int
    chi_square: float
    chi_square_p: float
    distance: float
    distance_p: float
    mean: float
    spread: float

    @property
    def p(self) -> float:
        """The smaller p-value."""
        return min(self.chi_square_p, self.distance_p)


def rank(truth: float, draws: Array) -> int:
    """Return how many draws lie below the truth."""
    return int((draws < truth).sum())


def evenness(ranks: Array, draws: int) -> Evenness:
    """Test ranks among so many draws."""
    ranks = np.asarray(ranks, dtype=int)
    bins = BINS if ranks.size >= 5 * BINS else max(ranks.size // 5, 2)
    counts, expected = binned(ranks, draws, bins)
    chi = float((((counts - expected) ** 2) / expected).sum())
    away = distance(ranks[None, :], draws)[0]
    even = even_distances(ranks.size, draws)
    return Evenness(
        ranks=ranks,
        draws=draws,
        chi_square=chi,
        chi_square_p=float(chi2.sf(chi, bins - 1)),
        distance=float(away),
        distance_p=float((1 + (even >= away - 1e-12).sum()) / (1 + even.size)),
        mean=float(ranks.mean() / draws),
        spread=float(ranks.var() / (((draws + 1) ** 2 - 1) / 12)),
    )


def binned(ranks: Array, draws: int, bins: int) -> tuple[Array, Array]:
    """Return the counts of ranks in bins, and the expected ones."""
    edges = np.round(np.linspace(0, draws + 1, bins + 1)).astype(int)
    counts = np.histogram(ranks, edges - 0.5)[0]
    return counts, ranks.size * np.diff(edges) / (draws + 1)


def distance(ranks: Array, draws: int) -> Array:
    """Return the largest distance from even cumulative ranks, of runs of shape (runs, ranks)."""
    return np.abs(away(ranks, draws)).max(axis=1)


def away(ranks: Array, draws: int) -> Array:
    """Return cumulative shares of ranks less even ones, shape (runs, draws + 1)."""
    runs, size = ranks.shape
    counts = np.zeros((runs, draws + 1))
    np.add.at(counts, (np.arange(runs)[:, None], ranks), 1.0)
    return counts.cumsum(axis=1) / size - np.arange(1, draws + 2) / (draws + 1)


@cache
def even_distances(size: int, draws: int) -> Array:
    """Return the distances of even ranks."""
    rng = np.random.default_rng((size, draws))
    return distance(rng.integers(0, draws + 1, (_EVEN_RUNS, size)), draws)


def verdict(found: Mapping[str, Evenness]) -> dict[str, object]:
    """Return the smallest p-value, the bar that it must pass, and whether it does (Bonferroni)."""
    tests = 2 * len(found)
    worst = min(found, key=lambda name: found[name].p)
    return {
        "tests": tests,
        "worst": worst,
        "smallest_p": found[worst].p,
        "bar": LEVEL / tests,
        "calibrated": found[worst].p > LEVEL / tests,
    }
