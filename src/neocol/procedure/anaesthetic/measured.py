"""What is put on how much skin: of a planned session, or as a photograph measured it."""

from __future__ import annotations

import datetime as dt

from neocol.language import area_of
from neocol.record import Analysis, Case, PlanOption, RecordError
from neocol.record.anaesthetic import AnaestheticRequest
from neocol.record.base import listed


def with_face_map(request: AnaestheticRequest, analysis: Analysis) -> AnaestheticRequest:
    """Return the request with the areas of its zones, as a photograph shows them.

    Parameters
    ----------
    request : AnaestheticRequest
        With ``zones``.
    analysis : Analysis
        The photograph. Of each area the upper end of its interval counts.

    Raises
    ------
    neocol.record.RecordError
        When the request names no zone, or a place that is none.
    """
    if not request.zones:
        raise RecordError("which zones does the cream cover? (cheeks, chin, …)", "zones")
    zones = [zone for text in request.zones for zone in _zones(text)]
    areas = {zone: _area(analysis, zone) for zone in zones}
    return request.model_copy(update={"areas_cm2": areas})


def planned_request(case: Case, option: PlanOption, date: dt.date) -> AnaestheticRequest | None:
    """Return the cream that is wished for a session, or ``None`` when none is.

    Parameters
    ----------
    case : Case
        The consultation.
    option : PlanOption
        The course; its zones and, where a photograph measured them, their areas.
    date : datetime.date
        The day of the session.

    Notes
    -----
    Grams and hours are of the day, so they are open: the answer is what labels allow this person.
    """
    wished = listed(case.patient.plan.topical_anaesthetic)
    if not wished:
        return None
    areas = {zone: held.area_cm2 for zone, held in option.zones.items()}
    measured = any(area is not None for area in areas.values())
    return AnaestheticRequest(
        id=case.id,
        on=date,
        product=case.patient.plan.topical_anaesthetic or "",
        patient=case.patient,
        zones=tuple(option.zones),
        areas_cm2=areas if measured else {},
    )


def _zones(text: str) -> tuple[str, ...]:
    area = area_of(text)
    if area is None or not area.zones:
        raise RecordError(f"'{text}' is no area of skin that is known", "zones", text)
    return area.zones


def _area(analysis: Analysis, zone: str) -> float | None:
    reading = analysis.zones.get(zone)
    if reading is None:
        return None
    return reading.area_cm2 if reading.area_high_cm2 is None else reading.area_high_cm2
