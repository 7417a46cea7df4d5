"""A panel to draw in: axes, bands and lines as SVG text, for every figure of the twin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import SVG, film_colour, look

Numbers = Sequence[float]
_STEPS: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Panel:
    """A rectangle of a drawing with two axes.

    Attributes
    ----------
    left, top, width, height : float
        The inside of the axes, in the drawing's own points.
    x, y : tuple of float
        First and last value of each axis; `y` may run downwards.
    log : bool
        Whether the horizontal axis is logarithmic.
    """

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    log: bool = False

    def at_x(self, value: float) -> float:
        """Return where a value stands across."""
        first, last = self.x
        if self.log:
            first, last, value = math.log(first), math.log(last), math.log(max(value, first))
        return self.left + (value - first) / ((last - first) or 1.0) * self.width

    def at_y(self, value: float) -> float:
        """Return where a value stands in height."""
        first, last = self.y
        return self.top + (1.0 - (value - first) / ((last - first) or 1.0)) * self.height

    def frame(self, title: str, across: dict[float, str], up: Numbers, unit: str = "") -> str:
        """Draw the grid, its labels and the title above."""
        bottom, above = self.top + self.height, self.top - 14
        head = (
            f'<text {look("panel-title")} x="{self.left - 34}" y="{above}">{escape(title)}</text>'
        )
        parts = [head]
        for value in up:
            y = self.at_y(value)
            parts.append(
                f'<line {look("grid")} x1="{self.left}" x2="{self.left + self.width}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text {look("tick")} x="{self.left - 6}" y="{y + 4:.1f}" text-anchor="end">'
                f"{value:g}</text>"
            )
        for value, text in across.items():
            x = self.at_x(value)
            parts.append(
                f'<line {look("grid")} x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 4}"/>'
                f'<text {look("tick")} x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">'
                f"{escape(text)}</text>"
            )
        if unit:
            parts.append(
                f'<text {look("tick")} x="{self.left + self.width}" y="{above}" '
                f'text-anchor="end">{escape(unit)}</text>'
            )
        return "".join(parts)

    def line(self, xs: Numbers, ys: Numbers, css: str) -> str:
        """Draw a line through points."""
        return f'<polyline {look(css)} points="{self._points(xs, ys)}"/>'

    def between(self, xs: Numbers, low: Numbers, high: Numbers, css: str) -> str:
        """Fill what lies between two lines."""
        back = self._points(xs[::-1], low[::-1])
        return f'<polygon {look(css)} points="{self._points(xs, high)} {back}"/>'

    def marks(self, xs: Numbers) -> str:
        """Mark sessions under the horizontal axis."""
        bottom = self.top + self.height
        return "".join(
            f'<path {look("session")} d="M{self.at_x(x):.1f},{bottom} l-4,7 h8 z"/>' for x in xs
        )

    def film(self, xs: Numbers, edges: Numbers, shares: Sequence[Numbers]) -> str:
        """Fill a raster: `shares` of shape (xs, cells) from 0 to 1, each up to the next of `xs`."""
        parts = []
        for i, column in enumerate(shares):
            left = self.at_x(xs[i])
            right = self.at_x(xs[i + 1]) if i + 1 < len(xs) else self.left + self.width
            for j, share in enumerate(column):
                upper, lower = self.at_y(edges[j]), self.at_y(edges[j + 1])
                parts.append(
                    f'<rect x="{left:.1f}" y="{upper:.1f}" width="{right - left + 0.4:.1f}" '
                    f'height="{lower - upper + 0.4:.1f}" fill="{film_colour(share)}"/>'
                )
        return f'<g shape-rendering="crispEdges">{"".join(parts)}</g>'

    def legend(self, entries: Sequence[tuple[str, str]], *, right: float = 0.0) -> str:
        """Name lines at the right above the panel, from left to right: (css, text)."""
        widths = [22 + 6.2 * len(text) for _, text in entries]
        at = self.left + self.width - right - sum(widths)
        parts = []
        for (css, text), width in zip(entries, widths, strict=True):
            y = self.top - 18
            shape = (
                f'<rect {look(css)} x="{at:.1f}" y="{y - 4}" width="12" height="8" rx="2"/>'
                if css.endswith(("area", "band"))
                else f'<line {look(css)} x1="{at:.1f}" x2="{at + 12:.1f}" y1="{y}" y2="{y}"/>'
            )
            parts.append(
                f'{shape}<text {look("tick")} x="{at + 16:.1f}" y="{y + 4}">{escape(text)}</text>'
            )
            at += width
        return "".join(parts)

    def _points(self, xs: Numbers, ys: Numbers) -> str:
        return " ".join(
            f"{self.at_x(x):.1f},{self.at_y(y):.1f}" for x, y in zip(xs, ys, strict=True)
        )


def drawing(width: float, height: float, title: str, *parts: str, css: str = "curve") -> Markup:
    """Return a whole drawing; the title is what is read aloud."""
    return Markup(
        f'<svg class="{css}" xmlns="{SVG}" viewBox="0 0 {width:g} {height:g}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def scale(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """Return round values from at most `low` to at least `high`, about `count` steps apart."""
    wide = (high - low) or max(abs(high), 1.0) / 10
    size = 10.0 ** math.floor(math.log10(wide / count))
    step = size * next(s for s in _STEPS if size * s * count >= wide)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(step * i, 10) for i in range(first, max(last, first + 1) + 1))
