"""The chance of a dark mark after a course, by phototype: few counts, wide intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from neocol.record.outcome import phototypes
from neocol.twin.outcome.posterior import Posterior

Array = NDArray[np.float64]


def pih_probability(
    fitzpatrick: str | None, posterior: Posterior, seed: int, *, shift: float = 0.0
) -> Array:
    """Return draws of the chance of a dark mark over a course, shape (members,).

    Parameters
    ----------
    fitzpatrick : str or None
        A phototype, several (``IV-V``), or nothing: then every type counts the same.
    shift : float
        Of another course: log of its pigment rise over the histology series', in standard
        deviations between people.

    Raises
    ------
    neocol.record.RecordError
        When no phototype is named.

    Notes
    -----
    A mark is a rise of the melanin index above a threshold, known only as a ratio to the pigment
    gain. Persons differ log-normally; studies differ in what they call a mark.

    Limits
    ------
    Counts are of courses like the histology series' (five monthly sessions, 1.5 mm): none by depth
    were found, so that a shift is assumed.
    """
    rng = np.random.default_rng((seed, 2))
    study = posterior["pih_between"] * rng.standard_normal(posterior.size)
    by_type = [ndtr(posterior[f"pih.{kind}"] + study + shift) for kind in phototypes(fitzpatrick)]
    found: Array = np.mean(by_type, axis=0)
    return found
