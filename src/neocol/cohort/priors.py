"""The priors of the calibration, from evidence; one may be scaled to see what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from neocol import evidence
from neocol.twin.composites import prior_sds
from neocol.twin.skin import INTERVAL_ENDS


@dataclass(frozen=True, slots=True)
class Priors:
    """Centres and widths, by name (``calibration.prior.*`` and ``calibration.literature.*``).

    Attributes
    ----------
    centre, width : dict of str to float
        Width: standard deviation, of the logarithm where evidence says so; of a half-normal the
        entry's own value.
    composites : tuple of float
        Standard deviations.
    """

    centre: dict[str, float]
    width: dict[str, float]
    composites: tuple[float, ...]

    @classmethod
    def read(cls) -> Self:
        """Read the priors from evidence."""
        centre, width = {}, {}
        for table in ("prior", "literature"):
            for key, entry in evidence.search(f"calibration.{table}").items():
                name = key.rpartition(".")[2]
                centre[name] = float(entry.value) if isinstance(entry.value, float) else np.nan
                width[name] = _width(entry)
        return cls(centre, width, tuple(float(sd) for sd in prior_sds()))

    def scaled(self, name: str, factor: float) -> Priors:
        """Return priors of which one width (a half-normal's scale) is multiplied."""
        if name == "composites":
            return replace(self, composites=tuple(sd * factor for sd in self.composites))
        if self.is_scale(name):
            return replace(self, centre={**self.centre, name: self.centre[name] * factor})
        return replace(self, width={**self.width, name: self.width[name] * factor})

    def is_scale(self, name: str) -> bool:
        """Tell whether the entry is the scale of a half-normal: it has no spread of its own."""
        return self.width[name] == 0.0


def _width(entry: evidence.Entry) -> float:
    spread = entry.spread
    if spread is None:
        return 0.0
    if spread.sd is not None:
        return spread.sd
    low, high = spread.low or 0.0, spread.high or 0.0
    return (high - low) / (2.0 * INTERVAL_ENDS[spread.kind])
