"""Verbs of the consultation: screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neocol.cli.answers import File, Json, On, PolicyFile, about_cases, day, policy

if TYPE_CHECKING:
    from neocol.record import Candidacy, Case, Policy

SessionDate = Annotated[
    str | None,
    typer.Option("--session", metavar="DATE", help="Also the calendar back from a session date."),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="FILE", help="An earlier case or answer: also what changed since then."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(screen)


def screen(
    file: File,
    on: On = None,
    policy_file: PolicyFile = None,
    session: SessionDate = None,
    since: Since = None,
    json: Json = False,
) -> None:
    """May this person be needled, where, when, and why (not)."""
    from neocol.cli import consult_pages
    from neocol.consult import changes, preparation
    from neocol.consult import screen as ask

    chosen, when, planned = policy(policy_file), day(on), day(session, "--session")
    before = _earlier(since, chosen) if since else None

    def answer(case: Case) -> Candidacy:
        found = ask(case, on=when, policy=chosen)
        more: dict[str, Any] = {}
        if planned is not None:
            more["preparation"] = preparation(case, found, planned, policy=chosen)
        if before is not None:
            more["changed"] = changes(before(case.id), found)
        return found.model_copy(update=more)

    about_cases(file, answer, consult_pages.candidacy, json=json, on=when)


def _earlier(path: str, chosen: Policy) -> Callable[[str | None], Candidacy]:
    """Read what was answered before: answers as they were given, or cases, asked again."""
    from neocol.consult import screen as ask
    from neocol.exchange.casefile import cases, read_data
    from neocol.record import Candidacy, RecordError

    data = read_data(path)
    items = data if isinstance(data, list) else [data]
    if all(isinstance(item, dict) and "decision" in item for item in items):
        answers = [Candidacy.read(item, path) for item in items]
    else:
        read = list(cases(data, base=Path(path).parent, on=None))
        bad = next((case for case in read if isinstance(case, RecordError)), None)
        if bad is not None:
            raise RecordError(f"{path}: {bad}")
        answers = [ask(case, policy=chosen) for case in read if not isinstance(case, RecordError)]
    by_id = {answer.id: answer for answer in answers}

    def of(id_: str | None) -> Candidacy:
        found = by_id.get(id_) or (answers[0] if len(answers) == 1 else None)
        if found is None:
            raise RecordError(f"nothing earlier with id '{id_}' in {path}", "--since")
        return found

    return of
