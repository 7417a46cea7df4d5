"""The parts of a validation page: tables, bars that were asked for, and sections, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """Rows of text under a head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        """Return the table as Markdown; what comes after the first column stands to the right."""
        rule = [":--", *("--:" for _ in self.head[1:])]
        return "\n".join(f"| {' | '.join(row)} |" for row in (self.head, rule, *self.rows))


@dataclass(frozen=True)
class Bar:
    """Something that was asked for beforehand, and what came out."""

    what: str
    asked: str
    found: str
    met: bool


@dataclass(frozen=True)
class Section:
    """A section: sentences and tables in order, the bars they speak to, drawings by file name."""

    title: str
    parts: Sequence[str | Table]
    bars: Sequence[Bar] = ()
    drawings: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the section as Markdown."""
        return "\n\n".join([f"## {self.title}", *map(str, self.parts)])


def at_least(what: str, value: float, bar: float, digits: int = 2) -> Bar:
    """Return a bar that is met from above."""
    return Bar(what, f"≥ {bar:g}", number(value, digits), value >= bar)


def at_most(what: str, value: float, bar: float, digits: int = 2) -> Bar:
    """Return a bar that is met from below."""
    return Bar(what, f"≤ {bar:g}", number(value, digits), value <= bar)


def number(value: float, digits: int = 2) -> str:
    """Return a number as it stands in a table; a dash for none."""
    return "–" if value != value else f"{value:.{digits}f}"


def percent(value: float) -> str:
    """Return a share in per cent; a dash for none."""
    return "–" if value != value else f"{100 * value:.0f} %"


def page(title: str, lead: Sequence[str], sections: Iterable[Section]) -> str:
    """Return the whole page, with all bars in one table before the sections."""
    held = list(sections)
    rows = [
        (bar.what, bar.asked, bar.found, "yes" if bar.met else "**no**")
        for section in held
        for bar in section.bars
    ]
    bars = Table(("Asked beforehand", "bar", "found", "met"), rows)
    return "\n\n".join([f"# {title}", *lead, str(bars), *map(str, held)]) + "\n"
