"""The check-in plan: on which days the clinic asks, what it asks, and who did not answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from neocol import evidence
from neocol.record import CheckIn, PlannedCheckIn
from neocol.record.recovery import CheckInState
from neocol.recovery.messages import Messages


def check_ins(
    session: dt.date, answered: Iterable[CheckIn], today: dt.date, say: Messages
) -> tuple[PlannedCheckIn, ...]:
    """Return the check-ins after a session, each with its questions and where it stands.

    Parameters
    ----------
    session : datetime.date
        The day of the session.
    answered : iterable of CheckIn
        What was answered; an answer counts for the last check-in day that it is not before.
    today : datetime.date
        The day for which a check-in is due or missed.
    """
    days = [int(day) for day in evidence.numbers("aftercare.check_in.days", "d")]
    photos = set(evidence.numbers("aftercare.check_in.photo_days", "d"))
    done = {_belongs_to(day, days) for day in _answer_days(answered, session)}
    grace = int(evidence.number("aftercare.check_in.grace", "d"))
    passed = (today - session).days
    return tuple(
        PlannedCheckIn(
            day=day,
            date=session + dt.timedelta(days=day),
            questions=tuple(
                say(f"pages.check_in.{key}")
                for key in evidence.words(f"aftercare.check_in.questions.day_{day}")
            ),
            photo=day in photos,
            state=_state(day, passed, grace, done),
        )
        for day in days
    )


def missed(plan: Iterable[PlannedCheckIn], say: Messages) -> tuple[str, ...]:
    """Return a line for every check-in that nobody answered."""
    return tuple(
        say("pages.check_in.missed", day=held.day) for held in plan if held.state == "missed"
    )


def _answer_days(answered: Iterable[CheckIn], session: dt.date) -> Iterator[float]:
    for answer in answered:
        if answer.date is not None:
            yield (answer.date - session).days
        elif answer.day_after_session is not None:
            yield answer.day_after_session


def _belongs_to(day: float, days: Sequence[int]) -> int | None:
    """Return the last check-in day that an answer is not before, rounded to whole days."""
    return max((planned for planned in days if planned <= round(day)), default=None)


def _state(day: int, passed: int, grace: int, done: set[int | None]) -> CheckInState:
    if day in done:
        return "done"
    if passed < day:
        return "later"
    return "due" if passed <= day + grace else "missed"
