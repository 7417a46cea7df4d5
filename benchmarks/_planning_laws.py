"""What plans come to: under each dose law alone, and beside what is practised."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from _planning_choice import Picked
from _planning_people import Person, person
from neocol.planning.binding import space_for
from neocol.planning.plan import plan
from neocol.planning.search import search
from neocol.record import PlanOption
from neocol.twin.outcome.laws import LAWS

PRACTISED = {
    "acne_scar": ((1.0, 2.5), (3, 6), (14, 42), "label, vendor's chart, guide, trials"),
    "scar": ((1.5, 2.5), (3, 6), (28, 28), "recalled; guide"),
    "wrinkle": ((0.25, 1.5), (2, 4), (28, 30), "Fernandes 2020, guide, vendor's chart; ABL, FAB"),
    "photoageing": ((0.5, 1.5), (3, 6), (14, 30), "ELD (depth recalled), guide"),
    "laxity": ((0.5, 1.5), (3, 4), (28, 30), "ABL, guide"),
    "texture": ((0.5, 1.5), (3, 4), (28, 30), "ABL, guide"),
    "pores": ((0.5, 1.0), (3, 4), (28, 28), "recalled: no trial read"),
    "striae": ((1.0, 2.5), (4, 5), (28, 30), "ST1, ST2; Fernandes 2020, vendor's chart"),
    "melasma": ((0.25, 0.5), (3, 4), (14, 28), "depth recalled; with tranexamic acid"),
    "androgenetic_alopecia": ((0.5, 2.5), (3, 24), (7, 28), "ENG, DHU, FAG, AG4; guide"),
}
"""Indication → needle in mm, sessions, days between, source.

As collected in the project's notes of practice: dose tables of experts and vendors (Fernandes 2020,
10.1002/der2.13; a pen maker's chart; an open guide) and the table of indications by trial."""
ASKED = {
    "acne_scar": ("acne scars", ("cheek_left", "cheek_right")),
    "scar": ("surgical scar", ("abdomen",)),
    "wrinkle": ("wrinkles", ("cheek_left", "cheek_right")),
    "photoageing": ("photoageing", ("cheek_left", "cheek_right")),
    "laxity": ("loose skin", ("jawline", "neck")),
    "texture": ("uneven texture", ("cheek_left", "cheek_right")),
    "pores": ("large pores", ("cheek_left", "cheek_right")),
    "striae": ("stretch marks", ("thigh",)),
    "melasma": ("melasma", ("cheek_left", "cheek_right")),
    "androgenetic_alopecia": ("hair loss", ("scalp",)),
}
HOW = (
    "sessions",
    "more_sessions",
    "fewer_sessions",
    "days",
    "depth",
    "deeper",
    "shallower",
    "passes",
    "more_passes",
    "fewer_passes",
    "zones",
    "no_treatment",
)


def numbers(one: PlanOption | None) -> Picked | None:
    """Return a course by its numbers; nothing where no treatment is offered."""
    if one is None or not one.zones:
        return None
    return one.days, {zone: (held.depth_mm, held.passes) for zone, held in one.zones.items()}


def recommended(held: Person, law: str | None = None, *, forced: bool = True) -> Picked | None:
    """Return what is recommended to a person, under all dose laws or under one alone.

    Forced, all members take the law, with slopes that were fitted under others too; else only the
    members count that were fitted under it.
    """
    context = held.read()
    if law is not None and forced:
        # before anything was read from it: a cached property holds what its dictionary holds
        vars(context)["ensemble"] = context.ensemble.under(law)
    elif law is not None:
        context = replace(context, weighed=context.ensemble.weights(law))
    space = space_for(context)
    one = context.benefits.get(context.lead)
    if not space.candidates or not space.proven or one is None:
        return None
    found = search(context, one, space)
    usual = np.array([set(s.combined_with) <= context.wished for s in space.schedules])
    chosen = found.choose(among=usual if usual.any() else None)
    if chosen is None:
        return None
    settings = {
        zone: found.settings[found.zones[zone].skin][j] for zone, j in chosen.settings.items()
    }
    return space.schedules[chosen.schedule].days, {
        zone: (setting.depth_mm, setting.passes) for zone, setting in settings.items()
    }


def changes(usual: Picked | None, other: Picked | None) -> tuple[str, ...]:
    """Return in what two recommendations differ."""
    if usual is None or other is None:
        return () if usual == other else ("no_treatment",)
    both = usual[1].keys() & other[1].keys()
    found = {
        "sessions": len(usual[0]) != len(other[0]),
        "days": len(usual[0]) == len(other[0]) and usual[0] != other[0],
        "depth": any(usual[1][zone][0] != other[1][zone][0] for zone in both),
        "passes": any(usual[1][zone][1] != other[1][zone][1] for zone in both),
        "zones": usual[1].keys() != other[1].keys(),
    }
    return tuple(name for name, differs in found.items() if differs)


def dose_laws(people: Sequence[Person]) -> dict[str, object]:
    """Return how many recommendations change under each law alone, and how."""
    usual = [recommended(held) for held in people]
    forced = {law: [recommended(held, law) for held in people] for law in LAWS}
    fitted = {law: [recommended(held, law, forced=False) for held in people] for law in LAWS}
    any_change = [
        any(changes(one, others[k]) for others in forced.values()) for k, one in enumerate(usual)
    ]
    return {
        "people_of_laws": len(people),
        "without_treatment_mixed": sum(one is None for one in usual),
        "share_changed_by_some_law": round(sum(any_change) / len(people), 3),
        "dose_laws": {law: _compared(usual, others) for law, others in forced.items()},
        "dose_laws_fitted_alone": {law: _compared(usual, others) for law, others in fitted.items()},
    }


def _compared(usual: Sequence[Picked | None], others: Sequence[Picked | None]) -> dict[str, object]:
    """Return in how many people, and in what, other recommendations differ."""
    pairs = list(zip(usual, others, strict=True))
    differ = [changes(one, other) for one, other in pairs]
    how = Counter(name for one in differ for name in one)
    for one, other in pairs:
        if one is not None and other is not None:
            how.update(_ways(one, other))
    return {
        "changed": sum(map(bool, differ)),
        "share_changed": round(sum(map(bool, differ)) / len(pairs), 3),
        **{name: how[name] for name in HOW},
        "depth_mm_median_change": _median_depth_change(pairs),
        "none_under_it": sum(one is None for one in others),
    }


def _median_depth_change(pairs: Sequence[tuple[Picked | None, Picked | None]]) -> float:
    """Return by how much depth differs where it does, over zones then people, in mm."""
    found = []
    for one, other in pairs:
        if one is None or other is None:
            continue
        both = one[1].keys() & other[1].keys()
        apart = [other[1][zone][0] - one[1][zone][0] for zone in both]
        if any(apart):
            found.append(statistics.mean(apart))
    return round(statistics.median(found), 3) if found else 0.0


def _ways(one: Picked, other: Picked) -> list[str]:
    """Return which way another course goes: more or fewer sessions, deeper or shallower."""
    sessions = len(other[0]) - len(one[0])
    both = one[1].keys() & other[1].keys()
    depth = sum(other[1][zone][0] - one[1][zone][0] for zone in both)
    strokes = sum(other[1][zone][1] - one[1][zone][1] for zone in both)
    return [
        *(["more_sessions"] if sessions > 0 else ["fewer_sessions"] if sessions < 0 else []),
        *(["deeper"] if depth > 0 else ["shallower"] if depth < 0 else []),
        *(["more_passes"] if strokes > 0 else ["fewer_passes"] if strokes < 0 else []),
    ]


def indications() -> dict[str, object]:
    """Return what is recommended for each of ten wishes, beside what is practised."""
    found: dict[str, object] = {}
    for name, (wish, areas) in ASKED.items():
        held = person(wish, areas, "III")
        made = plan(held.case, held.candidacy, policy=held.policy)
        depth, sessions, interval, source = PRACTISED[name]
        told: dict[str, object] = {
            "practised_mm": depth,
            "practised_sessions": sessions,
            "practised_days_between": interval,
            "practised_from": source,
        }
        first = made.options[0] if made.options else None
        if first is None or not first.zones:
            told["reason"] = made.refused or made.why_recommended
            practised = next((one for one in made.options if one.zones), None)
            told["beside"] = None if practised is None else _asked(practised)
        else:
            own = _asked(first)
            gaps = own["days_between"]
            told |= own
            told["inside"] = (
                depth[0] <= own["depth_mm"][0]
                and own["depth_mm"][1] <= depth[1]
                and sessions[0] <= own["sessions"] <= sessions[1]
                and interval[0] <= min(gaps)
                and max(gaps) <= interval[1]
            )
        found[name] = told
    return {
        "indications": found,
        "indications_inside": sum(bool(one.get("inside")) for one in found.values()),
        "indications_with_reason": sum("reason" in one for one in found.values()),
    }


def _asked(one: PlanOption) -> dict[str, object]:
    """Return a course in a line."""
    depths = sorted(held.depth_mm for held in one.zones.values())
    passes = sorted(held.passes for held in one.zones.values())
    gaps = sorted({later - earlier for earlier, later in zip(one.days, one.days[1:], strict=False)})
    return {
        "role": one.role,
        "depth_mm": (depths[0], depths[-1]),
        "passes": (passes[0], passes[-1]),
        "sessions": one.sessions,
        "days_between": gaps or [0],
        "combined_with": one.combined_with,
    }
