"""The interpreter: conditions, windows, scopes, policy, and the decision table of the contract."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.evidence import EvidenceError, Rule
from neocol.record import Policy, Recognised, RecordError
from neocol.rules import Facts, check_policy, decide, depth_cap, fire, match

ON = dt.date(2026, 3, 16)
PLANNED = ("cheek_left", "chin")
ACUTE = "candidacy_values.acute.over"


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
        ({"concept": ["x"], "near": "region"}, said("x", zones=("forehead",)), True),
        ({"concept": ["x"], "near": "region"}, said("x", zones=("neck",)), False),
        ({"concept": ["x"], "near": "region"}, said("x"), True),
        ({"concept": ["x"], "undated": True}, said("x"), True),
        ({"concept": ["x"], "undated": True}, said("x", days_ago=3), False),
        ({"concept": ["x"], "undated": False}, said("x", days_ago=3), True),
        ({"concept": ["x"], "undated": False}, said("x"), False),
        ({"concept": ["x"], "substance": ["a"]}, said("x", substance="a"), True),
        ({"concept": ["x"], "substance": ["a"]}, said("x", substance="b"), False),
        ({"concept": ["x"], "recent": ACUTE}, said("x"), True),
        ({"concept": ["x"], "recent": ACUTE}, said("x", days_ago=27), True),
        ({"concept": ["x"], "recent": ACUTE}, said("x", days_ago=28), False),
        ({"concept": ["x"], "recent": ACUTE}, said("x", days_ago=90, ongoing=True), True),
        ({"concept": ["x"], "recent": ACUTE}, said("x", timing="stopped"), False),
        ({"concept": ["x"], "recent": ACUTE}, said("x", days_ago=2, qualifiers=("healed",)), False),
        ({"concept": ["x"]}, said("x", assertion="past"), False),
        ({"concept": ["x"], "within": True}, said("x", assertion="past", days_ago=2), True),
        (
            {"concept": ["x"], "recent": ACUTE},
            said("x", timing="stopped", assertion="past", days_ago=2),
            True,
        ),
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
    for item in (*evidence.calendar(), *evidence.steps()):
        if item.when is not None:
            match(item.when, facts())


def test_regions_and_wishes() -> None:
    assert match({"region": ["face"]}, facts()) is not None
    assert match({"region": ["scalp"]}, facts()) is None
    assert match({"region": ["scalp"]}, facts(planned=())) is not None
    assert match({"indication": ["acne"]}, facts(indications=("acne",))) is not None
    assert match({"indication": ["acne"]}, facts()) is None
    assert match({"disagreeing": True}, facts(disagreeing=("x",))) is not None


@pytest.mark.parametrize(
    ("mention", "until", "until_true"),
    [
        (said("x", slot="recent_procedures", days_ago=10), ON + dt.timedelta(20), None),
        (said("x", slot="recent_procedures", days_ago=29), ON + dt.timedelta(1), None),
        (said("x", kind="medication", timing="stopped", days_ago=5), ON + dt.timedelta(25), None),
        (said("x", kind="medication", timing="current"), None, "not stopped for needling"),
        (said("x", kind="medication", timing="current", days_ago=5), None, "not stopped"),
        (said("x", kind="medication", timing="stopped"), None, "the date is known"),
        (said("x", timing="current"), None, "the date is known"),
        (said("x", slot="recent_procedures"), None, "the date is known"),
    ],
)
def test_windows(mention: Recognised, until: dt.date | None, until_true: str | None) -> None:
    (found,) = fire([rule()], facts(mention), Policy())
    assert found.until == until
    assert (until_true or "") in (found.until_true or "")


def test_what_is_there_now_or_used_by_choice_is_counted_from_today() -> None:
    for mention in (said("x"), said("x", kind="medication", timing="current")):
        (found,) = fire([rule(from_today=True)], facts(mention), Policy())
        assert found.until == ON + dt.timedelta(30)


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
    (over,) = fire([rule()], facts(mention), Policy())
    assert (over.tag, over.effect, over.until) == ("longer_wait_elsewhere", "info", None)
    (found,) = fire([rule()], facts(mention), policy)
    assert found.until == ON + dt.timedelta(20)
    assert found.policy == "60 days, chosen by Dr A: cautious"


@pytest.mark.parametrize("days", [13, 91])
def test_a_policy_outside_the_range_is_refused(days: int) -> None:
    choice = {"rule": "R", "window_days": days, "reason": "x", "chosen_by": "y"}
    with pytest.raises(RecordError, match="outside the printed range 14 to 90"):
        fire([rule()], facts(said("x")), Policy.read({"choices": [choice]}))


def test_a_policy_may_choose_an_effect_that_a_source_prints() -> None:
    asked = rule(effect="relative", effects_by_source={"JUDGE": "absolute"})
    chosen = {"rule": "R", "effect": "absolute", "reason": "our list", "chosen_by": "Dr A"}
    (found,) = fire([asked], facts(said("x")), Policy.read({"choices": [chosen]}))
    assert (found.effect, found.policy) == ("absolute", "absolute, chosen by Dr A: our list")
    with pytest.raises(RecordError, match="no source prints the effect 'caution'"):
        fire([asked], facts(said("x")), Policy.read({"choices": [{**chosen, "effect": "caution"}]}))


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"rule": "Z-999", "window_days": 3}, "no rule 'Z-999'"),
        ({"rule": "C-011", "window_days": 366}, "outside the printed range 0 to 365"),
        ({"rule": "C-026", "window_days": 3}, "no printed range"),
        ({"rule": "C-026", "effect": "caution"}, "no source prints"),
        ({"rule": "C-051", "window_days": 14}, "no printed range"),
    ],
)
def test_a_policy_is_checked_whole_before_anything_is_asked(
    choice: dict[str, Any], reason: str
) -> None:
    policy = Policy.read({"choices": [{**choice, "reason": "x", "chosen_by": "y"}]})
    with pytest.raises(RecordError, match=reason) as refused:
        check_policy(policy)
    assert refused.value.path == "policy.choices"


@pytest.mark.parametrize("days", [0, 365])
def test_the_ends_of_a_printed_range_may_be_chosen(days: int) -> None:
    choice = {"rule": "C-011", "window_days": days, "reason": "x", "chosen_by": "y"}
    check_policy(Policy.read({"choices": [choice]}))


@pytest.mark.parametrize(
    "choice",
    [
        {"rule": "C-011", "reason": "x", "chosen_by": "y"},
        {"rule": "C-011", "window_days": 90, "reason": "", "chosen_by": "y"},
        {"rule": "C-011", "window_days": 90, "reason": "x"},
        {"rule": "C-011", "window_days": -1, "reason": "x", "chosen_by": "y"},
    ],
)
def test_a_choice_needs_something_chosen_a_reason_and_a_name(choice: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        Policy.read({"choices": [choice]})
    twice = {"rule": "C-011", "window_days": 90, "reason": "x", "chosen_by": "y"}
    with pytest.raises(RecordError, match="chosen twice"):
        Policy.read({"choices": [twice, twice]})


@given(
    st.integers(0, 500),
    st.none() | st.integers(14, 90),
    st.booleans(),
)
def test_a_window_never_ends_before_its_default_unless_policy_says_so(
    days_ago: int, chosen: int | None, uncertain: bool
) -> None:
    """Nor ever before the shortest value that a source prints."""
    choices = [] if chosen is None else [
        {"rule": "R", "window_days": chosen, "reason": "x", "chosen_by": "y"}
    ]  # fmt: skip
    policy = Policy.read({"choices": choices})
    asked = rule(window={"default": 30, "min": 14, "max": 90})
    mention = said("x", days_ago=days_ago, assertion="uncertain" if uncertain else "present")
    blocking = [f for f in fire([asked], facts(mention), policy) if f.effect == "defer"]
    waited = chosen if chosen is not None else 30
    assert bool(blocking) == (days_ago < waited)
    assert all(f.until == ON + dt.timedelta(waited - days_ago) for f in blocking)
    assert waited >= 14


def test_a_longer_wait_elsewhere_is_told_and_changes_nothing() -> None:
    asked = rule(window={"default": 14, "min": 14, "max": 365, "by_source": {"JUDGE": 365}})
    (told,) = fire([asked], facts(said("x", days_ago=60)), Policy())
    assert (told.effect, told.tag, told.until) == ("info", "longer_wait_elsewhere", None)
    assert told.conflict
    assert decide([told], PLANNED) == ("eligible", None)
    assert not fire([asked], facts(said("x", days_ago=400)), Policy())
    assert not fire([asked], facts(said("y", days_ago=60)), Policy())


def test_a_finding_says_what_changes_it_and_what_the_clinician_may_do() -> None:
    (found,) = fire([rule()], facts(said("x", days_ago=10)), Policy())
    assert found.would_change == ("from 2026-04-05 on it no longer counts",)
    assert found.clinician_may == (
        "go on for a reason that is written down with a name",
        "choose 14 to 90 days in the clinic's policy (30 here)",
    )
    (site,) = fire(
        [rule(effect="absolute", scope="site", overridable=False, window=None,
              when={"concept": ["x"]}, effects_by_source={"JUDGE": "relative"})],
        facts(said("x", zones=("chin",))),
        Policy(),
    )  # fmt: skip
    assert site.would_change == ("without chin, the rest can be planned: left cheek",)
    assert site.clinician_may == (
        "not override it",
        "choose in the clinic's policy: relative (absolute here)",
    )
    (option,) = fire(
        [rule(effect="absolute", scope="option", option="prp", window=None,
              when={"concept": ["x"]})],
        facts(said("x"), wish=frozenset({"prp"})),
        Policy(),
    )  # fmt: skip
    assert option.would_change == ("without prp, the rest can be planned",)
    (note,) = fire([rule(effect="info", when={"concept": ["x"]})], facts(said("x")), Policy())
    assert (note.would_change, note.clinician_may) == ((), ())


def test_the_smallest_cap_wins() -> None:
    assert depth_cap("forehead", "pen").key == "sites.forehead.depth_cap"
    assert depth_cap("thigh").key == "sites.any.depth_cap"
