"""The nouns: validated, immutable, with units in their names; JSON and YAML in and out."""

from neocol.record.adverse_event import AdverseEvent, AdverseReport
from neocol.record.base import Noun, RecordError
from neocol.record.care import CareDocument
from neocol.record.case import Case
from neocol.record.course import (
    Endpoint,
    Plan,
    PlanOption,
    Range,
    Refused,
    Simulation,
    SimulationRequest,
    SkinInput,
    ZonePlan,
)
from neocol.record.document import Stamp, dump_json, dump_yaml, load_record, parse_text
from neocol.record.findings import Candidacy, Finding, Recognised
from neocol.record.nouns import NOUNS, schema
from neocol.record.patient import (
    Allergy,
    Condition,
    Medication,
    Patient,
    PlanWish,
    Preferences,
    RecentProcedure,
)
from neocol.record.photo import Analysis, FaceMap, Measure, Photo, Scale, ZoneReading
from neocol.record.policy import Choice, Contact, Policy
from neocol.record.preparation import Change, Preparation, PreparationItem
from neocol.record.recovery import (
    AftercareItem,
    AftercarePlan,
    CareDay,
    CheckIn,
    Differential,
    ExpectedCourse,
    ExpectedSign,
    PlannedCheckIn,
    TriageAnswer,
)
from neocol.record.review import CourseHistory, Review
from neocol.record.session import ChecklistItem, Product, Session, SessionDay

__all__ = [
    "NOUNS",
    "AdverseEvent",
    "AdverseReport",
    "AftercareItem",
    "AftercarePlan",
    "Allergy",
    "Analysis",
    "Candidacy",
    "CareDay",
    "CareDocument",
    "Case",
    "Change",
    "CheckIn",
    "ChecklistItem",
    "Choice",
    "Condition",
    "Contact",
    "CourseHistory",
    "Differential",
    "Endpoint",
    "ExpectedCourse",
    "ExpectedSign",
    "FaceMap",
    "Finding",
    "Measure",
    "Medication",
    "Noun",
    "Patient",
    "Photo",
    "Plan",
    "PlanOption",
    "PlanWish",
    "PlannedCheckIn",
    "Policy",
    "Preferences",
    "Preparation",
    "PreparationItem",
    "Product",
    "Range",
    "RecentProcedure",
    "Recognised",
    "RecordError",
    "Refused",
    "Review",
    "Scale",
    "Session",
    "SessionDay",
    "Simulation",
    "SimulationRequest",
    "SkinInput",
    "Stamp",
    "TriageAnswer",
    "ZonePlan",
    "ZoneReading",
    "dump_json",
    "dump_yaml",
    "load_record",
    "parse_text",
    "schema",
]
