"""Plans: a course zone by zone, what it may bring and cost, and what is recommended."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from neocol.record.base import Day, Noun, Number, Whole
from neocol.record.document import Stamp
from neocol.record.findings import Candidacy
from neocol.record.limits import (
    DAYS_MAX_SIMULATED,
    NEEDLE_MAX_MM,
    NEEDLE_MAX_SIMULATED_MM,
    PASSES_MAX,
    SESSIONS_MAX_SIMULATED,
)
from neocol.record.range import Range, Refused
from neocol.record.words import DeviceName, EndpointWord, Status

Role = Literal[
    "gentlest", "fuller", "combined", "as_practised", "unlikely", "no_treatment", "asked"
]
"""Why a course is on the table. ``asked``: somebody set its numbers."""
Verdict = Literal["not_told_apart", "better", "worse"]
Depth = Annotated[Number, Field(gt=0, le=NEEDLE_MAX_SIMULATED_MM)]
_Day = Annotated[Whole, Field(ge=0, le=DAYS_MAX_SIMULATED)]


def gaps_between(days: Iterable[int]) -> tuple[int, ...]:
    """Return the days from each session to the next."""
    return tuple(later - earlier for earlier, later in pairwise(days))


class ZoneSetting(Noun):
    """What somebody sets for one zone."""

    depth_mm: Depth
    passes: Annotated[Whole, Field(ge=1, le=PASSES_MAX)]
    endpoint: EndpointWord | None = None


class Course(Noun):
    """A course by its numbers: what is evaluated, wherever it lies.

    Attributes
    ----------
    days : tuple of int
        Of the sessions, from the first, which is day 0.
    """

    device: DeviceName = "pen"
    zones: Annotated[dict[str, ZoneSetting], Field(min_length=1)]
    days: Annotated[tuple[_Day, ...], Field(min_length=1, max_length=SESSIONS_MAX_SIMULATED)]
    combined_with: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.days[0] != 0:
            raise ValueError(f"days count from the first session: 0, not {self.days[0]}")
        for earlier, later in pairwise(self.days):
            if later <= earlier:
                raise ValueError(f"sessions are in order of day: {later} follows {earlier}")
        return self


class ZonePlan(Noun):
    """What one zone gets in one session.

    Attributes
    ----------
    depth_mm : float
        A ceiling: begin at `start_mm` and stop at the endpoint.
    start_mm : float or None
        The lowest setting that studies of the indication let the skin have.
    cap_mm, cap_from : float, str
        The smallest cap, and the evidence key of the one that binds.
    binds : str
        What holds the depth here, in words; empty where nothing did.
    notes : tuple of str
        What the site asks for: bone, the orbital rim.
    """

    device: DeviceName
    depth_mm: Annotated[float, Field(gt=0, le=NEEDLE_MAX_MM)]
    passes: int
    punctures_per_cm2: float
    endpoint: EndpointWord
    cap_mm: float
    cap_from: str
    start_mm: float | None = None
    binds: str = ""
    notes: tuple[str, ...] = ()
    area_cm2: float | None = None


class LimitNote(Noun):
    """A limit: what it allows, what it rests on, whether it binds and what would free it.

    Attributes
    ----------
    name : str
        ``depth_cap``, ``max_sessions``, ``session_minutes``, …
    allowed : float or None
        In `unit`; ``None`` for what is not a number.
    asked : float or None
        What the course asks for, where it goes beyond.
    frees : str
        What would free it; empty where nothing can.
    """

    name: str
    text: str
    zone: str | None = None
    allowed: float | None = None
    asked: float | None = None
    unit: str = ""
    binds: bool = False
    frees: str = ""
    sources: tuple[str, ...] = ()
    status: Status = "found"


class Benefit(Noun):
    """What needling makes of one concern, as the twin compares courses.

    Attributes
    ----------
    gain : Range
        Improvement by needling, % of the score before.
    likely : float
        Probability that it is at least worthwhile.
    worthwhile : float
        The smallest change that counts, in the unit of `gain`.
    by_zone : dict
        Zone → median of the gain there.
    """

    indication: str
    gain: Range
    likely: float
    worthwhile: float
    by_zone: dict[str, float] = {}


class Contrast(Noun):
    """One course against the recommended one, member by member: same draw, same person.

    Attributes
    ----------
    better, worse : float
        Probability of being better, or worse, by at least the smallest worthwhile change.
    difference : Range
        % of the score before; positive where this course brings more.
    """

    verdict: Verdict
    better: float
    worse: float
    difference: Range


class Burden(Noun):
    """What a course asks of a person.

    Attributes
    ----------
    days : float
        Everything weighed in days of a life (weights in evidence): visits, redness, pain, and the
        chance of dark marks.
    parts : dict
        The same by part; they add up to `days`.
    """

    days: float
    parts: dict[str, float]
    visits: int
    minutes: Range
    redness_days: Range
    pain: Range


class TimelineItem(Noun):
    """A stretch or a moment of a course; days count from the first session.

    Attributes
    ----------
    dates : tuple of date
        First and last, where the first session has a date.
    """

    kind: Literal[
        "preparation", "session", "redness", "between", "result", "judged", "maintenance", "avoid"
    ]
    from_day: float
    to_day: float
    title: str
    text: str = ""
    dates: tuple[Day, ...] = ()
    sources: tuple[str, ...] = ()
    status: Status = "found"


class PlanOption(Noun):
    """One course worth discussing.

    Attributes
    ----------
    interval_days : int
        The usual one; `days` has them all. 0 where there is one session or none.
    days : tuple of int
        Of the sessions, from the first.
    dates : tuple of date
        The same, where a first day is known; around the dates to avoid.
    predicted : dict
        Measure → what a person may see; ``…_due_to_needling`` the part that needling makes.
    benefits : tuple of Benefit
        Of every concern that the twin can compare.
    versus : Contrast or None
        Against the recommended course; ``None`` for that one itself.
    over : tuple of LimitNote
        Limits that it goes beyond, each with an override or not.
    overrides : tuple of str
        Limits that a clinician lifted, with reason and name.
    extrapolation : tuple of str
        What of it no study did: never recommended.
    """

    label: str
    role: Role = "asked"
    indication: str
    sessions: int
    interval_days: int
    days: tuple[int, ...] = ()
    dates: tuple[Day, ...] = ()
    zones: dict[str, ZonePlan]
    combined_with: tuple[str, ...] = ()
    predicted: dict[str, Range | Refused]
    benefits: tuple[Benefit, ...] = ()
    versus: Contrast | None = None
    downtime_days: Range
    pih_probability: Range
    risks: dict[str, Range | Refused] = {}
    burden: Burden | None = None
    on_label: bool
    on_label_why: str
    conditional_on: tuple[str, ...] = ()
    minutes_per_session: Range
    cartridges: int
    anaesthetic: str
    timeline: tuple[TimelineItem, ...] = ()
    over: tuple[LimitNote, ...] = ()
    overrides: tuple[str, ...] = ()
    extrapolation: tuple[str, ...] = ()
    why: tuple[str, ...]
    caveats: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def course(self) -> Course:
        """Return its numbers; an option without sessions has none.

        Raises
        ------
        ValueError
            When nothing is done in it.
        """
        devices = {held.device for held in self.zones.values()}
        if not devices:
            raise ValueError(f"{self.label.lower()} has no sessions")
        zones = {
            zone: ZoneSetting(depth_mm=held.depth_mm, passes=held.passes, endpoint=held.endpoint)
            for zone, held in self.zones.items()
        }
        return Course(
            device=devices.pop(), zones=zones, days=self.days, combined_with=self.combined_with
        )


class PlannedConcern(Noun):
    """One wish: whether it is planned, where, and why not.

    Attributes
    ----------
    leads : bool
        Its studies set the space of courses; other concerns are told what that course brings them.
    """

    indication: str
    zones: tuple[str, ...] = ()
    leads: bool = False
    refused: str = ""


class SearchReport(Noun):
    """How the courses were searched.

    Attributes
    ----------
    candidates : int
        Courses inside what was studied and inside every limit, settings of zones counted a class of
        skin at a time.
    excluded : dict
        Limit → courses that it alone excludes.
    screened, simulated : int
        Courses followed by few members, and by all of them.
    screening_error : float
        Largest error found of a mean gain that was read from other courses, in the gain's unit.
        The courses that are offered, and the best they are held against, are followed by every
        member; others are bounded by what such readings were off.
    complete : bool
        False where the time given ran out: then it is the best so far.
    """

    candidates: int
    excluded: dict[str, int] = {}
    skins: int
    screened: int
    simulated: int
    members: int
    screening_error: float
    complete: bool = True


class Frontier(Noun):
    """One course of the benefit-versus-burden chart.

    Attributes
    ----------
    gain, low90, high90 : float
        Improvement by needling, % of the score before.
    option : int or None
        Its index among the options.
    pareto : bool
        Whether no other course of the chart brings more for less.
    """

    burden_days: float
    gain: float
    low90: float
    high90: float
    sessions: int
    depth_mm: float
    passes: int
    option: int | None = None
    pareto: bool = False


class Progress(Noun):
    """What was really done of a course, and what was measured: a plan made again goes on from it.

    Attributes
    ----------
    effective_members : float
        What the members are worth after they were weighed by the measures.
    """

    sessions: int
    last: Day
    measures: tuple[str, ...] = ()
    effective_members: float
    notes: tuple[str, ...] = ()


class Plan(Noun):
    """Which courses are worth offering, and the one to start the talk with."""

    id: str | None = None
    candidacy: Candidacy
    options: tuple[PlanOption, ...] = ()
    recommended: int | None = None
    refused: str | None = None
    why_recommended: str = ""
    concerns: tuple[PlannedConcern, ...] = ()
    limits: tuple[LimitNote, ...] = ()
    frontier: tuple[Frontier, ...] = ()
    search: SearchReport | None = None
    progress: Progress | None = None
    without_treatment: str = ""
    bibliography: tuple[str, ...] = ()
    stamp: Stamp | None = None
