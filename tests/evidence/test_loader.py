"""The loader refuses what has no source, no unit or no meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.evidence import EvidenceError, Rule, Source
from neocol.evidence.loader import entries_in, items_in, sources_in

GOOD = """
[a.depth]
value = 1.5
unit = "mm"
sources = ["X1"]
status = "found"
confidence = "high"
"""
KNOWN = {"X1": Source(key="X1", title="A paper", year="2020", doi="10.1/x")}


def _entries(tmp_path: Path, text: str) -> object:
    path = tmp_path / "sites.toml"
    path.write_text(text, encoding="utf-8")
    return entries_in(path, KNOWN)


def test_a_sourced_value_is_read(tmp_path: Path) -> None:
    found = _entries(tmp_path, GOOD)
    assert isinstance(found, dict)
    assert found["sites.a.depth"].value == 1.5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sources = ["X1"]', "sources = []", "sources"),
        ('sources = ["X1"]\n', "", "sources: required"),
        ('sources = ["X1"]', 'sources = ["X2"]', "'X2' is not in the bibliography"),
        ('unit = "mm"\n', "", "unit: required"),
        ('unit = "mm"', 'unit = ""', "unknown unit"),
        ('unit = "mm"', 'unit = "inch"', "unknown unit 'inch'"),
        ('unit = "mm"', 'unit = "word"', "does not fit"),
        ('status = "found"\n', "", "status: required"),
        ('status = "found"', 'status = "sure"', "'found'"),
        ('confidence = "high"\n', "", "confidence: required"),
        ("value = 1.5\n", "", "a value is missing"),
        ("value = 1.5", "value = nan", "finite"),
        ("value = 1.5", 'value = "deep"', "does not fit"),
        ("[a.depth]", "[a]\ndepth = 1.5\n[a.b]", "no unit and no source"),
        ("[a.depth]", "[a.depth]\nspred = 1", "did you mean 'spread'"),
        ("value = 1.5", 'value = 1.5\nspread = { kind = "range", low = 2.0, high = 1.0 }', "low ≤"),
        ("value = 1.5", 'value = 1.5\nspread = { kind = "sd" }', "needs sd"),
        ("[a.depth]", "[a.depth", "sites.toml"),
    ],
)
def test_what_is_not_evidence_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(EvidenceError, match=said.replace("(", r"\(")):
        _entries(tmp_path, GOOD.replace(old, new))


def test_a_source_that_was_read_can_be_found_again(tmp_path: Path) -> None:
    path = tmp_path / "bibliography.toml"
    path.write_text('[X]\ntitle = "T"\nyear = "2020"\nstatus = "found"\n', encoding="utf-8")
    with pytest.raises(EvidenceError, match="X: a source that was read needs"):
        sources_in(path)


RULE = """
[[rule]]
id = "C-1"
stage = "candidacy"
tags = ["t"]
effect = "defer"
message = "m"
why = "w"
sources = ["X1"]
status = "found"
confidence = "low"
window = { default = 14, min = 7, max = 30, by_source = { X1 = 14 } }
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("default = 14", "default = 31", "outside min..max"),
        ("min = 7", "min = 40", "min ≤ max"),
        ("X1 = 14", "X9 = 14", "'X9' is not in the bibliography"),
        ('effect = "defer"', 'effect = "forbid"', "effect"),
        ('tags = ["t"]', "tags = []", "tags"),
        ('id = "C-1"', 'id = "C-1"\nwindow_days = 14', "unknown key 'window_days'"),
    ],
)
def test_rules_are_checked_too(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(RULE.replace(old, new), encoding="utf-8")
    with pytest.raises(EvidenceError, match=said):
        items_in(path, Rule, KNOWN)


def test_an_id_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(RULE + RULE, encoding="utf-8")
    with pytest.raises(EvidenceError, match="stands twice"):
        items_in(path, Rule, KNOWN)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_is_evidence_or_an_evidence_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("e") / "x.toml"
    path.write_text(text, encoding="utf-8")
    try:
        entries_in(path, KNOWN)
    except EvidenceError as error:
        assert "x" in str(error)
