"""What would change a finding, and what the clinician may do with it: said from the rule itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neocol.evidence import Rule
from neocol.record import Finding
from neocol.record.zones import zone_label


def would_change(finding: Finding, planned: tuple[str, ...]) -> tuple[str, ...]:
    """Return what would change a finding, in words; empty for information."""
    if finding.effect == "info":
        return ()
    return tuple(_changes(finding, planned))


def _changes(finding: Finding, planned: tuple[str, ...]) -> Iterator[str]:
    if finding.until is not None:
        yield f"from {finding.until.isoformat()} on it no longer counts"
    if finding.until_true is not None:
        yield f"once {finding.until_true}"
    if finding.scope == "site" and finding.zones:
        left = [zone for zone in planned if zone not in finding.zones]
        yield f"without {_listed(finding.zones)}" + (
            f", the rest can be planned: {_listed(left)}"
            if left
            else ", nothing of the wish is left"
        )
    if finding.scope == "option" and finding.option is not None:
        yield f"without {finding.option.replace('_', ' ')}, the rest can be planned"
    if finding.effect == "relative" and finding.scope == "session":
        said = ", ".join(text.partition(": ")[2] or text for text in finding.evidence)
        yield f"a written answer from the treating doctor on: {said}"


def clinician_may(finding: Finding, rule: Rule) -> tuple[str, ...]:
    """Return what the clinician may do: override with a reason and a name, or choose by policy."""
    if finding.effect == "info":
        return ()
    return tuple(_rights(finding, rule))


def _rights(finding: Finding, rule: Rule) -> Iterator[str]:
    if rule.overridable:
        yield "go on for a reason that is written down with a name"
    else:
        yield "not override it"
    window = rule.window
    if (
        finding.window_days is not None
        and window is not None
        and window.min is not None
        and window.max is not None
        and window.min < window.max
    ):
        yield (
            f"choose {window.min:g} to {window.max:g} days in the clinic's policy "
            f"({finding.window_days:g} here)"
        )
    others = sorted({*rule.effects_by_source.values()} - {finding.effect})
    if others:
        yield f"choose in the clinic's policy: {' or '.join(others)} ({finding.effect} here)"


def _listed(zones: Iterable[str]) -> str:
    return ", ".join(zone_label(zone) for zone in zones)
