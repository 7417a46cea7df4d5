"""How good predictions are: coverage with its exact interval, ranked score, bootstrap by cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.record.outcome import Share, Skill

Array = NDArray[np.float64]
_TAIL: Final = 0.025
"""On each side of a 95 % interval."""
_RESAMPLES: Final = 10_000


def covered(inside: Sequence[bool]) -> Share:
    """Return the share of values inside their intervals, with its Clopper-Pearson 95 % interval."""
    from scipy.stats import beta

    hits, of = sum(inside), len(inside)
    low = float(beta.ppf(_TAIL, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1.0 - _TAIL, hits + 1, of - hits)) if hits < of else 1.0
    return Share(
        hits=hits, of=of, share=hits / of if of else None, low95=low if of else 0.0, high95=high
    )


def ranked_score(draws: Array, value: float) -> float:
    """Return the continuous ranked probability score of draws: smaller is better.

    Notes
    -----
    E|X - y| - ½ E|X - X'|, with all pairs of draws, from their order (Gneiting and Raftery 2007,
    10.1198/016214506000001437). In the unit of the draws; for one certain draw it is the error.
    """
    ordered = np.sort(draws)
    n = ordered.size
    ranks = np.arange(1, n + 1)
    spread = 2.0 * np.sum((2 * ranks - n - 1) * ordered) / n**2
    return float(np.abs(ordered - value).mean() - spread / 2.0)


def skill(scores: Mapping[str, Sequence[tuple[float, float]]], seed: int) -> Skill:
    """Return the mean score of the product less the baseline's, with a bootstrap over cohorts.

    Parameters
    ----------
    scores : mapping
        Cohort → (product's score, baseline's score) of each of its rows. Rows of one cohort are the
        same people: cohorts are drawn, not rows.
    """
    sums = np.array([np.sum(rows, axis=0) for rows in scores.values()])
    counts = np.array([len(rows) for rows in scores.values()], dtype=float)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(counts), (_RESAMPLES, len(counts)))
    total = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)[:, None]
    difference = total[:, 0] - total[:, 1]
    low, high = np.quantile(difference, [_TAIL, 1.0 - _TAIL])
    ours, theirs = (float(s) for s in sums.sum(axis=0) / counts.sum())
    return Skill(
        difference=ours - theirs,
        low95=float(low),
        high95=float(high),
        score=ours,
        baseline_score=theirs,
        cohorts=len(counts),
    )
