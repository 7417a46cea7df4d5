"""The column of dermis: few cells, finer near the surface; one edge ends the papillary layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LAYER_CELLS: Final = 5
"""Cells of each layer."""
_LAST_OVER_FIRST: Final = 2.4
"""The lowest cell over the one right below the papillary layer; cells widen evenly between."""


@dataclass(frozen=True, slots=True)
class Column:
    """How the dermis is cut into cells; the same cut for every member, whatever its thickness.

    Attributes
    ----------
    papillary, reticular : int
        Cells of the papillary layer, and of the rest.

    Notes
    -----
    Five and five are off by at most half a per cent of an observable's value against many more;
    one and one (`COARSE`) by up to a sixth.
    """

    papillary: int = LAYER_CELLS
    reticular: int = LAYER_CELLS

    @property
    def cells(self) -> int:
        """Cells over depth."""
        return self.papillary + self.reticular

    def edges_mm(self, papillary_mm: float, dermis_mm: Array) -> Array:
        """Return depths below the epidermis of shape (members, cells + 1)."""
        upper = np.linspace(0.0, papillary_mm, self.papillary + 1)
        edges = np.empty((dermis_mm.size, self.cells + 1))
        edges[:, : self.papillary + 1] = upper
        widths = np.geomspace(1.0, _LAST_OVER_FIRST, self.reticular)
        shares = np.cumsum(widths) / widths.sum()
        edges[:, self.papillary + 1 :] = papillary_mm + (dermis_mm[:, None] - papillary_mm) * shares
        return edges

    def grids(self, edges_mm: Array) -> Array:
        """Return what the kernels need, shape (members, 4 cells).

        Conductance to the next and from the last cell over the cell's width, in 1/mm² (no flux at
        both ends); the cell's share of the papillary layer; its share of the dermis.
        """
        width = np.diff(edges_mm, axis=1)
        centre = (edges_mm[:, 1:] + edges_mm[:, :-1]) / 2.0
        apart = np.diff(centre, axis=1)
        up, low, shallow = np.zeros_like(width), np.zeros_like(width), np.zeros_like(width)
        up[:, :-1] = 1.0 / (width[:, :-1] * apart)
        low[:, 1:] = 1.0 / (width[:, 1:] * apart)
        top = edges_mm[:, self.papillary, None]
        shallow[:, : self.papillary] = width[:, : self.papillary] / top
        return np.concatenate((up, low, shallow, width / edges_mm[:, -1:]), axis=1)


COARSE: Final = Column(papillary=1, reticular=1)
"""The 0-D tier: two layers, each well mixed, for coarse searches."""
