"""Reads what a patient complains of: signs, sentence by sentence, in English and Spanish."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from neocol.language.mentions import plain_words
from neocol.language.normalise import MARKS, tokens
from neocol.language.patterns import Patterns, Spot
from neocol.record import Recognised
from neocol.record.words import Assertion

_DATA: Final = Path(__file__).parent / "data"
_LANGUAGES: Final = ("en", "es")
_SENTENCE_END: Final = re.compile(r"(?<=[?!;\n])|(?<=\.)(?!\d)")
_TOPIC: Final = "topic"
"""The sign that something of daily life is named (make-up, sport): to be asked about."""
_TRAITS: Final = ("passes", "background", "good", "neutral", "whole")
_UNEXPLAINED: Final = "unexplained"
"""The sign that an alarming part of the body is named, and nothing was understood of it."""
_ASKS: Final = "asks"
"""The sign of a question about what is allowed."""
_HARMLESS: Final = "harmless"
_READ: Final = ("part", "how", "sign", "talk")
_GUESSED: Final = ("part.", "how.", "sign.", "topic.")
"""Which patterns a misspelt word may be; never a word of no, never a harmless one."""
_REMEMBERED: Final = 512
_REACH: Final = 7
"""Words between two parts of one sign, and from a sign to the word that says it is over."""
_LONGEST_NO: Final = 6
"""Words of the longest answer that is a bare no."""
_SHORT_QUESTION: Final = 6
"""A question up to this many words and marks (*any pus?*) may be answered by a bare no."""
_AFTER_GONE: Final = frozenset(
    "now today already completely by this after since within and but so "
    "yesterday quickly overnight last ya hoy ayer anoche del en y pero".split()
)
_LONG_SENTENCE: Final = 60
"""Words after which a sentence without an end is read in pieces, so that time grows with length."""
_OVERLAP: Final = 12
_ASIDE: Final = frozenset({",", ":", "(", ")", "&", "/"})


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of the table: which words mean it together, and what it gives way to."""

    together: tuple[tuple[str, ...], ...] = ()
    unless: frozenset[str] = frozenset()
    passes: bool = False
    background: bool = False
    good: bool = False
    neutral: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sign that was heard in a sentence, and the words that mean it."""

    name: str
    spans: tuple[tuple[int, int], ...]
    assertion: Assertion = "present"
    topic: str | None = None

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def read_signs(text: str, *, path: str = "") -> tuple[Recognised, ...]:
    """Find the signs that a text complains of.

    Parameters
    ----------
    text : str
        What a patient, or somebody for them, wrote; of any length.
    path : str, optional
        Where it stood.

    Returns
    -------
    tuple of Recognised
        ``assertion`` is *absent* for what is denied and *past* for a passing sign that is over.
        A sentence that says something and was not understood has no ``concept``.

    Limits
    ------
    Each sentence stands for itself, so that one that is added never unsays another. A *no* counts
    only right before a sign, or as the bare answer behind it: what is in doubt counts as present.
    """
    sentences = [part.strip() for part in _SENTENCE_END.split(text)]
    words = [tuple(tokens(sentence)) for sentence in sentences]
    found: dict[tuple[str, Assertion, str], Recognised] = {}
    for sentence, own, following in _windows(sentences, words):
        for heard in _understood(own, following):
            matched = " ".join(own[heard.start : heard.end])
            said = matched if heard.name else sentence
            key = (heard.name, heard.assertion, heard.topic or said)
            if key not in found:
                found[key] = _recognised(heard, sentence, matched, path)
    return tuple(found.values())


def _windows(
    sentences: Sequence[str], words: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each sentence with its words and those that follow; a very long one in pieces."""
    for sentence, own, following in zip(sentences, words, [*words[1:], ()], strict=True):
        if len(own) <= _LONG_SENTENCE:
            yield sentence, own, following[:_SHORT_QUESTION]
            continue
        for start in range(0, len(own), _LONG_SENTENCE - _OVERLAP):
            piece = own[start : start + _LONG_SENTENCE]
            yield " ".join(piece), piece, ()


def _recognised(heard: _Heard, sentence: str, matched: str, path: str) -> Recognised:
    return Recognised(
        text=sentence,
        concept=f"sign.{heard.name}" if heard.name else None,
        kind="symptom",
        substance=heard.topic,
        assertion=heard.assertion,
        slot="symptoms",
        path=path,
        matched=matched if heard.name else None,
    )


@lru_cache(maxsize=_REMEMBERED)
def _understood(words: tuple[str, ...], following: tuple[str, ...]) -> tuple[_Heard, ...]:
    """Return the signs of a sentence; where there is none, the sentence if it says something."""
    bare = [word for word in words if word not in MARKS]
    heard = _signs(words, following) if bare else ()
    if heard or all(not word.isalpha() or word in plain_words() for word in bare):
        return heard
    return (_Heard("", ((0, len(words)),)),)


def _signs(words: tuple[str, ...], following: tuple[str, ...]) -> tuple[_Heard, ...]:
    spots = _table().find(words)
    told = [spot for spot in spots if spot.name.startswith("talk.")]
    spots = _outermost(_without_harmless(spot for spot in spots if spot not in told))
    if not spots:
        return ()
    talk = _Talk(words, following, spots, told)
    spots = [spot for spot in spots if not talk.is_fine(spot)]
    held = [*_alone(spots), *_together(spots, talk)]
    if words[-1] == "?" and any(heard.name == _TOPIC for heard in held):
        held.append(_Heard(_ASKS, ((0, len(words)),)))
    if all(signs_table()[heard.name].neutral for heard in held):
        held += _unexplained(spots)
    names = {heard.name for heard in held}
    signs = signs_table()
    return tuple(
        replace(heard, assertion=talk.assertion(heard, signs[heard.name]))
        for heard in held
        if not signs[heard.name].unless & names
    )


def _without_harmless(spots: Iterable[Spot]) -> list[Spot]:
    """Leave out what only stands inside words that sound like a sign (*hot water*)."""
    held = list(spots)
    harmless = {i for spot in held if spot.name == _HARMLESS for i in range(spot.start, spot.end)}
    return [
        spot
        for spot in held
        if spot.name != _HARMLESS
        and (spot.name.startswith("topic.") or harmless.isdisjoint(range(spot.start, spot.end)))
    ]


def _outermost(spots: Sequence[Spot]) -> list[Spot]:
    """Leave out what stands inside a longer pattern that means something of its own.

    *Around my eyes* speaks of the skin there; a *cold sore* is neither cold nor sore.
    """
    parts = _reach(spots, lambda kind, _: kind == "part")
    signs = signs_table()
    wholes = _reach(spots, lambda kind, name: kind == "sign" and signs[name].whole)

    def stands(spot: Spot) -> bool:
        kind = spot.name.partition(".")[0]
        longer = parts if kind == "part" else wholes if kind in {"how", "sign"} else {}
        return longer.get(spot.start, 0) <= spot.end - spot.start

    return [spot for spot in spots if stands(spot)]


def _reach(spots: Iterable[Spot], chosen: Callable[[str, str], bool]) -> dict[int, int]:
    """Return for each word the length of the longest chosen pattern that holds it."""
    longest: dict[int, int] = {}
    for spot in spots:
        kind, _, name = spot.name.partition(".")
        if chosen(kind, name):
            for i in range(spot.start, spot.end):
                longest[i] = max(longest.get(i, 0), spot.end - spot.start)
    return longest


def _alone(spots: Iterable[Spot]) -> Iterator[_Heard]:
    for spot in spots:
        kind, _, name = spot.name.partition(".")
        if kind == "sign":
            yield _Heard(name, ((spot.start, spot.end),))
        elif kind == "topic":
            yield _Heard(_TOPIC, ((spot.start, spot.end),), topic=name)


def _unexplained(spots: Iterable[Spot]) -> Iterator[_Heard]:
    """Yield the alarming parts that a sentence names of which nothing else was understood."""
    for spot in spots:
        kind, _, name = spot.name.partition(".")
        if kind == "part" and name in _raw()["about"]["alarming"]:
            yield _Heard(_UNEXPLAINED, ((spot.start, spot.end),))


def _together(spots: Iterable[Spot], talk: _Talk) -> Iterator[_Heard]:
    """Yield the signs whose words stand together in one clause, in any order."""
    by_name: dict[str, list[Spot]] = {}
    for spot in spots:
        by_name.setdefault(spot.name.partition(".")[2], []).append(spot)
    for name, sign in signs_table().items():
        for group in sign.together:
            if all(part in by_name for part in group):
                for held in _joined([by_name[part] for part in group], talk):
                    yield _Heard(name, held)


def _joined(parts: list[list[Spot]], talk: _Talk) -> Iterator[tuple[tuple[int, int], ...]]:
    if len(parts) == 1:
        yield from (((spot.start, spot.end),) for spot in parts[0])
        return
    line = sorted((spot.start, spot.end, which) for which in (0, 1) for spot in parts[which])
    for (start, end, one), (begin, stop, other) in pairwise(line):
        if one != other and end <= begin and begin - end <= _REACH and not talk.cut(end, begin):
            yield (start, end), (begin, stop)


class _Talk:
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
            len(words) <= _SHORT_QUESTION and words[-1:] == ("?",) and _bare_no(following)
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

    def assertion(self, heard: _Heard, sign: Sign) -> Assertion:
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

    def _is_over(self, heard: _Heard) -> bool:
        if self._of("not_over"):
            return False
        return any(
            0 <= over.start - heard.end <= _REACH and self._ends_there(over.end)
            for over in self._of("over")
        )

    def _ends_there(self, end: int) -> bool:
        """Tell whether a clause ends at a place: *gone now*, but not *gone down my neck*."""
        following = self._words[end : end + 1]
        return not following or following[0] in MARKS or following[0] in _AFTER_GONE

    def _is_earlier(self, heard: _Heard) -> bool:
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
        (spot.start, spot.end) == (0, stop) for spot in _answers().find(words[:stop])
    )


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
def _table() -> Patterns:
    """Return every pattern that is read in a sentence, named ``part.eye`` and so on."""
    named = (
        (f"{kind}.{name}", text)
        for kind in _READ
        for name, group in _raw()[kind].items()
        for text in _texts(group)
    )
    topics = ((f"topic.{name}", text) for name, text in topic_words())
    harmless = ((_HARMLESS, text) for text in _texts(_raw()[_HARMLESS]))
    return Patterns((*named, *topics, *harmless), plain=plain_words(), guessed=_GUESSED)


@cache
def _answers() -> Patterns:
    """Return the words that answer *no* by themselves."""
    return Patterns(("no", text) for text in _texts(_raw()["talk"]["answers_no"]))
