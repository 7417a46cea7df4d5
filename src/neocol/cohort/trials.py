"""Published studies re-run: as fitted, or each cohort predicted by a fit without it."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Final

from neocol import evidence
from neocol.cohort.comparison import Guess, compared, digest, guess, reported
from neocol.cohort.published import Observed, observed_of, request_of
from neocol.evidence import PublishedOutcome
from neocol.record import PredictionRequest, RecordError
from neocol.record.outcome import Speaker, TrialsReport
from neocol.twin.outcome.posterior import Predictors, stored
from neocol.twin.priors import DEFAULT_SEED

if TYPE_CHECKING:
    from neocol.cohort.calibration import Calibration

Progress = Callable[[str, int, int], None]
FOLD_STEPS: Final = 1_500
"""Of every walker in a fold: half of the stored fit's."""
_ONLY_ONE: Final = {
    "collagen_fraction": "the only human series of collagen is the twin's own unit",
    "hair_density": "one cohort of each contrast is fitted",
}
"""Measures of which nothing is left when their cohort is."""


def report(
    *, loo: bool = False, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> TrialsReport:
    """Set every published outcome that was fitted beside its prediction.

    Parameters
    ----------
    loo : bool
        Each cohort is predicted by predictors fitted without it, the choice between them made
        without it too. Without it the stored posterior predicts, which has seen every row.
    seed : int
    progress : callable, optional
        Called with the cohort, the number done, and the number of cohorts.

    Returns
    -------
    TrialsReport

    Raises
    ------
    neocol.record.RecordError
        When cohorts are to be left out and the sampler is not installed.
    """
    outcomes = [one for one in evidence.trials() if one.use == "fit"]
    if not loo:
        predictors = stored()
        guesses = [_guessed(one, predictors, seed, held_out=False) for one in outcomes]
        choice = dict(predictors.choice)
        notes = ("The predictors were fitted to these rows: this is no test.",)
    else:
        if importlib.util.find_spec("emcee") is None:
            raise RecordError("leaving cohorts out fits anew, which needs neocol[fit]", "--loo")
        guesses, choice = _left_out(outcomes, seed, progress)
        notes = ("Cohorts of one measure are few: only the pooled coverage is a test.",)
    hashed = digest(guesses, seed)
    rows = [
        compared(one, _seen(outcome), ", ".join(outcome.sources))
        for one, outcome in zip(guesses, outcomes, strict=True)
    ]
    return reported("loo" if loo else "fitted", rows, hashed, seed, choice, notes)


def _guessed(one: PublishedOutcome, predictors: Predictors, seed: int, *, held_out: bool) -> Guess:
    return guess(one.id, one.cohort, _asked(one), predictors, seed, held_out=held_out)


def _asked(one: PublishedOutcome) -> PredictionRequest | RecordError:
    try:
        return request_of(one)
    except RecordError as error:
        return error


def _seen(one: PublishedOutcome) -> Observed | RecordError:
    try:
        return observed_of(one)
    except RecordError as error:
        return error


def _left_out(
    outcomes: list[PublishedOutcome], seed: int, progress: Progress | None
) -> tuple[list[Guess], dict[str, Speaker]]:
    """Return the guesses in the order of the outcomes, and who spoke for each cohort."""
    cohorts = list(
        dict.fromkeys(one.cohort for one in outcomes if (one.name or "") not in _ONLY_ONE)
    )
    found: dict[str, Guess] = {}
    choice: dict[str, Speaker] = {}
    for done, (cohort, guesses, spoke) in enumerate(_folds(cohorts, seed), 1):
        found |= {one.id: one for one in guesses}
        heard = [one.found.speaks for one in guesses if one.found is not None]
        choice[cohort] = heard[0] if heard else spoke
        if progress is not None:
            progress(cohort, done, len(cohorts))
    return [_told(one, found) for one in outcomes], choice


def _told(one: PublishedOutcome, found: dict[str, Guess]) -> Guess:
    reason = _ONLY_ONE.get(one.name or "")
    if reason is None:
        return found[one.id]
    asked = _asked(one)
    request = None if isinstance(asked, RecordError) else asked
    return Guess(one.id, one.cohort, request, None, None, reason, held_out=True)


def _folds(cohorts: list[str], seed: int) -> Iterator[tuple[str, list[Guess], Speaker]]:
    workers = min(os.cpu_count() or 1, len(cohorts))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(_fold, cohorts, [seed] * len(cohorts))


@cache
def _laid_out(seed: int) -> Calibration:
    """Lay the calibration out, once a process."""
    from neocol.cohort.calibration import Calibration

    return Calibration(seed)


def _fold(cohort: str, seed: int) -> tuple[str, list[Guess], Speaker]:
    calibration = _laid_out(seed)
    fitted = calibration.fitted(without=[cohort], steps=FOLD_STEPS)
    guesses = [
        _guessed(one, fitted.predictors, seed, held_out=True)
        for one in calibration.outcomes
        if one.use == "fit" and one.cohort == cohort and (one.name or "") not in _ONLY_ONE
    ]
    return cohort, guesses, min(fitted.scores, key=lambda speaker: fitted.scores[speaker])
