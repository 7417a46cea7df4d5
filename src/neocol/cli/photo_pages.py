"""Readable pages of photographs: intervals first, refusals with what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from rich.table import Table

from neocol.cli.pages import bullets, console, plain
from neocol.record.photo import measure_label
from neocol.record.zones import zone_label

if TYPE_CHECKING:
    from neocol.record import Analysis, Measure, ZoneReading
    from neocol.record.words import MeasureState

_TABLES = (
    ("Colour", {"tone_ita": "tone °", "redness": "redness", "pigment": "pigment",
                "spots": "spots /cm²"}),
    ("Relief", {"wrinkle_length_density": "mm/cm²", "wrinkle_contrast": "contrast",
                "pore_density": "pores /cm²", "texture": "grain"}),
)  # fmt: skip


def analysis(answer: Analysis) -> None:
    """Print what a photograph says."""
    taken = f" and {answer.repeats - 1} more of the visit" if answer.repeats > 1 else ""
    console.print(f"[bold]{plain(answer.photo.name)}[/]{taken}")
    if answer.question:
        console.print(f"  {plain(answer.question)}")
    if answer.face is not None:
        face = answer.face
        pose = ", ".join(f"{name} {value:.0f}°" for name, value in face.pose.items())
        console.print(f"  {face.landmarks} landmarks · {pose}")
        if face.px_per_mm is not None:
            scale = face.px_per_mm
            console.print(
                f"  {scale.value:.2f} px/mm ({scale.low:.2f} to {scale.high:.2f}, {scale.from_})"
            )
    if not answer.zones:
        return
    console.print(f"  colours: {plain(answer.colour)}")
    for title, measures in _TABLES:
        _table(title, measures, answer.zones)
    _drawn(answer.zones)
    _gates(answer.gates)
    _list("Not said, and what would help", _grouped(answer, "refused"))
    _list("To be read with care", _grouped(answer, "warn"))
    _list(
        "What stands out (no grade, no diagnosis)",
        [f"{each.words}: {each.shown}" for each in answer.concerns],
    )
    _list("See a dermatologist first", answer.referral)
    _list("A picture cannot answer; please ask", answer.questions)
    _list("Notes", answer.notes)


def _table(title: str, measures: Mapping[str, str], zones: Mapping[str, ZoneReading]) -> None:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    if title == "Colour":
        table.add_column("cm²", justify="right")
    for heading in measures.values():
        table.add_column(heading, justify="right")
    for zone, reading in zones.items():
        area = "" if reading.area_cm2 is None else f"{reading.area_cm2:.1f}"
        cells = [_cell(reading.measures.get(name)) for name in measures]
        table.add_row(zone_label(zone), *([area] if title == "Colour" else []), *cells)
    console.print(table)


def _cell(measure: Measure | None) -> str:
    if measure is None or measure.value is None:
        return "[dim]–[/]"
    return f"[yellow]{measure.shown}[/]" if measure.state == "warn" else measure.shown


def _list(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        console.print(f"\n[bold]{title}[/]")
        bullets(found)


def _drawn(zones: Mapping[str, ZoneReading]) -> None:
    for zone, reading in zones.items():
        for name in ("scar_area", "patch_contrast"):
            measure = reading.measures.get(name)
            if measure is not None and measure.value is not None:
                console.print(
                    f"  {zone_label(zone)}, {measure_label(name)}: {measure.shown} {measure.unit}"
                )


def _gates(gates: Mapping[str, Measure]) -> None:
    _list(
        "How it was taken",
        [
            f"{name.replace('_', ' ')}: {gate.reason}"
            for name, gate in gates.items()
            if gate.state != "ok" and gate.reason
        ],
    )


def _grouped(answer: Analysis, state: MeasureState) -> Iterator[str]:
    """Yield each reason once, with the measures and the zones that it is about."""
    for reason in answer.reasons(state):
        labels = ", ".join(map(zone_label, reason.zones))
        where = "" if set(reason.zones) == set(answer.zones) else f" ({labels})"
        names = ", ".join(measure_label(name) for name in reason.measures)
        yield f"{names}{where}: {reason.text}"
