"""A published protocol in, an outcome distribution out, with who speaks and what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import __version__, evidence
from neocol.record import NotPredicted, Prediction, PredictionRequest, RecordError, Stamp
from neocol.record.outcome import Interval, Speaker, age_years
from neocol.record.words import Basis
from neocol.twin.outcome.answer import (
    NEEDLED_HAIR,
    Drawn,
    HairProtocol,
    interval,
    interval_or_none,
    of_hair,
    of_score,
    of_share,
)
from neocol.twin.outcome.change import (
    Change,
    by_literature,
    by_twin,
    growth_by_literature,
    growth_by_twin,
)
from neocol.twin.outcome.combinations import NONE, OTHER, kind_of
from neocol.twin.outcome.course import left_out, without_needling
from neocol.twin.outcome.indications import BORROWED, COLLAGEN_GROUPS, GROUP_OF, refusal
from neocol.twin.outcome.measures import Measure, match
from neocol.twin.outcome.pih import pih_probability
from neocol.twin.outcome.posterior import Posterior, Predictors, stored
from neocol.twin.priors import DEFAULT_SEED
from neocol.twin.trialled import outside_trials

Array = NDArray[np.float64]
_BEFORE_AFTER: Final = (
    "Most studies look before and after, without a control: the change you will see is larger than "
    "the part that needling makes."
)
_DOSE: Final = (
    "How depth, density, interval and number of sessions change the result is assumed: three dose "
    "laws are carried, and no human trial tells them apart."
)


_NO_DOSE: Final = (
    "Studies alone tell no depth, density or interval from another: every dose gets this answer; "
    "what the number of sessions does is read from differences between studies."
)
_CHANGES: Final[
    dict[tuple[Speaker, bool], Callable[[PredictionRequest, Posterior, int], Change]]
] = {
    ("twin", False): by_twin,
    ("twin", True): growth_by_twin,
    ("literature", False): by_literature,
    ("literature", True): growth_by_literature,
}
"""By who speaks, and whether a layer grows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A prediction before it is put into words.

    Attributes
    ----------
    drawn : Drawn
        Draws of everything that is answered.
    """

    measure: Measure
    drawn: Drawn
    speaks: Speaker
    basis: Basis


def predict(
    request: PredictionRequest, *, seed: int = DEFAULT_SEED, predictors: Predictors | None = None
) -> Prediction | NotPredicted:
    """Predict what a protocol brings: the mean of a study, and one person.

    Parameters
    ----------
    request : PredictionRequest
    seed : int
        The same seed gives the same answer.
    predictors : Predictors, optional
        By default those that were fitted to all published cohorts.

    Returns
    -------
    Prediction or NotPredicted
        The latter with its reason, where there is no evidence.

    Limits
    ------
    How depth and number of sessions act is assumed: see ``assumed`` of the answer, and the model
    card.
    """
    try:
        found = outcome(request, seed=seed, predictors=predictors)
    except RecordError as error:
        return NotPredicted(id=request.id, refused=error.message)
    return _worded(request, found, predictors or stored(), seed)


def outcome(
    request: PredictionRequest, *, seed: int = DEFAULT_SEED, predictors: Predictors | None = None
) -> Outcome:
    """Return the draws behind a prediction.

    Raises
    ------
    neocol.record.RecordError
        When nothing can be said: no evidence, no measure, a measure that does not fit.
    """
    reason = refusal(request)
    if reason:
        raise RecordError(reason)
    asked = request.outcome
    measure = match(asked.measure, asked.unit, request.indication)
    if measure.name == "elasticity":
        raise RecordError("no study of needling with usable figures of elasticity was found")
    if measure.kind == "count":
        return _hair(request, measure, seed)
    group = GROUP_OF[request.indication]
    if group == "hair":
        raise RecordError("hair is predicted as density or diameter of hairs")
    known = predictors or stored()
    speaks = _speaker(measure, group, known)
    posterior = known.twin if speaks == "twin" else known.literature
    changes = _CHANGES[speaks, measure.kind == "growth"]
    change = changes(request, posterior, seed)
    answer = of_share if measure.kind == "share" else of_score
    drawn = answer(change, measure, asked, request.population.n, posterior, seed)
    return Outcome(measure, drawn, speaks, _basis(request, measure, speaks, known))


def _speaker(measure: Measure, group: str, predictors: Predictors) -> Speaker:
    if measure.name == "collagen_fraction":
        return "twin"
    if measure.kind == "growth" or group not in COLLAGEN_GROUPS:
        return "literature"
    return predictors.speaker(group)


def _hair(request: PredictionRequest, measure: Measure, seed: int) -> Outcome:
    kind = kind_of(request.protocol.combined_with)
    if kind not in {"minoxidil", NONE}:
        raise RecordError("hair is predicted for needling and minoxidil only")
    protocol = HairProtocol(not without_needling(request.protocol), kind == "minoxidil")
    if not protocol.needled and not protocol.medicine:
        raise RecordError("neither needling nor minoxidil: there is nothing to predict")
    drawn = of_hair(measure, request.outcome, protocol, seed)
    return Outcome(measure, drawn, "literature", "meta_analysis")


def _basis(
    request: PredictionRequest, measure: Measure, speaks: Speaker, predictors: Predictors
) -> Basis:
    """Return what an answer rests on: assumed where its indication was never studied."""
    if speaks == "twin" and measure.kind == "growth":
        return "calibrated"
    fitted = predictors.twin if speaks == "twin" else predictors.literature
    group = GROUP_OF[request.indication]
    own = f"{'slope' if speaks == 'twin' else 'mean'}.{group}"
    studied = own in fitted or measure.kind == "growth"
    if request.indication in BORROWED or not studied:
        return "assumed"
    return "calibrated" if speaks == "twin" else "meta_analysis"


def _worded(
    request: PredictionRequest, found: Outcome, predictors: Predictors, seed: int
) -> Prediction:
    drawn, unit = found.drawn, found.drawn.unit
    return Prediction(
        id=request.id,
        indication=request.indication,
        measure=found.measure.name,
        value_of=drawn.value_of,
        trial_mean=interval(drawn.trial_mean, unit),
        one_patient=interval_or_none(drawn.one_patient, unit),
        change_percent=interval_or_none(drawn.change_percent, "%"),
        due_to_needling=interval_or_none(drawn.needling, unit),
        due_to_needling_percent=interval_or_none(drawn.needling_percent, "%"),
        due_to_needling_one_patient_percent=interval_or_none(drawn.needling_one_percent, "%"),
        basis=found.basis,
        speaks=found.speaks,
        borrowed=_borrowed(request, found),
        unknown=left_out(request.protocol),
        assumed=tuple(_assumed(request, found)),
        extrapolation=_beyond(request),
        caveats=tuple(_caveats(request, found)),
        pih_probability=_pih(request, predictors, seed),
        sources=sources_of(request.indication, found),
        seed=seed,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _beyond(request: PredictionRequest) -> tuple[str, ...]:
    """Say what of a protocol no study did."""
    protocol = request.protocol
    if without_needling(protocol):
        return ()
    age = age_years(request.population.age)
    given = {
        "needle": protocol.needle_mm,
        "density": protocol.punctures_per_cm2,
        "sessions": protocol.sessions,
        "interval": protocol.interval_days,
        "follow_up": protocol.follow_up_days,
        "age": age,
    }
    return outside_trials({name: [] if v is None else [v] for name, v in given.items()})


def _pih(request: PredictionRequest, predictors: Predictors, seed: int) -> Interval | None:
    if without_needling(request.protocol) or GROUP_OF[request.indication] == "hair":
        return None
    types = request.population.fitzpatrick
    return interval(pih_probability(types, predictors.twin, seed), "1")


def _borrowed(request: PredictionRequest, found: Outcome) -> str | None:
    if request.indication in BORROWED and found.measure.kind != "growth":
        return BORROWED[request.indication]
    return "acne_scar and wrinkle" if found.basis == "assumed" else None


def _assumed(request: PredictionRequest, found: Outcome) -> list[str]:
    said = []
    if found.speaks == "twin":
        said.append(_DOSE)
    elif found.measure.kind != "count":
        said.append(_NO_DOSE)
    borrowed = _borrowed(request, found)
    if borrowed:
        said.append(
            f"No study of {request.indication.replace('_', ' ')} on a usable scale was found: what "
            f"studies of {borrowed.replace('_', ' ')} tell is borrowed, with a wider interval."
        )
    if found.basis == "assumed" and request.indication == "hypertrophic_scar":
        said.append("Hypertrophic scars are specialist care and are not planned here.")
    if not found.measure.exact:
        said.append("The scale is not one of the known ones: it is read as a usual severity score.")
    if kind_of(request.protocol.combined_with) == OTHER:
        said.append("What it is combined with was not studied: its part is a guess.")
    if found.drawn.value_of == "change" and found.measure.kind == "severity":
        said.append("The baseline is not known: usual severities of enrolled people are averaged.")
    return said


def _caveats(request: PredictionRequest, found: Outcome) -> list[str]:
    said = []
    if found.measure.kind in {"severity", "share"}:
        said.append(_BEFORE_AFTER)
    if "icepick" in request.scar_types:
        said.append("Ice-pick scars hardly respond to needling alone: this is of the other types.")
    if "home" in (request.protocol.device or "").lower():
        said.append("A home device reaches less deep than the devices of these studies.")
    if found.measure.kind == "count":
        said.append("Trials of hair differ many times over; the largest gain is an outlier.")
    if GROUP_OF[request.indication] == "melasma":
        said.append("Melasma comes back; needling alone is weak, and these studies are short.")
    return said


def sources_of(indication: str, found: Outcome) -> tuple[str, ...]:
    """Return the sources of the outcomes that speak for a group."""
    if found.measure.kind == "count":
        return evidence.entry(NEEDLED_HAIR[found.measure.name]).sources
    if found.measure.kind != "growth":
        return studies_of(indication)
    spoken = [
        one for one in evidence.trials() if one.use == "fit" and one.name == found.measure.name
    ]
    return tuple(dict.fromkeys(key for one in spoken for key in one.sources))


def studies_of(indication: str) -> tuple[str, ...]:
    """Return the sources of the fitted studies of an indication's group."""
    group = GROUP_OF[indication]
    spoken = [
        one
        for one in evidence.trials()
        if one.use == "fit" and _speaks_for(GROUP_OF.get(one.indication), group)
    ]
    return tuple(dict.fromkeys(key for one in spoken for key in one.sources))


def _speaks_for(studied: str | None, group: str) -> bool:
    return studied == group or (group in COLLAGEN_GROUPS and studied in COLLAGEN_GROUPS)
