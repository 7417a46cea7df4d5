"""Asks the engine, and keeps its answers: the same case on the same day has the same ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from neocol import care
from neocol.consult import screen
from neocol.planning import chart_point, evaluate, read, sources_in
from neocol.planning.context import Context
from neocol.record import (
    AftercarePlan,
    Candidacy,
    CareDocument,
    Case,
    Course,
    Frontier,
    Plan,
    PlanOption,
    dump_json,
    parse_text,
)

_PEOPLE = 64
_COURSES = 256


@dataclass(frozen=True)
class Key:
    """A case as text, and the day to plan for where it is not the consultation's."""

    case: str
    on: dt.date | None = None


@dataclass(frozen=True)
class Planned:
    """A plan, and the person as planning read them.

    Attributes
    ----------
    context : Context or None
        ``None`` where no course can be followed.
    """

    key: Key
    case: Case
    plan: Plan
    context: Context | None

    @property
    def begin(self) -> PlanOption | None:
        """The course to start from: the recommended, else the first that has sessions."""
        first = sorted(
            enumerate(self.plan.options), key=lambda held: held[0] != self.plan.recommended
        )
        return next((option for _, option in first if option.sessions), None)

    @property
    def recommended(self) -> PlanOption | None:
        """The recommended course; ``None`` where no treatment is."""
        chosen = self.plan.recommended
        option = None if chosen is None else self.plan.options[chosen]
        return option if option is not None and option.sessions else None

    def asked(self, course: Course) -> Asked:
        """Return what a course would bring and cost.

        Raises
        ------
        neocol.record.RecordError
            When it cannot be followed.
        """
        return _asked(self.key, dump_json(course, indent=None))


@dataclass(frozen=True)
class Asked:
    """A course that somebody set, its place on the chart, and what it rests on."""

    option: PlanOption
    point: Frontier | None
    sources: tuple[str, ...]


@lru_cache(maxsize=_PEOPLE)
def followed(case: str) -> CareDocument:
    """Return the whole course of care of a case."""
    return care.follow(Case.read(parse_text(case)))


@lru_cache(maxsize=_PEOPLE)
def screened(case: str) -> Candidacy:
    """Return the candidacy of a case, which is asked at once."""
    return screen(Case.read(parse_text(case)))


@lru_cache(maxsize=_PEOPLE)
def recovered(case: str) -> AftercarePlan:
    """Return the calendar after the session of a case."""
    return care.recover(Case.read(parse_text(case)))


@lru_cache(maxsize=_PEOPLE)
def planned(key: Key) -> Planned:
    """Return the plan of a case, ready for other courses to be asked about."""
    case = Case.read(parse_text(key.case))
    plan = followed(key.case).plan if key.on is None else care.offer(case, on=key.on)
    context = None
    if any(option.sessions for option in plan.options):
        context, _ = read(case, plan.candidacy)
    return Planned(key, case, plan, context)


@lru_cache(maxsize=_COURSES)
def _asked(key: Key, course: str) -> Asked:
    held = planned(key)
    if held.context is None:
        raise ValueError("no course can be followed")
    wanted = Course.read(parse_text(course))
    best = held.recommended
    against = None if best is None else best.course()
    option = evaluate(wanted, held.context, against=against)
    return Asked(option, chart_point(wanted, held.context), sources_in(option))
