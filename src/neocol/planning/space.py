"""The space of courses: sessions, intervals, settings and combinations that some study did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.evidence import TrialledProtocol
from neocol.planning.caps import ZoneLimits
from neocol.planning.limits import Limits
from neocol.record.zones import site_of

BETWEEN: Final = ("peel", "tca_cross", "subcision", "laser")
"""Procedures of their own: part of the space only where somebody wishes for them."""
_SLACK: Final = 1e-9
_DIGITS: Final = 4
"""Of a depth in mm."""


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """What a zone gets in every session."""

    depth_mm: float
    passes: int


@dataclass(frozen=True, slots=True, order=True)
class Schedule:
    """When the sessions are, and what is added to them.

    Attributes
    ----------
    days : tuple of int
        From the first session.
    protocols : tuple of str
        Ids of the protocols that hold it.
    """

    days: tuple[int, ...]
    combined_with: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()

    @property
    def sessions(self) -> int:
        """Number of sessions."""
        return len(self.days)

    @property
    def interval_days(self) -> int:
        """Days to the second session; 0 where there is none."""
        return self.days[1] if self.sessions > 1 else 0


@dataclass(frozen=True, slots=True)
class Grid:
    """How finely the space is cut."""

    depth_step_mm: float
    passes_step: int
    interval_step_days: int

    @classmethod
    def usual(cls) -> Grid:
        """Return the grid of evidence: the settings of a pen, strokes by four, weeks."""
        return cls(
            evidence.number("planning.space.depth_step", "mm"),
            int(evidence.number("planning.space.passes_step", "1")),
            int(evidence.number("planning.space.interval_step", "d")),
        )


@dataclass(frozen=True)
class Space:
    """Every course that is searched.

    Attributes
    ----------
    settings : mapping
        Zone → settings that some schedule allows there, in order.
    allowed : mapping
        Zone → array of bool, shape (schedules, settings).
    proven : bool
        Whether a study reported benefit of these protocols.
    """

    indication: str
    device: str
    schedules: tuple[Schedule, ...]
    settings: Mapping[str, tuple[Setting, ...]]
    allowed: Mapping[str, NDArray[np.bool_]]
    protocols: Mapping[str, TrialledProtocol]
    proven: bool

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones that are planned, in order of name."""
        return tuple(sorted(self.settings))

    def keep(self, which: NDArray[np.bool_]) -> Space:
        """Return the space with some of its schedules, shape (schedules,)."""
        return replace(
            self,
            schedules=tuple(s for s, kept in zip(self.schedules, which, strict=True) if kept),
            allowed={zone: allowed[which] for zone, allowed in self.allowed.items()},
        )

    @cached_property
    def candidates(self) -> int:
        """Courses of a zone, added up over zones."""
        return int(sum(allowed.sum() for allowed in self.allowed.values()))


def protocols_of(
    indication: str, zones: tuple[str, ...], scar_types: frozenset[str] = frozenset()
) -> tuple[TrialledProtocol, ...]:
    """Return the protocols of an indication that are for these zones and scars."""
    sites = {site_of(zone) for zone in zones}
    return tuple(
        row
        for row in evidence.protocols(indication)
        if (not row.sites or sites <= set(row.sites))
        and (not row.scar_types or not scar_types or scar_types & set(row.scar_types))
    )


def space_of(
    indication: str,
    limits: Limits,
    device: str,
    *,
    scar_types: frozenset[str] = frozenset(),
    wished: frozenset[str] = frozenset(),
    excluded: frozenset[str] = frozenset(),
    before: int = 0,
    grid: Grid | None = None,
) -> Space:
    """Return the courses inside what studies did and inside the limits.

    Parameters
    ----------
    indication : str
    limits : Limits
    device : str
    scar_types : frozenset of str
        Known types of scars.
    wished, excluded : frozenset of str
        Combinations that somebody wishes for; that candidacy excludes.
    before : int
        Sessions that were done already: a protocol's others are planned.
    grid : Grid, optional

    Notes
    -----
    A schedule has as many sessions as one protocol, with gaps from that protocol's own (to the
    week) up to twice as long; a setting is as deep as that protocol's needles, or, where a cap lies
    above its lowest setting but below its usual one, at the cap. What a paper does not print is
    taken from the other protocols of the indication. Practice without a study is searched only
    where there is nothing else, and is then not proven.
    """
    grid = grid or Grid.usual()
    every = protocols_of(indication, tuple(limits.zones), scar_types)
    rows = [row for row in every if row.helps == "shown"]
    proven = bool(rows)
    if not rows:
        rows = [row for row in every if row.helps == "unproven"]
    offered = [row for row in rows if _offered(row, wished, excluded) and is_known(row)]
    hull = hull_of(every)
    by_schedule: dict[tuple[tuple[int, ...], tuple[str, ...]], list[TrialledProtocol]] = {}
    for row in offered:
        for days in _patterns(row, hull, limits, grid, before):
            by_schedule.setdefault((days, row.combined_with), []).append(row)
    schedules = tuple(
        Schedule(days, combined, tuple(row.id for row in held))
        for (days, combined), held in sorted(by_schedule.items())
    )
    held = [by_schedule[s.days, s.combined_with] for s in schedules]
    settings, allowed = {}, {}
    for zone, limit in limits.zones.items():
        depths = {
            row.id: _depths(row, hull, limit.depth_mm, grid) for rows_ in held for row in rows_
        }
        passes = _passes(limit, grid)
        every_depth = sorted({depth for found in depths.values() for depth in found})
        settings[zone] = tuple(Setting(depth, n) for depth in every_depth for n in passes)
        allowed[zone] = np.array(
            [
                [any(one.depth_mm in depths[row.id] for row in rows_) for one in settings[zone]]
                for rows_ in held
            ],
            dtype=bool,
        ).reshape(len(schedules), len(settings[zone]))
    return Space(
        indication=indication,
        device=device,
        schedules=schedules,
        settings=settings,
        allowed=allowed,
        protocols={row.id: row for row in offered},
        proven=proven,
    )


def _offered(row: TrialledProtocol, wished: frozenset[str], excluded: frozenset[str]) -> bool:
    added = set(row.combined_with)
    return not added & excluded and all(word in wished for word in added & set(BETWEEN))


def is_known(row: TrialledProtocol) -> bool:
    """Tell whether enough of a protocol is known: its sessions, and its needle or its interval."""
    return row.sessions_low is not None and (
        row.needle_low_mm is not None or row.interval_low_days is not None
    )


@dataclass(frozen=True, slots=True)
class Hull:
    """What stands in for what a paper does not print: from all protocols of the indication."""

    needle_mm: tuple[float, float]
    least_mm: float
    interval_days: tuple[float, float]


def hull_of(rows: tuple[TrialledProtocol, ...]) -> Hull:
    """Return the widest ranges of rows, of trials where the rows print none."""

    def span(low: str, high: str, key: str, unit: str) -> tuple[float, float]:
        lows = [getattr(row, low) for row in rows if getattr(row, low) is not None]
        highs = [getattr(row, high) for row in rows if getattr(row, high) is not None]
        if lows and highs:
            return float(min(lows)), float(max(highs))
        _, least, most = evidence.span(f"healing.trialled.{key}", unit)
        return least, most

    needle = span("needle_low_mm", "needle_high_mm", "needle", "mm")
    shown = [row for row in rows if row.helps == "shown"] or list(rows)
    least = [row.least_mm or row.needle_low_mm for row in shown]
    return Hull(
        needle,
        min((one for one in least if one is not None), default=needle[0]),
        span("interval_low_days", "interval_high_days", "interval", "d"),
    )


def gaps_of(row: TrialledProtocol, hull: Hull, grid: Grid) -> tuple[int, int]:
    """Return the shortest and the longest gap that still counts as a protocol, in days.

    From its own, to the week, up to so many times as long (``planning.space.stretch``), and no
    longer than any study had.
    """
    own_low = row.interval_low_days or hull.interval_days[0]
    own_high = row.interval_high_days or hull.interval_days[1]
    stretched = own_high * evidence.number("planning.space.stretch", "1")
    _, _, longest = evidence.span("indications.any.interval", "d")
    step = grid.interval_step_days
    last = min(stretched, max(longest, hull.interval_days[1], own_high))
    return int(own_low // step) * step, int(last)


def _patterns(
    row: TrialledProtocol, hull: Hull, limits: Limits, grid: Grid, before: int
) -> Iterator[tuple[int, ...]]:
    """Yield session days of a protocol: even ones, and those that widen once, half way."""
    step = grid.interval_step_days
    shortest, longest = gaps_of(row, hull, grid)
    first = max(shortest, -(-limits.least_interval_days // step) * step, step)
    gaps = range(first, longest + 1, step)
    widen = evidence.number("planning.space.widen", "d")
    for whole in range(row.sessions_low or 1, (row.sessions_high or 1) + 1):
        sessions = whole - before
        if sessions < 1 or (limits.sessions is not None and whole > limits.sessions):
            continue
        if sessions == 1:
            yield (0,)
            continue
        half = sessions // 2
        for gap in gaps:
            yield tuple(gap * k for k in range(sessions))
            for wider in gaps if sessions > 2 else ():
                if wider >= gap + widen:
                    late = [half * gap + wider * k for k in range(1, sessions - half)]
                    yield (*(gap * k for k in range(half + 1)), *late)


def depths_of(row: TrialledProtocol, hull: Hull, cap_mm: float) -> tuple[float, float]:
    """Return the shallowest and the deepest setting of a protocol under a cap, in mm.

    Where the cap lies below its usual needles but not below the lowest setting that any study of
    the indication let an operator choose, that is the cap alone; else nothing, and the first lies
    above the second.
    """
    low = row.needle_low_mm or hull.needle_mm[0]
    high = min(row.needle_high_mm or hull.needle_mm[1], cap_mm)
    if high < low - _SLACK:
        return (cap_mm, cap_mm) if cap_mm >= hull.least_mm - _SLACK else (low, high)
    return low, high


def _depths(row: TrialledProtocol, hull: Hull, cap_mm: float, grid: Grid) -> frozenset[float]:
    """Return the depths of a protocol in a zone, on the grid, up to the cap."""
    low, high = depths_of(row, hull, cap_mm)
    step = grid.depth_step_mm
    if high < low:
        return frozenset()
    first, last = int(np.ceil(low / step - _SLACK)), int(np.floor(high / step + _SLACK))
    on_grid = {round(step * k, _DIGITS) for k in range(first, last + 1)}
    reached = _down(high, step)
    return frozenset(on_grid or ({reached} if reached >= hull.least_mm - _SLACK else ()))


def _down(depth_mm: float, step: float) -> float:
    """Return the setting at or below a depth; the depth itself where it is below one step."""
    found = round(step * np.floor(depth_mm / step + _SLACK), _DIGITS)
    return float(found if found > 0 else depth_mm)


def _passes(limit: ZoneLimits, grid: Grid) -> tuple[int, ...]:
    """Return strokes over every point, from the fewest up to what the zone allows."""
    found = tuple(range(limit.fewest_passes, limit.passes + 1, grid.passes_step))
    return found or (limit.passes,)
