"""The PRP worksheet: whose blood, the force of a spin, what counts can say, what blocks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.procedure import prp_sheet
from neocol.procedure.centrifuge import RADIUS_MISSING, relative_force_g, spin_force
from neocol.record import PrpSheet, PrpWorksheet, RecordError, dump_json, load_record
from neocol.record.prp import Spin

CHART = {"name": "Ana Ruiz", "birth_date": "1991-05-02", "record_number": "4711"}
TUBE = {
    "label": {"name": "Ana Ruiz", "birth_date": "1991-05-02"},
    "lot": "T1",
    "expires": "2027-01-01",
    "anticoagulant": "ACD-A",
    "draw_volume_ml": 10,
    "drawn_at": "2026-03-16T10:00",
}
WHOLE: dict[str, Any] = {
    "id": "whole",
    "patient": CHART,
    "tubes": [TUBE, {**TUBE, "lot": "T2", "drawn_at": "2026-03-16T10:05"}],
    "spins": [{"rpm": 3000, "radius_cm": 10, "minutes": 15}],
    "platelets_whole_blood_per_ul": 250_000,
    "platelets_prp_per_ul": 800_000,
    "prp_volume_ml": 4,
    "applied_volume_ml": 4,
    "activator": "none",
    "applied_at": "2026-03-16T10:50",
    "kit": {"name": "K", "lot": "L", "expires": "2027-01-01", "single_use": True},
    "zones": ["cheek_left"],
}


def sheet(**changed: Any) -> PrpSheet:
    return prp_sheet(PrpWorksheet.read({**WHOLE, **changed}))


def without(key: str) -> PrpSheet:
    return prp_sheet(PrpWorksheet.read({k: v for k, v in WHOLE.items() if k != key}))


def tube(**changed: Any) -> PrpSheet:
    return sheet(tubes=[{**TUBE, "draw_volume_ml": 20, **changed}])


def stops(answer: PrpSheet) -> dict[str, tuple[str, ...]]:
    return {f.rule: f.evidence for f in answer.findings if f.effect == "absolute"}


def test_a_whole_worksheet_is_ready() -> None:
    answer = sheet()
    assert answer.verdict == "ready"
    assert (answer.told, answer.missing, answer.to_record) == ((), (), ())
    assert [check.minutes_to_application.value for check in answer.tubes] == [50, 45]
    assert answer.platelet_factor.value == pytest.approx(3.2)
    assert answer.platelets_recovered.value == pytest.approx(0.64)
    assert answer.spins[0].basis == "rpm and radius"
    assert {f.rule for f in answer.findings} == {"X-002"}
    for word in ("blood product", "off label", "D-021"):
        assert word in answer.statement
    assert evidence.cite(answer.sources)
    assert load_record(PrpSheet, json.loads(dump_json(answer))) == answer


# ---------------------------------------------------------------- force


def test_the_force_is_that_of_the_published_formula() -> None:
    """1.118e-5 · r (cm) · rpm², as printed on nomograms; written here a second time."""
    assert relative_force_g(3000, 100) == pytest.approx(1006.2, rel=1e-3)
    for rpm in (500, 1500, 2500, 3300):
        for radius_cm in (5, 8.6, 17.5):
            assert relative_force_g(rpm, radius_cm * 10) == pytest.approx(
                1.118e-5 * radius_cm * rpm**2, rel=1e-3
            )


RPM, RADIUS = st.floats(10, 20_000), st.floats(1, 500)


@given(RPM, RADIUS, st.floats(1.01, 4))
def test_it_grows_with_the_square_of_speed_and_with_radius(
    rpm: float, radius: float, more: float
) -> None:
    once = relative_force_g(rpm, radius)
    assert relative_force_g(rpm * more, radius) == pytest.approx(once * more**2)
    assert relative_force_g(rpm, radius * more) == pytest.approx(once * more)


@given(RPM, RADIUS)
def test_millimetres_and_centimetres_are_the_same_rotor(rpm: float, radius: float) -> None:
    mm = spin_force(Spin.read({"rpm": rpm, "radius_mm": radius}))
    cm = spin_force(Spin.read({"rpm": rpm, "radius_cm": radius / 10}))
    assert mm.force.value == pytest.approx(cm.force.value)


def test_speed_alone_says_nothing() -> None:
    answer = sheet(spins=[{"rpm": 3000, "minutes": 15}])
    assert answer.spins[0].force.value is None
    assert answer.spins[0].force.reason == RADIUS_MISSING
    assert answer.spins[0].basis is None
    assert answer.verdict == "incomplete"
    assert f"spin 1: {RADIUS_MISSING}" in answer.missing


def test_g_alone_is_enough_and_nothing_is_not() -> None:
    assert sheet(spins=[{"g": 300, "minutes": 5}]).spins[0].force.value == 300
    assert sheet(spins=[{"g": 300, "rpm": 1500, "minutes": 5}]).spins[0].basis == "given"
    assert sheet(spins=[{"g": 300, "minutes": 5}]).verdict == "ready"
    for spin in ({"minutes": 5}, {"radius_mm": 80, "minutes": 5}):
        answer = sheet(spins=[spin])
        assert any("or g, is missing" in ask for ask in answer.missing)
    assert any("minutes" in ask for ask in sheet(spins=[{"g": 300}]).missing)
    assert any(ask.startswith("the spins") for ask in sheet(spins=[]).missing)


@pytest.mark.parametrize(("given", "agrees"), [(1006, True), (1050, True), (960, True),
                                               (1060, False), (900, False)])  # fmt: skip
def test_a_written_g_must_agree_with_speed_and_radius(given: float, agrees: bool) -> None:
    answer = sheet(spins=[{"rpm": 3000, "radius_mm": 100, "g": given, "minutes": 15}])
    force = answer.spins[0].force
    assert (force.value == given) is agrees
    assert (answer.verdict == "ready") is agrees
    if not agrees:
        assert answer.told == (f"spin 1: {given} g is written, but 3000 rpm at 100 mm give 1006 g",)


def test_the_trial_stands_beside_it_and_is_not_compared() -> None:
    shown = [(spin.rpm, spin.minutes) for spin in sheet().trial]
    assert shown == [(3000, 15), (1500, 6), (2500, 15)]
    for spin in sheet().trial:
        assert spin.force.value is None
        assert "no radius" in str(spin.force.reason)
        assert spin.sources == ("PDS",)
        assert spin.status == "found"


# ---------------------------------------------------------------- identity


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ({}, "matching: none"),
        ({"name": "Ana Ruiz"}, "matching: name"),
        ({"name": "Ana Ruiz", "birth_date": "1991-05-03"}, "birth date on the label differs"),
        ({**CHART, "record_number": "4712"}, "record number on the label differs"),
        ({"name": "Ana Ruis", "birth_date": "1991-05-02"}, "name on the label differs"),
    ],
)
def test_a_label_that_does_not_name_this_person_blocks(label: dict[str, str], said: str) -> None:
    answer = tube(label=label)
    assert answer.verdict == "blocked"
    assert not answer.tubes[0].identified
    (evidence_,) = stops(answer)["D-021"]
    assert said in evidence_
    (found,) = (f for f in answer.findings if f.rule == "D-021")
    assert (found.effect, found.overridable, found.sources) == ("absolute", False, ("MMWR",))


@pytest.mark.parametrize(
    "label",
    [
        {"name": "  ANA   ruiz ", "birth_date": "1991-05-02"},
        {"name": "Ana Ruiz", "record_number": 4711},
        {"birth_date": "1991-05-02", "record_number": "4711"},
        CHART,
    ],
)
def test_any_two_that_match_are_enough(label: dict[str, Any]) -> None:
    answer = tube(label=label)
    assert answer.tubes[0].identified
    assert answer.verdict == "ready"


def test_one_wrong_tube_of_many_blocks() -> None:
    other = {**TUBE, "label": {"name": "Ana Ruiz", "birth_date": "1990-05-02"}}
    answer = sheet(tubes=[TUBE, TUBE, other])
    assert answer.verdict == "blocked"
    assert [check.identified for check in answer.tubes] == [True, True, False]
    assert stops(answer)["D-021"][0].startswith("tube 3")


def test_a_chart_with_one_identifier_can_match_nobody() -> None:
    answer = sheet(patient={"name": "Ana Ruiz"})
    assert answer.verdict == "blocked"
    assert any(ask.startswith("the chart") for ask in answer.missing)


def test_blood_that_was_applied_without_a_tube_blocks() -> None:
    assert "D-021" in stops(sheet(tubes=[]))
    empty = prp_sheet(PrpWorksheet.read({"patient": CHART}))
    assert empty.verdict == "incomplete"
    assert any(ask.startswith("the tubes") for ask in empty.missing)


NAME = st.text("abé", min_size=1, max_size=3)


@given(NAME, NAME)
def test_no_other_name_passes(chart: str, label: str) -> None:
    answer = sheet(
        patient={"name": chart, "record_number": "1"},
        tubes=[{**TUBE, "label": {"name": label, "record_number": "1"}}],
    )
    assert answer.tubes[0].identified is (chart == label)


# ---------------------------------------------------------------- time


def test_a_draw_after_the_application_is_refused() -> None:
    with pytest.raises(RecordError, match=r"tubes\.0\.drawn_at .* lies after applied_at"):
        tube(drawn_at="2026-03-16T11:00")
    assert tube(drawn_at="2026-03-16T10:50").tubes[0].minutes_to_application.value == 0


def test_time_zones_are_counted_and_not_mixed() -> None:
    answer = sheet(
        tubes=[{**TUBE, "drawn_at": "2026-03-16T10:00+01:00"}], applied_at="2026-03-16T10:00Z"
    )
    assert answer.tubes[0].minutes_to_application.value == 60
    with pytest.raises(RecordError, match="every time with a time zone, or none"):
        tube(drawn_at="2026-03-16T10:00Z")


@pytest.mark.parametrize("moment", [0, 1773655200, "2026-03-16", "noon", True])
def test_a_moment_has_a_time(moment: object) -> None:
    with pytest.raises(RecordError, match="applied_at"):
        sheet(applied_at=moment)


def test_more_than_a_day_is_asked_about() -> None:
    assert any("more than a day" in said for said in tube(drawn_at="2026-03-15T10:00").told)
    assert tube(drawn_at="2026-03-15T10:50").told == ()


def test_what_was_not_noted_yet_keeps_nothing_waiting() -> None:
    answer = without("applied_at")
    assert answer.verdict == "ready"
    assert answer.to_record == ("time of application",)
    assert answer.tubes[0].minutes_to_application.reason == "not noted: when it was applied"


# ---------------------------------------------------------------- lots, kit, what is missing


@pytest.mark.parametrize(
    ("key", "asked"),
    [("lot", "tube 1: lot or UDI"), ("expires", "tube 1: expiry"),
     ("anticoagulant", "tube 1: anticoagulant"), ("draw_volume_ml", "tube 1: volume drawn"),
     ("drawn_at", "tube 1: time of the draw")],
)  # fmt: skip
def test_what_a_tube_lacks_is_asked(key: str, asked: str) -> None:
    answer = tube(**{key: None})
    assert answer.verdict == "incomplete"
    assert any(ask.startswith(asked) for ask in answer.missing)
    assert tube(lot=None, udi="(01)1").verdict == "ready"


def test_a_lot_out_of_date_is_told() -> None:
    assert tube(expires="2026-03-15").told == ("tube 1: out of date since 2026-03-15",)
    assert tube(expires="2026-03-16").verdict == "ready"
    kit = {**WHOLE["kit"], "expires": "2025-01-01"}
    assert sheet(kit=kit).told == ("the kit: out of date since 2025-01-01",)
    undated = sheet(tubes=[{**TUBE, "drawn_at": None}], applied_at=None)
    assert any("the day" in ask for ask in undated.missing)
    dated = sheet(tubes=[{**TUBE, "drawn_at": None}], applied_at=None, date="2027-01-02")
    assert "tube 1: out of date since 2027-01-01" in dated.told


def test_the_kit_is_single_use() -> None:
    assert "D-021" in stops(sheet(kit={**WHOLE["kit"], "single_use": "no"}))
    unknown = sheet(kit={"name": "K", "lot": "L", "expires": "2027-01-01"})
    assert unknown.missing == ("the kit: is it single use?",)
    assert any(ask.startswith("the kit: name") for ask in without("kit").missing)


def test_the_activator_is_asked_unless_there_is_none() -> None:
    assert any(ask.startswith("activator") for ask in without("activator").missing)
    assert sheet(activator={"name": "calcium chloride"}).missing == ("lot of the activator",)
    assert sheet(activator={"name": "calcium chloride", "lot": "C"}).verdict == "ready"
    assert sheet(activator="None").verdict == "ready"


# ---------------------------------------------------------------- counts


def test_counts_in_another_unit_are_the_same_counts() -> None:
    answer = sheet(
        platelets_whole_blood_per_ul=None,
        platelets_whole_blood={"value": 250, "unit": "10^9/l"},
        platelets_prp_per_ul=None,
        platelets_prp={"value": 800_000, "unit": "per_ul"},
    )
    assert answer.platelet_factor == sheet().platelet_factor
    with pytest.raises(RecordError, match="not both"):
        sheet(platelets_prp={"value": 800, "unit": "10^9/l"})
    with pytest.raises(RecordError, match="unit"):
        sheet(platelets_prp_per_ul=None, platelets_prp={"value": 800})


def test_without_both_counts_it_says_what_is_needed() -> None:
    one = without("platelets_prp_per_ul")
    assert one.platelet_factor.reason == "needs platelets measured in PRP"
    assert one.verdict == "ready"
    none = sheet(platelets_prp_per_ul=None, platelets_whole_blood_per_ul=None)
    assert none.platelet_factor.reason == "needs platelets measured in whole blood and PRP"
    assert "the volume of PRP" in str(without("prp_volume_ml").platelets_recovered.reason)
    assert "drawn into every tube" in str(tube(draw_volume_ml=None).platelets_recovered.reason)


@pytest.mark.parametrize("count", [250, 800])
def test_a_slip_of_the_unit_is_asked_about(count: int) -> None:
    answer = sheet(platelets_whole_blood_per_ul=count)
    assert answer.verdict == "incomplete"
    assert stops(answer) == {}
    assert answer.platelet_factor.value is None
    assert answer.platelets_recovered.value is None
    assert any("10^9/l?" in said for said in answer.told)


def test_more_platelets_than_were_drawn_are_impossible() -> None:
    answer = sheet(platelets_prp_per_ul=1_300_000)
    assert answer.platelets_recovered.value is None
    assert "104%" in str(answer.platelets_recovered.reason)
    assert answer.told == (answer.platelets_recovered.reason,)
    assert sheet(platelets_prp_per_ul=1_250_000).platelets_recovered.value == 1
    assert sheet(applied_volume_ml=5).told == ("5 ml applied of 4 ml made",)


@given(st.floats(1e4, 2e6), st.floats(1e4, 2e7), st.floats(0.1, 100))
def test_never_more_than_all_of_them(before: float, after: float, made: float) -> None:
    answer = sheet(
        platelets_whole_blood_per_ul=before, platelets_prp_per_ul=after, prp_volume_ml=made
    )
    kept = answer.platelets_recovered
    assert (kept.value is None) is (kept.reason is not None)
    assert kept.value is None or 0 < kept.value <= 1


def test_too_few_platelets_block_as_the_rule_says() -> None:
    least = evidence.number("prp.count.excluded_below", "1/uL")
    low = sheet(platelets_whole_blood_per_ul=least - 1, platelets_prp_per_ul=300_000)
    assert low.verdict == "blocked"
    assert "C-171" in stops(low)
    assert stops(sheet(platelets_whole_blood_per_ul=least, platelets_prp_per_ul=300_000)) == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"spins": [{"rpm": 0}]},
        {"spins": [{"rpm": 1e9}]},
        {"spins": [{"radius_mm": 100, "radius_cm": 10}]},
        {"prp_volume_ml": -1},
        {"platelets_prp_per_ul": 1e12},
        {"patient": None},
        {"tubes": [{"lable": {}}]},
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        sheet(**changed)
