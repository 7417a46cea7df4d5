"""What a course asks of a person: visits, minutes, redness, pain, the chance of dark marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from neocol import evidence
from neocol.evidence import TrialledProtocol
from neocol.planning.ensemble import Ensemble, pigment_log_rises, pigment_scatter, skin_of
from neocol.planning.recovery_time import redness_days, redness_log_ratios
from neocol.planning.space import Schedule, Setting
from neocol.record import Range, Refused
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.observables import PERCENT
from neocol.twin.outcome.answer import interval
from neocol.twin.outcome.pih import pih_probability
from neocol.twin.skin import INTERVAL_ENDS

Array = NDArray[np.float64]
_BAND: Final = (5.0, 50.0, 95.0)
"""Percentiles of the 90 % interval."""
_JEFFREYS: Final = 0.5
_HOURS: Final = 24.0
_SHIFT_DIGITS: Final = 2
"""Of a shift in standard deviations: finer than its draws tell."""
_ASSUMED: Final = (
    "the base is calibrated on a few studies; how depth and density change it is assumed"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a visit, redness, pain and a dark mark weigh, in days of a life."""

    visit: float
    minutes_a_day: float
    redness: float
    pain: float
    dark_mark: float
    combined: float
    companion: float
    waiting: float

    @classmethod
    def usual(cls) -> Weights:
        """Return the weights of evidence."""
        return cls(
            visit=evidence.number("planning.burden.visit", "d"),
            minutes_a_day=evidence.number("planning.burden.day_of_work", "min"),
            redness=evidence.number("planning.burden.redness", "1"),
            pain=evidence.number("planning.burden.pain", "d"),
            dark_mark=evidence.number("planning.burden.dark_mark", "d"),
            combined=evidence.number("planning.burden.combined", "d"),
            companion=evidence.number("planning.burden.companion", "d"),
            waiting=evidence.number("planning.burden.waiting", "1"),
        )


@dataclass(frozen=True, slots=True)
class ZoneBurden:
    """What the settings of one skin ask, of the middle member.

    Attributes
    ----------
    redness_log_ratio : array of shape (settings,)
        Log of how long a session is red, over the reference session.
    redness_days, pain : arrays of shape (settings,)
        Of one session; pain from 0 to 10 under a numbing cream.
    dark_marks : array of shape (schedules, settings)
        Chance of dark marks by the whole course.
    """

    redness_log_ratio: Array
    redness_days: Array
    pain: Array
    dark_marks: Array

    def days(self, schedules: Sequence[Schedule], weights: Weights) -> Array:
        """Return redness, pain and dark marks in days, shape (schedules, settings)."""
        most = evidence.number("planning.pain.most", "points")
        session = weights.redness * self.redness_days + weights.pain * self.pain / most
        count = np.array([schedule.sessions for schedule in schedules], dtype=float)
        found: Array = count[:, None] * session + weights.dark_mark * self.dark_marks
        return found


def zone_burden(
    held: Ensemble,
    zone: str,
    sex: str,
    settings: Sequence[Setting],
    courses: Sequence[Sequence[TwinCourse]],
) -> ZoneBurden:
    """Return what the settings of a zone ask.

    Parameters
    ----------
    courses : sequence of sequences
        Of every schedule, the course of every setting.
    """
    skin = skin_of(zone, sex, held.phototype)
    needlings = [course[0][1] for course in courses[0]] if courses else []
    ratio = redness_log_ratios(held, skin, needlings) if needlings else np.zeros(0)
    flat = [course for row in courses for course in row]
    rises = pigment_log_rises(held, skin, flat) if flat else np.zeros(0)
    shift = rises.reshape(len(courses), len(settings)) / scatter(held)
    chance = _dark_marks(held, shift.ravel()).reshape(shift.shape)
    usual = float(np.median(redness_days(held, 0.0)))
    pains = np.array([pain_of(one.depth_mm, one.passes) for one in settings])
    return ZoneBurden(ratio, usual * np.exp(ratio), pains, chance)


def scatter(held: Ensemble) -> float:
    """Return how far people differ in the log of their pigment's rise (one sd)."""
    return pigment_scatter(held.phototype, held.seed)


def dark_mark_draws(held: Ensemble, shift: float) -> Array:
    """Return draws of the chance of dark marks by a course, shape (members,).

    An unknown phototype is read as one of those that mark more easily.
    """
    kind = held.phototype or ", ".join(evidence.words("planning.dark.phototypes"))
    return pih_probability(kind, held.posterior, held.seed, shift=shift)


def _dark_marks(held: Ensemble, shifts: Array) -> Array:
    """Return the mean chance at each shift, shape (shifts,): computed on a grid, and between."""
    if not shifts.size:
        return shifts
    known = np.unique(np.round(shifts, _SHIFT_DIGITS))
    means = np.array([dark_mark_draws(held, float(one)).mean() for one in known])
    return np.asarray(np.interp(shifts, known, means))


def pain_of(depth_mm: float, passes: float) -> float:
    """Return the pain of a session under a numbing cream, 0 to 10.

    Notes
    -----
    An anchor (2.5 mm, 20 passes) times (length)^1.77 (density)^0.32.
    """
    anchor = evidence.number("planning.pain.anchor", "points")
    length = depth_mm / evidence.number("planning.pain.anchor_needle", "mm")
    density = passes / evidence.number("planning.pain.anchor_passes", "1")
    power = evidence.number("planning.pain.needle_power", "1")
    other = evidence.number("planning.pain.density_power", "1")
    most = evidence.number("planning.pain.most", "points")
    return float(min(anchor * length**power * density**other, most))


def pain(depth_mm: float, passes: float) -> Range:
    """Return the pain of a session with its interval."""
    entry = evidence.entry("planning.pain.anchor")
    anchor = evidence.number("planning.pain.anchor", "points")
    sd = (entry.spread.sd or 0.0) if entry.spread else 0.0
    middle, most = pain_of(depth_mm, passes), evidence.number("planning.pain.most", "points")
    wide = INTERVAL_ENDS["range"] * sd / anchor
    return Range(
        median=middle,
        low90=middle * (1.0 - wide),
        high90=min(middle * (1.0 + wide), most),
        unit="0 to 10",
        basis="assumed",
        sources=(*entry.sources, *evidence.entry("planning.pain.needle_power").sources),
        note="under a numbing cream; scaled by length and density from one trial",
    )


def _assumed(draws: Array, unit: str, sources: Iterable[str], note: str = "") -> Range:
    """Return draws as a range whose dependence on depth and density is assumed."""
    told = interval(draws, unit)
    return Range(
        median=told.median,
        low90=told.low90,
        high90=told.high90,
        unit=unit,
        basis="assumed",
        sources=tuple(dict.fromkeys(sources)),
        note="; ".join(filter(None, (_ASSUMED, note))),
    )


def redness(held: Ensemble, log_ratio: float) -> Range:
    """Return the days of visible redness of one person, with their interval."""
    entry = evidence.entry("risks.downtime.redness")
    return _assumed(redness_days(held, log_ratio), "d", entry.sources, entry.conflict or "")


def long_redness(held: Ensemble, log_ratio: float) -> Range:
    """Return the chance that redness outlasts the usual course (seven days)."""
    key = "planning.redness.long"
    hours = held.posterior["redness_log_hours"] + log_ratio
    away = (np.log(_HOURS * evidence.number(key, "d")) - hours) / held.posterior["redness_between"]
    return _assumed(ndtr(-away), "1", evidence.entry(key).sources)


def dark_marks(held: Ensemble, shift: float) -> Range:
    """Return the chance of dark marks over a course, with its interval."""
    studies = evidence.search("pih_counts.study").values()
    sources = [key for entry in studies for key in entry.sources]
    conflict = evidence.entry("risks.pih.conflict").conflict or ""
    return _assumed(dark_mark_draws(held, shift), "1", sources, conflict)


def tram_track(device: str) -> Range | Refused:
    """Return the chance of tram-track scars: counted for rollers only.

    Notes
    -----
    Beta posterior with Jeffreys' prior on the counts of one study.
    """
    base = f"planning.tram.{device}"
    if not evidence.has(f"{base}.events"):
        return Refused(refused=f"nobody counted tram-track scars by a {device}")
    events = evidence.number(f"{base}.events", "1")
    people = evidence.number(f"{base}.people", "1")
    ends = np.array(_BAND) / PERCENT
    low, median, high = betaincinv(events + _JEFFREYS, people - events + _JEFFREYS, ends)
    entry = evidence.entry(f"{base}.events")
    return Range(
        median=float(median), low90=float(low), high90=float(high), unit="1", basis="published",
        sources=entry.sources, note=entry.note or "",
    )  # fmt: skip


def visit_days(
    days: Sequence[int],
    combined_with: Sequence[str],
    rows: Iterable[TrialledProtocol],
    weights: Weights,
) -> float:
    """Return what coming and waiting take, in days, without the minutes in the chair.

    Parameters
    ----------
    days : sequence of int
        Of the sessions, from the first.
    combined_with : sequence of str
    rows : iterable of TrialledProtocol
        The protocols that the course follows: one may have a visit of its own between sessions.
    weights : Weights
    """
    sessions = len(days)
    added = weights.combined * sessions if combined_with else 0.0
    between = any(row.companion_after_days for row in rows)
    extra = weights.companion * sessions if between else 0.0
    return weights.visit * sessions + added + extra + weights.waiting * days[-1]
