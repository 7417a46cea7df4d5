"""What is combined with needling, and what studies say it adds."""

from __future__ import annotations

from typing import Final

NONE: Final = "none"
OTHER: Final = "other"
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "prp": ("prp", "platelet"),
    "tranexamic_acid": ("tranexam", "txa"),
    "ascorbic_acid": ("vitamin c", "ascorb"),
    "minoxidil": ("minoxidil", "mx"),
}
"""Combination → words that name it."""
KINDS: Final = (*_WORDS, OTHER)


def kind_of(combined_with: tuple[str, ...]) -> str:
    """Return what a protocol adds: a known combination, ``other``, or ``none``."""
    if not combined_with:
        return NONE
    said = " ".join(combined_with).lower().replace("_", " ")
    return next((kind for kind, words in _WORDS.items() if any(w in said for w in words)), OTHER)
