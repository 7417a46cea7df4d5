"""Members weighed by what was measured on a person: those that would have shown it count more."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol.planning.context import Context
from neocol.planning.done import measured_ratios
from neocol.planning.ensemble import remaining, skin_of
from neocol.planning.predicted import measure_of
from neocol.record import Progress
from neocol.twin.assimilation import Data, effective_members, weights_of
from neocol.twin.outcome.change import under_law

Array = NDArray[np.float64]
MEMBERS: Final = 1024
"""More than where nothing was measured: some of them will not count."""
_FEW: Final = 50.0
"""Effective members below which quantiles are rough."""


def weighed(context: Context) -> tuple[Context, Progress | None]:
    """Return the context with its members weighed, and what was done and measured so far.

    Notes
    -----
    The last score over the one before the first session tells most of what all scores tell,
    because a person's own deviation is the same on all days: its logarithm is normal about
    -(bias + slope G), with the standard deviation of one person's change (measuring included).
    """
    done = context.done
    if done is None:
        return context, None
    ratios, notes = measured_ratios(context.case, done.first, measure_of(context.lead))
    if ratios:
        context = replace(context, members=MEMBERS)
    one = context.benefits.get(context.lead)
    told, weights = list(notes), context.ensemble.weights()
    used: tuple[str, ...] = ()
    if ratios and one is not None and one.slope is not None:
        day, ratio = ratios[-1]
        gain = _gain_on(context, float((day - done.first).days))
        posterior = context.ensemble.posterior
        bias = posterior["regression_to_mean"] + posterior["observer"]
        expected = -(bias + one.slope * gain)
        away = (np.log(ratio) - expected) / posterior["patient_sd"]
        weights = weights_of(away[:, None], Data(np.zeros(1), np.ones(1)))
        used = (f"{measure_of(context.lead).replace('_', ' ')} {ratio:.0%} of before, on {day}",)
        if len(ratios) > 1:
            told.append("the last score counts: a person's own deviation is in all of them")
    elif ratios:
        told.append("no mechanism links this concern to its scores: members are not weighed")
    effective = effective_members(weights)
    if effective < _FEW:
        told.append(
            "hardly any member would have shown such a score: it lies outside what studies saw, "
            "and what follows from it is rough"
        )
    if not context.running:
        told.append("the last session is so long ago that what follows is a new course")
    progress = Progress(
        sessions=done.count,
        last=done.last,
        measures=used,
        effective_members=effective,
        notes=tuple(told),
    )
    return replace(context, weighed=weights), progress


def _gain_on(context: Context, day: float) -> Array:
    """Return the gain of collagen over the histology series' on a day, shape (members,)."""
    done, held = context.done, context.ensemble
    if done is None:
        return np.zeros(held.size)
    zone = max(context.zones, key=lambda name: (len(done.of(name)), context.area(name), name))
    course = tuple(one for one in done.of(zone) if one[0] <= day)
    if not course:
        return np.zeros(held.size)
    skin = skin_of(zone, context.sex, context.phototype)
    left = remaining(held.members, (held.peak, held.at), skin, course, (day,))
    gain: Array = under_law(left, held.posterior)[0]
    return gain
