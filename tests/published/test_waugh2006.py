"""Waugh & Sherratt 2006, macrophage phenotypes and TGF-β in a wound (BioModels BIOMD0000000680).

Reproducing it validates our reading of the model and our numerics, not the twin. The expected
numbers were computed earlier from the stored equations; they are not quoted from the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from scipy.optimize import root

from .follow import State, follow, printed


@dataclass(frozen=True)
class Wound:
    """Parameters: per day, cells per mm³, pg per mm³."""

    inflammatory_share: float  # of the monocytes that arrive; α of the paper
    dividing_share: float = 0.05  # k1
    division: float = 0.693  # k2
    crowding: float = 0.002  # k3, mm³ per cell
    secretion: float = 0.07  # k4, pg per cell
    macrophage_loss: float = 0.2  # d1
    tgf_decay: float = 9.1  # d2


NORMAL = Wound(inflammatory_share=0.5)
DIABETIC = Wound(inflammatory_share=0.8)
START = (200.0, 200.0, 6.0)  # inflammatory and repair macrophages, TGF-β


def slope(_: float, state: State, wound: Wound) -> State:
    """Return the change per day of both macrophages and of TGF-β."""
    inflammatory, repair, tgf = state
    arrival = -2.47 * tgf**3 + 21.94 * tgf**2 + 6.41 * tgf + 1.75
    growth = (
        wound.dividing_share * wound.division * (1 - wound.crowding * (inflammatory + repair))
        - wound.macrophage_loss
    )
    return np.array(
        [
            wound.inflammatory_share * arrival + growth * inflammatory,
            (1 - wound.inflammatory_share) * arrival + growth * repair,
            wound.secretion * inflammatory - wound.tgf_decay * tgf,
        ]
    )


@pytest.mark.parametrize(
    ("wound", "day", "expected"),
    [
        (NORMAL, 10, ("110.6794", "110.6794", "0.8591")),
        (NORMAL, 20, ("43.8537", "43.8537", "0.3410")),
        (NORMAL, 200, ("6.365", "6.365", "0.0490")),
        (DIABETIC, 10, ("476.3613", "140.0358", "3.617")),
        (DIABETIC, 20, ("899.666", "226.9873", "6.9172")),
    ],
)
def test_the_course(wound: Wound, day: float, expected: tuple[str, ...]) -> None:
    end = follow(partial(slope, wound=wound), START, [day]).y[:, -1]
    assert list(end) == [printed(number) for number in expected]


def test_the_diabetic_wound_never_resolves() -> None:
    diabetic = partial(slope, wound=DIABETIC)
    run = follow(diabetic, START, np.linspace(0, 2000, 2001))
    steady = root(lambda state: diabetic(0.0, state), run.y[:, 20], tol=1e-12)
    assert steady.success
    assert list(steady.x) == [printed(number) for number in ("905.773", "226.443", "6.9675")]
    # The run settles there and inflammation never falls below where it began.
    assert run.y[:, -1] == pytest.approx(steady.x, rel=1e-8)
    assert run.y[0].min() == START[0]
