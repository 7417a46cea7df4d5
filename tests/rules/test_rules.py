"""The interpreter: conditions, windows, scopes, policy, and the decision table of the contract."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.evidence import EvidenceError, Rule
from neocol.record import Finding, Policy, Recognised, RecordError
from neocol.record.words import Effect
from neocol.rules import Facts, decide, depth_cap, fire, match

ON = dt.date(2026, 3, 16)
PLANNED = ("cheek_left", "chin")


def said(concept: str, **more: Any) -> Recognised:
    return Recognised(text=concept, concept=concept, slot=more.pop("slot", "conditions"), **more)


def facts(*mentions: Recognised, **more: Any) -> Facts:
    return Facts(on=ON, mentions=mentions, planned=more.pop("planned", PLANNED), **more)


def rule(**changes: Any) -> Rule:
    base = {
        "id": "R",
        "stage": "candidacy",
        "tags": ["t"],
        "effect": "defer",
        "when": {"concept": ["x"], "within": True},
        "window": {"default": 30, "min": 14, "max": 90},
        "message": "m",
        "why": "w",
        "sources": ["JUDGE"],
        "status": "judgement",
        "confidence": "low",
    }
    return Rule.read({**base, **changes})


@pytest.mark.parametrize(
    ("when", "mention", "fires"),
    [
        ({"concept": ["x"]}, said("x"), True),
        ({"concept": ["x"]}, said("x", assertion="absent"), False),
        ({"concept": ["x"]}, said("x", assertion="family"), False),
        ({"concept": ["x"]}, said("x", assertion="uncertain"), True),
        ({"concept": ["x"]}, said("x", timing="stopped"), False),
        ({"concept": ["x"], "timing": ["stopped"]}, said("x", timing="stopped"), True),
        ({"concept": ["x"], "slot": ["medications"]}, said("x"), False),
        ({"concept": ["x"], "qualifier": ["active"]}, said("x"), False),
        ({"concept": ["x"], "without": ["active"]}, said("x", qualifiers=("active",)), False),
        ({"concept": ["x"], "near": True}, said("x", zones=("chin",)), True),
        ({"concept": ["x"], "near": True}, said("x", zones=("back",)), False),
        ({"concept": ["x"], "near": True}, said("x", zones=()), False),
        ({"concept": ["x"], "near": True}, said("x"), True),
        ({"concept": ["x"], "near": True}, said("x", zones=(), part_of=("chin",)), True),
        ({"concept": ["x"], "elsewhere": True}, said("x", zones=("back",)), True),
        ({"concept": ["x"], "elsewhere": True}, said("x"), False),
        ({"not": {"concept": ["x"]}}, said("y"), True),
        ({"all": [{"concept": ["x"]}, {"concept": ["y"]}]}, said("x"), False),
        ({"any": [{"concept": ["x"]}, {"concept": ["y"]}]}, said("y"), True),
    ],
)
def test_conditions(when: dict[str, Any], mention: Recognised, fires: bool) -> None:
    assert (match(when, facts(mention)) is not None) is fires


@pytest.mark.parametrize("when", [{"concpt": ["x"]}, {}, {"concept": ["x"], "device": ["pen"]}])
def test_a_condition_that_is_not_grammar_is_refused(when: dict[str, Any]) -> None:
    with pytest.raises(EvidenceError, match="asks one known thing"):
        match(when, facts())


def test_every_shipped_condition_is_grammar() -> None:
    for shipped in evidence.rules():
        if shipped.when is not None:
            match(shipped.when, facts())
    for item in evidence.calendar():
        if item.when is not None:
            match(item.when, facts())


@pytest.mark.parametrize(
    ("mention", "until", "until_true"),
    [
        (said("x", slot="recent_procedures", days_ago=10), ON + dt.timedelta(20), None),
        (said("x", slot="recent_procedures", days_ago=29), ON + dt.timedelta(1), None),
        (said("x", slot="medications", timing="current"), ON + dt.timedelta(30), None),
        (said("x", slot="medications", timing="stopped", days_ago=5), ON + dt.timedelta(25), None),
        (said("x", slot="medications", timing="stopped"), None, "the date is known"),
        (said("x", timing="current"), ON + dt.timedelta(30), None),
        (said("x", slot="recent_procedures"), None, "the date is known"),
    ],
)
def test_windows(mention: Recognised, until: dt.date | None, until_true: str | None) -> None:
    (found,) = fire([rule()], facts(mention), Policy())
    assert found.until == until
    assert (found.until_true or "").startswith(until_true or "")


@given(st.integers(0, 400), st.integers(1, 200))
def test_a_wait_is_over_exactly_after_its_window(days_ago: int, window: int) -> None:
    asked = rule(window={"default": window})
    found = fire([asked], facts(said("x", slot="recent_procedures", days_ago=days_ago)), Policy())
    assert bool(found) == (days_ago < window)
    if found:
        assert found[0].until == ON + dt.timedelta(window - days_ago)


def test_a_policy_chooses_inside_the_printed_range_and_is_shown() -> None:
    policy = Policy.read(
        {
            "name": "clinic",
            "choices": [
                {"rule": "R", "window_days": 60, "reason": "cautious", "chosen_by": "Dr A"}
            ],
        }
    )
    mention = said("x", slot="recent_procedures", days_ago=40)
    assert not fire([rule()], facts(mention), Policy())
    (found,) = fire([rule()], facts(mention), policy)
    assert found.until == ON + dt.timedelta(20)
    assert found.policy == "60 days, chosen by Dr A: cautious"


@pytest.mark.parametrize("days", [13, 91])
def test_a_policy_outside_the_range_is_refused(days: int) -> None:
    choice = {"rule": "R", "window_days": days, "reason": "x", "chosen_by": "y"}
    with pytest.raises(RecordError, match="outside the printed range 14 to 90"):
        fire([rule()], facts(said("x")), Policy.read({"choices": [choice]}))


def finding(effect: Effect, **more: Any) -> Finding:
    return Finding(rule="R", tag="t", effect=effect, message="m", **more)


SOON = ON + dt.timedelta(9)


@pytest.mark.parametrize(
    ("found", "decision"),
    [
        ([], "eligible"),
        ([finding("info")], "eligible"),
        ([finding("caution")], "caution"),
        ([finding("defer", until=SOON)], "defer"),
        ([finding("defer", until_true="healed")], "defer"),
        ([finding("relative")], "needs_clearance"),
        ([finding("absolute")], "not_a_candidate"),
        ([finding("absolute", until_true="healed")], "defer"),
        ([finding("absolute", scope="option", option="prp")], "needs_clearance"),
        ([finding("info", scope="option", option="prp")], "eligible"),
        ([finding("absolute", scope="site", zones=("chin",))], "caution"),
        ([finding("absolute", scope="site", zones=PLANNED)], "not_a_candidate"),
        ([finding("absolute", scope="site", zones=PLANNED, until=SOON)], "defer"),
        ([finding("caution"), finding("relative"), finding("defer")], "needs_clearance"),
        ([finding("absolute"), finding("defer", until=SOON)], "not_a_candidate"),
    ],
)
def test_the_decision_table(found: list[Finding], decision: str) -> None:
    assert decide(found, PLANNED)[0] == decision


EFFECTS: list[Effect] = ["absolute", "relative", "defer", "caution", "info"]


@given(st.lists(st.sampled_from(EFFECTS), max_size=6), st.sampled_from(EFFECTS))
def test_another_finding_never_makes_the_decision_milder(
    effects: list[Effect], more: Effect
) -> None:
    order = ["eligible", "caution", "defer", "needs_clearance", "not_a_candidate"]
    before = decide([finding(e) for e in effects], PLANNED)[0]
    after = decide([finding(e) for e in [*effects, more]], PLANNED)[0]
    assert order.index(after) >= order.index(before)


def test_the_smallest_cap_wins() -> None:
    assert depth_cap("forehead", "pen").key == "sites.forehead.depth_cap"
    assert depth_cap("thigh").key == "sites.any.depth_cap"
