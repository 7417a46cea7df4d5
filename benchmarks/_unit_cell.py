"""Skin around one channel, resolved sideways: the slow reference of the twin's column.

The column smears channels over the whole area of skin. Here one channel stands in the middle of a
disc as wide as its share of the skin (radius 1/sqrt(π n)), axisymmetric in r and z, with the very
same reactions in every cell and diffusion both ways.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numba import njit

from neocol.twin.kernels.layout import (
    BASELINE,
    FEATURES,
    FIELDS,
    LUMPED,
    LUMPED_BASELINE,
    PARAMETERS,
    SPREADING,
)
from neocol.twin.kernels.reactions import FIELD, RATE, jump, reactions, surface
from neocol.twin.kernels.step import GAMMA

FIRST_SPREAD = PARAMETERS.index("neutrophil_spread")
OWN_LOSS = tuple(
    PARAMETERS.index(name)
    for name in (
        "neutrophil_loss", "macrophage_loss", "signal_loss", "fibroblast_growth", "protease_loss",
        "vessel_growth", "debris_loss", "myofibroblast_loss", "collagen_maturing",
        "collagen_turnover", "collagen_turnover", "tropoelastin_loss", "elastin_turnover",
    )
)  # fmt: skip
NARROWEST_MM = 0.008
WIDENING = 1.25


def radii_mm(density_per_cm2: float) -> np.ndarray:
    """Return the edges of the rings, shape (rings + 1,), finer around the channel."""
    outer = 1.0 / np.sqrt(np.pi * density_per_cm2 / 100.0)
    edges = [0.0]
    width = NARROWEST_MM
    while edges[-1] + 1.5 * width < outer:
        edges.append(edges[-1] + width)
        width *= WIDENING
    return np.array([*edges, outer])


def inside(rings: np.ndarray, radius_mm: np.ndarray) -> np.ndarray:
    """Return the share of every ring that lies inside a disc: shape (depths, rings)."""
    covered = np.minimum(rings, radius_mm[:, None]) ** 2
    return np.diff(covered, axis=1) / np.diff(rings**2)


def conductances(width: np.ndarray, apart: np.ndarray, face: np.ndarray, volume: np.ndarray):
    """Return the couplings to the next and from the last cell, in 1/mm²."""
    up, low = np.zeros(width.size), np.zeros(width.size)
    up[:-1] = face / (volume[:-1] * apart)
    low[1:] = face / (volume[1:] * apart)
    return up, low


@njit
def _solve(right, up, low, stride, first, count, share, loss):
    """Solve (1 + loss) x - share D x = right along one line of cells, in place."""
    factors = np.empty(count)
    before, carried = 0.0, 0.0
    for i in range(count):
        inverse = 1.0 / (1.0 + loss + share * (up[i] + low[i] * (1.0 - carried)))
        at = first + i * stride
        right[at] = (right[at] + share * low[i] * before) * inverse
        before, carried = right[at], share * up[i] * inverse
        factors[i] = carried
    for i in range(count - 2, -1, -1):
        right[first + i * stride] += factors[i] * right[first + (i + 1) * stride]


@njit
def _slopes(rate, y, depths, rings, up_z, low_z, up_r, low_r, weights, out):
    n = depths * rings
    cells = 0.0
    for j in range(n):
        f = reactions(rate, y, n, j)
        for k in range(len(f)):
            out[k * n + j] = f[k]
        cells += weights[j] * (y[j] + y[n + j])
    for k in range(len(SPREADING)):
        for i in range(depths):
            for m in range(rings):
                j = k * n + i * rings + m
                # a row beyond an end is read and weighs nothing
                moved = up_z[i] * (y[j + rings] - y[j]) - low_z[i] * (y[j] - y[j - rings])
                moved += up_r[m] * (y[j + 1] - y[j]) - low_r[m] * (y[j] - y[j - 1])
                out[j] += rate[FIRST_SPREAD + k] * moved
    s = surface(rate, y, n, cells)
    for k in range(len(s)):
        out[len(FIELDS) * n + k] = s[k]


@njit
def _stage(rate, right, h, depths, rings, up_z, low_z, up_r, low_r):
    """Divide by (I - γ h A), split into lines over depth and over rings."""
    n = depths * rings
    step = GAMMA * h
    for k in range(len(FIELDS)):
        loss = step * rate[OWN_LOSS[k]]
        if k >= len(SPREADING):
            for j in range(n):
                right[k * n + j] /= 1.0 + loss
            continue
        share = step * rate[FIRST_SPREAD + k]
        for m in range(rings):
            _solve(right, up_z, low_z, rings, k * n + m, depths, share, loss)
        for i in range(depths):
            _solve(right, up_r, low_r, 1, k * n + i * rings, rings, share, 0.0)
    for k in range(len(LUMPED)):
        right[len(FIELDS) * n + k] /= 1.0 + step * rate[RATE.redness_loss + k]


@njit
def follow(rate, y, days, depths, rings, up_z, low_z, up_r, low_r, shallow, whole, tolerance, out):
    """Follow the resolved skin and write its features on every day: shape (days, features)."""
    n = depths * rings
    rows = y.size
    k1, k2, new = np.empty(rows), np.empty(rows), np.empty(rows)
    now, h, look = 0.0, 1e-4, 0
    while True:
        while look < days.size and days[look] <= now + 1e-12:
            _features(y, n, shallow, whole, out[look])
            look += 1
        if look == days.size:
            return
        step = min(h, days[look] - now)
        _slopes(rate, y, depths, rings, up_z, low_z, up_r, low_r, shallow, k1)
        k1 *= step
        _stage(rate, k1, step, depths, rings, up_z, low_z, up_r, low_r)
        new[:] = y + k1
        _slopes(rate, new, depths, rings, up_z, low_z, up_r, low_r, shallow, k2)
        k2[:] = step * k2 - 2.0 * k1
        _stage(rate, k2, step, depths, rings, up_z, low_z, up_r, low_r)
        worst = 0.0
        for k in range(len(FIELDS)):
            error = 0.0
            for j in range(n):
                error += shallow[j] * abs(k1[k * n + j] + k2[k * n + j]) / 2.0
            worst = max(worst, error)
        factor = 4.0 if worst == 0.0 else min(4.0, max(0.2, 0.9 * np.sqrt(tolerance / worst)))
        if worst <= tolerance:
            y[:] = np.maximum(y + k1 + (k1 + k2) / 2.0, 0.0)
            now += step
        h = step * factor if step == h or factor < 1.0 else h


@njit
def _features(y, n, shallow, whole, seen):
    fields = len(FIELDS)
    for k in range(fields):
        seen[k] = (shallow * y[k * n : (k + 1) * n]).sum()
    at = fields
    for k in (FIELD.collagen_new, FIELD.collagen_III, FIELD.collagen_I, FIELD.elastin):
        seen[at] = (whole * y[k * n : (k + 1) * n]).sum()
        at += 1
    seen[at:] = y[fields * n :]


def resolved(rate, edges_mm, papillary_mm, radius_mm, depth_mm, above_mm, density, dose, days):
    """Return the features of one session on resolved skin, by name, each of shape (days,).

    Parameters
    ----------
    rate : array of shape (parameters,)
    edges_mm : array of shape (cells + 1,)
        Depths below the epidermis.
    papillary_mm, radius_mm, depth_mm, above_mm, density : float
        End of the papillary layer; the channel's radius, its depth below the surface, the
        epidermis above; punctures per cm².
    dose : tuple of float
        Share of the surface that is open, absolute and relative to the reference session.
    days : array of shape (days,)
    """
    rings = radii_mm(density)
    points, weights = np.polynomial.legendre.leggauss(6)
    hit = np.empty((edges_mm.size - 1, rings.size - 1))
    for i, (low, high) in enumerate(pairwise(edges_mm)):
        z = (low + high) / 2 + (high - low) / 2 * points + above_mm
        there = radius_mm * np.clip(1 - z / depth_mm, 0, None)
        hit[i] = weights @ inside(rings, there) / 2
    depths, ring_count = hit.shape
    n = hit.size
    y = np.concatenate((np.repeat(BASELINE, n), LUMPED_BASELINE)).astype(float)
    jump(rate, y, n, np.concatenate((hit.ravel(), dose)))
    width = np.diff(edges_mm)
    centre = (edges_mm[1:] + edges_mm[:-1]) / 2
    up_z, low_z = conductances(width, np.diff(centre), np.ones(depths - 1), width)
    area = np.pi * np.diff(rings**2)
    middle = (rings[1:] + rings[:-1]) / 2
    up_r, low_r = conductances(area, np.diff(middle), 2 * np.pi * rings[1:-1], area)
    shallow = np.where(edges_mm[1:] <= papillary_mm + 1e-9, width / papillary_mm, 0.0)
    share = area / area.sum()
    out = np.empty((days.size, len(FEATURES)))
    follow(
        rate, y, days, depths, ring_count, up_z, low_z, up_r, low_r,
        np.outer(shallow, share).ravel(), np.outer(width / edges_mm[-1], share).ravel(), 1e-4, out,
    )  # fmt: skip
    return dict(zip(FEATURES, out.T, strict=True))
