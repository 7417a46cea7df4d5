"""Courses followed by an independent solver: scipy's LSODA on the same column."""

from __future__ import annotations

import numpy as np
from scipy.integrate import solve_ivp

from neocol import evidence
from neocol.twin.column import Column
from neocol.twin.ensemble import Course
from neocol.twin.kernels.reference import BAND, Reference
from neocol.twin.members import Members, reference_share
from neocol.twin.needling import injured_share


def lsoda(
    members: Members, course: Course, days: np.ndarray, column: Column, rtol: float = 1e-8
) -> dict[str, np.ndarray]:
    """Return features of shape (1, members, days), as `ensemble.follow` does for one course."""
    edges = column.edges_mm(evidence.number("healing.look.papillary", "mm"), members.dermis_mm)
    grids = column.grids(edges)
    every = []
    for m in range(members.size):
        here = Reference(members.rates[m], grids[m])
        one = members.take([m])
        y, states = here.healthy(), []
        states.extend(y for day in days if day < course[0][0])
        for k, (day, needling) in enumerate(course):
            radius = one.channel_radius_mm(needling.device)
            density = needling.punctures_per_cm2
            deep = injured_share(
                density, radius, one.reached_mm(needling), one.epidermis_mm, edges[m : m + 1]
            )
            surface = one.open_share(needling)
            dose = np.concatenate((deep[0], surface, surface / reference_share()))
            y = here.needled(y, dose)
            last = k + 1 == len(course)
            until = days[-1] if last else course[k + 1][0]
            inside = days[(days >= day) & ((days <= until) if last else (days < until))]
            looks = np.append(inside, until) if not last else inside
            run = solve_ivp(
                here.right_side(), (day, until), y, "LSODA", t_eval=looks, rtol=rtol,
                atol=1e-3 * rtol, lband=BAND, uband=BAND, first_step=1e-4,
            )  # fmt: skip
            assert run.success, run.message
            states.extend(run.y.T[: inside.size])
            y = run.y[:, -1]
        every.append(here.features(np.array(states)))
    return {name: np.stack([one[name] for one in every])[None] for name in every[0]}
