"""Verbs of the consultation: screen."""

from __future__ import annotations

import typer

from neocol.cli.answers import File, Json, On, PolicyFile, about_cases, day, policy


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(screen)


def screen(file: File, on: On = None, policy_file: PolicyFile = None, json: Json = False) -> None:
    """May this person be needled, where, when, and why (not)."""
    from neocol.cli import pages
    from neocol.consult import screen as ask

    chosen = policy(policy_file)
    when = day(on)
    about_cases(
        file, lambda case: ask(case, on=when, policy=chosen), pages.candidacy, json=json, on=when
    )
