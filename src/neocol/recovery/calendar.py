"""The aftercare calendar: what to do, not to do, expect and call about, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from neocol import __version__, evidence
from neocol.evidence import CalendarItem
from neocol.language import area_of, option_words, topics_of
from neocol.record import (
    AftercareItem,
    AftercarePlan,
    CareDay,
    Case,
    Policy,
    Preparation,
    Recognised,
    Session,
    Stamp,
)
from neocol.recovery.checkins import check_ins, missed
from neocol.recovery.course import expected_course
from neocol.recovery.messages import Messages, messages
from neocol.recovery.moments import Clock
from neocol.recovery.spans import Chosen, chosen_spans
from neocol.rules import Facts, Match, check_policy, match

_SUMMER = "summer"
_EMERGENCIES = ("allergy", "cream", "blue", "eye", "fever", "dark")


def aftercare(
    session: Session,
    *,
    id: str | None = None,
    case: Case | None = None,
    recognised: Sequence[Recognised] = (),
    policy: Policy | None = None,
    language: str | None = None,
    today: dt.date | None = None,
    preparation: Preparation | None = None,
) -> AftercarePlan:
    """Return the calendar that follows a session.

    Parameters
    ----------
    session : Session
        Date and hour, depth, zones in words or by name, what was applied, UV index or season.
    id : str, optional
        Echoed in the answer.
    case : Case, optional
        The person: phototype, activities, check-ins that were answered.
    recognised : sequence of Recognised, optional
        What candidacy understood of the person's medicines and conditions.
    policy : Policy, optional
        The clinic's choices inside the printed ranges, its numbers to call, its language.
    language : str, optional
        ``en`` or ``es``; else the clinic's.
    today : datetime.date, optional
        The day for which check-ins are due or missed; else the day of the session.
    preparation : Preparation, optional
        The weeks before the next session; its steps for the patient join the calendar.

    Returns
    -------
    AftercarePlan
        What to do and not to do with hours, days, reason, printed range and sources; by day, with
        what is normal and when to call; the expected course; the check-ins; whom to call.

    Raises
    ------
    neocol.record.RecordError
        When the policy chooses what no source prints, or there are no texts in the language.

    Notes
    -----
    Where sources disagree the clinic's policy decides; else the depth where the item says so, else
    the default. A thing that begins again does so where its ban ends, so the two never cross.
    """
    chosen = policy or Policy()
    check_policy(chosen)
    say = messages(language or chosen.language)
    clock = Clock(session.date, session.time, session.time_zone or chosen.contact.time_zone)
    facts = _facts(session, case, recognised)
    held = {item.id: said for item in evidence.calendar() if (said := _belongs(item, facts))}
    spans = chosen_spans(held, session.depth_mm, chosen)
    wanted = case.patient.activities if case else ()
    items = [
        _item(evidence.calendar_item(id_), span, held[id_], wanted, say)
        for id_, span in spans.items()
        if evidence.calendar_item(id_).kind in {"do", "dont"}
    ]
    items.sort(key=lambda item: not item.because)
    steps = _steps(preparation, session.date, say)
    course = expected_course(session, say)
    plan = check_ins(session.date, case.check_ins if case else (), today or session.date, say)
    kept = [evidence.calendar_item(id_) for id_ in spans]
    return AftercarePlan(
        id=id,
        session_date=session.date,
        session_time=session.time,
        time_zone=clock.zone,
        language=say.language,
        days=tuple(_day(day, items, spans, clock, steps, say) for day in _days_shown()),
        items=tuple(items),
        expected=course,
        check_ins=plan,
        missed=missed(plan, say),
        next_session=_next_session(items, clock),
        emergency=tuple(say(f"pages.emergency.{key}") for key in _EMERGENCIES),
        call=tuple(_call(chosen, say)),
        sources=tuple(
            dict.fromkeys(
                (
                    *(key for item in kept for key in item.sources),
                    *(key for sign in course.signs for key in sign.sources),
                )
            )
        ),
        stamp=Stamp(engine=__version__, evidence=evidence.version(), policy=chosen.name),
    )


def _facts(session: Session, case: Case | None, recognised: Sequence[Recognised]) -> Facts:
    treated = (zone for text in session.zones if (area := area_of(text)) for zone in area.zones)
    high = session.uv_index is not None and session.uv_index >= evidence.number(
        "aftercare.uv.protect", "1"
    )
    sunny = high or (session.uv_index is None and session.season == _SUMMER)
    return Facts(
        on=session.date,
        mentions=tuple(recognised),
        planned=tuple(dict.fromkeys(treated)),
        phototype=case.patient.fitzpatrick if case else None,
        wish=option_words(*session.topicals, *(product.name for product in session.products)),
        fired=frozenset({"uv_high"} if sunny else ()),
    )


def _belongs(item: CalendarItem, facts: Facts) -> Match | None:
    return Match() if item.when is None else match(item.when, facts)


def _item(
    item: CalendarItem, span: Chosen, held: Match, activities: Iterable[str], say: Messages
) -> AftercareItem:
    key = f"aftercare.item.{item.id}"
    window = item.window
    printed = span.printed(say)
    own = [mention.matched or mention.text for mention in held.mentions]
    own += [text for text in activities if item.topic in topics_of(text)]
    return AftercareItem(
        topic=item.topic,
        kind="do" if item.kind == "do" else "dont",
        group=item.group,
        title=say(f"{key}.title"),
        text=say(f"{key}.text", until=f"{span.end:g}"),
        from_day=span.start,
        to_day=span.end,
        from_hour=span.start_h,
        to_hour=span.end_h,
        then=item.then,
        why=say(f"{key}.why"),
        printed=printed,
        printed_days=None
        if window is None or window.min is None or window.max is None
        else (window.min, window.max),
        conflict=say(f"{key}.conflict", printed=printed) if say.has(f"{key}.conflict") else None,
        chosen=span.reason(say),
        because=tuple(dict.fromkeys(own)),
        sources=item.sources,
        status=item.status,
        confidence=item.confidence,
        rule=item.id,
    )


# ---------------------------------------------------------------- day by day


def _days_shown() -> list[int]:
    last = int(evidence.number("aftercare.calendar.last_day", "d"))
    later = (int(day) for day in evidence.numbers("aftercare.calendar.later_days", "d"))
    return [*range(last + 1), *later]


def _day(
    day: int,
    items: Sequence[AftercareItem],
    spans: dict[str, Chosen],
    clock: Clock,
    steps: dict[int, list[str]],
    say: Messages,
) -> CareDay:
    today = [item for item in items if _stands_on(spans[item.rule], day)]
    banned = [item for item in today if item.kind == "dont"]

    def timed(text: str, item: AftercareItem) -> str:
        return _timed(text, spans[item.rule], day, clock, say, banned=item.kind == "dont")

    return CareDay(
        day=day,
        date=clock.date(day),
        do=(
            *(timed(item.text, item) for item in today if item.kind == "do"),
            *steps.get(day, ()),
        ),
        dont=tuple(timed(item.text, item) for item in banned),
        expect=tuple(_told("expect", day, spans, say)),
        call_if=tuple(_told("call_if", day, spans, say)),
        short={
            group: tuple(timed(item.title, item) for item in banned if item.group == group)
            for group in dict.fromkeys(item.group for item in banned)
        },
    )


def _stands_on(span: Chosen, day: int) -> bool:
    if span.on_days:
        return day in span.on_days
    return span.start <= day <= span.end


def _told(kind: str, day: int, spans: dict[str, Chosen], say: Messages) -> Iterator[str]:
    for id_, span in spans.items():
        if evidence.calendar_item(id_).kind == kind and _stands_on(span, day):
            yield say(f"aftercare.item.{id_}.text")


def _timed(text: str, span: Chosen, day: int, clock: Clock, say: Messages, *, banned: bool) -> str:
    """Add the hour at which something ends or begins, on the day it does."""
    if span.on_days:
        return text
    hint = None
    if day == int(span.end) and (banned or span.end <= 1):
        hint = clock.hint("until", span.end_h, say)
    elif day == span.start and span.start > 0:
        hint = clock.hint("from", span.start_h, say)
    return f"{text} ({hint})" if hint else text


def _steps(preparation: Preparation | None, start: dt.date, say: Messages) -> dict[int, list[str]]:
    """Return the patient's steps before the next session, by day after this one.

    What aftercare asks for already (the daily sunscreen) has no text there and is not said twice.
    """
    found: dict[int, list[str]] = {}
    if preparation is None:
        return found
    for step in preparation.items:
        key = f"preparation.step.{step.step}"
        if start < step.date <= preparation.session and say.has(key):
            found.setdefault((step.date - start).days, []).append(say(key))
    return found


def _next_session(items: Iterable[AftercareItem], clock: Clock) -> dt.date | None:
    held = next((item for item in items if item.topic == "next session"), None)
    return clock.date(int(held.to_day)) if held else None


def _call(policy: Policy, say: Messages) -> Iterator[str]:
    clinic = policy.contact
    if clinic.emergency_number:
        yield say("pages.call.number", number=clinic.emergency_number)
    else:
        yield say("pages.call.no_number")
    if clinic.phone and clinic.clinic:
        yield say("pages.call.clinic", clinic=clinic.clinic, phone=clinic.phone)
    elif clinic.phone:
        yield say("pages.call.clinic_phone", phone=clinic.phone)
