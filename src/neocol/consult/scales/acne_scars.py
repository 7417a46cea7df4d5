"""Acne scars: Goodman–Baron counted, Goodman–Baron grade, ECCA."""

from __future__ import annotations

from typing import Final

from neocol import evidence
from neocol.consult.scales.catalogue import about, scored
from neocol.consult.scales.reading import Sheet, band, items_of, limits, no_unit, no_version
from neocol.record import RecordError, ScaleAnswers, ScalePart, ScaleScore

_COUNTED: Final = "goodman_baron_quantitative"
_KELOID: Final = "keloid_area_cm2"
_FEATURES: Final = ("contour", "obvious_at_50_cm", "flattens_on_stretching")


def goodman_baron_quantitative(answers: ScaleAnswers) -> ScaleScore:
    """Return the Goodman–Baron score from the number of scars of every type.

    Parameters
    ----------
    answers : ScaleAnswers
        Number of scars of each type, and the area of keloids in cm² (an area, never a count).

    Notes
    -----
    Sum over types of points × multiplier (1 to 10, 11 to 20, more), plus the keloid's points.

    References
    ----------
    Goodman & Baron 2006, doi:10.1111/j.1473-2165.2006.00222.x (abstract read, tables recalled).

    Raises
    ------
    RecordError
        When a type is not answered, or is no whole number from 0.
    """
    held = about(_COUNTED)
    no_version(answers)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "Goodman–Baron, counted")
    if "keloid" in sheet.answers:
        raise sheet.wrong("keloid", f"a keloid counts by its area in cm²: give {_KELOID}")
    sheet.only(held.items)
    edges = evidence.numbers(f"scales.{_COUNTED}.counts_from", "1")
    times = (0.0, *evidence.numbers(f"scales.{_COUNTED}.multipliers", "1"))
    parts = []
    for name in held.items:
        if name == _KELOID:
            continue
        count = sheet.number(name, 0)
        each = evidence.number(f"scales.{_COUNTED}.points.{name}", "points")
        multiplier = times[band(count, edges)]
        parts.append(
            ScalePart(name=name, answer=count, counted=multiplier, points=each * multiplier)
        )
    parts.append(_keloid(sheet))
    return scored(answers, held, sum(part.points or 0 for part in parts), parts=parts)


def _keloid(sheet: Sheet) -> ScalePart:
    area = sheet.number(_KELOID, 0, whole=False)
    smaller, larger = evidence.numbers(f"scales.{_COUNTED}.keloid.edges", "cm2")
    points = (0.0, *evidence.numbers(f"scales.{_COUNTED}.keloid.points", "points"))
    place = int(area > 0) + int(area >= smaller) + int(area > larger)
    return ScalePart(name=_KELOID, answer=area, counted=place, points=points[place])


def goodman_baron_grade(answers: ScaleAnswers) -> ScaleScore:
    """Return the Goodman–Baron grade, from itself or from what is seen.

    Parameters
    ----------
    answers : ScaleAnswers
        ``grade`` (1 to 4), or yes and no to ``contour`` (not colour only), ``obvious_at_50_cm``
        and ``flattens_on_stretching``. The stretch test alone separates 3 from 4.

    Raises
    ------
    RecordError
        When a question on the way is not answered, or the grade contradicts the stretch test.
    """
    held = about("goodman_baron_grade")
    no_version(answers)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "Goodman–Baron, grade")
    first, last = limits("goodman_baron_grade.range", "grade")
    notes = ["a grade has no distance to the next: no mean of it"]
    if sheet.has("grade"):
        sheet.only(("grade",), optional=_FEATURES)
        grade = sheet.number("grade", first, last)
        notes.append(_checked(sheet, grade, last))
    else:
        sheet.only(("contour",), optional=(*_FEATURES, "grade"))
        grade = first + _steps(sheet)
    parts = [
        ScalePart(name=name, answer=value)
        for name, value in sheet.answers.items()
        if value is not None
    ]
    word = held.grades[int(grade - first)]
    return scored(answers, held, grade, grade=word, parts=parts, notes=notes)


def _steps(sheet: Sheet) -> int:
    """Return how many grades above the first, asking only what is still needed."""
    if not sheet.yes("contour"):
        return 0
    sheet.only(("contour", "obvious_at_50_cm"), optional=(*_FEATURES, "grade"))
    if not sheet.yes("obvious_at_50_cm"):
        return 1
    sheet.only(_FEATURES, optional=("grade",))
    return 1 + (1 if sheet.yes("flattens_on_stretching") else 2)


def _checked(sheet: Sheet, grade: float, last: float) -> str:
    """Hold a grade against the features that were told with it."""
    if grade < last - 1:
        return ""
    if not sheet.has("flattens_on_stretching"):
        return "3 and 4 are told apart by stretching the skin; the test was not recorded"
    if sheet.yes("flattens_on_stretching") == (grade == last):
        raise RecordError(
            "scars that flatten on stretching are grade 3, scars that do not are grade 4",
            "items.grade",
            grade,
        )
    return ""


def ecca(answers: ScaleAnswers) -> ScaleScore:
    """Return the ECCA score of six kinds of acne scar.

    Parameters
    ----------
    answers : ScaleAnswers
        Six items, each a grade of 0 to 3 (``v_shaped``), or the number of scars
        (``v_shaped_count``), which falls into below 5, 5 to 20, more than 20.

    Notes
    -----
    Sum of weight × grade.

    References
    ----------
    Dreno et al. 2007 (six items read; weights recalled).

    Raises
    ------
    RecordError
        When an item is not answered, answered twice, or outside its range.
    """
    held = about("ecca")
    no_version(answers)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "ECCA")
    counts = {name: f"{name}_count" for name in held.items}
    wanted = [
        counts[name] if sheet.has(counts[name]) and not sheet.has(name) else name
        for name in held.items
    ]
    sheet.only(wanted, optional=(*held.items, *counts.values()))
    low, high = limits("ecca.grade", "grade")
    edges = evidence.numbers("scales.ecca.counts_from", "1")
    parts = []
    for name, answered in zip(held.items, wanted, strict=True):
        if answered == name and sheet.has(counts[name]):
            raise sheet.wrong(name, f"give the grade or {counts[name]}, not both")
        if answered == name:
            answer = grade = sheet.number(name, low, high)
        else:
            answer = sheet.number(answered, 0)
            grade = band(answer, edges)
        weight = evidence.number(f"scales.ecca.weights.{name}", "points")
        parts.append(ScalePart(name=answered, answer=answer, counted=grade, points=weight * grade))
    return scored(answers, held, sum(part.points or 0 for part in parts), parts=parts)
