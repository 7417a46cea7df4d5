"""The hierarchical model of the twin: composites, slopes, biases, one dose law, safety."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit, logsumexp, ndtr

from neocol import evidence
from neocol.cohort import likelihood
from neocol.cohort.design import Design, Placed
from neocol.cohort.emulator import Emulator
from neocol.cohort.parameters import Parameter, Parameters
from neocol.cohort.priors import Priors
from neocol.twin.composites import COMPOSITES
from neocol.twin.outcome.combinations import KINDS
from neocol.twin.outcome.laws import LAWS, sizes

Array = NDArray[np.float64]
Draws = dict[str, Array]
LOGIT_PER_PROBIT: Final = 1.702
"""A logistic curve this much steeper lies within 0.01 of the normal one (Camilli 1994)."""
_SCALES: Final = (
    "slope_between", "measure_between", "study_between", "regression_to_mean", "observer",
    "publication", "histology_between", "pih_between", "redness_between",
)  # fmt: skip
_LOG_NORMAL: Final = ("slope", "patient_sd", "saturation", "pih_threshold", "any_improvement")
_STEP: Final = 1e-4
"""Of a numerical derivative, in logarithms."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What draws expect of rows of one kind, each of shape (draws, rows).

    Attributes
    ----------
    own : array
        Standard deviation by the scatter of the emulator: rates that no study tells, and what a
        paper leaves out of its protocol.
    """

    mean: Array
    own: Array


class TwinModel:
    """Log-likelihood of the twin under one dose law.

    Parameters
    ----------
    design : Design
    emulator : Emulator
    priors : Priors
    law : str

    Notes
    -----
    change = Σ biases + slope of the group × gain + combination + scale's + study's deviation, with
    the gain of papillary collagen on the day of judgement over the histology series'. The gain's
    own scale is anchored on that series with a deviation between series. Deviations of rows are
    integrated out; those of two groups of indications are sampled.
    """

    def __init__(self, design: Design, emulator: Emulator, priors: Priors, law: str) -> None:
        self.design, self.emulator, self.priors = design, emulator, priors
        self.law = LAWS.index(law)
        self._scars = design.names.groups.index("acne_scar")
        self.parameters = Parameters(self._parameters())

    def _parameters(self) -> list[Parameter]:
        centre, width = self.priors.centre, self.priors.width
        return [
            *(
                Parameter(name, "normal", 0.0, sd)
                for name, sd in zip(COMPOSITES, self.priors.composites, strict=True)
            ),
            *(Parameter(name, "log_normal", centre[name], width[name]) for name in _LOG_NORMAL),
            *(Parameter(name, "half_normal", 0.0, centre[name]) for name in _SCALES),
            *(Parameter(f"of_{group}", "normal", 0.0, 1.0) for group in self.design.names.groups),
            Parameter("prp", "normal", centre["combination"], width["combination"]),
        ]

    def log_likelihood(self, draws: Draws, kept: Array) -> Array:
        """Return the log-likelihood of draws, shape (draws,).

        Parameters
        ----------
        draws : dict of str to array of shape (draws,)
        kept : array of shape (cohorts,)
            1 for cohorts that count.
        """
        outputs = self.emulator.at(np.stack([draws[name] for name in COMPOSITES], axis=-1))
        return self._efficacy(draws, outputs, kept) + self._safety(draws, outputs, kept)

    def _efficacy(self, draws: Draws, outputs: Array, kept: Array) -> Array:
        design, person = self.design, draws["patient_sd"]
        changes = self.changes(draws, outputs, design.severity)
        spread = likelihood.covariance(
            design.severity, draws["study_between"], draws["measure_between"], person, changes.own
        )
        told = likelihood.together(
            design.severity.value, changes.mean, spread, kept[design.severity.cohort]
        )
        shares = self.changes(draws, outputs, design.share)
        between = np.hypot(draws["study_between"], draws["measure_between"])[:, None]
        responded = likelihood.responders(
            shares.mean,
            np.hypot(between, shares.own),
            design.share,
            person,
            draws["any_improvement"],
        )
        spreads = likelihood.person_spreads(
            person, self.priors.centre["patient_sd_between"], design.person_sd
        )
        return (
            told
            + responded @ kept[design.share.cohort]
            + spreads @ kept[design.person_cohort]
            + self._collagen(draws, outputs, kept)
            + self._time_course(draws, outputs) @ kept[design.course_cohort]
            + self._plasma(draws, kept)
            + self._controls(draws)
        )

    def gain(self, draws: Draws, outputs: Array, protocol: NDArray[np.int64]) -> Expected:
        """Return the gain of collagen, and its standard deviation by the emulator's scatter."""
        size_rows, phase_rows = self.emulator.rows("size"), self.emulator.rows("phase")
        size = outputs[:, size_rows[protocol]]
        phase = outputs[:, phase_rows[protocol]]
        saturation = draws["saturation"][:, None]
        scale = np.exp(draws["collagen_gain"][:, None] + phase)
        mean = scale * sizes(size, saturation)[self.law]
        steeper = scale * sizes(size + _STEP, saturation)[self.law]
        by_size = (steeper - mean) / _STEP * self.emulator.scatter[size_rows[protocol]]
        by_phase = mean * self.emulator.scatter[phase_rows[protocol]]
        return Expected(mean, np.hypot(by_size, by_phase))

    def changes(self, draws: Draws, outputs: Array, rows: Placed) -> Expected:
        """Return the mean changes of rows."""
        slope = self._slopes(draws)[:, rows.group]
        gain = self.gain(draws, outputs, rows.protocol)
        added = np.where(rows.combination == KINDS.index("prp"), draws["prp"][:, None], 0.0)
        return Expected(_bias(draws)[:, None] + slope * gain.mean + added, slope * gain.own)

    def _slopes(self, draws: Draws) -> Array:
        return np.stack(
            [
                draws["slope"] * np.exp(draws["slope_between"] * draws[f"of_{group}"])
                for group in self.design.names.groups
            ],
            axis=1,
        )

    def collagen(self, draws: Draws, outputs: Array) -> tuple[Array, Array]:
        """Return the mean growth of collagen rows, and what one unit of a log gain makes of it."""
        gain = self.gain(draws, outputs, self.design.collagen.protocol)
        grown = evidence.number("healing.anchor.collagen_gain", "1") * gain.mean
        return np.log1p(grown), grown / (1.0 + grown)

    def _collagen(self, draws: Draws, outputs: Array, kept: Array) -> Array:
        rows = self.design.collagen
        mean, slope = self.collagen(draws, outputs)
        same = rows.cohort[:, None] == rows.cohort
        # no scatter of size: this series' course is the unit of size, whatever its density was
        log_gain = draws["histology_between"][:, None, None] ** 2 * same + self.priors.centre[
            "stain_between"
        ] ** 2 * np.eye(rows.n.size)
        people = self.priors.centre["histology_person_sd"] ** 2 / rows.n
        spread = slope[:, :, None] * slope[:, None, :] * log_gain + np.diag(people)
        return likelihood.together(rows.value, mean, spread, kept[rows.cohort])

    def _time_course(self, draws: Draws, outputs: Array) -> Array:
        design = self.design
        bias, slope = _bias(draws)[:, None], self._slopes(draws)[:, [self._scars]]
        early = self.gain(draws, outputs, design.early).mean
        late = self.gain(draws, outputs, design.late).mean
        mean = (bias + slope * early) / (bias + slope * late)
        return likelihood.normal(design.course_share, mean, self.priors.centre["time_course_sd"])

    def _plasma(self, draws: Draws, kept: Array) -> Array:
        value, sd, cohort = self.design.odds.T
        mean = (draws["prp"] * LOGIT_PER_PROBIT / draws["patient_sd"])[:, None]
        told: Array = likelihood.normal(value, mean, sd) @ kept[cohort.astype(int)]
        return told

    def _controls(self, draws: Draws) -> Array:
        """Return how well the bias fits what arms without needling show of a usual change."""
        share, width = self.priors.centre["control_share"], self.priors.width["control_share"]
        bias = _bias(draws)
        needled = self._slopes(draws)[:, self._scars] * np.exp(draws["collagen_gain"])
        usual = logit(bias / (bias + needled))
        return likelihood.normal(logit(share), usual, width / (share * (1.0 - share)))

    def _safety(self, draws: Draws, outputs: Array, kept: Array) -> Array:
        design, rises = self.design, self.emulator.rows("rise")
        above = (
            outputs[:, rises] - np.log(draws["pih_threshold"])[:, None]
        ) / self.emulator.scatter[rises]
        study = draws["pih_between"][:, None] * likelihood.NODES
        chance = np.einsum("st,dnt->dsn", design.pih_types, ndtr(above[:, None] + study[..., None]))
        marks = likelihood.binomial(design.pih_events[:, None], design.pih_people[:, None], chance)
        counted = logsumexp(marks + likelihood.LOG_NODE_WEIGHTS, axis=-1)
        hours, sd, cohort = design.redness.T
        mean = outputs[:, self.emulator.rows("redness")]
        red = likelihood.normal(hours, mean, np.hypot(sd, draws["redness_between"][:, None]))
        told: Array = counted @ kept[design.pih_cohort] + red @ kept[cohort.astype(int)]
        return told


def _bias(draws: Draws) -> Array:
    return draws["regression_to_mean"] + draws["observer"] + draws["publication"]
