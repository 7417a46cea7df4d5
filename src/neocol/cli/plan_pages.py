"""Readable pages of plans: options side by side, zones, limits that bind, benefit and burden."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from neocol.cli.interval_bars import axis, bar
from neocol.cli.pages import bullets, console, plain

if TYPE_CHECKING:
    from neocol.exchange.documents.comparison import Cell, Group
    from neocol.record import LimitNote, Plan, PlanOption, SearchReport

_BAR: Final = 44
_COLOURS: Final = {"go": "green", "care": "yellow", "wait": "magenta", "info": "bright_black"}


def plan(answer: Plan) -> None:
    """Print a plan: its decision, the options side by side, and what holds them."""
    from neocol.cli.consult_pages import candidacy
    from neocol.exchange.documents.comparison import comparison
    from neocol.exchange.documents.words import letter

    candidacy(answer.candidacy)
    _standing(answer)
    if answer.options:
        headings = [
            f"{letter(i)} {option.label}{' ✓' if i == answer.recommended else ''}"
            for i, option in enumerate(answer.options)
        ]
        _compared(headings, comparison(answer))
        _tradeoff(answer)
    first = answer.recommended or 0
    mapped = [i for i, option in enumerate(answer.options) if option.zones]
    for index in sorted(mapped, key=lambda i: (i != first, i))[:1]:
        _zones(letter(index), answer.options[index])
    _limits(answer.limits)
    _told(answer)
    console.print()


def _standing(answer: Plan) -> None:
    """Print what the plan goes on from, and where to begin the talk or why there is no course."""
    from neocol.exchange.documents.words import letter

    if answer.progress is not None:
        done = answer.progress
        console.print(
            f"[bold]Made again[/] after {done.sessions} sessions, the last on {done.last:%-d %B %Y}"
        )
        bullets((*done.measures, *done.notes))
    if answer.refused:
        console.print(f"[bold]No course:[/] {plain(answer.refused)}")
    if answer.recommended is not None and answer.why_recommended:
        chosen = answer.options[answer.recommended]
        console.print(
            f"[green]Begin the talk with {letter(answer.recommended)}, {plain(chosen.label)}:[/] "
            f"{plain(answer.why_recommended)}"
        )


def _told(answer: Plan) -> None:
    """Print what else is said: each wish, what must be settled, no treatment, caveats, search."""
    from neocol.exchange.documents.comparison import caveats_of
    from neocol.exchange.documents.words import plain_name, zones_label

    for concern in answer.concerns:
        name = plain_name(concern.indication)
        if concern.refused:
            console.print(f"[yellow]{name}, not planned:[/] {plain(concern.refused)}")
        else:
            console.print(f"{name}: {zones_label(concern.zones)}{' · leads' * concern.leads}")
    waits = dict.fromkeys(text for option in answer.options for text in option.conditional_on)
    if waits:
        console.print("[magenta]Only when:[/]")
        bullets(waits)
    if answer.without_treatment:
        console.print(f"[bold]Without treatment:[/] {plain(answer.without_treatment)}")
    bullets(caveats_of(answer.options))
    if answer.search is not None:
        _searched(answer.search)


def option(answer: PlanOption) -> None:
    """Print one course that somebody set: what it may bring and cost, and the limits it passes."""
    from neocol.exchange.documents.comparison import comparison_of

    _compared([answer.label], comparison_of((answer,)))
    if answer.zones:
        _zones("", answer)
    _limits(answer.over)
    if answer.conditional_on:
        console.print("[magenta]Only when:[/]")
        bullets(answer.conditional_on)
    bullets(answer.caveats)
    console.print()


def _compared(headings: Iterable[str], groups: Iterable[Group]) -> None:
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold", style="bold")
    for heading in headings:
        table.add_column(plain(heading), overflow="fold", ratio=1)
    for group in groups:
        if group.title:
            table.add_row(f"[cyan]{group.title}[/]")
        for row in group.rows:
            label = f"{plain(row.label)}{f' [dim]{plain(row.hint)}[/]' if row.hint else ''}"
            table.add_row(label, *map(_cell, row.cells))
    console.print(table)


def _cell(held: Cell) -> str:
    """Return a cell as lines: what is said, then what it rests on."""
    from neocol.exchange.documents.words import BASES

    colour = _COLOURS.get(held.mark)
    first = f"[{colour}]{escape(held.text)}[/]" if colour else escape(held.text)
    lines = [first, *map(escape, held.lines)] if held.text else []
    rests = BASES[held.basis] if held.basis else ""
    small = [escape(note) for note in (*held.notes, rests) if note]
    if small:
        lines.append(f"[dim]{' · '.join(small)}[/]")
    return "\n".join(lines)


def _tradeoff(answer: Plan) -> None:
    """Draw benefit with letters, one bar an option, the lighter burden first."""
    from neocol.exchange.documents.plots import scale
    from neocol.exchange.documents.words import letter

    held = sorted(
        (point for point in answer.frontier if point.option is not None),
        key=lambda point: point.burden_days,
    )
    if not held:
        return
    ticks = scale(min([0.0, *(p.low90 for p in held)]), max([1.0, *(p.high90 for p in held)]))
    table = Table(
        title="improvement by needling, % of the score before; nine of ten inside",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 2, 0, 0),
    )
    table.add_column("")
    table.add_column("burden, days", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for point in held:
        index = point.option or 0
        mark = " ✓" if index == answer.recommended else ""
        table.add_row(
            f"{letter(index)}{mark}",
            f"{point.burden_days:.3g}",
            bar(point.low90, point.gain, point.high90, ticks=ticks, width=_BAR),
        )
    table.add_row("", "", axis(ticks, _BAR))
    console.print(table)


def _zones(named: str, held: PlanOption) -> None:
    from neocol.exchange.documents.words import plain_name, zones_label
    from neocol.exchange.documents.zones import zone_rows

    table = Table(
        title=f"zones{f' of {named}' if named else ''}", title_justify="left", box=SIMPLE_HEAD
    )
    table.add_column("zone", overflow="fold")
    for column in ("begin", "at most", "cap", "passes"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("stop at")
    table.add_column("", overflow="fold")
    for row in zone_rows(held):
        what = row.held
        table.add_row(
            zones_label(row.zones),
            "" if what.start_mm is None else f"{what.start_mm:g} mm",
            f"{what.depth_mm:g} mm",
            f"{what.cap_mm:g} mm",
            str(what.passes),
            plain_name(what.endpoint),
            escape("; ".join(row.notes)),
        )
    console.print(table)


def _limits(notes: Iterable[LimitNote]) -> None:
    """Print the limits that bind, or that are passed, and what would free them."""
    from neocol.exchange.documents.words import zones_label
    from neocol.exchange.documents.zones import limit_rows

    for row in limit_rows(note for note in notes if note.binds or note.asked is not None):
        note = row.note
        word = "[red]Stands in the way[/]" if note.asked is not None else "[yellow]Binds[/]"
        where = f" ({zones_label(row.zones)})" if row.zones else ""
        asked = "" if note.asked is None else f" (asked {note.asked:g})"
        frees = f" [dim]· would free it: {plain(note.frees)}[/]" if note.frees else ""
        console.print(f"{word} {plain(note.text)}{where}{asked}{frees}")


def _searched(report: SearchReport) -> None:
    ended = "complete" if report.complete else "time ran out: the best so far"
    console.print(
        f"[dim]{report.candidates} courses inside every limit, {report.screened} screened, "
        f"{report.simulated} followed by {report.members} simulated people, screening error at "
        f"most {report.screening_error:.2g} % of the score; {ended}[/]"
    )
