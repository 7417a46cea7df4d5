"""Which limits bind: how many courses each excludes alone, and what would free them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from neocol.planning.caps import DEPTH, PASSES
from neocol.planning.context import Context
from neocol.planning.limits import DATES, INTERVAL, SESSIONS, Limits
from neocol.planning.space import Grid, Space, space_of
from neocol.record import LimitNote, PlanOption
from neocol.record.limits import NEEDLE_MAX_SIMULATED_MM
from neocol.record.plan import gaps_between

_NEAR: Final = 1e-6
_EXCLUDED: Final = "excluded_option"


def space_for(
    context: Context,
    limits: Limits | None = None,
    grid: Grid | None = None,
    *,
    any_option: bool = False,
    any_date: bool = False,
) -> Space:
    """Return the courses inside what was studied, the limits, and the calendar."""
    space = space_of(
        context.lead,
        limits or context.limits,
        context.device,
        scar_types=context.scar_types,
        wished=context.wished,
        excluded=frozenset() if any_option else context.excluded,
        before=context.before,
        grid=grid,
    )
    if any_date or not context.blocked:
        return space
    fits = [context.around(one.days, one.combined_with) is not None for one in space.schedules]
    return space.keep(np.array(fits, dtype=bool))


def excluded_by(context: Context, space: Space, grid: Grid | None = None) -> dict[str, int]:
    """Return how many courses each limit excludes alone."""
    found = {
        name: one.candidates - space.candidates for name, one in _lifted(context, grid).items()
    }
    return {name: count for name, count in found.items() if count > 0}


def why_empty(context: Context, grid: Grid | None = None) -> tuple[LimitNote, ...]:
    """Return the limits that leave no course, each with what would free it."""
    notes = []
    for name, space in _lifted(context, grid).items():
        if space.candidates:
            notes.append(_freed(context, name, space))
    if notes:
        return tuple(notes)
    together = space_for(context, _without(context.limits), grid, any_option=True, any_date=True)
    if not together.candidates:
        return ()
    text = "several limits together leave no course: sessions, interval, depth, options, dates"
    frees = "lifting more than one of them"
    return (LimitNote(name="together", text=text, binds=True, frees=frees),)


def _lifted(context: Context, grid: Grid | None) -> dict[str, Space]:
    """Return the space without one limit, for each of them."""
    limits = context.limits
    zones = {
        zone: replace(one, depth_mm=NEEDLE_MAX_SIMULATED_MM) for zone, one in limits.zones.items()
    }
    found = {
        SESSIONS: space_for(context, replace(limits, sessions=None), grid),
        INTERVAL: space_for(context, replace(limits, least_interval_days=1), grid),
        DEPTH: space_for(context, replace(limits, zones=zones), grid),
    }
    if context.excluded:
        found[_EXCLUDED] = space_for(context, grid=grid, any_option=True)
    if context.blocked:
        found[DATES] = space_for(context, grid=grid, any_date=True)
    return found


def _without(limits: Limits) -> Limits:
    zones = {
        zone: replace(one, depth_mm=NEEDLE_MAX_SIMULATED_MM) for zone, one in limits.zones.items()
    }
    return replace(limits, sessions=None, least_interval_days=1, zones=zones)


def _freed(context: Context, name: str, space: Space) -> LimitNote:
    """Return a limit that binds, with the nearest value that would leave a course."""
    named = context.lead.replace("_", " ")
    if name == SESSIONS:
        fewest = min(one.sessions for one in space.schedules) + context.before
        text = (
            f"max_sessions {context.limits.sessions}: the shortest trialled course for {named} has "
            f"{fewest} sessions"
        )
        return _note(context, name, text, f"{fewest} sessions")
    if name == INTERVAL:
        longest = max(max(gaps_between(s.days), default=0) for s in space.schedules)
        days = context.limits.least_interval_days
        text = f"{days} days between sessions at least, where studies of {named} had {longest}"
        return _note(context, name, text, f"{longest} days between sessions")
    if name == DEPTH:
        shallowest = min(one.depth_mm for held in space.settings.values() for one in held)
        text = f"every cap here lies below the {shallowest:g} mm that studies of {named} began at"
        return _note(context, name, text, f"an override to {shallowest:g} mm, with reason and name")
    if name == DATES:
        said = "; ".join(one.why for one in context.blocked)
        return _note(context, name, f"the days to avoid leave no room: {said}", "other dates")
    words = sorted({word for s in space.schedules for word in s.combined_with} & context.excluded)
    text = f"{', '.join(words).replace('_', ' ')}: excluded by candidacy, and nothing helps without"
    return _note(context, name, text, "what candidacy asks for")


def _note(context: Context, name: str, text: str, frees: str) -> LimitNote:
    known = next((one for one in context.limits.notes if one.name == name), None)
    base = known or LimitNote(name=name, text="")
    return base.model_copy(update={"text": text, "frees": frees, "binds": True, "zone": None})


def at_limit(
    notes: Iterable[LimitNote], recommended: Iterable[PlanOption]
) -> tuple[LimitNote, ...]:
    """Return the limits, those marked that the recommended course stands at."""
    told = tuple(recommended)
    return tuple(note.model_copy(update={"binds": _stands_at(note, told)}) for note in notes)


def _stands_at(note: LimitNote, recommended: tuple[PlanOption, ...]) -> bool:
    if note.allowed is None:
        return False
    for one in recommended:
        zone = one.zones.get(note.zone or "")
        asked = {
            DEPTH: None if zone is None else zone.depth_mm,
            PASSES: None if zone is None else float(zone.passes),
            SESSIONS: float(one.sessions),
            INTERVAL: float(min(gaps_between(one.days), default=0)) or None,
        }.get(note.name)
        if asked is not None and abs(asked - note.allowed) < _NEAR:
            return True
    return False
