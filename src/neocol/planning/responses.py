"""How one skin answers every course: some are followed by all members, others read from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.planning.answers import done_gains, studied_gain
from neocol.planning.benefit import Concern
from neocol.planning.context import Context
from neocol.planning.ensemble import Ensemble, responses, skin_of
from neocol.planning.space import Schedule, Setting, Space
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.outcome.response import Response
from neocol.twin.skin import Skin

Array = NDArray[np.float64]
_DESIGN: Final = (16, 28)
"""Courses that every member follows, from which the others are read: of few, of many."""
_HELD_OUT: Final = (6, 10)
"""Courses that every member follows too, to tell how far off that reading is."""
_MANY: Final = 512
"""Candidates that are many."""
_SAFETY: Final = 2.0
"""Times the largest error found, what an unfollowed course may be off."""
_STREAM: Final = 5


@dataclass(slots=True)
class SkinResponses:
    """Gains of every candidate on one skin, member by member.

    Attributes
    ----------
    pairs : array of int, shape (candidates, 2)
        Schedule and setting of each.
    middle : array of shape (candidates,)
        Log of the gain of the middle member, over the histology series.
    base : array of shape (candidates, members)
        What is left of sessions that were done when a candidate is judged; gains are over it.
    gains : array of shape (candidates, members)
        In the concern's unit; exact where `exact`.
    member_error : array of shape (members,)
        How far an unfollowed gain may be off, member by member.
    mean_error : float
        The same of the mean over members.
    worst_mean : float
        The largest error of a mean gain that was found.
    """

    concern: Concern
    courses: tuple[TwinCourse, ...]
    combinations: tuple[tuple[str, ...], ...]
    skin: Skin
    base: Array
    pairs: NDArray[np.intp]
    middle: Array
    gains: Array
    exact: NDArray[np.bool_]
    member_error: Array
    mean_error: float = 0.0
    worst_mean: float = 0.0
    index: dict[tuple[int, int], int] = field(default_factory=dict)

    def follow(self, which: Sequence[int]) -> None:
        """Let every member follow some candidates, and learn from how far off they were."""
        wanted = [int(k) for k in which if not self.exact[k]]
        if not wanted:
            return
        found = self.followed(wanted)
        self.learn(found - self.gains[wanted])
        self.gains[wanted], self.exact[wanted] = found, True

    def followed(self, wanted: Sequence[int]) -> Array:
        """Return the gains of candidates by following every member."""
        held = self.concern.ensemble
        courses = [self.courses[k] for k in wanted]
        answers = responses(held.members, (held.peak, held.at), self.skin, courses)
        return self.gained(answers, wanted)

    def gained(self, answers: Response, which: Sequence[int]) -> Array:
        """Return the gains that responses of some candidates mean."""
        gains = np.empty((len(which), self.concern.ensemble.size))
        combined = [self.combinations[k] for k in which]
        for what in dict.fromkeys(combined):
            rows = [i for i, one in enumerate(combined) if one == what]
            some = Response(answers.log_size[rows], answers.log_phase[rows])
            gains[rows] = self.concern.gains(some, what) - self.base[[which[i] for i in rows]]
        return gains

    def bounds(self) -> tuple[Array, Array]:
        """Return how low and how high gains may be, each of shape (candidates, members)."""
        off = np.where(self.exact[:, None], 0.0, self.member_error)
        return self.gains - off, self.gains + off

    def learn(self, off: Array) -> None:
        """Widen the bounds by how far off some candidates were, shape (some, members)."""
        self.member_error = np.maximum(self.member_error, _SAFETY * np.abs(off).max(axis=0))
        self.worst_mean = max(self.worst_mean, float(np.abs(off.mean(axis=1)).max()))
        self.mean_error = _SAFETY * self.worst_mean


def by_twin(
    context: Context,
    concern: Concern,
    space: Space,
    zone: str,
    settings: Sequence[Setting],
    allowed: NDArray[np.bool_],
) -> SkinResponses:
    """Follow the middle member through all candidates of a skin, and all members through some.

    Parameters
    ----------
    context : Context
    concern : Concern
        That the twin can speak of.
    space : Space
    zone : str
        One that has this skin.
    settings : sequence of Setting
    allowed : array of bool, shape (schedules, settings)

    Notes
    -----
    A member's log response is that of the middle member plus a polynomial of few terms in the
    middle's response, the number of sessions and their gap, fitted to each member over a design
    that is spread evenly over the responses. What is read so is only used where its error cannot
    change the choice; the rest is followed.
    """
    pairs = np.argwhere(allowed)
    courses = tuple(
        context.sessions(zone, space.schedules[s].days, space.device, settings[j]) for s, j in pairs
    )
    combined = tuple(space.schedules[s].combined_with for s, _ in pairs)
    held, skin = concern.ensemble, skin_of(zone, context.sex, context.phototype)
    series = responses(held.middle, _alone(held), skin, courses)
    size, phase = series.log_size[:, 0], series.log_phase[:, 0]
    found = SkinResponses(
        concern=concern,
        courses=courses,
        combinations=combined,
        skin=skin,
        base=_left(context, concern, space, zone, pairs),
        pairs=pairs,
        middle=size + phase,
        gains=np.empty((len(courses), held.size)),
        exact=np.zeros(len(courses), dtype=bool),
        member_error=np.zeros(held.size),
        index={(int(s), int(j)): k for k, (s, j) in enumerate(pairs)},
    )
    large = int(len(courses) >= _MANY)
    if len(courses) <= _DESIGN[large] + _HELD_OUT[large]:
        everything = range(len(courses))
        found.gains[...] = found.followed(everything)
        found.exact[...] = True
        return found
    design, held_out = _design(size, space.schedules, pairs, held.seed)
    answers = responses(
        held.members, (held.peak, held.at), skin, [courses[k] for k in (*design, *held_out)]
    )
    terms = _terms(size, phase, space.schedules, pairs)
    count = len(design)
    sizes = _read(terms, design, answers.log_size[:count], size)
    phases = _read(terms, design, answers.log_phase[:count], phase)
    found.gains[...] = found.gained(Response(sizes, phases), range(len(courses)))
    known = [*design, *held_out]
    exact = found.gained(answers, known)
    found.learn(exact[count:] - found.gains[held_out])
    found.gains[known], found.exact[known] = exact, True
    return found


def by_studies(
    context: Context, concern: Concern, space: Space, allowed: NDArray[np.bool_]
) -> SkinResponses:
    """Return gains of candidates as studies tell them: no depth and no density counts."""
    if concern.by_sessions is None:
        raise TypeError("a concern of the twin is followed, not read from studies")
    pairs = np.argwhere(allowed)
    before, base = context.before, studied_gain(context, concern)
    told = {
        s: concern.by_sessions(before + one.sessions, one.combined_with) - base
        for s, one in enumerate(space.schedules)
    }
    gains = np.array([told[int(s)] for s, _ in pairs])
    return SkinResponses(
        concern=concern,
        courses=((),) * len(pairs),
        combinations=tuple(space.schedules[s].combined_with for s, _ in pairs),
        skin=skin_of(space.zones[0], context.sex, context.phototype),
        base=np.broadcast_to(base, gains.shape),
        pairs=pairs,
        middle=gains.mean(axis=1),
        gains=gains,
        exact=np.ones(len(pairs), dtype=bool),
        member_error=np.zeros(concern.ensemble.size),
        index={(int(s), int(j)): k for k, (s, j) in enumerate(pairs)},
    )


def _left(
    context: Context, concern: Concern, space: Space, zone: str, pairs: NDArray[np.intp]
) -> Array:
    """Return what is left of earlier sessions when candidates are judged."""
    judged = [context.judged(space.schedules[s].days) for s, _ in pairs]
    days = tuple(sorted(set(judged)))
    at = {day: k for k, day in enumerate(days)}
    left = done_gains(context, concern, zone, days)
    return left[[at[day] for day in judged]]


def _alone(held: Ensemble) -> tuple[Array, Array]:
    """Return a reference of one: the middle member's own cancels where members are compared."""
    return np.exp(np.median(np.log(held.peak)))[None], np.exp(np.median(np.log(held.at)))[None]


def _design(
    size: Array, schedules: Sequence[Schedule], pairs: NDArray[np.intp], seed: int
) -> tuple[list[int], list[int]]:
    """Return candidates that all members follow: spread over responses, sessions and gaps."""
    sessions = np.array([schedules[s].sessions for s, _ in pairs])
    order = np.lexsort((size, sessions))
    large = int(size.size >= _MANY)
    design = order[np.linspace(0, order.size - 1, _DESIGN[large]).round().astype(int)]
    ends = [int(np.argmin(size)), int(np.argmax(size))]
    chosen = sorted({*map(int, design), *ends})
    rest = np.setdiff1d(np.arange(size.size), chosen)
    picked = np.random.default_rng((seed, _STREAM)).choice(rest, _HELD_OUT[large], replace=False)
    return chosen, sorted(map(int, picked))


def _terms(
    size: Array, phase: Array, schedules: Sequence[Schedule], pairs: NDArray[np.intp]
) -> Array:
    """Return what a member's deviation is read from, shape (candidates, terms)."""
    sessions = np.log([schedules[s].sessions for s, _ in pairs])
    length = np.array([schedules[s].days[-1] for s, _ in pairs], dtype=float)
    gap = length / np.maximum(np.exp(sessions) - 1.0, 1.0)
    gap = gap / max(float(gap.max()), 1.0)
    one = np.ones(size.size)
    return np.stack(
        [one, size, size**2, sessions, gap, size * sessions, sessions * gap, phase, size * gap],
        axis=1,
    )


def _read(terms: Array, design: Sequence[int], answers: Array, middle: Array) -> Array:
    """Return every member's log response at every candidate, shape (candidates, members)."""
    rows = list(design)
    fitted, *_ = np.linalg.lstsq(terms[rows], answers - middle[rows, None], rcond=None)
    read: Array = middle[:, None] + terms @ fitted
    return read
