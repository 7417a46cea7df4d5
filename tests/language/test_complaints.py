"""Complaints: which sign, there or denied or over, sentence by sentence, in two languages."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.language import (
    background_signs,
    good_signs,
    neutral_signs,
    read_signs,
    signs,
    topics_of,
)
from neocol.language.signs import signs_table


def said(text: str, assertion: str = "present") -> set[str]:
    return {
        (sign.concept or "?").removeprefix("sign.")
        for sign in read_signs(text)
        if sign.assertion == assertion
    }


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("it's oozing yellow", "pus"),
        ("my lips are tingling", "lip_tingle"),
        ("feels like sandpaper", "flaking"),
        ("my tongue, it's swelling up", "airway_swelling"),
        ("se me cierra la garganta", "airway_swelling"),
        ("me pica la cara", "itch"),
        ("tengo costras amarillas", "pus"),
        ("rows of little dents", "tram_track"),
        ("sweling round my cheeks", "swelling"),
        ("el corazón me va a mil", "palpitations"),
        ("me salió un fuego en el labio", "blisters"),
    ],
)
def test_signs_are_heard(text: str, sign: str) -> None:
    assert sign in said(text)


@pytest.mark.parametrize(
    ("text", "denied", "there"),
    [
        ("no fever, no pus, just a bit red", {"fever", "pus"}, {"redness"}),
        ("no pus, fever or blisters", {"pus", "fever", "blisters"}, set()),
        ("no fever and pus coming out", {"fever"}, {"pus"}),
        ("fever: no", {"fever"}, set()),
        ("any pus? no", {"pus"}, set()),
        ("my tongue is not swollen", {"airway_swelling"}, set()),
        ("not only red but hot", set(), {"redness", "warmth"}),
        ("can't sleep because of the pain", set(), {"pain"}),
        ("not sure if it is pus", set(), {"pus"}),
        ("sin fiebre ni pus, solo un poco roja", {"fever", "pus"}, {"redness"}),
        ("fiebre no tengo", {"fever"}, set()),
        ("no me falta el aire", {"breathing"}, set()),
        ("doesn't itch, doesn't hurt", {"itch", "pain"}, set()),
    ],
)
def test_a_no_reaches_what_stands_right_behind_it(
    text: str, denied: set[str], there: set[str]
) -> None:
    assert denied <= said(text, "absent")
    assert there <= said(text)
    assert not denied & said(text)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("the redness has gone", True),
        ("the swelling went away yesterday", True),
        ("se me fue la hinchazón", False),
        ("the swelling went away but came back", False),
        ("the redness has gone down to my chest", False),
        ("the redness is almost gone", False),
        ("my throat closed up but it has gone now", False),
    ],
)
def test_only_what_passes_can_be_over(text: str, over: bool) -> None:
    assert bool(said(text, "past")) is over


@pytest.mark.parametrize(
    "text",
    ["hot water felt nice", "my heart sank when I saw it", "acne scars", "I drank red wine",
     "pat dry", "blackheads", "puntos negros", "agua caliente"],
)  # fmt: skip
def test_words_that_only_sound_like_a_sign_are_none(text: str) -> None:
    assert said(text) <= {"?", "topic"}


def test_around_the_eyes_is_not_the_eye() -> None:
    assert "eye_pain" not in said("a bit red and sore around my eyes")
    assert "eye_pain" in said("my eye is red and sore")
    assert "eye_pain" not in said("my cheeks are sore and my eyes are fine")


def test_each_sentence_stands_for_itself() -> None:
    assert "breathing" in said("I can't breathe. No.")
    assert "pus" in said("There is pus. No fever.")


def test_words_are_quoted_as_they_were_written() -> None:
    told = {sign.matched for sign in read_signs("Tengo la hinchazón ENORME, ¿y pus?")}
    assert {"hinchazón", "pus"} <= told
    assert {sign.matched for sign in read_signs("T-zone is red")} >= {"red"}


def test_what_is_not_understood_is_kept() -> None:
    unknown = [sign for sign in read_signs("zorgle blarp. Red.") if sign.concept is None]
    assert [sign.text for sign in unknown] == ["zorgle blarp."]
    assert read_signs("") == ()
    assert read_signs("hello there, thanks for asking") is not None


def test_topics_of_daily_life() -> None:
    assert topics_of("I swim and use a sauna") == {"swimming", "sauna and steam"}
    assert topics_of("¿puedo maquillarme?") == {"make-up"}
    assert topics_of("nothing") == frozenset()


def test_the_table_is_whole() -> None:
    raw = tomllib.loads((signs._DATA / "symptoms.toml").read_text("utf-8"))
    groups = set(raw["part"]) | set(raw["how"])
    for name, sign in signs_table().items():
        assert {part for group in sign.together for part in group} <= groups, name
        assert sign.unless <= set(signs_table()), name
    used = {part for sign in signs_table().values() for group in sign.together for part in group}
    assert groups <= used, f"no sign uses {groups - used}"
    for trait, names in raw["about"].items():
        assert set(names) <= (set(raw["part"]) if trait == "alarming" else set(signs_table()))


def test_what_is_dangerous_never_passes() -> None:
    passing = {f"sign.{name}" for name, sign in signs_table().items() if sign.passes}
    assert not passing & background_signs()
    assert not passing & neutral_signs()
    assert good_signs()


def test_both_languages_can_say_every_part_and_sign() -> None:
    raw = tomllib.loads((signs._DATA / "symptoms.toml").read_text("utf-8"))
    for kind in ("part", "how", "sign"):
        for name, group in raw[kind].items():
            assert bool(group["en"]) <= bool(group["es"] or group.get("together")), f"{kind}.{name}"


@given(st.text(max_size=500))
def test_any_text_is_read(text: str) -> None:
    for sign in read_signs(text):
        assert sign.kind == "symptom"


@given(st.sampled_from(["pus ", "no fever, ", "rojo y ", "my eye "]), st.integers(1, 4000))
def test_long_texts_are_read_in_pieces(words: str, times: int) -> None:
    assert read_signs(words * times)
