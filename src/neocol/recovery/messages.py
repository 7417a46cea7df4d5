"""What patients read, in English and Spanish: one catalogue a language, the same keys in both."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from neocol import evidence
from neocol.language.catalogue import LANGUAGES, Messages, read_catalogue

__all__ = ["LANGUAGES", "Messages", "messages"]

_FIGURES: Final = {
    "spf": ("aftercare.figure.spf", "SPF"),
    "reapply": ("aftercare.figure.reapply", "h"),
    "press": ("aftercare.figure.press", "min"),
    "rinse": ("aftercare.figure.rinse", "min"),
    "result_from": ("aftercare.figure.result_from", "months"),
    "result_to": ("aftercare.figure.result_to", "months"),
    "fever": ("triage.fever.celsius", "degC"),
}
"""What texts call a figure, and where it stands: no text holds a clinical number of its own."""
_CATALOGUE: Final = Path(__file__).parent / "catalogue"


@cache
def _figures() -> dict[str, str]:
    """Return the figures that texts name, from the evidence."""
    return {name: f"{evidence.number(key, unit):g}" for name, (key, unit) in _FIGURES.items()}


@cache
def messages(language: str = "en") -> Messages:
    """Return the catalogue of a language.

    Raises
    ------
    neocol.record.RecordError
        When there is none.
    """
    return read_catalogue(_CATALOGUE, language, _figures)
