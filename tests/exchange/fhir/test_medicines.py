"""Medicines: taken, stopped, only ordered, and when the last dose was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from neocol.exchange.fhir import case_from_bundle
from tests.exchange.fhir.samples import (
    ON,
    Resource,
    bundle,
    concept,
    read,
    request,
    said,
    statement,
)


@pytest.mark.parametrize(
    ("make", "state", "expected"),
    [
        (request, "active", "current"),
        (request, "on-hold", "unknown"),
        (request, "unknown", "unknown"),
        (request, "completed", "stopped"),
        (request, "stopped", "stopped"),
        (statement, "active", "current"),
        (statement, "on-hold", "unknown"),
        (statement, "completed", "stopped"),
        (statement, "stopped", "stopped"),
        (request, "cancelled", None),
        (request, "draft", None),
        (request, "entered-in-error", None),
        (statement, "entered-in-error", None),
        (statement, "intended", None),
        (statement, "not-taken", None),
    ],
)
def test_medicine_states(make: Any, state: str, expected: str | None) -> None:
    case = read(make(state=state))
    if expected is None:
        assert case.patient.medications is None
        assert said(case, "entry[1] Medication", "left out", state.replace("-", " "))
    else:
        assert case.patient.medications is not None
        assert case.patient.medications[0].status == expected
        assert expected != "unknown" or said(case, state, "unknown")


@pytest.mark.parametrize("intent", ["proposal", "plan", "option"])
def test_what_is_only_proposed_is_not_taken(intent: str) -> None:
    case = read(request(intent=intent))
    assert case.patient.medications is None
    assert said(case, "left out", intent)


def test_an_order_not_to_give_is_not_taken() -> None:
    case = read(request(doNotPerform=True))
    assert case.patient.medications is None
    assert said(case, "not to give")


def test_medicine_codes() -> None:
    code = concept("Isotretinoin", rxnorm="6064", atc="D10BA01")
    found = read(request(medicationCodeableConcept=code)).patient.medications
    assert found is not None
    assert (found[0].rxnorm, found[0].atc) == ("6064", "D10BA01")


def drug(**more: Any) -> Resource:
    return {"resourceType": "Medication", "id": "m", "code": concept("Warfarin 5 mg"), **more}


@pytest.mark.parametrize(
    ("full_url", "reference", "contained"),
    [
        ("urn:uuid:1-2", "urn:uuid:1-2", False),
        (None, "Medication/m", False),
        ("https://a.example/fhir/Medication/m", "Medication/m/_history/3", False),
        ("https://a.example/fhir/Medication/m", "https://a.example/fhir/Medication/m", False),
        (None, "#m", True),
    ],
)
def test_a_referenced_medicine_is_found(
    full_url: str | None, reference: str, contained: bool
) -> None:
    order = request(medicationReference={"reference": reference})
    del order["medicationCodeableConcept"]
    if contained:
        order["contained"] = [{"resourceType": "Medication", "id": "other"}, drug()]
    data = bundle(order)
    if not contained:
        data["entry"].append({"fullUrl": full_url, "resource": drug()})
    found = case_from_bundle(data, on=ON).patient.medications
    assert found is not None
    assert found[0].text == "Warfarin 5 mg"


def test_a_medicine_without_code_is_named_by_its_ingredients_or_its_display() -> None:
    order = request(medicationReference={"reference": "Medication/m", "display": "Emla cream"})
    del order["medicationCodeableConcept"]
    parts = [
        {"itemCodeableConcept": concept("Lidocaine")},
        {"itemReference": {"display": "Prilocaine"}},
    ]
    mixed = read(order, drug(code=None, ingredient=parts)).patient.medications
    assert mixed is not None
    assert mixed[0].text == "Lidocaine + Prilocaine"
    absent = read(order).patient.medications
    assert absent is not None
    assert absent[0].text == "Emla cream"


def test_a_medicine_that_cannot_be_read_is_said_and_is_no_answer() -> None:
    order = request(medicationReference={"reference": "Medication/gone"})
    del order["medicationCodeableConcept"]
    case = read(order)
    assert case.patient.medications is None
    assert said(case, "entry[1] MedicationRequest", "which medicine it is cannot be read")


BOUNDS: Resource = {
    "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2025-09-01"}}}}]
}


@pytest.mark.parametrize(
    ("resource", "last"),
    [
        (statement(state="stopped", effectivePeriod={"end": "2025-10-02"}), "2025-10-02"),
        (statement(state="completed", effectivePeriod={"end": "2025-10"}), "2025-10-31"),
        (statement(state="on-hold", effectivePeriod={"end": "2025-10-02"}), "2025-10-02"),
        (statement(state="stopped", effectiveDateTime="2025-10-02"), None),
        (statement(state="stopped", dateAsserted="2025-10-02"), None),
        (request(state="stopped", authoredOn="2025-10-02"), None),
        (request(state="completed", **BOUNDS), "2025-09-01"),
        (request(state="stopped", **BOUNDS), None),
        (
            request(
                state="completed",
                dosageInstruction=[*BOUNDS["dosageInstruction"], {"timing": {"repeat": {}}}],
            ),
            None,
        ),
        (
            request(state="completed", dispenseRequest={"validityPeriod": {"end": "2025-10-02"}}),
            None,
        ),
    ],
)
def test_the_last_dose_is_only_what_somebody_wrote_as_the_end(
    resource: Resource, last: str | None
) -> None:
    case = read(resource)
    assert case.patient.medications is not None
    expected = dt.date.fromisoformat(last) if last else None
    assert case.patient.medications[0].last_dose_date == expected
    assert (last is None) == said(case, "nobody wrote the last dose")


def test_when_it_was_ordered_is_said_where_the_end_is_unknown() -> None:
    case = read(request(state="stopped", authoredOn="2025-10-02T08:00:00Z"))
    assert said(case, "'Isotretinoin 20 mg' (ordered 2025-10-02)")


def test_a_medicine_stopped_after_the_day_was_taken_on_it() -> None:
    case = read(statement(state="stopped", effectivePeriod={"end": "2026-05-01"}))
    assert case.patient.medications is not None
    assert case.patient.medications[0].status == "current"
    assert case.patient.medications[0].last_dose_date is None
    assert said(case, "stopped only on 2026-05-01")


def test_an_active_medicine_with_an_end_stays_current() -> None:
    case = read(statement(effectivePeriod={"end": "2020-05-01"}))
    assert case.patient.medications is not None
    assert case.patient.medications[0].status == "current"
    assert case.patient.medications[0].last_dose_date is None
    assert said(case, "active, though an end is given (2020-05-01)")


@pytest.mark.parametrize(
    "resource",
    [request(authoredOn="2026-03-17"), statement(effectivePeriod={"start": "2026-05"})],
)
def test_a_medicine_begun_after_the_day_is_left_out(resource: Resource) -> None:
    case = read(resource)
    assert case.patient.medications is None
    assert said(case, "left out", "lies after the consultation")
