"""How a complaint is told: denied, over, of an earlier session; and where clauses begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from neocol.language.normalise import MARKS
from neocol.language.patterns import Spot
from neocol.language.signs import Heard, Sign, answers_no
from neocol.record.words import Assertion

REACH: Final = 7
"""Words between two parts of one sign, and from a sign to the word that says it is over."""
SHORT_QUESTION: Final = 6
"""A question up to this many words and marks (*any pus?*) may be answered by a bare no."""
_LONGEST_NO: Final = 6
"""Words of the longest answer that is a bare no."""
_REMEMBERED: Final = 512
_AFTER_GONE: Final = frozenset(
    "now today already completely by this after since within and but so "
    "yesterday quickly overnight last ya hoy ayer anoche del en y pero".split()
)
"""What may follow *gone* where it means over: *gone now*, but not *gone red*."""
_ASIDE: Final = frozenset({",", ":", "(", ")", "&", "/"})


class Talk:
    """How a sentence says what it says: its words of no, of *gone*, and where clauses begin."""

    def __init__(
        self,
        words: Sequence[str],
        following: Sequence[str],
        spots: Iterable[Spot],
        talk: Iterable[Spot],
    ) -> None:
        self._words = words
        self._heard = {i for spot in spots for i in range(spot.start, spot.end)}
        self._places = {spot.start for spot in spots if spot.name.startswith("part.")}
        self._by_kind: dict[str, list[Spot]] = {}
        for spot in talk:
            self._by_kind.setdefault(spot.name.partition(".")[2], []).append(spot)
        void = {i for spot in self._of("no_denial") for i in range(spot.start, spot.end)}
        self._denials = {
            i: spot
            for spot in self._of("denies")
            if spot.start not in void
            for i in range(spot.start, spot.end)
        }
        self._through = {i for s in self._of("lets_through") for i in range(s.start, s.end)}
        self._cuts = {spot.start for spot in self._of("cuts")}
        self._ends_no = self._cuts | {spot.start for spot in self._of("only")}
        self._ors = {spot.start for spot in self._of("or")}
        self._ors |= {i for i, word in enumerate(words) if word == "/"}
        self._answered = (
            len(words) <= SHORT_QUESTION and words[-1:] == ("?",) and _bare_no(following)
        )

    def _of(self, kind: str) -> list[Spot]:
        return self._by_kind.get(kind, [])

    def is_fine(self, spot: Spot) -> bool:
        """Tell whether a part of the body is said to be fine (*eyes are fine*)."""
        return spot.name.startswith("part.") and any(f.start == spot.end for f in self._of("fine"))

    def cut(self, start: int, end: int) -> bool:
        """Tell whether a new clause begins between two places.

        A comma is none where no other part of the body follows it (*my tongue, it is swelling*).
        """
        if any(start <= cut < end for cut in self._cuts):
            return True
        commas = [i for i in range(start, end) if self._words[i] in _ASIDE]
        if not commas:
            return False
        clause = self._clause_behind(commas[-1])
        return any(place in clause for place in self._places)

    def _clause_behind(self, comma: int) -> range:
        following = (i for i in range(comma + 1, len(self._words)) if self._words[i] in _ASIDE)
        return range(comma + 1, next(following, len(self._words)))

    def assertion(self, heard: Heard, sign: Sign) -> Assertion:
        """Return how a sign is told: present, absent, or past where it is over."""
        own = {i for start, end in heard.spans for i in range(start, end)}
        if self._answered or self._no_behind(heard.end):
            return "absent"
        if any(self._denied(start, own) for start, _ in heard.spans):
            return "absent"
        if sign.good and any(s.start <= heard.start < s.end for s in self._of("no_denial")):
            return "absent"
        over = (sign.passes and self._is_over(heard)) or (
            not sign.background and self._is_earlier(heard)
        )
        return "past" if over else "present"

    def _denied(self, start: int, own: set[int]) -> bool:
        """Tell whether a no stands right before a place, through words that let it through."""
        listed = False
        for i in range(start - 1, -1, -1):
            denial = self._denials.get(i)
            if denial is not None and denial.start not in own:
                return not listed or self._lists_with_or(denial.end)
            if i in self._ends_no:
                return False
            if self._words[i] in {",", "and", "y", "e"}:
                listed = True
            elif i not in self._through and i not in self._heard and i not in self._ors:
                return False
        return False

    def _lists_with_or(self, start: int) -> bool:
        """Tell whether the list behind a no goes on with *or* (*no pus, fever or blisters*)."""
        for i in range(start, len(self._words)):
            if i in self._ors:
                return True
            if i in self._ends_no:
                return False
        return False

    def _no_behind(self, end: int) -> bool:
        behind = (
            self._words[end + 1 :] if self._words[end : end + 1] == (":",) else self._words[end:]
        )
        return _bare_no(behind[: _LONGEST_NO + 1])

    def _is_over(self, heard: Heard) -> bool:
        if self._of("not_over"):
            return False
        return any(
            0 <= over.start - heard.end <= REACH and self._ends_there(over.end)
            for over in self._of("over")
        )

    def _ends_there(self, end: int) -> bool:
        """Tell whether a clause ends at a place: *gone now*, but not *gone down my neck*."""
        following = self._words[end : end + 1]
        return not following or following[0] in MARKS or following[0] in _AFTER_GONE

    def _is_earlier(self, heard: Heard) -> bool:
        """Tell whether the clause speaks of an earlier session, or of the session itself."""
        return any(
            not self.cut(min(earlier.end, heard.end), max(earlier.start, heard.start))
            for earlier in self._of("earlier")
        )


@lru_cache(maxsize=_REMEMBERED)
def _bare_no(words: tuple[str, ...]) -> bool:
    """Tell whether the first clause of some words is nothing but a no."""
    stop = next((i for i, word in enumerate(words) if word in MARKS), len(words))
    return 0 < stop <= _LONGEST_NO and any(
        (spot.start, spot.end) == (0, stop) for spot in answers_no().find(words[:stop])
    )
