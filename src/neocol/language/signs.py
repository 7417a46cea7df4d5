"""The table of signs: which words mean each, what they give way to, and words of daily life."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from neocol.language.mentions import plain_words
from neocol.language.normalise import tokens
from neocol.language.patterns import Patterns
from neocol.record.words import Assertion

_DATA: Final = Path(__file__).parent / "data"
_LANGUAGES: Final = ("en", "es")
HARMLESS: Final = "harmless"
"""The name of words that only sound like a sign."""
_READ: Final = ("part", "how", "sign", "talk")
_GUESSED: Final = ("part.", "how.", "sign.", "topic.")
"""Which patterns a misspelt word may be; never a word of no, never a harmless one."""
_TRAITS: Final = ("passes", "background", "good", "neutral", "whole")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of the table: which words mean it together, and what it gives way to.

    Attributes
    ----------
    passes : bool
        What is over counts no more; never set for what is dangerous.
    background : bool
        Counts where the context tells it too.
    good : bool
        Says that all is well, or better.
    neutral : bool
        Complains of nothing by itself.
    whole : bool
        A longer pattern of it holds no other sign.
    """

    together: tuple[tuple[str, ...], ...] = ()
    unless: frozenset[str] = frozenset()
    passes: bool = False
    background: bool = False
    good: bool = False
    neutral: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A sign that was heard in a sentence, and the words that mean it; no name: not understood."""

    name: str
    spans: tuple[tuple[int, int], ...]
    assertion: Assertion = "present"
    topic: str | None = None

    @property
    def start(self) -> int:
        """Where its first word stands."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.spans[-1][1]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((_DATA / "symptoms.toml").read_text(encoding="utf-8"))


def _texts(group: dict[str, Any]) -> Iterator[str]:
    for language in _LANGUAGES:
        yield from group.get(language, ())


@cache
def signs_table() -> dict[str, Sign]:
    """Return every sign of the table by name."""
    return {
        name: Sign(
            tuple(tuple(group) for group in held.get("together", ())),
            frozenset(held.get("unless", ())),
            **{trait: name in _raw()["about"][trait] for trait in _TRAITS},
        )
        for name, held in _raw()["sign"].items()
    }


@cache
def topic_words() -> tuple[tuple[str, str], ...]:
    """Return the things of daily life that aftercare speaks of, each with its words."""
    raw = tomllib.loads((_DATA / "topics.toml").read_text(encoding="utf-8"))
    return tuple((name, text) for name, group in raw.items() for text in _texts(group))


def topics_of(text: str) -> frozenset[str]:
    """Return the things of daily life that a text names, by the topic of the calendar.

    Examples
    --------
    >>> sorted(topics_of("I swim every day and go to the sauna"))
    ['sauna and steam', 'swimming']
    """
    return frozenset(spot.name for spot in _topics().find(tokens(text)))


@cache
def _topics() -> Patterns:
    names = tuple(dict(topic_words()))
    return Patterns(topic_words(), plain=plain_words(), guessed=names)


@cache
def good_signs() -> frozenset[str]:
    """Return the signs that say that all is well, or better."""
    return frozenset(f"sign.{name}" for name, sign in signs_table().items() if sign.good)


@cache
def neutral_signs() -> frozenset[str]:
    """Return the signs that complain of nothing by themselves: a question, *better*, a product."""
    return frozenset(f"sign.{name}" for name, sign in signs_table().items() if sign.neutral)


@cache
def background_signs() -> frozenset[str]:
    """Return the signs that count where the context tells them, not the patient."""
    return frozenset(f"sign.{name}" for name, sign in signs_table().items() if sign.background)


@cache
def table() -> Patterns:
    """Return every pattern that is read in a sentence, named ``part.eye`` and so on."""
    named = (
        (f"{kind}.{name}", text)
        for kind in _READ
        for name, group in _raw()[kind].items()
        for text in _texts(group)
    )
    topics = ((f"topic.{name}", text) for name, text in topic_words())
    harmless = ((HARMLESS, text) for text in _texts(_raw()[HARMLESS]))
    return Patterns((*named, *topics, *harmless), plain=plain_words(), guessed=_GUESSED)


@cache
def answers_no() -> Patterns:
    """Return the words that answer *no* by themselves."""
    return Patterns(("no", text) for text in _texts(_raw()["talk"]["answers_no"]))


@cache
def weak_words() -> frozenset[str]:
    """Return the words by which a form says that defences are weak, without saying why."""
    return frozenset(_texts(_raw()["weak_defences"]))


@cache
def alarming_parts() -> frozenset[str]:
    """Return the parts of the body that are not passed over where nothing else is understood."""
    return frozenset(_raw()["about"]["alarming"])
