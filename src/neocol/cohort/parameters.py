"""Named parameters as one vector for a sampler, with their priors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["normal", "log_normal", "half_normal"]
_FAR: Final = 6.0
"""Widths of a prior beyond which nothing is looked at: one draw in a thousand million."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number with its prior.

    Attributes
    ----------
    kind : str
        ``normal`` about `centre`; ``log_normal``: its logarithm about that of `centre`;
        ``half_normal``: above zero, with the scale `width`.
    """

    name: str
    kind: Kind
    centre: float
    width: float


class Parameters:
    """A vector of parameters; every one is sampled on the whole line.

    Parameters
    ----------
    each : sequence of Parameter
    """

    def __init__(self, each: Sequence[Parameter]) -> None:
        self.each = tuple(each)
        self._log = np.array([one.kind != "normal" for one in each])
        self._half = np.array([one.kind == "half_normal" for one in each])
        self._width = np.array([one.width for one in each])
        centres = [one.centre for one in each]
        self._centre = np.array(
            [
                np.log(c) if one.kind == "log_normal" else c
                for c, one in zip(centres, each, strict=True)
            ]
        )

    @property
    def size(self) -> int:
        """Number of parameters."""
        return len(self.each)

    def named(self, vectors: Array) -> dict[str, Array]:
        """Return the parameters by name, each of shape (vectors,)."""
        values = np.where(self._log, np.exp(np.where(self._log, vectors, 0.0)), vectors)
        return {one.name: values[..., k] for k, one in enumerate(self.each)}

    def log_prior(self, vectors: Array) -> Array:
        """Return the logarithm of the prior density of vectors, up to a constant."""
        half = np.exp(np.where(self._half, vectors, 0.0)) / self._width
        # the density of a logarithm has the value itself as a factor
        halves = np.where(self._half, vectors - half**2 / 2.0, 0.0)
        normal = np.where(self._half, 0.0, (vectors - self._centre) / self._width)
        found: Array = (halves - normal**2 / 2.0).sum(axis=-1)
        return found

    def believable(self, vectors: Array) -> NDArray[np.bool_]:
        """Tell which vectors lie within six widths of every prior, shape (vectors,)."""
        halves = np.exp(np.minimum(np.where(self._half, vectors, 0.0), _FAR)) / self._width
        normal = np.abs(vectors - self._centre) / self._width
        return np.asarray((np.where(self._half, halves, normal) < _FAR).all(axis=-1))

    def drawn(self, count: int, rng: np.random.Generator) -> Array:
        """Draw vectors from the prior, shape (count, parameters)."""
        normal = rng.standard_normal((count, self.size))
        least = np.finfo(float).tiny
        halves = np.log(np.maximum(np.abs(normal) * self._width, least))
        return np.where(self._half, halves, self._centre + self._width * normal)
