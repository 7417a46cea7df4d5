"""When: stop dates, days ago and since, as people write them; read to the careful side."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from neocol.language.normalise import fold

DAYS_OF: Final = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
"""Calendar lengths. A month counts 30 days: the shorter wait has passed, the careful side."""
_UNITS = "day|week|fortnight|month|year"
_NUMBERS: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1, "couple": 2, "a couple of": 2, "few": 2, "a few": 2, "several": 2}
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november "
        "december".split(),
        start=1,
    )
}
_COUNT = r"(\d+|a couple of|a few|a|an|" + "|".join(w for w in _NUMBERS if " " not in w) + ")"
_AGO = re.compile(rf"\b{_COUNT} ({_UNITS})s? (?:ago|back|before|earlier)\b")
_ISO = re.compile(r"\b(\d{4})[ /](\d{2})[ /](\d{2})\b")
_LAST_UNIT = re.compile(rf"\blast ({_UNITS})\b")
_MONTH = re.compile(
    rf"\b(?:in|last|since|until|till)(?: early| mid| late)? ({'|'.join(_MONTHS)})\b(?: (\d{{4}}))?"
)
_YEAR = re.compile(r"\b(?:in|since|until|till) ((?:19|20)\d\d)\b")
_STOPPED = re.compile(
    r"\b(stopped|finished|discontinued|came off|ceased|until|till|no longer|used to|completed|"
    r"quit|last dose|last taken|ended)\b"
)


@dataclass(frozen=True, slots=True)
class Timing:
    """What a text says of time: how many days ago, and whether it says that it stopped."""

    days_ago: int | None
    says: Literal["stopped", "said", "nothing"]


def read_timing(text: str, on: dt.date) -> Timing:
    """Read the days between what the text tells and `on`.

    Where the text is coarse (``last March``), the latest day it can mean is taken, so that too
    little time, never too much, is thought to have passed.
    """
    words = fold(text)
    stopped = _STOPPED.search(words) is not None
    days = _days_ago(words, on)
    if stopped:
        return Timing(days, "stopped")
    return Timing(days, "said" if days is not None else "nothing")


def _days_ago(words: str, on: dt.date) -> int | None:
    if match := _ISO.search(words):
        return _since(on, *(int(part) for part in match.groups()))
    if match := _AGO.search(words):
        count, unit = match.groups()
        return (int(count) if count.isdigit() else _NUMBERS[count]) * DAYS_OF[unit]
    if re.search(r"\b(today|this morning)\b", words):
        return 0
    if re.search(r"\b(yesterday|last night)\b", words):
        return 1
    if match := _MONTH.search(words):
        named_last = match.group(0).startswith("last") and _MONTHS[match.group(1)] == on.month
        year = str(on.year - 1) if named_last and not match.group(2) else match.group(2)
        return _end_of_month(on, _MONTHS[match.group(1)], year)
    if match := _LAST_UNIT.search(words):
        return DAYS_OF[match.group(1)]
    if match := _YEAR.search(words):
        year = int(match.group(1))
        return None if year > on.year else max((on - dt.date(year + 1, 1, 1)).days + 1, 0)
    return None


def _since(on: dt.date, year: int, month: int, day: int) -> int | None:
    try:
        past = dt.date(year, month, day)
    except ValueError:
        return None
    return (on - past).days if past <= on else None


def _end_of_month(on: dt.date, month: int, year: str | None) -> int | None:
    """Return the days since the last day of the month that is meant, or 0 inside it."""
    when = int(year) if year else on.year if month <= on.month else on.year - 1
    first = dt.date(when, month, 1)
    if first > on:
        return None
    following = (first + dt.timedelta(days=DAYS_OF["month"] + 2)).replace(day=1)
    return max((on - following).days + 1, 0)
