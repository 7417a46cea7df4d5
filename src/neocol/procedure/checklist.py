"""The ticks of the session day: this person's findings, and what their plan asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol import evidence
from neocol.evidence import Rule
from neocol.record import Candidacy, Case, ChecklistItem, Finding, PlanOption
from neocol.record.session import SECTION_LABELS
from neocol.record.words import DaySection
from neocol.rules import Facts, Match, match

_STAGES: Final = ("preparation", "procedure")
_SECTIONS: Final[tuple[DaySection, ...]] = tuple(SECTION_LABELS)


def checklist(
    option: PlanOption,
    candidacy: Candidacy,
    *,
    date: dt.date,
    wish: frozenset[str] = frozenset(),
    case: Case | None = None,
) -> tuple[ChecklistItem, ...]:
    """Return what is checked on the day, in the order of the day.

    Parameters
    ----------
    option : PlanOption
        The course that was chosen; its zones, device and label decide which rules apply.
    candidacy : Candidacy
        Every finding of it that is more than information is a tick.
    date : datetime.date
        The day of the session; the age is counted for it.
    wish : frozenset of str
        Options that are part of the session (prp, …).
    case : Case, optional
        For sex, age and phototype; what is not known is asked, never left out.

    Notes
    -----
    A rule that repeats a finding (``repeats`` in evidence) becomes one tick with it: in the words
    of the rule, which were written for the day, because of what fired the finding, and with the
    sources of both.
    """
    facts = facts_of(option, candidacy, date=date, wish=wish, case=case)
    asked = [(rule, held) for rule in _rules() if (held := _held(rule, facts)) is not None]
    findings = [found for found in candidacy.findings if found.effect != "info"]
    again = {id_: rule for rule, _ in asked for id_ in rule.repeats}
    items = [_from_finding(found, again.get(found.rule)) for found in findings]
    spoken = {again[found.rule].id for found in findings if found.rule in again}
    items += [_from_rule(rule, held) for rule, held in asked if rule.id not in spoken]
    return tuple(sorted(items, key=lambda item: _SECTIONS.index(item.section)))


def facts_of(
    option: PlanOption,
    candidacy: Candidacy,
    *,
    date: dt.date,
    wish: frozenset[str] = frozenset(),
    case: Case | None = None,
) -> Facts:
    """Return what the rules of the day look at.

    Parameters
    ----------
    option, candidacy, date, wish, case
        As for :func:`checklist`.
    """
    devices = {held.device for held in option.zones.values()}
    return Facts(
        on=date,
        mentions=candidacy.recognised,
        age_years=case.age_years(date) if case else None,
        phototype=case.patient.fitzpatrick if case else None,
        answers={"sex": case.patient.sex} if case else {},
        device=min(devices, default=None),
        wish=wish,
        planned=tuple(option.zones),
        indications=(option.indication,),
        fired=frozenset(candidacy.fired()),
        label="on" if option.on_label else "off",
        label_why=option.on_label_why,
    )


def _rules() -> Iterable[Rule]:
    return (rule for stage in _STAGES for rule in evidence.rules(stage) if rule.checklist)


def _held(rule: Rule, facts: Facts) -> Match | None:
    return Match() if rule.when is None else match(rule.when, facts)


def _from_finding(found: Finding, rule: Rule | None) -> ChecklistItem:
    """Return the tick of a finding, together with the rule that repeats it, if one does."""
    said = rule or found
    both: tuple[Finding | Rule, ...] = (found, rule) if rule else (found,)
    return ChecklistItem(
        text=said.message,
        section=_section(rule) if rule else _section_of(found),
        why=said.why,
        because=found.evidence,
        must="absolute" in {said.effect, found.effect},
        who=rule.who if rule else None,
        sources=tuple(dict.fromkeys(key for held in both for key in held.sources)),
        status=said.status,
        rule=_id(said),
        also=tuple(_id(held) for held in both if held is not said),
    )


def _id(said: Rule | Finding) -> str:
    return said.id if isinstance(said, Rule) else said.rule


def _from_rule(rule: Rule, held: Match) -> ChecklistItem:
    return ChecklistItem(
        text=rule.message,
        section=_section(rule),
        why=rule.why,
        because=held.said,
        must=rule.effect == "absolute",
        who=rule.who,
        sources=rule.sources,
        status=rule.status,
        rule=rule.id,
    )


def _section(rule: Rule) -> DaySection:
    if rule.section is not None:
        return rule.section
    return _named({rule.option, *rule.tags}) or "needling"


def _section_of(found: Finding) -> DaySection:
    """Return where in the day a finding is checked again."""
    section = _named({found.option, found.tag, *found.tags})
    return section or ("skin" if found.scope == "site" else "asked_again")


def _named(names: set[str | None]) -> DaySection | None:
    """Return the part of the day that evidence gives to an option or a tag."""
    for section in _SECTIONS:
        key = f"procedure_day.finding_section.{section}"
        if evidence.has(key) and names & set(evidence.words(key)):
            return section
    return None
