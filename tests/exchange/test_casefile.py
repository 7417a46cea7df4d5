"""Case files: what may stand in them, and the one clear line that everything else gets."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neocol.exchange import casefile
from neocol.exchange.casefile import cases, is_bundle, read_data
from neocol.record import Case, RecordError, dump_json, dump_yaml, parse_text

ON = dt.date(2026, 3, 16)
YAML = """
id: demo-1
consult_date: 2026-03-16
patient:
  age: 34
  sex: F
  fitzpatrick: IV
  pregnancy: no
  conditions: [{text: "rolling acne scars", icd10: L90.5, area: cheeks}]
  medications: []
  allergies: [benzocaine]
  concerns: acne scars
photos: [front.jpg]
"""
BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "id": "p",
                "name": [{"text": "Ann Doe"}],
                "gender": "female",
                "birthDate": "1990-05-01",
            }
        },
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "status": "active",
                "intent": "order",
                "subject": {"reference": "Patient/p"},
                "medicationCodeableConcept": {"text": "Warfarin"},
            }
        },
        {"resource": {"resourceType": "Encounter", "status": "finished"}},
    ],
}


def one(data: Any, base: Path | None = None, on: dt.date | None = None) -> Case:
    """Read one good case."""
    (case,) = cases(data, base=base, on=on)
    assert isinstance(case, Case), case
    return case


def wrong(data: Any, base: Path | None = None, on: dt.date | None = None) -> RecordError:
    """Read one bad case."""
    (error,) = cases(data, base=base, on=on)
    assert isinstance(error, RecordError), error
    assert "\n" not in str(error)
    assert len(error.message) <= casefile.ERROR_MAX_CHARS
    return error


def refused(path: Path | str, **more: Any) -> str:
    """Return the one line that a file is refused with."""
    with pytest.raises(RecordError) as caught:
        read_data(path, **more)
    line = str(caught.value)
    assert "\n" not in line
    return line


def written(folder: Path, content: str | bytes, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


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


# Bundles


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


# Properties

# Not the line breaks beyond ASCII: dump_yaml lets PyYAML fold them into spaces.
LINES = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=30)
TEXTS = LINES.filter(lambda text: text.strip() != "")
DAYS = st.none() | st.dates(dt.date(1900, 1, 1), ON).map(dt.date.isoformat)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return mappings with any of the keys."""
    return st.fixed_dictionaries({}, optional=fields)


def texts(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return ``null`` or a list of things said, each with its text and any of the keys."""
    item = st.builds(lambda text, rest: {"text": text, **rest}, TEXTS, some(**more))
    return st.none() | st.lists(item, max_size=3)


CASES = st.builds(
    lambda patient, rest: {"patient": patient, **rest},
    some(
        name=st.none() | LINES,
        age=st.none() | st.integers(0, 120) | st.floats(0, 120),
        birth_date=DAYS,
        sex=st.sampled_from(["F", "M", "other", "unknown", "female", None]),
        fitzpatrick=st.sampled_from(["I", "VI", None]),
        pregnancy=st.sampled_from(["yes", "no", "possible", "unknown", True, None]),
        weight_kg=st.none() | st.floats(0.1, 500),
        conditions=texts(icd10=LINES, snomed=LINES, since=DAYS, resolved=DAYS, area=LINES),
        medications=texts(
            status=st.sampled_from(["current", "stopped", "unknown"]),
            last_dose_date=DAYS,
            last_dose_days_before_consult=st.none() | st.integers(0, 40_000),
        ),
        allergies=texts(snomed=LINES) | st.sampled_from(["none", "unknown", "latex"]),
        recent_procedures=texts(date=DAYS, area=LINES),
        concerns=st.lists(TEXTS, min_size=2, max_size=3) | st.sampled_from(["acne scars", "none"]),
        plan=st.none() | some(device=st.sampled_from(["pen", "roller"]), needle_mm=st.just(1.5)),
        preferences=st.none() | some(max_sessions=st.integers(1, 9)),
    ),
    some(
        id=LINES | st.integers(),
        consult_date=st.just("2026-03-16"),
        photos=st.lists(TEXTS, min_size=2, max_size=3),
        session=st.none() | some(date=st.just("2026-03-20"), depth_mm=st.just(1.0)).filter(len),
    ),
)
LAX = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LAX
@given(CASES)
def test_a_case_comes_back_from_json_and_yaml(data: dict[str, Any]) -> None:
    if data.get("session") is not None:
        data["session"] = {"date": "2026-03-20", **data["session"]}
    case = one(data, on=ON)
    for text in (dump_json(case), dump_yaml(case)):
        assert one(parse_text(text), on=ON) == case
        assert Case.read(parse_text(text)) == case


@LAX
@given(st.data())
def test_mutated_text_gives_cases_or_one_clear_error(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([YAML, json.dumps(BUNDLE), json.dumps([BUNDLE, 5])]))
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        until = min(len(raw), at + data.draw(st.integers(0, 12)))
        new = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b"!!int ", b"&a ", b"*a", b"1e400", b"[[[", b"}", b"\\ud800", b": "])
        )
        raw[at:until] = new
        if not raw:
            break
    try:
        found = cases(read_data("-", stdin=io.BytesIO(bytes(raw))), base=None, on=ON)
    except RecordError as error:
        found = [error]
    for item in found:
        assert isinstance(item, Case | RecordError)
        assert not isinstance(item, RecordError) or "\n" not in str(item)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "patient", "consult_date", "fhir", "photos", "session", "age"])
            | st.sampled_from(["conditions", "text", "plan", "resourceType", "entry", "date"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@LAX
@given(st.lists(JUNK, max_size=3))
def test_junk_gives_errors_in_place(junk: list[Any]) -> None:
    found = cases(junk, base=None, on=ON)
    assert len(found) == len(junk)
    for i, item in enumerate(found):
        if isinstance(item, RecordError):
            assert item.path.startswith(f"[{i}]")
