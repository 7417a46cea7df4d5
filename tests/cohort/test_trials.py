"""Published studies re-run: all of them told, and a cohort's fold never sees the cohort."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest

from neocol import evidence
from neocol.cohort import calibration as calibrating
from neocol.cohort import trials
from neocol.cohort.comparison import Guess, digest
from neocol.cohort.scores import covered
from neocol.evidence import PublishedOutcome
from neocol.record.outcome import Share, Speaker, TrialsReport
from tests.cohort.small import SEED, calibration, little, small
from tests.twin.outcome.asking import few

FITTED = [one for one in evidence.trials() if one.use == "fit"]
SEEN_ONCE = [one for one in FITTED if one.name in {"collagen_fraction", "hair_density"}]


def fitted() -> TrialsReport:
    """Return the report of the stored predictors, with few of their members."""
    with mock.patch.object(trials, "stored", few):
        return trials.report(seed=SEED)


@pytest.fixture(scope="module")
def told() -> TrialsReport:
    return fitted()


def test_every_outcome_that_was_fitted_is_told(told: TrialsReport) -> None:
    assert told.mode == "fitted"
    assert [row.id for row in told.rows] == [one.id for one in FITTED]
    assert not any(row.held_out for row in told.rows)
    assert any("no test" in note for note in told.notes)
    for row in told.rows:
        assert (row.predicted is None) == (row.refused is not None) == (row.inside is None), row.id
        assert row.source


def test_coverage_counts_what_was_predicted(told: TrialsReport) -> None:
    inside = [row.inside for row in told.rows if row.inside is not None]
    assert told.coverage == covered(inside)
    assert told.not_predicted == len(told.rows) - len(inside)
    assert len(inside) >= 0.8 * len(FITTED)
    assert told.coverage.share is not None
    assert told.coverage.share >= 0.7  # these rows have been seen
    widths = [row.width for row in told.rows if row.width is not None]
    assert told.mean_width == pytest.approx(sum(widths) / len(widths))
    for row in told.rows:
        if row.predicted is not None:
            assert row.published is not None
            assert row.inside == row.predicted.holds(row.published)
            assert row.unit == row.predicted.unit


def test_no_group_of_few_cohorts_claims_a_coverage(told: TrialsReport) -> None:
    for key, found in told.by_group.items():
        indication, _, measure = key.partition(" · ")
        cohorts = {
            row.cohort
            for row in told.rows
            if (row.indication, row.measure) == (indication, measure) and row.inside is not None
        }
        counts = isinstance(found, Share)
        assert not counts or len(cohorts) >= 3
        assert not counts or measure != "other_severity"


def test_the_same_seed_tells_the_same(told: TrialsReport) -> None:
    assert fitted() == told


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every fold be told by few members, and return which there were."""
    asked: list[str] = []

    def of(cohorts: list[str], seed: int) -> Iterator[tuple[str, list[Guess], Speaker]]:
        for cohort in reversed(cohorts):  # in whatever order they end
            asked.append(cohort)
            rows = [one for one in FITTED if one.cohort == cohort and one not in SEEN_ONCE]
            held = [trials._guessed(one, few(), seed, held_out=True) for one in rows]
            yield cohort, held, "twin"

    monkeypatch.setattr(trials, "_folds", of)
    return asked


def test_left_out_rows_stand_in_order_and_what_cannot_be_left_out_says_why(
    folds: list[str],
) -> None:
    steps: list[tuple[str, int, int]] = []
    found = trials.report(loo=True, seed=SEED, progress=lambda *step: steps.append(step))
    assert found.mode == "loo"
    assert [row.id for row in found.rows] == [one.id for one in FITTED]
    assert all(row.held_out for row in found.rows)
    once = {one.id for one in SEEN_ONCE}
    assert len(once) == 3
    for row in found.rows:
        assert (row.refused is not None) == (row.id in once), row.id
    reasons = {row.id: row.refused for row in found.rows}
    assert "only human series" in str(reasons["lotfi2013_coll"])
    assert "one cohort" in str(reasons["dhurat2013_mx"])
    assert set(folds) == {one.cohort for one in FITTED if one.id not in once}
    assert len(folds) == len(set(folds))
    assert [step[0] for step in steps] == folds
    assert steps[-1][1:] == (len(folds), len(folds))
    assert set(found.choice) == set(folds)
    assert found.coverage.of == len(FITTED) - len(once)


def changed(cohort: str) -> tuple[PublishedOutcome, ...]:
    """Return all outcomes, those of one cohort with other values."""

    def other(one: PublishedOutcome) -> PublishedOutcome:
        if one.cohort != cohort:
            return one
        return one.model_copy(
            update={
                name: value * factor
                for name, factor in (("after", 0.6), ("after_sd", 1.7), ("change", 0.5))
                if (value := getattr(one, name)) is not None
            }
        )

    return tuple(other(one) for one in evidence.trials())


def fold(left_out: str, other: str | None = None) -> str:
    """Return the hash of what the fold of one cohort predicts, when another's values differ."""
    outcomes = evidence.trials() if other is None else changed(other)
    with (
        mock.patch.object(evidence, "trials", return_value=outcomes),
        mock.patch.object(calibrating, "train", return_value=small().emulator),
        mock.patch.object(trials, "_laid_out", return_value=calibration()),
        mock.patch.object(trials, "FOLD_STEPS", 16),
        little(),
    ):
        cohort, guesses, _ = trials._fold(left_out, SEED)
    assert cohort == left_out
    assert guesses
    assert all(one.held_out and one.found is not None for one in guesses)
    return digest(guesses, SEED)


@pytest.mark.parametrize(
    ("cohort", "other"), [("vietnam2019", "dogra2014"), ("budamakuntla2013", "farshi2020")]
)
def test_a_fold_sees_the_others_and_never_its_cohort(cohort: str, other: str) -> None:
    """Means, spreads and courses of the cohort: whatever they are, the same is said."""
    plain = fold(cohort)
    assert fold(cohort, cohort) == plain
    assert fold(cohort, other) != plain
