"""Adler et al. 2020 (iScience), the circuit of myofibroblasts and macrophages in fibrosis.

Without an injury (I = 0). Reproducing it validates our reading of the model and our numerics, not
the twin. The expected numbers were computed earlier from public code of the model; they are not
quoted from the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import root

from .follow import State, follow, printed

MINUTES = 1440.0  # per day: cells divide and die per day, but secrete and take up per minute


@dataclass(frozen=True)
class Circuit:
    """Parameters: per day, cells and molecules per ml."""

    division_f: float = 0.9  # λ1
    division_m: float = 0.8  # λ2
    removal: float = 0.3  # µ1 = µ2
    capacity: float = 1e6  # K
    half: float = 1e9  # k, of both growth factors
    csf_from_f: float = 470 * MINUTES  # β1, molecules per cell
    pdgf_from_m: float = 70 * MINUTES  # β2
    pdgf_from_f: float = 240 * MINUTES  # β3
    csf_uptake: float = 940 * MINUTES  # α1
    pdgf_uptake: float = 510 * MINUTES  # α2
    decay: float = 2.0  # γ


CIRCUIT = Circuit()
MACROPHAGES = 1  # the place in the state

# Rough guesses of myofibroblasts, macrophages, CSF and PDGF; the roots below refine them.
HOT = (5e5, 5e5, 1e9, 1e9)
SADDLE = (5e3, 5e3, 1e9, 1e9)
COLD = (3e5, 0.0, 1e11, 1e9)
THRESHOLD = (1e4, 0.0, 1e9, 1e9)


def slope(_: float, state: State) -> State:
    """Return the change per day of myofibroblasts, macrophages, CSF and PDGF."""
    c = CIRCUIT
    f, m, csf, pdgf = state
    csf_bound = csf / (c.half + csf)
    pdgf_bound = pdgf / (c.half + pdgf)
    return np.array(
        [
            f * (c.division_f * pdgf_bound * (1 - f / c.capacity) - c.removal),
            m * (c.division_m * csf_bound - c.removal),
            c.csf_from_f * f - c.csf_uptake * m * csf_bound - c.decay * csf,
            c.pdgf_from_m * m + c.pdgf_from_f * f - c.pdgf_uptake * f * pdgf_bound - c.decay * pdgf,
        ]
    )


def fixed_point(guess: Sequence[float]) -> State:
    """Return the fixed point near ``guess``; what is zero there stays zero."""
    present = np.array(guess) > 0

    def state(logarithms: State) -> State:
        whole = np.zeros(len(guess))
        whole[present] = np.exp(logarithms)
        return whole

    def relative_slope(logarithms: State) -> State:
        # Cells and molecules differ by orders of magnitude; their relative changes do not.
        return slope(0.0, state(logarithms))[present] / np.exp(logarithms)

    found = root(relative_slope, np.log(np.array(guess)[present]), tol=1e-12)
    assert found.success, found.message
    return state(found.x)


def jacobian(point: State) -> State:
    """Return the Jacobian at ``point``, per day, by central differences."""
    step = 1e-6 * np.maximum(point, 1e3)  # a step away from no macrophages, too
    return np.column_stack(
        [
            (slope(0.0, point + shift) - slope(0.0, point - shift)) / (2 * shift.sum())
            for shift in np.diag(step)
        ]
    )


def growing(matrix: State) -> int:
    """Return how many eigenvalues of a Jacobian have a positive real part."""
    return int((np.linalg.eigvals(matrix).real > 0).sum())


def along_the_axis(matrix: State) -> State:
    """Return a Jacobian without the row and column of the macrophages."""
    return np.delete(np.delete(matrix, MACROPHAGES, 0), MACROPHAGES, 1)


@pytest.mark.parametrize(
    ("guess", "fibroblasts", "macrophages", "unstable"),
    [(HOT, "4.814e5", "6.395e5", 0), (SADDLE, "5329", "4741", 1)],
)
def test_hot_fibrosis_and_the_saddle(
    guess: tuple[float, ...], fibroblasts: str, macrophages: str, unstable: int
) -> None:
    point = fixed_point(guess)
    assert list(point[:2]) == [printed(fibroblasts), printed(macrophages)]
    assert growing(jacobian(point)) == unstable


@pytest.mark.parametrize(
    ("guess", "fibroblasts", "unstable"), [(COLD, "2.788e5", 0), (THRESHOLD, "1.0339e4", 1)]
)
def test_cold_fibrosis_and_its_threshold(
    guess: tuple[float, ...], fibroblasts: str, unstable: int
) -> None:
    point = fixed_point(guess)
    whole = jacobian(point)
    assert point[0] == printed(fibroblasts)
    assert growing(along_the_axis(whole)) == unstable
    # Both give way to any macrophage: without them CSF is plenty, and they would multiply.
    assert growing(whole) == unstable + 1


def test_the_saddle_divides_healing_from_hot_fibrosis() -> None:
    saddle = fixed_point(SADDLE)

    def end(scale: float) -> State:
        start = saddle * (scale, scale, 1.0, 1.0)
        return follow(slope, start, [400.0]).y[:2, -1]

    assert end(0.99) == pytest.approx(np.zeros(2), abs=1e-6)
    assert end(1.01) == pytest.approx(fixed_point(HOT)[:2], rel=1e-6)
