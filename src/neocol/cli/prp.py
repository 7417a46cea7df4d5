"""The verb of the PRP worksheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import typer

from neocol.cli.answers import File, Json, about_items

if TYPE_CHECKING:
    from neocol.record import Finding, PrpSheet
    from neocol.record.prp import PrpFigure, SpinForce, TrialSpin, TubeCheck

_VERDICTS: Final = {
    "ready": ("green", "Ready: the labels match and nothing is missing."),
    "incomplete": ("yellow", "Not yet: something is missing or does not fit."),
    "blocked": ("red", "Stop: this blood is not used."),
}


def add_to(app: typer.Typer) -> None:
    """Add the verb of this group."""
    app.command()(prp)


def prp(file: File, json: Json = False) -> None:
    """The PRP worksheet: whose blood, how it was spun, what is missing."""
    from neocol.procedure import prp_sheet
    from neocol.record import PrpWorksheet

    about_items(file, PrpWorksheet.read, prp_sheet, page, json=json)


def page(sheet: PrpSheet) -> None:
    """Print the answer: may it be used, what stands against it, what is missing."""
    from neocol.cli.pages import bullets, console, plain

    colour, words = _VERDICTS[sheet.verdict]
    console.print(f"[bold {colour}]{words}[/]")
    for title, lines in (
        ("First", _findings(sheet.findings)),
        ("To settle", sheet.told),
        ("Missing", sheet.missing),
        ("To note afterwards", sheet.to_record),
        ("Labels", map(_tube, sheet.tubes)),
        ("Spins", (_spin(i, spin) for i, spin in enumerate(sheet.spins, 1))),
        ("Platelets", _platelets(sheet)),
        ("Beside it, one trial in hair loss", map(_trial, sheet.trial)),
    ):
        held = list(lines)
        if held:
            console.print(f"[bold]{title}[/]")
            bullets(held)
    console.print(plain(sheet.statement))
    console.print(f"[dim]{plain(', '.join(sheet.sources))}[/]")


def _findings(findings: Iterable[Finding]) -> Iterable[str]:
    for found in findings:
        said = f" ({'; '.join(found.evidence)})" if found.evidence else ""
        yield f"{found.rule} {found.message}{said}"


def _tube(check: TubeCheck) -> str:
    held = ", ".join(name.replace("_", " ") for name in check.matches) or "nothing"
    state = "named for this person" if check.identified else "not identified"
    time = _shown(check.minutes_to_application)
    return f"tube {check.tube}: {state}; matching: {held}; draw to application: {time}"


def _spin(number: int, spin: SpinForce) -> str:
    speed = "" if spin.rpm is None else f"{spin.rpm:.0f} rpm, "
    radius = "" if spin.radius_mm is None else f"radius {spin.radius_mm:g} mm, "
    minutes = "" if spin.minutes is None else f"{spin.minutes:g} min, "
    return f"spin {number}: {speed}{radius}{minutes}force: {_shown(spin.force)}"


def _platelets(sheet: PrpSheet) -> Iterable[str]:
    factor, kept = sheet.platelet_factor, sheet.platelets_recovered
    shown = factor.reason if factor.value is None else f"{factor.value:.1f}"
    yield f"times whole blood: {shown}"
    yield f"of those drawn: {kept.reason if kept.value is None else f'{kept.value:.0%}'}"


def _trial(spin: TrialSpin) -> str:
    return f"{spin.label}: {spin.rpm:.0f} rpm, {spin.minutes:g} min; {spin.force.reason}"


def _shown(figure: PrpFigure) -> str:
    return str(figure.reason) if figure.value is None else f"{figure.value:.0f} {figure.unit}"
