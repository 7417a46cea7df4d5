"""From answers to a case: nothing is filled in, nothing is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from neocol.consult import screen
from neocol.consult.intake import to_case
from neocol.consult.questionnaire import NONE, questions, sheet
from neocol.language.catalogue import LANGUAGES
from neocol.record import Case, Intake, RecordError
from tests.consult.intake_answers import (
    ANY_ANSWERS,
    BY_ID,
    DIFFICULT,
    ON,
    answered,
    changed,
    rules_of,
)

# ------------------------------------------------------------------------------------ the case


def test_a_typical_patient_is_eligible() -> None:
    found = to_case(changed())
    answer = screen(found.case)
    assert answer.decision in {"eligible", "caution"}
    assert answer.missing == ()
    assert found.skin_type is not None
    assert found.case.patient.fitzpatrick == found.skin_type.phototype is not None
    assert found.flags == ()
    assert found.ask == ()
    assert set(found.skipped) == {"weight", "questions"}
    assert found.unanswered == ()


def test_a_difficult_patient_meets_the_rules_that_are_meant() -> None:
    found = to_case(changed(**DIFFICULT))
    answer = screen(found.case)
    tags = {finding.tag for finding in answer.findings}
    assert {"isotretinoin", "herpes", "anticoagulant", "keloid", "pregnancy"} <= tags
    assert {"C-011", "C-042", "C-020", "C-060", "C-001a"} <= rules_of(found)
    isotretinoin = next(f for f in answer.findings if f.rule == "C-011")
    assert isotretinoin.until is not None
    assert isotretinoin.until > ON
    assert answer.decision not in {"eligible", "caution"}
    assert answer.missing == ()


def test_nothing_answered_is_nothing_known() -> None:
    found = to_case(answered())
    patient = found.case.patient
    lists = (patient.conditions, patient.medications, patient.allergies, patient.recent_procedures)
    assert lists == (None, None, None, None)
    assert (patient.sex, patient.pregnancy, patient.lactation) == ("unknown", "unknown", "unknown")
    assert found.skin_type is None
    assert set(found.photo_consent.values()) == {"unknown"}
    assert screen(found.case).decision == "defer"
    assert len(screen(found.case).missing) >= 6


@pytest.mark.parametrize("left_out", ["skin", "health", "sun"])
def test_one_list_left_out_never_reads_as_none(left_out: str) -> None:
    """Three questions fill the conditions: an empty list needs all three."""
    found = to_case(changed(**{left_out: None}))
    assert found.case.patient.conditions is None
    assert screen(found.case).decision == "defer"
    other = "skin" if left_out != "skin" else "health"
    picked = {"skin": ["keloid"], "health": ["diabetes"]}[other]
    partly = to_case(changed(**{left_out: None, other: picked}))
    answer = screen(partly.case)
    assert any(left_out in question for question in answer.missing)
    assert answer.decision not in {"eligible", "caution"}
    assert {"keloid", "diabetes"} & {finding.tag for finding in answer.findings}


def test_own_words_take_the_place_of_a_pick_and_the_pick_stays_beside_the_unknown() -> None:
    found = to_case(
        changed(
            medicines=["blood_thinner", "other"],
            blood_thinner_name="the small pink one",
            medicines_other="Zarfolin; vitamin D at night",
            health=["autoimmune", "other"],
            autoimmune_which="Hashimoto",
            health_other="wibbly knees syndrome",
        )
    )
    medicines = [item.text for item in found.case.patient.medications or ()]
    assert medicines == [
        "blood thinner tablets (the small pink one)", "Zarfolin", "vitamin D at night"
    ]  # fmt: skip
    conditions = [item.text for item in found.case.patient.conditions or ()]
    assert conditions == ["Hashimoto", "wibbly knees syndrome"]
    answer = screen(found.case)
    assert "C-087" not in rules_of(found), "the thyroid alone needs no letter"
    assert "C-020" in rules_of(found)
    assert any("Zarfolin" in question for question in answer.missing)
    unread = {mention.text for mention in found.free_text if mention.concept is None}
    assert "Zarfolin" in unread


def test_a_named_medicine_counts_once() -> None:
    """Aspirin written under blood thinners is no second medicine beside one."""
    found = to_case(changed(medicines=["blood_thinner"], blood_thinner_name="aspirin"))
    assert "C-024" not in rules_of(found)


def test_a_line_of_separators_alone_leaves_the_pick() -> None:
    found = to_case(changed(medicines=["other"], medicines_other=" ; ;"))
    assert [item.text for item in found.case.patient.medications or ()] == ["another medicine"]
    assert any("another medicine" in question for question in screen(found.case).missing)


def test_where_and_when_go_with_the_procedure() -> None:
    found = to_case(
        changed(
            procedures=["filler", "peel"],
            **{
                "procedure_when.filler": "2026-03-10",
                "procedure_where.filler": "lips",
                "procedure_when.peel": "2026-03-10",
                "procedure_where.peel": "cheeks",
            },
        )
    )
    filler, peel = found.case.patient.recent_procedures or ()
    assert (filler.date, filler.area) == (dt.date(2026, 3, 10), "lips")
    assert "C-100" not in rules_of(found), "lips are not the planned cheeks"
    assert "C-102" in rules_of(found)
    assert peel.area == "cheeks"


def test_a_tattoo_counts_however_old_and_only_where_it_is() -> None:
    here = to_case(changed(skin=["tattoo"], **{"skin_where.tattoo": ["face"]}))
    away = to_case(changed(skin=["tattoo"], **{"skin_where.tattoo": ["arms"]}))
    assert "C-151" in rules_of(here)
    assert "C-151" not in rules_of(away)
    assert here.case.patient.conditions == ()


def test_psoriasis_elsewhere_and_here_are_told_apart() -> None:
    here = to_case(changed(skin=["psoriasis"], **{"skin_where.psoriasis": ["face"]}))
    away = to_case(changed(skin=["psoriasis"], **{"skin_where.psoriasis": ["lower_legs", "hands"]}))
    assert "C-072b" in rules_of(here)
    assert "C-074" in rules_of(away)
    assert "C-072b" not in rules_of(away)


def test_a_fresh_tan_is_asked_apart_from_skin_type() -> None:
    tanned = to_case(changed(sun=["tanned"], last_tan="e"))
    assert tanned.skin_type is not None
    assert tanned.skin_type.recent_tan == "yes"
    assert "C-052" in rules_of(tanned)
    marks = to_case(changed(skin=["dark_marks"]))
    assert marks.skin_type is not None
    assert marks.skin_type.dark_marks_after_injury == "yes"
    assert "C-160a" in rules_of(marks)


def test_a_sun_holiday_is_daily_life_and_no_tan() -> None:
    found = to_case(changed(sun=["holiday"]))
    assert found.case.patient.conditions == ()
    assert "sun holiday planned" in found.case.patient.activities


def test_one_skin_type_question_left_out_gives_no_type() -> None:
    found = to_case(changed(freckles=None))
    assert found.case.patient.fitzpatrick is None
    assert found.skin_type is not None
    assert found.skin_type.phototype is None


# ------------------------------------------------------------------------------------ to talk about


def test_none_beside_a_pick_is_asked_and_the_pick_counts() -> None:
    found = to_case(changed(skin=["keloid", "none"], pregnancy=["pregnant", "none"]))
    assert len(found.ask) == 2
    assert {"C-060", "C-001"} <= rules_of(found)
    assert screen(found.case).not_read == found.ask


def test_no_tan_and_sun_days_ago_is_asked() -> None:
    assert any("tanned now" in line for line in to_case(changed(last_tan="e")).ask)


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"looks": "most"}, "looks"),
        ({"looks": "daily", "looks_life": "often"}, "looks"),
        ({"looks": "daily", "looks_others": "hardly"}, "looks"),
        ({"hope": "perfect"}, "expectations"),
        ({"numbing_before": "badly", "numbing_how": "I fainted"}, "numbing"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flag_is_gentle_and_never_reaches_the_rules(
    answers: dict[str, Any], name: str, language: str
) -> None:
    held = changed(**answers).model_copy(update={"language": language})
    found = to_case(held)
    (flag,) = found.flags
    assert flag.name == name
    assert flag.questions
    assert ("person" in flag.say) or ("en persona" in flag.say)
    assert screen(found.case).decision == screen(to_case(changed()).case).decision


def test_a_worry_that_does_not_weigh_is_no_flag() -> None:
    assert to_case(changed(looks="daily", looks_life="no", looks_others="same")).flags == ()


# ------------------------------------------------------------------------------------ photographs


def test_consent_is_by_purpose_and_never_preselected() -> None:
    consents = [question for question in questions() if question.to == "consent"]
    assert [question.field for question in consents] == ["record", "teaching", "showing"]
    assert all(question.kind == "yes_no" for question in consents)
    found = to_case(changed(photos_teaching=None, photos_showing="yes"))
    assert found.photo_consent == {"record": "yes", "teaching": "unknown", "showing": "yes"}
    refused = to_case(changed(photos_record="no"))
    assert refused.photo_consent == {"record": "no", "teaching": "unknown", "showing": "unknown"}
    assert refused.case == to_case(changed()).case, "care does not depend on it"


# ------------------------------------------------------------------------------------ bad answers


@pytest.mark.parametrize(
    ("id", "value", "accepted"),
    [
        ("sex", "X", "one of F, M, other"),
        ("skin", ["keloid", "spots"], "a list of keloid"),
        ("birth_date", "2030-01-01", "a date like 2026-03-16, not after 2026-03-16"),
        ("birth_date", "1700-01-01", "a date like"),
        ("visits", 2.5, "a whole number of 1 or more"),
        ("pain_worry", 11, "a whole number of 0 to 10"),
        ("weight", 0, "a number of 1 to 500"),
        ("photos_record", "maybe", "one of yes, no"),
        ("name", 3, "text of at most"),
        ("downtime", "a week", "a number of 0 or more"),
    ],
)
def test_a_wrong_answer_names_its_question_and_what_is_accepted(
    id: str, value: Any, accepted: str
) -> None:
    with pytest.raises(RecordError, match=re.escape(accepted)) as error:
        to_case(changed(**{id: value}))
    assert error.value.path == f"answers.{id}"


def test_a_question_that_is_not_ours_is_refused() -> None:
    with pytest.raises(RecordError, match="no question 'shoe_size'"):
        to_case(changed(shoe_size="b"))


@pytest.mark.parametrize(
    "value",
    [{"first": "Ana"}, [["Ana"]], "x" * 2001, float("inf"), 10**400],
    ids=["mapping", "nested", "long", "infinite", "digits"],
)
def test_what_no_question_is_answered_with_is_refused_where_it_stands(value: Any) -> None:
    with pytest.raises(RecordError, match=r"^answers\.name: .* expected") as error:
        answered(name=value)
    assert len(str(error.value)) < 200


def test_blank_text_and_an_empty_list_are_skipped_questions() -> None:
    assert answered(name="  ", skin=[], sex="").answers == {"name": None, "skin": None, "sex": None}


# ------------------------------------------------------------------------------------ any answers


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_ANSWERS)
def test_any_answers_become_a_valid_case_and_nothing_is_lost(answers: dict[str, Any]) -> None:
    found = to_case(answered(**answers))
    assert Intake.read(found.model_dump(mode="json")) == found
    assert Case.read(found.case.model_dump(mode="json")) == found.case
    shown = {question.id for question in sheet(answered(**answers)).shown}
    assert set(found.unanswered) == shown - set(answers)
    assert set(found.skipped) == {name for name in shown & set(answers) if answers[name] is None}
    everything = str(found.case.model_dump(mode="json")) + str(found.notes)
    for name, value in answers.items():
        if BY_ID[name].kind == "text" and value is not None:
            assert all(
                repr(line.strip())[1:-1] in everything for line in value.split(";") if line.strip()
            ), name
    _unknown_stays_unknown(answers, shown, found)


def _unknown_stays_unknown(answers: dict[str, Any], shown: set[str], found: Intake) -> None:
    """Check that no list is empty unless each of its questions was answered with none."""
    fill = {
        "conditions": ("skin", "health", "sun"),
        "medications": ("medicines",),
        "allergies": ("allergies",),
        "recent_procedures": ("procedures",),
    }
    for slot, asked in fill.items():
        if getattr(found.case.patient, slot) == ():
            assert all(answers.get(name) for name in asked), slot
            picked = {option for name in asked for option in answers[name]}
            assert picked <= {NONE, "holiday", "tattoo"}, slot
    for purpose, given_ in found.photo_consent.items():
        said = answers.get(f"photos_{purpose}") if f"photos_{purpose}" in shown else None
        assert given_ == (said or "unknown")
