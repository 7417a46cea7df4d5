"""The same column for solvers of others: float64, ordered cell by cell, so that it is banded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from neocol.twin.kernels.course import DEEP_FIELDS, rows_of
from neocol.twin.kernels.layout import BASELINE, FEATURES, FIELDS, GRID, LUMPED, LUMPED_BASELINE
from neocol.twin.kernels.reactions import jump
from neocol.twin.kernels.step import slopes

Array = NDArray[np.float64]
BAND: Final = len(FIELDS)
"""Rows above and below the diagonal that a cell's neighbours reach. The surface stands last; it
feels every cell and none feels it."""


@njit
def _ordered(y, slope, rate, grid, order, n, theirs, ours):
    for i in range(order.size):
        ours[order[i]] = y[i]
    slopes(rate, grid, ours, n, theirs)
    for i in range(order.size):
        slope[i] = theirs[order[i]]


class Reference:
    """One member's column as an ordinary system of equations.

    Parameters
    ----------
    rate : array of shape (parameters,)
    grid : array of shape (4 n,)
        As `Column.grids` gives it.
    """

    def __init__(self, rate: Array, grid: Array) -> None:
        self.rate, self.n = np.ascontiguousarray(rate, float), grid.size // (len(GRID) + 1)
        self.grid = np.ascontiguousarray(grid[: len(GRID) * self.n], float)
        self.deep = grid[len(GRID) * self.n :]
        fields, cells = np.arange(len(FIELDS)), np.arange(self.n)
        self.order = np.concatenate(
            (
                (fields[None, :] * self.n + cells[:, None]).ravel(),
                len(FIELDS) * self.n + np.arange(len(LUMPED)),
            )
        )
        self._theirs, self._ours = np.zeros((2, rows_of(self.n) + 1))

    def healthy(self) -> Array:
        """Return healthy skin, shape (rows,)."""
        ours = np.concatenate((np.repeat(BASELINE, self.n), LUMPED_BASELINE)).astype(float)
        found: Array = ours[self.order]
        return found

    def needled(self, y: Array, dose: Array) -> Array:
        """Return a state right after a session of this dose, shape (n + 2,)."""
        ours = np.empty(y.size)
        ours[self.order] = y
        jump(self.rate, ours, self.n, dose)
        found: Array = ours[self.order]
        return found

    def slope(self, y: Array, slope: Array) -> None:
        """Write the slope of a state."""
        _ordered(y, slope, self.rate, self.grid, self.order, self.n, self._theirs, self._ours)

    def right_side(self) -> Callable[[float, Array], Array]:
        """Return the slope as a function of time and state, a new array each time."""

        def right_side(_: float, y: Array) -> Array:
            slope = np.empty(y.size)
            self.slope(y, slope)
            return slope

        return right_side

    def features(self, y: Array) -> dict[str, Any]:
        """Return the features (`layout.FEATURES`) of states of shape (..., rows)."""
        ours = np.empty(y.shape)
        ours[..., self.order] = y
        fields = ours[..., : len(FIELDS) * self.n].reshape(*y.shape[:-1], len(FIELDS), self.n)
        shallow = fields @ self.grid[2 * self.n :]
        deep = fields[..., DEEP_FIELDS, :] @ self.deep
        seen = np.concatenate((shallow, deep, ours[..., len(FIELDS) * self.n :]), axis=-1)
        return dict(zip(FEATURES, np.moveaxis(seen, -1, 0), strict=True))
