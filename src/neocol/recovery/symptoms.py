"""Triage: is this normal today? The highest level wins; unknown words are never normal."""

from __future__ import annotations

import datetime as dt
from typing import Final

from neocol import __version__, evidence
from neocol.language import recognise
from neocol.record import CheckIn, Finding, Policy, Recognised, Stamp, TriageAnswer
from neocol.record.base import words_of
from neocol.record.words import TriageLevel
from neocol.rules import Facts, fire

_MILDEST_FIRST: Final = words_of(TriageLevel)
_EMERGENCY_LAST: Final = "In an emergency call emergency services."


def triage(check_in: CheckIn) -> TriageAnswer:
    """Answer a worried sentence for its day.

    Parameters
    ----------
    check_in : CheckIn
        The day after the session, the patient's words, severity and ticked symptoms.

    Returns
    -------
    TriageAnswer
        ``level`` normal, self_care, contact_clinic (with ``within_hours``) or urgent;
        ``emergency`` when emergency services are to be called.

    Limits
    ------
    Reads English words. What it does not understand is answered with *contact the clinic*; an
    emergency word counts on any day, in the past tense and for somebody else too.
    """
    said = [text for text in (check_in.patient_words, *check_in.symptoms) if text.strip()]
    understood = tuple(_signs(said, check_in.context))
    known = [sign for sign in understood if sign.concept is not None]
    facts = Facts(
        on=dt.date.min,
        mentions=understood,
        day_after=check_in.day_after_session,
        severity=check_in.severity_0_10,
        not_understood=() if known else tuple(said) or ("nothing was written",),
    )
    findings = fire(evidence.rules("triage"), facts, Policy())
    if not findings and known:
        unknown_day = Facts(on=facts.on, not_understood=tuple(said))
        findings = fire(evidence.rules("triage"), unknown_day, Policy())
    rules = [evidence.rule(finding.rule) for finding in findings]
    level = max((rule.level or "normal" for rule in rules), key=_MILDEST_FIRST.index)
    emergency = any(rule.emergency for rule in rules)
    deciding = [rule for rule in rules if rule.level == level and rule.emergency == emergency]
    hours = [rule.within_hours for rule in rules if rule.level == level and rule.within_hours]
    advice = dict.fromkeys(line for rule in deciding for line in rule.advice)
    return TriageAnswer(
        id=check_in.id,
        level=level,
        within_hours=int(min(hours)) if hours and level == "contact_clinic" else None,
        emergency=emergency,
        findings=_leading(findings, [rule.id for rule in deciding]),
        advice=(*advice, _EMERGENCY_LAST) if level != "normal" and not emergency else (*advice,),
        recognised=understood,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _signs(said: list[str], context: str | None) -> list[Recognised]:
    """Read every sentence; the context (who, where, what was done) adds signs of its own."""
    found = [
        sign
        for i, text in enumerate([*said, *([context] if context else [])])
        for sign in recognise(text, slot="symptoms", on=dt.date.max, path=f"words.{i}")
    ]
    return [sign for sign in found if sign.concept is not None or sign.text != context]


def _leading(findings: tuple[Finding, ...], first: list[str]) -> tuple[Finding, ...]:
    """Put the findings that decided before the others."""
    return tuple(sorted(findings, key=lambda finding: finding.rule not in first))
