"""How long a session is seen and when the next may follow: redness, barrier and inflammation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.planning.ensemble import Ensemble, ensemble
from neocol.twin.ensemble import follow
from neocol.twin.members import Members, reference_needling
from neocol.twin.needling import Needling
from neocol.twin.outcome.response import TOLERANCE
from neocol.twin.priors import on_skin
from neocol.twin.skin import Skin

Array = NDArray[np.float64]
_HOURS: Final = 24.0
_DAYS: Final = np.concatenate((np.linspace(0.0, 4.0, 33), np.arange(4.5, 30.5, 0.5)))
"""Days looked at after a session: often while redness fades, then twice a day."""
_CALM: Final = ("neutrophil", "macrophage")
_KEPT: Final = 512
"""Sessions whose healing is kept."""
_LEAST_HOURS: Final = 1.0
"""What is red for less is gone before the person is home."""
_STREAM: Final = 1
"""Tells the draws of redness from others of the same seed."""


def redness_log_ratios(held: Ensemble, skin: Skin, needlings: Sequence[Needling]) -> Array:
    """Return log of how long sessions are red over the reference session, shape (needlings,).

    Notes
    -----
    Of the middle member. Red is what lies above one share of the *reference* session's first
    redness, so that a shallow session is red for a shorter time.

    Limits
    ------
    How redness grows with depth and density is assumed: no trial counted it.
    """
    gone, usual = _reference(held.phototype, held.seed, held.size)
    return np.asarray(np.log(_hours(on_skin(held.middle, skin), needlings, gone) / usual))


@lru_cache(maxsize=_KEPT)
def _reference(phototype: str | None, seed: int, count: int) -> tuple[float, float]:
    """Return below what nobody is called red any more, and the reference session's hours."""
    member = on_skin(ensemble(phototype, seed, count).middle, Skin(fitzpatrick=phototype))
    first = follow(member, [((0.0, reference_needling()),)], _DAYS[:1], tolerance=TOLERANCE)
    gone = evidence.number("calibration.prior.redness_gone", "1") * float(first["redness"][0, 0, 0])
    return gone, float(_hours(member, [reference_needling()], gone)[0])


def _hours(member: Members, needlings: Sequence[Needling], gone: float) -> Array:
    """Return hours until redness falls below a level, shape (needlings,)."""
    seen = follow(member, [((0.0, one),) for one in needlings], _DAYS, tolerance=TOLERANCE)
    found = []
    for redness in seen["redness"][:, 0]:
        above = np.flatnonzero(redness > gone)
        if not above.size or above[-1] + 1 == _DAYS.size:
            found.append(_DAYS[-1] if above.size else 0.0)
            continue
        k = above[-1]
        share = (redness[k] - gone) / (redness[k] - redness[k + 1])
        found.append(_DAYS[k] + share * (_DAYS[k + 1] - _DAYS[k]))
    return np.maximum(_HOURS * np.array(found), _LEAST_HOURS)


def redness_days(held: Ensemble, log_ratio: float) -> Array:
    """Return for how many days one person is red after a session, shape (members,).

    Notes
    -----
    The fitted hours of a reference session, times how the setting differs, times how studies and
    people differ (log-normal).
    """
    rng = np.random.default_rng((held.seed, _STREAM))
    own = held.posterior["redness_between"] * rng.standard_normal(held.size)
    hours: Array = np.exp(held.posterior["redness_log_hours"] + own + log_ratio)
    return hours / _HOURS


@lru_cache(maxsize=_KEPT)
def healed_after(
    phototype: str | None, seed: int, members: int, skin: Skin, needling: Needling
) -> tuple[float, float]:
    """Return days after which a session's barrier is closed, and its inflammation calm.

    Notes
    -----
    The day when so many members as ``planning.healed.quantile`` says lie below the share of the
    peak at which a phase counts as over (``healing.phase.share``).
    """
    seen = follow(
        on_skin(ensemble(phototype, seed, members).members, skin),
        [((0.0, needling),)],
        _DAYS,
        tolerance=TOLERANCE,
        precision=np.float32,
    )
    inflamed = np.sum([seen[name][0] for name in _CALM], axis=0)
    return _over(seen["barrier"][0]), _over(inflamed)


def _over(driver: Array) -> float:
    """Return the day when a driver of shape (members, days) is over in most members."""
    share = evidence.number("healing.phase.share", "1")
    running = driver > share * driver.max(axis=1, keepdims=True)
    last = _DAYS.size - 1 - np.argmax(running[:, ::-1], axis=1)
    ended = np.where(running.any(axis=1), _DAYS[np.minimum(last + 1, _DAYS.size - 1)], 0.0)
    level = evidence.number("planning.healed.quantile", "1")
    return float(np.quantile(ended, level))
