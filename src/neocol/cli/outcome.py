"""Verbs of outcomes: predict, trials."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neocol.cli.answers import File, Json, Seed, about_items

if TYPE_CHECKING:
    from neocol.record import NotPredicted, Prediction, PredictionRequest, TrialsReport

Moved = Callable[[str, int, int], None]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(predict)
    app.command()(trials)


def predict(file: File, seed: Seed = None, json: Json = False) -> None:
    """What a published protocol may bring: the mean of a trial, and one patient."""
    from neocol.cli import outcome_pages
    from neocol.record import PredictionRequest
    from neocol.twin.outcome import predict as run
    from neocol.twin.priors import DEFAULT_SEED

    number = DEFAULT_SEED if seed is None else seed
    asked: deque[PredictionRequest] = deque()

    def answer(request: PredictionRequest) -> Prediction | NotPredicted:
        found = run(request, seed=number)
        asked.append(request)
        return found

    def page(found: Prediction | NotPredicted) -> None:
        outcome_pages.outcome(asked.popleft(), found)

    about_items(file, PredictionRequest.read, answer, page, json=json)


def trials(
    loo: Annotated[
        bool,
        typer.Option("--loo", help="Fit again without each cohort, and predict that one (long)."),
    ] = False,
    blind: Annotated[
        str | None,
        typer.Option(
            "--blind",
            metavar="FILE",
            help="Studies from outside; the hash of their predictions is printed before their "
            "outcomes are read.",
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="OUT.svg|.html", help="Write a forest plot there."),
    ] = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Published studies against their predictions: inside the 90 % interval or not."""
    from neocol.cli import outcome_pages
    from neocol.record import RecordError, dump_json
    from neocol.twin.priors import DEFAULT_SEED

    if loo and blind is not None:
        raise RecordError("studies from outside are left out already: give one", "--loo, --blind")
    if plot is not None:
        _check(plot)
    number = DEFAULT_SEED if seed is None else seed
    found = _of_file(blind, number, json=json) if blind else _of_the_store(number, loo=loo)
    if plot is not None:
        _write(found, plot)
    if json:
        typer.echo(dump_json(found))
    else:
        outcome_pages.trials(found)


def _of_file(path: str, seed: int, *, json: bool) -> TrialsReport:
    """Predict the studies of a file, print the hash of that, and only then compare."""
    from neocol.cohort.blind import predict_rows
    from neocol.exchange.casefile import read_data
    from neocol.record import RecordError

    data = read_data(path)
    try:
        held = predict_rows(data, seed=seed)
        stream = sys.stderr if json else sys.stdout
        stream.write(f"SHA-256 of the predictions: {held.digest}\n")
        stream.flush()
        return held.compare(data)
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None


def _of_the_store(seed: int, *, loo: bool) -> TrialsReport:
    from neocol.cohort.trials import report

    with _progress(shown=loo and sys.stderr.isatty()) as progress:
        return report(loo=loo, seed=seed, progress=progress)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Moved | None]:
    """Show a bar on standard error, and give what moves it; nothing where nobody looks."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("fitting", total=None)

        def move(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield move


def _check(plot: Path) -> None:
    """Refuse a place that cannot be written to before the long work, not after it."""
    from neocol.record import RecordError

    if plot.suffix.lower() not in {".svg", ".html"}:
        raise RecordError(f"OUT ends in .svg or .html, not '{plot.suffix}'", "--plot")
    if not plot.parent.is_dir():
        raise RecordError(f"{plot.parent} is no folder", "--plot")


def _write(found: TrialsReport, plot: Path) -> None:
    from neocol.exchange.documents.forest import forest_html, forest_svg

    made = forest_svg(found) if plot.suffix.lower() == ".svg" else forest_html(found)
    plot.write_text(made, encoding="utf-8")
