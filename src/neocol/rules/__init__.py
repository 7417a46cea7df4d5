"""The one interpreter of conditions, windows, scopes, conflicts and clinic policy."""

from neocol.rules.caps import Cap, depth_cap
from neocol.rules.conditions import Match, match
from neocol.rules.decision import decide, remaining_zones
from neocol.rules.engine import fire, state, strictest_first
from neocol.rules.facts import Facts
from neocol.rules.windows import check_policy, window_of

__all__ = [
    "Cap",
    "Facts",
    "Match",
    "check_policy",
    "decide",
    "depth_cap",
    "fire",
    "match",
    "remaining_zones",
    "state",
    "strictest_first",
    "window_of",
]
