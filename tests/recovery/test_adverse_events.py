"""Adverse events: a report to copy, nothing personal in it, and what it still lacks."""

from __future__ import annotations

import pytest

from neocol.record import AdverseEvent, RecordError
from neocol.recovery import report

EVENT = {
    "date": "2026-04-01",
    "text": "itchy nodules on both cheeks",
    "zone": "cheeks",
    "patient": {"name": "Ana Ruiz", "birth_date": "1990-02-03", "sex": "F", "fitzpatrick": "IV"},
    "session": {"date": "2026-03-16", "device": "pen", "depth_mm": 1.5, "zones": "cheeks",
                "products": [{"name": "serum", "maker": "Acme", "lot": "A12"}, "gel"]},
}  # fmt: skip


def test_the_report_holds_what_an_authority_asks_for() -> None:
    told = report(AdverseEvent.read(EVENT))
    assert not told.serious
    for piece in ("itchy nodules", "day 16", "pen; 1.5 mm", "serum (Acme), lot A12",
                  "gel, lot not known", "skin type IV", "not assessed"):  # fmt: skip
        assert piece in told.text
    assert "The lot of every product." in told.missing
    assert "The device." in told.missing


def test_not_judged_is_another_thing_than_unassessable() -> None:
    judged = AdverseEvent.read({**EVENT, "causality": "unassessable", "judged_by": "Dr. M."})
    assert "unassessable (Dr. M.)" in report(judged).text


def test_no_name_and_no_birth_date_leave_the_clinic() -> None:
    told = report(AdverseEvent.read(EVENT))
    assert "Ana" not in told.text
    assert "1990" not in told.text


def test_serious_is_another_thing_than_severe() -> None:
    mild = AdverseEvent.read({**EVENT, "severity": "severe"})
    assert not report(mild).serious
    grave = AdverseEvent.read({**EVENT, "severity": "mild", "seriousness": "hospitalisation"})
    assert report(grave).serious
    assert "hospitalisation" in report(grave).text


def test_a_complete_record_lacks_nothing() -> None:
    full = {
        **EVENT,
        "severity": "moderate", "causality": "probable", "judged_by": "Dr. M.",
        "outcome": "recovering", "action": "all topicals stopped, patch test", "reporter": "clinic",
        "device": {"name": "pen X", "lot": "9"},
        "session": {"date": "2026-03-16", "products": [{"name": "serum", "lot": "A12"}]},
    }  # fmt: skip
    assert report(AdverseEvent.read(full)).missing == ()


def test_spanish_is_complete() -> None:
    told = report(AdverseEvent.read(EVENT), language="es")
    assert "EFECTO ADVERSO" in told.text
    assert "AEMPS" in told.text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"date": "2026-03-01"}, "lies before the session"),
        ({"resolved": "2026-03-20"}, "lies before"),
        ({"outcome": "died"}, "add death to seriousness"),
        ({"text": ""}, "at least 1 character"),
        ({"causality": "sure"}, "causality"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, str], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        AdverseEvent.read({**EVENT, **wrong})
