"""What patients read: complete in both languages, easy, and without a number of its own."""

from __future__ import annotations

import re
import string

import pytest

from neocol import evidence
from neocol.record import RecordError
from neocol.recovery import LANGUAGES, messages
from tests.catalogues import assert_same_things
from tests.recovery.reading_grade import fernandez_huerta, flesch_kincaid, sentences

FOR_CLINICS = ("report.", "triage.differential.", "pages.basis.")
"""What the clinic reads."""
FILLED = {
    "words": "“red”", "points": "5", "day": "3", "value": "38", "number": "112", "phone": "600",
    "days": "3", "hours": "24", "time": "14:00", "date": "9 May", "month": "May", "year": "2026", "low": "1", "high": "3",
    "reason": "we think so", "depth": "1", "title": "red", "usual": "2", "latest": "7",
    "until": "28", "first": "1", "last": "6", "printed": "1 to 3 days", "clinic": "Clinic", "name": "red",
}  # fmt: skip
BARE = re.compile(r"\d+")
ALLOWED_NUMBERS = {"112", "911", "0", "10", "1"}
"""Emergency numbers, the scale of 0 to 10, day 1."""


def filled(language: str, key: str) -> str:
    """Return a text with everything filled in that it leaves open."""
    say = messages(language)
    wanted = {name for _, name, _, _ in string.Formatter().parse(say.raw(key)) if name}
    return say(key, **{name: value for name, value in FILLED.items() if name in wanted})


def patient_keys(language: str) -> list[str]:
    return sorted(key for key in messages(language).names if not key.startswith(FOR_CLINICS))


def test_both_languages_say_the_same_things() -> None:
    assert_same_things(messages("en"), messages("es"))


def test_no_other_language_is_promised() -> None:
    with pytest.raises(RecordError, match="there are: en, es"):
        messages("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_the_other_language(language: str) -> None:
    other = messages("es" if language == "en" else "en")
    same = {
        key
        for key in messages(language).names
        if len(messages(language).raw(key).split()) > 2
        and messages(language).raw(key) == other.raw(key)
    }
    assert same == set()


def test_english_is_read_at_grade_eight_or_lower() -> None:
    hard = {
        (round(flesch_kincaid(sentence), 1), key, sentence)
        for key in patient_keys("en")
        for sentence in sentences(filled("en", key))
        if flesch_kincaid(sentence) > 8
    }
    assert not hard, "\n".join(map(str, sorted(hard, reverse=True)))


def test_spanish_is_read_at_grade_eight_or_lower() -> None:
    hard = {
        (round(fernandez_huerta(sentence), 1), key, sentence)
        for key in patient_keys("es")
        for sentence in sentences(filled("es", key))
        if fernandez_huerta(sentence) < 60
    }
    assert not hard, "\n".join(map(str, sorted(hard)))


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [("The cat sat on the mat.", -1.45), ("This sentence is easy to read.", 2.5)],
)
def test_the_english_formula_gives_known_grades(sentence: str, grade: float) -> None:
    assert flesch_kincaid(sentence) == pytest.approx(grade, abs=1.0)


def test_the_formulas_know_hard_from_easy() -> None:
    easy = "No toque la piel."
    hard = "La administración concomitante de antiinflamatorios está contraindicada."
    assert fernandez_huerta(easy) > 80
    assert fernandez_huerta(hard) < 20
    assert flesch_kincaid("Epidermal re-epithelialisation is contingent on angiogenesis.") > 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_clinical_number(language: str) -> None:
    say = messages(language)
    for key in say.names:
        bare = re.sub(r"\{[a-z_]+\}", "", say.raw(key))
        assert set(BARE.findall(bare)) <= ALLOWED_NUMBERS, f"{key}: {bare}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_promises_or_stops_a_medicine(language: str) -> None:
    never = {
        "en": ("completely safe", "no downtime", "guarantee", "last option", "will be fine",
               "nothing to worry", "stop taking", "stop your"),
        "es": ("completamente segur", "garantiz", "última opción", "no se preocupe",
               "deje de tomar", "deje su medic"),
    }[language]  # fmt: skip
    for key in messages(language).names:
        assert not any(word in messages(language).raw(key).lower() for word in never), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_item_and_step_has_its_words(language: str) -> None:
    say = messages(language)
    for rule in evidence.rules("triage"):
        assert say.has(f"triage.say.{rule.id}"), rule.id
        assert all(say.has(f"triage.advice.{key}") for key in rule.advice), rule.id
        assert all(say.has(f"triage.ask.{key}") for key in rule.ask), rule.id
        assert all(say.has(f"triage.differential.{key}") for key in rule.differential), rule.id
    for item in evidence.calendar():
        for part in ("title", "text", "why"):
            assert say.has(f"aftercare.item.{item.id}.{part}"), item.id
        assert say.has(f"aftercare.item.{item.id}.conflict") == (item.conflict is not None), item.id
    known = {f"preparation.step.{step.id}" for step in evidence.steps()}
    assert {key for key in say.names if key.startswith("preparation.")} <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_dead(language: str) -> None:
    ids = {rule.id for rule in evidence.rules("triage")}
    used = {key for rule in evidence.rules("triage") for key in (*rule.advice, *rule.differential)}
    asked = {key for rule in evidence.rules("triage") for key in rule.ask} | {
        "what", "severity", "change", "day"
    }  # fmt: skip
    items = {item.id for item in evidence.calendar()}
    for key in messages(language).names:
        name = key.split(".", 2)[-1]
        if key.startswith("triage.say."):
            assert name in ids, key
        elif key.startswith(("triage.advice.", "triage.differential.")):
            assert name in used, key
        elif key.startswith("triage.ask."):
            assert name in asked, key
        elif key.startswith("aftercare.item."):
            assert name.rpartition(".")[0] in items, key
