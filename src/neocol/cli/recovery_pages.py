"""Readable pages of recovery: the calendar, the answer to a worried sentence, a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neocol.cli.pages import bullets, console, plain

if TYPE_CHECKING:
    from neocol.record import AdverseReport, AftercarePlan, TriageAnswer

_LEVELS: Final = {
    "normal": "green",
    "self_care": "green",
    "contact_clinic": "yellow",
    "urgent": "red",
}
_PARTS: Final = ("do", "dont", "expect", "call_if")


def aftercare(answer: AftercarePlan) -> None:
    """Print the calendar, day by day."""
    from neocol.recovery import messages

    say = messages(answer.language)
    for held in answer.days:
        title = say("pages.card.day", day=held.day)
        console.print(f"[bold]{title}[/] · {held.date.isoformat()}")
        for part in _PARTS:
            lines = getattr(held, part)
            if lines:
                console.print(f"  [dim]{say(f'pages.card.{part}')}[/]")
                bullets(lines)
    console.print(f"[bold]{say('pages.call.emergency')}[/]")
    bullets((*answer.emergency, *answer.call))
    bullets(answer.missed)


def triage(answer: TriageAnswer) -> None:
    """Print the answer to a worried sentence; in an emergency what to do comes first."""
    from neocol.recovery import messages

    say = messages(answer.language)
    console.print(f"[bold {_LEVELS[answer.level]}]{plain(answer.headline)}[/]")
    if answer.emergency:
        bullets(answer.advice)
    for line in answer.says:
        console.print(f"  {plain(line)}")
    if not answer.emergency:
        bullets(answer.advice)
    for title, lines in (
        ("questions", answer.questions),
        ("would_change", answer.would_change),
        ("again", (answer.check_again,)),
    ):
        if lines:
            console.print(f"  [dim]{say(f'pages.page.{title}')}[/]")
            bullets(lines)
    for line in answer.because:
        console.print(f"  [dim]{plain(line)}[/]")
    if answer.differential:
        console.print(f"  [dim]{say('pages.page.for_clinic')}[/]")
        bullets(f"{item.text} ({', '.join(item.sources)})" for item in answer.differential)


def adverse_event(answer: AdverseReport) -> None:
    """Print the report as it is copied, and what it still lacks."""
    console.print(answer.text, markup=False)
    bullets(answer.missing)
