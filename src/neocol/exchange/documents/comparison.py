"""The options of a plan side by side: rows of cells that paper, screen and terminal share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from neocol.exchange.documents.figures import scale_of
from neocol.exchange.documents.ribbon import session_days
from neocol.exchange.documents.words import (
    VERSUS,
    capfirst,
    day_words,
    letter,
    plain_name,
    sentence,
    zones_label,
)
from neocol.record import Plan, PlanOption, Range, Refused
from neocol.record.plan import gaps_between
from neocol.record.words import Basis

DUE: Final = "_due_to_needling"
"""How a predicted measure ends that holds only what needling makes."""
_PERCENT: Final = 100
_KEEPS: Final = (10.0, 1.0)
"""From here on none, or one decimal is enough for two figures."""
_MARKS: Final = {"better": "go", "worse": "care", "not_told_apart": "info"}
_UNITS: Final = {"d": "days", "min": "minutes"}


@dataclass(frozen=True)
class Cell:
    """What one option says in one row.

    Attributes
    ----------
    text : str
        The main thing; empty where the option says nothing.
    lines, notes : tuple of str
        More of the same weight, and what stands small below.
    value : Range or None
        Drawn as an interval.
    mark : str
        The meaning of its words, where they carry one.
    """

    text: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    value: Range | None = None
    basis: Basis | None = None
    sources: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """One property of every option; `hint` holds what is the same for all, such as a unit."""

    label: str
    cells: tuple[Cell, ...]
    hint: str = ""

    @property
    def scale(self) -> tuple[float, float]:
        """The scale on which every interval of the row is drawn."""
        return scale_of(cell.value for cell in self.cells if cell.value is not None)


@dataclass(frozen=True)
class Group:
    """Rows under a heading."""

    title: str
    rows: tuple[Row, ...]


def comparison(plan: Plan) -> tuple[Group, ...]:
    """Return what the options of a plan say, the verdict against the recommended one first."""
    return _said((Group("", (_against(plan),)), *_groups(plan.options)))


def comparison_of(options: tuple[PlanOption, ...]) -> tuple[Group, ...]:
    """Return what options say that stand by themselves, each against a recommended one."""
    verdicts = tuple(_verdict(option, "the recommended course") for option in options)
    return _said((Group("", (Row("verdict", verdicts),)), *_groups(options)))


def at_a_glance(options: tuple[PlanOption, ...]) -> tuple[Row, ...]:
    """Return the rows that a course is first judged by: what it may bring, ask, and leave."""
    marks = _row_of_marks(options)
    rows = (
        *_brings(options),
        *_costs(options),
        marks,
        _row("burden, all in all", options, _burden),
    )
    return tuple(row for row in rows if any(cell.text for cell in row.cells))


def _groups(options: tuple[PlanOption, ...]) -> tuple[Group, ...]:
    return (
        Group("The course", tuple(_course(options))),
        Group("What it may bring", tuple(_brings(options))),
        Group("What it asks", tuple(_asks(options))),
        Group("What may go wrong", tuple(_harms(options))),
        Group("Standing", tuple(_standing(options))),
    )


def _said(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Leave out rows about which no option says anything, and groups without rows."""
    return tuple(
        Group(group.title, rows)
        for group in groups
        if (rows := tuple(row for row in group.rows if any(c.text or c.notes for c in row.cells)))
    )


def measure_words(name: str) -> str:
    """Return what is predicted in words: all one may see, or what needling makes of it."""
    said = plain_name(name.removesuffix(DUE))
    return f"{said}: due to needling" if name.endswith(DUE) else said


def caveats_of(options: Iterable[PlanOption]) -> tuple[str, ...]:
    """Return what is not known of the courses, each thing once; doing nothing has its own words."""
    told = [text for option in options if option.sessions for text in option.caveats]
    return tuple(dict.fromkeys(told))


def ranged(value: Range | Refused | None, *, about: bool = True) -> Cell:
    """Return an interval, or why it can't be said, as a cell."""
    if value is None:
        return Cell()
    if isinstance(value, Refused):
        return Cell("not said", notes=(value.refused,), mark="info")
    if value.low90 == value.high90 == 0:
        return Cell("none")
    notes = [value.about] if about else []
    if value.at_day:
        notes.append(f"day {round(value.at_day)}")
    note = ", ".join(notes)
    return Cell(
        shown(value),
        notes=(note,) if note else (),
        value=value,
        basis=value.basis,
        sources=value.sources,
    )


def shown(value: Range) -> str:
    """Return a median with its interval; probabilities as percent.

    All three are rounded alike, to what the largest carries: 23 (8 to 47), not 23 (8.31 to 47).
    """
    scale = _PERCENT if value.unit == "1" else 1
    held = [scale * edge for edge in (value.median, value.low90, value.high90)]
    digits = _digits(max(map(abs, held)))
    if value.unit == "1" and held[0] < 1:
        digits = max(digits, 1)
    middle, low, high = (_rounded(edge, digits) for edge in held)
    return f"{middle} ({low} to {high})"


def _digits(largest: float) -> int:
    """Return the decimals with which the largest of some numbers keeps two figures."""
    return next((count for count, least in enumerate(_KEEPS) if largest >= least), len(_KEEPS))


def _rounded(value: float, digits: int) -> str:
    """Return a number with so many decimals; what is less than they show says so."""
    least: float = 10.0**-digits
    if 0 < value < least / 2:
        return f"<{least:g}"
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def unit_words(unit: str) -> str:
    """Return a unit as it is read: ``1`` is a share, in percent."""
    return "%" if unit == "1" else _UNITS.get(unit, unit)


def when_words(option: PlanOption) -> str:
    """Return how many sessions and how far apart: equal steps as such, others day by day."""
    days = session_days(option)
    if not days:
        return "no session"
    if len(days) == 1:
        return "1 session"
    steps = set(gaps_between(days))
    if len(steps) == 1:
        return f"{len(days)} sessions, {steps.pop()} days apart"
    return f"{len(days)} sessions, {min(steps)} to {max(steps)} days apart"


def _row(label: str, options: Iterable[PlanOption], cell: Callable[[PlanOption], Cell]) -> Row:
    return Row(label, tuple(cell(option) for option in options))


def _ranged_row(label: str, values: Sequence[Range | Refused | None], *, about: bool = True) -> Row:
    """Return a row of intervals; their unit stands once, beside the label."""
    units = {unit_words(v.unit) for v in values if isinstance(v, Range)}
    return Row(label, tuple(ranged(v, about=about) for v in values), ", ".join(sorted(units)))


def _course(options: tuple[PlanOption, ...]) -> Iterator[Row]:
    yield _row("sessions", options, _sessions)
    yield _row("depth, at most", options, lambda o: _by_setting(o, "depth_mm", "mm"))
    yield _row("passes", options, lambda o: _by_setting(o, "passes", ""))
    yield _row("with", options, _with)
    yield _row("why this one", options, lambda o: Cell(notes=tuple(map(sentence, o.why))))


def _sessions(option: PlanOption) -> Cell:
    if not option.sessions:
        return Cell("none")
    days = session_days(option)
    notes = [f"days {', '.join(map(str, days))}"] if len(days) > 1 else []
    if option.dates:
        last = f" to {day_words(option.dates[-1])}" if len(option.dates) > 1 else ""
        notes = [f"{day_words(option.dates[0])}{last}"]
    return Cell(when_words(option), notes=tuple(notes))


def _by_setting(option: PlanOption, field: str, unit: str) -> Cell:
    """Return a setting zone by zone, the zones that share one together, the highest first."""
    held: dict[float, list[str]] = {}
    for zone, setting in option.zones.items():
        held.setdefault(getattr(setting, field), []).append(zone)
    if not held:
        return Cell()
    if len(held) == 1:
        return Cell(f"{next(iter(held)):g} {unit}".strip())
    lines = [
        f"{value:g} {unit}".strip() + f" {zones_label(zones)}"
        for value, zones in sorted(held.items(), reverse=True)
    ]
    return Cell(lines[0], lines=tuple(lines[1:]))


def _with(option: PlanOption) -> Cell:
    devices = dict.fromkeys(setting.device for setting in option.zones.values())
    if not devices:
        return Cell()
    return Cell(", ".join([*devices, *map(plain_name, option.combined_with)]))


def _brings(options: tuple[PlanOption, ...]) -> Iterator[Row]:
    names = dict.fromkeys(name for option in options for name in option.predicted)
    for name in names:
        label = measure_words(name)
        if name + DUE in names:
            label += ": all one may see"
        yield _ranged_row(label, [option.predicted.get(name) for option in options])
    for indication in dict.fromkeys(b.indication for o in options for b in o.benefits):
        yield _gain_row(indication, options)


def _gain_row(indication: str, options: tuple[PlanOption, ...]) -> Row:
    def cell(option: PlanOption) -> Cell:
        found = next((b for b in option.benefits if b.indication == indication), None)
        if found is None:
            return Cell()
        said = ranged(found.gain, about=False)
        unit = "%" if found.gain.unit.startswith("%") else found.gain.unit
        likely = f"{_share(found.likely)} likely to bring {found.worthwhile:g} {unit} or more"
        return Cell(said.text, (), (likely,), said.value, said.basis, said.sources)

    cells = tuple(cell(option) for option in options)
    units = {cell.value.unit for cell in cells if cell.value is not None}
    return Row(f"{plain_name(indication)}: gain by the twin", cells, ", ".join(sorted(units)))


def _share(probability: float) -> str:
    """Return a probability as a percentage that never says always or never."""
    percent = _PERCENT * probability
    if percent < 1:
        return "<1 %"
    return f">{_PERCENT - 1} %" if percent > _PERCENT - 1 else f"{percent:.0f} %"


def _against(plan: Plan) -> Row:
    label = "" if plan.recommended is None else f"against {letter(plan.recommended)}"
    return Row(label, tuple(_versus(plan, i, held) for i, held in enumerate(plan.options)))


def _versus(plan: Plan, index: int, option: PlanOption) -> Cell:
    if plan.recommended is None:
        return Cell()
    if index == plan.recommended:
        return Cell("recommended", mark="go")
    return _verdict(option, letter(plan.recommended))


def _verdict(option: PlanOption, other: str) -> Cell:
    held = option.versus
    if held is None:
        return Cell()
    joint = "from" if held.verdict == "not_told_apart" else "than"
    return Cell(
        f"{VERSUS[held.verdict]} {joint} {other}",
        notes=(
            f"better {_share(held.better)}, worse {_share(held.worse)}",
            f"difference {shown(held.difference)}",
        ),
        basis=held.difference.basis,
        sources=held.difference.sources,
        mark=_MARKS[held.verdict],
    )


def _costs(options: tuple[PlanOption, ...]) -> Iterator[Row]:
    pains = [option.burden.pain if option.burden else None for option in options]
    minutes = [option.minutes_per_session for option in options]
    yield _ranged_row("redness after each", [o.downtime_days for o in options], about=False)
    yield _ranged_row("pain", pains, about=False)
    yield _ranged_row("time a session", minutes, about=False)


def _asks(options: tuple[PlanOption, ...]) -> Iterator[Row]:
    yield from _costs(options)
    yield _row("numbing", options, lambda o: Cell(o.anaesthetic if o.sessions else ""))
    yield _row(
        "cartridges a session", options, lambda o: Cell(str(o.cartridges) if o.sessions else "")
    )
    yield _row("burden, all in all", options, _burden)


def _burden(option: PlanOption) -> Cell:
    if option.burden is None:
        return Cell()
    if not option.burden.days:
        return Cell("none")
    parts = sorted(option.burden.parts.items(), key=lambda part: -part[1])
    digits = _digits(option.burden.days)
    told = ", ".join(f"{plain_name(name)} {_rounded(days, digits)}" for name, days in parts)
    return Cell(
        f"{_rounded(option.burden.days, digits)} days of a life", notes=(told,) if told else ()
    )


def _harms(options: tuple[PlanOption, ...]) -> Iterator[Row]:
    yield _row_of_marks(options)
    for name in dict.fromkeys(name for option in options for name in option.risks):
        chances = [option.risks.get(name) for option in options]
        yield _ranged_row(f"{plain_name(name)}, chance", chances, about=False)


def _row_of_marks(options: tuple[PlanOption, ...]) -> Row:
    marks = [option.pih_probability for option in options]
    return _ranged_row("dark marks, chance", marks, about=False)


def _standing(options: tuple[PlanOption, ...]) -> Iterator[Row]:
    yield _row("label", options, _label)
    yield _row(
        "beyond a limit",
        options,
        lambda o: Cell(
            capfirst(o.over[0].text) if o.over else "",
            lines=tuple(capfirst(note.text) for note in o.over[1:]),
            notes=o.overrides,
            mark="care",
        ),
    )
    yield _row(
        "no study did",
        options,
        lambda o: Cell(
            o.extrapolation[0] if o.extrapolation else "", lines=o.extrapolation[1:], mark="care"
        ),
    )
    yield _row(
        "only when",
        options,
        lambda o: Cell(
            f"{len(o.conditional_on)} to settle first" if o.conditional_on else "", mark="wait"
        ),
    )


def _label(option: PlanOption) -> Cell:
    if not option.sessions:
        return Cell()
    if option.on_label:
        return Cell("on label")
    return Cell("off label", notes=(option.on_label_why,), mark="care")
