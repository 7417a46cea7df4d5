"""The consultation's questions: their order, which are shown, and what answers them."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from neocol.consult.questions import may_be_pregnant
from neocol.language.catalogue import Messages, read_catalogue
from neocol.record import Case, Patient, RecordError
from neocol.record.base import shorten
from neocol.record.intake import AnswerValue, IntakeAnswers
from neocol.record.limits import AGE_MAX_YEARS, SEVERITY_MAX, TEXT_MAX_CHARS, WEIGHT_MAX_KG

Kind = Literal["choice", "several", "yes_no", "text", "number", "date", "scale"]
NONE: Final = "none"
"""The option that says: asked, and there is nothing."""
OTHER: Final = "other"
"""The option that own words make clear."""
YES_NO: Final = ("yes", "no")
_ROOM: Final = Path(__file__).parent
_BOUNDS: Final[dict[str, tuple[float, float | None]]] = {
    "age": (0, AGE_MAX_YEARS),
    "weight": (1, WEIGHT_MAX_KG),
    "downtime": (0, None),
    "visits": (1, None),
    "pain_worry": (0, SEVERITY_MAX),
}
"""Least and most of the numbers; what no person can exceed, not clinical limits."""
_COUNTED: Final = frozenset({"visits", "pain_worry"})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to pick, and the line of the case that it becomes."""

    id: str
    line: str = ""
    concept: str | None = None
    slot: str | None = None
    status: str | None = None
    flag: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for a question to be shown: a picked option, or a fact."""

    question: str = ""
    any: tuple[str, ...] = ()
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    id : str
        ``skin``; ``skin_where.eczema`` where it is asked once for every picked option.
    to : str
        Where the answer goes: patient, preferences, lines, detail, pregnancy, skin_type, consent,
        note.
    slot, field : str
        The list or the key of the case that it goes to.
    of, option : str
        For a detail: the picked option that it is about.
    """

    id: str
    section: str
    kind: Kind
    to: str
    slot: str = ""
    field: str = ""
    of: str = ""
    option: str = ""
    options: tuple[Option, ...] = ()
    when: tuple[Condition, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of its options."""
        if self.kind == "yes_no":
            return YES_NO
        return tuple(option.id for option in self.options)

    def picked(self, value: AnswerValue) -> tuple[Option, ...]:
        """Return the options that an answer picks."""
        named = (value,) if isinstance(value, str) else value
        if not isinstance(named, tuple):
            return ()
        return tuple(option for option in self.options if option.id in named)

    def ask(self, say: Messages) -> str:
        """Return the question in words."""
        key = f"intake.question.{self.id.partition('.')[0]}.ask"
        what = say.raw(f"intake.question.{self.of}.option.{self.option}") if self.option else ""
        return say(key, what=what)

    def why(self, say: Messages) -> str:
        """Return why it is asked; a section may answer for all its questions."""
        key = f"intake.question.{self.id.partition('.')[0]}.why"
        return say(key if say.has(key) else f"intake.section.{self.section}.why")

    def labels(self, say: Messages) -> tuple[str, ...]:
        """Return its options in words."""
        if self.kind == "yes_no":
            return tuple(say(f"intake.answer.{word}") for word in YES_NO)
        base = self.id.partition(".")[0]
        return tuple(say(f"intake.question.{base}.option.{name}") for name in self.ids)

    def bounds(self) -> tuple[float, float | None]:
        """Return the least and the most of a number; ``None`` where there is no most."""
        return _BOUNDS[self.id]


@cache
def words(language: str = "en") -> Messages:
    """Return the questionnaire's words in a language.

    Raises
    ------
    neocol.record.RecordError
        When there are none.
    """
    return read_catalogue(_ROOM / "catalogue", language)


@cache
def _data() -> dict[str, Any]:
    path = _ROOM / "data" / "questionnaire.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def unfinished(question: Question) -> str:
    """Return the line that keeps a half answered list from reading as the whole of it."""
    line: str = _data()["unfinished"]
    return line.format(question=question.id)


@cache
def questions() -> tuple[Question, ...]:
    """Return every question in its order."""
    found: dict[str, Question] = {}
    for raw in _data()["question"]:
        for question in _read(raw, found):
            found[question.id] = question
    return tuple(found.values())


def question(id: str) -> Question:
    """Return one question.

    Raises
    ------
    neocol.record.RecordError
        When there is none of this id.
    """
    found = _by_id().get(id)
    if found is None:
        raise RecordError(f"no question {shorten(id)}", f"answers.{id}")
    return found


@cache
def _by_id() -> dict[str, Question]:
    return {question.id: question for question in questions()}


def _read(raw: dict[str, Any], known: Mapping[str, Question]) -> Iterator[Question]:
    """Read one question; one that is asked for each picked option becomes several."""
    plain = {key: raw[key] for key in raw if key not in {"options", "when", "each", "only"}}
    options = tuple(Option(**option) for option in raw.get("options", ()))
    when = tuple(
        Condition(item.get("question", ""), tuple(item.get("any", ())), item.get("fact", ""))
        for item in raw.get("when", ())
    )
    read = Question(**plain, options=options, when=when)
    if "each" in raw:
        for option in (name for name in known[raw["each"]].ids if name in raw["only"]):
            yield _about(replace(read, id=f"{read.id}.{option}", of=raw["each"], option=option))
    else:
        yield _about(read)


def _about(question: Question) -> Question:
    """Show a detail only once its option is picked."""
    if not question.of:
        return question
    condition = Condition(question.of, (question.option,))
    return replace(question, when=(condition, *question.when))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers on the questions that are shown, checked.

    Attributes
    ----------
    shown : tuple of Question
        The visible path.
    used : dict
        Answer by question, of those that were answered and are shown.
    skipped, unanswered, unused : tuple of str
        Seen and passed over; not reached; answered, but no longer shown.
    """

    day: dt.date
    shown: tuple[Question, ...]
    used: dict[str, AnswerValue]
    skipped: tuple[str, ...]
    unanswered: tuple[str, ...]
    unused: tuple[str, ...]


def sheet(answers: IntakeAnswers, on: dt.date | None = None) -> Sheet:
    """Follow the questions along the answers.

    Parameters
    ----------
    answers : IntakeAnswers
        What was answered.
    on : datetime.date, optional
        The day of the consultation; by default that of the answers, else today.

    Raises
    ------
    neocol.record.RecordError
        Naming the question whose answer cannot be used, and what is accepted.
    """
    day = on or answers.on or dt.date.today()
    held = {name: checked(question(name), said, day) for name, said in answers.answers.items()}
    used: dict[str, AnswerValue] = {}
    shown = []
    for item in questions():
        if all(_holds(condition, used, day) for condition in item.when):
            shown.append(item)
            if held.get(item.id) is not None:
                used[item.id] = held[item.id]
    seen = {item.id for item in shown}
    return Sheet(
        day=day,
        shown=tuple(shown),
        used=used,
        skipped=tuple(q.id for q in shown if q.id in held and q.id not in used),
        unanswered=tuple(q.id for q in shown if q.id not in held),
        unused=tuple(name for name in held if name not in seen and held[name] is not None),
    )


def next_question(answers: IntakeAnswers, on: dt.date | None = None) -> Question | None:
    """Return the next question to ask; ``None`` when all are answered or skipped."""
    open_ = sheet(answers, on).unanswered
    return question(open_[0]) if open_ else None


def _holds(condition: Condition, used: Mapping[str, AnswerValue], day: dt.date) -> bool:
    if condition.fact == "no_birth_date":
        return "birth_date" not in used
    if condition.fact == "may_be_pregnant":
        return may_be_pregnant(str(used.get("sex", "unknown")), _age(used, day))
    given = used.get(condition.question)
    picked = given if isinstance(given, tuple) else (given,)
    return any(option in picked for option in condition.any)


def _age(used: Mapping[str, AnswerValue], day: dt.date) -> float | None:
    said = {"age": used.get("age"), "birth_date": used.get("birth_date")}
    return Case(patient=Patient.read(said)).age_years(day)


def checked(question: Question, value: AnswerValue, day: dt.date) -> AnswerValue:
    """Return an answer as it is used; nothing for one that says nothing.

    Raises
    ------
    neocol.record.RecordError
        Naming the question and what is accepted.
    """
    if value is None:
        return None
    if question.kind == "several" and isinstance(value, str):
        value = (value,)
    if _fits(question, value, day):
        return _canonical(question, value)
    message = f"{accepted(question, day)} is expected, not {shorten(value)}"
    raise RecordError(message, f"answers.{question.id}", value)


def _canonical(question: Question, value: AnswerValue) -> AnswerValue:
    """Return an answer in the one way it is kept: options once and in order, dates as ISO."""
    if isinstance(value, tuple):
        return tuple(name for name in question.ids if name in value)
    if question.kind == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value).isoformat()
    return value


def accepted(question: Question, day: dt.date) -> str:
    """Return what answers a question, in words for an error."""
    if question.kind in {"choice", "yes_no"}:
        return f"one of {', '.join(question.ids)}"
    if question.kind == "several":
        return f"a list of {', '.join(question.ids)}"
    if question.kind == "date":
        return f"a date like 2026-03-16, not after {day}"
    if question.kind == "text":
        return f"text of at most {TEXT_MAX_CHARS:,} characters"
    least, most = question.bounds()
    whole = "a whole number" if question.id in _COUNTED else "a number"
    return f"{whole} of {least:g} or more" if most is None else f"{whole} of {least:g} to {most:g}"


def _fits(question: Question, value: AnswerValue, day: dt.date) -> bool:
    if question.kind in {"choice", "yes_no"}:
        return isinstance(value, str) and value in question.ids
    if question.kind == "several":
        return isinstance(value, tuple) and set(value) <= set(question.ids)
    if question.kind == "text":
        return isinstance(value, str) and len(value) <= TEXT_MAX_CHARS
    if question.kind == "date":
        return isinstance(value, str) and _fits_date(value, day)
    return isinstance(value, int | float) and _fits_number(question, value)


def _fits_date(value: str, day: dt.date) -> bool:
    try:
        said = dt.date.fromisoformat(value)
    except ValueError:
        return False
    oldest = max(day.year - AGE_MAX_YEARS, dt.MINYEAR)
    return said <= day and said.year >= oldest


def _fits_number(question: Question, value: float) -> bool:
    least, most = question.bounds()
    if question.id in _COUNTED and value != int(value):
        return False
    return value >= least and (most is None or value <= most)
