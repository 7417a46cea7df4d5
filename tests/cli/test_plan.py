"""The verb plan: a readable page, data alone, documents, photographs, and what-if."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neocol import care
from neocol.cli import plan_pages, run
from neocol.record import Course, Plan, PlanOption
from tests.cli.asking import answer
from tests.exchange import plans
from tests.samples import HEALTHY

COURSE = {"zones": {"cheek_left": {"depth_mm": 1.0, "passes": 4}}, "days": [0, 28]}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Answer with plans made by hand; what the engine was asked is kept."""
    kept: dict[str, Any] = {}

    def offer(case: Any, **more: Any) -> Plan:
        kept.update(more)
        return plans.full()

    def what_if(course: Course, case: Any, **more: Any) -> PlanOption:
        kept.update(more, course=course)
        return plans.full().options[1]

    for name, made in (("offer", offer), ("what_if", what_if), ("analyses", lambda *_: ())):
        monkeypatch.setattr(care, name, made, raising=False)
    monkeypatch.setattr(plan_pages.console, "width", 140)
    return kept


Write = Callable[..., str]


def test_the_page_sets_the_options_side_by_side(
    asked: dict[str, Any], file: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", file(HEALTHY)]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for words in (
        "Begin the talk with A, gentlest course",
        "A gentlest course ✓",
        "brings more than A",
        "better 91 %, worse 1 %",
        "improvement by needling",
        "zones of A",
        "Binds the cap of the cheek, 2 mm",
        "would free it: a policy inside the printed range",
        "melasma, not planned",
        "Without treatment:",
        "1240 courses inside every limit",
    ):
        assert words in page, words


@pytest.mark.parametrize("name", plans.EVERY)
@pytest.mark.parametrize("width", [60, 100])
def test_every_plan_has_a_page(
    name: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plan_pages.console, "width", width)
    plan_pages.plan(plans.EVERY[name]())
    page = capsys.readouterr().out
    assert "None" not in page
    assert all(len(line) <= width for line in page.splitlines())


def test_what_no_course_fits_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    plan_pages.plan(plans.refused())
    page = " ".join(capsys.readouterr().out.split())
    assert "No course: no course fits every limit" in page
    assert "Stands in the way 1 session that the person wants at most (asked 3)" in page
    assert "would free it: three sessions instead of one" in page


def test_markup_in_words_stays_words(capsys: pytest.CaptureFixture[str]) -> None:
    held = plans.raw(without_treatment="[red]x[/]", refused="[bold]y[/bold]", options=[],
                     recommended=None)  # fmt: skip
    plan_pages.plan(Plan.read(held))
    page = capsys.readouterr().out
    assert "[red]x[/]" in page
    assert "[bold]y[/bold]" in page


def test_json_is_the_plan_alone(
    asked: dict[str, Any], file: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "plan", file(HEALTHY), "--json")
    assert Plan.read(found) == plans.full()


def test_it_writes_data_page_and_print(
    asked: dict[str, Any], file: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = file(HEALTHY)
    for kind in ("json", "html"):
        assert run(["plan", case, "--out", str(tmp_path / f"out.{kind}")]) == 0
    assert Plan.read(json.loads((tmp_path / "out.json").read_text("utf-8"))) == plans.full()
    assert "Courses worth discussing" in (tmp_path / "out.html").read_text("utf-8")
    assert run(["plan", case, "-o", str(tmp_path / "out.doc")]) == 2
    assert "OUT ends in .html, .pdf or .json, not '.doc'" in capsys.readouterr().err


def test_a_second_case_never_overwrites_the_first(
    asked: dict[str, Any], file: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert run(["plan", file([HEALTHY, HEALTHY]), "-o", str(out)]) == 1
    assert "[1].--out: OUT holds one case" in capsys.readouterr().err
    assert Plan.read(json.loads(out.read_text("utf-8"))) == plans.full()


def test_photographs_reach_the_engine(
    asked: dict[str, Any], file: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "front.jpg").write_bytes(b"picture")
    assert run(["plan", file(HEALTHY), "--photo", str(tmp_path / "front.jpg")]) == 0
    assert asked["photos"] == {"front.jpg": b"picture"}
    named = file({**HEALTHY, "photos": ["front.jpg", "lost.jpg"]})
    assert run(["plan", named]) == 0
    assert asked["photos"] == {"front.jpg": b"picture"}
    assert "lost.jpg: no such file; answered without it" in capsys.readouterr().err
    assert run(["plan", named, "--photo", str(tmp_path / "lost.jpg")]) == 2


def test_what_if_answers_with_one_course(
    asked: dict[str, Any], file: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, course = file(HEALTHY), file(COURSE, "course.json")
    found = answer(capsys, "plan", case, "--course", course, "--json")
    assert PlanOption.read(found) == plans.full().options[1]
    assert asked["course"] == Course.read(COURSE)
    assert run(["plan", case, "--course", course]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "can’t be told apart from the recommended course" in page
    assert run(["plan", case, "--course", course, "-o", str(tmp_path / "o.html")]) == 2
    assert "give OUT.json" in capsys.readouterr().err
    assert run(["plan", case, "--course", course, "-o", str(tmp_path / "o.json")]) == 0
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))["role"] == "fuller"
    wrong = file({**COURSE, "days": [1]}, "wrong.json")
    assert run(["plan", case, "--course", wrong]) == 2
    assert "days count from the first session" in capsys.readouterr().err
