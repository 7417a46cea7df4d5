"""How far a zone's figure may be off: its own unevenness, the way it was taken, the scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

Z_90: Final = 1.645
"""Standard deviations of a normal distribution that hold nine in ten."""
_BLOCK_MM: Final = 5.0
"""Skin further apart than this is taken as independent."""
_FEWEST_BLOCKS: Final = 9
"""A small zone is cut into at least so many."""
_SAMPLE_PX: Final = 40_000
"""So many pixels tell a median as well as all."""
_LEAST_SHARE: Final = 0.2
"""Blocks at the rim that hold less of themselves join no statistic of blocks."""


@dataclass(frozen=True)
class Blocks:
    """A zone cut into squares.

    Attributes
    ----------
    mask : array of shape (h, w), bool
        The zone.
    px_per_mm : float
    """

    mask: Mask
    px_per_mm: float

    @cached_property
    def _box(self) -> tuple[slice, slice]:
        """The part of the picture that the zone lies in: whole pictures are slow to index."""
        rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
        if not len(rows):
            return slice(0, 0), slice(0, 0)
        return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)

    @cached_property
    def px(self) -> int:
        """Pixels of the zone."""
        return int(self.mask[self._box].sum())

    @cached_property
    def _side(self) -> int:
        fitting = np.sqrt(self.px / _FEWEST_BLOCKS)
        return max(int(min(_BLOCK_MM * self.px_per_mm, fitting)), 1)

    @cached_property
    def _grid(self) -> tuple[int, int]:
        high, wide = (-(-side // self._side) for side in self.mask[self._box].shape)
        return high, wide

    @cached_property
    def _raw(self) -> NDArray[np.intp]:
        """Which square of the grid every pixel of the zone lies in."""
        rows, columns = np.nonzero(self.mask[self._box])
        raw: NDArray[np.intp] = rows // self._side * self._grid[1] + columns // self._side
        return raw

    @cached_property
    def _whole(self) -> NDArray[np.intp]:
        return np.bincount(self._raw, minlength=self._grid[0] * self._grid[1])

    @property
    def sizes(self) -> Array:
        """Pixels of every block that holds any, shape (n,)."""
        return self._whole[self._whole > 0].astype(np.float64)

    def values(self, field: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a field's values in the zone, from every few pixels where it is large."""
        every = max(self.px // _SAMPLE_PX, 1)
        found: NDArray[np.float32] = field[self._box][self.mask[self._box]][::every]
        return found

    def counts(self, at: Array, weights: Array | None = None) -> Array:
        """Return how many points, x and y, or how much weight, every block holds, shape (n,)."""
        high, wide = self.mask[self._box].shape
        rows, columns = self._box
        down = np.clip(np.round(at[:, 1]).astype(int) - rows.start, 0, high - 1) // self._side
        across = np.clip(np.round(at[:, 0]).astype(int) - columns.start, 0, wide - 1) // self._side
        held = np.bincount(down * self._grid[1] + across, weights, len(self._whole))
        counts: Array = held[self._whole > 0].astype(np.float64)
        return counts

    def means(self, field: NDArray[np.float32]) -> Array:
        """Return the mean of a field in every well-filled block, shape (m,) or (m, channels)."""
        every = max(self.px // _SAMPLE_PX, 1)
        raw, values = self._raw[::every], self.values(field)
        sizes = np.bincount(raw, minlength=len(self._whole))
        full = sizes >= max(_LEAST_SHARE * self._side**2 / every, 1)
        columns = values.reshape(len(raw), -1).T
        sums = [np.bincount(raw, column, len(self._whole))[full] for column in columns]
        means: Array = np.stack(sums, axis=-1) / sizes[full, None]
        return means if values.ndim > 1 else means[:, 0]


def ratio_error(above: Array, below: Array) -> float:
    """Return the standard error of a ratio of sums over blocks.

    Notes
    -----
    The linearised block jackknife: with R = Σa / Σb and e = a - R b,
    se² = n / (n - 1) · Σe² / (Σb)².
    """
    count, whole = len(above), float(below.sum())
    if count <= 1 or whole <= 0:
        return np.inf
    rest = above - above.sum() / whole * below
    return float(np.sqrt(count / (count - 1) * (rest**2).sum()) / whole)


def mean_error(values: Array) -> float:
    """Return the standard error of the mean of independent values."""
    if len(values) <= 1:
        return np.inf
    return float(values.std(ddof=1) / np.sqrt(len(values)))
