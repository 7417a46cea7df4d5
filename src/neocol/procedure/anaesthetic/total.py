"""Everything numbing of one day, added up: grams, area, hours, and what was left unsaid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from neocol.procedure.anaesthetic.clock import hours_on
from neocol.record.anaesthetic import AnaestheticRequest, Cream, Limits


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over all creams of the day.

    Attributes
    ----------
    given : Limits
        Grams and area added up, hours of the longest; ``None`` where a cream leaves it open.
    at_least : Limits
        The same over what is known: no answer can make it less.
    first_area_cm2 : float or None
        The area of the first cream alone.
    area_from : str or None
        Where that area comes from.
    """

    given: Limits
    at_least: Limits
    first_area_cm2: float | None
    area_from: Literal["entered", "face_map"] | None


def total_of(request: AnaestheticRequest, at: dt.datetime | None) -> Total:
    """Add up the creams of a request.

    Parameters
    ----------
    request : AnaestheticRequest
        With ``also`` for what else was put on that day.
    at : datetime.datetime or None
        Now, for what is still on.
    """
    area, area_from = _area(request)
    first = request.model_copy(update={"area_cm2": area})
    creams: tuple[Cream, ...] = (first, *request.also)
    hours = [hours_on(cream, at) for cream in creams]
    grams = [cream.grams for cream in creams]
    areas = [cream.area_cm2 for cream in creams]
    return Total(
        given=Limits(grams=_sum(grams), area_cm2=_sum(areas), hours=_longest(hours)),
        at_least=Limits(
            grams=sum(_known(grams)),
            area_cm2=sum(_known(areas)) if area is not None else _seen(request, areas),
            hours=max(_known(hours), default=0.0),
        ),
        first_area_cm2=area,
        area_from=area_from,
    )


def _area(
    request: AnaestheticRequest,
) -> tuple[float | None, Literal["entered", "face_map"] | None]:
    """Return the larger of the entered and the measured area, and which it was.

    A zone that the picture does not show leaves the measured area open.
    """
    entered = request.area_cm2
    measured = _sum(list(request.areas_cm2.values())) if request.areas_cm2 else None
    if measured is None or (entered is not None and entered >= measured):
        return entered, None if entered is None else "entered"
    return measured, "face_map"


def _seen(request: AnaestheticRequest, areas: list[float | None]) -> float:
    """Return the area that is known while a zone of the first cream was not seen."""
    return sum(_known(request.areas_cm2.values())) + sum(_known(areas))


def _known(amounts: Iterable[float | None]) -> Iterator[float]:
    return (amount for amount in amounts if amount is not None)


def _sum(amounts: list[float | None]) -> float | None:
    known = list(_known(amounts))
    return sum(known) if len(known) == len(amounts) else None


def _longest(hours: list[float | None]) -> float | None:
    known = list(_known(hours))
    return max(known) if len(known) == len(hours) else None
