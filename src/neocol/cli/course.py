"""Verbs of the course: plan, prepare, simulate, review, care."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neocol.cli.answers import (
    File,
    Json,
    On,
    PolicyFile,
    Seed,
    about_cases,
    about_items,
    day,
    policy,
)

if TYPE_CHECKING:
    from neocol.record import CareDocument, Case, SessionDay, Simulation


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    for verb in (plan, prepare, simulate, review, care):
        app.command()(verb)


def plan(
    file: File,
    on: On = None,
    policy_file: PolicyFile = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Which courses are worth offering, zone by zone, the gentler first."""
    from neocol.care import offer
    from neocol.cli import pages
    from neocol.twin.priors import DEFAULT_SEED

    chosen, when = policy(policy_file), day(on)
    number = DEFAULT_SEED if seed is None else seed
    about_cases(
        file,
        lambda case: offer(case, on=when, policy=chosen, seed=number),
        pages.plan,
        json=json,
        on=when,
    )


def prepare(file: File, on: On = None, policy_file: PolicyFile = None, json: Json = False) -> None:
    """The session day: checklist, zones, time, consumables."""
    from neocol.care import follow
    from neocol.cli import pages
    from neocol.record import RecordError

    chosen, when = policy(policy_file), day(on)

    def sheet(case: Case) -> SessionDay:
        document = follow(case, on=when, policy=chosen)
        if document.session_day is None:
            raise RecordError(f"no session to prepare: {document.plan.refused}")
        return document.session_day

    about_cases(file, sheet, pages.session_day, json=json, on=when)


def simulate(
    file: File,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="OUT.html", help="Write a page of figures.")
    ] = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Follow needled skin through a course on the twin."""
    from neocol.cli import twin_pages
    from neocol.record import RecordError, SimulationRequest
    from neocol.twin import simulate as run
    from neocol.twin.priors import DEFAULT_SEED

    if plot is not None and plot.suffix.lower() != ".html":
        raise RecordError(f"OUT ends in .html, not '{plot.suffix}'", "--plot")
    number = DEFAULT_SEED if seed is None else seed
    drawn = 0

    def answer(request: SimulationRequest) -> Simulation:
        nonlocal drawn
        found = run(request, seed=number)
        if plot is not None:
            if drawn:
                raise RecordError("a page holds one course: give one", "--plot")
            from neocol.exchange.documents import simulation_html

            plot.write_text(simulation_html(request, found), encoding="utf-8")
            drawn += 1
        return found

    about_items(file, SimulationRequest.read, answer, twin_pages.simulation, json=json)


def review(file: File, json: Json = False) -> None:
    """What changed, beyond error, and the next step."""
    from neocol.cli import pages
    from neocol.record import CourseHistory
    from neocol.review import assess

    about_items(file, CourseHistory.read, assess, pages.review, json=json)


def care(
    file: File,
    photo: Annotated[
        list[str] | None, typer.Option("--photo", metavar="P", help="A photograph; may repeat.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--out", metavar="OUT.html|.pdf|.json", help="Write there.")
    ] = None,
    on: On = None,
    policy_file: PolicyFile = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """The whole pathway in one document."""
    from neocol.care import follow
    from neocol.cli import pages
    from neocol.cli.photo import read_photo
    from neocol.record import RecordError
    from neocol.twin.priors import DEFAULT_SEED

    kind = Path(out).suffix.lower() if out else None
    if kind not in {None, ".html", ".pdf", ".json"}:
        raise RecordError(f"OUT ends in .html, .pdf or .json, not '{kind}'", "--out")
    chosen, when = policy(policy_file), day(on)
    number = DEFAULT_SEED if seed is None else seed
    given = {Path(path).name: read_photo(path) for path in photo or ()}

    def write(case: Case) -> CareDocument:
        photos = given or {name: read_photo(_beside(file, name)) for name in case.photos}
        document = follow(case, on=when, photos=photos, policy=chosen, seed=number)
        if out is not None and kind is not None:
            _save(document, photos, Path(out), kind)
        return document

    about_cases(file, write, pages.care, json=json, on=when)


def _beside(file: str, name: str) -> Path:
    """Return a photograph named in a case file, relative to that file."""
    return Path(name) if file == "-" else Path(file).parent / name


def _save(document: CareDocument, photos: dict[str, bytes], out: Path, kind: str) -> None:
    from neocol.record import dump_json

    if kind == ".json":
        out.write_text(dump_json(document) + "\n", encoding="utf-8")
        return
    from neocol.exchange.documents import care_html, care_pdf

    html = care_html(document, photos=photos)
    if kind == ".pdf":
        out.write_bytes(care_pdf(html))
    else:
        out.write_text(html, encoding="utf-8")
