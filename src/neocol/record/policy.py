"""A clinic's choices where sources disagree: inside the printed range, with reason and name."""

from __future__ import annotations

from neocol.record.base import Day, Noun, Number


class Choice(Noun):
    """One choice: this rule, this window, because, by whom."""

    rule: str
    window_days: Number
    reason: str
    chosen_by: str
    chosen_on: Day | None = None


class Policy(Noun):
    """The clinic's policy file."""

    name: str = "default"
    choices: tuple[Choice, ...] = ()

    def choice(self, rule: str) -> Choice | None:
        """Return the choice for a rule, if the clinic made one."""
        return next((choice for choice in self.choices if choice.rule == rule), None)
