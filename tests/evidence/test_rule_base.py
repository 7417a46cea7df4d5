"""The rule base is whole: the research notes' rules, the contract's tags, both sides of a conflict."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from neocol import evidence
from neocol.evidence import Conflict, EvidenceError, loader

ROOT = Path(__file__).resolve().parents[2]
RULES = {rule.id: rule for rule in evidence.rules()}
CONTRACT_TAGS = """isotretinoin topical_retinoid acids_recent anticoagulant antiplatelet nsaid
supplement_bleeding haemophilia platelet_disorder anaemia keloid pregnancy lactation trying_to_conceive
active_acne active_infection herpes warts open_wound sunburn tanning radiotherapy chemotherapy
immunosuppression steroid_therapy diabetes wound_healing_deficiency autoimmune scleroderma
collagen_vascular rosacea eczema psoriasis dermatitis vitiligo koebner_disease actinic_keratosis
skin_cancer raised_moles telangiectasia vascular_lesion tattoo_in_area filler_recent botulinum_recent
peel_recent laser_recent waxing_recent recent_surgery immature_scar metal_allergy anaesthetic_allergy
product_allergy methaemoglobinaemia antiarrhythmic hepatic_disease minoxidil_cardiovascular
hiv_hepatitis cardiac_abnormality pacemaker epilepsy hormone_therapy photosensitiser dark_skin_pih
pih_history melasma minors smoker fever hypertension home_depth orbital_rim psychiatric""".split()


@pytest.fixture(scope="module")
def published() -> list[dict[str, object]]:
    path = ROOT.parent / "shared" / "research" / "rules.json"
    if not path.is_file():
        pytest.skip("no shared/research beside this checkout")
    return list(json.loads(path.read_text(encoding="utf-8")))


def test_every_rule_of_the_research_notes_is_here(published: list[dict[str, object]]) -> None:
    wanted = {str(rule["id"]) for rule in published if str(rule["id"])[0] in "CPDX"}
    assert len(wanted) == 128
    assert wanted <= set(RULES)


def test_none_of_them_claims_to_be_better_read_than_it_is(
    published: list[dict[str, object]],
) -> None:
    """Recalled there is never found here, but where another source was read, which is noted."""
    upgraded = {
        "C-020": "the clinic lists and the label glossary were read",
        "C-120": "COL was read",
        "D-012": "a summary of the US label with the whole table was read",
    }
    for given in published:
        id_ = str(given["id"])
        if id_ in RULES and given["status"] == "recalled" and id_ not in upgraded:
            assert RULES[id_].status != "found", id_


def test_every_tag_of_the_contract_has_an_executed_rule() -> None:
    tags = {tag for rule in RULES.values() if rule.executed for tag in rule.tags}
    assert set(CONTRACT_TAGS) <= tags


def test_a_rule_is_executed_or_says_that_it_is_information() -> None:
    for rule in RULES.values():
        if not rule.executed:
            assert rule.effect == "info" or rule.stage == "procedure", rule.id


def test_judgement_asks_and_never_refuses() -> None:
    for rule in RULES.values():
        if rule.id.startswith("J-") and rule.stage == "candidacy":
            assert rule.status == "judgement"
            assert "JUDGE" in rule.sources
            assert rule.effect != "absolute" or rule.scope == "site", rule.id


def test_an_option_rule_names_its_option_and_the_others_do_not() -> None:
    for rule in RULES.values():
        assert (rule.option is not None) == (rule.scope == "option"), rule.id


def test_a_wait_has_a_default_and_is_asked_for() -> None:
    for rule in RULES.values():
        if rule.when and "'within': True" in str(rule.when):
            assert rule.window is not None, rule.id
            assert rule.window.default is not None, rule.id
        if rule.window and rule.window.by_source and rule.window.min is not None:
            printed = rule.window.by_source.values()
            assert rule.window.min <= min(printed), rule.id
            assert rule.window.max is not None
            assert max(printed) <= rule.window.max, rule.id


def test_only_what_is_used_by_choice_or_there_now_is_counted_from_today() -> None:
    prescribed = {"anticoagulant", "antiplatelet", "immunosuppressant", "systemic_steroid",
                  "isotretinoin", "chemotherapy", "antiarrhythmic"}  # fmt: skip
    for rule in RULES.values():
        if rule.from_today:
            assert not prescribed & set(re.findall(r"'(\w+)'", str(rule.when))), rule.id


def test_the_corrections_of_the_source_articles_hold() -> None:
    said = " ".join(
        f"{rule.message} {rule.why} {rule.until_true or ''}" for rule in RULES.values()
    ) + " ".join(step.text for step in evidence.steps())
    for never in ("completely safe", "last option", "no downtime", "guaranteed", "stop warfarin"):
        assert never not in said.lower()
    for id_ in ("C-020", "C-023", "C-024", "C-024a", "C-083", "C-083a"):
        text = RULES[id_].message.lower()
        assert "never stop" in text or "do not stop" in text, id_


def test_all_eighteen_conflicts_show_both_sides_and_a_default() -> None:
    conflicts = evidence.conflicts()
    assert [int(conflict.number) for conflict in conflicts] == list(range(1, 19))
    known = set(RULES) | {item.id for item in evidence.calendar()}
    for conflict in conflicts:
        assert len(conflict.positions) >= 2, conflict.id
        assert set(conflict.rules) <= known, conflict.id
        assert evidence.cite(conflict.sources)
    by_id = {conflict.id: conflict for conflict in conflicts}
    assert RULES["C-011"].window is not None
    assert RULES["C-011"].window.default == 180
    assert "180" in by_id["isotretinoin"].default


def test_what_a_conflict_lets_a_clinic_choose_can_be_chosen() -> None:
    items = {item.id: item for item in evidence.calendar()}
    for conflict in evidence.conflicts():
        held = [RULES.get(id_) or items[id_] for id_ in conflict.rules]
        ranges = [
            one for one in held
            if one.window and one.window.min is not None and one.window.min != one.window.max
        ]  # fmt: skip
        effects = [one for one in held if getattr(one, "effects_by_source", {})]
        if conflict.choice == "window":
            assert ranges, conflict.id
        elif conflict.choice == "effect":
            assert effects, conflict.id
        else:
            assert not effects, conflict.id


def test_a_conflict_without_a_reason_for_being_fixed_is_refused() -> None:
    side = {"text": "x", "sources": ["JUDGE"]}
    base = {"id": "x", "number": 1.0, "topic": "t", "positions": [side], "default": "d"}
    for more in ({"choice": "none"}, {"choice": "window", "fixed_because": "y"}):
        with pytest.raises(Exception, match="exactly when none may"):
            Conflict.read({**base, **more})


def test_a_conflict_or_an_effect_with_an_unknown_source_does_not_load(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        '[[conflict]]\nid = "x"\nnumber = 1.0\ntopic = "t"\ndefault = "d"\nchoice = "window"\n'
        'positions = [{ text = "a", sources = ["NOBODY"] }]\n'
    )
    with pytest.raises(EvidenceError, match="'NOBODY' is not in the bibliography"):
        loader.items_in(path, Conflict, {})
