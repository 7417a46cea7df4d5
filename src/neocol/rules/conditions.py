"""Reads the ``when`` of a rule against the facts.

Grammar (one key says what is asked, the others narrow it):

``concept = [..]``        something recognised, narrowed by
  ``assertion``           default present, uncertain; past too with ``within`` or ``recent``
  ``timing``              default current, unknown; any with ``within`` or ``recent``
  ``slot``, ``substance`` where it stood; which medicine
  ``qualifier``, ``without``  one of; none of
  ``near``                touches the planned area, or no area was named; ``"region"``: lies in
                          the same part of the body
  ``elsewhere``           an area was named, not the planned
  ``within``              inside the rule's window
  ``recent``              not longer ago than an evidence key says, or nobody knows when
  ``undated``             no day was named; false: one was
  ``spot``                only the spot is left out, not its zone
``field``, ``is``         a closed answer
``age_below``, ``age_from``, ``age_above``, ``severity_from``, ``hba1c_from``
                          compared with an evidence key
``blood_pressure_from``   either of the two compared with its evidence key
``phototype``, ``device``, ``wish``, ``wish_says``, ``zone``, ``indication``, ``finding``  one of
``region``                one of face, neck, scalp, body is planned, or no area is known
``label``                 one of on, off: the course is a cleared use, or not
``depth_above_cap``, ``unanswered``, ``not_understood``, ``partly_understood``, ``disagreeing``
                          the facts say so
``all``, ``any``, ``not`` combinations
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import ge, gt, lt
from typing import Any, Final

from neocol import evidence
from neocol.record import Recognised
from neocol.record.zones import overlaps, region_of
from neocol.rules.facts import Facts
from neocol.rules.windows import is_over

_ASSERTED: Final = ("present", "uncertain")
_ONGOING: Final = ("current", "unknown")
_NARROWING: Final = frozenset(
    {
        "assertion",
        "timing",
        "slot",
        "qualifier",
        "without",
        "near",
        "elsewhere",
        "within",
        "recent",
        "undated",
        "substance",
        "spot",
    }
)


@dataclass(frozen=True, slots=True)
class Match:
    """What in the case made a condition true."""

    said: tuple[str, ...] = ()
    mentions: tuple[Recognised, ...] = ()


def match(when: Mapping[str, Any], facts: Facts, window_days: float | None = None) -> Match | None:
    """Return what fulfils a condition, or ``None`` when it is not fulfilled.

    Parameters
    ----------
    when : mapping
        A condition in the grammar above.
    window_days : float, optional
        The rule's window in days, for conditions that say ``within``.

    Raises
    ------
    neocol.evidence.EvidenceError
        When the condition uses a word that the grammar does not have.
    """
    asked = [key for key in when if key not in _NARROWING and key != "is"]
    if len(asked) != 1 or asked[0] not in _READERS:
        raise evidence.EvidenceError(f"a condition asks one known thing, not {sorted(when)}")
    return _READERS[asked[0]](when, facts, window_days)


def _concept(when: Mapping[str, Any], facts: Facts, window_days: float | None) -> Match | None:
    found = tuple(m for m in facts.mentions if _fits(m, when, facts, window_days))
    return Match(tuple(_quote(m) for m in found), found) if found else None


def _fits(m: Recognised, when: Mapping[str, Any], facts: Facts, window: float | None) -> bool:
    return (
        m.concept in when["concept"]
        and m.assertion in when.get("assertion", _asserted(when))
        and _fits_slot_and_kind(m, when)
        and _fits_place(m, when, facts)
        and _fits_time(m, when, window)
    )


def _asserted(when: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which assertions count: what is past, too, where it is asked how long ago it was."""
    dated = when.get("within") or when.get("recent")
    return (*_ASSERTED, "past") if dated else _ASSERTED


def _fits_slot_and_kind(m: Recognised, when: Mapping[str, Any]) -> bool:
    slots, wanted, unwanted = when.get("slot"), when.get("qualifier"), when.get("without", ())
    substances = when.get("substance")
    return (
        (slots is None or m.slot in slots)
        and (substances is None or m.substance in substances)
        and (wanted is None or bool(set(wanted) & set(m.qualifiers)))
        and not set(unwanted) & set(m.qualifiers)
    )


def _fits_place(m: Recognised, when: Mapping[str, Any], facts: Facts) -> bool:
    touched = None if m.zones is None else (*m.zones, *m.part_of)
    planned = facts.planned
    if when.get("elsewhere"):
        return not overlaps(touched, planned)
    near = when.get("near")
    if near == "region" and touched is not None:
        touched, planned = _regions(touched), _regions(planned)
    return not near or overlaps(touched, planned)


def _fits_time(m: Recognised, when: Mapping[str, Any], window: float | None) -> bool:
    within, recent = when.get("within", False), when.get("recent")
    timings = when.get("timing", None if within or recent else _ONGOING)
    if timings is not None and m.timing not in timings:
        return False
    if "undated" in when and when["undated"] is not (m.days_ago is None):
        return False
    if recent is not None and _long_ago(m, evidence.number(recent, "d")):
        return False
    return not (within and window is not None and is_over(m, window))


def _long_ago(m: Recognised, days: float) -> bool:
    """Tell whether something is over: said to be, or longer ago than such things last."""
    if "healed" in m.qualifiers:
        return True
    if m.ongoing:
        return False
    if m.days_ago is not None:
        return m.days_ago >= days
    return m.timing == "stopped"


def _regions(zones: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(region_of(zone) for zone in zones))


def _quote(mention: Recognised) -> str:
    where = f"{mention.path}: " if mention.path else ""
    return f"{where}{mention.text}"


def _field(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    name = str(when["field"])
    answer = facts.answers.get(name, "unknown")
    return Match((f"patient.{name}: {answer}",)) if answer in when["is"] else None


def _age(
    key: str, holds: Callable[[float, float], bool]
) -> Callable[[Mapping[str, Any], Facts, float | None], Match | None]:
    def read(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
        age = facts.age_years
        if age is None or not holds(age, evidence.number(when[key], "y")):
            return None
        return Match((f"patient.age: {age:g}",))

    return read


def _at_least(
    key: str, unit: str, value: Callable[[Facts], float | None], said: str
) -> Callable[[Mapping[str, Any], Facts, float | None], Match | None]:
    def read(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
        held = value(facts)
        if held is None or held < evidence.number(when[key], unit):
            return None
        return Match((said.format(held),))

    return read


def _blood_pressure(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    held = facts.blood_pressure
    limits = [evidence.number(key, "mmHg") for key in when["blood_pressure_from"]]
    if held is None or all(value < limit for value, limit in zip(held, limits, strict=True)):
        return None
    return Match((f"blood pressure: {held[0]:g}/{held[1]:g}",))


def _one_of(
    key: str, value: Callable[[Facts], Iterable[str | None]]
) -> Callable[[Mapping[str, Any], Facts, float | None], Match | None]:
    def read(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
        held = [v for v in value(facts) if v is not None and v in when[key]]
        return Match(tuple(f"{key}: {v}" for v in held)) if held else None

    return read


def _region(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    return (
        Match() if not facts.planned or set(when["region"]) & set(_regions(facts.planned)) else None
    )


def _wish_says(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    words = f" {facts.wish_text} "
    held = [word for word in when["wish_says"] if f" {word} " in words]
    return Match((f"planned areas: {facts.wish_text}",)) if held else None


def _label(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    if facts.label is None or facts.label not in when["label"]:
        return None
    return Match((facts.label_why,))


def _told(
    key: str, value: Callable[[Facts], tuple[str, ...]]
) -> Callable[[Mapping[str, Any], Facts, float | None], Match | None]:
    def read(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
        held = value(facts)
        return Match(held) if held and when[key] else None

    return read


def _all(when: Mapping[str, Any], facts: Facts, window: float | None) -> Match | None:
    parts = [match(part, facts, window) for part in when["all"]]
    return None if None in parts else _merged(part for part in parts if part)


def _any(when: Mapping[str, Any], facts: Facts, window: float | None) -> Match | None:
    parts = [part for cond in when["any"] if (part := match(cond, facts, window)) is not None]
    return _merged(parts) if parts else None


def _not(when: Mapping[str, Any], facts: Facts, window: float | None) -> Match | None:
    return Match() if match(when["not"], facts, window) is None else None


def _merged(parts: Iterable[Match]) -> Match:
    kept = list(parts)
    return Match(
        tuple(dict.fromkeys(said for part in kept for said in part.said)),
        tuple(m for part in kept for m in part.mentions),
    )


_READERS: Final[dict[str, Callable[[Mapping[str, Any], Facts, float | None], Match | None]]] = {
    "concept": _concept,
    "field": _field,
    "age_below": _age("age_below", lt),
    "age_from": _age("age_from", ge),
    "age_above": _age("age_above", gt),
    "phototype": _one_of("phototype", lambda facts: (facts.phototype,)),
    "device": _one_of("device", lambda facts: (facts.device,)),
    "wish": _one_of("wish", lambda facts: sorted(facts.wish)),
    "finding": _one_of("finding", lambda facts: sorted(facts.fired)),
    "zone": _one_of("zone", lambda facts: facts.planned),
    "indication": _one_of("indication", lambda facts: facts.indications),
    "severity_from": _at_least(
        "severity_from", "points", lambda facts: facts.severity, "severity: {:g} of 10"
    ),
    "hba1c_from": _at_least("hba1c_from", "%", lambda facts: facts.hba1c_percent, "HbA1c: {:g} %"),
    "blood_pressure_from": _blood_pressure,
    "label": _label,
    "wish_says": _wish_says,
    "region": _region,
    "depth_above_cap": _told("depth_above_cap", lambda facts: facts.above_cap),
    "unanswered": _told("unanswered", lambda facts: facts.unanswered),
    "not_understood": _told("not_understood", lambda facts: facts.not_understood),
    "partly_understood": _told("partly_understood", lambda facts: facts.partly_understood),
    "disagreeing": _told("disagreeing", lambda facts: facts.disagreeing),
    "all": _all,
    "any": _any,
    "not": _not,
}
