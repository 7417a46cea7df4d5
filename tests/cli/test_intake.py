"""``neocol intake``: a person at a terminal, a pipe, and a file of answers."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from neocol.cli import run
from neocol.cli.intake import read_answer
from neocol.consult.questionnaire import question, words
from neocol.exchange.fhir.intake import response
from neocol.record import IntakeAnswers, parse_text
from tests.cli.asking import answer
from tests.consult.intake_answers import DIFFICULT, ON, TYPICAL

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
WORDS_A_MINUTE = 238
"""Adults reading silently (Brysbaert 2019, doi:10.1016/j.jml.2019.104047; recalled)."""
SLOW_WORDS_A_MINUTE = 180
SECONDS_A_CHOICE = 3
SECONDS_A_FREE_TEXT = 12
SECONDS_ALLOWED = 240


def lines_for(answers: dict[str, Any]) -> list[str]:
    """Return what a person types for these answers."""
    return [typed(name, value) for name, value in answers.items()]


def typed(id: str, value: Any) -> str:
    asked = question(id)
    if value is None:
        return ""
    if asked.kind in {"choice", "yes_no"}:
        return str(asked.ids.index(value) + 1)
    if asked.kind == "several":
        return ", ".join(str(asked.ids.index(option) + 1) for option in value)
    return str(value)


def in_order(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers in the order in which they are asked."""
    from neocol.consult.questionnaire import questions

    return {q.id: answers[q.id] for q in questions() if q.id in answers}


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that puts lines on standard input."""

    def put(*lines: str, terminal: bool = False) -> None:
        stream = io.StringIO("".join(f"{line}\n" for line in lines))
        stream.isatty = lambda: terminal
        monkeypatch.setattr("sys.stdin", stream)

    return put


def ask(say: Any, case: Path, *lines: str, status: int = 0, options: tuple[str, ...] = ()) -> Any:
    """Run the verb on typed lines and return the case that it wrote."""
    say(*lines)
    assert run(["intake", "-o", str(case), "--on", str(ON), *options]) == status
    return parse_text(case.read_text("utf-8"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_typical_patient_is_done_within_four_minutes(tmp_path: Path, language: str) -> None:
    """The real command on a pipe: every word that it shows is read."""
    case = tmp_path / "case.yaml"
    called = subprocess.run(
        [
            sys.executable, "-m", "neocol", "intake", "-o", str(case), "--on", str(ON),
            "--language", language,
        ],
        input="".join(f"{line}\n" for line in lines_for(TYPICAL)),
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    free = sum(question(name).kind == "text" and said is not None for name, said in TYPICAL.items())
    shown = len(WORD.findall(called.stderr))
    typing = free * SECONDS_A_FREE_TEXT + (len(TYPICAL) - free) * SECONDS_A_CHOICE
    seconds = shown / WORDS_A_MINUTE * 60 + typing
    slow = shown / SLOW_WORDS_A_MINUTE * 60 + typing
    print(f"{language}: {len(TYPICAL)} screens, {shown} words, {seconds:.0f} s, {slow:.0f} s slow")
    assert len(TYPICAL) <= 45
    assert seconds <= SECONDS_ALLOWED
    assert not (tmp_path / "case.draft.yaml").exists()
    assert "III" in called.stdout
    screened = subprocess.run(
        [sys.executable, "-m", "neocol", "screen", str(case), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(screened.stdout)
    assert found["decision"] in {"eligible", "caution"}
    assert found["missing"] == []


def test_a_difficult_patient_can_be_typed(
    tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    ask(say, case, *lines_for(in_order(DIFFICULT)))
    capsys.readouterr()
    found = answer(capsys, "screen", str(case), "--json")
    tags = {finding["tag"] for finding in found["findings"]}
    assert {"isotretinoin", "herpes", "anticoagulant", "keloid", "pregnancy"} <= tags


def test_why_back_and_bad_input(
    tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    case = ask(
        say, tmp_path / "case.yaml",
        "<",            # there is nothing before the first question
        "Ana", "<", "Eva",
        "?", "tomorrow", "2026-12-24", "1991-05-02",
        "7", "Female",
        "1, 4",         # pregnant and none
        "9", "4",
    )  # fmt: skip
    said = capsys.readouterr().err
    assert "This is the first question." in said
    assert "Some rules depend on age." in said
    assert "Please type a date like 2026-03-16" in said
    assert "That day is still to come." in said
    assert "Please type one number from 1 to 3." in said
    assert "You picked “None of these” and something else. Which is right?" in said
    assert "Please type numbers from 1 to 4, with commas." in said
    assert case["patient"]["name"] == "Eva"
    assert case["patient"]["sex"] == "F"
    assert case["patient"]["pregnancy"] == "no"


def test_numbers_are_asked_again_with_what_is_accepted(
    tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    skip_to = ["", "", "", "", "", "", "", "", ""]  # name … looks, with the age asked for
    case = ask(say, tmp_path / "case.yaml", *skip_to, "lots", "-1", "3", "2.5", "0", "4")
    said = capsys.readouterr().err
    assert "Please type a number, such as 1." in said
    assert "Please type a number of 0 or more." in said
    assert "Please type a whole number." in said
    assert "Please type a number of 1 or more." in said
    assert case["patient"]["preferences"] == {"max_downtime_days": 3.0, "max_sessions": 4}


def test_the_end_of_a_pipe_leaves_the_rest_open_and_loses_nothing(
    tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    draft = tmp_path / "case.draft.yaml"
    begun = ask(say, case, "Ana", "1991-05-02", "1")
    assert "pregnancy" not in begun["patient"] or begun["patient"]["pregnancy"] == "unknown"
    assert "conditions" not in begun["patient"]
    said = capsys.readouterr().err
    assert f"neocol intake --answers {draft} -o {case}" in said
    held = IntakeAnswers.read(parse_text(draft.read_text("utf-8")))
    assert held.answers == {"name": "Ana", "birth_date": "1991-05-02", "sex": "F"}
    # A second start does not write over it …
    assert run(["intake", "-o", str(case)]) == 2
    assert "holds earlier answers; go on with --answers" in capsys.readouterr().err
    # … and going on asks only what is open.
    rest = [typed(name, said) for name, said in TYPICAL.items() if name not in held.answers]
    say(*rest, terminal=True)
    assert run(["intake", "-o", str(case), "--answers", str(draft)]) == 0
    assert not draft.exists()
    whole = parse_text(case.read_text("utf-8"))
    assert whole["patient"]["name"] == "Ana"
    assert whole["patient"]["medications"] == []
    capsys.readouterr()
    assert answer(capsys, "screen", str(case), "--json")["decision"] == "eligible"


def test_an_interruption_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(io.StringIO):
        def readline(self, *_: Any) -> str:
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    monkeypatch.setattr("sys.stdin", Interrupted("Ana\n1991-05-02\n"))
    case = tmp_path / "case.yaml"
    assert run(["intake", "-o", str(case)]) == 2
    assert "go on with: neocol intake --answers" in capsys.readouterr().err
    draft = parse_text((tmp_path / "case.draft.yaml").read_text("utf-8"))
    assert draft["answers"]["birth_date"] == "1991-05-02"
    assert not case.exists()


def test_answers_are_kept_on_disk_as_they_are_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    class Watched(io.StringIO):
        def readline(self, *_: Any) -> str:
            draft = tmp_path / "case.draft.yaml"
            held = parse_text(draft.read_text("utf-8"))["answers"] if draft.exists() else {}
            seen.append(len(held))
            return super().readline()

    monkeypatch.setattr("sys.stdin", Watched("Ana\n1991-05-02\n1\n"))
    assert run(["intake", "-o", str(tmp_path / "case.yaml")]) == 0
    assert seen == [0, 1, 2, 3]


def test_without_a_case_file_the_case_is_printed(
    tmp_path: Path, say: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    say(*lines_for(TYPICAL))
    assert run(["intake", "--on", str(ON)]) == 0
    printed = capsys.readouterr()
    assert parse_text(printed.out)["patient"]["name"] == "Ana"
    assert "Skin type III" in printed.err
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_document_and_nothing_else(
    tmp_path: Path, say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say(*lines_for(TYPICAL))
    found = answer(
        capsys, "intake", "-o", str(tmp_path / "c.yaml"), "--on", str(ON), "--json"
    )  # fmt: skip
    assert found["photo_consent"] == {"record": "yes", "teaching": "no", "showing": "no"}
    assert found["skin_type"]["phototype"] == "III"
    assert found["skipped"] == ["weight", "questions"]


def test_a_file_of_answers_is_read_without_asking(
    file: Any, say: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    say("this line is not read")
    held = file({"id": "d-1", "on": str(ON), "answers": DIFFICULT}, "answers.json")
    found = answer(capsys, "intake", "--answers", held, "--json")
    assert found["id"] == found["case"]["id"] == "d-1"
    assert found["case"]["patient"]["pregnancy"] == "possible"


def test_there_and_back_through_fhir(
    file: Any, say: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say()
    held = file({"id": "d-1", "on": str(ON), "answers": DIFFICULT}, "answers.json")
    out = tmp_path / "response.json"
    first = answer(capsys, "intake", "--answers", held, "--fhir", str(out), "--json")
    assert json.loads(out.read_text("utf-8"))["resourceType"] == "QuestionnaireResponse"
    assert answer(capsys, "intake", "--answers", str(out), "--json") == first


def test_what_cannot_be_used_is_one_line(
    file: Any, say: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    say()
    for data, said in (
        ({"answers": {"sex": "X"}}, "answers.sex: one of F, M, other is expected, not 'X'"),
        ({"answers": {"shoe_size": "b"}}, "no question 'shoe_size'"),
        ({"answer": {}}, "did you mean 'answers'?"),
        ({"resourceType": "Bundle"}, "QuestionnaireResponse is expected"),
    ):
        assert run(["intake", "--answers", file(data, "bad.json")]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert "bad.json" in error
        assert error.count("\n") == 1
    assert run(["intake", "--language", "fr", "-o", str(tmp_path / "x.yaml")]) == 2
    assert "there are: en, es" in capsys.readouterr().err


def test_the_questionnaire_is_printed_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fhir", "questionnaire", "--language", "es"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["resourceType"], printed["language"]) == ("Questionnaire", "es")
    out = tmp_path / "q.json"
    assert run(["fhir", "questionnaire", "-o", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["language"] == "en"
    assert run(["fhir", "questionnaire", "-o", str(tmp_path / "no" / "q.json")]) == 2


@pytest.mark.parametrize(
    ("id", "said", "value"),
    [
        ("birth_date", "1991-05-02", "1991-05-02"),
        ("isotretinoin_stopped", "2 months ago", "2026-01-15"),
        ("isotretinoin_stopped", "hace 3 semanas", "2026-02-23"),
        ("isotretinoin_stopped", "no idea", "no idea"),
        ("weight", "61,5", 61.5),
        ("sex", "2", "M"),
        ("sex", "female", "F"),
        ("skin", "1 2;3", ["keloid", "cold_sores", "acne"]),
        ("name", " Ana Mª ", "Ana Mª"),
        ("name", "", None),
    ],
)
def test_typed_lines_are_read(id: str, said: str, value: Any) -> None:
    assert read_answer(question(id), said.strip(), ON, words("en")) == value


def test_an_answered_questionnaire_is_screened_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = IntakeAnswers.read({"id": "eva", "on": str(ON), "answers": TYPICAL})
    file = tmp_path / "response.json"
    file.write_text(json.dumps(response(held)), "utf-8")
    found = answer(capsys, "screen", str(file), "--json")
    assert found["decision"] in {"eligible", "caution"}
    assert found["on"] == str(ON)
