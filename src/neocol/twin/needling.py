"""From device and settings to punctures, reached depth and the share of skin that is injured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.record import RecordError
from neocol.record.limits import DENSITY_MAX_PER_CM2, NEEDLE_MAX_SIMULATED_MM

Array = NDArray[np.float64]
DEVICES: Final = ("roller", "pen", "stamp")
UM_PER_MM: Final = 1_000.0
MM2_PER_CM2: Final = 100.0
MM_PER_CM: Final = 10.0
_POINTS: Final = 6
"""Of Gauss' rule inside a cell: exact to the last digits for so smooth a share."""


@dataclass(frozen=True, slots=True)
class Needling:
    """One session on one zone: what is set, not what is reached.

    Raises
    ------
    neocol.record.RecordError
        For an unknown device, a needle of no length or beyond 3 mm, or no punctures.
    """

    device: str
    needle_mm: float
    punctures_per_cm2: float

    def __post_init__(self) -> None:
        if self.device not in DEVICES:
            raise RecordError(
                f"'{self.device}' is not simulated: no depth is known; known: {', '.join(DEVICES)}",
                "device",
            )
        _inside("needle_mm", self.needle_mm, NEEDLE_MAX_SIMULATED_MM, "mm")
        _inside("punctures_per_cm2", self.punctures_per_cm2, DENSITY_MAX_PER_CM2, "per cm²")


def _inside(name: str, value: float, most: float, unit: str) -> None:
    if not 0 < value <= most:  # also refuses what is not a number
        raise RecordError(f"{value:g} is outside: above 0 and up to {most:g} {unit}", name)


def punctures_per_cm2(
    device: str,
    passes: float,
    *,
    glide_cm_s: float | None = None,
    strokes_hz: float | None = None,
) -> float:
    """Return the punctures per cm² of skin after a number of passes.

    Parameters
    ----------
    device : str
    passes : float
        Strokes over every point.
    glide_cm_s : float, optional
        How fast a pen moves, cm/s. Without it a pass counts what evidence says of it, which is
        judged: no source gives the glide.
    strokes_hz : float, optional
        How often a pen strikes, 1/s; by default as in evidence.

    Raises
    ------
    neocol.evidence.EvidenceError
        When evidence holds no density for the device.
    neocol.record.RecordError
        When a glide or a frequency is not above zero, or the device has none.

    Notes
    -----
    A pen of N needles that strikes f times a second and glides at v with a stroke w wide leaves
    N f / (v w) a pass.
    """
    return passes * _punctures_per_pass(device, glide_cm_s, strokes_hz)


def passes_for(
    device: str,
    density_per_cm2: float,
    *,
    glide_cm_s: float | None = None,
    strokes_hz: float | None = None,
) -> float:
    """Return the passes that leave a density: the inverse of `punctures_per_cm2`."""
    return density_per_cm2 / _punctures_per_pass(device, glide_cm_s, strokes_hz)


def _punctures_per_pass(device: str, glide_cm_s: float | None, strokes_hz: float | None) -> float:
    if glide_cm_s is None and strokes_hz is None:
        return evidence.number(f"devices.{device}.punctures_per_pass", "1/cm2")
    if device != "pen":
        raise RecordError(f"only a pen has a glide and a frequency, not a {device}", "glide_cm_s")
    if glide_cm_s is None or not glide_cm_s > 0:
        raise RecordError("a glide above 0 cm/s is expected with a frequency", "glide_cm_s")
    frequency = evidence.number("devices.pen.frequency", "Hz") if strokes_hz is None else strokes_hz
    if not frequency > 0:
        raise RecordError("a frequency above 0 per second is expected", "strokes_hz")
    needles = evidence.number("devices.pen.needles", "1")
    width_cm = evidence.number("devices.pen.stroke_width", "mm") / MM_PER_CM
    return needles * frequency / (glide_cm_s * width_cm)


def reached_mm(needle_mm: float, ratio: Array, indentation_mm: Array) -> Array:
    """Return how deep a needle goes below the skin's surface, in mm.

    Notes
    -----
    The skin gives way by δ before it is pierced, then part η of the rest goes in:
    d = min(max(η (L - δ), 0), L).
    """
    return np.clip(ratio * (needle_mm - indentation_mm), 0.0, needle_mm)


def injured_share(
    density_per_cm2: float, radius_mm: Array, depth_mm: Array, above_mm: Array, edges_mm: Array
) -> Array:
    """Return the mean share of every cell of dermis that lies inside a channel.

    Parameters
    ----------
    density_per_cm2 : float
    radius_mm, depth_mm, above_mm : arrays of shape (members,)
        Radius at the surface, depth below the surface, thickness of the epidermis.
    edges_mm : array of shape (members, cells + 1)
        Depths below the epidermis.

    Returns
    -------
    array of shape (members, cells)

    Notes
    -----
    Channels narrow evenly to their tip, a(z) = a₀ (1 - z / d), and lie at random, so that overlap
    counts as in a Poisson field: φ(z) = 1 - exp(-n π a(z)²). Cells hold their mean, whose sum over
    depth is exact however few they are.
    """
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    upper = edges_mm[:, :-1]
    tip = np.maximum(depth_mm - above_mm, 0.0)[:, None]
    lower = np.clip(edges_mm[:, 1:], None, np.maximum(tip, upper))
    middle, half = (lower + upper) / 2.0, (lower - upper) / 2.0
    z = middle[..., None] + half[..., None] * points
    share = surface_share(density_per_cm2, radius_at_mm(z.T + above_mm, radius_mm, depth_mm).T)
    found: Array = (share @ weights) * half / np.diff(edges_mm, axis=1)
    return found


def radius_at_mm(below_mm: Array, radius_mm: Array, depth_mm: Array) -> Array:
    """Return the radius of a channel so far below the surface: none where the needle ends above.

    Shapes broadcast, members last.
    """
    left = 1.0 - below_mm / np.maximum(depth_mm, np.finfo(float).tiny)
    radius: Array = radius_mm * np.clip(left, 0.0, None)
    return radius


def surface_share(density_per_cm2: float, radius_mm: Array) -> Array:
    """Return the share of an area that discs of this radius cover, with overlap."""
    covered: Array = -np.expm1(-density_per_cm2 / MM2_PER_CM2 * np.pi * radius_mm**2)
    return covered
