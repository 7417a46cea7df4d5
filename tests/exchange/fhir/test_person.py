"""The Patient of a bundle: birth, sex, name, and whose record it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from neocol.exchange.fhir import case_from_bundle
from neocol.record import RecordError
from tests.exchange.fhir.samples import (
    ON,
    PATIENT,
    Resource,
    allergy,
    bundle,
    condition,
    read,
    said,
)


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
