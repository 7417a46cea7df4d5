"""What is said of a course: its name, why it is offered, and what to keep in mind."""

from __future__ import annotations

from typing import Final

from neocol import evidence
from neocol.planning.caps import is_dark
from neocol.planning.context import Context
from neocol.planning.space import Schedule
from neocol.record import Course
from neocol.record.plan import Role, gaps_between
from neocol.record.words import EndpointWord
from neocol.record.zones import zone_label

_LABELS: Final[dict[Role, str]] = {
    "gentlest": "Gentlest course",
    "fuller": "Fuller course",
    "combined": "With {}",
    "as_practised": "As practised, not proven",
    "unlikely": "As studied, not likely enough here",
    "no_treatment": "No treatment",
    "asked": "As set",
}
_COMBINED: Final = {"prp": "PRP", "tca_cross": "TCA CROSS"}
_PARTS: Final = {
    "needle_low_mm": "needle length",
    "needle_high_mm": "needle length",
    "least_mm": "lowest setting",
    "sessions_low": "number of sessions",
    "sessions_high": "number of sessions",
    "interval_low_days": "interval",
    "interval_high_days": "interval",
    "combined_with": "what it is combined with",
    "companion_after_days": "what comes between",
    "scar_types": "types of scars",
}
"""Fields of a protocol as people say them."""
NO_DOSE: Final = (
    "no human trial shows how depth, density, interval or number of sessions change the result: "
    "every contrast between courses is assumed"
)


def combined(course: Course) -> str:
    """Return what is added to needling, in words; empty where nothing is."""
    return " and ".join(
        _COMBINED.get(word, word.replace("_", " ")) for word in course.combined_with
    )


def label(role: Role, course: Course) -> str:
    """Return what an option is called."""
    added = combined(course)
    if role == "combined" or not added:
        return _LABELS[role].format(added)
    return f"{_LABELS[role]}, with {added}"


def endpoint(context: Context) -> EndpointWord:
    """Return where studies of the indication stopped; of two the gentler."""
    said = {row.endpoint for row in context.rows if row.endpoint}
    key = f"indications.{context.lead}.endpoint"
    if evidence.has(key):
        said |= {"erythema" if "erythema" in evidence.words(key) else "pinpoint_bleeding"}
    return "pinpoint_bleeding" if said == {"pinpoint_bleeding"} else "erythema"


def anaesthetic(context: Context) -> str:
    """Return what is said of numbing before the day."""
    wished = context.case.patient.plan.topical_anaesthetic
    if not wished:
        return "none wished"
    return (
        f"{wished}: inside its label's grams, area and hours (see the session day), on intact skin "
        "only, taken off before needling"
    )


def why(context: Context, course: Course, schedule: Schedule | None) -> tuple[str, ...]:
    """Return why these numbers: the study, the interval that was stretched, the caps."""
    named = context.lead.replace("_", " ")
    rows = [row for row in context.rows if schedule and row.id in schedule.protocols]
    count = f"{len(course.days)} sessions"
    if context.before:
        count = f"{context.before + len(course.days)} sessions in all"
    found = []
    if any(row.helps == "shown" for row in rows):
        found.append(f"{count} for {named}, as in studies that reported benefit")
    elif rows:
        found.append(f"{count} for {named} as practised: no study was read")
    usual = [row.interval_high_days for row in rows if row.interval_high_days]
    gaps = gaps_between(course.days)
    if usual and gaps and min(gaps) > max(usual):
        found.append(
            f"studies had {max(usual):g} days between sessions; {gaps[0]} are booked to let the "
            "skin settle"
        )
    limits = context.limits_for(course.zones)
    usual_low = min((row.needle_low_mm for row in rows if row.needle_low_mm), default=None)
    lowered = [
        zone_label(zone)
        for zone, one in course.zones.items()
        if usual_low is not None
        and one.depth_mm < usual_low
        and limits.zones[zone].depth_mm < usual_low
    ]
    if lowered:
        found.append(f"depth lowered to the cap of the site: {', '.join(lowered)}")
    return tuple(found)


def caveats(context: Context, course: Course, schedule: Schedule | None) -> tuple[str, ...]:
    """Return what to keep in mind of a course."""
    found = [NO_DOSE, "needle length is what is set; how deep it reaches differs by device"]
    rows = [row for row in context.rows if schedule and row.id in schedule.protocols]
    unread = sorted(
        {_PARTS.get(name, name) for row in rows for name in (*row.recalled, *row.judged)}
    )
    if unread:
        found.append(f"not read in a paper but recalled or judged: {', '.join(unread)}")
    devices = {device for row in rows for device in row.devices}
    if devices and course.device not in devices:
        found.append(
            f"studied with a {' or '.join(sorted(devices))}: that a {course.device} does the same "
            "is assumed"
        )
    wished = context.case.patient.plan.device
    if wished is not None and wished != context.device:
        found.append(f"{wished.replace('_', ' ')}: not planned here; a {context.device} is")
    if is_dark(context.phototype):
        found.append(
            f"skin type {context.phototype or 'unknown, read as the more easily marked'}: begin "
            "lower, stop at redness, longest interval, strict sun protection; depths are ceilings"
        )
    pigment = evidence.words("planning.pigment.indications")
    if context.lead in pigment:
        found.append("pigment comes back; needling alone is weak, and dark marks can follow")
    others = [one.indication for one in context.planned if not one.leads]
    found += [
        f"{name.replace('_', ' ')} is not planned by this course: pigment is needled more "
        "shallowly, and deeper needling can darken it"
        for name in others
        if name in pigment
    ]
    return tuple(found)
