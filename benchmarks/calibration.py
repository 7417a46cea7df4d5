"""Whether the calibration of the twin is right, what it rests on, and what it cannot know.

In one run: simulation-based calibration of both models, parameters drawn from the priors, outcomes
drawn from the likelihood, ranks of the truth among the draws; what was published beside what the
fit would have seen; predictions under priors of half and twice the width; without the outlier, and
with its full weight; the chance of dark marks by phototype; and which parameters the studies can
tell at all.

    python benchmarks/calibration.py [--quick] [--json] [--write]

With --write the page docs/validation/calibration.md and its drawing are made anew.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # each process computes on one core

import emcee
import numpy as np
import scipy

from _calibration_identifiability import Identified, identified
from _calibration_predictive import (
    Checked,
    Marks,
    Outlying,
    marks,
    others_checked,
    outliers,
    rows_checked,
)
from _calibration_ranks import verdict
from _calibration_refits import (
    BASELINE,
    OUTPUTS,
    SCALED,
    Noise,
    Refit,
    Told,
    fits_of,
    largest,
    robustness,
    sensitivity,
    speaking,
)
from _calibration_sbc import LAW, Calibrated, calibrated
from _calibration_simulation import Base, Each
from _figures import told
from neocol import __version__, evidence
from neocol.cohort.calibration import Calibration
from neocol.cohort.rows import twin_rows
from neocol.twin.outcome.posterior import stored
from neocol.twin.priors import DEFAULT_SEED

PROCESSES = 2
FOLDER = Path("docs/validation")


@dataclass(frozen=True)
class Sizes:
    """How much is run."""

    twin: int
    literature: int
    steps: int
    literature_steps: int
    base_steps: int
    refit_steps: int
    draws: int
    repeats: int
    names: tuple[str, ...]
    simulations: int


FULL = Sizes(160, 100, 600, 400, 2_000, 500, 300, 8, (*SCALED, BASELINE), 2_000)
QUICK = Sizes(10, 8, 160, 120, 200, 120, 40, 2, ("study_between",), 100)


@dataclass(frozen=True)
class Results:
    """Everything that was found."""

    sizes: Sizes
    twin: Calibrated
    literature: Calibrated
    rows: list[Checked]
    not_told: list[str]
    others: list[Checked]
    outliers: list[Outlying]
    marks: Marks
    usual: Told
    noise: Noise
    scaled: dict[tuple[str, float], Told]
    robustness: list[Told]
    identified: Identified
    worst_r_hat: float
    seconds: float


def run(sizes: Sizes) -> Results:
    """Run every check."""
    start = time.perf_counter()

    def say(what: str) -> None:
        sys.stderr.write(f"{time.perf_counter() - start:5.0f} s  {what}\n")

    made = Calibration(DEFAULT_SEED)
    base = Base(made.design, made.twin_design, made.emulator, made.priors)
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        each: Each = pool.map
        asked = Refit("fitted", base, DEFAULT_SEED, sizes.base_steps, sizes.draws)
        fits = fits_of(each, asked)
        twin = twin_rows(fits, base.twin_design, base.emulator)
        say("fitted under three laws")
        seen, not_told = rows_checked(each, speaking(twin))
        others = others_checked(base, fits)
        known = identified(base, fits, LAW, sizes.simulations)
        say("predictive checks, identifiability")
        usual, noise, scaled = sensitivity(
            each,
            base,
            sizes.names,
            steps=sizes.refit_steps,
            size=sizes.draws,
            repeats=sizes.repeats,
        )
        say("priors of half and twice the width")
        robust = robustness(each, base, twin, steps=sizes.base_steps, size=sizes.draws)
        say("without the outlier, and with its full weight")
        ranked = calibrated(each, base, "twin", sizes.twin, sizes.steps)
        say("replicates of the twin")
        papers = calibrated(each, base, "literature", sizes.literature, sizes.literature_steps)
        say("replicates of the literature")
    return Results(
        sizes=sizes,
        twin=ranked,
        literature=papers,
        rows=seen,
        not_told=not_told,
        others=others,
        outliers=outliers(stored()),
        marks=marks(stored().twin),
        usual=usual,
        noise=noise,
        scaled=scaled,
        robustness=robust,
        identified=known,
        worst_r_hat=max(one.worst_r_hat for one in fits.values()),
        seconds=time.perf_counter() - start,
    )


def figures(found: Results) -> dict[str, object]:
    """Return the figures of a run."""
    checks = [*found.rows, *found.others]
    known = found.identified
    return {
        **_ranks("twin", found.twin),
        **_ranks("literature", found.literature),
        "score_bias_in_standard_errors": round(known.score_bias, 2),
        "checks": len(checks),
        "checks_inside_90": sum(one.inside for one in checks),
        "checks_worst": {
            one.name: round(one.p, 3) for one in sorted(checks, key=lambda one: one.p)[:5]
        },
        "outliers_share_above": {one.name: round(one.share_above, 4) for one in found.outliers},
        "sensitivity_noise_half_widths": {
            key: round(value, 3) for key, value in found.noise.shift.items()
        },
        "sensitivity_noise_widths": {
            key: round(float(np.exp(value)), 2) for key, value in found.noise.log_width.items()
        },
        "sensitivity_largest": [
            [name, factor, key, round(shift, 2), round(ratio, 2)]
            for name, factor, key, shift, ratio in largest(
                found.usual, found.noise, found.scaled, 8
            )
        ],
        **{
            f"output_{told.name.replace(' ', '_')}": {
                key: _rounded(told.bands[key]) for key in OUTPUTS
            }
            for told in (found.usual, *found.robustness)
        },
        "pih_by_phototype": {kind: _rounded(band) for kind, band in found.marks.bands.items()},
        "pih_share_rising": round(found.marks.rising, 4),
        "pih_non_zero": found.marks.non_zero,
        "directions_learnt_rest_known": sum(d.learnt for d in known.known_rest),
        "directions_learnt_rest_open": sum(d.learnt for d in known.open_rest),
        "directions_learnt_posterior": int((known.left < 1 / 4).sum()),
        "gain_and_slope": {
            law: {key: round(value, 2) for key, value in of.items()}
            for law, of in known.product.items()
        },
        "worst_r_hat": round(found.worst_r_hat, 3),
        "seconds": round(found.seconds),
        "members_a_law": found.sizes.draws,
        "emcee": emcee.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "neocol": __version__,
        "evidence": evidence.version(),
    }


def _ranks(model: str, found: Calibrated) -> dict[str, object]:
    decided = verdict(found.evenness)
    return {
        f"sbc_{model}": {
            name: {
                "chi_square": round(one.chi_square, 1),
                "p": round(one.chi_square_p, 4),
                "distance": round(one.distance, 3),
                "distance_p": round(one.distance_p, 4),
            }
            for name, one in found.evenness.items()
        },
        f"sbc_{model}_smallest_p": round(float(decided["smallest_p"]), 4),
        f"sbc_{model}_bar": round(float(decided["bar"]), 5),
        f"sbc_{model}_calibrated": decided["calibrated"],
        f"sbc_{model}_replicates": found.replicates,
        f"sbc_{model}_steps": found.steps,
    }


def _rounded(band: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(f"{value:.3g}") for value in band]


def main() -> None:
    """Run, print, and write the page where it is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--write", action="store_true", help="write the page and its drawing")
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder of the page")
    asked = parser.parse_args()
    found = run(QUICK if asked.quick else FULL)
    told(figures(found), as_json=asked.json)
    if asked.write:
        from _calibration_page import write

        write(found, asked.into)


if __name__ == "__main__":
    main()
