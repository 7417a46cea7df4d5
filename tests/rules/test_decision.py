"""The decision: the contract's table, row by row, and what must hold for any findings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.record import Finding
from neocol.record.base import words_of
from neocol.record.words import Decision, Effect, Scope
from neocol.rules import decide, remaining_zones

DAY, LATER = dt.date(2026, 4, 1), dt.date(2026, 6, 1)
PLANNED = ("cheek_left", "chin")
MILDEST_FIRST = words_of(Decision)


def finding(effect: str, scope: str = "session", **more: Any) -> Finding:
    return Finding.read(
        {"rule": "R", "tag": "t", "effect": effect, "scope": scope, "message": "m", **more}
    )


@pytest.mark.parametrize(
    ("effect", "scope", "more", "decision"),
    [
        ("absolute", "session", {}, "not_a_candidate"),
        ("absolute", "session", {"until": DAY}, "defer"),
        ("absolute", "session", {"until_true": "healed"}, "defer"),
        ("relative", "session", {}, "needs_clearance"),
        ("relative", "session", {"until": DAY}, "needs_clearance"),
        ("defer", "session", {}, "defer"),
        ("defer", "session", {"until": DAY}, "defer"),
        ("caution", "session", {}, "caution"),
        ("caution", "session", {"until": DAY}, "caution"),
        ("info", "session", {}, "eligible"),
        ("info", "session", {"until": DAY}, "eligible"),
        ("absolute", "site", {"zones": ["chin"]}, "caution"),
        ("relative", "site", {"zones": ["chin"]}, "caution"),
        ("defer", "site", {"zones": ["chin"], "until": DAY}, "caution"),
        ("absolute", "site", {}, "caution"),
        ("info", "site", {"zones": []}, "eligible"),
        ("absolute", "site", {"zones": list(PLANNED)}, "not_a_candidate"),
        ("absolute", "site", {"zones": list(PLANNED), "until": DAY}, "defer"),
        ("relative", "site", {"zones": list(PLANNED), "until_true": "healed"}, "defer"),
        ("absolute", "option", {"option": "prp"}, "needs_clearance"),
        ("relative", "option", {"option": "prp"}, "caution"),
        ("defer", "option", {"option": "prp", "until": DAY}, "caution"),
        ("caution", "option", {"option": "prp"}, "caution"),
        ("info", "option", {"option": "prp"}, "eligible"),
    ],
)
def test_the_contract_row_by_row(
    effect: str, scope: str, more: dict[str, Any], decision: str
) -> None:
    assert decide([finding(effect, scope, **more)], PLANNED)[0] == decision


def test_nothing_found_is_eligible() -> None:
    assert decide([], PLANNED) == ("eligible", None)
    assert decide([], ()) == ("eligible", None)
    assert decide([], (), only_spots=True) == ("eligible", None)


def test_the_strictest_wins() -> None:
    found = [finding(effect) for effect in ("caution", "defer", "info")]
    assert decide(found, PLANNED)[0] == "defer"
    assert decide([*found, finding("relative")], PLANNED)[0] == "needs_clearance"
    assert decide([*found, finding("relative"), finding("absolute")], PLANNED)[0] == (
        "not_a_candidate"
    )


def test_the_last_wait_counts_and_only_of_what_keeps_waiting() -> None:
    first, last = finding("defer", until=DAY), finding("defer", until=LATER)
    assert decide([first, last], PLANNED)[1] == LATER
    assert decide([last, first], PLANNED)[1] == LATER
    assert decide([finding("absolute", until=DAY)], PLANNED)[1] == DAY
    for quiet in (
        finding("info", until=LATER),
        finding("caution", until=LATER),
        finding("relative", until=LATER),
        finding("defer", "option", option="prp", until=LATER),
        finding("absolute", "site", zones=["chin"], until=LATER),
    ):
        assert decide([first, quiet], PLANNED)[1] == DAY
        assert decide([quiet], PLANNED)[1] is None
    assert decide([finding("defer", until_true="healed")], PLANNED)[1] is None


def test_without_a_zone_left_the_session_waits_for_the_zones() -> None:
    both = [
        finding("absolute", "site", zones=["chin"], until=DAY),
        finding("absolute", "site", zones=["cheek_left"], until=LATER),
    ]
    assert decide(both, PLANNED) == ("defer", LATER)
    assert decide(both, (*PLANNED, "nose")) == ("caution", None)
    forever = finding("absolute", "site", zones=["cheek_left"])
    assert decide([both[0], forever], PLANNED)[0] == "not_a_candidate"


def test_a_spot_without_a_zone_leaves_nothing_when_only_spots_were_wished() -> None:
    lids = finding("absolute", "site")
    assert decide([lids], (), only_spots=True)[0] == "not_a_candidate"
    assert decide([lids], ())[0] == "caution"
    assert decide([finding("caution")], (), only_spots=True)[0] == "caution"
    assert decide([finding("info", "site")], (), only_spots=True)[0] == "eligible"


def test_an_information_about_a_zone_changes_nothing() -> None:
    gone = finding("absolute", "site", zones=list(PLANNED), until=DAY)
    assert decide([gone, finding("info", "site")], PLANNED) == ("defer", DAY)


def test_the_zones_that_remain() -> None:
    found = [finding("absolute", "site", zones=["chin"])]
    assert remaining_zones(found, PLANNED) == ("cheek_left",)
    assert remaining_zones([], PLANNED) == PLANNED
    assert remaining_zones(found, ("chin",)) == ()
    assert remaining_zones(found, ()) == ()


FINDINGS = st.builds(
    finding,
    st.sampled_from(words_of(Effect)),
    st.sampled_from(words_of(Scope)),
    until=st.none() | st.just(DAY) | st.just(LATER),
    until_true=st.none() | st.just("healed"),
    zones=st.lists(st.sampled_from(PLANNED), unique=True, max_size=2),
)


@given(st.lists(FINDINGS, max_size=5), FINDINGS)
def test_one_more_finding_never_makes_it_milder(found: list[Finding], more: Finding) -> None:
    before, _ = decide(found, PLANNED)
    after, _ = decide([*found, more], PLANNED)
    assert MILDEST_FIRST.index(after) >= MILDEST_FIRST.index(before)


@given(st.lists(FINDINGS, max_size=5), st.randoms(use_true_random=False))
def test_order_never_matters(found: list[Finding], chance: Any) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert decide(mixed, PLANNED) == decide(found, PLANNED)
