"""The twin in small: quadratics in the composites for what published studies measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record.outcome import Protocol
from neocol.twin.composites import COMPOSITES, prior_sds
from neocol.twin.ensemble import follow
from neocol.twin.members import Members, reference_needling
from neocol.twin.observables import LINKS
from neocol.twin.outcome.course import readings
from neocol.twin.outcome.response import TOLERANCE, anchor_course, response
from neocol.twin.priors import draw_members
from neocol.twin.skin import PHOTOTYPES, Skin

Array = NDArray[np.float64]
MEMBERS: Final = 768
"""Of the design: twenty for every coefficient."""
SHAPING: Final = len(COMPOSITES) - 1
"""Composites besides the collagen gain, which comes first and only scales."""
_REDNESS_DAYS: Final = 21.0
_REDNESS_LOOKS: Final = 200
_HOURS: Final = 24.0
_PIGMENT_LOOKS: Final = 40
_LEAST_RISE: Final = 1e-3
"""Index points: below this a rise is nothing."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """Quadratics that stand for the twin.

    Attributes
    ----------
    coefficients : array of shape (outputs, features)
    scatter : array of shape (outputs,)
        Standard deviation of what the quadratic leaves: rates that no study tells, parts of a
        protocol that a paper leaves out, and the quadratic's own error.
    explained : array of shape (outputs,)
        Share of the variance that the quadratic explains.
    names : tuple of str
        Of the outputs: ``size i`` and ``phase i`` of protocol i, ``redness``, ``rise T`` of
        phototype T.
    """

    coefficients: Array
    scatter: Array
    explained: Array
    names: tuple[str, ...]

    def at(self, composites: Any, xp: Any = np) -> Any:
        """Return the outputs where every rate that is no composite stands at its centre.

        Parameters
        ----------
        composites : array of shape (..., composites)

        Returns
        -------
        array of shape (..., outputs)
        """
        return _features(composites / prior_sds(), xp) @ self.coefficients.T

    def rows(self, name: str) -> NDArray[np.int64]:
        """Return the outputs of one kind (``size``, ``phase``, ``redness``, ``rise``)."""
        found = [i for i, output in enumerate(self.names) if output.partition(" ")[0] == name]
        return np.array(found, dtype=np.int64)


def train(protocols: Sequence[Protocol], seed: int) -> Emulator:
    """Follow a design of members through every protocol, and fit the quadratics.

    Notes
    -----
    Composites are drawn from their priors, all other rates from theirs; gains are held to the
    anchor in every member, so that the collagen gain need not be varied.
    """
    rng = np.random.default_rng(seed)
    composites = rng.standard_normal((MEMBERS, len(COMPOSITES))) * prior_sds()
    composites[:, 0] = 0.0
    members = draw_members(Skin(), MEMBERS, seed, composites)
    outputs, names = [], []
    for i, protocol in enumerate(protocols):
        found = response(members, readings(protocol, seed + i))
        outputs += [found.log_size, found.log_phase]
        names += [f"size {i}", f"phase {i}"]
    outputs.append(np.log(redness_hours(members)))
    names.append("redness")
    for kind in PHOTOTYPES:
        dark = draw_members(Skin(fitzpatrick=kind), MEMBERS, seed, composites)
        outputs.append(np.log(pigment_rise(dark)))
        names.append(f"rise {kind}")
    return _fitted(composites, np.stack(outputs, axis=1), tuple(names))


def _fitted(composites: Array, outputs: Array, names: tuple[str, ...]) -> Emulator:
    features = _features(composites / prior_sds(), np)
    found, *_ = np.linalg.lstsq(features, outputs, rcond=None)
    left = outputs - features @ found
    freedom = len(features) - features.shape[1]
    variance = (left**2).sum(axis=0) / freedom
    return Emulator(found.T, np.sqrt(variance), 1.0 - variance / outputs.var(axis=0), names)


def _features(scaled: Any, xp: Any) -> Any:
    """Return 1, every scaled composite but the gain, and their products, shape (..., features)."""
    shaping = scaled[..., 1:]
    one = xp.ones_like(shaping[..., :1])
    first, second = np.triu_indices(SHAPING)
    return xp.concatenate([one, shaping, shaping[..., first] * shaping[..., second]], axis=-1)


def redness_hours(members: Members) -> Array:
    """Return for how long a reference session is called red, in hours, shape (members,)."""
    days = np.asarray(_REDNESS_DAYS * np.linspace(0.0, 1.0, _REDNESS_LOOKS) ** 2, dtype=float)
    seen = follow(members, [((0.0, reference_needling()),)], days, tolerance=TOLERANCE)
    redness = seen["redness"][0]
    gone = evidence.number("calibration.prior.redness_gone", "1") * redness[:, :1]
    last = redness.shape[1] - 1 - np.argmax(redness[:, ::-1] > gone, axis=1)
    after = np.minimum(last + 1, days.size - 1)
    who = np.arange(members.size)
    above, below = redness[who, last], redness[who, after]
    share = np.clip((above - gone[:, 0]) / np.maximum(above - below, np.finfo(float).tiny), 0, 1)
    hours: Array = _HOURS * (days[last] + share * (days[after] - days[last]))
    return hours


def pigment_rise(members: Members) -> Array:
    """Return the highest rise of the melanin index by the reference course, in index points."""
    course, judged = anchor_course()
    days = np.linspace(0.0, judged, _PIGMENT_LOOKS, dtype=np.float64)
    index = LINKS["melanin_index"].of(follow(members, [course], days, tolerance=TOLERANCE), members)
    rise: Array = (index - index[..., :1])[0].max(axis=1)
    return np.maximum(rise, _LEAST_RISE)
