"""Writes a fit as evidence: members as tables, provenance and choice as entries with sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from neocol import __version__, evidence
from neocol.cohort.calibration import Calibration, Fitted
from neocol.twin.observables import PERCENT
from neocol.twin.outcome.posterior import LITERATURE_FILE, TWIN_FILE, Posterior

COMMAND: Final = "make posterior"
INPUTS: Final = (
    "calibration", "devices", "healing", "outcome_words", "pih_counts", "scales", "sites", "skin",
    "trials",
)  # fmt: skip
"""Evidence files that a fit reads."""
PROVENANCE_FILE: Final = "posterior.toml"
_CELL: Final = "{:.4g}"
_BAND: Final = (5.0, 50.0, 95.0)


def inputs_hash(folder: Path = evidence.DATA) -> str:
    """Return the SHA-256 of the evidence that a fit reads: another hash asks for another fit."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update(name.encode())
        digest.update((folder / f"{name}.toml").read_bytes())
    return digest.hexdigest()


def write(calibration: Calibration, fitted: Fitted, folder: Path = evidence.DATA) -> None:
    """Write both posteriors and where they come from."""
    _table(fitted.predictors.twin, folder / TWIN_FILE)
    _table(fitted.predictors.literature, folder / LITERATURE_FILE)
    sources = sorted(
        {key for one in calibration.outcomes if one.use != "compare" for key in one.sources}
    )
    text = "\n".join(_provenance(calibration, fitted, sources))
    (folder / PROVENANCE_FILE).write_text(text, encoding="utf-8")


def _table(posterior: Posterior, path: Path) -> None:
    names = list(posterior.columns)
    lines = [",".join(names)]
    rows = zip(*(posterior[name] for name in names), strict=True)
    lines += [",".join(_CELL.format(value) for value in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _provenance(calibration: Calibration, fitted: Fitted, sources: Sequence[str]) -> Iterator[str]:
    yield "# What published studies made of the priors: written by `make posterior`, not by hand."
    yield f"# The members stand in {TWIN_FILE} and {LITERATURE_FILE};"
    yield "# docs/model-card.md says what they may claim."
    yield ""
    words: dict[str, str] = {
        f"choice.{group}": speaker for group, speaker in fitted.predictors.choice.items()
    }
    words |= {
        "made.command": COMMAND,
        "made.inputs": inputs_hash(),
        "made.engine": __version__,
        "made.sampler": f"emcee {version('emcee')}, numpy {version('numpy')}",
    }
    numbers = {
        "made.seed": float(calibration.seed),
        "made.members": float(fitted.predictors.twin.size),
        "made.cohorts": float(len(calibration.observed.cohorts)),
        **{f"score.{name}": value for name, value in fitted.scores.items()},
    }
    for law, one in fitted.twin.items():
        numbers[f"sampled.{law}.worst_r_hat"] = one.worst_r_hat
        numbers[f"sampled.{law}.least_effective"] = one.least_effective
    numbers["sampled.literature.worst_r_hat"] = fitted.literature.worst_r_hat
    numbers["sampled.literature.least_effective"] = fitted.literature.least_effective
    for key, word in words.items():
        yield from _entry(key, f'"{word}"', "word", sources)
    for key, value in numbers.items():
        yield from _entry(key, f"{value:.6g}" if value % 1 else f"{value:.1f}", "1", sources)
    for key, draws in _told(fitted.predictors.twin).items():
        low, median, high = np.percentile(draws, _BAND)
        spread = f'spread = {{ kind = "range", low = {low:.4g}, high = {high:.4g} }}'
        yield from _entry(key, f"{median:.4g}", "1", sources, spread)


def _told(twin: Posterior) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return what a reader wants to know of the posterior: products, not factors."""
    gain = np.exp(twin["composite.collagen_gain"])
    anchor = evidence.number("healing.anchor.collagen_gain", "1")
    found = {"told.collagen_gain_percent": PERCENT * anchor * gain}
    for name in twin.columns:
        if name.startswith("slope."):
            found[f"told.slope_times_gain_{name.removeprefix('slope.')}"] = twin[name] * gain
    bias = twin["regression_to_mean"] + twin["observer"] + twin["publication"]
    found["told.bias"] = bias
    found["told.study_between"] = twin["study_between"]
    found["told.patient_sd"] = twin["patient_sd"]
    return found


def _entry(
    key: str, value: str, unit: str, sources: Sequence[str], spread: str | None = None
) -> Iterator[str]:
    listed = ", ".join(f'"{source}"' for source in sources)
    yield f"[{key}]"
    yield f"value = {value}"
    yield f'unit = "{unit}"'
    if spread is not None:
        yield spread
    yield f"sources = [{listed}]"
    yield 'status = "derived"'
    yield 'confidence = "low"'
    yield ""
