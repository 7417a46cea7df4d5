"""What rules a numbing cream out: the person, the product, the way it is used; the clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from neocol.procedure.anaesthetic import named_product, with_face_map
from neocol.record import AnaestheticRequest, Analysis, RecordError
from tests.procedure.numbing import CREAM, ask, person, rules

NOON = dt.datetime.fromisoformat("2026-03-16T12:00")


@pytest.mark.parametrize(
    ("who", "product", "verdict", "rule"),
    [
        ({"conditions": ["methaemoglobinaemia as a child"]}, "EMLA", "contraindicated", "C-094"),
        ({"conditions": ["G6PD deficiency"]}, "EMLA", "contraindicated", "C-094"),
        ({"pregnancy": "yes"}, "LMX4", "contraindicated", "C-001"),
        ({"pregnancy": "possible"}, "LMX4", "unknown", "C-001a"),
        ({"lactation": "yes"}, "EMLA", "contraindicated", "C-002"),
        ({"conditions": ["G6PD deficiency"]}, "LMX4", "within_limits", None),
        ({"conditions": ["G6PD deficiency"]}, "benzocaine", "contraindicated", "C-094a"),
        ({"medications": ["dapsone"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["Septrin"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["nitrofurantoin"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["phenytoin"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["phenobarbital"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["metoclopramide"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["GTN spray"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["chloroquine"]}, "EMLA", "contraindicated", "D-019"),
        ({"medications": ["paracetamol"]}, "EMLA", "contraindicated", "D-019a"),
        ({"medications": ["dapsone"]}, "LMX4", "within_limits", None),
        ({"medications": ["paracetamol"]}, "LMX4", "within_limits", None),
        (
            {"medications": [{"text": "dapsone", "status": "stopped"}]},
            "EMLA",
            "within_limits",
            None,
        ),
        ({"medications": ["amiodarone"]}, "EMLA", "within_limits", "C-095"),
        ({"medications": ["flecainide"]}, "LMX4", "within_limits", "C-095"),
        ({"conditions": ["cirrhosis"]}, "EMLA", "within_limits", "C-096"),
        ({"conditions": ["epilepsy"]}, "EMLA", "within_limits", "J-001"),
        ({"allergies": ["lidocaine"]}, "EMLA", "contraindicated", "C-091"),
        ({"allergies": ["lidocaine"]}, "LMX4", "contraindicated", "C-091"),
        ({"allergies": ["lidocaine"]}, "ametop", "unknown", None),
        ({"allergies": ["benzocaine"]}, "EMLA", "within_limits", None),
        ({"allergies": ["novocaine"]}, "ametop", "contraindicated", "C-092"),
        ({"allergies": ["PABA"]}, "benzocaine", "contraindicated", "C-092b"),
        ({"allergies": ["numbing cream"]}, "EMLA", "unknown", "C-092a"),
        ({"conditions": ["pseudocholinesterase deficiency"]}, "benzocaine", "unknown", "C-093a"),
        ({"conditions": ["pseudocholinesterase deficiency"]}, "EMLA", "within_limits", None),
    ],
)
def test_the_person(who: dict[str, Any], product: str, verdict: str, rule: str | None) -> None:
    answer = ask(product=product, patient=person(**who))
    assert answer.verdict == verdict
    assert (rule in rules(answer)) if rule else not answer.findings
    assert bool(answer.recognised) == (not {"pregnancy", "lactation"} & set(who))


def test_paracetamol_may_be_overridden_and_dapsone_may_not() -> None:
    (listed,) = ask(patient=person(medications=["paracetamol"])).findings
    (known,) = ask(patient=person(medications=["dapsone"])).findings
    assert listed.overridable
    assert listed.conflict
    assert not known.overridable


def test_atopic_dermatitis_halves_the_hour() -> None:
    who = person(conditions=["atopic eczema"])
    short = ask(hours=0.5, patient=who)
    assert short.verdict == "within_limits"
    assert short.limits.hours == 0.5
    assert ask(hours=0.51, patient=who).verdict == "over_limit"
    assert ask(hours=0.51, patient=person(conditions=["eczema as a child"])).ready
    assert ask(hours=None, patient=who).verdict == "unknown"
    assert ask(product="LMX4", hours=0.6, patient=who).limits.hours == 1


@pytest.mark.parametrize(
    ("changed", "verdict", "rule"),
    [
        ({"skin": "needled"}, "contraindicated", "D-018"),
        ({"where": "home"}, "contraindicated", "P-005"),
        ({"heat": "yes"}, "contraindicated", "D-017"),
        ({"occluded": "yes", "grams": 4, "area_cm2": 25}, "within_limits", "D-017"),
        ({"occluded": "yes", "grams": 4, "area_cm2": 25.1}, "contraindicated", "D-017"),
        ({"occluded": "yes", "area_cm2": None}, "unknown", "D-017"),
        ({"other_local_anaesthetic_mg": 274.5}, "within_limits", "D-014"),
        ({"other_local_anaesthetic_mg": 274.6}, "over_limit", "D-014"),
    ],
)
def test_the_way_it_is_used(changed: dict[str, Any], verdict: str, rule: str) -> None:
    answer = ask(**changed)
    assert answer.verdict == verdict
    assert rule in rules(answer)


def test_other_routes_have_a_ceiling_by_weight_and_one_in_all() -> None:
    heavy = person(weight_kg=120)
    assert ask(patient=heavy, other_local_anaesthetic_mg=300).verdict == "within_limits"
    assert ask(patient=heavy, other_local_anaesthetic_mg=300.1).verdict == "over_limit"
    unweighed = person(weight_kg=None)
    assert ask(patient=unweighed, other_local_anaesthetic_mg=300.1).verdict == "over_limit"
    assert ask(patient=unweighed, other_local_anaesthetic_mg=300).verdict == "unknown"


@pytest.mark.parametrize(
    ("product", "supply", "verdict", "rule"),
    [
        ("lidocaine 5% cream", "unknown", "contraindicated", "D-016"),
        ("lidocaine 4.1%", "over_the_counter", "contraindicated", "D-016"),
        ("lidocaine 4%", "over_the_counter", "within_limits", None),
        ("lidocaine 10%", "licensed", "unknown", "D-016"),
        ("BLT", "unknown", "contraindicated", "D-016a"),
        ("benzocaine 20/lidocaine 6/tetracaine 4", "unknown", "contraindicated", "D-016a"),
        ("lidocaine 23% tetracaine 7%", "licensed", "contraindicated", "D-016a"),
        ("23/7", "unknown", "contraindicated", "D-016a"),
        ("compounded lidocaine cream", "unknown", "contraindicated", "D-016a"),
        ("fórmula magistral de lidocaína", "unknown", "contraindicated", "D-016a"),
        ("EMLA", "compounded", "contraindicated", "D-016a"),
        ("BLT 20/6/4", "compounded_for_patient", "unknown", "D-016a"),
    ],
)
def test_the_product(product: str, supply: str, verdict: str, rule: str | None) -> None:
    answer = ask(product=product, supply=supply)
    assert answer.verdict == verdict
    assert (rule in rules(answer)) if rule else not answer.findings


def test_a_mixture_beside_a_plain_cream_is_seen() -> None:
    also = [{"product": "BLT 20/6/4", "grams": 1, "area_cm2": 5, "hours": 1}]
    assert ask(also=also).verdict == "contraindicated"
    allergic = person(allergies=["benzocaine"])
    assert {"D-016a", "C-092", "C-092b"} <= rules(ask(also=also, patient=allergic))


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("EMLA", "lidocaine_prilocaine_2_5"),
        ("Emla cream 5%", "lidocaine_prilocaine_2_5"),
        ("lidocaine 2.5% / prilocaine 2.5%", "lidocaine_prilocaine_2_5"),
        ("lidocaína 2,5 % y prilocaína 2,5 %", "lidocaine_prilocaine_2_5"),
        ("lidocaine/prilocaine", "lidocaine_prilocaine_2_5"),
        ("lidocaine 5% prilocaine 5% cream from a friend, 5/5", None),
        ("LMX4", "lidocaine_4"),
        ("LMX 5", None),
        ("Lidocaine 4% cream", "lidocaine_4"),
        ("lidocaine_4", "lidocaine_4"),
        ("tetracaine", "tetracaine"),
        ("Ametop gel 4 %", "tetracaine"),
        ("tetracaine 10%", None),
        ("benzocaine 20% spray", "benzocaine"),
        ("EMLA and lidocaine 4%", None),
    ],
)
def test_names_of_products(text: str, product: str | None) -> None:
    found = named_product(text).product
    assert (found.id if found else None) == product


def test_the_clock_runs_and_stops() -> None:
    on = NOON
    limit = {"on_at": on.isoformat(), "hours": None}
    before = ask(at=NOON - dt.timedelta(minutes=5), **limit).clocks[0]
    assert (before.state, before.elapsed_hours) == ("not_on", 0)
    running = ask(at=NOON + dt.timedelta(minutes=90), **limit)
    (clock,) = running.clocks
    assert (clock.state, clock.elapsed_hours, clock.remaining_hours) == ("running", 1.5, 3.5)
    assert clock.off_by == NOON + dt.timedelta(hours=5)
    assert running.given.hours == 1.5
    at_the_line = ask(at=NOON + dt.timedelta(hours=5), **limit)
    assert (at_the_line.clocks[0].state, at_the_line.verdict) == ("running", "within_limits")
    late = ask(at=NOON + dt.timedelta(hours=5, minutes=1), **limit)
    assert (late.clocks[0].state, late.verdict) == ("time_up", "over_limit")
    assert late.clocks[0].remaining_hours == 0
    off = ask(**limit, off_at=(NOON + dt.timedelta(hours=1)).isoformat())
    assert (off.clocks[0].state, off.given.hours, off.verdict) == ("off", 1, "within_limits")
    off_late = ask(**limit, off_at=(NOON + dt.timedelta(hours=6)).isoformat())
    assert (off_late.clocks[0].state, off_late.verdict) == ("off_late", "over_limit")


def test_a_plan_counts_until_more_time_has_passed() -> None:
    planned = {"on_at": NOON.isoformat(), "hours": 2}
    early = ask(at=NOON + dt.timedelta(hours=1), **planned)
    assert early.given.hours == 2
    assert early.clocks[0].planned_off_at == NOON + dt.timedelta(hours=2)
    assert ask(at=NOON + dt.timedelta(hours=3), **planned).given.hours == 3
    assert ask(**planned).given.hours == 2
    assert ask(**planned).clocks == ()


def test_times_that_cannot_be_compared_are_refused() -> None:
    zoned = NOON.replace(tzinfo=dt.UTC)
    with pytest.raises(RecordError, match="time zone"):
        ask(at=zoned, on_at=NOON.isoformat())
    for wrong in (
        {"on_at": zoned.isoformat(), "off_at": NOON.isoformat()},
        {"on_at": NOON.isoformat(), "off_at": "2026-03-16T11:00"},
        {"off_at": NOON.isoformat()},
        {
            "on_at": NOON.isoformat(),
            "also": [{"product": "EMLA", "on_at": zoned.isoformat()}],
        },
    ):
        with pytest.raises(RecordError):
            AnaestheticRequest.read({**CREAM, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"grams": -1},
        {"area_cm2": "a face"},
        {"hours": True},
        {"skin": "sore"},
        {"supply": "a friend"},
        {"product": ""},
        {"own_label": {"grams": 0, "area_cm2": 1, "hours": 1, "source": "x"}},
        {"patient": {"age": 200}},
        {"gram": 2},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        AnaestheticRequest.read({**CREAM, **wrong})


def test_what_lies_after_the_day_is_refused() -> None:
    who = person(age=None, birth_date="2027-01-01")
    with pytest.raises(RecordError, match="birth_date"):
        ask(on="2026-03-16", patient=who)


def _seen(**areas: tuple[float | None, float | None]) -> Analysis:
    """Return a photograph on which these zones have this area, and this upper end of it."""
    return Analysis.model_construct(
        zones={
            zone: _Reading(area_cm2=area, area_high_cm2=high)
            for zone, (area, high) in areas.items()
        }
    )


class _Reading:
    def __init__(self, *, area_cm2: float | None, area_high_cm2: float | None) -> None:
        self.area_cm2 = area_cm2
        self.area_high_cm2 = area_high_cm2


def _request(**changed: Any) -> AnaestheticRequest:
    return AnaestheticRequest.read({**CREAM, **changed})


def test_the_face_map_gives_the_area_by_its_upper_end() -> None:
    picture = _seen(cheek_left=(40.0, 44.0), cheek_right=(41.0, None), chin=(None, None))
    measured = with_face_map(_request(zones=["cheeks"], area_cm2=None), picture)
    assert measured.areas_cm2 == {"cheek_left": 44.0, "cheek_right": 41.0}
    answer = ask(**measured.model_dump())
    assert (answer.given.area_cm2, answer.area_from) == (85.0, "face_map")
    larger = ask(**{**measured.model_dump(), "area_cm2": 90})
    assert (larger.given.area_cm2, larger.area_from) == (90, "entered")
    smaller = ask(**{**measured.model_dump(), "area_cm2": 80})
    assert (smaller.given.area_cm2, smaller.area_from) == (85, "face_map")


def test_a_zone_that_is_not_seen_leaves_the_area_open() -> None:
    picture = _seen(cheek_left=(40.0, 44.0), cheek_right=(41.0, None), chin=(None, None))
    for zone in ("chin", "forehead"):
        request = with_face_map(_request(zones=["cheeks", zone], area_cm2=None), picture)
        answer = ask(**request.model_dump())
        assert answer.verdict == "unknown"
        assert any(zone in question for question in answer.missing)
    wide = {"cheek_left": 601.0, "chin": None}
    assert ask(areas_cm2=wide, area_cm2=None).verdict == "over_limit"
    for zones in ([], ["cupboard"]):
        with pytest.raises(RecordError, match="zones"):
            with_face_map(_request(zones=zones), picture)
