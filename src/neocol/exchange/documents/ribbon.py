"""The course ribbon: a course over time, from the preparation to the day it is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import SVG, look
from neocol.record import PlanOption, TimelineItem

_WIDTH: Final = 680
_EDGE: Final = 12
_LINE: Final = 46
_UNDER: Final = 34
_LANE: Final = 16
_ROOM: Final = 4
_RADIUS: Final = 8
_LETTER: Final = 6.2
_MOMENT: Final = 2
_MARGIN: Final = 0.06
"""Of the whole, left free behind the last thing drawn."""


def session_days(option: PlanOption) -> tuple[int, ...]:
    """Return the days of the sessions from the first; equal intervals where none are told."""
    return option.days or tuple(i * option.interval_days for i in range(option.sessions))


def stretch_of(options: Iterable[PlanOption]) -> tuple[float, float]:
    """Return the first and the last day to draw, so that several ribbons share one scale.

    What goes on behind the day of judgement (results, maintenance) is told, not drawn to its end:
    it would press the sessions together.
    """
    firsts, lasts = [0.0], [1.0]
    for option in options:
        days = session_days(option)
        firsts += [held.from_day for held in option.timeline if held.kind == "preparation"]
        lasts += [held.to_day for held in option.timeline if held.kind == "judged"]
        lasts += [(days[-1] if days else 0) + option.downtime_days.high90]
    first, last = min(firsts), max(lasts)
    return first, last + _MARGIN * (last - first)


def course_ribbon(
    option: PlanOption,
    start: dt.date | None = None,
    today: dt.date | None = None,
    *,
    done: int = 0,
    stretch: tuple[float, float] | None = None,
) -> Markup:
    """Draw a course as a timeline.

    Parameters
    ----------
    option : PlanOption
    start : datetime.date, optional
        Of the first session, where the option has no dates of its own; else days are counted.
    today : datetime.date, optional
        Marked when it lies on the drawing.
    done : int
        Sessions that were done.
    stretch : tuple of float, optional
        First and last day drawn; without one, those of this course.
    """
    if not session_days(option):
        return Markup("")
    return _Ribbon(option, start, stretch or stretch_of([option])).drawn(today, done)


class _Ribbon:
    """One drawing: where a day lies, and what is drawn of a course."""

    def __init__(
        self, option: PlanOption, start: dt.date | None, stretch: tuple[float, float]
    ) -> None:
        self.option = option
        self.days = session_days(option)
        self.first, self.last = stretch
        self.start = option.dates[0] if option.dates else start
        self.below = _LINE + _UNDER
        self.dated = self._dated()

    def drawn(self, today: dt.date | None, done: int) -> Markup:
        held = self.option.timeline
        parts = [
            self._avoided(self._of("avoid")),
            self._line("rib-line", self.first, self.last),
            *(self._line("rib-prep", i.from_day, i.to_day) for i in self._of("preparation")),
            *(self._line("rib-result", i.from_day, i.to_day) for i in self._of("result")),
            *(self._session(i, done) for i in range(len(self.days))),
            *self._notes(self._inside(today)),
            self._companions(),
        ]
        told = ", ".join(f"{i.title} day {i.from_day:g}" for i in held if i.kind != "redness")
        title = f"{len(self.days)} sessions on days {', '.join(map(str, self.days))}. {told}"
        height = self.below + _ROOM
        return Markup(
            f'<svg class="ribbon" xmlns="{SVG}" viewBox="0 0 {_WIDTH} {height}" role="img">'
            f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
        )

    def _x(self, day: float) -> float:
        inside = min(max(day, self.first), self.last)
        return _EDGE + (inside - self.first) / (self.last - self.first) * (_WIDTH - 2 * _EDGE)

    def _inside(self, today: dt.date | None) -> float | None:
        """Return today as a day of the course; ``None`` where it is not drawn."""
        if today is None or self.start is None:
            return None
        day = (today - self.start).days
        return day if self.first <= day <= self.last else None

    def _of(self, kind: str) -> list[TimelineItem]:
        return [item for item in self.option.timeline if item.kind == kind]

    def _line(self, css: str, first: float, end: float, y: float = _LINE) -> str:
        if first >= self.last or end < self.first:
            return ""
        right = max(self._x(end), self._x(first) + _MOMENT)
        return f'<path {look(css)} d="M{self._x(first):.1f},{y} H{right:.1f}"/>'

    def _text(self, text: str, x: float, y: float, css: str = "tick") -> str:
        """Write a word around a place, moved in where it would leave the drawing."""
        half = _LETTER * len(text) / 2
        x = min(max(x, half), _WIDTH - half)
        return f'<text {look(css)} x="{x:.1f}" y="{y}" text-anchor="middle">{escape(text)}</text>'

    def _session(self, index: int, done: int) -> str:
        day = self.days[index]
        x = self._x(day)
        red = self._x(day + self.option.downtime_days.median) - x
        css = "rib-done" if index < done else "rib-session"
        drawn = (
            f'<rect {look("rib-down")} x="{x:.1f}" y="{_LINE + _RADIUS + 3}" '
            f'width="{max(red, 3):.1f}" height="5" rx="2"/>'
            f'<circle {look(css)} cx="{x:.1f}" cy="{_LINE}" r="{_RADIUS}"/>'
            f'<text {look("rib-number")} x="{x:.1f}" y="{_LINE + 4}">{index + 1}</text>'
        )
        if index in self.dated:
            drawn += self._text(self._when(index), x, _LINE - 16)
        return drawn

    def _dated(self) -> set[int]:
        """Return the sessions that have room for their date above them."""
        found, free = set(), 0.0
        for index, day in enumerate(self.days):
            half = _LETTER * len(self._when(index)) / 2
            middle = min(max(self._x(day), half), _WIDTH - half)
            if middle - half >= free:
                found.add(index)
                free = middle + half + _ROOM
        return found

    def _when(self, index: int) -> str:
        day = self.days[index]
        if index < len(self.option.dates):
            date = self.option.dates[index]
        elif self.start is not None:
            date = self.start + dt.timedelta(days=day)
        else:
            return f"day {day}"
        return f"{date.day} {date:%b}"

    def _notes(self, today: float | None) -> list[str]:
        """Name what lies on the line, under it; a name that would touch another is left out."""
        way = [(item.from_day + item.to_day) / 2 for item in self._of("preparation")]
        told = [(today, "today", self._pointer(today))] if today is not None else []
        told += [(item.from_day, "judged", self._diamond(item)) for item in self._of("judged")]
        told += [(day, "prepare", "") for day in way[:1]]
        told += [(item.from_day, "results", "") for item in self._of("result")]
        parts: list[str] = []
        taken: list[tuple[float, float]] = []
        for day, word, mark in told:
            parts.append(mark)
            half = _LETTER * len(word) / 2
            x = min(max(self._x(day), half), _WIDTH - half)
            if all(x + half < left or x - half > right for left, right in taken):
                parts.append(self._text(word, x, _LINE + 30))
                taken.append((x - half, x + half))
        if self._of("maintenance"):
            end = _WIDTH - _EDGE
            parts.append(f'<path {look("rib-onward")} d="M{end},{_LINE - 5} l6,5 l-6,5"/>')
        return parts

    def _pointer(self, day: float) -> str:
        return f'<path {look("rib-today")} d="M{self._x(day):.1f},{_LINE + 11} l-5,8 h10 z"/>'

    def _diamond(self, item: TimelineItem) -> str:
        at = self._x(item.from_day)
        return f'<path {look("rib-judged")} d="M{at:.1f},{_LINE - 8} l8,8 l-8,8 l-8,-8 z"/>'

    def _companions(self) -> str:
        """Draw what goes on between the sessions: a lane each, its name where there is room."""
        lanes: dict[str, list[TimelineItem]] = {}
        for item in self._of("between"):
            lanes.setdefault(item.title, []).append(item)
        drawn = ""
        for title, items in lanes.items():
            self.below += _LANE
            y, wide = self.below - _ROOM, _LETTER * len(title)
            first = self._x(min(item.from_day for item in items))
            end = self._x(max(item.to_day for item in items))
            behind = end + _ROOM * 2
            left = behind if behind + wide <= _WIDTH else max(first - _ROOM * 2 - wide, 0)
            drawn += "".join(self._line("rib-between", i.from_day, i.to_day, y) for i in items) + (
                f'<text {look("tick")} x="{left:.1f}" y="{y + 4}">{escape(title)}</text>'
            )
        return drawn

    def _avoided(self, items: list[TimelineItem]) -> str:
        return "".join(
            f'<rect {look("rib-avoid")} x="{self._x(item.from_day):.1f}" y="14" '
            f'width="{max(self._x(item.to_day) - self._x(item.from_day), 3):.1f}" '
            f'height="{_LINE + _RADIUS - 6}" rx="3"/>'
            + self._text(
                "avoid", (self._x(item.from_day) + self._x(item.to_day)) / 2, 10, "rib-avoid-word"
            )
            for item in items
            if item.from_day < self.last and item.to_day > self.first
        )
