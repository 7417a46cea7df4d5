"""What a course makes of each zone, member by member; what was followed once is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neocol.planning.benefit import Concern
from neocol.planning.context import Context
from neocol.planning.ensemble import (
    Ensemble,
    ensemble,
    pigment_log_rises,
    remaining,
    responses,
    skin_of,
    skins,
)
from neocol.planning.recovery_time import redness_log_ratios
from neocol.planning.space import Setting
from neocol.record import Course
from neocol.record.zones import ZONES
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.needling import Needling
from neocol.twin.outcome.response import Response
from neocol.twin.skin import Skin

Array = NDArray[np.float64]
_KEPT: Final = 4096
"""Courses of a zone that are kept: a few kilobytes each."""


def follow_zones(context: Context, course: Course) -> None:
    """Follow every zone of a course at once, so that what is asked of each is there."""
    by_twin = any(held.by_twin for held in context.benefits.values())

    def one(zone: str) -> None:
        if by_twin:
            answer(context, course, zone)
        redness_log_ratio(context, course, zone)
        pigment_log_rise(context, course, zone)

    list(_zones_at_once(os.getpid()).map(one, sorted(course.zones)))


@cache
def _zones_at_once(_process: int) -> ThreadPoolExecutor:
    """Return threads that wait for zones; a forked process must have its own."""
    return ThreadPoolExecutor(os.cpu_count() or 1)


def twin_course(context: Context, course: Course, zone: str) -> TwinCourse:
    """Return a zone's sessions as the twin follows them: those done, then those planned."""
    held = course.zones[zone]
    return context.sessions(zone, course.days, course.device, Setting(held.depth_mm, held.passes))


def zone_gains(context: Context, concern: Concern, course: Course) -> dict[str, Array]:
    """Return what a course brings by zone, each of shape (members,), in the concern's unit.

    Over no treatment; over what was done already, once that is a whole course.
    """
    zones = sorted(course.zones)
    if concern.by_sessions is not None:
        whole = context.before + len(course.days)
        gain = concern.by_sessions(whole, course.combined_with) - studied_gain(context, concern)
        return dict.fromkeys(zones, gain)
    found = {}
    for zone in zones:
        gain = concern.gains(answer(context, course, zone), course.combined_with)
        found[zone] = gain - done_gains(context, concern, zone, (context.judged(course.days),))[0]
    return found


def studied_gain(context: Context, concern: Concern) -> Array:
    """Return what the sessions that were done bring, as studies tell it, shape (members,)."""
    if concern.by_sessions is None or not context.before or not context.enough_done:
        return np.zeros(context.members)
    return concern.by_sessions(context.before, ())


def done_gains(context: Context, concern: Concern, zone: str, days: tuple[float, ...]) -> Array:
    """Return what of the sessions that were done is left in a zone, shape (days, members).

    Nothing while they are fewer than any study had: the course is then judged as a whole.
    """
    held = context.done_in(zone)
    if not held or not context.enough_done:
        return np.zeros((len(days), context.members))
    left = _remaining(_where(context, zone), held, days)
    return concern.gains(left, ())


def over_zones(context: Context, gains: Mapping[str, Array], zones: tuple[str, ...]) -> Array:
    """Return the mean gain over zones by area; what is not treated gains nothing."""
    areas = {zone: context.area(zone) for zone in zones}
    whole = sum(areas.values())
    total: Array = np.zeros(context.members)
    for zone in sorted(gains):
        total = total + areas[zone] / whole * gains[zone]
    return total


def answer(context: Context, course: Course, zone: str) -> Response:
    """Return how a zone's collagen answers a course: arrays of shape (members,)."""
    return _answer(_where(context, zone), twin_course(context, course, zone))


def redness_log_ratio(context: Context, course: Course, zone: str) -> float:
    """Return log of how long a zone is red after a session, over the reference session."""
    return _redness(_where(context, zone), twin_course(context, course, zone)[-1][1])


def pigment_log_rise(context: Context, course: Course, zone: str) -> float:
    """Return log of the pigment's rise in a zone over that of the histology series."""
    return _pigment(_where(context, zone), twin_course(context, course, zone))


@cache
def _alike(zone: str, sex: str) -> str:
    """Return the first zone that has the same skin."""
    return next(first for first, same in skins(ZONES, sex).items() if zone in same)


class _Where(NamedTuple):
    """Whose skin: everything of a person that an answer depends on."""

    phototype: str | None
    seed: int
    members: int
    sex: str
    zone: str

    @property
    def ensemble(self) -> Ensemble:
        return ensemble(self.phototype, self.seed, self.members)

    @property
    def skin(self) -> Skin:
        return skin_of(self.zone, self.sex, self.phototype)


def _where(context: Context, zone: str) -> _Where:
    alike = _alike(zone, context.sex)
    return _Where(context.phototype, context.seed, context.members, context.sex, alike)


@lru_cache(maxsize=_KEPT)
def _answer(where: _Where, course: TwinCourse) -> Response:
    held = where.ensemble
    found = responses(held.members, (held.peak, held.at), where.skin, [course], threads=1)
    return Response(found.log_size[0], found.log_phase[0])


@lru_cache(maxsize=_KEPT)
def _remaining(where: _Where, course: TwinCourse, days: tuple[float, ...]) -> Response:
    held = where.ensemble
    return remaining(held.members, (held.peak, held.at), where.skin, course, days)


@lru_cache(maxsize=_KEPT)
def _redness(where: _Where, needling: Needling) -> float:
    return float(redness_log_ratios(where.ensemble, where.skin, [needling])[0])


@lru_cache(maxsize=_KEPT)
def _pigment(where: _Where, course: TwinCourse) -> float:
    return float(pigment_log_rises(where.ensemble, where.skin, [course])[0])
