"""Figures as SVG text, made on the server: no script, no request, the same on paper."""

from __future__ import annotations

import datetime as dt
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import SVG, look
from neocol.record import PlanOption, Range

_PILL_W: Final = 168
_PILL_H: Final = 22
_RIBBON_W: Final = 680
_RIBBON_H: Final = 84
_RESULT_FROM: Final = 28
"""Days after the last session from which the drawing shows that a result may be seen."""


def range_pill(value: Range) -> Markup:
    """Draw an interval with its median: the interval is the graphic, zero is marked."""
    low, high = min(value.low90, 0.0), max(value.high90, 0.0)
    width = (high - low) or 1.0

    def x(at: float) -> float:
        return 6 + (at - low) / width * (_PILL_W - 12)

    left, right = x(value.low90), x(value.high90)
    middle = _PILL_H / 2
    title = f"{value.median:g} ({value.low90:g} to {value.high90:g}) {value.unit}"
    return Markup(
        f'<svg class="pill" xmlns="{SVG}" viewBox="0 0 {_PILL_W} {_PILL_H}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<line {look("pill-axis")} x1="2" x2="{_PILL_W - 2}" y1="{middle}" y2="{middle}"/>'
        f'<line {look("pill-zero")} x1="{x(0):.1f}" x2="{x(0):.1f}" y1="3" y2="{_PILL_H - 3}"/>'
        f'<rect {look("pill-span")} x="{left:.1f}" y="6" width="{max(right - left, 2):.1f}" '
        f'height="{_PILL_H - 12}" rx="5"/>'
        f'<line {look("pill-median")} x1="{x(value.median):.1f}" x2="{x(value.median):.1f}" '
        f'y1="3" y2="{_PILL_H - 3}"/></svg>'
    )


def course_ribbon(
    option: PlanOption, start: dt.date, today: dt.date | None = None, *, done: int = 0
) -> Markup:
    """Draw a course as a timeline: preparation, sessions with their downtime, results, today."""
    lead, tail = 21, 180
    last = (option.sessions - 1) * option.interval_days
    whole = lead + last + tail
    line = 44

    def x(day: float) -> float:
        return 8 + (day + lead) / whole * (_RIBBON_W - 16)

    def stretch(css: str, first: float, end: float) -> str:
        return f'<path {look(css)} d="M{x(first):.1f},{line} H{x(end):.1f}"/>'

    def note(text: str, day: float, anchor: str) -> str:
        return (
            f'<text {look("tick")} x="{x(day):.1f}" y="{line + 34}" text-anchor="{anchor}">'
            f"{text}</text>"
        )

    down = option.downtime_days.median
    parts = [
        stretch("rib-line", -lead, last + tail),
        stretch("rib-prep", -lead, 0),
        stretch("rib-result", last + _RESULT_FROM, last + tail),
        note("result is judged", last + tail, "end"),
    ]
    shown = max(1, round(option.sessions / 6))
    for i in range(option.sessions):
        day = i * option.interval_days
        date = start + dt.timedelta(days=day)
        css = "rib-done" if i < done else "rib-session"
        parts.append(
            f'<rect {look("rib-down")} x="{x(day):.1f}" y="{line - 5}" '
            f'width="{max(x(day + down) - x(day), 3):.1f}" height="10" rx="3"/>'
            f'<circle {look(css)} cx="{x(day):.1f}" cy="{line}" r="8"/>'
            f'<text {look("rib-number")} x="{x(day):.1f}" y="{line + 4}">{i + 1}</text>'
        )
        if i % shown == 0:
            parts.append(
                f'<text {look("tick")} x="{x(day):.1f}" y="{line - 16}" text-anchor="middle">'
                f"{date.day} {date:%b}</text>"
            )
    if today is not None and -lead <= (today - start).days <= last + tail:
        at = x((today - start).days)
        parts.append(
            f'<path {look("rib-today")} d="M{at:.1f},{line + 12} l-5,9 h10 z"/>'
            + note("today", (today - start).days, "middle")
        )
    title = f"{option.sessions} sessions, {option.interval_days} days apart, from {start}"
    return Markup(
        f'<svg class="ribbon" xmlns="{SVG}" viewBox="0 0 {_RIBBON_W} {_RIBBON_H}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
