"""Refuses what cannot be evaluated: places that are none, devices that nobody can follow."""

from __future__ import annotations

from difflib import get_close_matches

from neocol.planning.context import PLANNABLE, Context
from neocol.record import Course, RecordError
from neocol.record.zones import ZONES


def checked(course: Course, context: Context) -> None:
    """Refuse a course that cannot be evaluated for a person.

    Raises
    ------
    neocol.record.RecordError
        Naming the field, what stood there and what would do.
    """
    for zone in course.zones:
        if zone not in ZONES:
            near = get_close_matches(zone, ZONES, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(ZONES)}"
            raise RecordError(f"no zone '{zone}'; {hint}", "zones", zone)
    if course.device not in PLANNABLE:
        raise RecordError(
            f"'{course.device.replace('_', ' ')}' is not planned here; known: "
            f"{', '.join(PLANNABLE)}",
            "device",
            course.device,
        )
    if not context.planned:
        said = "; ".join(one.refused for one in context.concerns) or "no wish was understood"
        raise RecordError(f"nothing to evaluate it for: {said}")
