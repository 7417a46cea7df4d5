"""Readable pages for people; ``--json`` is for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from neocol.record.zones import zone_label

if TYPE_CHECKING:
    from neocol.evidence import Entry, Source
    from neocol.record import (
        CareDocument,
        Case,
        ChecklistItem,
        Review,
        SessionDay,
    )

console = Console(highlight=False)


def case(held: Case) -> None:
    """Print an imported case."""
    from neocol.record import dump_yaml

    console.print(dump_yaml(held), markup=False)


def session_day(sheet: SessionDay) -> None:
    """Print the sheet of a session day."""
    from neocol.record.session import SECTION_LABELS

    console.print(f"[bold]Session on {sheet.date:%-d %B %Y}[/]")
    if sheet.conditional_on:
        console.print("[magenta]Only when:[/]")
        bullets(sheet.conditional_on)
    for section, items in sheet.sections().items():
        console.print(f"\n[bold]{SECTION_LABELS[section]}[/]")
        _ticks(items)
    if sheet.numbing is not None:
        from neocol.cli import anaesthetic_pages

        console.print()
        anaesthetic_pages.anaesthetic(sheet.numbing)
    console.print("\n[bold]Zones, time, stop[/]")
    for what, zones in sheet.depths().items():
        named = ", ".join(map(zone_label, zones))
        console.print(f"  at most {what.depth_mm:g} mm, {what.passes} passes: {named}")
    console.print(f"  {sheet.minutes_low:.0f} to {sheet.minutes_high:.0f} minutes")
    console.print(f"  stop if: {'; '.join(sheet.stop_if)}")


def _ticks(items: Iterable[ChecklistItem]) -> None:
    """Print ticks, what must be so and who does it beside them."""
    from neocol.exchange.documents.words import asked_by

    grid = Table.grid(padding=(0, 1))
    for item in items:
        who = [item.who] if item.who in {"patient", "prescriber"} else []
        notes = [*filter(None, [asked_by(item)]), *who]
        must = " [red]must[/]" if item.must else ""
        shown = f" [dim]({plain('; '.join(notes))})[/]" if notes else ""
        grid.add_row("  \\[ ]", f"{plain(item.text)}{must}{shown}")
    console.print(grid)


def review(answer: Review) -> None:
    """Print a review."""
    console.print(f"[bold]{answer.response}[/]{f' · {answer.next}' if answer.next else ''}")
    bullets(answer.reasons)


def care(document: CareDocument) -> None:
    """Print the pathway."""
    from neocol.cli import photo_pages, plan_pages

    for photo in document.photos:
        photo_pages.analysis(photo)
    plan_pages.plan(document.plan)
    review(document.review)
    console.print(f"[dim]{document.honest_words}[/]")


def rules(found: Iterable[Mapping[str, Any]]) -> None:
    """Print every rule."""
    table = Table()
    for column in ("id", "tag", "effect", "days", "what", "sources"):
        table.add_column(column)
    for rule in found:
        window = rule["window_days"]
        table.add_row(
            rule["id"],
            rule["tag"],
            rule["effect"],
            "" if window is None else f"{window:g}",
            plain(rule["message"]),
            ", ".join(rule["sources"]),
        )
    console.print(table)


def values(found: Mapping[str, Entry]) -> None:
    """Print evidence values."""
    table = Table()
    for column in ("key", "value", "spread", "unit", "sources", "status"):
        table.add_column(column, overflow="fold")
    for key, entry in found.items():
        spread = entry.spread
        shown = ""
        if spread is not None:
            wide = f"{spread.low:g} to {spread.high:g}" if spread.sd is None else f"{spread.sd:g}"
            shown = f"{spread.kind} {wide}"
        value = f"{entry.value:g}" if isinstance(entry.value, float) else _joined(entry.value)
        table.add_row(key, value, shown, entry.unit, ", ".join(entry.sources), entry.status)
    console.print(table)


def bibliography(sources: Iterable[Source]) -> None:
    """Print the bibliography."""
    for source in sources:
        link = f" {source.link}" if source.link else ""
        console.print(f"\\[{source.key}] {plain(source.text)} ({source.status}){link}")


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(str(item) for item in value)


def bullets(lines: Iterable[str]) -> None:
    """Print lines as a list."""
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row("  ·", plain(line))
    console.print(grid)


def plain(text: str) -> str:
    """Escape what rich would read as markup."""
    return text.replace("[", "\\[")
