"""Diffusion as in the textbook, through the kernels: with every reaction off, a cosine decays."""

from __future__ import annotations

import numpy as np
import pytest

from neocol.twin.column import Column
from neocol.twin.ensemble import scratch
from neocol.twin.kernels import course as kernel
from neocol.twin.kernels.layout import (
    BASELINE,
    FEATURES,
    FIELDS,
    LUMPED_BASELINE,
    PARAMETERS,
    SPREADING,
)

SPREAD, HEIGHT, LAYER = 0.29, 1.0, 0.4
DAYS = np.array([0.02, 0.05, 0.1, 0.3, 1.0])


def decayed(field: str, column: Column, waves: int, tolerance: float) -> np.ndarray:
    """Return a field's mean over the upper layer on the days looked at, less its mean of 2."""
    n = column.cells
    edges = column.edges_mm(LAYER, np.array([HEIGHT]))
    k = waves * np.pi / HEIGHT
    wave = np.diff(np.sin(k * edges[0])) / (k * np.diff(edges[0]))
    rates = np.zeros((1, len(PARAMETERS)))
    rates[0, PARAMETERS.index(f"{field}_spread")] = SPREAD
    state = np.concatenate((np.repeat(BASELINE, n), LUMPED_BASELINE)).astype(float)
    at = FIELDS.index(field) * n
    state[at : at + n] = 2.0 + wave
    looks = np.arange(DAYS.size)
    seen = kernel.Seen(
        np.zeros((DAYS.size, len(FEATURES))), np.zeros(1, np.int64), np.zeros(3, np.int64)
    )
    kernel.follow(
        kernel.Asked(
            np.array([[0, -1, 0, 0, 1, 0, DAYS.size]]), DAYS[-1:], np.array([-1]), DAYS, looks
        ),
        kernel.People(rates, column.grids(edges), np.zeros((1, n + 2)), state[None].copy()),
        scratch(n, np.dtype(float)),
        tolerance,
        n,
        seen,
    )
    assert not seen.status.any()
    return seen.out[:, FEATURES.index(field)] - 2.0


def exact(waves: int) -> np.ndarray:
    """Return the mean over the upper layer of cos(k z) exp(-D k² t)."""
    k = waves * np.pi / HEIGHT
    return np.sin(k * LAYER) / (k * LAYER) * np.exp(-SPREAD * k**2 * DAYS)


@pytest.mark.parametrize("field", ["signal", "vessel", "macrophage"])
@pytest.mark.parametrize("waves", [1, 2])
def test_a_cosine_of_depth_decays_as_it_must(field: str, waves: int) -> None:
    assert field in SPREADING
    found = decayed(field, Column(40, 40), waves, 1e-6)
    np.testing.assert_allclose(found, exact(waves), rtol=5e-3, atol=2e-4)


def test_finer_cells_come_closer() -> None:
    errors = [
        np.abs(decayed("signal", Column(n, n), 1, 1e-7) - exact(1)).max() for n in (5, 10, 20)
    ]
    assert errors[0] < 5e-3
    assert errors[1] < errors[0] / 2.5
    assert errors[2] < errors[1] / 2.5


def test_nothing_is_lost_at_the_ends() -> None:
    """The mean over the whole depth stays: what leaves the upper layer is in the lower."""
    column = Column(6, 6)
    edges = column.edges_mm(LAYER, np.array([HEIGHT]))
    grid = column.grids(edges)[0]
    width = np.diff(edges[0])
    up, low = grid[: column.cells], grid[column.cells : 2 * column.cells]
    flow = np.diag(-up - low) + np.diag(up[:-1], 1) + np.diag(low[1:], -1)
    np.testing.assert_allclose(width @ flow, 0.0, atol=1e-9)
    np.testing.assert_allclose(flow.sum(1), 0.0, atol=1e-9)
