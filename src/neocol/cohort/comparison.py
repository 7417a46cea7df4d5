"""A published outcome beside its prediction, and what a table of them amounts to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from neocol import __version__, evidence
from neocol.cohort.published import Observed
from neocol.cohort.scores import covered, ranked_score, skill
from neocol.record import PredictionRequest, RecordError, Stamp
from neocol.record.outcome import Share, Speaker, TrialRow, TrialsReport
from neocol.record.range import Refused
from neocol.twin.outcome.answer import Drawn, interval
from neocol.twin.outcome.posterior import Predictors
from neocol.twin.outcome.prediction import Outcome, outcome

TESTABLE: Final = 3
"""Cohorts of one indication and measure, below which their coverage says nothing."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A prediction of one row, before its outcome is looked at.

    Attributes
    ----------
    found, baseline : Outcome or None
        The product's and the literature-only predictor's.
    refused : str or None
        Why there is none.
    """

    id: str
    cohort: str
    request: PredictionRequest | None
    found: Outcome | None
    baseline: Outcome | None
    refused: str | None
    held_out: bool

    def facts(self) -> dict[str, Any]:
        """Return what is hashed: the question, and its interval in full precision."""
        asked = None if self.request is None else self.request.model_dump(mode="json")
        told = None
        if self.found is not None:
            told = interval(self.found.drawn.trial_mean, self.found.drawn.unit)
        return {
            "id": self.id,
            "question": asked,
            "prediction": None if told is None else told.model_dump(),
            "refused": self.refused,
        }


def guess(
    id_: str,
    cohort: str,
    request: PredictionRequest | RecordError,
    predictors: Predictors,
    seed: int,
    *,
    held_out: bool,
) -> Guess:
    """Predict one row by both; what cannot be predicted carries its reason."""
    if isinstance(request, RecordError):
        return Guess(id_, cohort, None, None, None, request.message, held_out)
    try:
        found = outcome(request, seed=seed, predictors=predictors)
        literature = outcome(request, seed=seed, predictors=predictors.only("literature"))
    except RecordError as error:
        return Guess(id_, cohort, request, None, None, error.message, held_out)
    return Guess(id_, cohort, request, found, literature, None, held_out)


def digest(guesses: Sequence[Guess], seed: int) -> str:
    """Return the SHA-256 of predictions, with what made them."""
    facts = {
        "engine": __version__,
        "evidence": evidence.version(),
        "seed": seed,
        "predictions": [one.facts() for one in guesses],
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def compared(one: Guess, seen: Observed | RecordError, source: str = "") -> TrialRow:
    """Set a prediction beside what was published."""
    request = one.request
    row = TrialRow(
        id=one.id,
        cohort=one.cohort,
        indication=request.indication if request else "unknown",
        measure=request.outcome.measure if request else "unknown",
        n=request.population.n if request else None,
        baseline=request.outcome.baseline if request else None,
        held_out=one.held_out,
        refused=one.refused,
        source=source,
    )
    if isinstance(seen, RecordError):
        return row.model_copy(update={"refused": one.refused or seen.message})
    row = row.model_copy(update={"published": seen.value, "unit": seen.unit})
    if one.found is None or one.baseline is None:
        return row
    drawn = one.found.drawn
    told = interval(drawn.trial_mean, drawn.unit)
    if drawn.value_of != seen.value_of:
        reason = f"published is the {seen.value_of}, predicted the {drawn.value_of}"
        return row.model_copy(update={"refused": reason})
    worth = _worth(drawn)
    return row.model_copy(
        update={
            "measure": one.found.measure.name,
            "value_of": drawn.value_of,
            "predicted": told,
            "speaks": one.found.speaks,
            "inside": told.holds(seen.value),
            "width": None if worth is None else told.width * worth,
            "score": _score(drawn, seen.value),
            "baseline_score": _score(one.baseline.drawn, seen.value),
        }
    )


def _worth(drawn: Drawn) -> float | None:
    return None if drawn.worth_percent is None else float(np.median(drawn.worth_percent))


def _score(drawn: Drawn, value: float) -> float | None:
    worth = _worth(drawn)
    return None if worth is None else ranked_score(drawn.trial_mean, value) * worth


def reported(
    mode: Literal["fitted", "loo", "blind"],
    rows: Sequence[TrialRow],
    hashed: str,
    seed: int,
    choice: dict[str, Speaker],
    notes: Sequence[str] = (),
) -> TrialsReport:
    """Return the table with its coverage, widths, skill and groups."""
    told = [row for row in rows if row.inside is not None]
    widths = [row.width for row in told if row.width is not None]
    scores: dict[str, list[tuple[float, float]]] = {}
    for row in told:
        if row.score is not None and row.baseline_score is not None:
            scores.setdefault(row.cohort, []).append((row.score, row.baseline_score))
    return TrialsReport(
        mode=mode,
        rows=tuple(rows),
        coverage=covered([bool(row.inside) for row in told]),
        mean_width=float(np.mean(widths)) if widths else None,
        skill=skill(scores, seed) if len(scores) > 1 else None,
        by_group=_groups(told),
        choice=choice,
        predictions_hash=hashed,
        not_predicted=len(rows) - len(told),
        notes=tuple(notes),
        seed=seed,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _groups(rows: Sequence[TrialRow]) -> dict[str, Share | Refused]:
    found: dict[str, Share | Refused] = {}
    for row in rows:
        key = f"{row.indication} · {row.measure}"
        same = [r for r in rows if (r.indication, r.measure) == (row.indication, row.measure)]
        cohorts = len({r.cohort for r in same})
        if row.measure == "other_severity":
            found[key] = Refused(refused="every study has a scale of its own")
        elif cohorts >= TESTABLE:
            found[key] = covered([bool(r.inside) for r in same])
        else:
            counted = "1 cohort" if cohorts == 1 else f"{cohorts} cohorts"
            found[key] = Refused(refused=f"only {counted}")
    return found
