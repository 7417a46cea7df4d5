"""How every verb answers: one item or a list in, one answer or a list out."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from neocol.record import Case, Noun, Policy

ItemT = TypeVar("ItemT")

File = Annotated[str, typer.Argument(metavar="FILE", help="JSON or YAML; - is standard input.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day to answer for (2026-03-16).")
]
PolicyFile = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help="The clinic's policy file.")
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="Seed of everything drawn by chance.")
]


def fail(message: str) -> int:
    """Print one line on standard error and return the exit status of a call that cannot be used."""
    sys.stderr.write(f"neocol: {' '.join(message.split())}\n")
    return 2


def day(text: str | None, option: str = "--on") -> dt.date | None:
    """Read a date option.

    Raises
    ------
    RecordError
        When the text is not an ISO date.
    """
    from neocol.record import RecordError

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RecordError(f"a date like 2026-03-16 is expected, not '{text}'", option) from None


def policy(path: str | None) -> Policy:
    """Read the clinic's policy file; without one, the default policy."""
    from neocol.exchange.casefile import read_data
    from neocol.record import Policy, RecordError

    if path is None:
        return Policy()
    try:
        return Policy.read(read_data(path))
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None


def about_cases(
    path: str,
    verb: Callable[[Case], Noun],
    page: Callable[[Any], None],
    *,
    json: bool,
    on: dt.date | None = None,
) -> None:
    """Answer for every case of a file."""
    from neocol.exchange.casefile import cases, read_data

    data = read_data(path)
    base = Path.cwd() if path == "-" else Path(path).parent
    _answer(path, data, cases(data, base=base, on=on), verb, page, json=json)


def about_items(
    path: str,
    read: Callable[[Any, str], ItemT],
    verb: Callable[[ItemT], Noun],
    page: Callable[[Any], None],
    *,
    json: bool,
) -> None:
    """Answer for every item of a file of other nouns, each read with its place in the file."""
    from neocol.exchange.casefile import read_data
    from neocol.record import RecordError

    data = read_data(path)
    items: list[ItemT | RecordError] = []
    for i, item in enumerate(data if isinstance(data, list) else [data]):
        try:
            items.append(read(item, f"[{i}]" if isinstance(data, list) else ""))
        except RecordError as error:
            items.append(error)
    _answer(path, data, items, verb, page, json=json)


def _answer(
    path: str,
    data: Any,
    items: Iterable[Any],
    verb: Callable[[Any], Noun],
    page: Callable[[Any], None],
    *,
    json: bool,
) -> None:
    from neocol.record import RecordError, dump_json

    answers: list[Any] = []
    for i, item in enumerate(items):
        try:
            if isinstance(item, RecordError):
                raise item
            answers.append(verb(item))
        except RecordError as error:
            if not isinstance(data, list):
                raise RecordError(f"{path}: {error}") from None
            error = _inside(error, i)
            answers.append(refused(error, data[i]))
            if not json:
                fail(f"{path}: {error}")
    failed = any(isinstance(answer, dict) for answer in answers)
    if json:
        typer.echo(dump_json(answers if isinstance(data, list) else answers[0]))
    else:
        for answer in answers:
            if not isinstance(answer, dict):
                page(answer)
    if failed:
        raise typer.Exit(1)


def _inside(error: Any, index: int) -> Any:
    """Return the error with its item of the list in the path."""
    from neocol.record import RecordError

    if error.path.startswith(f"[{index}]"):
        return error
    path = f"[{index}].{error.path}" if error.path else f"[{index}]"
    return RecordError(error.message, path, error.value)


def refused(error: Any, item: Any) -> dict[str, Any]:
    """Return the error in the place of an answer, with the item's own id."""
    id_ = item.get("id") if isinstance(item, dict) else None
    return {"id": id_, "error": error.as_dict()} if id_ is not None else {"error": error.as_dict()}
