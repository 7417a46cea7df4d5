"""Published protocols and their outcomes: what is asked, what is predicted, and how it fared."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from neocol.record.base import Noun, Number, RecordError, Whole, listed_or_nothing, words_of
from neocol.record.document import Stamp
from neocol.record.limits import (
    AGE_MAX_YEARS,
    DAYS_MAX_SIMULATED,
    DENSITY_MAX_PER_CM2,
    NEEDLE_MAX_SIMULATED_MM,
    OUTCOME_MAX,
    PEOPLE_MAX,
    SESSIONS_MAX_SIMULATED,
    TEXT_MAX_CHARS,
)
from neocol.record.range import Refused
from neocol.record.words import Basis, Indication, Phototype

Text = Annotated[str, Field(max_length=TEXT_MAX_CHARS)]
ScarType = Literal["icepick", "boxcar", "rolling"]
ValueOf = Literal["after", "change", "share"]
"""What a predicted value is: the measure after the course; the change, where no baseline is known;
or the share of people who respond."""
Speaker = Literal["twin", "literature"]


def _as_text(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


def _scar_type(value: Any) -> Any:
    """Read ice-pick as icepick."""
    found = listed_or_nothing(value)
    if isinstance(found, list):
        return [v.lower().replace("-", "").replace(" ", "").replace("_", "") for v in found]
    return found


def _readable(read: Callable[[str], Any]) -> AfterValidator:
    """Refuse a text that a reader cannot read, with the reader's own words."""

    def check(text: str) -> str:
        try:
            read(text)
        except RecordError as error:
            raise ValueError(error.message) from None
        return text

    return AfterValidator(check)


AgeText = Annotated[Text, BeforeValidator(_as_text), _readable(lambda text: age_years(text))]
"""A mean age, or a range as papers print it (18-40)."""
PhototypeText = Annotated[Text, _readable(lambda text: phototypes(text))]
"""A phototype, a range (IV-V) or a list of them."""
ScarTypes = Annotated[tuple[ScarType, ...], BeforeValidator(_scar_type)]


class Population(Noun):
    """Who was treated."""

    n: Annotated[Whole, Field(ge=1, le=PEOPLE_MAX)] | None = None
    age: AgeText | None = None
    fitzpatrick: PhototypeText | None = None


class Protocol(Noun):
    """What was done. What is null is not known, and is integrated over.

    Attributes
    ----------
    follow_up_from : str
        The day that `follow_up_days` counts from.
    """

    device: Text | None = None
    needle_mm: Annotated[Number, Field(ge=0, le=NEEDLE_MAX_SIMULATED_MM)] | None = None
    punctures_per_cm2: Annotated[Number, Field(gt=0, le=DENSITY_MAX_PER_CM2)] | None = None
    passes: Annotated[Number, Field(ge=0)] | None = None
    sessions: Annotated[Whole, Field(ge=0, le=SESSIONS_MAX_SIMULATED)] | None = None
    interval_days: Annotated[Number, Field(gt=0, le=DAYS_MAX_SIMULATED)] | None = None
    follow_up_days: Annotated[Number, Field(ge=0, le=DAYS_MAX_SIMULATED)] | None = None
    follow_up_from: Literal["last_session", "first_session"] = "last_session"
    combined_with: Annotated[tuple[Text, ...], BeforeValidator(listed_or_nothing)] = ()


class AskedOutcome(Noun):
    """What was measured. Free text is matched to the measures of the contract."""

    measure: Text
    unit: Text | None = None
    baseline: Annotated[Number, Field(ge=-OUTCOME_MAX, le=OUTCOME_MAX)] | None = None
    baseline_sd: Annotated[Number, Field(ge=0, le=OUTCOME_MAX)] | None = None


class PredictionRequest(Noun):
    """A protocol whose outcome is asked for."""

    id: str | None = None
    indication: Indication
    scar_types: ScarTypes = ()
    site: Text | None = None
    population: Population = Population()
    protocol: Protocol = Protocol()
    outcome: AskedOutcome

    @model_validator(mode="before")
    @classmethod
    def _scar_types_anywhere(cls, data: Any) -> Any:
        """Take the types of scars from the population too: papers describe their people by them."""
        population = data.get("population") if isinstance(data, dict) else None
        if isinstance(population, dict) and "scar_types" in population:
            rest = {key: value for key, value in population.items() if key != "scar_types"}
            types = data.get("scar_types") or population["scar_types"]
            return {**data, "population": rest, "scar_types": types}
        return data


class Interval(Noun):
    """Median and 90 % interval."""

    median: float
    low90: float
    high90: float
    unit: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low90 <= self.median <= self.high90:
            raise ValueError("low90 ≤ median ≤ high90 is expected")
        return self

    def holds(self, value: float) -> bool:
        """Tell whether a value lies inside."""
        return self.low90 <= value <= self.high90

    @property
    def width(self) -> float:
        """From low to high."""
        return self.high90 - self.low90


class Prediction(Noun):
    """What a protocol may bring.

    Attributes
    ----------
    trial_mean : Interval
        The mean of as many people as the population has, as a study would print it.
    one_patient : Interval
        One person of that population; of exactly that baseline where no spread of it is given.
    change_percent : Interval or None
        Change of the trial mean over the baseline.
    due_to_needling, due_to_needling_percent : Interval or None
        The part of that change that needling itself makes: without regression to the mean, without
        what an observer or an author adds, without what it was combined with; in the unit of the
        measure, and over the baseline.
    due_to_needling_one_patient_percent : Interval or None
        The same of one person.
    measure : str
        What the free text was matched to.
    borrowed : str or None
        The indication whose studies speak, where this one has none.
    unknown : tuple of str
        Parts of the protocol that were not given, and were integrated over.
    assumed : tuple of str
        What of the answer rests on assumption.
    extrapolation : tuple of str
        What of the protocol no study did.
    """

    id: str | None = None
    indication: Indication
    measure: str
    value_of: ValueOf
    trial_mean: Interval
    one_patient: Interval | None
    change_percent: Interval | None
    due_to_needling: Interval | None = None
    due_to_needling_percent: Interval | None
    due_to_needling_one_patient_percent: Interval | None = None
    basis: Basis
    speaks: Speaker
    borrowed: str | None = None
    unknown: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    extrapolation: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    pih_probability: Interval | None = None
    sources: tuple[str, ...] = ()
    seed: int
    stamp: Stamp | None = None


class NotPredicted(Refused):
    """A protocol that nothing can be said of."""

    id: str | None = None


class TrialRow(Noun):
    """One published outcome beside its prediction.

    Attributes
    ----------
    held_out : bool
        Whether the model that predicted it had not been fitted to its cohort.
    inside : bool or None
        Whether the published value lies in the 90 % interval; null where nothing was predicted.
    baseline : float or None
        Before the course, in the row's unit.
    width : float or None
        Of the interval, in per cent of the baseline or of people.
    score, baseline_score : float or None
        Continuous ranked probability score in per cent of the baseline (or of people), of the
        product's answer and of the literature-only predictor's.
    """

    id: str
    cohort: str
    indication: str
    measure: str
    n: int | None = None
    baseline: float | None = None
    published: float | None = None
    value_of: ValueOf | None = None
    unit: str = ""
    predicted: Interval | None = None
    speaks: Speaker | None = None
    inside: bool | None = None
    held_out: bool = False
    width: float | None = None
    score: float | None = None
    baseline_score: float | None = None
    refused: str | None = None
    source: str = ""
    note: str = ""


class Share(Noun):
    """A share of counted rows with its exact 95 % interval."""

    hits: int
    of: int
    share: float | None
    low95: float
    high95: float


class Skill(Noun):
    """The product's mean score less the baseline's, with its bootstrap interval by cohort."""

    difference: float
    low95: float
    high95: float
    score: float
    baseline_score: float
    cohorts: int


class TrialsReport(Noun):
    """Published against predicted.

    Attributes
    ----------
    mode : str
        ``fitted``: the stored posterior, which has seen these rows; ``loo``: each cohort predicted
        by a model that was fitted without it; ``blind``: rows from outside.
    predictions_hash : str
        SHA-256 of the predictions as they were before any outcome was compared.
    by_group : dict
        Coverage per indication and measure with three or more cohorts; elsewhere the reason why it
        cannot be tested.
    """

    mode: Literal["fitted", "loo", "blind"]
    rows: tuple[TrialRow, ...]
    coverage: Share
    mean_width: float | None
    skill: Skill | None = None
    by_group: dict[str, Share | Refused] = {}
    choice: dict[str, Speaker] = {}
    predictions_hash: str
    not_predicted: int = 0
    notes: tuple[str, ...] = ()
    seed: int
    stamp: Stamp | None = None


def age_years(text: str | None) -> float | None:
    """Return the mean age that a text says: a number, or the middle of a range.

    Raises
    ------
    RecordError
        When it is neither, or no person's age.
    """
    if text is None:
        return None
    parts = text.replace("–", "-").replace("mean", " ").replace("y", " ").split("-")
    try:
        years = [float(part) for part in parts]
    except ValueError:
        raise RecordError(
            "an age, or a range like 18-40, is expected", "population.age", text
        ) from None
    if not all(0 <= year <= AGE_MAX_YEARS for year in years):
        raise RecordError(f"outside 0 to {AGE_MAX_YEARS} years", "population.age", text)
    return sum(years) / len(years)


_TYPE: Final = r"\b(VI|IV|V|I{1,3})\b"
_NAMED: Final = re.compile(rf"{_TYPE}(?:\s*-\s*(?:TYPES?\s*)?{_TYPE})?")
"""A phototype as a word of its own, or two with a hyphen: a range."""


def phototypes(text: str | None) -> tuple[str, ...]:
    """Return the phototypes that a text names: one, a range, a list; all where nothing is said.

    Raises
    ------
    RecordError
        When it names none.
    """
    every = words_of(Phototype)
    if not text or not text.strip():
        return every
    cleaned = text.upper().replace("–", "-").replace(" TO ", "-")
    named: list[str] = []
    for first, last in _NAMED.findall(cleaned):
        low, high = sorted(every.index(kind) for kind in (first, last or first))
        named += every[low : high + 1]
    if not named:
        expected = "a phototype I to VI, or a range like III-IV, is expected"
        raise RecordError(expected, "population.fitzpatrick", text)
    return tuple(dict.fromkeys(named))
