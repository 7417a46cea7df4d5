"""Predictions of protocols and of published studies on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from neocol.cli import outcome as verbs
from neocol.cli import run
from neocol.cli.interval_bars import axis, bar
from neocol.record import NotPredicted, Prediction, PredictionRequest, RecordError, TrialsReport
from neocol.twin.priors import DEFAULT_SEED
from tests.cli.asking import answer
from tests.reports import DIGEST, interval, report, row

ASKED = {
    "id": "dogra",
    "indication": "acne_scar",
    "scar_types": ["boxcar", "rolling"],
    "population": {"n": 30, "age": "18-40", "fitzpatrick": "IV-V"},
    "protocol": {
        "device": "roller", "needle_mm": 1.5, "sessions": 5, "interval_days": 28,
        "follow_up_days": 28, "combined_with": ["PRP"],
    },
    "outcome": {"measure": "[bold]scar score", "baseline": 11.7, "baseline_sd": 3.1},
}  # fmt: skip
FOUND: dict[str, Any] = {
    "indication": "acne_scar",
    "measure": "goodman_baron_quantitative",
    "value_of": "after",
    "trial_mean": interval(7.62, 5.3, 9.91, "score"),
    "one_patient": interval(7.5, 2.1, 13.4, "score"),
    "change_percent": interval(-35, -55, -15.5, "%"),
    "due_to_needling_percent": interval(-21, -40, -4, "%"),
    "due_to_needling_one_patient_percent": interval(-20, -58, 8, "%"),
    "basis": "calibrated",
    "speaks": "twin",
    "borrowed": "scar",
    "unknown": ("punctures per cm²",),
    "assumed": ("one link for all types of scars",),
    "caveats": ("[red]ice-pick[/] scars respond less",),
    "pih_probability": interval(0.04, 0.01, 0.12, "1"),
    "sources": ("dogra2014",),
}


def room(monkeypatch: pytest.MonkeyPatch, name: str, **held: Any) -> None:
    """Put a stand-in for a room under its name."""
    module = ModuleType(name)
    module.__dict__.update(held)
    monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Answer predictions by hand, and return the seeds that were used."""
    used: list[int] = []

    def predict(request: PredictionRequest, *, seed: int) -> Prediction | NotPredicted:
        used.append(seed)
        if request.protocol.device == "rf_needling":
            return NotPredicted(id=request.id, refused="radio frequency is not calibrated")
        if request.outcome.measure == "bad":
            raise RecordError("no such measure", "outcome.measure", "bad")
        return Prediction(id=request.id, seed=seed, **FOUND)

    room(monkeypatch, "neocol.twin.outcome", predict=predict)
    return used


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


REFUSED = {**ASKED, "id": "rf", "protocol": {"device": "rf_needling"}}
BAD = {**ASKED, "id": "bad", "outcome": {"measure": "bad"}}


def test_json_holds_the_keys_of_the_noun(
    file: Any, capsys: pytest.CaptureFixture[str], seeds: list[int]
) -> None:
    found = answer(capsys, "predict", file(ASKED), "--json")
    assert set(found) == set(Prediction.model_fields)
    assert set(found["trial_mean"]) == {"median", "low90", "high90", "unit"}
    assert answer(capsys, "predict", file(ASKED), "--seed", "3", "--json")["seed"] == 3
    assert seeds == [DEFAULT_SEED, 3]


def test_what_cannot_be_predicted_is_an_answer_not_an_error(
    file: Any, capsys: pytest.CaptureFixture[str], seeds: list[int]
) -> None:
    found = answer(capsys, "predict", file([REFUSED, ASKED]), "--json")
    assert found[0] == {"id": "rf", "refused": "radio frequency is not calibrated"}
    assert found[1]["id"] == "dogra"
    found = answer(capsys, "predict", file([ASKED, BAD, REFUSED]), "--json", status=1)
    assert [item["id"] for item in found] == ["dogra", "bad", "rf"]
    assert found[1]["error"]["path"] == "[1].outcome.measure"


def test_a_page_belongs_to_its_question(
    file: Any, capsys: pytest.CaptureFixture[str], seeds: list[int], wide: None
) -> None:
    assert run(["predict", file([BAD, REFUSED, ASKED])]) == 1
    page = capsys.readouterr().out
    first, _, second = page.partition("Not predicted:")
    assert "  rf" in first
    assert "radio frequency is not calibrated" in second
    assert "  dogra" in second


def test_the_page_says_what_it_rests_on(
    file: Any, capsys: pytest.CaptureFixture[str], seeds: list[int], wide: None
) -> None:
    assert run(["predict", file(ASKED)]) == 0
    page = capsys.readouterr().out
    assert max(map(len, page.splitlines())) <= 80
    assert "…" not in page.replace("… in one person", "")
    told = " ".join(page.split())
    for part in (
        "30 people, aged 18-40, skin type IV-V, boxcar, rolling · roller 1.5 mm",
        "5 sessions, 28 days apart · judged 28 days after the last session · with PRP",
        "“[bold]scar score”, from 11.7 (SD 3.1)",
        "mean of 30 people 7.62 5.3 to 9.91 score",
        "one person of them 7.5 2.1 to 13.4 score",
        "chance of dark marks 4 1 to 12 %",
        "due to needling −21 (−40 to −4) ",
        "calibrated: the model is fitted",
        "the twin, fitted to the studies",
        "scar: this has no studies here",
        "punctures per cm²",
        "one link for all types of scars",
        "[red]ice-pick[/] scars respond less",
        "dogra2014",
    ):
        assert part in told


def test_without_a_baseline_there_are_no_bars(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**FOUND, "value_of": "share", "trial_mean": interval(0.81, 0.5, 0.9, "share")}
    given |= {name: None for name in FOUND if name.endswith("_percent")}
    given |= {"one_patient": None, "speaks": "literature"}
    found = Prediction(seed=1, **given)
    room(monkeypatch, "neocol.twin.outcome", predict=lambda request, seed: found)
    assert run(["predict", file(ASKED)]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "share of 30 people 81 50 to 90 %" in page
    assert "●" not in page
    assert "the literature only" in page


def test_without_a_baseline_the_part_of_needling_is_still_drawn(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**FOUND, "value_of": "change", "trial_mean": interval(18, 3, 33, "hairs/cm2")}
    found = Prediction(seed=1, **{**given, "change_percent": None, "one_patient": None})
    room(monkeypatch, "neocol.twin.outcome", predict=lambda request, seed: found)
    assert run(["predict", file(ASKED)]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "mean of 30 people +18 +3 to +33 hairs/cm2" in page
    assert "due to needling −21 (−40 to −4) " in page
    assert "all that you may see" not in page


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Answer trials by hand, and return how they were asked for."""
    calls: list[dict[str, Any]] = []

    def made(**how: Any) -> TrialsReport:
        calls.append(how)
        if how["progress"] is not None:
            how["progress"]("dogra2014", 1, 2)
        return report(mode="loo" if how["loo"] else "fitted")

    room(monkeypatch, "neocol.cohort.trials", report=made)
    return calls


def test_trials_json(capsys: pytest.CaptureFixture[str], asked: list[dict[str, Any]]) -> None:
    found = answer(capsys, "trials", "--json")
    assert set(found) == set(TrialsReport.model_fields)
    assert found["predictions_hash"] == DIGEST
    assert found["rows"][-1]["refused"]
    assert answer(capsys, "trials", "--loo", "--seed", "5", "--json")["mode"] == "loo"
    assert [(how["loo"], how["seed"]) for how in asked] == [(False, DEFAULT_SEED), (True, 5)]
    assert all(how["progress"] is None for how in asked)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_table_keeps_its_rows_within_the_terminal(
    columns: str,
    capsys: pytest.CaptureFixture[str],
    asked: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(["trials", "--loo"]) == 0
    page = capsys.readouterr().out
    assert max(map(len, page.splitlines())) <= int(columns)
    assert "…" not in page
    lines = {line.split()[1]: line for line in page.splitlines() if line[:1] in {"✓", "✗"}}
    assert lines["dogra2014"].startswith("✓")
    assert lines["leheta2011"].startswith("✗")
    assert lines["leheta2011"].index("×") < lines["leheta2011"].index("├")
    assert "╌" in lines["budamakuntla2013"]
    told = " ".join(page.split())
    for part in (
        "Leave one out",
        "5 of 7 published values lie in their 90 % interval: 71 % (29 % to 96 %)",
        "No detectable difference: mean score 11.2, literature alone 12.5",
        "not testable: 1 cohort",
        "an odds ratio is no outcome of one arm: kang2022 (odds of >50% improvement)",
        DIGEST,
    ):
        assert part in told


def blind(monkeypatch: pytest.MonkeyPatch, capsys: Any, stream: str, **more: Any) -> list[str]:
    """Stand in for the blind comparison; it reads outcomes only after the hash is out."""
    seen: list[str] = []

    def compare(data: Any) -> TrialsReport:
        out = capsys.readouterr()
        seen.append(getattr(out, stream))
        assert DIGEST in seen[0]
        assert DIGEST not in getattr(out, "out" if stream == "err" else "err")
        return report(mode="blind", **more)

    def predict_rows(data: Any, *, seed: int) -> Any:
        if data == []:
            raise RecordError("no studies")
        return SimpleNamespace(digest=DIGEST, compare=compare)

    room(monkeypatch, "neocol.cohort.blind", predict_rows=predict_rows)
    return seen


def test_the_hash_is_out_before_outcomes_are_read(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = blind(monkeypatch, capsys, "err")
    found = answer(capsys, "trials", "--blind", file([{"id": "x"}]), "--json")
    assert found["mode"] == "blind"
    assert found["predictions_hash"] == DIGEST
    assert seen == [f"SHA-256 of the predictions: {DIGEST}\n"]


def test_on_a_page_the_hash_is_the_first_line(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = blind(monkeypatch, capsys, "out")
    assert run(["trials", "--blind", file([{"id": "x"}])]) == 0
    assert seen == [f"SHA-256 of the predictions: {DIGEST}\n"]
    assert capsys.readouterr().out.startswith("Published against predicted")


def test_a_pipe_sees_the_hash_before_outcomes_are_read(
    file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "out.txt"

    def compare(data: Any) -> TrialsReport:
        assert DIGEST in written.read_text("utf-8")  # flushed, not only written
        return report(mode="blind")

    held = SimpleNamespace(digest=DIGEST, compare=compare)
    room(monkeypatch, "neocol.cohort.blind", predict_rows=lambda data, seed: held)
    with written.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        assert run(["trials", "--blind", file([{}])]) == 0


def test_text_from_outside_moves_no_cursor(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "\x1b[2J[red]x[/]"
    rows = (
        row("a", 5.0, words, (4.0, 3.0, 6.0), cohort=words, indication=words, measure=words),
        row(words, None, "", None, refused=words, measure=words),
    )
    blind(
        monkeypatch, capsys, "out", rows=rows, notes=(words,), by_group={}, choice={words: "twin"}
    )
    assert run(["trials", "--blind", file([{}])]) == 0
    page = capsys.readouterr().out
    assert "\x1b" not in page
    assert "[red]x[/]" in page


@pytest.mark.parametrize("name", ["out.svg", "out.html"])
def test_the_plot_is_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[dict[str, Any]]
) -> None:
    out = tmp_path / name
    assert answer(capsys, "trials", "--plot", str(out), "--json")["mode"] == "fitted"
    text = out.read_text("utf-8")
    assert text.startswith("<svg" if name.endswith("svg") else "<!doctype html>")
    assert "leheta2011" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--loo", "--blind", "x.json"], "give one"),
        (["--blind", "missing.json"], "missing.json: no such file"),
        (["--plot", "a.png"], "OUT ends in .svg or .html, not '.png'"),
        (["--plot", "nowhere/a.svg"], "nowhere is no folder"),
        (["--seed", "-1"], "--seed"),
    ],
)
def test_a_call_that_cannot_be_used_is_one_line_before_any_work(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    asked: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blind(monkeypatch, capsys, "out")
    assert run(["trials", *arguments]) == 2
    out = capsys.readouterr()
    assert (out.out, out.err.count("\n")) == ("", 1)
    assert said in out.err
    assert asked == []


def test_a_bad_blind_file_is_named(
    file: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(monkeypatch, capsys, "out")
    path = file([])
    assert run(["trials", "--blind", path]) == 2
    assert capsys.readouterr().err == f"neocol: {path}: no studies\n"


def test_a_bar_moves_where_someone_looks(
    capsys: pytest.CaptureFixture[str],
    asked: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verbs.sys.stderr, "isatty", lambda: True, raising=False)
    assert json.loads(json.dumps(answer(capsys, "trials", "--loo", "--json")))["mode"] == "loo"
    assert asked[0]["progress"] is not None
    answer(capsys, "trials", "--json")
    assert asked[1]["progress"] is None


def test_bars() -> None:
    ticks = (-50.0, 0.0, 50.0)
    assert bar(-25, 0, 25, ticks=ticks, width=21).plain.strip() == "├────●────┤"
    assert bar(-99, -25, 99, ticks=ticks, width=21).plain == "◂────●────┼─────────▸"
    assert bar(10, 20, 30, ticks=ticks, width=21, published=20).plain[14] == "⊗"
    assert bar(10, 20, 30, ticks=ticks, width=21, published=-50, inside=False).plain[0] == "×"
    assert axis(ticks, 21).plain.split() == ["−50", "0", "50"]
    assert axis((0.0, 1000.0, 2000.0, 3000.0), 10).plain.split() == ["0", "3000"]
