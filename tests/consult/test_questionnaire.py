"""The questions: their path, their words, and what every pick is understood as."""

from __future__ import annotations

import re
from typing import Any

import pytest

from neocol.consult import screen
from neocol.consult.intake import to_case
from neocol.consult.questionnaire import Question, next_question, questions, sheet, words
from neocol.language import area_of, recognise
from neocol.language.catalogue import LANGUAGES
from tests.catalogues import assert_same_things
from tests.consult.intake_answers import (
    BY_ID,
    ON,
    TYPICAL,
    answered,
    changed,
)
from tests.recovery.reading_grade import fernandez_huerta, flesch_kincaid, sentences

HIDDEN_FROM_THE_PATIENT = re.compile(r"^intake\.flag\.\w+\.reason$")


# ------------------------------------------------------------------------------------ the path


def test_the_questions_come_one_after_the_other_until_all_is_said() -> None:
    held = answered()
    order = []
    while (question := next_question(held)) is not None:
        order.append(question.id)
        held = answered(**held.answers, **{question.id: TYPICAL.get(question.id)})
    assert order == list(TYPICAL)
    assert len(order) <= 45


def test_a_question_appears_with_the_answer_that_makes_it_matter() -> None:
    def shown(**answers: Any) -> set[str]:
        return {question.id for question in sheet(changed(**answers)).shown}

    assert "pregnancy" in shown()
    assert "pregnancy" in shown(sex=None)
    assert "pregnancy" not in shown(sex="M")
    assert "pregnancy" not in shown(birth_date="1950-01-01")
    assert "pregnancy" in shown(birth_date=None, age=30)
    assert "age" in shown(birth_date=None)
    assert "age" not in shown()
    assert {"looks_life", "looks_others"} <= shown(looks="most")
    assert "skin_where.eczema" in shown(skin=["eczema"])
    assert "skin_where.acne" not in shown(skin=["eczema"])
    assert "photos_teaching" not in shown(photos_record="no")
    assert "isotretinoin_stopped" not in shown(
        medicines=["isotretinoin"], isotretinoin_now="current"
    )
    assert "isotretinoin_stopped" in shown(medicines=["isotretinoin"], isotretinoin_now="stopped")


def test_an_answer_that_no_longer_applies_is_kept_and_not_used() -> None:
    found = to_case(
        changed(
            medicines=["none"],
            isotretinoin_now="stopped",
            isotretinoin_stopped="2026-03-01",
            medicines_other="Zarfolin",
        )
    )
    assert found.case.patient.medications == ()
    assert set(found.unused) == {"isotretinoin_now", "isotretinoin_stopped", "medicines_other"}
    assert found.notes["medicines_other"] == "Zarfolin"
    assert not any(finding.tag == "isotretinoin" for finding in screen(found.case).findings)


def _ways_to(question: Question) -> dict[str, Any]:
    """Return answers that make a question visible."""
    answers: dict[str, Any] = {}
    for condition in question.when:
        if condition.question:
            asked = BY_ID[condition.question]
            option = condition.any[0]
            answers |= _ways_to(asked)
            answers[asked.id] = [option] if asked.kind == "several" else option
    return answers


@pytest.mark.parametrize("id", BY_ID)
def test_every_question_can_be_reached(id: str) -> None:
    read = sheet(answered(**_ways_to(BY_ID[id])))
    assert id in {question.id for question in read.shown}
    assert not read.unused


# ------------------------------------------------------------------------------------ the words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_option_and_reason_has_its_words_and_no_text_is_dead(language: str) -> None:
    say = words(language)
    used = set()
    for question in questions():
        base = f"intake.question.{question.id.partition('.')[0]}"
        assert question.ask(say)
        assert question.why(say)
        assert len(question.labels(say)) == len(question.ids)
        used |= {f"{base}.ask", f"{base}.why", *(f"{base}.option.{name}" for name in question.ids)}
    dead = {key for key in say.names if key.startswith("intake.question.")} - used
    assert dead == set()


def test_both_languages_say_the_same_things() -> None:
    english, spanish = words("en"), words("es")
    assert_same_things(english, spanish)
    same = {
        key
        for key in english.names
        if len(english.raw(key).split()) > 2 and english.raw(key) == spanish.raw(key)
    }
    assert same == {"intake.ui.progress"}


def _read_by_patients(language: str) -> list[tuple[str, str]]:
    """Return every sentence that a patient reads, questions with what they ask about."""
    say = words(language)
    said = [(q.id, text) for q in questions() for text in (q.ask(say), q.why(say), *q.labels(say))]
    said += [
        (key, re.sub(r"\{\w+\}", "red", say.raw(key)))
        for key in say.names
        if not key.startswith("intake.question.") and not HIDDEN_FROM_THE_PATIENT.match(key)
    ]
    # A pick is quoted as it stands after a colon (“Where: Eczema?”): its one word is no sentence.
    return [
        (key, sentence)
        for key, text in said
        for sentence in sentences(re.sub(r": [^:]*\?$", "?", text))
    ]


def test_english_is_read_at_grade_eight_or_lower() -> None:
    grades = {said: flesch_kincaid(said[1]) for said in _read_by_patients("en")}
    hardest = max(grades, key=grades.__getitem__)
    print(f"hardest English: {grades[hardest]:.1f} {hardest}")
    assert grades[hardest] <= 8, hardest


def test_spanish_is_read_at_grade_eight_or_lower() -> None:
    ease = {said: fernandez_huerta(said[1]) for said in _read_by_patients("es")}
    hardest = min(ease, key=ease.__getitem__)
    print(f"hardest Spanish: {ease[hardest]:.1f} {hardest}")
    assert ease[hardest] >= 60, hardest


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_promises_judges_or_stops_a_medicine(language: str) -> None:
    never = {
        "en": ("completely safe", "no downtime", "guarantee", "stop taking", "stop your",
               "disorder", "dysmorphi", "obsess", "abnormal", "mental"),
        "es": ("completamente segur", "garantiz", "deje de tomar", "deje su medic", "trastorno",
               "dismorf", "obses", "anormal", "mental"),
    }[language]  # fmt: skip
    for key in words(language).names:
        assert not any(word in words(language).raw(key).lower() for word in never), key


# ------------------------------------------------------------------------------------ the picks

PICKS = [
    (question, option)
    for question in questions()
    for option in question.options
    if question.to == "lines" and option.line
]


@pytest.mark.parametrize(
    ("question", "option"), PICKS, ids=[f"{q.id}.{option.id}" for q, option in PICKS]
)
def test_every_pick_is_recognised_as_what_it_means(question: Question, option: Any) -> None:
    slot = option.slot or question.slot
    if slot == "planned_areas":
        assert area_of(option.line) is not None
        return
    if slot == "activities":
        assert option.concept is None
        return
    concepts = [found.concept for found in recognise(option.line, slot=slot, on=ON)]
    if option.concept == "asked":
        assert concepts == [None], "a pick that only own words make clear is asked about"
    else:
        assert concepts[0] == option.concept
        assert None not in concepts


DETAILS = [
    (question, option)
    for question in questions()
    for option in question.options
    if question.to == "detail" and option.line
]


@pytest.mark.parametrize(
    ("question", "option"), DETAILS, ids=[f"{q.id}.{option.id}" for q, option in DETAILS]
)
def test_every_detail_keeps_what_was_picked(question: Question, option: Any) -> None:
    if question.field == "area":
        assert area_of(option.line) is not None
        return
    asked = BY_ID[question.of]
    picked = next(o for o in asked.options if o.id == question.option)
    line = option.line.format(line=picked.line)
    found = recognise(line, slot=asked.slot, on=ON)
    assert all(mention.concept is not None for mention in found)
    if question.id != "numbing_kind":
        assert found[0].concept == picked.concept
    expected = {"past": "past", "now": "present", "calm": "present"}.get(option.id)
    if expected:
        assert found[0].assertion == expected


@pytest.mark.parametrize(
    ("picked", "concept"),
    [
        ("lidocaine", "amide_anaesthetic_allergy"),
        ("prilocaine", "amide_anaesthetic_allergy"),
        ("tetracaine", "ester_anaesthetic_allergy"),
        ("benzocaine", "ester_anaesthetic_allergy"),
        ("not_known", "anaesthetic_allergy_unspecified"),
    ],
)
def test_the_family_of_a_numbing_drug_is_kept(picked: str, concept: str) -> None:
    found = to_case(changed(allergies=["numbing"], numbing_kind=picked))
    assert concept in {mention.concept for mention in screen(found.case).recognised}
