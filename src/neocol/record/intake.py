"""The consultation questionnaire: what was answered, and the case it becomes."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from neocol.record.base import Day, Noun
from neocol.record.case import Case
from neocol.record.findings import Recognised
from neocol.record.limits import INTEGER_MAX_BITS, TEXT_MAX_CHARS
from neocol.record.skin_type import SkinType
from neocol.record.words import Answer, Language

ANSWERS_MAX: Final = 500
"""More than any questionnaire asks."""

Purpose = Literal["record", "teaching", "showing"]
FlagName = Literal["looks", "expectations", "numbing"]


def _plain(value: Any) -> Any:
    """Read true and false as yes and no, and refuse what no question is answered with."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if isinstance(value, int) and value.bit_length() > INTEGER_MAX_BITS:
            raise PydanticCustomError("answer", "a number that can be used is expected")
        if not math.isfinite(value):
            raise PydanticCustomError("answer", "a finite number is expected")
        return float(value)
    if isinstance(value, list | tuple):
        return tuple(filter(None, map(_written, value))) or None
    return None if value is None else _written(value)


def _written(value: Any) -> str | None:
    """Return text without spaces around it; nothing when nothing was written."""
    if not isinstance(value, str):
        raise PydanticCustomError(
            "answer", "an option name, a list of them, text, a number or a date is expected"
        )
    if len(value) > TEXT_MAX_CHARS:
        raise PydanticCustomError(
            "answer", "text of at most {most} characters is expected", {"most": TEXT_MAX_CHARS}
        )
    return value.strip() or None


AnswerValue = Annotated[str | float | tuple[str, ...] | None, BeforeValidator(_plain)]
"""An option, text or ISO date; a number; several options; nothing when it was skipped."""


class IntakeAnswers(Noun):
    """What one person answered, question by question.

    A question that is not among the answers was not reached; one that is answered with nothing
    was seen and skipped. Both stay unknown.
    """

    id: str | None = None
    language: Language = "en"
    on: Day | None = Field(default=None, description="The day of the answers.")
    answers: dict[str, AnswerValue] = {}
    not_understood: tuple[str, ...] = Field(
        default=(),
        description="What an imported response held that could not be read; never dropped.",
    )

    @field_validator("answers")
    @classmethod
    def _not_too_many(cls, answers: dict[str, Any]) -> dict[str, Any]:
        if len(answers) > ANSWERS_MAX:
            raise ValueError(f"more than {ANSWERS_MAX} answers")
        return answers


class IntakeFlag(Noun):
    """Something to talk about in person: a reason for the clinic, gentle words for the patient."""

    name: FlagName
    reason: str = Field(description="For the clinic; never a diagnosis.")
    say: str = Field(description="For the patient.")
    questions: tuple[str, ...] = Field(description="The answers that it rests on.")


class Intake(Noun):
    """What the questionnaire comes to: a case, and what is still to be talked about."""

    id: str | None = None
    language: Language = "en"
    on: Day
    case: Case
    skin_type: SkinType | None = Field(
        default=None, description="None: the questions about skin and sun were not answered."
    )
    flags: tuple[IntakeFlag, ...] = ()
    photo_consent: dict[Purpose, Answer] = Field(
        default={}, description="By purpose, apart from care; unknown when it was not answered."
    )
    ask: tuple[str, ...] = Field(default=(), description="Contradictions, to be asked.")
    unanswered: tuple[str, ...] = Field(default=(), description="Questions that were not reached.")
    skipped: tuple[str, ...] = Field(default=(), description="Questions that were passed over.")
    notes: dict[str, str | float] = Field(
        default={}, description="What the case has no place for, by question."
    )
    unused: tuple[str, ...] = Field(
        default=(), description="Answers to questions that no longer apply: kept, not used."
    )
    free_text: tuple[Recognised, ...] = Field(
        default=(), description="How own words were understood; concept None is asked about."
    )
