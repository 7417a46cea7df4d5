"""Scars: the Vancouver scale in two versions, and POSAS 2.0 of patient and observer."""

from __future__ import annotations

import re
from typing import Final

from neocol import evidence
from neocol.consult.scales.catalogue import ORIGINAL, PIGMENT_TO_THREE, about, scored
from neocol.consult.scales.reading import Sheet, items_of, limits, no_unit
from neocol.record import RecordError, ScaleAnswers, ScalePart, ScaleScore

_OVERALL: Final = "overall_opinion"
_SIDES: Final = ("patient", "observer")
_NUMBER: Final = r"(\d+(?:\.\d+)*)"
_SAID: Final = {
    "version": re.compile(_NUMBER),
    "scale": re.compile(rf"(?:posas|version|\bv)\W*v?{_NUMBER}", re.IGNORECASE),
}
"""Where an edition may be said, and what it looks like there."""


def vss(answers: ScaleAnswers) -> ScaleScore:
    """Return the Vancouver scar scale.

    Parameters
    ----------
    answers : ScaleAnswers
        Vascularity, pigmentation, pliability, height. ``version`` is ``original`` (pigmentation
        to 2, sum to 13; taken when none is said) or ``pigment_to_three`` (sum to 14).

    Raises
    ------
    RecordError
        When an item is not answered or outside the range of the version.
    """
    version = answers.version or ORIGINAL
    if version not in {ORIGINAL, PIGMENT_TO_THREE}:
        raise RecordError(
            f"the versions are {ORIGINAL} and {PIGMENT_TO_THREE}", "version", answers.version
        )
    held = about("vss", version)
    no_unit(answers, held.unit)
    sheet = items_of(answers, "the Vancouver scale")
    sheet.only(held.items)
    parts = []
    for name in held.items:
        low, high = limits(f"vss.{version}.item.{name}", "points")
        points = _rated(sheet, name, low, high, version)
        parts.append(ScalePart(name=name, answer=points, points=points))
    said = "" if answers.version else f"no version was said: read as {ORIGINAL}"
    return scored(answers, held, sum(part.points or 0 for part in parts), parts=parts, notes=[said])


def _rated(sheet: Sheet, name: str, low: float, high: float, version: str) -> float:
    try:
        return sheet.number(name, low, high)
    except RecordError as error:
        if name != "pigmentation" or version != ORIGINAL:
            raise
        more = f"{error.message}; a variant goes further: version {PIGMENT_TO_THREE}"
        raise RecordError(more, error.path, error.value) from None


def posas(answers: ScaleAnswers) -> ScaleScore:
    """Return the patient's or the observer's sum of POSAS 2.0.

    Parameters
    ----------
    answers : ScaleAnswers
        The six items of one side, each 1 to 10, and ``overall_opinion``, which is kept apart.
        ``version`` may say the side (``2.0 patient``, ``2.0 observer``).

    Notes
    -----
    1 is normal skin: the best sum is 6, not 0. Patient and observer are two scores, never one.

    Raises
    ------
    RecordError
        When the version is not 2.0, the side is not clear, or an item is missing or outside.
    """
    _edition(answers)
    side = _side(answers)
    edition = evidence.words("scales.posas.edition")[0]
    held = about("posas", f"{edition} {side}")
    no_unit(answers, held.unit)
    sheet = items_of(answers, f"POSAS {edition}, {side}")
    sheet.only(held.items, optional=(_OVERALL,))
    low, high = limits("posas.item", "points")
    points = {name: sheet.number(name, low, high) for name in held.items}
    apart = {_OVERALL: sheet.number(_OVERALL, low, high)} if sheet.has(_OVERALL) else {}
    return scored(
        answers,
        held,
        sum(points.values()),
        parts=[ScalePart(name=name, answer=value, points=value) for name, value in points.items()],
        apart=apart,
        notes=[f"{held.low:g} is normal skin" if held.low is not None else ""],
    )


def _edition(answers: ScaleAnswers) -> None:
    """Refuse another edition than the one whose arithmetic is held, wherever it was said."""
    edition = evidence.words("scales.posas.edition")[0]
    for where, pattern in _SAID.items():
        text = getattr(answers, where) or ""
        found = pattern.search(text)
        if found and found.group(1) not in {edition, edition.partition(".")[0]}:
            raise RecordError(
                f"only POSAS {edition} is scored: version {found.group(1)} has other items and "
                "another scale of answers, and its sums are not comparable",
                where,
                text,
            )


def _side(answers: ScaleAnswers) -> str:
    """Return whose scale it is: as said, or as the items tell."""
    text = f"{answers.version or ''} {answers.scale}".lower().replace("patient and observer", "")
    said = [side for side in _SIDES if side in text]
    if len(said) == 1:
        return said[0]
    items = {side: set(evidence.words(f"scales.posas.{side}.items")) for side in _SIDES}
    shared = set.intersection(*items.values())
    found = [side for side in _SIDES if (items[side] - shared) & set(answers.items)]
    if len(found) != 1:
        raise RecordError(
            "the patient's or the observer's scale? They are two scores: give each by itself, "
            "with version '2.0 patient' or '2.0 observer'",
            "version",
            answers.version,
        )
    return found[0]
