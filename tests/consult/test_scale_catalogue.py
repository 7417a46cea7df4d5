"""What every scale says of itself: direction, range, licence, names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neocol import evidence
from neocol.consult.scales import change, scale_named, scales, score
from neocol.record import RecordError, ScaleScore, dump_json
from tests.consult.scale_sheets import (
    COMPLETE,
    of,
    vss,
)


def test_every_scale_of_the_contract_is_there_with_direction_range_and_licence() -> None:
    names = {sheet["scale"] for sheet in COMPLETE}
    assert {held.scale for held in scales()} == names
    for held in scales():
        assert held.direction in {"higher_is_worse", "higher_is_better"}
        assert held.licence in {"needed", "unread", "none_needed"}
        assert held.may_print == (held.licence == "none_needed")
        assert (held.low is None) == (held.high is None)
        assert held.low is not None or held.grades
        assert evidence.cite(held.sources)
    assert [held.scale for held in scales() if held.may_print] == ["pain_vas", "pain_vas"]


@pytest.mark.parametrize("sheet", COMPLETE)
def test_every_score_says_how_to_read_it(sheet: dict[str, Any]) -> None:
    found = of({**sheet, "id": "x", "rater": "Dr A", "on": "2026-03-16"})
    assert (found.id, found.rater) == ("x", "Dr A")
    assert found.direction in {"higher_is_worse", "higher_is_better"}
    assert found.sources
    assert found.status in {"found", "recalled"}
    if found.value is not None:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
    assert ScaleScore.read(json.loads(dump_json(found))) == found


WORDING = (  # short fragments of what the publishers' forms print
    "embarrass",
    "itchy, sore",
    "over the last week",
    "not relevant",
    "a lot",
    "worst imaginable",
    "different from normal skin",
    "does the scar",
    "have been painful",
    "supple",
    "yielding",
    "banding",
    "contracture",
    "purple",
    "in motion",
    "at rest",
    "only wrinkles",
    "just perceptible",
    "social distance",
    "make-up",
    "beard",
    "sandy red",
    "painful redness",
    "blistering",
    "brownish black",
)


@pytest.mark.parametrize("sheet", [s for s in COMPLETE if s["scale"] != "pain_vas"])
def test_the_wording_of_a_scale_is_never_reproduced(sheet: dict[str, Any]) -> None:
    found = of(sheet)
    about = [held for held in scales() if held.scale == found.scale]
    assert not found.may_print
    said = (dump_json(found) + dump_json(about)).lower()
    assert not [fragment for fragment in WORDING if fragment in said]
    names = {name for held in about for name in (*held.items, *held.areas)}
    for part in found.parts:
        plain = part.name.removesuffix("_count")
        assert found.scale == "lemperle" or set(plain.split(".")) <= names


def test_no_wording_is_held_anywhere_in_the_room() -> None:
    room = Path(score.__code__.co_filename).parent
    held = [room.parent / "skin_type.py", *room.glob("*.py")]
    texts = [path.read_text("utf-8").lower() for path in held]
    texts += [
        f"{entry.value} {entry.note} {entry.conflict}".lower()
        for key, entry in evidence.search("scales").items()
        if key != "scales.goodman_baron_grade.distance"
    ]
    for text in texts:
        assert not [fragment for fragment in WORDING if fragment in text]


# Comparison.


def test_a_change_is_judged_by_the_direction() -> None:
    better = change(of(vss()), of(vss(height=1)))
    assert (better.change, better.verdict) == (-2, "better")
    assert change(of(vss(height=1)), of(vss())).verdict == "worse"
    assert change(of(vss()), of(vss())).verdict == "same"
    grades = [of({"scale": "glogau", "items": {"type": t}}) for t in ("III", "II")]
    assert (change(*grades).change, change(*grades).verdict) == (None, "better")


def test_means_over_different_areas_are_not_compared() -> None:
    one = of({"scale": "lemperle", "areas": {"a": 3}})
    two = of({"scale": "lemperle", "areas": {"a": 3, "b": 1}})
    with pytest.raises(RecordError, match="different areas"):
        change(one, two)
    with pytest.raises(RecordError, match="not comparable"):
        change(one, of(vss()))


# Names.


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MASI", "masi"),
        ("mMASI", "mmasi"),
        ("modified MASI (mMASI)", "mmasi"),
        ("Melasma Area and Severity Index", "masi"),
        ("Modified Melasma Area and Severity Index (mMASI)", "mmasi"),
        ("Melasma Area and Severity Index (mMASI)", "mmasi"),
        ("Goodman and Baron's quantitative global scarring grading system", None),
        ("Goodman and Baron quantitative", "goodman_baron_quantitative"),
        ("Goodman & Baron qualitative scale", "goodman_baron_grade"),
        ("goodman_baron_grade", "goodman_baron_grade"),
        ("ECCA", "ecca"),
        ("Échelle d'évaluation clinique des cicatrices d'acné", "ecca"),
        ("Vancouver Scar Scale (VSS)", "vss"),
        ("Patient and Observer Scar Assessment Scale", "posas"),
        ("Lemperle wrinkle scale", "lemperle"),
        ("Fitzpatrick Wrinkle and Elastosis Scale", "fwes"),
        ("Fitzpatrick skin type", "fitzpatrick_skin_type"),
        ("phototype", "fitzpatrick_skin_type"),
        ("Global Aesthetic Improvement Scale (GAIS)", "gais"),
        ("pain (VAS)", "pain_vas"),
        ("Dermatology Life Quality Index", "dlqi"),
    ],
)
def test_scales_are_read_as_people_name_them(text: str, name: str | None) -> None:
    assert scale_named(text) == (name or "goodman_baron_quantitative")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Fitzpatrick", "skin type, or the Fitzpatrick wrinkle scale?"),
        ("Fitzpatrick scale", "skin type, or the Fitzpatrick wrinkle scale?"),
        ("Fitzpatrick wrinkle scale and Fitzpatrick skin type", "which scale"),
        ("Goodman and Baron", "counted (quantitative), or the grade"),
        ("MASI and VSS", "which scale: masi or vss?"),
        ("VAS", "what does the visual analogue scale measure?"),
        ("poses", "did you mean 'posas'?"),
        ("beauty", "known: "),
        ("", "known: "),
    ],
)
def test_ambiguous_and_unknown_names_are_asked_about(text: str, question: str) -> None:
    with pytest.raises(RecordError) as error:
        scale_named(text)
    assert question in error.value.message
    assert error.value.path == "scale"


def test_every_scale_is_found_by_its_own_name() -> None:
    for held in scales():
        assert scale_named(held.scale) == held.scale
        assert scale_named(held.scale.upper()) == held.scale
