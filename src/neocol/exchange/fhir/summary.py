"""What a bundle holds that is not read, counted by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from neocol.exchange.fhir.chart import Entry
from neocol.exchange.fhir.notes import Notes

_ADMINISTRATIVE: Final = {
    "Account",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "CareTeam",
    "Claim",
    "ClaimResponse",
    "Composition",
    "Consent",
    "Coverage",
    "Encounter",
    "Endpoint",
    "EpisodeOfCare",
    "ExplanationOfBenefit",
    "Goal",
    "Group",
    "HealthcareService",
    "Location",
    "Medication",
    "MessageHeader",
    "OperationOutcome",
    "Organization",
    "Parameters",
    "Person",
    "Practitioner",
    "PractitionerRole",
    "Provenance",
    "RelatedPerson",
    "Schedule",
    "Slot",
}
"""Resource types that hold nothing a consultation asks; every other unread type may."""


def summarise(unread: Iterable[Entry], notes: Notes) -> None:
    """Note how many resources of which type were not read, those that may matter apart."""
    kinds = Counter(entry.kind for entry in unread)
    may_matter = {kind: n for kind, n in kinds.items() if kind not in _ADMINISTRATIVE}
    others = {kind: n for kind, n in kinds.items() if kind in _ADMINISTRATIVE}
    if may_matter:
        notes.say(f"not read, look yourself where it matters: {_counted(may_matter)}")
    if others:
        notes.say(f"not needed here: {_counted(others)}")


def _counted(kinds: dict[str, int]) -> str:
    ranked = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{n:,} {kind}" for kind, n in ranked)
