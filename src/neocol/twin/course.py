"""A course on the twin: sessions in, observables with their bands out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import __version__, evidence
from neocol.record import RecordError, Simulation, SimulationRequest, Stamp
from neocol.record.base import words_of
from neocol.record.course import ObservableBand
from neocol.record.words import Observable
from neocol.record.zones import ZONES, site_of
from neocol.twin.healing import draw_members, heal, reference_dose
from neocol.twin.needling import Needling, injury_dose, punctures_per_cm2

Array = NDArray[np.float64]
DEFAULT_SEED: Final = 20260101
LOOKS: Final = 160
"""Days looked at, denser early, so that a curve drawn through them is smooth."""
_BAND: Final = (5.0, 50.0, 95.0)
"""Percentiles of the 90 % band."""
PERCENT: Final = 100.0

_PHASES: Final = {
    "inflammation": ("neutrophil", "macrophage"),
    "proliferation": ("fibroblast",),
    "remodelling": ("collagen_III",),
}
_CAVEATS: Final = (
    "0-D model: depth enters only as dose, and dose enters linearly; both are assumed.",
    "Collagen is scaled to one histology series of 30 people without a control.",
    "No published model of needling-induced collagen exists; nothing here is validated.",
)


def _site_known(site: str) -> None:
    """Refuse a site that evidence does not know, rather than read it as another."""
    if site != "face" and not evidence.has(f"sites.{site_of(site)}.depth_cap"):
        near = get_close_matches(site, ZONES, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(ZONES)}"
        raise RecordError(f"no site '{site}'; {hint}", "skin.site")


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
        Median and 90 % band of every observable that is built, the phases (day from, day to) as
        they come out of the median member, and what is not built yet.

    Raises
    ------
    neocol.record.RecordError
        When a session lies after the last day, or its device cannot be simulated.

    Limits
    ------
    See ``caveats`` of the answer. Differences between depths and densities rest on assumption.
    """
    _site_known(request.skin.site)
    members = draw_members(request.members, seed)
    doses = [
        (float(session.day), np.full(members.size, _dose(request, i)))
        for i, session in enumerate(request.sessions)
    ]
    days = _look_at(float(request.days), [day for day, _ in doses])
    course = heal(members, doses, days)
    slowed = _age_factor(request.skin.age)
    young, mature = course["collagen_III"] * slowed, course["collagen_I"] * slowed
    bands = {
        "collagen_III": _band(PERCENT * young, "% of baseline collagen, change", "assumed gain"),
        "collagen_I": _band(PERCENT * mature, "% of baseline collagen, change", "assumed gain"),
        "papillary_collagen": _band(
            PERCENT * (1 + young + mature),
            "% of baseline",
            "healthy collagen plus III and I, scaled to one histology series",
        ),
        "erythema_index": _band(
            course["redness"], "1 = right after a reference session", "clears in days"
        ),
        "tewl": _band(course["barrier"], "1 = right after a reference session", "closes in days"),
    }
    return Simulation(
        id=request.id,
        days=tuple(float(day) for day in days),
        observables=bands,
        phases=_phases(course, days) if doses else {},
        not_built=tuple(name for name in words_of(Observable) if name not in bands),
        members=members.size,
        seed=seed,
        caveats=(*_CAVEATS, *_left_out(request)),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _left_out(request: SimulationRequest) -> list[str]:
    """Say what of the request does not enter the model yet."""
    topicals = sorted({name for session in request.sessions for name in session.topicals})
    found = ["Skin type does not enter."] if request.skin.fitzpatrick else []
    return [*found, *(f"{name} is not simulated yet." for name in topicals)]


def _dose(request: SimulationRequest, index: int) -> float:
    """Return the dose of a session relative to the reference session."""
    session = request.sessions[index]
    where = f"sessions.{index}"
    if session.day > request.days:
        raise RecordError(f"day {session.day:g} lies after the last day {request.days:g}", where)
    if not evidence.has(f"devices.{session.device}.depth_ratio"):
        raise RecordError(f"'{session.device}' is not simulated: no depth is known", where)
    density = session.punctures_per_cm2
    if density is None:
        density = punctures_per_cm2(session.device, session.passes or 0)
    needling = Needling(session.device, session.needle_mm, density)
    return injury_dose(needling, request.skin.site, request.skin.sex) / reference_dose()


def _look_at(last: float, sessions: list[float]) -> Array:
    """Return the days to look at: the sessions, and more often early than late."""
    spread = last * np.linspace(0.0, 1.0, LOOKS) ** 2
    after = [day + near for day in sessions for near in (0.0, 1.0, 2.0) if day + near <= last]
    looks: Array = np.unique(np.concatenate((spread, np.asarray(after, dtype=float))))
    return looks


def _age_factor(age: float | None) -> float:
    """Return the procollagen of fibroblasts of this age over that of the young."""
    if age is None:
        return 1.0
    fall = evidence.number("healing.ageing.procollagen_fall", "1")
    first = evidence.number("healing.ageing.from_age", "y")
    last = evidence.number("healing.ageing.to_age", "y")
    return 1.0 - fall * min(max((age - first) / (last - first), 0.0), 1.0)


def _band(values: Array, unit: str, link: str) -> ObservableBand:
    low, median, high = np.percentile(values, _BAND, axis=1)
    return ObservableBand(
        unit=unit,
        median=tuple(map(float, median)),
        low90=tuple(map(float, low)),
        high90=tuple(map(float, high)),
        basis="assumed",
        link=link,
    )


def _phases(course: dict[str, Array], days: Array) -> dict[str, tuple[float, float]]:
    """Return when each phase's driver lies above its share of the peak, in the median member."""
    share = evidence.number("healing.phase.share", "1")
    found = {}
    for phase, drivers in _PHASES.items():
        driver = np.median(np.sum([course[name] for name in drivers], axis=0), axis=1)
        above = days[driver >= share * driver.max()]
        found[phase] = (float(above[0]), float(above[-1]))
    return found
