"""What a bundle held that could not be read: short sentences, each with its place."""

from __future__ import annotations

from typing import Final

PLACES_SHOWN: Final = 3
"""How many places stand before a sentence that is true of many entries."""
LINES_SHOWN: Final = 200
"""How many sentences are kept one by one; the rest is counted."""


class Notes:
    """Collects sentences; the same sentence about several entries becomes one.

    Examples
    --------
    >>> notes = Notes()
    >>> notes.say("Condition 'Keloid': left out, entered in error", "entry[3]")
    >>> notes.say("Condition 'Keloid': left out, entered in error", "entry[7]")
    >>> notes.lines()
    ("entry[3], entry[7] Condition 'Keloid': left out, entered in error",)
    """

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}

    def say(self, sentence: str, where: str = "") -> None:
        """Note `sentence` about the place `where` (empty: about the bundle)."""
        places = self._places.setdefault(sentence, [])
        if where:
            places.append(where)

    def lines(self) -> tuple[str, ...]:
        """Return the sentences, in the order in which they were first said."""
        lines = [_line(sentence, places) for sentence, places in self._places.items()]
        if len(lines) > LINES_SHOWN:
            more = len(lines) - LINES_SHOWN
            lines = [*lines[:LINES_SHOWN], f"… and {more:,} more sentences of this kind"]
        return tuple(lines)


def _line(sentence: str, places: list[str]) -> str:
    shown = ", ".join(places[:PLACES_SHOWN])
    more = len(places) - PLACES_SHOWN
    if more > 0:
        shown += f" and {more:,} more"
    return f"{shown} {sentence}" if shown else sentence
