"""Reads: what pages show of a patient, as the engine answers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404

from neocol import care
from neocol.clinic import engine
from neocol.clinic.models import Patient
from neocol.exchange.documents import words
from neocol.record import (
    AftercarePlan,
    Candidacy,
    CareDay,
    CareDocument,
    Case,
    CheckIn,
    Plan,
    TriageAnswer,
    dump_json,
)
from neocol.record.limits import SEVERITY_MAX, WORDS_MAX_CHARS
from neocol.recovery import triage as ask


@dataclass(frozen=True)
class Pathway:
    """One patient's course of care on a day."""

    slug: str
    case: Case
    today: dt.date
    sessions_done: int
    key: engine.Key
    planning: engine.Key

    @property
    def document(self) -> CareDocument:
        """The whole course of care, as it was answered for the consultation."""
        return engine.followed(self.key.case)

    @property
    def candidacy(self) -> Candidacy:
        """Whether, where and when; asked by itself, for it needs no plan."""
        return engine.screened(self.key.case)

    @property
    def planned(self) -> engine.Planned:
        """The plan as it is today: after a session it is made again and goes on from it."""
        return engine.planned(self.planning)

    @property
    def plan(self) -> Plan:
        """The courses worth offering today."""
        return self.planned.plan

    @property
    def day_after(self) -> int | None:
        """Days since the last session, if there was one."""
        session = self.case.session
        return None if session is None else (self.today - session.date).days

    @property
    def card(self) -> CareDay | None:
        """Today's card of the aftercare calendar."""
        if self.case.session is None:
            return None
        calendar = engine.recovered(self.key.case)
        return next((day for day in calendar.days if day.date == self.today), None)

    @property
    def stage(self) -> str:
        """The stage where this course stands today."""
        if self.card is not None:
            return "Recovery"
        if self.sessions_done:
            return "Review"
        open_ = self.candidacy.decision in {"defer", "not_a_candidate"}
        return "Consult" if open_ else "Plan"

    @property
    def stage_states(self) -> list[str]:
        """The state of every stage on the stage line: done, now or open."""
        here = words.STAGES.index(self.stage)
        return ["done" if i < here else "now" if i == here else "open" for i in range(6)]

    @property
    def next_step(self) -> str:
        """One sentence: what happens next."""
        candidacy = self.candidacy
        if self.stage == "Recovery":
            return f"Day {self.day_after} after session {self.sessions_done}"
        if candidacy.until is not None:
            return f"Wait until {words.day_words(candidacy.until)}"
        if candidacy.decision == "not_a_candidate":
            return "No needling; say why, and what else there is"
        return "Choose a course together"

    @property
    def alerts(self) -> list[str]:
        """Words to keep in sight: what was found that is more than a note."""
        found = [f for f in self.candidacy.findings if f.effect != "info"]
        return [words.plain_name(f.tag) for f in found]


def pathways(today: dt.date) -> list[Pathway]:
    """Return every patient's pathway."""
    return [_pathway(patient, today) for patient in Patient.objects.all()]


def warm() -> None:
    """Ask for every plan once, so that the first to open a patient does not wait for it."""
    from django.db import connection

    for path in pathways(dt.date.today()):
        engine.planned(path.planning)
    connection.close()


def pathway(slug: str, today: dt.date) -> Pathway:
    """Return one patient's pathway.

    Raises
    ------
    django.http.Http404
        When there is no such patient.
    """
    patient = Patient.objects.filter(slug=slug).first()
    if patient is None:
        raise Http404(f"no patient {slug}")
    return _pathway(patient, today)


def recovery(slug: str, today: dt.date, language: str) -> AftercarePlan:
    """Return the calendar after a patient's last session.

    Raises
    ------
    django.http.Http404
        When there is no such patient, or no session was done.
    """
    case = pathway(slug, today).case
    if case.session is None:
        raise Http404(f"no session of {slug}")
    return care.recover(case, on=today, language=language)


def triage(
    slug: str, today: dt.date, plan: AftercarePlan, asked: Mapping[str, str]
) -> TriageAnswer:
    """Answer a worried sentence with what is known of the patient and the session."""
    case = pathway(slug, today).case
    session, person = case.session, case.patient
    severity = asked.get("severity", "")
    return ask(
        CheckIn(
            language=plan.language,
            day_after_session=max((today - plan.session_date).days, 0),
            needle_mm=session.depth_mm if session else None,
            device=session.device if session else None,
            fitzpatrick=person.fitzpatrick,
            zones=session.zones if session else (),
            products=session.topicals if session else (),
            medicines=tuple(held.text for held in person.medications or ()),
            context="; ".join(held.text for held in person.conditions or ()) or None,
            patient_words=asked.get("words", "")[:WORDS_MAX_CHARS],
            severity_0_10=min(int(severity), SEVERITY_MAX) if severity.isdecimal() else None,
        )
    )


def _pathway(patient: Patient, today: dt.date) -> Pathway:
    case = patient.held_case()
    done = tuple(session.held_session() for session in patient.sessions.all())
    key = planning = engine.Key(dump_json(case, indent=None))
    if done:
        again = case.model_copy(update={"done": done})
        planning = engine.Key(dump_json(again, indent=None), on=today)
    return Pathway(patient.slug, case, today, len(done), key, planning)
