"""What the handbook shows runs as it stands."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest
import yaml

from neocol import care
from neocol.cli import run
from neocol.procedure.anaesthetic import anaesthetic_limits
from neocol.record import (
    AnaestheticRequest,
    Case,
    Course,
    DrawnZones,
    PersonalRequest,
    Prediction,
    PredictionRequest,
    SimulationRequest,
)
from neocol.twin import simulate
from neocol.twin.outcome import predict
from neocol.twin.personal import personalise

HANDBOOK = Path(__file__).parents[1] / "docs" / "handbook"


def blocks(page: str, language: str) -> list[str]:
    text = (HANDBOOK / page).read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize(
    "code",
    [
        *blocks("twin.md", "python"),
        *blocks("photographs.md", "python"),
        *blocks("before-the-needle.md", "python"),
        *blocks("predicting.md", "python"),
        *blocks("planning.md", "python"),
    ],
)
def test_examples_run(code: str, tmp_path: Path) -> None:
    example = tmp_path / "example.py"
    example.write_text(code, encoding="utf-8")
    runpy.run_path(str(example))


@pytest.mark.parametrize("text", blocks("twin.md", "yaml"))
def test_the_course_of_the_handbook_is_followed(text: str) -> None:
    asked = {**yaml.safe_load(text), "members": 4}
    assert simulate(SimulationRequest.read(asked)).observables


def test_the_protocol_and_the_person_of_the_handbook_are_answered() -> None:
    protocol, person = (yaml.safe_load(text) for text in blocks("predicting.md", "yaml"))
    assert isinstance(predict(PredictionRequest.read(protocol)), Prediction)
    assert personalise(PersonalRequest.read(person)).posterior


def test_the_scores_and_the_cream_of_the_handbook_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    scores, cream = blocks("before-the-needle.md", "yaml")
    file = tmp_path / "scores.yaml"
    file.write_text(scores, encoding="utf-8")
    assert run(["score", str(file)]) == 0
    assert "much improved" in capsys.readouterr().out
    request = AnaestheticRequest.read(yaml.safe_load(cream))
    assert anaesthetic_limits(request).limits.grams == 60


@pytest.mark.parametrize("text", blocks("photographs.md", "json"))
def test_the_drawn_zones_of_the_handbook_are_read(text: str) -> None:
    assert DrawnZones.read(json.loads(text)).zones


def test_every_picture_is_there() -> None:
    for page in HANDBOOK.glob("*.md"):
        for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"


def test_the_case_and_the_course_of_the_handbook_are_planned() -> None:
    case, course, *_ = (yaml.safe_load(text) for text in blocks("planning.md", "yaml"))
    held = Case.read(case)
    offered = care.offer(held)
    assert offered.options[0].zones
    asked = care.what_if(Course.read(course), held)
    assert asked.extrapolation


def test_overrides_and_what_was_done_of_the_handbook_are_read() -> None:
    case, _, lifted, done = (yaml.safe_load(text) for text in blocks("planning.md", "yaml"))
    plan = {**case["patient"]["plan"], **lifted["patient"]["plan"]}
    held = Case.read({**case, **done, "patient": {**case["patient"], "plan": plan}})
    offered = care.offer(held)
    assert offered.progress is not None
    assert offered.progress.measures
