"""Asks every rule about the facts and writes down the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from neocol.evidence import Rule
from neocol.record import Finding, Policy
from neocol.record.base import words_of
from neocol.record.words import Effect
from neocol.rules.conditions import Match, match
from neocol.rules.explain import clinician_may, would_change
from neocol.rules.facts import Facts
from neocol.rules.windows import effect_of, until, window_of

_STRICTEST_FIRST: Final = words_of(Effect)
SAID: Final = "{said}"
"""Stands in a message for what fired the rule."""
LONGER_WAIT: Final = "longer_wait_elsewhere"
"""Tag of a wait that is over here, while a source prints a longer one."""
_REGION_ZONES: Final = 4
"""A place of more zones (*face*) says where to look, not how far the tattoo reaches."""
_DATE_NEEDED: Final = "the date is known, so that the wait can be counted"
_STILL_TAKEN: Final = "it has ended for its own reasons; it is not stopped for needling"


def fire(rules: Iterable[Rule], facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """Return the findings of all rules whose condition is fulfilled, the strictest first.

    A wait that is over by the clinic's number, while a source prints a longer one, is a finding
    too: information, so that the disagreement is seen.
    """
    found = [finding for rule in rules if (finding := _ask(rule, facts, policy)) is not None]
    return strictest_first(found)


def state(
    rule: Rule, *said: str, effect: Effect | None = None, message: str | None = None
) -> Finding:
    """Return the finding of a rule whose condition was looked at elsewhere.

    Parameters
    ----------
    rule : Rule
        What it rests on.
    said : str
        What made it hold.
    effect : str, optional
        A milder effect than the rule's own, where it only comes near.
    message : str, optional
        The rule's message made particular.
    """
    plain = Finding(
        rule=rule.id,
        tag=rule.tags[0],
        tags=rule.tags,
        effect=effect or rule.effect,
        scope=rule.scope,
        message=message or rule.message,
        why=rule.why,
        until_true=rule.until_true,
        evidence=said,
        sources=rule.sources,
        status=rule.status,
        confidence=rule.confidence,
        conflict=rule.conflict,
        overridable=rule.overridable,
        option=rule.option,
    )
    return plain.model_copy(
        update={
            "would_change": would_change(plain, ()),
            "clinician_may": clinician_may(plain, rule),
        }
    )


def strictest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the strictest effect in front, otherwise in their order."""
    return tuple(sorted(findings, key=lambda finding: _STRICTEST_FIRST.index(finding.effect)))


def _ask(rule: Rule, facts: Facts, policy: Policy) -> Finding | None:
    if rule.when is None or not _in_days(rule, facts.day_after):
        return None
    window = window_of(rule, policy)
    held = match(rule.when, facts, window)
    if held is None:
        return _longer_wait(rule, facts, policy, window)
    return _explained(_finding(rule, held, facts, policy, window), rule, facts)


def _finding(
    rule: Rule, held: Match, facts: Facts, policy: Policy, window: float | None
) -> Finding:
    wait, open_end = _wait(rule, held, window, facts.on)
    out_of_wish = rule.scope == "option" and rule.option not in facts.wish
    choice = policy.choice(rule.id)
    return Finding(
        rule=rule.id,
        tag=rule.tags[0],
        tags=rule.tags,
        effect="info" if out_of_wish else effect_of(rule, policy),
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
        policy=choice.text if choice else None,
        window_days=window,
    )


def _longer_wait(rule: Rule, facts: Facts, policy: Policy, window: float | None) -> Finding | None:
    """Tell of a wait that is over by the number used here, while a source prints a longer one."""
    longest = rule.window.max if rule.window else None
    if window is None or longest is None or longest <= window or not _waits(rule.when):
        return None
    held = match(rule.when or {}, facts, longest)
    if held is None or not held.mentions:
        return None
    choice = policy.choice(rule.id)
    longer = [
        key for key, days in (rule.window.by_source if rule.window else {}).items() if days > window
    ]
    return Finding(
        rule=rule.id,
        tag=LONGER_WAIT,
        tags=(LONGER_WAIT, *rule.tags),
        effect="info",
        scope=rule.scope,
        message=f"The wait of {window:g} days is over. Sources wait up to {longest:g}.",
        why=rule.why,
        evidence=held.said,
        sources=tuple(longer) or rule.sources,
        status=rule.status,
        confidence=rule.confidence,
        conflict=rule.conflict or _printed(rule),
        policy=choice.text if choice else None,
        window_days=window,
    )


def _printed(rule: Rule) -> str:
    """Return what each source prints, where the rule does not say it in words."""
    window = rule.window
    sides = sorted(set(window.by_source.values()) if window else ())
    return f"Sources print {', '.join(f'{days:g}' for days in sides)} days."


def _waits(when: dict[str, Any] | None) -> bool:
    """Tell whether a condition looks at the rule's window."""
    parts = when or {}
    inner = (*parts.get("all", ()), *parts.get("any", ()))
    return bool(parts.get("within")) or any(_waits(part) for part in inner)


def _explained(finding: Finding, rule: Rule, facts: Facts) -> Finding:
    return finding.model_copy(
        update={
            "would_change": would_change(finding, facts.planned),
            "clinician_may": clinician_may(finding, rule),
        }
    )


def _in_days(rule: Rule, day_after: float | None) -> bool:
    """Tell whether a rule speaks about this day after a session; an unknown day is any day."""
    if rule.days is None or day_after is None:
        return True
    first, last = rule.days
    return (first == 0 or first < day_after) and day_after <= last


def _wait(
    rule: Rule, held: Match, window: float | None, on: dt.date
) -> tuple[dt.date | None, str | None]:
    """Return the last day of all waits, and what must be true where no day can be named."""
    if window is None or not _waits(rule.when):
        return None, rule.until_true
    end = until(held.mentions, window, on, from_today=rule.from_today)
    if end is not None:
        return end, rule.until_true
    taken = any(m.kind == "medication" and m.timing != "stopped" for m in held.mentions)
    return None, rule.until_true or (_STILL_TAKEN if taken else _DATE_NEEDED)


def _zones(rule: Rule, held: Match, facts: Facts) -> tuple[str, ...]:
    """Return the planned zones that a site finding excludes; none for a spot inside a zone."""
    if rule.scope != "site" or (rule.when or {}).get("spot"):
        return ()
    named = set(_zones_asked(rule.when)) or {
        zone
        for mention in held.mentions
        if len(mention.zones or ()) <= _REGION_ZONES
        for zone in mention.zones or ()
    }
    return tuple(zone for zone in facts.planned if zone in named)


def _zones_asked(when: dict[str, Any] | None) -> Iterable[str]:
    """Yield the zones that a condition itself names (the chest, for a keloid)."""
    parts = when or {}
    yield from parts.get("zone", ())
    for part in (*parts.get("all", ()), *parts.get("any", ())):
        yield from _zones_asked(part)


def _area(held: Match) -> str | None:
    areas = [mention.area for mention in held.mentions if mention.area]
    return ", ".join(dict.fromkeys(areas)) or None
