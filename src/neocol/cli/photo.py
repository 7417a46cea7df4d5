"""Verbs of the photographs: analyse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neocol.cli.answers import Json

IMAGE_MAX_BYTES = 60_000_000


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(analyse)


def read_photo(path: str | Path) -> bytes:
    """Read an image file as bytes.

    Raises
    ------
    RecordError
        When there is no such file or it is larger than any photograph.
    """
    from neocol.record import RecordError

    file = Path(path)
    if file.is_dir():
        raise RecordError(f"{path}: a folder; an image file is expected")
    if not file.is_file():
        raise RecordError(f"{path}: no such file")
    if file.stat().st_size > IMAGE_MAX_BYTES:
        raise RecordError(f"{path}: larger than {IMAGE_MAX_BYTES // 1_000_000} MB")
    return file.read_bytes()


def analyse(
    photos: Annotated[list[str], typer.Argument(metavar="PHOTO...", help="JPEG, PNG or TIFF.")],
    scale: Annotated[
        float | None, typer.Option("--scale", help="Pixels per mm, when they are known.")
    ] = None,
    overlay: Annotated[
        str | None, typer.Option("--overlay", metavar="OUT.png", help="Draw the zones.")
    ] = None,
    json: Json = False,
) -> None:
    """What the photographs can honestly say, by zone."""
    from neocol.cli import pages
    from neocol.imaging import analyse as look
    from neocol.imaging import overlay as draw
    from neocol.record import RecordError, dump_json

    if overlay is not None and len(photos) > 1:
        raise RecordError("one overlay is drawn for one photograph", "--overlay")
    answers = []
    for path in photos:
        data = read_photo(path)
        try:
            answer = look(data, name=Path(path).name, px_per_mm=scale)
        except ValueError as error:
            raise RecordError(f"{path}: {error}") from None
        if overlay is not None:
            Path(overlay).write_bytes(draw(data, answer))
        answers.append(answer)
    if json:
        typer.echo(dump_json(answers[0] if len(answers) == 1 else list(answers)))
    else:
        for answer in answers:
            pages.analysis(answer)
