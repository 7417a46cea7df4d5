"""Whether a course lies inside what studies did; outside is computed, marked, never recommended."""

from __future__ import annotations

from collections.abc import Sequence

from neocol import evidence
from neocol.evidence import TrialledProtocol
from neocol.planning.limits import Limits
from neocol.planning.space import Grid, Hull, depths_of, gaps_of, hull_of, is_known
from neocol.record import Course
from neocol.record.plan import gaps_between
from neocol.record.zones import zone_label


def outside(
    course: Course,
    rows: Sequence[TrialledProtocol],
    indication: str,
    limits: Limits,
    before: int = 0,
) -> tuple[str, ...]:
    """Say what of a course no study did; empty where one protocol holds it whole.

    Parameters
    ----------
    course : Course
    rows : sequence of TrialledProtocol
        Of the indication, these zones and scars.
    indication : str
    limits : Limits
    before : int
        Sessions that were done already.
    """
    named = indication.replace("_", " ")
    shown = [row for row in rows if row.helps == "shown" and is_known(row)]
    if not shown:
        return (f"no study of needling for {named} with a usable protocol was read",)
    said = [row for row in shown if set(row.combined_with) == set(course.combined_with)]
    if not said:
        return (f"no study of {named} combined needling with {_words(course.combined_with)}",)
    hull = hull_of(tuple(rows))
    counts = [row for row in said if _counts(row, before + len(course.days))]
    if not counts:
        known = sorted({int(n) for row in said for n in _sessions(row)})
        had = ", ".join(map(str, known))
        return (f"{before + len(course.days)} sessions: studies of {named} had {had}",)
    gaps = gaps_between(course.days)
    spaced = [row for row in counts if _spaced(row, gaps, hull)]
    if not spaced:
        low, high = _widest([gaps_of(row, hull, Grid.usual()) for row in counts])
        wrong = next((gap for gap in gaps if not low <= gap <= high), gaps[0])
        return (f"{wrong} days apart: with so many sessions studies had {low:g} to {high:g}",)
    beyond = []
    for zone, setting in course.zones.items():
        cap = limits.zones[zone].depth_mm if zone in limits.zones else setting.depth_mm
        reach = [depths_of(row, hull, cap) for row in spaced]
        if not any(low <= setting.depth_mm <= high for low, high in reach):
            low, high = _widest(reach)
            beyond.append(
                f"{zone_label(zone)}: {setting.depth_mm:g} mm, where such courses had "
                f"{low:g} to {high:g} mm here"
            )
    _, fewest, most = evidence.span("planning.space.passes", "1")
    fewest = min(fewest, evidence.span("planning.dark.passes", "1")[1])
    for zone, setting in course.zones.items():
        if not fewest <= setting.passes <= most:
            beyond.append(
                f"{zone_label(zone)}: {setting.passes} passes, where practice is "
                f"{fewest:g} to {most:g}"
            )
    return tuple(beyond)


def _words(combined: Sequence[str]) -> str:
    return " and ".join(word.replace("_", " ") for word in combined) or "nothing else"


def _sessions(row: TrialledProtocol) -> tuple[int, ...]:
    low = row.sessions_low or 0
    return tuple(range(low, (row.sessions_high or low) + 1))


def _counts(row: TrialledProtocol, sessions: int) -> bool:
    return sessions in _sessions(row)


def _spaced(row: TrialledProtocol, gaps: Sequence[int], hull: Hull) -> bool:
    low, high = gaps_of(row, hull, Grid.usual())
    return all(low <= gap <= high for gap in gaps)


def _widest(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return min(low for low, _ in spans), max(high for _, high in spans)
