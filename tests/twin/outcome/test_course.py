"""Readings of a protocol: one where all is known, else several that cover what trials do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol import evidence
from neocol.record import RecordError
from neocol.record.outcome import Protocol
from neocol.twin.needling import DEVICES, Needling
from neocol.twin.outcome.course import VARIANTS, Reading, left_out, readings, without_needling

KNOWN = {
    "device": "pen",
    "needle_mm": 1.0,
    "punctures_per_cm2": 180.0,
    "sessions": 3,
    "interval_days": 21.0,
    "follow_up_days": 60.0,
}


def protocol(**changes: Any) -> Protocol:
    return Protocol.read({**KNOWN, **changes})


def of(part: str, found: tuple[Reading, ...]) -> list[float]:
    """Return one part of every reading."""
    if part == "sessions":
        return [len(one.course) for one in found]
    if part == "interval_days":
        return [one.course[1][0] - one.course[0][0] for one in found if len(one.course) > 1]
    if part == "follow_up_days":
        return [one.judged_at - one.course[-1][0] for one in found]
    return [getattr(one.course[0][1], part) for one in found]


def test_a_known_protocol_has_one_reading_whatever_the_seed() -> None:
    (found,) = readings(protocol(), 1)
    needling = Needling("pen", 1.0, 180.0)
    assert found == Reading(((0.0, needling), (21.0, needling), (42.0, needling)), 102.0)
    assert readings(protocol(), 2) == (found,)


def test_a_follow_up_counts_from_where_the_paper_says() -> None:
    (found,) = readings(protocol(follow_up_from="first_session"), 1)
    assert found.judged_at == 60.0
    assert found.course[-1][0] == 42.0
    (early,) = readings(protocol(follow_up_from="first_session", follow_up_days=10), 1)
    assert early.judged_at == 10.0 < early.course[-1][0]
    (last,) = readings(protocol(follow_up_days=0), 1)
    assert last.judged_at == last.course[-1][0]


def test_where_the_day_is_not_known_it_is_some_days_after_the_last_session() -> None:
    for start in ("first_session", "last_session"):
        for found in readings(protocol(follow_up_days=None, follow_up_from=start), 1):
            assert found.judged_at > found.course[-1][0]


@pytest.mark.parametrize(
    ("part", "key", "unit"),
    [
        ("needle_mm", "needle", "mm"),
        ("punctures_per_cm2", "density", "1/cm2"),
        ("sessions", "sessions", "1"),
        ("interval_days", "interval", "d"),
        ("follow_up_days", "follow_up", "d"),
    ],
)
def test_an_unknown_part_is_drawn_about_what_trials_do(part: str, key: str, unit: str) -> None:
    value, low, high = evidence.span(f"calibration.unknown.{key}", unit)
    found = readings(protocol(**{part: None}), 1)
    assert len(found) == VARIANTS == 16
    drawn = np.array(of(part, found))
    assert np.median(drawn) == pytest.approx(value, rel=0.15)
    assert low * 0.8 <= np.quantile(drawn, 0.05) <= np.quantile(drawn, 0.95) <= high * 1.2
    assert drawn.std() > (high - low) / 6
    for other in set(KNOWN) - {part, "device"}:
        assert of(other, found) == pytest.approx([KNOWN[other]] * len(of(other, found)))


def test_half_of_the_readings_of_an_unknown_device_are_rollers() -> None:
    devices = [one.course[0][1].device for one in readings(protocol(device=None), 1)]
    assert sorted(devices) == ["pen"] * 8 + ["roller"] * 8


def test_unknown_parts_are_not_drawn_together() -> None:
    """Long needles are not few punctures by the draw's own making."""
    between = []
    for seed in range(200):
        found = readings(protocol(needle_mm=None, punctures_per_cm2=None), seed)
        needles, densities = of("needle_mm", found), of("punctures_per_cm2", found)
        between.append(np.corrcoef(needles, densities)[0, 1])
    assert abs(np.mean(between)) < 0.1


def test_the_same_seed_reads_the_same() -> None:
    nothing = Protocol()
    assert readings(nothing, 3) == readings(nothing, 3)
    assert readings(nothing, 3) != readings(nothing, 4)


def test_passes_stand_for_punctures() -> None:
    (found,) = readings(protocol(punctures_per_cm2=None, passes=8), 1)
    (twice,) = readings(protocol(punctures_per_cm2=None, passes=16), 1)
    density = found.course[0][1].punctures_per_cm2
    assert twice.course[0][1].punctures_per_cm2 == pytest.approx(2 * density)
    (given_too,) = readings(protocol(passes=8), 1)
    assert given_too.course[0][1].punctures_per_cm2 == 180.0


@pytest.mark.parametrize(
    ("said", "device"),
    [("Dermaroller MF8", "roller"), ("SkinPen", "pen"), ("derma-stamp", "stamp"), ("PEN", "pen")],
)
def test_a_device_is_known_by_what_its_name_holds(said: str, device: str) -> None:
    (found,) = readings(protocol(device=said), 1)
    assert found.course[0][1].device == device


def test_nobody_is_needled_by_no_session_or_no_needle() -> None:
    assert without_needling(protocol(sessions=0))
    assert without_needling(protocol(needle_mm=0))
    assert not without_needling(protocol())
    assert not without_needling(Protocol())


maybe = st.none


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "device": maybe() | st.sampled_from([*DEVICES, "home_device", "x"]),
            "needle_mm": maybe() | st.floats(0.1, 3),
            "punctures_per_cm2": maybe() | st.floats(1, 10_000),
            "passes": maybe() | st.floats(0.1, 50),
            "sessions": maybe() | st.integers(1, 200),
            "interval_days": maybe() | st.floats(0.1, 3_650),
            "follow_up_days": maybe() | st.floats(0, 3_650),
            "follow_up_from": st.sampled_from(["last_session", "first_session"]),
        }
    ),
    st.integers(0, 99),
)
def test_every_reading_is_a_course_that_can_be_followed(said: dict[str, Any], seed: int) -> None:
    asked = Protocol.read(said)
    try:
        found = readings(asked, seed)
    except RecordError as error:
        assert "punctures" in error.path
        return
    assert len(found) == (VARIANTS if left_out(asked) else 1)
    for one in found:
        days = [day for day, _ in one.course]
        assert days[0] == 0.0
        assert (np.diff(days) > 0).all()
        assert one.judged_at >= 0
        for name in ("needle_mm", "punctures_per_cm2"):
            if said[name] is not None:
                assert getattr(one.course[0][1], name) == said[name]
