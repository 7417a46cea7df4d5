"""Verbs of recovery: aftercare, triage, adverse-event."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from neocol.cli.answers import File, Json, On, PolicyFile, about_cases, about_items, day
from neocol.cli.answers import policy as chosen_policy

if TYPE_CHECKING:
    from neocol.record import (
        AdverseEvent,
        AdverseReport,
        AftercarePlan,
        Case,
        CheckIn,
        TriageAnswer,
    )

_KINDS: Final = (".html", ".pdf", ".json")
Lang = Annotated[
    str | None, typer.Option("--language", metavar="LANG", help="en or es; else the clinic's.")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(aftercare)
    app.command()(triage)
    app.command("adverse-event")(adverse_event)


def aftercare(
    file: File,
    on: On = None,
    policy: PolicyFile = None,
    language: Lang = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="OUT.ics", help="Write a calendar file.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUT.html|.pdf|.json", help="Page, sheet or data."),
    ] = None,
    json: Json = False,
) -> None:
    """Day by day what to do after a session."""
    from neocol import care
    from neocol.cli import recovery_pages
    from neocol.record import RecordError

    kind = out.suffix.lower() if out else None
    if kind not in {None, *_KINDS}:
        raise RecordError(f"OUT ends in {', '.join(_KINDS)}, not '{kind}'", "--out")
    chosen, today = chosen_policy(policy), day(on)
    told = 0

    def calendar(case: Case) -> AftercarePlan:
        nonlocal told
        plan = care.recover(case, on=today, policy=chosen, language=language)
        if (ics or out) and told:
            raise RecordError("a calendar file or page holds one session: give one case")
        told += 1
        _save(plan, today or plan.session_date, ics, out)
        return plan

    about_cases(file, calendar, recovery_pages.aftercare, json=json)


def _save(plan: AftercarePlan, today: dt.date, ics: Path | None, out: Path | None) -> None:
    """Write the files that were asked for."""
    if ics is not None:
        from neocol.exchange.calendar_file import aftercare_ics

        ics.write_bytes(aftercare_ics(plan))
    if out is None:
        return
    from neocol.exchange.documents import aftercare_html, aftercare_sheet, care_pdf
    from neocol.record import dump_json

    if out.suffix.lower() == ".json":
        out.write_text(dump_json(plan) + "\n", encoding="utf-8")
    elif out.suffix.lower() == ".pdf":
        out.write_bytes(care_pdf(aftercare_sheet(plan)))
    else:
        out.write_text(aftercare_html(plan, today), encoding="utf-8")


def triage(file: File, policy: PolicyFile = None, json: Json = False) -> None:
    """Is this normal today, and what to do now."""
    from neocol.cli import recovery_pages
    from neocol.record import CheckIn
    from neocol.recovery import triage as ask

    chosen = chosen_policy(policy)

    def answer(check_in: CheckIn) -> TriageAnswer:
        return ask(check_in, policy=chosen)

    about_items(file, CheckIn.read, answer, recovery_pages.triage, json=json)


def adverse_event(file: File, language: Lang = None, json: Json = False) -> None:
    """Something went wrong: the record, and the report text for the authority to copy."""
    from neocol.cli import recovery_pages
    from neocol.record import AdverseEvent
    from neocol.recovery import report

    def written(event: AdverseEvent) -> AdverseReport:
        return report(event, language=language)

    about_items(file, AdverseEvent.read, written, recovery_pages.adverse_event, json=json)
