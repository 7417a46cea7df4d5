"""One person on the twin: what was measured, what is asked, and both answers, before and after."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from neocol.record.base import Noun, Number, Whole, words_of
from neocol.record.document import Stamp
from neocol.record.limits import (
    DAYS_MAX_SIMULATED,
    MEMBERS_MAX,
    SESSIONS_MAX_SIMULATED,
    SHOWN_CHARS,
)
from neocol.record.outcome import Interval
from neocol.record.simulation import SimulatedSession, SimulationRequest, SkinInput
from neocol.record.words import Indication, Observable

SEVERITY: Final = "severity"
"""A severity score over the person's own score before the first session: 1 is as before."""
MEMBERS_PERSONAL: Final = 4000
"""As many as a second follows through a usual course: the more, the rarer is the smoother."""
MEMBERS_PERSONAL_MIN: Final = 400
"""Fewer carry neither a re-weighted tail nor the smoother's covariances."""
MEASURES_MAX: Final = 100
VALUE_MAX: Final = 1e6
SD_MIN: Final = 1e-6
"""No instrument is as exact; smaller ones only overflow."""

Method = Literal["reweighted", "smoothed", "prior"]


def _known(of: str) -> str:
    known = (SEVERITY, *words_of(Observable))
    if of not in known:
        near = get_close_matches(of, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
        raise ValueError(f"no observable '{of[:SHOWN_CHARS]}'; {hint}")
    return of


Quantity = Annotated[str, AfterValidator(_known)]
"""An observable of the twin, or ``severity``."""
OnDay = Annotated[Number, Field(ge=0, le=DAYS_MAX_SIMULATED)]


class MeasuredValue(Noun):
    """What was measured on one day, and how exactly.

    Attributes
    ----------
    sd : float or None
        Standard deviation of measuring, in the value's own unit; or else
    low90, high90 : float or None
        its 90 % interval.
    unit : str or None
        Checked against the twin's own where it is given.
    """

    of: Quantity
    day: OnDay
    value: Annotated[Number, Field(ge=0, le=VALUE_MAX)]
    sd: Annotated[Number, Field(ge=SD_MIN, le=VALUE_MAX)] | None = None
    low90: Annotated[Number, Field(ge=0, le=VALUE_MAX)] | None = None
    high90: Annotated[Number, Field(ge=0, le=VALUE_MAX)] | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _exactness(self) -> Self:
        ends = (self.low90, self.high90)
        if (self.sd is None) == (ends == (None, None)):
            raise ValueError("either sd, or low90 and high90, is expected")
        if self.sd is None:
            if self.low90 is None or self.high90 is None:
                raise ValueError("low90 and high90 belong together")
            if not self.low90 <= self.value <= self.high90:
                raise ValueError("low90 ≤ value ≤ high90 is expected")
            if self.high90 - self.low90 < SD_MIN:
                raise ValueError("low90 and high90 are the same: no measure is exact")
        if self.of == SEVERITY and min(self.value, 1 if self.low90 is None else self.low90) <= 0:
            raise ValueError("severity is a ratio to the person's own baseline, above zero")
        return self


class AskedValue(Noun):
    """What is asked, on which day."""

    of: Quantity
    day: OnDay


class PersonalRequest(Noun):
    """One person's skin and course, what was measured on it, and what is asked.

    Days count as those of the sessions do.
    """

    id: str | None = None
    indication: Indication | None = None
    skin: SkinInput = SkinInput()
    sessions: Annotated[tuple[SimulatedSession, ...], Field(max_length=SESSIONS_MAX_SIMULATED)] = ()
    measured: Annotated[tuple[MeasuredValue, ...], Field(max_length=MEASURES_MAX)] = ()
    ask: Annotated[tuple[AskedValue, ...], Field(min_length=1, max_length=MEASURES_MAX)]
    members: Annotated[Whole, Field(ge=MEMBERS_PERSONAL_MIN, le=MEMBERS_MAX)] = MEMBERS_PERSONAL

    @model_validator(mode="after")
    def _fits(self) -> Self:
        self.course()
        return self

    def course(self) -> SimulationRequest:
        """Return skin and sessions as a course for the twin, to the last day that matters."""
        looks = [one.day for one in self.measured] + [one.day for one in self.ask]
        return SimulationRequest(
            id=self.id,
            skin=self.skin,
            sessions=self.sessions,
            days=max(1.0, *looks, *(session.day for session in self.sessions)),
            members=self.members,
        )


class PersonalBand(Interval):
    """Median and 90 % interval of one asked quantity: the person's own, without a measure's error.

    Attributes
    ----------
    unit : str
        The twin's own; ``of baseline`` for severity.
    """

    of: str
    day: float


class PersonalAnswer(Noun):
    """What the twin says of one person, before and after the measures.

    Attributes
    ----------
    prior, posterior : tuple of PersonalBand
        In the order asked.
    method : str
        ``prior``: nothing was measured; ``reweighted``: members count by how well they agree with
        the measures; ``smoothed``: too few agree, and members were moved towards the measures.
    effective_members : float
        How many equally weighted members the re-weighted ones are worth, whichever method answers.
    members : int
        Members that the posterior was made of.
    iterations : int
        Of the smoother.
    notes : tuple of str
        What of the measures tells nothing, or fits badly.
    """

    id: str | None = None
    prior: tuple[PersonalBand, ...]
    posterior: tuple[PersonalBand, ...]
    method: Method
    effective_members: float
    members: int
    iterations: int = 0
    notes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    seed: int
    stamp: Stamp | None = None
