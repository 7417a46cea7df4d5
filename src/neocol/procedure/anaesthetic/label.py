"""What labels allow this person: the lower of age and weight, the stricter of the sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from neocol import evidence
from neocol.evidence import LabelLimit
from neocol.record.anaesthetic import AMOUNTS, Limits


@dataclass(frozen=True, slots=True)
class Side:
    """What one side's label allows: each amount at the most, and the rows it may come from.

    There is one row when age and weight are known. Otherwise there are several, and each amount is
    the largest of them: what no answer could make more.
    """

    rows: tuple[LabelLimit, ...]
    limits: Limits

    @property
    def row(self) -> LabelLimit:
        """The row, or the last of several."""
        return self.rows[-1]


def sides_of(product: str, months: float | None, weight_kg: float | None) -> tuple[Side, ...]:
    """Return what each side's label allows.

    Parameters
    ----------
    product : str
        Id of the product.
    months : float or None
        Age in months; ``None`` when it is not known.
    weight_kg : float or None
        Weight in kg; ``None`` when it is not known.

    Returns
    -------
    tuple of Side
        Empty where no label was read, or none has a row for this age.

    Notes
    -----
    Where a label looks at weight, the lower of the row of the age and the row of the weight holds:
    a weight on the line belongs to the lower row.
    """
    every = evidence.label_limits(product)
    names = dict.fromkeys(row.side for row in every)
    held = (_rows([row for row in every if row.side == side], months, weight_kg) for side in names)
    return tuple(Side(rows, _loosest(rows)) for rows in held if rows)


def strictest(limits: Iterable[Limits]) -> Limits:
    """Return the smallest of each amount; ``None`` where nobody prints one."""
    kept = list(limits)
    return Limits(**{name: _least(getattr(item, name) for item in kept) for name in AMOUNTS})


def _rows(
    rows: Sequence[LabelLimit], months: float | None, weight_kg: float | None
) -> tuple[LabelLimit, ...]:
    """Return the rows in which the person stands, or may stand."""
    by_age = [i for i, row in enumerate(rows) if months is None or row.holds(months)]
    if all(row.above_kg is None for row in rows):
        return tuple(rows[i] for i in by_age)
    by_weight = _by_weight(rows, weight_kg)
    found = sorted({min(age, weight) for age in by_age for weight in by_weight})
    return tuple(rows[i] for i in found)


def _by_weight(rows: Sequence[LabelLimit], weight_kg: float | None) -> list[int]:
    if weight_kg is None:
        return list(range(len(rows)))
    reached = [i for i, row in enumerate(rows) if weight_kg > (row.above_kg or 0)]
    return reached[-1:]


def _loosest(rows: Iterable[LabelLimit]) -> Limits:
    kept = list(rows)
    return Limits(**{name: _most(getattr(row, name) for row in kept) for name in AMOUNTS})


def _least(amounts: Iterable[float | None]) -> float | None:
    return min((amount for amount in amounts if amount is not None), default=None)


def _most(amounts: Iterable[float | None]) -> float | None:
    """Return the largest; no limit at all is the largest."""
    kept = list(amounts)
    printed = [amount for amount in kept if amount is not None]
    return max(printed) if len(printed) == len(kept) else None
