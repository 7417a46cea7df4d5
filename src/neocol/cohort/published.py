"""Published rows from outside: first the questions, with every outcome taken out; then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from neocol.cohort.protocol_words import (
    age_of,
    combinations_in,
    device_of,
    follow_up_from,
    middle,
    phototypes_in,
    whole,
    without_comparator,
)
from neocol.evidence import PublishedOutcome
from neocol.record.base import RecordError
from neocol.record.outcome import PredictionRequest, ValueOf
from neocol.twin.outcome.measures import RATIO, Measure, factor, match
from neocol.twin.outcome.wording import plain, plain_unit, says_change

Row = dict[str, Any]
DAYS_PER_WEEK: Final = 7
WHOLE: Final = 100.0
"""The baseline of a value that is printed in per cent of it."""
_ASKED: Final = frozenset(
    {
        "id", "key", "cohort", "indication", "scar_types", "site", "n", "age", "fitzpatrick",
        "device", "needle_mm", "punctures_per_cm2", "passes", "sessions", "interval_weeks",
        "interval_days", "followup_weeks", "follow_up_weeks", "followup_days", "follow_up_days",
        "followup_from", "follow_up_from", "combined_with", "arm", "outcome", "measure", "unit",
        "baseline", "baseline_sd", "sd",
    }
)  # fmt: skip
"""Keys that may be read before the predictions stand; every other one may hold an outcome."""
_ASKED_WITHIN: Final = {
    "population": {"n", "age", "fitzpatrick", "scar_types"},
    "protocol": set(_ASKED) - {"id", "key", "cohort", "outcome", "measure", "unit", "baseline",
                               "baseline_sd", "sd"},
    "outcome": {"measure", "unit", "baseline", "baseline_sd"},
    "sd": {"baseline"},
}  # fmt: skip
_COUNTED: Final = frozenset({"patients", "participants", "people", "subjects", "responders"})
_LISTS: Final = ("rows", "trials", "outcomes")
_INDICATIONS: Final = {
    "mixed": "rejuvenation",
    "acne_scars": "acne_scar",
    "atrophic_acne_scar": "acne_scar",
    "atrophic_acne_scars": "acne_scar",
    "wrinkles": "wrinkle",
    "photoaging": "photoageing",
    "scars": "scar",
    "burn_scars": "burn_scar",
    "striae_distensae": "striae",
    "stretch_marks": "striae",
    "aga": "androgenetic_alopecia",
    "hair_loss": "androgenetic_alopecia",
}
"""Other names of an indication; face and body for scars, lines and laxity alike is rejuvenation."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was published, in the unit and the sense in which it is predicted.

    Attributes
    ----------
    value : float
        In `unit`.
    value_of : str
        Whether it is the value after, the change, or a share of people.
    unit : str
        The measure's own (:func:`neocol.twin.outcome.measures.factor`).
    sd : float or None
        Standard deviation between people of the same value.
    n : int or None
        How many people.
    """

    value: float
    value_of: ValueOf
    unit: str
    sd: float | None
    n: int | None


@dataclass(frozen=True, slots=True)
class _Said:
    """The outcome as it stands in a row, in the printed unit."""

    after: float | None
    change: float | None
    after_sd: float | None
    change_sd: float | None
    direction: str


def protocols(data: Any, path: str = "") -> list[tuple[str, str, PredictionRequest | RecordError]]:
    """Read what was done and what was asked, and nothing of what came out.

    Parameters
    ----------
    data : list or dict
        Rows in the schema of the collected trials, or prediction requests with ``observed``; a list
        of them, or a document with ``rows`` or ``trials``.
    path : str
        Where the data stands, for messages.

    Returns
    -------
    list of (id, cohort, request or error)
        In the order of the rows.

    Raises
    ------
    RecordError
        When `data` holds no list of rows.

    Notes
    -----
    Every row is first copied without any key that is not needed for the question; only the copy is
    read. Nothing that follows can depend on an outcome.
    """
    found: list[tuple[str, str, PredictionRequest | RecordError]] = []
    for number, row in enumerate(_rows(data, path)):
        where = f"{path}[{number}]"
        asked = _without_outcome(row)
        id_ = str(asked.get("id") or asked.get("key") or f"row {number + 1}")
        cohort = str(asked.get("cohort") or id_)
        try:
            found.append((id_, cohort, _request(asked, id_, where)))
        except RecordError as error:
            found.append((id_, cohort, error))
    return found


def outcomes(data: Any) -> list[Observed | RecordError]:
    """Read what came out, row by row; to be called once the predictions stand.

    Raises
    ------
    RecordError
        When `data` holds no list of rows.
    """
    found: list[Observed | RecordError] = []
    for number, row in enumerate(_rows(data, "")):
        try:
            found.append(_observed(row, f"[{number}]"))
        except RecordError as error:
            found.append(error)
    return found


def request_of(outcome: PublishedOutcome) -> PredictionRequest:
    """Return the question that a stored outcome answers.

    Raises
    ------
    RecordError
        For a contrast between arms, and for what is not predicted.
    """
    return _request(_without_outcome(_stored(outcome)), outcome.id, outcome.id)


def observed_of(outcome: PublishedOutcome) -> Observed:
    """Return what a stored outcome says, in the sense in which it is predicted.

    Raises
    ------
    RecordError
        For a contrast between arms, and for what is not predicted.
    """
    return _observed(_stored(outcome), outcome.id)


def _stored(outcome: PublishedOutcome) -> Row:
    row = outcome.model_dump(mode="json")
    row["sd"] = {"baseline": outcome.baseline_sd, "after": outcome.after_sd}
    return row


def _rows(data: Any, path: str) -> list[Any]:
    if isinstance(data, Mapping):
        data = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), [data])
    if not isinstance(data, list):
        raise RecordError("a list of rows is expected", path, data)
    return data


def _without_outcome(row: Any) -> Row:
    """Copy only what the question needs: whatever else is there may be an outcome."""
    if not isinstance(row, Mapping):
        return {}
    kept = {key: value for key, value in row.items() if key in _ASKED or key in _ASKED_WITHIN}
    for key, inner in _ASKED_WITHIN.items():
        value = kept.get(key)
        if isinstance(value, Mapping):
            kept[key] = {k: v for k, v in value.items() if k in inner}
        elif key != "outcome":
            kept.pop(key, None)
    return kept


def _flat(asked: Row) -> Row:
    """Lay the blocks of a prediction request beside the keys of a collected row."""
    flat = {k: v for k, v in asked.items() if k not in {"population", "protocol"}}
    for block in ("population", "protocol"):
        inner = asked.get(block)
        flat |= {k: v for k, v in inner.items() if v is not None} if inner else {}
    outcome = flat.pop("outcome", None)
    if isinstance(outcome, Mapping):
        flat |= {k: v for k, v in outcome.items() if v is not None}
    elif outcome is not None:
        flat.setdefault("measure", outcome)
    spread = flat.pop("sd", None)
    if isinstance(spread, Mapping) and flat.get("baseline_sd") is None:
        flat["baseline_sd"] = spread.get("baseline")
    return flat


def _request(asked: Row, id_: str, where: str) -> PredictionRequest:
    flat = _flat(asked)
    measure = _measure(flat, where)
    needling = without_comparator(flat.get("device"))
    arm = without_comparator(flat.get("arm"))
    request = {
        "id": id_,
        "indication": _indication(flat.get("indication")),
        "scar_types": flat.get("scar_types") or (),
        "site": flat.get("site"),
        "population": {
            "n": whole(flat.get("n")),
            "age": age_of(flat.get("age")),
            "fitzpatrick": phototypes_in(flat.get("fitzpatrick")),
        },
        "protocol": {
            "device": device_of(needling),
            "needle_mm": middle(flat.get("needle_mm")),
            "punctures_per_cm2": middle(flat.get("punctures_per_cm2")) or None,
            "passes": middle(flat.get("passes")),
            "sessions": whole(flat.get("sessions")),
            "interval_days": _days(flat, "interval") or None,
            "follow_up_days": _days(flat, "follow_up", "followup"),
            "follow_up_from": follow_up_from(
                flat.get("follow_up_from") or flat.get("followup_from")
            ),
            "combined_with": combinations_in(flat.get("combined_with"), arm, needling),
        },
        "outcome": {"measure": flat["measure"], "unit": measure.unit, **_before(flat, measure)},
    }
    return PredictionRequest.read(request, where)


def _indication(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = value.strip().lower().replace(" ", "_").replace("-", "_")
    return _INDICATIONS.get(word, word)


def _measure(flat: Row, where: str) -> Measure:
    text, unit = flat.get("measure"), flat.get("unit")
    if not isinstance(text, str) or not text.strip():
        raise RecordError("the outcome's text is expected", f"{where}.outcome.measure", text)
    if unit is not None and not isinstance(unit, str):
        raise RecordError("a unit is text", f"{where}.outcome.unit", unit)
    return match(text, unit, str(_indication(flat.get("indication"))))


def _days(flat: Row, *names: str) -> float | None:
    for name in names:
        days = middle(flat.get(f"{name}_days"))
        weeks = middle(flat.get(f"{name}_weeks"))
        if days is not None:
            return days
        if weeks is not None:
            return round(weeks * DAYS_PER_WEEK, 1)
    return None


def _before(flat: Row, measure: Measure) -> dict[str, float | None]:
    """Return the baseline in the measure's unit; what is in per cent of it starts at 100."""
    if measure.kind == "share":
        return {"baseline": None, "baseline_sd": None}
    baseline, sd = middle(flat.get("baseline")), middle(flat.get("baseline_sd"))
    if measure.unit == RATIO:
        return {"baseline": WHOLE, "baseline_sd": sd if baseline == WHOLE else None}
    times = factor(flat.get("unit"), measure)
    return {
        "baseline": None if baseline is None else baseline * times,
        "baseline_sd": None if sd is None or baseline is None else sd * times,
    }


def _observed(row: Any, where: str) -> Observed:
    flat = _flat(_without_outcome(row))
    measure = _measure(flat, where)
    said = _said(row)
    n = whole(flat.get("n"))
    if measure.kind == "share":
        return Observed(_share(said, flat, where), "share", measure.unit, None, n)
    times = factor(flat.get("unit"), measure)
    if said.after is not None and not _is_change(flat, measure):
        after_sd = _times(said.after_sd, times)
        return Observed(said.after * times, "after", measure.unit, after_sd, n)
    change = said.after if said.change is None else said.change
    if change is None:
        raise RecordError("neither a value after nor a change is given", f"{where}.after")
    moved = _signed(change, said.direction, flat, measure) * times
    before = _before(flat, measure)["baseline"]
    if before is None:
        return Observed(moved, "change", measure.unit, _times(said.change_sd, times), n)
    return Observed(before + moved, "after", measure.unit, None, n)


def _said(row: Mapping[str, Any]) -> _Said:
    """Gather the outcome from wherever a row keeps it."""
    blocks = [row, *(row[k] for k in ("outcome", "observed") if isinstance(row.get(k), Mapping))]
    spreads = [block.get("sd") for block in blocks]
    named = [sd for sd in spreads if isinstance(sd, Mapping)]
    bare = [sd for sd in spreads if not isinstance(sd, Mapping)]

    def first(*names: str) -> Any:
        found = (block.get(name) for block in blocks for name in names)
        return next((value for value in found if value is not None), None)

    def deviation(name: str) -> float | None:
        found = (first(f"{name}_sd"), *(sd.get(name) for sd in named), *bare)
        return next((sd for value in found if (sd := middle(value)) is not None), None)

    return _Said(
        after=middle(first("after", "value")),
        change=middle(first("change")),
        after_sd=deviation("after"),
        change_sd=deviation("change"),
        direction=str(first("direction") or "").lower(),
    )


def _share(said: _Said, flat: Row, where: str) -> float:
    value = said.change if said.after is None else said.after
    if value is None:
        raise RecordError("no share is given", f"{where}.after")
    unit = plain_unit(flat.get("unit"))
    people = whole(flat.get("n"))
    if unit in _COUNTED and people:
        share = value / people
    elif "%" in unit or (not unit and value > 1):
        share = value / WHOLE
    else:
        share = value
    if not 0 <= share <= 1:
        raise RecordError("a share lies between 0 and 1", f"{where}.after", value)
    return share


def _is_change(flat: Row, measure: Measure) -> bool:
    """Tell whether what stands as the value after is the improvement or the gain itself."""
    if "baseline" in plain_unit(flat.get("unit")) or middle(flat.get("baseline")) is not None:
        return False
    return says_change(_worded(flat), gain=measure.kind != "severity")


def _signed(change: float, direction: str, flat: Row, measure: Measure) -> float:
    """Return the change with the sign of the value: improvement of a severity is a fall."""
    improved = says_change(_worded(flat), gain=False) or direction.startswith("positive")
    return -abs(change) if measure.kind == "severity" and improved else change


def _worded(flat: Row) -> str:
    return plain(f"{flat.get('measure') or ''} {flat.get('unit') or ''}")


def _times(value: float | None, times: float) -> float | None:
    return None if value is None else value * times
