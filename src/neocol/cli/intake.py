"""The consultation's questions, one at a time, in a terminal or from a pipe."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from neocol.cli.answers import Json, On, day

if TYPE_CHECKING:
    from neocol.consult.questionnaire import Question
    from neocol.language.catalogue import Messages
    from neocol.record import Intake, IntakeAnswers

_BACK: Final = "<"
_WHY: Final = "?"
_UNNAMED: Final = Path("intake.yaml")
"""Beside which a draft is kept where no case file was named."""


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this group."""
    app.command()(intake)


def intake(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="CASE", help="Write the case here.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="en|es", help="Language of the questions.")
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers", metavar="FILE", help="Go on from these answers, or read them all from it."
        ),
    ] = None,
    fhir: Annotated[
        Path | None,
        typer.Option("--fhir", metavar="OUT.json", help="Also as a FHIR QuestionnaireResponse."),
    ] = None,
    on: On = None,
    json: Json = False,
) -> None:
    """The consultation's questions: your answers become a case file."""
    from neocol.consult.intake import to_case

    held = _begun(answers, language, day(on), output)
    if answers is None or sys.stdin.isatty():
        held = _Conversation(held, output).held()
    found = to_case(held)
    if fhir is not None:
        _write_response(fhir, held)
    _write_case(output, found, quiet=json)
    if not found.unanswered:
        draft_of(output).unlink(missing_ok=True)
    if json:
        from neocol.record import dump_json

        typer.echo(dump_json(found))
    else:
        _summary(found, to_error=output is None)


def _begun(
    path: str | None, language: str | None, on: dt.date | None, output: Path | None
) -> IntakeAnswers:
    """Read the answers that there are already; without any, begin."""
    from neocol.consult.questionnaire import sheet, words
    from neocol.exchange.casefile import read_data
    from neocol.exchange.fhir.intake import answers_of
    from neocol.record import IntakeAnswers, RecordError

    draft = draft_of(output)
    if path is None and draft.exists():
        raise RecordError(
            f"{draft}: holds earlier answers; go on with --answers {draft}, or remove it"
        )
    if path is None:
        held = IntakeAnswers()
    else:
        try:
            data = read_data(path)
            of_fhir = isinstance(data, dict) and "resourceType" in data
            held = answers_of(data) if of_fhir else IntakeAnswers.read(data)
            sheet(held, on)
        except RecordError as error:
            where = "" if str(error).startswith(path) else f"{path}: "
            raise RecordError(f"{where}{error}") from None
    spoken = words(language or held.language).language
    today = on or held.on or dt.date.today()
    return held.model_copy(update={"language": spoken, "on": today})


def draft_of(output: Path | None) -> Path:
    """Return where answers are kept until the last question: ``CASE.draft.yaml``."""
    return (output or _UNNAMED).with_suffix(".draft.yaml")


class _Conversation:
    """Asks until all is answered; keeps what was said on disk while it goes."""

    def __init__(self, held: IntakeAnswers, output: Path | None) -> None:
        from neocol.consult.questionnaire import sheet, words

        self._held = held
        self._output = output
        self._draft = draft_of(output)
        self._say = words(held.language)
        seen = [q.id for q in sheet(held).shown if q.id in held.answers]
        self._asked = seen
        """What was asked so far, so that there is a way back."""
        self._section = ""

    def held(self) -> IntakeAnswers:
        """Ask, and return the answers."""
        from neocol.consult.questionnaire import next_question

        _tell(self._say("intake.ui.welcome"))
        try:
            while (question := next_question(self._held)) is not None:
                if not self._about(question):
                    self._keep(ended=True)
                    return self._held
        except KeyboardInterrupt:
            self._keep(ended=True)
            raise typer.Exit(2) from None
        _tell(self._say("intake.ui.done"))
        return self._held

    def _about(self, question: Question) -> bool:
        """Ask one question until it is answered or passed over; false when nobody is there."""
        from neocol.consult.questionnaire import sheet

        count = len(sheet(self._held).shown)
        number = sum(q.id in self._held.answers for q in sheet(self._held).shown) + 1
        progress = self._say("intake.ui.progress", number=number, count=count)
        if question.section != self._section:
            self._section = question.section
            _tell(f"\n{self._say(f'intake.section.{question.section}.title')}")
        _tell(f"\n{progress}")
        for line in screen(question, self._say):
            _tell(line)
        while True:
            typer.echo("> ", nl=False, err=True)
            line = sys.stdin.readline()
            if not line:
                return False
            said = line.strip()
            if said == _WHY:
                _tell(f"{question.why(self._say)} {self._how(question)}")
            elif said == _BACK and not self._asked:
                _tell(self._say("intake.ui.first"))
            elif said == _BACK:
                self._forget(self._asked.pop())
                return True
            elif self._take(question, said):
                return True

    def _how(self, question: Question) -> str:
        kind = "choice" if question.kind == "yes_no" else question.kind
        low, high = question.bounds() if question.kind == "scale" else (None, None)
        return self._say(f"intake.ui.how_{kind}", low=low, high=high)

    def _take(self, question: Question, said: str) -> bool:
        from neocol.consult.questionnaire import checked
        from neocol.record import IntakeAnswers, RecordError

        today = self._held.on or dt.date.today()
        value = read_answer(question, said, today, self._say)
        update = {**self._held.answers, question.id: value}
        try:
            read = IntakeAnswers.read({**dict(self._held), "answers": update})
            checked(question, read.answers[question.id], today)
            again = refused_pick(question, value, self._say)
        except RecordError:
            again = self._again(question, value)
        if again:
            _tell(again)
            return False
        self._held = read
        self._asked.append(question.id)
        self._keep()
        return True

    def _forget(self, id: str) -> None:
        left = {key: value for key, value in self._held.answers.items() if key != id}
        self._held = self._held.model_copy(update={"answers": left})
        self._keep()

    def _again(self, question: Question, value: Any) -> str:
        """Return what is accepted, in the patient's language."""
        say, kind = self._say, question.kind
        if kind == "date":
            future = isinstance(value, str) and _is_day(value)
            return say("intake.again.future" if future else "intake.again.date")
        if kind in {"number", "scale"}:
            return self._again_number(question, value)
        count = len(question.ids)
        return say(f"intake.again.{kind}", count=count)

    def _again_number(self, question: Question, value: Any) -> str:
        least, most = question.bounds()
        if not isinstance(value, float):
            return self._say("intake.again.number", example=f"{max(least, 1):g}")
        if value < least:
            return self._say("intake.again.least", least=f"{least:g}")
        if most is not None and value > most:
            return self._say("intake.again.most", most=f"{most:g}")
        return self._say("intake.again.whole")

    def _keep(self, *, ended: bool = False) -> None:
        """Keep the answers on disk: as they are typed where a case file was named."""
        from neocol.consult.questionnaire import next_question
        from neocol.record import dump_yaml

        unfinished = next_question(self._held) is not None
        if self._output is not None or (ended and unfinished):
            _write(self._draft, dump_yaml(self._held))
        if ended and unfinished:
            output = f" -o {self._output}" if self._output else ""
            _tell(
                f"\nneocol: the answers so far are in {self._draft}; "
                f"go on with: neocol intake --answers {self._draft}{output}"
            )


def screen(question: Question, say: Messages) -> list[str]:
    """Return what is shown for a question: its words, then the options with their numbers."""
    options = [f"  {i}  {label}" for i, label in enumerate(question.labels(say), 1)]
    return [question.ask(say), *options]


def read_answer(question: Question, said: str, today: dt.date, say: Messages) -> Any:
    """Read a typed line: numbers of options, a date or how long ago, a number, or own words."""
    if not said:
        return None
    if question.kind in {"choice", "yes_no"}:
        labels = [label.casefold() for label in question.labels(say)]
        known = said.casefold() in labels
        return question.ids[labels.index(said.casefold())] if known else _option(question, said)
    if question.kind == "several":
        parts = said.replace(",", " ").replace(";", " ").split()
        return [_option(question, part) for part in parts]
    if question.kind == "date":
        return _date(said, today)
    if question.kind in {"number", "scale"}:
        try:
            return float(said.replace(",", "."))
        except ValueError:
            return said
    return said


def refused_pick(question: Question, value: Any, say: Messages) -> str | None:
    """Return what to ask when *none* and something else are picked together."""
    from neocol.consult.questionnaire import NONE

    if not isinstance(value, list) or NONE not in value or set(value) == {NONE}:
        return None
    none = question.labels(say)[question.ids.index(NONE)]
    return say("intake.again.none_and_more", none=none)


def _option(question: Question, said: str) -> str:
    ids = question.ids
    if said.isdecimal() and 1 <= int(said[:9]) <= len(ids):
        return ids[int(said) - 1]
    return said


def _date(said: str, today: dt.date) -> str:
    from neocol.language import read_timing

    if _is_day(said):
        return said
    ago = read_timing(said, today).days_ago
    return said if ago is None else (today - dt.timedelta(days=ago)).isoformat()


def _is_day(said: str) -> bool:
    try:
        dt.date.fromisoformat(said)
    except ValueError:
        return False
    return True


def _tell(line: str) -> None:
    """Say something on standard error: standard output is for the case."""
    typer.echo(line, err=True)


def _write(path: Path, text: str) -> None:
    from neocol.record import RecordError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RecordError(f"{path}: cannot be written ({reason})") from None


def _write_case(output: Path | None, found: Intake, *, quiet: bool) -> None:
    from neocol.record import dump_yaml

    data = _said(found.case.model_dump(mode="json", exclude_unset=True))
    if not data["not_understood"]:
        del data["not_understood"]
    text = dump_yaml(data)
    if output is not None:
        _write(output, text)
    elif not quiet:
        typer.echo(text, nl=False)


def _said(data: Any) -> Any:
    """Leave out what is unknown; an empty list is *asked, none* and stays."""
    if isinstance(data, dict):
        return {key: _said(value) for key, value in data.items() if value not in (None, {})}
    return [_said(item) for item in data] if isinstance(data, list) else data


def _write_response(path: Path, held: IntakeAnswers) -> None:
    from neocol.exchange.fhir.intake import response
    from neocol.record import dump_json

    _write(path, dump_json(response(held)) + "\n")


def _summary(found: Intake, *, to_error: bool) -> None:
    """Say what the answers come to: skin type, what to talk about, what is open."""
    from neocol.consult.questionnaire import question, words

    say = words(found.language)
    known = found.skin_type.phototype if found.skin_type else None
    lines = [say("intake.ui.skin_type", type=known) if known else say("intake.ui.skin_type_open")]
    talk = [*(flag.say for flag in found.flags), *found.ask]
    open_ = [question(id).ask(say) for id in (*found.skipped, *found.unanswered)]
    headings: tuple[tuple[Literal["to_talk", "open"], list[str]], ...] = (
        ("to_talk", talk),
        ("open", open_),
    )
    for heading, items in headings:
        if items:
            lines += [f"{say(f'intake.ui.{heading}')}:", *(f"  {item}" for item in items)]
    for line in lines:
        typer.echo(line, err=to_error)
