"""The list of nouns that have a published schema."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from neocol.record.adverse_event import AdverseEvent, AdverseReport
from neocol.record.anaesthetic import AnaestheticAnswer, AnaestheticRequest
from neocol.record.base import Noun, RecordError
from neocol.record.care import CareDocument
from neocol.record.case import Case
from neocol.record.document import Stamp
from neocol.record.findings import Candidacy, Finding, Recognised
from neocol.record.intake import Intake, IntakeAnswers
from neocol.record.outcome import NotPredicted, Prediction, PredictionRequest, TrialsReport
from neocol.record.patient import Patient
from neocol.record.personal import PersonalAnswer, PersonalRequest
from neocol.record.photo import Analysis, DrawnZones, FaceMap, Measure, Photo
from neocol.record.plan import Course, Plan, PlanOption
from neocol.record.policy import Policy
from neocol.record.preparation import Preparation
from neocol.record.prp import PrpSheet, PrpWorksheet
from neocol.record.recovery import AftercarePlan, CheckIn, TriageAnswer
from neocol.record.review import CourseHistory, Review
from neocol.record.scale import (
    RatersAgree,
    Ratings,
    ScaleAbout,
    ScaleAnswers,
    ScaleChange,
    ScaleScore,
)
from neocol.record.session import Session, SessionDay
from neocol.record.simulation import Simulation, SimulationRequest
from neocol.record.skin_type import SkinType, SkinTypeAnswers

_PUBLISHED: tuple[type[Noun], ...] = (
    AdverseEvent,
    AdverseReport,
    AftercarePlan,
    AnaestheticAnswer,
    AnaestheticRequest,
    Analysis,
    Candidacy,
    CareDocument,
    Case,
    CheckIn,
    CourseHistory,
    DrawnZones,
    FaceMap,
    Finding,
    Intake,
    IntakeAnswers,
    Measure,
    NotPredicted,
    Patient,
    PersonalAnswer,
    PersonalRequest,
    Photo,
    Course,
    Plan,
    PlanOption,
    Policy,
    Prediction,
    PredictionRequest,
    Preparation,
    PrpSheet,
    PrpWorksheet,
    RatersAgree,
    Ratings,
    Recognised,
    Review,
    ScaleAbout,
    ScaleAnswers,
    ScaleChange,
    ScaleScore,
    Session,
    SessionDay,
    Simulation,
    SimulationRequest,
    SkinType,
    SkinTypeAnswers,
    Stamp,
    TrialsReport,
    TriageAnswer,
)
NOUNS: dict[str, type[Noun]] = {noun.__name__: noun for noun in _PUBLISHED}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a noun.

    Raises
    ------
    RecordError
        When there is no such noun; the message names the nearest.
    """
    noun = NOUNS.get(name) or {key.lower(): value for key, value in NOUNS.items()}.get(name.lower())
    if noun is None:
        near = get_close_matches(name, NOUNS, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(NOUNS)}"
        raise RecordError(f"no noun '{name}'; {hint}")
    return noun.model_json_schema(by_alias=True)
