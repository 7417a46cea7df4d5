"""Case files, whatever stands in them: cases come back, junk gives one clear error."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neocol.exchange.casefile import cases, read_data
from neocol.record import Case, RecordError, dump_json, dump_yaml, parse_text
from tests.exchange.reading import BUNDLE, ON, YAML, one

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
