"""Figures as SVG text, made on the server: no script, no request, the same on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import SVG, look
from neocol.record import Range

_PILL_W: Final = 168
_PILL_H: Final = 22


def scale_of(values: Iterable[Range]) -> tuple[float, float]:
    """Return the scale that holds every interval, and zero."""
    edges = [0.0, *(edge for value in values for edge in (value.low90, value.high90))]
    return min(edges), max(edges)


def range_pill(value: Range, scale: tuple[float, float] | None = None) -> Markup:
    """Draw an interval with its median: the interval is the graphic, zero is marked.

    Parameters
    ----------
    value : Range
    scale : tuple of float, optional
        First and last value drawn, for pills that are read side by side; zero lies inside.
    """
    low, high = scale or scale_of([value])
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
