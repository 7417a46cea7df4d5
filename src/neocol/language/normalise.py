"""Text as it is matched: lower case, no accents, hyphens as spaces, split into words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TOKEN = re.compile(
    r"\d+(?:[./]\d+)+%?|\d+(?:,\d+)?%?(?:[a-z]+)?|[a-z][a-z0-9]*(?:'[a-z]+)?(?:/[a-z]\b)?"
    r"|[.;,?!()/:+&\n]"
)
_ALREADY_FOLDED: Final = re.compile(r"[a-z]+(?: [a-z]+)*")
_APOSTROPHES: Final = {
    word.replace("'", ""): word
    for word in (
        "i've i'm don't doesn't didn't isn't aren't wasn't haven't hasn't hadn't can't won't "
        "wouldn't couldn't shouldn't we've they've"
    ).split()
}
"""People leave the apostrophe out."""
_REMEMBERED: Final = 8192
"""Texts kept folded: one case file is far smaller."""
MARKS: Final = frozenset(".;,?!()/:+&\n")
"""Signs between words; they end a clause, never belong to a phrase."""
SENTENCE_ENDS: Final = frozenset(".;?!\n")


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Return the text in lower case without accents or typographic quotes.

    A dash between spaces is a colon (*keloids - none*); a hyphen inside a word is a space.
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    bare = re.sub(r"\s+[-–—]+\s+|[–—]", " : ", bare)
    bare = re.sub(r"(?<=[a-z]):(?=[a-z])", " ", bare)  # Er:YAG is one name
    return bare.replace("-", " ").replace("_", " ").replace("\r", "\n")


@lru_cache(maxsize=_REMEMBERED)
def _split(text: str) -> tuple[str, ...]:
    return tuple(_APOSTROPHES.get(word, word) for word in _TOKEN.findall(fold(text)))


def tokens(text: str) -> list[str]:
    """Split folded text into words and marks; numbers and dates stay whole.

    Examples
    --------
    >>> tokens("Warfarin 2.5 mg, h/o AF")
    ['warfarin', '2.5', 'mg', ',', 'h/o', 'af']
    """
    return list(_split(text))


def phrase(text: str) -> tuple[str, ...]:
    """Return the words of a phrase of a table, without marks."""
    if _ALREADY_FOLDED.fullmatch(text):  # most phrases of a table; a quarter of the work
        words = text.split()
        if _APOSTROPHES.keys().isdisjoint(words):
            return tuple(words)
    return tuple(t for t in tokens(text) if t not in MARKS)


def bare(word: str) -> str:
    """Return a word without its possessive ending (``mum's`` → ``mum``)."""
    return word.removesuffix("'s")
