"""What the fit would have seen beside what was published: rows, other outcomes, outliers, marks.

Rows of the table of trials go the way that a user's question goes (`neocol predict`); what is no
row of that table (spreads of people, time courses, counts of dark marks, redness) is drawn from the
likelihood. p is two-sided: twice the smaller tail, with half of what is equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from _calibration_simulation import CONTROLS, Base, Each, simulated
from neocol import evidence
from neocol.cohort.fit import Fit
from neocol.cohort.published import observed_of, request_of
from neocol.evidence import PublishedOutcome
from neocol.record import RecordError
from neocol.twin.outcome.pih import pih_probability
from neocol.twin.outcome.posterior import Posterior, Predictors
from neocol.twin.outcome.prediction import outcome
from neocol.twin.priors import DEFAULT_SEED
from neocol.twin.skin import PHOTOTYPES

Array = np.ndarray
BAND = (5.0, 50.0, 95.0)
CLAIMED_PERCENT = 400.0
"""Growth of collagen that a series without controls claims (Aust 2008)."""
_TEXTS = {
    "person_sd": "spread of one person's change",
    "course_share": "share of the last change that is there earlier",
    "odds": "log odds ratio of plasma",
    "pih_events": "people with dark marks",
    "redness": "log hours of redness",
    CONTROLS: "logit of the controls' share",
}


@dataclass(frozen=True)
class Checked:
    """One published value beside its predictive distribution.

    Attributes
    ----------
    use : str
        ``fit``, ``compare``, or ``other`` for what is no row of the table of trials.
    band : array of shape (3,)
        Percentiles 5, 50, 95.
    p : float
        Two-sided posterior predictive p-value.
    """

    name: str
    use: str
    unit: str
    published: float
    band: Array
    p: float

    @property
    def inside(self) -> bool:
        """Whether the 90 % interval holds the published value."""
        return bool(self.band[0] <= self.published <= self.band[2])


@dataclass(frozen=True)
class Asked:
    """One row to be predicted."""

    outcome: PublishedOutcome
    predictors: Predictors


def tails(draws: Array, value: float) -> float:
    """Return the two-sided p-value of a value among draws."""
    near = np.isclose(draws, value, rtol=1e-9, atol=1e-12)
    below = float(((draws < value) & ~near).mean() + near.mean() / 2.0)
    return min(2.0 * min(below, 1.0 - below), 1.0)


def checked(name: str, use: str, unit: str, draws: Array, value: float) -> Checked:
    """Set a value beside draws."""
    return Checked(name, use, unit, value, np.percentile(draws, BAND), tails(draws, value))


def rows() -> list[PublishedOutcome]:
    """Return what was fitted, and what else was published of the same people."""
    fitted = {one.cohort for one in evidence.trials() if one.use == "fit"}
    return [
        one
        for one in evidence.trials()
        if one.use == "fit" or (one.use == "compare" and one.cohort in fitted)
    ]


def row_checked(asked: Asked) -> Checked | str:
    """Predict one row, and set it beside what was published; else say why not."""
    one = asked.outcome
    try:
        drawn = outcome(request_of(one), predictors=asked.predictors).drawn
        seen = observed_of(one)
    except RecordError as error:
        return f"{one.id}: {error.message}"
    if drawn.value_of != seen.value_of:
        return f"{one.id}: published is the {seen.value_of}, predicted the {drawn.value_of}"
    return checked(one.id, one.use, drawn.unit, drawn.trial_mean, seen.value)


def rows_checked(each: Each, predictors: Predictors) -> tuple[list[Checked], list[str]]:
    """Return every row with its p-value, and what cannot be set beside a prediction."""
    found = list(each(row_checked, [Asked(one, predictors) for one in rows()]))
    told = [one for one in found if isinstance(one, Checked)]
    return told, [one for one in found if isinstance(one, str)]


def others_checked(base: Base, fits: Mapping[str, Fit]) -> list[Checked]:
    """Return every other fitted outcome with its p-value, laws together."""
    rng = np.random.default_rng(DEFAULT_SEED)
    drawn: dict[str, list[Array]] = {}
    for law, one in fits.items():
        for name, values in simulated(base.twin(law), one.draws, rng).items():
            drawn.setdefault(name, []).append(values)
    together = {name: np.concatenate(values) for name, values in drawn.items()}
    design, cohorts = base.twin_design, base.twin_design.names.cohorts
    share = base.priors.centre["control_share"]
    published = {
        "person_sd": (design.person_sd, design.person_cohort),
        "course_share": (design.course_share, design.course_cohort),
        "odds": (design.odds[:, 0], design.odds[:, 2]),
        "pih_events": (design.pih_events, design.pih_cohort),
        "redness": (design.redness[:, 0], design.redness[:, 2]),
    }
    found = []
    for name, (values, whose) in published.items():
        for k, value in enumerate(values):
            text = f"{cohorts[int(whose[k])].removeprefix('pooled:')}, {_TEXTS[name]}"
            if (whose == whose[k]).sum() > 1:
                text += f", {k + 1}"
            found.append(checked(text, "other", "", together[name][:, k], float(value)))
    seen = float(np.log(share / (1.0 - share)))
    found.append(checked(_TEXTS[CONTROLS], "other", "", together[CONTROLS][:, 0], seen))
    found += _whole(together, design)
    return found


def _whole(together: Mapping[str, Array], design) -> list[Checked]:
    """Return what the studies show together: their mean, spread and farthest, and all marks."""
    changes, seen = together["severity"], design.severity.value
    statistics = {
        "mean of all changes": np.mean,
        "spread of all changes": np.std,
        "largest of all changes": np.max,
    }
    found = [
        checked(name, "other", "", of(changes, axis=1), float(of(seen)))
        for name, of in statistics.items()
    ]
    marks = together["pih_events"].sum(axis=1)
    return [
        *found,
        checked("people with dark marks, all studies", "other", "", marks, design.pih_events.sum()),
    ]


@dataclass(frozen=True)
class Outlying:
    """A claim that was not fitted, among the draws of its prediction."""

    name: str
    unit: str
    claimed: float
    band: Array
    share_above: float


def outliers(predictors: Predictors) -> list[Outlying]:
    """Return where the named outliers fall that no predictor was fitted to."""
    found = [_outlying("dhurat2013_mn_mx", predictors)]
    one = next(o for o in evidence.trials() if o.id == "aust2008_epi")
    asked = request_of(one)
    outcome_ = asked.outcome.model_copy(update={"measure": "collagen content"})
    for name, protocol in (
        ("collagen + 400 %, one session of 3 mm, a year later", asked.protocol),
        (
            "collagen + 400 %, the histology series' own five sessions",
            request_of(next(o for o in evidence.trials() if o.id == "lotfi2013_coll")).protocol,
        ),
    ):
        request = asked.model_copy(
            update={"indication": "acne_scar", "outcome": outcome_, "protocol": protocol}
        )
        drawn = outcome(request, predictors=predictors).drawn.trial_mean - 100.0
        found.append(_placed(name, "% of baseline", CLAIMED_PERCENT, drawn))
    return found


def _outlying(key: str, predictors: Predictors) -> Outlying:
    one = next(o for o in evidence.trials() if o.id == key)
    drawn = outcome(request_of(one), predictors=predictors).drawn
    return _placed(f"{key}, gain of hairs", drawn.unit, observed_of(one).value, drawn.trial_mean)


def _placed(name: str, unit: str, claimed: float, draws: Array) -> Outlying:
    return Outlying(
        name, unit, claimed, np.percentile(draws, BAND), float((draws >= claimed).mean())
    )


@dataclass(frozen=True)
class Marks:
    """The chance of a dark mark by phototype.

    Attributes
    ----------
    bands : dict of str to array
        Percentiles 5, 50, 95.
    rising : float
        Share of members in which it rises with every phototype.
    """

    bands: dict[str, Array]
    rising: float
    never_falls: float

    @property
    def non_zero(self) -> bool:
        """Whether the lower end of phototype V is above zero."""
        return bool(self.bands["V"][0] > 0.0)


def marks(twin: Posterior) -> Marks:
    """Return the chance of a dark mark by phototype."""
    draws = np.stack([pih_probability(kind, twin, DEFAULT_SEED) for kind in PHOTOTYPES])
    steps = np.diff(np.stack([twin[f"pih.{kind}"] for kind in PHOTOTYPES]), axis=0)
    return Marks(
        {kind: np.percentile(draws[k], BAND) for k, kind in enumerate(PHOTOTYPES)},
        float((steps > 0).all(axis=0).mean()),
        float((np.diff(draws, axis=0) >= -1e-3).all(axis=0).mean()),
    )
