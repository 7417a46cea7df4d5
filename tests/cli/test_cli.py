"""The command line as other programs use it: JSON out, one line of error, exit status."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from neocol.cli import run
from neocol.record import CareDocument, load_record
from tests.cli.asking import answer
from tests.samples import HEALTHY, case

CAPPED_BYTES = 1_000_000_000


def test_screen(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "screen", file(HEALTHY), "--json")
    assert found["decision"] == "eligible"
    assert found["id"] == "healthy"
    assert {"until", "findings", "missing", "recognised", "stamp"} <= set(found)


def test_the_day_can_be_chosen(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    data = case(recent_procedures=[{"text": "chemical peel", "date": "2026-03-10"}])
    assert answer(capsys, "screen", file(data), "--json")["until"] == "2026-04-09"
    later = answer(capsys, "screen", file(data), "--on", "2026-04-09", "--json")
    assert later["decision"] == "eligible"


def test_screen_with_a_session_date_gives_the_way_to_it(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    data = case(medications=["Differin"])
    found = answer(capsys, "screen", file(data), "--session", "2026-04-30", "--json")
    days = {item["rule"]: item["day"] for item in found["preparation"]["items"]}
    assert days["C-105"] == -3
    assert run(["screen", file(data), "--session", "2026-04-30"]) == 0
    assert "On the way to 30 April 2026" in capsys.readouterr().out
    assert run(["screen", file(data), "--session", "soon"]) == 2
    assert "--session: a date like" in capsys.readouterr().err


def test_screen_since_an_earlier_case_or_answer_says_what_changed(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file(HEALTHY, "before.json")
    now = file(case(id="healthy", conditions=["cold sore since yesterday"]))
    changed = answer(capsys, "screen", now, "--since", before, "--json")["changed"]
    assert (changed["decision_before"], changed["decision_now"]) == ("eligible", "defer")
    assert any(line.startswith("C-041") for line in changed["new"])
    earlier = file(answer(capsys, "screen", before, "--json"), "answer.json")
    assert answer(capsys, "screen", now, "--since", earlier, "--json")["changed"] == changed
    assert run(["screen", now, "--since", earlier]) == 0
    assert "eligible → defer" in capsys.readouterr().out
    two = file([HEALTHY, case(id="other")], "two.json")
    assert run(["screen", file(case(id="third")), "--since", two]) == 2
    assert "nothing earlier with id 'third'" in capsys.readouterr().err
    bad = file([HEALTHY, case(id="x", age=-1)], "bad.json")
    assert run(["screen", now, "--since", bad]) == 2


def test_a_policy_file_is_shown_and_checked(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    data = file(case(medications=["Accutane, stopped 100 days ago"]))
    choice = {"rule": "C-011", "window_days": 90, "reason": "panels", "chosen_by": "Dr A"}
    chosen = file({"name": "ours", "choices": [choice]}, "policy.json")
    found = answer(capsys, "screen", data, "--policy", chosen, "--json")
    assert found["decision"] == "eligible"
    assert found["stamp"]["policy"] == "ours"
    assert "90 days, chosen by Dr A: panels" in found["findings"][0]["policy"]
    outside = file({"choices": [{**choice, "window_days": 400}]}, "outside.json")
    assert run(["screen", data, "--policy", outside]) == 2
    assert "outside the printed range 0 to 365" in capsys.readouterr().err


def test_the_rules_are_listed_and_written_as_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {rule["id"]: rule for rule in answer(capsys, "rules", "--json")}
    assert {
        "tag",
        "effect",
        "window_days",
        "sources",
        "status",
        "confidence",
        "conflicts_with",
    } <= (set(found["C-011"]))
    assert found["C-011"]["window_days"] == 180
    out = tmp_path / "rules.html"
    assert run(["rules", "-o", str(out)]) == 0
    assert "Every rule, and what it rests on" in out.read_text("utf-8")
    assert run(["rules", "-o", str(tmp_path / "no" / "rules.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_list_is_answered_in_order_and_bad_items_stay_in_place(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [case(id="a"), case(id="b", age=-3), case(id="c")]
    found = answer(capsys, "screen", file(items), "--json", status=1)
    assert [item["id"] for item in found] == ["a", "b", "c"]
    assert found[1]["error"]["path"] == "[1].patient.age"
    assert found[2]["decision"] == "eligible"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["screen", "missing.json"], "missing.json: no such file"),
        (["screen"], "Missing argument 'FILE'"),
        (["nonsense"], "No such command 'nonsense'"),
        (["screen", "x", "--on", "soon"], "--on: a date like"),
        (["schema", "Cass"], "did you mean 'Case'"),
        (["evidence", "sites.nowhere"], "no evidence 'sites.nowhere'"),
        (["care", "x", "-o", "out.docx"], "OUT ends in .html, .pdf or .json"),
        (["analyse", "missing.jpg"], "missing.jpg: no such file"),
    ],
)
def test_a_call_that_cannot_be_used_is_one_line_and_status_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("neocol: ")
    assert out.err.count("\n") == 1
    assert said in out.err


BAD = {
    "unreadable": "\x00\x01",
    "not a case": "[1, 2",
    "unknown key": json.dumps(case(agee=1)),
    "age -3": json.dumps(case(age=-3)),
    "depth 15 mm": json.dumps(case(plan={"needle_mm": 15})),
    "wrong type": json.dumps(case(conditions=3)),
    "born tomorrow": json.dumps(case(age=None, birth_date="2026-03-17")),
    "aliases": "patient: &a {age: 3}\nid: *a",
    "bomb": "a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a]\n" for i in range(30)),
    "deep": "[" * 50_000,
    "huge number": '{"patient": {"age": ' + "9" * 6_000 + "}}",
    "two keys": '{"id": 1, "id": 2}',
    "empty": "",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_within_a_gigabyte(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD[name], "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "neocol", "screen", str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (CAPPED_BYTES, CAPPED_BYTES)),
    )
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("neocol: ")
    assert result.stderr.count("\n") == 1
    assert len(result.stderr) < 600


@pytest.mark.parametrize("verb", ["plan", "prepare", "care"])
def test_courses(verb: str, file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, verb, file(HEALTHY), "--json")
    assert found["id"] == "healthy"
    assert "stamp" in found


def test_plan_has_the_keys_of_the_contract(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "plan", file(HEALTHY), "--json")
    assert found["recommended"] == 0
    option = found["options"][0]
    assert {
        "label", "sessions", "interval_days", "zones", "predicted", "downtime_days",
        "pih_probability", "on_label", "conditional_on", "minutes_per_session", "cartridges",
        "anaesthetic", "why", "caveats",
    } <= set(option)  # fmt: skip
    zone = option["zones"]["cheek_left"]
    assert {"device", "depth_mm", "passes", "punctures_per_cm2", "endpoint"} <= set(zone)


def test_other_verbs(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    request = {"sessions": {"day": 0, "needle_mm": 1, "passes": 8}, "days": 30, "members": 5}
    found = answer(capsys, "simulate", file(request), "--json")
    assert len(found["days"]) == len(found["observables"]["collagen_I"]["median"])
    assert answer(capsys, "review", file({}), "--json")["response"] == "nothing to assess yet"
    words = {"day_after_session": 1, "patient_words": "my lips are blue"}
    assert answer(capsys, "triage", file(words), "--json")["emergency"] is True
    done = {**HEALTHY, "session": {"date": "2026-03-20", "zones": ["cheeks"]}}
    assert answer(capsys, "aftercare", file(done), "--json")["days"][0]["date"] == "2026-03-20"
    assert len(answer(capsys, "rules", "--json")) > 100
    held = answer(capsys, "evidence", "sites.forehead.depth_cap", "--json")
    assert held["values"]["sites.forehead.depth_cap"]["unit"] == "mm"
    assert answer(capsys, "evidence", "--bibliography", "--json")
    assert "properties" in answer(capsys, "schema", "Case")


def test_a_simulation_holds_bands_phases_and_what_is_beyond(
    file: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    request = {
        "id": "c1",
        "skin": {"site": "neck", "age": 50, "sex": "F", "fitzpatrick": "II"},
        "sessions": [{"day": 0, "device": "roller", "needle_mm": 1.5, "punctures_per_cm2": 900}],
        "days": 60,
        "members": 8,
    }
    out = tmp_path / "course.html"
    found = answer(capsys, "simulate", file(request), "--plot", str(out), "--json")
    assert found["id"] == "c1"
    assert set(found["phases"]) == {"inflammation", "proliferation", "remodelling"}
    for band in found["observables"].values():
        assert {"unit", "median", "low90", "high90", "untreated", "benefit"} <= set(band)
        assert len(band["median"]) == len(found["days"])
    assert any("density 900" in told for told in found["extrapolation"])
    assert "<svg" in out.read_text("utf-8")
    assert run(["simulate", file(request)]) == 0
    page = capsys.readouterr().out
    assert "macrophages" in page
    assert "Beyond the evidence" in page


@pytest.mark.parametrize(
    ("session", "said"),
    [
        ({"needle_mm": 0}, "sessions.0.needle_mm"),
        ({"needle_mm": 3.5}, "sessions.0.needle_mm"),
        ({"punctures_per_cm2": 0, "passes": None}, "sessions.0.punctures_per_cm2"),
        ({"device": "rf_needling"}, "sessions.0.device"),
        ({"day": ".nan"}, "sessions.0.day"),
    ],
)
def test_a_course_that_cannot_be_is_one_line(
    session: dict[str, Any], said: str, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    base = {"day": 0, "device": "pen", "needle_mm": 1, "passes": 4}
    assert run(["simulate", file({"sessions": [{**base, **session}], "days": 9})]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_the_table_keeps_its_intervals_in_a_narrow_terminal(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    request = {"sessions": [{"day": 0, "needle_mm": 1, "passes": 16}], "days": 60, "members": 9}
    assert run(["simulate", file(request)]) == 0
    page = capsys.readouterr().out
    assert "…" not in page
    assert "collagen III share" in page
    assert run(["simulate", file(request), "--seed", "-1"]) == 2


def test_an_error_of_the_twin_names_the_item(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"sessions": [], "days": 9, "members": 2}
    bad = {**good, "sessions": [{"day": 20, "needle_mm": 1, "passes": 4}]}
    assert run(["simulate", file([good, bad]), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found[1]["error"]["path"] == "[1].sessions.0.day"


def test_a_page_holds_one_course_and_ends_in_html(
    file: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    request = {"sessions": [], "days": 9, "members": 2}
    assert run(["simulate", file(request), "--plot", str(tmp_path / "a.png")]) == 2
    assert ".html" in capsys.readouterr().err
    two = run(["simulate", file([request, request]), "--plot", str(tmp_path / "a.html"), "--json"])
    assert two == 1
    assert "one course" in capsys.readouterr().out


def test_a_bundle_is_read_wherever_a_case_is(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": {"resourceType": "Patient", "birthDate": "1990-01-01", "gender": "male"}}
        ],
    }
    found = answer(capsys, "screen", file(bundle), "--on", "2026-03-16", "--json")
    assert found["decision"] == "defer"
    held = answer(capsys, "fhir", "import", file(bundle), "--on", "2026-03-16", "--json")
    assert held["patient"]["sex"] == "M"


def test_a_care_document_is_read_back(file: Any, tmp_path: Path) -> None:
    out = tmp_path / "care.json"
    assert run(["care", file(HEALTHY), "-o", str(out), "--json"]) == 0
    document = load_record(CareDocument, json.loads(out.read_text("utf-8")))
    assert document.id == "healthy"
    assert document.bibliography


@pytest.mark.parametrize(
    "verb", ["screen", "plan", "prepare", "care", "rules", "evidence", "review", "simulate"]
)
def test_pages_for_people(verb: str, file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    inputs: dict[str, list[str]] = {
        "rules": [],
        "evidence": ["sites"],
        "review": [file({}, "r.json")],
        "simulate": [file({"sessions": [], "days": 9, "members": 2}, "s.json")],
    }
    assert run([verb, *inputs.get(verb, [file(case(conditions=["[bold]psoriasis[/]"]))])]) == 0
    assert capsys.readouterr().out.strip()
