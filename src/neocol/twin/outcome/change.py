"""Draws of what a protocol changes, from the twin or from the literature, in its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record.outcome import PredictionRequest, age_years, phototypes
from neocol.record.zones import site_of
from neocol.twin.outcome.combinations import NONE, kind_of
from neocol.twin.outcome.course import readings, without_needling
from neocol.twin.outcome.indications import GROUP_OF
from neocol.twin.outcome.laws import sizes
from neocol.twin.outcome.posterior import Posterior
from neocol.twin.outcome.response import Response, response
from neocol.twin.priors import draw_members
from neocol.twin.skin import SITES, Skin, spread

Array = NDArray[np.float64]
BIASES: Final = ("regression_to_mean", "observer", "publication")
"""What looks like a change and is none: columns of a posterior."""


@dataclass(frozen=True, slots=True)
class Change:
    """Draws of a mean change, member by member; a positive one is an improvement (or growth).

    Attributes
    ----------
    expected : array of shape (members,)
        Mean over studies: -log(after / before) of a severity, log(after / before) of a layer.
    needling : array of shape (members,)
        The share of it that needling makes.
    publication : array of shape (members,)
        The part of it that only published studies show.
    between : array of shape (members,)
        Standard deviation of one study's and one scale's own deviation.
    """

    expected: Array
    needling: Array
    publication: Array
    between: Array

    def repeated(self, times: int) -> Change:
        """Return every draw several times."""
        parts = (self.expected, self.needling, self.publication, self.between)
        return Change(*(np.repeat(part, times) for part in parts))


def by_twin(request: PredictionRequest, posterior: Posterior, seed: int) -> Change:
    """Return changes of a score as the twin's collagen and its calibrated slopes make them.

    Notes
    -----
    Mean change = Σ biases + slope × gain + combination. The gain is that of papillary collagen over
    the histology series' (`response`), under each member's dose law.
    """
    rng = np.random.default_rng(seed)
    bias: Array = np.sum([posterior[name] for name in BIASES], axis=0)
    needled = slope_of(posterior, GROUP_OF[request.indication], rng) * gain(
        request, posterior, seed
    )
    expected = bias + needled + combined(request.protocol.combined_with, posterior, rng)
    between = np.hypot(posterior["study_between"], posterior["measure_between"])
    return Change(expected, _share(needled, expected), posterior["publication"], between)


def growth_by_twin(request: PredictionRequest, posterior: Posterior, seed: int) -> Change:
    """Return the growth of papillary collagen as the twin makes it, with its series' spread."""
    rng = np.random.default_rng(seed)
    stain = evidence.number("calibration.prior.stain_between", "1")
    between = np.hypot(posterior["histology_between"], stain)
    own = np.exp(between * rng.standard_normal(posterior.size))
    anchor = evidence.number("healing.anchor.collagen_gain", "1")
    return _growth(np.log1p(anchor * own * gain(request, posterior, seed)))


def growth_by_literature(request: PredictionRequest, posterior: Posterior, seed: int) -> Change:
    """Return the growth of the epidermis as studies alone tell it."""
    rng = np.random.default_rng(seed)
    own = posterior["study_between"] * rng.standard_normal(posterior.size)
    if without_needling(request.protocol):
        return _growth(np.zeros(posterior.size))
    return _growth(posterior["epidermis"] + own)


def by_literature(request: PredictionRequest, posterior: Posterior, seed: int) -> Change:
    """Return changes of a score as studies alone tell them.

    Notes
    -----
    Studies before and after cannot tell needling from bias: its share is drawn from what arms
    without needling showed.
    """
    rng = np.random.default_rng(seed)
    own = f"mean.{GROUP_OF[request.indication]}"
    fresh = posterior["indication_between"] * rng.standard_normal(posterior.size)
    mean = posterior[own] if own in posterior else posterior["pooled"] + fresh
    control = spread("calibration.prior.control_share", "1", rng.standard_normal(posterior.size))
    bias = np.minimum(control, 1.0) * mean
    needled = np.zeros_like(mean) if without_needling(request.protocol) else mean - bias
    if request.protocol.sessions and not without_needling(request.protocol):
        usual = evidence.number("calibration.literature.sessions_at", "1")
        needled = needled + posterior["sessions"] * np.log(request.protocol.sessions / usual)
    expected = bias + needled + combined(request.protocol.combined_with, posterior, rng)
    between = np.hypot(posterior["study_between"], posterior["measure_between"])
    return Change(expected, _share(needled, expected), np.zeros_like(mean), between)


def gain(request: PredictionRequest, posterior: Posterior, seed: int) -> Array:
    """Return the gain of collagen over the histology series', shape (members,)."""
    if without_needling(request.protocol):
        return np.zeros(posterior.size)
    members = draw_members(_skin(request), posterior.size, seed, posterior.composites())
    return under_law(response(members, readings(request.protocol, seed)), posterior)


def under_law(found: Response, posterior: Posterior) -> Array:
    """Return a response's gain on the day of judgement, each member under its own dose law.

    Of the shape of the response, members last.
    """
    by_law = sizes(found.log_size, posterior["saturation"])
    law = np.broadcast_to(posterior["law"].astype(int), (1, *found.log_size.shape))
    size: Array = np.take_along_axis(by_law, law, axis=0)[0]
    return np.exp(posterior["composite.collagen_gain"] + found.log_phase) * size


def _growth(total: Array) -> Change:
    none = np.zeros_like(total)
    return Change(total, np.ones_like(total), none, none)


def _share(part: Array, whole: Array) -> Array:
    found = np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.clip(found, 0.0, 1.0)


def _skin(request: PredictionRequest) -> Skin:
    """Return the skin of a population: what is not said is as in the twin's default."""
    site = site_of((request.site or "").strip().lower().replace(" ", "_"))
    types = phototypes(request.population.fitzpatrick)
    return Skin(
        site=site if site in SITES else Skin().site,
        age=age_years(request.population.age),
        fitzpatrick=types[0] if len(types) == 1 else None,
    )


def slope_of(posterior: Posterior, group: str, rng: np.random.Generator) -> Array:
    """Return a group's slope, shape (members,); of a group nobody has studied a fresh draw."""
    own = f"slope.{group}"
    if own in posterior:
        return posterior[own]
    fresh = rng.standard_normal(posterior.size)
    drawn: Array = posterior["slope"] * np.exp(posterior["slope_between"] * fresh)
    return drawn


def combined(what: tuple[str, ...], posterior: Posterior, rng: np.random.Generator) -> Array:
    """Return what a combination adds, shape (members,): as fitted, or as the prior has it."""
    kind = kind_of(what)
    if kind == NONE:
        return np.zeros(posterior.size)
    own = f"combination.{kind}"
    if own in posterior:
        return posterior[own]
    return spread("calibration.prior.combination", "1", rng.standard_normal(posterior.size))
