"""The page of the whole rule base: every rule, conflict and source is on it, in words."""

from __future__ import annotations

import re

import pytest

from neocol import evidence
from neocol.exchange.documents import rulebook, rulebook_html


@pytest.fixture(scope="module")
def page() -> str:
    return rulebook_html()


def test_every_rule_conflict_and_source_is_there_once(page: str) -> None:
    anchors = re.findall(r'<article class="rule[^"]*" id="([^"]+)"', page)
    assert sorted(anchors) == sorted(rule.id for rule in evidence.rules())
    for conflict in evidence.conflicts():
        assert conflict.topic in page.replace("&#39;", "'")
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert linked <= set(re.findall(r'id="([^"]+)"', page))


def test_it_asks_nothing_of_the_network(page: str) -> None:
    assert not re.search(r'<(?:script|img|iframe)|<link rel="stylesheet"|url\(', page)


def test_what_fires_a_rule_is_said_in_words() -> None:
    assert rulebook.asks({"concept": ["sunburn"], "near": True, "within": True}) == (
        "sunburn, in the planned area, inside the wait"
    )
    assert rulebook.asks({"field": "pregnancy", "is": ["yes"]}) == "pregnancy: yes"
    assert rulebook.asks({"not": {"device": ["pen"]}}) == "not device pen"
    assert rulebook.asks(None) == ""
    for rule in evidence.rules():
        assert (rulebook.asks(rule.when) == "") is (rule.when is None), rule.id
        assert "candidacy_values" not in rulebook.asks(rule.when)


def test_a_wait_says_its_default_its_range_and_who_prints_what() -> None:
    assert rulebook.wait(evidence.rule("C-101")).startswith(
        "14 days, a clinic may choose 14 to 180 (VJ 14, "
    )
    assert rulebook.wait(evidence.rule("C-001")) == ""


def test_only_what_a_policy_can_choose_is_offered() -> None:
    by_id = {conflict.id: conflict for conflict in evidence.conflicts()}
    assert rulebook.choosable(by_id["isotretinoin"]) == ("C-011",)
    assert rulebook.choosable(by_id["keloid"]) == ("C-060",)
    assert rulebook.choosable(by_id["pregnancy"]) == ()
