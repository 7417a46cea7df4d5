"""The sheet for the session day: checklist, zones, consumables, what to record, when to stop."""

from __future__ import annotations

import datetime as dt
from typing import Final

from neocol import __version__, evidence
from neocol.procedure.anaesthetic import anaesthetic_limits, planned_request
from neocol.procedure.checklist import checklist
from neocol.record import AnaestheticAnswer, Candidacy, Case, PlanOption, SessionDay, Stamp

_BLOOD: Final = "prp"


def prepare(
    option: PlanOption,
    candidacy: Candidacy,
    *,
    date: dt.date,
    wish: frozenset[str] = frozenset(),
    case: Case | None = None,
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
    case : Case, optional
        The consultation, for sex, age and phototype; without it they count as unknown.
    """
    return SessionDay(
        id=candidacy.id,
        date=date,
        zones=option.zones,
        checklist=checklist(option, candidacy, date=date, wish=wish, case=case),
        minutes_low=option.minutes_per_session.low90,
        minutes_high=option.minutes_per_session.high90,
        minutes_basis=option.minutes_per_session.basis,
        consumables=(_cartridges(option.cartridges), *_words("ready.items", "ready.blood", wish)),
        record=_words("record.fields", "record.blood", wish),
        stop_if=evidence.words("procedure_day.stop.signs"),
        anaesthetic=option.anaesthetic,
        numbing=_numbing(option, case, date),
        conditional_on=option.conditional_on,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _numbing(option: PlanOption, case: Case | None, date: dt.date) -> AnaestheticAnswer | None:
    """Return what labels allow this person of the cream that is wished for."""
    request = planned_request(case, option, date) if case else None
    return None if request is None else anaesthetic_limits(request)


def _cartridges(count: int) -> str:
    return f"{count} sterile cartridge{'s' if count > 1 else ''} or roller, single use"


def _words(always: str, with_blood: str, wish: frozenset[str]) -> tuple[str, ...]:
    """Return a list of the day, with what a blood product adds to it."""
    more = evidence.words(f"procedure_day.{with_blood}") if _BLOOD in wish else ()
    return (*evidence.words(f"procedure_day.{always}"), *more)
