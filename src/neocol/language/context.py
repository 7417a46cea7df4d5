"""How a thing is said: present, absent, of the family, past or uncertain; and how it is."""

from __future__ import annotations

from typing import Final

from neocol.language.normalise import clause_of
from neocol.record.words import Assertion

_NEGATIONS: Final = (
    ("no", "history", "of"),
    ("no", "known"),
    ("no", "current"),
    ("negative", "for"),
    ("free", "of"),
    ("never", "had"),
    ("not", "had"),
    ("does", "not"),
    ("do", "not"),
    ("don't",),
    ("doesn't",),
    ("hasn't",),
    ("haven't",),
    ("isn't",),
    ("not", "on"),
    ("not", "taking"),
    ("denies",),
    ("denied",),
    ("without",),
    ("never",),
    ("no",),
    ("nil",),
    ("not",),
)
_NOT_NEGATING: Final = (("no", "longer"), ("not", "sure"), ("not", "only"), ("no", "idea"))
_FAMILY: Final = frozenset(
    "mum mom mother father dad sister brother aunt uncle grandmother grandfather grandma grandpa "
    "parent parents family familial sibling siblings son daughter husband wife partner".split()
)
_UNCERTAIN: Final = frozenset(
    "maybe possible possibly perhaps query might suspected probable".split()
)
_PAST: Final = (
    ("history", "of"),
    ("previous",),
    ("previously",),
    ("past",),
    ("childhood",),
    ("as", "a", "child"),
    ("as", "a", "teenager"),
    ("as", "a", "kid"),
    ("years", "ago"),
    ("used", "to"),
    ("resolved",),
    ("recovered",),
    ("in", "remission"),
    ("former",),
    ("ex",),
    ("outgrown",),
    ("gone",),
    ("healed",),
    ("removed",),
    ("excised",),
    ("treated", "in"),
    ("cured",),
    ("cleared",),
)
_AFTER: Final = frozenset({"after", "following", "from"})
"""*Marks after acne* speaks of the marks."""
_NOW: Final = frozenset(
    "active now currently current today yesterday ongoing flare flaring weeping inflamed "
    "acute untreated tingling crusting crusted scabbing blistering fresh".split()
)
_QUALIFIERS: Final = {
    "active": ("active", "flare", "flaring", "inflamed", "weeping", "acute"),
    "uncontrolled": ("uncontrolled", "poorly", "hyperglycaemia", "hyperglycemia", "unstable",
                     "brittle", "poor"),
    "controlled": ("controlled", "stable", "mild", "minimal"),
    "inflamed": ("papulopustular", "pustular", "nodular", "cystic", "pustules", "nodulocystic"),
    "comedonal": ("comedonal", "comedones", "blackheads"),
    "vascular": ("erythematotelangiectatic", "telangiectatic", "flushing", "etr"),
    "changing": ("changed", "changing", "growing", "grown", "bleeding", "bleeds", "darker"),
    "elevated": ("elevated", "raised", "high", "poor"),
    "recurrent": ("recurrent", "frequent", "recurring"),
    "topical": ("cream", "gel", "ointment", "lotion", "topical", "wash", "serum", "foam"),
    "oral": ("tablet", "tablets", "capsule", "capsules", "oral"),
}  # fmt: skip


def assertion_at(words: list[str], start: int, end: int) -> Assertion:
    """Return how the phrase between two words is asserted, from its own clause.

    Limits
    ------
    Works clause by clause: a negation further away than the nearest comma is not seen, and the
    phrase then counts as present, which is the careful side.
    """
    before, after = clause_of(words, start, end)
    if _FAMILY & set(before) or _FAMILY & set(after):
        return "family"
    if _negated(before):
        return "absent"
    if _UNCERTAIN & set(before) or (end < len(words) and words[end] == "?"):
        return "uncertain"
    if before and before[-1] in _AFTER:
        return "past"
    if _says([*before, "|", *after], _PAST) and not _NOW & {*before, *after}:
        return "past"
    return "present"


def is_now(words: list[str], start: int, end: int) -> bool:
    """Tell whether the clause says that the thing is there today."""
    before, after = clause_of(words, start, end)
    return bool(_NOW & {*before, *after, *words[start:end]}) or "since" in after


def qualifiers_in(words: list[str]) -> tuple[str, ...]:
    """Return the qualifiers that the text holds, such as active, uncontrolled or topical."""
    held = set(words)
    found = [name for name, marks in _QUALIFIERS.items() if held & set(marks)]
    if "uncontrolled" in found and "controlled" in found:
        found.remove("controlled")
    return tuple(found)


def _negated(before: list[str]) -> bool:
    kept = before
    for pair in _NOT_NEGATING:
        kept = _without(kept, pair)
    return _says(kept, _NEGATIONS)


def _says(words: list[str], marks: tuple[tuple[str, ...], ...]) -> bool:
    return any(
        tuple(words[i : i + len(mark)]) == mark
        for mark in marks
        for i in range(len(words) - len(mark) + 1)
    )


def _without(words: list[str], run: tuple[str, ...]) -> list[str]:
    kept: list[str] = []
    i = 0
    while i < len(words):
        if tuple(words[i : i + len(run)]) == run:
            i += len(run)
        else:
            kept.append(words[i])
            i += 1
    return kept
