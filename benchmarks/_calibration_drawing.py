"""The drawing of the ranks: cumulative ranks less even ones with their band, and histograms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.stats import binom

from _calibration_ranks import BINS, Evenness, away, binned, even_distances
from _calibration_sbc import Calibrated
from neocol.exchange.documents.palette import look
from neocol.exchange.documents.plots import Panel, drawing

WIDE, HIGH = 680, 520
NAMES = {
    "log_likelihood": "log-likelihood",
    "collagen_gain": "collagen gain",
    "slope": "slope",
    "slope_gain": "slope × gain",
    "study_between": "between studies",
    "patient_sd": "between people",
    "bias": "biases together",
    "prp": "plasma",
    "pih_threshold": "threshold of a mark",
    "erythema_decay": "fading of redness",
}
"""What the histograms show, by the names of `told_of`."""
SHOWN = (
    "collagen_gain", "slope", "slope_gain", "study_between",
    "patient_sd", "bias", "pih_threshold", "erythema_decay",
)  # fmt: skip
_FAINT = 'fill="none" stroke="#665a52" stroke-opacity=".45" stroke-width="1"'
_WITHIN = 0.95
_COLUMNS = 4


def ranks_drawing(twin: Calibrated, literature: Calibrated) -> str:
    """Return the drawing as SVG."""
    parts = [
        f'<rect width="{WIDE}" height="{HIGH}" fill="#faf6f0"/>',
        _cumulative("a · The twin", twin.evenness, 46),
        _cumulative("b · The literature's predictor", literature.evenness, 386),
        *(
            _histogram(NAMES[name], twin.evenness[name], k)
            for k, name in enumerate(SHOWN)
            if name in twin.evenness
        ),
    ]
    return str(drawing(WIDE, HIGH, "Ranks of the truth among the draws", *parts)) + "\n"


def _cumulative(title: str, found: Mapping[str, Evenness], left: float) -> str:
    any_one = next(iter(found.values()))
    band = float(np.quantile(even_distances(any_one.ranks.size, any_one.draws), _WITHIN))
    most = 0.05 * np.ceil(20 * max(1.25 * band, *(one.distance for one in found.values())))
    panel = Panel(left, 50, 274, 180, (0.0, 1.0), (-most, most))
    at = np.arange(1, any_one.draws + 2) / (any_one.draws + 1)
    worst = min(found, key=lambda name: found[name].p)
    lines = [
        f'<polyline {_FAINT} points="{_points(panel, at, one)}"/>'
        for name, one in found.items()
        if name != worst
    ]
    return "".join(
        [
            panel.frame(
                "",
                {0.0: "0", 0.5: "0.5", 1.0: "1"},
                [float(f"{v:.3g}") for v in (-most, -most / 2, 0, most / 2, most)],
            ),
            f'<text {look("panel-title")} x="{left - 34}" y="28">{title}</text>',
            panel.between([0.0, 1.0], [-band, -band], [band, band], "band"),
            *lines,
            f'<polyline {look("median")} points="{_points(panel, at, found[worst])}"/>',
            (
                f'<text {look("tick")} x="{left + 274}" y="42" text-anchor="end">'
                f"least even: {NAMES.get(worst, worst.replace('_', ' '))}</text>"
            ),
            (
                f'<text {look("tick")} x="{left + 137}" y="262" text-anchor="middle">'
                "rank of the truth over the draws</text>"
            ),
        ]
    )


def _points(panel: Panel, at: np.ndarray, one: Evenness) -> str:
    off = away(one.ranks[None, :], one.draws)[0]
    return " ".join(
        f"{panel.at_x(x):.1f},{panel.at_y(y):.1f}" for x, y in zip(at, off, strict=True)
    )


def _histogram(name: str, one: Evenness, k: int) -> str:
    counts, _ = binned(one.ranks, one.draws, BINS)
    low, high = binom.interval(_WITHIN, one.ranks.size, 1.0 / BINS)
    most = float(max(counts.max(), high) * 1.15)
    left, top = 30 + 162 * (k % _COLUMNS), 312 + 122 * (k // _COLUMNS)
    panel = Panel(left, top, 134, 76, (0.0, float(BINS)), (0.0, most))
    bars = [
        f'<rect {look("pill-span")} x="{panel.at_x(i) + 1:.1f}" y="{panel.at_y(c):.1f}" '
        f'width="{134 / BINS - 2:.1f}" height="{panel.at_y(0) - panel.at_y(c):.1f}"/>'
        for i, c in enumerate(counts)
    ]
    return "".join(
        [
            f'<text {look("panel-title")} x="{left}" y="{top - 8}">{name}</text>',
            panel.between([0.0, float(BINS)], [low, low], [high, high], "second-band"),
            *bars,
            (
                f'<line {look("grid")} x1="{left}" x2="{left + 134}" y1="{panel.at_y(0):.1f}" '
                f'y2="{panel.at_y(0):.1f}"/>'
            ),
        ]
    )
