"""The care document: the whole pathway as one self-contained page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neocol.exchange.documents import faces
from neocol.exchange.documents.aftercare import sheet_view
from neocol.exchange.documents.render import rendered
from neocol.exchange.documents.ribbon import session_days
from neocol.record import CareDocument


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
        "face": faces.face_of(
            {zone: held.depth_mm for zone, held in option.zones.items()} if option else {},
            document.photos,
            photos,
            document.case.patient.fitzpatrick,
        ),
        "days": list(session_days(option)) if option else [],
        "age": document.case.age_years(document.candidacy.on),
        "name": document.case.patient.name or document.id or "Patient",
        "after": sheet_view(document.aftercare) if document.aftercare else None,
    }
