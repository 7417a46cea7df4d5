"""Planning: which courses are worth offering, zone by zone, and the gentlest to begin with."""

from neocol.planning.option import sources_in
from neocol.planning.plan import chart_point, evaluate, plan, read, what_if

__all__ = ["chart_point", "evaluate", "plan", "read", "sources_in", "what_if"]
