"""The whole rule base as a page: every rule, every conflict, every source, and how sure each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from markupsafe import Markup

from neocol import __version__, evidence
from neocol.evidence import Conflict, Rule
from neocol.exchange.documents.render import STYLESHEET, environment
from neocol.exchange.documents.words import plain_name

STAGES: Final = {
    "candidacy": "May this person be needled?",
    "combination": "What may be added",
    "preparation": "Before the session",
    "procedure": "On the day",
    "engine": "Silence, and what is not understood",
    "triage": "After the session: is this normal?",
}
_FLAGS: Final = {
    "near": "in the planned area",
    "elsewhere": "elsewhere on the body",
    "within": "inside the wait",
    "spot": "the spot only",
}
_SAID: Final = {
    "assertion": {
        frozenset({"present", "past", "uncertain"}): "now, before or unsure",
        frozenset({"present", "past", "uncertain", "family"}): "now, before, unsure, in the family",
        frozenset({"present", "uncertain"}): "now or unsure",
        frozenset({"present"}): "sure",
        frozenset({"past"}): "before",
        frozenset({"uncertain"}): "unsure",
        frozenset({"family"}): "in the family",
    },
    "timing": {
        frozenset({"current", "unknown", "stopped"}): "",
        frozenset({"current", "unknown"}): "",
        frozenset({"current"}): "going on",
        frozenset({"unknown"}): "not said whether it goes on",
        frozenset({"stopped"}): "over",
        frozenset({"stopped", "unknown"}): "over or not said",
    },
}
"""How assertion and timing are read aloud; nothing for what needs no word."""
_LIMITS: Final = {
    "recent": "within {} days",
    "age_below": "under {} years",
    "age_from": "from {} years",
    "age_above": "over {} years",
    "hba1c_from": "HbA1c from {} %",
    "severity_from": "severity from {} of 10",
    "blood_pressure_from": "blood pressure from {}",
}
_WORDS: Final = {
    "without": "not",
    "slot": "among",
    "qualifier": "said to be",
    "wish": "wished:",
    "wish_says": "the wish says",
    "finding": "found:",
    "phototype": "skin type",
    "indication": "for",
    "zone": "planned:",
    "region": "planned:",
    "label": "label:",
}
_READ_APART: Final = frozenset({"field", "is", "concept"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules of one stage."""

    stage: str
    title: str
    rules: tuple[Rule, ...]


@cache
def contents() -> dict[str, Any]:
    """Return what the page shows: chapters, conflicts, bibliography and how much of each status."""
    rules = evidence.rules()
    conflicts = evidence.conflicts()
    keys = [key for rule in rules for key in rule.sources]
    sources = evidence.cite([*keys, *(key for side in conflicts for key in side.sources)])
    return {
        "chapters": tuple(_chapters(rules)),
        "conflicts": conflicts,
        "sources": sources,
        "numbers": {source.key: i for i, source in enumerate(sources, start=1)},
        "statuses": Counter(rule.status for rule in rules),
        "executed": sum(rule.executed for rule in rules),
        "total": len(rules),
        "version": evidence.version(),
        "engine": __version__,
        "asks": asks,
        "choosable": choosable,
        "wait": wait,
    }


def rulebook_html() -> str:
    """Return the page as one self-contained HTML document."""
    page = environment().get_template("rulebook.html")
    style = Markup(STYLESHEET.read_text(encoding="utf-8"))
    return page.render(**contents(), style=style)


def _chapters(rules: tuple[Rule, ...]) -> Iterator[Chapter]:
    for stage, title in STAGES.items():
        held = tuple(rule for rule in rules if rule.stage == stage)
        if held:
            yield Chapter(stage, title, held)


def choosable(conflict: Conflict) -> tuple[str, ...]:
    """Return the rules for which a clinic's policy may choose in a conflict."""
    held = {rule.id: rule for rule in evidence.rules()}
    return tuple(
        id_ for id_ in conflict.rules if id_ in held and _has_choice(held[id_], conflict.choice)
    )


def _has_choice(rule: Rule, choice: str) -> bool:
    window = rule.window
    if choice == "effect":
        return bool(rule.effects_by_source)
    if choice == "none" or window is None or rule.when is None:
        return False
    return window.min is not None and window.max is not None and window.min < window.max


def wait(rule: Rule) -> str:
    """Return a rule's window in words: the default, the printed range, and who prints what."""
    window = rule.window
    if window is None:
        return ""
    default = f"{window.default:g} days" if window.default is not None else "no default"
    if window.min is not None and window.max is not None and window.min < window.max:
        default += f", a clinic may choose {window.min:g} to {window.max:g}"
    by_source = ", ".join(f"{key} {days:g}" for key, days in window.by_source.items())
    return f"{default} ({by_source})" if by_source else default


def asks(when: Mapping[str, Any] | None) -> str:
    """Return in words what fires a rule.

    Examples
    --------
    >>> asks({"all": [{"concept": ["pacemaker"]}, {"device": ["rf_needling"]}]})
    'pacemaker; and device rf needling'
    """
    if when is None:
        return ""
    for word, joint in (("all", "; and "), ("any", "; or ")):
        if word in when:
            return joint.join(asks(part) for part in when[word])
    if "not" in when:
        return f"not {asks(when['not'])}"
    return ", ".join(_parts(when))


def _parts(when: Mapping[str, Any]) -> Iterator[str]:
    if "field" in when:
        yield f"{when['field']}: {' or '.join(when['is'])}"
    if "concept" in when:
        yield " or ".join(plain_name(name) for name in when["concept"])
    for key, value in when.items():
        if key not in _READ_APART and (words := _part(key, value)):
            yield words


def _part(key: str, value: Any) -> str:
    """Return one key of a condition in words; nothing where it goes without saying."""
    if key in _FLAGS:
        return "in the same part of the body" if value == "region" else _FLAGS[key]
    if key in _SAID:
        return _SAID[key].get(frozenset(value), " or ".join(value))
    if key in _LIMITS:
        keys = value if isinstance(value, list) else [value]
        return _LIMITS[key].format("/".join(_number(name) for name in keys))
    if key == "undated":
        return "nobody knows when" if value else "with a date"
    if isinstance(value, list):
        return f"{_WORDS.get(key, plain_name(key))} {' or '.join(map(plain_name, value))}"
    return plain_name(key)


def _number(key: str) -> str:
    value = evidence.entry(key).value
    return f"{value:g}" if isinstance(value, float) else str(value)
