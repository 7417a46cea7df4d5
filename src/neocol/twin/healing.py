"""Healing after needling, lumped over depth: debris, cells, signal, collagen III and I.

Deviations from healthy skin follow, per day and with ``S`` raised by the dose at each session,

    S' = -k_S S                 debris
    N' = k_S S - d_N N          neutrophils
    M' = d_N N - d_M M          macrophages
    T' = d_T (M - T)            active signal
    Y' = d_Y (T - Y)            activated fibroblasts
    C3' = G Y - k_x C3          collagen III
    C1' = k_x C3 - d_C C1       collagen I

with redness B' = -k_B B and open barrier Q' = -k_Q Q raised beside S. Healthy skin is the fixed
point zero. The gain G is set so that the protocol of one histology series, followed by a member of
median rates, gives the collagen that the series found; around it members differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.needling import Needling, injury_dose, punctures_per_cm2

Array = NDArray[np.float64]
STATES: Final = ("debris", "neutrophil", "macrophage", "signal", "fibroblast", "collagen_III",
                 "collagen_I", "redness", "barrier")  # fmt: skip
_JUMPS: Final = ("debris", "redness", "barrier")
_RATES: Final = ("debris", "neutrophil", "macrophage", "signal", "fibroblast", "conversion",
                 "turnover")  # fmt: skip
FIRST_STEP_DAYS: Final = 0.02
"""First step after a session; the steps then grow with the slowing course."""
STEP_GROWTH: Final = 1.1
LAST_STEP_DAYS: Final = 0.25
STABLE_STEP: Final = 2.0
"""Largest step × fastest rate; the method is stable to about 2.78."""
_SIMPSON: Final = 6.0


@dataclass(frozen=True, slots=True)
class Members:
    """Rates of an ensemble; every array has shape (members,), per day."""

    rates: dict[str, Array]
    gain: Array
    redness: Array
    barrier: Array

    @property
    def size(self) -> int:
        """Number of members."""
        return int(self.gain.shape[0])

    @property
    def longest_step(self) -> float:
        """The longest step in days that is stable for the fastest member."""
        rates = (*self.rates.values(), self.redness, self.barrier)
        return min(LAST_STEP_DAYS, STABLE_STEP / max(float(rate.max()) for rate in rates))


def draw_members(count: int, seed: int) -> Members:
    """Draw an ensemble from the priors of ``healing.toml``; the same seed gives the same people.

    Member 0 has median rates, so that an ensemble of one is the plain course.
    """
    rng = np.random.default_rng(seed)

    def log_normal(median: float, log_sd: float) -> Array:
        shape = np.exp(log_sd * rng.standard_normal(count))
        shape[0] = 1.0
        return median * shape

    rates = {name: log_normal(*_prior(f"healing.rate.{name}", "1/d")) for name in _RATES}
    spread = evidence.number("healing.gain.spread", "1")
    return Members(
        rates,
        gain=log_normal(1.0, spread) * _anchored_gain(),
        redness=log_normal(*_prior("healing.redness.clearance", "1/d")),
        barrier=log_normal(*_prior("healing.barrier.clearance", "1/d")),
    )


def _prior(key: str, unit: str) -> tuple[float, float]:
    found = evidence.entry(key)
    if found.spread is None or found.spread.sd is None:
        raise evidence.EvidenceError(f"{key} carries no log_sd")
    return evidence.number(key, unit), found.spread.sd


@cache
def reference_dose() -> float:
    """Return the injury dose of one session of the anchor protocol (roller, cheek)."""
    passes = int(evidence.number("devices.any.passes", "1"))
    needle = evidence.number("healing.anchor.needle", "mm")
    density = punctures_per_cm2("roller", passes)
    return injury_dose(Needling("roller", needle, density), "cheek_left")


@cache
def _anchored_gain() -> float:
    """Return the gain per day with which the anchor protocol gives the anchor's collagen."""
    medians = {name: np.array([_prior(f"healing.rate.{name}", "1/d")[0]]) for name in _RATES}
    one = np.ones(1)
    plain = Members(medians, gain=one, redness=one, barrier=one)
    count = int(evidence.number("healing.anchor.sessions", "1"))
    interval = evidence.number("healing.anchor.interval", "d")
    biopsy = (count - 1) * interval + evidence.number("healing.anchor.biopsy_after", "d")
    doses = [(i * interval, np.ones(1)) for i in range(count)]
    course = heal(plain, doses, np.array([biopsy]))
    collagen = course["collagen_III"] + course["collagen_I"]
    return evidence.number("healing.anchor.collagen_gain", "1") / float(collagen[0, 0])


def heal(members: Members, doses: Sequence[tuple[float, Array]], days: Array) -> dict[str, Array]:
    """Follow an ensemble through a course.

    Parameters
    ----------
    members : Members
        The ensemble.
    doses : list of (day, array of shape (members,))
        Sessions in order of day; doses relative to the reference session.
    days : array of shape (times,), days, increasing
        When to look.

    Returns
    -------
    dict
        State name → array of shape (times, members).

    Notes
    -----
    Classical Runge-Kutta of order 4 with steps that land on every session and output day and
    restart small at each session. Checked against an independent solver in the tests.
    """
    state: Array = np.zeros((len(STATES), members.size))
    out = np.empty((len(days), len(STATES), members.size))
    pending = sorted(doses, key=lambda item: item[0])
    now, step = 0.0, FIRST_STEP_DAYS
    for i, day in enumerate(days):
        while pending and pending[0][0] <= day:
            at, dose = pending.pop(0)
            state, _ = _advance(members, state, now, at, step)
            for name in _JUMPS:
                state[STATES.index(name)] += dose
            now, step = at, FIRST_STEP_DAYS
        state, step = _advance(members, state, now, float(day), step)
        now = float(day)
        out[i] = state
    return {name: out[:, k] for k, name in enumerate(STATES)}


def _advance(
    members: Members, state: Array, start: float, end: float, step: float
) -> tuple[Array, float]:
    now, longest = start, members.longest_step
    while now < end:
        size = min(step, end - now)
        k1 = _slope(members, state)
        k2 = _slope(members, state + size / 2 * k1)
        k3 = _slope(members, state + size / 2 * k2)
        k4 = _slope(members, state + size * k3)
        state = state + size * (k1 + 2 * (k2 + k3) + k4) / _SIMPSON
        now += size
        step = min(step * STEP_GROWTH, longest)
    return state, step


def _slope(members: Members, state: Array) -> Array:
    debris, neutrophil, macrophage, signal, fibroblast, young, mature, redness, barrier = state
    r = members.rates
    return np.stack(
        (
            -r["debris"] * debris,
            r["debris"] * debris - r["neutrophil"] * neutrophil,
            r["neutrophil"] * neutrophil - r["macrophage"] * macrophage,
            r["signal"] * (macrophage - signal),
            r["fibroblast"] * (signal - fibroblast),
            members.gain * fibroblast - r["conversion"] * young,
            r["conversion"] * young - r["turnover"] * mature,
            -members.redness * redness,
            -members.barrier * barrier,
        )
    )
