"""Needles: punctures, reached depth, and the share of skin inside a channel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.record import RecordError
from neocol.twin import Needling, passes_for, punctures_per_cm2
from neocol.twin.needling import injured_share, reached_mm, surface_share

EDGES = np.linspace(0.0, 1.0, 11)[None]


def share(density: float, radius: float, depth: float, above: float = 0.1) -> np.ndarray:
    one = (np.array([x]) for x in (radius, depth, above))
    return injured_share(density, *one, EDGES)[0]


@given(st.floats(1, 500), st.sampled_from(["pen", "roller", "stamp"]))
def test_passes_and_punctures_are_inverse(density: float, device: str) -> None:
    assert punctures_per_cm2(device, passes_for(device, density)) == pytest.approx(density)


@given(st.floats(0.2, 20), st.floats(20, 200), st.floats(1, 30))
def test_a_gliding_pen_is_inverse_too(glide: float, strokes: float, passes: float) -> None:
    density = punctures_per_cm2("pen", passes, glide_cm_s=glide, strokes_hz=strokes)
    assert passes_for("pen", density, glide_cm_s=glide, strokes_hz=strokes) == pytest.approx(passes)
    faster = punctures_per_cm2("pen", passes, glide_cm_s=2 * glide, strokes_hz=strokes)
    assert faster == pytest.approx(density / 2)


def test_a_pen_strikes_needles_times_frequency_over_the_area_it_sweeps() -> None:
    needles = evidence.number("devices.pen.needles", "1")
    width_cm = evidence.number("devices.pen.stroke_width", "mm") / 10
    assert punctures_per_cm2("pen", 1, glide_cm_s=2, strokes_hz=100) == pytest.approx(
        needles * 100 / (2 * width_cm)
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"device": "roller", "passes": 1, "glide_cm_s": 2},
        {"device": "pen", "passes": 1, "glide_cm_s": 0},
        {"device": "pen", "passes": 1, "glide_cm_s": math.nan},
        {"device": "pen", "passes": 1, "strokes_hz": 90},
        {"device": "pen", "passes": 1, "glide_cm_s": 1, "strokes_hz": -1},
    ],
)
def test_a_glide_that_makes_no_sense_is_refused(asked: dict[str, float | str]) -> None:
    with pytest.raises(RecordError):
        punctures_per_cm2(**asked)


@pytest.mark.parametrize(
    ("device", "needle", "density", "field"),
    [
        ("laser", 1.0, 100.0, "device"),
        ("pen", 0.0, 100.0, "needle_mm"),
        ("pen", 3.1, 100.0, "needle_mm"),
        ("pen", math.nan, 100.0, "needle_mm"),
        ("pen", 1.0, 0.0, "punctures_per_cm2"),
        ("pen", 1.0, math.inf, "punctures_per_cm2"),
    ],
)
def test_a_needling_that_cannot_be_is_refused(
    device: str, needle: float, density: float, field: str
) -> None:
    with pytest.raises(RecordError, match=field):
        Needling(device, needle, density)


def test_depth_is_never_beyond_the_needle_nor_negative() -> None:
    ratio, gives = np.array([0.0, 0.5, 2.0]), np.array([0.3, 0.1, 0.0])
    np.testing.assert_allclose(reached_mm(1.0, ratio, gives), [0.0, 0.45, 1.0])
    np.testing.assert_allclose(reached_mm(0.2, ratio, gives), [0.0, 0.05, 0.2])


@given(st.floats(1, 1000), st.floats(0.01, 0.1), st.floats(0.05, 3.0), st.floats(0.02, 0.2))
def test_more_punctures_wider_and_deeper_injure_at_least_as_much(
    density: float, radius: float, depth: float, above: float
) -> None:
    less = share(density, radius, depth, above)
    assert ((less >= 0) & (less < 1)).all()
    assert (np.diff(less) <= 1e-12).all()  # never more below than above
    for more in (
        share(1.2 * density, radius, depth, above),
        share(density, 1.2 * radius, depth, above),
        share(density, radius, 1.2 * depth, above),
    ):
        assert (more >= less - 1e-12).all()


def test_few_channels_add_up_and_many_overlap() -> None:
    """The volume of thin cones when they are few; never more than everything."""
    depth, radius, density = 0.6, 0.035, 5.0
    cone = density / 100 * math.pi * radius**2 * depth / 3
    found = float(share(density, radius, depth, above=0.0).sum() * 0.1)
    assert found == pytest.approx(cone, rel=1e-3)
    assert float(surface_share(5e4, np.array([0.1]))[0]) == pytest.approx(1.0)


def test_overlap_is_that_of_points_thrown_at_random() -> None:
    rng = np.random.default_rng(3)
    density_mm2, radius, side = 2.5, 0.2, 40.0
    centres = rng.uniform(0, side, (rng.poisson(density_mm2 * side**2), 2))
    probes = rng.uniform(1, side - 1, (4000, 2))
    near = ((probes[:, None] - centres[None]) ** 2).sum(-1).min(1) < radius**2
    expected = float(surface_share(100 * density_mm2, np.array([radius]))[0])
    assert near.mean() == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 4000))


def test_cells_keep_the_whole_however_few_they_are() -> None:
    one = [np.array([x]) for x in (0.05, 0.73, 0.08)]
    coarse = injured_share(300.0, *one, np.array([[0.0, 0.4, 1.0]]))[0]
    fine_edges = np.concatenate((np.linspace(0, 0.4, 500), np.linspace(0.4, 1.0, 500)[1:]))
    fine = injured_share(300.0, *one, fine_edges[None])[0] * np.diff(fine_edges)
    upper = fine_edges[1:] <= 0.4 + 1e-12
    np.testing.assert_allclose(coarse * [0.4, 0.6], [fine[upper].sum(), fine[~upper].sum()])
