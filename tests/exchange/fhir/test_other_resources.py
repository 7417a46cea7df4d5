"""Allergies, procedures and observations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.exchange.fhir.samples import (
    Resource,
    allergy,
    concept,
    condition,
    observation,
    procedure,
    read,
    said,
    status,
)


def test_allergies() -> None:
    code = concept("Benzocaine", snomed="294330007", rxnorm="1399")
    found = read(allergy(code=code)).patient.allergies
    assert found is not None
    assert found[0].model_dump() == {"text": "Benzocaine", "snomed": "294330007", "rxnorm": "1399"}


@pytest.mark.parametrize(
    ("resource", "note"),
    [
        (allergy(clinical="inactive"), "inactive"),
        (allergy(clinical="resolved"), "resolved"),
        (allergy(verificationStatus=status("refuted")), "refuted"),
        (allergy(recordedDate="2026-04-01"), "lies after"),
        (allergy(text=None), "neither code nor text"),
    ],
)
def test_other_allergies_are_left_out_and_said(resource: Resource, note: str) -> None:
    case = read(resource)
    assert case.patient.allergies is None
    assert said(case, "entry[1] AllergyIntolerance", note)


def test_an_allergy_without_code_is_named_by_its_substance() -> None:
    reaction = [{"manifestation": [concept("Hives")], "substance": concept("Latex")}]
    found = read(allergy(text=None, reaction=reaction)).patient.allergies
    assert found is not None
    assert found[0].text == "Latex"


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ({"performedDateTime": "2026-03-02T09:00:00Z"}, "2026-03-02"),
        ({"performedPeriod": {"start": "2026-03-01", "end": "2026-03-02"}}, "2026-03-02"),
        ({"performedPeriod": {"start": "2026-03-01"}}, "2026-03-01"),
        ({"performedPeriod": {"start": "2026-03-01", "end": "2026-05-02"}}, "2026-03-01"),
        ({"performedDateTime": "2026-02"}, "2026-02-28"),
        ({"performedDateTime": "2026-03"}, "2026-03-16"),
        ({"performedString": "in spring"}, None),
        ({}, None),
    ],
)
def test_procedure_dates(dates: Resource, day: str | None) -> None:
    case = read(procedure(**dates, bodySite=[concept("Lips")], code=concept("Filler", snomed="1")))
    assert case.patient.recent_procedures is not None
    (found,) = case.patient.recent_procedures
    assert found.date == (dt.date.fromisoformat(day) if day else None)
    assert (found.text, found.area, found.snomed) == ("Filler", "Lips", "1")
    assert (day is None) == said(case, "nobody wrote a date")


@pytest.mark.parametrize(
    "state", ["preparation", "not-done", "on-hold", "stopped", "entered-in-error", "unknown"]
)
def test_procedures_that_were_not_done_are_left_out_and_said(state: str) -> None:
    case = read(procedure(state=state))
    assert case.patient.recent_procedures is None
    assert said(case, "entry[1] Procedure 'Dermal filler'", state.replace("-", " "))


def test_a_procedure_after_the_day_is_left_out() -> None:
    case = read(procedure(performedDateTime="2026-03-17"), procedure(state="in-progress"))
    assert case.patient.recent_procedures is not None
    assert len(case.patient.recent_procedures) == 1
    assert said(case, "entry[1]", "2026-03-17 lies after")


@pytest.mark.parametrize(
    ("value", "unit", "kilograms"),
    [(61.25, "kg", 61.25), (61_250, "g", 61.25), (135, "[lb_av]", 61.23)],
)
def test_weight(value: float, unit: str, kilograms: float) -> None:
    quantity = {"value": value, "code": unit}
    assert read(observation("29463-7", valueQuantity=quantity)).patient.weight_kg == kilograms


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 61, "unit": "stone"},
        *({"value": value, "unit": "kg"} for value in ("61", 0, -1, 900, 1e400, 10**5000, True)),
        {},
        None,
    ],
)
def test_an_unlikely_weight_is_left_out_and_said(quantity: Any) -> None:
    case = read(observation("29463-7", valueQuantity=quantity))
    assert case.patient.weight_kg is None
    assert said(case, "entry[1] Observation 'body weight': left out")


def test_the_latest_weight_by_the_day_counts_whatever_the_order() -> None:
    def weight(kilograms: float, when: str, **more: Any) -> Resource:
        quantity = {"value": kilograms, "unit": "kg"}
        return observation("29463-7", when, valueQuantity=quantity, **more)

    case = read(
        weight(62, "2026-01-01"),
        weight(60, "2020-01-01"),
        weight(70, "2026-04-01"),
        weight(99, "2026-02-01", status="entered-in-error"),
    )
    assert case.patient.weight_kg == 62
    assert said(case, "entry[4]", "entered-in-error")
    old = read(weight(60, "2020-01-01"))
    assert old.patient.weight_kg == 60
    assert said(old, "'60 kg': used, but it is of 2020-01-01")


@pytest.mark.parametrize(
    ("code", "when", "answer"),
    [
        (concept(snomed="77386006"), "2026-01-10", "yes"),
        (concept(loinc="LA15173-0"), "2026-01-10", "yes"),
        (concept(loinc="LA15173-0"), "2025-01-10", "unknown"),
        (concept(snomed="146799005"), "2026-03-01", "possible"),
        (concept(snomed="60001007"), "2026-03-16", "no"),
        (concept(loinc="LA26683-5"), "2026-03-16T07:00:00Z", "no"),
        (concept(loinc="LA26683-5"), "2026-03-15", "unknown"),
        (concept(loinc="LA26683-5"), "2026-03", "unknown"),
        (concept(loinc="LA4489-6"), "2026-03-16", "unknown"),
        (concept("Pregnant"), "2026-03-16", "unknown"),
    ],
)
def test_pregnancy(code: Resource, when: str, answer: str) -> None:
    case = read(observation("82810-3", when, valueCodeableConcept=code))
    assert case.patient.pregnancy == answer
    assert (answer == "unknown") == said(case, "Observation", "pregnancy")


def test_smoking_joins_the_conditions_but_does_not_answer_for_them() -> None:
    smokes = observation(
        "72166-2", valueCodeableConcept=concept("Current every day smoker", snomed="449868002")
    )
    never = observation("72166-2", valueCodeableConcept=concept("Never smoker", snomed="266919005"))
    joined = read(condition("Acne"), smokes).patient.conditions
    assert joined is not None
    assert [item.text for item in joined] == ["Acne", "Current every day smoker"]
    alone = read(smokes)
    assert alone.patient.conditions is None
    assert said(alone, "'Current every day smoker'", "no other conditions known")
    none_else = read(condition(code=concept(snomed="160245001")), smokes).patient.conditions
    assert none_else is not None
    assert len(none_else) == 1
    assert read(condition("Acne"), smokes, never).patient.conditions == joined[:1]
