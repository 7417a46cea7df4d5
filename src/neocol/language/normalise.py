"""Text as it is matched: lower case, no accents, hyphens as spaces, split into words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TOKEN = re.compile(r"[a-z0-9%]+(?:'[a-z]+)?|[.;,?!()/]")
_REMEMBERED: Final = 4096
"""Texts kept folded: one case file is far smaller."""
_CLAUSE_ENDS: Final = frozenset(".;,?!()/")
_CLAUSE_WORDS: Final = frozenset({"but", "although", "however"})


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Return the text in lower case without accents or typographic quotes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare.lower().replace("-", " ").replace("_", " ")


def tokens(text: str) -> list[str]:
    """Split folded text into words and punctuation."""
    return _TOKEN.findall(fold(text))


def phrase(text: str) -> tuple[str, ...]:
    """Return the words of a phrase of the concept table, without punctuation."""
    return tuple(t for t in tokens(text) if t not in _CLAUSE_ENDS)


def clause_of(words: list[str], start: int, end: int) -> tuple[list[str], list[str]]:
    """Return the words of the same clause before `start` and from `end` on."""
    left = start
    while left > 0 and not _ends(words[left - 1]):
        left -= 1
    right = end
    while right < len(words) and not _ends(words[right]):
        right += 1
    return words[left:start], words[end:right]


def _ends(word: str) -> bool:
    return word in _CLAUSE_ENDS or word in _CLAUSE_WORDS
