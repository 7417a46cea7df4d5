"""Renders the care document as one self-contained page, and as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from neocol.exchange.documents import faces, figures, words
from neocol.record import CareDocument, PlanOption, RecordError

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "templates"
STYLESHEET: Final = HERE / "static" / "neocol.css"


def equip(env: Environment) -> Environment:
    """Give an environment the filters and functions that the pieces use."""
    env.filters.update(
        day=words.day_words,
        zone=words.zone_label,
        plain=words.plain_name,
        number=words.number,
        decision=words.decision,
        because=words.because,
        capfirst=words.capfirst,
    )
    env.globals.update(
        range_pill=figures.range_pill,
        course_ribbon=figures.course_ribbon,
        healing_curve=figures.healing_curve,
        face_map=faces.face_map,
        portrait=faces.portrait,
        EFFECTS=words.EFFECTS,
        BASES=words.BASES,
        STAGES=words.STAGES,
    )
    return env


@cache
def environment() -> Environment:
    """Return the Jinja2 environment of the pieces; everything is escaped."""
    return equip(
        Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )


def care_html(document: CareDocument, *, photos: Mapping[str, bytes] | None = None) -> str:
    """Return the document as one HTML page that asks nothing of the network.

    Parameters
    ----------
    document : CareDocument
    photos : mapping, optional
        Name → image file as bytes, as they were analysed; embedded cut to the face.
    """
    page = environment().get_template("care.html")
    return page.render(
        **view(document, photos or {}),
        style=Markup(STYLESHEET.read_text(encoding="utf-8")),
    )


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


def care_pdf(html: str) -> bytes:
    """Return the page as PDF on A4.

    Raises
    ------
    RecordError
        When WeasyPrint or the system's Pango is missing.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise RecordError(
            f"printing needs WeasyPrint and Pango: install neocol[pdf] ({error})"
        ) from None
    # A document asks nothing of the network: what it shows, it carries.
    fetcher = URLFetcher(allowed_protocols=["data"])
    made: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf()
    return made
