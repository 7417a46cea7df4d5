"""Published outcomes as numbers that a likelihood can take: changes, shares, growth, contrasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.cohort.published import observed_of, request_of
from neocol.evidence import PublishedOutcome
from neocol.record.outcome import PredictionRequest, Protocol
from neocol.twin.outcome.combinations import kind_of
from neocol.twin.outcome.indications import COLLAGEN_GROUPS, GROUP_OF
from neocol.twin.outcome.measures import Measure, match
from neocol.twin.skin import spread

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
_QUADRATURE: Final = 41
"""Quantiles over which an unknown baseline is averaged."""


@dataclass(frozen=True, slots=True)
class Row:
    """One published outcome, ready to be fitted.

    Attributes
    ----------
    published : float
        In the sense in which it is predicted.
    change : float
        -log(after / before) of a severity, log(after / before) of a growth; for a share the share.
    extra_sd : float
        Standard deviation beside that of the people: an unknown baseline, a marked outlier.
    scale : str
        Whose discrepancy it carries: the measure, or the row itself where it is no named measure.
    """

    key: str
    cohort: str
    group: str
    measure: Measure
    request: PredictionRequest
    published: float
    n: float
    change: float
    extra_sd: float
    scale: str
    combination: str
    person_sd: float | None

    @property
    def protocol(self) -> Protocol:
        """What was done."""
        return self.request.protocol


@dataclass(slots=True)
class Observations:
    """Rows by kind, in the order of the evidence."""

    severities: list[Row] = field(default_factory=list)
    shares: list[Row] = field(default_factory=list)
    collagen: list[Row] = field(default_factory=list)
    epidermis: list[Row] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def every(self) -> list[Row]:
        """All rows."""
        return [*self.severities, *self.shares, *self.collagen, *self.epidermis]

    @property
    def cohorts(self) -> tuple[str, ...]:
        """Every cohort, in order of first use."""
        return tuple(dict.fromkeys(row.cohort for row in self.every))

    def for_twin(self) -> Observations:
        """Return what the twin has a mechanism for."""
        return Observations(
            [row for row in self.severities if row.group in COLLAGEN_GROUPS],
            [row for row in self.shares if row.group in COLLAGEN_GROUPS],
            self.collagen,
        )


def observations(outcomes: Sequence[PublishedOutcome]) -> Observations:
    """Sort published outcomes by kind; what no likelihood takes is kept with its reason."""
    found = Observations()
    for outcome in outcomes:
        if outcome.use != "fit":
            continue
        request = request_of(outcome)
        try:
            measure = match(outcome.measure, outcome.unit, outcome.indication)
        except ValueError as error:
            found.left_out[outcome.id] = str(error)
            continue
        if measure.kind == "count":
            found.left_out[outcome.id] = "hair is pooled by itself (evidence: hair)"
            continue
        row = _row(outcome, measure, request)
        if measure.kind == "share":
            found.shares.append(row)
        elif measure.kind == "severity":
            found.severities.append(row)
        else:
            kind = found.epidermis if measure.name == "epidermal_thickness" else found.collagen
            kind.append(row)
    return found


def _row(outcome: PublishedOutcome, measure: Measure, request: PredictionRequest) -> Row:
    change, extra = _change(outcome, measure)
    if outcome.down_weighted:
        extra = float(np.hypot(extra, evidence.number("calibration.prior.down_weighted", "1")))
    named = measure.exact and measure.kind != "growth"
    return Row(
        key=outcome.id,
        cohort=outcome.cohort,
        group=GROUP_OF.get(outcome.indication, outcome.indication),
        measure=measure,
        request=request,
        published=observed_of(outcome).value,
        n=float(outcome.n or 1),
        change=change,
        extra_sd=extra,
        scale=measure.name if named else outcome.id,
        combination=kind_of(request.protocol.combined_with),
        person_sd=_person_sd(outcome),
    )


def _change(outcome: PublishedOutcome, measure: Measure) -> tuple[float, float]:
    """Return the change and what an unknown baseline adds to its standard deviation."""
    if measure.kind == "share":
        return float(outcome.after or 0.0), 0.0
    sign = 1.0 if measure.kind == "growth" else -1.0
    if outcome.after is not None and outcome.baseline:
        return sign * float(np.log(outcome.after / outcome.baseline)), 0.0
    normal = np.array([_normal((i + 1 / 2) / _QUADRATURE) for i in range(_QUADRATURE)])
    low, high = measure.low or 0.0, measure.high
    if high is None or outcome.change is None:
        raise evidence.EvidenceError(f"{outcome.id}: neither a baseline nor a known scale")
    share = spread("calibration.prior.baseline_of_range", "1", normal)
    before = low + (high - low) * share
    changes = sign * np.log(np.maximum(before + outcome.change, np.finfo(float).eps) / before)
    return float(changes.mean()), float(changes.std())


def _normal(share: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)


def _person_sd(outcome: PublishedOutcome) -> float | None:
    """Return the spread of one person's change that the printed deviations imply, or nothing.

    Notes
    -----
    With a change that does not depend on the baseline, the variance of log(after) is that of
    log(before) plus that of the change; of log-normal values log(1 + cv²).
    """
    if not (outcome.baseline_sd and outcome.after_sd and outcome.baseline and outcome.after):
        return None
    before = np.log1p((outcome.baseline_sd / outcome.baseline) ** 2)
    after = np.log1p((outcome.after_sd / outcome.after) ** 2)
    return float(np.sqrt(after - before)) if after > before else None
