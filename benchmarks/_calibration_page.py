"""The page of the calibration's checks: short tables, every figure from one run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from _calibration_drawing import NAMES, ranks_drawing
from _calibration_identifiability import LEARNT, Direction
from _calibration_predictive import Checked, Outlying
from _calibration_ranks import Evenness, verdict
from _calibration_refits import OUTLIER, OUTPUTS, Told, largest
from _calibration_sbc import LAW, Calibrated
from _photo_page import Bar, Section, Table, number, page, percent
from neocol import __version__, evidence
from neocol.twin.composites import COMPOSITES

PAGE, DRAWING = "calibration.md", "calibration-sbc.svg"
_SHOWN = 14
"""Effects of priors, and directions' parts, that a table shows."""
_SCORE_BAR = 3.5
"""Standard errors: among some forty means the farthest lies beyond it once in fifty runs."""
_PARTS = 3
_LEAST_CHANCE = 1e-4
_RARE = 0.01


def write(found, folder: Path) -> None:
    """Write the page and its drawing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DRAWING).write_text(ranks_drawing(found.twin, found.literature), encoding="utf-8")
    (folder / PAGE).write_text(
        page("Calibration: what the twin's figures rest on", _lead(found), _sections(found)),
        encoding="utf-8",
    )


def _lead(found) -> list[str]:
    return [
        (
            f"Made by `python benchmarks/calibration.py --write` with neocol {__version__} and "
            f"evidence {evidence.version()}. No figure on this page is typed by hand; the run "
            "takes about twelve minutes on two cores (`--quick`: under one, its figures mean "
            "little)."
        ),
        (
            "The twin is fitted to published studies under three dose laws, each with "
            f"{found.sizes.draws} draws here; the worst R-hat is {found.worst_r_hat:.3f}. Changes "
            "are logarithms of the mean after over the mean before; intervals are of 90 %."
        ),
    ]


def _sections(found) -> list[Section]:
    return [
        _ranks(found),
        _predictive(found),
        _priors(found),
        _outliers(found),
        _marks(found),
        _identified(found),
    ]


def _band(band: np.ndarray, digits: int = 2) -> tuple[str, str]:
    low, median, high = band
    if np.isnan(median):
        return "–", "–"
    return number(median, digits), f"{number(low, digits)} to {number(high, digits)}"


def _ranks(found) -> Section:
    told = [verdict(one.evenness) for one in (found.twin, found.literature)]
    bars = [
        Bar(
            f"even ranks, {name}: smallest p of {of['tests']} (5 % over their number)",
            f"> {of['bar']:.4f}",
            f"{of['smallest_p']:.4f}",
            bool(of["calibrated"]),
        )
        for name, of in zip(("twin", "literature"), told, strict=True)
    ]
    bars.append(
        Bar(
            "simulator and likelihood agree: farthest mean score at the truth, standard errors",
            f"≤ {_SCORE_BAR:g}",
            number(found.identified.score_bias),
            found.identified.score_bias <= _SCORE_BAR,
        )
    )
    return Section(
        "1. Does the fit find what was put in?",
        [
            (
                "Parameters are drawn from the priors, every outcome from the likelihood, and both "
                "models are fitted to that. The truth must then take any rank among the draws as "
                "often as any other (Talts et al. 2018). The soft prior on the share of arms "
                "without needling counts as one more outcome, drawn too. The twin in small stands "
                f"for the twin; its dose law is the {LAW} one, which uses every parameter."
            ),
            (
                f"{found.twin.replicates} rounds of the twin ({found.twin.steps} steps of 128 "
                f"walkers, 99 draws), {found.literature.replicates} of the literature's predictor."
            ),
            f"![Ranks of the truth among the draws]({DRAWING})",
            (
                "Above: cumulative ranks less even ones, one line for each quantity; the band "
                "holds 95 % of even ones. Below: ranks in ten bins, with the band that holds 95 % "
                "of even counts."
            ),
            "**The twin**",
            _of_ranks(found.twin),
            "**The literature's predictor**",
            _of_ranks(found.literature),
            (
                "Spread is the variance of the ranks over that of even ones: above 1 where "
                "intervals are too narrow."
            ),
        ],
        bars,
    )


def _of_ranks(found: Calibrated) -> Table:
    def row(name: str, one: Evenness) -> tuple[str, ...]:
        return (
            NAMES.get(name, name.replace("_", " ")),
            number(one.chi_square, 1),
            number(one.chi_square_p, 3),
            number(one.distance, 3),
            number(one.distance_p, 3),
            number(one.mean),
            number(one.spread),
        )

    return Table(
        ("quantity", "χ²", "p", "distance", "p", "mean rank", "spread"),
        [row(name, one) for name, one in found.evenness.items()],
    )


def _predictive(found) -> Section:
    every = [*found.rows, *found.others]
    known = {one.id for one in evidence.trials() if one.outlier}
    rare = [one for one in every if one.p < _RARE and one.name not in known]
    fitted = [one for one in found.rows if one.use == "fit"]
    beside = [one for one in found.rows if one.use == "compare"]
    worst = sorted(every, key=lambda one: one.p)[:6]
    return Section(
        "2. Would the fit have seen what was published?",
        [
            (
                "Rows go the way of a user's question (`neocol predict`), as the mean of as many "
                "people as the study had; what is no such row is drawn from the likelihood. p is "
                "two-sided. Fitted rows are no test: the fit has seen them."
            ),
            f"The farthest: {'; '.join(f'{one.name} (p {one.p:.3f})' for one in worst)}.",
            "**Fitted rows**",
            _checks(fitted),
            "**Other outcomes of the same people, not fitted**",
            _checks(beside),
            f"Not set beside a prediction: {'; '.join(found.not_told) or 'nothing'}.",
            "**What else is fitted, and what the studies show together**",
            _checks(found.others),
        ],
        [
            Bar(
                "fitted values that the 90 % interval holds",
                "≥ 80 %",
                percent(float(np.mean([one.inside for one in (*fitted, *found.others)]))),
                float(np.mean([one.inside for one in (*fitted, *found.others)])) >= 0.8,
            ),
            Bar(
                "published values with p below 0.01, known outliers apart",
                "none",
                ", ".join(one.name for one in rare) or "none",
                not rare,
            ),
        ],
    )


def _checks(rows: list[Checked]) -> Table:
    return Table(
        ("what", "unit", "published", "median", "90 %", "p"),
        [
            (one.name, one.unit or "–", number(one.published), *_band(one.band), number(one.p, 3))
            for one in rows
        ],
    )


def _priors(found) -> Section:
    told = largest(found.usual, found.noise, found.scaled, _SHOWN)
    return Section(
        "3. What hangs on the priors?",
        [
            (
                "Every width (of a half-normal, its scale) is halved and doubled, and the twin "
                "fitted again. Shift of the median in half widths of the usual 90 % interval, "
                "and the width of the interval over the usual one. "
                f"{found.sizes.repeats} repeats alone differ by up to "
                f"{_each(found.noise.shift)} half widths, and by a factor of up to "
                f"{_each({k: float(np.exp(v)) for k, v in found.noise.log_width.items()})} in "
                "width (in the order of the table). Effects within twice that may be chance and "
                "are not shown."
            ),
            _outputs([found.usual]),
            "The largest effects:",
            Table(
                ("prior", "times", "output", "shift", "width"),
                [
                    (name, f"{factor:g}", OUTPUTS[key], number(shift), number(ratio))
                    for name, factor, key, shift, ratio in told
                ],
            ),
        ],
    )


def _each(values: dict[str, float]) -> str:
    return ", ".join(number(values[key]) for key in OUTPUTS)


def _outputs(rows: list[Told]) -> Table:
    digits = {"change_percent": 0, "needling_percent": 0, "pih_v": 3}
    return Table(
        ("fit", *(text for text in OUTPUTS.values())),
        [
            (
                one.name,
                *(
                    "–"
                    if np.isnan(one.bands[key][1])
                    else "{} ({})".format(*_band(one.bands[key], d))
                    for key, d in digits.items()
                ),
            )
            for one in rows
        ],
    )


def _outliers(found) -> Section:
    without = next(one for one in found.robustness if one.name == f"without {OUTLIER}")
    full = next(one for one in found.robustness if one.name.startswith(f"{OUTLIER} at"))
    moved = max(abs(one.shift(found.usual, key)) for one in (without, full) for key in OUTPUTS)
    return Section(
        "4. What do outliers and laws do?",
        [
            (
                f"`{OUTLIER}` (scars better by 68 %) is fitted with less weight. Two more outliers "
                "are never fitted: the needling arm of `dhurat2013`, and a claim of 400 % more "
                "collagen from a series without controls."
            ),
            _outputs([found.usual, *found.robustness]),
            Table(
                ("claimed, not fitted", "unit", "claimed", "median", "90 %", "chance of so much"),
                [_outlying(one) for one in found.outliers],
            ),
        ],
        [
            Bar(
                f"`{OUTLIER}` left out or at full weight: farthest shift of a median, half widths",
                "≤ 0.5",
                number(moved),
                moved <= 0.5,
            )
        ],
    )


def _outlying(one: Outlying) -> tuple[str, ...]:
    return (
        one.name,
        one.unit,
        number(one.claimed, 1),
        *_band(one.band, 1),
        f"{100 * one.share_above:.2f} %",
    )


def _chances(band: np.ndarray) -> tuple[str, str]:
    low, median, high = (
        f"< {_LEAST_CHANCE:g}" if chance < _LEAST_CHANCE else f"{chance:.2g}" for chance in band
    )
    return median, f"{low} to {high}"


def _marks(found) -> Section:
    told = found.marks
    counts = evidence.search("pih_counts.study")
    studies = sum(key.endswith(".people") for key in counts)
    events, people = (
        sum(float(one.value) for key, one in counts.items() if key.endswith(f".{what}"))
        for what in ("events", "people")
    )
    return Section(
        "5. Dark marks by phototype",
        [
            (
                "The chance over a course of five monthly roller sessions of 1.5 mm, from "
                f"{int(events)} marks in {int(people)} people of {studies} studies; in the stored "
                "posterior."
            ),
            Table(
                ("phototype", "median", "90 %"),
                [(kind, *_chances(band)) for kind, band in told.bands.items()],
            ),
            f"It rises with every phototype in {percent(told.rising)} of the members.",
        ],
        [
            Bar(
                "chance in phototype V, lower end of the 90 % interval",
                "> 0",
                number(told.bands["V"][0], 4),
                told.non_zero,
            ),
            Bar(
                "members in which it rises with phototype",
                "≥ 95 %",
                percent(told.rising),
                told.rising >= 0.95,
            ),
        ],
    )


def _identified(found) -> Section:
    known = found.identified
    correlations = {law: of["correlation"] for law, of in known.product.items()}
    learnt = int((known.left < 1.0 / (1.0 + LEARNT)).sum())
    return Section(
        "6. What can studies tell at all?",
        [
            (
                "Posterior over prior standard deviation; 1 is nothing learnt. Of logarithms where "
                "the prior is on them."
            ),
            Table(
                ("parameter", *known.product),
                [
                    (name, *(number(value) for value in of.values()))
                    for name, of in known.contraction.items()
                ],
            ),
            (
                "Directions among the composites by the Fisher information of all studies at the "
                f"centre of the prior ({found.sizes.simulations} sets of outcomes, {LAW} law), "
                "with all other parameters as open as their priors leave them. Left is the "
                "standard deviation over the prior's."
            ),
            Table(
                ("direction", "left", "left, all else known"),
                [
                    (_parts(one), number(one.contraction), number(other.contraction))
                    for one, other in zip(known.open_rest, known.known_rest, strict=True)
                ],
            ),
            (
                f"Less than half is left of {sum(d.learnt for d in known.open_rest)} of "
                f"{len(COMPOSITES)} directions ({sum(d.learnt for d in known.known_rest)} were all "
                f"else known), and in the fitted draws of {learnt}. If every output of the twin in "
                f"small were seen once, with its scatter: {sum(d.learnt for d in known.outputs)}, "
                f"the best with {number(known.outputs[0].contraction)} left. A row of the table "
                "pairs the directions by rank; they need not be the same."
            ),
            "A slope and the collagen gain are known as a product only:",
            Table(
                (
                    "law",
                    "correlation",
                    "sd, log gain",
                    "sd, log slope",
                    "sd, log product",
                    "were they independent",
                ),
                [
                    (law, *(number(value) for value in of.values()))
                    for law, of in known.product.items()
                ],
            ),
        ],
        [
            Bar(
                "log gain and log slope trade off: correlation under every law",
                "< 0",
                ", ".join(number(value) for value in correlations.values()),
                all(value < 0 for value in correlations.values()),
            )
        ],
    )


def _parts(one: Direction) -> str:
    return ", ".join(
        f"{value:+.2f} {name.replace('_', ' ')}" for name, value in list(one.parts.items())[:_PARTS]
    )
