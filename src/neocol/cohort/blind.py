"""Rows from outside: predicted and hashed first; only then are their outcomes read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from neocol import evidence
from neocol.cohort.comparison import Guess, compared, digest, guess, reported
from neocol.cohort.published import outcomes, protocols
from neocol.record.outcome import Speaker, TrialsReport
from neocol.twin.outcome.posterior import Predictors, stored
from neocol.twin.priors import DEFAULT_SEED


@dataclass(frozen=True, slots=True)
class Blind:
    """Predictions of rows whose outcomes nothing has read yet.

    Attributes
    ----------
    digest : str
        SHA-256 of the predictions.
    """

    guesses: tuple[Guess, ...]
    digest: str
    seed: int
    choice: dict[str, Speaker]

    def compare(self, data: Any) -> TrialsReport:
        """Read the outcomes of the same rows, and set them beside the predictions.

        Raises
        ------
        neocol.record.RecordError
            When `data` holds no list of rows.
        """
        rows = [compared(one, seen) for one, seen in zip(self.guesses, outcomes(data), strict=True)]
        known = [one.id for one in self.guesses if not one.held_out]
        notes = [f"Of cohorts that were fitted, and no test: {', '.join(known)}."]
        return reported("blind", rows, self.digest, self.seed, self.choice, notes if known else ())


def predict_rows(
    data: Any, *, seed: int = DEFAULT_SEED, predictors: Predictors | None = None
) -> Blind:
    """Predict rows from outside without reading what came out.

    Parameters
    ----------
    data : list or dict
        As `neocol.cohort.published.protocols` takes it.
    seed : int

    Raises
    ------
    neocol.record.RecordError
        When `data` holds no list of rows.
    """
    known = predictors or stored()
    fitted = _fitted()
    guesses = tuple(
        guess(id_, cohort, request, known, seed, held_out=not {id_, cohort} & fitted)
        for id_, cohort, request in protocols(data)
    )
    return Blind(guesses, digest(guesses, seed), seed, dict(known.choice))


def _fitted() -> set[str]:
    """Return the ids and cohorts of every outcome that the stored posterior has seen."""
    seen: Sequence[evidence.PublishedOutcome] = evidence.trials()
    return {name for one in seen if one.use != "compare" for name in (one.id, one.cohort)}
