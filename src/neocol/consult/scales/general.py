"""Global improvement (GAIS), pain, and the total of the DLQI; and their conversions."""

from __future__ import annotations

from typing import Final

from neocol.consult.scales.catalogue import PLUS_THREE, SKINPEN, ZERO_TO_FOUR, about, scored
from neocol.consult.scales.reading import items_of, limits, no_unit, no_version
from neocol.record import RecordError, ScaleAnswers, ScalePart, ScaleScore

_GAIS: Final = {
    SKINPEN: (SKINPEN, "1-5", "1..5", "1 to 5"),
    ZERO_TO_FOUR: (ZERO_TO_FOUR, "0-4", "0..4", "0 to 4"),
    PLUS_THREE: (PLUS_THREE, "+3..-1", "3..-1", "+3 to -1", "3 to -1", "-1..3", "-1 to 3"),
}
"""Version → what people write for it."""
_VAS: Final = {
    "points": ("points", "0-10", "0 to 10", "cm"),
    "mm": ("mm", "0-100", "0 to 100", "millimetres"),
}
"""Unit → what people write for it."""


def gais(answers: ScaleAnswers) -> ScaleScore:
    """Return a grade of global aesthetic improvement, with the direction of its version.

    Parameters
    ----------
    answers : ScaleAnswers
        ``grade``, and the ``version``, without which 1 may be the best or nearly the worst:
        ``skinpen`` (1 very much improved to 5 worse), ``plus_three`` (+3 to −1), ``zero_to_four``.

    Raises
    ------
    RecordError
        When the version is not said or not known, or the grade lies outside it.
    """
    version = _version(answers)
    held = about("gais", version)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "GAIS")
    sheet.only(("grade",))
    low, high = limits(f"gais.{version}.range", "grade")
    grade = sheet.number("grade", low, high)
    word = held.grades[int(grade - low)] if held.grades else None
    notes = ["a grade of change since before: it has no distance to the next"]
    if word is None:
        notes.append("what the grades of this version are called differs between studies")
    parts = [ScalePart(name="grade", answer=grade, points=grade)]
    return scored(answers, held, grade, grade=word, parts=parts, notes=notes)


def _version(answers: ScaleAnswers) -> str:
    said = (answers.version or "").strip().lower().replace("−", "-").replace("–", "-")
    for version, names in _GAIS.items():
        if said in names:
            return version
    raise RecordError(
        "which version? skinpen (1 very much improved to 5 worse), zero_to_four or plus_three "
        "(+3 to -1): they run in opposite directions",
        "version",
        answers.version,
    )


def gais_as(score: ScaleScore, version: str) -> ScaleScore:
    """Return a GAIS score in the grades of another version; what it was stays in `origin`.

    Parameters
    ----------
    score : ScaleScore
        A score by :func:`gais`.
    version : str
        ``skinpen`` or ``plus_three``, whose grades have the same five names.

    Raises
    ------
    RecordError
        When the score is no GAIS, or one of the versions has no named grades.
    """
    if score.scale != "gais":
        raise RecordError(f"a GAIS score is expected, not {score.scale}", "scale", score.scale)
    if version not in _GAIS:
        raise RecordError(f"the versions are {', '.join(_GAIS)}", "version", version)
    held = about("gais", version)
    if score.grade is None or not held.grades:
        raise RecordError(
            "what the grades 0 to 4 are called differs between studies: no conversion",
            "version",
            version,
        )
    low, _ = limits(f"gais.{version}.range", "grade")
    value = low + held.grades.index(score.grade)
    return _converted(score, version, value)


def pain_vas(answers: ScaleAnswers) -> ScaleScore:
    """Return pain on a visual analogue scale, with the unit it was read in.

    Parameters
    ----------
    answers : ScaleAnswers
        ``pain``, and ``unit``: ``points`` (0 to 10) or ``mm`` (0 to 100).

    Raises
    ------
    RecordError
        When the unit is not said, or the answer lies outside it.
    """
    said = (answers.unit or answers.version or "").strip().lower().replace("–", "-")
    unit = next((unit for unit, names in _VAS.items() if said in names), None)
    if unit is None:
        raise RecordError(
            "0 to 10 (unit points) or 0 to 100 (unit mm)? Both are in use", "unit", answers.unit
        )
    held = about("pain_vas", unit)
    sheet = items_of(answers, "pain")
    sheet.only(("pain",))
    low, high = limits(f"pain_vas.{unit}.range", unit)
    value = sheet.number("pain", low, high, whole=False)
    return scored(answers, held, value, parts=[ScalePart(name="pain", answer=value, points=value)])


def pain_in(score: ScaleScore, unit: str) -> ScaleScore:
    """Return a pain score in the other unit; what it was stays in `origin`.

    Raises
    ------
    RecordError
        When the score is no pain score or the unit is unknown.
    """
    if score.scale != "pain_vas":
        raise RecordError(f"a pain score is expected, not {score.scale}", "scale", score.scale)
    if unit not in _VAS:
        raise RecordError(f"the units are {', '.join(_VAS)}", "unit", unit)
    _, old = limits(f"pain_vas.{score.unit}.range", score.unit)
    _, new = limits(f"pain_vas.{unit}.range", unit)
    return _converted(score, unit, (score.value or 0) * new / old)


def _converted(score: ScaleScore, version: str, value: float) -> ScaleScore:
    """Return the score under another version's range and direction."""
    if version == score.version:
        return score
    held = about(score.scale, version)
    return score.model_copy(
        update={
            "version": held.version,
            "value": value,
            "unit": held.unit,
            "low": held.low,
            "high": held.high,
            "direction": held.direction,
            "grades": held.grades,
            "origin": f"{score.version}: {score.value:g} {score.unit}",
            "sources": tuple(dict.fromkeys((*score.sources, *held.sources))),
            "status": held.status if score.status == "found" else score.status,
            "confidence": held.confidence,
            "conflict": held.conflict,
        }
    )


def dlqi(answers: ScaleAnswers) -> ScaleScore:
    """Return a DLQI total as it was entered; its questions are licensed and not held here.

    Parameters
    ----------
    answers : ScaleAnswers
        ``total``: 0 to 30.

    Raises
    ------
    RecordError
        When anything but the total is given, or the total lies outside the range.
    """
    held = about("dlqi")
    no_version(answers)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "the DLQI")
    other = next((name for name in sheet.answers if name != "total"), None)
    if other is not None:
        raise sheet.wrong(other, "only the total is entered: the questions are licensed")
    sheet.only(("total",))
    total = sheet.number("total", *limits("dlqi.range", "points"))
    return scored(
        answers,
        held,
        total,
        parts=[ScalePart(name="total", answer=total, points=total)],
        notes=[held.licence_note],
    )
