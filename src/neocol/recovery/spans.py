"""From when to when an item of the calendar holds: policy before depth before default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from neocol import evidence
from neocol.evidence import CalendarItem, Window
from neocol.record import Policy
from neocol.recovery.messages import Messages
from neocol.recovery.moments import HOURS_A_DAY
from neocol.rules import window_of

_IN_HOURS_TO_DAY: Final = 2
"""A range that ends here or sooner is told in hours."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """When an item holds, in days after the session, and why just so.

    Attributes
    ----------
    start, end : float
        Days after the session; 1 is 24 hours.
    by : str
        What chose: policy, deep, shallow or default.
    """

    start: float
    end: float
    window: Window | None
    by: Literal["policy", "deep", "shallow", "default"]
    detail: str = ""
    on_days: tuple[float, ...] = ()

    @property
    def start_h(self) -> float:
        """Hours after the session at which it begins."""
        return self.start * HOURS_A_DAY

    @property
    def end_h(self) -> float:
        """Hours after the session at which it ends."""
        return self.end * HOURS_A_DAY

    def printed(self, say: Messages) -> str | None:
        """Return the range that sources print, in words; ``None`` where they agree."""
        window = self.window
        if window is None or window.min is None or window.max is None or window.min == window.max:
            return None
        unit, times = ("hours", HOURS_A_DAY) if window.max <= _IN_HOURS_TO_DAY else ("days", 1)
        low, high = (f"{round(days * times, 1):g}" for days in (window.min, window.max))
        return say(f"pages.printed.{unit}", low=low, high=high)

    def reason(self, say: Messages) -> str | None:
        """Return why this end of the printed range was taken; ``None`` where there is one end."""
        if self.printed(say) is None:
            return None
        return say(f"pages.chosen.{self.by}", reason=self.detail, depth=self.detail)


def chosen_spans(ids: Iterable[str], depth_mm: float | None, policy: Policy) -> dict[str, Chosen]:
    """Return when each item holds; an item that a choice leaves no time for is left out.

    Parameters
    ----------
    ids : iterable of str
        The items that belong to this session.
    depth_mm : float or None
        The deepest needling of the session.
    policy : Policy
        The clinic's choices.
    """
    wanted = tuple(ids)
    spans = {id_: _span(evidence.calendar_item(id_), depth_mm, policy) for id_ in wanted}
    return {id_: span for id_, span in spans.items() if span.start < span.end or span.on_days}


def _span(item: CalendarItem, depth_mm: float | None, policy: Policy) -> Chosen:
    days, by, detail = _days(item, depth_mm, policy)
    start, end = item.days
    if days is not None:
        start, end = (days, end) if item.start else (start, days)
    if item.follows is not None:
        start = _span(evidence.calendar_item(item.follows), depth_mm, policy).end
    return Chosen(start, end, item.window, by, detail, item.on_days)


def _days(
    item: CalendarItem, depth_mm: float | None, policy: Policy
) -> tuple[float | None, Literal["policy", "deep", "shallow", "default"], str]:
    """Return the days of the window that are taken, and what took them."""
    choice = policy.choice(item.id)
    if choice is not None and choice.window_days is not None:
        return window_of(item, policy), "policy", choice.reason
    window = item.window
    if window is not None and item.by_depth and depth_mm is not None:
        if depth_mm >= evidence.number("aftercare.depth.deep", "mm"):
            return window.max, "deep", f"{depth_mm:g}"
        if depth_mm <= evidence.number("aftercare.depth.shallow", "mm"):
            return window.min, "shallow", f"{depth_mm:g}"
    return window.default if window else None, "default", ""
