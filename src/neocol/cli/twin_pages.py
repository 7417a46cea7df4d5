"""Readable pages of the twin: curves in the terminal, and where the observables end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from neocol.cli.pages import bullets, console

if TYPE_CHECKING:
    from neocol.record import Simulation
    from neocol.record.simulation import ObservableBand

_WIDEST: Final = 100
_HEIGHT: Final = 14
_HUNDRED: Final = 100
_PLOTEXT: Final = {"bright_black": "gray", "yellow": "orange", "bright_red": "red+"}
"""Colours that are called otherwise."""
_PHASES: Final = {
    "neutrophil": ("neutrophils", "red"),
    "macrophage": ("macrophages", "bright_red"),
    "myofibroblast": ("myofibroblasts", "yellow"),
    "collagen_new": ("new collagen III", "cyan"),
}


def simulation(answer: Simulation) -> None:
    """Print the course as curves, then where every observable stands against untreated skin."""
    _plot_collagen(answer)
    if answer.cells:
        _plot_phases(answer)
    table = Table(
        title=f"after {answer.days[-1]:g} days, nine of ten inside",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", no_wrap=True)
    for column in ("treated", "from", "to", "benefit", "from", "to"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("unit")
    for name, band in answer.observables.items():
        table.add_row(name.replace("_", " "), *_row(band))
    console.print(table)
    for phase, spans in answer.phases.items():
        told = ", ".join(_span(first, last, answer.days[-1]) for first, last in spans)
        console.print(f"  {phase}: {told}")
    if answer.extrapolation:
        console.print("[yellow]Beyond the evidence:[/]")
        bullets(answer.extrapolation)
    bullets(answer.caveats)


def _span(first: float, last: float, end: float) -> str:
    return f"day {first:.1f} on" if last >= end else f"day {first:.1f} to {last:.0f}"


def _row(band: ObservableBand) -> tuple[str, ...]:
    now = (band.median, band.low90, band.high90)
    gained = (band.benefit, band.benefit_low90, band.benefit_high90)
    return (
        *(_short(values[-1]) for values in now),
        *(_short(values[-1], sign="+") for values in gained),
        band.unit,
    )


def _short(value: float, sign: str = "") -> str:
    """Return a number rounded to what it carries."""
    return f"{round(value, 0 if abs(value) >= _HUNDRED else 1) + 0.0:{sign}g}"


def _plot_collagen(answer: Simulation) -> None:
    band = answer.observables["papillary_collagen"]
    _plot(
        "collagen of the upper dermis, % of own skin on day 0",
        answer.days,
        {
            "median": (band.median, "cyan"),
            "nine of ten": (band.high90, "bright_black"),
            "": (band.low90, "bright_black"),
            "untreated": (band.untreated, "yellow"),
        },
    )


def _plot_phases(answer: Simulation) -> None:
    curves: dict[str, tuple[Sequence[float], str]] = {}
    for name, (label, colour) in _PHASES.items():
        peak = max(answer.cells[name]) or 1.0
        curves[label] = ([value / peak for value in answer.cells[name]], colour)
    _plot("three phases, each over its own peak", answer.days, curves)


def _plot(
    title: str, days: Sequence[float], curves: dict[str, tuple[Sequence[float], str]]
) -> None:
    """Draw curves, and name them above: inside the plot names would hide them."""
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(min(console.width, _WIDEST), _HEIGHT)
    plotext.xlabel("day")
    for values, colour in curves.values():
        plotext.plot(list(days), list(values), marker="braille", color=_PLOTEXT.get(colour, colour))
    named = "  ".join(f"[{colour}]━[/] {label}" for label, (_, colour) in curves.items() if label)
    console.print(f"[bold]{title}[/]  {named}")
    drawn = Text.from_ansi(plotext.build())
    console.print(drawn if console.is_terminal else drawn.plain, markup=False, no_wrap=True)
