"""Candidacy: the published cases, our own, and that silence never makes eligible."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from neocol.consult import screen
from neocol.record import Candidacy, Case, Policy
from tests.samples import case


def ask(**patient: Any) -> Candidacy:
    return screen(Case.read(case(**patient)))


def tags(answer: Candidacy) -> set[str]:
    return {finding.tag for finding in answer.findings if finding.effect != "info"}


def test_the_published_cases(published_cases: Path) -> None:
    given = json.loads((published_cases / "candidacy_cases.json").read_text("utf-8"))
    expected = json.loads((published_cases / "candidacy_expected.json").read_text("utf-8"))
    for data in given:
        answer = screen(Case.read(data))
        want = expected[data["id"]]
        fired = {finding.tag for finding in answer.findings}
        assert answer.decision in want["acceptable"], data["id"]
        assert set(want["must_fire"]) <= fired, data["id"]
        assert not set(want["must_not_fire"]) & fired, data["id"]
        assert not want["strict_control"] or answer.decision == "eligible", data["id"]
        if want["defer_window"]:
            first, last = map(dt.date.fromisoformat, want["defer_window"])
            assert answer.until is not None
            assert first <= answer.until <= last, data["id"]


def test_a_healthy_person_is_eligible() -> None:
    answer = ask()
    assert answer.decision == "eligible"
    assert answer.missing == ()
    assert answer.stamp is not None


@pytest.mark.parametrize(
    ("said", "decision", "tag"),
    [
        ({"pregnancy": "yes"}, "not_a_candidate", "pregnancy"),
        ({"pregnancy": "possible"}, "defer", "pregnancy"),
        ({"lactation": "yes"}, "not_a_candidate", "lactation"),
        ({"medications": ["Roacutane"]}, "not_a_candidate", "isotretinoin"),
        ({"medications": ["accutane, stopped 2 months ago"]}, "defer", "isotretinoin"),
        ({"medications": ["xarelto"]}, "needs_clearance", "anticoagulant"),
        ({"medications": ["aspirin 75"]}, "caution", "antiplatelet"),
        ({"conditions": ["cold sore since yesterday"]}, "defer", "herpes"),
        ({"conditions": ["psoriasis on elbows"]}, "needs_clearance", "koebner_disease"),
        ({"conditions": ["psoriasis on the cheeks"]}, "defer", "psoriasis"),
        ({"conditions": ["haemophilia A"]}, "not_a_candidate", "haemophilia"),
        ({"allergies": ["nickel"]}, "not_a_candidate", "metal_allergy"),
        ({"allergies": ["lidocaine"]}, "needs_clearance", "anaesthetic_allergy"),
        ({"fitzpatrick": "V"}, "caution", "dark_skin_pih"),
        ({"age": 17}, "not_a_candidate", "minors"),
        ({"conditions": ["sunburn 3 days ago"]}, "defer", "sunburn"),
        ({"plan": {"device": "RF needling"}}, "needs_clearance", "rf_needling"),
        ({"conditions": ["raised mole on left cheek"]}, "caution", "raised_moles"),
        ({"conditions": ["mole on cheek that has changed"]}, "defer", "skin_cancer"),
        ({"conditions": ["BCC removed 2 years ago"]}, "caution", "skin_cancer"),
        ({"conditions": ["type 2 diabetes, HbA1c 9.5%"]}, "needs_clearance", "diabetes"),
        ({"conditions": ["type 2 diabetes, HbA1c 80 mmol/mol"]}, "needs_clearance", "diabetes"),
        ({"conditions": ["type 2 diabetes, HbA1c 6.5%"]}, "caution", "diabetes"),
        ({"conditions": ["contact allergy to nickel"]}, "not_a_candidate", "metal_allergy"),
        ({"conditions": ["crusting cold sore"]}, "defer", "herpes"),
        ({"conditions": ["trying to conceive"]}, "caution", "trying_to_conceive"),
        ({"conditions": ["erythematotelangiectatic rosacea"]}, "caution", "rosacea"),
        ({"conditions": ["spray tan yesterday"]}, "defer", "tanning"),
        ({"medications": ["warfarin and aspirin"]}, "needs_clearance", "anticoagulant"),
        ({"planned_areas": "upper eyelids"}, "not_a_candidate", "orbital_rim"),
        ({"planned_areas": "face", "conditions": ["eyebrow tattoo"]}, "caution", "tattoo_in_area"),
        ({"planned_areas": "upper eyelids, cheeks"}, "caution", "orbital_rim"),
    ],
)
def test_findings(said: dict[str, Any], decision: str, tag: str) -> None:
    answer = ask(**said)
    assert answer.decision == decision
    assert tag in tags(answer)


@pytest.mark.parametrize(
    "said",
    [
        {"medications": ["my mum takes warfarin"]},
        {"conditions": ["no history of keloids"]},
        {"medications": ["levothyroxine"]},
        {"conditions": ["eczema on the feet"]},
        {"recent_procedures": [{"text": "botox", "days_before_consult": 15}]},
        {
            "recent_procedures": [
                {"text": "chemical peel", "days_before_consult": 5, "area": "back"}
            ]
        },
        {"medications": ["isotretinoin, stopped in 2019"]},
        {"allergies": ["benzocaine"]},
        {"conditions": "none", "medications": "none", "allergies": "none"},
        {"conditions": ["no known conditions"]},
        {"conditions": ["tattoo on arm"]},
        {"recent_procedures": [{"text": "flurbectomy", "days_before_consult": 900}]},
        {"recent_procedures": [{"text": "IPL", "days_before_consult": 20, "area": "face"}]},
    ],
)
def test_look_alikes_and_old_things_do_not_fire(said: dict[str, Any]) -> None:
    assert ask(**said).decision == "eligible"


@pytest.mark.parametrize("field", ["conditions", "medications", "allergies", "age"])
def test_silence_never_makes_eligible(field: str) -> None:
    answer = ask(**{field: None})
    assert answer.decision == "defer"
    assert answer.missing
    assert "unanswered" in tags(answer)


def test_pregnancy_is_asked_of_whom_it_concerns() -> None:
    assert ask(pregnancy="unknown").decision == "defer"
    assert ask(pregnancy="unknown", sex="M").decision == "eligible"
    assert ask(pregnancy="unknown", age=60).decision == "eligible"
    assert ask(pregnancy="unknown", age=None, birth_date="1960-01-01").decision == "eligible"


def test_what_is_not_understood_is_asked() -> None:
    answer = ask(medications=["flurble 40 mg"])
    assert answer.decision == "defer"
    assert any("flurble" in question for question in answer.missing)


def test_a_wish_above_a_cap_is_a_caution_that_names_it() -> None:
    answer = ask(planned_areas="forehead", plan={"device": "pen", "needle_mm": 1.5})
    assert answer.decision == "caution"
    (found,) = [f for f in answer.findings if f.tag == "depth_cap"]
    assert found.evidence == ("1.5 mm wished for forehead, the cap is 1 mm",)
    assert "the cap is 1 mm" in found.message


def test_only_the_zone_or_the_option_is_excluded() -> None:
    answer = ask(conditions=["tattoo on the chin"], planned_areas="cheeks, chin")
    assert answer.decision == "caution"
    assert answer.excluded_zones == ("chin",)
    answer = ask(allergies=["lidocaine"])
    assert answer.excluded_options == ("lidocaine", "prilocaine")


def test_the_day_and_the_policy_can_be_chosen() -> None:
    held = Case.read(case(medications=["isotretinoin, stopped 100 days ago"]))
    assert screen(held).decision == "eligible" or screen(held).until == dt.date(2026, 6, 4)
    policy = Policy.read(
        {
            "name": "panel 2017",
            "choices": [
                {"rule": "C-011", "window_days": 90, "reason": "2017 panels", "chosen_by": "Dr A"}
            ],
        }
    )
    assert screen(held, policy=policy).decision == "eligible"


def test_stopping_prescribed_medicine_is_never_advised() -> None:
    for medicine in ("warfarin", "clopidogrel", "methotrexate", "prednisolone", "Roaccutane"):
        answer = ask(medications=[medicine])
        said = " ".join(f.message for f in answer.findings if f.effect != "info").lower()
        assert "never stop" in said or "do not stop" in said, medicine


def test_how_much_was_not_understood_decides_how_careful_to_be() -> None:
    assert ask(conditions=["Zyxt syndrome"]).decision == "defer"
    assert ask(conditions=["asthma, Zyxt syndrome"]).decision == "caution"
    assert ask(conditions=["it was a good week"]).decision == "caution"
    assert ask(conditions=["asthma, no active spots"]).decision == "eligible"
    assert ask(allergies=["zyxtine"]).decision == "caution"
    assert ask(medications=["sulfinpyrazone"]).decision == "caution"


def test_an_infection_close_to_the_area_is_not_overlooked() -> None:
    assert ask(conditions=["impetigo on the cheek"]).decision == "defer"
    assert ask(conditions=["impetigo on the chin"]).decision == "caution"
    assert ask(conditions=["folliculitis on the legs"]).decision == "eligible"
    assert ask(conditions=["cellulitis of the leg"]).decision == "defer"
    assert ask(conditions=["cellulitis in 2019"]).decision == "eligible"


def test_skin_cancer_in_the_family_is_said_and_stops_nothing() -> None:
    answer = ask(conditions=["aunt had melanoma, own skin check clear"])
    assert answer.decision == "eligible"
    assert [f.rule for f in answer.findings if f.tag == "skin_cancer"] == ["C-030b"]


def test_insulin_is_no_immunosuppressant_and_tells_of_diabetes() -> None:
    answer = ask(medications=["Humalog"])
    assert answer.decision == "caution"
    assert tags(answer) == {"diabetes"}


def test_a_brown_spot_matters_once_it_changes() -> None:
    assert ask(conditions=["freckles"]).decision == "eligible"
    changed = ask(conditions=["a dark freckle on the cheek has gone a funny shape, past 3 mths"])
    assert "skin_cancer" in tags(changed)
    assert changed.decision == "defer"


def test_hiv_is_asked_about_unless_it_is_said_to_be_controlled() -> None:
    for said in ("HIV, undetectable on treatment", "HIV, well controlled"):
        assert ask(conditions=[said]).decision == "eligible"
    for said in ("HIV", "HIV, CD4 150"):
        assert ask(conditions=[said]).decision == "caution"
    assert ask(conditions=["hepatitis C, cured in 2018"]).decision == "eligible"


def test_words_and_code_that_disagree_are_asked_about() -> None:
    answer = ask(conditions=[{"text": "hay fever", "icd10": "L40.0", "area": "elbows"}])
    assert answer.decision == "needs_clearance"
    assert "code_disagrees" in tags(answer)
    assert any("which is right" in question for question in answer.missing)


def test_what_is_told_among_the_wishes_is_heard() -> None:
    told = ask(concerns="acne scars, been on Roaccutane since January")
    assert "isotretinoin" in tags(told)
    assert told.indications == ("acne_scar",)
    assert "pregnancy" in tags(ask(concerns="glow, I'm 20 weeks pregnant", pregnancy="unknown"))


def test_a_reading_above_a_borrowed_limit_asks_the_doctor() -> None:
    assert ask(conditions=["hypertension, 184/108 today"]).decision == "needs_clearance"
    assert ask(conditions=["hypertension, 135/80"]).decision == "eligible"


def test_a_clinic_may_choose_another_effect_with_a_reason_and_a_name() -> None:
    held = Case.read(case(conditions=["inflamed acne"]))
    choice = {"rule": "C-070", "effect": "caution", "reason": "opted in", "chosen_by": "Dr A"}
    chosen = screen(held, policy=Policy.read({"name": "acne", "choices": [choice]}))
    assert screen(held).decision == "defer"
    assert chosen.decision == "caution"
    (found,) = [f for f in chosen.findings if f.rule == "C-070"]
    assert found.policy == "caution, chosen by Dr A: opted in"
    assert chosen.stamp is not None
    assert chosen.stamp.policy == "acne"


def test_a_wait_that_others_make_longer_is_told() -> None:
    answer = ask(medications=["isotretinoin, stopped 8 months ago"])
    assert answer.decision == "eligible"
    (told,) = answer.findings
    assert (told.tag, told.effect) == ("longer_wait_elsewhere", "info")
    assert "isotretinoin" in told.tags
    assert told.conflict


def test_the_answer_says_what_would_change_it() -> None:
    assert ask().would_change == ()
    answer = ask(conditions=["sunburn 3 days ago"])
    assert answer.would_change == ("from 2026-03-27 on it no longer counts",)
    silent = ask(medications=None)
    assert silent.would_change[0].startswith("an answer: Which medicines")
    tattoo = ask(conditions=["tattoo on the chin"], planned_areas="cheeks, chin")
    assert tattoo.would_change == (
        "without chin, the rest can be planned: left cheek, right cheek",
    )


def test_a_medicine_that_is_taken_for_its_own_reasons_gets_no_date() -> None:
    answer = ask(medications=["prednisolone 10 mg"], plan={"combined_therapy": "PRP"})
    for finding in answer.findings:
        assert finding.until is None, finding.rule


def test_what_was_in_youth_is_counted_by_age() -> None:
    assert ask(age=34, medications=["Accutane as a teenager"]).decision == "eligible"
    assert ask(age=19, medications=["Accutane as a teenager"]).decision != "eligible"
