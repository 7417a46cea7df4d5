"""Published outcomes: every row is sourced, complete, and what the collection says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from neocol import evidence
from neocol.evidence import EvidenceError, PublishedOutcome, Source
from neocol.evidence.loader import items_in
from tests.conftest import ROOT

ROWS = {row.id: row for row in evidence.trials()}
SHARED = ROOT.parent / "shared" / "research" / "trials.json"
HALF_A_WEEK = 3.5
SAME = {
    "cohort", "indication", "site", "n", "device", "needle_mm", "passes", "sessions", "age",
    "fitzpatrick", "arm", "unit", "baseline", "after", "change", "confidence", "address",
}  # fmt: skip

GOOD = """
[[outcome]]
id = "x2020"
cohort = "x2020"
sources = ["X1"]
status = "found"
confidence = "high"
use = "fit"
indication = "acne_scar"
measure = "a score"
name = "other_severity"
unit = "points"
baseline = 10.0
baseline_sd = 2.0
after = 6.0
after_sd = 1.0
recalled = ["needle_mm", "doi"]
address = "a journal"
"""
KNOWN = {"X1": Source(key="X1", title="A paper", year="2020", doi="10.1/x")}


@pytest.fixture(scope="module")
def collected() -> list[dict[str, Any]]:
    if not SHARED.is_file():
        pytest.skip("no shared/research/trials.json beside this checkout")
    rows: list[dict[str, Any]] = json.loads(SHARED.read_text(encoding="utf-8"))
    return rows


def _read(tmp_path: Path, text: str) -> tuple[PublishedOutcome, ...]:
    path = tmp_path / "trials.toml"
    path.write_text(text, encoding="utf-8")
    return items_in(path, PublishedOutcome, KNOWN)


def test_every_row_says_where_it_was_read_and_what_to_cite() -> None:
    for row in ROWS.values():
        cited = evidence.cite(row.sources)
        assert cited
        assert row.address, row.id
        assert row.status != "found" or any(source.status == "found" for source in cited), row.id


def test_the_collection_stands_whole_and_unchanged(collected: list[dict[str, Any]]) -> None:
    assert {row["key"] for row in collected} <= set(ROWS)
    for row in collected:
        ours = ROWS[row["key"]]
        for field in SAME:
            assert getattr(ours, field) == row.get(field), (row["key"], field)
        assert ours.measure == row["outcome"]
        assert ours.status == row["source"]
        spread = row.get("sd") or {}
        assert (ours.baseline_sd, ours.after_sd) == (spread.get("baseline"), spread.get("after"))
        interval = row.get("ci95")
        low_high = None if ours.interval is None else [ours.interval.low, ours.interval.high]
        assert low_high == (None if interval is None else sorted(interval))
        recalled = {
            f.replace("interval_weeks", "interval_days") for f in row.get("recalled_fields", ())
        }
        assert set(ours.recalled) == recalled


def test_weeks_are_kept_as_days(collected: list[dict[str, Any]]) -> None:
    """Where a paper prints days, weeks were their rounding."""
    for row in collected:
        ours = ROWS[row["key"]]
        for days, weeks in (
            (ours.interval_days, row["interval_weeks"]),
            (ours.follow_up_days, row["followup_weeks"]),
        ):
            assert (days is None) == (weeks is None), row["key"]
            assert days is None or abs(days - 7 * weeks) <= HALF_A_WEEK, row["key"]
        said = (row.get("followup_from") or "").partition(" ")[0]
        assert not said or ours.follow_up_from == said, row["key"]


def test_contrasts_and_outliers_are_not_fitted_unweighted() -> None:
    assert {row.id for row in ROWS.values() if row.use == "contrast"} == {
        "pooled_hair2024",
        "kang2022_prp_or",
    }
    for row in ROWS.values():
        assert row.use != "fit" or not row.outlier or row.down_weighted, row.id


def test_rows_of_one_cohort_were_treated_alike() -> None:
    for row in ROWS.values():
        same = [
            other for other in ROWS.values() if (other.cohort, other.arm) == (row.cohort, row.arm)
        ]
        protocols = {(r.device, r.needle_mm, r.sessions, r.interval_days) for r in same}
        assert len(protocols) == 1, row.cohort


def test_a_sourced_outcome_is_read(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, GOOD)
    assert row.after == 6.0
    assert row.needle_mm is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("after = 6.0\nafter_sd = 1.0\n", "", "needs after or change"),
        ("after_sd = 1.0", "after_sd = -1.0", "after_sd"),
        ("baseline = 10.0\n", "", "baseline_sd stands without"),
        ("after = 6.0\n", "change = -4.0\n", "after_sd stands without"),
        ('sources = ["X1"]', 'sources = ["X2"]', "'X2' is not in the bibliography"),
        ('address = "a journal"\n', "", "address"),
        ('"needle_mm", "doi"', '"needle_m"', "recalled names no field: needle_m"),
        ('name = "other_severity"\n', "", "names its measure"),
        ('name = "other_severity"', 'name = "masy"', "name"),
        ('use = "fit"', 'use = "fit"\noutlier = true', "down-weighted"),
        ('use = "fit"', 'use = "fitted"', "use"),
        ("after = 6.0", "after = nan", "finite"),
        ("after = 6.0", 'after = 6.0\ninterval = { kind = "ci95", low = 2, high = 1 }', "low ≤"),
    ],
)
def test_what_is_no_published_outcome_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(EvidenceError, match=said):
        _read(tmp_path, GOOD.replace(old, new))


def test_outcomes_are_not_to_be_changed() -> None:
    with pytest.raises(ValidationError):
        ROWS["dogra2014"].after = 0.0


def test_harm_is_counted_by_study_with_who_was_treated() -> None:
    studies = {key.split(".")[2] for key in evidence.search("pih_counts.study")}
    assert len(studies) >= 5
    for study in studies:
        events = evidence.number(f"pih_counts.study.{study}.events", "1")
        assert 0 <= events <= evidence.number(f"pih_counts.study.{study}.people", "1")
        assert set(evidence.words(f"pih_counts.study.{study}.phototypes")) <= set(
            "I II III IV V VI".split()
        )


def test_redness_lies_inside_what_studies_saw() -> None:
    for key in evidence.search("pih_counts.redness"):
        value, low, high = evidence.span(key, "h")
        assert 0 < low <= value <= high
