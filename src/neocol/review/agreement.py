"""How far raters agree: weighted kappa for grades, ICC and Bland–Altman limits for numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from neocol.record import Agreement, AgreementLimits, RatersAgree, Ratings, RecordError

Array = NDArray[np.float64]
Weights = Literal["linear", "quadratic"]
Model = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)"]

RESAMPLES: Final = 2000
"""Resamples of the subjects for an interval."""
SEED: Final = 20260316
"""Fixed: the same ratings give the same interval."""
_INTERVAL: Final = (2.5, 97.5)
"""The 95 % interval, in per cent."""
_F_DRAWS: Final = 400_000
"""Draws from an F distribution for one quantile: it is then known to about a hundredth."""
_LIMIT_SDS: Final = 1.96
"""Standard deviations that hold 95 % of a normal distribution on both sides."""


def agreement(ratings: Ratings) -> RatersAgree:
    """Return how far raters agree: both kappas of grades; ICC(2,1) and limits of numbers.

    Parameters
    ----------
    ratings : Ratings
        One rating a person and rater; with ``grades`` they are grades, else numbers.

    Raises
    ------
    RecordError
        With fewer than two raters or people, unequal lengths, an unknown grade, no variation.
    """
    held = list(ratings.ratings.values())
    names = tuple(ratings.ratings)
    if ratings.grades is not None:
        kappas = (
            weighted_kappa(held, weights=weights, grades=ratings.grades)
            for weights in get_args(Weights)
        )
        return RatersAgree(id=ratings.id, raters=names, statistics=tuple(kappas))
    numbers = [[float(value) for value in row] for row in held]
    return RatersAgree(
        id=ratings.id,
        raters=names,
        statistics=(icc(numbers),),
        limits=limits_of_agreement(numbers),
    )


def weighted_kappa(
    ratings: Sequence[Sequence[float | str]],
    *,
    weights: Weights = "quadratic",
    grades: Sequence[float | str] | None = None,
    seed: int = SEED,
) -> Agreement:
    """Return Cohen's weighted kappa; of more than two raters, the mean over all pairs.

    Parameters
    ----------
    ratings : sequence of sequences
        One sequence a rater, the same subjects in the same order.
    weights : str
        ``linear``: a disagreement counts by the number of grades; ``quadratic``: by its square.
    grades : sequence, optional
        Every grade of the scale in order. Needed for words; without it numbers count by their
        value.
    seed : int
        Of the resampling.

    Returns
    -------
    Agreement
        With a percentile bootstrap interval over subjects.

    Notes
    -----
    1 − observed / expected disagreement, each the mean of |a − b| to the power of 1 or 2; expected
    over all pairs of one rater's grades with the other's.

    References
    ----------
    Cohen J. Psychol Bull 70:213 (1968). Light RJ. Psychol Bull 76:365 (1971), for several raters.

    Raises
    ------
    RecordError
        With fewer than two raters or subjects, unequal lengths, an unknown grade, no variation.
    """
    table = _table(_ranked(ratings, grades))
    power = 1 if weights == "linear" else 2
    value = float(_kappa(table[None], power)[0])
    if np.isnan(value):
        raise RecordError("two raters gave one same grade throughout: agreement cannot be told")
    low, high, note = _interval(table, lambda drawn: _kappa(drawn, power), seed)
    several = "" if len(table) == 2 else f", mean of {len(table)} raters' pairs"
    return Agreement(
        statistic=f"weighted kappa, {weights}{several}",
        value=value,
        low=low,
        high=high,
        raters=len(table),
        subjects=table.shape[1],
        note=note,
    )


def icc(
    ratings: Sequence[Sequence[float]], *, model: Model = "ICC(2,1)", seed: int = SEED
) -> Agreement:
    """Return an intraclass correlation of single ratings.

    Parameters
    ----------
    ratings : sequence of sequences of float
        One sequence a rater, the same subjects in the same order.
    model : str
        ``ICC(2,1)``: raters are a sample of raters, and a rater who rates higher disagrees (choose
        this for a scale that others will use). ``ICC(1,1)``: every subject has other raters.
        ``ICC(3,1)``: these raters only, and a constant difference is forgiven.
    seed : int
        Of the draws from which the quantiles of F are read.

    Returns
    -------
    Agreement
        With the 95 % interval by the F distribution, which holds for few subjects too.

    Notes
    -----
    ICC(1,1) and ICC(3,1): exact for normal errors. ICC(2,1): Satterthwaite's degrees of freedom.

    References
    ----------
    Shrout PE, Fleiss JL. Psychol Bull 86:420 (1979). McGraw KO, Wong SP. Psychol Methods 1:30
    (1996), for the interval of ICC(2,1).

    Raises
    ------
    RecordError
        With fewer than two raters or subjects, unequal lengths, or no variation.
    """
    table = _table(ratings)
    squares = _mean_squares(table)
    value = squares.icc(model)
    if value is None:
        raise RecordError("no variation between subjects: agreement cannot be told")
    low, high = squares.interval(model, value, seed)
    return Agreement(
        statistic=model,
        value=value,
        low=low,
        high=high,
        raters=squares.raters,
        subjects=squares.subjects,
    )


def limits_of_agreement(
    ratings: Sequence[Sequence[float]], *, seed: int = SEED
) -> tuple[AgreementLimits, ...]:
    """Return Bland–Altman limits of agreement for every pair of raters.

    Parameters
    ----------
    ratings : sequence of sequences of float
        One sequence a rater, the same subjects in the same order.
    seed : int
        Of the resampling.

    Notes
    -----
    Mean difference ± 1.96 standard deviations (n − 1) of the differences; percentile bootstrap
    over subjects.

    References
    ----------
    Bland JM, Altman DG. Lancet 327:307 (1986).

    Raises
    ------
    RecordError
        With fewer than two raters or subjects, unequal lengths, or no variation.
    """
    table = _table(ratings)
    drawn = _drawn(table, seed)
    found = []
    for first, second in combinations(range(len(table)), 2):
        bias, lower, upper = (float(part[0]) for part in _limits(table[None], first, second))
        edges = [np.percentile(part, _INTERVAL) for part in _limits(drawn, first, second)]
        (bias_low, bias_high), (lower_low, lower_high), (upper_low, upper_high) = (
            (float(edge[0]), float(edge[1])) for edge in edges
        )
        found.append(
            AgreementLimits(
                raters=(first, second),
                subjects=table.shape[1],
                bias=bias,
                bias_low=bias_low,
                bias_high=bias_high,
                lower=lower,
                lower_low=lower_low,
                lower_high=lower_high,
                upper=upper,
                upper_low=upper_low,
                upper_high=upper_high,
            )
        )
    return tuple(found)


def _ranked(
    ratings: Sequence[Sequence[float | str]], grades: Sequence[float | str] | None
) -> list[list[float]]:
    """Return grades as numbers: their place in the scale, or their own value."""
    places = {grade: float(place) for place, grade in enumerate(grades or ())}
    ranked = []
    for rater, row in enumerate(ratings):
        numbers = []
        for subject, value in enumerate(row):
            number = places.get(value) if grades else value
            if not isinstance(number, float | int) or isinstance(value, bool):
                known = ", ".join(str(grade) for grade in grades or ()) or "numbers, or give grades"
                raise RecordError(f"accepted: {known}", f"ratings.{rater}.{subject}", value)
            numbers.append(float(number))
        ranked.append(numbers)
    return ranked


def _table(ratings: Sequence[Sequence[float]]) -> Array:
    """Return ratings of shape (raters, subjects) that a statistic can be made of."""
    if len(ratings) < 2:
        raise RecordError(f"at least two raters are needed, not {len(ratings)}", "ratings")
    lengths = {len(row) for row in ratings}
    if len(lengths) > 1:
        raise RecordError(
            f"every rater rates the same subjects; the lengths are {sorted(lengths)}", "ratings"
        )
    if min(lengths) < 2:
        raise RecordError("at least two subjects are needed", "ratings")
    table = np.asarray(ratings, dtype=np.float64)
    if not np.isfinite(table).all():
        raise RecordError("a rating is missing or no finite number", "ratings")
    if np.all(table == table[:, :1]):
        raise RecordError("no variation: every rater gave all subjects the same", "ratings")
    return table


def _drawn(table: Array, seed: int) -> Array:
    """Return resamples of the subjects, of shape (resamples, raters, subjects)."""
    count = table.shape[1]
    picks = np.random.default_rng(seed).integers(0, count, (RESAMPLES, count))
    drawn: Array = np.moveaxis(table[:, picks], 0, 1)
    return drawn


def _interval(
    table: Array, statistic: Callable[[Array], Array], seed: int
) -> tuple[float | None, float | None, str]:
    """Return the 95 % interval, and what to say where resamples had no variation."""
    values = statistic(_drawn(table, seed))
    usable = values[np.isfinite(values)]
    if len(usable) < RESAMPLES / 2:
        return None, None, "no interval: most resamples had no variation"
    low, high = (float(edge) for edge in np.percentile(usable, _INTERVAL))
    left = RESAMPLES - len(usable)
    note = f"{left} of {RESAMPLES} resamples had no variation and are left out" if left else ""
    return low, high, note


def _kappa(tables: Array, power: int) -> Array:
    """Return kappa of each table (…, raters, subjects), averaged over pairs of raters."""
    levels = np.unique(tables)
    distance = np.abs(levels[:, None] - levels[None, :]) ** power
    shares = np.stack([np.mean(tables == level, axis=-1) for level in levels], axis=-1)
    values = []
    for first, second in combinations(range(tables.shape[1]), 2):
        apart = np.abs(tables[:, first] - tables[:, second]) ** power
        expected = np.einsum("ri,ij,rj->r", shares[:, first], distance, shares[:, second])
        with np.errstate(invalid="ignore", divide="ignore"):
            values.append(1 - np.where(expected > 0, apart.mean(axis=-1) / expected, np.nan))
    mean: Array = np.mean(values, axis=0)
    return mean


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Mean squares of the two-way table: subjects, raters, what is left; and within subjects."""

    raters: int
    subjects: int
    between: float
    judges: float
    rest: float
    within: float

    def icc(self, model: Model) -> float | None:
        """Return the coefficient; None when subjects don't vary at all."""
        error = self.within if model == "ICC(1,1)" else self.rest
        below = self.between + (self.raters - 1) * error
        if model == "ICC(2,1)":
            below += self.raters * (self.judges - self.rest) / self.subjects
        if self.between <= 0 or below <= 0:
            return None
        return (self.between - error) / below

    def interval(self, model: Model, value: float, seed: int) -> tuple[float, float]:
        """Return the 95 % interval of the coefficient."""
        if value >= 1:
            return value, value
        if model == "ICC(2,1)":
            return self._two_way(value, seed)
        error = self.within if model == "ICC(1,1)" else self.rest
        if error == 0:
            return value, value
        free = (self.subjects - 1) * (self.raters - 1)
        if model == "ICC(1,1)":
            free = self.subjects * (self.raters - 1)
        ratio = self.between / error
        low = ratio / _f_quantile(self.subjects - 1, free, seed)
        high = ratio * _f_quantile(free, self.subjects - 1, seed)
        more = self.raters - 1
        return (low - 1) / (low + more), (high - 1) / (high + more)

    def _two_way(self, value: float, seed: int) -> tuple[float, float]:
        n, k = self.subjects, self.raters
        share = k * value / (n * (1 - value))
        parts = share * self.judges, (1 + share * (n - 1)) * self.rest
        frees = k - 1, (n - 1) * (k - 1)
        spread = sum(part * part / free for part, free in zip(parts, frees, strict=True))
        # With weights below 0 (a negative coefficient) the approximation would leave its range.
        free = max(sum(parts) ** 2 / spread if spread > 0 else 0.0, min(frees))
        low = _f_quantile(n - 1, free, seed)
        high = _f_quantile(free, n - 1, seed)
        error = k * self.judges + (k * n - k - n) * self.rest
        return (
            n * (self.between - low * self.rest) / (low * error + n * self.between),
            n * (high * self.between - self.rest) / (error + n * high * self.between),
        )


def _f_quantile(free: float, free_below: float, seed: int) -> float:
    """Return the upper 2.5 % point of an F distribution, by draws."""
    draws = np.random.default_rng(seed).f(free, free_below, _F_DRAWS)
    return float(np.percentile(draws, _INTERVAL[1]))


def _mean_squares(table: Array) -> _MeanSquares:
    """Return the mean squares of ratings of shape (raters, subjects)."""
    raters, subjects = table.shape
    by_subject = table.mean(axis=0) - table.mean()
    by_rater = table.mean(axis=1) - table.mean()
    rest = ((table - table.mean() - by_subject[None, :] - by_rater[:, None]) ** 2).sum()
    between = raters * (by_subject**2).sum()
    judges = subjects * (by_rater**2).sum()
    return _MeanSquares(
        raters=raters,
        subjects=subjects,
        between=float(between / (subjects - 1)),
        judges=float(judges / (raters - 1)),
        rest=float(rest / ((subjects - 1) * (raters - 1))),
        within=float((judges + rest) / (subjects * (raters - 1))),
    )


def _limits(tables: Array, first: int, second: int) -> tuple[Array, Array, Array]:
    """Return bias and both limits of each table, for one pair of raters."""
    apart = tables[:, second] - tables[:, first]
    bias: Array = apart.mean(axis=1)
    half = _LIMIT_SDS * apart.std(axis=1, ddof=1)
    return bias, bias - half, bias + half
