"""The consultation's questions as an R4 Questionnaire, and the answers as its response."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from neocol import __version__
from neocol.consult.questionnaire import Condition, Question, checked, questions, sheet, words
from neocol.exchange.fhir.checking import UncheckedError, wrong_fields
from neocol.exchange.fhir.elements import dicts, quoted, text_of
from neocol.exchange.fhir.notes import Notes
from neocol.language.catalogue import Messages
from neocol.record import IntakeAnswers, RecordError
from neocol.record.intake import AnswerValue

SYSTEM: Final = "urn:neocol:intake"
"""Whose codes the options are: ``sex.F``, ``skin.eczema``."""
URL: Final = "urn:neocol:questionnaire:intake"
_CASE: Final = "urn:neocol:case"
_EXTENSION: Final = "http://hl7.org/fhir/StructureDefinition"
_TYPES: Final = {
    "choice": "choice",
    "several": "choice",
    "yes_no": "boolean",
    "text": "text",
    "number": "decimal",
    "scale": "integer",
    "date": "date",
}
_VALUES: Final = {
    "choice": "valueCoding",
    "boolean": "valueBoolean",
    "text": "valueString",
    "decimal": "valueDecimal",
    "integer": "valueInteger",
    "date": "valueDate",
}
_HELD: Final[dict[str, tuple[type, ...]]] = {
    "choice": (dict,),
    "boolean": (bool,),
    "text": (str,),
    "decimal": (int, float),
    "integer": (int,),
    "date": (str,),
}
"""What JSON holds a value of a type in."""
_READ: Final = ("completed", "amended", "in-progress")
"""Statuses of a response that say what a person answered."""
_FACTS: Final[dict[str, dict[str, Any]]] = {
    "no_birth_date": {"question": "birth_date", "operator": "exists", "answerBoolean": False},
    "may_be_pregnant": {
        "question": "sex",
        "operator": "!=",
        "answerCoding": {"system": SYSTEM, "code": "M"},
    },
}
"""Conditions that are facts. R4 cannot compare an age: pregnancy is asked at any."""
_NESTING_MAX: Final = 10


def questionnaire(language: str = "en") -> dict[str, Any]:
    """Return the consultation's questions as an HL7 FHIR R4 Questionnaire.

    Parameters
    ----------
    language : str
        ``en`` or ``es``; one resource a language, with the same linkIds and codes.

    Raises
    ------
    RecordError
        When there are no texts in the language.

    Limits
    ------
    ``enableWhen`` knows no age: here pregnancy is asked of everybody who is not male.

    References
    ----------
    HL7 FHIR R4 (4.0.1), https://hl7.org/fhir/R4/questionnaire.html
    """
    say = words(language)
    groups = [
        {
            "linkId": f"section.{section}",
            "type": "group",
            "text": say(f"intake.section.{section}.title"),
            "item": [_item(question, say) for question in asked],
        }
        for section, asked in groupby(questions(), key=lambda question: question.section)
    ]
    return {
        "resourceType": "Questionnaire",
        "language": say.language,
        "url": URL,
        "version": __version__,
        "name": "NeocolIntake",
        "title": "Neocol",
        "status": "active",
        "experimental": True,
        "subjectType": ["Patient"],
        "item": groups,
    }


def _item(question: Question, say: Messages) -> dict[str, Any]:
    item: dict[str, Any] = {
        "linkId": question.id,
        "type": _TYPES[question.kind],
        "text": question.ask(say),
        "required": False,
        "repeats": question.kind == "several",
    }
    if question.when:
        enabled = [rule for condition in question.when for rule in _enabled(condition)]
        item["enableWhen"] = enabled
        item["enableBehavior"] = "all" if len(question.when) > 1 else "any"
    if question.options:
        item["answerOption"] = [
            {"valueCoding": _coding(option.id, label)}
            for option, label in zip(question.options, question.labels(say), strict=True)
        ]
    if question.kind in {"number", "scale"}:
        item["extension"] = list(_limits(question))
    item["item"] = [_why(question, say)]
    return item


def _coding(id: str, label: str) -> dict[str, str]:
    return {"system": SYSTEM, "code": id, "display": label}


def _enabled(condition: Condition) -> Iterator[dict[str, Any]]:
    """Yield what enables a question: any option of a condition, in R4's words."""
    if condition.fact:
        yield dict(_FACTS[condition.fact])
    for option in condition.any:
        if option in {"yes", "no"} and _kind(condition.question) == "yes_no":
            answer: dict[str, Any] = {"answerBoolean": option == "yes"}
        else:
            answer = {"answerCoding": {"system": SYSTEM, "code": option}}
        yield {"question": condition.question, "operator": "=", **answer}


def _kind(id: str) -> str:
    return next(question.kind for question in questions() if question.id == id)


def _limits(question: Question) -> Iterator[dict[str, Any]]:
    least, most = question.bounds()
    key = "valueInteger" if question.kind == "scale" else "valueDecimal"
    for name, value in (("minValue", least), ("maxValue", most)):
        if value is not None:
            yield {"url": f"{_EXTENSION}/{name}", key: value}


def _why(question: Question, say: Messages) -> dict[str, Any]:
    """Return why it is asked, as the help text of an item."""
    control = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}
    return {
        "extension": [
            {
                "url": f"{_EXTENSION}/questionnaire-itemControl",
                "valueCodeableConcept": {"coding": [control]},
            }
        ],
        "linkId": f"{question.id}.why",
        "type": "display",
        "text": question.why(say),
    }


def response(answers: IntakeAnswers) -> dict[str, Any]:
    """Return the answers as an HL7 FHIR R4 QuestionnaireResponse.

    Parameters
    ----------
    answers : IntakeAnswers
        A question that was skipped stands there as an item without an answer.

    Raises
    ------
    RecordError
        When an answer does not fit its question.
    """
    read = sheet(answers)
    say = words(answers.language)
    held = [question for question in questions() if question.id in answers.answers]
    found: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "language": answers.language,
        "questionnaire": f"{URL}|{__version__}",
        "status": "in-progress" if read.unanswered else "completed",
    }
    if answers.id is not None:
        found["identifier"] = {"system": _CASE, "value": answers.id}
    if answers.on is not None:
        found["authored"] = answers.on.isoformat()
    groups = [
        {
            "linkId": f"section.{section}",
            "item": [
                _answered(question, answers.answers[question.id], read.day, say)
                for question in asked
            ],
        }
        for section, asked in groupby(held, key=lambda question: question.section)
    ]
    return {**found, "item": groups} if groups else found


def _answered(
    question: Question, value: AnswerValue, day: dt.date, say: Messages
) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": question.id, "text": question.ask(say)}
    given = checked(question, value, day)
    if given is not None:
        values = given if isinstance(given, tuple) else (given,)
        item["answer"] = [_value(question, one, say) for one in values]
    return item


def _value(question: Question, value: str | float, say: Messages) -> dict[str, Any]:
    kind = _TYPES[question.kind]
    if kind == "choice":
        label = question.labels(say)[question.ids.index(str(value))]
        return {"valueCoding": _coding(str(value), label)}
    if kind == "boolean":
        return {"valueBoolean": value == "yes"}
    if kind == "integer":
        return {"valueInteger": int(value)}
    return {_VALUES[kind]: value}


def answers_of(response: dict[str, Any]) -> IntakeAnswers:
    """Read an HL7 FHIR R4 QuestionnaireResponse to our Questionnaire.

    Parameters
    ----------
    response : dict
        The resource, parsed from JSON.

    Returns
    -------
    IntakeAnswers
        ``not_understood`` names, with its linkId, every answer that could not be read.

    Raises
    ------
    RecordError
        When it is no such response, answers another questionnaire, was entered in error, has a
        linkId that we do not ask or a value of another type than the question's.

    Notes
    -----
    A code that is not one of ours, or own words where an option is asked for, is listed; nothing
    is dropped silently and nothing is guessed.
    """
    _refuse_other(response)
    notes = Notes()
    known = {question.id: question for question in questions()}
    answers: dict[str, AnswerValue] = {}
    for item in _items(response, 0):
        link = str(item["linkId"])
        if link.startswith("section.") or link.endswith(".why"):
            continue
        if link not in known:
            raise RecordError(f"no question '{text_of(link)}'", "item.linkId", link)
        if link in answers:
            raise RecordError("answered twice", link)
        answers[link] = _read(known[link], item, notes)
    identifier = next(dicts(response.get("identifier")), {})
    return IntakeAnswers.read(
        {
            "id": text_of(identifier.get("value")),
            "language": _language(response),
            "on": response.get("authored"),
            "answers": answers,
            "not_understood": notes.lines(),
        }
    )


def _refuse_other(response: Any) -> None:
    kind = response.get("resourceType") if isinstance(response, dict) else None
    if kind != "QuestionnaireResponse":
        said = f"a FHIR {text_of(kind)}" if text_of(kind) else "no FHIR resource"
        raise RecordError(f"a FHIR R4 QuestionnaireResponse is expected; this is {said}")
    of = response.get("questionnaire")
    if of is not None and (not isinstance(of, str) or of.partition("|")[0] != URL):
        raise RecordError(f"answers {quoted(of)}; answers to {URL} are read", "questionnaire")
    status = response.get("status")
    if status not in _READ:
        raise RecordError(
            f"a response with the status {quoted(status)} is not used; {', '.join(_READ)} are",
            "status",
        )
    try:
        wrong = wrong_fields(response)
    except UncheckedError:
        return
    if wrong:
        raise RecordError(f"not as R4 has it: {', '.join(wrong)}")


def _items(held: dict[str, Any], level: int) -> Iterator[dict[str, Any]]:
    """Yield every item, those inside groups and answers too."""
    if level > _NESTING_MAX:
        raise RecordError("nested too deeply", "item")
    for item in dicts(held.get("item", [])):
        if not isinstance(item.get("linkId"), str):
            raise RecordError("an item without a linkId", "item")
        yield item
        yield from _items(item, level + 1)
        for answer in dicts(item.get("answer", [])):
            yield from _items(answer, level + 1)


def _language(response: dict[str, Any]) -> str:
    """Return the language by its first part (``es-MX`` is read as ``es``); else English."""
    spoken = str(response.get("language", "en")).partition("-")[0].lower()
    return spoken if spoken in {"en", "es"} else "en"


def _read(question: Question, item: dict[str, Any], notes: Notes) -> AnswerValue:
    """Read the answers of an item; what is no answer of ours is noted."""
    given = [
        value
        for answer in dicts(item.get("answer", []))
        if (value := _given(question, answer, notes)) is not None
    ]
    if question.kind == "several":
        return tuple(str(value) for value in given) or None
    if len(given) > 1:
        raise RecordError("one answer is expected, not several", question.id)
    return given[0] if given else None


def _given(question: Question, answer: dict[str, Any], notes: Notes) -> str | float | None:
    kind = _TYPES[question.kind]
    held = next((key for key in answer if key.startswith("value")), None)
    if held is None:
        notes.say("an answer without a value", question.id)
        return None
    value = answer[held]
    if kind == "choice" and held == "valueString":
        notes.say(f"{quoted(value)} is own words; one of {_codes(question)} is read", question.id)
        return None
    fits = isinstance(value, _HELD[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if held != _VALUES[kind] or not fits:
        raise RecordError(f"{_VALUES[kind]} is expected, not {held}", question.id, value)
    if kind == "choice":
        return _code(question, value, notes)
    if kind == "boolean":
        return "yes" if value else "no"
    return float(value) if isinstance(value, int | float) else str(value)


def _code(question: Question, coding: Any, notes: Notes) -> str | None:
    system, code = (coding.get(key) for key in ("system", "code"))
    if system == SYSTEM and code in question.ids:
        return str(code)
    shown = f"{quoted(code)} of {quoted(system)}"
    notes.say(f"{shown} is no code of ours; one of {_codes(question)} is read", question.id)
    return None


def _codes(question: Question) -> str:
    return ", ".join(question.ids)
