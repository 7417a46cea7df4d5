"""Reads evidence files and refuses what has no source, no unit or no meaning."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from neocol.evidence.dosing import AnaestheticProduct, LabelLimit
from neocol.evidence.model import CalendarItem, Conflict, Entry, Rule, Source, Step
from neocol.evidence.protocols import TrialledProtocol
from neocol.evidence.trials import PublishedOutcome
from neocol.record.base import Noun, RecordError

ItemT = TypeVar("ItemT", bound=Noun)

BIBLIOGRAPHY = "bibliography"
_LISTS: dict[str, type[Noun]] = {
    "rule": Rule,
    "item": CalendarItem,
    "conflict": Conflict,
    "step": Step,
    "product": AnaestheticProduct,
    "limit": LabelLimit,
    "outcome": PublishedOutcome,
    "protocol": TrialledProtocol,
}


class EvidenceError(ValueError):
    """Evidence that cannot be used, or a name that evidence does not hold."""


def read_file(path: Path) -> dict[str, Any]:
    """Parse one TOML file.

    Raises
    ------
    EvidenceError
        When it is not TOML; the message names the file and the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise EvidenceError(f"{path.name}: {error}") from None


def sources_in(path: Path) -> dict[str, Source]:
    """Read a bibliography file: one table a source."""
    return {
        key: _read(Source, {"key": key, **table}, f"{path.name}: {key}")
        for key, table in read_file(path).items()
    }


def entries_in(path: Path, known_sources: Mapping[str, Source]) -> dict[str, Entry]:
    """Read every value of a file; keys are ``file.table.name``."""
    found: dict[str, Entry] = {}
    for key, table in _values(read_file(path), path.stem):
        entry = _read(Entry, {"key": key, **table}, f"{path.name}: {key}")
        _resolve(entry, known_sources, f"{path.name}: {key}")
        found[key] = entry
    return found


def items_in(
    path: Path, noun: type[ItemT], known_sources: Mapping[str, Source]
) -> tuple[ItemT, ...]:
    """Read the tables of one kind (``[[rule]]``, …), refusing an id that stands twice."""
    name = next(name for name, kind in _LISTS.items() if kind is noun)
    found: dict[str, ItemT] = {}
    for number, table in enumerate(read_file(path).get(name, [])):
        where = f"{path.name}: {name} {table.get('id', number)}"
        item = _read(noun, table, where)
        _resolve(item, known_sources, where)
        key = str(getattr(item, "id", number))
        if key in found:
            raise EvidenceError(f"{where}: the id stands twice")
        found[key] = item
    return tuple(found.values())


def _values(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Walk nested tables down to those that hold a value."""
    for name, inner in table.items():
        if name in _LISTS and isinstance(inner, list):
            continue
        key = f"{prefix}.{name}"
        if not isinstance(inner, Mapping):
            raise EvidenceError(f"{key}: a bare value has no unit and no source")
        if "value" in inner:
            yield key, inner
        elif {"unit", "sources"} & set(inner):
            raise EvidenceError(f"{key}: a value is missing")
        else:
            yield from _values(inner, key)


def _read(noun: type[ItemT], table: Mapping[str, Any], where: str) -> ItemT:
    try:
        return noun.read(dict(table))
    except RecordError as error:
        raise EvidenceError(f"{where}: {error}") from None


def _resolve(item: Any, known: Mapping[str, Source], where: str) -> None:
    by_source = item.window.by_source if getattr(item, "window", None) is not None else {}
    effects = getattr(item, "effects_by_source", {})
    for key in (*item.sources, *by_source, *effects):
        if key not in known:
            raise EvidenceError(f"{where}: source '{key}' is not in the bibliography")
