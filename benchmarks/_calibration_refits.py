"""The twin fitted again under other priors or without a study, and what that does to predictions.

Three predictions stand for all: the mean change of a trial of acne scars after four monthly roller
sessions of 1.5 mm, judged eight weeks later, in 30 people; the part of it that needling makes; the
chance of a dark mark after a course in skin of phototype V.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from _calibration_simulation import Base, Each
from neocol import evidence
from neocol.cohort.design import Design, designed
from neocol.cohort.fit import Fit, fit
from neocol.cohort.observations import observations
from neocol.cohort.rows import twin_rows
from neocol.record import PredictionRequest
from neocol.twin.outcome.indications import COLLAGEN_GROUPS
from neocol.twin.outcome.laws import LAWS
from neocol.twin.outcome.pih import pih_probability
from neocol.twin.outcome.posterior import Posterior, Predictors, stored
from neocol.twin.outcome.prediction import outcome
from neocol.twin.priors import DEFAULT_SEED

Array = np.ndarray
TRIAL = PredictionRequest.read(
    {
        "indication": "acne_scar",
        "site": "face",
        "population": {"n": 30},
        "protocol": {
            "device": "roller",
            "needle_mm": 1.5,
            "sessions": 4,
            "interval_days": 28,
            "follow_up_days": 56,
        },
        "outcome": {
            "measure": "acne scar severity score",
            "unit": "% of baseline",
            "baseline": 100,
        },
    }
)
OUTPUTS = {
    "change_percent": "mean change, %",
    "needling_percent": "part by needling, %",
    "pih_v": "dark mark in phototype V",
}
_BAND = (5.0, 50.0, 95.0)
OUTLIER = "leheta2011"
SCALED = (
    "composites", "slope", "slope_between", "measure_between", "study_between",
    "regression_to_mean", "observer", "publication", "control_share", "patient_sd",
    "patient_sd_between", "histology_between", "stain_between", "histology_person_sd",
    "saturation", "combination", "time_course_sd", "any_improvement", "pih_threshold",
    "pih_between", "redness_between",
)  # fmt: skip
"""Every prior of the twin that is a width, or the scale of a deviation."""
BASELINE = "baseline_of_range"
"""What an unknown baseline adds to a row's standard deviation: not a parameter, but a width too."""
FACTORS = (0.5, 2.0)
_SURE = 2.0


@dataclass(frozen=True)
class Refit:
    """One fit of the twin under all laws.

    Attributes
    ----------
    without : tuple of str
        Cohorts that are left out.
    size : int
        Draws that are kept under each law.
    """

    name: str
    base: Base
    seed: int
    steps: int
    size: int
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """Percentiles 5, 50 and 95 of every output."""

    name: str
    bands: dict[str, Array]

    def shift(self, usual: Told, name: str) -> float:
        """Return how far the median moved, in half widths of the usual 90 % interval."""
        low, median, high = usual.bands[name]
        return float((self.bands[name][1] - median) / ((high - low) / 2.0))

    def widening(self, usual: Told, name: str) -> float:
        """Return the width of the interval over the usual one."""
        low, _, high = self.bands[name]
        first, _, last = usual.bands[name]
        return float((high - low) / (last - first))


@dataclass(frozen=True)
class Noise:
    """How far repeated fits lie from their mean, the farthest of each output.

    Attributes
    ----------
    shift : dict of str to float
        Of a median, in half widths.
    log_width : dict of str to float
        Of an interval's width, in natural logarithms.
    """

    shift: dict[str, float]
    log_width: dict[str, float]

    def hides(self, key: str, shift: float, widening: float) -> bool:
        """Tell whether an effect may be chance: with so many, twice what repeats show may be."""
        return (
            abs(shift) <= _SURE * self.shift[key]
            and abs(np.log(widening)) <= _SURE * self.log_width[key]
        )


def fit_under(law: str, asked: Refit) -> Fit:
    """Fit the twin under one law."""
    return fit(
        asked.base.twin(law),
        asked.seed + LAWS.index(law),
        without=asked.without,
        steps=asked.steps,
        size=asked.size,
    )


def fits_of(each: Each, asked: Refit) -> dict[str, Fit]:
    """Fit the twin under every law, each in a process of its own."""
    found = each(partial(fit_under, asked=asked), LAWS)
    return dict(zip(LAWS, found, strict=True))


def refitted(asked: Refit) -> Told:
    """Fit the twin under every law, and predict."""
    base, fits = asked.base, fits_of(map, asked)
    return told_of(asked.name, twin_rows(fits, base.twin_design, base.emulator))


def speaking(twin: Posterior) -> Predictors:
    """Return predictors of which this twin speaks wherever it can."""
    return Predictors(twin, stored().literature, dict.fromkeys(COLLAGEN_GROUPS, "twin"))


def told_of(name: str, twin: Posterior) -> Told:
    """Return what a posterior of the twin predicts."""
    drawn = outcome(TRIAL, predictors=speaking(twin)).drawn
    dark = pih_probability("V", twin, DEFAULT_SEED)
    draws = {
        "change_percent": drawn.change_percent,
        "needling_percent": drawn.needling_percent,
        "pih_v": dark,
    }
    return Told(name, {key: np.percentile(values, _BAND) for key, values in draws.items()})


def under_each_law(twin: Posterior) -> list[Told]:
    """Return what members predict who live under one dose law."""
    return [
        told_of(
            f"under the {law} law alone",
            Posterior({name: twin[name][twin["law"] == k] for name in twin.columns}),
        )
        for k, law in enumerate(LAWS)
    ]


def by_literature() -> Told:
    """Return what the predictor that knows studies only says; of dark marks it says nothing."""
    known = stored()
    choice = dict.fromkeys(COLLAGEN_GROUPS, "literature")
    drawn = outcome(TRIAL, predictors=Predictors(known.twin, known.literature, choice)).drawn
    bands = {
        "change_percent": np.percentile(drawn.change_percent, _BAND),
        "needling_percent": np.percentile(drawn.needling_percent, _BAND),
        "pih_v": np.full(3, np.nan),
    }
    return Told("the literature's own predictor", bands)


def averaged(name: str, repeats: Sequence[Told]) -> Told:
    """Return the mean percentiles of repeated fits."""
    return Told(name, {key: np.mean([r.bands[key] for r in repeats], axis=0) for key in OUTPUTS})


def scaled(base: Base, name: str, factor: float) -> Base:
    """Return a base of which one width is multiplied."""
    if name == BASELINE:
        return replace(base, twin_design=_of_unknown_baselines(base.twin_design, factor))
    return replace(base, priors=base.priors.scaled(name, factor))


def _of_unknown_baselines(design: Design, factor: float) -> Design:
    rows = design.severity
    marked = np.array([one.cohort for one in evidence.trials() if one.down_weighted])
    whose = np.array(design.names.cohorts)[rows.cohort]
    factors = np.where(np.isin(whose, marked), 1.0, factor)
    return replace(design, severity=replace(rows, extra_sd=rows.extra_sd * factors))


def at_full_weight(base: Base) -> Base:
    """Return a base in which no study is marked as an outlier."""
    outcomes = [one.model_copy(update={"down_weighted": False}) for one in evidence.trials()]
    found = observations(outcomes)
    return replace(base, design=designed(found), twin_design=designed(found.for_twin()))


def sensitivity(
    each: Each,
    base: Base,
    names: Sequence[str],
    *,
    steps: int,
    size: int,
    repeats: int,
) -> tuple[Told, Noise, dict[tuple[str, float], Told]]:
    """Fit with every width halved and doubled.

    Returns
    -------
    usual : Told
        Mean of repeated fits with the priors as they are.
    noise : Noise
    found : dict
        (name, factor) → what is predicted then.
    """
    plain = [Refit(f"repeat {k}", base, 100 * (k + 1), steps, size) for k in range(repeats)]
    asked = {
        (name, factor): Refit(name, scaled(base, name, factor), 100, steps, size)
        for name in names
        for factor in FACTORS
    }
    done = list(each(refitted, [*plain, *asked.values()]))
    usual = averaged("as it is", done[:repeats])
    return usual, noise_of(usual, done[:repeats]), dict(zip(asked, done[repeats:], strict=True))


def noise_of(usual: Told, repeats: Sequence[Told]) -> Noise:
    """Return how far repeats lie from their mean."""
    return Noise(
        {key: max(abs(one.shift(usual, key)) for one in repeats) for key in OUTPUTS},
        {
            key: max(abs(float(np.log(one.widening(usual, key)))) for one in repeats)
            for key in OUTPUTS
        },
    )


def robustness(
    each: Each,
    base: Base,
    twin: Posterior,
    *,
    steps: int,
    size: int,
) -> list[Told]:
    """Return predictions without the outlier, with its full weight, under one law, and stored."""
    refits = [
        Refit(f"without {OUTLIER}", base, 500, steps, size, (OUTLIER,)),
        Refit(f"{OUTLIER} at full weight", at_full_weight(base), 500, steps, size),
    ]
    return [
        *each(refitted, refits),
        *under_each_law(twin),
        by_literature(),
        told_of("the stored posterior", stored().twin),
    ]


def largest(
    usual: Told, noise: Noise, found: Mapping[tuple[str, float], Told], count: int
) -> list[tuple[str, float, str, float, float]]:
    """Return (prior, factor, output, shift, ratio of widths), the largest effects first.

    What may be chance is left out.
    """
    rows = [
        (name, factor, key, told.shift(usual, key), told.widening(usual, key))
        for (name, factor), told in found.items()
        for key in OUTPUTS
    ]
    seen = [row for row in rows if not noise.hides(*row[2:])]
    return sorted(seen, key=lambda row: -max(abs(row[3]), abs(np.log(row[4]))))[:count]
