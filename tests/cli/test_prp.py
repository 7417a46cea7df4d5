"""The PRP worksheet on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.cli import run
from tests.cli.asking import answer
from tests.procedure.test_prp import TUBE, WHOLE


def test_json(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "prp", file(WHOLE), "--json")
    assert found["id"] == "whole"
    assert found["verdict"] == "ready"
    assert found["spins"][0]["force"]["value"] == pytest.approx(1006, abs=1)
    assert found["stamp"]


def test_a_list_answers_in_order_and_one_bad_item_spoils_nothing(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**WHOLE, "id": "wrong", "tubes": [{**TUBE, "label": {}}]}
    late = {**WHOLE, "id": "late", "tubes": [{**TUBE, "drawn_at": "2026-03-17T10:00"}]}
    found = answer(capsys, "prp", file([WHOLE, late, wrong]), "--json", status=1)
    assert [item["id"] for item in found] == ["whole", "late", "wrong"]
    assert "lies after applied_at" in found[1]["error"]["message"]
    assert found[2]["verdict"] == "blocked"
    assert found[2]["findings"][0]["rule"] == "D-021"


def test_the_page_says_what_to_do_first(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**WHOLE, "tubes": [{**TUBE, "label": {}}], "spins": [{"rpm": 3000, "minutes": 15}]}
    assert run(["prp", file(wrong)]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert page.startswith("Stop: this blood is not used.")
    for part in ("D-021", "rpm alone says nothing", "the trial prints no radius", "off label"):
        assert part in page
    assert run(["prp", file(WHOLE)]) == 0
    assert capsys.readouterr().out.startswith("Ready")


def test_a_bad_file_is_one_line(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prp", file({**WHOLE, "spins": [{"rpm": "fast"}]})]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "spins.0.rpm" in said


def test_the_sheet_of_the_day_is_in_parts(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.samples import HEALTHY

    assert run(["prepare", file(HEALTHY)]) == 0
    page = capsys.readouterr().out
    for part in ("Before today", "Consent", "Needling", "[ ] New sterile cartridge"):
        assert part in page
    assert "\\[" not in page
    found = answer(capsys, "prepare", file(HEALTHY), "--json")
    assert {"section", "because", "must", "status", "who", "text", "why", "sources", "rule"} <= set(
        found["checklist"][0]
    )
