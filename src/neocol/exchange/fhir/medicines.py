"""MedicationRequest and MedicationStatement: what the person takes, took, and since when not."""

from __future__ import annotations

from typing import Any, Final

from neocol.exchange.fhir.chart import Chart, Entry, says_nothing
from neocol.exchange.fhir.elements import (
    Concept,
    dicts,
    quoted,
    read_concept,
    reference_of,
    status_word,
    text_of,
)
from neocol.exchange.fhir.timing import Moment, read_moment, start_of
from neocol.record.patient import Medication
from neocol.record.words import MedicationStatus

_STATUS: Final[dict[str, MedicationStatus]] = {
    "active": "current",
    "completed": "stopped",
    "stopped": "stopped",
}
_UNUSED_STATUS: Final = {"cancelled", "entered-in-error", "draft", "intended", "not-taken"}
_UNUSED_INTENT: Final = {"proposal", "plan", "option"}


def medication_concept(entry: Entry, chart: Chart) -> Concept:
    """Return which medicine a resource is about, following its reference into the bundle."""
    resource = entry.resource
    value = resource.get("medicationCodeableConcept")
    reference = resource.get("medicationReference")
    codeable_reference = resource.get("medication")
    if isinstance(codeable_reference, dict):  # as R5 has it; named by shapes, and read
        value = value or codeable_reference.get("concept")
        reference = reference or codeable_reference.get("reference")
    concept = read_concept(value)
    if concept.text is not None or not isinstance(reference, dict):
        return concept
    drug = _drug(reference, resource, chart)
    if drug is not None:
        concept = read_concept(drug.get("code"))
        if concept.text is None:
            concept = Concept(text_of(" + ".join(_ingredients(drug))))
    if concept.text is None:
        concept = Concept(text_of(reference.get("display")))
    return concept


def _drug(
    reference: dict[str, Any], resource: dict[str, Any], chart: Chart
) -> dict[str, Any] | None:
    """Return the Medication that is meant: contained in the resource, or in the bundle."""
    name = reference_of(reference)
    if name is None:
        return None
    if not name.startswith("#"):
        return chart.drugs.get(name)
    for contained in dicts(resource.get("contained")):
        # STU3 and older wrote the id with its hash now and then.
        if contained.get("id") in (name[1:], name):
            return contained
    return None


def _ingredients(drug: dict[str, Any]) -> list[str]:
    found = []
    for ingredient in dicts(drug.get("ingredient")):
        item = ingredient.get("itemCodeableConcept") or ingredient.get("item")
        if isinstance(item, dict) and "concept" in item:
            item = item["concept"]
        text = read_concept(item).text
        if text is None:
            reference = ingredient.get("itemReference")
            text = text_of(reference.get("display")) if isinstance(reference, dict) else None
        if text is not None:
            found.append(text)
    return found


def read_medication(entry: Entry, concept: Concept, chart: Chart) -> Medication | None:
    """Read a medicine as current, stopped or unknown; ``None`` when it is left out.

    Notes
    -----
    Left out, with a note: cancelled, draft, entered in error, intended, not taken; intents
    proposal, plan and option; orders *not* to give; what begins after the day.

    ``last_dose_date`` is only what somebody wrote as the end of taking it: the end of a
    statement's ``effectivePeriod``, or the end of the dosage's bounds of an order that was
    completed. When an order was written or handed out, or when a statement was made, says nothing
    of the last dose: then the date stays unknown, and the note says when it was ordered. (A
    ``stopped`` order ended before its bounds, nobody knows when.)
    """
    words = concept.text
    if words is None:
        chart.say(entry, None, "left out, which medicine it is cannot be read")
        return None
    reason = says_nothing(concept) or _unused(entry.resource)
    if reason is not None:
        chart.say(entry, words, reason)
        return None
    resource = entry.resource
    ordered = _ordered(resource)
    begun = start_of(resource, "effective") or ordered
    if begun is not None and chart.later(begun):
        chart.say(
            entry, words, f"left out, {begun.earliest} lies after the consultation on {chart.day}"
        )
        return None
    code = status_word(resource.get("status"))
    status = _STATUS.get(code, "unknown")
    if status == "unknown":
        chart.say(entry, words, f"status {code or 'missing'}: whether it is taken is unknown")
    end = _end(resource, code)
    if end is not None and chart.later(end):
        if status == "stopped":
            chart.say(entry, words, f"stopped only on {end.earliest}, kept as current")
            status = "current"
        end = None
    if end is not None and status == "current":
        chart.say(entry, words, f"active, though an end is given ({end.latest}); kept as current")
        end = None
    if end is None and status == "stopped":
        when = f" (ordered {ordered.earliest})" if ordered else ""
        chart.open_ended.append(quoted(words) + when)
    return Medication(
        text=words,
        status=status,
        last_dose_date=chart.dated(entry, words, end) if end else None,
        rxnorm=concept.code("rxnorm"),
        atc=concept.code("atc"),
    )


def _unused(resource: dict[str, Any]) -> str | None:
    """Return why a medicine is neither taken nor was, ``None`` when it is or was."""
    status, intent = status_word(resource.get("status")), status_word(resource.get("intent"))
    if status in _UNUSED_STATUS:
        return f"left out, {status.replace('-', ' ')}"
    if intent in _UNUSED_INTENT:
        return f"left out, only a {intent}"
    if resource.get("doNotPerform") is True:
        return "left out, an order not to give it"
    if resource.get("taken") == "n" or resource.get("wasNotTaken") is True:
        return "left out, not taken"
    return None


def _ordered(resource: dict[str, Any]) -> Moment | None:
    return read_moment(resource.get("authoredOn")) or read_moment(resource.get("dateWritten"))


def _end(resource: dict[str, Any], code: str) -> Moment | None:
    """Return when the medicine was last taken, where somebody wrote it."""
    period = resource.get("effectivePeriod")
    end = read_moment(period.get("end")) if isinstance(period, dict) else None
    if end is not None or code == "stopped":
        return end
    ends = []
    for dosage in dicts(resource.get("dosageInstruction")):
        for timing in dicts(dosage.get("timing")):
            for repeat in dicts(timing.get("repeat")):
                bounds = repeat.get("boundsPeriod")
                ends.append(read_moment(bounds.get("end")) if isinstance(bounds, dict) else None)
    if not ends or None in ends:
        return None  # one dosage without an end goes on
    return max((end for end in ends if end is not None), key=lambda end: end.latest)
