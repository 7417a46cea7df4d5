"""Whatever a bundle holds, the answer is a case or a clear error."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neocol.exchange.fhir import case_from_bundle
from neocol.exchange.fhir.timing import read_moment
from neocol.record import Case, RecordError
from tests.exchange.fhir.samples import (
    ON,
    PATIENT,
    allergy,
    bundle,
    condition,
    observation,
    procedure,
    read,
    request,
)


@given(st.dates(min_value=dt.date(1, 1, 1)))
def test_every_date_is_read_back(day: dt.date) -> None:
    exact = read_moment(day.isoformat())
    assert exact is not None
    assert (exact.earliest, exact.latest) == (day, day)
    for written in (day.isoformat()[:7], day.isoformat()[:4]):
        moment = read_moment(written)
        assert moment is not None
        assert moment.earliest <= day <= moment.latest
        assert moment.by(day) == day


WORDS = """
    Condition MedicationRequest MedicationStatement MedicationOrder Patient AllergyIntolerance
    Procedure Observation Medication Encounter active resolved stopped completed final order #m
    Patient/p 1980 2019-05 2019-05-04 2030-01-01 29463-7 82810-3 72166-2 kg male 716186003
    787481004 DELETE 5.0.0 next http://loinc.org http://snomed.info/sct
"""
FIELDS = """
    resourceType resource request fullUrl id meta profile subject patient reference identifier
    system value code coding text display clinicalStatus verificationStatus onsetDateTime
    onsetPeriod abatementDateTime abatementPeriod recordedDate start end bodySite status intent
    method medicationCodeableConcept medicationReference medication concept contained ingredient
    itemCodeableConcept authoredOn effectivePeriod effectiveDateTime dosageInstruction timing repeat
    boundsPeriod performedPeriod reaction substance valueQuantity valueCodeableConcept unit
    birthDate gender name given family use deceasedDateTime fhirVersion userSelected doNotPerform
"""
KEYS = st.sampled_from(FIELDS.split())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 0])
    | st.floats()
    | st.sampled_from([*WORDS.split(), "\ud800", "\0", ""])
    | st.text(max_size=8)
)
GARBAGE = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=25,
)
KINDS = ["Condition", "MedicationRequest", "MedicationStatement", "AllergyIntolerance"]
KINDS += ["Procedure", "Observation", "Medication", "Patient", "MedicationOrder"]
RESOURCES = st.builds(
    lambda kind, fields: {**fields, "resourceType": kind},
    st.sampled_from(KINDS),
    st.dictionaries(KEYS, GARBAGE, max_size=8),
)
LAX = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(data: dict[str, Any]) -> Case | str:
    """Return the case, or the one line that came instead; anything else is a failure."""
    try:
        return case_from_bundle(data, on=ON)
    except RecordError as error:
        return str(error)


@LAX
@given(
    st.lists(GARBAGE | st.builds(lambda r: {"resource": r}, RESOURCES), min_size=1, max_size=4),
    st.booleans(),
)
def test_garbage_gives_a_case_or_one_clear_line(entries: list[Any], with_patient: bool) -> None:
    patient = [{"resource": PATIENT}] if with_patient else []
    found = outcome(bundle(type="batch") | {"entry": patient + entries})
    if isinstance(found, Case):
        # Whatever came in, what comes out is a case that can be written and read again.
        assert Case.read(json.loads(found.model_dump_json())) == found
    else:
        assert found
        assert "\n" not in found


@LAX
@given(st.dictionaries(KEYS, GARBAGE, max_size=8), RESOURCES)
def test_a_garbled_patient_costs_no_more_than_one_clear_line(
    fields: dict[str, Any], resource: dict[str, Any]
) -> None:
    found = outcome(bundle(resource, patient={**fields, "resourceType": "Patient"}))
    assert isinstance(found, Case) or "\n" not in found


@given(st.permutations(range(5)))
def test_the_order_of_the_entries_does_not_matter(order: list[int]) -> None:
    resources = [condition(), request(), allergy(), procedure(), observation("82810-3")]
    shuffled = bundle(*[resources[i] for i in order])
    shuffled["entry"].append(shuffled["entry"].pop(0))
    assert case_from_bundle(shuffled, on=ON).patient == read(*resources).patient
