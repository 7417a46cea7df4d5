"""What the literature says: data files, one bibliography, a loader that refuses the unsourced.

A clinical number lives once, in ``evidence/data``. Code asks for it by name and unit:

>>> from neocol import evidence
>>> evidence.number("sites.forehead.depth_cap", "mm")
1.0
"""

from neocol.evidence.dosing import AnaestheticProduct, LabelLimit
from neocol.evidence.loader import EvidenceError
from neocol.evidence.model import CalendarItem, Conflict, Entry, Rule, Source, Spread, Step, Window
from neocol.evidence.protocols import TrialledProtocol
from neocol.evidence.store import (
    DATA,
    anaesthetic_products,
    bibliography,
    calendar,
    calendar_item,
    cite,
    conflicts,
    entry,
    has,
    label_limits,
    number,
    numbers,
    protocols,
    rule,
    rules,
    search,
    source,
    span,
    steps,
    trials,
    version,
    words,
)
from neocol.evidence.trials import PublishedOutcome

__all__ = [
    "DATA",
    "AnaestheticProduct",
    "CalendarItem",
    "Conflict",
    "Entry",
    "EvidenceError",
    "LabelLimit",
    "PublishedOutcome",
    "Rule",
    "Source",
    "Spread",
    "Step",
    "TrialledProtocol",
    "Window",
    "anaesthetic_products",
    "bibliography",
    "calendar",
    "calendar_item",
    "cite",
    "conflicts",
    "entry",
    "has",
    "label_limits",
    "number",
    "numbers",
    "protocols",
    "rule",
    "rules",
    "search",
    "source",
    "span",
    "steps",
    "trials",
    "version",
    "words",
]
