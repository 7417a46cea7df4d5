"""The consultation questionnaire: branching, words, and the case that the answers become."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neocol.consult import screen
from neocol.consult.intake import to_case
from neocol.consult.questionnaire import NONE, Question, next_question, questions, sheet, words
from neocol.language import area_of, recognise
from neocol.language.catalogue import LANGUAGES
from neocol.record import Case, Intake, IntakeAnswers, RecordError
from tests.catalogues import assert_same_things
from tests.recovery.reading_grade import fernandez_huerta, flesch_kincaid, sentences

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
HIDDEN_FROM_THE_PATIENT = re.compile(r"^intake\.flag\.\w+\.reason$")


def answered(**answers: Any) -> IntakeAnswers:
    return IntakeAnswers.read({"id": "sample", "on": ON, "answers": answers})


def changed(**answers: Any) -> IntakeAnswers:
    return answered(**{**TYPICAL, **answers})


def rules_of(found: Intake) -> set[str]:
    return {finding.rule for finding in screen(found.case).findings}


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
