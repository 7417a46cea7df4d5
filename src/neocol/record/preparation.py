"""The way to the session: what to do when, and what changed since the last visit."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from neocol.record.base import Day, Noun
from neocol.record.words import Confidence, Decision, Status


class PreparationItem(Noun):
    """One thing to do on the way to a session, with its day and what it rests on."""

    day: int = Field(description="Days to the session: -14 is two weeks before it.")
    date: Day
    topic: str
    who: Literal["patient", "clinic", "prescriber"]
    text: str
    why: str
    because: tuple[str, ...] = Field(default=(), description="What in the case asks for it.")
    step: str = Field(default="", description="Which step it is; its words in other languages.")
    rule: str
    printed: str | None = Field(default=None, description="The range that sources print.")
    conflict: str | None = None
    policy: str | None = None
    sources: tuple[str, ...] = ()
    status: Status = "found"
    confidence: Confidence = "medium"


class Preparation(Noun):
    """The calendar back from a session date."""

    session: Day
    items: tuple[PreparationItem, ...]
    late: tuple[str, ...] = Field(
        default=(), description="What should have begun before today, and what candidacy says."
    )


class Change(Noun):
    """What is different since an earlier visit."""

    since: Day
    decision_before: Decision
    decision_now: Decision
    new: tuple[str, ...] = Field(default=(), description="Findings that were not there before.")
    gone: tuple[str, ...] = Field(default=(), description="Findings that no longer hold.")
    changed: tuple[str, ...] = Field(default=(), description="The same finding, read otherwise.")
    ask: tuple[str, ...] = Field(default=(), description="What is asked before every session.")
