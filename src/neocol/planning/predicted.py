"""What one person may see of a course: as outcomes are predicted, and new collagen by the twin."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.planning.answers import answer
from neocol.planning.context import Context
from neocol.record import Course, PredictionRequest, Range, RecordError, Refused
from neocol.record.plan import gaps_between
from neocol.record.words import Basis
from neocol.twin.observables import PERCENT
from neocol.twin.outcome.answer import NEEDLED_HAIR, interval
from neocol.twin.outcome.change import under_law
from neocol.twin.outcome.indications import BORROWED
from neocol.twin.outcome.prediction import Outcome, outcome, sources_of

Array = NDArray[np.float64]
_STREAM: Final = 7
_UNDER: Final = "_due_to_needling"
_CHANGE: Final = "% change of the score"


def predicted(context: Context, course: Course) -> dict[str, Range | Refused]:
    """Return what one person may see, by measure, of every planned concern; and new collagen.

    Notes
    -----
    By whoever speaks for the concern (see ``neocol predict``). *Due to needling* is the part that
    needling makes; the rest would be seen without it too.
    """
    found: dict[str, Range | Refused] = {}
    for one in context.planned:
        measure, benefit = measure_of(one.indication), context.benefits.get(one.indication)
        if measure in found or not (one.leads or (benefit is not None and benefit.by_twin)):
            continue
        try:
            answered = outcome(_request(context, course, one.indication), seed=context.seed)
        except RecordError as error:
            found[measure] = Refused(refused=error.message)
            continue
        found |= _told(course, one.indication, measure, answered)
    if not set(course.zones) <= {"scalp"} and context.benefits:
        found["collagen_fraction"] = _collagen(context, course)
    return found


def measure_of(indication: str) -> str:
    """Return the measure that an indication is told in."""
    for key in (f"indications.{indication}.measure", f"planning.measure.{indication}"):
        if evidence.has(key):
            word = evidence.words(key)[0]
            return word.replace(" ", "_")
    return evidence.words("planning.measure.any")[0]


def _request(context: Context, course: Course, indication: str) -> PredictionRequest:
    deepest = max(course.zones.values(), key=lambda one: one.depth_mm)
    gaps = gaps_between(course.days)
    measure = measure_of(indication)
    own = next((m for m in context.case.measures if m.measure == measure), None)
    return PredictionRequest.read(
        {
            "indication": indication,
            "scar_types": sorted(context.scar_types),
            "population": {"age": context.age, "fitzpatrick": context.phototype},
            "protocol": {
                "device": course.device,
                "needle_mm": deepest.depth_mm,
                "passes": deepest.passes,
                "sessions": context.before + len(course.days),
                "interval_days": float(np.mean(gaps)) if gaps else None,
                "follow_up_days": evidence.number("indications.any.look_after", "d"),
                "combined_with": list(course.combined_with),
            },
            "outcome": {
                "measure": measure.replace("_", " "),
                "baseline": own.value if own and own.value > 0 else None,
            },
        }
    )


def _told(
    course: Course, indication: str, measure: str, answered: Outcome
) -> dict[str, Range | Refused]:
    """Put the draws of an outcome into ranges of one person."""
    drawn, judged = answered.drawn, _judged(course)
    sources = sources_of(indication, answered)
    note = "before and after, without a control: part of it is not due to needling"
    if indication in BORROWED:
        note += f"; read from studies of {BORROWED[indication].replace('_', ' ')}"

    def told(draws: Array, unit: str, basis: Basis, text: str) -> Range:
        found = interval(draws, unit)
        return Range(
            median=found.median, low90=found.low90, high90=found.high90, unit=unit, basis=basis,
            at_day=judged, sources=sources, note=text,
        )  # fmt: skip

    if answered.measure.kind == "count":
        keys = evidence.entry(NEEDLED_HAIR[answered.measure.name])
        added = np.asarray(drawn.needling)
        gained = drawn.one_patient if drawn.one_patient is not None else drawn.trial_mean
        return {
            measure: told(
                gained, drawn.unit, answered.basis, "with the medicine; trials differ widely"
            ),
            f"{measure}{_UNDER}": told(added, drawn.unit, answered.basis, keys.note or ""),
        }
    one, worth = drawn.one_patient, drawn.worth_percent
    if one is None or worth is None or drawn.needling_one_percent is None:
        return {measure: Refused(refused="studies tell shares of people only")}
    known = drawn.value_of == "after"
    shown = one if known else one * worth
    unit = drawn.unit if known else _CHANGE
    return {
        measure: told(shown, unit, answered.basis, note),
        f"{measure}{_UNDER}": told(
            drawn.needling_one_percent, _CHANGE, answered.basis, "the part that needling makes"
        ),
    }


def _judged(course: Course) -> float:
    return course.days[-1] + evidence.number("indications.any.look_after", "d")


def _collagen(context: Context, course: Course) -> Range:
    """Return the gain of papillary collagen in the zone that gains most."""
    held = context.ensemble
    posterior = held.posterior
    rng = np.random.default_rng((context.seed, _STREAM))
    stain = evidence.number("calibration.prior.stain_between", "1")
    between = np.hypot(posterior["histology_between"], stain)
    own = np.exp(between * rng.standard_normal(held.size))
    anchor = evidence.number("healing.anchor.collagen_gain", "1")
    gains = [under_law(answer(context, course, zone), posterior) for zone in course.zones]
    most = max(gains, key=lambda gain: float(np.median(gain)))
    told = interval(PERCENT * anchor * own * most, "%")
    return Range(
        median=told.median,
        low90=told.low90,
        high90=told.high90,
        unit="% of own skin, over untreated",
        basis="assumed",
        at_day=_judged(course),
        sources=evidence.entry("healing.anchor.collagen_gain").sources,
        note="calibrated on one histology series; how depth and density act is assumed",
    )
