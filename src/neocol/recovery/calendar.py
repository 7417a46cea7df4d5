"""The aftercare calendar: what to do, not to do, expect and call about, day by day."""

from __future__ import annotations

import datetime as dt
from typing import Final

from neocol import __version__, evidence
from neocol.evidence import CalendarItem
from neocol.language import area_of, option_words
from neocol.record import AftercareItem, AftercarePlan, CareDay, Session, Stamp
from neocol.rules import Facts, match

_EMERGENCY_RULES: Final = ("T-018", "T-019", "T-020", "T-011", "T-013", "T-023")
_TO_DO: Final = ("do", "dont")
_CHECK_TOPIC: Final = "Send a photograph if the clinic asked for one today."


def aftercare(session: Session, *, id: str | None = None) -> AftercarePlan:
    """Return the calendar that follows a session.

    Parameters
    ----------
    session : Session
        The date, the zones in words or by name, and what was applied.
    id : str, optional
        Echoed in the answer.

    Returns
    -------
    AftercarePlan
        What to do and not to do with days, reason and sources; by day, with what is normal and
        when to call; and when to call emergency services.

    Limits
    ------
    Plain: the same for every depth and phototype; items that belong to the scalp or to minoxidil
    come only with them.
    """
    treated = tuple(
        zone for text in session.zones if (area := area_of(text)) for zone in area.zones
    )
    facts = Facts(on=session.date, planned=treated, wish=option_words(*session.topicals))
    kept = [item for item in evidence.calendar() if _belongs(item, facts)]
    return AftercarePlan(
        id=id,
        session_date=session.date,
        days=tuple(_day(kept, session.date, day) for day in _days_shown()),
        items=tuple(_item(item) for item in kept if item.kind in _TO_DO),
        emergency=tuple(evidence.rule(id_).message for id_ in _EMERGENCY_RULES),
        sources=tuple(dict.fromkeys(key for item in kept for key in item.sources)),
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _belongs(item: CalendarItem, facts: Facts) -> bool:
    return item.when is None or match(item.when, facts) is not None


def _days_shown() -> range:
    return range(int(evidence.number("aftercare.calendar.last_day", "d")) + 1)


def _item(item: CalendarItem) -> AftercareItem:
    return AftercareItem(
        topic=item.topic,
        kind="do" if item.kind == "do" else "dont",
        text=item.text,
        from_day=item.days[0],
        to_day=item.days[1],
        why=item.why,
        sources=item.sources,
        conflict=item.conflict,
        rule=item.id,
    )


def _day(items: list[CalendarItem], start: dt.date, day: int) -> CareDay:
    def of(kind: str) -> tuple[str, ...]:
        return tuple(
            item.text for item in items if item.kind == kind and item.days[0] <= day <= item.days[1]
        )

    checks = evidence.numbers("aftercare.check.photo", "d")
    return CareDay(
        day=day,
        date=start + dt.timedelta(days=day),
        do=(*of("do"), _CHECK_TOPIC) if day in checks else of("do"),
        dont=of("dont"),
        expect=of("expect"),
        call_if=of("call_if"),
    )
