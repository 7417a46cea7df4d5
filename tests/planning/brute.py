"""The choice by its definition alone: every schedule, every setting of every zone, all members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.consult import screen
from neocol.planning import read
from neocol.planning.answers import done_gains, studied_gain
from neocol.planning.binding import space_for
from neocol.planning.burden import Weights, visit_days, zone_burden
from neocol.planning.context import Context
from neocol.planning.ensemble import responses, skin_of
from neocol.planning.search import Search, search
from neocol.planning.space import Grid, Setting, Space
from neocol.record import Case, Policy
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.outcome.response import Response
from tests.samples import case

Array = NDArray[np.float64]
COARSE = Grid(0.5, 8, 14)


@dataclass(frozen=True)
class Option:
    """A candidate of one zone with all that decides on it."""

    setting: Setting
    gain: Array
    burden: float
    minutes: float
    red_days: float


@dataclass(frozen=True)
class Answer:
    """A whole course: where it stands among others, and what it is."""

    burden: float
    length: int
    place: int
    settings: dict[str, Setting]


def prepared(
    *, policy: dict[str, Any] | None = None, grid: Grid = COARSE, **patient: Any
) -> tuple[Context, Space]:
    """Return a person that was read, and the space."""
    held = Case.read(case(**patient))
    context, _ = read(held, screen(held), policy=Policy.read(policy or {}))
    return context, space_for(context, grid=grid)


def searched(context: Context, space: Space, **more: Any) -> Search:
    """Return the engine's own search."""
    return search(context, context.benefits[context.lead], space, **more)


def usual(context: Context, space: Space) -> NDArray[np.bool_]:
    """Return the schedules that add nothing beyond what was wished for."""
    found = np.array([set(s.combined_with) <= context.wished for s in space.schedules])
    return found if found.any() else np.ones(found.size, dtype=bool)


def options_of(context: Context, space: Space, zone: str) -> list[list[Option]]:
    """Follow every member through every course of a zone, by schedule."""
    held = context.ensemble
    settings = space.settings[zone]
    courses = [
        [context.sessions(zone, s.days, space.device, one) for one in settings]
        for s in space.schedules
    ]
    gains = _gains(context, space, zone, [course for row in courses for course in row])
    asks = zone_burden(held, zone, context.sex, settings, courses)
    days = asks.days(space.schedules, Weights.usual())
    pace = evidence.number(f"procedure.pace.{space.device}", "min/cm2") * context.area(zone)
    found = []
    for s in range(len(space.schedules)):
        here = []
        for j, one in enumerate(settings):
            k = s * len(settings) + j
            if not space.allowed[zone][s, j]:
                continue
            red = float(asks.redness_days[j])
            here.append(Option(one, gains[k], float(days[s, j]), pace * one.passes, red))
        found.append(here)
    return found


def _gains(context: Context, space: Space, zone: str, courses: Sequence[TwinCourse]) -> list[Array]:
    """Return the gains of every schedule's every setting, each of shape (members,)."""
    concern, held = context.benefits[context.lead], context.ensemble
    every = [s for s in space.schedules for _ in space.settings[zone]]
    if concern.by_sessions is not None:
        base = studied_gain(context, concern)
        return [
            concern.by_sessions(context.before + s.sessions, s.combined_with) - base for s in every
        ]
    skin = skin_of(zone, context.sex, context.phototype)
    seen = responses(held.members, (held.peak, held.at), skin, courses)
    found = []
    for k, s in enumerate(every):
        answer = Response(seen.log_size[k][None], seen.log_phase[k][None])
        left = done_gains(context, concern, zone, (context.judged(s.days),))[0]
        found.append(concern.gains(answer, s.combined_with)[0] - left)
    return found


def by_definition(
    context: Context, space: Space, among: Sequence[int], lifted: bool = False
) -> Answer | None:
    """Return the course of least burden that the definition names, by trying all of them."""
    table = {zone: options_of(context, space, zone) for zone in space.zones}
    areas = {zone: context.area(zone) for zone in space.zones}
    sieved = {zone: _sieved(context, rows, among, lifted) for zone, rows in table.items()}
    found = [
        one
        for s in among
        if (one := _least(context, space, int(s), sieved, areas, lifted)) is not None
    ]
    return min(found, key=lambda a: (round(a.burden, 9), a.length, a.place), default=None)


def thresholds(context: Context) -> tuple[float, float, float, float]:
    """Return told apart, likely, even, and the share of the area that decides."""
    policy = context.policy.planning
    known = {
        name: evidence.number(f"planning.choice.{name}", "1")
        for name in ("told_apart", "likely", "even", "most_of_area")
    }
    return (
        policy.told_apart or known["told_apart"],
        policy.likely or known["likely"],
        known["even"],
        known["most_of_area"],
    )


def _sieved(
    context: Context, rows: list[list[Option]], among: Sequence[int], lifted: bool
) -> dict[int, tuple[list[Option], list[Option]]]:
    """Return, by schedule, what is acceptable and what is fair in a zone."""
    told, likely, even, _ = thresholds(context)
    worth, weights = context.benefits[context.lead].worthwhile, context.weights
    every = [one for s in among for one in rows[s]]
    means = [round(float(one.gain @ weights), 9) for one in every]
    best = every[means.index(max(means))].gain if every else np.zeros(context.members)
    most = context.limits.downtime_days
    found = {}
    for s in among:
        calm = [one for one in rows[s] if lifted or most is None or one.red_days <= most]
        chance = {id(one): float((one.gain >= worth) @ weights) for one in calm}
        fair = [one for one in calm if chance[id(one)] >= even]
        near = [
            one
            for one in calm
            if chance[id(one)] >= likely and float((best - one.gain >= worth) @ weights) < told
        ]
        found[int(s)] = (near, fair)
    return found


def _least(
    context: Context,
    space: Space,
    s: int,
    sieved: dict[str, dict[int, tuple[list[Option], list[Option]]]],
    areas: dict[str, float],
    lifted: bool,
) -> Answer | None:
    weights, whole = Weights.usual(), sum(areas.values())
    treated: dict[str, list[Option]] = {}
    served = 0.0
    for zone in space.zones:
        near, fair = sieved[zone][s]
        served += areas[zone] if near else 0.0
        if near or fair:
            treated[zone] = near or fair
    if not treated or served < thresholds(context)[3] * whole:
        return None
    schedule = space.schedules[s]
    ready = evidence.number("procedure.session.getting_ready", "min")
    visits = visit_days(
        schedule.days,
        schedule.combined_with,
        [space.protocols[id_] for id_ in schedule.protocols],
        weights,
    )
    best: tuple[float, tuple[Option, ...]] | None = None
    for chosen in product(*treated.values()):
        minutes = ready + sum(one.minutes for one in chosen)
        if not lifted and minutes > context.limits.minutes:
            continue
        total = visits + schedule.sessions * minutes / weights.minutes_a_day
        total += sum(
            areas[zone] / whole * one.burden for zone, one in zip(treated, chosen, strict=True)
        )
        if best is None or total < best[0] - 1e-9:
            best = total, chosen
    if best is None:
        return None
    settings = {zone: one.setting for zone, one in zip(treated, best[1], strict=True)}
    return Answer(best[0], schedule.days[-1], s, settings)
