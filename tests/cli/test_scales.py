"""Scales on the command line: the list, scores of one item or many, the skin type."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.cli import run
from tests.cli.asking import answer
from tests.consult.scale_sheets import COMPLETE, masi
from tests.consult.test_scale_catalogue import WORDING
from tests.consult.test_skin_type import ITEMS


def test_every_scale_is_listed_with_its_direction(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "scales", "--json")
    assert {item["scale"] for item in found} == {sheet["scale"] for sheet in COMPLETE}
    assert all(item["direction"] and item["licence"] for item in found)
    assert run(["scales"]) == 0
    page = capsys.readouterr().out
    assert "goodman_baron_quantitative" in page
    assert "worse" in page
    assert "better" in page


def test_one_scale_by_the_name_people_use(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "scales", "Vancouver scar scale", "--json")
    assert [(item["version"], item["high"]) for item in found] == [
        ("original", 13),
        ("pigment_to_three", 14),
    ]
    assert run(["scales", "DLQI"]) == 0
    assert "a licence is needed" in capsys.readouterr().out
    assert run(["scales", "Fitzpatrick"]) == 2
    assert "skin type, or the Fitzpatrick wrinkle scale?" in capsys.readouterr().err
    assert run(["scales", "phototype"]) == 2
    assert "neocol score" in capsys.readouterr().err
    assert run(["scales", "beauty"]) == 2


def test_a_score(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "score", file({"id": "m", **masi(6, 4, 4)}), "--json")
    assert (found["id"], found["value"], found["low"], found["high"]) == ("m", 48, 0, 48)
    assert found["direction"] == "higher_is_worse"
    assert found["sources"] == ["MEM"]


def test_a_list_answers_in_order_and_goes_on_after_a_bad_item(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    items = [
        {"id": "a", "scale": "fwes", "items": {"grade": 4}},
        {"id": "b", "scale": "vss", "items": {"height": 1}},
        {"id": "c", "scale": "Fitzpatrick", "items": {}},
        {"id": "d", "scale": "phototype", "items": dict.fromkeys(ITEMS, "c")},
        {"id": "e", "scale": "dlqi", "total": 3},
        7,
    ]
    found = answer(capsys, "score", file(items), "--json", status=1)
    assert [item.get("id") for item in found] == ["a", "b", "c", "d", "e", None]
    assert found[0]["grade"] == "II"
    assert found[1]["error"]["path"] == "[1].items.vascularity"
    assert "pigmentation" in found[1]["error"]["message"]
    assert found[2]["error"]["path"] == "[2].scale"
    assert (found[3]["phototype"], found[3]["points"]) == ("III", 20)
    assert "unknown key 'total'" in found[4]["error"]["message"]
    assert found[5]["error"]["path"] == "[5]"


def test_a_skin_type(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    items = dict.fromkeys(ITEMS[:8], "b") | {"last_tan": "e", "tanning_frequency": "d"}
    data = {"id": "p", "scale": "fitzpatrick_skin_type", "items": items, "recent_tan": True}
    found = answer(capsys, "score", file(data), "--json")
    assert (found["id"], found["phototype"], found["without_tanning"]) == ("p", "III", "II")
    assert run(["score", file(data)]) == 0
    page = capsys.readouterr().out
    assert "15 of 40 points, table A" in page
    assert "C-052" in page
    eight = {**data, "items": dict.fromkeys(ITEMS[:8], "e")}
    assert answer(capsys, "score", file(eight), "--json")["phototype"] is None
    assert run(["score", file(eight)]) == 0
    page = capsys.readouterr().out
    assert "not known yet" in page
    assert "V to VI" in page
    signed = {**eight, "clinician": "VI", "clinician_name": "Dr [A]", "clinician_reason": "seen"}
    assert run(["score", file(signed)]) == 0
    assert "by Dr [A]: seen" in capsys.readouterr().out


@pytest.mark.parametrize("sheet", COMPLETE)
def test_every_page_says_the_direction_and_no_wording(
    sheet: dict[str, Any], file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", file({"id": "x [1]", **sheet})]) == 0
    page = capsys.readouterr().out
    assert "higher is" in page
    assert "x [1]" in page
    plain = " ".join(page.lower().split())
    assert not [fragment for fragment in WORDING if fragment in plain]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"scale": "pain VAS", "items": {"pain": 3}}, "unit: 0 to 10 (unit points) or"),
        ({"items": {"grade": 3}}, "scale: required"),
        ({"scale": 3}, "scale: "),
        ("[", "not YAML"),
        ({"scale": "fwes", "items": {"grade": 12}}, "items.grade: a whole number 1 to 9"),
        ({"scale": "phototype", "items": {"eyes": 1}}, "items.eyes"),
    ],
)
def test_bad_input_is_one_line(
    data: Any, said: str, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["score", file(data)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


RATED = [9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]
"""Six subjects, four judges: Shrout & Fleiss 1979, Psychol Bull 86:420, table 2."""


def test_raters_of_numbers_and_of_grades(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = {"id": "n", "ratings": dict(zip("ABCD", RATED, strict=True))}
    grades = {"grades": ["mild", "severe"], "ratings": {"A": ["mild", "severe", "mild"],
                                                        "B": ["mild", "severe", "severe"]}}  # fmt: skip
    measured, judged = answer(capsys, "agreement", file([numbers, grades]), "--json")
    assert (measured["id"], measured["raters"]) == ("n", ["A", "B", "C", "D"])
    assert measured["statistics"][0]["value"] == pytest.approx(0.29, abs=0.005)
    assert len(measured["limits"]) == 6
    assert [held["statistic"] for held in judged["statistics"]] == [
        "weighted kappa, linear",
        "weighted kappa, quadratic",
    ]
    assert run(["agreement", file([numbers, grades])]) == 0
    page = capsys.readouterr().out
    assert "ICC(2,1): 0.29" in page
    assert "B minus A: -5.17 on average" in page
    assert "weighted kappa, quadratic" in page


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ({"A": ["mild"], "B": ["mild"]}, "give grades, all of them in order"),
        ({"A": [1, 2]}, "two raters"),
        ({"A": [1, 2], "B": [1]}, ""),
    ],
)
def test_ratings_that_cannot_be_compared_are_refused(
    ratings: dict[str, Any], said: str, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["agreement", file({"ratings": ratings})]) == 2
    assert said in capsys.readouterr().err
