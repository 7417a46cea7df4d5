"""The care document: the whole pathway as one self-contained page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from neocol.exchange.documents import faces, words
from neocol.exchange.documents.aftercare import sheet_view
from neocol.exchange.documents.render import rendered
from neocol.record import CareDocument, PlanOption


def care_html(document: CareDocument, *, photos: Mapping[str, bytes] | None = None) -> str:
    """Return the document as one HTML page that asks nothing of the network.

    Parameters
    ----------
    document : CareDocument
    photos : mapping, optional
        Name → image file as bytes, as they were analysed; embedded cut to the face.
    """
    return rendered("care.html", view(document, photos or {}))


def view(document: CareDocument, photos: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what the templates show of a document."""
    plan = document.plan
    option = plan.options[plan.recommended] if plan.recommended is not None else None
    numbers = {ref.key: i for i, ref in enumerate(document.bibliography, start=1)}
    start = document.session_day.date if document.session_day else document.candidacy.on
    return {
        "doc": document,
        "option": option,
        "numbers": numbers,
        "start": start,
        "face": _face(document, option, photos),
        "days": _sessions(option),
        "age": document.case.age_years(document.candidacy.on),
        "name": document.case.patient.name or document.id or "Patient",
        "after": sheet_view(document.aftercare) if document.aftercare else None,
    }


def _face(
    document: CareDocument, option: PlanOption | None, photos: Mapping[str, bytes]
) -> Markup | None:
    """Return the face map, on the first photograph that shows a face; none for body areas."""
    depths = {zone: held.depth_mm for zone, held in option.zones.items()} if option else {}
    seen = next((a for a in document.photos if a.face is not None and a.photo.name in photos), None)
    if seen is not None:
        return faces.face_map(depths, analysis=seen, photo=photos[seen.photo.name])
    on_face = [zone for zone in depths if words.on_the_face(zone)]
    if not on_face:
        return None
    return faces.face_map(depths, phototype=document.case.patient.fitzpatrick)


def _sessions(option: PlanOption | None) -> list[int]:
    return [i * option.interval_days for i in range(option.sessions)] if option else []
