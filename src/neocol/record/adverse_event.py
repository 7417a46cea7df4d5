"""Something that went wrong: what, when, how serious, how sure, with which products and lots."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from neocol.record.base import Day, Noun, listed_or_nothing
from neocol.record.document import Stamp
from neocol.record.patient import Patient
from neocol.record.session import Product, Session
from neocol.record.words import Language

Seriousness = Literal[
    "death",
    "life_threatening",
    "hospitalisation",
    "disability",
    "congenital_anomaly",
    "intervention_needed",
    "other_important",
]
Severity = Literal["mild", "moderate", "severe"]
Causality = Literal["certain", "probable", "possible", "unlikely", "conditional", "unassessable"]
Outcome = Literal[
    "recovered", "recovering", "not_recovered", "recovered_with_marks", "died", "unknown"
]


class AdverseEvent(Noun):
    """One adverse event, as a clinic keeps it and an authority asks for it.

    Attributes
    ----------
    seriousness : tuple of str
        The criteria that make it serious (ICH E2A, FDA 3500A); none: not serious.
    severity : str or None
        How strong it was: another thing than serious.
    causality : str
        The WHO-UMC category, judged by a person.
    """

    id: str | None = None
    date: Day = Field(description="When it began.")
    text: str = Field(min_length=1, description="What happened, in words.")
    resolved: Day | None = None
    zone: str | None = None
    seriousness: Annotated[tuple[Seriousness, ...], BeforeValidator(listed_or_nothing)] = ()
    severity: Severity | None = None
    causality: Causality = "unassessable"
    judged_by: str | None = None
    outcome: Outcome = "unknown"
    action: str | None = Field(default=None, description="What was done about it.")
    device: Product | None = Field(default=None, description="The needling device and its lot.")
    products: Annotated[tuple[Product, ...], BeforeValidator(listed_or_nothing)] = ()
    patient: Patient | None = None
    session: Session | None = None
    reporter: str | None = None
    reported_to: Annotated[tuple[str, ...], BeforeValidator(listed_or_nothing)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.resolved is not None and self.resolved < self.date:
            raise ValueError(f"resolved {self.resolved} lies before {self.date}")
        if self.session is not None and self.date < self.session.date:
            raise ValueError(f"date {self.date} lies before the session on {self.session.date}")
        if self.outcome == "died" and "death" not in self.seriousness:
            raise ValueError("outcome died makes it serious: add death to seriousness")
        return self

    @property
    def serious(self) -> bool:
        """Whether one criterion of seriousness is met."""
        return bool(self.seriousness)


class AdverseReport(Noun):
    """The report of an adverse event, as text to copy, and what it still lacks."""

    id: str | None = None
    serious: bool
    text: str
    missing: tuple[str, ...] = ()
    language: Language = "en"
    event: AdverseEvent
    stamp: Stamp | None = None
