"""Rows from outside: predicted and hashed before their outcomes are read, and told honestly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol import evidence
from neocol.cohort import blind, comparison
from neocol.cohort.blind import Blind, predict_rows
from neocol.record import RecordError
from tests.twin.outcome.asking import few

ROW: dict[str, Any] = {
    "key": "new2024",
    "cohort": "new2024",
    "indication": "melasma",
    "n": 30,
    "device": "Dermapen",
    "needle_mm": 0.5,
    "sessions": 4,
    "interval_weeks": 4,
    "followup_weeks": 4,
    "followup_from": "last_session",
    "fitzpatrick": "III-V",
    "age": 35,
    "outcome": "MASI",
    "unit": "score",
    "baseline": 12.0,
    "after": 8.0,
    "sd": {"baseline": 3.0, "after": 2.5},
    "change": -4.0,
}
ACNE = {
    **ROW,
    "key": "scars2024",
    "cohort": "scars2024",
    "indication": "acne_scar",
    "needle_mm": 1.5,
    "outcome": "Goodman-Baron quantitative score",
    "baseline": 16.0,
    "after": 9.0,
    "change": -7.0,
}
PAIN = {**ROW, "key": "pain2024", "cohort": "pain2024", "outcome": "pain"}
DEEP = {**ROW, "key": "deep2024", "cohort": "deep2024", "needle_mm": 15}
KNOWN = {**ROW, "key": "ismail2019", "cohort": "ismail2019"}


def predicted(*rows: dict[str, Any], seed: int = 3) -> Blind:
    return predict_rows(list(rows), seed=seed, predictors=few())


NUMBERS = st.none() | st.floats(-1e6, 1e6) | st.text(max_size=5)


@settings(max_examples=30)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "after": NUMBERS,
            "change": NUMBERS,
            "ci95": st.lists(NUMBERS, max_size=2),
            "p": NUMBERS,
            "note": st.text(max_size=9),
            "direction": st.text(max_size=9),
            "value": NUMBERS,
            "observed": st.dictionaries(st.sampled_from(["after", "change"]), NUMBERS),
        },
    ),
    NUMBERS,
)
def test_the_hash_knows_no_outcome(outcome: dict[str, Any], after_sd: Any) -> None:
    rows = [
        {**row, **outcome, "sd": {"baseline": 3.0, "after": after_sd}} for row in (ROW, PAIN, KNOWN)
    ]
    assert predicted(*rows).digest == predicted(ROW, PAIN, KNOWN).digest
    bare = [
        {k: v for k, v in row.items() if k not in {"after", "change"}} for row in (ROW, PAIN, KNOWN)
    ]
    assert predicted(*bare).digest == predicted(ROW, PAIN, KNOWN).digest


@pytest.mark.parametrize(
    "change",
    [
        {"key": "other"},
        {"sessions": 8},
        {"baseline": 12.1},
        {"n": 31},
        {"indication": "lentigo", "n": 20},
        {"combined_with": ["vitamin C"]},
        {"outcome": "mMASI"},
        {"needle_mm": 1.0},
        {"interval_weeks": 2},
        {"fitzpatrick": "VI"},
    ],
)
def test_the_hash_knows_the_question(change: dict[str, Any]) -> None:
    assert predicted({**ROW, **change}).digest != predicted(ROW).digest


@pytest.mark.parametrize(
    "change",
    [
        {"needle_mm": 1.0},
        {"sessions": 6},
        {"device": "roller", "needle_mm": 0.5},
        {"interval_weeks": 2},
        {"followup_weeks": 26},
    ],
)
def test_the_hash_knows_the_protocol_where_the_twin_speaks(change: dict[str, Any]) -> None:
    assert predicted({**ACNE, **change}).digest != predicted(ACNE).digest


def test_the_hash_knows_seed_order_and_predictors(monkeypatch: pytest.MonkeyPatch) -> None:
    first = predicted(ROW, ACNE).digest
    assert predicted(ROW, ACNE).digest == first
    assert predicted(ROW, ACNE, seed=4).digest != first
    assert predicted(ACNE, ROW).digest != first
    other = predict_rows([ROW, ACNE], seed=3, predictors=few().only("literature"))
    assert other.digest != first
    monkeypatch.setattr(comparison, "__version__", "9.9")
    assert predicted(ROW, ACNE).digest != first


def test_no_outcome_is_read_before_the_hash_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the rows as an outcome may be anything until then."""

    class Secret(dict[str, Any]):
        """Fails as soon as an outcome is asked for by name."""

        def __getitem__(self, key: str) -> Any:
            assert key not in {"after", "change", "observed"}
            return super().__getitem__(key)

        def get(self, key: str, default: Any = None) -> Any:
            assert key not in {"after", "change", "observed"}
            return super().get(key, default)

    held = predict_rows([Secret(ROW)], seed=3, predictors=few())
    assert held.digest == predicted(ROW).digest
    with pytest.raises(AssertionError):
        held.compare([Secret(ROW)])


def test_rows_stay_in_the_order_of_the_file_each_with_its_own_outcome() -> None:
    rows = [PAIN, ACNE, KNOWN, DEEP, ROW]
    report = predicted(*rows).compare(rows)
    assert [row.id for row in report.rows] == [row["key"] for row in rows]
    assert [row.published for row in report.rows] == [None, 9.0, 8.0, 8.0, 8.0]
    assert [row.predicted is not None for row in report.rows] == [False, True, True, False, True]
    assert report.mode == "blind"
    assert (report.coverage.of, report.not_predicted) == (3, 2)
    assert report.predictions_hash == predicted(*rows).digest


def test_bad_rows_keep_their_reason() -> None:
    silent = {k: v for k, v in ROW.items() if k not in {"after", "change"}} | {"key": "silent"}
    rows = [PAIN, DEEP, silent, ROW]
    report = predicted(*rows).compare(rows)
    pain, deep, quiet, good = report.rows
    assert pain.refused is not None
    assert "pain" in pain.refused
    assert deep.refused is not None
    assert "3" in deep.refused
    assert quiet.refused is not None
    assert "neither a value after nor a change" in quiet.refused
    assert good.refused is None
    for row in (pain, deep, quiet):
        assert row.inside is None
        assert row.score is None


def test_people_of_whom_a_paper_says_little_are_predicted_all_the_same() -> None:
    vague = {**ACNE, "fitzpatrick": "Iraqi patients", "age": "adults", "device": "needles"}
    row = predicted(vague).compare([vague]).rows[0]
    assert row.refused is None
    assert row.predicted is not None


def test_rows_of_cohorts_that_were_fitted_are_no_test() -> None:
    same_people = {**ROW, "key": "a later look", "cohort": "budamakuntla2013"}
    rows = [KNOWN, same_people, ROW]
    report = predicted(*rows).compare(rows)
    assert [row.held_out for row in report.rows] == [False, False, True]
    (note,) = report.notes
    assert "ismail2019" in note
    assert "a later look" in note
    assert "new2024" not in note
    assert predicted(ROW).compare([ROW]).notes == ()


def test_every_fitted_cohort_is_known_by_id_and_by_people() -> None:
    fitted = [one for one in evidence.trials() if one.use != "compare"]
    rows = [{**ROW, "key": one.id, "cohort": "x"} for one in fitted]
    rows += [{**ROW, "key": f"y{i}", "cohort": one.cohort} for i, one in enumerate(fitted)]
    assert not any(one.held_out for one in predicted(*rows).guesses)


def test_each_prediction_is_set_beside_its_row_in_the_same_unit() -> None:
    half = {**ROW, "key": "half", "unit": "% of baseline", "baseline": 12.0, "after": 60.0}
    share = {**ROW, "key": "share", "outcome": ">50% improvement", "unit": "% of patients",
             "baseline": None, "after": 45.0}  # fmt: skip
    rows = [ROW, half, share]
    points, percent, people = predicted(*rows).compare(rows).rows
    for row in (points, percent, people):
        assert row.predicted is not None
        assert row.unit == row.predicted.unit
        assert row.inside == row.predicted.holds(row.published or 0.0)
        assert row.score is not None
        assert row.width is not None
    assert (points.unit, percent.unit, people.unit) == ("points", "% of baseline", "share")
    assert points.width == pytest.approx(percent.width, rel=1e-6)
    assert people.published == pytest.approx(0.45)


def test_scores_are_in_per_cent_so_that_scales_can_be_pooled() -> None:
    tall = {**ROW, "key": "tall", "unit": "% of baseline", "baseline": 100, "after": 200 / 3}
    (short, long) = predicted(ROW, tall).compare([ROW, tall]).rows
    assert short.score == pytest.approx(long.score, rel=1e-6)
    assert short.baseline_score == pytest.approx(short.score)  # the literature speaks for melasma


def test_a_report_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    report = predicted(ROW, PAIN).compare([ROW, PAIN])
    assert json.loads(report.model_dump_json())["rows"][1]["refused"]


def test_what_is_no_list_of_rows_is_refused() -> None:
    for data in (3, "text"):
        with pytest.raises(RecordError, match="list of rows"):
            predict_rows(data, predictors=few())


def test_outcomes_of_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        predicted(ROW, ACNE).compare([ROW])


def test_the_choice_is_that_of_the_predictors_that_spoke() -> None:
    held = predict_rows([ACNE], seed=3, predictors=few().only("literature"))
    report = held.compare([ACNE])
    assert report.rows[0].speaks == "literature"
    assert set(report.choice.values()) == {"literature"}


def test_nothing_but_the_stored_outcomes_counts_as_fitted() -> None:
    assert blind._fitted() >= {"dogra2014", "majid2009"}
    assert "dogra2014_vas" not in blind._fitted()
