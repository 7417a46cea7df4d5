"""From what needling makes of collagen, or from studies alone, to what one concern gains by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.planning.ensemble import Ensemble
from neocol.record import PlanningPolicy, PredictionRequest, RecordError
from neocol.record.words import Basis
from neocol.twin.observables import PERCENT
from neocol.twin.outcome.answer import NEEDLED_HAIR, TAILS
from neocol.twin.outcome.change import BIASES, combined, slope_of, under_law
from neocol.twin.outcome.indications import COLLAGEN_GROUPS, GROUP_OF
from neocol.twin.outcome.prediction import outcome, studies_of
from neocol.twin.outcome.response import LEAST, Response

Array = NDArray[np.float64]
_STREAM: Final = 3
"""Tells the draws of a concern from others of the same seed."""
HAIR: Final = "hairs/cm2"
OWN_SCORE: Final = "%"


@dataclass(frozen=True, slots=True)
class Concern:
    """How one concern follows: through the twin's collagen, or as studies alone tell it.

    Attributes
    ----------
    unit : str
        ``%`` of the score before, or hairs/cm²: of gains and of `worthwhile`.
    slope, between : array of shape (members,), or None
        Of a concern that the twin can speak of.
    by_sessions : callable, or None
        Number of sessions and combination → gain, shape (members,): of one that it cannot.
    """

    indication: str
    unit: str
    worthwhile: float
    ensemble: Ensemble
    slope: Array | None = None
    between: Array | None = None
    by_sessions: Callable[[int, tuple[str, ...]], Array] | None = None

    @property
    def by_twin(self) -> bool:
        """Whether depth and density count: then every contrast is assumed."""
        return self.slope is not None

    @property
    def sources(self) -> tuple[str, ...]:
        """Studies that its gains are read from, or calibrated on."""
        if GROUP_OF[self.indication] == "hair":
            return evidence.entry(NEEDLED_HAIR["hair_density"]).sources
        return studies_of(self.indication)

    @property
    def basis(self) -> Basis:
        """What a gain rests on."""
        return "assumed" if self.by_twin else "meta_analysis"

    def gains(self, found: Response, combination: tuple[str, ...]) -> Array:
        """Return gains by needling of courses, member by member.

        Parameters
        ----------
        found : Response
            Arrays of shape (..., members).
        combination : tuple of str
            What is added to needling.

        Returns
        -------
        array of shape (..., members)
            % of the score before.

        Notes
        -----
        100 (1 - exp(-b)), b = (slope G + combination) (1 + s): G the gain of collagen over the
        histology series' under each member's dose law, s how far studies and scales deviate, as a
        share, and one for all courses of a member. A needle that reaches no dermis makes nothing,
        under any law.
        """
        if self.slope is None or self.between is None:
            raise RecordError(f"the twin has no mechanism for {self.indication.replace('_', ' ')}")
        gain = under_law(found, self.ensemble.posterior)
        gain = np.where(found.log_size < np.log(LEAST), 0.0, gain)
        added = np.where(gain > 0, _added(combination, self.ensemble), 0.0)
        return np.asarray(-PERCENT * np.expm1(-(self.slope * gain + added) * self.between))


def concern(indication: str, held: Ensemble, policy: PlanningPolicy) -> Concern | None:
    """Return how a concern follows from a course; ``None`` where no study can tell."""
    group = GROUP_OF.get(indication)
    if group is None:
        return None
    if group == "hair":
        worth = evidence.number("planning.worthwhile.hair_density", HAIR)
        return Concern(indication, HAIR, worth, held, by_sessions=_by_studies(indication, held))
    worth = policy.worthwhile_percent or evidence.number("planning.worthwhile.score", OWN_SCORE)
    if group not in COLLAGEN_GROUPS:
        return Concern(
            indication, OWN_SCORE, worth, held, by_sessions=_by_studies(indication, held)
        )
    rng = np.random.default_rng((held.seed, _STREAM))
    posterior = held.posterior
    slope = slope_of(posterior, group, rng)
    bias = np.sum([posterior[name] for name in BIASES], axis=0)
    sd = np.hypot(posterior["study_between"], posterior["measure_between"]) / (slope + bias)
    deviation = 1.0 + sd * rng.standard_t(TAILS, held.size)
    return Concern(
        indication, OWN_SCORE, worth, held, slope=slope, between=np.maximum(deviation, 0.0)
    )


def _added(combination: tuple[str, ...], held: Ensemble) -> Array:
    rng = np.random.default_rng((held.seed, _STREAM, 1))
    return combined(combination, held.posterior, rng)


def _by_studies(indication: str, held: Ensemble) -> Callable[[int, tuple[str, ...]], Array]:
    """Return gains that know no depth: what studies tell of needling, by number of sessions."""

    def gains(sessions: int, combination: tuple[str, ...]) -> Array:
        hair = GROUP_OF[indication] == "hair"
        asked = PredictionRequest.read(
            {
                "indication": indication,
                "protocol": {"sessions": sessions, "combined_with": list(combination)},
                "outcome": {"measure": "hair density" if hair else "masi"},
            }
        )
        drawn = outcome(asked, seed=held.seed).drawn
        told = drawn.needling if hair else drawn.needling_percent
        if told is None:
            raise RecordError("studies tell nothing of needling's part")
        # their draws are in order of chance, not of members: evenly spaced ones stand for them
        picked: Array = told[:: max(told.size // held.size, 1)][: held.size]
        return picked if hair else -picked

    return gains
