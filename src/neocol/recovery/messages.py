"""What patients read, in English and Spanish: one catalogue a language, the same keys in both."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from neocol import evidence
from neocol.record import RecordError
from neocol.record.words import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
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


class Messages:
    """The catalogue of one language.

    Parameters
    ----------
    language : str
        ``en`` or ``es``.
    texts : dict
        Text by key (``triage.say.T-001``).
    """

    def __init__(self, language: Language, texts: dict[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with what it leaves open filled in: given values, and figures of evidence.

        Raises
        ------
        KeyError
            When the catalogue has no such text: a mistake of ours, held by a test.
        """
        return self._texts[key].format(**_figures(), **values)

    def raw(self, key: str) -> str:
        """Return a text as it stands in the catalogue, with what it leaves open."""
        return self._texts[key]

    def has(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return key in self._texts

    @property
    def names(self) -> frozenset[str]:
        """The key of every text."""
        return frozenset(self._texts)


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
    known = next((name for name in LANGUAGES if name == language), None)
    if known is None:
        raise RecordError(
            f"no texts in '{language}'; there are: {', '.join(LANGUAGES)}", "language"
        )
    texts: dict[str, str] = {}
    for path in sorted((_CATALOGUE / known).glob("*.toml")):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        texts.update(_flat(held, f"{path.stem}."))
    return Messages(known, texts)


def _flat(held: dict[str, Any], prefix: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in held.items():
        if isinstance(value, dict):
            texts |= _flat(value, f"{prefix}{key}.")
        else:
            texts[f"{prefix}{key}"] = value
    return texts
