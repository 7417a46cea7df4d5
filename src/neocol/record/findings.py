"""What the rules answer: findings, and the decision they add up to."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from neocol.record.base import Day, Noun
from neocol.record.document import Stamp
from neocol.record.preparation import Change, Preparation
from neocol.record.words import Assertion, Confidence, Decision, Effect, Scope, Status


class Recognised(Noun):
    """A phrase of the case and the concept it was understood as."""

    text: str
    concept: str | None = Field(description="None: not understood, and asked about.")
    kind: str | None = Field(default=None, description="medication, condition, allergy, …")
    substance: str | None = Field(default=None, description="Which medicine, by generic name.")
    codes: dict[str, str] = Field(
        default={}, description="Given with the words, else the table's own, by system."
    )
    code_status: dict[str, Literal["given", "found", "recalled"]] = Field(
        default={}, description="By system: given, read in a source, or recalled (verify)."
    )
    disagrees: str | None = Field(
        default=None, description="What the words said where a code that came with them won."
    )
    assertion: Assertion = "present"
    slot: str = Field(default="", description="Where in the case it stood, e.g. medications.")
    path: str = ""
    matched: str | None = None
    via: Literal["words", "spelling", "name", "stem", "code", "answer"] = "words"
    timing: Literal["current", "stopped", "unknown"] = "unknown"
    days_ago: int | None = Field(default=None, description="Since the last dose or the event.")
    ongoing: bool = Field(default=False, description="days_ago counts from when it began.")
    zones: tuple[str, ...] | None = Field(default=None, description="None: no area was named.")
    part_of: tuple[str, ...] = Field(
        default=(), description="Zones that a named spot (eyebrows, lids) lies in."
    )
    area: str | None = None
    qualifiers: tuple[str, ...] = ()


class Finding(Noun):
    """One rule that fired: what it means, what fired it, and what it rests on."""

    rule: str
    tag: str
    tags: tuple[str, ...] = ()
    effect: Effect
    scope: Scope = "session"
    message: str
    why: str = ""
    until: Day | None = None
    until_true: str | None = Field(default=None, description="What must be true before a session.")
    evidence: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    status: Status = "found"
    confidence: Confidence = "medium"
    conflict: str | None = None
    overridable: bool = True
    zones: tuple[str, ...] = Field(default=(), description="Zones that a site finding excludes.")
    area: str | None = None
    option: str | None = Field(default=None, description="The option that it excludes.")
    policy: str | None = Field(default=None, description="Set when a clinic policy chose.")
    window_days: float | None = Field(default=None, description="The wait that was counted.")
    would_change: tuple[str, ...] = Field(default=(), description="What would change it.")
    clinician_may: tuple[str, ...] = Field(default=(), description="What the clinician may do.")


class Candidacy(Noun):
    """May this person be needled, where, when, and why (not)."""

    id: str | None = None
    on: Day
    decision: Decision
    until: Day | None = None
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    not_read: tuple[str, ...] = Field(
        default=(), description="What an imported record held that could not be used."
    )
    recognised: tuple[Recognised, ...] = ()
    planned_zones: tuple[str, ...] = ()
    excluded_zones: tuple[str, ...] = ()
    excluded_options: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    would_change: tuple[str, ...] = Field(
        default=(), description="What would change the decision, the questions first."
    )
    preparation: Preparation | None = None
    changed: Change | None = Field(default=None, description="Since an earlier visit.")
    stamp: Stamp | None = None

    def open_conditions(self) -> tuple[str, ...]:
        """Return what a plan made now would wait for; empty for eligible and caution."""
        if self.decision not in {"defer", "needs_clearance"}:
            return ()
        blocking = {"absolute", "relative", "defer"}
        waits = [
            f.message if f.until is None else f"{f.message} Not before {f.until.isoformat()}."
            for f in self.findings
            if f.effect in blocking and f.scope != "site"
        ]
        return tuple(dict.fromkeys([*waits, *self.missing]))

    def sources(self) -> tuple[str, ...]:
        """Return every source key the findings rest on, in order of first use."""
        return tuple(dict.fromkeys(key for f in self.findings for key in f.sources))

    def fired(self) -> dict[str, list[Any]]:
        """Return the findings by tag."""
        by_tag: dict[str, list[Any]] = {}
        for finding in self.findings:
            for tag in finding.tags or (finding.tag,):
                by_tag.setdefault(tag, []).append(finding)
        return by_tag
