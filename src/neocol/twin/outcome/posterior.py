"""What was fitted, as rows of numbers: read from evidence, or handed over by a fit."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record.outcome import Speaker
from neocol.twin.composites import COMPOSITES

Array = NDArray[np.float64]
TWIN_FILE: Final = "posterior-twin.csv"
LITERATURE_FILE: Final = "posterior-literature.csv"


@dataclass(frozen=True, slots=True)
class Posterior:
    """Members of a fitted predictor.

    Attributes
    ----------
    columns : mapping of str to array of shape (members,)
        One number of every member by name, such as ``slope.acne_scar`` or ``patient_sd``.
    """

    columns: Mapping[str, Array]

    @property
    def size(self) -> int:
        """Number of members."""
        return int(next(iter(self.columns.values())).size)

    def __getitem__(self, name: str) -> Array:
        """Return one column, shape (members,)."""
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a column."""
        return name in self.columns

    def take(self, which: NDArray[np.intp]) -> Posterior:
        """Return some of the members, in the order asked for."""
        return Posterior({name: values[which] for name, values in self.columns.items()})

    def in_turn(self, count: int, seed: int) -> NDArray[np.intp]:
        """Return which row each of many members takes: in shuffled turn, shape (count,)."""
        order = np.random.default_rng((seed, self.size)).permutation(self.size)
        return np.asarray(order[np.arange(count) % self.size])

    def composites(self) -> Array:
        """Return the composites, shape (members, composites)."""
        return np.stack([self[f"composite.{name}"] for name in COMPOSITES], axis=1)


@dataclass(frozen=True, slots=True)
class Predictors:
    """Both predictors, and which of them speaks for each group of indications."""

    twin: Posterior
    literature: Posterior
    choice: Mapping[str, Speaker]

    def speaker(self, group: str) -> Speaker:
        """Return who speaks for a group; the literature where nothing was chosen."""
        return self.choice.get(group, "literature")

    def only(self, speaker: Speaker) -> Predictors:
        """Return the same with one predictor speaking wherever it can."""
        return Predictors(self.twin, self.literature, dict.fromkeys(self.choice, speaker))


@cache
def stored() -> Predictors:
    """Return the predictors that were fitted to every published cohort.

    Raises
    ------
    neocol.evidence.EvidenceError
        When the files are missing or do not belong to each other.
    """
    choice: dict[str, Speaker] = {}
    for key in evidence.search("posterior.choice"):
        spoken: Literal["twin", "literature"] = (
            "twin" if evidence.words(key)[0] == "twin" else "literature"
        )
        choice[key.rpartition(".")[2]] = spoken
    return Predictors(_read(TWIN_FILE), _read(LITERATURE_FILE), choice)


def _read(name: str) -> Posterior:
    path = evidence.DATA / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            names = next(rows)
            values = np.array([[float(cell) for cell in row] for row in rows])
    except (OSError, StopIteration, ValueError) as error:
        raise evidence.EvidenceError(f"{name}: not a posterior ({error})") from None
    if values.ndim != 2 or values.shape[1] != len(names):
        raise evidence.EvidenceError(f"{name}: rows and names do not fit")
    if not np.isfinite(values).all():
        raise evidence.EvidenceError(f"{name}: not every number is finite")
    return Posterior({n: values[:, k] for k, n in enumerate(names)})
