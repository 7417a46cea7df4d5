"""The stored posterior: whole, finite, fair to every dose law, and refused when it is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from neocol import evidence
from neocol.evidence import EvidenceError
from neocol.twin.composites import COMPOSITES, prior_sds
from neocol.twin.outcome import posterior as room
from neocol.twin.outcome.indications import COLLAGEN_GROUPS
from neocol.twin.outcome.laws import LAWS
from neocol.twin.outcome.posterior import LITERATURE_FILE, TWIN_FILE, Posterior, stored
from neocol.twin.skin import PHOTOTYPES

ENOUGH = 1_000
NEEDED = {
    "twin": {
        "slope", "slope_between", "measure_between", "study_between", "regression_to_mean",
        "observer", "publication", "patient_sd", "saturation", "any_improvement",
        "histology_between", "pih_between", "law", "slope.acne_scar", "slope.ageing",
        "combination.prp", *(f"composite.{name}" for name in COMPOSITES),
        *(f"pih.{kind}" for kind in PHOTOTYPES),
    },
    "literature": {
        "pooled", "indication_between", "measure_between", "study_between", "sessions",
        "patient_sd", "any_improvement", "epidermis", "mean.acne_scar", "mean.ageing",
        "mean.melasma",
    },
}  # fmt: skip
POSITIVE = ("slope", "study_between", "measure_between", "patient_sd", "any_improvement")


def of(name: str) -> Posterior:
    return stored().twin if name == "twin" else stored().literature


@pytest.mark.parametrize("name", NEEDED)
def test_every_member_has_every_number(name: str) -> None:
    found = of(name)
    assert found.size >= ENOUGH
    assert set(found.columns) >= NEEDED[name]
    for column, values in found.columns.items():
        assert values.shape == (found.size,), column
        assert np.isfinite(values).all(), column
        assert np.ptp(values) > 0, column
        if column in POSITIVE:
            assert (values > 0).all(), column


def test_every_dose_law_has_a_third() -> None:
    law = stored().twin["law"]
    assert [int((law == k).sum()) for k in range(len(LAWS))] == [stored().twin.size // 3] * 3


def test_a_collagen_that_nobody_scored_is_as_wide_as_its_prior_at_most() -> None:
    composites = stored().twin.composites()
    assert composites.shape == (stored().twin.size, len(COMPOSITES))
    assert (composites.std(axis=0) < 1.25 * prior_sds()).all()


def test_somebody_speaks_for_every_group() -> None:
    chosen = {group: stored().speaker(group) for group in COLLAGEN_GROUPS}
    assert set(stored().choice) == set(COLLAGEN_GROUPS)
    assert set(chosen.values()) <= {"twin", "literature"}
    assert stored().speaker("melasma") == "literature"
    only = stored().only("literature")
    assert {only.speaker(group) for group in COLLAGEN_GROUPS} == {"literature"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put evidence's data where it can be broken."""
    for name in (TWIN_FILE, LITERATURE_FILE):
        shutil.copy(evidence.DATA / name, tmp_path)
    monkeypatch.setattr(evidence, "DATA", tmp_path)
    return tmp_path


def test_the_copied_files_are_read(folder: Path) -> None:
    found = stored.__wrapped__()
    assert (found.twin["slope"] == stored().twin["slope"]).all()


@pytest.mark.parametrize("name", [TWIN_FILE, LITERATURE_FILE])
@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "slope,law\n",
        "slope,law\n0.1\n",
        "slope,law\n0.1,a\n",
        "slope,law\n0.1,0\n0.2,1,2\n",
        "slope,law\n0.1,nan\n",
        "slope,law\n0.1,inf\n",
    ],
)
def test_a_missing_or_broken_posterior_is_named(folder: Path, name: str, text: str | None) -> None:
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=name):
        room.stored.__wrapped__()
