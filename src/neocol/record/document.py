"""How nouns become text and come back: JSON, YAML, version stamps and older formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import Field

from neocol.record.base import Noun, RecordError
from neocol.record.limits import DOCUMENT_MAX_CHARS, NESTING_MAX, OPENING_CHARS

FORMAT = 1
"""The format that this version writes. Raise it when a noun's keys change meaning."""

_LONG_NUMBER = "a whole number with hundreds of digits"
_YAML_BREAKS = ("\x85", "\u2028", "\u2029")

NounT = TypeVar("NounT", bound=Noun)


class Stamp(Noun):
    """What made a document: engine, evidence, policy, and the format it is written in."""

    engine: str
    evidence: str
    policy: str = "default"
    format: int = Field(default=FORMAT, ge=0)


Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: dict[tuple[str, int], Migration] = {}
"""(noun, format it reads) → a function that returns the data one format newer."""


def load_record(noun: type[NounT], data: Any, path: str = "") -> NounT:
    """Read a stamped document of this or an older format.

    Parameters
    ----------
    noun : type
        The noun to read.
    data : object
        Plain data, as parsed from JSON or YAML.

    Raises
    ------
    RecordError
        When the document is newer than this version, or is not such a noun.
    """
    stamp = data.get("stamp") if isinstance(data, dict) else None
    written = stamp.get("format", FORMAT) if isinstance(stamp, dict) else FORMAT
    if not isinstance(written, int) or written > FORMAT:
        raise RecordError(
            f"written in format {written}; this version reads up to {FORMAT}: update neocol",
            f"{path}.stamp.format".lstrip("."),
        )
    for step in range(written, FORMAT):
        migrate = MIGRATIONS.get((noun.__name__, step))
        if migrate is not None:
            data = migrate(data)
    if written < FORMAT and isinstance(data.get("stamp"), dict):
        data = {**data, "stamp": {**data["stamp"], "format": FORMAT}}
    return noun.read(data, path)


def dump_json(value: Noun | list[Any] | dict[str, Any], *, indent: int | None = 1) -> str:
    """Return the noun (or a list of nouns and plain data) as JSON text."""
    return json.dumps(plain(value), indent=indent, ensure_ascii=False)


def dump_yaml(value: Noun | list[Any] | dict[str, Any]) -> str:
    """Return the noun as YAML text that :func:`parse_text` reads back."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes text with the line breaks that YAML folds and JSON keeps."""

    def text(dumper: Any, held: str) -> Any:
        style = '"' if any(mark in held for mark in _YAML_BREAKS) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", held, style=style)

    Dumper.add_representer(str, text)
    return str(yaml.dump(plain(value), Dumper=Dumper, sort_keys=False, allow_unicode=True))


def plain(value: Any) -> Any:
    """Return nouns, inside lists and mappings too, as plain JSON data."""
    if isinstance(value, Noun):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def parse_text(text: str) -> Any:
    """Parse JSON or YAML text into plain data.

    YAML is read as its 1.2 core: ``no`` stays the word *no*, dates stay text. Aliases are refused
    (nobody needs them in a case file, and they are how a small file becomes a huge one), and so
    are duplicate keys.

    Raises
    ------
    RecordError
        Saying where the text cannot be read.
    """
    if len(text) > DOCUMENT_MAX_CHARS:
        raise RecordError(f"longer than {DOCUMENT_MAX_CHARS:,} characters")
    try:
        return _parse(text)
    except RecordError:
        raise
    except RecursionError:
        raise RecordError("nested too deeply") from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # Whole numbers of thousands of digits, and YAML tags that do not fit their text.
        digits = "integer string conversion" in str(error)
        reason = _LONG_NUMBER if digits else "a tag (!!…) does not fit its text"
        raise RecordError(f"cannot be used: {reason}") from None


def _parse(text: str) -> Any:
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            if text.lstrip()[:1] == "{" and '"' in text[:OPENING_CHARS]:
                where = f"line {error.lineno}, column {error.colno}"
                raise RecordError(f"not JSON: {error.msg.lower()} at {where}") from None
    return _parse_yaml(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise RecordError(f"key '{key}' stands twice")
        seen[key] = value
    return seen


def _no_constant(word: str) -> Any:
    raise RecordError(f"{word} is not a number that can be used")


def _parse_yaml(text: str) -> Any:
    import yaml

    try:
        _refuse_bombs(text)
        return yaml.load(text, Loader=_core_loader())  # noqa: S506 - a safe loader, narrowed further
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "cannot be read"
        raise RecordError(f"not YAML: {problem}{where}") from None


def _refuse_bombs(text: str) -> None:
    """Refuse aliases and deep nesting before anything is built."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            line = mark.line + 1
            raise RecordError(f"line {line}: YAML aliases (*{event.anchor}) are not accepted")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
            if depth > NESTING_MAX:
                raise RecordError("nested too deeply")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1


_LOADER: Any = None


def _core_loader() -> Any:
    """Return the YAML 1.2 core loader, built on first use."""
    global _LOADER
    if _LOADER is not None:
        return _LOADER
    import re

    import yaml

    class CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Safe YAML whose only booleans are true and false, without timestamps or merge keys."""

    dropped = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"}
    CoreLoader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in dropped]
        for first, resolvers in CoreLoader.yaml_implicit_resolvers.items()
    }
    CoreLoader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"
    )

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        pairs = loader.construct_pairs(node, deep=True)
        seen: dict[Any, Any] = {}
        for key, value in pairs:
            if not isinstance(key, str | int | float):
                raise RecordError(f"line {node.start_mark.line + 1}: a key must be a word")
            if key in seen:
                raise RecordError(f"line {node.start_mark.line + 1}: key '{key}' stands twice")
            seen[key] = value
        return seen

    CoreLoader.add_constructor("tag:yaml.org,2002:map", mapping)
    _LOADER = CoreLoader
    return _LOADER
