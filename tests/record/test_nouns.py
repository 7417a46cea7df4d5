"""Nouns: refusals name the place and the nearest word; what is written is read back."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.record import (
    NOUNS,
    Case,
    Patient,
    RecordError,
    dump_json,
    dump_yaml,
    parse_text,
    schema,
)
from tests.samples import HEALTHY, case


@pytest.mark.parametrize(
    ("data", "path", "said"),
    [
        (case(age=-3), "patient.age", "greater than or equal to 0"),
        (case(agee=3), "patient", "did you mean 'age'?"),
        (case(age=True), "patient.age", "number"),
        (case(age="old"), "patient.age", "number"),
        (case(age=float("nan")), "patient.age", "finite"),
        (case(pregnancy="maybe"), "patient.pregnancy", "'yes', 'no'"),
        (case(fitzpatrick="VII"), "patient.fitzpatrick", "'VI'"),
        (case(plan={"needle_mm": 15}), "patient.plan.needle_mm", "less than or equal to 5"),
        (case(plan={"device": "hammer"}), "patient.plan.device", "'roller'"),
        (case(conditions=[{"txt": "x"}]), "patient.conditions.0", "did you mean 'text'?"),
        (case(conditions=[3]), "patient.conditions.0", "not 3"),
        ({**HEALTHY, "consult_date": 20260316}, "consult_date", "2026-03-16"),
        ({**HEALTHY, "patients": {}}, "", "did you mean 'patient'?"),
        ({"id": "x"}, "patient", "required"),
        ([], "", "not a list"),
        ("text", "", "not 'text'"),
    ],
)
def test_bad_input_is_refused_with_place_and_reason(data: object, path: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        Case.read(data)
    assert error.value.path == path
    assert said in error.value.message
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "late",
    [
        {"birth_date": "2027-01-01", "age": None},
        {"medications": [{"text": "x", "last_dose_date": "2026-03-17"}]},
        {"recent_procedures": [{"text": "peel", "date": "2026-12-01"}]},
        {"conditions": [{"text": "x", "since": "2026-04-01"}]},
    ],
)
def test_what_lies_after_the_consultation_is_refused(late: dict[str, object]) -> None:
    with pytest.raises(RecordError, match="after the consultation"):
        Case.read(case(**late))


def test_absent_is_unknown_and_none_is_an_answer() -> None:
    absent = Patient.read({})
    assert absent.conditions is None
    assert absent.pregnancy == "unknown"
    for none in ("none", [], ["none"], "None"):
        assert Patient.read({"conditions": none}).conditions == ()
    assert Patient.read({"conditions": "unknown"}).conditions is None


def test_nouns_cannot_be_changed() -> None:
    held = Case.read(HEALTHY)
    with pytest.raises(ValueError, match="frozen"):
        held.id = "other"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("RF microneedling", "rf_needling"),
        ("rf_needling", "rf_needling"),
        ("home roller", "home_device"),
        ("Dermaroller", "roller"),
        ("pen", "pen"),
    ],
)
def test_devices_are_read_as_people_name_them(said: str, device: str) -> None:
    assert Case.read(case(plan={"device": said})).patient.plan.device == device


def test_age_comes_from_the_birth_date_on_the_day() -> None:
    held = Case.read(case(age=None, birth_date="1990-03-17"))
    assert held.age_years(dt.date(2026, 3, 16)) == 35
    assert held.age_years(dt.date(2026, 3, 17)) == 36


def test_every_noun_has_a_schema_that_names_its_keys() -> None:
    for name in NOUNS:
        found = schema(name)
        assert found["type"] == "object"
        assert json.dumps(found)
    assert "consult_date" in schema("case")["properties"]
    with pytest.raises(RecordError, match="did you mean 'Case'"):
        schema("Cass")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)
patients = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 120),
        "sex": st.sampled_from(["F", "M", "other", "unknown"]),
        "fitzpatrick": st.sampled_from(["I", "II", "III", "IV", "V", "VI", None]),
        "pregnancy": st.sampled_from(["yes", "no", "possible", "unknown"]),
        "conditions": st.none() | st.lists(st.fixed_dictionaries({"text": texts}), max_size=3),
        "medications": st.lists(
            st.fixed_dictionaries(
                {"text": texts, "status": st.sampled_from(["current", "stopped", "unknown"])}
            ),
            max_size=3,
        ),
        "weight_kg": st.floats(1, 300),
        "concerns": st.lists(texts, max_size=2),
    },
)


@given(patients)
def test_what_is_written_is_read_back(patient: dict[str, object]) -> None:
    held = Case.read({"id": "x", "consult_date": "2026-03-16", "patient": patient})
    assert Case.read(parse_text(dump_json(held))) == held
    assert Case.read(parse_text(dump_yaml(held))) == held


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["patient", "age", "id", "conditions", "text"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_garbage_is_a_record_error_or_a_case(data: object) -> None:
    try:
        Case.read(data)
    except RecordError as error:
        assert "\n" not in str(error)
