"""Asks every rule about the facts and writes down the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol.evidence import Rule
from neocol.record import Choice, Finding, Policy
from neocol.record.base import words_of
from neocol.record.words import Effect
from neocol.rules.conditions import Match, match
from neocol.rules.facts import Facts
from neocol.rules.windows import until, window_of

_STRICTEST_FIRST: Final = words_of(Effect)
SAID: Final = "{said}"
"""Stands in a message for what fired the rule."""
_REGION_ZONES: Final = 4
"""A place of more zones (*face*) says where to look, not how far the tattoo reaches."""
_DATE_NEEDED: Final = "the date is known, so that the wait can be counted"


def fire(rules: Iterable[Rule], facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """Return the findings of all rules whose condition is fulfilled, the strictest first."""
    found = [finding for rule in rules if (finding := _ask(rule, facts, policy)) is not None]
    return tuple(sorted(found, key=lambda finding: _STRICTEST_FIRST.index(finding.effect)))


def _ask(rule: Rule, facts: Facts, policy: Policy) -> Finding | None:
    if rule.when is None or not _in_days(rule, facts.day_after):
        return None
    window, choice = window_of(rule, policy)
    held = match(rule.when, facts, window)
    if held is None:
        return None
    wait, open_end = _wait(rule, held, window, facts.on)
    out_of_wish = rule.scope == "option" and rule.option not in facts.wish
    return Finding(
        rule=rule.id,
        tag=rule.tags[0],
        tags=rule.tags,
        effect="info" if out_of_wish else rule.effect,
        scope=rule.scope,
        message=rule.message.replace(SAID, "; ".join(held.said)),
        why=rule.why,
        until=wait,
        until_true=open_end,
        evidence=held.said,
        sources=rule.sources,
        status=rule.status,
        confidence=rule.confidence,
        conflict=rule.conflict,
        overridable=rule.overridable,
        zones=_zones(rule, held, facts),
        area=_area(held),
        option=rule.option,
        policy=_chosen(choice),
    )


def _in_days(rule: Rule, day_after: float | None) -> bool:
    """Tell whether a rule speaks about this day after a session; an unknown day is any day."""
    if rule.days is None or day_after is None:
        return True
    first, last = rule.days
    return first <= day_after <= last


def _wait(
    rule: Rule, held: Match, window: float | None, on: dt.date
) -> tuple[dt.date | None, str | None]:
    """Return the last day of all waits, and what must be true where no day can be named."""
    if window is None or not (rule.when or {}).get("within"):
        return None, rule.until_true
    ends = [until(mention, window, on) for mention in held.mentions]
    if any(end is None for end in ends):
        return None, _DATE_NEEDED
    return max((end for end in ends if end is not None), default=None), rule.until_true


def _zones(rule: Rule, held: Match, facts: Facts) -> tuple[str, ...]:
    """Return the planned zones that a site finding excludes; none for a spot inside a zone."""
    if rule.scope != "site" or (rule.when or {}).get("spot"):
        return ()
    named = {
        zone
        for mention in held.mentions
        if len(mention.zones or ()) <= _REGION_ZONES
        for zone in mention.zones or ()
    }
    return tuple(zone for zone in facts.planned if zone in named)


def _area(held: Match) -> str | None:
    areas = [mention.area for mention in held.mentions if mention.area]
    return ", ".join(dict.fromkeys(areas)) or None


def _chosen(choice: Choice | None) -> str | None:
    if choice is None:
        return None
    return f"{choice.window_days:g} days, chosen by {choice.chosen_by}: {choice.reason}"
