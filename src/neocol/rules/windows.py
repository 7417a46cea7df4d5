"""Windows and clinic policy: how long to wait, until when, and who chose it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from neocol import evidence
from neocol.evidence import CalendarItem, EvidenceError, Rule
from neocol.record import Policy, Recognised, RecordError
from neocol.record.words import Effect

_WHERE = "policy.choices"


def check_policy(policy: Policy) -> None:
    """Refuse a policy that names an unknown rule or chooses what no source prints.

    Raises
    ------
    neocol.record.RecordError
        Naming the rule, what was chosen and what may be.
    """
    for choice in policy.choices:
        rule = _rule_or_item(choice.rule)
        if choice.window_days is not None:
            _check_window(rule, choice.window_days)
        if choice.effect is not None:
            _check_effect(rule, choice.effect)


def _rule_or_item(id_: str) -> Rule | CalendarItem:
    """Return what a policy may choose about: a rule, or an item of the aftercare calendar."""
    for look_up in (evidence.rule, evidence.calendar_item):
        try:
            return look_up(id_)
        except EvidenceError:
            continue
    raise RecordError(f"there is no rule '{id_}'", _WHERE)


def window_of(rule: Rule | CalendarItem, policy: Policy) -> float | None:
    """Return the days that a rule asks to wait: the clinic's choice, else the default."""
    choice = policy.choice(rule.id)
    if choice is not None and choice.window_days is not None:
        _check_window(rule, choice.window_days)
        return choice.window_days
    return rule.window.default if rule.window else None


def effect_of(rule: Rule, policy: Policy) -> Effect:
    """Return what a rule does: the clinic's choice, else the default."""
    choice = policy.choice(rule.id)
    if choice is None or choice.effect is None:
        return rule.effect
    _check_effect(rule, choice.effect)
    return choice.effect


def is_over(mention: Recognised, window_days: float) -> bool:
    """Tell whether the wait after a stopped medicine or a past event is over.

    What is still taken, or may be, is never over; nor is what nobody dated.
    """
    if _is_taken(mention) or mention.days_ago is None:
        return False
    return mention.days_ago >= window_days


def _is_taken(mention: Recognised) -> bool:
    """Tell whether a medicine goes on; when it began then says nothing."""
    return mention.kind == "medication" and mention.timing == "current"


def until(
    mentions: Iterable[Recognised], window_days: float, on: dt.date, *, from_today: bool
) -> dt.date | None:
    """Return the day the last wait ends; ``None`` when one of them cannot be counted.

    Parameters
    ----------
    from_today : bool
        Count from today what has no day: it is there now, or could be left off today. A medicine
        that is taken for its own reasons has no such day, and its wait no end.
    """
    ends = []
    for mention in mentions:
        days = None if _is_taken(mention) else mention.days_ago
        if days is None and not from_today:
            return None
        ends.append(on + dt.timedelta(days=window_days - (days or 0)))
    return max(ends, default=None)


def _check_window(rule: Rule | CalendarItem, days: float) -> None:
    window = rule.window
    if window is None or window.min is None or window.max is None:
        raise RecordError(f"rule {rule.id} has no printed range of days to choose from", _WHERE)
    if not window.min <= days <= window.max:
        raise RecordError(
            f"rule {rule.id}: {days:g} days lies outside the printed range "
            f"{window.min:g} to {window.max:g}",
            _WHERE,
        )


def _check_effect(rule: Rule | CalendarItem, effect: Effect) -> None:
    if isinstance(rule, CalendarItem):
        raise RecordError(f"{rule.id} is an item of the calendar: choose window_days", _WHERE)
    printed = {rule.effect, *rule.effects_by_source.values()}
    if effect not in printed:
        raise RecordError(
            f"rule {rule.id}: no source prints the effect '{effect}'; "
            f"printed: {', '.join(sorted(printed))}",
            _WHERE,
        )
