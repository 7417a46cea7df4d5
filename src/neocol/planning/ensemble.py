"""The members that courses are compared on, the skins they have, and how needled skin answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.ensemble import Course, collagen, follow
from neocol.twin.members import Members
from neocol.twin.observables import LINKS
from neocol.twin.outcome.laws import LAWS
from neocol.twin.outcome.posterior import Posterior, stored
from neocol.twin.outcome.response import LEAST, TOLERANCE, Response, anchor_course
from neocol.twin.priors import draw_members, on_skin
from neocol.twin.skin import Skin

Array = NDArray[np.float64]
MEMBERS: Final = 256
"""The ends of a 90 % interval are then right to about 4 % of its width (one sd)."""
_LOOK_EVERY: Final = 14.0
"""Days between looks for the peak: collagen changes over weeks."""
_AT_ONCE: Final = 400_000
"""Courses times members times looks that are followed in one go: what fits a small memory."""
_LEAST_RISE: Final = 1e-6
"""Of the melanin index: a rise that is none."""
_SCATTER_MEMBERS: Final = 128
_ENSEMBLES: Final = 16
"""That are kept: one a phototype and seed."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """One posterior row a member, and the course that all others are held against.

    Attributes
    ----------
    members : Members
        Rates of every member; put on a skin by `on`.
    middle : Members
        One member with every rate and composite at its median: for screening and for burden.
    peak, at : array of shape (members,)
        Gain of collagen by the histology series' course: highest, and on the day of its biopsies.
    """

    posterior: Posterior
    members: Members
    middle: Members
    peak: Array
    at: Array
    phototype: str | None
    seed: int

    @property
    def size(self) -> int:
        """Number of members."""
        return self.posterior.size

    def weights(self, law: str | None = None) -> Array:
        """Return equal weights of all members, or of those under one dose law, shape (members,).

        Where nobody lives under that law, all of them count.
        """
        kept = np.ones(self.size)
        if law is not None:
            under = (self.posterior["law"].astype(int) == LAWS.index(law)).astype(float)
            kept = under if under.any() else kept
        weights: Array = kept / kept.sum()
        return weights

    def under(self, law: str) -> Ensemble:
        """Return the same members, all of them under one dose law."""
        columns = {**self.posterior.columns, "law": np.full(self.size, float(LAWS.index(law)))}
        return replace(self, posterior=Posterior(columns))


@lru_cache(maxsize=_ENSEMBLES)
def ensemble(phototype: str | None, seed: int, count: int = MEMBERS) -> Ensemble:
    """Return the members for a phototype; nothing else of a person changes what is compared.

    Notes
    -----
    A response is over that of the histology series' course in the same member, so that age, which
    scales both, drops out.
    """
    whole = stored().twin
    posterior = whole.take(whole.in_turn(count, seed))
    skin = Skin(fitzpatrick=phototype)
    members = draw_members(skin, count, seed, posterior.composites())
    middle = draw_members(skin, 1, seed, np.median(whole.composites(), axis=0)[None, :])
    course, judged = anchor_course()
    peak, at = _gains(on_skin(members, Skin()), [course], judged - course[-1][0])
    return Ensemble(posterior, members, middle, peak[0], at[0], phototype, seed)


def skins(zones: Sequence[str], sex: str) -> dict[str, tuple[str, ...]]:
    """Return the zones that have the same skin, by the first of them.

    Zones are the same where evidence gives them one epidermis, horny layer and dermis.
    """
    found: dict[tuple[float, ...], list[str]] = {}
    for zone in sorted(zones):
        skin = Skin(zone, None, sex)
        layers = (skin.dermis_mm(_median), skin.epidermis_mm(_median), skin.horny_mm(_median))
        found.setdefault(tuple(float(layer[0]) for layer in layers), []).append(zone)
    return {alike[0]: tuple(alike) for alike in found.values()}


def _median(_: str) -> Array:
    return np.zeros(1)


def skin_of(zone: str, sex: str, phototype: str | None) -> Skin:
    """Return the skin of a zone; collagen is compared at the same age."""
    return Skin(zone, None, sex, phototype)


def responses(
    members: Members,
    reference: tuple[Array, Array],
    skin: Skin,
    courses: Sequence[Course],
    *,
    threads: int | None = None,
) -> Response:
    """Follow members on one skin through courses.

    Parameters
    ----------
    members : Members
    reference : tuple of two arrays of shape (members,)
        Highest gain of the histology series' course, and that on the day of its biopsies.
    skin : Skin
    courses : sequence of Course
        Sessions that they share are followed once.
    threads : int, optional
        By default as many as there are cores.

    Returns
    -------
    Response
        Of arrays of shape (courses, members). A course is judged as long after its last session as
        evidence says (``indications.any.look_after``).
    """
    peak, at = reference
    after = evidence.number("indications.any.look_after", "d")
    own_peak, own_at = _gains(on_skin(members, skin), courses, after, threads)
    return Response(np.log(own_peak / peak), np.log(own_at / own_peak) - np.log(at / peak))


def remaining(
    members: Members,
    reference: tuple[Array, Array],
    skin: Skin,
    course: Course,
    days: Sequence[float],
) -> Response:
    """Return what is left of a course on later days, of arrays of shape (days, members)."""
    peak, at = reference
    last, after = course[-1][0], evidence.number("calibration.look_for_peak", "d")
    grid = np.arange(0.0, last + after + _LOOK_EVERY, _LOOK_EVERY)
    looks = np.unique([*grid, *days])
    seen = follow(
        on_skin(members, skin), [course], looks, tolerance=TOLERANCE, precision=np.float32
    )
    gained = collagen(seen)[0] - 1.0
    highest = gained[:, np.isin(looks, grid) & (looks <= last + after)].max(axis=1)
    highest = np.maximum(highest, np.finfo(np.float32).tiny)
    now = np.stack([gained[:, np.searchsorted(looks, day)] for day in days])
    size = np.broadcast_to(np.log(highest / peak), now.shape)
    return Response(size, np.log(np.maximum(now, LEAST * highest) / highest) - np.log(at / peak))


def _gains(
    members: Members,
    courses: Sequence[Course],
    judged_after: float,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """Return the highest gain and that on the day of judgement, each (courses, members)."""
    after = evidence.number("calibration.look_for_peak", "d")
    peaks, ats = np.empty((len(courses), members.size)), np.empty((len(courses), members.size))
    for part in _parts(courses, members.size, after):
        some = [courses[k] for k in part]
        last = max(course[-1][0] for course in some)
        judged = [course[-1][0] + judged_after for course in some]
        grid = np.arange(0.0, last + after + _LOOK_EVERY, _LOOK_EVERY)
        days = np.unique([*grid, *judged])
        on_grid = np.isin(days, grid)
        seen = follow(
            members, some, days, tolerance=TOLERANCE, precision=np.float32, threads=threads
        )
        gained = collagen(seen) - 1.0
        for k, course, day, gain in zip(part, some, judged, gained, strict=True):
            own = gain[:, on_grid & (days <= course[-1][0] + after)]
            peaks[k] = np.maximum(own.max(axis=1), np.finfo(np.float32).tiny)
            ats[k] = np.maximum(gain[:, np.searchsorted(days, day)], LEAST * peaks[k])
    return peaks, ats


def _parts(courses: Sequence[Course], members: int, after: float) -> Iterator[list[int]]:
    """Yield courses that are followed together: alike ones, so that they share sessions."""
    order = sorted(range(len(courses)), key=lambda k: _chain(courses[k]))
    longest = max((course[-1][0] for course in courses), default=0.0) + after
    looks = longest / _LOOK_EVERY + 1.0
    room = max(int(_AT_ONCE / (looks * members)), 1)
    for first in range(0, len(order), room):
        yield order[first : first + room]


def _chain(course: Course) -> tuple[object, ...]:
    needling = course[0][1]
    return (needling.device, needling.needle_mm, needling.punctures_per_cm2, [d for d, _ in course])


def pigment_log_rises(held: Ensemble, skin: Skin, courses: Sequence[Course]) -> Array:
    """Return log of the melanin index's highest rise over the histology series', shape (courses,).

    Of the middle member: depth and density shift the chance of dark marks by it.
    """
    series, judged = anchor_course()
    last = max(course[-1][0] for course in courses)
    own = _rises(on_skin(held.middle, skin), courses, last + (judged - series[-1][0]))
    return np.asarray(np.log(own[:, 0] / _reference_rise(held.phototype, held.seed, held.size)))


@lru_cache(maxsize=_ENSEMBLES)
def _reference_rise(phototype: str | None, seed: int, count: int) -> float:
    middle = ensemble(phototype, seed, count).middle
    course, judged = anchor_course()
    return float(_rises(on_skin(middle, Skin(fitzpatrick=phototype)), [course], judged)[0, 0])


@lru_cache(maxsize=_ENSEMBLES)
def pigment_scatter(phototype: str | None, seed: int) -> float:
    """Return how far people of one phototype differ in the log of that rise (one sd)."""
    composites = np.median(stored().twin.composites(), axis=0)
    skin = Skin(fitzpatrick=phototype)
    members = draw_members(skin, _SCATTER_MEMBERS, seed, np.tile(composites, (_SCATTER_MEMBERS, 1)))
    course, judged = anchor_course()
    return float(np.std(np.log(_rises(members, [course], judged)[0])))


def _rises(members: Members, courses: Sequence[Course], until: float) -> Array:
    days = np.arange(0.0, until + _LOOK_EVERY / 2.0, _LOOK_EVERY / 2.0, dtype=np.float64)
    seen = follow(members, list(courses), days, tolerance=TOLERANCE, precision=np.float32)
    index = LINKS["melanin_index"].of(seen, members)
    rise: Array = (index - index[..., :1]).max(axis=-1)
    return np.maximum(rise, _LEAST_RISE)
