"""What an evidence file may hold: values, rules, calendar items and sources."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from neocol.evidence.units import UNITS
from neocol.record.base import Noun, Number
from neocol.record.words import Confidence, Effect, Scope, Status, TriageLevel

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


class _Sourced(Noun):
    """What every piece of evidence says about itself."""

    sources: Sources
    status: Status
    confidence: Confidence
    conflict: str | None = None
    note: str = ""


class Entry(_Sourced):
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


class Rule(_Sourced):
    """One rule: when it fires, what it does, and why.

    ``when`` is read by :mod:`neocol.rules`; a rule without it is information, not executed.
    ``{said}`` in the message stands for what fired the rule.
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


class CalendarItem(_Sourced):
    """One line of the aftercare calendar, in words a patient reads."""

    id: str
    topic: str
    kind: Literal["do", "dont", "expect", "call_if"]
    text: str
    days: tuple[Number, Number]
    why: str
    window: Window | None = None
    when: dict[str, Any] | None = None
