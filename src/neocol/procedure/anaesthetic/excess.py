"""Amounts against limits: which row is broken, what is too thick or too short, how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isclose
from typing import Final

from neocol import evidence
from neocol.evidence import LabelLimit
from neocol.procedure.anaesthetic.label import Side
from neocol.procedure.anaesthetic.products import Named
from neocol.procedure.anaesthetic.told import Told, noted, over
from neocol.record.anaesthetic import AMOUNTS, AnaestheticRequest, Limits, OwnLabel

_OWN: Final = "D-010c"
_THICKNESS: Final = {"lidocaine_prilocaine_2_5": "D-010", "lidocaine_4": "D-010b"}
"""Under which rule the amount for each area is told."""


def over_labels(sides: Iterable[Side], given: Limits) -> Iterator[Told]:
    """Yield one finding for each side whose row is broken.

    Parameters
    ----------
    sides : iterable of Side
        What labels allow.
    given : Limits
        What is put on at the least: no open answer makes it less.
    """
    for side in sides:
        broken = list(_broken(given, side.limits))
        if broken:
            who = f"{side.row.side} label, {side.row.who}"
            yield over(side.row.rule, *_said(given, broken), message=_text(given, side.limits, who))


def over_own_label(own: OwnLabel | None, given: Limits) -> Iterator[Told]:
    """Yield what the product's own leaflet, as it was typed in, does not allow."""
    if own is None:
        return
    limits = own_limits(own)
    broken = list(_broken(given, limits))
    if broken:
        yield over(_OWN, *_said(given, broken), message=_text(given, limits, own.source))


def own_limits(own: OwnLabel) -> Limits:
    """Return a leaflet's limits."""
    return Limits(grams=own.grams, area_cm2=own.area_cm2, hours=own.hours)


def repeated(sides: Iterable[Side], request: AnaestheticRequest) -> Iterator[Told]:
    """Yield what is wrong with a dose that follows others."""
    for side in sides:
        row = side.row
        earlier, since = request.earlier_doses_24h, request.hours_since_last_dose
        most, between = row.doses_in_24_h, row.hours_between
        if earlier is not None and most is not None and earlier + 1 > most:
            text = f"At most {most} in 24 hours ({row.side}, {row.who}), and {earlier} came before."
            yield over(row.rule, f"earlier_doses_24h: {earlier}", message=text)
        if since is not None and between is not None and since < between:
            text = f"At least {between:g} h between doses ({row.side}, {row.who}), not {since:g} h."
            yield over(row.rule, f"hours_since_last_dose: {since:g}", message=text)


def doses_unsaid(sides: Iterable[Side], request: AnaestheticRequest) -> Iterator[str]:
    """Yield the question after earlier doses, where the label counts them."""
    if request.earlier_doses_24h is None and any(_counts_doses(side.row) for side in sides):
        yield "It was not put on before in the last 24 hours: how often? (none is an answer)"


def _counts_doses(row: LabelLimit) -> bool:
    return row.doses_in_24_h is not None


def unlike_label(
    name: Named, grams: float | None, area: float | None, hours: float | None
) -> Iterator[Told]:
    """Yield where layer or time are other than the label describes; no verdict hangs on it."""
    product = name.product.id if name.product else None
    if product not in _THICKNESS:
        return
    rule = _THICKNESS[product]
    thickest = evidence.number(f"anaesthetics.{product}.thickest", "g/cm2")
    shortest = evidence.number(f"anaesthetics.{product}.shortest", "h")
    if grams is not None and area and _above(grams, thickest * area):
        text = f"A thicker layer than labels describe: {grams:g} g on {area:g} cm²."
        yield noted(rule, f"grams: {grams:g}", f"area_cm2: {area:g}", message=text)
    if hours is not None and hours < shortest:
        text = f"It may not numb yet: labels leave it on for {shortest:g} h or more."
        yield noted(rule, f"hours: {hours:g}", effect="info", message=text)


def label_grams(
    name: Named, area_cm2: float | None, most_grams: float | None
) -> tuple[float, float] | None:
    """Return the grams that a label puts on an area, from and to, never above the ceiling."""
    product = name.product.id if name.product else None
    if product not in _THICKNESS or area_cm2 is None or most_grams is None:
        return None
    thin = evidence.number(f"anaesthetics.{product}.thinnest", "g/cm2")
    thick = evidence.number(f"anaesthetics.{product}.thickest", "g/cm2")
    return min(thin * area_cm2, most_grams), min(thick * area_cm2, most_grams)


def left(limits: Limits, given: Limits) -> Limits:
    """Return what is left of each limit; never below nothing."""
    return Limits(
        **{
            name: None if most is None else max(most - (getattr(given, name) or 0.0), 0.0)
            for name in AMOUNTS
            for most in [getattr(limits, name)]
        }
    )


def _broken(given: Limits, limits: Limits) -> Iterator[str]:
    for name in AMOUNTS:
        most, held = getattr(limits, name), getattr(given, name)
        if most is not None and held is not None and _above(held, most):
            yield name


def _above(held: float, most: float) -> bool:
    """Tell whether an amount is above a limit, and not by the rounding of a sum."""
    return held > most and not isclose(held, most)


def _said(given: Limits, broken: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}: {getattr(given, name):g}" for name in broken)


def _text(given: Limits, limits: Limits, who: str) -> str:
    """Return what is too much, and what is allowed."""
    parts = [
        f"{getattr(given, name):g} {unit}, at most {getattr(limits, name):g} {unit}"
        for name in _broken(given, limits)
        for unit in [AMOUNTS[name]]
    ]
    return f"{'; '.join(parts)} ({who})."
