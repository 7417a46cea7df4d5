"""Each reader of the condition grammar, on both sides of its edge, and what it says fired."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.record import Policy
from neocol.rules import Facts, fire, match
from tests.rules.test_rules import ON, PLANNED, facts, rule, said


def told(when: dict[str, Any], held: Facts) -> tuple[str, ...] | None:
    found = match(when, held)
    return None if found is None else found.said


@pytest.mark.parametrize(
    ("when", "more", "expected"),
    [
        ({"field": "pregnancy", "is": ["yes"]}, {"answers": {"pregnancy": "yes"}},
         ("patient.pregnancy: yes",)),
        ({"field": "pregnancy", "is": ["yes"]}, {"answers": {"pregnancy": "no"}}, None),
        ({"field": "pregnancy", "is": ["unknown"]}, {}, ("patient.pregnancy: unknown",)),
        ({"age_below": "candidacy_values.age.adult"}, {"age_years": 17.9}, ("patient.age: 17.9",)),
        ({"age_below": "candidacy_values.age.adult"}, {"age_years": 18}, None),
        ({"age_below": "candidacy_values.age.adult"}, {}, None),
        ({"age_from": "candidacy_values.age.adult"}, {"age_years": 18}, ("patient.age: 18",)),
        ({"age_from": "candidacy_values.age.adult"}, {"age_years": 17.9}, None),
        ({"age_from": "candidacy_values.age.adult"}, {}, None),
        ({"hba1c_from": "candidacy_values.hba1c.elective"}, {"hba1c_percent": 8.0},
         ("HbA1c: 8 %",)),
        ({"hba1c_from": "candidacy_values.hba1c.elective"}, {"hba1c_percent": 7.9}, None),
        ({"hba1c_from": "candidacy_values.hba1c.elective"}, {}, None),
        ({"phototype": ["IV"]}, {"phototype": "IV"}, ("phototype: IV",)),
        ({"phototype": ["IV"]}, {"phototype": "III"}, None),
        ({"phototype": ["IV"]}, {}, None),
        ({"device": ["pen"]}, {"device": "pen"}, ("device: pen",)),
        ({"wish": ["prp", "peel"]}, {"wish": frozenset({"prp"})}, ("wish: prp",)),
        ({"wish": ["prp"]}, {"wish": frozenset({"peel"})}, None),
        ({"finding": ["herpes"]}, {"fired": frozenset({"herpes"})}, ("finding: herpes",)),
        ({"zone": ["chin"]}, {}, ("zone: chin",)),
        ({"zone": ["neck"]}, {}, None),
        ({"wish_says": ["lid"]}, {"wish_text": "upper lid"}, ("planned areas: upper lid",)),
        ({"wish_says": ["lid"]}, {"wish_text": "eyelid"}, None),
        ({"wish_says": ["lid"]}, {"wish_text": "lid and brow"}, ("planned areas: lid and brow",)),
        ({"unanswered": True}, {"unanswered": ("How old?",)}, ("How old?",)),
        ({"unanswered": True}, {}, None),
        ({"unanswered": False}, {"unanswered": ("How old?",)}, None),
        ({"not_understood": True}, {"not_understood": ("x",)}, ("x",)),
        ({"partly_understood": True}, {"partly_understood": ("x",)}, ("x",)),
        ({"depth_above_cap": True}, {"above_cap": ("2 mm",)}, ("2 mm",)),
        ({"region": ["face"]}, {}, ()),
    ],
)  # fmt: skip
def test_a_reader_on_both_sides_of_its_edge(
    when: dict[str, Any], more: dict[str, Any], expected: tuple[str, ...] | None
) -> None:
    assert told(when, facts(**more)) == expected


LIMITS = ["candidacy_values.blood_pressure.systolic", "candidacy_values.blood_pressure.diastolic"]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((180.0, 80.0), ("blood pressure: 180/80",)),
        ((120.0, 110.0), ("blood pressure: 120/110",)),
        ((179.0, 109.0), None),
        (None, None),
    ],
)
def test_either_blood_pressure_counts(held: Any, expected: Any) -> None:
    assert told({"blood_pressure_from": LIMITS}, facts(blood_pressure=held)) == expected


def test_combinations_tell_everything_that_fired_once() -> None:
    one, other = said("x", path="patient.conditions.0"), said("y")
    both = {"all": [{"concept": ["x"]}, {"concept": ["y"]}]}
    assert told(both, facts(one, other)) == ("patient.conditions.0: x", "y")
    either = {"any": [{"concept": ["x"]}, {"concept": ["x", "y"]}]}
    assert told(either, facts(one, other)) == ("patient.conditions.0: x", "y")
    found = match(either, facts(one, other))
    assert found is not None
    assert {m.concept for m in found.mentions} == {"x", "y"}
    assert told({"any": []}, facts(one)) is None
    assert told({"not": {"concept": ["y"]}}, facts(one)) == ()
    assert told({"not": {"concept": ["x"]}}, facts(one)) is None


@pytest.mark.parametrize(
    ("day", "speaks"), [(None, True), (0, False), (1, False), (1.5, True), (3, True), (4, False)]
)
def test_a_rule_with_days_speaks_only_on_them(day: float | None, speaks: bool) -> None:
    asked = rule(days=[1, 3], when={"concept": ["x"]}, window=None)
    assert bool(fire([asked], facts(said("x"), day_after=day), Policy())) is speaks


@pytest.mark.parametrize("joint", ["any", "all"])
def test_a_window_inside_a_combination_counts_too(joint: str) -> None:
    within = {joint: [{"concept": ["x"], "within": True}]}
    asked = rule(when=within)
    (found,) = fire([asked], facts(said("x", days_ago=10)), Policy())
    assert (found.until - ON).days == 20
    (told_,) = fire([asked], facts(said("x", days_ago=40)), Policy())
    assert told_.tag == "longer_wait_elsewhere"
    assert not fire([asked], facts(said("x", days_ago=90)), Policy())


def test_a_condition_without_a_window_waits_for_nothing() -> None:
    (found,) = fire([rule(when={"concept": ["x"]})], facts(said("x", days_ago=10)), Policy())
    assert (found.until, found.until_true) == (None, None)
    assert not fire([rule(when={"concept": ["x"]})], facts(said("y")), Policy())


def test_a_longer_wait_names_the_longer_sources_and_the_policy() -> None:
    sources = {"VJ": 14.0, "VB": 365.0, "VE": 180.0}
    asked = rule(
        window={"default": 30, "min": 14, "max": 365, "by_source": sources},
        scope="site",
        why="it may shift",
        status="found",
    )
    choice = {"rule": "R", "window_days": 20, "reason": "own", "chosen_by": "Dr A"}
    policy = Policy.read({"choices": [choice]})
    (found,) = fire([asked], facts(said("x", days_ago=25)), policy)
    assert found.message == "The wait of 20 days is over. Sources wait up to 365."
    assert set(found.sources) == {"VB", "VE"}
    assert found.conflict == "Sources print 14, 180, 365 days."
    assert found.policy == "20 days, chosen by Dr A: own"
    assert (found.scope, found.why, found.status, found.window_days) == (
        "site", "it may shift", "found", 20,
    )  # fmt: skip
    assert found.tags == ("longer_wait_elsewhere", "t")
    assert (found.rule, found.evidence, found.confidence) == ("R", ("x",), "low")
    bare = rule(window={"default": 30, "min": 14, "max": 90})
    (found,) = fire([bare], facts(said("x", days_ago=40)), Policy())
    assert found.sources == ("JUDGE",)
    assert not fire([rule(window={"default": 30})], facts(said("x", days_ago=40)), Policy())


def test_a_finding_carries_all_that_the_rule_says() -> None:
    asked = rule(
        tags=["first", "second"],
        message="Found: {said}.",
        why="because",
        conflict="two sides",
        overridable=False,
        until_true="healed",
        when={"concept": ["x"]},
        window=None,
        scope="option",
        option="prp",
    )
    mention = said("x", path="patient.conditions.0", area="left cheek", zones=("cheek_left",))
    (found,) = fire([asked], facts(mention, wish=frozenset({"prp"})), Policy())
    assert found.message == "Found: patient.conditions.0: x."
    assert (found.tag, found.tags, found.effect) == ("first", ("first", "second"), "defer")
    assert (found.why, found.conflict, found.overridable) == ("because", "two sides", False)
    assert (found.until_true, found.option, found.area) == ("healed", "prp", "left cheek")
    assert (found.status, found.confidence, found.zones) == ("judgement", "low", ())
    (outside,) = fire([asked], facts(mention), Policy())
    assert outside.effect == "info"


def test_findings_come_strictest_first() -> None:
    def of(id_: str, effect: str) -> Any:
        return rule(id=id_, effect=effect, when={"concept": ["x"]}, window=None)

    asked = [
        of("i", "info"),
        of("c", "caution"),
        of("d", "defer"),
        of("a", "absolute"),
        of("r", "relative"),
    ]
    found = fire(asked, facts(said("x")), Policy())
    assert [f.rule for f in found] == ["a", "r", "d", "c", "i"]


def test_which_zones_a_site_finding_leaves_out() -> None:
    def zones(when: dict[str, Any], *mentions: Any) -> tuple[str, ...]:
        asked = rule(effect="absolute", scope="site", when=when, window=None)
        (found,) = fire([asked], facts(*mentions), Policy())
        return found.zones

    assert zones({"concept": ["x"]}, said("x", zones=("chin", "nose"))) == ("chin",)
    assert zones({"concept": ["x"], "spot": True}, said("x", zones=("chin",))) == ()
    region = ("chin", "nose", "forehead", "upper_lip", "cheek_left")
    assert zones({"concept": ["x"]}, said("x", zones=region)) == ()
    assert zones({"concept": ["x"]}, said("x", zones=region[:4])) == ("chin",)
    asked = {"all": [{"concept": ["x"]}, {"any": [{"zone": ["chin", "neck"]}]}]}
    assert zones(asked, said("x", zones=("back",))) == ("chin",)
    both = zones({"concept": ["x"]}, said("x", zones=("chin",)), said("x", zones=("cheek_left",)))
    assert both == PLANNED


def test_areas_are_told_once() -> None:
    asked = rule(when={"concept": ["x"]}, window=None)
    mentions = [said("x", area="chin"), said("x", area="chin", path="b"), said("x", area="nose")]
    (found,) = fire([asked], facts(*mentions), Policy())
    assert found.area == "chin, nose"


def test_a_medicine_that_goes_on_is_never_over_whenever_it_began() -> None:
    for days in (None, 5, 400):
        taken = said("x", kind="medication", timing="current", days_ago=days, ongoing=True)
        (found,) = fire([rule()], facts(taken), Policy())
        assert (found.effect, found.until) == ("defer", None)


def test_what_would_change_each_kind_of_finding() -> None:
    def changes(**more: Any) -> tuple[str, ...]:
        asked = rule(**{"when": {"concept": ["x"]}, "window": None, **more})
        mention = said("x", path="patient.conditions.0", zones=PLANNED)
        (found,) = fire([asked], facts(mention, wish=frozenset({"tca_cross"})), Policy())
        return found.would_change

    assert changes(effect="relative") == ("a written answer from the treating doctor on: x",)
    assert changes(effect="absolute") == ()
    assert changes(effect="defer", until_true="healed") == ("once healed",)
    assert changes(effect="relative", scope="site") == (
        "without left cheek, chin, nothing of the wish is left",
    )
    assert changes(effect="relative", scope="option", option="tca_cross") == (
        "without tca cross, the rest can be planned",
    )
