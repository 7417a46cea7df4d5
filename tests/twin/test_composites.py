"""Composites: rates follow them and nothing else does, and members still meet the anchor."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neocol import evidence
from neocol.twin.column import COARSE
from neocol.twin.composites import COMPOSITES, composites_of, imposed, prior_sds
from neocol.twin.ensemble import collagen, follow
from neocol.twin.kernels.layout import PARAMETERS
from neocol.twin.members import Members
from neocol.twin.outcome.response import anchor_course
from neocol.twin.priors import _drawn, _streams, draw_members, on_median_skin
from neocol.twin.skin import Skin

SEED = 5
COUNT = 12
NAMES = tuple(COMPOSITES)
HELD = {name for composite in COMPOSITES.values() for name in composite.rates}
WANTED = arrays(float, (COUNT, len(NAMES)), elements=st.floats(-3, 3))


def drawn(count: int = COUNT, seed: int = SEED) -> Members:
    """Return rates as drawn, before gains are held to the anchor."""
    return _drawn(Skin(), _streams(count, seed))


MEDIANS = drawn(1)
MEMBERS = drawn()


@settings(max_examples=50)
@given(WANTED)
def test_what_is_imposed_is_read_back(wanted: np.ndarray) -> None:
    found = composites_of(imposed(MEMBERS, MEDIANS, wanted), MEDIANS)
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@settings(max_examples=30)
@given(WANTED)
def test_imposing_what_was_there_gives_the_members_back(wanted: np.ndarray) -> None:
    there = composites_of(MEMBERS, MEDIANS)
    back = imposed(imposed(MEMBERS, MEDIANS, wanted), MEDIANS, there)
    np.testing.assert_allclose(back.rates, MEMBERS.rates, rtol=1e-12)


@settings(max_examples=30)
@given(WANTED)
def test_no_other_rate_and_no_thickness_moves(wanted: np.ndarray) -> None:
    found = imposed(MEMBERS, MEDIANS, wanted)
    for k, name in enumerate(PARAMETERS):
        if name not in HELD:
            assert (found.rates[:, k] == MEMBERS.rates[:, k]).all(), name
    for field in fields(Members):
        if field.name != "rates":
            assert (getattr(found, field.name) == getattr(MEMBERS, field.name)).all(), field.name


@pytest.mark.parametrize("name", NAMES)
def test_what_differs_inside_a_composite_stays(name: str) -> None:
    rates = COMPOSITES[name].rates
    first, sign = next(iter(rates.items()))
    wanted = composites_of(MEMBERS, MEDIANS)
    wanted[:, NAMES.index(name)] += 0.7
    found = imposed(MEMBERS, MEDIANS, wanted)
    for other, turned in rates.items():
        moved = np.log(found.rate(other) / MEMBERS.rate(other))
        np.testing.assert_allclose(moved, np.full(COUNT, turned * 0.7))
    for other, turned in rates.items():
        apart, there = (
            sign * np.log(m.rate(first)) - turned * np.log(m.rate(other)) for m in (found, MEMBERS)
        )
        np.testing.assert_allclose(apart, there, atol=1e-12)


def test_no_rate_belongs_to_two_composites() -> None:
    every = [name for composite in COMPOSITES.values() for name in composite.rates]
    assert len(every) == len(set(every))
    assert set(every) <= set(PARAMETERS)
    assert NAMES[0] == "collagen_gain"  # the emulator relies on it


def test_their_spread_is_that_of_draws() -> None:
    count = 4_000
    found = composites_of(drawn(count), MEDIANS)
    error = prior_sds() / np.sqrt(2 * count)
    assert (np.abs(found.std(axis=0) - prior_sds()) < 4 * error).all()
    assert (np.abs(found.mean(axis=0)) < 4 * prior_sds() / np.sqrt(count)).all()


def test_their_own_composites_give_the_plain_draw_bit_for_bit() -> None:
    own = composites_of(MEMBERS, MEDIANS)
    for skin in (Skin(), Skin(age=60.0, fitzpatrick="V")):
        plain = draw_members(skin, COUNT, SEED)
        given_back = draw_members(skin, COUNT, SEED, own)
        for field in fields(Members):
            assert (getattr(plain, field.name) == getattr(given_back, field.name)).all(), field.name


def test_a_member_meets_the_anchor_whatever_its_other_composites() -> None:
    """Only the gain's own composite takes it from there, and by as much as it says."""
    rng = np.random.default_rng(1)
    wanted = rng.standard_normal((COUNT, len(NAMES))) * prior_sds()
    gained = {}
    for gain in (0.0, 0.4):
        wanted[:, 0] = gain
        members = on_median_skin(draw_members(Skin(), COUNT, SEED, wanted))
        course, biopsy = anchor_course()
        seen = follow(members, [course], np.array([biopsy]), column=COARSE)
        gained[gain] = collagen(seen)[0, :, 0] - 1.0
    anchor = evidence.number("healing.anchor.collagen_gain", "1")
    assert gained[0.0] == pytest.approx(np.full(COUNT, anchor), rel=0.08)
    assert gained[0.4] / gained[0.0] == pytest.approx(np.full(COUNT, np.exp(0.4)), rel=0.08)
