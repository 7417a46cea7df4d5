"""The depth cap of a zone: the smallest of site, device label and the general cap."""

from __future__ import annotations

from dataclasses import dataclass

from neocol import evidence
from neocol.record.zones import site_of


@dataclass(frozen=True, slots=True)
class Cap:
    """A depth cap and the evidence it comes from."""

    mm: float
    key: str


def depth_cap(zone: str, device: str | None = None) -> Cap:
    """Return the depth cap of a zone in mm.

    Parameters
    ----------
    zone : str
        A zone of the contract.
    device : str, optional
        Its label depth counts too, when evidence holds one.
    """
    keys = [f"sites.{site_of(zone)}.depth_cap", "sites.any.depth_cap"]
    label = f"devices.{device}.label_depth"
    if device is not None and evidence.has(label):
        keys.append(label)
    return min((Cap(evidence.number(key, "mm"), key) for key in keys), key=lambda cap: cap.mm)
