"""Readable pages of outcomes: what a protocol may bring, and published studies against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from neocol.cli.interval_bars import axis, bar
from neocol.cli.pages import bullets, console, plain
from neocol.exchange.documents import trial_scales as scales
from neocol.exchange.documents.plots import scale
from neocol.record import NotPredicted

if TYPE_CHECKING:
    from neocol.exchange.documents.trial_scales import Placed, TrialScale
    from neocol.record import Interval, Prediction, PredictionRequest, TrialsReport

_WIDEST: Final = 120
_WHO: Final = 28
_NUMBERS: Final = 19
_BESIDE_BARS: Final = 1 + _WHO + _NUMBERS + 6
_LABEL: Final = 20
_BASES: Final = {
    "published": "published: as the studies print it",
    "meta_analysis": "meta-analysis: pooled from the studies",
    "calibrated": "calibrated: the model is fitted to published outcomes",
    "assumed": "assumed: no outcome of this kind was there to fit to",
}
_SPEAKERS: Final = {
    "twin": "the twin, fitted to the studies",
    "literature": "the literature only; the twin does not add to it here",
}
_SPEAKS: Final = {"twin": "twin", "literature": "literature"}
_VALUES: Final = {
    "after": "after the course",
    "change": "change",
    "share": "people who respond",
}
_MARKS: Final = {True: ("✓", "bold green"), False: ("✗", "bold red"), None: ("–", "dim")}


def outcome(asked: PredictionRequest, found: Prediction | NotPredicted) -> None:
    """Print what a protocol may bring, or why nothing can be said."""
    title = scales.capitalised(scales.measure_name(asked.indication))
    name = f"  [dim]{_safe(asked.id)}[/]" if asked.id else ""
    if isinstance(found, NotPredicted):
        console.print(f"[bold]{title}[/]{name}")
        _asked(asked)
        console.print(f"[yellow]Not predicted:[/] {_safe(found.refused)}\n")
        return
    console.print(f"[bold]{title} · {_safe(scales.measure_name(found.measure))}[/]{name}")
    _asked(asked)
    _values(asked, found)
    _bars(found)
    _who_speaks(found)
    for heading, lines in (
        ("Not known, so every usual value was tried", found.unknown),
        ("Assumed", found.assumed),
        ("Beyond the evidence", found.extrapolation),
        ("To read it by", found.caveats),
    ):
        if lines:
            console.print(f"[bold]{heading}[/]")
            bullets(map(scales.printable, lines))
    if found.sources:
        console.print(f"[dim]{_safe(scales.joined(found.sources))}[/]")
    console.print()


def _safe(text: str) -> str:
    return plain(scales.printable(text))


def _asked(asked: PredictionRequest) -> None:
    console.print(f"[dim]Asked:[/] {_safe(' · '.join(_parts(asked)))}")


def _parts(asked: PredictionRequest) -> Iterable[str]:
    who, done, measured = asked.population, asked.protocol, asked.outcome
    people = [f"{who.n} people" if who.n else ""]
    people += [f"aged {who.age}" if who.age else ""]
    people += [f"skin type {who.fitzpatrick}" if who.fitzpatrick else ""]
    yield ", ".join(filter(None, [*people, ", ".join(asked.scar_types), asked.site])) or "anyone"
    needling = [done.device or "", _with(done.needle_mm, "mm")]
    yield " ".join(filter(None, needling)) or "needling"
    yield from filter(
        None, (_with(done.punctures_per_cm2, "punctures/cm²"), _with(done.passes, "passes"))
    )
    if done.sessions is not None:
        times = "session" if done.sessions == 1 else "sessions"
        apart = _with(done.interval_days, "days apart")
        yield f"{done.sessions} {times}{', ' + apart if apart else ''}"
    if done.follow_up_days is not None:
        since = done.follow_up_from.replace("_", " ")
        yield f"judged {done.follow_up_days:g} days after the {since}"
    if done.combined_with:
        yield f"with {', '.join(done.combined_with)}"
    spread = _with(measured.baseline_sd, "", before=" (SD ", after=")")
    at = _with(measured.baseline, "", before=", from ", after=spread)
    yield f"“{measured.measure}”{at}{' ' + measured.unit if measured.unit else ''}"


def _with(value: float | None, unit: str, *, before: str = "", after: str = "") -> str:
    return "" if value is None else f"{before}{f'{value:g} {unit}'.strip()}{after}"


def _values(asked: PredictionRequest, found: Prediction) -> None:
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(_VALUES[found.value_of], no_wrap=True)
    for heading in ("median", "nine of ten inside"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    people = asked.population.n
    many = f"mean of {people} people" if people else "mean of a trial"
    one, moved = "one person of them", found.value_of == "change"
    if found.value_of == "share":
        many, one = f"share of {people} people" if people else "share of a trial", "chance of one"
    table.add_row(many, *_row(found.trial_mean, signed=moved))
    if found.one_patient is not None:
        table.add_row(one, *_row(found.one_patient, signed=moved))
    if found.pih_probability is not None:
        table.add_row("chance of dark marks", *_row(found.pih_probability))
    console.print(table)


def _row(value: Interval, *, signed: bool = False) -> tuple[str, str, str]:
    """Return an interval as cells; a share of one is shown in per cent."""
    times, unit = (100.0, "%") if value.unit in {"1", "fraction", "share"} else (1.0, value.unit)
    signed = signed or value.low90 < 0
    middle, low, high = (
        scales.shown(at * times, signed=signed, whole=unit.startswith("%"))
        for at in (value.median, value.low90, value.high90)
    )
    return middle, f"{low} to {high}", _safe(unit)


def _bars(found: Prediction) -> None:
    """Draw the change that may be seen, and under it the part that needling makes."""
    every = (
        ("all that you may see", found.change_percent),
        ("due to needling", found.due_to_needling_percent),
        ("… in one person", found.due_to_needling_one_patient_percent),
    )
    bars = [(label, held) for label, held in every if held is not None]
    if not bars:
        return
    console.print("[bold]Change, % of baseline[/]")
    ends = [0.0, *(at for _, held in bars for at in (held.low90, held.high90))]
    ticks = scale(min(ends), max(ends), 5)
    width = min(console.width, _WIDEST) - _BESIDE_BARS
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column("", width=_LABEL, no_wrap=True)
    table.add_column("", width=_NUMBERS, justify="right", no_wrap=True)
    table.add_column("", width=width, no_wrap=True)
    for label, held in bars:
        middle, between, _ = _row(held.model_copy(update={"unit": "%"}), signed=True)
        drawn = bar(held.low90, held.median, held.high90, ticks=ticks, width=width)
        table.add_row(label, f"{middle} ({between})", drawn)
    table.add_row("", "", axis(ticks, width))
    console.print(table)
    if found.change_percent is not None and found.due_to_needling_percent is not None:
        console.print(
            "[dim]The rest is regression to the mean, who looks and who writes, and what needling "
            "was combined with.[/]"
        )


def _who_speaks(found: Prediction) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row("[bold]Rests on[/]", _BASES[found.basis])
    grid.add_row("[bold]Speaks[/]", _SPEAKERS[found.speaks])
    if found.borrowed:
        whose = scales.measure_name(found.borrowed)
        grid.add_row("[bold]Borrowed[/]", f"[yellow]{_safe(whose)}: this has no studies here[/]")
    console.print(grid)


def trials(report: TrialsReport) -> None:
    """Print published outcomes against their predictions, and what that says."""
    console.print(f"[bold]Published against predicted[/] · {scales.counted(report)}")
    console.print(f"[dim]{scales.capitalised(scales.mode_words(report))}.[/]")
    console.print(
        "[dim]Upper line and × : published. Lower line and ├──●──┤ : predicted, nine of ten "
        "inside. ╌ : the literature only. ⊗ : both meet. ◂ ▸ : runs on.[/] "
        "[bold green]✓[/][dim] inside,[/] [bold red]✗[/][dim] outside.[/]"
    )
    if scales.mixed(report):
        console.print("[dim]† The model was fitted to this cohort: fit, not foresight.[/]")
    for drawn in scales.trial_scales(report):
        console.print()
        _drawn(drawn, mixed=scales.mixed(report))
    console.print()
    _summary(report)
    _by_group(report)
    _not_predicted(report)
    if report.notes:
        console.print("[bold]Notes[/]")
        bullets(map(scales.printable, report.notes))
    digest = report.predictions_hash
    console.print(f"[dim]Predictions, SHA-256, seed {report.seed}:\n{_safe(digest)}[/]")


def _drawn(drawn: TrialScale, *, mixed: bool) -> None:
    """Print the rows of one scale, two lines each: who and what, the numbers, the bar."""
    width = min(console.width, _WIDEST) - _BESIDE_BARS
    table = Table(
        title=f"[bold]{_safe(drawn.title)}[/]",
        title_justify="left",
        title_style="",
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
        show_header=False,
    )
    table.add_column("", width=1)
    table.add_column("", width=_WHO, overflow="fold")
    table.add_column("", width=_NUMBERS, overflow="fold")
    table.add_column("", width=width, no_wrap=True)
    for indication, rows in drawn.groups().items():
        name = scales.printable(scales.capitalised(scales.measure_name(indication)))
        table.add_row("", Text(name, style="bold cyan"), "", "")
        for placed in rows:
            table.add_row(*_cells(placed, drawn, width, mixed=mixed))
    table.add_row("", "", "", axis(drawn.ticks, width))
    console.print(table)


def _cells(
    placed: Placed, drawn: TrialScale, width: int, *, mixed: bool
) -> tuple[Text, Text, Text, Text]:
    row = placed.row
    seen = " †" if mixed and not row.held_out else ""
    who = Text.assemble(
        (scales.printable(row.cohort), "bold"),
        (f" n {row.n}" if row.n else "", ""),
        seen,
        "\n",
        (scales.printable(scales.measure_name(row.measure)), "dim"),
    )
    given = "not given" if placed.published is None else drawn.shown(placed.published)
    numbers = Text.assemble((given, "bold"), "\n", drawn.interval(placed.predicted))
    held = placed.predicted
    graphic = bar(
        held.low90,
        held.median,
        held.high90,
        ticks=drawn.ticks,
        width=width,
        published=placed.published,
        inside=row.inside,
        dashed=row.speaks == "literature",
    )
    return Text(*_MARKS[row.inside]), who, numbers, graphic


def _summary(report: TrialsReport) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row("[bold]Coverage[/]", f"{scales.coverage_words(report)}.")
    if report.mean_width is not None:
        wide = f"{report.mean_width:.0f} % of the baseline (or of people), on average"
        grid.add_row("[bold]Width[/]", wide)
    verdict, numbers = scales.skill_words(report)
    grid.add_row("[bold]Skill[/]", f"{scales.capitalised(verdict)}: {numbers}.")
    console.print(grid)


def _by_group(report: TrialsReport) -> None:
    spoken = scales.spoken(report)
    if not report.by_group and not spoken:
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("group", "inside", "speaks"):
        table.add_column(heading, overflow="fold")
    for group in dict.fromkeys([*report.by_group, *spoken]):
        held, who = report.by_group.get(group), spoken.get(group)
        told = "" if held is None else scales.group_words(held)
        name = scales.printable(group.replace("_", " "))
        table.add_row(Text(name), Text(scales.printable(told)), _SPEAKS[who] if who else "")
    console.print(table)


def _not_predicted(report: TrialsReport) -> None:
    refused = scales.refused_rows(report)
    if not refused:
        return
    console.print(f"[bold]Not predicted[/] ({sum(map(len, refused.values()))})")
    bullets(
        scales.printable(
            f"{reason}: "
            + scales.joined(f"{row.id} ({scales.measure_name(row.measure)})" for row in rows)
        )
        for reason, rows in refused.items()
    )
