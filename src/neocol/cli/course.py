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
    fail,
    policy,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from neocol.record import (
        CareDocument,
        Case,
        Course,
        Noun,
        Plan,
        PlanOption,
        SessionDay,
        Simulation,
    )

Photos = Annotated[
    list[str] | None, typer.Option("--photo", metavar="P", help="A photograph; may repeat.")
]
Out = Annotated[
    str | None, typer.Option("-o", "--out", metavar="OUT.html|.pdf|.json", help="Write there.")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    for verb in (plan, prepare, simulate, review, care):
        app.command()(verb)


def plan(
    file: File,
    photo: Photos = None,
    course: Annotated[
        str | None,
        typer.Option("--course", metavar="COURSE", help="What if: a course by its numbers."),
    ] = None,
    out: Out = None,
    on: On = None,
    policy_file: PolicyFile = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Which courses are worth offering, zone by zone, the gentler first."""
    from neocol.care import analyses, offer, what_if
    from neocol.cli import plan_pages
    from neocol.record import RecordError
    from neocol.twin.priors import DEFAULT_SEED

    kind = _kind(out)
    if course is not None and kind in {".html", ".pdf"}:
        raise RecordError("one course of what-if is no plan to print: give OUT.json", "--out")
    asked = _course(course) if course is not None else None
    chosen, when = policy(policy_file), day(on)
    number = DEFAULT_SEED if seed is None else seed
    save = _Out(out)

    def answer(case: Case) -> Plan | PlanOption:
        pictures = _pictures(photo, case, file, needed=False)
        if asked is not None:
            option = what_if(asked, case, on=when, photos=pictures, policy=chosen, seed=number)
            save(option, lambda: "")
            return option
        found = offer(case, on=when, photos=pictures, policy=chosen, seed=number)

        def page() -> str:
            from neocol.exchange.documents import plan_html

            return plan_html(
                found,
                case=case,
                analyses=analyses(case, pictures),
                photos=pictures,
                language=chosen.language,
                contact=chosen.contact,
            )

        save(found, page)
        return found

    shown = plan_pages.option if asked is not None else plan_pages.plan
    about_cases(file, answer, shown, json=json, on=when)


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
    photo: Photos = None,
    out: Out = None,
    on: On = None,
    policy_file: PolicyFile = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """The whole pathway in one document."""
    from neocol.care import follow
    from neocol.cli import pages
    from neocol.twin.priors import DEFAULT_SEED

    chosen, when = policy(policy_file), day(on)
    number = DEFAULT_SEED if seed is None else seed
    save = _Out(out)

    def write(case: Case) -> CareDocument:
        pictures = _pictures(photo, case, file)
        document = follow(case, on=when, photos=pictures, policy=chosen, seed=number)

        def page() -> str:
            from neocol.exchange.documents import care_html

            return care_html(document, photos=pictures)

        save(document, page)
        return document

    about_cases(file, write, pages.care, json=json, on=when)


def _kind(out: str | None) -> str | None:
    """Return what a file to write is, by its ending.

    Raises
    ------
    RecordError
        When it is none that can be written.
    """
    from neocol.record import RecordError

    kind = Path(out).suffix.lower() if out else None
    if kind not in {None, ".html", ".pdf", ".json"}:
        raise RecordError(f"OUT ends in .html, .pdf or .json, not '{kind}'", "--out")
    return kind


def _course(path: str) -> Course:
    """Read the course of a what-if."""
    from neocol.exchange.casefile import read_data
    from neocol.record import Course, RecordError

    try:
        return Course.read(read_data(path))
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None


def _pictures(
    given: list[str] | None, case: Case, file: str, *, needed: bool = True
) -> dict[str, bytes]:
    """Return the photographs: those of the call, else those that the case names, beside it.

    Where they are not `needed`, one that is missing is told on standard error and left out.
    """
    from neocol.cli.photo import read_photo

    if given:
        return {Path(path).name: read_photo(path) for path in given}
    beside = Path() if file == "-" else Path(file).parent
    found = {}
    for name in case.photos:
        if needed or (beside / name).is_file():
            found[name] = read_photo(beside / name)
        else:
            fail(f"{beside / name}: no such file; answered without it")
    return found


class _Out:
    """Writes an answer where the call says, as data, page or print."""

    def __init__(self, out: str | None) -> None:
        self.kind = _kind(out)
        self.path = Path(out) if out else None
        self.written = False

    def __call__(self, answer: Noun, page: Callable[[], str]) -> None:
        """Write the answer; `page` makes its HTML.

        Raises
        ------
        RecordError
            When an earlier case of the same call stands there already.
        """
        from neocol.record import RecordError

        if self.path is None:
            return
        if self.written:
            raise RecordError("OUT holds one case: give one, or print all with --json", "--out")
        self.written = True
        if self.kind == ".json":
            from neocol.record import dump_json

            self.path.write_text(dump_json(answer) + "\n", encoding="utf-8")
        elif self.kind == ".pdf":
            from neocol.exchange.documents import care_pdf

            self.path.write_bytes(care_pdf(page()))
        else:
            self.path.write_text(page(), encoding="utf-8")
