"""What a course makes of collagen, over the course that the twin is held to: size and phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.ensemble import Course, collagen, follow
from neocol.twin.members import Members, reference_needling
from neocol.twin.outcome.course import Reading
from neocol.twin.priors import on_median_skin

Array = NDArray[np.float64]
TOLERANCE: Final = 1e-2
"""Of a step: what is asked here has a spread of tens of per cent."""
_LOOKS: Final = 24
"""Days looked at for the peak, denser early."""
LEAST: Final = 0.01
"""Of the peak: a gain that has hardly begun, or is not there yet, is read as this."""


@dataclass(frozen=True, slots=True)
class Response:
    """Gain of papillary collagen, over the histology series' course in the same member.

    Attributes
    ----------
    log_size : array of shape (members,)
        Logarithm of the highest gain of the course over that of the reference course.
    log_phase : array of shape (members,)
        Logarithm of the share of its highest gain that the course shows on the day it is judged,
        over that share of the reference course on the day of its biopsies.
    """

    log_size: Array
    log_phase: Array


def anchor_course() -> tuple[Course, float]:
    """Return the course of the histology series, and the day of its biopsies."""
    interval = evidence.number("healing.anchor.interval", "d")
    sessions = int(evidence.number("healing.anchor.sessions", "1"))
    course = tuple((i * interval, reference_needling()) for i in range(sessions))
    after = evidence.number("healing.anchor.biopsy_after", "d")
    return course, course[-1][0] + after


def response(members: Members, readings: tuple[Reading, ...]) -> Response:
    """Follow members through the readings of a protocol, each through one of them.

    Parameters
    ----------
    members : Members
        Only their rates count: a study's mean sees the median skin and depth.
    readings : tuple of Reading
        Member i follows reading i modulo their number.
    """
    members = on_median_skin(members)
    course, biopsy = anchor_course()
    peak, at = _gain(members, Reading(course, biopsy))
    size, phase = np.empty(members.size), np.empty(members.size)
    for k, reading in enumerate(readings):
        which = np.arange(k, members.size, len(readings))
        if which.size:
            own_peak, own_at = _gain(members.take(which), reading)
            size[which] = np.log(own_peak / peak[which])
            phase[which] = np.log(own_at / own_peak) - np.log(at[which] / peak[which])
    return Response(size, phase)


def _gain(members: Members, reading: Reading) -> tuple[Array, Array]:
    """Return the highest gain and that on the day of judgement, each of shape (members,)."""
    last = reading.course[-1][0]
    until = max(reading.judged_at, last) + evidence.number("calibration.look_for_peak", "d")
    days = np.unique(np.append(until * np.linspace(0, 1, _LOOKS) ** 2, reading.judged_at))
    seen = follow(members, [reading.course], days, tolerance=TOLERANCE)
    gained = collagen(seen)[0] - 1.0
    peak = np.maximum(gained.max(axis=1), np.finfo(float).tiny)
    at = gained[:, np.searchsorted(days, reading.judged_at)]
    return peak, np.maximum(at, LEAST * peak)
