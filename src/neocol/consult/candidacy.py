"""Candidacy: reads a case into facts, asks the rules, and words the answer."""

from __future__ import annotations

import datetime as dt
from typing import Final

from neocol import __version__, evidence
from neocol.consult.questions import open_questions
from neocol.language import (
    EVERYDAY,
    area_of,
    highest,
    indications_of,
    option_words,
    read_blood_pressure,
    read_hba1c,
    read_history,
)
from neocol.language.normalise import phrase
from neocol.record import (
    Candidacy,
    Case,
    Finding,
    Policy,
    Recognised,
    RecordError,
    Stamp,
)
from neocol.record.case import check_past
from neocol.record.words import Decision
from neocol.record.zones import overlaps
from neocol.rules import Facts, check_policy, decide, depth_cap, fire

_STAGES: Final = ("candidacy", "combination", "engine")
_MEDICAL: Final = frozenset({"conditions", "medications"})
"""A whole line here that nobody understood may be anything."""


def screen(case: Case, *, on: dt.date | None = None, policy: Policy | None = None) -> Candidacy:
    """Decide whether, where and when a person may be needled, with reasons and sources.

    Parameters
    ----------
    case : Case
        The consultation.
    on : datetime.date, optional
        The day to decide for; wins over the case's own ``consult_date``.
    policy : Policy, optional
        The clinic's choices where sources disagree.

    Returns
    -------
    Candidacy
        ``decision``, the day to wait for, findings (strictest first), open questions, and what
        was understood of the words.

    Raises
    ------
    neocol.record.RecordError
        When something lies after the day, or the policy chooses outside a printed range.

    Limits
    ------
    Decision support: a clinician checks every finding. What was not understood is a question,
    and such a case is never eligible.
    """
    day = case.on(on)
    try:
        check_past(case, day)
    except ValueError as error:
        raise RecordError(str(error)) from None
    understood = tuple(read_history(case.patient, day, case.age_years(day)))
    indications, wishes = indications_of(case.patient.concerns, day)
    told = tuple(item for item in wishes if item.kind not in {None, "indication"})
    understood, wishes = (*understood, *told), tuple(w for w in wishes if w not in told)
    planned, place_known = _planned(case)
    missing, blocking = open_questions(case, day, understood, wishes, place_known=place_known)
    facts = _facts(case, day, understood, planned, indications, blocking)
    rules = [rule for stage in _STAGES for rule in evidence.rules(stage)]
    chosen = policy or Policy()
    check_policy(chosen)
    findings = fire(rules, facts, chosen)
    decision, until = decide(findings, planned, only_spots=place_known and not planned)
    return Candidacy(
        id=case.id,
        on=day,
        decision=decision,
        until=until,
        findings=findings,
        missing=missing,
        not_read=case.not_understood,
        recognised=(*understood, *wishes),
        planned_zones=planned,
        excluded_zones=tuple(dict.fromkeys(z for f in findings for z in f.zones)),
        excluded_options=tuple(
            dict.fromkeys(
                f.option
                for f in findings
                if f.option and evidence.rule(f.rule).effect == "absolute"
            )
        ),
        indications=indications,
        would_change=_would_change(findings, decision, blocking),
        stamp=Stamp(engine=__version__, evidence=evidence.version(), policy=chosen.name),
    )


def _facts(
    case: Case,
    day: dt.date,
    understood: tuple[Recognised, ...],
    planned: tuple[str, ...],
    indications: tuple[str, ...],
    unanswered: tuple[str, ...],
) -> Facts:
    """Put together what the rules look at."""
    patient = case.patient
    unread = [m for m in understood if _could_matter(m, planned)]
    known = {m.path for m in understood if m.concept is not None}
    partly = known | {m.path for m in unread if m.slot not in _MEDICAL or m.kind == EVERYDAY}
    lines = [item.text for item in (*(patient.conditions or ()), *(patient.medications or ()))]
    return Facts(
        on=day,
        mentions=understood,
        age_years=case.age_years(day),
        phototype=patient.fitzpatrick,
        answers={"pregnancy": patient.pregnancy, "lactation": patient.lactation},
        device=patient.plan.device,
        wish=_wished(case),
        wish_text=" ".join(word for text in patient.planned_areas for word in phrase(text)),
        planned=planned,
        indications=indications,
        unanswered=unanswered,
        not_understood=tuple(m.text for m in unread if m.path not in partly),
        partly_understood=tuple(m.text for m in unread if m.path in partly),
        disagreeing=tuple(m.text for m in understood if m.disagrees is not None),
        above_cap=_above_cap(case),
        hba1c_percent=max(filter(None, map(read_hba1c, lines)), default=None),
        blood_pressure=highest(filter(None, map(read_blood_pressure, lines))),
    )


def _would_change(
    findings: tuple[Finding, ...], decision: Decision, blocking: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what would change the decision: what the findings that reach it wait for."""
    if decision == "eligible":
        return ()
    deciding = (f for f in findings if decide([f], ())[0] == decision or f.scope == "site")
    asked = tuple(f"an answer: {question}" for question in blocking)
    return tuple(dict.fromkeys([*asked, *(said for f in deciding for said in f.would_change)]))


def _could_matter(mention: Recognised, planned: tuple[str, ...]) -> bool:
    """Tell whether something that was not understood could still change the answer.

    A procedure beyond every window, or away from the planned area, could not; nor what is over.
    """
    if mention.concept is not None or mention.assertion in {"past", "absent"}:
        return False
    if mention.slot != "recent_procedures":
        return True
    longest = evidence.number("candidacy_values.window.longest", "d")
    old = mention.days_ago is not None and mention.days_ago > longest
    return not old and overlaps(mention.zones, planned)


def _planned(case: Case) -> tuple[tuple[str, ...], bool]:
    """Return the zones that are wished for, and whether the wish names a place at all."""
    areas = [area for text in case.patient.planned_areas if (area := area_of(text)) is not None]
    zones = dict.fromkeys(zone for area in areas for zone in area.zones)
    return tuple(zones), bool(areas)


def _wished(case: Case) -> frozenset[str]:
    plan = case.patient.plan
    device = {plan.device} if plan.device else set()
    return option_words(plan.combined_therapy, plan.topical_anaesthetic) | device


def _above_cap(case: Case) -> tuple[str, ...]:
    """Return what of the wished depth lies above a cap.

    An area of several zones (*face*) is judged by its deepest cap: thinner zones are planned
    gentler without a finding, because nobody who says *face, 1.5 mm* means the eyelids.
    """
    wish = case.patient.plan.needle_mm
    if wish is None:
        return ()
    found = []
    for text in case.patient.planned_areas:
        area = area_of(text)
        if area is None or not area.zones:
            continue
        cap = max(depth_cap(zone, case.patient.plan.device).mm for zone in area.zones)
        if wish > cap:
            found.append(f"{wish:g} mm wished for {text}, the cap is {cap:g} mm")
    return tuple(found)
