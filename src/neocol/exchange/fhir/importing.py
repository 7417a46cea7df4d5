"""An R4 Bundle becomes a Case: sorted, read resource by resource, and honest about the rest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from neocol.exchange.fhir import conditions, medicines, observed, person
from neocol.exchange.fhir.chart import Chart, Entry, says_none
from neocol.exchange.fhir.checking import UncheckedError, count_elements, wrong_fields
from neocol.exchange.fhir.elements import (
    Concept,
    dicts,
    names_of,
    quoted,
    read_concept,
    text_of,
)
from neocol.exchange.fhir.notes import Notes
from neocol.exchange.fhir.shapes import foreign_shapes, refuse_other_release
from neocol.exchange.fhir.summary import summarise
from neocol.record.base import RecordError
from neocol.record.case import Case
from neocol.record.patient import Condition, Medication, Patient

BUNDLE_TYPES: Final = ("transaction", "collection", "searchset", "batch", "document")
ENTRIES_MAX: Final = 50_000
READ_MAX: Final = 10_000
"""More than one person's record has: entries, and those among them that are read."""
CHECKED_MAX: Final = 100_000
"""How many elements are checked against R4 field by field; the check costs time."""
OPEN_ENDED_SHOWN: Final = 10

_QUESTION_OF: Final = {
    "Condition": "conditions",
    "MedicationRequest": "medications",
    "MedicationStatement": "medications",
    "MedicationOrder": "medications",
    "AllergyIntolerance": "allergies",
    "Procedure": "recent_procedures",
}
_OF_DSTU2: Final = {"MedicationOrder"}
_KIND: Final = re.compile(r"[A-Z][A-Za-z]{1,40}")

NounT = TypeVar("NounT")


def case_from_bundle(
    bundle: dict[str, Any], *, on: dt.date | None = None, id: str | None = None
) -> Case:
    """Read an HL7 FHIR R4 Bundle as a case.

    Parameters
    ----------
    bundle : dict
        The Bundle (transaction, collection, searchset, batch or document), parsed from JSON.
    on : date, optional
        The day of the consultation; today by default. Age, and what is present and past, are as of
        this day; what began later is left out and noted.
    id : str, optional
        The id of the case; by default the Bundle's, else the Patient's.

    Returns
    -------
    Case
        With ``consult_date`` set to the day and ``not_understood`` saying, in short sentences with
        their place, whatever was left out, assumed, unreadable or not looked at.

    Raises
    ------
    RecordError
        When it is no such Bundle, looks wholly like another release (STU3, R5 …), holds no Patient
        or several, or the patient has died or was born after the day.

    Notes
    -----
    *Unknown is not none.* A question (conditions, medications, allergies, recent procedures) is
    answered by the resources of its kind that are read. When there are none, because the bundle
    has none or all had to be left out, the answer is ``None``: unknown. Only an explicit code such
    as SNOMED CT 716186003 (no known allergy) gives the empty answer "asked, none"; beside real
    entries it is noted and the entries count. "No known drug allergy" says nothing of latex or
    metals and so answers nothing. A bundle with only stopped medicines has answered: with those.

    One odd resource does not lose the others: what can be read of it is read and the odd field is
    noted. Statuses are those of the bundle; a day in the past does not undo a later change, except
    that what ended after the day was present on it.

    Limits
    ------
    Observations are read for weight, pregnancy and smoking only: laboratory results, family
    history, devices and administered medicines are counted in ``not_understood`` and must be looked
    at by a person. A searchset may be one page of several; the note says so.

    References
    ----------
    HL7 FHIR R4 (4.0.1), https://hl7.org/fhir/R4/ ; International Patient Summary 1.1.0,
    https://hl7.org/fhir/uv/ips/ for the codes of absent and unknown data.
    """
    chart = Chart(on or dt.date.today(), Notes())
    try:
        return _case(bundle, chart, id)
    except RecursionError:
        raise RecordError("nested too deeply") from None


def _case(bundle: dict[str, Any], chart: Chart, id: str | None) -> Case:
    entries = _entries(bundle, chart.notes)
    found = [shape for entry in entries for shape in foreign_shapes(entry.where, entry.resource)]
    refuse_other_release(bundle, found, (entry.resource for entry in entries))
    for shape in found:
        chart.notes.say(f"{shape.kind}: {shape.shape} is FHIR {shape.release}", shape.where)
    patient = person.the_patient(entries)
    theirs = _theirs(entries, patient, chart)
    said = person.read_person(patient, chart)
    said.update(_answers(theirs, chart))
    _check([patient, *theirs], {shape.where for shape in found}, chart.notes)
    summarise((entry for entry in entries if not _is_read(entry)), chart.notes)
    key = id or text_of(bundle.get("id")) or text_of(patient.resource.get("id"))
    return Case.read(
        {
            "id": key,
            "consult_date": chart.day,
            "patient": Patient.read(said),
            "not_understood": chart.notes.lines(),
        }
    )


def _entries(bundle: dict[str, Any], notes: Notes) -> list[Entry]:
    """Return the readable entries; note the others, and pages that are missing."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        kind = bundle.get("resourceType") if isinstance(bundle, dict) else None
        said = f"a FHIR {text_of(kind)}" if text_of(kind) else "no FHIR resource"
        raise RecordError(f"a FHIR R4 Bundle is expected; this is {said}")
    kind = bundle.get("type")
    if kind is None:
        notes.say("Bundle.type is missing; read as a collection")
    elif kind not in BUNDLE_TYPES:
        raise RecordError(
            f"a Bundle of type {quoted(kind)} is no record of a person; "
            f"{', '.join(BUNDLE_TYPES)} are read",
            "type",
        )
    items = bundle.get("entry")
    if not isinstance(items, list) or not items:
        raise RecordError("the Bundle is empty: it has no entry", "entry")
    if len(items) > ENTRIES_MAX:
        raise RecordError(f"{len(items):,} entries; at most {ENTRIES_MAX:,} are read", "entry")
    entries = []
    for i, item in enumerate(items):
        entry = _entry(item, f"entry[{i}]", notes)
        if entry is not None:
            entries.append(entry)
    if any(link.get("relation") == "next" for link in dicts(bundle.get("link"))):
        notes.say("the Bundle is one page of several; what is on the others is not known here")
    return entries


def _entry(item: Any, where: str, notes: Notes) -> Entry | None:
    if not isinstance(item, dict):
        notes.say("is no entry", where)
        return None
    resource, full_url = item.get("resource"), item.get("fullUrl")
    request = item.get("request")
    method = text_of(request.get("method")) if isinstance(request, dict) else None
    if method in {"DELETE", "PATCH"}:
        notes.say(f"is a {method} request: left out", where)
        return None
    if not isinstance(resource, dict):
        notes.say("holds no resource", where)
        return None
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not _KIND.fullmatch(kind):
        notes.say(f"resourceType {quoted(kind)} is none", where)
        return None
    return Entry(where, kind, resource, full_url if isinstance(full_url, str) else None)


def _is_read(entry: Entry) -> bool:
    if entry.kind == "Observation":
        return observed.is_read(entry.resource)
    return entry.kind in _QUESTION_OF or entry.kind == "Patient"


def _theirs(entries: list[Entry], patient: Entry, chart: Chart) -> list[Entry]:
    """Return what is read and is the patient's; note what is another's or nobody's."""
    belonging = person.Belonging(patient)
    if not names_of(patient.full_url, patient.resource):
        chart.notes.say("Patient has neither id nor fullUrl: all resources are taken as theirs")
    theirs = []
    for entry in entries:
        if entry.kind == "Medication":
            for name in names_of(entry.full_url, entry.resource):
                chart.drugs.setdefault(name, entry.resource)
        elif _is_read(entry) and entry.kind != "Patient":
            whose = belonging.whose(entry.resource)
            if whose == "another":
                chart.notes.say(f"{entry.kind}: left out, it is about another patient", entry.where)
                continue
            if whose is None:
                chart.notes.say(
                    f"{entry.kind}: does not say whose it is, taken as theirs", entry.where
                )
            theirs.append(entry)
    if len(theirs) > READ_MAX:
        raise RecordError(
            f"{len(theirs):,} conditions, medicines, allergies, procedures and observations; "
            f"at most {READ_MAX:,} are read",
            "entry",
        )
    return theirs


def _answers(theirs: list[Entry], chart: Chart) -> dict[str, Any]:
    """Return the answers of the bundle, a key of the patient each."""
    answers: dict[str, Any] = {
        "conditions": _answer(theirs, "conditions", conditions.read_condition, chart),
        "medications": _answer(theirs, "medications", medicines.read_medication, chart),
        "allergies": _answer(theirs, "allergies", conditions.read_allergy, chart),
        "recent_procedures": _answer(theirs, "recent_procedures", conditions.read_procedure, chart),
    }
    latest = observed.Latest(chart)
    for entry in theirs:
        if entry.kind == "Observation":
            latest.add(entry)
    answers["weight_kg"] = latest.weight_kg()
    answers["pregnancy"] = latest.pregnancy()
    smokes = latest.smoking()
    if smokes is not None and answers["conditions"] is not None:
        answers["conditions"] = (*answers["conditions"], smokes)
    elif smokes is not None:
        # Alone it would read as the whole list of conditions, and so as "nothing else".
        chart.notes.say(f"Observation {quoted(smokes.text)}: no other conditions known, left out")
    if chart.open_ended:
        shown = chart.open_ended[:OPEN_ENDED_SHOWN]
        more = len(chart.open_ended) - len(shown)
        chart.notes.say(
            f"stopped, but nobody wrote the last dose: {', '.join(shown)}"
            + (f" and {more:,} more" if more else "")
        )
    return answers


def _concept_of(entry: Entry, chart: Chart) -> Concept:
    if _QUESTION_OF[entry.kind] == "medications":
        return medicines.medication_concept(entry, chart)
    if entry.kind == "AllergyIntolerance":
        return conditions.allergy_concept(entry)
    return read_concept(entry.resource.get("code"))


def _answer(
    theirs: list[Entry],
    question: str,
    read: Callable[[Entry, Concept, Chart], NounT | None],
    chart: Chart,
) -> tuple[NounT, ...] | None:
    """Return the answer to one question: the nouns, ``()`` for none known, ``None`` for unknown."""
    nouns: list[NounT] = []
    none_known: list[tuple[Entry, Concept]] = []
    for entry in theirs:
        if _QUESTION_OF.get(entry.kind) != question:
            continue
        concept = _concept_of(entry, chart)
        noun = read(entry, concept, chart)
        if noun is None:
            continue
        if not says_none(concept, question):
            nouns.append(noun)
        elif _is_over(noun):
            chart.say(entry, concept.text, "no longer so, and so no answer")
        else:
            none_known.append((entry, concept))
    if not none_known:
        return tuple(nouns) or None
    if nouns:
        for entry, concept in none_known:
            chart.say(entry, concept.text, "contradicted by other entries, which count")
    return tuple(nouns)


def _is_over(noun: object) -> bool:
    """Tell whether "none known" was said of a time that has passed."""
    if isinstance(noun, Medication):
        return noun.status != "current"
    return isinstance(noun, Condition) and noun.resolved is not None


def _check(entries: list[Entry], odd: set[str], notes: Notes) -> None:
    """Note the fields that are not as R4 has them, except of resources already named as odd."""
    left = CHECKED_MAX
    unchecked = 0
    for entry in entries:
        if entry.where in odd or entry.kind in _OF_DSTU2:
            continue
        left -= count_elements(entry.resource, left)
        if left <= 0:
            unchecked += 1
            continue
        try:
            wrong = wrong_fields(entry.resource)
        except UncheckedError:
            notes.say("not checked against R4 field by field: the extra 'fhir' is not installed")
            return
        if wrong:
            notes.say(f"{entry.kind}: not as R4 has it: {', '.join(wrong)}", entry.where)
    if unchecked:
        notes.say(f"{unchecked:,} resources too many or too large to check field by field")
