"""Reads the answers on a scale: complete, inside its range, or refused with the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from neocol import evidence
from neocol.record import RecordError, ScaleAnswers
from neocol.record.scale import ItemAnswer

NOT_ANSWERED: Final = frozenset({"unknown", "not known", "missing", "n/a", "not assessed"})
"""Words that say that there is no answer."""
_YES: Final = frozenset({"yes", "y", "true"})
_NO: Final = frozenset({"no", "n", "false"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Answers by item, and where they stand in the document."""

    answers: Mapping[str, ItemAnswer]
    path: str
    scale: str

    def only(self, wanted: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse items that the scale does not have, and a scale that is not answered whole.

        Raises
        ------
        RecordError
            At the first such item; the message names every one that is missing.
        """
        names = tuple(wanted)
        known = (*names, *optional)
        for name in self.answers:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"its items: {', '.join(known)}"
                raise self.wrong(name, f"no item of {self.scale}; {hint}")
        missing = [name for name in names if not self.has(name)]
        if missing:
            raise RecordError(
                f"not answered: {', '.join(missing)}; {self.scale} has no score without it "
                "(what is not known never counts as 0)",
                f"{self.path}.{missing[0]}",
            )

    def has(self, name: str) -> bool:
        """Tell whether an item is answered."""
        value = self.answers.get(name)
        if isinstance(value, str):
            return value.strip().lower() not in NOT_ANSWERED
        return value is not None

    def number(
        self, name: str, low: float, high: float | None = None, *, whole: bool = True
    ) -> float:
        """Return an answered number inside its range, ends included.

        Raises
        ------
        RecordError
            When it is no number, not whole where it must be, or outside.
        """
        value = self.answers[name]
        kind = "a whole number" if whole else "a number"
        accepted = f"{kind} {f'from {low:g}' if high is None else f'{low:g} to {high:g}'}"
        if isinstance(value, str) or value is None or (whole and not float(value).is_integer()):
            raise self.wrong(name, f"{accepted} is accepted, not {shown(value)}")
        if value < low or (high is not None and value > high):
            raise self.wrong(name, f"{accepted} is accepted, not {shown(value)}")
        return float(value)

    def yes(self, name: str) -> bool:
        """Return an answered yes or no.

        Raises
        ------
        RecordError
            When it is neither.
        """
        value = self.answers[name]
        word = value.strip().lower() if isinstance(value, str) else ""
        if word in _YES or word in _NO:
            return word in _YES
        raise self.wrong(name, f"yes or no is accepted, not {shown(value)}")

    def wrong(self, name: str, message: str) -> RecordError:
        """Return an error about one item."""
        return RecordError(message, f"{self.path}.{name}", self.answers.get(name))


def shown(value: ItemAnswer) -> str:
    """Return an answer as an error shows it."""
    return f"{value:g}" if isinstance(value, float) else repr(value)


def items_of(answers: ScaleAnswers, scale: str) -> Sheet:
    """Return the answers of a scale that knows no areas.

    Raises
    ------
    RecordError
        When areas are given.
    """
    if answers.areas:
        raise RecordError(f"{scale} is not rated by area; its answers go under items", "areas")
    return Sheet(answers.items, "items", scale)


def no_items(answers: ScaleAnswers, scale: str) -> None:
    """Refuse items on a scale that is rated by area."""
    if answers.items:
        raise RecordError(f"{scale} is rated by area; its answers go under areas", "items")


def no_unit(answers: ScaleAnswers, unit: str) -> None:
    """Refuse another unit than the scale's own."""
    if answers.unit is not None and answers.unit.lower() != unit:
        raise RecordError(
            f"the scale is read in {unit}, not in '{answers.unit}'", "unit", answers.unit
        )


def no_version(answers: ScaleAnswers, known: str | None = None) -> None:
    """Refuse a version of a scale of which one only is known."""
    if answers.version is not None and answers.version != known:
        raise RecordError(
            f"no version '{answers.version}' is known; leave it out", "version", answers.version
        )


def limits(key: str, unit: str) -> tuple[float, float]:
    """Return a range held in evidence as two numbers."""
    low, high = evidence.numbers(f"scales.{key}", unit)
    return low, high


def band(value: float, edges: Iterable[float]) -> int:
    """Return into which band a value falls: how many edges it has reached.

    Examples
    --------
    >>> [band(count, (1, 11, 21)) for count in (0, 1, 10, 11, 21)]
    [0, 1, 1, 2, 3]
    """
    return sum(value >= edge for edge in edges)
