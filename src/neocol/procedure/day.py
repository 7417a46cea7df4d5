"""The sheet for the session day: checklist, zones, consumables, what to record, when to stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from neocol import __version__, evidence
from neocol.evidence import Rule
from neocol.record import Candidacy, ChecklistItem, PlanOption, SessionDay, Stamp
from neocol.rules import Facts, match

_STAGES: Final = ("preparation", "procedure")


def prepare(
    option: PlanOption, candidacy: Candidacy, *, date: dt.date, wish: frozenset[str] = frozenset()
) -> SessionDay:
    """Return the sheet for one session of a course.

    Parameters
    ----------
    option : PlanOption
        The course that was chosen.
    candidacy : Candidacy
        Its findings become checks of the day.
    date : datetime.date
        The day of the session.
    wish : frozenset of str
        Options that are part of the session (prp, …).
    """
    fired = frozenset(tag for tag, found in candidacy.fired().items() if found)
    facts = Facts(on=date, wish=wish, fired=fired, planned=tuple(option.zones))
    cartridges = option.cartridges
    return SessionDay(
        id=candidacy.id,
        date=date,
        zones=option.zones,
        checklist=(*_from_findings(candidacy), *_from_rules(facts)),
        minutes_low=option.minutes_per_session.low90,
        minutes_high=option.minutes_per_session.high90,
        minutes_basis=option.minutes_per_session.basis,
        consumables=(
            f"{cartridges} sterile cartridge{'s' if cartridges > 1 else ''} or roller, single use",
            "barrier sheath",
            "sterile gel",
            "sterile saline and gauze",
        ),
        record=evidence.words("procedure_day.record.fields"),
        stop_if=evidence.words("procedure_day.stop.signs"),
        anaesthetic=option.anaesthetic,
        conditional_on=option.conditional_on,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _from_findings(candidacy: Candidacy) -> Iterable[ChecklistItem]:
    """Every finding that asks for something is checked again on the day."""
    return (
        ChecklistItem(text=f.message, why=f.why, sources=f.sources, rule=f.rule)
        for f in candidacy.findings
        if f.effect != "info"
    )


def _from_rules(facts: Facts) -> Iterable[ChecklistItem]:
    return (
        ChecklistItem(text=rule.message, why=rule.why, sources=rule.sources, rule=rule.id)
        for stage in _STAGES
        for rule in evidence.rules(stage)
        if rule.checklist and _applies(rule, facts)
    )


def _applies(rule: Rule, facts: Facts) -> bool:
    return rule.when is None or match(rule.when, facts) is not None
