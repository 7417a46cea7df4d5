"""Likelihood terms that the models share: means of rows, shares of people, counts, spreads.

Every array of parameters is of shape (draws,); means of rows are of shape (draws, rows).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp, ndtr, xlog1py, xlogy

from neocol.cohort.design import NOT_SAID, Placed
from neocol.twin.outcome.measures import MOST_ASKED

Array = NDArray[np.float64]
NODES: Final = np.linspace(-5.0, 5.0, 41)
"""Of a normal number, evenly spaced: fifteen of Gauss' miss counts by up to 0.8 in the log."""
_NODE_DENSITY = np.exp(-(NODES**2) / 2.0)
LOG_NODE_WEIGHTS: Final = np.log(_NODE_DENSITY / _NODE_DENSITY.sum())
_INSIDE: Final = 1e-12
"""A chance is never quite none or sure."""


def normal(value: Array, mean: Array, sd: Array | float) -> Array:
    """Return the logarithm of the normal density, without its constant."""
    found: Array = -(((value - mean) / sd) ** 2) / 2.0 - np.log(sd)
    return found


def binomial(hits: Array, people: Array, chance: Array) -> Array:
    """Return the logarithm of the binomial probability."""
    chance = np.clip(chance, _INSIDE, 1.0 - _INSIDE)
    ways = gammaln(people + 1) - gammaln(hits + 1) - gammaln(people - hits + 1)
    found: Array = ways + xlogy(hits, chance) + xlog1py(people - hits, -chance)
    return found


def together(value: Array, mean: Array, covariance: Array, kept: Array) -> Array:
    """Return the logarithm of the multivariate normal density of rows, shape (draws,).

    Parameters
    ----------
    value : array of shape (rows,)
    mean : array of shape (draws, rows)
    covariance : array of shape (draws, rows, rows)
    kept : array of shape (rows,)
        1 for rows that count, 0 for those that are left out.
    """
    if not value.size:
        return np.zeros(mean.shape[0])
    lower = np.linalg.cholesky(covariance * np.outer(kept, kept) + np.diag(1.0 - kept))
    left = np.linalg.solve(lower, ((value - mean) * kept)[..., None])[..., 0]
    diagonal = np.diagonal(lower, axis1=1, axis2=2)
    found: Array = -(left**2).sum(axis=1) / 2.0 - np.log(diagonal).sum(axis=1)
    return found


def covariance(
    rows: Placed, study: Array, scale: Array, person: Array, own: Array | None = None
) -> Array:
    """Return the covariance of mean changes, shape (draws, rows, rows).

    Parameters
    ----------
    study, scale, person : arrays of shape (draws,)
        Standard deviations: between studies, between scales, of one person's change.
    own : array of shape (draws, rows), optional
        Standard deviation by what is not known of a protocol; rows of one protocol share it.
    """
    same_study = rows.cohort[:, None] == rows.cohort
    same_scale = rows.scale[:, None] == rows.scale
    people = person[:, None] ** 2 / rows.n + rows.extra_sd**2
    found: Array = (
        study[:, None, None] ** 2 * same_study
        + scale[:, None, None] ** 2 * same_scale
        + people[:, :, None] * np.eye(rows.n.size)
    )
    if own is not None:
        same_protocol = rows.protocol[:, None] == rows.protocol
        found = found + own[:, :, None] * own[:, None, :] * same_protocol
    return found


def responders(mean: Array, between: Array, rows: Placed, person: Array, least: Array) -> Array:
    """Return the log-likelihood of numbers of people who changed enough, shape (draws, rows).

    Parameters
    ----------
    between : array of shape (draws, rows)
        Standard deviation of the mean, integrated out by the trapezoidal rule.
    least : array of shape (draws,)
        Change that counts where a study does not say which.
    """
    apart = mean[..., None] + between[..., None] * NODES
    chance = share(apart, rows.threshold[:, None], person[:, None, None], least[:, None, None])
    terms = binomial(rows.value[:, None], rows.n[:, None], chance)
    found: Array = logsumexp(terms + LOG_NODE_WEIGHTS, axis=-1)
    return found


def share(mean: Array, threshold: Array, person: Array, least: Array) -> Array:
    """Return the chance that a person changes by at least a threshold; shapes broadcast."""
    wanted = np.where(threshold == NOT_SAID, np.minimum(least, MOST_ASKED), threshold)
    found: Array = ndtr((mean + np.log1p(-wanted)) / person)
    return found


def person_spreads(person: Array, between: float, printed: Array) -> Array:
    """Return the log-likelihood of spreads of people, shape (draws, studies)."""
    return normal(np.log(printed), np.log(person)[:, None], between)
