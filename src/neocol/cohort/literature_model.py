"""The predictor that knows studies only: random-effects meta-regression, sessions as covariate."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.cohort import likelihood
from neocol.cohort.design import Design, Placed
from neocol.cohort.parameters import Parameter, Parameters
from neocol.cohort.priors import Priors
from neocol.twin.outcome.combinations import KINDS

Array = NDArray[np.float64]
Draws = dict[str, Array]
_SCALES: Final = ("indication_between", "measure_between", "study_between")
_LOG_NORMAL: Final = ("patient_sd", "any_improvement")
GROWTHS: Final = ("collagen", "epidermis")


class LiteratureModel:
    """Log-likelihood of the meta-regression.

    Parameters
    ----------
    design : Design
    priors : Priors

    Notes
    -----
    Change of a row = mean of its indication + slope of log sessions + what it is combined with +
    its scale's and study's deviation, which are integrated out. Growth of a layer = mean of the
    layer + its study's deviation.
    """

    def __init__(self, design: Design, priors: Priors) -> None:
        self.design, self.priors = design, priors
        centre, width = priors.centre, priors.width
        self.parameters = Parameters(
            [
                Parameter("pooled", "normal", centre["pooled"], width["pooled"]),
                Parameter("sessions", "normal", centre["sessions"], width["sessions"]),
                *(Parameter(k, "normal", centre["growth"], width["growth"]) for k in GROWTHS),
                *(Parameter(k, "log_normal", centre[k], width[k]) for k in _LOG_NORMAL),
                *(Parameter(name, "half_normal", 0.0, centre[name]) for name in _SCALES),
                *(Parameter(f"of_{group}", "normal", 0.0, 1.0) for group in design.names.groups),
                *(
                    Parameter(kind, "normal", centre["combination"], width["combination"])
                    for kind in KINDS
                ),
            ]
        )

    def log_likelihood(self, draws: Draws, kept: Array) -> Array:
        """Return the log-likelihood of draws, shape (draws,); see `TwinModel.log_likelihood`."""
        design = self.design
        study, scale, person = (
            draws[name] for name in ("study_between", "measure_between", "patient_sd")
        )
        changes = self.changes(draws, design.severity)
        spread = likelihood.covariance(design.severity, study, scale, person)
        told = likelihood.together(
            design.severity.value, changes, spread, kept[design.severity.cohort]
        )
        shares = self.changes(draws, design.share)
        between = np.broadcast_to(np.hypot(study, scale)[:, None], shares.shape)
        responded = likelihood.responders(
            shares, between, design.share, person, draws["any_improvement"]
        )
        spreads = likelihood.person_spreads(
            person, self.priors.centre["patient_sd_between"], design.person_sd
        )
        grown = sum(self._growth(draws, name, kept) for name in GROWTHS)
        return (
            told
            + responded @ kept[design.share.cohort]
            + spreads @ kept[design.person_cohort]
            + grown
        )

    def changes(self, draws: Draws, rows: Placed) -> Array:
        """Return the mean changes of rows, shape (draws, rows)."""
        groups = np.stack([draws[f"of_{group}"] for group in self.design.names.groups], axis=1)
        mean = draws["pooled"][:, None] + draws["indication_between"][:, None] * groups
        added = np.stack([*(draws[kind] for kind in KINDS), np.zeros_like(draws["pooled"])], axis=1)
        found: Array = (
            mean[:, rows.group]
            + draws["sessions"][:, None] * rows.log_sessions
            + added[:, rows.combination]
        )
        return found

    def _growth(self, draws: Draws, name: str, kept: Array) -> Array:
        rows: Placed = getattr(self.design, name)
        people = self.priors.centre["histology_person_sd"] ** 2 / rows.n
        same = rows.cohort[:, None] == rows.cohort
        spread = draws["study_between"][:, None, None] ** 2 * same + np.diag(people)
        mean = np.broadcast_to(draws[name][:, None], (draws[name].size, rows.n.size))
        return likelihood.together(rows.value, mean, spread, kept[rows.cohort])
