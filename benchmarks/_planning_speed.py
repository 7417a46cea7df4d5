"""How long following every candidate takes in other ways, and how long one course is weighed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from _healing_peers import all_members, cvode
from _planning_people import Person
from neocol import evidence
from neocol.planning.context import Context, context_of
from neocol.planning.ensemble import responses, skin_of, skins
from neocol.planning.plan import evaluate
from neocol.planning.space import Space
from neocol.record import Course, ZoneSetting
from neocol.twin.column import Column
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.ensemble import collagen, follow
from neocol.twin.outcome.response import TOLERANCE
from neocol.twin.priors import on_skin

CORES = 2
LOOK_EVERY = 14.0
"""Days between looks, as planning looks."""
FINE = Column(40, 40)
NODES = (24, 32, 48, 64)
GOAL_QUANTILES = 5.0
REFERENCE_SEED = 4096
TIGHT = (1e-3, 3e-4, 1e-4)


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Return wall-clock and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - processor


def candidates_of(context: Context, space: Space) -> dict[str, list[TwinCourse]]:
    """Return every candidate course of every class of skin, by the first of its zones."""
    found = {}
    for first, same in skins(space.zones, context.sex).items():
        pairs = sorted(
            {
                (s, one)
                for zone in same
                for s in range(len(space.schedules))
                for one, may in zip(space.settings[zone], space.allowed[zone][s], strict=True)
                if may
            }
        )
        found[first] = [
            context.sessions(first, space.schedules[s].days, space.device, one) for s, one in pairs
        ]
    return found


def unshared(
    context: Context, courses: dict[str, list[TwinCourse]], count: int
) -> dict[str, object]:
    """Time candidates that are followed by all members while no session is shared.

    Those of one schedule share none, because no two have one setting: they are followed in one
    call. Once more with a call for each, as a plain loop would.
    """
    rng = np.random.default_rng(5)
    groups: dict[tuple[object, ...], list[TwinCourse]] = {}
    for zone, some in courses.items():
        for course in some:
            groups.setdefault((zone, *(day for day, _ in course)), []).append(course)
    order = list(groups)
    picked: list[tuple[str, list[TwinCourse]]] = []
    for k in rng.permutation(len(order)):
        if sum(len(some) for _, some in picked) >= count:
            break
        picked.append((str(order[k][0]), groups[order[k]]))
    single = [(zone, [course]) for zone, some in picked for course in some][: max(count // 4, 1)]
    every, followed = sum(map(len, courses.values())), sum(len(some) for _, some in picked)
    wall, processor = timed(lambda: _followed(context, picked))
    wall_loop, processor_loop = timed(lambda: _followed(context, single))
    return {
        "brute_force_followed": followed,
        "brute_force_of": every,
        "seconds_brute_force": round(wall / followed * every, 2),
        "processor_seconds_brute_force": round(processor / followed * every, 2),
        "brute_force_loop_followed": len(single),
        "seconds_brute_force_loop": round(wall_loop / len(single) * every, 2),
        "processor_seconds_brute_force_loop": round(processor_loop / len(single) * every, 2),
    }


def _followed(context: Context, some: list[tuple[str, list[TwinCourse]]]) -> None:
    held = context.ensemble
    for zone, courses in some:
        skin = skin_of(zone, context.sex, context.phototype)
        responses(held.members, (held.peak, held.at), skin, courses)


def together(context: Context, courses: dict[str, list[TwinCourse]]) -> dict[str, object]:
    """Time candidates that are followed by all members, sharing the sessions that they share."""
    wall, processor = timed(lambda: _followed(context, list(courses.items())))
    return {
        "shared_prefix_followed": sum(map(len, courses.values())),
        "seconds_shared_prefix": round(wall, 2),
        "processor_seconds_shared_prefix": round(processor, 2),
    }


def by_cvode(
    context: Context, courses: dict[str, list[TwinCourse]], skin: str, count: int, members: int
) -> dict[str, object]:
    """Time CVODE on evenly spaced nodes, as many as our own error needs, on one core.

    The error is that of collagen against a very fine column, over its largest value; the fastest
    setting measured that is no worse than planning's own is timed.
    """
    some = courses[skin]
    rng = np.random.default_rng(6)
    picked = [some[k] for k in rng.choice(len(some), min(count, len(some)), replace=False)]
    whole = on_skin(context.ensemble.members, skin_of(skin, context.sex, context.phototype))
    few = whole.take(range(members))
    after = evidence.number("calibration.look_for_peak", "d")
    first = picked[0]
    days = np.arange(0.0, first[-1][0] + after, LOOK_EVERY)
    exact = collagen(follow(few, [first], days, column=FINE, tolerance=1e-5)) - 1.0
    seen = follow(few, [first], days, tolerance=TOLERANCE, precision=np.float32)
    ours = _error(collagen(seen) - 1.0, exact)
    all_members(few.take([0]), NODES[0], first, days, cvode(TIGHT[0]))
    best: tuple[float, int, float, float] | None = None
    closest: tuple[float, int, float, float] | None = None
    for nodes in NODES:
        for tolerance in TIGHT:
            start = time.process_time()
            told = all_members(few, nodes, first, days, cvode(tolerance))
            seconds = time.process_time() - start
            error = _error(collagen(told) - 1.0, exact)
            one = (seconds, nodes, tolerance, error)
            if error <= ours and (best is None or one < best):
                best = one
            if closest is None or error < closest[3]:
                closest = one
    if closest is None:
        raise SystemExit("no setting of CVODE was timed")
    _, nodes, tolerance, error = best or closest
    wall = processor = 0.0
    for course in picked:
        days = np.arange(0.0, course[-1][0] + after, LOOK_EVERY)
        one = (few, nodes, course, days, cvode(tolerance))
        took = timed(lambda held=one: all_members(*held))
        wall, processor = wall + took[0], processor + took[1]
    runs = len(picked) * members
    total = sum(map(len, courses.values())) * whole.size
    return {
        "cvode_member_courses_timed": runs,
        "cvode_member_courses_of": total,
        "cvode_nodes": nodes,
        "cvode_tolerance": tolerance,
        "cvode_error": round(error, 6),
        "cvode_reached_our_error": best is not None,
        "error_collagen_ours": round(ours, 6),
        "ms_a_member_course_cvode": round(1e3 * processor / runs, 3),
        "processor_seconds_cvode": round(processor / runs * total, 1),
        "seconds_cvode_on_2_cores": round(wall / runs * total / CORES, 1),
    }


def _error(found: np.ndarray, exact: np.ndarray) -> float:
    """Return the largest difference over the largest gain, the worst member counting."""
    apart = np.abs(found - exact).max(axis=-1) / np.abs(exact).max(axis=-1)
    return float(apart.max())


def asked(zones: tuple[str, ...], k: int, changed: tuple[str, ...] | None = None) -> Course:
    """Return a course that nobody asked for before: all zones are new, or only those named."""
    settings = {}
    for n, zone in enumerate(zones):
        new = k if changed is None or zone in changed else 0
        depth = round(0.4 + 0.01 * ((37 * new + 11 * n) % 90), 3)
        settings[zone] = ZoneSetting(depth_mm=depth, passes=8 + (new + n) % 17)
    gap = 28 if changed is not None else 21 + k % 15
    count = 3 if changed is not None else 3 + k % 3
    return Course(zones=settings, days=tuple(gap * i for i in range(count)))


def evaluating(context: Context, count: int) -> dict[str, object]:
    """Time courses that are weighed one after another, the person being read already."""
    zones = context.zones
    one = ("cheek_left",)
    evaluate(asked(zones, 0), context)
    evaluate(asked(zones, 0, one), context)
    every = [timed(lambda k=k: evaluate(asked(zones, k), context)) for k in range(1, count + 1)]
    single = [
        timed(lambda k=k: evaluate(asked(zones, k, one), context)) for k in range(1, count + 1)
    ]
    return {
        "evaluated": count,
        "evaluate_ms_all_zones": _median_ms(every, 0),
        "evaluate_ms_all_zones_worst": round(1e3 * max(wall for wall, _ in every), 1),
        "evaluate_processor_ms_all_zones": _median_ms(every, 1),
        "evaluate_ms_one_zone": _median_ms(single, 0),
        "evaluate_processor_ms_one_zone": _median_ms(single, 1),
    }


def _median_ms(times: list[tuple[float, float]], which: int) -> float:
    return round(1e3 * statistics.median(one[which] for one in times), 1)


def quantile_error(
    held: Person, seeds: tuple[int, ...], count: int, many: int
) -> dict[str, object]:
    """Return how far the ends of 90 % intervals lie from those of many members.

    In per cent of the interval's width, over courses, with the draw that every plan takes (the
    first seed); once more over other draws, because the courses of one draw are all off the same
    way. The many members are a draw of their own.
    """
    reference = _ends(held, REFERENCE_SEED, count, many)
    width = reference[:, 1] - reference[:, 0]
    off = []
    for seed in seeds:
        few = _ends(held, seed, count, None)
        off.append(100.0 * np.abs(few - reference) / width[:, None])
    usual, every = off[0], np.array(off)
    return {
        "courses_of_quantiles": count,
        "members_of_reference": many,
        "draws_of_members": len(seeds),
        "quantile_error_share": round(float(usual.mean()), 2),
        "quantile_error_share_max": round(float(usual.max()), 2),
        "quantile_error_share_all_draws": round(float(every.mean()), 2),
        "quantile_error_share_all_draws_max": round(float(every.max()), 2),
        "goal_quantile_error_share": GOAL_QUANTILES,
        "quantile_error_met": max(float(usual.mean()), float(every.mean())) <= GOAL_QUANTILES,
    }


def _ends(held: Person, seed: int, count: int, members: int | None) -> np.ndarray:
    """Return the 5 % and the 95 % quantile of the gain of courses, shape (courses, 2)."""
    more = {} if members is None else {"members": members}
    context = context_of(
        held.case, held.candidacy, areas_cm2={}, policy=held.policy, seed=seed, **more
    )
    found = []
    for k in range(count):
        gain = evaluate(asked(context.zones, 3 * k), context).benefits[0].gain
        found.append((gain.low90, gain.high90))
    return np.array(found)
