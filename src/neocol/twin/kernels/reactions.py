"""What happens at one depth and at the surface: the equations, once, for numbers and for vectors.

The model, its assumptions and the meaning of every rate are in docs/handbook/twin.md. Healthy skin
(``layout.BASELINE``) makes every slope exactly zero.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

from numba import njit

from neocol.twin.kernels.lanes import row
from neocol.twin.kernels.layout import FIELDS, LUMPED, PARAMETERS

RATE: Final[Any] = namedtuple("RATE", PARAMETERS)(*range(len(PARAMETERS)))
FIELD: Final[Any] = namedtuple("FIELD", FIELDS)(*range(len(FIELDS)))
SURFACE: Final[Any] = namedtuple("SURFACE", LUMPED)(*range(len(LUMPED)))


@njit(forceinline=True)
def reactions(rate, y, n, j):
    """Return the slopes per day of every field at one depth, without diffusion.

    Parameters
    ----------
    rate : array of shape (parameters,) or (parameters, lanes)
    y : array of shape (rows,) or (rows, lanes)
        Field ``k`` at depth ``j`` stands in row ``k n + j``.
    n, j : int
        Cells over depth, and which one.

    Returns
    -------
    tuple
        A slope a field, in the order of ``layout.FIELDS``.

    Notes
    -----
    With S debris, N neutrophils, M macrophages, T active signal in units of its half effect, F
    fibroblasts, Y myofibroblasts, P protease, V vessels, K new collagen III, C₃ and C₁ the other
    collagen, Eₜ tropoelastin, E elastin, h = T / (1 + T) and X = η Y (1 + β h) + β h F::

        S' = -k_S S
        N' = a_N S V - d_N N
        M' = a_M (S + b N) V - d_M M
        T' = d_T (p_S S + p_M M + p_Y Y h - T)
        F' = r_F F (1 + α h - F - Y) - k_FY h F
        Y' = k_FY h F - d_Y Y
        P' = d_P ((F + m M) / (1 + i T) - P)
        V' = r_V V (1 + g h - V)
        K' = p X - k_x K
        C₃' = d_C (F - P C₃)
        C₁' = d_C (F - P C₁) + y k_x K
        Eₜ' = k_E (F + e X - Eₜ)
        E' = d_E ((1 - ε) F + ε Eₜ - P E)
    """
    neutrophil, macrophage = row(y, FIELD.neutrophil * n + j), row(y, FIELD.macrophage * n + j)
    signal, fibroblast = row(y, FIELD.signal * n + j), row(y, FIELD.fibroblast * n + j)
    protease, vessel = row(y, FIELD.protease * n + j), row(y, FIELD.vessel * n + j)
    debris, myofibroblast = row(y, FIELD.debris * n + j), row(y, FIELD.myofibroblast * n + j)
    new, third = row(y, FIELD.collagen_new * n + j), row(y, FIELD.collagen_III * n + j)
    mature, precursor = row(y, FIELD.collagen_I * n + j), row(y, FIELD.tropoelastin * n + j)
    elastin = row(y, FIELD.elastin * n + j)

    # both fractions from one division, the slowest instruction of all
    held = 1.0 + signal
    checked = 1.0 + row(rate, RATE.protease_check) * signal
    once = 1.0 / (held * checked)
    active = signal * checked * once
    unchecked = held * once

    activated = row(rate, RATE.activation) * active * fibroblast
    driven = row(rate, RATE.signal_share) * active
    beyond = (
        row(rate, RATE.myofibroblast_share) * myofibroblast * (1.0 + driven) + driven * fibroblast
    )
    maturing = row(rate, RATE.collagen_maturing) * new
    turnover = row(rate, RATE.collagen_turnover)
    room = 1.0 + row(rate, RATE.fibroblast_room) * active - (fibroblast + myofibroblast)
    mixed = fibroblast + row(rate, RATE.elastin_yield) * (precursor - fibroblast)
    return (
        row(rate, RATE.neutrophil_gain) * debris * vessel
        - row(rate, RATE.neutrophil_loss) * neutrophil,
        row(rate, RATE.macrophage_gain)
        * (debris + row(rate, RATE.macrophage_call) * neutrophil)
        * vessel
        - row(rate, RATE.macrophage_loss) * macrophage,
        row(rate, RATE.signal_loss)
        * (
            row(rate, RATE.signal_debris) * debris
            + row(rate, RATE.signal_macrophage) * macrophage
            + row(rate, RATE.signal_myofibroblast) * myofibroblast * active
            - signal
        ),
        row(rate, RATE.fibroblast_growth) * fibroblast * room - activated,
        row(rate, RATE.protease_loss)
        * ((fibroblast + row(rate, RATE.protease_macrophage) * macrophage) * unchecked - protease),
        row(rate, RATE.vessel_growth)
        * vessel
        * (1.0 + row(rate, RATE.vessel_room) * active - vessel),
        0.0 - row(rate, RATE.debris_loss) * debris,
        activated - row(rate, RATE.myofibroblast_loss) * myofibroblast,
        row(rate, RATE.collagen_gain) * beyond - maturing,
        turnover * (fibroblast - protease * third),
        turnover * (fibroblast - protease * mature) + row(rate, RATE.collagen_yield) * maturing,
        row(rate, RATE.tropoelastin_loss)
        * (fibroblast + row(rate, RATE.tropoelastin_gain) * beyond - precursor),
        row(rate, RATE.elastin_turnover) * (mixed - protease * elastin),
    )


@njit(forceinline=True)
def surface(rate, y, n, cells):
    """Return the slopes per day of the lumped states.

    Parameters
    ----------
    rate : array of shape (parameters,) or (parameters, lanes)
    y : array of shape (rows,) or (rows, lanes)
        Lumped states stand behind the fields.
    n : int
    cells : number or vector
        Neutrophils and macrophages, mean of the papillary dermis.

    Notes
    -----
    With x = N + M, each linear: redness B' = k_B x - B / τ_B, barrier w' = -w / τ_w, open channels
    q' = -q / τ_q, epidermal thickness e' = k_e x - (e - 1) / τ_e, melanocytes A' = k_A x - A / τ_A,
    melanin m' = (1 + k_m A - m) / τ_m, dropped melanin m_d' = -m_d / τ_d.
    """
    top = len(FIELDS) * n
    redness, barrier = row(y, top + SURFACE.redness), row(y, top + SURFACE.barrier)
    opening, thickness = row(y, top + SURFACE.opening), row(y, top + SURFACE.thickness)
    melanocyte, melanin = row(y, top + SURFACE.melanocyte), row(y, top + SURFACE.melanin)
    dropped = row(y, top + SURFACE.dropped_melanin)
    return (
        row(rate, RATE.redness_gain) * cells - row(rate, RATE.redness_loss) * redness,
        0.0 - row(rate, RATE.barrier_loss) * barrier,
        0.0 - row(rate, RATE.opening_loss) * opening,
        row(rate, RATE.thickness_gain) * cells - row(rate, RATE.thickness_loss) * (thickness - 1.0),
        row(rate, RATE.melanocyte_gain) * cells - row(rate, RATE.melanocyte_loss) * melanocyte,
        row(rate, RATE.melanin_loss) * (1.0 + row(rate, RATE.melanin_gain) * melanocyte - melanin),
        0.0 - row(rate, RATE.dropped_loss) * dropped,
    )


@njit
def jump(rate, y, n, dose):
    """Needle one member's skin, in place.

    Parameters
    ----------
    rate : array of shape (parameters,)
    y : array of shape (rows,)
    n : int
        Cells over depth.
    dose : array of shape (n + 2,)
        Share of every cell inside a channel, share of the surface, and the surface's share over
        that of the reference session.

    Notes
    -----
    Fibroblasts, myofibroblasts and vessels inside a channel are lost, a part c of its matrix is
    removed and debris σ φ is left. The surface is open where it was hit, and a part of the melanin
    there drops into the dermis.
    """
    removed = rate[RATE.removed]
    for j in range(n):
        hit = dose[j]
        y[FIELD.debris * n + j] += rate[RATE.injury_gain] * hit
        for k in (FIELD.fibroblast, FIELD.myofibroblast, FIELD.vessel):
            y[k * n + j] *= 1.0 - hit
        for k in (
            FIELD.collagen_new,
            FIELD.collagen_III,
            FIELD.collagen_I,
            FIELD.tropoelastin,
            FIELD.elastin,
        ):
            y[k * n + j] *= 1.0 - removed * hit
    top = len(FIELDS) * n
    hit, relative = dose[n], dose[n + 1]
    y[top + SURFACE.redness] += rate[RATE.redness_jump] * relative
    y[top + SURFACE.barrier] += rate[RATE.barrier_jump] * relative
    y[top + SURFACE.opening] = 1.0 - (1.0 - y[top + SURFACE.opening]) * (1.0 - hit)
    dropped = rate[RATE.melanin_drop] * hit * y[top + SURFACE.melanin]
    y[top + SURFACE.melanin] -= dropped
    y[top + SURFACE.dropped_melanin] += dropped
