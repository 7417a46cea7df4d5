"""Plain words are understood: names, misspellings, negation, family, time, place, look-alikes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.language import indications_of, option_words, read_timing, recognise, zones_of
from neocol.language.concepts import table
from neocol.language.recognise import SLOT_KINDS

ON = dt.date(2026, 3, 16)


@pytest.mark.parametrize(
    ("text", "slot", "concept", "assertion", "timing"),
    [
        ("Eliquis 5 mg bd", "medications", "anticoagulant", "present", "unknown"),
        ("Roacutane 20mg", "medications", "isotretinoin", "present", "unknown"),
        ("isotretinion", "medications", "isotretinoin", "present", "unknown"),
        ("Accutane until 2 weeks ago", "medications", "isotretinoin", "present", "stopped"),
        ("Accuretic 20/12.5", "medications", "medicine_without_rule", "present", "unknown"),
        ("Humalog", "medications", "glucose_lowering", "present", "unknown"),
        ("retinal vitamins", "medications", "medicine_without_rule", "present", "unknown"),
        ("spironolactone", "medications", "medicine_without_rule", "present", "unknown"),
        ("my mum takes warfarin", "medications", "anticoagulant", "family", "unknown"),
        ("MTX weekly", "medications", "immunosuppressant", "present", "unknown"),
        ("no history of keloids", "conditions", "keloid", "absent", "unknown"),
        ("denies diabetes", "conditions", "diabetes", "absent", "unknown"),
        ("not sure, maybe psoriasis", "conditions", "psoriasis", "uncertain", "unknown"),
        ("cold sores as a teenager", "conditions", "herpes", "past", "stopped"),
        ("cold sore since yesterday", "conditions", "herpes", "present", "current"),
        (
            "dermatitis herpetiformis",
            "conditions",
            "dermatitis_herpetiformis",
            "present",
            "unknown",
        ),
        ("acne scars", "conditions", "acne_scars", "present", "unknown"),
        ("benzocaine", "allergies", "ester_anaesthetic_allergy", "present", "unknown"),
        ("flurble", "medications", None, "present", "unknown"),
    ],
)
def test_words(text: str, slot: str, concept: str | None, assertion: str, timing: str) -> None:
    found = recognise(text, slot=slot, on=ON)
    assert [item.concept for item in found] == [concept]
    assert (found[0].assertion, found[0].timing) == (assertion, timing)


def test_a_known_code_wins_over_words_of_its_kind() -> None:
    found = recognise("skin trouble", slot="conditions", on=ON, codes={"icd10": "L20.9"})
    assert [(item.concept, item.via) for item in found] == [("eczema", "code")]
    found = recognise("psoriasis", slot="conditions", on=ON, codes={"snomed": "24079001"})
    assert [item.concept for item in found] == ["eczema"]
    found = recognise("psoriasis", slot="conditions", on=ON, codes={"icd10": "Z99.9"})
    assert [item.concept for item in found] == ["psoriasis"]


@pytest.mark.parametrize(
    ("text", "days", "says"),
    [
        ("stopped 3 months ago", 90, "stopped"),
        ("until 2 weeks ago", 14, "stopped"),
        ("last dose 10 days ago", 10, "stopped"),
        ("stopped last March", 350, "stopped"),
        ("finished in January", 44, "stopped"),
        ("stopped in March", 0, "stopped"),
        ("since yesterday", 1, "said"),
        ("2026-03-01", 15, "said"),
        ("a couple of weeks ago", 14, "said"),
        ("came off it in 2024", 440, "stopped"),
        ("5 mg bd", None, "nothing"),
        ("no longer taking it", None, "stopped"),
    ],
)
def test_time_is_read_to_the_careful_side(text: str, days: int | None, says: str) -> None:
    found = read_timing(text, ON)
    assert (found.days_ago, found.says) == (days, says)


def test_places() -> None:
    assert zones_of("psoriasis on elbows") == ()
    assert zones_of("somewhere") is None
    assert zones_of("left cheek") == ("cheek_left",)
    assert zones_of("crow's feet") == ("periorbital_left", "periorbital_right")
    face = zones_of("full face including brows")
    assert face is not None
    assert len(face) == 15
    assert "neck" not in face


def test_wishes() -> None:
    assert indications_of(["acne scars", "hair loss"], ON)[0] == (
        "acne_scar",
        "androgenetic_alopecia",
    )
    assert option_words("PRP", "EMLA") == {"prp", "lidocaine", "prilocaine"}
    assert option_words(None) == frozenset()


@given(st.text(max_size=120), st.sampled_from(sorted(SLOT_KINDS)))
def test_any_text_is_answered(text: str, slot: str) -> None:
    found = recognise(text, slot=slot, on=ON)
    assert found
    for item in found:
        assert item.concept is None or table().concepts[item.concept].kind in SLOT_KINDS[slot]


@given(st.sampled_from(["warfarin", "keloid", "psoriasis", "diabetes"]), st.booleans())
def test_saying_no_turns_a_thing_to_absent(word: str, upper: bool) -> None:
    text = f"no {word}".upper() if upper else f"no {word}"
    for item in recognise(text, slot="conditions", on=ON):
        assert item.assertion == "absent"
