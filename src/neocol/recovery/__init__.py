"""After the session: what to do today, and whether this is normal today."""

from neocol.recovery.adverse_events import report
from neocol.recovery.calendar import aftercare
from neocol.recovery.messages import LANGUAGES, Messages, messages
from neocol.recovery.triage import triage

__all__ = ["LANGUAGES", "Messages", "aftercare", "messages", "report", "triage"]
