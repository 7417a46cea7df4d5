"""Hand-made reports of published outcomes, for the tests of their pages and drawings."""

from __future__ import annotations

from typing import Any

from neocol.record import Interval, Refused, TrialRow, TrialsReport
from neocol.record.outcome import Share, Skill

DIGEST = "9f2c" * 16


def interval(median: float, low: float, high: float, unit: str) -> Interval:
    return Interval(median=median, low90=low, high90=high, unit=unit)


def row(id: str, published: float | None, unit: str, predicted: Any, **more: Any) -> TrialRow:
    given: dict[str, Any] = {
        "cohort": id.partition("_")[0],
        "indication": "acne_scar",
        "measure": "goodman_baron_quantitative",
        "n": 30,
        "speaks": "twin",
        "held_out": True,
        "value_of": "share" if unit == "fraction" else "after" if "baseline" in unit else "change",
        "baseline": 100.0 if "baseline" in unit else None,
    }
    held = interval(*predicted, unit) if predicted else None
    if held is not None and published is not None:
        given["inside"] = held.holds(published)
    return TrialRow(id=id, published=published, unit=unit, predicted=held, **{**given, **more})


ROWS = (
    row("dogra2014", 55.4, "% of baseline", (64.0, 45.0, 84.0)),
    row("leheta2011_pci", 31.7, "% of baseline", (62.0, 45.0, 84.0)),
    row("lotfi2013_coll", 153.2, "% of baseline", (148, 110, 210), measure="collagen_fraction"),
    row(
        "budamakuntla2013", 55.6, "% of baseline", (71, 40, 105),
        indication="melasma", measure="masi", speaks="literature",
    ),
    row("majid2009", 0.944, "fraction", (0.81, 0.55, 0.97), measure="goodman_baron_grade"),
    row("confocal2015", 0.933, "fraction", (0.55, 0.25, 0.85), measure="improvement"),
    row(
        "dhurat2013", 22.2, "hairs/cm2", (18, -9, 45),
        indication="androgenetic_alopecia", measure="hair_density",
    ),
    row(
        "kang2022", 2.97, "OR", None, measure="odds of >50% improvement",
        refused="an odds ratio is no outcome of one arm", speaks=None,
    ),
)  # fmt: skip


def report(rows: tuple[TrialRow, ...] = ROWS, **more: Any) -> TrialsReport:
    given: dict[str, Any] = {
        "mode": "loo",
        "coverage": Share(hits=5, of=7, share=5 / 7, low95=0.29, high95=0.963),
        "mean_width": 48.2,
        "skill": Skill(
            difference=-1.3, low95=-3.9, high95=0.8, score=11.2, baseline_score=12.5, cohorts=7
        ),
        "by_group": {
            "acne_scar / goodman_baron_quantitative": Share(
                hits=2, of=3, share=2 / 3, low95=0.094, high95=0.992
            ),
            "melasma / masi": Refused(refused="1 cohort; three are needed"),
        },
        "choice": {"melasma / masi": "literature"},
        "predictions_hash": DIGEST,
        "not_predicted": 1,
        "notes": ("Studies that fail are printed less often.",),
        "seed": 7,
    }
    return TrialsReport(rows=rows, **{**given, **more})
