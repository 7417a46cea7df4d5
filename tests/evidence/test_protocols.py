"""Trialled protocols: every row is sourced and complete, and what studies never did is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from neocol import evidence
from neocol.evidence import EvidenceError, Source, TrialledProtocol
from neocol.evidence.loader import items_in
from neocol.evidence.protocols import COMPANIONS, SITES
from neocol.language import option_words

ROWS = {row.id: row for row in evidence.protocols()}
PLANNED = (
    "acne_scar", "scar", "wrinkle", "photoageing", "laxity", "texture", "pores", "striae",
    "melasma", "androgenetic_alopecia",
)  # fmt: skip
GOOD = """
[[protocol]]
id = "x"
indication = "acne_scar"
devices = ["pen"]
needle_low_mm = 1.0
needle_high_mm = 1.5
least_mm = 0.25
sessions_low = 3
sessions_high = 4
interval_low_days = 28.0
interval_high_days = 30.0
combined_with = ["peel"]
companion = "a peel"
companion_after_days = 21.0
sites = ["cheek"]
helps = "shown"
recalled = ["needle_low_mm"]
judged = ["sessions_high"]
sources = ["X1"]
status = "found"
confidence = "low"
"""
KNOWN = {"X1": Source(key="X1", title="A paper", year="2020", doi="10.1/x")}


def _read(tmp_path: Path, text: str) -> tuple[TrialledProtocol, ...]:
    path = tmp_path / "protocols.toml"
    path.write_text(text, encoding="utf-8")
    return items_in(path, TrialledProtocol, KNOWN)


@pytest.mark.parametrize("indication", PLANNED)
def test_every_planned_indication_has_a_known_needle_and_known_sessions(indication: str) -> None:
    rows = evidence.protocols(indication)
    assert any(row.needle_known and row.sessions_low and row.interval_low_days for row in rows)


def test_rows_of_an_indication_are_those_of_the_file() -> None:
    named = dict.fromkeys(row.indication for row in evidence.protocols())
    parts = [row for name in named for row in evidence.protocols(name)]
    assert sorted(row.id for row in parts) == sorted(ROWS)
    assert evidence.protocols("acne_scar") is evidence.protocols("acne_scar")
    for specialist in (*evidence.words("indications.any.specialist"), "acne"):
        assert evidence.protocols(specialist) == ()


def test_what_was_found_rests_on_something_that_was_read() -> None:
    for row in ROWS.values():
        cited = evidence.cite(row.sources)
        assert row.status != "found" or any(s.status == "found" for s in cited), row.id
        if row.judged:
            assert "JUDGE" in row.sources, row.id
        if row.status == "recalled":
            assert row.recalled, row.id
            assert row.helps == "unproven", row.id


def test_a_judged_needle_is_never_called_the_study_s() -> None:
    for id_ in ("acne_scar_label", "wrinkle_ablon", "laxity_ablon", "texture_ablon"):
        assert "needle_low_mm" in ROWS[id_].judged
    assert ROWS["acne_scar_label"].least_mm == 0.25
    assert ROWS["acne_scar_lotfi"].recalled == ()


def test_what_trials_toml_prints_is_the_same_here() -> None:
    """One study, one protocol: the outcomes and the protocol of a study agree."""
    checked = 0
    for row in ROWS.values():
        for outcome in evidence.trials():
            same = outcome.sources[0] == row.sources[0] and outcome.indication == row.indication
            if not same or outcome.sessions == 0:
                continue
            checked += 1
            if outcome.sessions is not None:
                assert row.sessions_low == row.sessions_high == outcome.sessions, row.id
            if outcome.interval_days is not None:
                assert row.interval_low_days == outcome.interval_days, row.id
            if outcome.needle_mm:
                assert row.needle_low_mm == row.needle_high_mm == outcome.needle_mm, row.id
                recalled = "needle_mm" in outcome.recalled
                assert ("needle_low_mm" in row.recalled) == recalled, row.id
            elif outcome.needle_mm is None and row.needle_known:
                assert {"needle_low_mm"} <= {*row.recalled, *row.judged}, row.id
    assert checked > 15


def test_needling_alone_is_not_offered_where_it_is_weak() -> None:
    assert {row.id for row in ROWS.values() if row.helps == "not_alone"} == {
        "acne_scar_garg_icepick",
        "melasma_alone_farshi",
    }
    for row in ROWS.values():
        if row.indication == "melasma" and row.helps == "shown":
            assert row.combined_with == ("tranexamic_acid",), row.id
        if row.indication == "androgenetic_alopecia":
            assert row.combined_with == ("minoxidil",), row.id
            assert row.sites == ("scalp",), row.id
        if row.scar_types == ("icepick",) and row.helps == "shown":
            assert "tca_cross" in row.combined_with, row.id


def test_companions_are_the_words_of_a_wish_and_wait_as_the_rules_say() -> None:
    for word in COMPANIONS:
        assert word in option_words(word.replace("_", " ")), word
    for row in ROWS.values():
        if row.companion:
            gap = row.companion_after_days
            assert gap is not None, row.id
            assert gap * 2 == row.interval_low_days, row.id
            windows = [
                rule.window.by_source.get(row.sources[0])
                for rule in evidence.rules("combination")
                if rule.window and rule.option in row.combined_with
            ]
            assert gap in windows, row.id


def test_no_needle_passes_what_any_site_was_needled_with_in_studies() -> None:
    for row in ROWS.values():
        assert row.needle_high_mm is None or row.needle_high_mm <= 2.5, row.id
        assert set(row.sites) <= set(SITES)


def test_a_protocol_is_read(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, GOOD)
    assert (row.sessions_low, row.sessions_high, row.companion_after_days) == (3, 4, 21.0)
    assert row.needle_known


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("needle_low_mm = 1.0", "needle_low_mm = 1.6", "needle_low_mm ≤ needle_high_mm"),
        ("needle_high_mm = 1.5", "needle_high_mm = 3.1", "needle_high_mm"),
        ("needle_low_mm = 1.0", "needle_low_mm = 0.0", "needle_low_mm"),
        ("needle_high_mm = 1.5\n", "", "stand together"),
        ("least_mm = 0.25", "least_mm = 1.2", "least_mm ≤ needle_low_mm"),
        ("sessions_low = 3", "sessions_low = 5", "sessions_low ≤ sessions_high"),
        ("sessions_low = 3", "sessions_low = 0", "sessions_low"),
        ("interval_low_days = 28.0", "interval_low_days = 31.0", "interval_low_days ≤"),
        ('["peel"]', '["cream"]', "combined_with"),
        ('["pen"]', '["rf_needling"]', "devices"),
        ('companion = "a peel"\n', "", "stands without companion"),
        ('["cheek"]', '["knee"]', "unknown site: knee"),
        ('["needle_low_mm"]', '["needle_mm"]', "recalled names no field that is known: needle_mm"),
        ('["needle_low_mm"]', '["endpoint"]', "recalled names no field that is known: endpoint"),
        ('["sessions_high"]', '["needle_low_mm"]', "recalled or judged, not both"),
        ('helps = "shown"', 'helps = "perhaps"', "helps"),
        ('indication = "acne_scar"', 'indication = "freckles"', "indication"),
        ('["X1"]', '["X2"]', "'X2' is not in the bibliography"),
    ],
)
def test_what_is_no_protocol_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(EvidenceError, match=said):
        _read(tmp_path, GOOD.replace(old, new))


def test_a_protocol_without_needle_and_sessions_is_refused(tmp_path: Path) -> None:
    bare = "\n".join(
        line
        for line in GOOD.splitlines()
        if not line.startswith(("needle", "least", "sessions", "recalled", "judged"))
    )
    with pytest.raises(EvidenceError, match="needs its needle or its sessions"):
        _read(tmp_path, bare)
    with pytest.raises(EvidenceError, match="the id stands twice"):
        _read(tmp_path, GOOD + GOOD)
