"""When: stop dates, days ago and since, as people write them; read to the careful side."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from neocol.language.cues import Cues
from neocol.language.normalise import tokens

DAYS_OF: Final = {
    **dict.fromkeys(("d", "day", "days", "dia", "dias", "7"), 1),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "semana", "semanas", "52"), 7),
    **dict.fromkeys(("fortnight", "fortnights", "quincena"), 14),
    **dict.fromkeys(("mo", "mos", "mth", "mths", "month", "months", "mes", "meses", "12"), 30),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", "ano", "anos"), 365),
}
"""Calendar lengths. A month counts 30 days: the shorter wait has passed, the careful side."""
_COUNTS: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {
    word: value
    for value, word in enumerate(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce".split()
    )
} | {
    **dict.fromkeys(("a", "an", "un", "una"), 1),
    **dict.fromkeys(("couple of", "a couple of", "couple", "a couple", "few", "a few"), 2),
    **dict.fromkeys(("several", "some", "un par de", "unos", "unas", "varios", "varias"), 2),
    **dict.fromkeys(("half a", "medio", "media"), 0.5),
}  # fmt: skip
_MONTHS: Final = {
    name[:length]: number
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, name in enumerate(names.split(), start=1)
    for length in (3, 4, len(name))
    if name[:length] != "ago"
}
_WEEKDAYS: Final = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miercoles jueves viernes sabado domingo",
    )
    for number, name in enumerate(names.split())
}
_SEASON_ENDS: Final = {
    **dict.fromkeys(("spring", "primavera"), (5, 31)),
    **dict.fromkeys(("summer", "verano"), (8, 31)),
    **dict.fromkeys(("autumn", "fall", "otono"), (11, 30)),
    **dict.fromkeys(("winter", "invierno"), (2, 28)),
    **dict.fromkeys(("christmas", "xmas", "navidad", "navidades"), (12, 26)),
    **dict.fromkeys(("new year", "new years", "new year's", "ano nuevo"), (1, 1)),
    **dict.fromkeys(("reyes",), (1, 6)),
    **dict.fromkeys(("valentines", "valentine's day", "valentines day", "san valentin"), (2, 14)),
    **dict.fromkeys(("halloween",), (10, 31)),
    **dict.fromkeys(
        ("new years eve", "new year's eve", "nye", "nochevieja", "fin de ano"), (12, 31)
    ),
}


def _one_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_COUNT = rf"(?P<count>\d+(?:[.,]\d+)?|{_one_of(_COUNTS)})"
_UNIT = rf"(?P<unit>{_one_of(name for name in DAYS_OF if not name.isdigit())})\b"
_SPAN = rf"{_COUNT}(?: (?:to|or|y|o|a))?(?: \d+)?(?P<half> and a half| y medio| y media)? {_UNIT}"
_HALF_AFTER = r"(?P<late_half> and a half| y medio| y media)?"
_MONTH_NAME = rf"(?P<month>{_one_of(_MONTHS)})\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_LAST_WORDS = "(?:last|this past|past|pasada|pasado|ultimo|ultima)"

_ISO: Final = re.compile(r"\b(?P<year>(?:19|20)\d\d)[ /.](?P<month>\d\d?)[ /.](?P<day>\d\d?)\b")
_SLASHED: Final = re.compile(
    r"\b(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4}|\d\d)\b"
)
_MONTH_YEAR: Final = re.compile(r"\b(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)\b")
_SHORTHAND: Final = re.compile(r"\b(?P<count>\d+)/(?P<unit>7|52|12)(?! ?[.,/\d])(?= |$)")
_AGO: Final = re.compile(rf"\b{_SPAN}{_HALF_AFTER} (?:ago|back|before|earlier|prior|atras)\b")
_OLD: Final = re.compile(rf"\b{_SPAN} (?:old|of age)\b")
_HACE: Final = re.compile(
    rf"\bhace (?:ya |unos |unas |casi |mas de |menos de )?{_SPAN}{_HALF_AFTER}"
)
_FOR: Final = re.compile(rf"\b(?:for|since|off|off it|desde hace|stopped|finished|deje) {_SPAN}")
_BARE_SPAN: Final = re.compile(rf"\b{_SPAN}")
_UNDER: Final = re.compile(
    r"\b(?:almost|nearly|just under|less than|under|not quite|within|casi|menos de)\b"
)
_DAY_MONTH: Final = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? {_MONTH_NAME}(?: ,| de| del)?(?: {_YEAR})?"
)
_MONTH_DAY: Final = re.compile(
    rf"\b{_MONTH_NAME} (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"(?! ?(?:mg|mcg|ug|ml|g|%|iu|tablet|tab|cap|drop|time|x))(?: ,)?(?: {_YEAR})?"
)
_NAMED_MONTH: Final = re.compile(
    rf"\b(?:in|last|since|until|till|by|en|desde|hasta|de|this|end of|start of|beginning of|early"
    rf"|mid|late|finales de|principios de|mediados de|ended|stopped|finished|deje|termine)"
    rf"(?: the)?(?: end of| start of| beginning of| early| mid| late| finales de| principios de)? "
    rf"{_MONTH_NAME}(?: ,| de| del)?(?: {_YEAR})?"
)
_MONTH_WITH_YEAR: Final = re.compile(rf"\b{_MONTH_NAME}(?: ,| de| del)? {_YEAR}")
_SEASON: Final = re.compile(
    rf"\b(?:in|last|since|until|till|over|at|on|before|after|this|en|desde|hasta|por|el|la"
    rf"|antes de)"
    rf"(?: the| el| la| last| este| esta| pasado)? (?P<season>{_one_of(_SEASON_ENDS)})\b"
    rf"(?: (?:of |de |del )?{_YEAR})?"
)
_WEEKDAY: Final = re.compile(
    rf"\b(?:on|last|since|this|el|desde el)(?: pasado)? (?P<day>{_one_of(_WEEKDAYS)})\b"
)
_LAST_UNIT: Final = re.compile(
    r"\b(?:last|past|this past) (?P<en>week|month|year)\b"
    r"|\b(?:la|el) (?P<es>semana|mes|ano) pasad[ao]\b"
)
_THIS_UNIT: Final = re.compile(r"\b(?:this|est[ae]) (?:week|month|year|semana|mes|ano)\b")
_ONLY_YEAR: Final = re.compile(rf"\b{_YEAR}")
_TODAY: Final = re.compile(r"\b(?:today|this morning|tonight|hoy|esta manana)\b")
_YESTERDAY: Final = re.compile(r"\b(?:yesterday|last night|ayer|anoche)\b")
_THE_DAY_BEFORE: Final = re.compile(r"\b(?:day before yesterday|anteayer|antier)\b")
_CENTURY: Final = 2000
_WEEK: Final = DAYS_OF["week"]


@dataclass(frozen=True, slots=True)
class Timing:
    """What a text says of time.

    Attributes
    ----------
    days_ago : int or None
        Days since the event, or since it began where ``says`` is ongoing.
    says : str
        stopped, ongoing (it began then and goes on), taken (it goes on), said (a time, not what
        ended or began), or nothing.
    """

    days_ago: int | None
    says: Literal["stopped", "ongoing", "taken", "said", "nothing"]


def read_timing(text: str, on: dt.date) -> Timing:
    """Read the days between what the text tells and `on`, and whether it ended or goes on.

    Where the text is coarse (*last March*, *last year*), the latest day it can mean is taken, so
    that too little time, never too much, is thought to have passed.

    Limits
    ------
    Seasons are those of the northern hemisphere. A numeric date that can be read day first or
    month first is read as the later of the two.

    Examples
    --------
    >>> read_timing("stopped 3 months ago", dt.date(2026, 3, 16))
    Timing(days_ago=90, says='stopped')
    """
    words = tokens(text)
    everything = [(0, len(words))]
    cues = Cues.of(words)
    said = " ".join(words)
    stopped = cues.say("stopped", everything)
    goes_on = cues.say("not_stopped", everything)
    days, ahead = _days_ago(said, on, bare=stopped)
    if goes_on or (ahead and stopped):
        return Timing(None, "taken")
    if stopped:
        return Timing(days, "stopped")
    if cues.say("last_dose", everything):
        return Timing(days, "said" if days is not None else "nothing")
    began = cues.say("began", everything) or (days is not None and _FOR.search(said) is not None)
    if began:
        return Timing(days, "ongoing")
    if cues.say("ongoing", everything):
        return Timing(days, "taken")
    return Timing(days, "said" if days is not None else "nothing")


def _days_ago(said: str, on: dt.date, *, bare: bool) -> tuple[int | None, bool]:
    """Return the days, and whether the time that is named lies ahead."""
    for read in _READERS:
        date = read(said, on)
        if date is not None:
            return ((on - date).days, False) if date <= on else (None, True)
    spans = (_AGO, _HACE, _OLD, _FOR, *((_SHORTHAND, _BARE_SPAN) if bare or " ago" in said else ()))
    for pattern in spans:
        if match := pattern.search(said):
            return _counted(match, said), False
    for read in _COARSE_READERS:
        date = read(said, on)
        if date is not None:
            return ((on - date).days, False) if date <= on else (None, True)
    return None, False


def _counted(match: re.Match[str], said: str) -> int:
    """Return the days of *6 weeks*, *a month and a half*, *almost 6 months*, *10/7*."""
    groups = match.groupdict()
    word = groups["count"].replace(",", ".")
    count = float(word) if word[0].isdigit() else float(_COUNTS[word])
    half = (groups.get("half") or groups.get("late_half")) is not None
    unit = DAYS_OF[groups["unit"]]
    days = int((count + half / 2) * unit)
    under = _UNDER.search(said[: match.start()] + said[match.start() : match.start("count")])
    return max(days - unit, 0) if under else days


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _not_after(on: dt.date, make: Callable[[int], dt.date | None]) -> dt.date | None:
    """Return the latest of a yearly day that is not after `on`."""
    for year in (on.year, on.year - 1):
        day = make(year)
        if day is not None and day <= on:
            return day
    return None


def _iso(said: str, _: dt.date) -> dt.date | None:
    match = _ISO.search(said)
    return _date(*(int(match[name]) for name in ("year", "month", "day"))) if match else None


def _slashed(said: str, on: dt.date) -> dt.date | None:
    match = _SLASHED.search(said)
    if match is None:
        return None
    year, first, second = (int(match[name]) for name in ("year", "first", "second"))
    if match["year"] == match["year"][-2:]:
        year += _CENTURY
    both = [day for day in (_date(year, second, first), _date(year, first, second)) if day]
    past = [day for day in both if day <= on]
    return max(past, default=min(both, default=None))


def _month_year(said: str, on: dt.date) -> dt.date | None:
    match = _MONTH_YEAR.search(said)
    if match is None or not 1 <= int(match["month"]) <= max(_MONTHS.values()):
        return None
    return _within(on, int(match["year"]), int(match["month"]))


def _within(on: dt.date, year: int, month: int) -> dt.date:
    """Return the last day of a month, or `on` inside it."""
    last = _last_of_month(year, month)
    return on if last.replace(day=1) <= on <= last else last


def _day_and_month(said: str, on: dt.date) -> dt.date | None:
    match = _DAY_MONTH.search(said) or _MONTH_DAY.search(said)
    if match is None:
        return None
    month, day = _MONTHS[match["month"]], int(match["day"])
    if match["year"]:
        return _date(int(match["year"]), month, day)
    return _not_after(on, lambda year: _date(year, month, day))


def _named_month(said: str, on: dt.date) -> dt.date | None:
    match = _MONTH_WITH_YEAR.search(said) or _NAMED_MONTH.search(said)
    if match is None:
        return None
    month = _MONTHS[match["month"]]
    if match["year"]:
        return _within(on, int(match["year"]), month)
    ahead = re.search(r"\b(?:next|until next|proximo)\b", said)
    if ahead:
        return _last_of_month(on.year + (month <= on.month), month)
    last = re.search(rf"\b{_LAST_WORDS} {match['month']}\b|{match['month']} pasado\b", said)
    if month == on.month and last is None:
        return on
    year = on.year if month < on.month else on.year - 1
    return _last_of_month(year, month)


def _season(said: str, on: dt.date) -> dt.date | None:
    match = _SEASON.search(said)
    if match is None:
        return None
    month, day = _SEASON_ENDS[match["season"]]
    if match["year"]:
        return _date(int(match["year"]), month, day)
    return _not_after(on, lambda year: _date(year, month, day))


def _near(said: str, on: dt.date) -> dt.date | None:
    if _THE_DAY_BEFORE.search(said):
        return on - dt.timedelta(days=2)
    if _YESTERDAY.search(said):
        return on - dt.timedelta(days=1)
    return on if _TODAY.search(said) else None


def _weekday(said: str, on: dt.date) -> dt.date | None:
    match = _WEEKDAY.search(said)
    if match is None:
        return None
    return on - dt.timedelta(days=(on.weekday() - _WEEKDAYS[match["day"]]) % _WEEK)


def _unit(said: str, on: dt.date) -> dt.date | None:
    """Read *last month* as its last day; *this month* as today."""
    if _THIS_UNIT.search(said):
        return on
    match = _LAST_UNIT.search(said)
    if match is None:
        return None
    unit = match["en"] or {"semana": "week", "mes": "month", "ano": "year"}[match["es"]]
    if unit == "year":
        return on.replace(month=1, day=1) - dt.timedelta(days=1)
    if unit == "month":
        return on.replace(day=1) - dt.timedelta(days=1)
    return on - dt.timedelta(days=on.weekday() + 1)


def _only_year(said: str, on: dt.date) -> dt.date | None:
    match = _ONLY_YEAR.search(said)
    if match is None:
        return None
    year = int(match["year"])
    return on if year == on.year else dt.date(year + 1, 1, 1) - dt.timedelta(days=1)


_READERS: Final = (_iso, _slashed, _month_year, _day_and_month)
_COARSE_READERS: Final = (_near, _named_month, _season, _weekday, _unit, _only_year)
