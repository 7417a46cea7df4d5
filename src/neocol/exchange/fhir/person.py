"""The Patient of a bundle: who it is, how old on the day, and which resources are theirs."""

from __future__ import annotations

from typing import Any, Final

from neocol.exchange.fhir.chart import Chart, Entry
from neocol.exchange.fhir.elements import dicts, names_of, quoted, reference_of, text_of
from neocol.exchange.fhir.timing import Moment, read_moment
from neocol.record.base import RecordError
from neocol.record.limits import AGE_MAX_YEARS

_SEX: Final = {"male": "M", "female": "F", "other": "other", "unknown": "unknown"}
_NAME_USES: Final = ("official", "usual")
_SHOWN: Final = 5
"""How many patients are named when there are too many."""


def the_patient(entries: list[Entry]) -> Entry:
    """Return the one Patient; the same one twice is one.

    Raises
    ------
    RecordError
        When there is none, or more than one, or the patient has died.
    """
    patients: list[Entry] = []
    for entry in entries:
        if entry.kind == "Patient" and not (patients and entry.resource == patients[0].resource):
            patients.append(entry)
    if not patients:
        raise RecordError("there is no Patient in this bundle")
    if len(patients) > 1:
        named = ", ".join(
            f"{name_of(p.resource) or 'unnamed'} ({p.where})" for p in patients[:_SHOWN]
        )
        more = ", …" if len(patients) > _SHOWN else ""
        raise RecordError(
            f"{len(patients)} Patients in this bundle: {named}{more}; one is read at a time"
        )
    entry = patients[0]
    died = entry.resource.get("deceasedDateTime")
    if died or entry.resource.get("deceasedBoolean") is True:
        when = f" ({text_of(died)})" if text_of(died) else ""
        raise RecordError(
            f"{name_of(entry.resource) or 'the patient'} is recorded as deceased{when}",
            f"{entry.where}.resource",
        )
    return entry


def name_of(resource: dict[str, Any]) -> str | None:
    """Return the official name, else the usual one, else the first."""
    names = list(dicts(resource.get("name")))
    names.sort(
        key=lambda name: (
            _NAME_USES.index(name["use"]) if name.get("use") in _NAME_USES else len(_NAME_USES)
        )
    )
    for name in names:
        given = name.get("given")
        parts = [*(given if isinstance(given, list) else [given]), name.get("family")]
        spelled = text_of(" ".join(part for part in parts if isinstance(part, str)))
        if text_of(name.get("text")) or spelled:
            return text_of(name.get("text")) or spelled
    return None


def read_person(entry: Entry, chart: Chart) -> dict[str, Any]:
    """Return name, sex and birth date (or age, where the date is incomplete) as a case has them.

    Notes
    -----
    ``gender`` is the administrative gender; the record has nothing better. Of an incomplete birth
    date the youngest possible age on the day is taken, so that nobody under age is taken for an
    adult; the note says so.

    Raises
    ------
    RecordError
        When the birth date lies after the day.
    """
    resource, notes = entry.resource, chart.notes
    person: dict[str, Any] = {"name": name_of(resource)}
    gender = text_of(resource.get("gender")) or ""
    person["sex"] = _SEX.get(gender, "unknown")
    if gender not in _SEX:
        said = f"{quoted(gender)} is not one of R4's" if gender else "missing"
        notes.say(f"Patient: gender is {said}; the sex is unknown", entry.where)
    written = resource.get("birthDate")
    born = read_moment(written)
    if born is None:
        said = "missing" if written is None else f"{quoted(written)}, which is no date"
        notes.say(f"Patient: birthDate is {said}; the age is unknown", entry.where)
        return person
    if chart.later(born):
        raise RecordError(
            f"{born.written[:10]} lies after the consultation on {chart.day}",
            f"{entry.where}.resource.birthDate",
            born.written,
        )
    youngest, oldest = _age(born, chart)
    if oldest > AGE_MAX_YEARS:
        notes.say(f"Patient: born {born.written[:10]}, {oldest} years; not believed", entry.where)
    elif born.exact:
        person["birth_date"] = born.latest
    else:
        person["age"] = youngest
        notes.say(
            f"Patient: birthDate is only {quoted(born.written)}; the youngest age is taken, "
            f"{youngest} years on {chart.day} (it may be {oldest})",
            entry.where,
        )
    return person


def _age(born: Moment, chart: Chart) -> tuple[int, int]:
    """Return the youngest and the oldest age in whole years on the day."""
    day = chart.day
    ages = [
        day.year - date.year - ((day.month, day.day) < (date.month, date.day))
        for date in (born.by(day), born.earliest)
    ]
    return ages[0], ages[1]


class Belonging:
    """Tells whether a resource is about the patient."""

    def __init__(self, patient: Entry) -> None:
        self._names = names_of(patient.full_url, patient.resource)
        self._on_a_server = (patient.full_url or "").startswith(("http://", "https://"))

    def whose(self, resource: dict[str, Any]) -> str | None:
        """Return ``theirs``, ``another`` or, when the resource does not say, ``None``."""
        subject = resource.get("subject") or resource.get("patient")
        if not isinstance(subject, dict):
            return None
        reference = reference_of(subject)
        if reference is None:
            return self._by_identifier(subject.get("identifier"))
        if reference in self._names or not self._names:
            return "theirs"
        if not self._on_a_server and reference.startswith(("http://", "https://")):
            # Only the end can be compared when the patient's own server is not said.
            reference = "/".join(reference.split("/")[-2:])
        return "theirs" if reference in self._names else "another"

    def _by_identifier(self, identifier: Any) -> str | None:
        if not isinstance(identifier, dict) or not isinstance(identifier.get("value"), str):
            return None
        system = identifier.get("system") or ""
        known = {name for name in self._names if name.startswith("Patient?")}
        if f"Patient?identifier={system}|{identifier['value']}" in known:
            return "theirs"
        # Another number of the same register is another person; of another register, unsaid.
        same = any(name.startswith(f"Patient?identifier={system}|") for name in known)
        return "another" if same else None
