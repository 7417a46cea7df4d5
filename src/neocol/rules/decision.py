"""From findings to the decision: the table of the contract, the strictest finding wins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol.record import Finding
from neocol.record.base import words_of
from neocol.record.words import Decision

_MILDEST_FIRST: Final = words_of(Decision)


def decide(
    findings: Iterable[Finding], planned: tuple[str, ...], *, only_spots: bool = False
) -> tuple[Decision, dt.date | None]:
    """Return the decision and the day before which no session should be, if one is known.

    Parameters
    ----------
    planned : tuple of str
        The zones that the person wishes to have treated; empty when that is not known.
    only_spots : bool
        The wish names a place, but no zone of it (the eyelids).
    """
    found = tuple(findings)
    reached: list[Decision] = [_of(finding) for finding in found]
    site = [f for f in found if f.scope == "site" and f.effect != "info"]
    nothing_left = not remaining_zones(found, planned) if planned else only_spots and bool(site)
    if nothing_left:
        temporary = all(finding.until or finding.until_true for finding in site)
        reached.append("defer" if temporary else "not_a_candidate")
    nothing: Decision = "eligible"
    decision = max(reached, key=_MILDEST_FIRST.index, default=nothing)
    return decision, _wait(found, nothing_left=nothing_left)


def _wait(found: tuple[Finding, ...], *, nothing_left: bool) -> dt.date | None:
    """Return the last day that the session as a whole waits for.

    A zone that is left out for a time, or an option, keeps nobody waiting while the rest can go
    on; once no zone is left, the session waits for the last of them.
    """
    waiting = [
        finding
        for finding in found
        if _of(finding) == "defer" or (nothing_left and finding.scope == "site")
    ]
    return max((f.until for f in waiting if f.until is not None), default=None)


def remaining_zones(findings: Iterable[Finding], planned: tuple[str, ...]) -> tuple[str, ...]:
    """Return the planned zones that no site finding excludes."""
    excluded = {zone for finding in findings for zone in finding.zones}
    return tuple(zone for zone in planned if zone not in excluded)


def _of(finding: Finding) -> Decision:
    """Return the decision that one finding alone would lead to."""
    if finding.effect == "info":
        return "eligible"
    if finding.scope == "site" or finding.effect == "caution":
        return "caution"
    if finding.scope == "option":
        return "needs_clearance" if finding.effect == "absolute" else "caution"
    if finding.effect == "relative":
        return "needs_clearance"
    if finding.effect == "defer":
        return "defer"
    only_time = finding.until is not None or finding.until_true is not None
    return "defer" if only_time else "not_a_candidate"
