"""Bundles inside a case file: what they add, what the case's own words keep."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from neocol.exchange.casefile import cases, is_bundle, read_data
from neocol.record import Case, dump_json, parse_text
from tests.exchange.reading import BUNDLE, ON, one, written, wrong


def test_is_bundle() -> None:
    assert is_bundle(BUNDLE)
    assert not any(map(is_bundle, [None, [], {}, {"resourceType": "Patient"}, "Bundle"]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path, json.dumps(BUNDLE), "bundle.json")
    return tmp_path


def test_a_bundle_inside_a_case_adds_to_it(folder: Path) -> None:
    data = {
        "id": "mine",
        "consult_date": "2026-03-16",
        "fhir": "bundle.json",
        "patient": {"fitzpatrick": "II", "concerns": "acne scars", "allergies": ["latex"]},
        "photos": "front.jpg",
    }
    case = one(data, folder)
    assert case.id == "mine"
    assert case.patient.name == "Ann Doe"
    assert case.patient.sex == "F"
    assert case.patient.birth_date == dt.date(1990, 5, 1)
    assert case.patient.fitzpatrick == "II"
    assert [item.text for item in case.patient.medications or ()] == ["Warfarin"]
    assert [item.text for item in case.patient.allergies or ()] == ["latex"]
    assert case.patient.conditions is None
    assert case.photos == ("front.jpg",)
    assert case.not_understood == ("not needed here: 1 Encounter",)
    assert case.fhir is None
    assert one(parse_text(dump_json(case))) == case


def test_the_cases_own_keys_win_and_differences_are_shown(folder: Path) -> None:
    own = {"age": 20, "sex": "other", "medications": ["aspirin", "warfarin"], "name": "Ann Doe"}
    case = one({"fhir": "bundle.json", "patient": own, "not_understood": ["mine"]}, folder, ON)
    assert case.patient.age == 20
    assert case.patient.birth_date is None
    assert case.patient.sex == "other"
    assert [item.text for item in case.patient.medications or ()] == ["aspirin", "warfarin"]
    assert case.not_understood[0] == "mine"
    assert "sex: the case's own answer is used, bundle.json has another" in case.not_understood
    assert "medications: the case's own answer is used, bundle.json has another" in (
        case.not_understood
    )
    assert not any(line.startswith("name") for line in case.not_understood)


def test_none_is_an_answer_but_null_and_unknown_say_nothing(folder: Path) -> None:
    none = one({"fhir": "bundle.json", "patient": {"medications": "none"}}, folder, ON)
    assert none.patient.medications == ()
    assert any(line.startswith("medications: the case's own") for line in none.not_understood)
    silent = {"medications": None, "sex": "unknown", "age": None, "name": None}
    case = one({"fhir": "bundle.json", "patient": silent}, folder, ON)
    assert len(case.patient.medications or ()) == 1
    assert (case.patient.sex, case.patient.name) == ("F", "Ann Doe")
    assert case.age_years(ON) == 35


def test_the_bundle_is_read_on_the_day_of_the_case(folder: Path) -> None:
    data = {"consult_date": "2020-05-01", "fhir": "bundle.json", "patient": {}}
    assert one(data, folder).consult_date == dt.date(2020, 5, 1)
    assert one(data, folder, ON).consult_date == ON
    assert one({"fhir": "bundle.json", "patient": {}}, folder).consult_date == dt.date.today()
    early = wrong({**data, "consult_date": "1980-01-01"}, folder)
    assert early.path == "fhir"
    assert early.message.startswith("bundle.json: entry[0].resource.birthDate: 1990-05-01 lies")


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("gone.json", None, "gone.json: no such file"),
        (".", None, ".: a folder; a file is expected"),
        ("b.json", '{"', "b.json: not JSON"),
        ("b.json", "{}", "b.json: holds no FHIR Bundle"),
        ("b.json", '{"resourceType": "Bundle"}', "b.json: entry: the Bundle is empty"),
        ("-", None, "-: no such file"),
        ("x" * 4_000, None, "cannot be read"),
        ("/dev/null", None, "/dev/null: not a plain file"),
    ],
)
def test_a_bundle_that_cannot_be_read(
    tmp_path: Path, name: str, content: str | None, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        written(tmp_path, content, name)
    error = wrong([{"fhir": name, "patient": {}}], tmp_path, ON)
    assert error.path == "[0].fhir"
    assert line in error.message
    monkeypatch.chdir(tmp_path)
    assert wrong([{"fhir": name, "patient": {}}], Path(), ON).path == "[0].fhir"


def test_no_file_is_opened_where_none_may_be_named() -> None:
    error = wrong({"fhir": "/etc/hostname", "patient": {}})
    assert (error.path, "no file can be named here" in error.message) == ("fhir", True)


def test_the_published_cases_are_read(published_cases: Path) -> None:
    found = cases(read_data(published_cases / "candidacy_cases.json"), base=published_cases)
    assert len(found) == 20
    assert all(isinstance(case, Case) and case.id for case in found)


def test_synthea_bundles_are_files_like_others(shared_data: Path) -> None:
    folder = shared_data / "fhir"
    alone = one(read_data(folder / "Asa_Hermiston.json"), folder, ON)
    inside = one({"fhir": "Asa_Hermiston.json", "patient": {"fitzpatrick": "III"}}, folder, ON)
    assert inside.patient == alone.patient.model_copy(update={"fitzpatrick": "III"})
    assert inside.not_understood == alone.not_understood
