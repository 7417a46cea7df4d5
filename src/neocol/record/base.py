"""The base of every noun, and the one error that bad input becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from neocol.record.limits import INTEGER_MAX_BITS, SHOWN_CHARS, TEXT_MAX_CHARS


class RecordError(ValueError):
    """Input that cannot become a noun; one line saying what, where and what is accepted.

    Attributes
    ----------
    path : str
        Dotted path inside the document (``patient.age``), empty for the document itself.
    value : object
        What stood there; ``None`` when nothing did.
    """

    def __init__(self, message: str, path: str = "", value: object = None) -> None:
        self.message = " ".join(message.split())
        self.path = path
        self.value = value
        super().__init__(f"{path}: {self.message}" if path else self.message)

    def as_dict(self) -> dict[str, Any]:
        """Return the error as it stands in JSON answers."""
        shown = None if self.value is None else shorten(self.value)
        return {"message": self.message, "path": self.path, "value": shown}


class Noun(BaseModel):
    """An immutable record. Unknown keys are refused with the nearest known one."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        str_strip_whitespace=True,
        populate_by_name=True,
        serialize_by_alias=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        known = set(cls.model_fields)
        for field in cls.model_fields.values():
            known |= {name for name in (field.alias,) if name}
            if isinstance(field.validation_alias, AliasChoices):
                known |= {str(name) for name in field.validation_alias.choices}
        for key in data:
            if key not in known:
                shown = str(key)[:SHOWN_CHARS]
                near = get_close_matches(shown, known, n=1)
                hint = (
                    f"did you mean '{near[0]}'?" if near else f"known: {', '.join(sorted(known))}"
                )
                raise PydanticCustomError(
                    "unknown_key",
                    "unknown key '{key}'; {hint}",
                    {"key": shown, "hint": hint},
                )
        return data

    @classmethod
    def read(cls, data: Any, path: str = "") -> Self:
        """Validate plain data (as parsed from JSON or YAML) into this noun.

        Raises
        ------
        RecordError
            Naming the first thing that is wrong and where it stands.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise explain(error, path) from None
        except RecursionError:
            raise RecordError("nested too deeply", path) from None


def explain(error: ValidationError, path: str = "") -> RecordError:
    """Turn pydantic's list of errors into one :class:`RecordError` about the first of them."""
    first = error.errors(include_url=False, include_context=True)[0]
    steps = [str(step) for step in first["loc"] if not _is_type_tag(step)]
    where = ".".join([path, *steps] if path else steps)
    value = first.get("input")
    message = first["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if first["type"] not in {"missing", "unknown_key", "value_error"}:
        message = f"{message}, not {shorten(value)}"
    if first["type"] == "missing":
        message, value = "required, but not there", None
    return RecordError(message, where, value)


def _is_type_tag(step: int | str) -> bool:
    """Tell pydantic's own steps (``function-before[...]``, union branches) from keys."""
    return isinstance(step, str) and (step.startswith("function-") or "[" in step)


def shorten(value: object, limit: int = SHOWN_CHARS) -> str:
    """Return the value as JSON-like text of at most `limit` characters."""
    if isinstance(value, dict | list | tuple):
        return f"a {'mapping' if isinstance(value, dict) else 'list'}"
    if isinstance(value, int) and value.bit_length() > INTEGER_MAX_BITS:
        return "a whole number with hundreds of digits"
    text = repr(value[:TEXT_MAX_CHARS] if isinstance(value, str) else value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("number", "a number is expected")
    return value


Number = Annotated[float, BeforeValidator(_no_bool)]
Whole = Annotated[int, BeforeValidator(_no_bool)]


def _plain_date(value: Any) -> Any:
    """Refuse numbers (pydantic would read them as seconds since 1970)."""
    if isinstance(value, bool | int | float):
        raise PydanticCustomError("date", "a date like 2026-03-16 is expected")
    if isinstance(value, str) and "T" in value:
        return value.partition("T")[0]
    return value


Day = Annotated[dt.date, BeforeValidator(_plain_date)]


def _known_zone(value: Any) -> Any:
    """Refuse a time zone that the IANA table does not hold."""
    if not isinstance(value, str):
        return value
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError(
            "time_zone", "an IANA time zone like Europe/Madrid is expected"
        ) from None
    return value


TimeZone = Annotated[str, BeforeValidator(_known_zone)]


def words_of(literal: Any) -> tuple[str, ...]:
    """Return the words of a ``Literal`` type, in order."""
    return get_args(literal)


_NOTHING = frozenset(
    {"none", "no", "nil", "nothing", "none known", "nkda", "nka", "n/a", "none relevant"}
    | {f"no{k} {w}" for k in ("", " known") for w in ("conditions", "allergies", "medication",
                                                      "medications", "medicines", "procedures")}
)  # fmt: skip


def listed(value: Any) -> Any:
    """Read one item as a list of one, ``none`` as an empty list, ``unknown`` as nothing known."""
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _NOTHING:
            return []
        return None if word in {"", "unknown", "not known"} else [value]
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return listed(value[0])
    return value


def listed_or_nothing(value: Any) -> Any:
    """Read one item as a list of one; nothing said is an empty list."""
    found = listed(value)
    return [] if found is None else found
