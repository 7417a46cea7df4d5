"""The units that an evidence value may carry. Dimensionless is ``1``, never empty."""

from typing import Final

UNITS: Final = {
    "1": "dimensionless",
    "%": "per cent",
    "mm": "millimetres",
    "um": "micrometres",
    "cm2": "square centimetres",
    "1/cm2": "per square centimetre",
    "min": "minutes",
    "min/cm2": "minutes per square centimetre",
    "mmHg": "millimetres of mercury",
    "h": "hours",
    "d": "days",
    "1/d": "per day",
    "months": "months",
    "y": "years",
    "g": "grams",
    "mg": "milligrams",
    "points": "points of a named scale",
    "grade": "grades of a named scale",
    "deg": "degrees",
    "px/mm": "pixels per millimetre",
    "hairs/cm2": "hairs per square centimetre",
    "degC": "degrees Celsius",
    "SPF": "sun protection factor",
    "word": "a word of the contract's vocabulary",
    "words": "words of the contract's vocabulary",
}
