"""Figures of the twin: phases, collagen III and I, depth and time, every observable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup, escape

from neocol.exchange.documents.palette import PHASES, look
from neocol.exchange.documents.plots import Panel, drawing, scale
from neocol.record import Simulation
from neocol.record.simulation import DepthProfile, ObservableBand

_WIDE: Final = 680
_MONTH: Final = 30
_DRAWN: Final = (
    ("neutrophil", "inflammation", "neutrophils"),
    ("macrophage", "inflammation", "macrophages"),
    ("myofibroblast", "proliferation", "myofibroblasts"),
    ("collagen_new", "remodelling", "new collagen III"),
)
_FIRST_DAY: Final = 0.1
"""Where a logarithmic axis of days begins."""


def healing_curve(simulation: Simulation, sessions: Iterable[float] = ()) -> Markup:
    """Draw collagen of the upper dermis over a course: its band, and how III becomes I.

    Parameters
    ----------
    simulation : Simulation
    sessions : iterable of float
        Days of the sessions.
    """
    panel = collagen_panel(simulation, 52, 46, _WIDE - 68, 190)
    days = simulation.days
    band, share = (
        simulation.observables["papillary_collagen"],
        simulation.observables["collagen_III_share"],
    )
    first = [total * (1 - of / 100) for total, of in zip(band.median, share.median, strict=True)]
    return drawing(
        _WIDE,
        294,
        "Collagen of the upper dermis over the course, median and 90 % band, % of own skin",
        panel.frame("Collagen of the upper dermis", months(days[-1]), scale(*panel.y)),
        panel.between(days, [0.0] * len(days), first, "c1-area"),
        panel.between(days, first, band.median, "c3-area"),
        _banded(panel, days, band),
        panel.marks(list(sessions)),
        panel.legend(
            [
                ("c1-area", "collagen I"),
                ("c3-area", "collagen III"),
                ("band", "nine of ten"),
                ("untreated", "untreated"),
            ]
        ),
        _phase_bars(simulation, panel),
    )


def collagen_panel(
    simulation: Simulation, left: float, top: float, width: float, height: float
) -> Panel:
    """Return the panel in which collagen of a simulation fits, from nothing up."""
    band = simulation.observables["papillary_collagen"]
    ticks = scale(0.0, max(band.high90))
    return Panel(left, top, width, height, (0.0, simulation.days[-1] or 1.0), (0.0, ticks[-1]))


def phases_curve(simulation: Simulation, panel: Panel) -> str:
    """Draw the cells of the median member, each over its own peak, in a given panel."""
    parts = []
    for name, css, _ in _DRAWN:
        values = simulation.cells.get(name, ())
        peak = max(values, default=0.0)
        if peak > 0:
            parts.append(panel.line(simulation.days, [value / peak for value in values], css))
    return "".join(parts)


def phases_drawing(simulation: Simulation, sessions: Sequence[float]) -> Markup:
    """Draw the three phases over the whole course."""
    panel = Panel(52, 46, _WIDE - 68, 150, (0.0, simulation.days[-1] or 1.0), (0.0, 1.0))
    return drawing(
        _WIDE,
        232,
        "Cells of healing over the course, each over its own peak",
        panel.frame("Three phases", months(simulation.days[-1]), (0, 0.5, 1)),
        phases_curve(simulation, panel),
        panel.marks(sessions),
        panel.legend(
            [
                ("inflammation", "neutrophils, macrophages"),
                ("proliferation", "myofibroblasts"),
                ("remodelling", "new collagen III"),
            ]
        ),
    )


def depth_film(profile: DepthProfile, sessions: Sequence[float]) -> Markup:
    """Draw collagen over depth and time."""
    panel = Panel(
        52,
        46,
        _WIDE - 68,
        170,
        (profile.days[0], profile.days[-1] or 1.0),
        (profile.depths_mm[-1], 0.0),
    )
    return drawing(
        _WIDE, 252, "Collagen over depth and time, % of healthy", *film_parts(profile, panel),
        panel.marks(sessions),
    )  # fmt: skip


def film_parts(profile: DepthProfile, panel: Panel) -> tuple[str, str]:
    """Return the raster of a profile and its frame, in a given panel."""
    most = max(max(row) for row in profile.collagen)
    shares = [[(value - 100) / ((most - 100) or 1.0) for value in row] for row in profile.collagen]
    depths = [depth for depth in scale(0.0, profile.depths_mm[-1]) if depth <= -min(0, -panel.y[0])]
    return (
        panel.film(profile.days, profile.depths_mm, shares),
        panel.frame(
            "By depth, mm below the epidermis",
            months(panel.x[1]),
            depths,
            f"light: healthy; dark: {most:.0f} %",
        ),
    )


def observable_drawing(name: str, band: ObservableBand, days: Sequence[float]) -> Markup:
    """Draw one observable small: band, median, untreated."""
    low = min(*band.low90, *band.untreated)
    high = max(*band.high90, *band.untreated)
    ticks = scale(low, high, 3)
    panel = Panel(44, 30, 236, 104, (0.0, days[-1] or 1.0), (ticks[0], ticks[-1]))
    title = name.replace("_", " ")
    return drawing(
        300,
        160,
        f"{title}: median and 90 % band, {band.unit}",
        panel.frame(title, months(days[-1], 4), ticks),
        _banded(panel, days, band),
    )


def months(last: float, count: int = 8) -> dict[float, str]:
    """Return labels of a horizontal axis of days: in days when short, else in months."""
    if last <= 2 * _MONTH:
        return {day: f"{day:g} d" for day in scale(0.0, last, count) if day <= last}
    every = max(1, round(last / _MONTH / count))
    return {m * _MONTH: f"{m} mo" for m in range(0, int(last // _MONTH) + 1, every)}


def log_days() -> dict[float, str]:
    """Return labels of a logarithmic axis of days."""
    return {0.1: "0.1 d", 1: "1 d", 3: "3 d", 10: "10 d", 30: "30 d", 100: "100 d", 300: "300 d"}


def _banded(panel: Panel, days: Sequence[float], band: ObservableBand) -> str:
    return (
        panel.between(days, band.low90, band.high90, "band")
        + panel.line(days, band.median, "median")
        + panel.line(days, band.untreated, "untreated")
    )


def _phase_bars(simulation: Simulation, panel: Panel) -> str:
    """Draw when each phase runs, as bars below the panel, and name them."""
    drawn = []
    y, at = panel.top + panel.height + 24, panel.left
    for phase, spans in simulation.phases.items():
        colour, names = PHASES[phase], panel.top + panel.height + 52
        for first, end in spans:
            left, right = panel.at_x(first), panel.at_x(end)
            drawn.append(
                f'<rect x="{left:.1f}" y="{y}" width="{max(right - left, 2):.1f}" height="3" '
                f'rx="1.5" fill="{colour}"/>'
            )
        drawn.append(
            f'<rect x="{at}" y="{names - 6}" width="12" height="4" rx="2" fill="{colour}"/>'
            f'<text {look("tick")} x="{at + 16}" y="{names}">'
            f"{escape(phase)}, day {spans[0][0]:.0f} to {spans[-1][1]:.0f}</text>"
        )
        y, at = y + 4, at + 190
    return "".join(drawn)
