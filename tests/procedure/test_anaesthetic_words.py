"""What is told of a numbing cream: what fired it, in which words, from which row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from neocol import evidence
from neocol.procedure.anaesthetic import named_product, planned_request, with_face_map
from neocol.record import (
    AnaestheticRequest,
    Analysis,
    Case,
    PlanOption,
    RecordError,
    ZonePlan,
)
from tests.procedure.numbing import CREAM, NOBODYS_TROUBLE, ask, person
from tests.samples import case

NOON = dt.datetime.fromisoformat("2026-03-16T12:00")
CHILD = {"age": 9, "weight_kg": 28, **NOBODYS_TROUBLE}


def _own_words(rule: str) -> str:
    return evidence.rule(rule).message


@pytest.mark.parametrize(
    ("changed", "rule", "said", "message"),
    [
        ({"skin": "needled"}, "D-018", ("skin: needled",), _own_words("D-018")),
        ({"where": "home"}, "P-005", ("where: home",), "Not put on at home before arrival."),
        ({"heat": "yes"}, "D-017", ("heat: yes",), _own_words("D-017")),
        (
            {"occluded": "yes"},
            "D-017",
            ("occluded: yes, 130 cm²",),
            _own_words("D-017"),
        ),
        (
            {"occluded": "yes", "area_cm2": 20, "grams": 3},
            "D-017",
            ("occluded: yes, 20 cm²",),
            "Covered only on a small area, as the label means it: 25 cm² at most.",
        ),
        (
            {"other_local_anaesthetic_mg": 280},
            "D-014",
            ("other_local_anaesthetic_mg: 280",),
            "280 mg of local anaesthetic by another route: at most 274.5 mg.",
        ),
        (
            {"other_local_anaesthetic_mg": 40},
            "D-014",
            ("other_local_anaesthetic_mg: 40",),
            _own_words("D-014"),
        ),
        ({"product": "BLT"}, "D-016a", ("product: BLT",), _own_words("D-016a")),
        ({"product": "lidocaine 5%"}, "D-016", ("product: lidocaine 5%",), _own_words("D-016")),
        (
            {"patient": person(conditions=["atopic eczema"])},
            "D-013",
            ("wish: prilocaine", "patient.conditions.0: atopic eczema"),
            _own_words("D-013"),
        ),
        (
            {"patient": person(conditions=["atopic eczema"]), "hours": 0.5},
            "D-013",
            ("wish: prilocaine", "patient.conditions.0: atopic eczema"),
            _own_words("D-013"),
        ),
        (
            {"grams": 61, "hours": 6},
            "D-010",
            ("grams: 61", "hours: 6"),
            "61 g, at most 60 g; 6 h, at most 5 h (EU label, 12 years and older).",
        ),
        (
            {"area_cm2": 210, "patient": CHILD},
            "D-012",
            ("area_cm2: 210",),
            "210 cm², at most 200 cm² (US label, 7 to 12 years and over 20 kg).",
        ),
        (
            {"earlier_doses_24h": 2, "patient": CHILD},
            "D-011",
            ("earlier_doses_24h: 2",),
            "At most 2 in 24 hours (EU, 6 to 11 years), and 2 came before.",
        ),
        (
            {"hours_since_last_dose": 3, "patient": CHILD},
            "D-011",
            ("hours_since_last_dose: 3",),
            "At least 12 h between doses (EU, 6 to 11 years), not 3 h.",
        ),
        (
            {"grams": 30, "area_cm2": 100},
            "D-010",
            ("grams: 30", "area_cm2: 100"),
            "A thicker layer than labels describe: 30 g on 100 cm².",
        ),
        (
            {"hours": 0.75},
            "D-010",
            ("hours: 0.75",),
            "It may not numb yet: labels leave it on for 1 h or more.",
        ),
        (
            {
                "product": "ametop",
                "grams": 6,
                "own_label": {"grams": 5, "area_cm2": 200, "hours": 1, "source": "leaflet"},
            },
            "D-010c",
            ("grams: 6",),
            "6 g, at most 5 g (leaflet).",
        ),
    ],
)
def test_every_finding_says_what_fired_it(
    changed: dict[str, Any], rule: str, said: tuple[str, ...], message: str
) -> None:
    found = next(f for f in ask(**changed).findings if f.rule == rule)
    assert found.evidence == said
    assert found.message == message
    assert found.sources == evidence.rule(rule).sources


def test_an_eczema_that_is_kept_to_is_only_a_caution() -> None:
    who = person(conditions=["atopic eczema"])
    assert ask(hours=0.5, patient=who).findings[0].effect == "caution"
    assert ask(hours=0.6, patient=who).findings[0].effect == "absolute"


def test_questions_are_asked_in_whole_sentences() -> None:
    bare = ask(
        product="cream",
        grams=None,
        area_cm2=None,
        hours=None,
        patient=None,
        skin="unknown",
        occluded="unknown",
        heat="unknown",
        where="unknown",
        other_local_anaesthetic_mg=None,
    )
    assert bare.missing == (
        "How old is the person? Labels give each age its own row.",
        "How much does the person weigh? The lower of the row of age and of weight holds.",
        "How many grams of cream?",
        "How many cm² of skin? Measure it, or take it from the face map.",
        "For how many hours does it stay on?",
        "Which anaesthetics are in it, and how strong is each? It stands on the tube.",
    )
    assert bare.conditional_on == (
        "No medicine is taken that bears on it: which medicines? (none is an answer)",
        "No condition bears on it: which conditions? (none is an answer)",
        "No allergy to an anaesthetic: which allergies? (none is an answer)",
        "The skin is intact, and no needle has touched it.",
        "No plastic wrap lies over it.",
        "No heat is put on it.",
        "It is put on in the clinic, not at home.",
        "No other local anaesthetic is given today: how many mg? (none is an answer)",
    )
    doses = ask(patient=CHILD).conditional_on
    assert doses == (
        "It was not put on before in the last 24 hours: how often? (none is an answer)",
    )
    unclear = ask(patient=person(allergies=["numbing cream"]))
    assert unclear.missing == (_own_words("C-092a"),)
    own = ask(product="ametop").missing
    assert own == ("What does the product's own leaflet allow: grams, cm² and hours (own_label)?",)
    unseen = ask(area_cm2=None, areas_cm2={"chin": None, "cheek_left": None, "nose": 12})
    assert unseen.missing[-1] == (
        "The photograph does not show the whole of: chin, left cheek. Measure it by hand."
    )
    assert not ask(areas_cm2={"chin": None}).missing


def test_a_row_says_whose_it_is_and_for_whom() -> None:
    eu, us = ask(patient=CHILD).rows
    assert (eu.row, eu.side, eu.who) == ("EU-6-11y", "EU", "6 to 11 years")
    assert (eu.grams, eu.area_cm2, eu.hours) == (20, 200, 5)
    assert (eu.sources, eu.status) == (("EUK",), "found")
    assert (us.row, us.side, us.who) == ("US-7-12y", "US", "7 to 12 years and over 20 kg")
    assert (us.grams, us.area_cm2, us.hours) == (20, 200, 4)
    unknown = ask(patient={}).rows
    assert {row.who for row in unknown} == {"not known which row: the most that any allows"}
    assert (unknown[0].grams, unknown[1].grams) == (60, None)


def test_what_two_labels_mean_together_is_explained() -> None:
    arithmetic = evidence.rule("D-015")
    first = f"{arithmetic.message} {arithmetic.why}"
    both = "Labels differ: the fewer grams, the smaller area and the shorter time hold."
    notes = [f"{row.side} label: {row.note}." for row in ask().rows]
    assert ask().explained == (first, *notes, both)
    (uk,) = ask(product="LMX4").rows
    assert ask(product="LMX4").explained == (first, f"UK label: {uk.note}.")
    assert ask(patient=CHILD).explained == (first, both)


def test_what_is_left_is_never_less_than_nothing() -> None:
    left = ask(grams=70, area_cm2=None, hours=0.5).left
    assert (left.grams, left.area_cm2, left.hours) == (0, 600, 4.5)
    none_known = ask(product="ametop").left
    assert (none_known.grams, none_known.area_cm2, none_known.hours) == (None, None, None)


def test_the_clock_without_a_limit_counts_on() -> None:
    on = {"product": "ametop", "on_at": NOON.isoformat(), "hours": None}
    (clock,) = ask(at=NOON, **on).clocks
    assert (clock.state, clock.off_by, clock.remaining_hours) == ("running", None, None)
    assert clock.elapsed_hours == 0
    (later,) = ask(at=NOON + dt.timedelta(hours=9), **on).clocks
    assert (later.state, later.elapsed_hours, later.planned_off_at) == ("running", 9, None)
    off_at = NOON + dt.timedelta(hours=1)
    (off,) = ask(**on, off_at=off_at.isoformat()).clocks
    assert (off.state, off.off_at) == ("off", off_at)


def test_a_cream_that_is_not_on_yet_counts_nothing() -> None:
    early = ask(at=NOON - dt.timedelta(hours=2), on_at=NOON.isoformat(), hours=None)
    assert early.given.hours == 0
    assert early.clocks[0].state == "not_on"
    minute = ask(at=NOON + dt.timedelta(minutes=1), on_at=NOON.isoformat(), hours=None)
    assert minute.clocks[0].state == "running"


def test_errors_say_where() -> None:
    with pytest.raises(RecordError) as caught:
        ask(at=NOON.replace(tzinfo=dt.UTC), on_at=NOON.isoformat())
    assert caught.value.path == "on_at"
    assert caught.value.value == NOON
    assert caught.value.message == ("on_at and the time now: both with a time zone, or neither")


def test_an_answer_says_what_it_is_about_and_what_made_it() -> None:
    found = ask(id="room 2", product="Emla")
    assert (found.id, found.product, found.product_said) == (
        "room 2",
        "lidocaine_prilocaine_2_5",
        "Emla",
    )
    assert found.stamp is not None
    assert found.stamp.evidence == evidence.version()
    assert ask(product="cream").product is None


def test_zones_that_say_nothing_are_named() -> None:
    picture = Analysis.model_construct(zones={})
    for zones, message, value in (
        ([], "which zones does the cream cover? (cheeks, chin, …)", None),
        (["cupboard"], "'cupboard' is no area of skin that is known", "cupboard"),
    ):
        with pytest.raises(RecordError) as caught:
            with_face_map(AnaestheticRequest.read({**CREAM, "zones": zones}), picture)
        assert (caught.value.path, caught.value.value) == ("zones", value)
        assert caught.value.message == message


def test_areas_that_are_known_count_while_one_is_not() -> None:
    more = [{"product": "EMLA", "grams": 1, "area_cm2": 300, "hours": 1}]
    half = {"areas_cm2": {"chin": None, "nose": 301}, "area_cm2": None, "also": more}
    assert ask(**half).verdict == "over_limit"
    assert ask(**{**half, "areas_cm2": {"chin": None, "nose": 300}}).verdict == "unknown"


def test_days_count_from_the_day_of_the_request() -> None:
    """*As a teenager* is counted by the age, *stopped in March* by the day."""
    who = person(conditions=["cold sores as a teenager"])
    (read,) = ask(patient=who, on="2026-03-16").recognised
    assert read.days_ago is not None
    assert read.days_ago > 3_000
    who = person(medications=["stopped dapsone on 2026-03-01"])
    (read,) = ask(patient=who, on="2026-03-16").recognised
    assert read.days_ago == 15


def test_strengths_and_ratios_are_read() -> None:
    assert [f.rule for f in ask(product="lidocaine 10/2").findings] == ["D-016a"]
    assert named_product("lidocaine 10 / 2.5").percents == (10, 2.5)
    assert named_product("lidocaine 4 % in a jar of 30 ml").percents == (4,)
    made = {"product": "EMLA", "supply": "compounded_for_patient"}
    assert [f.rule for f in ask(**made).findings] == ["D-016a"]
    assert ask(product="lidocaine 4% ointment in a 4% base").verdict == "within_limits"


def _option(**areas: float | None) -> PlanOption:
    """Return a course over these zones, as much as a session needs of it."""
    return PlanOption.model_construct(
        zones={zone: ZonePlan.model_construct(area_cm2=area) for zone, area in areas.items()}
    )


def _wishing(cream: str | None) -> Case:
    return Case.read(case(plan={"topical_anaesthetic": cream}))


def test_a_planned_session_asks_about_the_cream_that_is_wished() -> None:
    day = dt.date(2026, 4, 1)
    held = planned_request(_wishing("EMLA"), _option(chin=20.0, nose=None), day)
    assert held is not None
    assert held.id == "sample"
    assert held.patient == _wishing("EMLA").patient
    assert held.zones == ("chin", "nose")
    assert held.areas_cm2 == {"chin": 20, "nose": None}
    assert (held.on, held.product) == (day, "EMLA")


def test_without_a_photograph_no_area_is_measured() -> None:
    held = planned_request(_wishing("EMLA"), _option(chin=None), dt.date(2026, 4, 1))
    assert held is not None
    assert held.areas_cm2 == {}


@pytest.mark.parametrize("cream", [None, "none", "no"])
def test_no_cream_is_asked_about_where_none_is_wished(cream: str | None) -> None:
    assert planned_request(_wishing(cream), _option(chin=20.0), dt.date(2026, 4, 1)) is None
