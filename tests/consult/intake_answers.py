"""Answers to the questionnaire, as tests need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from neocol.consult import screen
from neocol.consult.questionnaire import Question, questions
from neocol.record import Intake, IntakeAnswers

ON = dt.date(2026, 3, 16)
SKIN_TYPE = {
    "eye_colour": "b", "hair_colour": "c", "unexposed_skin": "c", "freckles": "c",
    "burn_response": "c", "tan_ability": "c", "tan_depth": "c", "face_sensitivity": "c",
    "last_tan": "b", "tanning_frequency": "b",
}  # fmt: skip
TYPICAL: dict[str, Any] = {
    "name": "Ana", "birth_date": "1991-05-02", "sex": "F", "pregnancy": ["none"],
    "concerns": ["acne_scars"], "areas": ["cheeks"], "hope": "softer", "looks": "seldom",
    "downtime": 3, "visits": 4, "skin": ["none"], "health": ["none"], "medicines": ["none"],
    "allergies": ["none"], "procedures": ["none"], "sun": ["none"], **SKIN_TYPE,
    "numbing_before": "well", "weight": None, "activities": ["sport"], "photos_record": "yes",
    "photos_teaching": "no", "photos_showing": "no", "questions": None,
}  # fmt: skip
DIFFICULT: dict[str, Any] = {
    **TYPICAL,
    "pregnancy": ["possible"],
    "areas": ["face"],
    "skin": ["keloid", "cold_sores"],
    "skin_still.cold_sores": "past",
    "medicines": ["isotretinoin", "blood_thinner"],
    "isotretinoin_now": "stopped",
    "isotretinoin_stopped": "2026-01-16",
    "blood_thinner_name": "warfarin",
}
BY_ID = {question.id: question for question in questions()}


def answered(**answers: Any) -> IntakeAnswers:
    return IntakeAnswers.read({"id": "sample", "on": ON, "answers": answers})


def changed(**answers: Any) -> IntakeAnswers:
    return answered(**{**TYPICAL, **answers})


def rules_of(found: Intake) -> set[str]:
    return {finding.rule for finding in screen(found.case).findings}


TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


def answer_to(question: Question) -> st.SearchStrategy[Any]:
    """Return what a question may be answered with; skipped is an answer too."""
    if question.kind in {"choice", "yes_no"}:
        valid: st.SearchStrategy[Any] = st.sampled_from(question.ids)
    elif question.kind == "several":
        valid = st.lists(st.sampled_from(question.ids), min_size=1, unique=True)
    elif question.kind == "date":
        valid = st.dates(dt.date(1930, 1, 1), ON).map(dt.date.isoformat)
    elif question.kind == "text":
        valid = TEXT
    else:
        least, most = question.bounds()
        valid = st.integers(int(least), int(most or 100))
    return st.none() | valid


ANY_ANSWERS = st.fixed_dictionaries({}, optional={q.id: answer_to(q) for q in questions()})
