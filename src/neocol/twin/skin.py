"""Skin by site, age, sex and phototype: thicknesses, colour and how it ages, with their spread."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record import RecordError
from neocol.record.limits import AGE_MAX_YEARS, UV_INDEX_MAX
from neocol.record.words import Phototype
from neocol.record.zones import ZONES, site_of
from neocol.twin.needling import UM_PER_MM

Array = NDArray[np.float64]
Draw = Callable[[str], Array]
"""Gives standard normal numbers of shape (members,) by name."""

INTERVAL_ENDS: Final = {"range": 1.6449, "ci95": 1.96, "ci99": 2.5758}
"""Standard deviations from the middle to the end of an interval; a range is read as 90 %."""
_LEAST_DERMIS: Final = 1.1
"""Of the papillary depth: a column needs something below it."""
PHOTOTYPES: Final = get_args(Phototype)
SITES: Final = frozenset({"face", *ZONES, *map(site_of, ZONES)})
"""Zones, and sites without a side."""


@dataclass(frozen=True, slots=True)
class Skin:
    """The skin of one person at one site.

    Raises
    ------
    neocol.record.RecordError
        For an unknown site, an age outside 0 to 120 years or a UV index outside 0 to 25.
    """

    site: str = "cheek_left"
    age: float | None = None
    sex: str = "unknown"
    fitzpatrick: str | None = None
    uv_index: float = 0.0

    def __post_init__(self) -> None:
        if self.site not in SITES:
            near = get_close_matches(self.site, ZONES, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(ZONES)}"
            raise RecordError(f"no site '{self.site}'; {hint}", "skin.site")
        if self.age is not None and not 0 <= self.age <= AGE_MAX_YEARS:
            raise RecordError(f"{self.age:g} is outside 0 to {AGE_MAX_YEARS} years", "skin.age")
        if not 0 <= self.uv_index <= UV_INDEX_MAX:
            raise RecordError(f"{self.uv_index:g} is outside 0 to {UV_INDEX_MAX}", "skin.uv_index")

    @property
    def measured_site(self) -> str:
        """The site whose dermis evidence holds; the cheek where it holds none."""
        site = site_of(self.site)
        return site if evidence.has(f"sites.{site}.dermis_female") else "cheek"

    @property
    def borrowed(self) -> bool:
        """Whether the dermis is that of another site."""
        return self.site != "face" and self.measured_site != site_of(self.site)

    def dermis_mm(self, draw: Draw) -> Array:
        """Return dermis of shape (members,) in mm; of the thinner sex when it is not known."""
        keys = {s: f"sites.{self.measured_site}.dermis_{s}" for s in ("male", "female")}
        thinner = min(keys.values(), key=lambda key: evidence.number(key, "mm"))
        key = {"M": keys["male"], "F": keys["female"]}.get(self.sex, thinner)
        least = _LEAST_DERMIS * evidence.number("healing.look.papillary", "mm")
        return np.maximum(spread(key, "mm", draw("dermis")), least)

    def epidermis_mm(self, draw: Draw) -> Array:
        """Return epidermis of shape (members,) in mm, by histology."""
        return spread(self._of_site("epidermis"), "um", draw("epidermis")) / UM_PER_MM

    def horny_mm(self, draw: Draw) -> Array:
        """Return the horny layer of shape (members,) in mm: the top of the epidermis."""
        return spread(self._of_site("horny_layer"), "um", draw("horny_layer")) / UM_PER_MM

    def _of_site(self, what: str) -> str:
        key = f"sites.{site_of(self.site)}.{what}"
        return key if evidence.has(key) else f"sites.any.{what}"

    def phototypes(self, draw: Draw) -> list[str]:
        """Return a phototype a member: the person's, else every type in turn from III on."""
        count = len(draw("lightness"))
        if self.fitzpatrick is not None:
            return [self.fitzpatrick] * count
        return [PHOTOTYPES[(i + 2) % len(PHOTOTYPES)] for i in range(count)]

    def lightness(self, draw: Draw) -> Array:
        """Return L* of shape (members,)."""
        return _by_type("skin.colour.lightness", self.phototypes(draw), draw("lightness"))

    def melanosomes(self, draw: Draw) -> Array:
        """Return the melanosomes' share of the epidermis, shape (members,)."""
        # a lighter member of the same type holds fewer of them
        return _by_type("skin.colour.melanosomes", self.phototypes(draw), -draw("lightness"))

    def procollagen(self) -> float:
        """Return what fibroblasts of this age make over what young ones make."""
        if self.age is None:
            return 1.0
        first = evidence.number("healing.ageing.from_age", "y")
        last = evidence.number("healing.ageing.to_age", "y")
        share = min(max((self.age - first) / (last - first), 0.0), 1.0)
        return 1.0 - share * evidence.number("healing.ageing.procollagen_fall", "1")


def ageing_per_day() -> float:
    """Return the rate per day at which untreated skin loses collagen under its area."""
    left = 1.0 - evidence.number("healing.ageing.dermis_loss", "1")
    days = evidence.number("healing.ageing.decade", "y") * evidence.number(
        "healing.ageing.year", "d"
    )
    return -math.log(left) / days


def spread(key: str, unit: str, normal: Array) -> Array:
    """Return draws of an entry, shape (members,): its value where the normal number is zero.

    Notes
    -----
    A standard deviation is used as it is, of the logarithm where the entry says so; a range is read
    as 90 %, a confidence interval as what it says, each side with a deviation of its own. Nothing
    falls below zero.
    """
    value = evidence.number(key, unit)
    found = evidence.entry(key).spread
    if found is None:
        return np.full(normal.shape, value)
    if found.kind == "log_sd":
        return value * np.exp((found.sd or 0.0) * normal)
    if found.sd is not None:
        return np.maximum(value + found.sd * normal, 0.0)
    ends = INTERVAL_ENDS[found.kind]
    low, high = (value - (found.low or 0.0)) / ends, ((found.high or 0.0) - value) / ends
    return np.maximum(value + np.where(normal < 0, low, high) * normal, 0.0)


def _by_type(base: str, types: list[str], normal: Array) -> Array:
    found = np.empty(normal.shape)
    kinds = np.asarray(types)
    for kind in set(types):
        of_kind = kinds == kind
        found[of_kind] = spread(f"{base}_{kind}", "1", normal[of_kind])
    return found
