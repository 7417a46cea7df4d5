"""From a published protocol to courses of the twin; what a paper leaves out is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.record.limits import NEEDLE_MAX_SIMULATED_MM
from neocol.record.outcome import Protocol
from neocol.twin.ensemble import Course
from neocol.twin.needling import DEVICES, Needling, punctures_per_cm2
from neocol.twin.skin import spread

Array = NDArray[np.float64]
VARIANTS: Final = 16
"""Readings of a protocol that leaves something out: the members are shared out among them."""
_BOUNDS: Final = {"needle": NEEDLE_MAX_SIMULATED_MM}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a protocol: a course, and the day on which it is judged."""

    course: Course
    judged_at: float


def left_out(protocol: Protocol) -> tuple[str, ...]:
    """Return what of a protocol is not known, in words."""
    asked = {
        "device": _device(protocol) is None,
        "needle length": protocol.needle_mm is None,
        "punctures per cm²": protocol.punctures_per_cm2 is None and protocol.passes is None,
        "number of sessions": protocol.sessions is None,
        "interval": protocol.interval_days is None and protocol.sessions != 1,
        "day of follow-up": protocol.follow_up_days is None,
    }
    return tuple(name for name, unknown in asked.items() if unknown)


def readings(protocol: Protocol, seed: int) -> tuple[Reading, ...]:
    """Return the readings of a protocol: one where all is known, else `VARIANTS` of them.

    Notes
    -----
    An unknown part is drawn from what evidence says of trials (``calibration.unknown``), evenly
    over its quantiles and shuffled, so that few readings cover it.
    """
    count = VARIANTS if left_out(protocol) else 1
    return tuple(_read(protocol, draws) for draws in _draws(count, seed))


def without_needling(protocol: Protocol) -> bool:
    """Tell whether nobody was needled."""
    return 0 in (protocol.sessions, protocol.needle_mm, protocol.passes)


def _draws(count: int, seed: int) -> Iterator[dict[str, float]]:
    """Yield standard normal numbers by name, stratified over the readings."""
    rng = np.random.default_rng(seed)
    names = ("needle", "density", "sessions", "interval", "follow_up", "device")
    strata = {name: rng.permutation(count) for name in names}
    for i in range(count):
        yield {name: _normal_at((strata[name][i] + 1 / 2) / count) for name in names}


def _normal_at(share: float) -> float:
    """Return the quantile of the standard normal distribution."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)


def _drawn(name: str, unit: str, normal: float) -> float:
    return float(spread(f"calibration.unknown.{name}", unit, np.array([normal]))[0])


def _read(protocol: Protocol, normal: dict[str, float]) -> Reading:
    device = _device(protocol) or ("roller" if normal["device"] < 0 else "pen")
    needle = protocol.needle_mm
    if needle is None:
        needle = min(_drawn("needle", "mm", normal["needle"]), NEEDLE_MAX_SIMULATED_MM)
    needling = Needling(device, needle, _density(protocol, device, normal["density"]))
    sessions = protocol.sessions
    if sessions is None:
        sessions = max(round(_drawn("sessions", "1", normal["sessions"])), 1)
    interval = protocol.interval_days or _drawn("interval", "d", normal["interval"])
    course = tuple((i * interval, needling) for i in range(sessions))
    after = protocol.follow_up_days
    if after is None:
        after = _drawn("follow_up", "d", normal["follow_up"])
    first = protocol.follow_up_days is not None and protocol.follow_up_from == "first_session"
    return Reading(course, after if first else course[-1][0] + after)


def _density(protocol: Protocol, device: str, normal: float) -> float:
    if protocol.punctures_per_cm2 is not None:
        return protocol.punctures_per_cm2
    if protocol.passes:
        return punctures_per_cm2(device, protocol.passes)
    return _drawn("density", "1/cm2", normal)


def _device(protocol: Protocol) -> str | None:
    """Return the twin's device that a text names, or nothing."""
    said = (protocol.device or "").lower()
    return next((device for device in DEVICES if device in said), None)
