"""Patterns: words, beginnings of words, phrases; misspellings only where they may be guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.language.patterns import Patterns, Spot

TABLE = Patterns(
    [
        ("sign.swelling", "swell*"),
        ("sign.blisters", "blister*"),
        ("sign.throat", "throat is clos*"),
        ("sign.throat", "throat"),
        ("part.throat", "throat"),
        ("talk.no", "without"),
    ],
    plain=frozenset({"blisters", "shoulders"}),
    guessed=("sign.", "part."),
)


def found(text: str) -> set[tuple[str, str]]:
    words = text.split()
    return {(spot.name, " ".join(words[spot.start : spot.end])) for spot in TABLE.find(words)}


def test_a_star_stands_for_every_ending() -> None:
    for word in ("swelling", "swells", "swelled", "swell"):
        assert found(word) == {("sign.swelling", word)}
    assert found("swe") == set()


def test_the_longest_of_a_name_wins_and_others_stay() -> None:
    assert found("my throat is closing") == {
        ("sign.throat", "throat is closing"),
        ("part.throat", "throat"),
    }


@pytest.mark.parametrize("word", ["sweling", "swellling", "blistrs"])
def test_a_slip_of_the_pen_is_forgiven(word: str) -> None:
    assert {name for name, _ in found(word)} <= {"sign.swelling", "sign.blisters"}


def test_plain_words_and_words_of_no_are_never_guessed() -> None:
    assert found("shoulders") == set()
    assert found("withouth") == set()


def test_without_leave_nothing_is_guessed() -> None:
    assert Patterns([("a", "blister")]).find(["blistre"]) == []


@given(st.lists(st.text(alphabet="swelingthroa ", min_size=1, max_size=12), max_size=30))
def test_every_spot_lies_inside_the_sentence(words: list[str]) -> None:
    for spot in TABLE.find(words):
        assert isinstance(spot, Spot)
        assert 0 <= spot.start < spot.end <= len(words)
