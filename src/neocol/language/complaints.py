"""Reads what a patient complains of: signs, sentence by sentence, in English and Spanish."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from neocol.language.denials import REACH, SHORT_QUESTION, Talk
from neocol.language.mentions import plain_words
from neocol.language.normalise import MARKS, tokens
from neocol.language.patterns import Spot
from neocol.language.signs import HARMLESS, Heard, alarming_parts, signs_table, table
from neocol.record import Recognised
from neocol.record.words import Assertion

_SENTENCE_END: Final = re.compile(r"(?<=[?!;\n])|(?<=\.)(?!\d)")
_TOPIC: Final = "topic"
"""The sign that something of daily life is named (make-up, sport): to be asked about."""
_UNEXPLAINED: Final = "unexplained"
"""The sign that an alarming part of the body is named, and nothing was understood of it."""
_ASKS: Final = "asks"
"""The sign of a question about what is allowed."""
_REMEMBERED: Final = 512
_LONG_SENTENCE: Final = 60
"""Words after which a sentence without an end is read in pieces, so that time grows with length."""
_OVERLAP: Final = 12
_AROUND: Final = ".,;:!?¿¡()\"'"
"""What stands around words and is not quoted with them."""


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
            said = " ".join(own[heard.start : heard.end]) if heard.name else sentence
            key = (heard.name, heard.assertion, heard.topic or said)
            if key not in found:
                matched = _as_written(sentence, own, heard)
                found[key] = _recognised(heard, sentence, matched, path)
    return tuple(found.values())


def _as_written(sentence: str, words: tuple[str, ...], heard: Heard) -> str:
    """Return the words of a sign as they were written, with capitals and accents."""
    written, ends = _written(sentence)
    if ends[-1:] != (len(words),):
        return " ".join(words[heard.start : heard.end])
    first, last = bisect_right(ends, heard.start), bisect_left(ends, heard.end)
    return " ".join(written[first : last + 1]).strip(_AROUND)


@lru_cache(maxsize=_REMEMBERED)
def _written(sentence: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the written words of a sentence, and how many read words lie up to each."""
    written = tuple(sentence.split())
    return written, tuple(accumulate(len(tokens(word)) for word in written))


def _windows(
    sentences: Sequence[str], words: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each sentence with its words and those that follow; a very long one in pieces."""
    for sentence, own, following in zip(sentences, words, [*words[1:], ()], strict=True):
        if len(own) <= _LONG_SENTENCE:
            yield sentence, own, following[:SHORT_QUESTION]
            continue
        for start in range(0, len(own), _LONG_SENTENCE - _OVERLAP):
            piece = own[start : start + _LONG_SENTENCE]
            yield " ".join(piece), piece, ()


def _recognised(heard: Heard, sentence: str, matched: str, path: str) -> Recognised:
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
def _understood(words: tuple[str, ...], following: tuple[str, ...]) -> tuple[Heard, ...]:
    """Return the signs of a sentence; where there is none, the sentence if it says something."""
    bare = [word for word in words if word not in MARKS]
    heard = _signs(words, following) if bare else ()
    if heard or all(not word.isalpha() or word in plain_words() for word in bare):
        return heard
    return (Heard("", ((0, len(words)),)),)


def _signs(words: tuple[str, ...], following: tuple[str, ...]) -> tuple[Heard, ...]:
    spots = table().find(words)
    told = [spot for spot in spots if spot.name.startswith("talk.")]
    spots = _outermost(_without_harmless(spot for spot in spots if spot not in told))
    if not spots:
        return ()
    talk = Talk(words, following, spots, told)
    spots = [spot for spot in spots if not talk.is_fine(spot)]
    held = [*_alone(spots), *_together(spots, talk)]
    if words[-1] == "?" and any(heard.name == _TOPIC for heard in held):
        held.append(Heard(_ASKS, ((0, len(words)),)))
    if all(signs_table()[heard.name].neutral for heard in held):
        held += _unexplained(spots)
    names = {heard.name for heard in held}
    signs = signs_table()
    return tuple(
        heard
        if heard.topic is not None
        else replace(heard, assertion=talk.assertion(heard, signs[heard.name]))
        for heard in held
        if not signs[heard.name].unless & names
    )


def _without_harmless(spots: Iterable[Spot]) -> list[Spot]:
    """Leave out what only stands inside words that sound like a sign (*hot water*)."""
    held = list(spots)
    harmless = {i for spot in held if spot.name == HARMLESS for i in range(spot.start, spot.end)}
    return [
        spot
        for spot in held
        if spot.name != HARMLESS
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


def _alone(spots: Iterable[Spot]) -> Iterator[Heard]:
    for spot in spots:
        kind, _, name = spot.name.partition(".")
        if kind == "sign":
            yield Heard(name, ((spot.start, spot.end),))
        elif kind == "topic":
            yield Heard(_TOPIC, ((spot.start, spot.end),), topic=name)


def _unexplained(spots: Iterable[Spot]) -> Iterator[Heard]:
    """Yield the alarming parts that a sentence names of which nothing else was understood."""
    for spot in spots:
        kind, _, name = spot.name.partition(".")
        if kind == "part" and name in alarming_parts():
            yield Heard(_UNEXPLAINED, ((spot.start, spot.end),))


def _together(spots: Iterable[Spot], talk: Talk) -> Iterator[Heard]:
    """Yield the signs whose words stand together in one clause, in any order."""
    by_name: dict[str, list[Spot]] = {}
    for spot in spots:
        by_name.setdefault(spot.name.partition(".")[2], []).append(spot)
    for name, sign in signs_table().items():
        for group in sign.together:
            if all(part in by_name for part in group):
                for held in _joined([by_name[part] for part in group], talk):
                    yield Heard(name, held)


def _joined(parts: list[list[Spot]], talk: Talk) -> Iterator[tuple[tuple[int, int], ...]]:
    if len(parts) == 1:
        yield from (((spot.start, spot.end),) for spot in parts[0])
        return
    line = sorted((spot.start, spot.end, which) for which in (0, 1) for spot in parts[which])
    for (start, end, one), (begin, stop, other) in pairwise(line):
        if one != other and end <= begin and begin - end <= REACH and not talk.cut(end, begin):
            yield (start, end), (begin, stop)
