"""Numbing creams as data: what a product is, and one row of its label's table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from neocol.evidence.model import Sourced
from neocol.record.base import Number, Whole
from neocol.record.words import Anaesthetic

Positive = Annotated[Number, Field(gt=0)]


class AnaestheticProduct(Sourced):
    """A numbing cream, by its names and what is in it.

    Attributes
    ----------
    words : tuple of str
        What people call it.
    actives : tuple of str
        The anaesthetics in it, in the words that rules use as options.
    percents : tuple of float
        The strength of each active; empty where none is known.
    total_percent : float or None
        All actives together, where packs print that instead.
    family : str
        ``amide`` or ``ester``: allergy goes by it.
    """

    id: str
    name: str
    words: tuple[str, ...]
    actives: tuple[Anaesthetic, ...]
    percents: tuple[Positive, ...]
    total_percent: Positive | None = None
    family: Literal["amide", "ester"]


class LabelLimit(Sourced):
    """One row of a label's table: for whom, and the most it allows on intact skin.

    Attributes
    ----------
    rule : str
        The rule that a breach of this row is told under.
    side : str
        Whose label: EU, UK or US.
    who : str
        For whom, in words.
    from_months, below_months : float
        Age from (included) and below, in months; no end without ``below_months``.
    above_kg : float or None
        The weight must be greater; ``None`` when the label does not look at weight.
    grams, area_cm2, hours : float or None
        The most that the row prints; ``None`` when it prints none.
    doses_in_24_h, hours_between : float or None
        How often, where it is printed.
    """

    id: str
    product: str
    rule: str
    side: Literal["EU", "UK", "US"]
    who: str
    from_months: Annotated[Number, Field(ge=0)]
    below_months: Positive | None = None
    above_kg: Annotated[Number, Field(ge=0)] | None = None
    grams: Positive | None = None
    area_cm2: Positive | None = None
    hours: Positive | None = None
    doses_in_24_h: Annotated[Whole, Field(ge=1)] | None = None
    hours_between: Positive | None = None

    def holds(self, months: float) -> bool:
        """Tell whether a person of this age, in months, stands in this row."""
        return self.from_months <= months and (
            self.below_months is None or months < self.below_months
        )
