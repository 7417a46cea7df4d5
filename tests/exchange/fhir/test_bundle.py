"""The bundle itself: types, crowds, pages and notes."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.exchange.fhir import case_from_bundle, importing
from neocol.exchange.fhir.notes import LINES_SHOWN, Notes
from neocol.record import RecordError
from tests.exchange.fhir.samples import (
    ON,
    bundle,
    condition,
    observation,
    read,
    said,
)


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
