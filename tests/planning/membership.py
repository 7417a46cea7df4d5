"""Which courses studies did, read again from evidence alone: the checker's own rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from neocol import evidence
from neocol.evidence import TrialledProtocol
from neocol.record import Candidacy
from neocol.record.zones import site_of

_TOL = 1e-6
_WEEK = 7


def rows_for(candidacy: Candidacy, indication: str) -> list[TrialledProtocol]:
    """Return the protocols of an indication for these sites and these scars."""
    zones = set(candidacy.planned_zones) - set(candidacy.excluded_zones)
    sites = {site_of(zone) for zone in zones}
    said = " ".join(m.text.lower() for m in candidacy.recognised if m.concept == "acne_scar")
    named = {word for word in ("rolling", "boxcar") if word in said}
    named |= {"icepick"} if "ice" in said and "pick" in said else set()
    return [
        row
        for row in evidence.protocols(indication)
        if (not row.sites or sites <= set(row.sites))
        and (not row.scar_types or not named or named & set(row.scar_types))
    ]


def _borrowed(rows: Sequence[TrialledProtocol], low: str, high: str) -> tuple[float, float]:
    """Return the widest range that rows print, for a row that prints none."""
    lows = [v for v in (getattr(row, low) for row in rows) if v is not None]
    highs = [v for v in (getattr(row, high) for row in rows) if v is not None]
    return (min(lows), max(highs)) if lows else (0.0, 99.0)


def _gap_fits(row: TrialledProtocol, rows: Sequence[TrialledProtocol], gap: int) -> bool:
    """Tell whether a gap is this protocol's own, to the week, up to twice as long."""
    low, high = _borrowed(rows, "interval_low_days", "interval_high_days")
    own_low, own_high = row.interval_low_days or low, row.interval_high_days or high
    longest = max(evidence.span("indications.any.interval", "d")[2], high, own_high)
    most = min(own_high * evidence.number("planning.space.stretch", "1"), longest)
    return own_low // _WEEK * _WEEK <= gap <= most


def _depth_fits(
    row: TrialledProtocol, rows: Sequence[TrialledProtocol], depth: float, cap: float
) -> bool:
    """Tell whether a depth is as the protocol's needles, or at a cap that lies below them."""
    low, high = _borrowed(rows, "needle_low_mm", "needle_high_mm")
    own_low, own_high = row.needle_low_mm or low, row.needle_high_mm or high
    if own_low - _TOL <= depth <= own_high + _TOL:
        return True
    shown = [one for one in rows if one.helps == "shown"] or list(rows)
    lowest = [v for v in (one.least_mm or one.needle_low_mm for one in shown) if v is not None]
    least = min(lowest, default=own_low)
    step = evidence.number("planning.space.depth_step", "mm")
    under_cap = cap < own_low and cap - 2 * step - _TOL <= depth <= cap + _TOL
    return under_cap and depth >= least - _TOL


def studied(
    candidacy: Candidacy,
    indication: str,
    days: Sequence[int],
    depths: dict[str, tuple[float, float]],
    combined: Sequence[str],
    before: int = 0,
) -> list[str]:
    """Return what of a course no protocol of benefit holds; depths: zone → (depth, cap)."""
    rows = rows_for(candidacy, indication)
    gaps = [later - earlier for earlier, later in pairwise(days)]
    whole = before + len(days)
    held = [
        row
        for row in rows
        if row.helps == "shown"
        and row.sessions_low is not None
        and row.sessions_low <= whole <= (row.sessions_high or row.sessions_low)
        and set(row.combined_with) == set(combined)
        and all(_gap_fits(row, rows, gap) for gap in gaps)
    ]
    if not held:
        return [f"no studied protocol has {whole} sessions at {gaps} with {list(combined)}"]
    return [
        f"{zone}: no such protocol was done at {depth:g} mm (cap {cap:g})"
        for zone, (depth, cap) in depths.items()
        if not any(_depth_fits(row, rows, depth, cap) for row in held)
    ]
