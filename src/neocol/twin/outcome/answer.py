"""From draws of a change to what a study would print and one person would see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from neocol import evidence
from neocol.record import RecordError
from neocol.record.limits import OUTCOME_MIN
from neocol.record.outcome import AskedOutcome, Interval, ValueOf
from neocol.twin.observables import PERCENT
from neocol.twin.outcome.change import Change
from neocol.twin.outcome.measures import MOST_ASKED, RATIO, Measure, factor
from neocol.twin.outcome.posterior import Posterior
from neocol.twin.skin import INTERVAL_ENDS, spread

Array = NDArray[np.float64]
_BAND: Final = (5.0, 50.0, 95.0)
"""Percentiles of the 90 % interval."""
REPEATS: Final = 8
"""Draws of chance (people, sampling) for every member."""
_HAIR_DRAWS: Final = 10_000
"""Draws of chance for hair, which has no members."""
NEEDLED_HAIR: Final = {
    "hair_density": "indications.androgenetic_alopecia.pooled_difference",
    "hair_diameter": "calibration.hair_diameter.needling",
}
"""Where the pooled gain by needling beside a medicine stands."""
TAILS: Final = 4
"""Degrees of freedom of Student's distribution: now and then a study lies far from the others."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of what is answered, each of shape (draws,).

    Attributes
    ----------
    value_of : str
        See `neocol.record.outcome.ValueOf`.
    trial_mean, one_patient : array
        In `unit`.
    change_percent, needling_percent, needling_one_percent : array or None
    needling : array or None
        Change by needling alone, in `unit`.
    worth_percent : array or None
        What one unit of the trial mean is in per cent of the baseline, or of people.
    """

    value_of: ValueOf
    unit: str
    trial_mean: Array
    one_patient: Array | None
    change_percent: Array | None
    needling_percent: Array | None
    needling_one_percent: Array | None
    worth_percent: Array | None
    needling: Array | None = None


def interval(draws: Array, unit: str) -> Interval:
    """Return median and 90 % interval of draws."""
    low, median, high = (float(p) for p in np.percentile(draws, _BAND))
    return Interval(median=median, low90=low, high90=high, unit=unit)


def interval_or_none(draws: Array | None, unit: str) -> Interval | None:
    """Return median and 90 % interval of draws, or nothing where there are none."""
    return None if draws is None else interval(draws, unit)


def of_score(
    change: Change,
    measure: Measure,
    asked: AskedOutcome,
    n: int | None,
    posterior: Posterior,
    seed: int,
) -> Drawn:
    """Return the draws of a score or of a layer's thickness.

    Notes
    -----
    after = before × exp(∓ change), inside the scale. A study of n people finds the mean change with
    a standard deviation of one person's over √n. One person is seen without what only published
    studies show; where a spread of the baseline is given, the person is anybody of that population
    (log-normal), else one of exactly that baseline. What a study or scale shows beside the mean
    counts for needling in proportion.
    """
    rng = np.random.default_rng((seed, 1))
    sign = 1.0 if measure.kind == "growth" else -1.0
    parts = change.repeated(REPEATS)
    size = parts.expected.size
    total = parts.expected + parts.between * _own_deviations(rng, size)
    person = np.repeat(_person_sd(measure, posterior), REPEATS)
    own = person * rng.standard_normal(size)
    sampled = total if n is None else total + person * rng.standard_normal(size) / np.sqrt(n)
    before, unit, known = _before(measure, asked, rng, size)
    given = asked.baseline is not None
    mean = _inside(before * np.exp(sign * sampled), measure)
    one_before = _own_before(before, asked, rng)
    one = _inside(one_before * np.exp(sign * (total - parts.publication + own)), measure)
    needled = _inside(before * np.exp(sign * parts.needling * total), measure)
    needled_one = _inside(before * np.exp(sign * (parts.needling * total + own)), measure)
    return Drawn(
        value_of="after" if known else "change",
        unit=unit,
        trial_mean=mean if known else mean - before,
        one_patient=one if known else one - one_before,
        change_percent=PERCENT * (mean / before - 1.0) if given else None,
        needling_percent=PERCENT * (needled / before - 1.0),
        needling_one_percent=PERCENT * (needled_one / before - 1.0),
        worth_percent=PERCENT / before,
        needling=needled - before,
    )


def of_share(
    change: Change,
    measure: Measure,
    asked: AskedOutcome,
    n: int | None,
    posterior: Posterior,
    seed: int,
) -> Drawn:
    """Return the draws of a share of people who change enough.

    Notes
    -----
    A person responds when the mean change and the person's own deviation pass the threshold,
    Φ((mean + log(1 - least)) / sd); a study counts that many of its n people.
    """
    rng = np.random.default_rng((seed, 1))
    parts = change.repeated(REPEATS)
    total = parts.expected + parts.between * _own_deviations(rng, parts.expected.size)
    said = measure.threshold
    least = posterior["any_improvement"] if said is None else np.full(posterior.size, said)
    passed = np.log1p(-np.minimum(np.repeat(least, REPEATS), MOST_ASKED))
    person = np.repeat(posterior["patient_sd"], REPEATS)
    chance = ndtr((total + passed) / person)
    own = ndtr((total - parts.publication + passed) / person)
    counted = chance if n is None else rng.binomial(n, chance) / n
    worth = 1.0 / factor(asked.unit, measure)
    everybody = np.full(counted.size, PERCENT / worth)
    return Drawn(
        "share", asked.unit or "share", worth * counted, worth * own, None, None, None, everybody
    )


@dataclass(frozen=True, slots=True)
class HairProtocol:
    """Whether a scalp is needled, and whether it has a medicine."""

    needled: bool
    medicine: bool


def of_hair(measure: Measure, asked: AskedOutcome, protocol: HairProtocol, seed: int) -> Drawn:
    """Return the draws of hair gained: of a medicine, of needling beside it, or of both.

    Notes
    -----
    Needling's part is the pooled difference of trials; how far trials differ follows from the
    interval of that pooled mean (its standard error times the root of their number).
    """
    rng = np.random.default_rng((seed, 1))
    base = f"calibration.{measure.name}"
    size = _HAIR_DRAWS
    alone = _normal(f"{base}.medicine", measure.unit, rng, size) * protocol.medicine
    between = evidence.number(f"{base}.between", measure.unit) * rng.standard_normal(size)
    added = _normal(NEEDLED_HAIR[measure.name], measure.unit, rng, size) + between
    added = added * protocol.needled
    mean = alone + added
    own = evidence.number(f"{base}.person", measure.unit) * rng.standard_normal(size)
    before = asked.baseline
    if before is not None:
        _check_baseline(before, measure)
    least = -np.inf if before is None else 0.0
    worth = 1.0 / factor(asked.unit, measure)
    return Drawn(
        value_of="change" if before is None else "after",
        unit=asked.unit or measure.unit,
        trial_mean=np.maximum(worth * mean + (before or 0.0), least),
        one_patient=np.maximum(worth * (mean + own) + (before or 0.0), least),
        change_percent=PERCENT * worth * mean / before if before else None,
        needling_percent=PERCENT * worth * added / before if before else None,
        needling_one_percent=None,
        worth_percent=np.full(size, PERCENT / before) if before else None,
        needling=worth * added,
    )


def _normal(key: str, unit: str, rng: np.random.Generator, size: int) -> Array:
    value, low, high = evidence.span(key, unit)
    found = evidence.entry(key).spread
    ends = INTERVAL_ENDS[found.kind] if found else 1.0
    return value + (high - low) / (2.0 * ends) * rng.standard_normal(size)


def _own_deviations(rng: np.random.Generator, size: int) -> Array:
    """Return what a study and a scale show beside the mean, in units of their usual spread."""
    return rng.standard_t(TAILS, size)


def _person_sd(measure: Measure, posterior: Posterior) -> Array:
    if measure.kind == "growth":
        sd = evidence.number("calibration.prior.histology_person_sd", "1")
        return np.full(posterior.size, sd)
    return posterior["patient_sd"]


def _before(
    measure: Measure, asked: AskedOutcome, rng: np.random.Generator, size: int
) -> tuple[Array, str, bool]:
    """Return draws of the mean before, the unit of the answer, and whether it was given."""
    unit = asked.unit or measure.unit
    if asked.baseline is not None:
        _check_baseline(asked.baseline, measure)
        return np.full(size, asked.baseline), unit, True
    if measure.unit == RATIO or measure.low is None or measure.high is None:
        return np.full(size, PERCENT), RATIO, True
    share = spread("calibration.prior.baseline_of_range", "1", rng.standard_normal(size))
    return measure.low + (measure.high - measure.low) * share, unit, False


def _check_baseline(baseline: float, measure: Measure) -> None:
    """Refuse a baseline that the scale does not have."""
    if baseline < OUTCOME_MIN:
        raise RecordError("a baseline above zero is expected", "outcome.baseline", baseline)
    low, high = measure.low, measure.high
    if low is not None and high is not None and not low <= baseline <= high:
        name = measure.name.replace("_", " ")
        raise RecordError(
            f"{name} runs from {low:g} to {high:g}, not {baseline:g}", "outcome.baseline", baseline
        )


def _own_before(before: Array, asked: AskedOutcome, rng: np.random.Generator) -> Array:
    if not asked.baseline_sd or not asked.baseline:
        return before
    log_sd = np.sqrt(np.log1p((asked.baseline_sd / asked.baseline) ** 2))
    own: Array = before * np.exp(log_sd * rng.standard_normal(before.size) - log_sd**2 / 2.0)
    return own


def _inside(values: Array, measure: Measure) -> Array:
    return np.clip(values, measure.low, measure.high) if measure.high is not None else values
