"""What an instrument or a biopsy would see: links from the twin's states, each with its status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.twin.ensemble import collagen, third_share
from neocol.twin.members import Members

Array = NDArray[np.float64]
Seen = Mapping[str, Array]
"""Feature → array of shape (courses, members, times)."""

PERCENT: Final = 100.0
TEN: Final = 10.0
_OWN: Final = "% of own skin"


@dataclass(frozen=True, slots=True)
class Link:
    """How an observable follows from the states.

    Attributes
    ----------
    status : str
        ``published``: the link itself stands in a source; ``calibrated``: the gain behind it was
        fitted to studies; ``assumed``.
    ages : bool
        Whether it is collagen under an area of skin, which untreated skin is known to lose.
    """

    of: Callable[[Seen, Members], Array]
    unit: str
    text: str
    status: Literal["published", "calibrated", "assumed"]
    ages: bool = False


def _third(seen: Seen, _: Members) -> Array:
    return PERCENT * (seen["collagen_III"] + seen["collagen_new"] / third_share())


def _third_of_all(seen: Seen, _: Members) -> Array:
    third = third_share() * seen["collagen_III"] + seen["collagen_new"]
    return PERCENT * third / collagen(seen)


def _density(seen: Seen, _: Members) -> Array:
    slope = evidence.number("healing.look.density_slope", "1")
    density = 1.0 + slope * np.log(collagen(seen, "dermal_"))
    return PERCENT * np.maximum(density, 0.0)


def _elasticity(seen: Seen, _: Members) -> Array:
    elastin = evidence.number("healing.look.elastin_share", "1")
    return PERCENT * (
        elastin * seen["dermal_elastin"] + (1.0 - elastin) * collagen(seen, "dermal_")
    )


def _absorbed(seen: Seen, members: Members, light: str) -> Array:
    """Return the optical density of skin at one colour, log10 of 1 / reflected.

    Notes
    -----
    Two layers and Beer's law: light passes the melanin of the epidermis twice and a path through
    blood-bearing dermis once, log10(1/R) = (2 d_e f_m μ_m(λ) + L f_b μ_b(λ)) / ln 10.
    """
    at, slope = _number("melanosome_at", "nm"), _number("melanosome_slope", "1")
    melanosome = _number("melanosome", "1/mm") * (_number(light, "nm") / at) ** -slope
    brown = members.melanosomes[:, None] * (seen["melanin"] + seen["dropped_melanin"])
    blood = members.blood[:, None] * (seen["vessel"] + seen["redness"])
    through = 2.0 * members.epidermis_mm[:, None] * brown * melanosome + members.path_mm[
        :, None
    ] * blood * _number(f"blood_{light}", "1/mm")
    density: Array = through / np.log(TEN)
    return density


def _number(name: str, unit: str) -> float:
    return evidence.number(f"skin.optics.{name}", unit)


def _erythema(seen: Seen, members: Members) -> Array:
    return PERCENT * (_absorbed(seen, members, "green") - _absorbed(seen, members, "red"))


def _melanin(seen: Seen, members: Members) -> Array:
    return PERCENT * _absorbed(seen, members, "red")


def _own(name: str) -> Callable[[Seen, Members], Array]:
    return lambda seen, _: PERCENT * seen[name]


LINKS: Final[dict[str, Link]] = {
    "collagen_I": Link(_own("collagen_I"), _OWN, "papillary collagen I", "assumed", ages=True),
    "collagen_III": Link(_third, _OWN, "papillary collagen III, new and old", "assumed", ages=True),
    "collagen_III_share": Link(
        _third_of_all, "% of papillary collagen", "collagen III in all collagen", "assumed"
    ),
    "papillary_collagen": Link(
        lambda seen, _: PERCENT * collagen(seen),
        _OWN,
        "collagen of the upper 0.4 mm; its gain is fitted to one histology series",
        "calibrated",
        ages=True,
    ),
    "tropoelastin": Link(_own("tropoelastin"), _OWN, "papillary tropoelastin", "assumed"),
    "elastin": Link(
        lambda seen, _: PERCENT * seen["dermal_elastin"],
        _OWN,
        "elastin of the whole dermis",
        "assumed",
    ),
    "dermal_density": Link(
        _density, _OWN, "echo density: 1 + u log(collagen of the whole dermis)", "assumed"
    ),
    "elasticity": Link(
        _elasticity, _OWN, "elastin and collagen of the whole dermis, weighted", "assumed"
    ),
    "erythema_index": Link(
        _erythema,
        "index points",
        "100 (log R red - log R green), two layers, Beer's law",
        "assumed",
    ),
    "melanin_index": Link(
        _melanin, "index points", "100 log(1 / R red), two layers, Beer's law", "assumed"
    ),
    "tewl": Link(
        lambda seen, _: seen["barrier"],
        "of a reference session",
        "open barrier, closing at one rate",
        "assumed",
    ),
    "epidermal_thickness": Link(
        lambda seen, _: PERCENT * seen["thickness"],
        _OWN,
        "lumped, driven by inflammation; its gain is scaled to one histology series",
        "assumed",
    ),
}
"""Observable → link, in the order shown."""
