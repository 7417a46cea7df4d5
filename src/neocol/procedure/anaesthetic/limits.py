"""Whether labels allow this much numbing cream, on this much skin, so long, on this person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from neocol import __version__, evidence
from neocol.language import read_history
from neocol.procedure.anaesthetic import excess, hazards
from neocol.procedure.anaesthetic.clock import clock
from neocol.procedure.anaesthetic.label import Side, sides_of, strictest
from neocol.procedure.anaesthetic.products import Named, named_product
from neocol.procedure.anaesthetic.told import Told, strictest_verdict
from neocol.procedure.anaesthetic.total import total_of
from neocol.record import Case, Patient, RecordError, Stamp
from neocol.record.anaesthetic import (
    AMOUNTS,
    AnaestheticAnswer,
    AnaestheticRequest,
    LimitRow,
    Limits,
)
from neocol.record.case import check_past
from neocol.record.zones import zone_label
from neocol.rules import Facts, strictest_first

_MONTHS: Final = 12
"""In a year."""
_ASK: Final = {
    "age": "How old is the person? Labels give each age its own row.",
    "weight": "How much does the person weigh? The lower of the row of age and of weight holds.",
    "grams": "How many grams of cream?",
    "area_cm2": "How many cm² of skin? Measure it, or take it from the face map.",
    "hours": "For how many hours does it stay on?",
    "product": "Which anaesthetics are in it, and how strong is each? It stands on the tube.",
    "unseen": "The photograph does not show the whole of: {}. Measure it by hand.",
    "own_label": "What does the product's own leaflet allow: grams, cm² and hours (own_label)?",
}


def anaesthetic_limits(
    request: AnaestheticRequest, *, at: dt.datetime | None = None
) -> AnaestheticAnswer:
    """Say whether labels allow a numbing cream, and what is in the way.

    Parameters
    ----------
    request : AnaestheticRequest
        Product, grams, area in cm², hours, the person, and what surrounds it.
    at : datetime.datetime, optional
        Now: for a cream that is on the skin and has no ``off_at``.

    Returns
    -------
    AnaestheticAnswer
        ``verdict``: the strictest of *contraindicated*, *over_limit*, *unknown* and
        *within_limits*; the findings behind it; ``missing``, without which amounts cannot be
        judged; ``conditional_on``, what nobody has said yet.

    Raises
    ------
    neocol.record.RecordError
        When times cannot be compared, or something of the person lies after the day.

    Notes
    -----
    Grams *and* cm² *and* hours are held against the row of this age and weight, the stricter of
    the labels, all creams of the day added up. Grams of cream are never turned into mg/kg: limits
    of injections are for another way into the body. More grams, area, hours or medicines never
    make the verdict milder; an amount that is too much whatever the open answers is over the limit
    already.

    References
    ----------
    They stand at each finding and row.

    Limits
    ------
    Decision support: a prescriber decides. It knows labels, not blood levels. What is safe on
    needled, inflamed or widely covered skin is not known, so it is refused.
    """
    day = request.on or dt.date.today()
    person = request.patient
    _check_dates(person, day)
    names = [named_product(cream.product) for cream in (request, *request.also)]
    facts = _facts(names, person, day)
    total = total_of(request, at)
    sides = _sides(names, person, day)
    own = request.own_label
    eczema = hazards.eczema_of(facts)
    known = [side.limits for side in sides] + ([excess.own_limits(own)] if own else [])
    limits = strictest([*known, *eczema.limits])
    told = [
        *hazards.of_person(facts),
        *hazards.of_products(names, request.supply),
        *hazards.of_the_way(request, total.at_least.area_cm2 or 0.0),
        *hazards.of_other_routes(request),
        *eczema.told(total.at_least.hours or 0.0),
        *excess.over_labels(sides, total.at_least),
        *excess.over_own_label(own, total.at_least),
        *excess.repeated(sides, request),
        *excess.unlike_label(names[0], request.grams, total.first_area_cm2, request.hours),
    ]
    missing = tuple(_missing(names, request, day, total.given, told))
    verdict = strictest_verdict(told, open_questions=bool(missing))
    unsaid = (*hazards.unsaid(request), *excess.doses_unsaid(sides, request))
    clocks = (clock(cream, limits.hours, at) for cream in (request, *request.also))
    return AnaestheticAnswer(
        id=request.id,
        product=names[0].product.id if names[0].product else None,
        product_said=request.product,
        verdict=verdict,
        ready=verdict == "within_limits" and not unsaid,
        findings=strictest_first(item.finding for item in told),
        missing=missing,
        conditional_on=unsaid,
        limits=limits,
        rows=tuple(_shown(side) for side in sides),
        given=total.given,
        area_from=total.area_from,
        left=excess.left(limits, total.at_least),
        label_grams=excess.label_grams(names[0], total.given.area_cm2, limits.grams),
        clocks=tuple(running for running in clocks if running is not None),
        explained=tuple(_explained(sides)),
        recognised=facts.mentions,
        stamp=Stamp(engine=__version__, evidence=evidence.version()),
    )


def _check_dates(person: Patient, day: dt.date) -> None:
    try:
        check_past(Case(patient=person), day)
    except ValueError as error:
        raise RecordError(str(error)) from None


def _facts(names: Iterable[Named], person: Patient, day: dt.date) -> Facts:
    """Put together what rules about anaesthetics look at; the wish is what is in the creams."""
    age = Case(patient=person).age_years(day)
    return Facts(
        on=day,
        mentions=tuple(read_history(person, day, age)),
        answers={"pregnancy": person.pregnancy, "lactation": person.lactation},
        wish=frozenset(active for name in names for active in name.actives),
    )


def age_months(person: Patient, day: dt.date) -> float | None:
    """Return the age in months on `day`: by the birth date to the month, else by the age given."""
    born = person.birth_date
    if born is None or person.age is not None:
        return None if person.age is None else person.age * _MONTHS
    whole = (day.year - born.year) * _MONTHS + day.month - born.month
    return float(whole - (day.day < born.day))


def _sides(names: Iterable[Named], person: Patient, day: dt.date) -> tuple[Side, ...]:
    months = age_months(person, day)
    products = dict.fromkeys(name.product.id for name in names if name.product)
    return tuple(s for product in products for s in sides_of(product, months, person.weight_kg))


def _missing(
    names: Iterable[Named],
    request: AnaestheticRequest,
    day: dt.date,
    given: Limits,
    told: Iterable[Told],
) -> Iterator[str]:
    """Yield what must be known before the amounts can be judged."""
    months, weight = age_months(request.patient, day), request.patient.weight_kg
    amounts = ((name, getattr(given, name)) for name in AMOUNTS)
    for key, value in (("age", months), ("weight", weight), *amounts):
        if value is None:
            yield _ASK[key]
    unseen = [zone_label(zone) for zone, area in request.areas_cm2.items() if area is None]
    if unseen and given.area_cm2 is None:
        yield _ASK["unseen"].format(", ".join(unseen))
    yield from dict.fromkeys(filter(None, (_unclear(name, request, months) for name in names)))
    yield from (item.finding.message for item in told if item.verdict == "unknown")


def _unclear(name: Named, request: AnaestheticRequest, months: float | None) -> str | None:
    """Return what must be known about a product, if anything."""
    if not name.strength_known or not name.actives:
        return _ASK["product"]
    product = name.product.id if name.product else ""
    has_row = bool(sides_of(product, months, request.patient.weight_kg))
    return None if has_row or request.own_label else _ASK["own_label"]


def _shown(side: Side) -> LimitRow:
    row = side.row
    who = row.who if len(side.rows) == 1 else "not known which row: the most that any allows"
    return LimitRow(
        row=row.id,
        side=row.side,
        who=who,
        note=row.note,
        sources=row.sources,
        status=row.status,
        **side.limits.model_dump(),
    )


def _explained(sides: tuple[Side, ...]) -> Iterator[str]:
    arithmetic = evidence.rule("D-015")
    yield f"{arithmetic.message} {arithmetic.why}"
    yield from (f"{side.row.side} label: {side.row.note}." for side in sides if side.row.note)
    if len(sides) > 1:
        yield "Labels differ: the fewer grams, the smaller area and the shorter time hold."
