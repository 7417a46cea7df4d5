"""Outcomes drawn from a model of published studies, exactly as its likelihood takes them.

Every kind is drawn as it is assumed: rows of severity and of layers together with the deviations
that they share, shares of people and dark marks as counts whose mean deviates by study, spreads of
people, time courses, odds ratios, redness. The twin's soft prior (how much of a usual change arms
without needling show) is read as one more outcome, whose value is drawn too: the likelihood then is
that of everything drawn, and nothing has to be rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit, logit, ndtr

from neocol.cohort import likelihood
from neocol.cohort.design import Design
from neocol.cohort.emulator import Emulator
from neocol.cohort.fit import Model
from neocol.cohort.literature_model import GROWTHS, LiteratureModel
from neocol.cohort.priors import Priors
from neocol.cohort.twin_model import LOGIT_PER_PROBIT, TwinModel
from neocol.twin.composites import COMPOSITES
from neocol.twin.outcome.laws import LAWS

Array = np.ndarray
Draws = dict[str, Array]
Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Applies a function of a module to every item, in order, on several processes."""
CONTROLS = "controls"
"""The share of a usual change that arms without needling show, as an outcome."""


@dataclass(frozen=True)
class Base:
    """What every fit of a run rests on: cheap to hand to another process.

    Attributes
    ----------
    design, twin_design : Design
        Of all studies, and of those that the twin is fitted to.
    """

    design: Design
    twin_design: Design
    emulator: Emulator
    priors: Priors

    def twin(self, law: str) -> TwinModel:
        """Return the twin's model under one dose law."""
        return TwinModel(self.twin_design, self.emulator, self.priors, law)

    def literature(self) -> LiteratureModel:
        """Return the model of the literature alone."""
        return LiteratureModel(self.design, self.priors)


def simulated(model: Model, draws: Draws, rng: np.random.Generator) -> dict[str, Array]:
    """Draw every outcome once for each draw of the parameters.

    Returns
    -------
    dict of str to array of shape (draws, outcomes)
        By the names that `Design.with_values` takes, and `CONTROLS`.
    """
    if isinstance(model, LiteratureModel):
        return _of_literature(model, draws, rng)
    return _of_twin(model, draws, rng)


def with_outcomes(model: Model, values: dict[str, Array], k: int) -> Model:
    """Return the same model with the outcomes of draw `k` in place of the published ones."""
    told = {name: array[k] for name, array in values.items() if name != CONTROLS}
    if "odds" in told:
        told["odds"] = np.column_stack([told["odds"], model.design.odds[:, 1:]])
    if "redness" in told:
        told["redness"] = np.column_stack([told["redness"], model.design.redness[:, 1:]])
    design = model.design.with_values(**told)
    if isinstance(model, LiteratureModel):
        return LiteratureModel(design, model.priors)
    priors = _with_controls(model.priors, float(values[CONTROLS][k, 0]))
    return TwinModel(design, model.emulator, priors, LAWS[model.law])


def control_sd(priors: Priors) -> float:
    """Return the standard deviation of the controls' share, on the logit scale."""
    share = priors.centre["control_share"]
    return priors.width["control_share"] / (share * (1.0 - share))


def _with_controls(priors: Priors, seen: float) -> Priors:
    """Return priors whose controls' share is another, as uncertain on the logit scale as before."""
    share = float(expit(seen))
    width = control_sd(priors) * share * (1.0 - share)
    return replace(
        priors,
        centre={**priors.centre, "control_share": share},
        width={**priors.width, "control_share": width},
    )


def _of_twin(model: TwinModel, draws: Draws, rng: np.random.Generator) -> dict[str, Array]:
    design, person = model.design, draws["patient_sd"]
    outputs = model.emulator.at(np.stack([draws[name] for name in COMPOSITES], axis=-1))
    changes = model.changes(draws, outputs, design.severity)
    spread = likelihood.covariance(
        design.severity, draws["study_between"], draws["measure_between"], person, changes.own
    )
    shares = model.changes(draws, outputs, design.share)
    between = np.hypot(draws["study_between"], draws["measure_between"])[:, None]
    return {
        "severity": _together(changes.mean, spread, rng),
        "share": _counts(model, draws, shares.mean, np.hypot(between, shares.own), rng),
        "person_sd": _spreads(model, person, rng),
        "collagen": _collagen(model, draws, outputs, rng),
        "course_share": _courses(model, draws, outputs, rng),
        "odds": _odds(model, draws, rng),
        "pih_events": _marks(model, draws, outputs, rng),
        "redness": _redness(model, draws, outputs, rng),
        CONTROLS: _controls(model, draws, rng),
    }


def _of_literature(
    model: LiteratureModel, draws: Draws, rng: np.random.Generator
) -> dict[str, Array]:
    design = model.design
    study, scale, person = (
        draws[name] for name in ("study_between", "measure_between", "patient_sd")
    )
    shares = model.changes(draws, design.share)
    between = np.broadcast_to(np.hypot(study, scale)[:, None], shares.shape)
    found = {
        "severity": _together(
            model.changes(draws, design.severity),
            likelihood.covariance(design.severity, study, scale, person),
            rng,
        ),
        "share": _counts(model, draws, shares, between, rng),
        "person_sd": _spreads(model, person, rng),
    }
    for name in GROWTHS:
        rows = getattr(design, name)
        same = rows.cohort[:, None] == rows.cohort
        people = model.priors.centre["histology_person_sd"] ** 2 / rows.n
        spread = study[:, None, None] ** 2 * same + np.diag(people)
        mean = np.broadcast_to(draws[name][:, None], (study.size, rows.n.size))
        found[name] = _together(mean, spread, rng)
    return found


def _together(mean: Array, covariance: Array, rng: np.random.Generator) -> Array:
    lower = np.linalg.cholesky(covariance)
    return mean + np.einsum("dij,dj->di", lower, rng.standard_normal(mean.shape))


def _counts(
    model: Model, draws: Draws, mean: Array, between: Array, rng: np.random.Generator
) -> Array:
    rows = model.design.share
    apart = mean + between * rng.standard_normal(mean.shape)
    person, least = draws["patient_sd"][:, None], draws["any_improvement"][:, None]
    chance = likelihood.share(apart, rows.threshold, person, least)
    return rng.binomial(rows.n.astype(int), chance).astype(float)


def _spreads(model: Model, person: Array, rng: np.random.Generator) -> Array:
    between = model.priors.centre["patient_sd_between"]
    shape = (person.size, model.design.person_sd.size)
    return person[:, None] * np.exp(between * rng.standard_normal(shape))


def _collagen(model: TwinModel, draws: Draws, outputs: Array, rng: np.random.Generator) -> Array:
    """Grow layers whose logarithmic gains deviate by series and by stain, to first order."""
    rows, priors = model.design.collagen, model.priors
    mean, slope = model.collagen(draws, outputs)
    series = draws["histology_between"][:, None] * rng.standard_normal((mean.shape[0], rows.n.size))
    first = np.array([np.flatnonzero(rows.cohort == cohort)[0] for cohort in rows.cohort])
    stain = priors.centre["stain_between"] * rng.standard_normal(mean.shape)
    people = priors.centre["histology_person_sd"] / np.sqrt(rows.n)
    return mean + slope * (series[:, first] + stain) + people * rng.standard_normal(mean.shape)


def _courses(model: TwinModel, draws: Draws, outputs: Array, rng: np.random.Generator) -> Array:
    design = model.design
    bias, slope = (part[:, None] for part in _usual(draws))
    early = bias + slope * model.gain(draws, outputs, design.early).mean
    late = bias + slope * model.gain(draws, outputs, design.late).mean
    error = model.priors.centre["time_course_sd"] * rng.standard_normal(early.shape)
    return early / late + error


def _odds(model: TwinModel, draws: Draws, rng: np.random.Generator) -> Array:
    mean = (draws["prp"] * LOGIT_PER_PROBIT / draws["patient_sd"])[:, None]
    sd = model.design.odds[:, 1]
    return mean + sd * rng.standard_normal((mean.shape[0], sd.size))


def _marks(model: TwinModel, draws: Draws, outputs: Array, rng: np.random.Generator) -> Array:
    design, rises = model.design, model.emulator.rows("rise")
    above = outputs[:, rises] - np.log(draws["pih_threshold"])[:, None]
    above = above / model.emulator.scatter[rises]
    shape = (above.shape[0], design.pih_people.size)
    study = draws["pih_between"][:, None] * rng.standard_normal(shape)
    chance = (design.pih_types * ndtr(above[:, None, :] + study[..., None])).sum(axis=-1)
    return rng.binomial(design.pih_people.astype(int), chance).astype(float)


def _redness(model: TwinModel, draws: Draws, outputs: Array, rng: np.random.Generator) -> Array:
    sd = np.hypot(model.design.redness[:, 1], draws["redness_between"][:, None])
    return outputs[:, model.emulator.rows("redness")] + sd * rng.standard_normal(sd.shape)


def _controls(model: TwinModel, draws: Draws, rng: np.random.Generator) -> Array:
    """Return what is seen of the controls' share, as a logit, shape (draws, 1)."""
    bias, slope = _usual(draws)
    usual = bias / (bias + slope * np.exp(draws["collagen_gain"]))
    seen = logit(usual) + control_sd(model.priors) * rng.standard_normal(usual.size)
    return seen[:, None]


def _usual(draws: Draws) -> tuple[Array, Array]:
    """Return the bias, and the slope of acne scars, whose change is the usual one."""
    bias = draws["regression_to_mean"] + draws["observer"] + draws["publication"]
    return bias, draws["slope"] * np.exp(draws["slope_between"] * draws["of_acne_scar"])
