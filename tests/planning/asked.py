"""Small helpers of the tests of planning: a person's plan in one call, and a course by its numbers."""

from __future__ import annotations

from typing import Any, Final

from neocol.consult import screen
from neocol.planning import plan
from neocol.planning.space import Grid
from neocol.record import Candidacy, Case, Course, Plan, PlanOption, Policy, ZoneSetting
from tests.samples import case

QUICK: Final = Grid(1.0, 8, 14)
"""Whole millimetres, or the cap: the fewest courses that still differ."""


def consulted(
    *, on: str = "2026-03-16", done: Any = (), measures: Any = (), **patient: Any
) -> tuple[Case, Candidacy]:
    """Return the healthy person with some answers changed, and the decision."""
    written = case(**patient)
    written |= {"consult_date": on, "done": list(done), "measures": list(measures)}
    held = Case.read(written)
    return held, screen(held)


def offered(
    *,
    on: str = "2026-03-16",
    done: Any = (),
    measures: Any = (),
    policy: dict[str, Any] | None = None,
    grid: Grid | None = QUICK,
    areas: dict[str, float] | None = None,
    seconds: float | None = None,
    **patient: Any,
) -> Plan:
    """Return a plan of the healthy person with some answers changed."""
    held, candidacy = consulted(on=on, done=done, measures=measures, **patient)
    clinic = Policy.read({"planning": policy or {}})
    return plan(held, candidacy, policy=clinic, grid=grid, areas_cm2=areas, seconds=seconds)


def first(found: Plan) -> PlanOption:
    """Return the recommended option."""
    assert found.recommended is not None, found.refused
    return found.options[found.recommended]


def course_of(option: PlanOption) -> Course:
    """Return an option by its numbers alone."""
    return Course(
        device=next(iter(option.zones.values())).device,
        zones={
            zone: ZoneSetting(depth_mm=one.depth_mm, passes=one.passes)
            for zone, one in option.zones.items()
        },
        days=option.days,
        combined_with=option.combined_with,
    )


def days_of_burden(option: PlanOption) -> float:
    """Return what a course asks for, in days of a life."""
    return option.burden.days if option.burden else 0.0
