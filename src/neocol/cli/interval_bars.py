"""Intervals drawn with letters: ├──●──┤, with a published value as ×."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

_SPAN: Final = "cyan"
_GRID: Final = "bright_black"


def bar(
    low: float,
    median: float,
    high: float,
    *,
    ticks: Sequence[float],
    width: int,
    published: float | None = None,
    inside: bool | None = None,
    dashed: bool = False,
) -> Text:
    """Draw one interval on an axis; what runs beyond the axis ends in an arrow.

    Parameters
    ----------
    ticks : sequence of float
        The values of the axis: its first and its last say where it begins and ends.
    published : float, optional
        Drawn as × (⊗ where it meets the median): green when inside, else red.
    """
    cells: list[tuple[str, str]] = [(" ", "")] * width
    if ticks[0] < 0 < ticks[-1]:
        cells[_cell(0.0, ticks, width)] = ("┊", _GRID)
    left, right = _cell(low, ticks, width), _cell(high, ticks, width)
    for at in range(left, right + 1):
        crossed = cells[at][0] == "┊"
        cells[at] = ("┼" if crossed else "╌" if dashed else "─", _SPAN)
    cells[left] = ("◂" if low < ticks[0] else "├", _SPAN)
    cells[right] = ("▸" if high > ticks[-1] else "┤", _SPAN)
    middle = _cell(median, ticks, width)
    cells[middle] = ("●", _SPAN)
    if published is not None:
        at = _cell(published, ticks, width)
        colour = "bold" if inside is None else "bold green" if inside else "bold red"
        cells[at] = ("⊗" if at == middle else "×", colour)
    return Text.assemble(*cells, no_wrap=True)


def axis(ticks: Sequence[float], width: int) -> Text:
    """Write the values of an axis below its bars, as many as fit."""
    line = [" "] * width
    taken = 0
    for tick in sorted(ticks, key=lambda value: (value != 0, value not in {ticks[0], ticks[-1]})):
        label = f"{tick:g}".replace("-", "−")
        start = min(max(_cell(tick, ticks, width) - len(label) // 2, 0), width - len(label))
        around = line[max(start - 1, 0) : start + len(label) + 1]
        if taken and any(letter != " " for letter in around):
            continue
        line[start : start + len(label)] = label
        taken += 1
    return Text("".join(line), style=_GRID, no_wrap=True)


def _cell(value: float, ticks: Sequence[float], width: int) -> int:
    share = (value - ticks[0]) / ((ticks[-1] - ticks[0]) or 1.0)
    return round(min(max(share, 0.0), 1.0) * (width - 1))
