"""A course on the twin: a request in, observables with their bands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import __version__, evidence
from neocol.record import RecordError, Simulation, SimulationRequest, Stamp
from neocol.record.base import words_of
from neocol.record.simulation import DepthProfile, ObservableBand, SimulatedSession
from neocol.record.words import Observable
from neocol.twin.column import Column
from neocol.twin.ensemble import Course, TwinError, collagen_over_depth, follow, untouched
from neocol.twin.members import Members, reference_needling
from neocol.twin.needling import Needling, punctures_per_cm2
from neocol.twin.observables import LINKS, PERCENT
from neocol.twin.outcome.posterior import stored
from neocol.twin.priors import DEFAULT_SEED, draw_members
from neocol.twin.skin import Skin, ageing_per_day
from neocol.twin.trialled import outside_trials

Array = NDArray[np.float64]
LOOKS: Final = 160
"""Days looked at, denser early, so that a curve drawn through them is smooth."""
_BAND: Final = (5.0, 50.0, 95.0)
"""Percentiles of the 90 % band."""
_NEAR_DAYS: Final = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Looked at after every session, where things go fast."""

_PROFILE: Final = Column(papillary=8, reticular=12)
"""Cells of the drawing over depth."""
_PROFILE_DAYS: Final = 60

_PHASES: Final = {
    "inflammation": ("neutrophil", "macrophage"),
    "proliferation": ("myofibroblast",),
    "remodelling": ("collagen_new",),
}
_CELLS: Final = ("debris", "neutrophil", "macrophage", "signal", "myofibroblast", "collagen_new")
CAVEATS: Final = (
    "Composed of published parts: no published model of needling-induced collagen exists.",
    "Collagen is fitted to one histology series: 30 people, no control, density not printed.",
    "How depth and density change the result is assumed: no human trial shows it.",
)


def simulate(request: SimulationRequest, *, seed: int = DEFAULT_SEED) -> Simulation:
    """Follow needled skin through a course.

    Parameters
    ----------
    request : SimulationRequest
        Skin, sessions, days and members.
    seed : int
        The same seed draws the same members.

    Returns
    -------
    Simulation
        Median and 90 % band of every observable; what the same skin untreated would show, and the
        benefit, which is the difference member by member; the phases (day from, day to) as they
        come out of the median member; what lies beyond the evidence.

    Raises
    ------
    neocol.record.RecordError
        When a session lies after the last day, or its device or the site cannot be simulated.

    Limits
    ------
    See ``caveats`` and ``extrapolation`` of the answer.
    """
    asked = request.skin
    skin = Skin(asked.site, asked.age, asked.sex, asked.fitzpatrick, asked.uv_index)
    course = course_of(request)
    days = _look_at(request.days, [day for day, _ in course])
    members = draw_members(skin, request.members, seed, _composites(request.members, seed))
    try:
        seen = follow(members, [course], days)
    except TwinError as error:
        raise RecordError(str(error)) from None
    bands = {
        name: _band(name, seen, members, 0.0 if request.frozen_ageing else ageing_per_day(), days)
        for name in LINKS
    }
    return Simulation(
        id=request.id,
        days=tuple(map(float, days)),
        observables=bands,
        phases=_phases(seen, days) if course else {},
        cells={name: _tuple(seen[name][0, 0]) for name in _CELLS} if course else {},
        profile=_profile(members, course, days) if course else None,
        not_built=tuple(name for name in words_of(Observable) if name not in bands),
        members=members.size,
        seed=seed,
        extrapolation=beyond(request, course),
        caveats=(*CAVEATS, *about(request, skin, members, course)),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _needling_of(session: SimulatedSession, where: str) -> Needling:
    """Return what a session sets.

    Raises
    ------
    neocol.record.RecordError
        With the field, when the twin cannot follow it.
    """
    try:
        density = session.punctures_per_cm2
        if density is None:
            density = punctures_per_cm2(
                session.device,
                session.passes or 0,
                glide_cm_s=session.glide_cm_s,
                strokes_hz=session.strokes_hz,
            )
        return Needling(session.device, session.needle_mm, density)
    except evidence.EvidenceError:
        raise RecordError(
            f"'{session.device}' is not simulated: no depth is known", f"{where}.device"
        ) from None
    except RecordError as error:
        raise RecordError(error.message, f"{where}.{error.path}", error.value) from None


def _composites(count: int, seed: int) -> Array:
    """Return composites of the posterior, shape (count, composites); the first are its medians."""
    posterior = stored().twin
    composites: Array = posterior.composites()[posterior.in_turn(count, seed)]
    composites[:1] = np.median(posterior.composites(), axis=0)
    return composites


def course_of(request: SimulationRequest) -> Course:
    """Return the sessions of a request as a course.

    Raises
    ------
    neocol.record.RecordError
        When a session lies after the last day, or its device cannot be simulated.
    """
    course = []
    for i, session in enumerate(request.sessions):
        if session.day > request.days:
            raise RecordError(
                f"day {session.day:g} lies after the last day {request.days:g}",
                f"sessions.{i}.day",
            )
        course.append((float(session.day), _needling_of(session, f"sessions.{i}")))
    return tuple(course)


def _look_at(last: float, sessions: list[float]) -> Array:
    """Return the days to look at: the sessions, and more often early than late."""
    spread = last * np.linspace(0.0, 1.0, LOOKS) ** 2
    after = [day + near for day in sessions for near in _NEAR_DAYS if day + near <= last]
    looks: Array = np.unique(np.concatenate((spread, np.asarray(after, dtype=float))))
    return looks


def _band(
    name: str, seen: Mapping[str, Array], members: Members, ageing: float, days: Array
) -> ObservableBand:
    link = LINKS[name]
    aged = np.exp(-ageing * days) if link.ages else np.ones(days.size)
    treated = (link.of(seen, members) * aged)[0]
    untreated = (link.of(untouched(seen), members) * aged)[0]
    low, median, high = np.percentile(treated, _BAND, axis=0)
    less, usual, more = np.percentile(treated - untreated, _BAND, axis=0)
    return ObservableBand(
        unit=link.unit,
        median=_tuple(median),
        low90=_tuple(low),
        high90=_tuple(high),
        untreated=_tuple(np.median(untreated, axis=0)),
        benefit=_tuple(usual),
        benefit_low90=_tuple(less),
        benefit_high90=_tuple(more),
        basis="calibrated" if link.status == "calibrated" else "assumed",
        link=link.text,
        link_status=link.status,
    )


def _tuple(values: Array) -> tuple[float, ...]:
    return tuple(map(float, values))


def _phases(seen: Mapping[str, Array], days: Array) -> dict[str, tuple[tuple[float, float], ...]]:
    """Return when each phase's driver lies above its share of the peak, in the median member."""
    share = evidence.number("healing.phase.share", "1")
    found = {}
    for phase, drivers in _PHASES.items():
        driver = np.sum([seen[name][0, 0] for name in drivers], axis=0)
        if not driver.any():
            continue  # the needle stays in the epidermis, or nothing has happened yet
        above = np.concatenate(([False], driver >= share * driver.max(), [False]))
        turns = np.flatnonzero(np.diff(above))
        found[phase] = tuple(
            (float(days[first]), float(days[last - 1]))
            for first, last in zip(turns[::2], turns[1::2], strict=True)
        )
    return found


def _profile(members: Members, course: Course, days: Array) -> DepthProfile:
    sessions = [day for day, _ in course]
    from_start = days[days >= sessions[0]]
    thinned = from_start[:: max(1, from_start.size // _PROFILE_DAYS)]
    days = np.unique(np.concatenate((thinned, sessions, days[-1:])))
    edges, collagen = collagen_over_depth(members, course, days, _PROFILE)
    return DepthProfile(
        depths_mm=_tuple(edges),
        days=_tuple(days),
        collagen=tuple(_tuple(PERCENT * row) for row in collagen),
    )


def beyond(request: SimulationRequest, course: Course) -> tuple[str, ...]:
    """Say what lies outside the evidence: followed, but extrapolated."""
    return outside_trials(
        {
            "needle": [needling.needle_mm for _, needling in course],
            "density": [needling.punctures_per_cm2 for _, needling in course],
            "sessions": [float(len(course))] if course else [],
            "interval": [float(gap) for gap in np.diff([day for day, _ in course])],
            "follow_up": [request.days - course[-1][0]] if course else [],
            "age": [] if request.skin.age is None else [request.skin.age],
            "dose_over_the_histology_series": [_dose_over_anchor(course)] if course else [],
        }
    )


def _dose_over_anchor(course: Course) -> float:
    """Return the depth of channels of a whole course over that of the histology series."""
    median = draw_members(Skin(), 1)

    def depth(needling: Needling) -> float:
        return needling.punctures_per_cm2 * float(median.reached_mm(needling)[0])

    sessions = evidence.number("healing.anchor.sessions", "1")
    return sum(depth(one) for _, one in course) / (sessions * depth(reference_needling()))


def about(request: SimulationRequest, skin: Skin, members: Members, course: Course) -> list[str]:
    """Say what of the request is borrowed, dangerous, or does not enter."""
    found = []
    if skin.age is None:
        found.append("Age is not known: fibroblasts are those of a young adult.")
    if skin.fitzpatrick is None:
        found.append("Skin type is not known: every type is among the members.")
    if any(s.passes and s.punctures_per_cm2 for s in request.sessions):
        found.append("Where punctures are given, passes do not count.")
    if skin.borrowed:
        found.append(
            f"No thickness of this site was found: {skin.site.replace('_', ' ')} is read as the "
            "cheek."
        )
    for needling in dict.fromkeys(needling for _, needling in course):
        past = members.reached_mm(needling) > members.dermis_mm + members.epidermis_mm
        if past.any():
            found.append(
                f"With a {needling.device} at {needling.needle_mm:g} mm the needle passes the "
                f"whole dermis ({np.median(members.dermis_mm):.2f} mm here) in {past.mean():.0%} "
                "of members."
            )
    topicals = sorted({name for session in request.sessions for name in session.topicals})
    return [*found, *(f"{name} is not simulated yet." for name in topicals)]
