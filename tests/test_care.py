"""The whole pathway: on our own small inputs, and on published bundles and faces."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol import care, evidence
from neocol.exchange import casefile
from neocol.exchange.documents import care_html
from neocol.record import CareDocument, Case, dump_json, load_record
from neocol.record.zones import FACE_ZONES
from tests.record.test_nouns import patients
from tests.samples import case


def followed(photos: dict[str, bytes] | None = None, **patient: Any) -> CareDocument:
    return care.follow(Case.read(case(**patient)), photos=photos)


def test_every_stage_answers_for_a_healthy_person() -> None:
    document = followed()
    assert document.candidacy.decision == "eligible"
    assert document.plan.recommended == 0
    assert document.healing is not None
    assert document.session_day is not None
    assert document.aftercare is not None
    assert document.review.response == "nothing to assess yet"
    assert document.stamp.evidence == evidence.version()


def test_a_photograph_gives_the_plan_its_areas(portrait_jpeg: bytes) -> None:
    document = followed({"a.jpg": portrait_jpeg}, planned_areas="cheeks")
    (analysis,) = document.photos
    zones = document.plan.options[0].zones
    assert zones["cheek_left"].area_cm2 == analysis.zones["cheek_left"].area_cm2
    assert "typical" not in document.plan.options[0].minutes_per_session.note
    assert "typical" in followed(planned_areas="cheeks").plan.options[0].minutes_per_session.note


def test_nobody_who_is_not_a_candidate_gets_a_course_or_a_session() -> None:
    document = followed(pregnancy="yes")
    assert document.plan.options == ()
    assert document.session_day is None
    assert document.aftercare is None
    assert document.healing is None


def test_the_session_waits_for_the_day_that_candidacy_names() -> None:
    document = followed(recent_procedures=[{"text": "filler", "days_before_consult": 4}])
    assert document.session_day is not None
    assert document.session_day.date == document.candidacy.until == dt.date(2026, 3, 26)
    assert document.session_day.conditional_on


def test_a_session_that_was_done_is_followed() -> None:
    held = Case.read({**case(), "session": {"date": "2026-03-20", "depth": 1, "zones": "cheeks"}})
    document = care.follow(held)
    assert document.aftercare is not None
    assert document.aftercare.session_date == dt.date(2026, 3, 20)
    assert "1 session recorded" in document.review.reasons


def test_everything_that_is_cited_is_in_the_bibliography() -> None:
    document = followed(medications=["warfarin"], planned_areas="face")
    held = {reference.key for reference in document.bibliography}
    assert set(document.candidacy.sources()) <= held
    assert document.session_day is not None
    assert {key for item in document.session_day.checklist for key in item.sources} <= held


@settings(max_examples=40, deadline=None)
@given(patients, st.sampled_from(["face", "scalp", "thighs", "chin", None]))
def test_any_person_gets_a_document_that_reads_back(
    patient: dict[str, object], area: str | None
) -> None:
    held = Case.read({"consult_date": "2026-03-16", "patient": {**patient, "planned_areas": area}})
    document = care.follow(held)
    assert load_record(CareDocument, json.loads(dump_json(document))) == document
    assert care_html(document)


PAIRS = [("Asa_Hermiston", "021"), ("Hassan_Jacobi", "061"), ("Cammy_Kreiger", "120")]


@pytest.mark.parametrize(("bundle", "face"), PAIRS)
def test_published_bundles_with_published_faces(shared_data: Path, bundle: str, face: str) -> None:
    photo = (shared_data / "faces" / f"{face}_neutral.jpg").read_bytes()
    wish = {
        "fhir": f"{bundle}.json",
        "patient": {"fitzpatrick": "III", "concerns": "wrinkles", "planned_areas": "face"},
    }
    (held,) = casefile.cases(wish, base=shared_data / "fhir", on=dt.date(2026, 3, 16))
    assert isinstance(held, Case)
    document = care.follow(held, photos={"front.jpg": photo})
    assert document.photos[0].face is not None
    assert set(document.photos[0].zones) == set(FACE_ZONES)
    assert document.candidacy.not_read
    assert document.plan.options or document.plan.refused
    page = care_html(document, photos={"front.jpg": photo})
    assert "data:image/jpeg" in page


def test_every_published_bundle_is_followed(shared_data: Path) -> None:
    for path in sorted((shared_data / "fhir").glob("*.json")):
        data = casefile.read_data(path)
        (held,) = casefile.cases(data, base=path.parent, on=dt.date(2026, 3, 16))
        assert isinstance(held, Case), held
        document = care.follow(held)
        assert document.candidacy.missing, "a chart alone never says what is wished"
        assert care_html(document)
