"""The whole calibration: both predictors, with any cohorts left out, and the choice of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.cohort.design import Design, designed
from neocol.cohort.emulator import Emulator, train
from neocol.cohort.fit import STEPS, Fit, fit
from neocol.cohort.literature_model import LiteratureModel
from neocol.cohort.observations import Row, observations
from neocol.cohort.priors import Priors
from neocol.cohort.rows import literature_rows, twin_rows
from neocol.cohort.scores import ranked_score
from neocol.cohort.twin_model import TwinModel
from neocol.evidence import PublishedOutcome
from neocol.record.outcome import Speaker
from neocol.twin.outcome.indications import COLLAGEN_GROUPS
from neocol.twin.outcome.laws import LAWS
from neocol.twin.outcome.posterior import Predictors
from neocol.twin.outcome.prediction import outcome as predicted

Array = NDArray[np.float64]
MEMBERS: Final = 1_200
"""Of a posterior."""
POOL: Final = 4 * MEMBERS
"""Draws among which those stand that another cohort would leave."""
SPEAKERS: Final[tuple[Speaker, ...]] = ("twin", "literature")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Predictors that were fitted together.

    Attributes
    ----------
    twin : dict of str to Fit
        By dose law.
    scores : dict of str to float
        Mean score of each predictor over the cohorts that it was fitted to, each predicted as if
        it had been left out: what the choice rests on.
    """

    predictors: Predictors
    twin: dict[str, Fit]
    literature: Fit
    scores: dict[Speaker, float]


class Calibration:
    """Published studies laid out, the twin in small, and the priors.

    Parameters
    ----------
    seed : int
    priors : Priors, optional
    outcomes : sequence of PublishedOutcome, optional
        By default all of evidence.
    """

    def __init__(
        self,
        seed: int,
        priors: Priors | None = None,
        outcomes: Sequence[PublishedOutcome] | None = None,
    ) -> None:
        self.seed, self.priors = seed, priors or Priors.read()
        self.outcomes = tuple(evidence.trials() if outcomes is None else outcomes)
        self.observed = observations(self.outcomes)
        self.design: Design = designed(self.observed)
        self.twin_design: Design = designed(self.observed.for_twin())
        self.emulator: Emulator = train(self.twin_design.names.protocols, seed)
        self._twins: dict[tuple[tuple[str, ...], int], dict[str, Fit]] = {}

    def twin_model(self, law: str) -> TwinModel:
        """Return the twin's model under one dose law."""
        return TwinModel(self.twin_design, self.emulator, self.priors, law)

    def literature_model(self) -> LiteratureModel:
        """Return the model of the literature alone."""
        return LiteratureModel(self.design, self.priors)

    def fitted(self, without: Sequence[str] = (), steps: int = STEPS) -> Fitted:
        """Fit both predictors without some cohorts, and choose between them by the others."""
        twin = self._twin(tuple(c for c in without if c in self.twin_design.names.cohorts), steps)
        literature = fit(
            self.literature_model(), self.seed, without=without, steps=steps, size=POOL
        )
        rows = self._predictors(
            {law: one.thinned(MEMBERS // len(LAWS)) for law, one in twin.items()},
            literature.thinned(MEMBERS),
        )
        scores = self._scores(twin, literature, without)
        best = min(SPEAKERS, key=lambda speaker: scores[speaker])
        return Fitted(rows.only(best), twin, literature, scores)

    def _predictors(self, twin: dict[str, Fit], literature: Fit) -> Predictors:
        return Predictors(
            twin_rows(twin, self.twin_design, self.emulator),
            literature_rows(literature, self.design),
            dict.fromkeys(COLLAGEN_GROUPS, "twin"),
        )

    def _twin(self, without: tuple[str, ...], steps: int) -> dict[str, Fit]:
        """Return the twin's fits by law; cohorts that it never sees change nothing."""
        if (without, steps) not in self._twins:
            size = POOL // len(LAWS)
            self._twins[without, steps] = {
                law: fit(
                    self.twin_model(law), self.seed + k, without=without, steps=steps, size=size
                )
                for k, law in enumerate(LAWS)
            }
        return self._twins[without, steps]

    def _scores(
        self, twin: dict[str, Fit], literature: Fit, without: Sequence[str]
    ) -> dict[Speaker, float]:
        """Return mean scores over the cohorts that were fitted, each as if left out."""
        found: dict[Speaker, list[float]] = {speaker: [] for speaker in SPEAKERS}
        learnt = self.observed.for_twin()
        rows = (*learnt.severities, *learnt.shares)
        for cohort in dict.fromkeys(row.cohort for row in rows if row.cohort not in without):
            rng = np.random.default_rng(self.seed)
            without_it = self._predictors(
                {
                    law: self._as_if(self.twin_model(law), one, cohort, without, rng)
                    for law, one in twin.items()
                },
                self._as_if(self.literature_model(), literature, cohort, without, rng),
            )
            for row in rows:
                if row.cohort == cohort:
                    for speaker in SPEAKERS:
                        found[speaker].append(self._score(without_it.only(speaker), row))
        return {speaker: float(np.mean(values)) for speaker, values in found.items()}

    def _as_if(
        self,
        model: TwinModel | LiteratureModel,
        fitted: Fit,
        cohort: str,
        without: Sequence[str],
        rng: np.random.Generator,
    ) -> Fit:
        """Return draws as if one more cohort had been left out, by importance.

        Notes
        -----
        A draw's weight is one over the likelihood of the cohort given the others (Gelfand et al.
        1992), truncated at the mean weight times the root of their number (Ionides 2008).
        """
        every = model.log_likelihood(fitted.draws, model.design.weights(without))
        others = model.log_likelihood(fitted.draws, model.design.weights((*without, cohort)))
        weights = np.exp(others - every - (others - every).max())
        weights = np.minimum(weights, weights.mean() * np.sqrt(weights.size))
        count = fitted.size * MEMBERS // POOL
        return fitted.take(rng.choice(weights.size, count, p=weights / weights.sum()))

    def _score(self, predictors: Predictors, row: Row) -> float:
        drawn = predicted(row.request, seed=self.seed, predictors=predictors).drawn
        worth = 1.0 if drawn.worth_percent is None else float(np.median(drawn.worth_percent))
        return ranked_score(drawn.trial_mean * worth, row.published * worth)
