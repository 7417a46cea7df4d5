"""The chance of a dark mark: higher in darker skin, and phototypes as people write them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.record import RecordError
from neocol.twin.outcome.pih import phototypes, pih_probability
from neocol.twin.outcome.posterior import stored
from neocol.twin.skin import PHOTOTYPES

SEED = 2


@pytest.mark.parametrize(
    ("said", "types"),
    [
        ("IV", "IV"),
        ("iv", "IV"),
        ("IV-V", "IV V"),
        ("IV–V", "IV V"),
        ("V-III", "III IV V"),
        ("I to III", "I II III"),
        ("III, V", "III V"),
        ("III and V", "III V"),
        ("III/IV", "III IV"),
        ("I-VI (3 groups)", "I II III IV V VI"),
        ("Fitzpatrick III to IV", "III IV"),
        ("Fitzpatrick skin type IV", "IV"),
        ("skin types III–V", "III IV V"),
        ("mainly IV", "IV"),
        ("III-V (mainly IV)", "III IV V"),
        ("type I - type III", "I II III"),
    ],
)
def test_phototypes_are_read_as_people_write_them(said: str, types: str) -> None:
    assert phototypes(said) == tuple(types.split())


@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_nothing_said_is_every_type(nothing: str | None) -> None:
    assert phototypes(nothing) == PHOTOTYPES


@pytest.mark.parametrize("said", ["rubbish", "dark", "VII", "9", "VIVID", "-"])
def test_what_names_no_type_is_refused(said: str) -> None:
    with pytest.raises(RecordError, match="III-IV") as found:
        phototypes(said)
    assert found.value.path == "population.fitzpatrick"


@given(st.text(alphabet="IVXivx-– ,to/()a1", max_size=15))
def test_any_text_names_types_in_order_or_is_refused(said: str) -> None:
    try:
        found = phototypes(said)
    except RecordError:
        return
    assert found
    assert set(found) <= set(PHOTOTYPES)
    assert len(set(found)) == len(found)


def test_darker_skin_marks_more_often() -> None:
    found = [pih_probability(kind, stored().twin, SEED) for kind in PHOTOTYPES]
    for fairer, darker in pairwise(found):
        assert np.median(darker) > np.median(fairer)
        assert (darker >= fairer).mean() > 0.9
    assert all(((chance >= 0) & (chance <= 1)).all() for chance in found)
    assert np.median(found[-1]) > 3 * np.median(found[0])


def test_several_types_lie_between_their_ends() -> None:
    three, five, both = (
        pih_probability(said, stored().twin, SEED) for said in ("III", "V", "III, V")
    )
    np.testing.assert_allclose(both, (three + five) / 2)
    assert (np.minimum(three, five) <= both).all()


def test_the_same_seed_marks_the_same() -> None:
    one = pih_probability("IV", stored().twin, SEED)
    assert (one == pih_probability("IV", stored().twin, SEED)).all()
    assert (one != pih_probability("IV", stored().twin, SEED + 1)).any()
