"""Follows many members through many stretches of a course, a vector of them at a time.

A *stretch* begins with a session (or healthy skin) and ends at its last stop. A lane takes the next
stretch as soon as it has ended one, and every lane keeps its own time and step: what comes out for
a member is the same whoever sits beside it.
"""

from __future__ import annotations

import zlib
from collections import namedtuple
from pathlib import Path
from typing import Final

import numpy as np
from numba import njit

from neocol.twin.kernels.lanes import put, row
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
LARGE: Final = 20.0
"""Error over tolerance beyond which a step shrinks as far as it may."""
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
    "Scratch", ("rate", "grid", "deep", "y", "new", "k1", "k2", "work", "scale", "error", "stride")
)
"""Arrays of shape (..., lanes) that one thread works in."""
Seen = namedtuple("Seen", ("out", "status", "counts"))
"""What comes out.

out : array of shape (rows, features)
status : int array of shape (stretches,)
counts : int array of shape (counted,)
    As in `COUNTED`: steps of the whole vector, steps of a lane taken, steps of a lane refused.
"""
COUNTED = ("vector", "taken", "refused")
_Clock = namedtuple("_Clock", ("job", "now", "step", "taken", "stop", "look", "due"))
"""Where every lane is: arrays of shape (lanes,)."""
_Ends = namedtuple("_Ends", ("since", "value", "slope", "last_value", "last_slope"))
"""What a lane showed where its last step began, and where it ended."""


def rows_of(n: int) -> int:
    """Return how many rows a state over n cells has."""
    return ALL * n + TOP


def scratch_rows(n: int) -> tuple[int, ...]:
    """Return the heights of the arrays of `Scratch`."""
    rows = rows_of(n) + 1  # the row behind the last is read, never used
    factors = 2 * MOVING * n + ALL - MOVING + TOP
    return len(PARAMETERS), len(GRID) * n, n, rows, rows, rows, rows, factors, ALL + TOP, 1, 1


@njit
def _rest(scratch, n):
    """Put every lane to rest in healthy skin, so that an idle one computes nothing odd."""
    scratch.rate[:] = 1.0
    scratch.grid[:] = 0.0
    for k in range(ALL):
        scratch.y[k * n : (k + 1) * n] = BASELINE[k]
    for k in range(TOP):
        scratch.y[ALL * n + k] = LUMPED_BASELINE[k]


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
    clock.now[lane] = 0.0
    clock.step[lane] = FIRST_STEP_DAYS
    clock.stop[lane] = stretch[STOPS]
    clock.look[lane] = stretch[LOOKS]


@njit
def _wanted(asked, clock):
    """Mark the lanes of which something is asked inside their last step, or their next."""
    found = False
    for lane in range(clock.job.size):
        due = False
        if clock.job[lane] >= 0 and clock.look[lane] < asked.stretches[clock.job[lane], LOOKS_END]:
            until = clock.now[lane] + clock.step[lane] + SAME_TIME_DAYS
            due = asked.look_day[clock.look[lane]] <= until
        clock.due[lane] = due
        found = found or due
    return found


@njit
def _features(scratch, y, n, lane, seen):
    """Write the features of one lane: linear in the state, so good for slopes too."""
    for k in range(ALL):
        mean = 0.0
        for j in range(n):
            mean += scratch.grid[2 * n + j, lane] * y[k * n + j, lane]
        seen[k] = mean
    at = ALL
    for k in DEEP_FIELDS:
        mean = 0.0
        for j in range(n):
            mean += scratch.deep[j, lane] * y[k * n + j, lane]
        seen[at] = mean
        at += 1
    for k in range(TOP):
        seen[at + k] = y[ALL * n + k, lane]


@njit
def _between(ends, lane, since, span, out):
    """Write the features between two looks: cubic Hermite, never below zero."""
    x = since / span if span > 0.0 else 1.0
    rest = 1.0 - x
    first = (1.0 + x + x) * rest * rest
    first_slope = x * rest * rest * span
    last_slope = -x * x * rest * span
    for k in range(out.size):
        found = first * ends.value[lane, k] + (1.0 - first) * ends.last_value[k]
        found += first_slope * ends.slope[lane, k] + last_slope * ends.last_slope[k]
        out[k] = max(found, 0.0)


@njit
def _look(asked, scratch, y, clock, ends, n, out):
    """Write what was asked for up to now, and keep what is shown now."""
    for lane in range(clock.job.size):
        if not clock.due[lane]:
            continue
        _features(scratch, y, n, lane, ends.last_value)
        _features(scratch, scratch.k2, n, lane, ends.last_slope)
        if clock.now[lane] == 0.0:
            ends.since[lane] = 0.0
        span = clock.now[lane] - ends.since[lane]
        last = asked.stretches[clock.job[lane], LOOKS_END]
        while clock.look[lane] < last:
            day = asked.look_day[clock.look[lane]]
            if day > clock.now[lane] + SAME_TIME_DAYS:
                break
            row_out = out[asked.look_row[clock.look[lane]]]
            _between(ends, lane, day - ends.since[lane], span, row_out)
            clock.look[lane] += 1
        ends.value[lane] = ends.last_value
        ends.slope[lane] = ends.last_slope
        ends.since[lane] = clock.now[lane]


@njit
def _landed(asked, people, y, clock, lane):
    """Keep the state of a lane that has reached a stop; tell whether that was its last."""
    at = clock.stop[lane]
    if clock.now[lane] < asked.stop_day[at] - SAME_TIME_DAYS:
        return False
    kept = asked.stop_row[at]
    if kept >= 0:
        for r in range(people.pool.shape[1]):
            people.pool[kept, r] = y[r, lane]
    clock.stop[lane] += 1
    return clock.stop[lane] == asked.stretches[clock.job[lane], STOPS_END]


@njit
def _depart(asked, people, scratch, y, clock, following, n):
    """Choose every lane's step; lanes that have ended take the next stretch, and step later.

    Returns
    -------
    busy, following : bool, int
        Whether any lane goes on, and the first stretch that waits.
    """
    busy = False
    for lane in range(clock.job.size):
        clock.taken[lane] = 0.0
        scratch.stride[0, lane] = 0.0
        if clock.job[lane] >= 0 and not _landed(asked, people, y, clock, lane):
            left = asked.stop_day[clock.stop[lane]] - clock.now[lane]
            clock.taken[lane] = min(clock.step[lane], left)
            scratch.stride[0, lane] = clock.taken[lane]
            busy = True
        elif following < asked.stretches.shape[0]:
            _begin(asked, people, scratch, y, clock, lane, following, n)
            following += 1
            busy = True
        else:
            clock.job[lane] = -1
            clock.step[lane] = 0.0
    return busy, following


@njit
def _arrive(asked, scratch, y, new, clock, tolerance, seen):
    """Take or refuse every lane's step, and propose the next."""
    rows = y.shape[0]
    for lane in range(clock.job.size):
        if clock.taken[lane] == 0.0:
            for r in range(rows):
                new[r, lane] = y[r, lane]
            continue
        wrong = scratch.error[0, lane] / tolerance
        if wrong <= 1.0:
            factor = GROWTH
            if wrong > 0.0:
                factor = min(GROWTH, SAFETY / np.sqrt(wrong))
            proposed = clock.taken[lane] * factor
            shortened = clock.taken[lane] < clock.step[lane]  # to land on a stop
            clock.now[lane] += clock.taken[lane]
            clock.step[lane] = max(clock.step[lane], proposed) if shortened else proposed
            seen.counts[1] += 1
            continue
        for r in range(rows):
            new[r, lane] = y[r, lane]
        factor = SHRINK
        if wrong < LARGE:  # also false where it is not a number
            factor = max(SHRINK, SAFETY / np.sqrt(wrong))
        clock.step[lane] = clock.taken[lane] * factor
        seen.counts[2] += 1
        if not clock.step[lane] > SHORTEST_STEP_DAYS:
            i = clock.job[lane]
            seen.status[i] = STUCK
            clock.stop[lane] = asked.stretches[i, STOPS_END] - 1
            clock.now[lane] = asked.stop_day[clock.stop[lane]]
            clock.look[lane] = asked.stretches[i, LOOKS_END]


@njit(nogil=True)
def _follow(asked, people, scratch, tolerance, n, seen):
    """Follow every stretch; `tolerance` is that of a step, `n` the cells over depth."""
    lanes = scratch.y.shape[1]
    clock = _Clock(
        np.full(lanes, -1),
        np.zeros(lanes),
        np.zeros(lanes),
        np.zeros(lanes),
        np.zeros(lanes, np.int64),
        np.zeros(lanes, np.int64),
        np.zeros(lanes, np.bool_),
    )
    ends = _Ends(
        np.zeros(lanes),
        np.zeros((lanes, SEEN)),
        np.zeros((lanes, SEEN)),
        np.zeros(SEEN),
        np.zeros(SEEN),
    )
    _rest(scratch, n)
    y, new = scratch.y, scratch.new
    rate, grid, work = scratch.rate, scratch.grid, scratch.work
    k1, k2 = scratch.k1, scratch.k2
    following = 0
    while True:
        if _wanted(asked, clock):
            slopes(rate, grid, y, n, k2)
            _look(asked, scratch, y, clock, ends, n, seen.out)
        busy, following = _depart(asked, people, scratch, y, clock, following, n)
        if not busy:
            break
        stride = row(scratch.stride, 0)
        first_stage(rate, grid, y, stride, n, work, k1, new)
        put(scratch.error, 0, second_stage(rate, grid, stride, n, work, k1, k2, new, scratch.scale))
        seen.counts[0] += 1
        _arrive(asked, scratch, y, new, clock, tolerance, seen)
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
