"""Verb of one person on the twin: personalise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from neocol.cli.answers import File, Json, Seed, about_items

if TYPE_CHECKING:
    from neocol.record import PersonalAnswer


def add_to(app: typer.Typer) -> None:
    """Add the verb of this group."""
    app.command()(personalise)


def personalise(file: File, seed: Seed = None, json: Json = False) -> None:
    """What one person may expect, before and after what was measured on it."""
    from neocol.record import PersonalRequest
    from neocol.twin.personal import personalise as run
    from neocol.twin.priors import DEFAULT_SEED

    number = DEFAULT_SEED if seed is None else seed

    def answer(request: PersonalRequest) -> PersonalAnswer:
        return run(request, seed=number)

    about_items(file, PersonalRequest.read, answer, _page, json=json)


def _page(answer: PersonalAnswer) -> None:
    """Print prior and posterior side by side."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from neocol.cli.pages import bullets, console, plain

    table = Table(title=_title(answer), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("day", justify="right", no_wrap=True)
    for column in ("before", "nine of ten", "after", "nine of ten"):
        table.add_column(column, justify="right", no_wrap=True)
    for before, after in zip(answer.prior, answer.posterior, strict=True):
        table.add_row(
            f"{before.of.replace('_', ' ')}\n[dim]{before.unit}[/]",
            f"{before.day:g}",
            *(
                text
                for band in (before, after)
                for text in (f"{band.median:.3g}", f"{band.low90:.3g} to {band.high90:.3g}")
            ),
        )
    if answer.id:
        console.print(f"[bold]{plain(answer.id)}[/]")
    console.print(table)
    if answer.notes:
        console.print("[yellow]Of the measures:[/]")
        bullets(answer.notes)
    bullets(answer.caveats)


def _title(answer: PersonalAnswer) -> str:
    """Say how before became after."""
    return {
        "prior": "nothing was measured: after is as before",
        "reweighted": f"before and after the measures: re-weighted members, worth "
        f"{answer.effective_members:.0f} of {answer.members}",
        "smoothed": f"before and after the measures: {answer.members} members, smoothed "
        f"{answer.iterations} times",
    }[answer.method]
