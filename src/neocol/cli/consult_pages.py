"""Readable pages of the consultation: the decision, its findings, the way to the session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.table import Table

from neocol.cli.pages import bullets, console, plain
from neocol.record.zones import zone_label

if TYPE_CHECKING:
    from neocol.record import Candidacy, Change, Finding, Preparation, Recognised

_DECISIONS = {
    "eligible": ("go on", "green"),
    "caution": ("go on, with care", "yellow"),
    "defer": ("wait", "magenta"),
    "needs_clearance": ("ask the doctor first", "magenta"),
    "not_a_candidate": ("not a candidate", "red"),
}
_EFFECTS = {"absolute": "red", "relative": "magenta", "defer": "magenta", "caution": "yellow"}


def candidacy(answer: Candidacy) -> None:
    """Print a decision with its findings."""
    words, colour = _DECISIONS[answer.decision]
    joint = " until" if answer.decision == "defer" else ", not before"
    until = f"{joint} {answer.until:%-d %B %Y}" if answer.until else ""
    title = f"{answer.id or 'case'} on {answer.on:%-d %B %Y}"
    console.print(Panel(f"[bold {colour}]{words}{until}[/]", title=title, expand=False))
    for found in answer.findings:
        finding(found)
    for heading, lines in (
        ("What would change it", answer.would_change),
        ("To ask", answer.missing),
        ("Understood", [_understood(item) for item in answer.recognised if item.concept]),
        ("From the imported record", answer.not_read),
    ):
        if lines:
            console.print(f"[bold]{heading}[/]")
            bullets(lines)
    if answer.changed:
        _changed(answer.changed)
    if answer.preparation:
        _preparation(answer.preparation)
    console.print()


def finding(found: Finding) -> None:
    """Print one finding, with what it rests on."""
    colour = _EFFECTS.get(found.effect, "dim")
    lines = Table.grid(padding=(0, 1))
    lines.add_column(width=9)
    lines.add_column()
    lines.add_row(f"[{colour}]{found.effect}[/]", plain(found.message))
    for line in _details(found):
        lines.add_row("", f"[dim]{line}[/]")
    console.print(lines)


def _details(found: Finding) -> Iterator[str]:
    yield from (f"because {plain(text)}" for text in found.evidence)
    if found.until:
        yield f"wait until {found.until:%-d %B %Y}"
    if found.until_true:
        yield f"until {plain(found.until_true)}"
    if found.zones:
        yield f"left out: {', '.join(map(zone_label, found.zones))}"
    if found.conflict:
        yield f"sources disagree: {plain(found.conflict)}"
    if found.policy:
        yield f"clinic policy: {plain(found.policy)}"
    if found.clinician_may:
        yield f"the clinician may {plain('; or '.join(found.clinician_may))}"
    yield (
        f"{found.rule} · {', '.join(found.sources)} · {found.status}, {found.confidence} confidence"
    )


def _understood(item: Recognised) -> str:
    """Return one line on how a phrase was read: ``Eliquis 5 mg → apixaban (anticoagulant)``."""
    name = (item.concept or "").replace("_", " ")
    what = f"{item.substance} ({name})" if item.substance else name
    how: list[str] = [] if item.assertion == "present" else [item.assertion]
    if item.timing != "unknown":
        how.append(item.timing)
    if item.days_ago is not None:
        days = f"{item.days_ago} days"
        how.append(f"since {days}" if item.ongoing else f"{days} ago")
    if item.via not in {"words", "answer"}:
        how.append(f"by {item.via}")
    return f"{item.text} → {what}{': ' + ', '.join(how) if how else ''}"


def _changed(change: Change) -> None:
    console.print(
        f"[bold]Since {change.since:%-d %B %Y}[/] {change.decision_before.replace('_', ' ')} → "
        f"{change.decision_now.replace('_', ' ')}"
    )
    for word, lines in (("new", change.new), ("gone", change.gone), ("changed", change.changed)):
        bullets(f"{word}: {line}" for line in lines)
    bullets(change.ask)


def _preparation(plan: Preparation) -> None:
    table = Table(title=f"On the way to {plan.session:%-d %B %Y}", title_justify="left")
    for column in ("day", "date", "who", "what", "printed", "rests on"):
        table.add_column(column)
    for item in plan.items:
        because = f" (because: {'; '.join(item.because)})" if item.because else ""
        table.add_row(
            f"{item.day:+d}" if item.day else "0",
            f"{item.date:%-d %b}",
            item.who,
            plain(item.text + because),
            item.printed or "",
            f"{item.rule} · {', '.join(item.sources)} · {item.status}",
        )
    console.print(table)
    bullets(plan.late)
