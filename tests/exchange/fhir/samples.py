"""Small bundles, written for the tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from neocol.exchange.fhir import case_from_bundle
from neocol.record import Case

ON = dt.date(2026, 3, 16)
PATIENT = {
    "resourceType": "Patient",
    "id": "p",
    "name": [{"use": "official", "family": "Doe", "given": ["Ann"]}],
    "gender": "female",
    "birthDate": "1990-05-01",
}
SUBJECT = {"reference": "Patient/p"}
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

Resource = dict[str, Any]


def bundle(*resources: Resource, patient: Resource | None = None, **more: Any) -> dict[str, Any]:
    """Return a collection with the patient and the resources."""
    entry = [{"resource": PATIENT if patient is None else patient}]
    entry += [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entry, **more}


def read(*resources: Resource, **more: Any) -> Case:
    return case_from_bundle(bundle(*resources, **more), on=ON)


def concept(text: str | None = None, **codes: str) -> Resource:
    systems = {"snomed": SNOMED, "rxnorm": RXNORM, "loinc": LOINC, "ips": IPS}
    systems |= {"atc": "http://www.whocc.no/atc", "icd10": "http://hl7.org/fhir/sid/icd-10-cm"}
    coding = [{"system": systems[name], "code": code} for name, code in codes.items()]
    return {**({"text": text} if text else {}), **({"coding": coding} if coding else {})}


def status(code: str) -> Resource:
    return {"coding": [{"code": code}]}


def condition(
    text: str | None = "Keloid scar", clinical: str | None = "active", **more: Any
) -> Resource:
    made = {"resourceType": "Condition", "subject": SUBJECT, "code": concept(text)}
    if clinical is not None:
        made["clinicalStatus"] = status(clinical)
    return {**made, **more}


def request(text: str = "Isotretinoin 20 mg", state: str = "active", **more: Any) -> Resource:
    return {
        "resourceType": "MedicationRequest",
        "status": state,
        "intent": "order",
        "subject": SUBJECT,
        "medicationCodeableConcept": concept(text),
        **more,
    }


def statement(text: str = "Warfarin", state: str = "active", **more: Any) -> Resource:
    return {
        "resourceType": "MedicationStatement",
        "status": state,
        "subject": SUBJECT,
        "medicationCodeableConcept": concept(text),
        **more,
    }


def allergy(
    text: str | None = "Benzocaine", clinical: str | None = "active", **more: Any
) -> Resource:
    made = {"resourceType": "AllergyIntolerance", "patient": SUBJECT, "code": concept(text)}
    if clinical is not None:
        made["clinicalStatus"] = status(clinical)
    return {**made, **more}


def procedure(text: str = "Dermal filler", state: str = "completed", **more: Any) -> Resource:
    return {
        "resourceType": "Procedure",
        "status": state,
        "subject": SUBJECT,
        "code": concept(text),
        **more,
    }


def observation(code: str, when: str = "2026-03-16", **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "subject": SUBJECT,
        "code": concept(loinc=code),
        "effectiveDateTime": when,
        **more,
    }


def said(case: Case, *words: str) -> bool:
    """Tell whether one sentence of what was not understood has all the words."""
    return any(all(word in line for word in words) for line in case.not_understood)
