"""Unknown is not none: what counts as an answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.fhir.samples import (
    Resource,
    allergy,
    concept,
    condition,
    procedure,
    read,
    request,
    said,
    statement,
    status,
)


def test_an_empty_bundle_answers_nothing() -> None:
    patient = read().patient
    assert patient.conditions is None
    assert patient.medications is None
    assert patient.allergies is None
    assert patient.recent_procedures is None
    assert patient.pregnancy == "unknown"


@pytest.mark.parametrize(
    ("make", "code", "question"),
    [
        (condition, concept("none", snomed="160245001"), "conditions"),
        (condition, concept(ips="no-known-problems"), "conditions"),
        (allergy, concept(snomed="716186003"), "allergies"),
        (allergy, concept(ips="no-known-allergies"), "allergies"),
        (allergy, concept("No known allergies"), "allergies"),
        (procedure, concept(ips="no-known-procedures"), "recent_procedures"),
        (procedure, concept(snomed="787480003"), "recent_procedures"),
    ],
)
def test_none_known_is_an_answer(make: Any, code: Resource, question: str) -> None:
    assert getattr(read(make(code=code)).patient, question) == ()


@pytest.mark.parametrize("make", [request, statement])
@pytest.mark.parametrize("code", [concept(snomed="787481004"), concept(ips="no-known-medications")])
def test_no_known_medications_is_an_answer(make: Any, code: Resource) -> None:
    assert read(make(medicationCodeableConcept=code)).patient.medications == ()
    ended = read(make(medicationCodeableConcept=code, state="completed"))
    assert ended.patient.medications is None
    assert said(ended, "no longer so")


def test_none_known_beside_an_entry_is_contradicted() -> None:
    case = read(allergy(code=concept("No known allergy", snomed="716186003")), allergy("Latex"))
    assert case.patient.allergies is not None
    assert [item.text for item in case.patient.allergies] == ["Latex"]
    assert said(case, "entry[1]", "contradicted")


@pytest.mark.parametrize(
    "code",
    [
        concept("No known drug allergy", snomed="409137002"),
        concept(ips="no-known-food-allergies"),
        concept("NKDA"),
        concept(ips="no-allergy-info"),
    ],
)
def test_part_of_an_answer_is_none(code: Resource) -> None:
    case = read(allergy(code=code))
    assert case.patient.allergies is None
    assert said(case, "entry[1] AllergyIntolerance", "says")


def test_none_known_that_was_an_error_is_no_answer() -> None:
    code = concept(snomed="716186003")
    wrong = allergy(code=code, verificationStatus=status("entered-in-error"))
    assert read(wrong).patient.allergies is None
    assert read(allergy(code=code, clinical="inactive")).patient.allergies is None
