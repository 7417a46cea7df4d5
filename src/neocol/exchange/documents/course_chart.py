"""The expected course as a small chart: for each sign, most people and some people, by day."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import SVG, look
from neocol.record import ExpectedCourse
from neocol.recovery import Messages

_WIDTH: Final = 360
_LEFT: Final = 92
_RIGHT: Final = 10
_ROW: Final = 24
_BAR: Final = 10
_TOP: Final = 24
_BOTTOM: Final = 20
_DAYS: Final = 10
_TICKS: Final = (0, 1, 2, 3, 5, 7, 10)


def course_chart(course: ExpectedCourse, say: Messages, today: int | None = None) -> Markup:
    """Draw how long each sign is usually seen, and at the latest.

    Parameters
    ----------
    course : ExpectedCourse
    say : Messages
        The catalogue of the page's language.
    today : int, optional
        The day after the session, marked when it lies on the chart.
    """
    height = _TOP + _ROW * len(course.signs) + _BOTTOM
    parts = [_legend(say), *(_tick(day, height) for day in _TICKS)]
    for row, sign in enumerate(course.signs):
        y = _TOP + row * _ROW + (_ROW - _BAR) / 2
        usual, latest = _x(sign.usual_to_day), _x(sign.latest_day)
        first = _x(sign.from_day)
        parts.append(
            f'<text {look("chart-label")} x="{_LEFT - 8}" y="{y + _BAR - 1:.1f}" '
            f'text-anchor="end">{escape(sign.title)}</text>'
            f'<rect {look("chart-some")} x="{first:.1f}" y="{y:.1f}" '
            f'width="{latest - first:.1f}" height="{_BAR}" rx="5"/>'
            f'<rect {look("chart-most")} x="{first:.1f}" y="{y:.1f}" '
            f'width="{usual - first:.1f}" height="{_BAR}" rx="5"/>'
        )
    if today is not None and today <= _DAYS:
        parts.append(
            f'<path {look("chart-today")} d="M{_x(today):.1f},{_TOP - 4} V{height - _BOTTOM}"/>'
        )
    told = " ".join(sign.text for sign in course.signs)
    return Markup(
        f'<svg class="course" xmlns="{SVG}" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>{escape(told)}</title>{''.join(parts)}</svg>"
    )


def _x(day: float) -> float:
    return _LEFT + min(day, _DAYS) / _DAYS * (_WIDTH - _LEFT - _RIGHT)


def _tick(day: int, height: int) -> str:
    return (
        f'<line {look("grid")} x1="{_x(day):.1f}" x2="{_x(day):.1f}" y1="{_TOP}" '
        f'y2="{height - _BOTTOM}"/><text {look("tick")} x="{_x(day):.1f}" y="{height - 6}" '
        f'text-anchor="middle">{day}</text>'
    )


def _legend(say: Messages) -> str:
    most, some = say("pages.course.most"), say("pages.course.some")
    return (
        f'<rect {look("chart-most")} x="{_LEFT}" y="5" width="14" height="8" rx="4"/>'
        f'<text {look("tick")} x="{_LEFT + 18}" y="13">{escape(most)}</text>'
        f'<rect {look("chart-some")} x="{_LEFT + 108}" y="5" width="14" height="8" rx="4"/>'
        f'<text {look("tick")} x="{_LEFT + 126}" y="13">{escape(some)}</text>'
        f'<text {look("tick")} x="{_LEFT - 8}" y="{13}" text-anchor="end">'
        f"{escape(say('pages.course.day'))}</text>"
    )
