"""Figures as SVG text, made on the server: no script, no request, the same on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import PHASES, SVG, look
from neocol.record import PlanOption, Range, Simulation
from neocol.record.course import ObservableBand

_PILL_W: Final = 168
_PILL_H: Final = 22
_CURVE_W: Final = 680
_CURVE_H: Final = 270
_LEFT: Final = 56
_RIGHT: Final = 16
_TOP: Final = 30
_BOTTOM: Final = 34
_RIBBON_W: Final = 680
_RIBBON_H: Final = 84
_MONTH: Final = 30
_RESULT_FROM: Final = 28
"""Days after the last session from which the drawing shows that a result may be seen."""
Axis = Callable[[float], float]
_CURVES: Final = (("collagen_III", "c3", "collagen III"), ("collagen_I", "c1", "collagen I"))


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


def healing_curve(simulation: Simulation, sessions: Iterable[float] = ()) -> Markup:
    """Draw new collagen III and I over a course, with 90 % bands, phases and sessions.

    Parameters
    ----------
    simulation : Simulation
        Its observables ``collagen_III`` and ``collagen_I``.
    sessions : iterable of float
        Days of the sessions.
    """
    days = simulation.days
    last = days[-1] or 1.0
    bands = [(simulation.observables[name], css, label) for name, css, label in _CURVES]
    top = _nice(max(max(band.high90) for band, _, _ in bands))
    inner_w, inner_h = _CURVE_W - _LEFT - _RIGHT, _CURVE_H - _TOP - _BOTTOM

    def x(day: float) -> float:
        return _LEFT + day / last * inner_w

    def y(level: float) -> float:
        return _TOP + inner_h * (1 - level / top)

    parts = [_phase_bands(simulation, x, last)]
    for step in range(5):
        level = top * step / 4
        parts.append(
            f'<line {look("grid")} x1="{_LEFT}" x2="{_CURVE_W - _RIGHT}" y1="{y(level):.1f}" '
            f'y2="{y(level):.1f}"/><text {look("tick")} x="{_LEFT - 8}" y="{y(level) + 4:.1f}" '
            f'text-anchor="end">{level:.0f}</text>'
        )
    for band, css, _ in bands:
        parts.append(_band(band, days, css, x, y))
    parts += [
        f'<path {look("session")} d="M{x(day):.1f},{_TOP + inner_h} l-5,9 h10 z"/>'
        for day in sessions
    ]
    every = max(1, round(last / _MONTH / 8))
    parts += [
        f'<text {look("tick")} x="{x(month * _MONTH):.1f}" y="{_CURVE_H - 8}" '
        f'text-anchor="middle">{month} mo</text>'
        for month in range(0, int(last // _MONTH) + 1, every)
    ]
    title = "New collagen over the course, median and 90 % band, percent of baseline"
    return Markup(
        f'<svg class="curve" xmlns="{SVG}" viewBox="0 0 {_CURVE_W} {_CURVE_H}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}"
        f'<text {look("tick")} x="{_LEFT - 44}" y="{_TOP - 16}">% of baseline</text>'
        f"{_legend()}</svg>"
    )


def _phase_bands(simulation: Simulation, x: Axis, last: float) -> str:
    """Draw when each phase runs, as thin bars above the plot."""
    drawn = []
    for row, (phase, (first, end)) in enumerate(simulation.phases.items()):
        left, right = x(first), x(min(end, last))
        drawn.append(
            f'<rect x="{left:.1f}" y="{_TOP - 12 + row * 4}" width="{max(right - left, 2):.1f}" '
            f'height="3" rx="1.5" fill="{PHASES[phase]}"><title>{escape(phase)}: day '
            f"{first:.0f} to {end:.0f}</title></rect>"
        )
    return "".join(drawn)


def _band(band: ObservableBand, days: Sequence[float], css: str, x: Axis, y: Axis) -> str:
    there = [f"{x(d):.1f},{y(v):.1f}" for d, v in zip(days, band.high90, strict=True)]
    back = [f"{x(d):.1f},{y(v):.1f}" for d, v in zip(days, band.low90, strict=True)][::-1]
    line = [f"{x(d):.1f},{y(v):.1f}" for d, v in zip(days, band.median, strict=True)]
    return (
        f'<polygon {look(f"{css}-band")} points="{" ".join(there + back)}"/>'
        f'<polyline {look(f"{css}-line")} points="{" ".join(line)}"/>'
    )


def _legend() -> str:
    found, at = [], _CURVE_W - _RIGHT - 470
    for phase, colour in PHASES.items():
        found.append(
            f'<rect x="{at}" y="4" width="10" height="4" rx="2" fill="{colour}"/>'
            f'<text {look("tick")} x="{at + 14}" y="10">{phase}</text>'
        )
        at += 98
    for _, css, label in _CURVES:
        found.append(
            f'<line {look(f"{css}-line")} x1="{at}" x2="{at + 12}" y1="6" y2="6"/>'
            f'<text {look("tick")} x="{at + 16}" y="10">{label}</text>'
        )
        at += 92
    return "".join(found)


def _nice(value: float) -> float:
    """Return a round number not below `value`, for the top of an axis."""
    if value <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(value))) - 1)
    return next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= value)


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
