"""Several photographs of one visit: one measure, a narrower interval, an honest one."""

from __future__ import annotations

import pytest

from _photo_trials import ZONE, analysed
from _skin_phantoms import Phantom, render, wrinkled
from neocol.imaging import analyse, combine
from neocol.record import Analysis, Measure, RecordError
from tests.pictures import encoded


@pytest.fixture(scope="module")
def phantoms() -> list[Phantom]:
    """Return three shots of the same skin."""
    scene = wrinkled(91, depth_mm=0.15, width_mm=0.4)
    return [render(scene, 91, shot=shot) for shot in range(3)]


@pytest.fixture(scope="module")
def shots(phantoms: list[Phantom]) -> list[Analysis]:
    return [analysed(phantom, id="v1") for phantom in phantoms]


def _width(measure: Measure) -> float:
    assert measure.low is not None
    assert measure.high is not None
    return measure.high - measure.low


@pytest.mark.parametrize("count", [2, 3])
def test_repeats_narrow_the_interval(shots: list[Analysis], count: int) -> None:
    together = combine(shots[:count])
    assert together.repeats == count
    assert len(together.photos) == count
    for name in ("wrinkle_length_density", "tone_ita", "texture"):
        one, many = shots[0].zones[ZONE].measures[name], together.zones[ZONE].measures[name]
        assert _width(many) < _width(one), name
        assert many.low <= many.value <= many.high


def test_three_narrow_it_more_than_two(shots: list[Analysis]) -> None:
    two, three = (
        combine(shots[:count]).zones[ZONE].measures["wrinkle_length_density"] for count in (2, 3)
    )
    assert _width(three) < _width(two)


def test_shots_that_do_not_agree_say_so(shots: list[Analysis]) -> None:
    zone = shots[1].zones[ZONE]
    tone = zone.measures["tone_ita"]
    moved = tone.model_copy(
        update={end: getattr(tone, end) + 40 for end in ("value", "low", "high")}
    )
    odd = zone.model_copy(update={"measures": {**zone.measures, "tone_ita": moved}})
    together = combine([shots[0], shots[1].model_copy(update={"zones": {ZONE: odd}})])
    found = together.zones[ZONE].measures["tone_ita"]
    assert "do not agree" in found.reason
    assert _width(found) > _width(tone)


def test_a_measure_refused_in_one_shot_is_taken_from_the_others(shots: list[Analysis]) -> None:
    zone = shots[0].zones[ZONE]
    refused = Measure(unit="1/cm2", state="refused", reason="move closer")
    without = zone.model_copy(update={"measures": {**zone.measures, "spots": refused}})
    first = shots[0].model_copy(update={"zones": {ZONE: without}})
    assert combine([first, shots[1]]).zones[ZONE].measures["spots"].value is not None
    assert combine([first, first]).zones[ZONE].measures["spots"] == refused


def test_a_photograph_without_a_face_is_named(shots: list[Analysis]) -> None:
    blank = encoded(render(wrinkled(92, depth_mm=0.1, width_mm=0.3), 92).rgb, "PNG")
    with pytest.raises(RecordError, match=r"wall.png: No face"):
        combine([shots[0], analyse(blank, name="wall.png")])
