"""Planning: which courses are worth offering, zone by zone, and the gentlest to begin with."""

from neocol.planning.plan import plan

__all__ = ["plan"]
