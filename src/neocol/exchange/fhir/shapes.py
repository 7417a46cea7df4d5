"""Shapes that only another FHIR release has: named, so that nobody wonders why they fail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from neocol.exchange.fhir.elements import dicts, text_of
from neocol.record.base import RecordError

Test = Callable[[Any], bool]


def _there(value: Any) -> bool:
    return value is not None


def _word(value: Any) -> bool:
    return isinstance(value, str)


def _mapping(value: Any) -> bool:
    return isinstance(value, dict)


class Sign(NamedTuple):
    """A field whose presence or type only one release has."""

    release: str
    field: str
    test: Test = _there
    shown: str = ""

    def __str__(self) -> str:
        """Return how the shape is written in a sentence."""
        return self.shown or self.field


def _concept_or_reference(value: Any) -> bool:
    return isinstance(value, dict) and ("concept" in value or "reference" in value)


def _listed_concepts(value: Any) -> bool:
    return any(isinstance(item.get("concept"), dict) for item in dicts(value))


_MEDICATION: Final = Sign("R5", "medication", _concept_or_reference, "medication.concept")
_OLDER: Final = "STU3 or DSTU2"
_STATUS: Final = (
    Sign(_OLDER, "clinicalStatus", _word, "clinicalStatus as a plain string"),
    Sign(_OLDER, "verificationStatus", _word, "verificationStatus as a plain string"),
    Sign("STU3", "assertedDate"),
)

SIGNS: Final[dict[str, tuple[Sign, ...]]] = {
    "Condition": (
        Sign("DSTU2", "dateRecorded"),
        Sign("DSTU2", "patient"),
        *_STATUS,
        Sign("STU3", "context"),
        Sign("R5", "participant"),
        Sign("R5", "evidence", _listed_concepts, "evidence.concept"),
    ),
    "AllergyIntolerance": (
        Sign("DSTU2", "substance"),
        Sign("DSTU2", "status"),
        *_STATUS,
        Sign("R5", "type", _mapping, "type as a CodeableConcept"),
        Sign("R5", "participant"),
    ),
    "MedicationOrder": (Sign("DSTU2", "resourceType", shown="the resource itself"),),
    "MedicationRequest": (
        Sign("STU3", "context"),
        Sign("STU3", "definition"),
        Sign(
            "STU3",
            "requester",
            lambda value: _mapping(value) and "agent" in value,
            "requester.agent",
        ),
        _MEDICATION,
        Sign("R5", "effectiveDosePeriod"),
        Sign("R5", "renderedDosageInstruction"),
    ),
    "MedicationStatement": (
        Sign("DSTU2", "wasNotTaken"),
        Sign("STU3", "taken"),
        Sign("STU3", "reasonNotTaken"),
        _MEDICATION,
        Sign("R5", "adherence"),
        Sign("R5", "encounter"),
        Sign("R5", "renderedDosageInstruction"),
    ),
    "Medication": (
        Sign("STU3", "isOverTheCounter"),
        Sign("STU3", "isBrand"),
        Sign("STU3", "package"),
        Sign("R5", "doseForm"),
        Sign("R5", "marketingAuthorizationHolder"),
    ),
    "Procedure": (
        Sign("DSTU2", "notPerformed"),
        Sign("STU3", "notDone"),
        Sign("STU3", "context"),
        Sign("STU3", "definition"),
        *(
            Sign("R5", f"occurrence{suffix}")
            for suffix in ("DateTime", "Period", "String", "Age", "Range", "Timing")
        ),
        Sign("R5", "recorded"),
    ),
    "Patient": (Sign("STU3", "animal"), Sign("DSTU2", "careProvider")),
}
"""What another release has and R4 has not, for the resources that are read."""

_Against = dict[str, tuple[tuple[str, Test], ...]]

_NOT_DSTU2: Final[_Against] = {
    "Condition": (("clinicalStatus", _mapping), ("recordedDate", _there)),
    "AllergyIntolerance": (("clinicalStatus", _mapping),),
    "MedicationRequest": (("resourceType", _there),),
    "MedicationStatement": (("subject", _there),),
    "Procedure": (("statusReason", _there),),
}
_NOT_STU3: Final[_Against] = {
    "Condition": (("clinicalStatus", _mapping), ("encounter", _there), ("recordedDate", _there)),
    "AllergyIntolerance": (("clinicalStatus", _mapping), ("recordedDate", _there)),
    "MedicationRequest": (("encounter", _there),),
    "MedicationStatement": (("statusReason", _there),),
    "Procedure": (("encounter", _there), ("statusReason", _there)),
}
_NOT_R5: Final[_Against] = {
    "AllergyIntolerance": (("type", _word),),
    "MedicationRequest": (("medicationCodeableConcept", _there), ("medicationReference", _there)),
    "MedicationStatement": (("medicationCodeableConcept", _there), ("medicationReference", _there)),
    "Procedure": (("performedDateTime", _there), ("performedPeriod", _there)),
}
_NOT: Final = {"DSTU2": _NOT_DSTU2, "STU3": _NOT_STU3, _OLDER: _NOT_STU3}
"""What a release does not have: a resource with such a shape is not of it."""

_SPELLED: Final = re.compile(
    r"hl7\.org/fhir/(?:(?P<number>\d+\.\d+)|(?P<name>DSTU2|STU3|R5|R6))/StructureDefinition/"
    r"|^https?://hl7\.org/fhir/StructureDefinition/\w+\|(?P<version>\d+\.\d+)"
)
_RELEASES: Final = {"1.0": "DSTU2", "3.0": "STU3", "5.0": "R5", "6.0": "R6"}
_HINT_MAX_CHARS: Final = 300


class Foreign(NamedTuple):
    """A shape of another release, found in a bundle."""

    where: str
    kind: str
    release: str
    shape: str


def foreign_shapes(where: str, resource: dict[str, Any]) -> list[Foreign]:
    """Return the shapes in `resource` that R4 does not have."""
    kind = resource["resourceType"]
    found = [
        Foreign(where, kind, sign.release, str(sign))
        for sign in SIGNS.get(kind, ())
        if sign.test(resource.get(sign.field))
    ]
    release = stated_release(resource)
    if release is not None:
        found.append(Foreign(where, kind, release, "meta.profile"))
    return found


def stated_release(resource: dict[str, Any]) -> str | None:
    """Return the release other than R4 that ``fhirVersion`` or ``meta.profile`` states."""
    version = resource.get("fhirVersion")
    if isinstance(version, str):
        return _RELEASES.get(".".join(version.strip()[:_HINT_MAX_CHARS].split(".")[:2]))
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    for profile in profiles if isinstance(profiles, list) else [profiles]:
        match = _SPELLED.search(profile[:_HINT_MAX_CHARS]) if isinstance(profile, str) else None
        if match is None:
            continue
        release = match["name"] or _RELEASES.get(match["number"] or match["version"])
        if release is not None:
            return release
    return None


def refuse_other_release(
    bundle: dict[str, Any], found: list[Foreign], resources: Iterable[dict[str, Any]]
) -> None:
    """Refuse a bundle that is wholly of another release.

    It is so when it says so itself, or when it has shapes of another release and no resource in it
    has a shape which that release does not have. One odd resource among R4 ones is left to the
    notes.

    Raises
    ------
    RecordError
        Naming the release, the shape and where it stands.
    """
    stated = stated_release(bundle)
    if stated is not None:
        said = text_of(bundle.get("fhirVersion")) or "meta.profile"
        raise RecordError(f"this says that it is FHIR {stated} ({said}); R4 is read")
    if not found:
        return
    # What two releases share does not tell them apart, where something else does.
    telling = [shape for shape in found if shape.release != _OLDER] or found
    release = Counter(shape.release for shape in telling).most_common(1)[0][0]
    against = _NOT.get(release, _NOT_R5)
    for resource in resources:
        for name, test in against.get(resource["resourceType"], ()):
            if test(resource.get(name)):
                return
    first = next(shape for shape in found if shape.release == release)
    raise RecordError(
        f"this looks like FHIR {release} ({first.kind}.{first.shape} at {first.where}); R4 is read"
    )
