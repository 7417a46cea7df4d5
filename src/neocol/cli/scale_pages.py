"""Readable pages of the scales: the list, a score, a skin type, how far raters agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from neocol.cli.pages import bullets, console, plain

if TYPE_CHECKING:
    from neocol.record import RatersAgree, ScaleAbout, ScaleScore, SkinType

_DIRECTIONS = {"higher_is_worse": "higher is worse", "higher_is_better": "higher is better"}
_LICENCES = {"needed": "needed", "unread": "not read", "none_needed": "none needed"}


def scales(found: Iterable[ScaleAbout], *, one: bool) -> None:
    """Print scales as a table; of a single one also its items and what is to be known of it."""
    held = list(found)
    table = Table(box=None, padding=(0, 1, 0, 0))
    for column in ("scale", "version", "range", "higher is", "licence"):
        table.add_column(column, no_wrap=True, min_width=len(column))
    for item in held:
        table.add_row(
            item.scale,
            item.version or "",
            _span(item).removesuffix(" points"),
            _DIRECTIONS[item.direction].removeprefix("higher is "),
            _LICENCES[item.licence],
        )
    console.print(table)
    console.print("[dim]The scale's own wording is printed only where no licence is needed.[/]")
    for item in held if one else ():
        console.print(f"[bold]{plain(item.title)}{f', {item.version}' if item.version else ''}[/]")
        bullets(_about(item))


def _span(item: ScaleAbout | ScaleScore) -> str:
    if item.low is None or item.high is None:
        return f"{item.grades[0]} to {item.grades[-1]}"
    return f"{item.low:g} to {item.high:g}{'' if item.unit == 'grade' else f' {item.unit}'}"


def _about(item: ScaleAbout) -> Iterator[str]:
    for label, words in (("items", item.items), ("areas", item.areas), ("grades", item.grades)):
        if words:
            yield f"{label}: {', '.join(words)}"
    for line in (item.note, item.conflict, item.licence_note):
        if line:
            yield line
    yield f"{item.status}, confidence {item.confidence}: {', '.join(item.sources)}"


def answer(found: ScaleScore | SkinType) -> None:
    """Print a score or a skin type."""
    from neocol.record import ScaleScore

    if isinstance(found, ScaleScore):
        _score(found)
    else:
        _skin_type(found)
    console.print()


def _score(found: ScaleScore) -> None:
    who = f"{found.id}: " if found.id else ""
    version = f", {found.version}" if found.version else ""
    console.print(f"[bold]{plain(who + found.title + version)}[/]")
    grade = f" ({_spaced(found.grade)})" if found.grade and found.value is not None else ""
    console.print(
        f"  [bold]{_value(found)}[/]{grade} of {_span(found)}, {_DIRECTIONS[found.direction]}"
    )
    if len(found.parts) > 1:
        console.print(_parts(found))
    for name, apart in found.apart.items():
        console.print(f"  {_spaced(name)}: {apart:g}, not part of the sum")
    bullets(_remarks(found))


def _value(found: ScaleScore) -> str:
    if found.value is None:
        return _spaced(found.grade or "")
    if found.unit == "grade":
        return f"grade {found.value:.3g}"
    return f"{found.value:g}"


def _parts(found: ScaleScore) -> Table:
    table = Table()
    for column in ("item", "answer", "counts as", "gives"):
        table.add_column(column, overflow="fold")
    for part in found.parts:
        table.add_row(
            plain(_spaced(part.name)),
            plain(part.answer) if isinstance(part.answer, str) else f"{part.answer:g}",
            "" if part.counted is None else f"{part.counted:g}",
            "" if part.points is None else f"{part.points:g}",
        )
    return table


def _remarks(found: ScaleScore) -> Iterator[str]:
    yield from found.notes
    if found.origin:
        yield f"converted from {found.origin}"
    if found.conflict:
        yield found.conflict
    yield f"{found.status}, confidence {found.confidence}: {', '.join(found.sources)}"


def _skin_type(found: SkinType) -> None:
    who = f"{found.id}: " if found.id else ""
    console.print(
        f"[bold]{plain(who)}Fitzpatrick skin type {found.phototype or 'not known yet'}[/]"
    )
    if found.decided_by == "clinician":
        reason = f": {found.clinician_reason}" if found.clinician_reason else ""
        console.print(f"  by {found.clinician_name}{reason}", markup=False)
    if found.points is not None:
        console.print(
            f"  questionnaire: {found.questionnaire_phototype}, {found.points:g} of {found.of:g} "
            f"points, table {found.table}"
        )
    else:
        console.print(f"  possible by what is answered: {found.lowest} to {found.highest}")
    lines = [found.refused or "", *found.notes, found.conflict or ""]
    bullets([line for line in lines if line])
    if found.ask:
        console.print("[bold]To ask[/]")
        bullets(found.ask)


def agreement(found: RatersAgree) -> None:
    """Print how far raters agree."""
    console.print(f"[bold]{plain(', '.join(found.raters))}[/]")
    for held in found.statistics:
        between = (
            ""
            if held.low is None or held.high is None
            else f" ({held.low:.2f} to {held.high:.2f}, 95 %)"
        )
        console.print(f"  {held.statistic}: {held.value:.2f}{between}, {held.subjects} people")
        if held.note:
            console.print(f"  {plain(held.note)}")
    for pair in found.limits:
        first, second = (found.raters[i] for i in pair.raters)
        console.print(
            f"  {plain(second)} minus {plain(first)}: {pair.bias:.2f} on average, "
            f"most between {pair.lower:.2f} and {pair.upper:.2f}"
        )


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")
