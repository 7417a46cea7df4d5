"""The search: what decides is followed by every member, what cannot is only bounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.planning import responses
from neocol.planning.benefit import Concern
from neocol.planning.burden import Weights, ZoneBurden, visit_days, zone_burden
from neocol.planning.choice import (
    Chosen,
    Thresholds,
    Visits,
    ZoneTable,
    least_burden,
    probability,
    rank,
)
from neocol.planning.context import Context
from neocol.planning.ensemble import skins
from neocol.planning.responses import SkinResponses
from neocol.planning.space import Schedule, Setting, Space
from neocol.record import SearchReport
from neocol.record.zones import zone_label

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Told = Callable[[str, float], None]
"""Told what is being done, and how much of it is done (0 to 1)."""
_PLACES: Final = 9
"""Of a mean gain: those that differ by less are equal."""
_BATCH: Final = 12
"""Open candidates that are followed in one round beside those that decide."""


@dataclass(slots=True)
class ZoneSpace:
    """One zone inside the responses of its skin.

    Attributes
    ----------
    rows : array of int, shape (schedules, settings)
        Candidate of each, or -1 where it is not allowed.
    calm : array of bool, shape (settings,)
        Whether redness is over in the days that the person accepts.
    minutes, red_days : arrays of shape (settings,)
        Of one session.
    area : float
        cm².
    """

    zone: str
    skin: str
    rows: NDArray[np.intp]
    calm: Flags
    minutes: Array
    red_days: Array
    burden: Array
    area: float

    def here(self, *, lifted: bool) -> Flags:
        """Return what may be chosen, shape (schedules, settings); `lifted`: however long red."""
        return (self.rows >= 0) & (self.calm | lifted)

    def table(self, here: Flags, acceptable: Flags, fair: Flags) -> ZoneTable:
        """Return the zone's table of candidates that are here, by what was judged of them."""
        return ZoneTable(
            here & acceptable[self.rows], here & fair[self.rows], self.burden, self.minutes,
            self.area,
        )  # fmt: skip


@dataclass(slots=True)
class Search:
    """Everything that was found out, for choosing again with other weights."""

    context: Context
    space: Space
    concern: Concern
    thresholds: Thresholds
    weights_of_burden: Weights
    visits: Visits
    deadline: float | None = None
    complete: bool = True
    skins: dict[str, SkinResponses] = field(default_factory=dict)
    settings: dict[str, tuple[Setting, ...]] = field(default_factory=dict)
    zones: dict[str, ZoneSpace] = field(default_factory=dict)
    judged: dict[tuple[str, int, int, bool, bytes], Judged] = field(default_factory=dict)

    def choose(
        self, *, apart: Array | None = None, among: Flags | None = None, lifted: bool = False
    ) -> Chosen | None:
        """Return the gentlest course that helps and cannot be told from the best.

        Parameters
        ----------
        apart : array of shape (members,), optional
            What each member counts where courses are told apart; by default as everywhere.
        among : array of bool, shape (schedules,), optional
            Schedules to choose from, and to find the best among.
        lifted : bool
            Without the limits on minutes and on days of redness: to tell whether they bind.

        Notes
        -----
        First the best of every zone is settled. Then the schedule that could have the least burden
        is taken again and again: what is open in it is followed, until it is known what it asks
        for, and no other could ask for less. What nobody followed is bounded by twice the largest
        error that was found of such readings, member by member.
        """
        may = np.ones(len(self.space.schedules), dtype=bool) if among is None else among
        best = {zone: self._best(zone, may, lifted=lifted) for zone in self.zones}
        told = self.context.weights if apart is None else apart
        visits = replace(self.visits, longest_minutes=np.inf) if lifted else self.visits
        while True:
            sure, hope, open_ = self._tables(best, told, lifted=lifted)
            chosen, first = self._leading(sure, hope, open_, may, visits)
            if first is None or (chosen is not None and self._all_followed(chosen)):
                return chosen
            if self._late():
                self.complete = False
                return self._best_so_far(best, told, may, visits, lifted=lifted)
            for zone, rows in open_.items():
                own = self.zones[zone]
                self._follow(own.skin, [int(k) for k in own.rows[first][rows[first]]])

    def _all_followed(self, chosen: Chosen) -> bool:
        """Tell whether every member followed a course; if not, let them."""
        done = True
        for zone, j in chosen.settings.items():
            own = self.zones[zone]
            row = int(own.rows[chosen.schedule, j])
            done = done and bool(self.skins[own.skin].exact[row])
            self._follow(own.skin, [row])
        return done

    def _leading(
        self,
        sure: Mapping[str, ZoneTable],
        hope: Mapping[str, ZoneTable],
        open_: Mapping[str, Flags],
        may: Flags,
        visits: Visits,
    ) -> tuple[Chosen | None, int | None]:
        """Return the schedule that could have the least burden, and its course if it is settled."""
        leading: tuple[tuple[float, int, int], int] | None = None
        found: Chosen | None = None
        share = self.thresholds.most_of_area
        for s in np.flatnonzero(may):
            settled = not any(flags[s].any() for flags in open_.values())
            if settled:
                one = least_burden(sure, int(s), visits, share)
            else:
                one = least_burden(hope, int(s), visits, share, certain=sure)
            if one is None:
                continue
            place = rank(one, visits)
            if leading is None or place < leading[0]:
                leading, found = (place, int(s)), one if settled else None
        return found, leading[1] if leading else None

    def _best_so_far(
        self, best: Mapping[str, int], told: Array, may: Flags, visits: Visits, *, lifted: bool
    ) -> Chosen | None:
        """Return the least burden as far as is known: what nobody followed counts as read."""
        tables, _, _ = self._tables(best, told, lifted=lifted, guessed=True)
        share = self.thresholds.most_of_area
        found = [least_burden(tables, int(s), visits, share) for s in np.flatnonzero(may)]
        known = [one for one in found if one is not None]
        return min(known, key=lambda one: rank(one, visits), default=None)

    def redness_days(self, chosen: Chosen) -> float:
        """Return for how long the zone that has it worst is red after a session, in days."""
        return max(float(self.zones[zone].red_days[j]) for zone, j in chosen.settings.items())

    def report(self) -> SearchReport:
        """Say how much was searched and followed."""
        return SearchReport(
            candidates=self.space.candidates,
            skins=len(self.skins),
            screened=sum(len(held.courses) for held in self.skins.values()),
            simulated=sum(int(held.exact.sum()) for held in self.skins.values()),
            members=self.concern.ensemble.size,
            screening_error=max((held.worst_mean for held in self.skins.values()), default=0.0),
            complete=self.complete,
        )

    def _late(self) -> bool:
        return self.deadline is not None and time.monotonic() > self.deadline

    def _follow(self, skin: str, rows: list[int]) -> None:
        self.skins[skin].follow(sorted(set(rows)))

    def _best(self, zone: str, may: Flags, *, lifted: bool) -> int:
        """Return the candidate of the highest mean gain in a zone; of equals the first."""
        own, weights = self.zones[zone], self.context.weights
        held = self.skins[own.skin]
        here = own.here(lifted=lifted) & may[:, None]
        rows = np.unique(own.rows[here])
        if not rows.size:
            return -1
        while True:
            means = held.gains[rows] @ weights
            off = np.where(held.exact[rows], 0.0, held.mean_error)
            unsure = rows[(means + off >= (means - off).max()) & ~held.exact[rows]]
            if not unsure.size or self._late():
                break
            order = np.argsort(-(held.gains[unsure] @ weights), kind="stable")
            self._follow(own.skin, [int(k) for k in unsure[order[:_BATCH]]])
        return int(rows[np.argmax(np.round(held.gains[rows] @ weights, _PLACES))])

    def _tables(
        self, best: Mapping[str, int], apart: Array, *, lifted: bool, guessed: bool = False
    ) -> tuple[dict[str, ZoneTable], dict[str, ZoneTable], dict[str, Flags]]:
        """Return the zones' tables: of what is certain, of what may be, and what is open."""
        sure: dict[str, ZoneTable] = {}
        hope: dict[str, ZoneTable] = {}
        open_: dict[str, Flags] = {}
        for zone, own in self.zones.items():
            held = self.skins[own.skin]
            key = (own.skin, best[zone], int(held.exact.sum()), guessed, apart.tobytes())
            if key not in self.judged:  # what was judged holds until more is followed
                self.judged[key] = self._judged(held, best[zone], apart, guessed=guessed)
            one, here = self.judged[key], own.here(lifted=lifted)
            sure[zone] = own.table(here, one.acceptable, one.fair)
            hope[zone] = own.table(here, one.may_acceptable, one.may_fair)
            unclear = (one.may_acceptable != one.acceptable) | (one.may_fair != one.fair)
            open_[zone] = here & unclear[own.rows]
        return sure, hope, open_

    def _judged(self, held: SkinResponses, best: int, apart: Array, *, guessed: bool) -> Judged:
        """Return which candidates of a skin help and cannot be told from the best.

        `guessed`: what was read of courses that nobody followed counts as if they had been.
        """
        least, t = self.concern.worthwhile, self.thresholds
        low, high = (held.gains, held.gains) if guessed else held.bounds()
        top = held.gains[best]
        near = probability(top - low >= least, apart) < t.told_apart
        may_near = probability(top - high >= least, apart) < t.told_apart
        weights = self.context.weights
        helps, may_help = (probability(one >= least, weights) for one in (low, high))
        return Judged(
            acceptable=near & (helps >= t.likely),
            fair=helps >= t.even,
            may_acceptable=may_near & (may_help >= t.likely),
            may_fair=may_help >= t.even,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """What is certain of candidates, and what may be, each of shape (candidates,)."""

    acceptable: Flags
    fair: Flags
    may_acceptable: Flags
    may_fair: Flags


def search(
    context: Context,
    concern: Concern,
    space: Space,
    *,
    seconds: float | None = None,
    progress: Told | None = None,
) -> Search:
    """Follow what must be followed of a space, so that courses can be chosen from it.

    Parameters
    ----------
    context : Context
    concern : Concern
        The one that leads.
    space : Space
    seconds : float, optional
        Time given; afterwards the best so far is taken, and the report says so.
    progress : callable, optional
    """
    weights, thresholds = Weights.usual(), Thresholds.of(context.policy.planning)
    found = Search(
        context=context,
        space=space,
        concern=concern,
        thresholds=thresholds,
        weights_of_burden=weights,
        visits=_visits(context, space, weights),
        deadline=None if seconds is None else time.monotonic() + seconds,
    )
    groups = _alike(context, space)
    for n, alike in enumerate(groups):
        if progress is not None:
            progress(f"skin of {zone_label(alike[0])}", n / len(groups))
        _add_skin(found, alike)
    return found


def _visits(context: Context, space: Space, weights: Weights) -> Visits:
    def days(one: Schedule) -> float:
        rows = [space.protocols[id_] for id_ in one.protocols]
        return visit_days(one.days, one.combined_with, rows, weights)

    return Visits(
        days=np.array([days(one) for one in space.schedules]),
        sessions=np.array([float(one.sessions) for one in space.schedules]),
        ready_minutes=evidence.number("procedure.session.getting_ready", "min"),
        longest_minutes=context.limits.minutes,
        minutes_a_day=weights.minutes_a_day,
        lengths=tuple(one.days[-1] for one in space.schedules),
    )


def _alike(context: Context, space: Space) -> list[tuple[str, ...]]:
    """Return zones that have the same skin and had the same sessions, together."""
    groups: dict[tuple[str, object], list[str]] = {}
    for first, same in skins(space.zones, context.sex).items():
        for zone in same:
            groups.setdefault((first, context.done_in(zone)), []).append(zone)
    return [tuple(same) for same in groups.values()]


def _add_skin(found: Search, alike: tuple[str, ...]) -> None:
    """Follow one skin through the settings of all its zones."""
    context, space, skin = found.context, found.space, alike[0]
    every = tuple(sorted({one for zone in alike for one in space.settings[zone]}))
    at = {one: j for j, one in enumerate(every)}
    union = np.zeros((len(space.schedules), len(every)), dtype=bool)
    for zone in alike:
        union[:, [at[one] for one in space.settings[zone]]] |= space.allowed[zone]
    if found.concern.by_twin:
        own = responses.by_twin(context, found.concern, space, skin, every, union)
    else:
        own = responses.by_studies(context, found.concern, space, union)
    courses = [
        [context.sessions(skin, s.days, space.device, one) for one in every]
        for s in space.schedules
    ]
    burden = zone_burden(context.ensemble, skin, context.sex, every, courses)
    found.skins[skin], found.settings[skin] = own, every
    for zone in alike:
        found.zones[zone] = _zone_space(found, zone, skin, burden)


def _zone_space(found: Search, zone: str, skin: str, burden: ZoneBurden) -> ZoneSpace:
    """Put a zone's settings into the numbering of its skin, without those that are red too long."""
    context, space, own = found.context, found.space, found.skins[skin]
    every = found.settings[skin]
    rows = np.full((len(space.schedules), len(every)), -1, dtype=np.intp)
    at = {one: j for j, one in enumerate(every)}
    columns = [at[one] for one in space.settings[zone]]
    accepted = context.limits.downtime_days
    calm: Flags = burden.redness_days <= (np.inf if accepted is None else accepted)
    for s in range(len(space.schedules)):
        for k, j in enumerate(columns):
            if space.allowed[zone][s, k]:
                rows[s, j] = own.index[s, j]
    pace = evidence.number(f"procedure.pace.{space.device}", "min/cm2")
    area = context.area(zone)
    return ZoneSpace(
        zone=zone,
        skin=skin,
        rows=rows,
        calm=calm,
        red_days=burden.redness_days,
        minutes=pace * area * np.array([float(one.passes) for one in every]),
        burden=burden.days(space.schedules, found.weights_of_burden),
        area=area,
    )
