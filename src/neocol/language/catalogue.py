"""What patients read: one catalogue a language, the same keys in each."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from neocol.record import RecordError
from neocol.record.words import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


class Messages:
    """The catalogue of one language.

    Parameters
    ----------
    language : str
        ``en`` or ``es``.
    texts : dict
        Text by key (``triage.say.T-001``).
    figures : callable, optional
        Gives the figures that texts name, from the evidence: no text holds a number of its own.
    """

    def __init__(
        self,
        language: Language,
        texts: dict[str, str],
        figures: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.language = language
        self._texts = texts
        self._figures = figures

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with what it leaves open filled in: given values, and figures of evidence.

        Raises
        ------
        KeyError
            When the catalogue has no such text: a mistake of ours, held by a test.
        """
        return self._texts[key].format(**self._figures(), **values)

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


def read_catalogue(
    folder: Path, language: str, figures: Callable[[], Mapping[str, str]] = dict
) -> Messages:
    """Read the texts of a language: every TOML file of ``folder/language``, keys after its name.

    Parameters
    ----------
    folder : pathlib.Path
        A room's catalogue.
    language : str
        ``en`` or ``es``.
    figures : callable, optional
        As in :class:`Messages`.

    Raises
    ------
    neocol.record.RecordError
        When there is no such language.
    """
    known = next((name for name in LANGUAGES if name == language), None)
    if known is None:
        raise RecordError(
            f"no texts in '{language}'; there are: {', '.join(LANGUAGES)}", "language"
        )
    texts: dict[str, str] = {}
    for path in sorted((folder / known).glob("*.toml")):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        texts.update(_flat(held, f"{path.stem}."))
    return Messages(known, texts, figures)


def _flat(held: dict[str, Any], prefix: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in held.items():
        if isinstance(value, dict):
            texts |= _flat(value, f"{prefix}{key}.")
        else:
            texts[f"{prefix}{key}"] = value
    return texts
