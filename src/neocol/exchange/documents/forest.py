"""A forest plot of published outcomes against their predictions, as a drawing and as a page."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup, escape

from neocol.care import HONEST_WORDS
from neocol.exchange.documents import trial_scales as scales
from neocol.exchange.documents.palette import look
from neocol.exchange.documents.plots import Panel, drawing
from neocol.exchange.documents.render import rendered
from neocol.exchange.documents.trial_scales import Placed, TrialScale
from neocol.record import TrialsReport

_PAPER: Final = "#fffdf9"
_TITLE: Final = 30
_GROUP: Final = 24
_AXIS: Final = 40
_HEAD: Final = 54
_LINE: Final = 14
_ROWS_ON_A_PAGE: Final = 18
_LETTER: Final = 5.9
"""Mean width of a letter of the small lettering."""


@dataclass(frozen=True)
class _Form:
    """Where things stand across: labels, axis, numbers; below each other on a phone."""

    width: int
    left: int
    inside: int
    row: int
    bar: int
    label: int

    @property
    def numbers(self) -> int:
        """Return where the numbers end, at the right."""
        return self.width - 8

    @property
    def stacked(self) -> bool:
        return self.left < self.label


_WIDE: Final = _Form(width=760, left=226, inside=330, row=36, bar=18, label=206)
_NARROW: Final = _Form(width=380, left=22, inside=336, row=62, bar=46, label=210)


def forest_svg(report: TrialsReport) -> Markup:
    """Return the forest plot as a drawing that stands by itself.

    Parameters
    ----------
    report : TrialsReport
        Published outcomes with what was predicted for them.
    """
    body, height = _body(report, _WIDE, top=_HEAD + 18)
    told = f"Published against predicted: {scales.counted(report)}. {scales.mode_words(report)}"
    lines = _wrapped(f"{scales.coverage_words(report)}. {HONEST_WORDS}", _WIDE)
    stamp = f"SHA-256 of the predictions: {report.predictions_hash}"
    lines += _wrapped(f"{stamp} · seed {report.seed}", _WIDE)
    end = height + _LINE * (len(lines) + 1)
    ground = f'<rect width="{_WIDE.width}" height="{end}" fill="{_PAPER}"/>'
    head = (
        f'<text {look("forest-title")} x="8" y="26">Published against predicted</text>'
        f'<text {look("tick")} x="8" y="44">'
        f"{escape(f'{scales.counted(report)} · {scales.mode_words(report)}')}</text>"
    )
    foot = "".join(
        f'<text {look("tick")} x="8" y="{height + _LINE * i + 6}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    return drawing(_WIDE.width, end, told, ground, head, body, foot, css="forest")


def forest_html(report: TrialsReport) -> str:
    """Return the forest plot as a page that asks nothing of the network, fit for print.

    Parameters
    ----------
    report : TrialsReport
        Published outcomes with what was predicted for them.
    """
    verdict, numbers = scales.skill_words(report)
    spoken = scales.spoken(report)
    groups = {
        group: (
            scales.group_words(report.by_group[group]) if group in report.by_group else "",
            spoken.get(group, ""),
        )
        for group in dict.fromkeys([*report.by_group, *spoken])
    }
    return rendered(
        "forest.html",
        {
            "report": report,
            "counted": scales.counted(report),
            "mode": scales.mode_words(report),
            "coverage": scales.coverage_words(report),
            "verdict": verdict,
            "numbers": numbers,
            "groups": groups,
            "refused": scales.refused_rows(report),
            "sources": list(dict.fromkeys(row.source for row in report.rows if row.source)),
            "drawings": [*_pieces(report, _WIDE), *_pieces(report, _NARROW)],
            "mixed": scales.mixed(report),
            "measure_name": scales.measure_name,
            "honest": HONEST_WORDS,
        },
    )


def _pieces(report: TrialsReport, form: _Form) -> list[Markup]:
    """Return the plot in drawings that fit on a printed page: a legend, then part by part."""
    css = "forest forest-narrow" if form.stacked else "forest forest-wide"
    parts = [drawing(form.width, 60 if form.stacked else 40, "Legend", _legend(form, 18), css=css)]
    marked = scales.mixed(report)
    for whole in scales.trial_scales(report):
        rows = [placed for group in whole.groups().values() for placed in group]
        for at in range(0, len(rows), _ROWS_ON_A_PAGE):
            drawn = replace(whole, rows=tuple(rows[at : at + _ROWS_ON_A_PAGE]))
            made, height = _scale(drawn, form, 0, marked=marked)
            title = f"{whole.title}, {len(drawn.rows)} outcomes, published against predicted"
            parts.append(drawing(form.width, height, scales.printable(title), made, css=css))
    return parts


def _body(report: TrialsReport, form: _Form, top: int) -> tuple[str, int]:
    """Draw the legend and every scale; return it with the height that it ends at."""
    parts, y = [_legend(form, top)], top + 26
    marked = scales.mixed(report)
    for drawn in scales.trial_scales(report):
        made, y = _scale(drawn, form, y, marked=marked)
        parts.append(made)
    return "".join(parts), y


def _scale(drawn: TrialScale, form: _Form, top: int, *, marked: bool) -> tuple[str, int]:
    groups = drawn.groups()
    height = sum(_GROUP + form.row * len(rows) for rows in groups.values())
    first = top + _TITLE
    ticks = drawn.ticks
    panel = Panel(form.left, first, form.inside, height, (ticks[0], ticks[-1]), (0.0, 1.0))
    parts = [_frame(drawn, panel, form)]
    if not form.stacked:
        parts.append(_grid(drawn, panel, panel.top, panel.top + height))
    y = first
    for indication, rows in groups.items():
        parts.append(
            f'<text {look("forest-group")} x="8" y="{y + 17}">'
            f"{_text(scales.capitalised(scales.measure_name(indication)))}</text>"
        )
        y += _GROUP
        for placed in rows:
            parts.append(_row(placed, drawn, panel, form, y, marked=marked))
            y += form.row
    return "".join(parts), y + _AXIS


def _frame(drawn: TrialScale, panel: Panel, form: _Form) -> str:
    """Draw the title, and the values of the axis below."""
    bottom = panel.top + panel.height
    parts = [
        f'<text {look("panel-title")} x="8" y="{panel.top - 8}">{_text(drawn.title)}</text>',
    ]
    if not form.stacked:
        parts.append(
            f'<text {look("tick")} x="{form.numbers}" y="{panel.top - 8}" text-anchor="end">'
            "published, below it predicted</text>"
        )
    for tick in drawn.ticks:
        x = panel.at_x(tick)
        parts.append(
            f'<text {look("tick")} x="{x:.1f}" y="{bottom + 17:.1f}" text-anchor="middle">'
            f"{drawn.shown(tick)}</text>"
        )
    return "".join(parts)


def _grid(drawn: TrialScale, panel: Panel, top: float, bottom: float) -> str:
    """Draw the grid between two heights; no change is dotted."""
    return "".join(
        f'<line {look("grid" if tick else "pill-zero")} x1="{panel.at_x(tick):.1f}" '
        f'x2="{panel.at_x(tick):.1f}" y1="{top:.1f}" y2="{bottom:.1f}"/>'
        for tick in drawn.ticks
    )


def _row(
    placed: Placed, drawn: TrialScale, panel: Panel, form: _Form, top: int, *, marked: bool
) -> str:
    row = placed.row
    seen = " †" if marked and not row.held_out else ""
    cohort = _cut(row.cohort, form.label - 60) + (f" · n {row.n}" if row.n else "") + seen
    given = "not given" if placed.published is None else drawn.shown(placed.published)
    numbers = drawn.interval(placed.predicted)
    speaks = " · literature" if row.speaks == "literature" else ""
    measure = _cut(scales.measure_name(row.measure), form.label - _LETTER * len(speaks)) + speaks
    told = {True: "inside", False: "outside", None: "not compared"}[row.inside]
    title = (
        f"{row.cohort}, {row.measure}: published {scales.as_published(row)}, predicted {numbers}; "
        f"{told}"
    )
    upper, lower, bar = top + 14, top + 28, top + form.bar
    # On a phone lines of a whole grid would run through the words.
    grid = _grid(drawn, panel, bar - 9, bar + 9) if form.stacked else ""
    return (
        f"<g><title>{_text(title)}</title>{grid}"
        f'<text {look("chart-label")} x="8" y="{upper}">{_text(cohort)}</text>'
        f'<text {look("tick")} x="8" y="{lower}">{_text(measure)}</text>'
        f'<text {look("chart-label")} x="{form.numbers}" y="{upper}" text-anchor="end">'
        f"{given} <tspan {look(_css(row.inside) + '-word')}>{told}</tspan></text>"
        f'<text {look("tick")} x="{form.numbers}" y="{lower}" text-anchor="end">{numbers}</text>'
        f"{_interval(placed, panel, bar)}</g>"
    )


def _interval(placed: Placed, panel: Panel, y: float) -> str:
    """Draw the predicted interval with its median, and the published value over it."""
    held = placed.predicted
    first, last = panel.left, panel.left + panel.width
    left, right = max(panel.at_x(held.low90), first), min(panel.at_x(held.high90), last)
    css = "forest-papers" if placed.row.speaks == "literature" else "forest-twin"
    middle = panel.at_x(held.median)
    parts = [_pill(css, left, max(right - left, 2.0), middle, y)]
    if panel.at_x(held.low90) < first:
        parts.append(f'<path {look("session")} d="M{first - 8},{y} l7,-4 v8 z"/>')
    if panel.at_x(held.high90) > last:
        parts.append(f'<path {look("session")} d="M{last + 8},{y} l-7,-4 v8 z"/>')
    if placed.published is not None:
        parts.append(_published(panel.at_x(placed.published), y, placed.row.inside))
    return "".join(parts)


def _published(x: float, y: float, inside: bool | None) -> str:
    """Draw a published value: a dot inside, an open diamond outside."""
    if inside is False:
        return (
            f'<path {look("forest-out")} d="M{x:.1f},{y - 6.5} l6.5,6.5 l-6.5,6.5 l-6.5,-6.5 z"/>'
        )
    return f'<circle {look(_css(inside))} cx="{x:.1f}" cy="{y}" r="5"/>'


def _css(inside: bool | None) -> str:
    return {True: "forest-in", False: "forest-out", None: "forest-open"}[inside]


def _legend(form: _Form, y: int) -> str:
    """Name the shapes, on one line or on two."""
    entries = (
        (_published(7, y - 4, True), "published, inside"),
        (_published(7, y - 4, False), "published, outside"),
        (_pill("forest-twin", 0, 26, 13, y - 4), "predicted, 9 of 10 inside"),
        (_pill("forest-papers", 0, 26, 13, y - 4), "literature only"),
    )
    at, parts = 8.0, []
    for i, (shape, text) in enumerate(entries):
        down = 20 if form.stacked and i > 1 else 0
        at = 8.0 if down and i == 2 else at
        parts.append(
            f'<g transform="translate({at:.0f},{down})">{shape}'
            f'<text {look("tick")} x="{20 if i < 2 else 32}" y="{y}">{escape(text)}</text></g>'
        )
        at += (40 if i < 2 else 50) + _LETTER * len(text)
    return "".join(parts)


def _pill(css: str, left: float, width: float, median: float, y: float) -> str:
    return (
        f'<rect {look(css)} x="{left:.1f}" y="{y - 5}" width="{width:.1f}" height="10" rx="5"/>'
        f'<line {look("pill-median")} x1="{median:.1f}" x2="{median:.1f}" y1="{y - 7}" '
        f'y2="{y + 7}"/>'
    )


def _text(text: str) -> Markup:
    return escape(scales.printable(text))


def _cut(text: str, points: float) -> str:
    """Shorten a label to the room it has; the whole text is read from the row's title."""
    most = int(points / _LETTER)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _wrapped(text: str, form: _Form) -> list[str]:
    return textwrap.wrap(scales.printable(text), int(form.width / _LETTER))
