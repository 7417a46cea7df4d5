"""From the answered questionnaire to a case: picks become lines, and nothing is filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from neocol.consult.questionnaire import (
    NONE,
    OTHER,
    Option,
    Question,
    Sheet,
    sheet,
    unfinished,
    words,
)
from neocol.consult.skin_type import skin_type
from neocol.language import SLOT_KINDS, recognise
from neocol.record import Case, Recognised
from neocol.record.intake import FlagName, Intake, IntakeAnswers, IntakeFlag, Purpose
from neocol.record.skin_type import SkinType, SkinTypeAnswers
from neocol.record.words import Answer

_MEDICAL: Final = ("conditions", "medications", "allergies", "recent_procedures")
"""Lists in which *not answered* and *none* are two things."""
_WISHES: Final = ("concerns", "planned_areas", "activities")
_SEPARATORS: Final = ("\n", ";")
_TANNED_LATELY: Final = "e"
"""The answer to the last sun or sunbed that does not go with *no tan*."""


def to_case(answers: IntakeAnswers, *, on: dt.date | None = None) -> Intake:
    """Turn the answers into a case, with all that is still to be talked about.

    Parameters
    ----------
    answers : IntakeAnswers
        What was answered; every part may be missing.
    on : datetime.date, optional
        The day of the consultation; by default that of the answers, else today.

    Returns
    -------
    Intake
        The case and, beside it, skin type, gentle flags, consent to photographs by purpose,
        contradictions to ask about, and which questions are open.

    Raises
    ------
    neocol.record.RecordError
        Naming the question whose answer cannot be used, and what is accepted.

    Notes
    -----
    *Unknown is not no.* A list of the case is empty only when each question that fills it was
    answered with none; when one of them was not answered, a line stands for it that screening
    asks about. Where two answers disagree, both are kept and the question is asked.

    Limits
    ------
    A flag is a reason to talk, never a diagnosis, and never reaches the rules.
    """
    read = sheet(answers, on)
    filled = _Filled(read)
    skin = _skin_type(read)
    ask = (*_contradictions(read, answers.language), *((*skin.ask,) if skin else ()))
    patient = filled.patient()
    if skin is not None and skin.phototype is not None:
        patient["fitzpatrick"] = skin.phototype
    case = Case.read(
        {
            "id": answers.id,
            "consult_date": read.day,
            "patient": patient,
            "not_understood": [
                *answers.not_understood,
                *_contradictions(read, "en"),
                *(flag.reason for flag in _flags(read, "en")),
            ],
        }
    )
    return Intake(
        id=answers.id,
        language=answers.language,
        on=read.day,
        case=case,
        skin_type=skin,
        flags=tuple(_flags(read, answers.language)),
        photo_consent=_consent(read),
        ask=ask,
        unanswered=read.unanswered,
        skipped=read.skipped,
        notes=_notes(read, answers),
        unused=read.unused,
        free_text=tuple(_free_text(read)),
    )


@dataclass
class _Entry:
    """One line of the case while details are still being added."""

    slot: str
    texts: list[str]
    more: dict[str, Any] = field(default_factory=dict)

    def items(self) -> Iterator[dict[str, Any]]:
        for text in self.texts:
            yield {"text": text, **self.more}


class _Filled:
    """The patient of a case, filled from the questions that are shown."""

    def __init__(self, read: Sheet) -> None:
        self._read = read
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._said: dict[str, Any] = {}
        for question in read.shown:
            if question.id in read.used:
                self._take(question)

    def patient(self) -> dict[str, Any]:
        """Return the patient as plain data."""
        said = dict(self._said)
        for slot in _WISHES:
            said[slot] = [t for e in self._entries.values() if e.slot == slot for t in e.texts]
        for slot in _MEDICAL:
            said[slot] = self._list(slot)
        return said

    def _list(self, slot: str) -> list[dict[str, Any]] | None:
        """Return a list of the case; nothing while it would read as a *none* nobody said."""
        found = [item for e in self._entries.values() if e.slot == slot for item in e.items()]
        asked = [q for q in self._read.shown if q.slot == slot and q.to == "lines" and q.options]
        open_ = [q for q in asked if q.id not in self._read.used]
        if open_ and not found:
            return None
        return [*found, *({"text": unfinished(question)} for question in open_)]

    def _take(self, question: Question) -> None:
        value = self._read.used[question.id]
        if question.to == "patient":
            self._said[question.field] = value
        elif question.to == "preferences":
            self._said.setdefault("preferences", {})[question.field] = value
        elif question.to == "pregnancy":
            self._said |= _pregnancy({option.id for option in question.picked(value)})
        elif question.to == "lines":
            self._add_lines(question)
        elif question.to == "detail":
            self._add_detail(question)

    def _add_lines(self, question: Question) -> None:
        value = self._read.used[question.id]
        if question.kind == "text":
            key = (question.id, "")
            self._entries[key] = _Entry(question.slot, _lines(str(value)))
        for option in question.picked(value):
            if option.line:
                entry = _Entry(option.slot or question.slot, [option.line])
                if option.status:
                    entry.more["status"] = option.status
                self._entries[question.id, option.id] = entry

    def _add_detail(self, question: Question) -> None:
        value = self._read.used[question.id]
        entry = self._entries[question.of, question.option]
        picked = question.picked(value)
        if question.field == "text":
            entry.texts = [option.line.format(line=entry.texts[0]) for option in picked]
        elif question.field == "instead":
            own = _lines(str(value))
            other = question.option == OTHER
            lines = own if other else _in_own_words(entry, own, self._read.day)
            entry.texts = lines or entry.texts
        elif question.field == "status":
            entry.more["status"] = value
        else:
            said = ", ".join(option.line for option in picked) if picked else value
            entry.more[question.field] = said


def _in_own_words(entry: _Entry, said: list[str], day: dt.date) -> list[str]:
    """Put own words in the place of a pick; the pick stays beside those that say nothing known."""
    line = entry.texts[0]
    return [text if _known(text, entry.slot, day) else f"{line} ({text})" for text in said]


def _known(text: str, slot: str, day: dt.date) -> bool:
    return any(found.concept is not None for found in recognise(text, slot=slot, on=day))


def _lines(text: str) -> list[str]:
    """Split what was written into lines; a comma may belong to one (*5 mg, at night*)."""
    first, *others = _SEPARATORS
    for mark in others:
        text = text.replace(mark, first)
    return [line.strip() for line in text.split(first) if line.strip()]


def _pregnancy(picked: set[str]) -> dict[str, str]:
    """Read the one question on pregnancy and breast-feeding: what was not picked is a no."""
    said = {"pregnant": "yes", "possible": "possible"}
    pregnancy = next((said[option] for option in said if option in picked), "no")
    return {"pregnancy": pregnancy, "lactation": "yes" if "feeding" in picked else "no"}


def _skin_type(read: Sheet) -> SkinType | None:
    """Ask for the skin type, once any of its questions was answered."""
    items = {q.id: str(read.used[q.id]) for q in read.shown if _answers(q, "skin_type", read)}
    if not items:
        return None
    return skin_type(
        SkinTypeAnswers.read(
            {
                "items": items,
                "recent_tan": _among("sun", {"tanned", "self_tan"}, read),
                "dark_marks_after_injury": _among("skin", {"dark_marks"}, read),
            }
        )
    )


def _answers(question: Question, to: str, read: Sheet) -> bool:
    return question.to == to and question.id in read.used


def _among(question: str, wanted: set[str], read: Sheet) -> Answer:
    """Tell whether any of the options was picked; unknown while the list was not answered."""
    given = read.used.get(question)
    if not isinstance(given, tuple):
        return "unknown"
    return "yes" if wanted & set(given) else "no"


def _consent(read: Sheet) -> dict[Purpose, Answer]:
    """Return the consent by purpose; what was not answered is never a yes, and never a no."""
    said = {q.field: str(read.used[q.id]) for q in read.shown if _answers(q, "consent", read)}
    consent: dict[Purpose, Answer] = {}
    for purpose in get_args(Purpose):
        given = said.get(purpose)
        consent[purpose] = "yes" if given == "yes" else "no" if given == "no" else "unknown"
    return consent


def _flags(read: Sheet, language: str) -> Iterator[IntakeFlag]:
    say = words(language)
    raised: dict[FlagName, list[tuple[Question, Option]]] = {}
    for question in read.shown:
        for option in question.picked(read.used.get(question.id)):
            for name in (known for known in get_args(FlagName) if known == option.flag):
                raised.setdefault(name, []).append((question, option))
    for name, because in raised.items():
        answered = (
            f"{question.ask(say)} – {question.labels(say)[question.ids.index(option.id)]}"
            for question, option in because
        )
        yield IntakeFlag(
            name=name,
            reason=f"{say(f'intake.flag.{name}.reason')} ({'; '.join(answered)})",
            say=say(f"intake.flag.{name}.say"),
            questions=tuple(question.id for question, _ in because),
        )


def _contradictions(read: Sheet, language: str) -> Iterator[str]:
    """Yield the questions that two answers leave open."""
    say = words(language)
    for question in read.shown:
        picked = [option.id for option in question.picked(read.used.get(question.id))]
        if NONE in picked and picked != [NONE]:
            yield say("intake.ask.none_and_more", question=question.ask(say))
    not_tanned = _among("sun", {"tanned", "self_tan", "burnt"}, read) == "no"
    if not_tanned and read.used.get("last_tan") == _TANNED_LATELY:
        yield say("intake.ask.tan")


def _notes(read: Sheet, answers: IntakeAnswers) -> dict[str, str | float]:
    """Keep what the case has no place for; and own words under questions that are not shown."""
    notes: dict[str, str | float] = {}
    for question in read.shown:
        value = read.used.get(question.id)
        if question.to == "note" and isinstance(value, str | float | int):
            notes[question.id] = value
    return notes | {
        name: value for name in read.unused if isinstance(value := answers.answers[name], str)
    }


def _free_text(read: Sheet) -> Iterator[Recognised]:
    """Say how own words were understood, where the case has a list for them."""
    for question in read.shown:
        if question.kind != "text" or question.id not in read.used:
            continue
        slot = question.slot or _slot_of(question, read)
        if slot in SLOT_KINDS:
            for line in _lines(str(read.used[question.id])):
                yield from recognise(line, slot=slot, on=read.day, path=f"answers.{question.id}")


def _slot_of(question: Question, read: Sheet) -> str:
    """Return the list that a detail in own words goes to."""
    if question.field != "instead":
        return ""
    return next(asked.slot for asked in read.shown if asked.id == question.of)
