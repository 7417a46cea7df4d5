"""A finding about a numbing cream, and the verdict that it leads to by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.record import Finding
from neocol.record.anaesthetic import Verdict
from neocol.record.words import Effect
from neocol.rules import state

_STRICTEST_FIRST: Final[tuple[Verdict, ...]] = (
    "contraindicated",
    "over_limit",
    "unknown",
    "within_limits",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding and its verdict; *within limits* where it only informs."""

    finding: Finding
    verdict: Verdict = "within_limits"


def blocked(rule: str, *said: str, message: str | None = None) -> Told:
    """Return a finding that rules the cream out."""
    return Told(state(evidence.rule(rule), *said, message=message), "contraindicated")


def over(rule: str, *said: str, message: str | None = None) -> Told:
    """Return a finding on an amount above a limit."""
    return Told(state(evidence.rule(rule), *said, message=message), "over_limit")


def noted(rule: str, *said: str, effect: Effect = "caution", message: str | None = None) -> Told:
    """Return a finding that leaves the verdict as it is."""
    return Told(state(evidence.rule(rule), *said, effect=effect, message=message))


def strictest_verdict(told: Iterable[Told], *, open_questions: bool) -> Verdict:
    """Return the strictest verdict of all; open questions count as *unknown*."""
    held = {item.verdict for item in told} | ({"unknown"} if open_questions else set())
    return next((verdict for verdict in _STRICTEST_FIRST if verdict in held), "within_limits")
