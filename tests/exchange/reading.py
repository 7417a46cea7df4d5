"""What the tests of case files share: one case in YAML, one Bundle, and reading one case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from neocol.exchange import casefile
from neocol.exchange.casefile import cases, read_data
from neocol.record import Case, RecordError

ON = dt.date(2026, 3, 16)
YAML = """
id: demo-1
consult_date: 2026-03-16
patient:
  age: 34
  sex: F
  fitzpatrick: IV
  pregnancy: no
  conditions: [{text: "rolling acne scars", icd10: L90.5, area: cheeks}]
  medications: []
  allergies: [benzocaine]
  concerns: acne scars
photos: [front.jpg]
"""
BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "id": "p",
                "name": [{"text": "Ann Doe"}],
                "gender": "female",
                "birthDate": "1990-05-01",
            }
        },
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "status": "active",
                "intent": "order",
                "subject": {"reference": "Patient/p"},
                "medicationCodeableConcept": {"text": "Warfarin"},
            }
        },
        {"resource": {"resourceType": "Encounter", "status": "finished"}},
    ],
}


def one(data: Any, base: Path | None = None, on: dt.date | None = None) -> Case:
    """Read one good case."""
    (case,) = cases(data, base=base, on=on)
    assert isinstance(case, Case), case
    return case


def wrong(data: Any, base: Path | None = None, on: dt.date | None = None) -> RecordError:
    """Read one bad case."""
    (error,) = cases(data, base=base, on=on)
    assert isinstance(error, RecordError), error
    assert "\n" not in str(error)
    assert len(error.message) <= casefile.ERROR_MAX_CHARS
    return error


def refused(path: Path | str, **more: Any) -> str:
    """Return the one line that a file is refused with."""
    with pytest.raises(RecordError) as caught:
        read_data(path, **more)
    line = str(caught.value)
    assert "\n" not in line
    return line


def written(folder: Path, content: str | bytes, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
