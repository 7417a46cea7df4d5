"""Readable page of a numbing cream: the verdict, the amounts, the clock, what is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.panel import Panel
from rich.table import Table

from neocol.cli.consult_pages import finding
from neocol.cli.pages import bullets, console, plain

if TYPE_CHECKING:
    from neocol.record import AnaestheticAnswer, AnaestheticClock

_COLOURS: Final = {
    "within_limits": "green",
    "over_limit": "red",
    "contraindicated": "red",
    "unknown": "magenta",
}
_STATES: Final = {
    "not_on": "not on yet",
    "running": "on the skin",
    "time_up": "take it off now",
    "off": "off",
    "off_late": "off, later than labels allow",
}


def anaesthetic(answer: AnaestheticAnswer) -> None:
    """Print what labels say about a numbing cream."""
    from neocol.exchange.documents.words import VERDICTS

    words, colour = VERDICTS[answer.verdict][1], _COLOURS[answer.verdict]
    if answer.verdict == "within_limits" and not answer.ready:
        words, colour = f"{words.removesuffix('.')}, if all below is so.", "yellow"
    title = plain(answer.product_said)
    console.print(Panel(f"[bold {colour}]{words}[/]", title=title, expand=False))
    console.print(_amounts(answer))
    if answer.label_grams is not None and answer.given.area_cm2 is not None:
        low, high = answer.label_grams
        area = answer.given.area_cm2
        console.print(f"  the label's layer on {area:.4g} cm²: {low:.0f} to {high:.0f} g")
    for clock in answer.clocks:
        _clock(clock)
    for found in answer.findings:
        finding(found)
    for heading, lines in (
        ("To ask first", answer.missing),
        ("Only if", answer.conditional_on),
        ("Why so", answer.explained),
    ):
        if lines:
            console.print(f"[bold]{heading}[/]")
            bullets(lines)
    console.print()


def _amounts(answer: AnaestheticAnswer) -> Table:
    """Return given, allowed and left, with each label's row."""
    from neocol.record.anaesthetic import AMOUNTS

    table = Table(show_header=True)
    for column in ("", "given", "at most", "left", *(f"{r.side}, {r.who}" for r in answer.rows)):
        table.add_column(column, justify="right" if column else "left")
    for name, unit in AMOUNTS.items():
        held = [answer.given, answer.limits, answer.left, *answer.rows]
        cells = [getattr(item, name) for item in held]
        table.add_row(unit, *("–" if cell is None else f"{cell:.4g}" for cell in cells))
    return table


def _clock(clock: AnaestheticClock) -> None:
    parts = [f"on at {clock.on_at:%H:%M}"]
    if clock.off_at is not None:
        parts.append(f"off at {clock.off_at:%H:%M}, {_minutes(clock.elapsed_hours)}")
    else:
        parts.append(f"{_minutes(clock.elapsed_hours)} so far")
        if clock.planned_off_at is not None:
            parts.append(f"planned off at {clock.planned_off_at:%H:%M}")
        if clock.off_by is not None and clock.remaining_hours is not None:
            parts.append(f"latest {clock.off_by:%H:%M}, {_minutes(clock.remaining_hours)} left")
    console.print(f"  [bold]{_STATES[clock.state]}[/]: {'; '.join(parts)}")


def _minutes(hours: float) -> str:
    whole = int(hours * 60)
    return f"{whole // 60} h {whole % 60:02d} min"
