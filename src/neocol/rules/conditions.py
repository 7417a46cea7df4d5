"""Reads the ``when`` of a rule against the facts.

Grammar (one key says what is asked, the others narrow it):

``concept = [..]``        something recognised, narrowed by ``assertion`` (default present,
                          uncertain), ``timing`` (default current, unknown; any with ``within``),
                          ``slot``, ``qualifier`` (one of), ``without`` (none of), ``near``
                          (touches the planned area, or no area was named), ``elsewhere`` (an
                          area was named, not the planned), ``within`` (inside the rule's
                          window), ``spot`` (only the spot is left out, not its zone)
``field``, ``is``         a closed answer
``age_below``, ``age_from``, ``severity_from``, ``hba1c_from``  compared with an evidence key
``phototype``, ``device``, ``wish``, ``wish_says``, ``zone``, ``finding``  one of
``depth_above_cap``, ``unanswered``, ``not_understood``  the facts say so
``all``, ``any``, ``not`` combinations
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from neocol import evidence
from neocol.record import Recognised
from neocol.record.zones import overlaps
from neocol.rules.facts import Facts
from neocol.rules.windows import is_over

_ASSERTED: Final = ("present", "uncertain")
_ONGOING: Final = ("current", "unknown")
_NARROWING: Final = frozenset(
    {"assertion", "timing", "slot", "qualifier", "without", "near", "elsewhere", "within", "spot"}
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
    within = when.get("within", False)
    timings = when.get("timing", None if within else _ONGOING)
    slots = when.get("slot")
    wanted, unwanted = when.get("qualifier"), when.get("without", ())
    touched = None if m.zones is None else (*m.zones, *m.part_of)
    return (
        m.concept in when["concept"]
        and m.assertion in when.get("assertion", _ASSERTED)
        and (timings is None or m.timing in timings)
        and (slots is None or m.slot in slots)
        and (wanted is None or bool(set(wanted) & set(m.qualifiers)))
        and not set(unwanted) & set(m.qualifiers)
        and (not when.get("near") or overlaps(touched, facts.planned))
        and (not when.get("elsewhere") or not overlaps(touched, facts.planned))
        and not (within and window is not None and is_over(m, window))
    )


def _quote(mention: Recognised) -> str:
    where = f"{mention.path}: " if mention.path else ""
    return f"{where}{mention.text}"


def _field(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    name = str(when["field"])
    answer = facts.answers.get(name, "unknown")
    return Match((f"patient.{name}: {answer}",)) if answer in when["is"] else None


def _age(below: bool) -> Callable[[Mapping[str, Any], Facts, float | None], Match | None]:
    def read(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
        limit = evidence.number(when["age_below" if below else "age_from"], "y")
        age = facts.age_years
        if age is None or (age < limit) is not below:
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


def _one_of(
    key: str, value: Callable[[Facts], Iterable[str | None]]
) -> Callable[[Mapping[str, Any], Facts, float | None], Match | None]:
    def read(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
        held = [v for v in value(facts) if v is not None and v in when[key]]
        return Match(tuple(f"{key}: {v}" for v in held)) if held else None

    return read


def _wish_says(when: Mapping[str, Any], facts: Facts, _: float | None) -> Match | None:
    words = f" {facts.wish_text} "
    held = [word for word in when["wish_says"] if f" {word} " in words]
    return Match((f"planned areas: {facts.wish_text}",)) if held else None


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
    "age_below": _age(below=True),
    "age_from": _age(below=False),
    "phototype": _one_of("phototype", lambda facts: (facts.phototype,)),
    "device": _one_of("device", lambda facts: (facts.device,)),
    "wish": _one_of("wish", lambda facts: sorted(facts.wish)),
    "finding": _one_of("finding", lambda facts: sorted(facts.fired)),
    "zone": _one_of("zone", lambda facts: facts.planned),
    "severity_from": _at_least(
        "severity_from", "points", lambda facts: facts.severity, "severity: {:g} of 10"
    ),
    "hba1c_from": _at_least("hba1c_from", "%", lambda facts: facts.hba1c_percent, "HbA1c: {:g} %"),
    "wish_says": _wish_says,
    "depth_above_cap": _told("depth_above_cap", lambda facts: facts.above_cap),
    "unanswered": _told("unanswered", lambda facts: facts.unanswered),
    "not_understood": _told("not_understood", lambda facts: facts.not_understood),
    "all": _all,
    "any": _any,
    "not": _not,
}
