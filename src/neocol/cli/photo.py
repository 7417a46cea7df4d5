"""Verbs of the photographs: analyse, sticker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neocol.cli.answers import Json, fail, refused

if TYPE_CHECKING:
    from neocol.record import Analysis, DrawnZones

IMAGE_MAX_BYTES = 60_000_000


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(analyse)
    app.command()(sticker)


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
    photos: Annotated[
        list[str], typer.Argument(metavar="PHOTO...", help="JPEG, PNG, TIFF or HEIC.")
    ],
    zones: Annotated[
        str | None,
        typer.Option("--zones", metavar="POLYGONS.json", help="Zones drawn by hand, cards too."),
    ] = None,
    scale: Annotated[
        float | None, typer.Option("--scale", help="Pixels per mm, when they are known.")
    ] = None,
    sticker_mm: Annotated[
        float | None, typer.Option("--sticker-mm", help="Side of a printed marker, if not 10 mm.")
    ] = None,
    round_mm: Annotated[
        float | None, typer.Option("--round-mm", help="Diameter of a round sticker in the picture.")
    ] = None,
    distance_cm: Annotated[
        float | None, typer.Option("--distance-cm", help="From the camera to the skin.")
    ] = None,
    fitzpatrick: Annotated[
        str | None, typer.Option("--fitzpatrick", help="I to VI as entered; only compared.")
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option(
            "--told", help="Of spots: changing, bleeding, not_healing or none. May be repeated."
        ),
    ] = None,
    repeats: Annotated[
        bool,
        typer.Option("--repeats", help="The photographs are of one visit: combine their measures."),
    ] = False,
    overlay: Annotated[
        str | None, typer.Option("--overlay", metavar="OUT.png", help="Draw what was found.")
    ] = None,
    layer: Annotated[
        str, typer.Option("--layer", help="zones, lines, pores, spots, pigment, redness or all.")
    ] = "all",
    json: Json = False,
) -> None:
    """What the photographs can honestly say, by zone."""
    from neocol.imaging import analyse as look
    from neocol.imaging import overlay as draw
    from neocol.record import RecordError
    from neocol.record.base import words_of
    from neocol.record.words import Phototype, SpotAnswer

    if overlay is not None and len(photos) > 1:
        raise RecordError("one overlay is drawn for one photograph", "--overlay")
    phototype = _one_of(fitzpatrick, words_of(Phototype), "--fitzpatrick")
    spots = tuple(_one_of(answer, words_of(SpotAnswer), "--told") for answer in told or ())
    drawn = _drawn_by_image(zones)

    def one(path: str) -> Analysis:
        data = read_photo(path)
        try:
            answer = look(
                data,
                name=Path(path).name,
                px_per_mm=scale,
                sticker_mm=sticker_mm,
                round_mm=round_mm,
                distance_cm=distance_cm,
                zones=drawn(Path(path).name),
                phototype=phototype,
                spots=spots,
            )
        except ValueError as error:
            raise RecordError(f"{path}: {error}") from None
        if overlay is not None:
            Path(overlay).write_bytes(draw(data, answer, layer=layer))
        return answer

    if repeats or len(photos) == 1:
        _whole(photos, one, json=json)
    else:
        _each(photos, one, json=json)


def _whole(photos: list[str], one: Callable[[str], Analysis], *, json: bool) -> None:
    """Answer once for one photograph, or for all of one visit."""
    from neocol.cli import photo_pages
    from neocol.imaging import combine
    from neocol.record import dump_json

    answers = [one(path) for path in photos]
    answer = combine(answers) if len(answers) > 1 else answers[0]
    if json:
        typer.echo(dump_json(answer))
    else:
        photo_pages.analysis(answer)


def _each(photos: list[str], one: Callable[[str], Analysis], *, json: bool) -> None:
    """Answer for every photograph; what cannot be read is told in its place."""
    from neocol.cli import photo_pages
    from neocol.record import RecordError, dump_json

    answers: list[Any] = []
    failed = False
    for path in photos:
        try:
            answers.append(one(path))
        except RecordError as error:
            failed = True
            answers.append(refused(error, {}))
            if not json:
                fail(str(error))
                continue
        if not json:
            photo_pages.analysis(answers[-1])
    if json:
        typer.echo(dump_json(answers))
    if failed:
        raise typer.Exit(1)


def _one_of(word: str | None, known: tuple[str, ...], option: str) -> Any:
    """Return a word of the contract; nothing stays nothing."""
    from neocol.record import RecordError

    if word is not None and word not in known:
        raise RecordError(f"one of {', '.join(known)} is expected, not '{word}'", option)
    return word


def _drawn_by_image(path: str | None) -> Callable[[str], DrawnZones | None]:
    """Return which zones were drawn on a photograph; those without an image are for all."""
    from neocol.exchange.casefile import read_data
    from neocol.record import DrawnZones, RecordError

    if path is None:
        return lambda _: None
    data = read_data(path)
    items = data if isinstance(data, list) else [data]
    try:
        found = [DrawnZones.read(item) for item in items]
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None

    def drawn(name: str) -> DrawnZones | None:
        own = [each for each in found if each.image is None or Path(each.image).name == name]
        if not own and len(found) == 1:
            own = found
        together = tuple(zone for each in own for zone in each.zones)
        return DrawnZones(image=name, zones=together) if together else None

    return drawn


def sticker(
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="OUT.svg", help="Where to write the sheet.")
    ],
) -> None:
    """A sheet of markers to print, cut out and put beside the skin: they tell the scale."""
    from neocol.imaging import sticker_sheet

    Path(out).write_text(sticker_sheet(), encoding="utf-8")
    typer.echo(f"wrote {out}: print it at 100 %, and check the ruler at its foot")
