"""Verbs of the scales: what they are, what answers score, how far raters agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neocol.cli.answers import File, Json, about_items

if TYPE_CHECKING:
    from neocol.record import Noun, ScaleAnswers, SkinTypeAnswers


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    for verb in (scales, score, agreement):
        app.command()(verb)


def scales(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A scale, as people name it.")
    ] = None,
    json: Json = False,
) -> None:
    """Severity scales: range, direction, items, licence, and what may be printed."""
    from neocol.cli import scale_pages
    from neocol.consult.scales import scale_named
    from neocol.consult.scales import scales as every
    from neocol.record import RecordError, dump_json

    found = list(every())
    if name is not None:
        wanted = scale_named(name)
        found = [held for held in found if held.scale == wanted]
        if not found:
            raise RecordError(
                "the skin type is no severity scale; neocol score reads its questionnaire", "NAME"
            )
    if json:
        typer.echo(dump_json(found))
    else:
        scale_pages.scales(found, one=name is not None)


def score(file: File, json: Json = False) -> None:
    """What the answers on a scale score; with scale fitzpatrick_skin_type, the skin type."""
    from neocol.cli import scale_pages
    from neocol.consult.scales import score as of
    from neocol.consult.skin_type import skin_type
    from neocol.record import SkinTypeAnswers

    def answer(item: ScaleAnswers | SkinTypeAnswers) -> Noun:
        return skin_type(item) if isinstance(item, SkinTypeAnswers) else of(item)

    about_items(file, _read, answer, scale_pages.answer, json=json)


def _read(data: Any, path: str) -> ScaleAnswers | SkinTypeAnswers:
    """Read answers of either kind, told apart by the scale that they name."""
    from neocol.consult.scales import scale_named
    from neocol.record import RecordError, ScaleAnswers, SkinTypeAnswers
    from neocol.record.skin_type import SCALE

    named = data.get("scale") if isinstance(data, Mapping) else None
    if not isinstance(named, str):
        return ScaleAnswers.read(data, path)
    try:
        scale = scale_named(named)
    except RecordError as error:
        where = f"{path}.scale" if path else "scale"
        raise RecordError(error.message, where, named) from None
    if scale == SCALE:
        return SkinTypeAnswers.read({**data, "scale": scale}, path)
    return ScaleAnswers.read(data, path)


def agreement(file: File, json: Json = False) -> None:
    """How far raters agree on the same people: grades by kappa, numbers by ICC and limits."""
    from neocol.cli import scale_pages
    from neocol.record import Ratings
    from neocol.review.agreement import agreement as of

    about_items(file, Ratings.read, of, scale_pages.agreement, json=json)
