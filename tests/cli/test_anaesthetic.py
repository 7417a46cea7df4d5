"""The verb ``anaesthetic``: its JSON as the contract fixes it, its page, its clock, its errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from neocol.cli import run
from tests.cli.asking import answer
from tests.procedure.numbing import CREAM, person


def test_it_holds_what_the_contract_names(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "anaesthetic", file({**CREAM, "id": "a", "grams": 61}), "--json")
    assert (found["id"], found["verdict"]) == ("a", "over_limit")
    keys = {
        "rule", "tag", "effect", "scope", "message", "until", "evidence", "sources", "conflict",
        "overridable",
    }  # fmt: skip
    assert keys <= set(found["findings"][0])


def test_a_bare_request_is_answered(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    bare = {
        "product": "EMLA", "skin": None, "where": None, "occluded": None, "patient": None,
    }  # fmt: skip
    found = answer(capsys, "anaesthetic", file(bare), "--json")
    assert found["verdict"] == "unknown"
    assert len(found["missing"]) == 5


def test_a_list_answers_a_list_and_keeps_the_others(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [{**CREAM, "id": 1}, {**CREAM, "id": 2, "grams": -3}, {**CREAM, "skin": "needled"}]
    found = answer(capsys, "anaesthetic", file(items), "--json", status=1)
    assert found[0]["verdict"] == "within_limits"
    assert found[1]["error"]["path"] == "[1].grams"
    assert found[2]["verdict"] == "contraindicated"


def test_the_page_says_amounts_clock_and_reasons(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    on = {**CREAM, "on_at": "2026-03-16T13:02", "patient": person(medications=["amiodarone"])}
    assert run(["anaesthetic", file(on), "--at", "2026-03-16T13:32"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for words in ("Within the label's limits.", "0 h 30 min so far", "planned off at 14:02", "latest 18:02",
                  "antiarrhythmic", "not turned into mg/kg"):  # fmt: skip
        assert words in page
    assert run(["anaesthetic", file({**on, "off_at": "2026-03-16T19:00"})]) == 0
    assert "off, later than labels allow" in capsys.readouterr().out
    assert run(["anaesthetic", file({"product": "EMLA"})]) == 0
    assert "Cannot be judged before all is known." in capsys.readouterr().out


@pytest.mark.parametrize("on_at", ["2026-03-16T13:02", "2026-03-16T13:02+01:00"])
def test_without_a_time_the_clock_is_that_of_the_computer(
    on_at: str, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "anaesthetic", file({**CREAM, "on_at": on_at}), "--json")
    assert found["clocks"][0]["state"] == "time_up"


def test_the_photograph_gives_the_area(
    file: Any, portrait_jpeg: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "front.jpg"
    photo.write_bytes(portrait_jpeg)
    cream = {**CREAM, "area_cm2": None, "zones": ["cheeks"]}
    found = answer(capsys, "anaesthetic", file(cream), "--photo", str(photo), "--json")
    assert found["area_from"] == "face_map"
    assert 30 < found["given"]["area_cm2"] < 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--at", "noon"], "a time like"),
        (["--photo", "nowhere.jpg"], "no such file"),
        (["--on", "today"], "a date like"),
    ],
)
def test_errors_are_one_line(
    options: list[str], said: str, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["anaesthetic", file(CREAM), *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
