"""Severity scales: what was seen, what it scores, and how two scores or raters compare."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, PlainValidator, Tag, model_validator
from pydantic_core import PydanticCustomError

from neocol.record.base import Day, Noun, Number
from neocol.record.limits import INTEGER_MAX_BITS, TEXT_MAX_CHARS
from neocol.record.words import Confidence, Status

ScaleName = Literal[
    "goodman_baron_quantitative",
    "goodman_baron_grade",
    "ecca",
    "masi",
    "mmasi",
    "vss",
    "posas",
    "lemperle",
    "glogau",
    "fwes",
    "gais",
    "pain_vas",
    "dlqi",
]
Direction = Literal["higher_is_worse", "higher_is_better"]
Licence = Literal["needed", "unread", "none_needed"]
Said = Annotated[str, Field(min_length=1, max_length=TEXT_MAX_CHARS)]


def _answered(value: Any) -> Any:
    """Read a number, a word or nothing; true and false are words of an answer, never 1 and 0."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and len(value) <= TEXT_MAX_CHARS:
        return value.strip() or None
    if isinstance(value, int) and value.bit_length() <= INTEGER_MAX_BITS:
        return float(value)
    if value is None or (isinstance(value, float) and isfinite(value)):
        return value
    raise PydanticCustomError("answer", "a number, a word or null is expected")


def _kind(value: Any) -> str:
    return "by[item]" if isinstance(value, Mapping) else "at[once]"


ItemAnswer = Annotated[
    float | str | None, PlainValidator(_answered, json_schema_input_type=float | str | None)
]
"""A number or a word; ``None`` is not answered, and never counts as 0."""
Rating = Number | str
"""One rating: a number, or a grade in words."""
AreaAnswer = Annotated[
    Annotated[ItemAnswer, Tag("at[once]")] | Annotated[dict[str, ItemAnswer], Tag("by[item]")],
    Discriminator(_kind),
]
"""One answer for an area, or its answers by item."""


class ScaleAnswers(Noun):
    """What a rater answered on one scale, in the scale's own items.

    Attributes
    ----------
    scale : str
        The scale, as people name it.
    version : str or None
        Which of several versions of the scale; where scores differ by it, it must be said.
    items : dict
        Item → answer.
    areas : dict
        Area → answer, or item → answer, for scales that are rated area by area.
    unit : str or None
        Where a scale is read in more than one unit, which.
    rater : str or None
        Who rated.
    """

    id: str | None = None
    scale: Said
    version: Said | None = None
    items: dict[str, ItemAnswer] = {}
    areas: dict[str, AreaAnswer] = {}
    unit: Said | None = None
    rater: str | None = None
    on: Day | None = None


class ScaleAbout(Noun):
    """What a scale is: range, direction, items, and what may be reproduced of it.

    Attributes
    ----------
    low, high : float or None
        Range of the score in `unit`; None where a scale has grades and no numbers.
    ordinal : bool
        Its grades have an order and no distance: no mean of them means anything.
    grades : tuple of str
        Names of the grades, from the lowest.
    may_print : bool
        Whether the scale's own wording may be reproduced. What nobody checked may not.
    """

    scale: ScaleName
    title: str
    version: str | None = None
    low: Number | None = None
    high: Number | None = None
    unit: str
    direction: Direction
    ordinal: bool = False
    grades: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    licence: Licence
    licence_note: str = ""
    may_print: bool
    sources: tuple[str, ...]
    status: Status
    confidence: Confidence
    conflict: str | None = None
    note: str = ""


class ScalePart(Noun):
    """What one item or area gives to a score.

    Attributes
    ----------
    answer : float or str
        As it was answered.
    counted : float or None
        The band or grade that the answer falls into, where the scale has bands.
    points : float or None
        What it adds to the score (before a mean is taken, where the score is a mean).
    """

    name: str
    answer: Number | str
    counted: Number | None = None
    points: Number | None = None


class ScaleScore(Noun):
    """A score, with all that is needed to read it.

    Attributes
    ----------
    value : float or None
        In `unit`; None on a scale that has grades and no numbers.
    grade : str or None
        The class or grade that the scale itself names.
    apart : dict
        Answered, and by the scale's own rule not part of the value.
    origin : str or None
        What a converted score was before.
    """

    id: str | None = None
    scale: ScaleName
    title: str
    version: str | None = None
    value: Number | None = None
    unit: str
    low: Number | None = None
    high: Number | None = None
    direction: Direction
    ordinal: bool = False
    grade: str | None = None
    grades: tuple[str, ...] = ()
    parts: tuple[ScalePart, ...] = ()
    apart: dict[str, Number] = {}
    licence: Licence
    may_print: bool
    rater: str | None = None
    on: Day | None = None
    origin: str | None = None
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...]
    status: Status
    confidence: Confidence
    conflict: str | None = None


class ScaleChange(Noun):
    """Two scores of one scale and version, compared.

    Attributes
    ----------
    change : float or None
        After minus before, in `unit`; None where grades have no distance.
    verdict : str
        By the scale's direction. Says nothing of whether the difference is beyond error.
    """

    scale: ScaleName
    version: str | None = None
    before: Number | str
    after: Number | str
    change: Number | None = None
    unit: str
    direction: Direction
    verdict: Literal["better", "same", "worse"]


class Agreement(Noun):
    """How far raters agree, with an interval.

    Attributes
    ----------
    statistic : str
        What the value is.
    low, high : float or None
        95 % interval; None when too few resamples had any variation.
    """

    statistic: str
    value: Number
    low: Number | None = None
    high: Number | None = None
    raters: int
    subjects: int
    note: str = ""


class AgreementLimits(Noun):
    """Bland–Altman limits of agreement of two raters, in the unit of what they measured.

    Attributes
    ----------
    raters : tuple of int
        Which two, counted from 0; differences are the second minus the first.
    bias, lower, upper : float
        Mean difference, and the limits between which about 95 % of differences lie.
    bias_low, bias_high, lower_low, lower_high, upper_low, upper_high : float
        95 % intervals of these.
    """

    raters: tuple[int, int]
    subjects: int
    bias: Number
    bias_low: Number
    bias_high: Number
    lower: Number
    lower_low: Number
    lower_high: Number
    upper: Number
    upper_low: Number
    upper_high: Number


class Ratings(Noun):
    """What several raters said of the same people, in the same order.

    Attributes
    ----------
    ratings : dict
        Rater → one rating for each person.
    grades : tuple or None
        Every grade of the scale in order, where ratings are grades; without it they are numbers.
    """

    id: str | None = None
    ratings: dict[str, tuple[Rating, ...]]
    grades: tuple[Rating, ...] | None = None

    @model_validator(mode="after")
    def _numbers_or_grades(self) -> Self:
        words = [r for held in self.ratings.values() for r in held if isinstance(r, str)]
        if words and self.grades is None:
            raise ValueError(f"'{words[0]}' is a word: give grades, all of them in order")
        return self


class RatersAgree(Noun):
    """How far raters agree: kappa of grades, or ICC and limits of numbers."""

    id: str | None = None
    raters: tuple[str, ...]
    statistics: tuple[Agreement, ...]
    limits: tuple[AgreementLimits, ...] = ()
