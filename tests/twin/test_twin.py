"""The twin: healthy skin is a fixed point, the solver is right, the anchor is met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from neocol import evidence
from neocol.record import RecordError, SimulationRequest
from neocol.twin import Needling, injury_dose, simulate
from neocol.twin.healing import STATES, _slope, draw_members, heal


def request(**changes: object) -> SimulationRequest:
    base = {
        "skin": {"site": "cheek_left"},
        "sessions": [{"day": 0, "device": "pen", "needle_mm": 1.0, "passes": 16}],
        "days": 120,
        "members": 20,
    }
    return SimulationRequest.read({**base, **changes})


def test_untouched_skin_does_not_change() -> None:
    answer = simulate(request(sessions=[]))
    for name, band in answer.observables.items():
        assert set(band.median) == {100.0 if name == "papillary_collagen" else 0.0}
    assert answer.phases == {}


def test_a_needle_of_no_length_does_nothing() -> None:
    none = simulate(request(sessions=[{"day": 0, "needle_mm": 0, "passes": 16}]))
    assert max(none.observables["papillary_collagen"].high90) == 100.0


def test_the_solver_agrees_with_an_independent_one() -> None:
    members = draw_members(6, seed=1)
    days = np.array([0.5, 3.0, 20.0, 28.0, 90.0, 300.0])
    ours = heal(members, [(0.0, np.ones(6)), (28.0, np.full(6, 0.7))], days)
    for m in range(6):
        one = draw_members(6, seed=1)
        picked = type(one)(
            {name: rate[m : m + 1] for name, rate in one.rates.items()},
            one.gain[m : m + 1],
            one.redness[m : m + 1],
            one.barrier[m : m + 1],
        )

        def slope(_: float, y: np.ndarray, picked=picked) -> np.ndarray:  # type: ignore[no-untyped-def]
            return _slope(picked, y[:, None])[:, 0]

        jump = np.array([name in {"debris", "redness", "barrier"} for name in STATES], float)
        parts = []
        state, start = jump.copy(), 0.0
        for end, dose in ((28.0, 0.7), (300.0, 0.0)):
            looks = [d for d in days if start < d <= end]
            run = solve_ivp(
                slope, (start, end), state, "LSODA", t_eval=looks, rtol=1e-9, atol=1e-12
            )
            parts.append(run.y.T)
            state, start = run.y[:, -1] + dose * jump, end
        # the day of a session is looked at right after it
        theirs = np.vstack(parts)
        theirs[3] += 0.7 * jump
        mine = np.stack([ours[name][:, m] for name in STATES], axis=1)
        np.testing.assert_allclose(mine, theirs, rtol=2e-4, atol=1e-5)


def test_the_anchor_series_is_met_by_the_median_member() -> None:
    number = evidence.number
    interval = number("healing.anchor.interval", "d")
    count = int(number("healing.anchor.sessions", "1"))
    sessions = [
        {"day": i * interval, "device": "roller", "needle_mm": 1.5, "passes": 16}
        for i in range(count)
    ]
    last = (count - 1) * interval + number("healing.anchor.biopsy_after", "d")
    answer = simulate(request(sessions=sessions, days=last, members=1))
    gained = answer.observables["papillary_collagen"].median[-1] - 100
    assert gained == pytest.approx(100 * number("healing.anchor.collagen_gain", "1"), rel=1e-3)


def test_three_phases_come_in_order() -> None:
    phases = simulate(request(days=365)).phases
    starts = [phases[name][0] for name in ("inflammation", "proliferation", "remodelling")]
    ends = [phases[name][1] for name in ("inflammation", "proliferation", "remodelling")]
    assert starts == sorted(starts)
    assert ends == sorted(ends)


@settings(max_examples=20, deadline=None)
@given(
    st.floats(0.1, 3), st.integers(1, 40), st.integers(0, 2**31), st.sampled_from(["pen", "roller"])
)
def test_states_stay_finite_and_not_negative(
    needle: float, passes: int, seed: int, device: str
) -> None:
    session = {"day": 3, "device": device, "needle_mm": needle, "passes": passes}
    answer = simulate(request(sessions=[session], members=50), seed=seed)
    for band in answer.observables.values():
        low, high = np.array(band.low90), np.array(band.high90)
        assert np.isfinite(high).all()
        assert (low >= -1e-9).all()
        assert (low <= np.array(band.median) + 1e-12).all()


def test_the_same_seed_gives_the_same_answer() -> None:
    assert simulate(request(), seed=5) == simulate(request(), seed=5)
    assert simulate(request(), seed=5) != simulate(request(), seed=6)


@given(st.floats(0.1, 2.9), st.floats(1, 500))
def test_deeper_and_denser_injure_at_least_as_much(needle: float, density: float) -> None:
    less = injury_dose(Needling("pen", needle, density), "cheek_left")
    more = injury_dose(Needling("pen", needle + 0.1, density * 1.1), "cheek_left")
    assert 0 <= less <= more < 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sessions": [{"day": 500, "needle_mm": 1, "passes": 4}]}, "after the last day"),
        (
            {"sessions": [{"day": 0, "device": "rf_needling", "needle_mm": 1, "passes": 4}]},
            "not simulated",
        ),
        ({"skin": {"site": "cheak_left"}}, "did you mean 'cheek_left'"),
    ],
)
def test_what_cannot_be_simulated_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        simulate(request(**changes))


def test_a_session_needs_a_dose() -> None:
    with pytest.raises(RecordError, match="punctures_per_cm2 or passes"):
        request(sessions=[{"day": 0, "needle_mm": 1}])


def test_what_does_not_enter_is_said() -> None:
    session = {"day": 0, "needle_mm": 1, "passes": 4, "topicals": ["minoxidil_5"]}
    answer = simulate(request(sessions=[session]))
    assert "minoxidil_5 is not simulated yet." in answer.caveats
