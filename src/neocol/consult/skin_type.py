"""Skin type: ten answers and table A; what is missing is said, the clinician's word wins."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final, cast

from neocol import evidence
from neocol.consult.scales.reading import NOT_ANSWERED
from neocol.record import RecordError, SkinType, SkinTypeAnswers
from neocol.record.scale import ItemAnswer, Licence
from neocol.record.words import Phototype

_KEY: Final = "scales.fitzpatrick_skin_type"
_TABLE: Final = f"{_KEY}.table_a"
_TAN_RULE: Final = "C-052"

_TAN_ASKED: Final = "Is the skin tanned now, or was it in the last weeks (sun, sunbed, self-tan)?"
_MARKS_ASKED: Final = "Did spots, cuts or burns ever leave dark marks?"


def skin_type(answers: SkinTypeAnswers) -> SkinType:
    """Return the Fitzpatrick type that the answers and the clinician give.

    Parameters
    ----------
    answers : SkinTypeAnswers
        Ten items, each a letter from a (0 points) to e (4 points) or its points.

    Returns
    -------
    SkinType
        Without a type where an item is missing and no clinician has said one; then the types that
        are still possible.

    Notes
    -----
    Sum of ten items, cut by table A. Table B counts 25 twice and does not tell V from VI: it is
    held as the other side of the conflict and never used. Eight items are never scored: at most 32
    points can never reach VI, which would type dark skin too light.

    Limits
    ------
    Poor for skin of colour: it asks mostly about burning. Whether dark marks follow injury says
    more about needling, and is asked beside it.

    Raises
    ------
    RecordError
        When an item is unknown or answered outside a to e, or a clinician's word differs from the
        questionnaire without a reason.
    """
    items = evidence.words(f"{_KEY}.items")
    points = _points(answers.items, items)
    missing = tuple(name for name in items if name not in points)
    most = max(evidence.numbers(f"{_KEY}.letter_points", "points"))
    total = sum(points.values())
    lowest, highest = type_of(total), type_of(total + most * len(missing))
    own = None if missing else lowest
    _reasoned(answers, lowest, highest)
    less = total - sum(points.get(name, 0) for name in evidence.words(f"{_KEY}.tanning_items"))
    without = None if missing else type_of(less)
    cut = evidence.entry(f"{_TABLE}.from")
    licence = evidence.words(f"{_KEY}.licence")[0]
    chosen = answers.clinician or own
    return SkinType(
        id=answers.id,
        phototype=chosen,
        decided_by=None
        if chosen is None
        else ("clinician" if answers.clinician else "questionnaire"),
        clinician_name=answers.clinician_name if answers.clinician else None,
        clinician_reason=answers.clinician_reason if answers.clinician else None,
        questionnaire_phototype=own,
        points=None if missing else total,
        of=evidence.number(f"{_TABLE}.of", "points"),
        table="A",
        without_tanning=without,
        lowest=lowest,
        highest=highest,
        unanswered=missing,
        recent_tan=answers.recent_tan,
        dark_marks_after_injury=answers.dark_marks_after_injury,
        refused=_refused(missing),
        notes=_notes(answers, own, without),
        ask=_ask(answers, own, without, missing),
        licence=cast("Licence", licence),
        may_print=licence == "none_needed",
        sources=cut.sources,
        status=cut.status,
        confidence=cut.confidence,
        conflict=cut.conflict,
    )


def type_of(points: float) -> Phototype:
    """Return the type that a total of ten items has in table A.

    Examples
    --------
    >>> [type_of(points) for points in (0, 6, 7, 34, 35)]
    ['I', 'I', 'II', 'V', 'VI']
    """
    edges = evidence.numbers(f"{_TABLE}.from", "points")
    place = sum(points >= edge for edge in edges) - 1
    return cast("Phototype", evidence.words(f"{_TABLE}.types")[place])


def _points(answers: Mapping[str, ItemAnswer], items: tuple[str, ...]) -> dict[str, float]:
    """Return the points of every item that is answered."""
    letters = evidence.words(f"{_KEY}.letters")
    worth = evidence.numbers(f"{_KEY}.letter_points", "points")
    by_letter = dict(zip(letters, worth, strict=True))
    found = {}
    for name, answer in answers.items():
        path = f"items.{name}"
        if name not in items:
            near = get_close_matches(name, items, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"its items: {', '.join(items)}"
            raise RecordError(f"no item of the questionnaire; {hint}", path, answer)
        word = answer.strip().lower() if isinstance(answer, str) else answer
        if word is None or word in NOT_ANSWERED:
            continue
        points = by_letter.get(word) if isinstance(word, str) else word
        if points not in worth:
            raise RecordError(
                f"a letter {letters[0]} to {letters[-1]} is accepted, or its points "
                f"{worth[0]:g} to {worth[-1]:g}, not {answer!r}",
                path,
                answer,
            )
        found[name] = float(points)
    return found


def _reasoned(answers: SkinTypeAnswers, lowest: Phototype, highest: Phototype) -> None:
    """Refuse a clinician's word that the questionnaire does not allow for, without a reason."""
    if answers.clinician is None or answers.clinician_reason:
        return
    types = evidence.words(f"{_TABLE}.types")
    low, high = types.index(lowest), types.index(highest)
    if not low <= types.index(answers.clinician) <= high:
        possible = lowest if lowest == highest else f"{lowest} to {highest}"
        raise RecordError(
            f"the questionnaire says {possible}: another type needs a reason (it is kept with the "
            "name)",
            "clinician_reason",
        )


def _refused(missing: tuple[str, ...]) -> str | None:
    """Return why there is no total, if there is none."""
    if not missing:
        return None
    if set(missing) == set(evidence.words(f"{_KEY}.tanning_items")):
        most = evidence.number(f"{_KEY}.eight_items_of", "points")
        return (
            f"eight items are never scored with the cut-offs of ten: at most {most:g} points can "
            "never reach VI, which types dark skin too light"
        )
    return f"not answered: {', '.join(missing)}; without all ten items there is no total"


def _notes(
    answers: SkinTypeAnswers, own: Phototype | None, without: Phototype | None
) -> tuple[str, ...]:
    notes = []
    if own != without:
        notes.append(
            f"without the two items about recent tanning it would be {without}: a tan raises the "
            "total (a tanned type II can score as III); the clinician confirms"
        )
    if answers.recent_tan == "yes":
        rule = evidence.rule(_TAN_RULE)
        notes.append(f"{_TAN_RULE}: {rule.message} {rule.why}")
    if answers.dark_marks_after_injury == "yes":
        notes.append(
            "dark marks after injury: care against dark marks whatever the type (the questionnaire "
            "is poor for skin of colour)"
        )
    if answers.clinician is not None and own is not None and own != answers.clinician:
        notes.append(f"the questionnaire says {own}; the clinician's word is taken")
    return tuple(notes)


def _ask(
    answers: SkinTypeAnswers,
    own: Phototype | None,
    without: Phototype | None,
    missing: tuple[str, ...],
) -> tuple[str, ...]:
    ask = []
    if answers.recent_tan == "unknown":
        ask.append(_TAN_ASKED)
    if answers.dark_marks_after_injury == "unknown":
        ask.append(_MARKS_ASKED)
    if missing and answers.clinician is None:
        ask.append(f"Still to be answered: {', '.join(missing)}")
    if own != without and answers.clinician is None:
        ask.append("Which skin type does the clinician see on skin that the sun does not reach?")
    return tuple(ask)
