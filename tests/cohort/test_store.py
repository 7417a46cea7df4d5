"""A fit as evidence: written, read back, sourced, and of today's evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neocol import evidence
from neocol.cohort.store import COMMAND, INPUTS, PROVENANCE_FILE, inputs_hash, write
from neocol.evidence import loader, store
from neocol.twin.composites import COMPOSITES
from neocol.twin.outcome import posterior as reading
from neocol.twin.outcome.posterior import LITERATURE_FILE, TWIN_FILE, Posterior, stored
from tests.cohort.small import SEED, calibration, little, small, small_fit

FOUR_DIGITS = 5.1e-4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small fit in it."""
    path = tmp_path_factory.mktemp("posterior")
    write(small(), small_fit(), path)
    return path


@pytest.fixture(scope="module")
def entries(folder: Path) -> dict[str, evidence.Entry]:
    known = {source.key: source for source in evidence.bibliography()}
    return loader.entries_in(folder / PROVENANCE_FILE, known)


@pytest.mark.parametrize("name", [TWIN_FILE, LITERATURE_FILE])
def test_what_is_written_is_read_back(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predictors = small_fit().predictors
    made: Posterior = predictors.twin if name == TWIN_FILE else predictors.literature
    monkeypatch.setattr(evidence, "DATA", folder)
    found = reading._read(name)
    assert list(found.columns) == list(made.columns)
    for column in made.columns:
        np.testing.assert_allclose(found[column], made[column], rtol=FOUR_DIGITS, err_msg=column)


def test_provenance_is_evidence_like_any_other(entries: dict[str, evidence.Entry]) -> None:
    for key, entry in entries.items():
        assert entry.status == "derived", key
        assert entry.sources, key
    assert entries["posterior.made.command"].value in (COMMAND, (COMMAND,))
    assert entries["posterior.made.seed"].value == SEED
    assert entries["posterior.made.members"].value == small_fit().predictors.twin.size
    assert entries["posterior.made.cohorts"].value == len(small().observed.cohorts)
    for law, one in small_fit().twin.items():
        told = entries[f"posterior.sampled.{law}.worst_r_hat"].value
        assert told == pytest.approx(one.worst_r_hat, rel=1e-5)
    for speaker, score in small_fit().scores.items():
        assert entries[f"posterior.score.{speaker}"].value == pytest.approx(score, rel=1e-5)


def test_what_is_told_lies_in_its_interval(entries: dict[str, evidence.Entry]) -> None:
    told = {key: entry for key, entry in entries.items() if ".told." in key}
    assert {key.rpartition(".")[2] for key in told} >= {
        "collagen_gain_percent",
        "slope_times_gain_acne_scar",
        "slope_times_gain_ageing",
        "bias",
        "study_between",
        "patient_sd",
    }
    for key, entry in told.items():
        spread = entry.spread
        assert spread is not None, key
        assert isinstance(entry.value, float)
        assert spread.low is not None
        assert spread.high is not None
        assert spread.low <= entry.value <= spread.high, key


def test_sources_are_those_of_what_was_fitted(entries: dict[str, evidence.Entry]) -> None:
    fitted = {key for one in evidence.trials() if one.use != "compare" for key in one.sources}
    assert set(entries["posterior.made.inputs"].sources) == fitted


def test_the_stored_posterior_belongs_to_todays_evidence() -> None:
    assert evidence.words("posterior.made.inputs")[0] == inputs_hash(), (
        "the evidence has changed since the posterior was fitted: run `make posterior`"
    )


def test_the_stored_posterior_says_how_it_was_made() -> None:
    made = stored()
    assert evidence.number("posterior.made.members", "1") == made.twin.size
    chosen = {key.rpartition(".")[2] for key in evidence.search("posterior.choice")}
    assert chosen == set(made.choice)
    scores = {who: evidence.number(f"posterior.score.{who}", "1") for who in ("twin", "literature")}
    assert set(made.choice.values()) == {min(scores, key=lambda who: scores[who])}
    for model in ("linear", "saturating", "flat", "literature"):
        assert evidence.number(f"posterior.sampled.{model}.worst_r_hat", "1") < 1.02, model
        assert evidence.number(f"posterior.sampled.{model}.least_effective", "1") > 1_000, model
    sampled = np.log(made.twin["slope"]) + made.twin["composite.collagen_gain"]
    assert np.isfinite(sampled).all()
    told, low, high = evidence.span("posterior.told.slope_times_gain_acne_scar", "1")
    product = made.twin["slope.acne_scar"] * np.exp(made.twin["composite.collagen_gain"])
    assert np.percentile(product, (50, 5, 95)) == pytest.approx((told, low, high), rel=2e-3)


def test_the_hash_follows_every_input(tmp_path: Path) -> None:
    for name in INPUTS:
        (tmp_path / f"{name}.toml").write_bytes((evidence.DATA / f"{name}.toml").read_bytes())
    assert inputs_hash(tmp_path) == inputs_hash()
    found = {inputs_hash()}
    for name in INPUTS:
        path = tmp_path / f"{name}.toml"
        whole = path.read_bytes()
        path.write_bytes(whole + b"\n")
        found.add(inputs_hash(tmp_path))
        path.write_bytes(whole)
    assert len(found) == len(INPUTS) + 1


def test_a_fit_reads_no_evidence_that_is_not_in_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    entries = store._entries

    def watched(file: str) -> Any:
        read.add(file)
        return entries(file)

    monkeypatch.setattr(store, "_entries", watched)
    with little():
        calibration().fitted(steps=3)
    assert read
    assert read <= set(INPUTS)


def test_a_fit_has_every_column_that_the_stored_one_has() -> None:
    made = small_fit().predictors
    assert set(made.twin.columns) == set(stored().twin.columns)
    assert set(made.literature.columns) == set(stored().literature.columns)
    assert {f"composite.{name}" for name in COMPOSITES} <= set(made.twin.columns)
