"""From draws of fits to the rows of a posterior that `neocol predict` reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.cohort.design import Design
from neocol.cohort.emulator import Emulator
from neocol.cohort.fit import Fit
from neocol.twin.composites import COMPOSITES
from neocol.twin.outcome.combinations import KINDS
from neocol.twin.outcome.laws import LAWS
from neocol.twin.outcome.posterior import Posterior
from neocol.twin.skin import PHOTOTYPES

Array = NDArray[np.float64]
_TWIN: Final = (
    "slope", "slope_between", "measure_between", "study_between", "regression_to_mean", "observer",
    "publication", "patient_sd", "saturation", "any_improvement", "histology_between",
    "pih_between", "redness_between",
)  # fmt: skip
_LITERATURE: Final = (
    "pooled", "indication_between", "measure_between", "study_between", "sessions", "patient_sd",
    "any_improvement", "collagen", "epidermis",
)  # fmt: skip


def twin_rows(fits: Mapping[str, Fit], design: Design, emulator: Emulator) -> Posterior:
    """Return members of the twin's posterior: as many under each dose law.

    Parameters
    ----------
    fits : mapping of str to Fit
        By law. Laws keep their prior odds: what compares them are studies that differ in
        everything else as well.
    """
    draws = {
        name: np.concatenate([fits[law].draws[name] for law in LAWS])
        for name in fits[LAWS[0]].draws
    }
    columns = {f"composite.{name}": draws[name] for name in COMPOSITES}
    columns |= {name: draws[name] for name in _TWIN}
    for group in design.names.groups:
        own = draws["slope_between"] * draws[f"of_{group}"]
        columns[f"slope.{group}"] = draws["slope"] * np.exp(own)
    columns["combination.prp"] = draws["prp"]
    outputs = emulator.at(np.stack([draws[name] for name in COMPOSITES], axis=1))
    for kind, row in zip(PHOTOTYPES, emulator.rows("rise"), strict=True):
        above = outputs[:, row] - np.log(draws["pih_threshold"])
        columns[f"pih.{kind}"] = above / emulator.scatter[row]
    columns["redness_log_hours"] = outputs[:, emulator.rows("redness")[0]]
    columns["law"] = np.repeat(np.arange(len(LAWS)), [fits[law].size for law in LAWS]).astype(float)
    return Posterior(columns)


def literature_rows(fit: Fit, design: Design) -> Posterior:
    """Return members of the literature-only predictor's posterior."""
    draws = fit.draws
    columns = {name: draws[name] for name in _LITERATURE}
    for group in design.names.groups:
        own = draws["indication_between"] * draws[f"of_{group}"]
        columns[f"mean.{group}"] = draws["pooled"] + own
    return Posterior(columns | {f"combination.{kind}": draws[kind] for kind in KINDS})
