"""Text in and out: YAML without surprises, bombs refused, stamps and older formats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.record import Candidacy, RecordError, Stamp, document, load_record, parse_text
from neocol.record.document import FORMAT, MIGRATIONS

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, r"line 2: YAML aliases \(\*a\)"),
        ("a: 1\na: 2", "'a' stands twice"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": 1', "not JSON: .* line 1"),
        ("a: [1, 2", "not YAML: .* line"),
        ("a: " + "[" * 100 + "]" * 100, "nested too deeply"),
        ("[" * 20_000, "nested too deeply|not YAML"),
        ("? [a]\n: b", "a key must be a word"),
        ("a: !!python/object/apply:os.system ['true']", "not YAML"),
    ],
)
def test_hostile_text_is_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(RecordError, match=said) as error:
        parse_text(text)
    assert "\n" not in str(error.value)


def test_yaml_words_stay_words() -> None:
    text = "pregnancy: no\nlactation: off\nsex: F\ndate: 2026-03-16\nyes: true\nage: 34"
    assert parse_text(text) == {
        "pregnancy": "no",
        "lactation": "off",
        "sex": "F",
        "date": "2026-03-16",
        "yes": True,
        "age": 34,
    }


@given(st.text(max_size=200))
def test_any_text_is_data_or_a_record_error(text: str) -> None:
    try:
        parse_text(text)
    except RecordError as error:
        assert "\n" not in str(error)


def _stamped(format_: int) -> dict[str, object]:
    stamp = Stamp(engine="0.0.1", evidence="abc").model_dump() | {"format": format_}
    return {"on": "2026-03-16", "decision": "eligible", "stamp": stamp}


def test_a_document_of_this_format_is_read() -> None:
    held = load_record(Candidacy, _stamped(FORMAT))
    assert held.stamp is not None
    assert held.stamp.engine == "0.0.1"


def test_an_older_document_is_brought_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    old = _stamped(0)
    old["verdict"] = old.pop("decision")

    def renamed(data: dict[str, object]) -> dict[str, object]:
        return {("decision" if k == "verdict" else k): v for k, v in data.items()}

    monkeypatch.setitem(MIGRATIONS, ("Candidacy", 0), renamed)
    held = load_record(Candidacy, old)
    assert held.decision == "eligible"
    assert held.stamp is not None
    assert held.stamp.format == document.FORMAT


def test_a_newer_document_is_refused() -> None:
    with pytest.raises(RecordError, match="update neocol"):
        load_record(Candidacy, _stamped(FORMAT + 1))
