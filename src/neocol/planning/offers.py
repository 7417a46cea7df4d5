"""The courses worth discussing, out of everything that was searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.planning.benefit import Concern
from neocol.planning.choice import Chosen
from neocol.planning.context import Context
from neocol.planning.frontier import frontier
from neocol.planning.limits import DOWNTIME, MINUTES
from neocol.planning.nothing import no_treatment
from neocol.planning.option import Measured, measured, option
from neocol.planning.search import Search, Told, search
from neocol.planning.space import Schedule, Setting, Space
from neocol.record import (
    Course,
    Frontier,
    LimitNote,
    PlanOption,
    SearchReport,
    ZoneSetting,
)
from neocol.record.plan import Role
from neocol.record.zones import zone_label
from neocol.twin.observables import TEN

Flags = NDArray[np.bool_]
_GENTLEST: Final = (
    "the least burden and risk among the courses that are likely to help and that the evidence "
    "cannot tell from the best"
)
_NOTHING: Final = "nothing is likely enough to help: {}"


@dataclass(frozen=True, slots=True)
class Offers:
    """What comes out of a search; the first option is the recommended one.

    Attributes
    ----------
    binding : tuple of LimitNote
        Where it is refused: what binds.
    """

    options: tuple[PlanOption, ...] = ()
    why: str = ""
    search: SearchReport | None = None
    frontier: tuple[Frontier, ...] = ()
    refused: str | None = None
    binding: tuple[LimitNote, ...] = ()


def offers(
    context: Context,
    space: Space,
    *,
    seconds: float | None = None,
    progress: Told | None = None,
) -> Offers:
    """Return the courses worth discussing: the gentlest, a fuller one, one with something added.

    Parameters
    ----------
    context : Context
    space : Space
        With candidates.
    seconds : float, optional
        Time given to the search.
    progress : callable, optional
    """
    one = context.benefits.get(context.lead)
    if one is None or not space.proven:
        named = context.lead.replace("_", " ")
        why = f"{named}: no study with a usable protocol was read"
        return _nothing(context, why, [("as_practised", *_shortest(context, space))])
    found = search(context, one, space, seconds=seconds, progress=progress)
    usual, added = _kinds(context, space)
    first = found.choose(among=usual)
    if first is None:
        return _none_helps(context, found, usual, added)
    return _offered(context, one, found, first, usual, added)


def stop_here(context: Context, why: str) -> Offers:
    """Offer to stop where no studied course goes on from what was done."""
    return _nothing(context, why, [])


def _kinds(context: Context, space: Space) -> tuple[Flags, Flags]:
    """Return which schedules may be recommended, and which add something to needling."""
    added = np.array([bool(s.combined_with) for s in space.schedules])
    usual = np.array([set(s.combined_with) <= context.wished for s in space.schedules])
    if not usual.any():  # it is never studied without
        usual = np.ones(len(space.schedules), dtype=bool)
    return usual, added


def _offered(
    context: Context,
    one: Concern,
    found: Search,
    first: Chosen,
    usual: Flags,
    added: Flags,
) -> Offers:
    chosen: list[tuple[Role, Chosen]] = [("gentlest", first)]
    if one.by_twin:
        linear = context.weights * context.ensemble.weights("linear")
        more = found.choose(apart=linear / linear.sum(), among=usual)
        if more is not None and more.burden > first.burden:
            chosen.append(("fuller", more))
    if added.any() and not added[first.schedule]:
        beside = found.choose(among=added)
        if beside is not None:
            chosen.append(("combined", beside))
    courses: list[tuple[Role, Chosen, Measured]] = []
    for role, held in chosen:
        course = _course(found, held)
        if all(course != other.course for _, _, other in courses):
            courses.append((role, held, measured(context, course)))
    options = tuple(
        option(
            context,
            told,
            role,
            schedule=found.space.schedules[held.schedule],
            against=None if k == 0 else courses[0][2],
            why=_reasons(role, held),
        )
        for k, (role, held, told) in enumerate(courses)
    )
    drawn = frontier(context, found, [told for _, _, told in courses])
    return Offers(options, _GENTLEST, found.report(), drawn)


def _none_helps(context: Context, found: Search, usual: Flags, added: Flags) -> Offers:
    """Say which limit binds where one does; else that nothing is likely to help."""
    freed = found.choose(among=usual, lifted=True)
    if freed is not None:
        binding = _binding(context, found, freed)
        said = "; ".join(f"the limit that binds is {note.text}" for note in binding)
        return Offers(refused=said, search=found.report(), binding=binding)
    one = found.concern
    why = f"no course inside the limits is likely enough to bring {one.worthwhile:g} {one.unit}"
    beside = found.choose(among=added) if added.any() else None
    if beside is not None:
        schedule = found.space.schedules[beside.schedule]
        made = _nothing(context, why, [("combined", schedule, _course(found, beside))])
    else:
        made = _nothing(context, why, [("unlikely", *_shortest(context, found.space))])
    return Offers(made.options, made.why, found.report())


def _binding(context: Context, found: Search, freed: Chosen) -> tuple[LimitNote, ...]:
    """Return the limits of a session that a course which helps goes beyond, and by how much."""
    told = measured(context, _course(found, freed))
    red = found.redness_days(freed)
    limits = context.limits
    notes = []
    if limits.downtime_days is not None and red > limits.downtime_days:
        days = np.ceil(TEN * red) / TEN
        text = (
            f"{DOWNTIME} {limits.downtime_days:g}: the gentlest course that helps is red for about "
            f"{days:g} days"
        )
        notes.append((DOWNTIME, text, red, f"{days:g} days"))
    if told.minutes.median > limits.minutes:
        asked = told.minutes.median
        need = np.ceil(asked)
        text = f"{MINUTES} {limits.minutes:g}: the gentlest course that helps takes {need:g}"
        notes.append((MINUTES, text, asked, f"{need:g} minutes, or fewer zones a session"))
    known = {note.name: note for note in limits.notes if note.zone is None}
    return tuple(
        known[name].model_copy(update={"text": text, "asked": asked, "frees": frees, "binds": True})
        for name, text, asked, frees in notes
    )


def _nothing(context: Context, why: str, beside: list[tuple[Role, Schedule, Course]]) -> Offers:
    """Offer no treatment first, and beside it what is practised or added."""
    others = [
        option(context, measured(context, course), role, schedule=schedule)
        for role, schedule, course in beside
    ]
    return Offers((no_treatment(context, (why,)), *others), _NOTHING.format(why))


def _course(found: Search, held: Chosen) -> Course:
    """Return a chosen course by its numbers."""
    schedule = found.space.schedules[held.schedule]
    settings = {
        zone: found.settings[found.zones[zone].skin][j] for zone, j in held.settings.items()
    }
    return _numbers(found.context, found.space, schedule, settings)


def _numbers(
    context: Context, space: Space, schedule: Schedule, settings: dict[str, Setting]
) -> Course:
    """Return a course by its numbers, moved around the days to avoid."""
    zones = {
        zone: ZoneSetting(depth_mm=one.depth_mm, passes=one.passes)
        for zone, one in settings.items()
    }
    return Course(
        device=space.device,
        zones=zones,
        days=context.around(schedule.days, schedule.combined_with) or schedule.days,
        combined_with=schedule.combined_with,
    )


def _shortest(context: Context, space: Space) -> tuple[Schedule, Course]:
    """Return the shortest schedule, with the gentlest setting that each zone may have in it."""
    order = sorted(
        range(len(space.schedules)),
        key=lambda s: (space.schedules[s].sessions, space.schedules[s].days),
    )
    for s in order:
        settings = {
            zone: min(one for one, may in zip(space.settings[zone], allowed[s], strict=True) if may)
            for zone, allowed in space.allowed.items()
            if allowed[s].any()
        }
        if settings:
            return space.schedules[s], _numbers(context, space, space.schedules[s], settings)
    raise ValueError("a space without candidates has no shortest course")


def _reasons(role: Role, held: Chosen) -> tuple[str, ...]:
    """Say why a course is on the table, and which zones get little."""
    said = []
    if role == "fuller":
        said.append(
            "what would be recommended if more needling did make more, in proportion; nobody knows"
        )
    if held.weak:
        named = ", ".join(zone_label(zone) for zone in held.weak)
        said.append(
            f"{named}: less than the best is likely there, by the cap or with so few sessions"
        )
    if held.left_out:
        named = ", ".join(zone_label(zone) for zone in held.left_out)
        said.append(
            f"{named}: left out; what the cap and the studies allow is not likely enough to help"
        )
    return tuple(said)
