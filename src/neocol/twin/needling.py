"""From device and settings to punctures, reached depth and the share of dermis that is injured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from neocol import evidence
from neocol.record.zones import site_of

UM_PER_CM: Final = 10_000.0
_CONE: Final = 3.0
"""A cone holds a third of its cylinder."""


@dataclass(frozen=True, slots=True)
class Needling:
    """One session on one zone."""

    device: str
    needle_mm: float
    punctures_per_cm2: float


def punctures_per_cm2(device: str, passes: int) -> float:
    """Return the punctures per cm² of skin after a number of passes.

    Raises
    ------
    neocol.evidence.EvidenceError
        When evidence holds no density for the device.
    """
    return passes * evidence.number(f"devices.{device}.punctures_per_pass", "1/cm2")


def dermis_mm(zone: str, sex: str) -> float:
    """Return the dermis of a zone in mm, of the thinner sex when the sex is not known.

    A zone without its own figure is read as the cheek.
    """
    site = site_of(zone)
    if not evidence.has(f"sites.{site}.dermis_female"):
        site = "cheek"
    by_sex = {s: evidence.number(f"sites.{site}.dermis_{s}", "mm") for s in ("male", "female")}
    return {"M": by_sex["male"], "F": by_sex["female"]}.get(sex, min(by_sex.values()))


def injury_dose(needling: Needling, zone: str, sex: str = "unknown") -> float:
    """Return the mean share of the dermis that lies inside a channel, 0 to 1.

    Notes
    -----
    Channels are cones of surface radius ``a`` and reached depth ``d`` in a dermis of height ``H``:
    overlap counts as in a Poisson field,

        dose = 1 - exp(-n π a² min(d, H) / (3 H)).

    ``d`` is the set depth times the device's ratio of reached to set depth.

    Limits
    ------
    The channel radius is measured on rats; depth, density and dose are linked to healing by
    assumption (see ``healing.toml``).
    """
    if needling.needle_mm <= 0 or needling.punctures_per_cm2 <= 0:
        return 0.0
    ratio = evidence.number(f"devices.{needling.device}.depth_ratio", "1")
    diameter = evidence.number(f"devices.{needling.device}.channel_diameter", "um")
    radius_cm = diameter / 2 / UM_PER_CM
    height = dermis_mm(zone, sex)
    depth = min(needling.needle_mm * ratio, height)
    share = needling.punctures_per_cm2 * math.pi * radius_cm**2 * depth / (_CONE * height)
    return -math.expm1(-share)
