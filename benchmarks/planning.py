"""How fast a whole face is planned, what each idea buys, and whether the choice is the right one.

One face of ten zones, 256 members, is planned from nothing: all memories of planning are emptied
before every repeat, compiled code is kept. Beside that, on the same candidates, the same members
and the same machine: every candidate followed by every member, one by one; the same with the
sessions shared that courses share; and by SUNDIALS CVODE on evenly spaced nodes, as exact as ours
(one core, halved). Those are times of following alone, ours of the whole plan. Samples are
extrapolated; their counts are shown. Processor time is told beside the clock: it says more where
others use the machine.

Then: whether the course is the one that a plain definition picks where all is followed; how long a
course that somebody asks for is weighed; how far 256 members' intervals lie from many members';
what single dose laws would recommend; and ten wishes beside what is practised.

    python benchmarks/planning.py [--quick] [--json]
"""

from __future__ import annotations

import os
import statistics
import time

import numba
import numpy as np
import sksundae

from _figures import show
from _planning_choice import brute_force
from _planning_laws import dose_laws, indications, numbers
from _planning_people import FINE, Person, forget, full_face, invented, person
from _planning_speed import by_cvode, candidates_of, evaluating, quantile_error, together, unshared
from neocol import evidence
from neocol.planning.binding import space_for
from neocol.planning.offers import offers
from neocol.planning.plan import plan
from neocol.planning.space import Grid
from neocol.record import Plan
from neocol.twin.priors import DEFAULT_SEED

GOAL_SECONDS = 10.0
GOAL_EVALUATE_MS = 150.0
SKIN = "cheek_left"
SMALL: tuple[tuple[Person, Grid], ...] = (
    (person("acne scars", ("cheek_left", "cheek_right"), "III"), Grid(0.1, 3, 7)),
    (
        person("wrinkles", ("forehead", "periorbital_left"), "II", {"session_minutes": 13.9}),
        Grid(0.1, 1, 7),
    ),
    (person("photoageing", ("cheek_left", "forehead"), "IV"), FINE),
    (person("stretch marks", ("thigh",), "III"), FINE),
    (person("uneven texture", ("cheek_left", "nose", "chin"), "V"), FINE),
    (
        person(
            "acne scars",
            ("cheek_left", "jawline", "forehead"),
            "VI",
            preferences={"max_downtime_days": 0.95},
        ),
        FINE,
    ),
)
"""People whose choice is made twice, and how finely."""


def planned(
    held: Person, grid: Grid | None, repeats: int
) -> tuple[list[tuple[float, float]], Plan]:
    """Return wall-clock and processor seconds of plans from nothing, and the last of them."""
    times = []
    for _ in range(repeats):
        forget()
        wall, processor = time.perf_counter(), time.process_time()
        made = plan(held.case, held.candidacy, policy=held.policy, grid=grid)
        times.append((time.perf_counter() - wall, time.process_time() - processor))
    return times, made


def whole_face(held: Person, *, quick: bool) -> dict[str, object]:
    """Plan a whole face, and follow its candidates in other ways."""
    times, made = planned(held, FINE, 1 if quick else 3)
    report = made.search
    if report is None:
        raise SystemExit(f"no plan: {made.refused}")
    context = held.read()
    space = space_for(context, grid=FINE)
    courses = candidates_of(context, space)
    best, own = (min(one[k] for one in times) for k in (0, 1))
    slow = unshared(context, courses, 24 if quick else 200)
    few = {zone: some for zone, some in courses.items() if zone != SKIN}
    shared = together(context, few if quick else courses)
    share = sum(map(len, few.values())) / slow["brute_force_of"] if quick else 1.0
    theirs = by_cvode(context, courses, SKIN, *((2, 2) if quick else (16, 4)))
    return {
        "zones": len(context.zones),
        "members": report.members,
        "schedules": len(space.schedules),
        "candidates": report.candidates,
        "candidates_by_skin": {zone: len(some) for zone, some in courses.items()},
        "repeats": len(times),
        "seconds_full_face": round(best, 2),
        "seconds_full_face_median": round(statistics.median(wall for wall, _ in times), 2),
        "processor_seconds_full_face": round(own, 2),
        "goal_seconds": GOAL_SECONDS,
        "met": best <= GOAL_SECONDS,
        "followed_by_all_members": report.simulated,
        "share_followed": round(report.simulated / report.screened, 3),
        "screening_error_mean_gain": round(report.screening_error, 3),
        **slow,
        **shared,
        **theirs,
        **_ratios("brute_force", slow, best, own),
        **_ratios("brute_force_loop", slow, best, own),
        **_ratios("shared_prefix", shared, best * share, own * share),
        "ratio_cvode": round(theirs["seconds_cvode_on_2_cores"] / best),
        "ratio_cvode_processor": round(theirs["processor_seconds_cvode"] / own),
    }


def _ratios(name: str, other: dict[str, object], best: float, own: float) -> dict[str, object]:
    """Return how much longer another way takes, by the clock and by the processor's time."""
    return {
        f"ratio_{name}": round(other[f"seconds_{name}"] / best, 1),
        f"ratio_{name}_processor": round(other[f"processor_seconds_{name}"] / own, 1),
    }


def same_choice(quick: bool) -> dict[str, object]:
    """Compare the search's course with the one that the definition picks."""
    apart, candidates, followed, agree, nothing = [], [], [], 0, 0
    people = SMALL[3:] if quick else SMALL
    for held, grid in people:
        context = held.read()
        space = space_for(context, grid=grid)
        made = offers(context, space)
        first = next((one for one in made.options if one.role == "gentlest"), None)
        ours = numbers(first)
        theirs = brute_force(context, context.benefits[context.lead], space)
        agree += ours == theirs
        nothing += theirs is None
        candidates.append(max(int(allowed.sum()) for allowed in space.allowed.values()))
        followed.append(made.search.simulated if made.search else 0)
        if ours != theirs:
            apart.append({"who": held.case.id, "search": ours, "brute_force": theirs})
    return {
        "same_choice": agree,
        "same_choice_of": len(people),
        "same_choice_candidates_a_zone": candidates,
        "same_choice_followed": followed,
        "same_choice_none_helps": nothing,
        "choices_apart": apart,
    }


def measure(quick: bool) -> dict[str, object]:
    """Time, compare, and plan for people."""
    load = os.getloadavg()[0]
    held = full_face()
    plan(held.case, held.candidacy, policy=held.policy)  # compiles
    face = whole_face(held, quick=quick)
    weighed = evaluating(held.read(), 5 if quick else 21)
    return {
        "load_at_start": round(load, 2),
        **face,
        **weighed,
        "goal_evaluate_ms": GOAL_EVALUATE_MS,
        "evaluate_met": weighed["evaluate_ms_all_zones"] <= GOAL_EVALUATE_MS,
        **quantile_error(
            held,
            tuple(DEFAULT_SEED + k for k in range(2 if quick else 8)),
            *((2, 1024) if quick else (10, 4096)),
        ),
        **same_choice(quick),
        **dose_laws(invented(3 if quick else 40)),
        **indications(),
        "load_at_end": round(os.getloadavg()[0], 2),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "scikit_sundae": sksundae.__version__,
        "evidence": evidence.version(),
    }


if __name__ == "__main__":
    show(__doc__, measure)
