"""Looks evidence up by name. Files are read when first asked for, once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from neocol.evidence import loader
from neocol.evidence.dosing import AnaestheticProduct, LabelLimit
from neocol.evidence.loader import EvidenceError
from neocol.evidence.model import CalendarItem, Conflict, Entry, Rule, Source, Step
from neocol.evidence.protocols import TrialledProtocol
from neocol.evidence.trials import PublishedOutcome

DATA = Path(__file__).parent / "data"
RULE_FILES = (
    "candidacy",
    "judgement",
    "combinations",
    "procedure_day",
    "anaesthetic_rules",
    "triage",
)
CALENDAR_FILES = ("aftercare",)
CONFLICT_FILE = "conflicts"
STEP_FILE = "preparation"
DOSING_FILE = "anaesthetics"
TRIALS_FILE = "trials"
PROTOCOLS_FILE = "protocols"
VERSION_LETTERS: Final = 12


@cache
def _sources() -> dict[str, Source]:
    return loader.sources_in(DATA / f"{loader.BIBLIOGRAPHY}.toml")


@cache
def _entries(file: str) -> dict[str, Entry]:
    path = DATA / f"{file}.toml"
    if file == loader.BIBLIOGRAPHY or not path.is_file():
        return {}
    return loader.entries_in(path, _sources())


@cache
def _rules(file: str) -> tuple[Rule, ...]:
    return loader.items_in(DATA / f"{file}.toml", Rule, _sources())


@cache
def version() -> str:
    """Return a short hash of every evidence file: the same evidence, the same version."""
    digest = hashlib.sha256()
    for path in sorted([*DATA.glob("*.toml"), *DATA.glob("*.csv")]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:VERSION_LETTERS]


def entry(key: str) -> Entry:
    """Return one value with all that is known of it.

    Raises
    ------
    EvidenceError
        When there is no such key; the message names the nearest.
    """
    file = key.partition(".")[0]
    found = _entries(file).get(key)
    if found is None:
        near = get_close_matches(key, list(_entries(file)) or files(), n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise EvidenceError(f"no evidence '{key}'{hint}")
    return found


def has(key: str) -> bool:
    """Tell whether evidence holds a value under this key."""
    return key in _entries(key.partition(".")[0])


def number(key: str, unit: str) -> float:
    """Return a single number, in the unit that the caller expects.

    Raises
    ------
    EvidenceError
        When the key is unknown, holds no single number, or is kept in another unit.
    """
    found = _in_unit(key, unit)
    if not isinstance(found.value, float):
        raise EvidenceError(f"{key} holds {found.value!r}, not one number")
    return found.value


def numbers(key: str, unit: str) -> tuple[float, ...]:
    """Return several numbers, in the unit that the caller expects."""
    value = _in_unit(key, unit).value
    return tuple(float(v) for v in value) if isinstance(value, tuple) else (float(value),)


def words(key: str) -> tuple[str, ...]:
    """Return a word or several words of the vocabulary."""
    value = entry(key).value
    return tuple(str(v) for v in value) if isinstance(value, tuple) else (str(value),)


def span(key: str, unit: str) -> tuple[float, float, float]:
    """Return value, low and high of an entry whose spread is an interval."""
    found = _in_unit(key, unit)
    spread = found.spread
    value = found.value
    if not isinstance(value, float) or spread is None or spread.low is None or spread.high is None:
        raise EvidenceError(f"{key} carries no interval")
    return value, spread.low, spread.high


def _in_unit(key: str, unit: str) -> Entry:
    found = entry(key)
    if found.unit != unit:
        raise EvidenceError(f"{key} is kept in {found.unit}, not {unit}")
    return found


def files() -> list[str]:
    """Return the names of all files that hold values."""
    return sorted(p.stem for p in DATA.glob("*.toml") if p.stem != loader.BIBLIOGRAPHY)


def search(prefix: str = "") -> dict[str, Entry]:
    """Return every value whose key is `prefix` or lies under it."""
    wanted = [prefix.partition(".")[0]] if prefix else files()
    under = f"{prefix}." if prefix else ""
    return {
        key: found
        for file in wanted
        for key, found in _entries(file).items()
        if key == prefix or key.startswith(under)
    }


@cache
def rules(stage: str | None = None) -> tuple[Rule, ...]:
    """Return every rule, or those of one stage, in the order of the files."""
    every = (rule for file in RULE_FILES for rule in _rules(file))
    return tuple(rule for rule in every if stage is None or rule.stage == stage)


def rule(id_: str) -> Rule:
    """Return one rule by id.

    Raises
    ------
    EvidenceError
        When there is none.
    """
    found = next((rule for rule in rules() if rule.id == id_), None)
    if found is None:
        raise EvidenceError(f"no rule '{id_}'")
    return found


@cache
def calendar() -> tuple[CalendarItem, ...]:
    """Return every item of the aftercare calendar."""
    return tuple(
        item
        for file in CALENDAR_FILES
        for item in loader.items_in(DATA / f"{file}.toml", CalendarItem, _sources())
    )


@cache
def calendar_item(id_: str) -> CalendarItem:
    """Return one item of the aftercare calendar by id.

    Raises
    ------
    EvidenceError
        When there is none.
    """
    found = next((item for item in calendar() if item.id == id_), None)
    if found is None:
        raise EvidenceError(f"no aftercare item '{id_}'")
    return found


@cache
def conflicts() -> tuple[Conflict, ...]:
    """Return every place where sources disagree, with both sides."""
    return loader.items_in(DATA / f"{CONFLICT_FILE}.toml", Conflict, _sources())


@cache
def steps() -> tuple[Step, ...]:
    """Return the steps of the weeks before a session."""
    return loader.items_in(DATA / f"{STEP_FILE}.toml", Step, _sources())


@cache
def anaesthetic_products() -> tuple[AnaestheticProduct, ...]:
    """Return the numbing creams that are known."""
    return loader.items_in(DATA / f"{DOSING_FILE}.toml", AnaestheticProduct, _sources())


@cache
def label_limits(product: str) -> tuple[LabelLimit, ...]:
    """Return the rows of a product's labels; none where no label was read."""
    rows = loader.items_in(DATA / f"{DOSING_FILE}.toml", LabelLimit, _sources())
    return tuple(row for row in rows if row.product == product)


@cache
def trials() -> tuple[PublishedOutcome, ...]:
    """Return every published outcome, in the order of the file."""
    return loader.items_in(DATA / f"{TRIALS_FILE}.toml", PublishedOutcome, _sources())


@cache
def protocols(indication: str | None = None) -> tuple[TrialledProtocol, ...]:
    """Return every trialled protocol, or those of one indication, in the order of the file."""
    if indication is not None:
        return tuple(row for row in protocols() if row.indication == indication)
    return loader.items_in(DATA / f"{PROTOCOLS_FILE}.toml", TrialledProtocol, _sources())


def source(key: str) -> Source:
    """Return one source by key.

    Raises
    ------
    EvidenceError
        When the bibliography does not hold it.
    """
    found = _sources().get(key)
    if found is None:
        raise EvidenceError(f"no source '{key}' in the bibliography")
    return found


def bibliography() -> tuple[Source, ...]:
    """Return the whole bibliography, by key."""
    return tuple(_sources()[key] for key in sorted(_sources()))


def cite(keys: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources behind these keys, once each, in order of first use."""
    return tuple(source(key) for key in dict.fromkeys(keys))
