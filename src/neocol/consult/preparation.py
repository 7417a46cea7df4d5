"""The weeks before a session: what to leave off, start, ask and decide, each with its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from neocol import evidence
from neocol.evidence import CalendarItem, Rule, Step
from neocol.record import Candidacy, Case, Policy, Preparation, PreparationItem
from neocol.rules import Facts, Match, match, window_of


def preparation(
    case: Case, candidacy: Candidacy, session: dt.date, *, policy: Policy | None = None
) -> Preparation:
    """Return the calendar back from a session date.

    Parameters
    ----------
    case : Case
        The consultation.
    candidacy : Candidacy
        Its answer; what it recognised decides which steps are this person's.
    session : datetime.date
        The day of the session.
    policy : Policy, optional
        The clinic's choices inside the printed ranges.

    Returns
    -------
    Preparation
        Steps by day, from the first to what starts again after the session. ``late`` tells what
        should have begun before the consultation, and where candidacy keeps the session waiting.
    """
    chosen = policy or Policy()
    facts = Facts(
        on=session,
        mentions=candidacy.recognised,
        phototype=case.patient.fitzpatrick,
        planned=candidacy.planned_zones,
        indications=candidacy.indications,
        fired=frozenset(candidacy.fired()),
    )
    booked = min(candidacy.on, session)
    items = sorted(_items(facts, session, booked, chosen), key=lambda item: (item.day, item.topic))
    return Preparation(
        session=session, items=tuple(items), late=tuple(_late(items, candidacy, session))
    )


def _items(
    facts: Facts, session: dt.date, booked: dt.date, policy: Policy
) -> Iterator[PreparationItem]:
    calendar = {item.id: item for item in evidence.calendar()}
    for step in evidence.steps():
        held = Match() if step.when is None else match(step.when, facts)
        if held is None:
            continue
        if step.item is not None:
            item = calendar[step.item]
            yield _item(step, item, held, session, day=int(item.days[1]))
            continue
        rule = evidence.rule(str(step.rule))
        early = (session - booked).days if step.at_booking else int(window_of(rule, policy) or 0)
        choice = policy.choice(rule.id)
        chosen = choice.text if choice else None
        yield _item(step, rule, held, session, day=-early, policy=chosen)


def _item(
    step: Step,
    basis: Rule | CalendarItem,
    held: Match,
    session: dt.date,
    *,
    day: int,
    policy: str | None = None,
) -> PreparationItem:
    """Put a step on its day, with what it rests on."""
    return PreparationItem(
        day=day,
        date=session + dt.timedelta(days=day),
        topic=step.topic,
        who=step.who,
        text=step.text,
        why=basis.why,
        because=held.said,
        step=step.id,
        rule=basis.id,
        printed=_printed(basis.window),
        conflict=basis.conflict,
        policy=policy,
        sources=basis.sources,
        status=basis.status,
        confidence=basis.confidence,
    )


def _printed(window: evidence.Window | None) -> str | None:
    if window is None or window.min is None or window.max is None or window.min == window.max:
        return None
    return f"{window.min:g} to {window.max:g} days"


def _late(items: list[PreparationItem], candidacy: Candidacy, session: dt.date) -> Iterator[str]:
    if candidacy.until is not None and candidacy.until > session:
        yield f"The session lies before the day that candidacy allows: {candidacy.until}."
    if candidacy.decision == "not_a_candidate":
        yield "Candidacy says no: there is nothing to prepare for."
    for item in items:
        if item.date < candidacy.on <= session and item.day < 0:
            yield f"{item.topic}: should begin {-item.day} days before, on {item.date}."
