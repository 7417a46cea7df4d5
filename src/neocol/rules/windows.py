"""Windows: how long to wait, by default or by the clinic's policy, and until when."""

from __future__ import annotations

import datetime as dt

from neocol.evidence import Rule
from neocol.record import Choice, Policy, Recognised, RecordError


def window_of(rule: Rule, policy: Policy) -> tuple[float | None, Choice | None]:
    """Return the window of a rule in days, and the policy choice that set it, if any.

    Raises
    ------
    neocol.record.RecordError
        When the policy chooses outside the range that the sources print.
    """
    choice = policy.choice(rule.id)
    window = rule.window
    if choice is None:
        return (window.default if window else None), None
    if window is None or window.min is None or window.max is None:
        raise RecordError(f"rule {rule.id} has no printed range to choose from", "policy.choices")
    if not window.min <= choice.window_days <= window.max:
        raise RecordError(
            f"rule {rule.id}: {choice.window_days:g} days lies outside the printed range "
            f"{window.min:g} to {window.max:g}",
            "policy.choices",
        )
    return choice.window_days, choice


def is_over(mention: Recognised, window_days: float) -> bool:
    """Tell whether the wait after a stopped medicine or a past event is over."""
    if mention.slot == "medications" and mention.timing != "stopped":
        return False
    if mention.timing == "current" and mention.days_ago is None:
        return False
    return mention.days_ago is not None and mention.days_ago >= window_days


def until(mention: Recognised, window_days: float, on: dt.date) -> dt.date | None:
    """Return the day the wait ends; ``None`` when the day it began is not known.

    A medicine that is still taken could be left off today at the earliest.
    """
    if mention.slot == "medications" and mention.timing != "stopped":
        return on + dt.timedelta(days=window_days)
    if mention.days_ago is None:
        began_today = mention.timing == "current"
        return on + dt.timedelta(days=window_days) if began_today else None
    return on + dt.timedelta(days=window_days - mention.days_ago)
