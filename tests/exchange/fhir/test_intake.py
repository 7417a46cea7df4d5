"""The questionnaire and its response as FHIR R4: valid, complete, and there and back unchanged."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neocol.consult.questionnaire import questions, words
from neocol.exchange.fhir.checking import wrong_fields
from neocol.exchange.fhir.intake import SYSTEM, URL, answers_of, questionnaire, response
from neocol.language.catalogue import LANGUAGES
from neocol.record import IntakeAnswers, RecordError, dump_json
from tests.consult.intake_answers import ANY_ANSWERS, DIFFICULT, ON, TYPICAL, changed


def items(held: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in held.get("item", []):
        yield item
        yield from items(item)


def as_json(resource: dict[str, Any]) -> Any:
    """Return a resource as another program reads it."""
    return json.loads(dump_json(resource))


def answering(**changes: Any) -> dict[str, Any]:
    return as_json({**response(changed()), **changes})


def one_item(link: str, *answers: dict[str, Any]) -> dict[str, Any]:
    return answering(item=[{"linkId": link, "answer": list(answers)}])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questionnaire_is_valid_r4_and_holds_every_question(language: str) -> None:
    resource = as_json(questionnaire(language))
    assert wrong_fields(resource) == []
    assert resource["language"] == language
    links = [item["linkId"] for item in items(resource)]
    assert len(links) == len(set(links))
    say = words(language)
    by_link = {item["linkId"]: item for item in items(resource)}
    for question in questions():
        item = by_link[question.id]
        assert item["text"] == question.ask(say)
        codes = [option["valueCoding"]["code"] for option in item.get("answerOption", [])]
        assert codes == [option.id for option in question.options]
        assert all(o["valueCoding"]["system"] == SYSTEM for o in item.get("answerOption", []))
        assert item.get("repeats", False) == (question.kind == "several")
        assert by_link[f"{question.id}.why"]["text"] == question.why(say)


def test_branching_points_at_questions_that_come_before() -> None:
    resource = questionnaire()
    seen: set[str] = set()
    for item in items(resource):
        for rule in item.get("enableWhen", []):
            assert rule["question"] in seen
        seen.add(item["linkId"])
    for question in questions():
        mixed = len(question.when) > 1 and any(len(c.any) > 1 for c in question.when)
        assert not mixed, f"{question.id}: enableBehavior cannot say any and all at once"


def test_no_answer_is_preselected() -> None:
    for item in items(questionnaire()):
        assert "initial" not in item
        assert not any("initialSelected" in option for option in item.get("answerOption", []))


def test_the_languages_differ_in_words_only() -> None:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            words_ = {"text", "display", "language", "title"}
            return {key: bare(item) for key, item in value.items() if key not in words_}
        return [bare(item) for item in value] if isinstance(value, list) else value

    assert bare(questionnaire("en")) == bare(questionnaire("es"))
    with pytest.raises(RecordError, match="there are: en, es"):
        questionnaire("fr")


@pytest.mark.parametrize("answers", [TYPICAL, DIFFICULT, {}])
def test_a_response_is_valid_r4_and_comes_back(answers: dict[str, Any]) -> None:
    held = IntakeAnswers.read({"id": "a-1", "language": "es", "on": ON, "answers": answers})
    resource = as_json(response(held))
    assert wrong_fields(resource) == []
    assert resource["questionnaire"].startswith(URL)
    assert resource["status"] == ("completed" if answers else "in-progress")
    assert answers_of(resource) == held


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_ANSWERS, st.sampled_from(LANGUAGES), st.none() | st.just("case-7"))
def test_there_and_back_nothing_is_lost(
    answers: dict[str, Any], language: str, id: str | None
) -> None:
    in_order = {q.id: answers[q.id] for q in questions() if q.id in answers}
    by_id = {question.id: question for question in questions()}
    for name, value in in_order.items():
        if isinstance(value, list):
            in_order[name] = [option for option in by_id[name].ids if option in value]
    held = IntakeAnswers.read({"id": id, "language": language, "on": ON, "answers": in_order})
    resource = as_json(response(held))
    assert wrong_fields(resource) == []
    assert answers_of(resource) == held


def test_a_skipped_question_and_one_not_reached_are_told_apart() -> None:
    held = answers_of(answering(item=[{"linkId": "section.you", "item": [{"linkId": "name"}]}]))
    assert held.answers == {"name": None}


def test_a_code_that_is_not_ours_is_listed_with_its_link() -> None:
    foreign = {"system": "http://snomed.info/sct", "code": "33659008"}
    ours = {"system": SYSTEM, "code": "eczema"}
    held = answers_of(one_item("skin", {"valueCoding": foreign}, {"valueCoding": ours}))
    assert held.answers == {"skin": ("eczema",)}
    (line,) = held.not_understood
    assert line.startswith("skin '33659008'")
    written = answers_of(one_item("sex", {"valueString": "woman"}))
    assert written.answers == {"sex": None}
    assert written.not_understood[0].startswith("sex 'woman' is own words")


def test_what_was_not_read_is_shown_when_the_case_is_screened() -> None:
    from neocol.consult import screen
    from neocol.consult.intake import to_case

    held = answers_of(one_item("sex", {"valueString": "woman"}))
    assert any("woman" in line for line in screen(to_case(held).case).not_read)


def test_answers_inside_answers_are_read() -> None:
    inside = {"linkId": "name", "answer": [{"valueString": "Ana"}]}
    sex = {"valueCoding": {"system": SYSTEM, "code": "F"}, "item": [inside]}
    assert answers_of(one_item("sex", sex)).answers == {"sex": "F", "name": "Ana"}


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"resourceType": "Bundle"}, "QuestionnaireResponse is expected; this is a FHIR Bundle"),
        ([], "this is no FHIR resource"),
        (answering(status="entered-in-error"), "status 'entered-in-error' is not used"),
        (answering(status=None), "status"),
        (answering(questionnaire="http://example.org/phq9"), "answers 'http://example.org/phq9'"),
        (one_item("shoe_size", {"valueString": "b"}), "no question 'shoe_size'"),
        (one_item("name", {"valueInteger": 3}), "name: valueString is expected, not valueInteger"),
        (one_item("photos_record", {"valueString": "yes"}), "valueBoolean is expected"),
        (one_item("sex", {"valueBoolean": True}), "valueCoding is expected"),
        (
            one_item("name", {"valueString": "Ana"}, {"valueString": "Eva"}),
            "one answer is expected",
        ),
        (
            answering(item=[{"linkId": "name"}, {"linkId": "name"}]),
            "name: answered twice",
        ),
        (answering(authored="soon"), "authored"),
        (answering(item=[{"text": "no link"}]), "linkId"),
    ],
)
def test_a_response_that_cannot_be_used_says_why(resource: Any, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        answers_of(resource)


def test_an_answer_that_does_not_fit_is_refused_on_the_way_out() -> None:
    with pytest.raises(RecordError, match="one of F, M, other"):
        response(changed(sex="X"))


def test_the_day_and_a_regional_language_are_understood() -> None:
    held = answers_of(answering(authored="2026-03-16T10:00:00+01:00", language="es-MX"))
    assert held.on == dt.date(2026, 3, 16)
    assert held.language == "es"
