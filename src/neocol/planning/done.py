"""What was really done and measured: sessions a plan goes on from, and how members are weighed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from neocol import evidence
from neocol.language import area_of
from neocol.record import Case, RecordError, Session
from neocol.record.review import DatedMeasure
from neocol.twin.ensemble import Course as TwinCourse
from neocol.twin.needling import DEVICES, Needling, punctures_per_cm2

Array = NDArray[np.float64]
_SEVERITY: Final = "severity"


@dataclass(frozen=True, slots=True)
class Done:
    """Sessions of this course that were done, in order of day.

    Attributes
    ----------
    first, last : datetime.date
    zones : tuple of tuple of str
        Of every session, which zones it had.
    needlings : tuple of Needling
    """

    first: dt.date
    last: dt.date
    days: tuple[float, ...]
    zones: tuple[tuple[str, ...], ...]
    needlings: tuple[Needling, ...]

    @property
    def count(self) -> int:
        """Number of sessions."""
        return len(self.days)

    def of(self, zone: str) -> TwinCourse:
        """Return what one zone had, in days from the first session."""
        return tuple(
            (day, needling)
            for day, zones, needling in zip(self.days, self.zones, self.needlings, strict=True)
            if zone in zones
        )


def done_of(case: Case, on: dt.date, planned: tuple[str, ...]) -> Done | None:
    """Return the sessions of a case that touched planned zones; ``None`` where none did.

    Raises
    ------
    neocol.record.RecordError
        When a session lies after the day, two are on one day, or its depth was not written down.
    """
    given = sorted(enumerate(case.done), key=lambda pair: pair[1].date)
    zones = {k: _zones(session, k, planned) for k, session in given}
    sessions = [(k, session) for k, session in given if set(zones[k]) & set(planned)]
    if not sessions:
        return None
    dates = [session.date for _, session in sessions]
    if len(set(dates)) < len(dates):
        raise RecordError("two sessions on one day: one a day is followed", "done")
    if dates[-1] > on:
        raise RecordError(f"{dates[-1]} lies after {on}: it is not done yet", "done")
    return Done(
        first=dates[0],
        last=dates[-1],
        days=tuple(float((date - dates[0]).days) for date in dates),
        zones=tuple(zones[k] for k, _ in sessions),
        needlings=tuple(_needling(session, k) for k, session in sessions),
    )


def _zones(session: Session, k: int, planned: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for text in session.zones:
        area = area_of(text)
        if area is None or not area.zones:
            raise RecordError(f"'{text}' is no area of skin that is known", f"done.{k}.zones", text)
        found += area.zones
    return tuple(dict.fromkeys(found)) or planned


def _needling(session: Session, k: int) -> Needling:
    if session.depth_mm is None:
        raise RecordError(
            "required: how deep it was set, so that a plan can go on from it", f"done.{k}.depth_mm"
        )
    device = session.device or "pen"
    if device not in DEVICES:
        named = device.replace("_", " ")
        raise RecordError(
            f"a session by {named} cannot be followed; {', '.join(DEVICES)} can",
            f"done.{k}.device",
            device,
        )
    passes = session.passes or evidence.number("devices.any.passes", "1")
    try:
        return Needling(device, session.depth_mm, punctures_per_cm2(device, passes))
    except (RecordError, evidence.EvidenceError) as error:
        raise RecordError(str(error), f"done.{k}") from None


def measured_ratios(
    case: Case, first: dt.date, measure: str
) -> tuple[tuple[tuple[dt.date, float], ...], tuple[str, ...]]:
    """Return each later score over the last one before the first session, and what was not used.

    Parameters
    ----------
    measure : str
        The measure of the concern that leads; ``severity`` counts too.
    """
    own = [m for m in case.measures if _same(m, measure)]
    other = [m for m in case.measures if not _same(m, measure)]
    notes = [f"{m.measure} of {m.date} is not the measure of this concern" for m in other]
    before = [m for m in own if m.date <= first and m.value > 0]
    after = [m for m in own if m.date > first and m.value > 0]
    if after and not before:
        notes.append(f"no {measure.replace('_', ' ')} before the first session: nothing to compare")
        return (), tuple(notes)
    if not after:
        return (), tuple(notes)
    base = max(before, key=lambda m: m.date).value
    return tuple((m.date, m.value / base) for m in _in_order(after)), tuple(notes)


def _same(one: DatedMeasure, measure: str) -> bool:
    named = one.measure.strip().lower().replace(" ", "_").replace("-", "_")
    return named in {measure, _SEVERITY}


def _in_order(measures: Iterable[DatedMeasure]) -> list[DatedMeasure]:
    return sorted(measures, key=lambda m: (m.date, m.value))
