"""The sheet for the day is this person's: what asks for a tick is there, what does not is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol import care, evidence
from neocol.consult import screen
from neocol.exchange.documents import care_html
from neocol.exchange.documents.words import asked_by
from neocol.planning import plan
from neocol.procedure import checklist, prepare
from neocol.record import Case, ChecklistItem, SessionDay
from neocol.record.base import words_of
from neocol.record.session import SECTION_LABELS
from neocol.record.words import DaySection
from neocol.record.zones import ZONES
from tests.record.test_nouns import patients
from tests.samples import case


def sheet(**patient: Any) -> SessionDay:
    day = care.follow(Case.read(case(**patient))).session_day
    assert day is not None
    return day


def ticks(day: SessionDay) -> dict[str, ChecklistItem]:
    """Return the ticks by every rule that they stand for."""
    return {str(id_): item for item in day.checklist for id_ in (item.rule, *item.also)}


def said(day: SessionDay) -> str:
    return " ".join(f"{item.text} {item.why}" for item in day.checklist)


FACE = sheet(planned_areas="face")
LONGER = {"limit": "session_minutes", "value": 90, "reason": "one visit", "by": "Dr. No One"}
BODY = sheet(
    planned_areas="back, thighs",
    concerns="stretch marks",
    sex="M",
    plan={"device": "pen", "overrides": [LONGER]},
)
PRP = sheet(planned_areas="face", plan={"combined_therapy": "PRP"})


def test_parts_come_in_the_order_of_the_day() -> None:
    assert tuple(SECTION_LABELS) == words_of(DaySection)
    order = [list(SECTION_LABELS).index(item.section) for item in FACE.checklist]
    assert order == sorted(order)
    assert list(FACE.sections()) == [part for part in SECTION_LABELS if part != "blood"]
    assert sum(map(len, FACE.sections().values())) == len(FACE.checklist)


def test_what_was_there_before_is_still_there() -> None:
    for item in FACE.checklist:
        assert item.text
        assert item.why
        assert item.sources
        assert item.rule
        assert evidence.cite(item.sources)
    assert {"P-001", "P-005", "P-013", "P-015", "D-001", "D-002", "D-003"} <= set(ticks(FACE))


def test_what_must_be_so_is_what_a_rule_calls_absolute() -> None:
    for item in (*FACE.checklist, *BODY.checklist, *PRP.checklist):
        assert item.must == (evidence.rule(str(item.rule)).effect == "absolute")
    assert ticks(FACE)["D-001"].must
    assert not ticks(FACE)["P-011"].must


def test_blood_only_when_prp_is_planned() -> None:
    assert "blood" not in FACE.sections()
    assert {item.rule for item in PRP.sections()["blood"]} == {"D-021", "D-021a"}
    assert ticks(PRP)["X-002"] is ticks(PRP)["D-021a"]
    assert "P-015i" in ticks(PRP)
    assert "P-015i" not in ticks(FACE)
    assert any("kit" in item for item in PRP.consumables)
    assert not any("PRP" in item for item in (*FACE.record, *FACE.consumables))
    assert any("radius" in field for field in PRP.record)


@pytest.mark.parametrize(
    ("patient", "asked"),
    [
        ({}, True),
        ({"sex": "M"}, False),
        ({"sex": "unknown"}, True),
        ({"sex": "other"}, True),
        ({"age": 55}, True),
        ({"age": 56}, False),
        ({"sex": "unknown", "age": None}, True),
        ({"sex": "M", "age": None}, False),
    ],
)
def test_pregnancy_is_asked_again_where_it_can_be(patient: dict[str, Any], asked: bool) -> None:
    assert ("P-012" in ticks(sheet(**patient))) is asked


def test_without_the_case_pregnancy_is_asked_and_skin_counts_as_easily_marked() -> None:
    held = Case.read(case(sex="M", fitzpatrick="I"))
    candidacy = screen(held)
    option = plan(held, candidacy).options[0]
    bare = ticks(prepare(option, candidacy, date=dt.date(2026, 3, 20)))
    assert {"P-012", "D-006a"} <= set(bare)
    known = ticks(prepare(option, candidacy, date=dt.date(2026, 3, 20), case=held))
    assert not {"P-012", "D-006a"} & set(known)


def test_a_cold_sore_matters_on_the_face_only() -> None:
    told = {"conditions": ["cold sores as a teenager"]}
    face = ticks(sheet(planned_areas="face", **told))
    assert face["P-010"] is face["C-042"]
    assert face["P-010"].who == "prescriber"
    assert "antiviral" in face["P-010"].text
    assert face["P-010"].because == ("patient.conditions.0: cold sores as a teenager",)
    assert {"P-013a", "P-015h"} <= set(face)
    body = ticks(sheet(planned_areas="thighs", concerns="stretch marks", **told))
    assert not {"P-010", "P-013a", "P-015h", "C-042"} & set(body)
    assert "P-010" not in ticks(FACE)
    assert "P-013a" in ticks(FACE)


@pytest.mark.parametrize(
    ("areas", "near"),
    [("forehead", True), ("under eyes", True), ("temples", True), ("nose", True), ("scalp", True),
     ("chin", False), ("neck", False), ("abdomen", False)],
)  # fmt: skip
def test_chlorhexidine_is_kept_away_the_more_the_nearer(areas: str, near: bool) -> None:
    wish = "hair loss" if areas == "scalp" else "wrinkles"
    found = ticks(sheet(planned_areas=areas, concerns=wish))
    assert ("D-020a" in found) is near
    assert ("D-020" in found) is not near
    if near:
        assert found["D-020a"].must
        assert found["D-020a"].because


def test_the_rim_of_the_eye_and_the_lip_only_where_they_are_near() -> None:
    assert ticks(FACE)["D-008b"].must
    assert "D-008c" in ticks(FACE)
    assert not {"D-008b", "D-008c"} & set(ticks(sheet(planned_areas="forehead")))
    assert "D-008a" in ticks(BODY)
    assert "D-008" not in ticks(BODY)


def test_a_body_is_not_photographed_as_a_face() -> None:
    photographs = {item.rule for item in BODY.sections()["photographs"]}
    assert photographs == {"P-014a", "P-014b", "P-014d", "P-014e"}
    assert ticks(BODY)["P-014a"].because == ("zone: thigh", "zone: back")
    both = {item.rule for item in sheet(planned_areas="face, back").sections()["photographs"]}
    assert {"P-014", "P-014a", "P-014c"} <= both


def test_consent_says_whether_the_use_is_cleared_and_why() -> None:
    assert "P-015b" in ticks(FACE)
    assert "P-015a" not in ticks(FACE)
    off = ticks(BODY)["P-015a"]
    assert off.because == ("cleared for the face or the neck only",)
    assert asked_by(off) == "cleared for the face or the neck only"


def test_consent_elements_say_what_was_read_and_what_was_recalled() -> None:
    status = {item.rule: item.status for item in PRP.sections()["consent"]}
    assert {rule for rule, read in status.items() if read == "found"} == {"P-015i", "P-015j"}
    assert set(status.values()) == {"found", "recalled"}
    for never in ("burn", "loss of fat", "nerve"):
        assert not any(never in item.text.lower() for item in PRP.sections()["consent"]), never


def test_skin_that_marks_easily() -> None:
    for phototype, there in (("III", False), ("IV", True), ("VI", True), (None, True)):
        found = ticks(sheet(fitzpatrick=phototype))
        assert ("D-006a" in found) is there, phototype
    one = ticks(sheet(fitzpatrick="V"))
    assert one["D-006a"] is one["C-160"]
    assert one["D-006a"].section == "needling"
    assert "six to eight weeks" in one["D-023b"].text


def test_a_prescribed_blood_thinner_is_asked_about_and_never_stopped() -> None:
    found = ticks(sheet(medications=["warfarin"]))["C-020"]
    assert found.section == "before_today"
    assert "never stop" in found.text.lower()


def test_allergies_to_numbing_cream_stand_with_numbing() -> None:
    day = sheet(allergies=["benzocaine"], plan={"topical_anaesthetic": "benzocaine"})
    assert any("benzocaine" in item.text for item in day.sections()["numbing"])


def test_zones_that_get_the_same_stand_together() -> None:
    depths = FACE.depths()
    assert sorted(zone for zones in depths.values() for zone in zones) == sorted(FACE.zones)
    deep = [held.depth_mm for held in depths]
    assert deep == sorted(deep, reverse=True)
    for held, zones in depths.items():
        assert {FACE.zones[zone].depth_mm for zone in zones} == {held.depth_mm}


@settings(max_examples=40)
@given(patients, st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True))
def test_no_finding_is_lost_and_nothing_stands_twice(
    patient: dict[str, object], zones: list[str]
) -> None:
    held = Case.read({"consult_date": "2026-03-16", "patient": {**patient, "planned_areas": zones}})
    document = care.follow(held)
    day = document.session_day
    if day is None:
        return
    for found in document.candidacy.findings:
        assert found.effect == "info" or found.rule in ticks(day), found.rule
    shown = [id_ for item in day.checklist for id_ in (item.rule, *item.also)]
    checks = [id_ for id_ in shown if id_ in {rule.id for rule in evidence.rules("procedure")}]
    assert len(checks) == len(set(checks))
    told = [item.text for item in day.checklist]
    assert len(told) == len(set(told))


def test_every_part_of_a_finding_names_tags_or_options_that_exist() -> None:
    known = {tag for rule in evidence.rules() for tag in rule.tags}
    known |= {str(rule.option) for rule in evidence.rules()}
    for key, entry in evidence.search("procedure_day.finding_section").items():
        assert key.rpartition(".")[2] in SECTION_LABELS
        assert isinstance(entry.value, tuple)
        assert set(entry.value) <= known, set(entry.value) - known


def test_what_is_said_again_exists_and_is_said_by_one_tick() -> None:
    repeated = [id_ for rule in evidence.rules() for id_ in rule.repeats]
    assert len(repeated) == len(set(repeated))
    for rule in evidence.rules():
        for id_ in rule.repeats:
            assert rule.checklist
            assert evidence.rule(id_).tags[0] == rule.tags[0] or id_ == "X-002"


def test_rules_on_numbing_stand_with_numbing_and_every_other_says_where() -> None:
    for rule in evidence.rules():
        if rule.checklist and rule.section is None:
            assert checklist._section(rule) == "numbing", rule.id


def test_the_page_is_in_parts() -> None:
    page = care_html(care.follow(Case.read(case(planned_areas="face"))))
    for part, label in SECTION_LABELS.items():
        assert (f"<h3>{label}</h3>" in page) is (part != "blood"), part
    assert 'class="must"' in page


def test_what_asks_for_a_tick_is_said_in_words() -> None:
    many = tuple(f"zone: {zone}" for zone in ZONES)
    assert asked_by(ChecklistItem(text="", because=many)).endswith(f"and {len(ZONES) - 4} more")
    assert asked_by(ChecklistItem(text="", because=("wish: prp", "patient.sex: F"))) == ""
