"""The verbs of recovery: their JSON as the contract fixes it, their pages, their files, their errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neocol.cli import run
from tests.cli.asking import answer

CASE = {
    "id": "ana",
    "consult_date": "2026-03-16",
    "patient": {"age": 34, "sex": "F", "fitzpatrick": "IV", "conditions": "none",
                "medications": "none", "allergies": "none", "planned_areas": "cheeks"},
    "session": {"date": "2026-03-20T10:00", "zones": ["cheeks"], "depth_mm": 1.0},
}  # fmt: skip
POLICY = {
    "name": "Clinica Sol",
    "language": "es",
    "contact": {"phone": "600 100 200", "emergency_number": "112", "time_zone": "Europe/Madrid"},
    "choices": [
        {"rule": "A-005", "window_days": 1, "reason": "runners", "chosen_by": "Dr. Sol"},
    ],
}


def test_aftercare_holds_what_the_contract_names(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "aftercare", file(CASE), "--json")
    assert found["id"] == "ana"
    assert {"day", "date", "do", "dont", "expect", "call_if"} <= set(found["days"][0])
    assert {"topic", "kind", "from_day", "to_day", "why", "sources", "conflict"} <= set(
        found["items"][0]
    )
    assert {item["kind"] for item in found["items"]} == {"do", "dont"}


def test_the_policy_decides_and_speaks(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    policy = file(POLICY, "policy.json")
    found = answer(capsys, "aftercare", file(CASE), "--policy", policy, "--json")
    sport = next(item for item in found["items"] if item["rule"] == "A-005")
    assert sport["to_day"] == 1
    assert "runners" in sport["chosen"]
    assert found["language"] == "es"
    assert found["time_zone"] == "Europe/Madrid"
    told = {"day_after_session": 1, "patient_words": "no puedo respirar"}
    urgent = answer(capsys, "triage", file(told), "--policy", policy, "--json")
    assert urgent["emergency"]
    assert "112" in urgent["advice"][0]


def test_check_ins_are_due_or_missed_on_a_day(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = {**CASE, "check_ins": [{"day_after_session": 1, "patient_words": "all good"}]}
    found = answer(capsys, "aftercare", file(answered), "--on", "2026-03-28", "--json")
    assert [held["state"] for held in found["check_ins"]][:3] == ["done", "missed", "due"]
    assert len(found["missed"]) == 1


def test_files_are_written(file: Any, tmp_path: Path) -> None:
    for name in ("out.html", "out.pdf", "out.json"):
        ics, out = tmp_path / "out.ics", tmp_path / name
        status = run(["aftercare", file(CASE), "--ics", str(ics), "-o", str(out), "--json"])
        if status == 2 and name == "out.pdf":
            pytest.skip("no Pango on this machine")
        assert status == 0
        assert ics.read_bytes().startswith(b"BEGIN:VCALENDAR")
        assert out.stat().st_size > 1000


def test_triage_holds_what_the_contract_names(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"id": "t", "day_after_session": 3, "patient_words": "yellow crust"}
    found = answer(capsys, "triage", file(told), "--json")
    assert {"level", "within_hours", "emergency", "findings", "advice", "recognised"} <= set(found)
    assert (found["id"], found["level"], found["within_hours"]) == ("t", "contact_clinic", 24)
    assert found["findings"][0]["sources"]


def test_the_report_of_an_adverse_event(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    event = {"date": "2026-04-01", "text": "nodules", "session": CASE["session"]}
    found = answer(capsys, "adverse-event", file(event), "--json")
    assert found["serious"] is False
    assert "nodules" in found["text"]
    assert run(["adverse-event", file(event), "--language", "es"]) == 0
    assert "EFECTO ADVERSO" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_for_people(language: str, file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["aftercare", file(CASE), "--language", language]) == 0
    calendar = capsys.readouterr().out
    assert ("Día 3" if language == "es" else "Day 3") in calendar
    told = {"day_after_session": 1, "patient_words": "[bold]my lips are blue", "language": language}
    assert run(["triage", file(told)]) == 0
    page = capsys.readouterr().out
    first = "Llame ahora" if language == "es" else "Call the emergency number"
    assert page.index(first) < page.index("[bold]" if "[bold]" in page else "lips")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["aftercare", "{case}", "--language", "fr"], "there are: en, es"),
        (["aftercare", "{case}", "-o", "x.docx"], "OUT ends in"),
        (["aftercare", "{plain}"], "the session that was done"),
        (["aftercare", "{zone}"], "IANA time zone"),
        (["triage", "{worse}"], "severity_0_10"),
        (["adverse-event", "{plain}"], "date: required"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    arguments: list[str], message: str, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "{case}": file(CASE, "case.json"),
        "{plain}": file({key: CASE[key] for key in ("id", "patient")}, "plain.json"),
        "{zone}": file({**CASE, "session": {**CASE["session"], "time_zone": "Mars"}}, "zone.json"),
        "{worse}": file({"patient_words": "x", "severity_0_10": 11}, "worse.json"),
    }
    assert run([files.get(part, part) for part in arguments]) in {1, 2}
    told = capsys.readouterr()
    assert message in told.err
    assert "Traceback" not in told.err


def test_one_bad_item_leaves_the_others_answered(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [{"id": "a", "patient_words": "red"}, {"id": "b", "severity_0_10": "much"}]
    assert run(["triage", file(items), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found[0]["level"]
    assert found[1]["error"]["path"].endswith("severity_0_10")
