"""Renders pages: the environment of the pieces, the one stylesheet, the PDF engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from neocol.exchange.documents import (
    comparison,
    faces,
    figures,
    healing,
    palette,
    ribbon,
    words,
    zones,
)
from neocol.record import RecordError

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "templates"
STYLESHEET: Final = HERE / "static" / "neocol.css"


def equip(env: Environment) -> Environment:
    """Give an environment the filters and functions that the pieces use."""
    env.filters.update(
        day=words.day_words,
        day_section=words.day_section,
        asked_by=words.asked_by,
        zone=words.zone_label,
        zones=words.zones_label,
        letter=words.letter,
        shown=comparison.shown,
        sentence=words.sentence,
        unit=comparison.unit_words,
        caveats=comparison.caveats_of,
        measure=comparison.measure_words,
        when_words=comparison.when_words,
        plain=words.plain_name,
        number=words.number,
        decision=words.decision,
        because=words.because,
        capfirst=words.capfirst,
        when=words.when,
    )
    env.globals.update(
        range_pill=figures.range_pill,
        zone_rows=zones.zone_rows,
        checked_words=zones.checked_words,
        depth_colour=palette.depth_colour,
        course_ribbon=ribbon.course_ribbon,
        healing_curve=healing.healing_curve,
        face_map=faces.face_map,
        portrait=faces.portrait,
        EFFECTS=words.EFFECTS,
        BASES=words.BASES,
        ROLES=words.ROLES,
        VERDICTS=words.VERDICTS,
        STAGES=words.STAGES,
        PHOTO_COLUMNS=words.PHOTO_COLUMNS,
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


def rendered(template: str, view: dict[str, Any]) -> str:
    """Return a page that carries its own style and asks nothing of the network."""
    style = Markup(STYLESHEET.read_text(encoding="utf-8"))
    return environment().get_template(template).render(**view, style=style)


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
