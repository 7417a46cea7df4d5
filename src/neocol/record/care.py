"""The whole pathway in one document."""

from __future__ import annotations

from neocol.record.base import Noun
from neocol.record.case import Case
from neocol.record.document import Stamp
from neocol.record.findings import Candidacy
from neocol.record.photo import Analysis
from neocol.record.plan import Plan
from neocol.record.recovery import AftercarePlan
from neocol.record.review import Review
from neocol.record.session import SessionDay
from neocol.record.simulation import Simulation


class Reference(Noun):
    """One entry of the bibliography that the document rests on."""

    key: str
    text: str
    url: str | None = None
    status: str


class CareDocument(Noun):
    """One course of care, from consultation to review, as the engine answers it today."""

    id: str | None = None
    case: Case
    candidacy: Candidacy
    photos: tuple[Analysis, ...] = ()
    plan: Plan
    healing: Simulation | None = None
    session_day: SessionDay | None = None
    aftercare: AftercarePlan | None = None
    review: Review
    bibliography: tuple[Reference, ...] = ()
    honest_words: str
    stamp: Stamp
