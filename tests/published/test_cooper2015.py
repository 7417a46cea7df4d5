"""Cooper, Segal, Diegelmann & Reynolds 2015, the inflammatory phase (BioModels BIOMD0000000855).

Without oestrogen and cortisol. Reproducing it validates our reading of the model and our
numerics, not the twin. The expected numbers were computed earlier from the stored equations; they
are not quoted from the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest

from .follow import State, follow, printed


@dataclass(frozen=True)
class Inflammation:
    """Parameters under the names of the stored model: per day, cells and debris in scaled units."""

    kpg: float = 14.4
    pinf: float = 20.0
    kpb: float = 14.4
    sb: float = 0.12
    mub: float = 0.048
    kbp: float = 0.2
    kpn: float = 35.03
    kpm: float = 34.8
    ninf: float = 0.11
    kptn: float = 2.03
    kptm: float = 3.16
    mupt: float = 0.37
    kmpt: float = 41.5
    kmp: float = 18.52
    kmm: float = 0.06
    kmn: float = 10.58
    smr: float = 0.17
    mumr: float = 0.54
    mum: float = 0.5
    knp: float = 17.58
    knpt: float = 2.97
    snr: float = 0.38
    munr: float = 3.3
    mun: float = 1.02
    knm: float = 6.42
    ken_on_neutrophils: float = 0.0


INTENDED = Inflammation()
# The stored file multiplies the clearing of debris by (1 + ken N), where the clearing of pathogens
# has (1 + ken E): oestrogen was meant, and without it the factor is one. `ken` is the stored value.
AS_STORED = Inflammation(ken_on_neutrophils=5.37)
START = (0.1, 2.0, 0.0, 0.1)  # pathogen, debris, macrophages, neutrophils


def slope(_: float, state: State, rates: Inflammation) -> State:
    """Return the change per day of pathogen, debris, macrophages and neutrophils."""
    r = rates
    pathogen, debris, macrophages, neutrophils = state
    active = macrophages / (1 + (neutrophils / r.ninf) ** 2)
    call_m = r.kmpt * debris + r.kmp * pathogen + r.kmm * macrophages + r.kmn * neutrophils
    call_n = r.knpt * debris + r.knp * pathogen
    return np.array(
        [
            r.kpg * pathogen * (1 - pathogen / r.pinf)
            - r.kpb * r.sb * pathogen / (r.mub + r.kbp * pathogen)
            - r.kpn * pathogen * neutrophils
            - r.kpm * pathogen * active,
            -r.kptn * debris * neutrophils * (1 + r.ken_on_neutrophils * neutrophils)
            - r.kptm * debris * active
            + r.mun * neutrophils
            - r.mupt * debris,
            r.smr * call_m / (r.mumr + call_m) - r.mum * macrophages,
            r.snr * call_n / (r.munr + call_n) - r.mun * neutrophils - r.knm * neutrophils * active,
        ]
    )


def course(rates: Inflammation) -> Any:
    """Return two weeks, with these events: neutrophils turn, macrophages turn, debris is halved."""
    known = partial(slope, rates=rates)
    return follow(
        known,
        START,
        [14.0],
        events=[
            lambda day, state: known(day, state)[3],
            lambda day, state: known(day, state)[2],
            lambda _, state: state[1] - START[1] / 2,
        ],
    )


@pytest.mark.parametrize(
    ("rates", "neutrophils", "macrophages"),
    [
        (INTENDED, ("0.1525", "0.85"), ("0.2801", "4.35")),
        (AS_STORED, ("0.1483", "0.76"), ("0.2726", "4.14")),
    ],
)
def test_the_peaks(
    rates: Inflammation, neutrophils: tuple[str, str], macrophages: tuple[str, str]
) -> None:
    run = course(rates)
    for event, place, (height, day) in ((0, 3, neutrophils), (1, 2, macrophages)):
        # Each cell turns once only, so this is its one peak.
        assert list(run.t_events[event]) == [printed(day)]
        assert run.y_events[event][0, place] == printed(height)


def test_the_debris_is_half_cleared() -> None:
    assert list(course(INTENDED).t_events[2]) == [printed("1.09")]
