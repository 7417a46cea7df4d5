"""Other releases of FHIR are named, and R4 is checked field by field."""

from __future__ import annotations

import datetime as dt
import sys

import pytest

from neocol.exchange.fhir import case_from_bundle, importing
from neocol.record import RecordError
from tests.exchange.fhir.samples import (
    ON,
    PATIENT,
    SUBJECT,
    Resource,
    bundle,
    concept,
    condition,
    procedure,
    read,
    request,
    said,
    statement,
)


@pytest.mark.parametrize(
    ("release", "kind", "shape", "fields"),
    [
        ("STU3", "Condition", "clinicalStatus as a plain string", {"clinicalStatus": "active"}),
        ("STU3", "Condition", "verificationStatus as a plain", {"verificationStatus": "confirmed"}),
        ("STU3", "Condition", "assertedDate", {"assertedDate": "2019-01-01"}),
        ("STU3", "Condition", "context", {"context": {"reference": "Encounter/1"}}),
        ("STU3", "AllergyIntolerance", "clinicalStatus as a plain", {"clinicalStatus": "active"}),
        ("STU3", "AllergyIntolerance", "assertedDate", {"assertedDate": "2019-01-01"}),
        ("STU3", "MedicationRequest", "context", {"context": {"reference": "Encounter/1"}}),
        ("STU3", "MedicationRequest", "requester.agent", {"requester": {"agent": {}}}),
        ("STU3", "MedicationStatement", "taken", {"taken": "y"}),
        ("STU3", "Procedure", "notDone", {"notDone": False}),
        ("STU3", "Procedure", "context", {"context": {"reference": "Encounter/1"}}),
        ("STU3", "Medication", "isBrand", {"isBrand": True}),
        ("STU3", "Patient", "animal", {"animal": {}}),
        ("DSTU2", "Condition", "dateRecorded", {"dateRecorded": "2019-01-01"}),
        ("DSTU2", "Condition", "patient", {"patient": SUBJECT}),
        ("DSTU2", "AllergyIntolerance", "substance", {"substance": {"text": "Latex"}}),
        ("DSTU2", "MedicationOrder", "the resource itself", {}),
        ("DSTU2", "MedicationStatement", "wasNotTaken", {"wasNotTaken": False, "subject": None}),
        ("DSTU2", "Procedure", "notPerformed", {"notPerformed": False}),
        ("R5", "Condition", "participant", {"participant": []}),
        ("R5", "AllergyIntolerance", "type as a CodeableConcept", {"type": {"text": "allergy"}}),
        ("R5", "MedicationRequest", "medication.concept", {"medication": {"concept": {}}}),
        ("R5", "MedicationStatement", "medication.concept", {"medication": {"reference": {}}}),
        ("R5", "MedicationStatement", "adherence", {"adherence": {}}),
        ("R5", "Procedure", "occurrenceDateTime", {"occurrenceDateTime": "2026-01-01"}),
        ("R5", "Medication", "doseForm", {"doseForm": {}}),
        (
            "R5",
            "Condition",
            "meta.profile",
            {"meta": {"profile": ["http://hl7.org/fhir/5.0/StructureDefinition/Condition"]}},
        ),
        (
            "STU3",
            "Condition",
            "meta.profile",
            {"meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/Condition|3.0.2"]}},
        ),
    ],
)
def test_a_bundle_of_another_release_is_refused_by_name(
    release: str, kind: str, shape: str, fields: Resource
) -> None:
    foreign = {"resourceType": kind, "subject": SUBJECT, "code": concept("x"), **fields}
    data = bundle(patient={**PATIENT, **fields}) if kind == "Patient" else bundle(foreign)
    with pytest.raises(RecordError) as caught:
        case_from_bundle(data, on=ON)
    message = str(caught.value)
    assert "this looks like FHIR" in message
    assert release in message
    assert f"{kind}.{shape}" in message
    assert f"entry[{0 if kind == 'Patient' else 1}]" in message
    assert "R4 is read" in message


@pytest.mark.parametrize("version", ["5.0.0", "3.0.2", "1.0.2", "6.0.0-ballot2"])
def test_a_bundle_that_states_another_release_is_refused(version: str) -> None:
    with pytest.raises(RecordError, match="says that it is FHIR"):
        read(condition(), fhirVersion=version)


@pytest.mark.parametrize("version", ["4.0.1", "4.3.0", "?"])
def test_r4_and_r4b_may_state_themselves(version: str) -> None:
    profile = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition|3.1.1"
    case = read(condition(meta={"profile": [profile]}), fhirVersion=version)
    assert case.patient.conditions is not None
    assert case.not_understood == ()


def test_one_odd_resource_is_named_and_what_can_be_read_of_it_is_read() -> None:
    r4 = condition("Acne", recordedDate="2019-01-01")
    odd = condition("Keloid", clinicalStatus="active", assertedDate="2018-01-01")
    case = read(r4, odd)
    assert case.patient.conditions is not None
    assert [item.text for item in case.patient.conditions] == ["Acne", "Keloid"]
    assert said(case, "entry[2] Condition: clinicalStatus as a plain string is FHIR STU3")
    assert said(case, "entry[2] Condition: assertedDate is FHIR STU3")

    newer = {**request(), "medication": {"concept": concept("Heparin")}}
    del newer["medicationCodeableConcept"]
    mixed = read(request("Warfarin"), newer)
    assert mixed.patient.medications is not None
    assert [item.text for item in mixed.patient.medications] == ["Warfarin", "Heparin"]
    assert said(mixed, "entry[2] MedicationRequest: medication.concept is FHIR R5")

    later = procedure("Peel", occurrenceDateTime="2026-03-01")
    done = read(procedure(performedDateTime="2026-01-01"), later).patient.recent_procedures
    assert done is not None
    assert done[1].date == dt.date(2026, 3, 1)


def test_stu3_not_taken_is_not_taken() -> None:
    case = read(condition(), statement(taken="n"), statement("Heparin", statusReason=[{}]))
    assert case.patient.medications is not None
    assert [item.text for item in case.patient.medications] == ["Heparin"]
    assert said(case, "'Warfarin': left out, not taken")


def test_a_wrong_field_is_listed_and_the_rest_is_read() -> None:
    case = read(
        condition("Acne", onsetDateTime="02.05.2019", recorded_by="me"),
        {key: value for key, value in request().items() if key != "intent"},
        condition("Keloid"),
    )
    assert case.patient.conditions is not None
    assert [item.text for item in case.patient.conditions] == ["Acne", "Keloid"]
    assert case.patient.medications is not None
    assert said(case, "entry[1] Condition: not as R4 has it", "onsetDateTime", "recorded_by")
    assert said(case, "entry[2] MedicationRequest: not as R4 has it", "intent (")
    assert not said(case, "entry[3]")


def test_contained_resources_do_not_trip_the_check() -> None:
    case = read(condition(contained=[{"resourceType": "Zork"}]))
    assert case.not_understood == ()


def test_it_reads_without_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("fhir.resources.R4B")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B", None)
    case = read(condition())
    assert case.patient.conditions is not None
    assert said(case, "the extra 'fhir' is not installed")


def test_what_is_too_large_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHECKED_MAX", 20)
    case = read(condition(wrong=1), condition(note=[{"text": "x"}] * 30))
    assert case.patient.conditions is not None
    assert len(case.patient.conditions) == 2
    assert said(case, "too many or too large to check")
