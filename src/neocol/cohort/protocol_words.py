"""How papers word what was done: devices, combinations, ages, numbers and where days count from."""

from __future__ import annotations

import math
import re
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from neocol.record.base import RecordError, listed_or_nothing
from neocol.record.outcome import age_years, phototypes
from neocol.record.words import DeviceName

_DEVICE: Final[TypeAdapter[str]] = TypeAdapter(DeviceName)
_DEVICES: Final = (
    ("rf_needling", r"\brf\b|radio ?frequen|\bfmr\b|\bmfr\b"),
    ("roller", r"roller|\broll ?cit\b"),
    ("stamp", r"\bstamp"),
    (
        "pen",
        r"\bpen\b|\w{4,}pen\b|\bexceed\b|\bamiea\b|\b(automat|motori|electri)\w* (micro ?)?needl",
    ),
)
_ADDED: Final = (
    ("tranexamic acid", r"tranexam|\btxa\b"),
    ("minoxidil", r"minoxidil|\bmx\b|\bmnx\b"),
    ("platelet-rich plasma", r"\bprp\b|platelet"),
    ("platelet-rich fibrin", r"\bi?prf\b"),
    ("vitamin C", r"vitamin c\b|ascorb|\bvit c\b"),
    ("hyaluronic acid", r"hyaluron"),
    ("trichloroacetic acid", r"trichloro|\btca\b"),
    ("glycolic acid", r"glycol"),
    ("peel", r"\bpeel"),
    ("insulin", r"insulin"),
    ("botulinum toxin", r"botulin|\bbtx\b|\bbont\b"),
    ("growth factors", r"growth factor"),
    ("exosomes", r"exosom"),
    ("stem cells", r"stem cell|conditioned medium"),
    ("subcision", r"subcision"),
    ("laser", r"\blaser|\bco2\b"),
    ("retinoid", r"retino|tretinoin|tazaroten"),
    ("hydroquinone", r"hydroquinone|\bhq\b"),
    ("5-fluorouracil", r"fluorouracil|\b5 ?fu\b"),
    ("triamcinolone", r"triamcinolon"),
    ("depigmenting serum", r"depigment|rucinol"),
    ("finasteride", r"finasterid"),
    ("cysteamine", r"cysteamin"),
    ("azelaic acid", r"azelaic"),
)
"""What is given with needling → words that name it."""
_ELSE: Final = re.compile(
    r"\b(?:vs|versus|compared (?:with|to)|against|control side|other (?:side|half|arm))\b.*",
    re.IGNORECASE | re.DOTALL,
)
_ALONE: Final = re.compile(r"\b(?:alone|only|monotherapy|solely)\b", re.IGNORECASE)
_NOT: Final = re.compile(r"\b(?:without|no|not)\b\s+\w+(?:\s+\w+)?", re.IGNORECASE)
_NEEDLED: Final = re.compile(r"needl|roller|\bmn\b|pen\b|\bpci\b|\bcit\b", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s*")
_AGE: Final = re.compile(r"\d+(?:\.\d+)?(?:\s*[-–]\s*\d+(?:\.\d+)?)?")


def without_comparator(value: Any) -> str:
    """Return a text up to where it speaks of what was compared, and without what was not given."""
    text = value if isinstance(value, str) else ""
    return _NOT.sub(" ", _ELSE.sub("", text)).strip()


def device_of(text: str) -> str | None:
    """Return roller, pen, stamp, or another device of the contract; nothing when none is named."""
    said = text.lower().replace("-", " ").replace("_", " ")
    known = next((device for device, words in _DEVICES if re.search(words, said)), None)
    if known:
        return known
    try:
        found = _DEVICE.validate_python(text)
    except ValidationError:
        return None
    return found if found in {"rf_needling", "home_device"} else None


def combinations_in(given: Any, arm: str, device: str) -> tuple[str, ...]:
    """Return what was given besides the needling: as said, else as read from arm and device."""
    said = listed_or_nothing(given)
    if isinstance(said, list | tuple) and said:
        return tuple(str(item) for item in said)
    if _ALONE.search(arm) and _NEEDLED.search(arm):
        return ()
    text = f"{arm} {device}".lower().replace("-", " ").replace("_", " ")
    return tuple(name for name, words in _ADDED if re.search(words, text))


def follow_up_from(value: Any) -> Literal["last_session", "first_session"]:
    """Return the day that a follow-up counts from; the last session when nothing is said."""
    word = str(value or "").lower()
    first = any(part in word for part in ("first", "start", "baseline", "enrol", "begin"))
    return "first_session" if first and "last" not in word else "last_session"


def age_of(value: Any) -> str | None:
    """Return a mean age or a range of ages out of a text; nothing where none can be read."""
    if isinstance(value, bool) or value is None:
        return None
    found = _AGE.search(f"{value:g}" if isinstance(value, int | float) else str(value))
    if found is None:
        return None
    try:
        age_years(found.group())
    except RecordError:
        return None
    return found.group()


def phototypes_in(value: Any) -> str | None:
    """Return a text that names phototypes; nothing where none can be read."""
    try:
        return value if isinstance(value, str) and phototypes(value) else None
    except RecordError:
        return None


def middle(value: Any) -> float | None:
    """Return a number; the middle of a range like ``0.5-2.5`` or of a list.

    What is no number is nothing: a paper that says *variable* does not say how many.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, list | tuple):
        ends = [end for item in value if (end := middle(item)) is not None]
        whole = bool(ends) and len(ends) == len(value)
        return (min(ends) + max(ends)) / 2 if whole else None
    if isinstance(value, str):
        found = _RANGE.fullmatch(value)
        if found:
            return middle([found.group(1), found.group(2)])
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def whole(value: Any) -> int | None:
    """Return a whole number; half a one, as in the middle of ``3-4``, is rounded up."""
    number = middle(value)
    return None if number is None else math.floor(number + 1 / 2)
