"""The solver: exact where it must be, right where it is compared, the same in any company."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol.twin.column import COARSE, Column
from neocol.twin.ensemble import TwinError, follow, untouched
from neocol.twin.kernels.reference import Reference
from neocol.twin.members import Members, join
from neocol.twin.needling import Needling
from neocol.twin.observables import LINKS
from neocol.twin.priors import draw_members
from neocol.twin.skin import Skin
from tests.twin.reference import lsoda

PEN = Needling("pen", 1.5, 256.0)
ROLLER = Needling("roller", 1.0, 240.0)
PROTOCOLS = {
    "one": ("cheek_left", ((0.0, PEN),)),
    "four, a month apart": ("forehead", tuple((28.0 * i, ROLLER) for i in range(4))),
    "six, two weeks apart": ("neck", tuple((14.0 * i, PEN) for i in range(6))),
    "deep and dense": ("back", ((3.0, Needling("pen", 3.0, 800.0)), (10.5, PEN))),
}
DAYS = np.array([0.0, 0.3, 1, 2, 3, 5, 7, 10.5, 14, 20, 28, 42, 56, 70, 84, 120, 200, 300])


def observed(seen, members):
    return {name: link.of(seen, members) for name, link in LINKS.items()}


def apart(one, other):
    """Return the largest difference of an observable over its largest value, over everybody."""
    return max(
        float((np.abs(one[name] - other[name]).max(-1) / np.abs(other[name]).max(-1)).max())
        for name in other
    )


def equal(one, other) -> None:
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.mark.parametrize("name", PROTOCOLS)
def test_observables_agree_with_lsoda(name: str) -> None:
    """64 random members over each of four protocols, every observable."""
    site, course = PROTOCOLS[name]
    members = draw_members(Skin(site), 64, seed=3)
    ours = observed(follow(members, [course], DAYS), members)
    theirs = observed(lsoda(members, course, DAYS, Column()), members)
    assert apart(ours, theirs) < 1e-3


def test_a_smaller_tolerance_comes_closer_and_single_precision_is_enough() -> None:
    site, course = PROTOCOLS["four, a month apart"]
    members = draw_members(Skin(site), 6, seed=5)
    theirs = observed(lsoda(members, course, DAYS, Column(), 1e-9), members)
    close = observed(follow(members, [course], DAYS, tolerance=1e-5), members)
    assert apart(close, theirs) < 1e-5
    single = observed(follow(members, [course], DAYS, precision=np.float32), members)
    assert apart(single, theirs) < 1e-3


def test_the_order_of_convergence_is_two() -> None:
    """The error falls with the square of the step: ten times the steps, a hundredth of it."""
    members = draw_members(Skin(), 4, seed=2)
    course = ((0.0, PEN),)
    days = np.array([20.0, 60.0])
    exact = follow(members, [course], days, tolerance=1e-8)

    def error(tolerance: float) -> np.ndarray:
        found = follow(members, [course], days, tolerance=tolerance)
        return np.array(
            [np.abs(found[k] - exact[k]).max() for k in ("collagen_new", "signal", "myofibroblast")]
        )

    # the error of a step is of order 2 in it, so the step is the root of the tolerance
    orders = np.log(error(1e-4) / error(1e-6)) / np.log(np.sqrt(1e-4 / 1e-6))
    assert (orders >= 1.9).all(), orders


@pytest.mark.parametrize("column", [Column(), COARSE, Column(2, 9)])
def test_healthy_skin_does_not_move(column: Column) -> None:
    members = draw_members(Skin(), 5, seed=9)
    grids = column.grids(column.edges_mm(0.4, members.dermis_mm))
    for m in range(members.size):
        here = Reference(members.rates[m], grids[m])
        slope = np.ones(here.healthy().size)
        here.slope(here.healthy(), slope)
        assert np.abs(slope).max() <= 1e-12


def test_a_course_without_sessions_changes_nothing() -> None:
    members = draw_members(Skin(), 3)
    seen = follow(members, [()], DAYS)
    equal(seen, untouched(seen))


def test_before_the_first_session_nothing_changes() -> None:
    members = draw_members(Skin(), 3)
    days = np.array([0.0, 4.0, 5.0, 6.0])
    seen = follow(members, [((5.0, PEN),)], days)
    healthy = untouched(seen)
    for name in seen:
        np.testing.assert_array_equal(seen[name][..., :2], healthy[name][..., :2])
    assert (seen["debris"][..., 2] > 0).all()


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["pen", "roller", "stamp"]),
    st.floats(0.05, 3.0),
    st.floats(1.0, 2000.0),
    st.integers(0, 2**31),
    st.floats(0.5, 60.0),
)
def test_states_stay_finite_and_not_negative(
    device: str, needle: float, density: float, seed: int, gap: float
) -> None:
    members = draw_members(Skin("back"), 8, seed)
    needling = Needling(device, needle, density)
    seen = follow(members, [((0.0, needling), (gap, needling))], np.linspace(0.0, 150.0, 40))
    for values in seen.values():
        assert np.isfinite(values).all()
        assert (values >= 0).all()


def test_a_member_is_the_same_in_any_company() -> None:
    """Bit by bit: whoever sits in the other lanes, in whatever order, on however many threads."""
    members = draw_members(Skin(), 37, seed=4)
    course = PROTOCOLS["four, a month apart"][1]
    alone = follow(members, [course], DAYS, threads=1)
    equal(alone, follow(members, [course], DAYS, threads=3))
    shuffled = np.random.default_rng(0).permutation(members.size)
    mixed = follow(members.take(shuffled), [course], DAYS, threads=2)
    for name in alone:
        np.testing.assert_array_equal(alone[name][:, shuffled], mixed[name])
    one = follow(members.take([17]), [course], DAYS)
    for name in alone:
        np.testing.assert_array_equal(alone[name][:, 17:18], one[name])


def test_sessions_behind_the_last_look_are_not_followed() -> None:
    members = draw_members(Skin(), 3)
    days = np.array([10.0, 30.0])
    late = follow(members, [((0.0, PEN), (400.0, PEN)), ((50.0, PEN),)], days)
    once = follow(members, [((0.0, PEN),), ()], days)
    for name in late:
        np.testing.assert_allclose(late[name], once[name], rtol=1e-3, atol=1e-3)
    assert follow(members, [((0.0, PEN),)], np.array([]))["debris"].shape == (1, 3, 0)


def test_courses_that_share_sessions_are_as_if_alone() -> None:
    members = draw_members(Skin(), 9, seed=8)
    courses = [
        (),
        ((0.0, PEN),),
        ((0.0, PEN), (28.0, PEN)),
        ((0.0, PEN), (28.0, ROLLER)),
        ((0.0, PEN), (42.0, PEN), (84.0, PEN)),
        ((7.0, ROLLER), (14.0, ROLLER)),
    ]
    together = follow(members, courses, DAYS, tolerance=1e-5)
    for i, course in enumerate(courses):
        alone = follow(members, [course], DAYS, tolerance=1e-5)
        for name in alone:
            # landing on a session that another course has shortens steps, within the tolerance
            np.testing.assert_allclose(together[name][i], alone[name][0], rtol=1e-4, atol=1e-5)


def test_finer_cells_change_no_observable_by_half_a_per_cent() -> None:
    for site, needling in (("cheek_left", PEN), ("back", Needling("pen", 2.5, 400.0))):
        members = draw_members(Skin(site), 24, seed=7)
        course = ((0.0, needling), (28.0, needling))
        fine = observed(
            follow(members, [course], DAYS, column=Column(40, 40), tolerance=1e-4), members
        )
        ours = observed(follow(members, [course], DAYS, tolerance=1e-4), members)
        assert apart(ours, fine) < 5e-3
        coarse = observed(follow(members, [course], DAYS, column=COARSE, tolerance=1e-4), members)
        assert apart(coarse, fine) < 0.15


def test_what_is_not_a_number_is_refused_and_named() -> None:
    members = draw_members(Skin(), 3)
    broken = join([members, members.with_rates(signal_loss=np.nan)])
    with pytest.raises(TwinError, match="not a number"):
        follow(broken, [((0.0, PEN),)], DAYS)
    with pytest.raises(TwinError, match="below zero"):
        follow(members.with_rates(debris_loss=-1.0), [((0.0, PEN),)], DAYS)
    bursting = members.take([0]).with_rates(signal_debris=1e160)
    mixed = join([members, bursting])
    with pytest.raises(TwinError, match="member 3"):
        follow(mixed, [((0.0, PEN),)], DAYS)


def test_joined_people_are_each_as_before() -> None:
    young = draw_members(Skin(age=25), 5, seed=1)
    old = draw_members(Skin(age=80), 5, seed=1)
    both: Members = join([young, old])
    course = ((0.0, PEN),)
    together, apart_ = follow(both, [course], DAYS), follow(old, [course], DAYS)
    for name in apart_:
        np.testing.assert_array_equal(together[name][:, 5:], apart_[name])
