"""Cuts a line into clauses, so that each thing gets its own *no*, its own date and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from neocol.language.cues import vocabulary
from neocol.language.normalise import MARKS, SENTENCE_ENDS

Span = tuple[int, int]
_LIST_WORDS: Final = frozenset({"or", "nor", "o", "ni", "u"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Words ``[start:end]`` of a line, the mark before them, and which sentence they stand in."""

    start: int
    end: int
    before: str
    after: str
    sentence: int

    @property
    def span(self) -> Span:
        """Where the clause stands."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words, cut into clauses."""

    words: tuple[str, ...]
    clauses: tuple[Clause, ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> Line:
        """Cut at marks, and before words that begin something new (*but*, *now on*, *and takes*).

        A comma between two numbers (*March 12, 2025*) is no cut.
        """
        begins = {found.start for found in vocabulary("breaks").find(words)}
        clauses: list[Clause] = []
        sentence, start, before = 0, 0, ""
        for i, word in enumerate([*words, "\n"]):
            mark = word in MARKS and not _inside_number(words, i)
            if not mark and (i not in begins or i == start):
                continue
            if i > start:
                clauses.append(Clause(start, i, before, word if mark else "", sentence))
            sentence += word in SENTENCE_ENDS
            start, before = (i + 1, word) if mark else (i, "")
        return cls(tuple(words), tuple(clauses))

    def at(self, place: int) -> int:
        """Return the number of the clause that holds a word; the last one for a place behind."""
        for number, clause in enumerate(self.clauses):
            if clause.start <= place < clause.end:
                return number
        return len(self.clauses) - 1

    def text(self, clause: Clause) -> str:
        """Return the words of a clause."""
        return " ".join(self.words[clause.start : clause.end])

    def joins_a_list(self, start: int, hits: Sequence[Span]) -> bool:
        """Tell whether an *or* stands behind a place, in its sentence, with a mention behind it."""
        sentence = self.clauses[self.at(start)].sentence
        last = max(
            (first for first, _ in hits if self.clauses[self.at(first)].sentence == sentence),
            default=start,
        )
        return bool(_LIST_WORDS & set(self.words[start:last]))

    def attached(self, hits: Sequence[Span]) -> dict[int, tuple[Clause, ...]]:
        """Return each clause that has a mention, with the clauses without one that go with it.

        Words without a mention (*stopped in March*, *on the elbows*) speak of what stands before
        them, or, at the beginning of a line, of what comes first.
        """
        own = sorted({self.at(first) for first, _ in hits if self.clauses})
        groups = {number: [self.clauses[number]] for number in own}
        for number, clause in enumerate(self.clauses):
            if number not in groups and own:
                home = max((n for n in own if n < number), default=own[0])
                groups[home].append(clause)
        return {number: tuple(group) for number, group in groups.items()}


def _inside_number(words: Sequence[str], i: int) -> bool:
    return (
        0 < i < len(words) - 1
        and words[i] == ","
        and words[i - 1][0].isdigit()
        and words[i + 1][0].isdigit()
    )
