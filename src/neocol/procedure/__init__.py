"""The session: its time and consumables, and the sheet for the day."""

from neocol.procedure.day import prepare
from neocol.procedure.time import minutes_per_session

__all__ = ["minutes_per_session", "prepare"]
