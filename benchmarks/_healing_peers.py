"""Other solvers on the twin's column: the same equations, compiled; the same days looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import sksundae
from scipy.integrate import solve_ivp
from scipy.sparse import diags

from neocol import evidence
from neocol.twin.column import Column
from neocol.twin.ensemble import Course
from neocol.twin.kernels.layout import FIELDS, GRID, LUMPED, SPREADING
from neocol.twin.kernels.reference import BAND, Reference
from neocol.twin.members import Members, reference_share
from neocol.twin.needling import Needling, injured_share, surface_share

FIRST_STEP = 1e-4
Solve = Callable[[Reference, np.ndarray, float, np.ndarray], np.ndarray]
"""A member, its state, how long, days to look at → states of shape (days, rows)."""


class Skin1d:
    """One member's column on our cells, or on evenly spaced nodes as is usual."""

    def __init__(self, members: Members, which: int, cells: Column | int) -> None:
        self.one = members.take([which])
        papillary = evidence.number("healing.look.papillary", "mm")
        if isinstance(cells, Column):
            self.edges = cells.edges_mm(papillary, self.one.dermis_mm)
            grid = cells.grids(self.edges)[0]
            self.nodes = None
        else:
            self.nodes = np.linspace(0.0, float(self.one.dermis_mm[0]), cells)
            grid = uniform_grid(self.nodes, papillary)
        self.reference = Reference(self.one.rates[0], grid)

    def dose(self, needling: Needling) -> np.ndarray:
        """Return what a session injures: means of cells, or values at nodes."""
        one, density = self.one, needling.punctures_per_cm2
        radius, depth = one.channel_radius_mm(needling.device), one.reached_mm(needling)
        if self.nodes is None:
            deep = injured_share(density, radius, depth, one.epidermis_mm, self.edges)[0]
        else:
            left = 1.0 - (self.nodes + one.epidermis_mm) / depth
            deep = surface_share(density, radius * np.clip(left, 0.0, None))
        surface = one.open_share(needling)
        return np.concatenate((deep, surface, surface / reference_share()))


def uniform_grid(nodes: np.ndarray, papillary_mm: float) -> np.ndarray:
    """Return couplings of second-order differences and the trapezium rule, as a grid."""
    n, h = nodes.size, nodes[1] - nodes[0]
    up, low = np.full(n, 1 / h**2), np.full(n, 1 / h**2)
    up[0], low[-1] = 2 / h**2, 2 / h**2
    up[-1] = low[0] = 0.0
    whole = np.full(n, h)
    whole[[0, -1]] /= 2
    # the trapezium rule up to the layer's end, which falls between two nodes
    last = int(papillary_mm / h)
    rest = papillary_mm / h - last
    shallow = np.zeros(n)
    shallow[: last + 1] = h
    shallow[[0, last]] -= h / 2
    shallow[last] += h * (rest - rest**2 / 2)
    if last + 1 < n:
        shallow[last + 1] += h * rest**2 / 2
    return np.concatenate((up, low, shallow / shallow.sum(), whole / whole.sum()))


def follow(skin: Skin1d, course: Course, days: np.ndarray, solve: Solve) -> dict[str, np.ndarray]:
    """Return the features of one member along a course, each of shape (days,)."""
    here = skin.reference
    y, states = here.healthy(), []
    for k, (day, needling) in enumerate(course):
        y = here.needled(y, skin.dose(needling))
        last = k + 1 == len(course)
        until = float(days[-1]) if last else course[k + 1][0]
        inside = days[(days >= day) & ((days <= until) if last else (days < until))]
        looks = np.unique(np.append(inside, until)) - day
        found = solve(here, y, until - day, looks)
        states.extend(found[: inside.size])
        y = found[-1]
    return here.features(np.array(states))


def cvode(rtol: float) -> Solve:
    """SUNDIALS CVODE, BDF, banded, through scikit-sundae."""

    def solve(here: Reference, y: np.ndarray, _: float, looks: np.ndarray) -> np.ndarray:
        def slope(_t: float, state: np.ndarray, out: np.ndarray) -> None:
            here.slope(state, out)

        solver = sksundae.cvode.CVODE(
            slope, method="BDF", rtol=rtol, atol=1e-2 * rtol, linsolver="band", lband=BAND,
            uband=BAND, first_step=FIRST_STEP,
        )  # fmt: skip
        early = looks[0] > 0
        found = solver.solve(np.append(0.0, looks) if early else looks, y)
        return found.y[1:] if early else found.y

    return solve


def lsoda(rtol: float) -> Solve:
    """Scipy's LSODA, banded."""

    def solve(here: Reference, y: np.ndarray, last: float, looks: np.ndarray) -> np.ndarray:
        return solve_ivp(
            here.right_side(), (0.0, last), y, "LSODA", t_eval=looks, rtol=rtol, atol=1e-2 * rtol,
            lband=BAND, uband=BAND, first_step=FIRST_STEP,
        ).y.T  # fmt: skip

    return solve


def bdf(rtol: float) -> Solve:
    """Scipy's BDF with the band as sparsity."""

    def solve(here: Reference, y: np.ndarray, last: float, looks: np.ndarray) -> np.ndarray:
        size = y.size
        offsets = range(-BAND, BAND + 1)
        band = diags([np.ones(size - abs(k)) for k in offsets], list(offsets)).tolil()
        band[-len(LUMPED) :, : len(FIELDS) * here.n] = 1
        return solve_ivp(
            here.right_side(), (0.0, last), y, "BDF", t_eval=looks, rtol=rtol, atol=1e-2 * rtol,
            jac_sparsity=band.tocsc(), first_step=FIRST_STEP,
        ).y.T  # fmt: skip

    return solve


def diffrax_follow(
    members: Members, cells: Column, course: Course, days: np.ndarray, rtol: float
) -> Callable[[], dict[str, np.ndarray]]:
    """Return diffrax's Kvaerno5 over all members at once, compiled from our very equations."""
    import diffrax
    import jax
    import jax.numpy as jnp

    from neocol.twin.kernels.reactions import RATE, reactions, surface

    jax.config.update("jax_enable_x64", True)
    skins = [Skin1d(members, m, cells) for m in range(members.size)]
    n = cells.cells
    rates = jnp.asarray(members.rates)
    grids = jnp.asarray([skin.reference.grid.reshape(len(GRID), n) for skin in skins])
    moving = len(SPREADING)

    def slope(_t, y, args):
        rate, grid = args
        fields = y[: len(FIELDS) * n].reshape(len(FIELDS), n)
        out = jnp.stack(reactions.py_func(rate, fields, 1, 0))
        step = jnp.diff(fields[:moving], axis=1)
        up = jnp.pad(step, ((0, 0), (0, 1))) * grid[0]
        low = jnp.pad(step, ((0, 0), (1, 0))) * grid[1]
        spread = rate[RATE.neutrophil_spread : RATE.neutrophil_spread + moving, None]
        out = out.at[:moving].add(spread * (up - low))
        inflamed = ((fields[0] + fields[1]) * grid[2]).sum()
        # the surface's rows stand behind the fields: an empty column stands for those
        top = jnp.concatenate((jnp.zeros(len(FIELDS)), y[len(FIELDS) * n :]))
        lumped = jnp.stack(surface.py_func(rate, top, 1, inflamed))
        return jnp.concatenate((out.ravel(), lumped))

    def stretch(last, looks, y, rate, grid):
        return diffrax.diffeqsolve(
            diffrax.ODETerm(slope), diffrax.Kvaerno5(), 0.0, last, FIRST_STEP, y, (rate, grid),
            saveat=diffrax.SaveAt(ts=looks), max_steps=100_000,
            stepsize_controller=diffrax.PIDController(rtol=rtol, atol=1e-2 * rtol),
        ).ys  # fmt: skip

    compiled = {}

    def run() -> dict[str, np.ndarray]:
        ours = [np.empty(skin.reference.order.size) for skin in skins]
        for own, skin in zip(ours, skins, strict=True):
            own[skin.reference.order] = skin.reference.healthy()
        states: list[np.ndarray] = []
        y = np.array(ours)
        for k, (day, needling) in enumerate(course):
            for m, skin in enumerate(skins):
                order = skin.reference.order
                y[m, order] = skin.reference.needled(y[m, order], skin.dose(needling))
            last = k + 1 == len(course)
            until = float(days[-1]) if last else course[k + 1][0]
            inside = days[(days >= day) & ((days <= until) if last else (days < until))]
            looks = np.unique(np.append(inside, until)) - day
            if k not in compiled:
                step = partial(stretch, until - day, jnp.asarray(looks))
                compiled[k] = jax.jit(jax.vmap(step))
            found = np.asarray(compiled[k](jnp.asarray(y), rates, grids))
            states.append(found[:, : inside.size])
            y = np.array(found[:, -1])
        whole = np.concatenate(states, axis=1)
        every = [
            skin.reference.features(whole[m][:, skin.reference.order])
            for m, skin in enumerate(skins)
        ]
        return {name: np.stack([one[name] for one in every])[None] for name in every[0]}

    return run


def all_members(
    members: Members, cells: Column | int, course: Course, days: np.ndarray, solve: Solve
) -> dict[str, np.ndarray]:
    """Return features of shape (1, members, days)."""
    every: Sequence[dict[str, np.ndarray]] = [
        follow(Skin1d(members, m, cells), course, days, solve) for m in range(members.size)
    ]
    return {name: np.stack([one[name] for one in every])[None] for name in every[0]}
