"""What each scale is: range, direction, licence; and a score with all of it attached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from neocol import evidence
from neocol.record import ScaleAbout, ScaleAnswers, ScalePart, ScaleScore
from neocol.record.scale import ScaleName


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a scale: its name, where evidence holds it, and the unit of its score."""

    name: str | None
    key: str
    unit: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A scale as the code knows it; numbers are evidence's."""

    name: ScaleName
    title: str
    versions: tuple[Version, ...]
    ordinal: bool = False


def _plain(name: ScaleName, title: str, unit: str, *, ordinal: bool = False) -> Definition:
    return Definition(name, title, (Version(None, name, unit),), ordinal)


ORIGINAL: Final = "original"
PIGMENT_TO_THREE: Final = "pigment_to_three"
SKINPEN: Final = "skinpen"
PLUS_THREE: Final = "plus_three"
ZERO_TO_FOUR: Final = "zero_to_four"

DEFINITIONS: Final = {
    item.name: item
    for item in (
        _plain("goodman_baron_quantitative", "Goodman–Baron, counted", "points"),
        _plain("goodman_baron_grade", "Goodman–Baron, grade", "grade", ordinal=True),
        _plain("ecca", "ECCA, acne scars", "points"),
        _plain("masi", "MASI, melasma", "points"),
        _plain("mmasi", "Modified MASI, melasma", "points"),
        Definition(
            "vss",
            "Vancouver scar scale",
            (
                Version(ORIGINAL, "vss.original", "points"),
                Version(PIGMENT_TO_THREE, "vss.pigment_to_three", "points"),
            ),
        ),
        Definition(
            "posas",
            "Patient and observer scar scale",
            (
                Version("2.0 patient", "posas.patient", "points"),
                Version("2.0 observer", "posas.observer", "points"),
            ),
        ),
        _plain("lemperle", "Lemperle, wrinkles by area", "grade"),
        _plain("glogau", "Glogau, photoageing", "grade", ordinal=True),
        _plain("fwes", "Fitzpatrick wrinkle scale (not the skin type)", "grade"),
        Definition(
            "gais",
            "Global aesthetic improvement",
            (
                Version(SKINPEN, "gais.skinpen", "grade"),
                Version(ZERO_TO_FOUR, "gais.zero_to_four", "grade"),
                Version(PLUS_THREE, "gais.plus_three", "grade"),
            ),
            ordinal=True,
        ),
        Definition(
            "pain_vas",
            "Pain, visual analogue",
            (
                Version("points", "pain_vas.points", "points"),
                Version("mm", "pain_vas.mm", "mm"),
            ),
        ),
        _plain("dlqi", "DLQI, quality of life (total only)", "points"),
    )
}


@cache
def about(name: ScaleName, version: str | None = None) -> ScaleAbout:
    """Return what a scale is.

    Parameters
    ----------
    name : str
        A scale of the contract.
    version : str, optional
        Which version; the first when the scale has one only or none is said.
    """
    definition = DEFINITIONS[name]
    held = next((one for one in definition.versions if one.name == version), definition.versions[0])
    numbered = evidence.has(f"scales.{held.key}.range")
    main = evidence.entry(f"scales.{held.key}.{'range' if numbered else 'grades'}")
    low, high = evidence.numbers(main.key, held.unit) if numbered else (None, None)
    licence = evidence.entry(f"scales.{name}.licence")
    word = str(licence.value)
    return ScaleAbout.read(
        {
            "scale": name,
            "title": definition.title,
            "version": held.name,
            "low": low,
            "high": high,
            "unit": held.unit,
            "direction": _words(held.key, name, "direction")[0],
            "ordinal": definition.ordinal,
            "grades": _words(held.key, name, "grades"),
            "items": _words(held.key, name, "items"),
            "areas": _words(held.key, name, "areas"),
            "licence": word,
            "licence_note": licence.note,
            "may_print": word == "none_needed",
            "sources": main.sources,
            "status": main.status,
            "confidence": main.confidence,
            "conflict": main.conflict,
            "note": main.note,
        }
    )


def _words(key: str, name: str, what: str) -> tuple[str, ...]:
    """Return words of a version, or of the scale where its versions share them."""
    for place in (f"scales.{key}.{what}", f"scales.{name}.{what}"):
        if evidence.has(place):
            return evidence.words(place)
    return ()


def scales() -> tuple[ScaleAbout, ...]:
    """Return every scale, each version on its own."""
    return tuple(
        about(definition.name, version.name)
        for definition in DEFINITIONS.values()
        for version in definition.versions
    )


def scored(
    answers: ScaleAnswers,
    held: ScaleAbout,
    value: float | None,
    *,
    grade: str | None = None,
    parts: Iterable[ScalePart] = (),
    apart: Mapping[str, float] | None = None,
    notes: Iterable[str] = (),
) -> ScaleScore:
    """Return a score with range, direction, licence and sources of its scale."""
    return ScaleScore(
        id=answers.id,
        scale=held.scale,
        title=held.title,
        version=held.version,
        value=value,
        unit=held.unit,
        low=held.low,
        high=held.high,
        direction=held.direction,
        ordinal=held.ordinal,
        grade=grade,
        grades=held.grades,
        parts=tuple(parts),
        apart=dict(apart or {}),
        licence=held.licence,
        may_print=held.may_print,
        rater=answers.rater,
        on=answers.on,
        notes=tuple(note for note in notes if note),
        sources=held.sources,
        status=held.status,
        confidence=held.confidence,
        conflict=held.conflict,
    )
