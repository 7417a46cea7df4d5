"""What studies published, as data: one row is one outcome of one arm."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from neocol.evidence.model import Sourced
from neocol.record.base import Noun, Number, Whole

Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
MeasureName = Literal[
    "goodman_baron_quantitative",
    "goodman_baron_grade",
    "ecca",
    "vss",
    "posas",
    "lemperle",
    "glogau",
    "fwes",
    "gais",
    "masi",
    "mmasi",
    "hair_density",
    "hair_diameter",
    "collagen_fraction",
    "epidermal_thickness",
    "elasticity",
    "other_severity",
]
"""The measures of the contract, and ``other_severity``: another severity score or grade."""
_BEYOND_THE_ROW = frozenset({"doi", "citation.author"})
"""What may be recalled although it stands in the bibliography."""


class Bounds(Noun):
    """A printed confidence interval, of the change where the row has one, else of the value."""

    kind: Literal["ci95", "ci99"]
    low: Number
    high: Number

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low ≤ high is expected")
        return self


class PublishedOutcome(Sourced):
    """One published outcome of one arm, as printed. What is not known is ``None``.

    Attributes
    ----------
    cohort : str
        The people: rows of one cohort are not independent.
    follow_up_days : float or None
        Counted from what `follow_up_from` names.
    combined_with : tuple of str
        What was given besides the needling.
    measure, unit : str
        As printed.
    name : str or None
        The measure of the contract that the text was matched to; none for pain.
    after, change : float or None
        The mean after the course, or the share of people; the mean change.
    recalled : tuple of str
        Fields of this row that were not read; ``doi`` and ``citation.author`` stand in the
        bibliography.
    use : str
        ``fit``: the twin is calibrated with it; ``compare``: only set beside a prediction;
        ``contrast``: a difference or an odds ratio between arms, never the value of one arm.
    down_weighted : bool
        Counts less in a fit.
    outlier : bool
        Lies far from other studies of the same kind, by the reviewers of the collection.
    address : str
        Where the number was read; the paper is cited by `sources`.
    """

    id: str
    cohort: str
    indication: str
    site: str | None = None
    n: Annotated[Whole, Field(ge=1)] | None = None
    device: str | None = None
    needle_mm: NotNegative | None = None
    punctures_per_cm2: Positive | None = None
    passes: NotNegative | None = None
    sessions: Annotated[Whole, Field(ge=0)] | None = None
    interval_days: Positive | None = None
    follow_up_days: NotNegative | None = None
    follow_up_from: Literal["last_session", "first_session"] | None = None
    age: str | None = None
    fitzpatrick: str | None = None
    combined_with: tuple[str, ...] = ()
    arm: str | None = None
    measure: Annotated[str, Field(min_length=1)]
    name: MeasureName | None = None
    unit: Annotated[str, Field(min_length=1)]
    baseline: Number | None = None
    baseline_sd: NotNegative | None = None
    after: Number | None = None
    after_sd: NotNegative | None = None
    change: Number | None = None
    interval: Bounds | None = None
    recalled: tuple[str, ...] = ()
    use: Literal["fit", "compare", "contrast"]
    down_weighted: bool = False
    outlier: bool = False
    address: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.after is None and self.change is None:
            raise ValueError("an outcome needs after or change")
        if self.baseline_sd is not None and self.baseline is None:
            raise ValueError("baseline_sd stands without baseline")
        if self.after_sd is not None and self.after is None:
            raise ValueError("after_sd stands without after")
        return self

    @model_validator(mode="after")
    def _recalled_are_fields(self) -> Self:
        unknown = set(self.recalled) - set(type(self).model_fields) - _BEYOND_THE_ROW
        if unknown:
            raise ValueError(f"recalled names no field: {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _fits_a_measure(self) -> Self:
        if self.use == "fit" and self.name is None:
            raise ValueError("an outcome that is fitted names its measure")
        if self.use == "fit" and self.outlier and not self.down_weighted:
            raise ValueError("an outlier that is fitted is down-weighted")
        return self
