"""Courses for the twin, and what it says of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from neocol.record.base import Noun, Number, Whole
from neocol.record.document import Stamp
from neocol.record.limits import (
    AGE_MAX_YEARS,
    DAYS_MAX_SIMULATED,
    DENSITY_MAX_PER_CM2,
    MEMBER_SESSIONS_MAX,
    MEMBERS_DEFAULT,
    MEMBERS_MAX,
    NEEDLE_MAX_SIMULATED_MM,
    SESSIONS_MAX_SIMULATED,
    UV_INDEX_MAX,
)
from neocol.record.words import Basis, DeviceName, Phototype, Sex


class SkinInput(Noun):
    """The skin that is simulated."""

    site: str = "cheek_left"
    age: Annotated[Number, Field(ge=0, le=AGE_MAX_YEARS)] | None = None
    sex: Sex = "unknown"
    fitzpatrick: Phototype | None = None
    uv_index: Annotated[Number, Field(ge=0, le=UV_INDEX_MAX)] = 0.0


class SimulatedSession(Noun):
    """One needling of a simulated course."""

    day: Annotated[Number, Field(ge=0)]
    device: DeviceName = "pen"
    needle_mm: Annotated[Number, Field(gt=0, le=NEEDLE_MAX_SIMULATED_MM)]
    punctures_per_cm2: Annotated[Number, Field(gt=0, le=DENSITY_MAX_PER_CM2)] | None = None
    passes: Annotated[Whole, Field(ge=1)] | None = None
    glide_cm_s: Annotated[Number, Field(gt=0)] | None = None
    strokes_hz: Annotated[Number, Field(gt=0)] | None = None
    topicals: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _dose(self) -> Self:
        if self.punctures_per_cm2 is None and self.passes is None:
            raise ValueError("punctures_per_cm2 or passes is expected")
        return self


class SimulationRequest(Noun):
    """A course for the twin."""

    id: str | None = None
    skin: SkinInput = SkinInput()
    sessions: Annotated[tuple[SimulatedSession, ...], Field(max_length=SESSIONS_MAX_SIMULATED)] = ()
    days: Annotated[Number, Field(gt=0, le=DAYS_MAX_SIMULATED)]
    members: Annotated[Whole, Field(ge=1, le=MEMBERS_MAX)] = MEMBERS_DEFAULT
    frozen_ageing: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        asked = self.members * max(len(self.sessions), 1)
        if asked > MEMBER_SESSIONS_MAX:
            raise ValueError(
                f"members times sessions is at most {MEMBER_SESSIONS_MAX}, not {asked}: ask for "
                "fewer members"
            )
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [session.day for session in self.sessions]
        for earlier, later in pairwise(days):
            if later <= earlier:
                raise ValueError(
                    f"sessions are in order of day, one a day: day {later:g} follows {earlier:g}"
                )
        return self

    @model_validator(mode="before")
    @classmethod
    def _sessions_listed(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("sessions"), dict):
            return {**data, "sessions": [data["sessions"]]}
        return data


class ObservableBand(Noun):
    """One observable over time: median and 90 % band, each of shape (days,).

    Attributes
    ----------
    untreated : tuple of float
        The same skin without a session, which ages.
    benefit, benefit_low90, benefit_high90 : tuple of float
        The difference to it, member by member.
    link, link_status : str
        How it follows from the twin's states, and whether that link is published, calibrated, or
        assumed.
    """

    unit: str
    median: tuple[float, ...]
    low90: tuple[float, ...]
    high90: tuple[float, ...]
    untreated: tuple[float, ...]
    benefit: tuple[float, ...]
    benefit_low90: tuple[float, ...]
    benefit_high90: tuple[float, ...]
    basis: Basis
    link: str
    link_status: Literal["published", "calibrated", "assumed"]


class DepthProfile(Noun):
    """Collagen over depth and time, of the median member, % of healthy.

    Attributes
    ----------
    depths_mm : tuple of float
        Edges of the cells below the epidermis, shape (cells + 1,).
    days : tuple of float
        Shape (days,).
    collagen : tuple of tuple of float
        Shape (days, cells).
    """

    depths_mm: tuple[float, ...]
    days: tuple[float, ...]
    collagen: tuple[tuple[float, ...], ...]


class Simulation(Noun):
    """What the twin answers.

    Attributes
    ----------
    phases : dict
        When each phase runs in the median member: days from and to, once for every time it comes
        back. One that ends on the last day may go on.
    cells : dict
        States of the median member in the papillary dermis, of shape (days,), each in units of its
        own.
    extrapolation : tuple of str
        What of the request lies outside the evidence.
    """

    id: str | None = None
    days: tuple[float, ...]
    observables: dict[str, ObservableBand]
    phases: dict[str, tuple[tuple[float, float], ...]]
    cells: dict[str, tuple[float, ...]] = {}
    profile: DepthProfile | None = None
    not_built: tuple[str, ...] = ()
    members: int
    seed: int
    extrapolation: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    stamp: Stamp | None = None
