"""Many members through many courses at once: sessions that courses share are followed once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record import RecordError
from neocol.twin.column import Column
from neocol.twin.kernels import course as kernel
from neocol.twin.kernels.lanes import VECTOR_BYTES, lanes_of
from neocol.twin.kernels.layout import BASELINE, DEEP, FEATURES, FIELDS, LUMPED_BASELINE
from neocol.twin.members import Members, reference_share
from neocol.twin.needling import Needling, injured_share

Array = NDArray[np.float64]
Course = tuple[tuple[float, Needling], ...]
"""Sessions in order: day, and what is set."""

TOLERANCE: Final = 1.2e-3
"""Of a step, relative to a field's own change; the observables are then right to about 1e-3."""
_LEAST_VECTORS: Final = 2
"""Of work that is worth a part of its own."""
_SHARES: Final = 4
"""Parts of the work a thread, so that the last one is not waited for."""


class TwinError(ArithmeticError):
    """A course that could not be followed: a rate is not a number, or beyond any sense."""


@dataclass(slots=True)
class _Stretch:
    """A session and what follows it, for every course that has gone the same way so far."""

    day: float
    needling: Needling
    parent: _Stretch | None
    depth: int
    children: dict[tuple[float, Needling], _Stretch] = field(default_factory=dict)
    ends: bool = False
    states: dict[float, int] = field(default_factory=dict)
    """Day of a child's session → first row of the kept states."""
    looks: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    first_row: int = 0


def follow(
    members: Members,
    courses: Sequence[Course],
    days: Array,
    *,
    column: Column | None = None,
    tolerance: float = TOLERANCE,
    precision: type[np.floating[Any]] = np.float64,
    threads: int | None = None,
    counts: NDArray[np.int64] | None = None,
) -> Mapping[str, Array]:
    """Follow every member through every course.

    Parameters
    ----------
    members : Members
    courses : sequence of courses
        Each a tuple of (day, Needling) in order of day; an empty one is untouched skin.
    days : array of shape (times,), days, increasing
        When to look; the day of a session is looked at right after it.
    column : Column
        How finely the dermis is cut.
    tolerance : float
        Of a step; smaller is more exact.
    precision : float64 or float32
        Single precision is almost twice as fast and right to about 1e-5.
    threads : int, optional
        By default as many as there are cores. The answer does not depend on it.
    counts : int array of shape (3,), optional
        The steps are added here, as in ``kernels.course.COUNTED``.

    Returns
    -------
    mapping
        Feature (``kernels.layout.FEATURES``) → array of shape (courses, members, times): healthy
        skin is the baseline, without ageing.

    Raises
    ------
    neocol.record.RecordError
        When days or sessions are not numbers or not in order.
    TwinError
        When a member cannot be followed.
    """
    days = _in_order(days)
    for i, course in enumerate(courses):
        _sessions_in_order(i, course)
    column = column or Column()
    levels = _tree(courses, days)
    seen = np.empty((len(courses), members.size, days.size, len(FEATURES)))
    seen[...] = _healthy()
    if levels:
        work = _Work(members, column, precision, tolerance, threads)
        work.follow(levels, days)
        for i, course in enumerate(courses):
            work.collect(levels, course, days, seen[i])
        if counts is not None:
            counts += work.counts
    return {name: seen[..., k] for k, name in enumerate(FEATURES)}


def collagen_over_depth(
    members: Members, course: Course, days: Array, column: Column
) -> tuple[Array, Array]:
    """Return all collagen over healthy at every depth, on days from the first session on.

    Returns
    -------
    edges_mm, collagen : arrays of shape (cells + 1,) and (days, cells)
        Of the first member.
    """
    days = _in_order(days)
    _sessions_in_order(0, course)
    levels = _tree([course], days)
    for stretch in (one for level in levels for one in level):
        stretch.states = dict.fromkeys(sorted({*stretch.states, *days[stretch.looks]}), 0)
    work = _Work(members.take([0]), column, np.float64, TOLERANCE, 1)
    work.follow(levels, days)
    n, found = column.cells, []
    for stretch in (one for level in levels for one in level):
        for day in days[stretch.looks]:
            state = work.pool[stretch.states[float(day)], : len(FIELDS) * n].reshape(-1, n)
            found.append(collagen(dict(zip(FIELDS, state, strict=True))))
    return work.edges[0], np.array(found)


def third_share() -> float:
    """Return collagen III over all collagen of healthy skin."""
    return evidence.number("healing.baseline.third_share", "1")


def collagen(fields: Mapping[str, Array], prefix: str = "") -> Array:
    """Return all collagen over healthy from collagen I, III and new collagen."""
    third = third_share()
    mature = third * fields[f"{prefix}collagen_III"] + (1.0 - third) * fields[f"{prefix}collagen_I"]
    total: Array = mature + fields[f"{prefix}collagen_new"]
    return total


def _in_order(days: Array) -> Array:
    days = np.asarray(days, dtype=float)
    if not np.isfinite(days).all() or (days < 0).any() or (np.diff(days) < 0).any():
        raise RecordError("days are finite, from 0 on, and in order", "days")
    return days


def _sessions_in_order(index: int, course: Course) -> None:
    last = -np.inf
    for k, (day, _) in enumerate(course):
        if not np.isfinite(day) or day < 0 or day <= last:
            raise RecordError(
                f"day {day:g}: sessions are in order of day, from 0 on, one a day",
                f"courses.{index}.{k}.day",
            )
        last = day


def _healthy() -> Array:
    """Return the features of untouched skin, shape (features,)."""
    deep = [BASELINE[FIELDS.index(name)] for name in DEEP]
    return np.array([*BASELINE, *deep, *LUMPED_BASELINE], dtype=float)


def untouched(seen: Mapping[str, Array]) -> Mapping[str, Array]:
    """Return what untouched skin would show where `seen` was looked at, with ageing frozen."""
    return {
        name: np.full(seen[name].shape, value)
        for name, value in zip(FEATURES, _healthy(), strict=True)
    }


def _tree(courses: Sequence[Course], days: Array) -> list[list[_Stretch]]:
    """Return the stretches level by level: first sessions, second sessions and so on."""
    roots: dict[tuple[float, Needling], _Stretch] = {}
    levels: list[list[_Stretch]] = []
    for course in courses:
        siblings, parent = roots, None
        for depth, (day, needling) in enumerate(course):
            if (day, needling) not in siblings:
                siblings[day, needling] = _Stretch(day, needling, parent, depth)
                if depth == len(levels):
                    levels.append([])
                levels[depth].append(siblings[day, needling])
            parent = siblings[day, needling]
            siblings = parent.children
        if parent is not None:
            parent.ends = True
    last = days[-1] if days.size else 0.0
    for stretch in (one for level in levels for one in level):
        nexts = [day for day, _ in stretch.children]
        until = max([*nexts, *([last] if stretch.ends else [])])
        inside = (days >= stretch.day) & ((days < until) | (stretch.ends & (days <= until)))
        stretch.looks = np.flatnonzero(inside)
        stretch.states = dict.fromkeys(sorted(set(nexts)), 0)
    return levels


class _Work:
    """The arrays of one call, and the threads over them."""

    def __init__(
        self,
        members: Members,
        column: Column,
        precision: type[np.floating[Any]],
        tolerance: float,
        threads: int | None,
    ) -> None:
        self.members, self.cells, self.tolerance = members, column.cells, tolerance
        self.precision = np.dtype(precision)
        self.threads = threads or os.cpu_count() or 1
        papillary = evidence.number("healing.look.papillary", "mm")
        self.edges = column.edges_mm(papillary, members.dermis_mm)
        self.grids = column.grids(self.edges).astype(precision)
        self.rates = members.rates.astype(precision)
        if not np.isfinite(self.rates).all() or not np.isfinite(self.grids).all():
            raise TwinError("a rate or a thickness of a member is not a number")
        if (self.rates < 0).any():
            raise TwinError("a rate of a member is below zero")
        self.doses: dict[Needling, int] = {}
        self.counts = np.zeros(len(kernel.COUNTED), np.int64)

    def follow(self, levels: list[list[_Stretch]], days: Array) -> None:
        """Follow every stretch, level by level: a level starts from the states of the last."""
        size = self.members.size
        states, rows = 1, 0
        for stretch in (one for level in levels for one in level):
            self.doses.setdefault(stretch.needling, len(self.doses) * size)
            stretch.first_row, rows = rows, rows + size * stretch.looks.size
            for day in stretch.states:
                stretch.states[day], states = states, states + size
        doses = np.concatenate([self._dose(needling) for needling in self.doses])
        self.pool = np.zeros((states, kernel.rows_of(self.cells)), self.precision)
        self.pool[0] = np.concatenate((np.repeat(BASELINE, self.cells), LUMPED_BASELINE))
        self.out = np.zeros((rows, len(FEATURES)), self.precision)
        for level in levels:
            wanted = [stretch for stretch in level if stretch.states or stretch.looks.size]
            if wanted:  # nothing is asked of sessions behind the last look
                self._level(wanted, days, doses)

    def collect(
        self, levels: list[list[_Stretch]], course: Course, days: Array, seen: Array
    ) -> None:
        """Put what was seen along one course into an array of shape (members, times, features)."""
        siblings = {(one.day, one.needling): one for one in levels[0]}
        for k, session in enumerate(course):
            stretch = siblings[session]
            until = course[k + 1][0] if k + 1 < len(course) else np.inf
            wanted = days[stretch.looks] < until
            size, looks = self.members.size, stretch.looks.size
            rows = self.out[stretch.first_row : stretch.first_row + size * looks]
            seen[:, stretch.looks[wanted]] = rows.reshape(size, looks, len(FEATURES))[:, wanted]
            siblings = stretch.children

    def _dose(self, needling: Needling) -> Array:
        members = self.members
        radius = members.channel_radius_mm(needling.device)
        deep = injured_share(
            needling.punctures_per_cm2,
            radius,
            members.reached_mm(needling),
            members.epidermis_mm,
            self.edges,
        )
        surface = members.open_share(needling)[:, None]
        dose = np.concatenate((deep, surface, surface / reference_share()), axis=1)
        return dose.astype(self.precision)

    def _level(self, level: list[_Stretch], days: Array, doses: Array) -> None:
        size = self.members.size
        who = np.arange(size)
        table, stop_day, stop_row, look_day, look_row = [], [], [], [], []
        stops = looks = 0
        for stretch in level:
            start = 0 if stretch.parent is None else stretch.parent.states[stretch.day] + who
            landings = [(day, row) for day, row in stretch.states.items()]
            if stretch.looks.size and (not landings or days[stretch.looks[-1]] > landings[-1][0]):
                landings.append((float(days[stretch.looks[-1]]), -1))
            stop_day.append(np.tile([day - stretch.day for day, _ in landings], size))
            stop_row.append(
                np.stack([np.where(row < 0, -1, row + who) for _, row in landings], axis=1).ravel()
            )
            look_day.append(np.tile(days[stretch.looks] - stretch.day, size))
            look_row.append(stretch.first_row + np.arange(size * stretch.looks.size))
            n, m = len(landings), stretch.looks.size
            table.append(
                np.stack(
                    np.broadcast_arrays(
                        who,
                        self.doses[stretch.needling] + who,
                        start,
                        stops + n * who,
                        stops + n * (who + 1),
                        looks + m * who,
                        looks + m * (who + 1),
                    ),
                    axis=1,
                )
            )
            stops, looks = stops + n * size, looks + m * size
        self._run(
            np.concatenate(table).astype(np.int64),
            np.concatenate(stop_day).astype(float),
            np.concatenate(stop_row).astype(np.int64),
            np.concatenate(look_day).astype(float),
            np.concatenate(look_row).astype(np.int64),
            doses,
        )

    def _run(self, table: NDArray[np.int64], *arrays: Array) -> None:
        *asked, doses = arrays
        lanes = lanes_of(self.precision)
        parts = min(self.threads * _SHARES, len(table) // (_LEAST_VECTORS * lanes))
        parts = parts if self.threads > 1 else 1

        def one(part: NDArray[np.int64]) -> kernel.Seen:
            seen = kernel.Seen(
                self.out, np.zeros(len(part), np.int64), np.zeros(len(kernel.COUNTED), np.int64)
            )
            kernel.follow(
                kernel.Asked(part, *asked),
                kernel.People(self.rates, self.grids, doses, self.pool),
                scratch(self.cells, self.precision),
                self.tolerance,
                self.cells,
                seen,
            )
            return seen

        pieces = np.array_split(table, max(parts, 1))
        if len(pieces) == 1:
            done = [one(pieces[0])]
        else:
            done = list(_threads(self.threads, os.getpid()).map(one, pieces))
        status = np.concatenate([part.status for part in done])
        self.counts += sum(part.counts for part in done)
        if status.any():
            member = int(table[np.flatnonzero(status)[0], kernel.MEMBER])
            raise TwinError(f"member {member} cannot be followed: its rates lead to no number")


@cache
def _threads(count: int, _process: int) -> ThreadPoolExecutor:
    """Return threads that wait for work; a forked process must have its own."""
    return ThreadPoolExecutor(count)


def scratch(cells: int, precision: np.dtype[Any]) -> kernel.Scratch:
    """Return the working arrays of one thread, on the boundaries of vectors."""
    lanes = lanes_of(precision)
    return kernel.Scratch(
        *(_aligned(rows, lanes, precision) for rows in kernel.scratch_rows(cells))
    )


def _aligned(rows: int, lanes: int, precision: np.dtype[Any]) -> Array:
    length = rows * lanes * precision.itemsize
    raw = np.zeros(length + VECTOR_BYTES, np.uint8)
    begin = -raw.ctypes.data % VECTOR_BYTES
    return raw[begin : begin + length].view(precision).reshape(rows, lanes)
