"""Candidacy: reads a case into facts, asks the rules, and words the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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
    recognise,
)
from neocol.language.normalise import phrase
from neocol.language.timing import DAYS_OF
from neocol.record import (
    Allergy,
    Candidacy,
    Case,
    Condition,
    Finding,
    Medication,
    Policy,
    RecentProcedure,
    Recognised,
    RecordError,
    Stamp,
)
from neocol.record.case import check_past, days_since
from neocol.record.words import Decision
from neocol.record.zones import overlaps
from neocol.rules import Facts, check_policy, decide, depth_cap, fire

_STAGES: Final = ("candidacy", "combination", "engine")
_SLOTS: Final = ("conditions", "medications", "allergies", "recent_procedures")
_MEDICAL: Final = frozenset({"conditions", "medications"})
"""A whole line here that nobody understood may be anything."""
_CODE_SYSTEMS: Final = ("icd10", "snomed", "rxnorm", "atc")


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
    understood = tuple(_understood(case, day))
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


def _understood(case: Case, day: dt.date) -> Iterable[Recognised]:
    """Read every line of the case that was said in words."""
    age = case.age_years(day)
    for slot in _SLOTS:
        for i, said in enumerate(getattr(case.patient, slot) or ()):
            codes = {system: getattr(said, system, None) for system in _CODE_SYSTEMS}
            for found in recognise(
                said.text,
                slot=slot,
                on=day,
                path=f"patient.{slot}.{i}",
                codes={system: code for system, code in codes.items() if code},
                area=getattr(said, "area", None),
            ):
                yield _in_youth(_as_written(found, said, day), age)


def _as_written(
    found: Recognised, said: Condition | Medication | Allergy | RecentProcedure, day: dt.date
) -> Recognised:
    """Let the written status and dates of an entry win over what its words say."""
    if isinstance(said, Condition):
        return _past(found) if said.resolved is not None else _since(found, said.since, day)
    if isinstance(said, Medication | RecentProcedure):
        return _dated(found, said, day)
    return found


def _since(found: Recognised, since: dt.date | None, day: dt.date) -> Recognised:
    """Take over when a condition began, where its words do not say when it was."""
    if since is None or found.days_ago is not None:
        return found
    return found.model_copy(update={"days_ago": (day - since).days, "ongoing": True})


def _in_youth(found: Recognised, age: float | None) -> Recognised:
    """Count *as a teenager* from the end of youth, so that it need not be asked when it was."""
    if age is None or found.days_ago is not None or "youth" not in found.qualifiers:
        return found
    since = age - evidence.number("candidacy_values.age.youth_until", "y")
    if since <= 0:
        return found
    return found.model_copy(update={"days_ago": int(since * DAYS_OF["year"])})


def _past(found: Recognised) -> Recognised:
    """Read a condition with an end as history, unless its words say that it is not there."""
    assertion = "past" if found.assertion == "present" else found.assertion
    return found.model_copy(update={"assertion": assertion, "timing": "stopped"})


def _dated(found: Recognised, event: Medication | RecentProcedure, day: dt.date) -> Recognised:
    """Let the written status and date of a medicine or procedure win."""
    update: dict[str, object] = {}
    days = days_since(event, day)
    if days is not None:
        update |= {"days_ago": days, "ongoing": False}
    if isinstance(event, Medication):
        if event.status != "unknown":
            update["timing"] = event.status
        if update.get("timing") == "stopped" and found.assertion == "past":
            update["assertion"] = "present"
    return found.model_copy(update=update)


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
