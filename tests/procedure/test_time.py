"""The time of a session: from areas and strokes, and honest about what was assumed."""

from __future__ import annotations

import pytest

from neocol import evidence
from neocol.evidence import EvidenceError
from neocol.procedure import cartridges, minutes_per_session, typical_area
from neocol.record.zones import FACE_ZONES, ZONES

NUMBER = "1"
CHEEKS = {"cheek_left": 30.0, "cheek_right": 30.0}


def _whole() -> tuple[float, int]:
    area = evidence.number("procedure.session.reference_area", "cm2")
    return area, int(evidence.number("devices.any.passes", NUMBER))


def test_the_pace_gives_back_the_session_of_the_sources() -> None:
    area, strokes = _whole()
    found = minutes_per_session({"cheek_left": area}, {"cheek_left": strokes})
    typical, short, long = evidence.span("procedure.session.minutes", "min")
    assert (found.median, found.low90, found.high90) == pytest.approx(
        (typical, short, long), abs=0.02
    )
    assert found.unit == "min"
    assert found.basis == "assumed"


def test_every_zone_has_a_typical_area_the_same_on_both_sides() -> None:
    for zone in ZONES:
        area = typical_area(zone)
        assert 0 < area.low90 < area.median < area.high90
        assert area.unit == "cm2"
        assert evidence.cite(area.sources)
    assert typical_area("cheek_left") == typical_area("cheek_right")


def test_face_and_neck_stay_under_what_a_source_says_of_them() -> None:
    """The reference area is the most that face and neck may come near."""
    most = evidence.number("procedure.session.reference_area", "cm2")
    whole = sum(typical_area(zone).median for zone in (*FACE_ZONES, "neck"))
    assert most / 2 < whole < most


def test_more_skin_and_more_strokes_take_longer() -> None:
    few = minutes_per_session(CHEEKS, dict.fromkeys(CHEEKS, 8))
    many = minutes_per_session(CHEEKS, dict.fromkeys(CHEEKS, 16))
    large = minutes_per_session({**CHEEKS, "chin": 20.0}, dict.fromkeys((*CHEEKS, "chin"), 16))
    assert few.median < many.median < large.median
    assert few.low90 < many.low90 < large.low90
    assert few.high90 < many.high90 < large.high90


def test_no_skin_is_only_getting_ready() -> None:
    found = minutes_per_session({}, {})
    assert (found.median, found.low90, found.high90) == evidence.span(
        "procedure.session.getting_ready", "min"
    )


def test_what_was_assumed_is_said() -> None:
    known = minutes_per_session(CHEEKS, dict.fromkeys(CHEEKS, 16))
    assert "not measured" not in known.note
    assert "usual strokes" not in known.note
    guessed = minutes_per_session({"cheek_left": None, "abdomen": None}, {"abdomen": 16})
    assert "areas typical, not measured: left cheek, abdomen" in guessed.note
    assert "usual strokes taken: left cheek" in guessed.note
    assert "london2017" in guessed.sources
    assert len(guessed.sources) == len(set(guessed.sources))


def test_a_typical_area_is_wider_than_the_same_area_measured() -> None:
    strokes = {"cheek_left": 16}
    typical = minutes_per_session({"cheek_left": None}, strokes)
    measured = minutes_per_session({"cheek_left": typical_area("cheek_left").median}, strokes)
    assert typical.median == pytest.approx(measured.median)
    assert typical.low90 < measured.low90
    assert typical.high90 > measured.high90


def test_a_roller_is_faster_and_a_device_that_is_not_planned_is_refused() -> None:
    strokes = dict.fromkeys(CHEEKS, 16)
    pen, roller = (minutes_per_session(CHEEKS, strokes, name) for name in ("pen", "roller"))
    assert roller.median < pen.median
    assert roller.low90 < pen.low90
    assert roller.high90 == pen.high90
    for call in (lambda: minutes_per_session(CHEEKS, strokes, "rf_needling"), _rf_cartridges):
        with pytest.raises(EvidenceError, match="no evidence"):
            call()
    with pytest.raises(EvidenceError, match="no evidence"):
        minutes_per_session({"knee": None}, {})


def _rf_cartridges() -> int:
    return cartridges("rf_needling")


def test_the_longest_session_is_the_sources_upper_end() -> None:
    _, _, long = evidence.span("procedure.session.minutes", "min")
    assert evidence.number("procedure.session.longest", "min") == long


@pytest.mark.parametrize("device", ["pen", "roller", "stamp"])
def test_one_cartridge_or_roller_a_session(device: str) -> None:
    assert cartridges(device) == 1
