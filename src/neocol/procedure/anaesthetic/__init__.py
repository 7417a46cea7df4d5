"""Numbing cream: what labels allow this person, what is in the way, and the clock of the day."""

from neocol.procedure.anaesthetic.clock import clock
from neocol.procedure.anaesthetic.limits import anaesthetic_limits
from neocol.procedure.anaesthetic.measured import planned_request, with_face_map
from neocol.procedure.anaesthetic.products import named_product

__all__ = ["anaesthetic_limits", "clock", "named_product", "planned_request", "with_face_map"]
