"""Who one person may be: members with their score links, as vectors that a smoother moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.record.personal import SEVERITY
from neocol.twin.ensemble import TOLERANCE, Course, collagen, follow
from neocol.twin.members import Members
from neocol.twin.observables import LINKS
from neocol.twin.score import ScoreLink
from neocol.twin.skin import ageing_per_day

Array = NDArray[np.float64]
Look = tuple[str, float]
"""What, and on which day."""
_MOVED: Final = (
    "dermis_mm", "epidermis_mm", "horny_mm", "melanosomes", "blood", "path_mm",
    "depth", "indentation", "channel",
)  # fmt: skip
"""Of a member, beside its rates; lightness is in the rates already."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Members with their score links.

    Attributes
    ----------
    members : Members
    link : ScoreLink
    deviation : array of shape (members,)
        Standard normal: where each stands between people, on every day.
    """

    members: Members
    link: ScoreLink
    deviation: Array

    def first(self, count: int) -> Candidates:
        """Return the first of them."""
        link = self.link
        return Candidates(
            self.members.take(range(count)),
            ScoreLink(link.slope[:count], link.other[:count], link.between_sd[:count]),
            self.deviation[:count],
        )

    def predict(
        self, course: Course, looks: tuple[Look, ...], tolerance: float = TOLERANCE
    ) -> Array:
        """Return what each would show.

        Parameters
        ----------
        course : Course
        looks : tuple of (str, float)
            Observable or ``severity``, and day.
        tolerance : float
            Of a step of the twin.

        Returns
        -------
        array of shape (members, looks)
            In the twin's units; of severity the logarithm of the ratio to the baseline, which is
            zero until the day of the first session.
        """
        if not looks:
            return np.empty((self.members.size, 0))
        days, at = np.unique([day for _, day in looks], return_inverse=True)
        seen = follow(self.members, [course], days, tolerance=tolerance, precision=np.float32)
        shown = {of: self._shown(of, seen, days, course) for of, _ in looks}
        return np.stack([shown[of][:, k] for (of, _), k in zip(looks, at, strict=True)], axis=1)

    def _shown(self, of: str, seen: Mapping[str, Array], days: Array, course: Course) -> Array:
        if of == SEVERITY:
            treated = days > (course[0][0] if course else np.inf)
            gain = collagen(seen)[0] - 1.0
            return np.where(treated, self.link.log_ratio(gain, self.deviation), 0.0)
        link = LINKS[of]
        shown: Array = link.of(seen, self.members)[0]
        return shown * np.exp(-ageing_per_day() * days) if link.ages else shown


@dataclass(frozen=True, slots=True)
class Vectors:
    """Candidates as vectors, and back: logarithms of what lies above zero in all of them.

    Attributes
    ----------
    base : Candidates
        Whose other numbers stay as they are.
    rates : array of bool, shape (parameters,)
        Rates that differ between members.
    logarithms : array of bool, shape (others,)
        Which of thicknesses, optics, places in a device's spread, slope, other and deviation are
        moved on the logarithm.
    """

    base: Candidates
    rates: NDArray[np.bool_]
    logarithms: NDArray[np.bool_]

    @classmethod
    def of(cls, base: Candidates) -> Vectors:
        """Choose what of these candidates is moved."""
        rates = base.members.rates
        differ = (rates > 0).all(axis=0) & (np.ptp(rates, axis=0) > 0)
        return cls(base, differ, np.asarray((_others(base) > 0).all(axis=0)))

    def pack(self) -> Array:
        """Return the candidates as vectors of shape (members, parameters)."""
        rates, others = np.log(self.base.members.rates[:, self.rates]), _others(self.base)
        others[:, self.logarithms] = np.log(others[:, self.logarithms])
        return np.concatenate((rates, others), axis=1)

    def unpack(self, vectors: Array) -> Candidates:
        """Return the candidates that vectors of shape (members, parameters) say."""
        members, count = self.base.members, int(self.rates.sum())
        rates = members.rates.copy()
        rates[:, self.rates] = np.exp(vectors[:, :count])
        others = vectors[:, count:].copy()
        others[:, self.logarithms] = np.exp(others[:, self.logarithms])
        *own, slope, other, deviation = others.T
        changed = dict(zip(_MOVED, own, strict=True))
        # a column needs something below its upper layer
        changed["dermis_mm"] = np.maximum(changed["dermis_mm"], members.dermis_mm.min())
        return Candidates(
            replace(members, rates=rates, **changed),
            ScoreLink(slope, other, self.base.link.between_sd),
            deviation,
        )


def _others(base: Candidates) -> Array:
    """Return what is moved beside the rates, shape (members, others)."""
    own = [getattr(base.members, name) for name in _MOVED]
    return np.column_stack([*own, base.link.slope, base.link.other, base.deviation])
