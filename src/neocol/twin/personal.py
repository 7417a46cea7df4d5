"""One person: members re-weighted by what was measured; a smoother where too few agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import __version__, evidence
from neocol.record import PersonalAnswer, PersonalRequest, RecordError, Stamp
from neocol.record.personal import (
    SEVERITY,
    MeasuredValue,
    Method,
    PersonalBand,
)
from neocol.twin.assimilation import (
    ITERATIONS,
    Data,
    effective_members,
    smooth,
    weighted_quantiles,
    weights_of,
)
from neocol.twin.candidates import Candidates, Look, Vectors
from neocol.twin.ensemble import Course, TwinError
from neocol.twin.members import Members
from neocol.twin.observables import LINKS
from neocol.twin.outcome.person import calibrated_link, calibrated_members
from neocol.twin.priors import DEFAULT_SEED
from neocol.twin.score import SEVERITY_UNIT, ScoreLink, drawn
from neocol.twin.simulation import CAVEATS, about, beyond, course_of
from neocol.twin.skin import INTERVAL_ENDS, Skin

Array = NDArray[np.float64]
Prior = Callable[[Skin, int, int], Members]
"""Skin, members, seed → members."""
LinkOf = Callable[[Members, Course, int], ScoreLink]
"""Members, course and seed → a score link for each of them."""

ENOUGH: Final = 200.0
"""Effective members that a 5 % tail needs: its level is then right to 1.5 % (one sd)."""
SMOOTHED_MEMBERS: Final = 1000
_ROUGH: Final = 1e-2
"""Of a step, while members are moved: right to half a per cent, far inside what moving errs."""
_QUANTILES: Final = (0.05, 0.5, 0.95)
_FAR: Final = 3.0
"""Standard deviations of measuring."""
_PERTURBED: Final = 1
"""Tells the stream of perturbed measures from the streams of members."""
_EXACT: Final = 10.0
"""Value over sd from which on a normal error of a value and of its logarithm are the same thing."""
_RATIOS: Final = ("", "1", "ratio", SEVERITY_UNIT)

_FITTED: Final = (
    "How a score follows from collagen is fitted to studies of many people; how it follows from "
    "depth and density is assumed."
)
_PERSONAL: Final = (
    "The bands are of the person's own value: a new measure adds its own error.",
    "Measures are taken to err independently and without bias: photographs in other light do not.",
)


@dataclass(frozen=True, slots=True)
class Posterior:
    """What measures make of candidates.

    Attributes
    ----------
    asked : array of shape (members, asked)
    weights : array of shape (members,)
    effective : float
        What re-weighting was worth.
    """

    method: Method
    asked: Array
    weights: Array
    effective: float
    iterations: int = 0


def personalise(
    request: PersonalRequest,
    *,
    seed: int = DEFAULT_SEED,
    prior: Prior = calibrated_members,
    link: LinkOf | None = None,
) -> PersonalAnswer:
    """Say what one person may expect, before and after what was measured on it.

    Parameters
    ----------
    request : PersonalRequest
        Skin, sessions, measures and what is asked.
    seed : int
        The same seed, the same answer.
    prior : callable
        Draws the members: skin, count, seed → Members. By default the calibrated posterior.
    link : callable, optional
        Gives each member its score link: members, course, seed → ScoreLink. By default that of the
        same row of the posterior, for the request's indication.

    Returns
    -------
    PersonalAnswer
        Prior and posterior of everything asked, side by side.

    Raises
    ------
    neocol.record.RecordError
        When a device or site cannot be simulated, the twin has no mechanism for the indication, or
        a unit is not the twin's.

    Notes
    -----
    Members are weighted by the likelihood of the measures: normal errors, of severity on the
    logarithm. Where the weights are worth fewer than 200 equal members, the first thousand are
    moved by an ensemble smoother instead (`neocol.twin.assimilation.smooth`).

    Limits
    ------
    Not for deciding about a person: see ``caveats``. The smoother's intervals are a little wide. A
    bias that all photographs share, or a person who does not respond, is not seen as such; the
    loss of coverage is measured in benchmarks/synthetic_patients.py.
    """
    simulated = request.course()
    course = course_of(simulated)
    asked_skin = request.skin
    skin = Skin(
        asked_skin.site,
        asked_skin.age,
        asked_skin.sex,
        asked_skin.fitzpatrick,
        asked_skin.uv_index,
    )
    _check_units(request)
    measured = tuple(sorted(request.measured, key=_in_order))
    asked = tuple((one.of, float(one.day)) for one in request.ask)
    members = prior(skin, request.members, seed)
    linked = (link or calibrated_link(request.indication))(members, course, seed)
    candidates = Candidates(members, linked, drawn("deviation", members.size, seed))
    try:
        predicted = candidates.predict(course, (*looks_at(measured), *asked))
        found = condition(candidates, course, measured, asked, predicted, seed=seed)
    except TwinError as error:
        raise RecordError(str(error)) from None
    before = Posterior("prior", predicted[:, len(measured) :], np.ones(members.size), members.size)
    fitted = [_FITTED] if link is None and _says_severity(request) else []
    return PersonalAnswer(
        id=request.id,
        prior=bands(asked, before),
        posterior=bands(asked, found),
        method=found.method,
        effective_members=found.effective,
        members=len(found.asked),
        iterations=found.iterations,
        notes=_notes(course, measured, predicted, found),
        caveats=(
            *CAVEATS,
            *fitted,
            *_PERSONAL,
            *beyond(simulated, course),
            *about(simulated, skin, members, course),
        ),
        seed=seed,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def condition(
    candidates: Candidates,
    course: Course,
    measured: tuple[MeasuredValue, ...],
    asked: tuple[Look, ...],
    predicted: Array,
    *,
    seed: int,
    enough: float = ENOUGH,
) -> Posterior:
    """Condition candidates on measures, by whichever method carries it.

    Parameters
    ----------
    candidates : Candidates
    course : Course
    measured : tuple of MeasuredValue
    asked : tuple of (str, float)
    predicted : array of shape (members, measured + asked)
        What the candidates say of both, as `Candidates.predict` gives it.
    seed : int
        Of the smoother's perturbed measures.
    enough : float
        Effective members from which on re-weighting answers.

    Returns
    -------
    Posterior
    """
    count, size = len(measured), len(predicted)
    if not count:
        return Posterior("prior", predicted, np.ones(size), float(size))
    weights = weights_of(predicted[:, :count], data_of(measured))
    effective = effective_members(weights)
    if effective >= enough:
        return Posterior("reweighted", predicted[:, count:], weights, effective)
    fewer = candidates.first(min(SMOOTHED_MEMBERS, size))
    vectors = Vectors.of(fewer)
    both = (*looks_at(measured), *asked)
    last = predicted[: fewer.members.size]
    scales = _Scales(measured)

    def predict(moved: Array) -> Array:
        nonlocal last
        last = vectors.unpack(moved).predict(course, both, _ROUGH)
        return scales.of(last[:, :count])

    smooth(
        vectors.pack(),
        predict,
        scales.of(last[:, :count]),
        scales.data,
        seed=(seed, _PERTURBED),
    )
    return Posterior("smoothed", last[:, count:], np.ones(len(last)), effective, ITERATIONS)


def looks_at(measured: tuple[MeasuredValue, ...]) -> tuple[Look, ...]:
    """Return what was measured when."""
    return tuple((one.of, float(one.day)) for one in measured)


def data_of(measured: tuple[MeasuredValue, ...]) -> Data:
    """Return measures as numbers: of severity the logarithm, with the error of the logarithm."""
    values = [np.log(one.value) if one.of == SEVERITY else one.value for one in measured]
    return Data(np.array(values, dtype=float), np.array([_sd(one) for one in measured]))


def _sd(one: MeasuredValue) -> float:
    if one.sd is not None:
        return one.sd / one.value if one.of == SEVERITY else one.sd
    low, high = float(one.low90 or 0), float(one.high90 or 0)
    if one.of == SEVERITY:
        low, high = float(np.log(low)), float(np.log(high))
    return (high - low) / 2.0 / INTERVAL_ENDS["range"]


class _Scales:
    """The scales that the smoother compares on: logarithms wherever errors are small.

    Collagen that doubles and redoubles bends less there.
    """

    def __init__(self, measured: tuple[MeasuredValue, ...]) -> None:
        plain = data_of(measured)
        self._sds = plain.sds
        own = np.array([one.of == SEVERITY for one in measured])
        self._log = ~own & (plain.values >= _EXACT * plain.sds)
        values, sds = plain.values.copy(), plain.sds.copy()
        sds[self._log] /= values[self._log]
        values[self._log] = np.log(values[self._log])
        self.data = Data(values, sds)

    def of(self, predicted: Array) -> Array:
        """Return predictions of shape (members, measures) on these scales."""
        found = predicted.copy()
        # nearer to zero than its error is as near as can be told
        floored = np.maximum(predicted, self._sds)[:, self._log]
        found[:, self._log] = np.log(floored)
        return found


def bands(asked: tuple[Look, ...], found: Posterior) -> tuple[PersonalBand, ...]:
    """Return median and 90 % interval of everything asked."""
    told = []
    for k, (of, day) in enumerate(asked):
        low, median, high = weighted_quantiles(found.asked[:, k], found.weights, _QUANTILES)
        if of == SEVERITY:
            low, median, high = np.exp((low, median, high))
        told.append(
            PersonalBand(of=of, day=day, median=median, low90=low, high90=high, unit=unit_of(of))
        )
    return tuple(told)


def unit_of(of: str) -> str:
    """Return the unit that the twin answers in."""
    return SEVERITY_UNIT if of == SEVERITY else LINKS[of].unit


def _in_order(one: MeasuredValue) -> tuple[float, str, float, float]:
    """Sort measures: the answer does not depend on the order they were told in."""
    return (one.day, one.of, one.value, _sd(one))


def _check_units(request: PersonalRequest) -> None:
    for k, one in enumerate(request.measured):
        if one.unit is None:
            continue
        own, told = unit_of(one.of), one.unit.strip().lower()
        accepted = _RATIOS if one.of == SEVERITY else (own.lower(), own.partition(" ")[0].lower())
        if told not in accepted:
            raise RecordError(
                f"{one.of.replace('_', ' ')} is told in '{own}'", f"measured.{k}.unit", one.unit
            )


def _says_severity(request: PersonalRequest) -> bool:
    named = {one.of for one in request.measured} | {one.of for one in request.ask}
    return SEVERITY in named


def _notes(
    course: Course, measured: tuple[MeasuredValue, ...], predicted: Array, found: Posterior
) -> tuple[str, ...]:
    """Say which measures tell nothing, which fit badly, and why another method answers."""
    notes = []
    if measured:
        away = np.abs(data_of(measured).away(predicted[:, : len(measured)]))
        for k, one in enumerate(measured):
            what = f"{one.of.replace('_', ' ')} of {one.value:g} on day {one.day:g}"
            if np.ptp(predicted[:, k]) == 0:
                notes.append(f"{_first(what)} tells nothing: {_why_nothing(one, course)}.")
            elif away[:, k].min() > _FAR:
                notes.append(
                    f"{_first(what)}: no member comes within {_FAR:g} sd; the answer reaches "
                    "beyond what the twin holds. Is it in the right unit, on the right day?"
                )
    if found.method == "smoothed":
        notes.append(
            f"The measures leave {found.effective:.0f} of {len(predicted)} members' worth: "
            "an ensemble smoother answers, whose intervals are a little wide."
        )
    return tuple(notes)


def _why_nothing(one: MeasuredValue, course: Course) -> str:
    if not course:
        return "there is no session"
    if one.day <= course[0][0]:
        return "it is the person's own baseline, before the first session"
    return "all members show the same"


def _first(text: str) -> str:
    return text[0].upper() + text[1:]
