"""Where a published outcome is drawn: change in per cent, share of people, or its own scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from neocol.exchange.documents.plots import scale
from neocol.exchange.documents.words import plain_name
from neocol.record import Interval, Refused, TrialRow, TrialsReport
from neocol.record.outcome import Share, Speaker

_CHANGE: Final = "Change, % of baseline"
_PEOPLE: Final = "Share of people, %"
_ABBREVIATED: Final = frozenset({"ecca", "vss", "posas", "fwes", "gais", "masi", "mmasi", "dlqi"})
_NAMES: Final = {
    "goodman_baron_grade": "scar grade (Goodman–Baron)",
    "texture": "texture",
    "other_severity": "another severity score",
}
_TICKS: Final = 5
_HUNDRED: Final = 100.0
_MODES: Final = {
    "fitted": "fitted: the model has seen these studies, so this shows fit, not foresight",
    "loo": "leave one out: each cohort is predicted by a model that was fitted without it",
    "blind": "blind: studies from outside, predicted before their outcomes were read",
}


@dataclass(frozen=True)
class Placed:
    """A row with its values on the scale it is drawn on."""

    row: TrialRow
    predicted: Interval
    published: float | None


@dataclass(frozen=True)
class TrialScale:
    """Rows that share an axis.

    Attributes
    ----------
    ticks : tuple of float
        Round values from the first to the last of the axis. Intervals may run beyond: an interval
        that is far wider than all published values would leave no room for the others.
    """

    title: str
    signed: bool
    rows: tuple[Placed, ...]
    ticks: tuple[float, ...]

    def groups(self) -> dict[str, list[Placed]]:
        """Return the rows by indication, in the order in which they come."""
        found: dict[str, list[Placed]] = {}
        for placed in self.rows:
            found.setdefault(placed.row.indication, []).append(placed)
        return found

    def shown(self, value: float) -> str:
        """Return a value of this scale rounded to what it carries, with a true minus sign."""
        return shown(value, signed=self.signed, whole=self.title in {_CHANGE, _PEOPLE})

    def interval(self, predicted: Interval) -> str:
        """Return median and interval in words."""
        low, high = self.shown(predicted.low90), self.shown(predicted.high90)
        return f"{self.shown(predicted.median)} ({low} to {high})"


def trial_scales(report: TrialsReport) -> tuple[TrialScale, ...]:
    """Return everything of a report that can be drawn, each row on its scale.

    Change over the baseline first, shares of people next, then every other measure and unit by
    itself.
    """
    found: dict[str, list[Placed]] = {}
    for row in report.rows:
        if row.predicted is not None:
            title, placed = _placed(row, row.predicted)
            found.setdefault(title, []).append(placed)
    first = [title for title in (_CHANGE, _PEOPLE) if title in found]
    rest = [title for title in found if title not in first]
    return tuple(
        TrialScale(
            title,
            title == _CHANGE or any(p.predicted.low90 < 0 for p in found[title]),
            tuple(found[title]),
            (0.0, 25.0, 50.0, 75.0, 100.0) if title == _PEOPLE else axis_ticks(found[title]),
        )
        for title in [*first, *rest]
    )


def _placed(row: TrialRow, predicted: Interval) -> tuple[str, Placed]:
    """Return the title of the scale that a row belongs to, and the row on it."""
    if row.value_of == "share":
        return _PEOPLE, _moved(row, predicted, 1.0 if "%" in row.unit else _HUNDRED, 0.0)
    if row.value_of == "after" and row.baseline:
        return _CHANGE, _moved(row, predicted, _HUNDRED / row.baseline, -_HUNDRED)
    title = f"{capitalised(measure_name(row.measure))}, {row.unit or predicted.unit or 'points'}"
    return title, _moved(row, predicted, 1.0, 0.0)


def _moved(row: TrialRow, predicted: Interval, times: float, plus: float) -> Placed:
    def at(value: float) -> float:
        return value * times + plus

    moved = Interval(
        median=at(predicted.median), low90=at(predicted.low90), high90=at(predicted.high90), unit=""
    )
    return Placed(row, moved, None if row.published is None else at(row.published))


def axis_ticks(rows: Sequence[Placed]) -> tuple[float, ...]:
    """Return the ticks of an axis that holds zero, all medians and all published values."""
    core = [p.predicted.median for p in rows]
    core += [p.published for p in rows if p.published is not None]
    core.append(0.0)
    widths = sorted(p.predicted.width for p in rows)
    room = max(max(core) - min(core), widths[len(widths) // 2])
    low = max(min(*core, *(p.predicted.low90 for p in rows)), min(core) - room)
    high = min(max(*core, *(p.predicted.high90 for p in rows)), max(core) + room)
    return scale(low, high, _TICKS)


def shown(value: float, *, signed: bool = False, whole: bool = False) -> str:
    """Return a number rounded to what it carries, with a true minus sign."""
    rounded = round(value) if whole else float(f"{value:.3g}")
    sign = "+" if signed and rounded > 0 else ""
    return f"{sign}{rounded + 0:g}".replace("-", "−")


def as_published(row: TrialRow) -> str:
    """Return the published value in the unit of its paper."""
    if row.published is None:
        return "not given"
    return f"{shown(row.published)} {row.unit}".strip()


def measure_name(word: str) -> str:
    """Return a measure as people call it.

    Examples
    --------
    >>> measure_name("mmasi")
    'mMASI'
    """
    if word in _ABBREVIATED:
        return word.upper().replace("MMASI", "mMASI")
    return _NAMES.get(word) or plain_name(word)


def mode_words(report: TrialsReport) -> str:
    """Return how the predictions came about, in one line."""
    return _MODES[report.mode]


def coverage_words(report: TrialsReport) -> str:
    """Return how many published values lie in their 90 % intervals, and what that can show."""
    held = report.coverage
    if not held.of:
        return "No published value could be compared."
    return _per_cent(
        f"{held.hits} of {held.of} published values lie in their 90 % interval: "
        f"{held.hits / held.of:.0%} ({held.low95:.0%} to {held.high95:.0%}); 90 % is meant"
    )


def group_words(held: Share | Refused) -> str:
    """Return how many of a group lie inside, or why that cannot be tested."""
    if isinstance(held, Refused):
        return f"not testable: {held.refused}"
    return _per_cent(f"{held.hits} of {held.of} ({held.low95:.0%} to {held.high95:.0%})")


def _per_cent(text: str) -> str:
    return text.replace("%", " %").replace("  %", " %")


def skill_words(report: TrialsReport) -> tuple[str, str]:
    """Return how the product fares beside the literature alone: a verdict, and the numbers."""
    held = report.skill
    if held is None:
        return "not tested", "too few cohorts were predicted both ways"
    verdict = "no detectable difference"
    if held.high95 < 0:
        verdict = "better than the literature alone"
    elif held.low95 > 0:
        verdict = "worse than the literature alone"
    signed = (held.difference, held.low95, held.high95)
    middle, low, high = (f"{value:+.2f}".replace("-", "−") for value in signed)
    return verdict, (
        f"mean score {held.score:.1f}, literature alone {held.baseline_score:.1f}; difference "
        f"{middle} ({low} to {high}), lower is better, {_counted(held.cohorts, 'cohort')}"
    )


def spoken(report: TrialsReport) -> dict[str, Speaker]:
    """Return who speaks for what, but for cohorts: every row says that itself."""
    cohorts = {row.cohort for row in report.rows}
    return {name: who for name, who in report.choice.items() if name not in cohorts}


def mixed(report: TrialsReport) -> bool:
    """Tell whether the model had seen some of the rows that it predicted, but not all."""
    seen = {row.held_out for row in report.rows if row.predicted is not None}
    return len(seen) > 1


def counted(report: TrialsReport) -> str:
    """Return how much is compared, in words."""
    drawn = [row for row in report.rows if row.predicted is not None]
    cohorts = len({row.cohort for row in drawn})
    return f"{_counted(len(drawn), 'outcome')} of {_counted(cohorts, 'cohort')}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def refused_rows(report: TrialsReport) -> dict[str, list[TrialRow]]:
    """Return the rows that nothing was predicted for, by reason."""
    found: dict[str, list[TrialRow]] = {}
    for row in report.rows:
        if row.predicted is None:
            found.setdefault(row.refused or "no reason given", []).append(row)
    return found


def capitalised(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def printable(text: str) -> str:
    """Return text from outside without what neither XML nor a terminal can show."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def joined(lines: Iterable[str]) -> str:
    """Return names as one line."""
    return ", ".join(lines)
