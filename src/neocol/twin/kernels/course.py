"""Follows many members through many stretches of a course, a vector of them at a time.

A *stretch* begins with a session (or healthy skin) and ends at its last stop. A lane takes the next
stretch as soon as it has ended one, and every lane keeps its own time and step: what comes out for
a member is the same whoever sits beside it.
"""

from __future__ import annotations

import zlib
from collections import namedtuple
from pathlib import Path
from typing import Any, Final

import numpy as np
from numba import njit

from neocol.twin.kernels.lanes import any_up_to, greater, put, root, row, unless_more
from neocol.twin.kernels.layout import (
    BASELINE,
    DEEP,
    FEATURES,
    FIELDS,
    GRID,
    LUMPED,
    LUMPED_BASELINE,
    PARAMETERS,
    SPREADING,
)
from neocol.twin.kernels.reactions import jump
from neocol.twin.kernels.step import first_stage, second_stage, slopes

ALL: Final = len(FIELDS)
TOP: Final = len(LUMPED)
MOVING: Final = len(SPREADING)
SEEN: Final = len(FEATURES)
DEEP_FIELDS: Final = tuple(FIELDS.index(name) for name in DEEP)

FIRST_STEP_DAYS: Final = 1e-3
"""After a session; then the error decides."""
SAFETY: Final = 0.9
GROWTH: Final = 4.0
SHRINK: Final = 0.2
SHORTEST_STEP_DAYS: Final = 1e-9
SAME_TIME_DAYS: Final = 1e-12

STUCK: Final = 1
"""The step became too short: something is not a number."""

COLUMNS: Final = ("member", "dose", "start", "stops", "stops_end", "looks", "looks_end")
MEMBER, DOSE, START, STOPS, STOPS_END, LOOKS, LOOKS_END = range(len(COLUMNS))

Asked = namedtuple("Asked", ("stretches", "stop_day", "stop_row", "look_day", "look_row"))
"""What is to be followed and looked at.

stretches : int array of shape (stretches, 7)
    Member; dose, or -1; row of the pool to start from; first and last + 1 stop; first and last + 1
    look.
stop_day, stop_row : arrays of shape (stops,)
    Days after the beginning of the stretch to land on exactly, increasing, and the row of the pool
    to keep the state in, or -1. The last stop ends the stretch.
look_day, look_row : arrays of shape (looks,)
    Days to look at, increasing, and rows of what is seen.
"""
People = namedtuple("People", ("rates", "grids", "doses", "pool"))
"""Who is followed.

rates : array of shape (members, parameters)
grids : array of shape (members, 4 n)
    As in `step.slopes`, then every cell's share of the dermis.
doses : array of shape (doses, n + 2)
pool : array of shape (states, rows)
"""
Scratch = namedtuple(
    "Scratch",
    (
        "rate", "grid", "deep", "y", "new", "k1", "k2", "work", "scale", "times",
        "before", "after", "slope",
    ),
)  # fmt: skip
"""Arrays of shape (..., lanes) that one thread works in."""
Seen = namedtuple("Seen", ("out", "status", "counts"))
"""What comes out.

out : array of shape (rows, features)
status : int array of shape (stretches,)
counts : int array of shape (counted,)
    As in `COUNTED`: steps of the whole vector, steps of a lane taken, steps of a lane refused.
"""
COUNTED = ("vector", "taken", "refused")
_Clock = namedtuple("_Clock", ("job", "stop", "look"))
"""What every lane follows, of shape (lanes,): its stretch (or -1), its next stop and look."""
_Times = namedtuple("_Times", ("now", "step", "taken", "stop", "look", "wrong", "all"))
"""Rows of the times of every lane in one array: days since the stretch began, the step that is
proposed and the one that was taken, the next stop, the next look, the error of the step."""
TIMES: Final[Any] = _Times(*range(len(_Times._fields)))
_Ends = namedtuple("_Ends", ("before", "after", "slope"))
"""What every lane showed where its last step began and ended, and how that changes at the end:
arrays of shape (features, lanes)."""


def rows_of(n: int) -> int:
    """Return how many rows a state over n cells has."""
    return ALL * n + TOP


def scratch_rows(n: int) -> tuple[int, ...]:
    """Return the heights of the arrays of `Scratch`."""
    rows = rows_of(n) + 1  # the row behind the last is read, never used
    factors = 2 * MOVING * n + ALL - MOVING + TOP
    state, ends = (rows, rows, rows, rows), (SEEN, SEEN, SEEN)
    people = (len(PARAMETERS), len(GRID) * n, n)
    return (*people, *state, factors, ALL + TOP, TIMES.all, *ends)


@njit
def _rest(scratch, n):
    """Put every lane to rest in healthy skin, so that an idle one computes nothing odd."""
    scratch.rate[:] = 1.0
    scratch.grid[:] = 0.0
    for k in range(ALL):
        scratch.y[k * n : (k + 1) * n] = BASELINE[k]
    for k in range(TOP):
        scratch.y[ALL * n + k] = LUMPED_BASELINE[k]
    scratch.times[:] = 0.0
    scratch.times[TIMES.look] = np.inf  # stops are at once: every lane takes a stretch


@njit
def _begin(asked, people, scratch, y, clock, lane, i, n):
    """Load a stretch into a lane: the state it starts from, then its session."""
    stretch = asked.stretches[i]
    member = stretch[MEMBER]
    state = people.pool[stretch[START]].copy()
    if stretch[DOSE] >= 0:
        jump(people.rates[member], state, n, people.doses[stretch[DOSE]])
    for r in range(state.size):
        y[r, lane] = state[r]
    for r in range(scratch.rate.shape[0]):
        scratch.rate[r, lane] = people.rates[member, r]
    over = scratch.grid.shape[0]
    for r in range(over):
        scratch.grid[r, lane] = people.grids[member, r]
    for r in range(n):
        scratch.deep[r, lane] = people.grids[member, over + r]
    scratch.scale[:, lane] = 0.0
    clock.job[lane] = i
    clock.stop[lane] = stretch[STOPS]
    clock.look[lane] = stretch[LOOKS]
    scratch.times[TIMES.now, lane] = 0.0
    scratch.times[TIMES.taken, lane] = 0.0
    scratch.times[TIMES.step, lane] = FIRST_STEP_DAYS
    scratch.times[TIMES.stop, lane] = asked.stop_day[stretch[STOPS]]
    _next_look(asked, scratch.times, clock, lane)


@njit
def _next_look(asked, times, clock, lane):
    """Note the day of a lane's next look; never, when there is none."""
    at = clock.look[lane]
    there = at < asked.stretches[clock.job[lane], LOOKS_END]
    times[TIMES.look, lane] = asked.look_day[at] if there else np.inf


@njit
def _due(times):
    """Tell whether anything was asked inside a last step."""
    return any_up_to(row(times, TIMES.look), row(times, TIMES.now) + SAME_TIME_DAYS)


@njit(forceinline=True)
def _mean(weights, first, states, k, n, ends, at):
    """Write the weighted mean of a field: before, after, and its slope, side by side."""
    before = after = slope = 0.0 * row(weights, first)
    for j in range(n):
        weight = row(weights, first + j)
        before = before + weight * row(states[0], k * n + j)
        after = after + weight * row(states[1], k * n + j)
        slope = slope + weight * row(states[2], k * n + j)
    put(ends.before, at, before)
    put(ends.after, at, after)
    put(ends.slope, at, slope)


@njit
def _features(scratch, states, n, ends):
    """Write the features of every lane: linear in the state, so good for slopes too."""
    for k in range(ALL):
        _mean(scratch.grid, 2 * n, states, k, n, ends, k)
    at = ALL
    for k in DEEP_FIELDS:
        _mean(scratch.deep, 0, states, k, n, ends, at)
        at += 1
    for k in range(TOP):
        put(ends.before, at + k, row(states[0], ALL * n + k))
        put(ends.after, at + k, row(states[1], ALL * n + k))
        put(ends.slope, at + k, row(states[2], ALL * n + k))


@njit
def _between(ends, lane, back, taken, out):
    """Write the features `back` days before the end of a step: quadratic, never below zero."""
    x = back / taken if taken > 0.0 else 0.0
    for k in range(out.size):
        after = ends.after[k, lane]
        bend = ends.before[k, lane] - after + taken * ends.slope[k, lane]
        out[k] = max(after + x * (bend * x - taken * ends.slope[k, lane]), 0.0)


@njit
def _look(asked, scratch, y, before, k2, clock, n, out):
    """Write what was asked for since the last step began."""
    times = scratch.times
    ends = _Ends(scratch.before, scratch.after, scratch.slope)
    slopes(scratch.rate, scratch.grid, y, n, k2)
    _features(scratch, (before, y, k2), n, ends)
    for lane in range(times.shape[1]):
        now = times[TIMES.now, lane]
        while times[TIMES.look, lane] <= now + SAME_TIME_DAYS:
            shown = out[asked.look_row[clock.look[lane]]]
            back = now - times[TIMES.look, lane]
            _between(ends, lane, back, times[TIMES.taken, lane], shown)
            clock.look[lane] += 1
            _next_look(asked, times, clock, lane)


@njit
def _landed(asked, people, y, clock, times, lane):
    """Keep the state of a lane at its stop; tell whether that was its last."""
    kept = asked.stop_row[clock.stop[lane]]
    if kept >= 0:
        for r in range(people.pool.shape[1]):
            people.pool[kept, r] = y[r, lane]
    clock.stop[lane] += 1
    if clock.stop[lane] == asked.stretches[clock.job[lane], STOPS_END]:
        return True
    times[TIMES.stop, lane] = asked.stop_day[clock.stop[lane]]
    return False


@njit
def _land(asked, people, scratch, y, clock, following, n):
    """Keep what has reached a stop; lanes that have ended take the next stretch, or rest.

    Returns
    -------
    following, began : int, int
        The first stretch that waits, and how many began now.
    """
    times = scratch.times
    began = 0
    for lane in range(clock.job.size):
        if times[TIMES.stop, lane] > times[TIMES.now, lane] + SAME_TIME_DAYS:
            continue
        if clock.job[lane] >= 0 and not _landed(asked, people, y, clock, times, lane):
            continue
        if following < asked.stretches.shape[0]:
            _begin(asked, people, scratch, y, clock, lane, following, n)
            following += 1
            began += 1
        else:
            clock.job[lane] = -1
            times[TIMES.now, lane] = times[TIMES.step, lane] = 0.0
            times[TIMES.stop, lane] = times[TIMES.look, lane] = np.inf
    return following, began


@njit
def _arrive(times, tolerance):
    """Take or refuse every lane's step and propose the next; tell whether one was refused."""
    step, taken = row(times, TIMES.step), row(times, TIMES.taken)
    wrong = row(times, TIMES.wrong)
    zero = 0.0 * taken
    allowed = zero + tolerance
    factor = greater(
        SAFETY / root(wrong / tolerance), zero + SHRINK
    )  # the least, where it is not a number
    proposed = taken * unless_more(factor, zero + GROWTH, factor, zero + GROWTH)
    # a step that was shortened to land on a stop proposes no shorter one
    kept = unless_more(step, taken, proposed, greater(step, proposed))
    fine = unless_more(wrong, allowed, zero + 1.0, zero)
    put(times, TIMES.step, unless_more(wrong, allowed, kept, proposed))
    put(times, TIMES.now, row(times, TIMES.now) + unless_more(wrong, allowed, taken, zero))
    return any_up_to(fine, zero)


@njit
def _stay(asked, y, new, clock, times, tolerance, status):
    """Put lanes whose step was refused back, give up those that are stuck; return how many."""
    refused = 0
    allowed = y.dtype.type(tolerance)
    for lane in range(times.shape[1]):
        if times[TIMES.wrong, lane] <= allowed:
            continue
        refused += 1
        for r in range(y.shape[0]):
            new[r, lane] = y[r, lane]
        if not times[TIMES.step, lane] > SHORTEST_STEP_DAYS:
            i = clock.job[lane]
            status[i] = STUCK
            clock.stop[lane] = asked.stretches[i, STOPS_END] - 1
            times[TIMES.stop, lane] = times[TIMES.now, lane] = asked.stop_day[clock.stop[lane]]
            times[TIMES.look, lane] = np.inf
    return refused


@njit(nogil=True)
def _follow(asked, people, scratch, tolerance, n, seen):
    """Follow every stretch; `tolerance` is that of a step, `n` the cells over depth."""
    lanes = scratch.y.shape[1]
    clock = _Clock(np.full(lanes, -1), np.zeros(lanes, np.int64), np.zeros(lanes, np.int64))
    _rest(scratch, n)
    y, new = scratch.y, scratch.new
    rate, grid, work, times = scratch.rate, scratch.grid, scratch.work, scratch.times
    k1, k2 = scratch.k1, scratch.k2
    following = busy = 0
    while True:
        if _due(times):
            _look(asked, scratch, y, new, k2, clock, n, seen.out)
        if any_up_to(row(times, TIMES.stop), row(times, TIMES.now) + SAME_TIME_DAYS):
            following, began = _land(asked, people, scratch, y, clock, following, n)
            busy = (clock.job >= 0).sum()
            if busy == 0:
                break
            if began > 0 and _due(times):
                _look(asked, scratch, y, new, k2, clock, n, seen.out)
        step = row(times, TIMES.step)
        left = row(times, TIMES.stop) - row(times, TIMES.now)
        stride = unless_more(step, left, step, left)
        put(times, TIMES.taken, stride)
        first_stage(rate, grid, y, stride, n, work, k1, new)
        wrong = second_stage(rate, grid, y, stride, n, work, k1, k2, new, scratch.scale)
        put(times, TIMES.wrong, wrong)
        seen.counts[0] += 1
        seen.counts[1] += busy
        if _arrive(times, tolerance):
            refused = _stay(asked, y, new, clock, times, tolerance, seen.status)
            seen.counts[1] -= refused
            seen.counts[2] += refused
        y, new = new, y


def _compiled(source):
    """Return `_follow` as machine code, kept on disk for as long as no kernel's source changes.

    The compiler's own cache looks at the file of the function alone; what is captured from outside
    counts too, so the fingerprint of every file is captured.
    """

    def follow(asked, people, scratch, tolerance, n, seen):
        if source >= 0:
            _follow(asked, people, scratch, tolerance, n, seen)

    return njit(nogil=True, cache=True)(follow)


follow = _compiled(
    zlib.crc32(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
)
