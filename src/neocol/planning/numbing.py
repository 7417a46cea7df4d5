"""What labels of a wished numbing cream allow of the area and the time of one session."""

from __future__ import annotations

from neocol.planning.context import Context
from neocol.planning.limits import AREA, HOURS
from neocol.procedure import anaesthetic_limits, typical_area
from neocol.record import LimitNote
from neocol.record.anaesthetic import AnaestheticRequest


def numbing_limits(context: Context) -> tuple[LimitNote, ...]:
    """Return the area and the hours that labels allow this person; nothing where none is wished.

    Notes
    -----
    An area that was not measured is a typical one, and binds only when even its low end is too
    large: then the zones are for more than one session, or for another way of numbing.
    """
    wished = context.case.patient.plan.topical_anaesthetic
    if not wished:
        return ()
    answer = anaesthetic_limits(
        AnaestheticRequest(
            id=context.case.id,
            on=context.start,
            product=wished,
            patient=context.case.patient,
            zones=context.zones,
        )
    )
    sources = tuple(dict.fromkeys(key for row in answer.rows for key in row.sources))
    notes = []
    if answer.limits.area_cm2 is not None:
        asked, least = _areas(context)
        allowed = answer.limits.area_cm2
        notes.append(
            LimitNote(
                name=AREA,
                text=f"{wished}: {allowed:g} cm² at most; the wished zones are about {asked:.0f}",
                allowed=allowed,
                asked=asked if least > allowed else None,
                unit="cm2",
                binds=least > allowed,
                frees="fewer zones a session, or numbing only some of them",
                sources=sources,
            )
        )
    if answer.limits.hours is not None:
        hours = answer.limits.hours
        notes.append(
            LimitNote(
                name=HOURS,
                text=f"{wished}: on intact skin for {hours:g} hours at most",
                allowed=hours,
                unit="h",
                frees="nothing: longer is not on the label",
                sources=sources,
            )
        )
    return tuple(notes)


def _areas(context: Context) -> tuple[float, float]:
    """Return the area of the wished zones, and the least that it may be, in cm²."""
    asked = least = 0.0
    for zone in context.zones:
        measured = context.measured_cm2.get(zone)
        asked += context.area(zone)
        least += measured if measured is not None else typical_area(zone).low90
    return asked, least
