"""Finds short patterns of words in a sentence: whole words, beginnings of words, phrases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from neocol.language.normalise import bare, phrase, tokens

_STEM: Final = "*"
_STEM_MIN: Final = 2
"""Letters that a beginning of a word must have."""
_FUZZY_LETTERS: Final = ((10, 2), (6, 1))
"""From how many letters on how many slips of the pen are forgiven."""
_FUZZY_STEM: Final = 6
"""Letters of a beginning of a word from which on a slip in it is forgiven."""
_FUZZY_LONGEST: Final = 24
"""Letters above which a word is no slip of the pen."""
_REMEMBERED: Final = 8192


class Spot(NamedTuple):
    """A pattern that stands at ``words[start:end]``, and what it is called."""

    start: int
    end: int
    name: str


class _Node:
    """What patterns may go on with after some words: whole words, beginnings of words."""

    __slots__ = ("longest", "names", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.names: list[str] = []
        self.longest = 0

    def grown(self, element: str) -> _Node:
        """Return the node behind one more word of a pattern, made if need be."""
        if not element.endswith(_STEM):
            return self.words.setdefault(element, _Node())
        stem = element.rstrip(_STEM)
        self.longest = max(self.longest, len(stem))
        return self.stems.setdefault(stem, _Node())

    def behind(self, word: str) -> tuple[_Node, ...]:
        """Return the nodes that a word leads to."""
        found = [self.words[word]] if word in self.words else []
        for length in range(_STEM_MIN, min(len(word), self.longest) + 1):
            node = self.stems.get(word[:length])
            if node is not None:
                found.append(node)
        return tuple(found)


class Patterns:
    """Named patterns, as a tree of their words.

    Parameters
    ----------
    named : iterable of (str, str)
        Name and pattern. A pattern is one word or several; a word that ends in ``*`` stands for
        every word that begins so (``swell*``: swelling, swells, swelled).
    plain : frozenset of str
        Words that are never taken for a misspelling.
    guessed : tuple of str
        Beginnings of names; a long word that is no pattern is taken for the nearest single word of
        these. Without them nothing is guessed.
    """

    def __init__(
        self,
        named: Iterable[tuple[str, str]],
        *,
        plain: frozenset[str] = frozenset(),
        guessed: tuple[str, ...] = (),
    ) -> None:
        self._root = _Node()
        self._plain = plain
        meant: set[str] = set()
        for name, text in named:
            elements = _elements(text)
            node = self._root
            for element in elements:
                node = node.grown(element)
            node.names.append(name)
            if len(elements) == 1 and name.startswith(guessed or (" ",)):
                meant.add(elements[0].rstrip(_STEM))
        self._meant = sorted(meant)
        self._first = lru_cache(maxsize=_REMEMBERED)(self._root.behind)
        self._read = lru_cache(maxsize=_REMEMBERED)(self._reading)

    def find(self, words: Sequence[str]) -> list[Spot]:
        """Return every pattern of a sentence; of one name at one place only the longest.

        Parameters
        ----------
        words : sequence of str
            The sentence, as :func:`neocol.language.normalise.tokens` gives it.
        """
        read = [self._read(word) for word in words]
        found: dict[tuple[int, str], int] = {}
        for start, word in enumerate(read):
            for node in self._first(word):
                for end, name in _ends(node, read, start + 1):
                    found[start, name] = max(end, found.get((start, name), 0))
        return [Spot(start, end, name) for (start, name), end in found.items()]

    def _reading(self, word: str) -> str:
        """Return the word without its possessive; the one that was meant, where it is misspelt."""
        own = bare(word)
        known = not self._meant or own in self._plain or self._first(own)
        guess = not known and own.isalpha() and len(own) <= _FUZZY_LONGEST
        return self._nearest(own) if guess else own

    def _nearest(self, word: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = next((slips for letters, slips in _FUZZY_LETTERS if len(word) >= letters), 0)
        if not slips:
            return word
        alike = [known for known in self._meant if known[0] == word[0]]
        whole = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=slips)
        if whole is not None:
            return str(whole[0])
        for known in alike:  # a slip in the beginning that the pattern asks for
            if len(known) >= _FUZZY_STEM and known in self._root.stems:
                begins = (word[: len(known) + extra] for extra in (-1, 0, 1))
                if any(OSA.distance(begin, known, score_cutoff=1) <= 1 for begin in begins):
                    return known
        return word


def _ends(node: _Node, words: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """Yield where the patterns behind a node end, and what they are called."""
    for name in node.names:
        yield at, name
    if at < len(words) and (node.words or node.stems):
        for following in node.behind(words[at]):
            yield from _ends(following, words, at + 1)


def _elements(text: str) -> tuple[str, ...]:
    """Split a pattern into words; a star stays with its word."""
    if _STEM not in text:
        return phrase(text)
    return tuple(
        part
        for word in text.split()
        for part in (
            (*tokens(word.rstrip(_STEM))[:-1], tokens(word.rstrip(_STEM))[-1] + _STEM)
            if word.endswith(_STEM)
            else phrase(word)
        )
    )
