"""Predictions: always an interval with what it rests on, or a refusal with its reason."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from neocol.record.base import Noun
from neocol.record.words import Basis


class Range(Noun):
    """A prediction: always an interval, always with what it rests on."""

    median: float
    low90: float
    high90: float
    unit: str
    basis: Basis
    at_day: float | None = None
    about: str = Field(default="one patient", description="one patient, or trial mean")
    sources: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low90 <= self.median <= self.high90:
            raise ValueError("low90 ≤ median ≤ high90 is expected")
        return self


class Refused(Noun):
    """What cannot be said, and why."""

    refused: str
