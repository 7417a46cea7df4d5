"""The R4 check of single resources, by the published models of ``fhir.resources``."""

from __future__ import annotations

import importlib
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from neocol.exchange.fhir.elements import text_of

FIELDS_SHOWN: Final = 3
MESSAGE_MAX_CHARS: Final = 80
_PACKAGE: Final = "fhir.resources.R4B"
"""R4B (4.3.0) has the resources read here exactly as R4 (4.0.1) has them."""


class UncheckedError(Exception):
    """The models are not installed."""


def wrong_fields(resource: dict[str, Any]) -> list[str]:
    """Return the fields of `resource` that are not as R4 has them, a short sentence each.

    Contained resources are not looked into: what is read of them is read on its own.

    Raises
    ------
    UncheckedError
        When ``fhir.resources`` (the extra ``fhir``) is not installed.

    Notes
    -----
    The models know required fields, types, patterns and choices (``onset[x]`` once), not the value
    sets: an unknown status is found by the reader.
    """
    model = _model(resource["resourceType"])
    try:
        model.model_validate({key: resource[key] for key in resource if key != "contained"})
    except ValidationError as error:
        return _sentences(error)
    except RecursionError:
        return ["nested too deeply"]
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        # The models stumble over some garbage instead of refusing it; that is an answer too.
        return [text_of(str(error), MESSAGE_MAX_CHARS) or type(error).__name__]
    return []


def count_elements(resource: dict[str, Any], limit: int) -> int:
    """Return how many elements the resource has; counting stops beyond `limit`."""
    count = 0
    waiting: list[Any] = [resource]
    while waiting and count <= limit:
        value = waiting.pop()
        if isinstance(value, dict | list):
            count += len(value)
            if count <= limit:
                waiting.extend(value.values() if isinstance(value, dict) else value)
    return count


def _model(kind: str) -> type[BaseModel]:
    try:
        module = importlib.import_module(f"{_PACKAGE}.{kind.lower()}")
    except ImportError as error:
        raise UncheckedError from error
    model: type[BaseModel] = getattr(module, kind)
    return model


def _sentences(error: ValidationError) -> list[str]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    sentences = []
    for item in found[:FIELDS_SHOWN]:
        where = ".".join(str(step) for step in item["loc"]) or "the resource"
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "missing":
            message = "missing"
        elif item["type"] == "extra_forbidden":
            message = "not a field of R4"
        elif item["type"] == "json_invalid":
            message = "not of the type that R4 has"
        name = text_of(where, MESSAGE_MAX_CHARS)
        sentences.append(f"{name} ({text_of(message, MESSAGE_MAX_CHARS)})")
    if len(found) > FIELDS_SHOWN:
        sentences.append(f"{len(found) - FIELDS_SHOWN} more")
    return sentences
