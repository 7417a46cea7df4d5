"""Members of an ensemble: every rate and thickness drawn from its prior, by name and seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.kernels.layout import PARAMETERS
from neocol.twin.needling import (
    UM_PER_MM,
    Needling,
    punctures_per_cm2,
    radius_at_mm,
    reached_mm,
    surface_share,
)
from neocol.twin.skin import spread

Array = NDArray[np.float64]
_COLUMN: Final = {name: i for i, name in enumerate(PARAMETERS)}


@dataclass(frozen=True, slots=True)
class Members:
    """People for the twin; every array is of shape (members,) but `rates`.

    Attributes
    ----------
    rates : array of shape (members, parameters)
        In the order of ``kernels.layout.PARAMETERS``; units in ``healing.toml``.
    dermis_mm, epidermis_mm, horny_mm : arrays
        Thickness; the horny layer is the top of the epidermis.
    lightness, melanosomes : arrays
        L*, and the melanosomes' share of the epidermis.
    blood, path_mm : arrays
        Blood's share of the dermis, and the way of light through it.
    depth, indentation, channel : arrays
        Standard normal numbers: where a member stands in a device's spread of reached depth, of
        giving way, and of channel width.
    """

    rates: Array
    dermis_mm: Array
    epidermis_mm: Array
    horny_mm: Array
    lightness: Array
    melanosomes: Array
    blood: Array
    path_mm: Array
    depth: Array
    indentation: Array
    channel: Array

    @property
    def size(self) -> int:
        """Number of members."""
        return int(self.dermis_mm.shape[0])

    def rate(self, name: str) -> Array:
        """Return one rate of every member, shape (members,)."""
        found: Array = self.rates[:, _COLUMN[name]]
        return found

    def with_rates(self, **changed: Array | float) -> Members:
        """Return these members with other rates, by name."""
        rates = self.rates.copy()
        for name, value in changed.items():
            rates[:, _COLUMN[name]] = value
        return replace(self, rates=rates)

    def take(self, which: Sequence[int] | NDArray[np.intp]) -> Members:
        """Return some of the members, in the order asked for."""
        return Members(**{f.name: getattr(self, f.name)[np.asarray(which)] for f in fields(self)})

    def reached_mm(self, needling: Needling) -> Array:
        """Return the depth below the surface that a needling reaches in every member, in mm."""
        base = f"devices.{needling.device}"
        ratio = spread(f"{base}.depth_ratio", "1", self.depth)
        gives = spread(f"{base}.indentation", "mm", self.indentation)
        return reached_mm(needling.needle_mm, ratio, gives)

    def channel_radius_mm(self, device: str) -> Array:
        """Return the radius of a channel at the surface in every member, in mm."""
        diameter = spread(f"devices.{device}.channel_diameter", "um", self.channel)
        return diameter / UM_PER_MM / 2.0

    def open_share(self, needling: Needling) -> Array:
        """Return the share of the surface that a needling opens, below the horny layer."""
        radius = self.channel_radius_mm(needling.device)
        below = radius_at_mm(self.horny_mm, radius, self.reached_mm(needling))
        return surface_share(needling.punctures_per_cm2, below)


def join(groups: Sequence[Members]) -> Members:
    """Return all members of several groups, such as the ensembles of many people, as one."""
    return Members(
        **{
            f.name: np.concatenate([getattr(group, f.name) for group in groups])
            for f in fields(Members)
        }
    )


def reference_needling() -> Needling:
    """Return a session of the histology series that the twin is held to.

    Its needle is the series' own; its density is that of the usual passes, recalled.
    """
    density = punctures_per_cm2("roller", evidence.number("devices.any.passes", "1"))
    return Needling("roller", evidence.number("healing.anchor.needle", "mm"), density)


def reference_share() -> float:
    """Return the share of the surface that the reference session opens: the unit of injury."""
    needling = reference_needling()
    base = f"devices.{needling.device}"
    radius = evidence.number(f"{base}.channel_diameter", "um") / UM_PER_MM / 2.0
    depth = reached_mm(
        needling.needle_mm,
        np.array([evidence.number(f"{base}.depth_ratio", "1")]),
        np.array([evidence.number(f"{base}.indentation", "mm")]),
    )
    horny = np.array([evidence.number("sites.any.horny_layer", "um") / UM_PER_MM])
    below = radius_at_mm(horny, np.array([radius]), depth)
    return float(surface_share(needling.punctures_per_cm2, below)[0])
