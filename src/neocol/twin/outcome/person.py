"""One person from the calibrated posterior: members, and the score that follows collagen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record import RecordError
from neocol.twin.ensemble import Course
from neocol.twin.members import Members
from neocol.twin.outcome.change import slope_of
from neocol.twin.outcome.course import Reading
from neocol.twin.outcome.indications import COLLAGEN_GROUPS, GROUP_OF
from neocol.twin.outcome.laws import sizes
from neocol.twin.outcome.posterior import Posterior, stored
from neocol.twin.outcome.response import response
from neocol.twin.priors import draw_members
from neocol.twin.score import ScoreLink, drawn
from neocol.twin.skin import Skin

Array = NDArray[np.float64]


def calibrated_members(skin: Skin, count: int, seed: int) -> Members:
    """Draw members whose composites are those of the posterior, in shuffled turn.

    Notes
    -----
    Where a member stands in a device's spread of depth is left at the median: how deep needles
    went in this person is part of the person's own deviation, as it was in the studies.
    """
    posterior = stored().twin
    composites = posterior.composites()[posterior.in_turn(count, seed)]
    members = draw_members(skin, count, seed, composites)
    middle = np.zeros(count)
    return replace(members, depth=middle, indentation=middle, channel=middle)


def calibrated_link(indication: str | None) -> Callable[[Members, Course, int], ScoreLink]:
    """Return what gives each calibrated member the score link of its own posterior row.

    Parameters
    ----------
    indication : str or None
        Without it slopes are those of an indication that nobody has studied.

    Raises
    ------
    neocol.record.RecordError
        When the twin has no mechanism for the indication.

    Notes
    -----
    score / baseline = exp(-(other + slope G) + sd z). A posterior's slope is for the histology
    series' gain; a member that lives under another dose law than the linear one has it scaled so
    that this course's whole change is what its law makes of it.
    """
    group = GROUP_OF.get(indication or "acne_scar", "none")
    if indication is not None and group not in COLLAGEN_GROUPS:
        said = indication.replace("_", " ")
        raise RecordError(f"the twin has no mechanism for {said}: only collagen", "indication")

    def link(members: Members, course: Course, seed: int) -> ScoreLink:
        every = stored().twin
        posterior = every.take(every.in_turn(members.size, seed))
        rng = np.random.default_rng((seed, 1))
        slope = slope_of(posterior, group if indication else "", rng)
        slope = slope / evidence.number("healing.anchor.collagen_gain", "1")
        study = np.hypot(posterior["study_between"], posterior["measure_between"])
        return ScoreLink(
            slope=slope * _by_law(members, course, posterior),
            other=posterior["regression_to_mean"]
            + posterior["observer"]
            + study * drawn("study", members.size, seed),
            between_sd=posterior["patient_sd"],
        )

    return link


def _by_law(members: Members, course: Course, posterior: Posterior) -> Array:
    """Return what each member's law makes of this course, over what the linear one does."""
    if not course:
        return np.ones(members.size)
    log_size = response(members, (Reading(course, course[-1][0]),)).log_size
    by_law = sizes(log_size, posterior["saturation"])
    law = posterior["law"].astype(int)
    found: Array = np.take_along_axis(by_law, law[None, :], axis=0)[0] / np.exp(log_size)
    return found
