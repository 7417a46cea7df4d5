"""The priors: every rate and thickness drawn by name and seed, gains held to their anchor."""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.column import COARSE, Column
from neocol.twin.composites import imposed
from neocol.twin.ensemble import collagen, follow, third_share
from neocol.twin.kernels.layout import PARAMETERS
from neocol.twin.members import Members, join, reference_needling, reference_share
from neocol.twin.skin import Draw, Skin, spread

Array = NDArray[np.float64]
DEFAULT_SEED: Final = 20260101
_UNIT_GAIN: Final = 0.01
"""Near what is looked for, so that the solver's errors are those of a course like it."""
_ROUGH: Final = 1e-2


def draw_members(
    skin: Skin, count: int, seed: int = DEFAULT_SEED, composites: Array | None = None
) -> Members:
    """Draw an ensemble of one person's skin.

    Parameters
    ----------
    skin : Skin
    count : int
        Members. Member 0 has every median; member i is the same however many are drawn.
    seed : int
        The same seed draws the same numbers, each rate from a stream of its own name, so that a
        new rate changes no other.
    composites : array of shape (count, composites), optional
        What `neocol.twin.composites` calibrates, member by member; without it as the priors draw.

    Notes
    -----
    Rates are log-normal about their median. What they make together of a session is not known, so
    the gains of collagen and of epidermal thickness are drawn about what makes *this* member, with
    its own rates, meet the anchor series: an ensemble is as wide as the gains' own spread, not as
    the product of all of them.
    """
    draw = _streams(count, seed)
    members = _drawn(skin, draw)
    if composites is not None:
        members = imposed(members, _drawn(skin, _streams(1, seed)), composites)
    collagen_gain, thickness_gain = _gains(members)
    young = skin.procollagen()
    even = evidence.number("skin.colour.even", "1")
    fall = evidence.number("skin.colour.fall", "1")
    answer = np.exp((even - members.lightness) / fall) * (
        1.0 + evidence.number("skin.uv.gain", "1") * skin.uv_index
    )
    return members.with_rates(
        collagen_gain=members.rate("collagen_gain") * collagen_gain * young,
        tropoelastin_gain=members.rate("tropoelastin_gain") * young,
        thickness_gain=members.rate("thickness_gain") * thickness_gain,
        melanocyte_gain=members.rate("melanocyte_gain") * answer,
    )


def _streams(count: int, seed: int) -> Draw:
    @cache
    def draw(name: str) -> Array:
        stream = np.random.default_rng((seed, zlib.crc32(name.encode())))
        normal = stream.standard_normal(count)
        normal[:1] = 0.0
        return normal

    return draw


def _drawn(skin: Skin, draw: Draw) -> Members:
    rates = np.stack(
        [spread(f"healing.rate.{name}", _unit(name), draw(name)) for name in PARAMETERS], axis=1
    )
    members = Members(
        rates=rates,
        dermis_mm=skin.dermis_mm(draw),
        epidermis_mm=skin.epidermis_mm(draw),
        horny_mm=skin.horny_mm(draw),
        lightness=skin.lightness(draw),
        melanosomes=skin.melanosomes(draw),
        blood=spread("skin.optics.blood_share", "1", draw("blood")),
        path_mm=spread("skin.optics.path", "mm", draw("path")),
        depth=draw("depth_ratio"),
        indentation=draw("indentation"),
        channel=draw("channel"),
    )
    return members.with_rates(
        injury_gain=members.rate("injury_gain") / reference_share(),
        collagen_yield=members.rate("collagen_yield") / (1.0 - third_share()),
    )


def _unit(name: str) -> str:
    return evidence.entry(f"healing.rate.{name}").unit


def _gains(members: Members) -> tuple[Array, Array]:
    """Return the gains of shape (members,) with which every member meets the anchor series.

    Notes
    -----
    The median member is solved in the column; the others are solved relative to it in the coarse
    tier, which takes a third of the time and is right to a few per cent of a gain drawn wide.
    """
    exact = _median_gains()
    coarse, median = _solved(on_median_skin(members), COARSE), _coarse_median_gains()
    return (exact[0] * coarse[0] / median[0], exact[1] * coarse[1] / median[1])


@cache
def _median_gains() -> tuple[float, float]:
    return _first(_solved(on_median_skin(_drawn(Skin(), _streams(1, DEFAULT_SEED))), Column()))


@cache
def _coarse_median_gains() -> tuple[float, float]:
    return _first(_solved(on_median_skin(_drawn(Skin(), _streams(1, DEFAULT_SEED))), COARSE))


def _first(gains: tuple[Array, Array]) -> tuple[float, float]:
    return float(gains[0][0]), float(gains[1][0])


def on_skin(members: Members, skin: Skin) -> Members:
    """Return members on the median skin of one kind, needled as the median is.

    Only their rates differ then.
    """
    return replace(_median_of(skin).take(np.zeros(members.size, np.intp)), rates=members.rates)


@cache
def _median_of(skin: Skin) -> Members:
    """Return one member on the median skin of one kind, with every rate at its median."""
    return _drawn(skin, _streams(1, DEFAULT_SEED))


def on_median_skin(members: Members) -> Members:
    """Return members on the anchor's skin, needled as the median is: only their rates differ.

    What is left is what a study's mean sees: depths that differ from person to person average out.
    """
    return on_skin(members, Skin())


def _solved(members: Members, column: Column) -> tuple[Array, Array]:
    """Return the gains that meet the anchor: both observables are affine in theirs."""
    interval = evidence.number("healing.anchor.interval", "d")
    sessions = int(evidence.number("healing.anchor.sessions", "1"))
    course = tuple((i * interval, reference_needling()) for i in range(sessions))
    biopsy = (sessions - 1) * interval + evidence.number("healing.anchor.biopsy_after", "d")
    both = join(
        [
            members.with_rates(collagen_gain=gain, thickness_gain=gain)
            for gain in (np.zeros(members.size), _UNIT_GAIN * np.ones(members.size))
        ]
    )
    seen = follow(both, [course], np.array([biopsy]), column=column, tolerance=_ROUGH)
    met = {"collagen_gain": collagen(seen), "epidermis_gain": seen["thickness"]}
    gains = []
    for anchor, found in met.items():
        without, unit = found[0, : members.size, 0], found[0, members.size :, 0]
        gained = 1.0 + evidence.number(f"healing.anchor.{anchor}", "1") - without
        gains.append(_UNIT_GAIN * gained / (unit - without))
    return gains[0], gains[1]
