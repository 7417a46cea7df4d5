"""What a patient holds after a session: the page for today, and the sheet of one side of A4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from neocol import evidence
from neocol.exchange.documents.course_chart import course_chart
from neocol.exchange.documents.render import rendered
from neocol.record import AftercareItem, AftercarePlan, CareDay
from neocol.recovery import messages

_SOON: Final = 2
"""Up to this day the sheet names no day of its own for what begins."""
_NOT_ON_THE_SHEET: Final = frozenset({"follow-up", "photographs", "sun for good"})


@dataclass(frozen=True)
class Step:
    """One step of *not yet*: until when, and what."""

    when: str
    titles: tuple[str, ...]
    ends: bool = True


def aftercare_html(plan: AftercarePlan, today: dt.date) -> str:
    """Return the patient's page as one HTML file that asks nothing of the network."""
    return rendered("aftercare.html", page_view(plan, today))


def aftercare_sheet(plan: AftercarePlan) -> str:
    """Return the sheet to print: one side of A4 in any language, HTML for the PDF engine."""
    return rendered("aftercare_sheet.html", sheet_view(plan))


def sheet_view(plan: AftercarePlan) -> dict[str, Any]:
    """Return what the sheet shows of a plan, whatever the day."""
    view = page_view(plan, plan.session_date)
    return {**view, "chart": course_chart(plan.expected, view["say"])}


def page_view(plan: AftercarePlan, today: dt.date) -> dict[str, Any]:
    """Return what the templates show of a plan on a day."""
    say = messages(plan.language)
    shown = next((day for day in plan.days if day.date == today), None) or _nearest(plan, today)
    return {
        "plan": plan,
        "say": say,
        "day": shown,
        "today": today,
        "is_today": shown.date == today,
        "steps": _steps(plan),
        "columns": [(say(f"pages.sheet.{name}"), lines) for name, lines in _columns(plan)],
        "chart": course_chart(plan.expected, say, shown.day if shown.date == today else None),
        "calls": tuple(dict.fromkeys(line for held in plan.days for line in held.call_if)),
        "groups": _groups(plan.items),
        "references": evidence.cite(plan.sources),
        "session_words": _session(plan),
        "date_words": lambda date: date_words(date, plan.language),
    }


def date_words(date: dt.date, language: str) -> str:
    """Return a date in words, in the language of the page.

    Examples
    --------
    >>> date_words(dt.date(2026, 9, 9), "es")
    '9 de septiembre de 2026'
    """
    say = messages(language)
    month = say(f"pages.month.{date.month}")
    return say("pages.card.date", day=date.day, month=month, year=date.year)


def _nearest(plan: AftercarePlan, today: dt.date) -> CareDay:
    """Return the last card before a day that has none of its own."""
    before = [day for day in plan.days if day.date <= today]
    return before[-1] if before else plan.days[0]


def _session(plan: AftercarePlan) -> str:
    say, date = messages(plan.language), date_words(plan.session_date, plan.language)
    if plan.session_time is None:
        return say("pages.page.session", date=date)
    return say("pages.page.session_at", date=date, time=f"{plan.session_time:%H:%M}")


def _steps(plan: AftercarePlan) -> list[Step]:
    """Return what is not allowed, by the time at which it is allowed again; last, what never is."""
    say = messages(plan.language)
    banned = [item for item in plan.items if item.kind == "dont"]
    again = [item for item in banned if item.then == "again"]
    steps = []
    for hours in sorted({item.to_hour for item in again}):
        titles = tuple(item.title for item in again if item.to_hour == hours)
        day = hours / 24
        when = (
            say("pages.step.hours", hours=f"{hours:g}")
            if day <= 1
            else say("pages.step.days", days=f"{day:g}")
        )
        steps.append(Step(when, titles))
    unwise = tuple(item.title for item in banned if item.then == "unwise")
    return [*steps, Step(say("pages.step.unwise"), unwise, ends=False)] if unwise else steps


def _columns(plan: AftercarePlan) -> Iterator[tuple[str, list[str]]]:
    """Yield what to do on the first day, and what from then on; each thing once."""
    asked = [
        item for item in plan.items if item.kind == "do" and item.topic not in _NOT_ON_THE_SHEET
    ]
    yield "first_day", [item.text for item in asked if item.from_day < 1]
    say = messages(plan.language)
    yield (
        "then",
        [
            item.text
            if item.from_day <= _SOON
            else f"{item.text} ({say('pages.card.from_day', day=f'{item.from_day:g}')})"
            for item in asked
            if item.from_day >= 1
        ],
    )


def _groups(items: Iterable[AftercareItem]) -> dict[str, list[AftercareItem]]:
    """Return every item by group, in the order of the calendar."""
    groups: dict[str, list[AftercareItem]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return groups
