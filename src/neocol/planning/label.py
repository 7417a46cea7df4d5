"""On label or off: the uses that one pen is cleared for in the US."""

from __future__ import annotations

from collections.abc import Collection

from neocol import evidence
from neocol.record.zones import FACE_ZONES


def on_label(
    indication: str, zones: Collection[str], device: str, age: float | None, phototype: str | None
) -> tuple[bool, str]:
    """Compare a course with the cleared uses; whatever is not known makes it off label.

    Returns
    -------
    bool, str
        Whether it is cleared, and why or why not.
    """
    youngest = evidence.number("devices.pen.label_age", "y")
    place = "face" if set(zones) <= set(FACE_ZONES) else "neck" if set(zones) == {"neck"} else None
    reasons = []
    if place is None:
        reasons.append("cleared for the face or the neck only")
    elif indication not in evidence.words(f"indications.label.{place}"):
        reasons.append(f"{indication.replace('_', ' ')} of the {place} is not cleared")
    elif place == "neck" and phototype not in evidence.words("indications.label.neck_phototypes"):
        reasons.append("cleared on the neck for types II to IV")
    if device != "pen":
        reasons.append(f"no {device} is cleared for this")
    if age is None or age < youngest:
        reasons.append(f"cleared from {youngest:g} years")
    return not reasons, "; ".join(reasons) or "a use cleared in the US for one pen"
