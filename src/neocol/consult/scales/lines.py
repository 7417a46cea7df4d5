"""Lines and photoageing: Lemperle by area, Glogau, the Fitzpatrick wrinkle scale."""

from __future__ import annotations

from neocol import evidence
from neocol.consult.scales.catalogue import about, scored
from neocol.consult.scales.reading import (
    Sheet,
    band,
    items_of,
    limits,
    no_items,
    no_unit,
    no_version,
    shown,
)
from neocol.record import RecordError, ScaleAnswers, ScalePart, ScaleScore


def lemperle(answers: ScaleAnswers) -> ScaleScore:
    """Return the mean Lemperle grade over the areas that were rated, each kept.

    Parameters
    ----------
    answers : ScaleAnswers
        Under ``areas``: area → grade of 0 to 5. The areas are the rater's choice.

    Limits
    ------
    A mean of grades, as the needling study took it over nine areas; compare only the same areas.

    Raises
    ------
    RecordError
        When no area is rated, or one is not answered or outside the range.
    """
    held = about("lemperle")
    no_version(answers)
    no_unit(answers, held.unit)
    no_items(answers, "Lemperle")
    if not answers.areas:
        raise RecordError("no area is rated: area → grade is expected", "areas")
    low, high = limits("lemperle.range", "grade")
    parts = []
    for name, answer in answers.areas.items():
        if isinstance(answer, dict):
            raise RecordError("one grade by area is expected", f"areas.{name}")
        sheet = Sheet({name: answer}, "areas", "Lemperle")
        sheet.only((name,))
        grade = sheet.number(name, low, high)
        parts.append(ScalePart(name=name, answer=grade, points=grade))
    mean = sum(part.points or 0 for part in parts) / len(parts)
    of = evidence.number("scales.lemperle.study_areas", "1")
    note = (
        f"mean of {len(parts)} areas; the needling study took {of:g}. Compare the same areas only"
    )
    return scored(answers, held, mean, parts=parts, notes=[note])


def glogau(answers: ScaleAnswers) -> ScaleScore:
    """Return the Glogau type as it was given: an order, never a number.

    Parameters
    ----------
    answers : ScaleAnswers
        ``type``: I to IV (or 1 to 4).

    Raises
    ------
    RecordError
        When it is missing or no such type.
    """
    held = about("glogau")
    no_version(answers)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "Glogau")
    sheet.only(("type",))
    answer = sheet.answers["type"]
    word = answer.strip().upper() if isinstance(answer, str) else ""
    if isinstance(answer, float) and answer.is_integer() and 1 <= answer <= len(held.grades):
        word = held.grades[int(answer) - 1]
    if word not in held.grades:
        raise sheet.wrong(
            "type", f"one of {', '.join(held.grades)} is accepted, not {shown(answer)}"
        )
    parts = [ScalePart(name="type", answer=word)]
    note = "an order, not a number: no mean and no difference of it"
    return scored(answers, held, None, grade=word, parts=parts, notes=[note])


def fwes(answers: ScaleAnswers) -> ScaleScore:
    """Return the Fitzpatrick wrinkle score with its class. It is not the skin type.

    Parameters
    ----------
    answers : ScaleAnswers
        ``grade``: 1 to 9.

    Raises
    ------
    RecordError
        When it is missing, not whole or outside the range.
    """
    held = about("fwes")
    no_version(answers)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "the Fitzpatrick wrinkle scale")
    sheet.only(("grade",))
    grade = sheet.number("grade", *limits("fwes.range", "grade"))
    edges = evidence.numbers("scales.fwes.classes_from", "grade")
    word = evidence.words("scales.fwes.classes")[band(grade, edges) - 1]
    parts = [ScalePart(name="grade", answer=grade, points=grade)]
    note = "a wrinkle scale: the Fitzpatrick skin type is another scale by the same author"
    return scored(answers, held, grade, grade=word, parts=parts, notes=[note])
