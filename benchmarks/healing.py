"""How fast the twin follows skin, beside other solvers, in one run, on the same members.

Slow solvers follow the first of the members only. Our times are the best of three, theirs of one
run over all of them.

Two races at equal error in the observables, 1e-3 (the worst member counts):

(a) the solver, interpolated between tolerances: SUNDIALS CVODE and scipy's LSODA and BDF, banded,
    and diffrax, all given our cells, our tolerances' range and a compiled right-hand side; time a
    member on one core;
(b) end to end: our whole method against CVODE on evenly spaced nodes, pointwise injury, as many as
    the error needs, each by its fastest setting that reaches it; the error is that against a very
    fine column.

What is measured of the machine: multiply-adds and traffic of one core. The share of the roofline
counts the operations of accepted steps only.

    python benchmarks/healing.py [--quick] [--json]
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import scipy
import sksundae
from numba import njit

from _figures import show
from _healing_peers import all_members, bdf, cvode, diffrax_follow, lsoda
from _roofline import bandwidth_gb_s, flops_of_a_step, peak_gflops
from neocol.twin.column import Column
from neocol.twin.ensemble import TOLERANCE, follow, scratch
from neocol.twin.kernels.course import COUNTED
from neocol.twin.kernels.lanes import row
from neocol.twin.kernels.step import first_stage, second_stage
from neocol.twin.needling import Needling
from neocol.twin.observables import LINKS
from neocol.twin.priors import draw_members
from neocol.twin.skin import Skin

PEN = Needling("pen", 1.5, 256.0)
COURSE = tuple((28.0 * i, PEN) for i in range(4))
DAYS = np.array([0.0, 1, 3, 7, 14, 28, 42, 56, 84, 112, 180, 365])
ERROR = 1e-3
GOALS = {"solver": 5.0, "end_to_end": 20.0, "share_of_roofline": 0.5}
FINE = Column(40, 40)


def observed(seen, members):
    """Return every observable, shape (courses, members, days)."""
    return {name: link.of(seen, members) for name, link in LINKS.items()}


def apart(one, other) -> float:
    """Return the largest difference of an observable over its largest value, over everybody."""
    return max(
        float((np.abs(one[name] - other[name]).max(-1) / np.abs(other[name]).max(-1)).max())
        for name in other
    )


def timed(run: Callable[[], object], repeats: int = 3) -> tuple[float, object]:
    """Return the best time in seconds, and what came out."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - start)
    return min(times), found


def at_error(points: list[tuple[float, float]], error: float = ERROR) -> float:
    """Return the time at an error, between (or beyond) measured points, on logarithmic axes."""
    errors, times = np.log(np.array(sorted(points, reverse=True))).T
    if errors.size == 1:
        return float(np.exp(times[0]))
    i = int(np.clip(np.searchsorted(-errors, -np.log(error)) - 1, 0, errors.size - 2))
    slope = (times[i + 1] - times[i]) / (errors[i + 1] - errors[i])
    return float(np.exp(times[i] + slope * (np.log(error) - errors[i])))


def our_points(members, exact, columns, tolerances, precision=np.float64):
    """Return (error, seconds a member on one core) of our method.

    All members are followed; the error is that of those first ones whose exact course is given.
    """
    known = next(iter(exact.values())).shape[1]
    points = []
    for column in columns:
        for tolerance in tolerances:
            seconds, seen = timed(
                lambda c=column, t=tolerance: follow(
                    members, [COURSE], DAYS, column=c, tolerance=t, threads=1, precision=precision
                )
            )
            found = {name: values[:, :known] for name, values in observed(seen, members).items()}
            points.append((apart(found, exact), seconds / members.size))
    return points


def peer_points(members, exact, cells, solver, tolerances):
    """Return (error, seconds a member) of another solver."""
    all_members(members.take([0]), cells, COURSE, DAYS, solver(tolerances[0]))
    points = []
    for tolerance in tolerances:
        seconds, seen = timed(
            lambda t=tolerance: all_members(members, cells, COURSE, DAYS, solver(t)), 1
        )
        points.append((apart(observed(seen, members), exact), seconds / members.size))
    return points


def race_of_solvers(members, few, quick: bool) -> dict[str, object]:
    """Race (a): everybody on our cells."""
    column = Column()
    exact = observed(all_members(members, column, COURSE, DAYS, lsoda(1e-9)), members)
    theirs = {name: values[:, : few.size] for name, values in exact.items()}
    times = {"ours": our_points(members, exact, [column], (6e-3, 3e-3, TOLERANCE, 6e-4))}
    times["cvode"] = peer_points(few, theirs, column, cvode, (1e-3, 1e-4, 1e-5))
    times["lsoda"] = peer_points(few, theirs, column, lsoda, (1e-2, 1e-3, 1e-4))
    one = few.take([0])
    alone = {name: values[:, :1] for name, values in theirs.items()}
    times["bdf"] = peer_points(one, alone, column, bdf, (1e-2, 1e-3))
    if not quick:
        points = []
        for tolerance in (1e-3, 1e-4):
            run = diffrax_follow(few, column, COURSE, DAYS, tolerance)
            run()
            seconds, seen = timed(run, 1)
            points.append((apart(observed(seen, few), theirs), seconds / few.size))
        times["diffrax"] = points
    at = {name: at_error(points) for name, points in times.items()}
    best = min(value for name, value in at.items() if name != "ours")
    return {
        **{f"ms_a_member_{name}": round(1e3 * value, 4) for name, value in at.items()},
        "error_default": round(times["ours"][2][0], 6),
        "ms_a_member_default": round(1e3 * times["ours"][2][1], 4),
        "ratio_solver": round(best / at["ours"], 1),
        "solver_goal_met": best / at["ours"] >= GOALS["solver"],
    }


def cheapest(curves: dict[int, list[tuple[float, float]]]) -> tuple[int, float]:
    """Return the cells and the time of the fastest setting measured that reaches the error."""
    reached = [
        (seconds, cells)
        for cells, points in curves.items()
        for error, seconds in points
        if error <= ERROR
    ]
    if not reached:
        closest = min(error for points in curves.values() for error, _ in points)
        raise SystemExit(f"nobody reached {ERROR:g}, the closest came to {closest:.2g}")
    seconds, cells = min(reached)
    return cells, seconds


def race_end_to_end(members, few) -> dict[str, object]:
    """Race (b): each on the cells, and with the tolerance, that the error needs."""
    exact = observed(follow(few, [COURSE], DAYS, column=FINE, tolerance=1e-5), few)
    tight = (3e-4, 1e-4, 3e-5, 1e-5)
    usual = {n: peer_points(few, exact, n, cvode, tight) for n in (24, 32, 48, 64, 96)}
    same = {2 * c: peer_points(few, exact, Column(c, c), cvode, tight) for c in (5, 6, 8, 10)}
    ours = {
        2 * c: our_points(members, exact, [Column(c, c)], (3e-3, 2e-3, 1.2e-3, 8e-4))
        for c in (5, 6, 7, 8, 10)
    }
    (nodes, theirs), (_, between), (cells, mine) = map(cheapest, (usual, same, ours))
    return {
        "errors_usual": {n: round(min(points)[0], 5) for n, points in usual.items()},
        "errors_ours": {n: round(min(points)[0], 5) for n, points in ours.items()},
        "cells_usual": nodes,
        "cells_ours": cells,
        "ms_a_member_usual": round(1e3 * theirs, 3),
        "ms_a_member_usual_on_our_cells": round(1e3 * between, 3),
        "ms_a_member_whole": round(1e3 * mine, 4),
        "ratio_end_to_end": round(theirs / mine, 1),
        "end_to_end_goal_met": theirs / mine >= GOALS["end_to_end"],
        "gain_of_discretisation": round(theirs / between, 2),
    }


@njit
def _steps(count, h, rate, grid, y, new, k1, k2, work, scale, n):
    stride = row(h, 0)
    for _ in range(count):
        first_stage(rate, grid, y, stride, n, work, k1, new)
        second_stage(rate, grid, y, stride, n, work, k1, k2, new, scale)


def seconds_a_step(precision: type, cells: int, *, lanes: bool) -> float:
    """Return the time of one member's step: in a vector with others, or alone."""
    held = scratch(cells, np.dtype(precision))
    rng = np.random.default_rng(2)
    arrays = [held.rate, held.grid, held.y, held.new, held.k1, held.k2, held.work, held.scale]
    for array in arrays[:3]:
        array[:] = rng.random(array.shape)
    held.grid[[cells - 1, cells]] = 0.0  # nothing flows through the ends
    step = np.full((1, held.y.shape[1]), 0.1, precision)
    width = held.y.shape[1]
    if not lanes:
        arrays, step, width = [array[:, 0].copy() for array in arrays], step[:, 0].copy(), 1
    count = 4000
    _steps(2, step, *arrays, cells)
    return timed(lambda: _steps(count, step, *arrays, cells))[0] / count / width


def machine_and_share(members) -> dict[str, object]:
    """Return what the machine can do, what share of it we reach, and single gains."""
    column = Column()
    flops = flops_of_a_step(column.cells)
    peak = peak_gflops()
    inside = seconds_a_step(np.float64, column.cells, lanes=True)
    alone = seconds_a_step(np.float64, column.cells, lanes=False)
    counts = np.zeros(len(COUNTED), np.int64)
    follow(members, [COURSE], DAYS, threads=1, counts=counts)
    whole = timed(lambda: follow(members, [COURSE], DAYS, threads=1))[0]
    single = timed(lambda: follow(members, [COURSE], DAYS, threads=1, precision=np.float32))[0]
    taken = counts[COUNTED.index("taken")]
    return {
        "gflops_peak_of_a_core": round(peak, 1),
        "gflops_peak_single_precision": round(peak_gflops(np.float32), 1),
        "gb_s_first_cache": round(bandwidth_gb_s(16), 0),
        "gb_s_second_cache": round(bandwidth_gb_s(384), 0),
        "gb_s_memory": round(bandwidth_gb_s(200_000), 0),
        "flops_of_a_step": flops,
        "steps_a_member": round(taken / members.size, 1),
        "steps_refused_a_member": round(counts[COUNTED.index("refused")] / members.size, 2),
        "share_of_roofline_step": round(flops / inside / 1e9 / peak, 3),
        "share_of_roofline": round(flops * taken / whole / 1e9 / peak, 3),
        "share_goal_met": bool(flops * taken / whole / 1e9 / peak >= GOALS["share_of_roofline"]),
        "gain_of_vectors": round(alone / inside, 2),
        "gain_of_single_precision": round(whole / single, 2),
    }


def throughput(quick: bool) -> dict[str, object]:
    """Return how long many patients take through twenty courses that share sessions."""
    people = 200 if quick else 1000
    members = draw_members(Skin(), people, seed=21)
    courses = [
        tuple((float(interval * i), Needling("pen", depth, 256.0)) for i in range(count))
        for interval in (28, 42)
        for depth in (1.0, 1.5)
        for count in (1, 2, 3, 4, 6)
    ]
    seconds, _ = timed(lambda: follow(members, courses, np.array([90.0, 180.0, 365.0])), 2)
    return {
        "people": people,
        "courses": len(courses),
        "seconds_all_cores": round(seconds, 2),
        "runs_a_second": round(people * len(courses) / seconds),
    }


def measure(quick: bool) -> dict[str, object]:
    """Run both races, then measure the machine."""
    members = draw_members(Skin(), 64, seed=3)
    follow(members, [COURSE], DAYS, threads=1)
    follow(members, [COURSE], DAYS, threads=1, precision=np.float32)
    many = draw_members(Skin(), 512, seed=3)
    if quick:
        members = members.take(range(16))
    few = members.take(range(4 if quick else 24))
    return {
        "members": members.size,
        "members_of_slow_peers": few.size,
        **race_of_solvers(members, few, quick),
        **race_end_to_end(members, few),
        **machine_and_share(many),
        **throughput(quick),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit_sundae": sksundae.__version__,
    }


if __name__ == "__main__":
    show(__doc__, measure)
