"""Finds phrases of a vocabulary in a line of words, the longest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from neocol.language.normalise import phrase

Meaning = TypeVar("Meaning")


class Found(NamedTuple, Generic[Meaning]):
    """A phrase that stands at ``words[start:end]``, and all it means."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


class Phrases(Generic[Meaning]):
    """A vocabulary of phrases, indexed by first word.

    Parameters
    ----------
    meanings : iterable of (tuple of str, Meaning)
        Phrases, split into words, and what each means; a phrase may mean several things.
    """

    def __init__(self, meanings: Iterable[tuple[tuple[str, ...], Meaning]]) -> None:
        held: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
        for words, meaning in meanings:
            known = held.get(words, ())
            if words and meaning not in known:
                held[words] = (*known, meaning)
        index: dict[str, list[tuple[tuple[str, ...], tuple[Meaning, ...]]]] = {}
        for words, found in held.items():
            index.setdefault(words[0], []).append((words, found))
        self._index = {
            first: tuple(sorted(found, key=lambda item: -len(item[0])))
            for first, found in index.items()
        }

    @classmethod
    def of_texts(cls, meanings: Iterable[tuple[str, Meaning]]) -> Phrases[Meaning]:
        """Split phrases as people write them."""
        return cls((phrase(text), meaning) for text, meaning in meanings)

    def at(self, words: Sequence[str], start: int) -> Iterator[Found[Meaning]]:
        """Yield every phrase that begins at one word, the longest first."""
        for candidate, meanings in self._index.get(words[start], ()):
            end = start + len(candidate)
            if tuple(words[start:end]) == candidate:
                yield Found(start, end, meanings)

    def find(self, words: Sequence[str]) -> list[Found[Meaning]]:
        """Return the phrases of a line from left to right, without overlap."""
        found: list[Found[Meaning]] = []
        i = 0
        while i < len(words):
            hit = next(self.at(words, i), None)
            if hit is not None:
                found.append(hit)
            i = hit.end if hit is not None else i + 1
        return found

    def is_phrase(self, words: Sequence[str]) -> bool:
        """Tell whether all the words together are one phrase of the vocabulary."""
        wanted = tuple(words)
        return bool(wanted) and any(wanted == held for held, _ in self._index.get(wanted[0], ()))

    def single_words(self) -> dict[str, tuple[Meaning, ...]]:
        """Return the phrases of one word, and what each means."""
        return {
            first: meanings
            for first, found in self._index.items()
            for words, meanings in found
            if len(words) == 1
        }
