"""FHIR R4 bundles become cases: what is read, what is assumed, and what is said of the rest."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neocol.exchange.fhir import case_from_bundle, importing
from neocol.exchange.fhir.notes import LINES_SHOWN, Notes
from neocol.exchange.fhir.timing import read_moment
from neocol.record import Case, RecordError

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


# The person


def test_the_person_is_read() -> None:
    case = read()
    assert (case.patient.name, case.patient.sex) == ("Ann Doe", "F")
    assert case.patient.birth_date == dt.date(1990, 5, 1)
    assert case.age_years(ON) == 35
    assert (case.id, case.consult_date) == ("p", ON)
    assert case.not_understood == ()


def test_the_default_day_is_today_and_ids_are_echoed() -> None:
    assert case_from_bundle(bundle()).consult_date == dt.date.today()
    assert case_from_bundle(bundle(id="b"), on=ON).id == "b"
    assert case_from_bundle(bundle(id="b"), on=ON, id="mine").id == "mine"


@pytest.mark.parametrize(
    ("written", "youngest", "oldest"),
    [("1980", 45, 46), ("1980-05", 45, 45), ("1980-03", 45, 46), ("2026", 0, 0), ("2008", 17, 18)],
)
def test_an_incomplete_birth_date_gives_the_youngest_age(
    written: str, youngest: int, oldest: int
) -> None:
    case = read(patient={**PATIENT, "birthDate": written})
    assert case.patient.birth_date is None
    assert case.age_years(ON) == youngest
    assert said(case, f"only '{written}'", f"{youngest} years on 2026-03-16", f"may be {oldest}")


@pytest.mark.parametrize("written", [None, "", "01/05/1990", "1990-13-01", 1990, "1990-02-30"])
def test_an_unreadable_birth_date_leaves_the_age_unknown(written: Any) -> None:
    case = read(patient={**PATIENT, "birthDate": written})
    assert case.age_years(ON) is None
    assert said(case, "entry[0] Patient: birthDate is", "age is unknown")


def test_nobody_is_older_than_a_person_can_be() -> None:
    case = read(patient={**PATIENT, "birthDate": "1850-01-01"})
    assert case.age_years(ON) is None
    assert said(case, "1850-01-01", "176 years")


def test_a_birth_after_the_day_is_refused() -> None:
    with pytest.raises(RecordError, match="2026-03-17 lies after the consultation") as caught:
        read(patient={**PATIENT, "birthDate": "2026-03-17"})
    assert caught.value.path == "entry[0].resource.birthDate"


@pytest.mark.parametrize(
    ("gender", "sex"),
    [("male", "M"), ("female", "F"), ("other", "other"), ("unknown", "unknown")],
)
def test_gender_becomes_sex(gender: str, sex: str) -> None:
    case = read(patient={**PATIENT, "gender": gender})
    assert case.patient.sex == sex
    assert case.not_understood == ()


@pytest.mark.parametrize("gender", [None, "F", ["male"], 1])
def test_another_gender_is_unknown_and_said(gender: Any) -> None:
    case = read(patient={**PATIENT, "gender": gender})
    assert case.patient.sex == "unknown"
    assert said(case, "Patient: gender is")


def test_the_official_name_is_taken() -> None:
    names = [
        {"use": "maiden", "text": "Ann Roe"},
        {"use": "usual", "given": ["Annie"]},
        {"use": "official", "family": "Doe", "given": ["Ann", "B."]},
    ]
    assert read(patient={**PATIENT, "name": names}).patient.name == "Ann B. Doe"
    assert read(patient={**PATIENT, "name": names[:2]}).patient.name == "Annie"
    assert read(patient={**PATIENT, "name": names[:1]}).patient.name == "Ann Roe"
    assert read(patient={**PATIENT, "name": None}).patient.name is None


@pytest.mark.parametrize("death", [{"deceasedBoolean": True}, {"deceasedDateTime": "2025-01-01"}])
def test_the_dead_are_not_needled(death: Resource) -> None:
    with pytest.raises(RecordError, match="Ann Doe is recorded as deceased"):
        read(patient={**PATIENT, **death})


def test_not_deceased_is_fine() -> None:
    assert read(patient={**PATIENT, "deceasedBoolean": False}).patient.name == "Ann Doe"


def test_no_patient_and_several_are_refused() -> None:
    other = {**PATIENT, "id": "q", "name": [{"text": "Ben Roe"}]}
    with pytest.raises(RecordError, match="no Patient"):
        read(patient=condition())
    with pytest.raises(
        RecordError, match=r"2 Patients .* Ann Doe \(entry\[0\]\), Ben Roe \(entry\[2\]\)"
    ):
        read(condition(), other)
    assert read(PATIENT).patient.name == "Ann Doe"  # the same one twice is one


def test_what_is_about_another_patient_is_left_out() -> None:
    theirs = {"reference": "Patient/q"}
    case = read(
        condition("Keloid", subject=theirs),
        allergy("Latex", patient=theirs),
        condition("Acne", subject={"reference": "Group/p"}),
    )
    assert case.patient.conditions is None
    assert case.patient.allergies is None
    assert said(case, "entry[1], entry[3] Condition", "another patient")
    assert said(case, "entry[2] AllergyIntolerance", "another patient")


@pytest.mark.parametrize(
    ("full_url", "reference"),
    [
        ("urn:uuid:x", "urn:uuid:x"),
        ("urn:uuid:x", "Patient/p"),
        (None, "urn:uuid:p"),
        (None, "https://a.example/fhir/Patient/p"),
        ("https://a.example/fhir/Patient/p", "Patient/p/_history/2"),
        ("https://a.example/fhir/Patient/p", "https://a.example/fhir/Patient/p"),
        (None, "Patient?identifier=urn:x|7"),
    ],
)
def test_every_way_to_name_the_patient(full_url: str | None, reference: str) -> None:
    data = bundle(condition(subject={"reference": reference}))
    data["entry"][0] = {
        "fullUrl": full_url,
        "resource": {**PATIENT, "identifier": [{"system": "urn:x", "value": "7"}]},
    }
    case = case_from_bundle(data, on=ON)
    assert case.patient.conditions is not None
    assert not said(case, "another patient")


def test_the_same_id_on_another_server_is_another_patient() -> None:
    data = bundle(condition(subject={"reference": "https://b.example/fhir/Patient/p"}))
    data["entry"][0]["fullUrl"] = "https://a.example/fhir/Patient/p"
    assert case_from_bundle(data, on=ON).patient.conditions is None


def test_a_subject_by_number() -> None:
    patient = {**PATIENT, "identifier": [{"system": "urn:x", "value": "7"}]}
    number = {"system": "urn:x", "value": "7"}
    other = {"system": "urn:x", "value": "8"}
    assert read(condition(subject={"identifier": number}), patient=patient).patient.conditions
    assert (
        read(condition(subject={"identifier": other}), patient=patient).patient.conditions is None
    )


def test_a_resource_without_a_subject_is_kept_and_said() -> None:
    case = read(condition(subject=None))
    assert case.patient.conditions is not None
    assert said(case, "entry[1] Condition", "does not say whose it is")


# Conditions


@pytest.mark.parametrize("code", ["active", "recurrence", "relapse"])
def test_present_conditions(code: str) -> None:
    case = read(
        condition(
            clinical=code,
            code=concept("Rolling scars", icd10="L90.5", snomed="402698001"),
            onsetDateTime="2019-05-02T10:00:00+02:00",
            bodySite=[concept("Left cheek"), concept("Chin")],
        )
    )
    assert case.patient.conditions is not None
    (found,) = case.patient.conditions
    assert found.model_dump() == {
        "text": "Rolling scars",
        "icd10": "L90.5",
        "snomed": "402698001",
        "since": dt.date(2019, 5, 2),
        "resolved": None,
        "area": "Left cheek, Chin",
    }
    assert case.not_understood == ()


@pytest.mark.parametrize("code", ["resolved", "inactive", "remission"])
@pytest.mark.parametrize(
    ("dates", "resolved", "note"),
    [
        ({"abatementDateTime": "2020-01-02"}, "2020-01-02", None),
        ({"abatementPeriod": {"start": "2019-01-01", "end": "2020-01-02"}}, "2020-01-02", None),
        ({"abatementDateTime": "2020"}, "2020-12-31", "only given as '2020'"),
        ({"recordedDate": "2018-03-04"}, "2018-03-04", "without an end date"),
        ({"onsetDateTime": "2017-03-04"}, "2017-03-04", "without an end date"),
        ({"abatementString": "long ago"}, "2026-03-16", "nobody wrote since when"),
        ({}, "2026-03-16", "nobody wrote since when"),
    ],
)
def test_past_conditions_stay_as_history(
    code: str, dates: Resource, resolved: str, note: str | None
) -> None:
    case = read(condition(clinical=code, **dates))
    assert case.patient.conditions is not None
    assert case.patient.conditions[0].resolved == dt.date.fromisoformat(resolved)
    assert said(case, note) if note else case.not_understood == ()


@pytest.mark.parametrize("code", ["refuted", "entered-in-error"])
def test_refuted_conditions_are_left_out_and_said(code: str) -> None:
    case = read(condition(verificationStatus=status(code)))
    assert case.patient.conditions is None
    assert said(case, "entry[1] Condition 'Keloid scar': left out", code.replace("-", " "))


@pytest.mark.parametrize("code", ["unconfirmed", "provisional", "differential"])
def test_suspected_conditions_are_kept_and_said(code: str) -> None:
    case = read(condition(verificationStatus=status(code)))
    assert case.patient.conditions is not None
    assert said(case, "not confirmed", code)


def test_what_begins_after_the_day_is_left_out_and_said() -> None:
    case = read(
        condition("Acne", onsetDateTime="2026-03-17"),
        condition("Keloid", recordedDate="2026-04"),
        condition("Eczema", onsetDateTime="2026", recordedDate="2027-01-01"),
    )
    assert case.patient.conditions is not None
    (kept,) = case.patient.conditions
    assert (kept.text, kept.since) == ("Eczema", ON)  # 2026 may mean before the day
    assert said(case, "entry[1] Condition 'Acne'", "2026-03-17 lies after")
    assert said(case, "entry[2] Condition 'Keloid'", "2026-04-01 lies after")


def test_what_ended_after_the_day_was_present_on_it() -> None:
    case = read(condition(clinical="resolved", abatementDateTime="2026-04-01"))
    assert case.patient.conditions is not None
    assert case.patient.conditions[0].resolved is None
    assert said(case, "over only since 2026-04-01")


@pytest.mark.parametrize(
    ("clinical", "dates", "past", "note"),
    [
        (None, {}, False, "no clinical status"),
        (None, {"abatementDateTime": "2020-01-02"}, True, None),
        ("cured", {}, False, "clinical status 'cured'"),
        ("active", {"abatementDateTime": "2020-01-02"}, False, "though an end is given"),
    ],
)
def test_unclear_states(
    clinical: str | None, dates: Resource, past: bool, note: str | None
) -> None:
    case = read(condition(clinical=clinical, **dates))
    assert case.patient.conditions is not None
    assert (case.patient.conditions[0].resolved is not None) is past
    assert note is None or said(case, note)


def test_words_come_from_text_then_display_then_code() -> None:
    def text(code: Resource) -> str | None:
        found = read(condition(code=code)).patient.conditions
        return found[0].text if found else None

    coding = {"system": SNOMED, "code": "1", "display": "Acne vulgaris"}
    assert text({"text": "Acne", "coding": [coding]}) == "Acne"
    assert text({"coding": [{"system": SNOMED, "code": "2"}, coding]}) == "Acne vulgaris"
    assert text(concept(icd10="L70.0")) == "ICD-10 L70.0"
    assert text({"coding": [{"system": "urn:own", "code": "A1"}]}) == "code A1"
    assert text({}) is None


def test_a_condition_without_words_is_said() -> None:
    case = read(condition(code=None))
    assert case.patient.conditions is None
    assert said(case, "entry[1] Condition without words: left out")


@pytest.mark.parametrize(
    ("system", "field"),
    [
        ("http://hl7.org/fhir/sid/icd-10", "icd10"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd10"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "icd10"),
        ("urn:oid:2.16.840.1.113883.6.90", "icd10"),
        ("http://www.cms.gov/Medicare/Coding/ICD10", "icd10"),
        (SNOMED, "snomed"),
        (SNOMED + "/900000000000207008", "snomed"),
        ("http://hl7.org/fhir/sid/icd-10-pcs", None),
        ("http://hl7.org/fhir/sid/icd-9-cm", None),
    ],
)
def test_code_systems(system: str, field: str | None) -> None:
    found = read(condition(code={"text": "x", "coding": [{"system": system, "code": "C"}]}))
    assert found.patient.conditions is not None
    codes = found.patient.conditions[0]
    assert (codes.icd10, codes.snomed) == (
        "C" if field == "icd10" else None,
        "C" if field == "snomed" else None,
    )


def test_the_code_that_a_person_picked_comes_first() -> None:
    coding = [
        {"system": SNOMED, "code": "1", "display": "general"},
        {"system": SNOMED, "code": "2", "display": "picked", "userSelected": True},
    ]
    found = read(condition(code={"coding": coding})).patient.conditions
    assert found is not None
    assert (found[0].text, found[0].snomed) == ("picked", "2")


# Medicines


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


# Unknown is not none


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


# Allergies and procedures


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


# Observations


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


# Other releases


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


# The check against R4


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


# The bundle


@pytest.mark.parametrize("kind", importing.BUNDLE_TYPES)
def test_bundle_types(kind: str) -> None:
    assert case_from_bundle({**bundle(), "type": kind}, on=ON).patient.name == "Ann Doe"


@pytest.mark.parametrize("kind", ["history", "message", "transaction-response", "x", ["x"], 1])
def test_other_bundle_types_are_refused(kind: Any) -> None:
    with pytest.raises(RecordError, match="Bundle of type"):
        case_from_bundle({**bundle(), "type": kind}, on=ON)


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"resourceType": "Patient"}, {"resourceType": 1}]
)
def test_what_is_no_bundle_is_refused(data: Any) -> None:
    with pytest.raises(RecordError, match="Bundle is expected"):
        case_from_bundle(data, on=ON)


@pytest.mark.parametrize("entry", [None, [], {}, "x"])
def test_an_empty_bundle_is_refused(entry: Any) -> None:
    with pytest.raises(RecordError, match="no entry"):
        case_from_bundle({**bundle(), "entry": entry}, on=ON)


def test_unreadable_entries_are_listed() -> None:
    data = bundle()
    data["entry"] += [
        None,
        {},
        {"resource": 5},
        {"resource": {"resourceType": "no such \ud800"}},
        {"resource": {"resourceType": 5}},
        {"request": {"method": "DELETE", "url": "Condition/1"}},
    ]
    case = case_from_bundle(data, on=ON)
    assert said(case, "entry[1] is no entry")
    assert said(case, "entry[2], entry[3] holds no resource")
    assert said(case, "entry[4] resourceType 'no such")
    assert said(case, "entry[5] resourceType without words is none")
    assert said(case, "entry[6] is a DELETE request")


def test_what_is_not_read_is_counted_and_what_may_matter_stands_apart() -> None:
    case = read(
        *[{"resourceType": "Encounter"}] * 14,
        *[{"resourceType": "Claim"}] * 3,
        *[observation("777-3")] * 80,
        {"resourceType": "FamilyMemberHistory"},
    )
    assert case.not_understood == (
        "not read, look yourself where it matters: 80 Observation, 1 FamilyMemberHistory",
        "not needed here: 14 Encounter, 3 Claim",
    )


def test_a_page_of_several_says_so() -> None:
    link = [{"relation": "self", "url": "x"}, {"relation": "next", "url": "y"}]
    assert said(read(link=link), "one page of several")
    assert not said(read(link=link[:1]), "one page of several")


def test_a_missing_type_is_said() -> None:
    data = bundle()
    del data["type"]
    assert said(case_from_bundle(data, on=ON), "Bundle.type is missing")


def test_crowds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "READ_MAX", 2)
    with pytest.raises(RecordError, match="at most 2 are read"):
        read(condition(), condition(), condition())
    monkeypatch.setattr(importing, "ENTRIES_MAX", 3)
    with pytest.raises(RecordError, match="4 entries; at most 3"):
        read(condition(), condition(), condition())


def test_texts_are_kept_within_bounds() -> None:
    case = read(condition("x" * 5_000), condition("half \ud800 and \0"))
    assert case.patient.conditions is not None
    long, half = case.patient.conditions
    assert len(long.text) == 2_000
    assert half.text == "half \ufffd and \ufffd"


def test_notes_join_what_is_said_twice_and_count_what_is_too_much() -> None:
    notes = Notes()
    for i in range(5):
        notes.say("Condition 'Acne': left out", f"entry[{i}]")
    assert notes.lines() == ("entry[0], entry[1], entry[2] and 2 more Condition 'Acne': left out",)
    for i in range(LINES_SHOWN + 9):
        notes.say(f"sentence {i}")
    assert len(notes.lines()) == LINES_SHOWN + 1
    assert notes.lines()[-1] == "… and 10 more sentences of this kind"


# Properties


@given(st.dates(min_value=dt.date(1, 1, 1)))
def test_every_date_is_read_back(day: dt.date) -> None:
    exact = read_moment(day.isoformat())
    assert exact is not None
    assert (exact.earliest, exact.latest) == (day, day)
    for written in (day.isoformat()[:7], day.isoformat()[:4]):
        moment = read_moment(written)
        assert moment is not None
        assert moment.earliest <= day <= moment.latest
        assert moment.by(day) == day


WORDS = """
    Condition MedicationRequest MedicationStatement MedicationOrder Patient AllergyIntolerance
    Procedure Observation Medication Encounter active resolved stopped completed final order #m
    Patient/p 1980 2019-05 2019-05-04 2030-01-01 29463-7 82810-3 72166-2 kg male 716186003
    787481004 DELETE 5.0.0 next http://loinc.org http://snomed.info/sct
"""
FIELDS = """
    resourceType resource request fullUrl id meta profile subject patient reference identifier
    system value code coding text display clinicalStatus verificationStatus onsetDateTime
    onsetPeriod abatementDateTime abatementPeriod recordedDate start end bodySite status intent
    method medicationCodeableConcept medicationReference medication concept contained ingredient
    itemCodeableConcept authoredOn effectivePeriod effectiveDateTime dosageInstruction timing repeat
    boundsPeriod performedPeriod reaction substance valueQuantity valueCodeableConcept unit
    birthDate gender name given family use deceasedDateTime fhirVersion userSelected doNotPerform
"""
KEYS = st.sampled_from(FIELDS.split())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 0])
    | st.floats()
    | st.sampled_from([*WORDS.split(), "\ud800", "\0", ""])
    | st.text(max_size=8)
)
GARBAGE = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=25,
)
KINDS = ["Condition", "MedicationRequest", "MedicationStatement", "AllergyIntolerance"]
KINDS += ["Procedure", "Observation", "Medication", "Patient", "MedicationOrder"]
RESOURCES = st.builds(
    lambda kind, fields: {**fields, "resourceType": kind},
    st.sampled_from(KINDS),
    st.dictionaries(KEYS, GARBAGE, max_size=8),
)
LAX = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(data: dict[str, Any]) -> Case | str:
    """Return the case, or the one line that came instead; anything else is a failure."""
    try:
        return case_from_bundle(data, on=ON)
    except RecordError as error:
        return str(error)


@LAX
@given(
    st.lists(GARBAGE | st.builds(lambda r: {"resource": r}, RESOURCES), min_size=1, max_size=4),
    st.booleans(),
)
def test_garbage_gives_a_case_or_one_clear_line(entries: list[Any], with_patient: bool) -> None:
    patient = [{"resource": PATIENT}] if with_patient else []
    found = outcome(bundle(type="batch") | {"entry": patient + entries})
    if isinstance(found, Case):
        # Whatever came in, what comes out is a case that can be written and read again.
        assert Case.read(json.loads(found.model_dump_json())) == found
    else:
        assert found
        assert "\n" not in found


@LAX
@given(st.dictionaries(KEYS, GARBAGE, max_size=8), RESOURCES)
def test_a_garbled_patient_costs_no_more_than_one_clear_line(
    fields: dict[str, Any], resource: dict[str, Any]
) -> None:
    found = outcome(bundle(resource, patient={**fields, "resourceType": "Patient"}))
    assert isinstance(found, Case) or "\n" not in found


@given(st.permutations(range(5)))
def test_the_order_of_the_entries_does_not_matter(order: list[int]) -> None:
    resources = [condition(), request(), allergy(), procedure(), observation("82810-3")]
    shuffled = bundle(*[resources[i] for i in order])
    shuffled["entry"].append(shuffled["entry"].pop(0))
    assert case_from_bundle(shuffled, on=ON).patient == read(*resources).patient


# Synthea's invented patients


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
