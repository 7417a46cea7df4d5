"""One person on the command line: before and after, side by side."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.cli import run
from tests.cli.asking import answer

REQUEST = {
    "id": "anna",
    "skin": {"age": 40, "fitzpatrick": "III"},
    "sessions": [{"day": 0, "needle_mm": 1.5, "passes": 8}],
    "measured": [{"of": "severity", "day": 56, "value": 0.8, "sd": 0.3, "unit": "ratio"}],
    "ask": [{"of": "severity", "day": 180}, {"of": "papillary_collagen", "day": 180}],
    "members": 400,
}


def test_json(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "personalise", file(REQUEST), "--json")
    assert found["id"] == "anna"
    assert found["method"] == "reweighted"
    assert [band["of"] for band in found["prior"]] == ["severity", "papillary_collagen"]
    assert len(found["posterior"]) == 2
    assert found["stamp"]
    again = answer(capsys, "personalise", file(REQUEST), "--seed", str(found["seed"]), "--json")
    assert again == found
    other = answer(capsys, "personalise", file(REQUEST), "--seed", "7", "--json")
    assert other["prior"] != found["prior"]


def test_the_page_shows_both(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    far = {**REQUEST, "measured": [{"of": "severity", "day": 56, "value": 6, "sd": 0.1}]}
    assert run(["personalise", file([REQUEST, far, {**REQUEST, "measured": []}])]) == 0
    page = " ".join(capsys.readouterr().out.split())
    for part in ("anna", "before", "after", "nine of ten", "papillary collagen", "re-weighted",
                 "smoothed 4 times", "Of the measures:", "no member comes within",
                 "nothing was measured", "fitted to studies of many people"):  # fmt: skip
        assert part in page


def test_bad_items_keep_their_place(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**REQUEST, "ask": [{"of": "elastine", "day": 1}]}
    unit = {**REQUEST, "measured": [{**REQUEST["measured"][0], "unit": "points"}]}
    found = answer(capsys, "personalise", file([REQUEST, wrong, unit]), "--json", status=1)
    assert found[1]["error"]["path"] == "[1].ask.0.of"
    assert found[2]["error"]["path"] == "[2].measured.0.unit"
    assert run(["personalise", file(wrong)]) == 2
    assert "did you mean 'elastin'?" in capsys.readouterr().err
