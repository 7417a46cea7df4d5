"""The concept table: words, substances, codes and kinds, read once from the room's own data."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from neocol.language.normalise import phrase
from neocol.language.phrases import Phrases

_DATA: Final = Path(__file__).parent / "data"
FILES: Final = ("medicines", "conditions", "allergies", "procedures", "wishes")
NOTHING: Final = "nothing"
"""*None*, *no known allergies*: asked, and there is nothing."""
SYSTEMS: Final = ("rxnorm", "atc", "icd10", "snomed")
_BY_PREFIX: Final = frozenset({"atc", "icd10"})
CodeStatus = Literal["found", "recalled"]


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a public system; *found* was read in a source, *recalled* must be verified."""

    system: str
    value: str
    status: CodeStatus


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that people mention.

    Attributes
    ----------
    kind : str
        medication, condition, allergy, procedure or indication.
    indication : str or None
        For wishes: the indication of the contract.
    codes : tuple of Code
        Codes and, for ATC and ICD-10, prefixes of codes that stand for it.
    own_name : str
        What it is called first.
    kind_of : str or None
        The wider concept that it is a kind of: a code for that one does not contradict it.
    """

    name: str
    kind: str
    indication: str | None = None
    codes: tuple[Code, ...] = ()
    own_name: str = ""
    kind_of: str | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase or a code stands for: a concept and, for a medicine, which substance."""

    concept: str
    substance: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The concept table, indexed for matching."""

    concepts: dict[str, Concept]
    phrases: tuple[tuple[tuple[str, ...], str, Meaning], ...]
    substance_codes: dict[str, tuple[Code, ...]]
    exact_codes: dict[tuple[str, str], tuple[Meaning, ...]]
    prefix_codes: tuple[tuple[str, str, Meaning], ...]


@cache
def table() -> Table:
    """Read and index the concept table."""
    concepts: dict[str, Concept] = {}
    phrases: list[tuple[tuple[str, ...], str, Meaning]] = []
    substances: dict[str, tuple[Code, ...]] = {}
    codes: list[tuple[Code, Meaning]] = []
    for name, fields in _raw().items():
        kind = fields["kind"]
        wish = fields.get("indication", name) if kind == "indication" else None
        own = " ".join(phrase(next(iter(fields.get("words", ())), "")))
        concepts[name] = Concept(
            name, kind, wish, tuple(_codes(fields)), own, fields.get("kind_of")
        )
        codes += [(code, Meaning(name)) for code in concepts[name].codes]
        held_substances = fields.get("substances", ())
        named = {phrase(held["name"]): held["name"] for held in held_substances}
        for text in (*fields.get("words", ()), *fields.get("es", ())):
            words = phrase(text)
            phrases.append((words, kind, Meaning(name, _named_in(words, named))))
        for held in held_substances:
            meaning = Meaning(name, held["name"])
            substances[held["name"]] = tuple(_substance_codes(held))
            codes += [(code, meaning) for code in substances[held["name"]]]
            phrases += [
                (phrase(text), kind, meaning) for text in (held["name"], *held.get("names", ()))
            ]
    exact: dict[tuple[str, str], tuple[Meaning, ...]] = {}
    prefixes: list[tuple[str, str, Meaning]] = []
    for code, meaning in codes:
        if code.system in _BY_PREFIX:
            prefixes.append((code.system, code.value.upper(), meaning))
        else:
            place = (code.system, code.value)
            exact[place] = (*exact.get(place, ()), meaning)
    prefixes.sort(key=lambda item: -len(item[1]))
    return Table(concepts, tuple(phrases), substances, exact, tuple(prefixes))


def _named_in(words: tuple[str, ...], named: dict[tuple[str, ...], str]) -> str | None:
    """Return the substance that a phrase names by its first words or last (*oral isotretinoin*)."""
    for name, substance in named.items():
        if words[: len(name)] == name or words[len(words) - len(name) :] == name:
            return substance
    return None


def _raw() -> dict[str, dict[str, Any]]:
    raw: dict[str, dict[str, Any]] = {}
    for file in FILES:
        held = tomllib.loads((_DATA / f"{file}.toml").read_text(encoding="utf-8"))
        if twice := raw.keys() & held.keys():
            raise ValueError(f"{file}.toml: concept {min(twice)} stands in another file too")
        raw |= held
    raw[NOTHING] = {"kind": "answer"}
    return raw


def _codes(fields: dict[str, Any]) -> Iterator[Code]:
    for system in SYSTEMS:
        for value, status in fields.get(system, {}).items():
            yield Code(system, value, status)


def _substance_codes(held: dict[str, Any]) -> Iterator[Code]:
    for system in SYSTEMS:
        if system in held:
            read = system in held.get("found", ())
            yield Code(system, held[system], "found" if read else "recalled")


def concept(name: str) -> Concept:
    """Return one concept by name.

    Raises
    ------
    KeyError
        When the table does not hold it.
    """
    return table().concepts[name]


@cache
def phrases() -> Phrases[Meaning]:
    """Return every phrase of the table, whatever its kind."""
    return Phrases((words, meaning) for words, _, meaning in table().phrases)


def of_kinds(meanings: Iterable[Meaning], kinds: Container[str]) -> tuple[Meaning, ...]:
    """Return the meanings whose concept is of one of the kinds."""
    held = table().concepts
    return tuple(meaning for meaning in meanings if held[meaning.concept].kind in kinds)


def codes_of(meaning: Meaning, matched: str | None = None) -> tuple[Code, ...]:
    """Return the codes that a mention may be given.

    Those of a substance; of a concept only where it has one code a system and was called by its
    own name: *melanoma* is skin cancer, but must not get the code of another skin cancer.
    """
    held = concept(meaning.concept)
    if meaning.substance is not None:
        return table().substance_codes.get(meaning.substance, ())
    systems = [code.system for code in held.codes]
    if matched is None or matched != held.own_name or len(systems) != len(set(systems)):
        return ()
    return held.codes


def meanings_of_code(system: str, code: str) -> tuple[Meaning, ...]:
    """Return what a code stands for; ATC and ICD-10 match by their longest prefix."""
    held = table()
    if system not in _BY_PREFIX:
        return held.exact_codes.get((system, code.strip()), ())
    wanted = code.strip().upper()
    length = 0
    found: list[Meaning] = []
    for name, prefix, meaning in held.prefix_codes:
        if len(prefix) < length:
            break
        if name == system and wanted.startswith(prefix):
            length = len(prefix)
            found.append(meaning)
    return tuple(found)
