"""Benefit against burden: the options, and what else the space holds, for one drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.planning.answers import over_zones
from neocol.planning.context import Context
from neocol.planning.option import Measured
from neocol.planning.search import Search
from neocol.planning.space import Setting
from neocol.record import Frontier
from neocol.twin.assimilation import weighted_quantiles

Array = NDArray[np.float64]
_SHOWN: Final = 80
"""Other courses that are drawn, evenly through the space."""
_BAND: Final = (0.05, 0.5, 0.95)


def frontier(context: Context, found: Search, options: Sequence[Measured]) -> tuple[Frontier, ...]:
    """Return the options and other courses, one setting for all zones, with who is on the front.

    Parameters
    ----------
    options : sequence of Measured
        In the order of the plan.
    """
    told = [point_of(context, held, index) for index, held in enumerate(options)]
    points = [one for one in told if one is not None] + _others(context, found)
    ordered = sorted(range(len(points)), key=lambda k: (points[k].burden_days, -points[k].gain))
    best, front = -np.inf, set()
    for k in ordered:
        if points[k].gain > best:
            best = points[k].gain
            front.add(k)
    return tuple(point.model_copy(update={"pareto": k in front}) for k, point in enumerate(points))


def point_of(context: Context, held: Measured, index: int | None = None) -> Frontier | None:
    """Return where a course lies on the chart: a wished zone that it leaves out gains nothing.

    Parameters
    ----------
    index : int, optional
        Its place among the options.

    Returns
    -------
    Frontier or None
        ``None`` where nothing can be told of the concern that leads.
    """
    if context.lead not in held.gains:
        return None
    zones = tuple(sorted({*context.zones, *held.course.zones}))
    whole = over_zones(context, held.gains[context.lead], zones)
    deepest = max(held.course.zones.values(), key=lambda one: one.depth_mm)
    return _point(
        context, whole, held.days, len(held.course.days), deepest.depth_mm, deepest.passes, index
    )


def _point(
    context: Context,
    gain: Array,
    days: float,
    sessions: int,
    depth: float,
    passes: int,
    index: int | None,
) -> Frontier:
    low, median, high = weighted_quantiles(gain, context.weights, _BAND)
    return Frontier(
        burden_days=days,
        gain=float(median),
        low90=float(low),
        high90=float(high),
        sessions=sessions,
        depth_mm=depth,
        passes=passes,
        option=index,
    )


def _others(context: Context, found: Search) -> list[Frontier]:
    """Return courses with one setting for all zones, each lowered to what a zone allows."""
    space, weights = found.space, found.weights_of_burden
    wanted = sorted({one for settings in found.settings.values() for one in settings})
    pairs = [(s, one) for s in range(len(space.schedules)) for one in wanted]
    every = max(len(pairs) // _SHOWN, 1)
    points = []
    for s, one in pairs[::every]:
        taken = {zone: _lowered(found, zone, s, one) for zone in space.zones}
        taken = {zone: j for zone, j in taken.items() if j is not None}
        if not taken:
            continue
        gains = {
            zone: found.skins[found.zones[zone].skin].gains[found.zones[zone].rows[s, j]]
            for zone, j in taken.items()
        }
        minutes = found.visits.ready_minutes + sum(
            found.zones[z].minutes[j] for z, j in taken.items()
        )
        whole_area = sum(found.zones[zone].area for zone in space.zones)
        own = sum(
            found.zones[zone].area / whole_area * found.zones[zone].burden[s, j]
            for zone, j in taken.items()
        )
        sessions = space.schedules[s].sessions
        days = found.visits.days[s] + sessions * minutes / weights.minutes_a_day + own
        whole = over_zones(context, gains, context.zones)
        point = _point(context, whole, float(days), sessions, one.depth_mm, one.passes, None)
        points.append(point)
    return points


def _lowered(found: Search, zone: str, s: int, wanted: Setting) -> int | None:
    """Return the deepest allowed setting of a zone up to the wanted one, with its passes."""
    own = found.zones[zone]
    may = [
        (one.depth_mm, j)
        for j, one in enumerate(found.settings[own.skin])
        if own.rows[s, j] >= 0 and one.passes == wanted.passes and one.depth_mm <= wanted.depth_mm
    ]
    return max(may)[1] if may else None
