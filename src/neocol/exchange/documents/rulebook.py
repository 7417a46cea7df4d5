"""The whole rule base as a page: every rule, every conflict, every source, and how sure each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from markupsafe import Markup

from neocol import __version__, evidence
from neocol.evidence import Rule
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
    for key, value in when.items():
        if key in _FLAGS:
            if value:
                yield "in the same part of the body" if value == "region" else _FLAGS[key]
        elif key == "concept":
            yield " or ".join(plain_name(name) for name in value)
        elif key == "without":
            yield f"not {' or '.join(map(plain_name, value))}"
        elif key == "undated":
            yield "nobody knows when" if value else "with a date"
        elif isinstance(value, list):
            yield f"{key.replace('_', ' ')} {' or '.join(map(plain_name, value))}"
        elif isinstance(value, str):
            yield f"{key.replace('_', ' ')} {value}"
        else:
            yield key.replace("_", " ")
