"""The choice of a course once more, in plain numpy, with every candidate followed by everybody."""

from __future__ import annotations

import itertools

import numpy as np

from neocol import evidence
from neocol.planning.benefit import Concern
from neocol.planning.burden import Weights, dark_mark_draws, pain_of, scatter, visit_days
from neocol.planning.choice import Thresholds
from neocol.planning.context import Context
from neocol.planning.ensemble import pigment_log_rises, responses, skin_of
from neocol.planning.recovery_time import redness_days, redness_log_ratios
from neocol.planning.space import Schedule, Setting, Space

Picked = tuple[tuple[int, ...], dict[str, tuple[float, int]]]
"""Days, and by zone the depth and the strokes."""
EQUAL = 9
"""Decimals beyond which figures are equal."""


def brute_force(context: Context, concern: Concern, space: Space) -> Picked | None:
    """Return the gentlest course by its definition, or nothing where none is acceptable.

    In every zone the best candidate is that of the highest mean gain. A candidate is acceptable
    where a worthwhile gain is likely and the best is not better by a worthwhile change with the
    policy's probability; fair where a worthwhile gain is as likely as not. A course takes one
    schedule; every zone takes acceptable settings, else fair ones, else is left out; acceptable
    zones must make most of the area. Of all these, the least burden; between equals the shorter.
    """
    usual = [s for s, one in enumerate(space.schedules) if set(one.combined_with) <= context.wished]
    usual = usual or list(range(len(space.schedules)))
    zones = {zone: _zone(context, concern, space, zone, usual) for zone in space.zones}
    found = []
    for s in usual:
        made = _course(context, space, s, zones)
        if made is not None:
            burden, settings = made
            days = space.schedules[s].days
            found.append((round(burden, EQUAL), days[-1], s, settings))
    if not found:
        return None
    _, _, s, settings = min(found, key=lambda one: one[:3])
    numbers = {zone: (one.depth_mm, one.passes) for zone, one in settings.items()}
    return context.around(space.schedules[s].days), numbers


Row = tuple[Setting, bool, bool, float, float]
"""Setting, acceptable, fair, its burden in days without visits, its minutes."""


def _zone(
    context: Context, concern: Concern, space: Space, zone: str, usual: list[int]
) -> dict[int, list[Row]]:
    """Return what every schedule may do in a zone."""
    t = Thresholds.of(context.policy.planning)
    pairs = [
        (s, one)
        for s in usual
        for j, one in enumerate(space.settings[zone])
        if space.allowed[zone][s, j]
    ]
    if not pairs:
        return {}
    gains = _gains(context, concern, space, zone, pairs)
    weights = context.weights
    best = int(np.argmax(np.round([gain @ weights for gain in gains], EQUAL)))
    asks = _burden(context, space, zone, pairs)
    accepted = context.limits.downtime_days
    rows: dict[int, list[Row]] = {}
    for (s, setting), gain, (days, minutes, red) in zip(pairs, gains, asks, strict=True):
        if accepted is not None and red > accepted:
            continue
        helps = float(weights[gain >= concern.worthwhile].sum())
        behind = float(weights[gains[best] - gain >= concern.worthwhile].sum())
        acceptable = helps >= t.likely and behind < t.told_apart
        rows.setdefault(s, []).append((setting, acceptable, helps >= t.even, days, minutes))
    return rows


def _gains(
    context: Context,
    concern: Concern,
    space: Space,
    zone: str,
    pairs: list[tuple[int, Setting]],
) -> list[np.ndarray]:
    """Return the gains of candidates, every one followed by every member."""
    held = context.ensemble
    skin = skin_of(zone, context.sex, context.phototype)
    courses = [
        context.sessions(zone, space.schedules[s].days, space.device, one) for s, one in pairs
    ]
    found = responses(held.members, (held.peak, held.at), skin, courses)
    gains = []
    for k, (s, _) in enumerate(pairs):
        own = type(found)(found.log_size[k], found.log_phase[k])
        gains.append(concern.gains(own, space.schedules[s].combined_with))
    return gains


def _burden(
    context: Context, space: Space, zone: str, pairs: list[tuple[int, Setting]]
) -> list[tuple[float, float, float]]:
    """Return days of redness, pain and dark marks, minutes, and days of redness of a session."""
    weights, held = Weights.usual(), context.ensemble
    skin = skin_of(zone, context.sex, context.phototype)
    courses = [
        context.sessions(zone, space.schedules[s].days, space.device, one) for s, one in pairs
    ]
    reds = redness_log_ratios(held, skin, [course[0][1] for course in courses])
    rises = pigment_log_rises(held, skin, courses) / scatter(held)
    usual = float(np.median(redness_days(held, 0.0)))
    pace = evidence.number(f"procedure.pace.{space.device}", "min/cm2") * context.area(zone)
    most = evidence.number("planning.pain.most", "points")
    found = []
    for (s, one), ratio, rise in zip(pairs, reds, rises, strict=True):
        red = usual * float(np.exp(ratio))
        hurt = weights.pain * pain_of(one.depth_mm, one.passes) / most
        session = weights.redness * red + hurt
        marks = weights.dark_mark * float(dark_mark_draws(held, float(rise)).mean())
        found.append((space.schedules[s].sessions * session + marks, pace * one.passes, red))
    return found


def _course(
    context: Context, space: Space, s: int, zones: dict[str, dict[int, list[Row]]]
) -> tuple[float, dict[str, Setting]] | None:
    """Return the least burden of one schedule, and its settings."""
    areas = {zone: context.area(zone) for zone in zones}
    whole, served, options = sum(areas.values()), 0.0, {}
    for zone, rows in zones.items():
        here = rows.get(s, [])
        acceptable = [row for row in here if row[1]]
        fair = [row for row in here if row[2]]
        served += areas[zone] if acceptable else 0.0
        if acceptable or fair:
            options[zone] = _lightest(acceptable or fair)
    share = Thresholds.of(context.policy.planning).most_of_area
    if not options or served < share * whole:
        return None
    ready = evidence.number("procedure.session.getting_ready", "min")
    least = None
    for rows in itertools.product(*options.values()):
        minutes = ready + sum(row[4] for row in rows)
        if minutes > context.limits.minutes:
            continue
        own = sum(areas[zone] / whole * row[3] for zone, row in zip(options, rows, strict=True))
        burden = own + _coming(space, space.schedules[s], minutes)
        if least is None or round(burden, EQUAL) < round(least[0], EQUAL):
            least = burden, {zone: row[0] for zone, row in zip(options, rows, strict=True)}
    return least


def _lightest(rows: list[Row]) -> list[Row]:
    """Return the lightest row of each number of minutes: others cannot be chosen."""
    by_minutes: dict[float, Row] = {}
    for row in rows:
        held = by_minutes.get(row[4])
        if held is None or round(row[3], EQUAL) < round(held[3], EQUAL):
            by_minutes[row[4]] = row
    return [by_minutes[minutes] for minutes in sorted(by_minutes)]


def _coming(space: Space, schedule: Schedule, minutes: float) -> float:
    """Return what visits and the minutes in the chair take, in days."""
    weights = Weights.usual()
    visits = visit_days(
        schedule.days,
        schedule.combined_with,
        [space.protocols[id_] for id_ in schedule.protocols],
        weights,
    )
    return visits + schedule.sessions * minutes / weights.minutes_a_day
