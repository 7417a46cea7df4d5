"""Case files: what may stand in them, and the one clear line that everything else gets."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from neocol.exchange import casefile
from neocol.exchange.casefile import cases, read_data
from neocol.record import Case, RecordError, dump_json
from tests.exchange.reading import BUNDLE, ON, YAML, one, refused, written, wrong

# Files


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    as_yaml = one(read_data(written(tmp_path, YAML)))
    as_json = one(read_data(written(tmp_path, dump_json(as_yaml), "case.json")))
    assert as_yaml == as_json
    assert as_yaml.id == "demo-1"
    assert as_yaml.patient.pregnancy == "no"


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    assert read_data(written(tmp_path, b"\xef\xbb\xbf" + b'{"a": 1}')) == {"a": 1}


@pytest.mark.parametrize("stream", [io.BytesIO(b"a: 1"), io.StringIO("a: 1")])
def test_a_dash_is_standard_input(stream: Any) -> None:
    assert read_data("-", stdin=stream) == {"a": 1}
    stream.seek(0, io.SEEK_END)
    assert refused("-", stdin=stream) == "standard input: empty; a case is expected"


def test_a_dash_reads_the_programs_own_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"a": 1}')))
    assert read_data("-") == {"a": 1}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "empty; a case is expected"),
        (b" \n", "empty; a case is expected"),
        ("id: 1".encode("utf-16"), "UTF-16 text; save it as UTF-8"),
        ("id: 1".encode("utf-16-le"), "a binary or UTF-16 file (NUL at byte 1)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a binary or UTF-16 file (NUL at byte 4)"),
        ("name: Müller".encode("latin-1"), "not UTF-8 text (byte 7); save it as UTF-8"),
        (b'{"a": 1', "not JSON"),
        (b"a: [1", "not YAML"),
        (b'{"a": 1, "a": 2}', "key 'a' stands twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"a: &x [1]\nb: *x", "aliases"),
        (b"a: !!python/object/apply:os.getcwd []", "not YAML"),
        (b'a: !!int "one"', "a tag (!!…) does not fit its text"),
        (b"a: !!bool maybe", "a tag (!!…) does not fit its text"),
        (b"a: !!timestamp soon", "a tag (!!…) does not fit its text"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "a whole number with hundreds of digits"),
        (b"a: " + b"9" * 5_000, "a whole number with hundreds of digits"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"- " * 100_000, "nested too deeply"),
        (b"[{}," * 600_000, "more than 1,000,000 lists, mappings and items"),
        (b"- a\n" * 100_000, "YAML is read up to 300,000 characters"),
        (b"[" + b"1," * 200_000 + b"x]", "YAML is read up to 300,000 characters"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, content: bytes, line: str) -> None:
    path = written(tmp_path, content)
    assert refused(path).startswith(f"{path}: ")
    assert line in refused(path)


def test_missing_folders_and_forbidden_files(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.yaml") == f"{tmp_path / 'gone.yaml'}: no such file"
    assert refused(tmp_path) == f"{tmp_path}: a folder; a file is expected"
    assert "cannot be read" in refused("x" * 5_000)
    assert "cannot be read" in refused("a\0b")
    below = written(tmp_path, "a: 1") / "below.yaml"
    assert "cannot be read (not a directory)" in refused(below)


def test_a_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a: 1")

    def deny(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    assert refused(path) == f"{path}: may not be read (permission)"


def test_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casefile, "FILE_MAX_BYTES", 10)
    assert read_data(written(tmp_path, b"a: 1234567")) == {"a": 1_234_567}
    assert "larger than" in refused(written(tmp_path, b"a: 12345678"))


def test_a_long_file_of_json_is_read(tmp_path: Path) -> None:
    long = [{"id": "x" * 1_000}] * 400
    assert read_data(written(tmp_path, json.dumps(long))) == long
    assert read_data(written(tmp_path, json.dumps({"a": long}))) == {"a": long}


def test_half_characters_are_replaced(tmp_path: Path) -> None:
    text = r'{"a\ud800": ["x\udc00y", "\ud83d\ude00", "\\ud800", 1, null]}'
    expected = {"a\ufffd": ["x\ufffdy", "\N{GRINNING FACE}", "\\ud800", 1, None]}
    assert read_data(written(tmp_path, text)) == expected


def test_a_nul_inside_a_string_is_fine(tmp_path: Path) -> None:
    case = one(read_data(written(tmp_path, r'{"patient": {"name": "a\u0000b"}}')))
    assert case.patient.name == "a\0b"


# Cases


@pytest.mark.parametrize("data", [5, "x", True, 1.5])
def test_what_is_no_case_is_refused(data: Any) -> None:
    with pytest.raises(RecordError, match="a case, a FHIR Bundle or a list"):
        cases(data, base=None)
    with pytest.raises(RecordError, match="empty"):
        cases(None, base=None)


def test_a_list_answers_item_by_item() -> None:
    good = {"id": 7, "patient": {"age": 34}}
    found = cases([good, {"id": "b", "patient": {"age": -3}}, BUNDLE, 5, good], base=None, on=ON)
    assert [type(item) for item in found] == [Case, RecordError, Case, RecordError, Case]
    assert isinstance(found[0], Case)
    assert found[0].id == "7"
    assert isinstance(found[1], RecordError)
    assert found[1].path == "[1].patient.age"
    assert isinstance(found[2], Case)
    assert found[2].patient.name == "Ann Doe"
    assert isinstance(found[3], RecordError)
    assert found[3].path == "[3]"
    assert cases([], base=None) == []


def test_an_error_inside_a_bundle_has_its_whole_path() -> None:
    patient = {"resourceType": "Patient", "birthDate": "2030-01-01"}
    bad = {**BUNDLE, "entry": [{"resource": patient}]}
    found = cases([BUNDLE, bad], base=None, on=ON)[1]
    assert isinstance(found, RecordError)
    assert found.path == "[1].entry[0].resource.birthDate"


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ({}, "patient", "required"),
        ({"patient": {"agee": 3}}, "patient", "did you mean 'age'"),
        ({"patient": {"age": float("inf")}}, "patient.age", "finite"),
        ({"patient": {"age": 10**400}}, "", "hundreds of digits"),
        ({"id": 10**5000, "patient": {}}, "", "hundreds of digits"),
        ({10**5000: 1}, "", "hundreds of digits"),
        ({"x" * 5_000: 1}, "", "a key of 5,000 characters"),
        ({"patient": {"conditions": [{}] * 30_000}}, "", "more than 20,000 items"),
        ({"patient": {}, "consult_date": "2026-13-01"}, "consult_date", "date"),
        ({"patient": {}, "consult_date": 5}, "consult_date", "date"),
        ({"resourceType": "Patient"}, "resourceType", "a FHIR 'Patient' alone"),
        ({"patient": {"name": "\ud800"}}, "patient.name", "unicode"),
        ({"\ud800": 1}, "", ""),
    ],
)
@pytest.mark.parametrize("on", [None, ON])
def test_bad_cases(data: Any, path: str, words: str, on: dt.date | None) -> None:
    error = wrong(data, on=on)
    assert error.path == path
    assert words in error.message


def test_deep_data_is_refused() -> None:
    data: Any = {"patient": {}}
    for _ in range(100_000):
        data = {"patient": data}
    assert "nested too deeply" in wrong(data).message
    resource: Any = {}
    for _ in range(100_000):
        resource = {"extension": [resource]}
    entry = [*BUNDLE["entry"], {"resource": {"resourceType": "Condition", "code": resource}}]
    case = one({**BUNDLE, "entry": entry}, on=ON)
    assert any("neither code nor text" in line for line in case.not_understood)


def test_too_many_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casefile, "CASES_MAX", 2)
    with pytest.raises(RecordError, match="3 items; at most 2"):
        cases([{}, {}, {}], base=None)


# The day


@pytest.mark.parametrize(
    ("patient", "path"),
    [
        ({"birth_date": "2026-03-17"}, "patient.birth_date"),
        ({"conditions": [{"text": "x", "since": "2026-03-17"}]}, "patient.conditions.0.since"),
        (
            {"medications": [{"text": "x", "last_dose_date": "2026-03-17"}]},
            "patient.medications.0.last_dose_date",
        ),
        (
            {"recent_procedures": ["y", {"text": "x", "date": "2026-03-17"}]},
            "patient.recent_procedures.1.date",
        ),
    ],
)
def test_what_lies_after_the_day_is_refused(patient: dict[str, Any], path: str) -> None:
    next_day = ON + dt.timedelta(days=1)
    dated = {"patient": patient, "consult_date": "2026-03-16"}
    for error in (wrong(dated), wrong(dated, on=ON), wrong({"patient": patient}, on=ON)):
        assert error.path == path
        assert error.message == "2026-03-17 lies after the consultation on 2026-03-16"
    assert one(dated, on=next_day).consult_date == next_day
    assert wrong({**dated, "consult_date": "2026-05-01"}, on=ON).path == path


def test_without_any_day_it_is_today() -> None:
    tomorrow = (dt.date.today() + dt.timedelta(days=1)).isoformat()
    assert "lies after" in wrong({"patient": {"birth_date": tomorrow}}).message
    assert one({"patient": {}}).consult_date is None


def test_the_day_that_is_asked_for_wins() -> None:
    data = {"patient": {}, "consult_date": "2026-01-01"}
    assert one(data).consult_date == dt.date(2026, 1, 1)
    assert one(data, on=ON).consult_date == ON
    assert one(BUNDLE, on=ON).consult_date == ON
    assert one(BUNDLE).consult_date == dt.date.today()


def test_a_session_stays_after_its_consultation() -> None:
    data = {"patient": {}, "consult_date": "2026-01-01", "session": {"date": "2026-01-10"}}
    assert one(data, on=ON).consult_date == dt.date(2026, 1, 1)
    assert one(data, on=dt.date(2026, 1, 5)).consult_date == dt.date(2026, 1, 5)
    assert one({**data, "consult_date": None}, on=ON).consult_date is None
    assert "before consult_date" in wrong({**data, "consult_date": "2026-02-01"}).message
