"""Skin type: the questionnaire's answers, the clinician's word, and what follows from both."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from neocol.record.base import Noun
from neocol.record.scale import ItemAnswer, Licence
from neocol.record.words import Answer, Confidence, Phototype, Status

SCALE: Literal["fitzpatrick_skin_type"] = "fitzpatrick_skin_type"


class SkinTypeAnswers(Noun):
    """Answers to the ten questions, and what the questionnaire does not ask.

    Attributes
    ----------
    items : dict
        Item → letter (a to e) or its points; an item that is absent is not answered.
    recent_tan : str
        Tanned now or lately; asked apart, because two of the ten items measure nothing else.
    dark_marks_after_injury : str
        Whether spots, cuts or burns ever left dark marks.
    clinician : str or None
        The type that a clinician gives; it wins, under their name.
    clinician_reason : str or None
        Needed where their word differs from the questionnaire.
    """

    id: str | None = None
    scale: Literal["fitzpatrick_skin_type"] = SCALE
    items: dict[str, ItemAnswer] = {}
    recent_tan: Answer = "unknown"
    dark_marks_after_injury: Answer = "unknown"
    clinician: Phototype | None = None
    clinician_name: str | None = None
    clinician_reason: str | None = None

    @model_validator(mode="after")
    def _signed(self) -> Self:
        if self.clinician is not None and not self.clinician_name:
            raise ValueError("a clinician's skin type needs the clinician's name (clinician_name)")
        return self


class SkinType(Noun):
    """A skin type, how it came about, and what is still to be asked.

    Attributes
    ----------
    phototype : str or None
        None when items are missing and no clinician has said it.
    points, of : float
        Points of the ten items and the most they can give; `points` is None while any is missing.
    questionnaire_phototype : str or None
        What the questionnaire alone says, kept beside the clinician's word.
    without_tanning : str or None
        The type if the two items about recent tanning had given nothing.
    lowest, highest : str
        The types that are possible while items are missing; both the type itself otherwise.
    refused : str or None
        Why there is no total.
    """

    id: str | None = None
    scale: Literal["fitzpatrick_skin_type"] = SCALE
    phototype: Phototype | None = None
    decided_by: Literal["questionnaire", "clinician"] | None = None
    clinician_name: str | None = None
    clinician_reason: str | None = None
    questionnaire_phototype: Phototype | None = None
    points: float | None = None
    of: float
    table: str
    without_tanning: Phototype | None = None
    lowest: Phototype
    highest: Phototype
    unanswered: tuple[str, ...] = ()
    recent_tan: Answer = "unknown"
    dark_marks_after_injury: Answer = "unknown"
    refused: str | None = None
    notes: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    licence: Licence
    may_print: bool = Field(description="Whether the questions' own wording may be reproduced.")
    sources: tuple[str, ...]
    status: Status
    confidence: Confidence
    conflict: str | None = None
