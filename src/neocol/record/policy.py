"""A clinic's choices where sources disagree: inside the printed range, with reason and name."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Self

from pydantic import Field, model_validator

from neocol.record.base import Day, Noun, Number, TimeZone, Whole
from neocol.record.limits import TOLD_APART_MIN
from neocol.record.words import Effect, Language

Said = Annotated[str, Field(min_length=1)]


class Choice(Noun):
    """One choice: this rule, so many days or another effect, because, by whom."""

    rule: Said
    window_days: Annotated[Number, Field(ge=0)] | None = None
    effect: Effect | None = None
    reason: Said
    chosen_by: Said
    chosen_on: Day | None = None

    @model_validator(mode="after")
    def _chooses_something(self) -> Self:
        if self.window_days is None and self.effect is None:
            raise ValueError("a choice names window_days or effect")
        return self

    @property
    def text(self) -> str:
        """The choice in one line, as it stands beside a finding."""
        days = None if self.window_days is None else f"{self.window_days:g} days"
        chosen = ", ".join(part for part in (days, self.effect) if part)
        return f"{chosen}, chosen by {self.chosen_by}: {self.reason}"


class Contact(Noun):
    """How the clinic is reached, and whom its patients call in an emergency."""

    clinic: str | None = None
    phone: str | None = None
    emergency_number: str | None = None
    time_zone: TimeZone | None = None


Share = Annotated[Number, Field(gt=0, le=1)]


class PlanningPolicy(Noun):
    """How a clinic chooses between courses; what is not said is as in evidence (``planning``).

    Attributes
    ----------
    told_apart : float or None
        Probability from which one course counts as better than another.
    likely : float or None
        Probability of a worthwhile change from which a course is worth having.
    worthwhile_percent : float or None
        The smallest worthwhile change, % of the score before.
    least_interval_days : int or None
        Between sessions on face and body; inside the printed range.
    session_minutes : float or None
        The longest session.
    """

    told_apart: Annotated[Number, Field(gt=TOLD_APART_MIN, lt=1)] | None = None
    likely: Share | None = None
    worthwhile_percent: Annotated[Number, Field(gt=0, lt=100)] | None = None
    least_interval_days: Annotated[Whole, Field(ge=1)] | None = None
    session_minutes: Annotated[Number, Field(gt=0)] | None = None


class Policy(Noun):
    """The clinic's policy file."""

    name: str = "default"
    language: Language = "en"
    contact: Contact = Contact()
    choices: tuple[Choice, ...] = ()
    planning: PlanningPolicy = PlanningPolicy()

    @model_validator(mode="after")
    def _one_choice_a_rule(self) -> Self:
        twice = [rule for rule, count in Counter(c.rule for c in self.choices).items() if count > 1]
        if twice:
            raise ValueError(f"rule {twice[0]} is chosen twice")
        return self

    def choice(self, rule: str) -> Choice | None:
        """Return the choice for a rule, if the clinic made one."""
        return next((choice for choice in self.choices if choice.rule == rule), None)
