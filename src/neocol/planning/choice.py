"""Choosing: what helps and cannot be told from the best, and the least burden of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record import PlanningPolicy

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
_DIGITS: Final = 9
"""Burdens that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a course helps, when two are told apart, and how much area decides.

    Attributes
    ----------
    told_apart : float
        Probability from which one counts as better than another by the worthwhile change.
    likely : float
        Probability of a worthwhile change from which a course is worth having.
    even : float
        Below it a zone whose cap leaves no more is left out.
    most_of_area : float
        Share of the area whose zones a schedule must serve.
    """

    told_apart: float
    likely: float
    even: float
    most_of_area: float

    @classmethod
    def of(cls, policy: PlanningPolicy) -> Thresholds:
        """Return the clinic's thresholds, else those of evidence."""

        def known(name: str) -> float:
            return evidence.number(f"planning.choice.{name}", "1")

        likely = policy.likely or known("likely")
        return cls(
            policy.told_apart or known("told_apart"),
            likely,
            min(known("even"), likely),
            known("most_of_area"),
        )


@dataclass(frozen=True, slots=True)
class ZoneTable:
    """One zone's candidates as arrays of shape (schedules, settings).

    Attributes
    ----------
    acceptable, fair : array of bool
        Is likely to help and cannot be told from the zone's best; is as likely as not to help.
    burden : array
        Redness, pain and dark marks of the whole course were every zone like this one, days.
    minutes : array of shape (settings,)
        Of one session in this zone.
    area : float
    """

    acceptable: Flags
    fair: Flags
    burden: Array
    minutes: Array
    area: float


@dataclass(frozen=True, slots=True)
class Visits:
    """What coming takes, of every schedule.

    Attributes
    ----------
    days : array of shape (schedules,)
        In days, without the minutes in the chair.
    sessions : array of shape (schedules,)
    ready_minutes, longest_minutes, minutes_a_day : float
        Before the first stroke, of the longest session, and of a working day.
    lengths : tuple of int
        Days from the first session to the last: between equals the shorter course.
    """

    days: Array
    sessions: Array
    ready_minutes: float
    longest_minutes: float
    minutes_a_day: float
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One course: a schedule, and a setting for every zone that is treated.

    Attributes
    ----------
    settings : mapping of str to int
    weak : tuple of str
        Zones where no setting is acceptable in this schedule, but some are fair.
    left_out : tuple of str
        Zones where not even that.
    burden : float
        Days.
    minutes : float
        Of one session.
    """

    schedule: int
    settings: Mapping[str, int]
    weak: tuple[str, ...]
    left_out: tuple[str, ...]
    burden: float
    minutes: float


def probability(event: Flags, weights: Array) -> Array:
    """Return the probability of events over members, the last axis."""
    return np.asarray(event @ weights)


def rank(chosen: Chosen, visits: Visits) -> tuple[float, int, int]:
    """Return what courses are sorted by: burden, then length, then the schedule's place."""
    return round(chosen.burden, _DIGITS), visits.lengths[chosen.schedule], chosen.schedule


def least_burden(
    zones: Mapping[str, ZoneTable],
    s: int,
    visits: Visits,
    most_of_area: float,
    *,
    certain: Mapping[str, ZoneTable] | None = None,
) -> Chosen | None:
    """Return the course of least burden in one schedule, or ``None`` where it serves too little.

    Parameters
    ----------
    zones : mapping of str to ZoneTable
    s : int
        The schedule.
    visits : Visits
    most_of_area : float
        Share of the area that acceptable settings must cover.
    certain : mapping of str to ZoneTable, optional
        Where `zones` hold what may be: what is certain. Then every zone takes any setting that may
        be fair, and nothing where none is so for certain: no course can ask for less.

    Notes
    -----
    Burden = days of visits + sessions x minutes / a day + the zones' own by share of the area. It
    adds up over zones, so that each takes its own least; only where the session would be too long,
    what zones could take is joined zone by zone, and what is both slower and heavier dropped.
    """
    free: dict[str, NDArray[np.intp]] = {}
    weak: list[str] = []
    left_out: list[str] = []
    served = whole = 0.0
    for name in sorted(zones):
        table = zones[name]
        whole += table.area
        acceptable, fair = np.flatnonzero(table.acceptable[s]), np.flatnonzero(table.fair[s])
        if acceptable.size:
            served += table.area
        elif fair.size:
            weak.append(name)
        else:
            left_out.append(name)
        options = acceptable if acceptable.size and certain is None else fair
        if options.size and (certain is None or certain[name].fair[s].any()):
            free[name] = options
    if served < most_of_area * whole or not served:
        return None
    pace = visits.sessions[s] / visits.minutes_a_day
    lists = {}
    for name, options in free.items():
        minutes = zones[name].minutes[options]
        own = zones[name].area / whole * zones[name].burden[s, options] + pace * minutes
        lists[name] = (options, minutes, own)
    room = visits.longest_minutes - visits.ready_minutes
    taken = {
        name: int(np.lexsort((m, np.round(c, _DIGITS)))[0]) for name, (_, m, c) in lists.items()
    }
    if sum(lists[name][1][k] for name, k in taken.items()) > room:
        shorter = _within(lists, room)
        if shorter is None:
            return None
        taken = shorter
    chair = visits.ready_minutes + float(sum(lists[name][1][k] for name, k in taken.items()))
    total = visits.days[s] + pace * visits.ready_minutes
    total += sum(float(lists[name][2][k]) for name, k in taken.items())
    return Chosen(
        s,
        {name: int(lists[name][0][k]) for name, k in taken.items()},
        tuple(weak),
        tuple(left_out),
        float(total),
        chair,
    )


Options = tuple[NDArray[np.intp], Array, Array]
"""Settings, their minutes and what they weigh in days."""


def _within(lists: Mapping[str, Options], room: float) -> dict[str, int] | None:
    """Return the lightest settings whose minutes fit, or ``None`` where none do."""
    partial: list[tuple[float, float, tuple[int, ...]]] = [(0.0, 0.0, ())]
    for _, minutes, own in lists.values():
        joined = sorted(
            (round(c + float(own[k]), _DIGITS), m + float(minutes[k]), (*path, k))
            for c, m, path in partial
            for k in range(len(own))
            if m + float(minutes[k]) <= room
        )
        partial, quickest = [], np.inf
        for one in joined:  # the lightest first: another must be quicker to be kept
            if one[1] < quickest:
                partial.append(one)
                quickest = one[1]
    if not partial:
        return None
    return dict(zip(lists, partial[0][2], strict=True))
