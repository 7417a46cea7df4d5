"""Which scale a free text means; asks where a name fits two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from neocol.consult.scales.catalogue import DEFINITIONS
from neocol.record import RecordError

SKIN_TYPE: Final = "fitzpatrick_skin_type"

_NAMES: Final = {
    "goodman_baron_quantitative": ("goodman quantitative", "goodman counted", "goodman points"),
    "goodman_baron_grade": ("goodman qualitative", "goodman grade", "goodman grades"),
    "ecca": ("ecca", "echelle cicatrices acne"),
    "masi": ("masi", "melasma area severity"),
    "mmasi": (
        "mmasi",
        "modified masi",
        "modified melasma area severity",
        "mmasi melasma area severity",
    ),
    "vss": ("vss", "vancouver", "vancouver vss"),
    "posas": ("posas", "patient observer scar"),
    "lemperle": ("lemperle",),
    "glogau": ("glogau",),
    "fwes": (
        "fwes",
        "fitzpatrick fwes",
        "fitzpatrick wrinkle",
        "fitzpatrick wrinkles",
        "fitzpatrick elastosis",
        "fitzpatrick wrinkle elastosis",
    ),
    "gais": ("gais", "global aesthetic improvement", "global aesthetic improvement gais"),
    "pain_vas": ("pain vas", "pain visual analogue", "pain visual analog"),
    "dlqi": ("dlqi", "dermatology life quality"),
    SKIN_TYPE: ("skin type", "phototype", "skin phototype", "fitzpatrick skin type",
                "fitzpatrick phototype", "fitzpatrick skin phototype"),
}  # fmt: skip
"""Scale → the sets of words that name it; a set gives way to a longer one that holds it."""

_QUESTIONS: Final = {
    "fitzpatrick": "the Fitzpatrick skin type, or the Fitzpatrick wrinkle scale?",
    "goodman": "Goodman–Baron counted (quantitative), or the grade (qualitative)?",
    "vas": "what does the visual analogue scale measure? Only pain (pain VAS) is known",
    "visual analogue": "what does the visual analogue scale measure? Only pain is known",
}
"""Words that name more than one scale, and what to ask."""


def scale_named(text: str) -> str:
    """Return the scale of the contract that a text names.

    Parameters
    ----------
    text : str
        As people write it.

    Returns
    -------
    str
        A scale's name, or ``fitzpatrick_skin_type``.

    Raises
    ------
    RecordError
        When no scale is named, or two could be meant: then the message is the question to ask.

    Examples
    --------
    >>> scale_named("Modified MASI (forehead, cheeks, chin)")
    'mmasi'
    """
    words = frozenset(re.findall(r"[a-z0-9]+", _folded(text)))
    named = {
        frozenset(phrase.split()): name
        for name, phrases in _NAMES.items()
        for phrase in phrases
        if words.issuperset(phrase.split())
    }
    best = list(dict.fromkeys(name for held, name in named.items() if not _inside(held, named)))
    if len(best) == 1:
        return best[0]
    if best:
        raise RecordError(f"which scale: {' or '.join(best)}?", "scale", text)
    for phrase, question in _QUESTIONS.items():
        if words.issuperset(phrase.split()):
            raise RecordError(question, "scale", text)
    known = [*DEFINITIONS, SKIN_TYPE]
    near = get_close_matches("_".join(re.findall(r"[a-z0-9]+", _folded(text))), known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
    raise RecordError(f"no scale is known by this name; {hint}", "scale", text)


def _inside(words: frozenset[str], named: Iterable[frozenset[str]]) -> bool:
    """Tell whether a longer name says all of these words too (modified MASI over MASI)."""
    return any(words < longer for longer in named)


def _folded(text: str) -> str:
    return text.lower().replace("é", "e").replace("è", "e")
