"""One person: weights, quantiles and the smoother by their own laws, then whole answers."""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from neocol.record import PersonalAnswer, PersonalRequest, RecordError
from neocol.record.personal import SEVERITY, MeasuredValue
from neocol.twin import assimilation
from neocol.twin.assimilation import Data, effective_members, weighted_quantiles, weights_of
from neocol.twin.candidates import Candidates, Vectors
from neocol.twin.ensemble import Course
from neocol.twin.members import Members
from neocol.twin.needling import Needling
from neocol.twin.outcome.person import calibrated_link, calibrated_members
from neocol.twin.personal import bands, condition, personalise
from neocol.twin.score import ScoreLink, drawn
from neocol.twin.skin import Skin

SESSIONS = [{"day": day, "needle_mm": 1.5, "punctures_per_cm2": 256} for day in (0, 28)]
ASK = [{"of": SEVERITY, "day": 180}, {"of": "papillary_collagen", "day": 180}]
SCORE = {"of": SEVERITY, "day": 56, "value": 0.8, "sd": 0.12}
DENSITY = {"of": "dermal_density", "day": 84, "value": 118.0, "sd": 4.0}
RED = {"of": "erythema_index", "day": 2, "value": 17.0, "sd": 2.0}
EXACT = {"of": SEVERITY, "day": 56, "value": 0.8, "sd": 0.01}
FEW = 400


@cache
def members(skin: Skin, count: int, seed: int) -> Members:
    """Return the twin's own members, drawn once for all tests."""
    return calibrated_members(skin, count, seed)


def answer(*measured: dict[str, Any], seed: int = 3, **changes: Any) -> PersonalAnswer:
    base = {"sessions": SESSIONS, "measured": measured, "ask": ASK, "members": FEW}
    return personalise(PersonalRequest.read({**base, **changes}), seed=seed, prior=members)


# what the numbers alone must keep


floats = st.floats(-50, 50)
levels = (0.05, 0.5, 0.95)


@given(st.lists(floats, min_size=1, max_size=40), st.floats(0.1, 10))
def test_with_equal_weights_quantiles_are_plain_ones(values: list[float], weight: float) -> None:
    found = weighted_quantiles(np.array(values), np.full(len(values), weight), levels)
    assert found == pytest.approx(np.quantile(values, levels), abs=1e-9)


@given(st.lists(st.tuples(floats, st.integers(0, 5)), min_size=1, max_size=30), st.randoms())
def test_quantiles_hold_no_order_and_nothing_without_weight(
    pairs: list[tuple[float, int]], chance: Any
) -> None:
    assume(any(weight for _, weight in pairs))
    shuffled = [*pairs, (99.0, 0)]
    chance.shuffle(shuffled)
    one, other = (
        weighted_quantiles(*np.array(p, dtype=float).T, levels) for p in (pairs, shuffled)
    )
    there = [value for value, weight in pairs if weight]
    assert other == pytest.approx(one, abs=1e-9)
    assert (np.diff(one) >= 0).all()
    assert min(there) <= one[0]
    assert one[-1] <= max(there)


@given(st.lists(st.tuples(floats, floats), min_size=1, max_size=30), floats, st.floats(1e-6, 1e3))
@example([(0.0, 0.0), (1e-3, 5.0)], 50.0, 1e-6)
def test_effective_members_lie_between_one_and_all(
    predicted: list[tuple[float, float]], value: float, sd: float
) -> None:
    weights = weights_of(np.array(predicted), Data(np.array([value, 0.0]), np.array([sd, 1.0])))
    assert weights.sum() == pytest.approx(1.0)
    assert 1.0 - 1e-9 <= effective_members(weights) <= len(predicted) + 1e-9


def test_weights_are_the_likelihood() -> None:
    weights = weights_of(np.array([[1.0], [3.0]]), Data(np.array([1.0]), np.array([2.0])))
    assert weights[1] / weights[0] == pytest.approx(np.exp(-0.5))


def test_no_measure_is_exact() -> None:
    with pytest.raises(RecordError, match="above zero"):
        Data(np.array([1.0]), np.array([0.0]))


@pytest.mark.parametrize("iterations", [1, 4, 7])
def test_inflations_add_up_to_one_use_of_the_data(iterations: int) -> None:
    assert (1.0 / assimilation.inflations(iterations)).sum() == pytest.approx(1.0)


def test_the_smoother_gives_kalmans_answer_where_all_is_linear() -> None:
    rng = np.random.default_rng(8)
    root = np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [-0.3, 0.2, 0.9]])
    prior = np.array([1.0, -2.0, 0.5]) + rng.standard_normal((20_000, 3)) @ root.T
    looks = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -1.0]])
    data = Data(np.array([2.5, -1.0]), np.array([0.5, 0.3]))
    found = assimilation.smooth(prior, lambda m: m @ looks.T, prior @ looks.T, data, seed=1)
    covariance = root @ root.T
    gain = covariance @ looks.T @ np.linalg.inv(looks @ covariance @ looks.T + np.diag(data.sds**2))
    mean = np.array([1.0, -2.0, 0.5])
    exact = mean + gain @ (data.values - looks @ mean)
    left = covariance - gain @ looks @ covariance
    assert found.mean(axis=0) == pytest.approx(exact, abs=0.03)
    assert np.cov(found.T) == pytest.approx(left, abs=0.03)


def test_the_smoother_stays_where_its_prior_tells() -> None:
    prior = np.random.default_rng(1).standard_normal((500, 2))
    data = Data(np.array([1e6]), np.array([1e-6]))
    found = assimilation.smooth(prior, lambda m: m[:, :1], prior[:, :1], data, seed=2)
    assert np.isfinite(found).all()
    assert np.abs(found).max() < 4.5


def test_candidates_are_vectors_and_come_back() -> None:
    people = members(Skin(), 20, 1)
    link = ScoreLink(np.linspace(-0.1, 1.0, 20), np.full(20, 0.1), np.full(20, 0.2))
    base = Candidates(people, link, drawn("deviation", 20, 1))
    vectors = Vectors.of(base)
    back = vectors.unpack(vectors.pack())
    for name in ("rates", "dermis_mm", "horny_mm", "blood", "depth", "channel"):
        assert getattr(back.members, name) == pytest.approx(getattr(people, name))
    assert back.link.slope == pytest.approx(link.slope)  # one below zero: not on the logarithm
    assert back.link.other == pytest.approx(link.other)
    assert back.deviation == pytest.approx(base.deviation)


def test_a_score_follows_its_equation() -> None:
    people = members(Skin(), 3, 1)
    link = ScoreLink(np.array([0.0, 0.5, 1.0]), np.full(3, 0.1), np.full(3, 0.2))
    base = Candidates(people, link, np.array([0.0, 1.0, -1.0]))
    course = ((7.0, Needling("pen", 1.5, 256.0)),)
    looks = ((SEVERITY, 100.0), ("papillary_collagen", 100.0), (SEVERITY, 7.0), (SEVERITY, 0.0))
    found = base.predict(course, looks)
    from neocol.twin.skin import ageing_per_day

    gain = found[:, 1] / 100 / np.exp(-100 * ageing_per_day()) - 1
    assert found[:, 0] == pytest.approx(-(0.1 + link.slope * gain) + 0.2 * base.deviation)
    assert not found[:, 2:].any()  # until the first session a score is its own baseline


# whole answers


def test_nothing_measured_leaves_the_prior() -> None:
    found = answer()
    assert found.method == "prior"
    assert found.posterior == found.prior
    assert found.effective_members == found.members == FEW
    assert [(band.of, band.day, band.unit) for band in found.prior] == [
        (SEVERITY, 180, "of baseline"),
        ("papillary_collagen", 180, "% of own skin"),
    ]
    assert any("fitted to studies" in caveat for caveat in found.caveats)


def test_a_rough_measure_re_weights_and_an_exact_one_smooths() -> None:
    rough = answer({**SCORE, "sd": 0.3})
    assert (rough.method, rough.iterations, rough.members) == ("reweighted", 0, FEW)
    assert 200 <= rough.effective_members <= FEW
    exact = answer(SCORE, DENSITY)
    assert (exact.method, exact.iterations) == ("smoothed", assimilation.ITERATIONS)
    assert exact.effective_members < 200
    assert exact.posterior[0].width < rough.posterior[0].width < rough.prior[0].width
    assert exact.prior == rough.prior
    assert any("smoother" in note for note in exact.notes)


@pytest.mark.parametrize(
    "measured", [[{**SCORE, "sd": 0.5}, {**RED, "sd": 8}], [SCORE, DENSITY, RED]]
)
def test_order_and_time_change_nothing(measured: list[dict[str, Any]]) -> None:
    found = {answer(*order).model_dump_json() for order in itertools.permutations(measured)}
    assert len(found) == 1


def test_another_seed_is_another_draw() -> None:
    assert answer(SCORE, seed=4).posterior != answer(SCORE).posterior


@settings(max_examples=12, deadline=None)
@given(st.floats(0.4, 1.2), st.floats(0.02, 0.5))
def test_a_more_exact_measure_widens_little(value: float, sd: float) -> None:
    """Half the error: no wider but for chance; far out in the prior, where few members lie."""
    rough, exact = (
        answer({**SCORE, "value": value, "sd": value * own}).posterior[0].width
        for own in (sd, sd / 2)
    )
    assert exact < 1.3 * rough


def test_a_range_is_an_error() -> None:
    ends = np.log(0.8) + np.array([-1, 1]) * 1.6449 * 0.2
    low, high = np.exp(ends)
    ranged = answer({"of": SEVERITY, "day": 56, "value": 0.8, "low90": low, "high90": high})
    plain = answer({**SCORE, "sd": 0.16})
    assert ranged.effective_members == pytest.approx(plain.effective_members, rel=1e-3)


def test_two_measures_of_one_day_both_count() -> None:
    once, twice = (answer(*[{**SCORE, "sd": 0.4}] * times) for times in (1, 2))
    assert twice.effective_members < once.effective_members


def test_the_measured_day_is_answered_as_measured() -> None:
    found = answer(EXACT, ask=[{"of": SEVERITY, "day": 56}]).posterior[0]
    assert found.median == pytest.approx(0.8, abs=0.02)
    assert found.width < 0.1


def test_before_the_first_session_a_score_tells_nothing() -> None:
    found = answer({**SCORE, "day": 0, "value": 1.0})
    assert found.effective_members == pytest.approx(FEW)
    for before, after in zip(found.prior, found.posterior, strict=True):
        assert after.median == pytest.approx(before.median)
        assert after.width == pytest.approx(before.width)
    assert "own baseline" in found.notes[0]
    index = answer({**RED, "day": 0})  # redness before the course does tell
    assert index.effective_members < FEW
    assert not any("tells nothing" in note for note in index.notes)


def test_without_a_session_nothing_is_told() -> None:
    found = answer(SCORE, sessions=[])
    assert found.method == "reweighted"
    assert found.posterior[0].median == found.posterior[0].width + 1.0 == 1.0
    assert "no session" in found.notes[0]


def test_a_value_that_no_member_comes_near_is_answered_and_said() -> None:
    found = answer({**SCORE, "value": 8.0, "sd": 0.1}, {**DENSITY, "value": 9000.0})
    assert found.method == "smoothed"
    assert sum("no member comes within" in note for note in found.notes) == 2
    assert all(np.isfinite([band.low90, band.high90]).all() for band in found.posterior)


def test_what_was_calibrated_comes_in_by_its_callables() -> None:
    asked: list[object] = []

    def prior(skin: Skin, count: int, seed: int) -> Members:
        asked.append((skin, count, seed))
        return members(skin, count, seed)

    def link(people: Members, course: Course, seed: int) -> ScoreLink:
        asked.append((people.size, seed))
        nothing = np.zeros(people.size)
        return ScoreLink(nothing, nothing, nothing)

    request = PersonalRequest.read({"sessions": SESSIONS, "ask": ASK, "members": FEW})
    found = personalise(request, seed=5, prior=prior, link=link)
    assert asked == [(Skin(), FEW, 5), (FEW, 5)]
    assert found.posterior[0].median == 1.0
    assert not any("fitted to studies" in caveat for caveat in found.caveats)


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"measured": [{**SCORE, "sd": 0}]}, "measured.0.sd", "greater than or equal"),
        ({"measured": [{**SCORE, "sd": None}]}, "measured.0", "either sd"),
        ({"measured": [{**SCORE, "low90": 0.7}]}, "measured.0", "either sd"),
        ({"measured": [{**SCORE, "sd": None, "low90": 0.7}]}, "measured.0", "belong together"),
        ({"measured": [{**SCORE, "sd": None, "low90": 0.9, "high90": 1}]}, "measured.0", "≤ value"),
        ({"measured": [{**SCORE, "sd": None, "low90": 0.8, "high90": 0.8}]}, "measured.0", "exact"),
        ({"measured": [{**SCORE, "value": 0}]}, "measured.0", "above zero"),
        ({"measured": [{**SCORE, "of": "severty"}]}, "measured.0.of", "did you mean 'severity'?"),
        ({"ask": [{"of": "elastine", "day": 1}]}, "ask.0.of", "did you mean 'elastin'?"),
        ({"ask": [{"of": "elastin", "day": 4000}]}, "ask.0.day", "3650"),
        ({"ask": []}, "ask", "at least 1"),
        ({"members": 10}, "members", "400"),
        ({"sessions": SESSIONS[::-1]}, "", "in order of day"),
        ({"sessions": SESSIONS * 60}, "", "fewer members"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(changes: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        PersonalRequest.read({"sessions": SESSIONS, "ask": ASK, **changes})
    assert error.value.path == path
    assert said in str(error.value)


def test_a_unit_is_the_twins_own() -> None:
    assert answer({**DENSITY, "sd": 30, "unit": "%"}, {**SCORE, "sd": 0.5, "unit": "ratio"})
    with pytest.raises(
        RecordError, match=r"measured\.0\.unit: dermal density is told in '% of own"
    ):
        answer({**DENSITY, "unit": "MPa"})
    with pytest.raises(RecordError, match=r"device: 'home_device' is not simulated"):
        answer(sessions=[{**SESSIONS[0], "device": "home_device"}])


@pytest.mark.parametrize("sds", [(0.2, 6.0), (0.1, 3.0)])
def test_nine_in_ten_synthetic_patients_lie_inside(sds: tuple[float, float]) -> None:
    """As many as an exact binomial test allows; rough measures re-weight, exact ones smooth."""
    people = 100 if sds[0] > 0.15 else 40
    course = tuple((float(s["day"]), Needling("pen", 1.5, 256.0)) for s in SESSIONS)
    looks = ((SEVERITY, 56.0), ("erythema_index", 2.0))
    asked = ((SEVERITY, 180.0), ("papillary_collagen", 180.0))

    def draw(count: int, seed: int) -> Candidates:
        found = calibrated_members(Skin(fitzpatrick="III"), count, seed)
        link = calibrated_link("acne_scar")(found, course, seed)
        return Candidates(found, link, drawn("deviation", count, seed))

    truth = draw(people, 21).predict(course, (*looks, *asked))
    ensemble = draw(2000, 22)
    predicted = ensemble.predict(course, (*looks, *asked))
    errors = np.random.default_rng(23).standard_normal((people, 2)) * sds
    methods, inside = set(), 0
    for shown, error in zip(truth, errors, strict=True):
        score = float(np.exp(shown[0] + error[0]))
        measured = (
            MeasuredValue(of=SEVERITY, day=56, value=score, sd=sds[0] * score),
            MeasuredValue(of="erythema_index", day=2, value=max(shown[1] + error[1], 0), sd=sds[1]),
        )
        enough = 0.0 if people == 100 else np.inf
        found = condition(ensemble, course, measured, asked, predicted, seed=24, enough=enough)
        band = bands(asked, found)[1]
        inside += band.low90 <= shown[3] <= band.high90
        methods.add(found.method)
    assert methods == {"reweighted" if people == 100 else "smoothed"}
    low, high = (
        beta.ppf(0.005, inside, people - inside + 1),
        beta.ppf(0.995, inside + 1, people - inside),
    )
    assert low <= 0.9
    assert inside == people or high >= 0.9
