"""After the session: what to do today, and whether this is normal today."""

from neocol.recovery.calendar import aftercare
from neocol.recovery.symptoms import triage

__all__ = ["aftercare", "triage"]
