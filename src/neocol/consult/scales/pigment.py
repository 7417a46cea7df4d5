"""Melasma: MASI, and the modified MASI that leaves homogeneity out."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, Literal

from neocol import evidence
from neocol.consult.scales.catalogue import about, scored
from neocol.consult.scales.reading import Sheet, band, limits, no_items, no_unit, no_version
from neocol.record import RecordError, ScaleAnswers, ScalePart, ScaleScore

_DIGITS: Final = 6
"""Thirds of a point times small grades: rounds away what binary fractions add."""


def masi(answers: ScaleAnswers) -> ScaleScore:
    """Return the melasma area and severity index.

    Parameters
    ----------
    answers : ScaleAnswers
        Under ``areas`` the forehead, both malar areas and the chin, each with ``area`` (0 to 6)
        or ``area_percent``, ``darkness`` and ``homogeneity`` (0 to 4).

    Notes
    -----
    Sum over areas of weight × area × (darkness + homogeneity).

    Raises
    ------
    RecordError
        When an area or an item of it is not answered, or outside its range.
    """
    return _index(answers, "masi", ("darkness", "homogeneity"))


def mmasi(answers: ScaleAnswers) -> ScaleScore:
    """Return the modified MASI: weight × area × darkness, summed over the four areas.

    Raises
    ------
    RecordError
        As :func:`masi`; and when homogeneity is given, which this scale does not have.
    """
    return _index(answers, "mmasi", ("darkness",))


def _index(
    answers: ScaleAnswers, scale: Literal["masi", "mmasi"], rated: tuple[str, ...]
) -> ScaleScore:
    held = about(scale)
    title = held.title.partition(",")[0]
    no_version(answers)
    no_unit(answers, held.unit)
    no_items(answers, title)
    areas = evidence.words("scales.masi.areas")
    sheets = _sheets(answers, areas, title)
    parts: list[ScalePart] = []
    notes: list[str] = []
    for name in areas:
        sheet = sheets[name]
        extent, said = _extent(sheet, rated)
        grades = [sheet.number(item, *limits(f"masi.{item}", "grade")) for item in rated]
        weight = evidence.number(f"scales.masi.weights.{name}", "1")
        points = round(weight * extent * sum(grades), _DIGITS)
        parts += _parts(name, said, sheet, extent, rated, points)
        if (extent > 0) != any(grades):
            notes.append(f"{name}: an area without darkness, or darkness without an area")
    total = round(sum(part.points or 0 for part in parts), _DIGITS)
    return scored(answers, held, total, parts=parts, notes=notes)


def _sheets(answers: ScaleAnswers, areas: tuple[str, ...], title: str) -> dict[str, Sheet]:
    """Return the answers of each area, all of them there."""
    for name in answers.areas:
        if name not in areas:
            near = get_close_matches(name, areas, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"its areas: {', '.join(areas)}"
            raise RecordError(f"no area of {title}; {hint}", f"areas.{name}")
    missing = [name for name in areas if answers.areas.get(name) is None]
    if missing:
        raise RecordError(
            f"not answered: {', '.join(missing)}; an area without melasma is answered with 0",
            f"areas.{missing[0]}",
        )
    sheets = {}
    for name in areas:
        held = answers.areas[name]
        if not isinstance(held, dict):
            raise RecordError(
                "area (or area_percent) and darkness are expected here, by name",
                f"areas.{name}",
                held,
            )
        sheets[name] = Sheet(held, f"areas.{name}", title)
    return sheets


def _extent(sheet: Sheet, rated: tuple[str, ...]) -> tuple[float, str]:
    """Return the grade of the area, and under which name it was given."""
    if not sheet.has("area_percent"):
        sheet.only(("area", *rated), optional=("area_percent",))
        return sheet.number("area", *limits("masi.area", "grade")), "area"
    if sheet.has("area"):
        raise sheet.wrong("area", "give the grade of the area or area_percent, not both")
    sheet.only(("area_percent", *rated), optional=("area",))
    _, whole = limits("masi.area_percent", "%")
    share = sheet.number("area_percent", 0, whole, whole=False)
    edges = evidence.numbers("scales.masi.per_cent_from", "%")
    return int(share > 0) + band(share, edges), "area_percent"


def _parts(
    name: str, said: str, sheet: Sheet, extent: float, rated: tuple[str, ...], points: float
) -> Iterator[ScalePart]:
    """Yield what was answered of an area; its points stand with the extent."""
    yield ScalePart(name=f"{name}.{said}", answer=sheet.number(said, 0, whole=False),
                    counted=extent, points=points)  # fmt: skip
    for item in rated:
        yield ScalePart(name=f"{name}.{item}", answer=sheet.number(item, 0))
