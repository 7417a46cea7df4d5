"""The needled skin that heals: over depth, in minutes to years, many members and courses at once.

Composed of published parts; what no study tells is assumed and says so (docs/handbook/twin.md).
"""

from neocol.twin.needling import Needling, passes_for, punctures_per_cm2
from neocol.twin.simulation import simulate

__all__ = ["Needling", "passes_for", "punctures_per_cm2", "simulate"]
