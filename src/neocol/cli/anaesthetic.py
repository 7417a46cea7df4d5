"""Verb of the session day: anaesthetic."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from neocol.cli.answers import File, Json, On, about_items, day

if TYPE_CHECKING:
    from neocol.record import AnaestheticAnswer, AnaestheticRequest, Analysis


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(anaesthetic)


def anaesthetic(
    file: File,
    photo: Annotated[
        str | None,
        typer.Option("--photo", metavar="P", help="A photograph: the area of the zones named."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="Now, for the clock (2026-03-16T14:02)."),
    ] = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Whether labels allow this much numbing cream, so long, on this person."""
    from neocol.cli import anaesthetic_pages
    from neocol.procedure.anaesthetic import anaesthetic_limits, with_face_map
    from neocol.record import AnaestheticRequest

    now, today = _time(at), day(on)
    picture = _picture(photo)

    def answer(request: AnaestheticRequest) -> AnaestheticAnswer:
        asked = request if today is None else request.model_copy(update={"on": today})
        if picture is not None:
            asked = with_face_map(asked, picture)
        return anaesthetic_limits(asked, at=now or _clock_time(asked))

    about_items(file, AnaestheticRequest.read, answer, anaesthetic_pages.anaesthetic, json=json)


def _time(text: str | None) -> dt.datetime | None:
    """Read the time option.

    Raises
    ------
    RecordError
        When the text is not a time.
    """
    from neocol.record import RecordError

    if text is None:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise RecordError(
            f"a time like 2026-03-16T14:02 is expected, not '{text}'", "--at"
        ) from None


def _clock_time(request: AnaestheticRequest) -> dt.datetime | None:
    """Return this moment where a cream is on the skin, told as its own times are."""
    if request.on_at is None:
        return None
    zone = request.on_at.tzinfo
    return dt.datetime.now(zone) if zone else dt.datetime.now().astimezone().replace(tzinfo=None)


def _picture(path: str | None) -> Analysis | None:
    """Look at the photograph; the imaging room is heavy and loads only when there is one."""
    if path is None:
        return None
    from neocol.cli.photo import read_photo
    from neocol.imaging import analyse
    from neocol.record import RecordError

    try:
        return analyse(read_photo(path), name=path)
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None
