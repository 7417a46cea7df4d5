"""Verbs of what is known: rules, evidence, schema; and FHIR import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neocol.cli.answers import File, Json, On, about_cases, day

if TYPE_CHECKING:
    from neocol.evidence import Rule


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    for verb in (rules, evidence, schema):
        app.command()(verb)
    app.add_typer(fhir)


def rules(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.html", help="Write it as a page.")
    ] = None,
    json: Json = False,
) -> None:
    """Every rule, with its window, sources and conflicts."""
    from neocol.cli import pages
    from neocol.evidence import rules as every
    from neocol.record import dump_json

    if output is not None:
        _write_rulebook(output)
        return
    found = [_as_told(rule) for rule in every()]
    if json:
        typer.echo(dump_json(found))
    else:
        pages.rules(found)


def _write_rulebook(path: Path) -> None:
    from neocol.exchange.documents import rulebook_html
    from neocol.record import RecordError

    try:
        path.write_text(rulebook_html(), encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RecordError(f"{path}: cannot be written ({reason})") from None


def _as_told(rule: Rule) -> dict[str, Any]:
    """Return a rule under the names of the contract."""
    return {
        "id": rule.id,
        "stage": rule.stage,
        "tag": rule.tags[0],
        "tags": list(rule.tags),
        "effect": rule.effect,
        "scope": rule.scope,
        "option": rule.option,
        "message": rule.message,
        "why": rule.why,
        "window_days": rule.window.default if rule.window else None,
        "window": rule.window,
        "effects_by_source": rule.effects_by_source,
        "days": rule.days,
        "until_true": rule.until_true,
        "sources": list(rule.sources),
        "status": rule.status,
        "confidence": rule.confidence,
        "conflict": rule.conflict,
        "conflicts_with": list(rule.conflicts_with),
        "overridable": rule.overridable,
        "executed": rule.executed,
    }


def evidence(
    key: Annotated[str | None, typer.Argument(metavar="[KEY]", help="sites.forehead, …")] = None,
    bibliography: Annotated[
        bool, typer.Option("--bibliography", help="Every source instead of values.")
    ] = False,
    json: Json = False,
) -> None:
    """The value(s) under a key, with unit, spread and sources."""
    from neocol import evidence as held
    from neocol.cli import pages
    from neocol.record import dump_json

    if bibliography:
        sources = list(held.bibliography())
        typer.echo(dump_json(list(sources))) if json else pages.bibliography(sources)
        return
    found = held.search(key or "")
    if not found:
        held.entry(key or "")
    if json:
        typer.echo(dump_json({"version": held.version(), "values": dict(found)}))
    else:
        pages.values(found)


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A noun: Case, Plan, Candidacy, …")],
) -> None:
    """The JSON Schema of a noun."""
    from neocol.record import dump_json
    from neocol.record import schema as of

    typer.echo(dump_json(of(name)))


fhir = typer.Typer(name="fhir", help="FHIR R4.")


@fhir.command("import")
def fhir_import(file: File, on: On = None, json: Json = False) -> None:
    """Read an R4 Bundle as a case; what was not understood is listed."""
    from neocol.cli import pages

    about_cases(file, lambda case: case, pages.case, json=json, on=day(on))


@fhir.command("questionnaire")
def fhir_questionnaire(
    language: Annotated[
        str, typer.Option("--language", metavar="en|es", help="Language of the questions.")
    ] = "en",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.json", help="Write it here.")
    ] = None,
) -> None:
    """The consultation's questions as an R4 Questionnaire."""
    from neocol.exchange.fhir.intake import questionnaire
    from neocol.record import RecordError, dump_json

    text = dump_json(questionnaire(language))
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RecordError(f"{output}: cannot be written ({reason})") from None
