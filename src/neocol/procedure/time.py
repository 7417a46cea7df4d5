"""How long a session takes."""

from __future__ import annotations

from neocol import evidence
from neocol.record import Range


def minutes_per_session(area_cm2: float | None) -> Range:
    """Return the minutes of a session, with its interval.

    Parameters
    ----------
    area_cm2 : float or None
        Treated area; unknown counts as a whole session.

    Notes
    -----
    The sources give a range for a session, not a speed. An area smaller than face and neck takes
    its share of it; nothing is taken off for preparation.
    """
    typical, short, long = evidence.span("procedure.session.minutes", "min")
    whole = evidence.number("procedure.session.reference_area", "cm2")
    share = 1.0 if area_cm2 is None else min(area_cm2 / whole, 1.0)
    return Range(
        median=typical * share,
        low90=short * share,
        high90=long,
        unit="min",
        basis="assumed",
        sources=evidence.entry("procedure.session.minutes").sources,
        note="area unknown: a whole session" if area_cm2 is None else "share of a whole session",
    )
