"""One step of the method: a Rosenbrock-W pair of orders 2 and 1 with one linear solve a field.

Notes
-----
With γ = 1 - 1/√2 and any matrix A that holds what is stiff::

    (I - γ h A) k₁ = h f(y)
    (I - γ h A) k₂ = h f(y + k₁) - 2 k₁
    y⁺ = y + k₁ + (k₁ + k₂) / 2,      error = (k₁ + k₂) / 2

The order is 2 whatever A is. Here A is each field's own diffusion and a constant loss: a
tridiagonal matrix a field, factored once a step. What falls below zero by the error of a step is
put back to zero.

References
----------
J. G. Verwer et al., SIAM J. Sci. Comput. 20 (1999) 1456, doi:10.1137/S1064827597326651.
"""

from __future__ import annotations

from typing import Final

from numba import njit

from neocol.twin.kernels.lanes import greater, put, row, size
from neocol.twin.kernels.layout import BASELINE, FIELDS, LUMPED, LUMPED_BASELINE, SPREADING
from neocol.twin.kernels.reactions import FIELD, RATE, reactions, surface

GAMMA: Final = 1.0 - 0.5**0.5
MOVING: Final = len(SPREADING)
ALL: Final = len(FIELDS)
TOP: Final = len(LUMPED)
FLOOR: Final = 1e-3
"""Change below which a field's error is not looked at relative to the field's own change."""


@njit(forceinline=True)
def _moved(slope, spread, up, low, out, into):
    """Add diffusion to a slope: differences to the next and from the last cell."""
    return slope + spread * (up * out - low * into)


@njit(forceinline=True)
def _whole(rate, grid, y, n, j, into):
    """Return slopes with diffusion at cell j, and the differences that the next cell needs."""
    up, low = row(grid, j), row(grid, n + j)
    f = reactions(rate, y, n, j)
    # beyond the last cell the conductance is zero and the row read belongs to the next field
    o0 = row(y, j + 1) - row(y, j)
    o1 = row(y, FIELD.macrophage * n + j + 1) - row(y, FIELD.macrophage * n + j)
    o2 = row(y, FIELD.signal * n + j + 1) - row(y, FIELD.signal * n + j)
    o3 = row(y, FIELD.fibroblast * n + j + 1) - row(y, FIELD.fibroblast * n + j)
    o4 = row(y, FIELD.protease * n + j + 1) - row(y, FIELD.protease * n + j)
    o5 = row(y, FIELD.vessel * n + j + 1) - row(y, FIELD.vessel * n + j)
    g = (
        _moved(f[0], row(rate, RATE.neutrophil_spread), up, low, o0, into[0]),
        _moved(f[1], row(rate, RATE.macrophage_spread), up, low, o1, into[1]),
        _moved(f[2], row(rate, RATE.signal_spread), up, low, o2, into[2]),
        _moved(f[3], row(rate, RATE.fibroblast_spread), up, low, o3, into[3]),
        _moved(f[4], row(rate, RATE.protease_spread), up, low, o4, into[4]),
        _moved(f[5], row(rate, RATE.vessel_spread), up, low, o5, into[5]),
        f[6],
        f[7],
        f[8],
        f[9],
        f[10],
        f[11],
        f[12],
    )
    return g, (o0, o1, o2, o3, o4, o5)


@njit(forceinline=True)
def _inverses(a, b, c):
    """Return three inverses from one division."""
    ab = a * b
    whole = 1.0 / (ab * c)
    third = whole * ab
    pair = whole * c
    return pair * b, pair * a, third


@njit
def slopes(rate, grid, y, n, out):
    """Write every slope: fields over depth, then the surface. The reference right-hand side.

    Parameters
    ----------
    rate : array of shape (parameters, ...)
    grid : array of shape (3 n, ...)
        Conductance to the next cell and to the last over this cell's width, 1/mm², and the cell's
        share of the papillary dermis.
    y, out : array of shape (fields × n + lumped + 1, ...)
        States and their slopes per day; the last row is not used.
    """
    zero = 0.0 * row(y, 0)
    into = (zero, zero, zero, zero, zero, zero)
    cells = zero
    for j in range(n):
        f, into = _whole(rate, grid, y, n, j, into)
        for k in range(ALL):
            put(out, k * n + j, f[k])
        cells = cells + row(grid, 2 * n + j) * (row(y, j) + row(y, FIELD.macrophage * n + j))
    s = surface(rate, y, n, cells)
    for k in range(TOP):
        put(out, ALL * n + k, s[k])


@njit(forceinline=True)
def _shares(rate, step):
    """Return step × diffusion of every moving field."""
    return (
        step * row(rate, RATE.neutrophil_spread),
        step * row(rate, RATE.macrophage_spread),
        step * row(rate, RATE.signal_spread),
        step * row(rate, RATE.fibroblast_spread),
        step * row(rate, RATE.protease_spread),
        step * row(rate, RATE.vessel_spread),
    )


@njit(forceinline=True)
def _down(work, k1, at, cells, share, up, low, right, before, inverse):
    """Bring a moving field's row to upper form; keep its factors for the second solve."""
    put(work, at, inverse)
    put(work, cells + at, share * up * inverse)
    found = (right + share * low * before) * inverse
    put(k1, at, found)
    return found


@njit(forceinline=True)
def _down_again(work, k1, k2, at, share, low, slope, before):
    """Do the same to the right of the second solve, with the factors that were kept."""
    found = (slope - 2.0 * row(k1, at) + share * low * before) * row(work, at)
    put(k2, at, found)
    return found


@njit(forceinline=True)
def _alone(y, middle, at, k1):
    put(middle, at, row(y, at) + k1)


@njit
def first_stage(rate, grid, y, h, n, work, k1, middle):
    """Factor, solve for k₁ and write y + k₁ into `middle`; `k1` holds the moving fields only.

    Parameters
    ----------
    rate, grid, y : arrays of shape (..., lanes) or (...,)
        As in `slopes`.
    h : vector or number
        Step in days.
    n : int
    work : array
        Keeps the factors; heights in ``course.scratch_rows``.
    """
    step = GAMMA * h
    s0, s1, s2, s3, s4, s5 = _shares(rate, step)
    d0 = 1.0 + step * row(rate, RATE.neutrophil_loss)
    d1 = 1.0 + step * row(rate, RATE.macrophage_loss)
    d2 = 1.0 + step * row(rate, RATE.signal_loss)
    d3 = 1.0 + step * row(rate, RATE.fibroblast_growth)
    d4 = 1.0 + step * row(rate, RATE.protease_loss)
    d5 = 1.0 + step * row(rate, RATE.vessel_growth)
    turnover = 1.0 / (1.0 + step * row(rate, RATE.collagen_turnover))
    alone = (
        1.0 / (1.0 + step * row(rate, RATE.debris_loss)),
        1.0 / (1.0 + step * row(rate, RATE.myofibroblast_loss)),
        1.0 / (1.0 + step * row(rate, RATE.collagen_maturing)),
        turnover,
        turnover,
        1.0 / (1.0 + step * row(rate, RATE.tropoelastin_loss)),
        1.0 / (1.0 + step * row(rate, RATE.elastin_turnover)),
    )
    cells = MOVING * n
    zero = 0.0 * h
    into = (zero, zero, zero, zero, zero, zero)
    r0, r1, r2, r3, r4, r5 = into
    u0, u1, u2, u3, u4, u5 = into
    inflamed = zero
    for j in range(n):
        f, into = _whole(rate, grid, y, n, j, into)
        up, low = row(grid, j), row(grid, n + j)
        b0, b1, b2 = _inverses(
            d0 + s0 * (up + low * (1.0 - u0)),
            d1 + s1 * (up + low * (1.0 - u1)),
            d2 + s2 * (up + low * (1.0 - u2)),
        )
        b3, b4, b5 = _inverses(
            d3 + s3 * (up + low * (1.0 - u3)),
            d4 + s4 * (up + low * (1.0 - u4)),
            d5 + s5 * (up + low * (1.0 - u5)),
        )
        r0 = _down(work, k1, FIELD.neutrophil * n + j, cells, s0, up, low, h * f[0], r0, b0)
        r1 = _down(work, k1, FIELD.macrophage * n + j, cells, s1, up, low, h * f[1], r1, b1)
        r2 = _down(work, k1, FIELD.signal * n + j, cells, s2, up, low, h * f[2], r2, b2)
        r3 = _down(work, k1, FIELD.fibroblast * n + j, cells, s3, up, low, h * f[3], r3, b3)
        r4 = _down(work, k1, FIELD.protease * n + j, cells, s4, up, low, h * f[4], r4, b4)
        r5 = _down(work, k1, FIELD.vessel * n + j, cells, s5, up, low, h * f[5], r5, b5)
        u0, u1, u2 = s0 * up * b0, s1 * up * b1, s2 * up * b2
        u3, u4, u5 = s3 * up * b3, s4 * up * b4, s5 * up * b5
        _alone(y, middle, FIELD.debris * n + j, h * f[6] * alone[0])
        _alone(y, middle, FIELD.myofibroblast * n + j, h * f[7] * alone[1])
        _alone(y, middle, FIELD.collagen_new * n + j, h * f[8] * alone[2])
        _alone(y, middle, FIELD.collagen_III * n + j, h * f[9] * alone[3])
        _alone(y, middle, FIELD.collagen_I * n + j, h * f[10] * alone[4])
        _alone(y, middle, FIELD.tropoelastin * n + j, h * f[11] * alone[5])
        _alone(y, middle, FIELD.elastin * n + j, h * f[12] * alone[6])
        inflamed = inflamed + row(grid, 2 * n + j) * (row(y, j) + row(y, n + j))
    for k in range(MOVING):
        later = zero
        for back in range(n):
            at = k * n + n - 1 - back
            later = row(k1, at) + row(work, cells + at) * later
            put(k1, at, later)
            put(middle, at, row(y, at) + later)
    for k in range(ALL - MOVING):
        put(work, 2 * cells + k, alone[k])
    s = surface(rate, y, n, inflamed)
    for k in range(TOP):
        inverse = 1.0 / (1.0 + step * row(rate, RATE.redness_loss + k))
        put(work, 2 * cells + ALL - MOVING + k, inverse)
        put(middle, ALL * n + k, row(y, ALL * n + k) + h * s[k] * inverse)


@njit(forceinline=True)
def _finish(new, at, k1, k2):
    """Write the new state of one row; return it and the size of its error."""
    error = (k1 + k2) / 2.0
    state = greater(row(new, at) + error, 0.0)
    put(new, at, state)
    return state, size(error)


@njit(forceinline=True)
def _finish_alone(y, new, at, slope, inverse):
    """Solve a row that stands alone and write its new state; return it and its error."""
    k1 = row(new, at) - row(y, at)
    return _finish(new, at, k1, (slope - 2.0 * k1) * inverse)


@njit(forceinline=True)
def _worse(worst, scale, k, change, error):
    """Return the larger of two errors, each relative to the largest change of its field so far."""
    largest = greater(row(scale, k), size(change))
    put(scale, k, largest)
    share = error / (largest + FLOOR)
    # what is not a number stays so, whatever is compared after it
    return greater(worst, share) + 0.0 * (worst + share)


@njit
def second_stage(rate, grid, y, h, n, work, k1, k2, new, scale):
    """Solve for k₂ and write the new state over `new`, which holds y + k₁.

    Returns
    -------
    number or vector
        Largest error of a field's mean over the papillary dermis, or of the surface, relative to
        the largest change so far; `scale` of shape (fields + lumped, ...) keeps that.
    """
    s0, s1, s2, s3, s4, s5 = _shares(rate, GAMMA * h)
    cells = MOVING * n
    zero = 0.0 * h
    into = (zero, zero, zero, zero, zero, zero)
    r0, r1, r2, r3, r4, r5 = into
    inflamed = zero
    for j in range(n):
        f, into = _whole(rate, grid, new, n, j, into)
        low = row(grid, n + j)
        inflamed = inflamed + row(grid, 2 * n + j) * (row(new, j) + row(new, n + j))
        r0 = _down_again(work, k1, k2, FIELD.neutrophil * n + j, s0, low, h * f[0], r0)
        r1 = _down_again(work, k1, k2, FIELD.macrophage * n + j, s1, low, h * f[1], r1)
        r2 = _down_again(work, k1, k2, FIELD.signal * n + j, s2, low, h * f[2], r2)
        r3 = _down_again(work, k1, k2, FIELD.fibroblast * n + j, s3, low, h * f[3], r3)
        r4 = _down_again(work, k1, k2, FIELD.protease * n + j, s4, low, h * f[4], r4)
        r5 = _down_again(work, k1, k2, FIELD.vessel * n + j, s5, low, h * f[5], r5)
        put(k2, FIELD.debris * n + j, h * f[6])
        put(k2, FIELD.myofibroblast * n + j, h * f[7])
        put(k2, FIELD.collagen_new * n + j, h * f[8])
        put(k2, FIELD.collagen_III * n + j, h * f[9])
        put(k2, FIELD.collagen_I * n + j, h * f[10])
        put(k2, FIELD.tropoelastin * n + j, h * f[11])
        put(k2, FIELD.elastin * n + j, h * f[12])
    worst = zero
    for k in range(MOVING):
        later, error, change = zero, zero, zero
        for back in range(n):
            cell = n - 1 - back
            at = k * n + cell
            later = row(k2, at) + row(work, cells + at) * later
            state, wrong = _finish(new, at, row(k1, at), later)
            error = error + row(grid, 2 * n + cell) * wrong
            change = change + row(grid, 2 * n + cell) * (state - BASELINE[k])
        worst = _worse(worst, scale, k, change, error)
    for k in range(MOVING, ALL):
        error, change = zero, zero
        inverse = row(work, 2 * cells + k - MOVING)
        for cell in range(n):
            at = k * n + cell
            state, wrong = _finish_alone(y, new, at, row(k2, at), inverse)
            error = error + row(grid, 2 * n + cell) * wrong
            change = change + row(grid, 2 * n + cell) * (state - BASELINE[k])
        worst = _worse(worst, scale, k, change, error)
    s = surface(rate, new, n, inflamed)
    for k in range(TOP):
        inverse = row(work, 2 * cells + ALL - MOVING + k)
        state, wrong = _finish_alone(y, new, ALL * n + k, h * s[k], inverse)
        worst = _worse(worst, scale, ALL + k, state - LUMPED_BASELINE[k], wrong)
    return worst
