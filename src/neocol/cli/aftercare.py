"""Verbs of recovery: aftercare, triage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from neocol.cli.answers import File, Json, On, about_cases, about_items, day

if TYPE_CHECKING:
    from neocol.record import AftercarePlan, Case


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(aftercare)
    app.command()(triage)


def aftercare(file: File, on: On = None, json: Json = False) -> None:
    """Day by day what to do after a session."""
    from neocol.cli import pages
    from neocol.record import RecordError
    from neocol.recovery import aftercare as follow

    def calendar(case: Case) -> AftercarePlan:
        if case.session is None:
            raise RecordError("required: the session that was done (date, depth, zones)", "session")
        return follow(case.session, id=case.id)

    about_cases(file, calendar, pages.aftercare, json=json, on=day(on))


def triage(file: File, json: Json = False) -> None:
    """Is this normal today, and what to do now."""
    from neocol.cli import pages
    from neocol.record import CheckIn
    from neocol.recovery import triage as ask

    about_items(file, CheckIn, ask, pages.triage, json=json)
