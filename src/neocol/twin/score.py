"""A severity score from the twin's collagen: each member's own link, and its own deviation."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SEVERITY_UNIT: Final = "of baseline"


@dataclass(frozen=True, slots=True)
class ScoreLink:
    """How a score over its own baseline follows from collagen; every array of shape (members,).

    Attributes
    ----------
    slope : array
        Fall of the log score for papillary collagen that has doubled.
    other : array
        Fall of the log score that is not collagen's.
    between_sd : array
        Standard deviation between people of the log score.

    Notes
    -----
    score / baseline = exp(−(other + slope G) + between_sd z), with G the gain of papillary collagen
    over healthy and z standard normal, one a person and the same on all days: a first measure tells
    of it.
    """

    slope: Array
    other: Array
    between_sd: Array

    def log_ratio(self, gain: Array, deviation: Array) -> Array:
        """Return the log of score over baseline, shape (members, days).

        Parameters
        ----------
        gain : array of shape (members, days)
        deviation : array of shape (members,)
            z.
        """
        own = self.between_sd * deviation - self.other
        found: Array = own[:, None] - self.slope[:, None] * gain
        return found


def drawn(name: str, count: int, seed: int) -> Array:
    """Return standard normal numbers of shape (count,), from a stream of their own name."""
    stream = np.random.default_rng((seed, zlib.crc32(f"personal.{name}".encode())))
    return stream.standard_normal(count)
