"""The needled skin that heals: today a plain 0-D course of the three phases.

The signature is final; the depth-resolved model, calibration and absorption come behind it.
"""

from neocol.twin.course import simulate
from neocol.twin.needling import Needling, injury_dose, punctures_per_cm2

__all__ = ["Needling", "injury_dose", "punctures_per_cm2", "simulate"]
