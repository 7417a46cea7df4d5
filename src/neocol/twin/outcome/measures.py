"""What a study measured: its free text matched to the measures of the contract, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from neocol import evidence
from neocol.evidence.trials import MeasureName
from neocol.record.base import RecordError, shorten
from neocol.twin.outcome import wording

Kind = Literal["severity", "growth", "count", "share"]
RATIO: Final = "% of baseline"
SHARE: Final = "share"
MOST_ASKED: Final = 0.9
"""Improvement that no study asks of those it calls improved, where it says no threshold."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured, and how its values are to be read.

    Attributes
    ----------
    name : str
        The word of the contract, or ``other_severity`` for another score or grade.
    kind : str
        ``severity``: lower is better, means are compared as a ratio; ``growth``: higher is better,
        a ratio too; ``count``: a gain in absolute numbers; ``share``: the share of people who
        respond.
    unit : str
        Unit of the values once converted by :func:`factor`.
    low, high : float or None
        Ends of the scale in that unit; ``None`` where it has none, or none is known.
    threshold : float or None
        Least improvement of a responder, as a fraction of the baseline; ``None`` where the text
        only says that people improved, and for everything but shares.
    exact : bool
        Whether the text names a measure of the contract.
    """

    name: MeasureName
    kind: Kind
    unit: str
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
    exact: bool = True


_SCARS: Final = ("acne_scar", "scar", "burn_scar", "hypertrophic_scar")
_AGEING: Final = ("wrinkle", "photoageing", "laxity", "texture", "rejuvenation")
_SKIN: Final = (*_SCARS, *_AGEING, "striae", "pores", "melasma", "lentigo", "uneven_tone", "acne")
_HAIR: Final = ("androgenetic_alopecia",)
FITS: Final[dict[str, tuple[str, ...]]] = {
    "goodman_baron_quantitative": ("acne_scar", "scar"),
    "goodman_baron_grade": ("acne_scar", "scar"),
    "ecca": ("acne_scar", "scar"),
    "vss": (*_SCARS, "striae"),
    "posas": (*_SCARS, "striae"),
    "lemperle": _AGEING,
    "glogau": _AGEING,
    "fwes": _AGEING,
    "gais": _SKIN,
    "masi": ("melasma", "lentigo", "uneven_tone"),
    "mmasi": ("melasma", "lentigo", "uneven_tone"),
    "hair_density": _HAIR,
    "hair_diameter": _HAIR,
    "collagen_fraction": _SKIN,
    "epidermal_thickness": _SKIN,
    "elasticity": _SKIN,
    "other_severity": (*_SKIN, *_HAIR),
}
"""Measure → indications that it says something about."""
_GROWTH: Final = frozenset({"collagen_fraction", "epidermal_thickness", "elasticity"})
_COUNTS: Final = {"hair_density": "hairs/cm2", "hair_diameter": "um"}
_RANGES: Final = {
    "goodman_baron_quantitative": "scales.goodman_baron_quantitative.range",
    "goodman_baron_grade": "scales.goodman_baron_grade.range",
    "ecca": "scales.ecca.range",
    "vss": "scales.vss.original.range",
    "posas": "scales.posas.observer.range",
    "lemperle": "scales.lemperle.range",
    "fwes": "scales.fwes.range",
    "masi": "scales.masi.range",
    "mmasi": "scales.mmasi.range",
}
_SCALES: Final = frozenset({*_RANGES, "glogau"})
_PER_CM2: Final = {"hairs/cm2": 1.0, "hairs/mm2": 100.0, "hairs/inch2": 1 / 2.54**2}
_MICROMETRES: Final = {"um": 1.0, "mm": 1000.0, "nm": 0.001}
_PER_CENT: Final = 0.01


def match(text: str, unit: str | None, indication: str) -> Measure:
    """Tell what a text of a paper measures.

    Parameters
    ----------
    text : str
        The outcome as printed: ``Goodman & Baron qualitative grade (1-4)``, ``>50% responders``.
    unit : str or None
        The unit as printed; ``% of baseline`` makes a ratio of any severity or growth, ``fraction``
        and ``% of patients`` make a share of people.
    indication : str
        What was treated. A word that the contract does not know is not checked.

    Returns
    -------
    Measure

    Raises
    ------
    RecordError
        For what is no change of the skin or hair (pain, satisfaction, harm, barrier), for contrasts
        between arms, for a measure that does not fit the indication, for a unit that says too
        little, and for text in which no measure is recognised.

    Notes
    -----
    Long words are recognised with one letter wrong; abbreviations only as they are.

    Limits
    ------
    A bin of a distribution (``good: 70 %``) can't be told from a share that reached at least it.
    """
    said, per = wording.plain(text), wording.plain_unit(unit)
    reason = wording.refused(said, per, indication)
    if reason:
        raise RecordError(f"{shorten(text)}: {reason}", "outcome.measure", text)
    share = wording.is_share(said, per)
    name = wording.named(said, per) or wording.unnamed(said, per)
    if name is None:
        known = ", ".join(n for n in FITS if n != "other_severity")
        raise RecordError(
            f"no measure is recognised; known: {known}, or a severity score",
            "outcome.measure",
            text,
        )
    _check_fit(name, indication, text)
    if share:
        threshold = _threshold(said, text)
        return Measure(name, "share", SHARE, 0.0, 1.0, threshold, name != "other_severity")
    if name == "gais":
        raise RecordError(
            "GAIS has no baseline and studies number it in both directions; "
            "ask for the share of people improved",
            "outcome.measure",
            text,
        )
    if wording.is_ratio(said, per) or (per == "%" and name in _SCALES):
        return _ratio(name, text)
    return _absolute(name, said, per, text)


def factor(unit: str | None, measure: Measure) -> float:
    """Return what a value printed in `unit` is multiplied by to be in the measure's own.

    Raises
    ------
    RecordError
        When the unit says too little: a count of hairs on an unnamed area.
    """
    per = wording.plain_unit(unit)
    if measure.kind == "share":
        return _PER_CENT if "%" in per else 1.0
    if measure.name == "hair_density":
        return _known(_PER_CM2, per or "hairs/cm2", "hair", "hairs/cm2, hairs/mm2 or hairs/inch2")
    if measure.unit == "um":
        return _known(_MICROMETRES, per or "um", measure.name.replace("_", " "), "um, mm or nm")
    return 1.0


def _known(table: dict[str, float], per: str, what: str, wanted: str) -> float:
    if per not in table:
        raise RecordError(f"{what} in {wanted} is expected", "outcome.unit", per)
    return table[per]


def _check_fit(name: MeasureName, indication: str, text: str) -> None:
    every = {word for words in FITS.values() for word in words}
    if indication not in every or indication in FITS[name]:
        return
    fitting = [n for n, words in FITS.items() if indication in words]
    raise RecordError(
        f"{name} does not fit {indication}; these do: {', '.join(fitting)}", "outcome.measure", text
    )


def _threshold(said: str, text: str) -> float | None:
    """Return the least improvement that the text asks of a responder."""
    if wording.is_failure(said):
        raise RecordError(
            "a share of people who did not respond; give the share that improved",
            "outcome.measure",
            text,
        )
    percent = wording.least_percent(said)
    if percent is not None:
        return percent * _PER_CENT
    word = wording.least_word(said)
    return None if word is None else evidence.number(f"outcome_words.{word}", "1")


def _ratio(name: MeasureName, text: str) -> Measure:
    if name in _COUNTS:
        raise RecordError(
            f"hair is predicted as a gain: give it in {_COUNTS[name]}", "outcome.unit", text
        )
    kind: Kind = "growth" if name in _GROWTH else "severity"
    return Measure(name, kind, RATIO, exact=name != "other_severity")


def _absolute(name: MeasureName, said: str, per: str, text: str) -> Measure:
    if name in _COUNTS:
        found = Measure(name, "count", _COUNTS[name])
        try:
            factor(per, found)
        except RecordError as error:
            raise RecordError(error.message, "outcome.unit", text) from None
        return found
    if name in _GROWTH:
        length = name == "epidermal_thickness" and (not per or per in _MICROMETRES)
        return Measure(name, "growth", "um" if length else per or "1")
    if name == "glogau":
        grades = evidence.words("scales.glogau.grades")
        return Measure(name, "severity", "grade", 1.0, float(len(grades)))
    if name == "other_severity":
        printed = "points" if per in wording.POINTS else per
        return Measure(name, "severity", printed, exact=False)
    scale = evidence.entry(_RANGES[name])
    low, high = evidence.numbers(_RANGES[name], scale.unit)
    if wording.is_variant(said):
        return Measure(name, "severity", scale.unit)
    return Measure(name, "severity", scale.unit, low, high)
