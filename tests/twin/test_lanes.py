"""Vectors of members: every operation as on numbers, lane by lane, also where one is no number."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from neocol.twin.kernels.lanes import (
    any_up_to,
    greater,
    lanes_of,
    put,
    root,
    row,
    size,
    unless_more,
)


@njit
def arithmetic(x, out):
    a, b = row(x, 0), row(x, 1)
    put(out, 0, a + b * 2.0 - 1.0 / b)
    put(out, 1, 3 * a - (0.5 + b) / (a * a + 1.0))
    put(out, 2, greater(a, b))
    put(out, 3, size(a))
    put(out, 4, root(size(b)))
    put(out, 5, unless_more(a, b, b, a))


@njit
def some(x):
    return any_up_to(row(x, 0), row(x, 1))


def samples(precision: type) -> np.ndarray:
    width = lanes_of(np.dtype(precision))
    x = np.random.default_rng(4).normal(size=(2, width)).astype(precision)
    x[1] += np.sign(x[1])
    return x


@pytest.mark.parametrize("precision", [np.float64, np.float32])
def test_vectors_do_what_numbers_do(precision: type) -> None:
    x = samples(precision)
    together = np.zeros((6, x.shape[1]), precision)
    arithmetic(x, together)
    a, b = x.astype(float)
    expected = [
        a + 2 * b - 1 / b,
        3 * a - (0.5 + b) / (a * a + 1),
        np.maximum(a, b),
        np.abs(a),
        np.sqrt(np.abs(b)),
        np.where(a <= b, b, a),
    ]
    np.testing.assert_allclose(together, expected, rtol=20 * np.finfo(precision).eps)
    for lane in range(x.shape[1]):
        alone = np.zeros(6)
        arithmetic(x[:, lane].astype(float), alone)
        np.testing.assert_allclose(together[:, lane], alone, rtol=20 * np.finfo(precision).eps)


def test_what_is_not_a_number_takes_the_second_way() -> None:
    x = samples(np.float64)
    x[0, 3] = np.nan
    out = np.zeros((6, x.shape[1]))
    arithmetic(x, out)
    assert out[2, 3] == x[1, 3]  # the greater: the second
    assert np.isnan(out[5, 3])  # no: not at most
    assert np.isfinite(np.delete(out, 3, axis=1)).all()  # nobody else is touched
    alone = np.zeros(6)
    arithmetic(x[:, 3].copy(), alone)
    assert alone[2] == x[1, 3]


def test_any_lane_is_enough() -> None:
    x = np.zeros((2, 8))
    x[0], x[1] = 1.0, 0.0
    assert not some(x)
    x[1, 5] = 1.0
    assert some(x)
    x[0, 5] = np.nan
    assert not some(x)
