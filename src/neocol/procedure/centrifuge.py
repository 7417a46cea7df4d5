"""The centrifuge: force from speed and radius, and how one trial spun."""

from __future__ import annotations

import math
from typing import Final

from neocol import evidence
from neocol.record.prp import PrpFigure, Spin, SpinForce, TrialSpin

STANDARD_GRAVITY_M_S2: Final = 9.80665
"""Set by the General Conference on Weights and Measures in 1901."""
SECONDS_PER_MINUTE: Final = 60.0
MM_PER_M: Final = 1000.0
MM_PER_CM: Final = 10.0
RADIUS_MISSING: Final = "rpm alone says nothing: the radius of the rotor is missing"
TRIAL_WITHOUT_RADIUS: Final = "cannot be compared in g: the trial prints no radius"
_SPEED_MISSING: Final = "rpm with the radius, or g, is missing"
_TRIAL: Final = {
    "single": "one spin",
    "double_first": "two spins, the first",
    "double_second": "two spins, the second",
}


def relative_force_g(rpm: float, radius_mm: float) -> float:
    """Return the force of a centrifuge, as a multiple of gravity.

    Parameters
    ----------
    rpm : float
        Revolutions per minute.
    radius_mm : float
        From the axis to where the force is asked for, mm.

    Notes
    -----
    ω² r / g₀ with ω = 2π rpm / 60: the usual 1.118·10⁻⁵ · r (cm) · rpm². Makers differ in whether
    the radius is the greatest or the mean one; the same one must be meant on both sides.
    """
    angular = 2 * math.pi * rpm / SECONDS_PER_MINUTE
    return angular**2 * (radius_mm / MM_PER_M) / STANDARD_GRAVITY_M_S2


def spin_force(spin: Spin) -> SpinForce:
    """Return the force of one run, as it was given or from speed and radius, or why there is none.

    Parameters
    ----------
    spin : Spin
        Where g is given beside speed and radius, the two must agree.
    """
    radius = spin.radius_mm
    if radius is None and spin.radius_cm is not None:
        radius = spin.radius_cm * MM_PER_CM
    force = _force(spin, radius)
    basis = "rpm and radius" if spin.g is None else "given"
    return SpinForce.read(
        {
            "rpm": spin.rpm,
            "radius_mm": radius,
            "minutes": spin.minutes,
            "force": force,
            "basis": None if force.value is None else basis,
        }
    )


def _force(spin: Spin, radius_mm: float | None) -> PrpFigure:
    if spin.rpm is None or radius_mm is None:
        if spin.g is not None:
            return PrpFigure(value=spin.g, unit="g")
        return PrpFigure(unit="g", reason=RADIUS_MISSING if spin.rpm else _SPEED_MISSING)
    counted = relative_force_g(spin.rpm, radius_mm)
    if spin.g is None or not _disagree(spin.g, counted):
        return PrpFigure(value=counted if spin.g is None else spin.g, unit="g")
    return PrpFigure(
        unit="g",
        reason=f"{spin.g:.0f} g is written, but {spin.rpm:.0f} rpm at {radius_mm:g} mm give "
        f"{counted:.0f} g",
    )


def _disagree(given: float, counted: float) -> bool:
    return abs(given - counted) > evidence.number("prp.force.agreement", "1") * counted


def trial_spins() -> tuple[TrialSpin, ...]:
    """Return how one trial spun; without a radius no force can be said."""
    return tuple(
        TrialSpin(
            label=label,
            rpm=evidence.number(f"prp.trial.{name}.speed", "rpm"),
            minutes=evidence.number(f"prp.trial.{name}.time", "min"),
            force=PrpFigure(unit="g", reason=TRIAL_WITHOUT_RADIUS),
            sources=evidence.entry(f"prp.trial.{name}.speed").sources,
            status=evidence.entry(f"prp.trial.{name}.speed").status,
        )
        for name, label in _TRIAL.items()
    )
