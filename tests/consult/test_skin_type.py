"""Skin type: table A from both sides, nothing guessed from missing answers, the clinician's word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.consult.scales import score
from neocol.consult.skin_type import skin_type, type_of
from neocol.record import RecordError, ScaleAnswers, SkinType, SkinTypeAnswers

ITEMS = (
    "eye_colour",
    "hair_colour",
    "unexposed_skin",
    "freckles",
    "burn_response",
    "tan_ability",
    "tan_depth",
    "face_sensitivity",
    "last_tan",
    "tanning_frequency",
)
TABLE_A = ["I"] * 7 + ["II"] * 7 + ["III"] * 7 + ["IV"] * 7 + ["V"] * 7 + ["VI"] * 6
"""Type by points, 0 to 40, written out by hand: 0-6, 7-13, 14-20, 21-27, 28-34, 35-40."""
TYPES = ("I", "II", "III", "IV", "V", "VI")


def of(items: dict[str, Any], **more: Any) -> SkinType:
    return skin_type(SkinTypeAnswers.read({"items": items, **more}))


def sheet(points: int) -> dict[str, Any]:
    """Answers that sum to these points, the tanning items filled last."""
    items = {}
    for name in ITEMS:
        items[name] = min(4, points)
        points -= items[name]
    return items


@pytest.mark.parametrize("points", range(41))
def test_every_total_has_its_type(points: int) -> None:
    found = of(sheet(points))
    assert (found.phototype, found.points, found.of) == (TABLE_A[points], points, 40)
    assert type_of(points) == TABLE_A[points]
    assert (found.lowest, found.highest) == (found.phototype, found.phototype)
    assert (found.table, found.decided_by, found.refused) == ("A", "questionnaire", None)
    assert found.unanswered == ()
    assert "never used" in (found.conflict or "")
    assert evidence.cite(found.sources)


@given(st.lists(st.sampled_from("abcde"), min_size=10, max_size=10), st.permutations(ITEMS))
def test_random_letters_against_the_table(letters: list[str], order: tuple[str, ...]) -> None:
    answers = dict(zip(order, letters, strict=True))
    points = {name: "abcde".index(letter) for name, letter in answers.items()}
    total = sum(points.values())
    found = of({name: letter.upper() for name, letter in answers.items()})
    assert (found.points, found.phototype) == (total, TABLE_A[total])
    assert of(points) == found
    constant = total - points["last_tan"] - points["tanning_frequency"]
    assert found.without_tanning == TABLE_A[constant]
    noted = any("recent tanning" in note for note in found.notes)
    assert noted == (TABLE_A[constant] != TABLE_A[total])


@given(
    st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 4), max_size=9),
    st.sampled_from([None, "unknown", "absent"]),
)
def test_with_items_missing_there_is_no_type_but_a_range(
    answers: dict[str, int], as_: str | None
) -> None:
    said: dict[str, int | str | None] = {**answers}
    if as_ != "absent":
        said |= {name: as_ for name in ITEMS if name not in answers}
    found = of(said)
    missing = [name for name in ITEMS if name not in answers]
    total = sum(answers.values())
    assert (found.phototype, found.points, found.decided_by) == (None, None, None)
    assert list(found.unanswered) == missing
    assert found.lowest == TABLE_A[total]
    assert found.highest == TABLE_A[total + 4 * len(missing)]
    assert found.refused
    assert any(missing[0] in question for question in found.ask)


@given(st.integers(0, 40), st.sampled_from(ITEMS))
def test_an_answer_that_burns_less_never_makes_the_type_lighter(points: int, name: str) -> None:
    items = sheet(points)
    darker = {**items, name: min(4, items[name] + 1)}
    before, after = of(items).phototype, of(darker).phototype
    assert before is not None
    assert after is not None
    assert TYPES.index(after) >= TYPES.index(before)


def test_eight_items_are_never_scored() -> None:
    darkest = of(dict.fromkeys(ITEMS[:8], "e"))
    assert darkest.phototype is None
    assert darkest.points is None
    assert "32 points can never reach VI" in (darkest.refused or "")
    assert (darkest.lowest, darkest.highest) == ("V", "VI")
    nine = of(dict.fromkeys(ITEMS[:9], "e"))
    assert nine.phototype is None
    assert "never reach VI" not in (nine.refused or "")


def test_table_b_is_shown_and_never_used() -> None:
    b = evidence.numbers("scales.fitzpatrick_skin_type.table_b.to", "points")
    assert 25 in b
    assert evidence.numbers("scales.fitzpatrick_skin_type.table_b.from", "points")[3] == 25
    assert of(sheet(14)).phototype == "III"  # B says II
    assert of(sheet(7)).phototype == "II"  # B says I
    assert of(sheet(35)).phototype == "VI"  # B cannot say


def test_a_tanned_two_scores_as_three_and_says_so() -> None:
    items = dict.fromkeys(ITEMS[:8], "b") | {"last_tan": "e", "tanning_frequency": "d"}
    found = of(items, recent_tan="yes")
    assert (found.phototype, found.points, found.without_tanning) == ("III", 15, "II")
    assert "it would be II" in found.notes[0]
    assert found.notes[1].startswith("C-052: ")
    assert any("does not reach" in question for question in found.ask)
    signed = of(items, clinician="II", clinician_name="Dr A", clinician_reason="tanned")
    assert not any("does not reach" in question for question in signed.ask)


def test_tan_and_dark_marks_are_asked_apart() -> None:
    unknown = of(sheet(10))
    assert (unknown.recent_tan, unknown.dark_marks_after_injury) == ("unknown", "unknown")
    assert len(unknown.ask) == 2
    asked = of(sheet(10), recent_tan="no", dark_marks_after_injury="no")
    assert (asked.ask, asked.notes) == ((), ())
    for points in (0, 40):
        marked = of(sheet(points), recent_tan="no", dark_marks_after_injury="yes")
        assert any("whatever the type" in note for note in marked.notes)


def test_the_clinicians_word_wins_and_both_are_kept() -> None:
    found = of(
        sheet(14), clinician="V", clinician_name="Dr A", clinician_reason="seen on the inner arm"
    )
    assert (found.phototype, found.decided_by) == ("V", "clinician")
    assert (found.questionnaire_phototype, found.points) == ("III", 14)
    assert (found.clinician_name, found.clinician_reason) == ("Dr A", "seen on the inner arm")
    assert any("questionnaire says III" in note for note in found.notes)
    same = of(sheet(14), clinician="III", clinician_name="Dr A")
    assert (same.decided_by, same.clinician_reason) == ("clinician", None)
    alone = of({}, clinician="VI", clinician_name="Dr A")
    assert (alone.phototype, alone.questionnaire_phototype, alone.points) == ("VI", None, None)
    assert not any("Still to be answered" in question for question in alone.ask)
    eight = of(dict.fromkeys(ITEMS[:8], "e"), clinician="VI", clinician_name="Dr A")
    assert (eight.phototype, eight.points) == ("VI", None)


@pytest.mark.parametrize(
    ("data", "path", "said"),
    [
        ({"clinician": "II"}, "", "clinician's name"),
        (
            {"items": sheet(14), "clinician": "V", "clinician_name": "Dr A"},
            "clinician_reason",
            "questionnaire says III",
        ),
        (
            {"items": dict.fromkeys(ITEMS[:8], "e"), "clinician": "II", "clinician_name": "Dr A"},
            "clinician_reason",
            "V to VI",
        ),
        ({"items": {"eyes_colour": "a"}}, "items.eyes_colour", "did you mean 'eye_colour'?"),
        ({"items": {"moustache": "a"}}, "items.moustache", "its items: eye_colour"),
        ({"items": {"freckles": "f"}}, "items.freckles", "a letter a to e"),
        ({"items": {"freckles": 5}}, "items.freckles", "0 to 4"),
        ({"items": {"freckles": -1}}, "items.freckles", "0 to 4"),
        ({"items": {"freckles": 1.5}}, "items.freckles", "0 to 4"),
        ({"items": {"freckles": True}}, "items.freckles", "not 'yes'"),
        ({"items": {"freckles": float("nan")}}, "items.freckles", "a number, a word or null"),
        ({"recent_tan": "perhaps"}, "recent_tan", "'yes', 'no'"),
        ({"clinician": "VII", "clinician_name": "Dr A"}, "clinician", "'VI'"),
    ],
)
def test_refusals_say_where_and_what(data: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        skin_type(SkinTypeAnswers.read(data))
    assert error.value.path == path
    assert said in error.value.message


def test_the_skin_type_is_no_severity_scale() -> None:
    with pytest.raises(RecordError, match="no severity scale"):
        score(ScaleAnswers(scale="phototype", items={}))
