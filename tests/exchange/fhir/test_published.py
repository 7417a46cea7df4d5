"""Synthea's invented patients, where they lie beside the checkout."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from neocol.exchange.fhir import case_from_bundle
from tests.exchange.fhir.samples import (
    said,
)


@pytest.fixture(scope="module")
def synthea(shared_data: Path) -> dict[str, dict[str, Any]]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((shared_data / "fhir").glob("*.json"))
    }


def test_every_synthea_bundle_is_read(synthea: dict[str, dict[str, Any]]) -> None:
    assert len(synthea) == 13
    for name, data in synthea.items():
        for day in (dt.date(2019, 6, 1), dt.date(2024, 2, 29)):
            case = case_from_bundle(data, on=day)
            assert case.patient.name == name.replace("_", " ").replace("Maria", "María")
            assert case.patient.birth_date is not None
            assert not said(case, "not as R4 has it")
            assert not said(case, "is FHIR")
            assert said(case, "not needed here", "Claim")


@pytest.mark.parametrize(
    ("name", "age", "sex", "present", "past", "current", "stopped", "allergies", "done", "weight"),
    [
        # Counted by hand in the files, of what had begun by 2019-06-01.
        ("Asa_Hermiston", 48, "M", 5, 2, 5, 4, 4, 1, 96.25),
        ("Cammy_Kreiger", 40, "F", 3, 3, 0, 4, None, 6, 65.15),
        ("Raymon_Kris", 27, "M", 3, 7, 1, 4, None, 3, 103.55),
    ],
)
def test_three_bundles_counted_by_hand(
    synthea: dict[str, dict[str, Any]],
    name: str,
    age: int,
    sex: str,
    present: int,
    past: int,
    current: int,
    stopped: int,
    allergies: int | None,
    done: int,
    weight: float,
) -> None:
    day = dt.date(2019, 6, 1)
    case = case_from_bundle(synthea[name], on=day)
    patient = case.patient
    assert (case.age_years(day), patient.sex, patient.weight_kg) == (age, sex, weight)
    states = [item.resolved is not None for item in patient.conditions or ()]
    assert (states.count(False), states.count(True)) == (present, past)
    taken = [item.status for item in patient.medications or ()]
    assert (taken.count("current"), taken.count("stopped")) == (current, stopped)
    assert len(taken) == current + stopped
    assert (None if patient.allergies is None else len(patient.allergies)) == allergies
    assert len(patient.recent_procedures or ()) == done
