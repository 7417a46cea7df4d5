"""The concept table: words, codes and kinds, read once from the room's own data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from neocol.language.normalise import phrase

_DATA = Path(__file__).parent / "data"
_PREFIX_SYSTEMS = ("atc", "icd10")
_EXACT_SYSTEMS = ("rxnorm", "snomed")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that people mention.

    Attributes
    ----------
    kind : str
        medication, condition, allergy, procedure, indication or symptom.
    indication : str or None
        For wishes: the indication of the contract.
    """

    name: str
    kind: str
    indication: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The concept table, indexed for matching."""

    concepts: dict[str, Concept]
    by_first_word: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    single_words: dict[str, tuple[str, ...]]
    exact_codes: dict[tuple[str, str], str]
    prefix_codes: tuple[tuple[str, str, str], ...]


@cache
def table() -> Table:
    """Read and index the concept table."""
    raw = tomllib.loads((_DATA / "concepts.toml").read_text(encoding="utf-8"))
    signs = tomllib.loads((_DATA / "symptoms.toml").read_text(encoding="utf-8"))
    raw |= {f"sign.{name}": {"kind": "symptom", "words": words} for name, words in signs.items()}
    concepts: dict[str, Concept] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    singles: dict[str, list[str]] = {}
    exact: dict[tuple[str, str], str] = {}
    prefixes: list[tuple[str, str, str]] = []
    for name, fields in raw.items():
        kind = fields["kind"]
        wish = fields.get("indication", name) if kind == "indication" else None
        concepts[name] = Concept(name, kind, wish)
        for text in fields["words"]:
            words = phrase(text)
            phrases.setdefault(words[0], []).append((words, name))
            if len(words) == 1:
                singles.setdefault(words[0], []).append(name)
        for system in _EXACT_SYSTEMS:
            exact.update({(system, code): name for code in fields.get(system, ())})
        for system in _PREFIX_SYSTEMS:
            prefixes += [(system, code, name) for code in fields.get(system, ())]
    longest_first = {
        first: tuple(sorted(found, key=lambda item: -len(item[0])))
        for first, found in phrases.items()
    }
    prefixes.sort(key=lambda item: -len(item[1]))
    return Table(
        concepts,
        longest_first,
        {word: tuple(names) for word, names in singles.items()},
        exact,
        tuple(prefixes),
    )


def concept(name: str) -> Concept:
    """Return one concept by name.

    Raises
    ------
    KeyError
        When the table does not hold it.
    """
    return table().concepts[name]


def concept_of_code(system: str, code: str) -> str | None:
    """Return the concept that a code stands for; ATC and ICD-10 match by their longest prefix."""
    held = table()
    found = held.exact_codes.get((system, code.strip()))
    if found is not None:
        return found
    wanted = code.strip().upper()
    for name, prefix, concept_name in held.prefix_codes:
        if name == system and wanted.startswith(prefix.upper()):
            return concept_name
    return None
