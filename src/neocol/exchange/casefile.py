"""Case files: the one place that opens files for case input, and what may stand in them."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import IO, Any, Final

from pydantic import TypeAdapter, ValidationError

from neocol.exchange.fhir import case_from_bundle
from neocol.record.base import Day, RecordError, explain, shorten
from neocol.record.case import Case, check_past
from neocol.record.document import parse_text
from neocol.record.limits import INTEGER_MAX_BITS, NESTING_MAX
from neocol.record.patient import Patient

FILE_MAX_BYTES: Final = 30_000_000
PARTS_MAX: Final = 1_000_000
"""How many lists, mappings and items a file may hold: each takes up to 250 bytes once read."""
HAND_WRITTEN_MAX_CHARS: Final = 300_000
"""Longer files must be JSON: reading YAML takes some hundred times as long."""
ERROR_MAX_CHARS: Final = 300
NAME_MAX_CHARS: Final = 150
_MEGA: Final = 1_000_000
CASES_MAX: Final = 10_000
CASE_PARTS_MAX: Final = 20_000
KEY_MAX_CHARS: Final = 100

_OPENING: Final = 200
"""The opening in which :func:`neocol.record.parse_text` looks for a quoted key of JSON."""
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of half a character; two of them in a row may be a whole one."""
_DAY: Final[TypeAdapter[dt.date | None]] = TypeAdapter(Day | None)
_TOO_LONG_NUMBER: Final = "a whole number with hundreds of digits cannot be used"
_UNKNOWN: Final = (None, "unknown")


def read_data(path: str | Path, stdin: IO[bytes] | IO[str] | None = None) -> Any:
    """Read a JSON or YAML file as plain data.

    Parameters
    ----------
    path : str or Path
        The file; ``-`` is standard input.
    stdin : file, optional
        What ``-`` reads; the program's own standard input by default.

    Returns
    -------
    object
        Mappings, lists, text, numbers, truth values and ``None``. Half characters (lone
        surrogates, which no text file can hold) have become U+FFFD.

    Raises
    ------
    RecordError
        One line naming the file and what is wrong: missing, a folder, not readable, longer than
        30 MB, not UTF-8, not JSON or YAML, nested too deeply, numbers that cannot be held.

    Limits
    ------
    YAML is for what people write: above 300,000 characters a file must be JSON.
    """
    if str(path) != "-":
        return _read_file(Path(path), _named(str(path)))
    stream = sys.stdin if stdin is None else stdin
    return _parse(_limited(getattr(stream, "buffer", stream), "standard input"), "standard input")


def _read_file(path: Path, name: str, *, regular: bool = False) -> Any:
    try:
        if path.is_dir():
            raise RecordError(f"{name}: a folder; a file is expected")
        if regular and path.exists() and not path.is_file():
            raise RecordError(f"{name}: not a plain file")
        with path.open("rb") as file:
            raw = _limited(file, name)
    except RecordError:
        raise
    except FileNotFoundError:
        raise RecordError(f"{name}: no such file") from None
    except PermissionError:
        raise RecordError(f"{name}: may not be read (permission)") from None
    except (OSError, ValueError) as error:
        # ValueError: a name with a NUL in it.
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise RecordError(_brief(f"{name}: cannot be read ({reason.lower()})")) from None
    return _parse(raw, name)


def _limited(stream: IO[Any], name: str) -> bytes:
    raw = stream.read(FILE_MAX_BYTES + 1)
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass")
    if len(raw) > FILE_MAX_BYTES:
        raise RecordError(f"{name}: larger than {FILE_MAX_BYTES // _MEGA} MB")
    return bytes(raw)


def _parse(raw: bytes, name: str) -> Any:
    try:
        return _parse_text(_decoded(raw))
    except RecordError as error:
        raise RecordError(_brief(f"{name}: {error.message}"), error.path, error.value) from None


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RecordError("UTF-16 text; save it as UTF-8")
    at = raw.find(b"\0")
    if at >= 0:
        raise RecordError(
            f"a binary or UTF-16 file (NUL at byte {at}); JSON or YAML text is expected"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(f"not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def _parse_text(text: str) -> Any:
    if not text.strip():
        raise RecordError("empty; a case is expected")
    if sum(map(text.count, "{[,")) > PARTS_MAX:
        raise RecordError(f"more than {PARTS_MAX:,} lists, mappings and items")
    surely_json = text.lstrip()[:1] == "{" and '"' in text[:_OPENING]
    if len(text) > HAND_WRITTEN_MAX_CHARS and not surely_json:
        # parse_text tries YAML where such a text is no JSON; when it is long that takes minutes.
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            raise RecordError(
                f"not JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno} "
                f"(YAML is read up to {HAND_WRITTEN_MAX_CHARS:,} characters)"
            ) from None
    data = parse_text(text)
    return _whole_characters(data) if _HALF.search(text) else data


def _whole_characters(value: Any) -> Any:
    """Return the data with U+FFFD for every half character, keys included."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, list):
        return [_whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return value


def _named(name: str) -> str:
    """Return a file name as it is shown in a line."""
    return name if len(name) <= NAME_MAX_CHARS else "…" + name[1 - NAME_MAX_CHARS :]


def _brief(message: str) -> str:
    if len(message) <= ERROR_MAX_CHARS:
        return message
    return message[: ERROR_MAX_CHARS - 1] + "…"


def is_bundle(data: Any) -> bool:
    """Tell whether the data is a FHIR Bundle."""
    return isinstance(data, dict) and data.get("resourceType") == "Bundle"


def cases(data: Any, *, base: Path | None, on: dt.date | None = None) -> list[Case | RecordError]:
    """Read one case, one FHIR Bundle or answered Questionnaire, or a list of them.

    Parameters
    ----------
    data : object
        Plain data, as from :func:`read_data`.
    base : Path or None
        The folder that ``fhir: FILE`` inside a case is relative to; ``None`` where no file may be
        named, as with data from the network.
    on : date, optional
        The day of the consultation; wins over ``consult_date``. The default of a Bundle, and of a
        case without ``consult_date``, is today.

    Returns
    -------
    list of Case or RecordError
        In the order of the data. A bad item stands there as its error, with the path from the top
        (``[3].patient.age``); the others are read nevertheless.

    Raises
    ------
    RecordError
        When the data is neither a mapping nor a list of at most 10,000 items.

    Notes
    -----
    ``fhir: FILE`` adds a Bundle to the case. The case's own keys win, inside ``patient`` key by
    key, and a list that the case gives is the whole list; ``null`` and ``unknown`` say nothing and
    so win over nothing. Age and birth date are one answer. Where both say something and differ,
    ``not_understood`` names it. The Case that comes out holds the content and no longer the file.

    With `on` the Case's ``consult_date`` is that day, except where a session was done before it:
    then the written consultation, which the session followed, stays.
    """
    if isinstance(data, dict):
        return [_item(data, "", base, on)]
    if data is None:
        raise RecordError("empty; a case is expected")
    if not isinstance(data, list):
        raise RecordError(
            f"a case, a FHIR Bundle or a list of them is expected, not {shorten(data)}"
        )
    if len(data) > CASES_MAX:
        raise RecordError(f"{len(data):,} items; at most {CASES_MAX:,} are read at a time")
    return [_item(item, f"[{i}]", base, on) for i, item in enumerate(data)]


def _item(item: Any, path: str, base: Path | None, on: dt.date | None) -> Case | RecordError:
    try:
        if is_bundle(item):
            return case_from_bundle(item, on=on)
        return _answered(item, on) if _is_response(item) else _case(item, base, on)
    except RecordError as error:
        where = ".".join(filter(None, (path, error.path)))
        return RecordError(_brief(error.message), where, error.value)
    except RecursionError:
        return RecordError("nested too deeply", path)
    except ValueError as error:
        # What cannot even be shown in a message: numbers of thousands of digits, half characters.
        return RecordError(_brief(f"cannot be read: {error}"), path)


def _is_response(data: Any) -> bool:
    return isinstance(data, dict) and data.get("resourceType") == "QuestionnaireResponse"


def _answered(item: dict[str, Any], on: dt.date | None) -> Case:
    """Read an answered questionnaire as the case it becomes; its reader loads only here."""
    from neocol.consult.intake import to_case
    from neocol.exchange.fhir.intake import answers_of

    return to_case(answers_of(item), on=on).case


def _case(item: Any, base: Path | None, on: dt.date | None) -> Case:
    if not isinstance(item, dict):
        raise RecordError(f"a case or a FHIR Bundle is expected, not {shorten(item)}")
    if "resourceType" in item:
        kind = shorten(item["resourceType"])
        expected = "a Bundle or a QuestionnaireResponse is expected"
        raise RecordError(f"a FHIR {kind} alone; {expected}", "resourceType")
    _refuse_unwieldy(item)
    written = _written_day(item.get("consult_date"))
    # The day decides what lies in its future, so it is set last.
    case = Case.read({key: item[key] for key in item if key != "consult_date"})
    day = on or written or dt.date.today()
    consult = on or written
    if case.fhir is not None:
        case = _with_bundle(case, case.fhir, base, day)
        consult = day
    if case.session is not None and consult is not None and case.session.date < consult:
        consult = written
    _refuse_future(case, day)
    return Case.read({**dict(case), "consult_date": consult})


def _refuse_unwieldy(case: Any) -> None:
    """Refuse what nobody writes and what would choke a message: depth, crowds, keys, digits."""
    waiting: list[tuple[Any, int]] = [(case, 0)]
    parts = 0
    while waiting:
        value, level = waiting.pop()
        if isinstance(value, dict | list):
            parts += len(value)
            if level > NESTING_MAX:
                raise RecordError("nested too deeply")
            if parts > CASE_PARTS_MAX:
                raise RecordError(f"more than {CASE_PARTS_MAX:,} items in one case")
            waiting += [(item, level + 1) for item in value]
            if isinstance(value, dict):
                waiting += [(item, level + 1) for item in value.values()]
                _refuse_long_keys(value)
        elif isinstance(value, int) and value.bit_length() > INTEGER_MAX_BITS:
            raise RecordError(_TOO_LONG_NUMBER)


def _refuse_long_keys(mapping: dict[Any, Any]) -> None:
    for key in mapping:
        if isinstance(key, str) and len(key) > KEY_MAX_CHARS:
            shown = shorten(key[:KEY_MAX_CHARS])
            raise RecordError(f"a key of {len(key):,} characters: {shown}")


def _written_day(value: Any) -> dt.date | None:
    try:
        return _DAY.validate_python(value)
    except ValidationError as error:
        raise explain(error, "consult_date") from None


def _refuse_future(case: Case, day: dt.date) -> None:
    try:
        check_past(case, day)
    except ValueError as error:
        where, _, reason = str(error).partition(" ")
        raise RecordError(reason, where) from None


def _with_bundle(case: Case, name: str, base: Path | None, day: dt.date) -> Case:
    """Return the case with what the Bundle in the file `name` adds to it."""
    if base is None:
        raise RecordError("no file can be named here; send the Bundle in place of the case", "fhir")
    path, name = base / name, _named(name)
    try:
        bundle = _read_file(path, name, regular=True)
        if not is_bundle(bundle):
            raise RecordError(f"{name}: holds no FHIR Bundle")
        imported = case_from_bundle(bundle, on=day, id=case.id)
    except RecordError as error:
        message = str(error) if str(error).startswith(name) else f"{name}: {error}"
        raise RecordError(message, "fhir") from None
    patient, differing = _merged(case.patient, imported.patient)
    return case.model_copy(
        update={
            "id": imported.id,
            "fhir": None,
            "patient": patient,
            "not_understood": (
                *case.not_understood,
                *(f"{key}: the case's own answer is used, {name} has another" for key in differing),
                *imported.not_understood,
            ),
        }
    )


def _merged(own: Patient, imported: Patient) -> tuple[Patient, list[str]]:
    """Return the patient, the case's own answers first, and the keys on which the two differ."""
    said = {
        key: value for key, value in own if key in own.model_fields_set and value not in _UNKNOWN
    }
    borrowed = {
        key: value
        for key, value in imported
        if key in imported.model_fields_set and value not in _UNKNOWN
    }
    differing = [key for key in borrowed if key in said and said[key] != borrowed[key]]
    if {"age", "birth_date"} & said.keys():
        borrowed.pop("age", None)
        borrowed.pop("birth_date", None)
    return Patient.read({**borrowed, **said}), differing
