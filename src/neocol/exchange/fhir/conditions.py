"""Condition, AllergyIntolerance and Procedure: what the person has, had, and had done."""

from __future__ import annotations

import datetime as dt
from typing import Final

from neocol.exchange.fhir.chart import Chart, Entry, says_nothing
from neocol.exchange.fhir.elements import Concept, area_of, dicts, read_concept, status_word
from neocol.exchange.fhir.timing import Moment, end_of, read_moment, start_of, undated
from neocol.record.patient import Allergy, Condition, RecentProcedure

_PRESENT: Final = {"active", "recurrence", "relapse"}
_PAST: Final = {"inactive", "remission", "resolved"}
_NOT_SO: Final = {"refuted", "entered-in-error"}
_NOT_SURE: Final = {"unconfirmed", "provisional", "differential"}
_DONE: Final = {"completed", "in-progress"}


def read_condition(entry: Entry, concept: Concept, chart: Chart) -> Condition | None:
    """Read a Condition as present or, with ``resolved``, as past; ``None`` when it is left out.

    Notes
    -----
    Left out, with a note: refuted, entered in error, begun (or, without an onset, recorded) after
    the day. A condition that is over without an end date gets the date of its record or onset, so
    that it can be called past; the note says so. One that ended after the day was present on it.
    What is not yet confirmed is kept as present: a suspected keloid matters.
    """
    resource, words = entry.resource, concept.text
    sure = _verified(entry, concept, chart)
    onset = start_of(resource, "onset")
    recorded = read_moment(resource.get("recordedDate")) or read_moment(
        resource.get("assertedDate") or resource.get("dateRecorded")
    )
    begun = onset or recorded
    if not sure or words is None or (begun is not None and _after(entry, words, begun, chart)):
        return None
    if onset is None and (form := undated(resource, "onset")):
        chart.say(entry, words, f"{form} gives no date; when it began stays unknown")
    return Condition(
        text=words,
        icd10=concept.code("icd10"),
        snomed=concept.code("snomed"),
        since=chart.dated(entry, words, onset) if onset else None,
        resolved=_resolved(entry, words, recorded or onset, chart),
        area=area_of(resource),
    )


def _verified(entry: Entry, concept: Concept, chart: Chart) -> bool:
    """Tell whether the record stands by the resource; say what it doubts."""
    if concept.text is None:
        chart.say(entry, None, "left out, it has neither code nor text")
        return False
    reason = says_nothing(concept)
    verification = status_word(entry.resource.get("verificationStatus"))
    if reason is None and verification in _NOT_SO:
        reason = f"left out, {verification.replace('-', ' ')}"
    if reason is not None:
        chart.say(entry, concept.text, reason)
        return False
    if verification in _NOT_SURE:
        chart.say(entry, concept.text, f"not confirmed ({verification}), kept as present")
    return True


def _after(entry: Entry, words: str, moment: Moment, chart: Chart) -> bool:
    """Tell whether the moment lies after the day; say that this is why it is left out."""
    if chart.later(moment):
        chart.say(
            entry, words, f"left out, {moment.earliest} lies after the consultation on {chart.day}"
        )
        return True
    return False


def _resolved(entry: Entry, words: str, known: Moment | None, chart: Chart) -> dt.date | None:
    """Return the day by which the condition was over; ``None`` when it is present."""
    resource = entry.resource
    status = status_word(resource.get("clinicalStatus"))
    end = end_of(resource, "abatement") or start_of(resource, "abatement")
    over = status in _PAST or (status == "" and end is not None)
    if not over:
        if status not in _PRESENT:
            said = f"clinical status '{status}'" if status else "no clinical status"
            chart.say(entry, words, f"{said}, kept as present")
        elif end is not None and not chart.later(end):
            chart.say(entry, words, f"{status}, though an end is given; kept as present")
        return None
    if end is not None and chart.later(end):
        chart.say(entry, words, f"over only since {end.earliest}, kept as present")
        return None
    if end is not None:
        return chart.dated(entry, words, end)
    if known is None or chart.later(known):
        chart.say(entry, words, "over, but nobody wrote since when; over by the consultation")
        return chart.day
    day = known.by(chart.day)
    chart.say(entry, words, f"over, but without an end date; {day}, when it was noted, is taken")
    return day


def read_allergy(entry: Entry, concept: Concept, chart: Chart) -> Allergy | None:
    """Read an active AllergyIntolerance; the others are left out with a note."""
    resource = entry.resource
    if not _verified(entry, concept, chart) or concept.text is None:
        return None
    begun = start_of(resource, "onset") or read_moment(resource.get("recordedDate"))
    if begun is not None and _after(entry, concept.text, begun, chart):
        return None
    status = status_word(resource.get("clinicalStatus"))
    if status in _PAST:
        chart.say(entry, concept.text, f"left out, {status}")
        return None
    if status not in _PRESENT:
        chart.say(entry, concept.text, f"clinical status {status or 'missing'}, kept as active")
    return Allergy(text=concept.text, snomed=concept.code("snomed"), rxnorm=concept.code("rxnorm"))


def allergy_concept(entry: Entry) -> Concept:
    """Return what the allergy is to: its code, else the substances of its reactions."""
    concept = read_concept(entry.resource.get("code") or entry.resource.get("substance"))
    if concept.text is None:
        for reaction in dicts(entry.resource.get("reaction")):
            concept = read_concept(reaction.get("substance"))
            if concept.text is not None:
                break
    return concept


def read_procedure(entry: Entry, concept: Concept, chart: Chart) -> RecentProcedure | None:
    """Read a Procedure that was done, or begun, by the day; the others are left out with a note."""
    resource, words = entry.resource, concept.text
    if words is None:
        chart.say(entry, None, "left out, it has neither code nor text")
        return None
    status = status_word(resource.get("status"))
    not_done = resource.get("notDone") is True or resource.get("notPerformed") is True
    if status not in _DONE or not_done:
        reason = "not done" if not_done else status.replace("-", " ") or "without a status"
        chart.say(entry, words, f"left out, {reason}")
        return None
    # R5 calls it occurrence; a lone resource of that shape is read, and named as such.
    done = start = None
    for stem in ("performed", "occurrence"):
        done = done or end_of(resource, stem)
        start = start or start_of(resource, stem)
    if start is not None and _after(entry, words, start, chart):
        return None
    if done is None or chart.later(done):
        done = start
    if done is not None and _after(entry, words, done, chart):
        return None
    if done is None:
        chart.say(entry, words, "nobody wrote a date; when it was done stays unknown")
    return RecentProcedure(
        text=words,
        date=chart.dated(entry, words, done) if done else None,
        area=area_of(resource),
        snomed=concept.code("snomed"),
    )
