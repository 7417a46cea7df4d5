"""Triage: emergency words are never missed, what is not understood is never normal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.record import CheckIn, TriageAnswer
from neocol.recovery import triage


def ask(words: str, day: float | None = 1, **more: object) -> TriageAnswer:
    return triage(CheckIn.read({"day_after_session": day, "patient_words": words, **more}))


EMERGENCIES = [
    "my tongue is swelling and I can't breathe",
    "throat feels like it is closing",
    "I came out in hives and feel faint",
    "numb mouth and ringing in my ears",
    "metallic taste, heart racing",
    "she had a seizure after the numbing cream",
    "friend is shaking and not answering",
    "my lips are blue",
    "skin looks grey and I am breathless",
    "blisters next to my eye",
    "blurred vision since the session",
    "fever and red streaks on my face",
    "chest pain",
    "skin is turning black",
]


@pytest.mark.parametrize("words", EMERGENCIES)
@pytest.mark.parametrize("day", [0, 5, 200, None])
def test_emergency_words_are_never_missed(words: str, day: float | None) -> None:
    answer = ask(words, day)
    assert answer.level == "urgent"
    assert answer.emergency
    assert any("emergency" in line.lower() for line in answer.advice)


@given(
    st.sampled_from(EMERGENCIES),
    st.sampled_from(["", "It looks good. ", "Only a little red. ", "no fever, ", "HELP! "]),
    st.sampled_from(["", ", otherwise fine", ". My skin is flaking.", " !!!"]),
    st.sampled_from([None, 0, 3]),
)
def test_nothing_said_beside_it_lowers_an_emergency(
    words: str, before: str, after: str, severity: float | None
) -> None:
    answer = ask(before + words.upper() + after, severity_0_10=severity)
    assert answer.emergency


@pytest.mark.parametrize(
    ("words", "day", "level"),
    [
        ("red and tight like sunburn", 1, "normal"),
        ("still a bit red", 5, "self_care"),
        ("still red", 12, "contact_clinic"),
        ("skin is flaking", 4, "normal"),
        ("a bruise under my eye", 6, "normal"),
        ("yellow crust and pus", 3, "contact_clinic"),
        ("no fever, no pus, just a bit red", 1, "normal"),
        ("brown patches on my cheeks", 21, "contact_clinic"),
        ("xyzzy", 2, "contact_clinic"),
        ("", 2, "contact_clinic"),
        ("they used a needle that was used on someone else", 1, "urgent"),
    ],
)
def test_days_matter(words: str, day: float, level: str) -> None:
    assert ask(words, day).level == level


def test_a_severe_complaint_is_never_normal() -> None:
    assert ask("a bit red", severity_0_10=9).level == "contact_clinic"
    assert ask("pain keeps getting worse", severity_0_10=9).emergency


def test_ticked_symptoms_count() -> None:
    assert ask("all good", symptoms=["trouble breathing"]).emergency


def test_the_published_situations(published_cases: Path) -> None:
    given = json.loads((published_cases / "triage_cases.json").read_text("utf-8"))
    expected = json.loads((published_cases / "triage_expected.json").read_text("utf-8"))
    for data in given:
        answer = triage(CheckIn.read(data))
        assert answer.level in expected[data["id"]]["acceptable"], data["id"]
        if answer.level == "contact_clinic":
            assert answer.within_hours in {24, 72}


@given(st.text(max_size=100))
def test_any_words_are_answered_with_advice(words: str) -> None:
    answer = ask(words)
    assert answer.advice
