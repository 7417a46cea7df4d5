"""The session: its time and consumables, and the sheet for the day."""

from neocol.procedure.anaesthetic import anaesthetic_limits
from neocol.procedure.day import prepare
from neocol.procedure.prp import prp_sheet
from neocol.procedure.time import cartridges, minutes_per_session, typical_area

__all__ = [
    "anaesthetic_limits",
    "cartridges",
    "minutes_per_session",
    "prepare",
    "prp_sheet",
    "typical_area",
]
