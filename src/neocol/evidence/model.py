"""What an evidence file may hold: values, rules, calendar items and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from neocol.evidence.units import UNITS
from neocol.record.base import Noun, Number
from neocol.record.words import (
    Confidence,
    DaySection,
    Effect,
    Scope,
    Status,
    TriageLevel,
    Who,
)

Sources = Annotated[tuple[str, ...], Field(min_length=1)]
Value = float | str | tuple[float, ...] | tuple[str, ...]


class Source(Noun):
    """One work of the bibliography. Papers are cited by DOI, PMID or PMCID, not by mirror."""

    key: str
    title: str
    year: str
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    journal: str | None = None
    url: str | None = None
    status: Literal["found", "recalled", "judgement"] = "found"
    note: str = ""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        locators = (self.doi, self.pmid, self.pmcid, self.journal, self.url)
        if self.status == "found" and not any(locators):
            raise ValueError("a source that was read needs a doi, pmid, pmcid, journal or url")
        return self

    @property
    def link(self) -> str | None:
        """The address to open: DOI before PMID before PMCID before a page."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        if self.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"
        return self.url

    @property
    def text(self) -> str:
        """One line for a bibliography."""
        year = "" if self.year in {"n.d.", ""} else f" ({self.year})"
        journal = f". {self.journal}" if self.journal else ""
        return f"{self.title}{journal}{year}"


class Spread(Noun):
    """How wide a value is: an interval, or a standard deviation."""

    kind: Literal["range", "sd", "ci95", "ci99", "log_sd"]
    low: Number | None = None
    high: Number | None = None
    sd: Number | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind in {"sd", "log_sd"}:
            if self.sd is None or self.sd < 0:
                raise ValueError(f"a spread of kind {self.kind} needs sd ≥ 0")
        elif self.low is None or self.high is None or self.low > self.high:
            raise ValueError(f"a spread of kind {self.kind} needs low ≤ high")
        return self


class Sourced(Noun):
    """What every piece of evidence says about itself."""

    sources: Sources
    status: Status
    confidence: Confidence
    conflict: str | None = None
    note: str = ""


class Entry(Sourced):
    """One value, with unit, spread and sources."""

    key: str
    value: Value
    unit: str
    spread: Spread | None = None

    @model_validator(mode="after")
    def _unit_is_known(self) -> Self:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit '{self.unit}'; known: {', '.join(UNITS)}")
        worded = isinstance(self.value, str) or (
            isinstance(self.value, tuple) and self.value and isinstance(self.value[0], str)
        )
        if worded != self.unit.startswith("word"):
            raise ValueError(f"value {self.value!r} does not fit unit '{self.unit}'")
        return self


class Window(Noun):
    """Days that must have passed: a default inside a printed range, by source."""

    default: Number | None = None
    min: Number | None = None
    max: Number | None = None
    by_source: dict[str, Number] = {}

    @model_validator(mode="after")
    def _default_inside(self) -> Self:
        low, high = self.min, self.max
        if low is not None and high is not None and low > high:
            raise ValueError("min ≤ max is expected")
        if self.default is not None and (
            (low is not None and self.default < low) or (high is not None and self.default > high)
        ):
            raise ValueError("default lies outside min..max")
        return self


class Rule(Sourced):
    """One rule: when it fires, what it does, and why.

    ``when`` is read by :mod:`neocol.rules`; a rule without it, and without ``checklist``, is
    information, not executed. ``{said}`` in the message stands for what fired the rule.

    Attributes
    ----------
    checklist : bool
        Printed as a tick on the sheet of preparation or of the session day.
    section : str or None
        The part of that sheet in which the tick stands.
    who : str or None
        Who does it.
    repeats : tuple of str
        Rules whose finding the tick says again on the day: both become one.
    from_today : bool
        Where no day is known the wait is counted from today: it is there now (a sunburn), or it is
        used by choice and can be left off (a cosmetic). Never a prescribed medicine.
    effects_by_source : dict
        Other effects that sources print, among which a clinic policy may choose.
    days : tuple of float or None
        Days after a session that a triage rule speaks about: from (excluded, unless 0) to
        (included).
    advice, ask, differential : tuple of str
        For triage: keys of what the patient is told and asked, and of what the clinic thinks of,
        in the order they are said; the texts are recovery's.
    """

    id: str
    stage: Literal["candidacy", "preparation", "procedure", "combination", "triage", "engine"]
    tags: Annotated[tuple[str, ...], Field(min_length=1)]
    effect: Effect
    scope: Scope = "session"
    option: str | None = None
    when: dict[str, Any] | None = None
    window: Window | None = None
    days: tuple[Number, Number] | None = None
    message: str
    why: str
    until_true: str | None = None
    conflicts_with: tuple[str, ...] = ()
    overridable: bool = True
    level: TriageLevel | None = None
    within_hours: Number | None = None
    emergency: bool = False
    advice: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    differential: tuple[str, ...] = ()
    checklist: bool = False
    section: DaySection | None = None
    who: Who | None = None
    repeats: tuple[str, ...] = ()
    from_today: bool = False
    effects_by_source: dict[str, Effect] = {}

    def asked(self) -> frozenset[str]:
        """Return every concept that the condition names."""
        return frozenset(_concepts(self.when or {}))

    @property
    def executed(self) -> bool:
        """Whether the rule does something by itself; the others are information."""
        return self.when is not None or self.checklist


def _concepts(when: dict[str, Any]) -> Iterator[str]:
    yield from when.get("concept", ())
    denied = (when["not"],) if "not" in when else ()
    for part in (*when.get("all", ()), *when.get("any", ()), *denied):
        yield from _concepts(part)


class CalendarItem(Sourced):
    """One line of the aftercare calendar. What patients read of it is recovery's, by its id.

    Attributes
    ----------
    group : str
        What belongs together on a card.
    days : tuple of float
        From and to, in days after the session.
    window : Window or None
        The end that sources print; with ``start`` the beginning.
    by_depth : bool
        Shallow needling takes the shorter end of the window, deep needling the longer.
    follows : str or None
        Begins where the item of this id ends.
    on_days : tuple of float
        Shown only on these days.
    then : str
        Once its days are over: allowed ``again``, or ``unwise`` still.
    """

    id: str
    topic: str
    kind: Literal["do", "dont", "expect", "call_if"]
    group: str
    days: tuple[Number, Number]
    why: str
    window: Window | None = None
    when: dict[str, Any] | None = None
    start: bool = False
    by_depth: bool = False
    follows: str | None = None
    on_days: tuple[Number, ...] = ()
    then: Literal["again", "unwise"] = "again"


class Position(Noun):
    """One side of a conflict, with who says so."""

    text: str
    sources: Sources


class Conflict(Noun):
    """Where sources disagree: every side, the default taken, and what a clinic may choose.

    Attributes
    ----------
    choice : str
        ``window``: another number of days inside the printed range; ``effect``: another effect
        that a source prints; ``none``: nothing, and ``fixed_because`` says why.
    """

    id: str
    number: Number
    topic: str
    positions: Annotated[tuple[Position, ...], Field(min_length=1)]
    default: str
    rules: tuple[str, ...] = ()
    choice: Literal["window", "effect", "none"]
    fixed_because: str = ""

    @model_validator(mode="after")
    def _fixed_with_a_reason(self) -> Self:
        if (self.choice == "none") != bool(self.fixed_because):
            raise ValueError("a conflict says why no clinic may choose, exactly when none may")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source of every side, in order of first use."""
        return tuple(dict.fromkeys(key for side in self.positions for key in side.sources))


class Step(Noun):
    """One step of the weeks before a session. Its day is the window of a rule, kept there once.

    Attributes
    ----------
    rule : str or None
        The rule whose window says how many days before the session the step begins.
    item : str or None
        The aftercare item with whose end something starts again.
    at_booking : bool
        To be done as soon as the session is booked, not when the rule's window begins.
    when : dict or None
        For whom (grammar: :mod:`neocol.rules.conditions`); without it for everybody.
    """

    id: str
    topic: str
    who: Literal["patient", "clinic", "prescriber"]
    text: str
    rule: str | None = None
    item: str | None = None
    at_booking: bool = False
    when: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _stands_on_one_thing(self) -> Self:
        if (self.rule is None) is (self.item is None):
            raise ValueError("a step stands on one rule or on one aftercare item")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """A step has no sources of its own: its rule or item has."""
        return ()
