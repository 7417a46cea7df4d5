"""Conditions: present, past, suspected, refuted, and their codes."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.exchange.fhir.samples import (
    ON,
    SNOMED,
    Resource,
    concept,
    condition,
    read,
    said,
    status,
)


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
