"""A request in, bands out: what is promised of `neocol simulate`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from neocol import evidence
from neocol.record import RecordError, Simulation, SimulationRequest
from neocol.record.base import words_of
from neocol.record.words import Observable
from neocol.twin import simulate
from neocol.twin.outcome.posterior import stored

SESSION = {"day": 0, "device": "pen", "needle_mm": 1.0, "passes": 16}


def request(**changes: object) -> SimulationRequest:
    base = {"skin": {"site": "cheek_left"}, "sessions": [SESSION], "days": 120, "members": 20}
    return SimulationRequest.read({**base, **changes})


def at(answer: Simulation, name: str, day: float) -> float:
    return float(np.interp(day, answer.days, answer.observables[name].median))


def test_every_observable_of_the_contract_is_answered() -> None:
    answer = simulate(request())
    assert set(answer.observables) == set(words_of(Observable))
    assert answer.not_built == ()
    for band in answer.observables.values():
        assert len(band.median) == len(band.untreated) == len(band.benefit) == len(answer.days)
        low, median, high = map(np.array, (band.low90, band.median, band.high90))
        assert np.isfinite(high).all()
        assert (low <= median).all()
        assert (median <= high).all()


def test_untouched_skin_with_ageing_frozen_does_not_change() -> None:
    answer = simulate(request(sessions=[], frozen_ageing=True))
    for band in answer.observables.values():
        assert np.ptp(band.median) == 0.0
        assert set(band.benefit) == {0.0}
    assert answer.phases == {}


def test_untouched_skin_ages_and_the_benefit_is_counted_from_it() -> None:
    """Ten years on, a decade's loss, treated or not; what is gained is told from it."""
    loss = evidence.number("healing.ageing.dermis_loss", "1")
    still = simulate(request(sessions=[], days=3650))
    assert still.observables["papillary_collagen"].median[-1] == pytest.approx(
        100 * (1 - loss), abs=0.1
    )
    assert set(still.observables["papillary_collagen"].benefit) == {0.0}
    treated = simulate(request(days=3650, members=1))
    band = treated.observables["papillary_collagen"]
    assert band.untreated[-1] == pytest.approx(100 * (1 - loss), abs=0.1)
    assert band.benefit[-1] == pytest.approx(band.median[-1] - band.untreated[-1])


def test_the_anchor_series_is_met_by_the_median_member() -> None:
    """A check of the arithmetic: the twin is held to the series, and its gain fitted to it."""
    number = evidence.number
    interval = number("healing.anchor.interval", "d")
    count = int(number("healing.anchor.sessions", "1"))
    sessions = [
        {"day": i * interval, "device": "roller", "needle_mm": 1.5, "passes": 16}
        for i in range(count)
    ]
    last = (count - 1) * interval + number("healing.anchor.biopsy_after", "d")
    answer = simulate(request(sessions=sessions, days=last, members=1, frozen_ageing=True))
    gained = {name: band.median[-1] - 100 for name, band in answer.observables.items()}
    collagen = number("posterior.told.collagen_gain_percent", "1")
    epidermis = 100 * number("healing.anchor.epidermis_gain", "1")
    assert gained["papillary_collagen"] == pytest.approx(collagen, rel=2e-2)
    assert gained["epidermal_thickness"] == pytest.approx(epidermis, rel=5e-3)


def test_an_ensemble_at_the_anchor_is_as_wide_as_the_gain() -> None:
    """Every member meets the anchor with its own rates: the rest is the gain's spread, and depth's."""
    interval = evidence.number("healing.anchor.interval", "d")
    sessions = [
        {"day": i * interval, "device": "roller", "needle_mm": 1.5, "passes": 16} for i in range(5)
    ]
    last = 4 * interval + evidence.number("healing.anchor.biopsy_after", "d")
    answer = simulate(request(sessions=sessions, days=last, members=400, frozen_ageing=True))
    band = answer.observables["papillary_collagen"]
    gain = stored().twin["composite.collagen_gain"]
    wanted = 100 * evidence.number("healing.anchor.collagen_gain", "1") * np.exp(np.median(gain))
    assert band.benefit[-1] == pytest.approx(wanted, rel=0.3)
    wide = math.log(band.benefit_high90[-1] / band.benefit[-1]) / 1.645
    assert gain.std() <= wide <= 2.5 * gain.std()


def test_three_phases_come_in_order() -> None:
    phases = simulate(request(days=365)).phases
    (inflamed,), (growing,), (maturing,) = (
        phases[name] for name in ("inflammation", "proliferation", "remodelling")
    )
    assert inflamed[0] < growing[0] < maturing[0]
    assert inflamed[1] < growing[1] < maturing[1]


def test_a_phase_comes_back_with_every_session() -> None:
    sessions = [SESSION, {**SESSION, "day": 180}]
    first, second = simulate(request(sessions=sessions, days=365)).phases["inflammation"]
    assert first[1] < 60
    assert 180 <= second[0] < 181


@pytest.mark.parametrize("last", [90, 90.2])
def test_a_session_on_the_last_day_is_followed_and_drawn(last: float) -> None:
    sessions = [{**SESSION, "day": day} for day in (0, 30, 60, 90)]
    answer = simulate(request(sessions=sessions, days=last))
    assert answer.profile is not None
    assert answer.profile.days[-1] == last
    assert {0, 30, 60, 90} <= set(answer.profile.days)
    assert answer.observables["tewl"].median[-1] > 0.5


def test_a_needle_that_stays_in_the_horny_layer_opens_nothing() -> None:
    """Deeper needles open more of the surface (Sasaki 2019, Bal 2008)."""
    opened = [
        at(
            simulate(request(sessions=[{**SESSION, "device": "roller", "needle_mm": mm}])),
            "tewl",
            0,
        )
        for mm in (0.05, 0.25, 0.5, 1.5)
    ]
    assert opened[0] == 0.0
    assert opened == sorted(opened)
    assert opened[1] < opened[3]


def test_what_is_not_known_is_said() -> None:
    told = " ".join(simulate(request()).caveats)
    assert "Age is not known" in told
    assert "Skin type is not known" in told


def test_the_same_seed_gives_the_same_answer() -> None:
    assert simulate(request(), seed=5) == simulate(request(), seed=5)
    assert simulate(request(), seed=5) != simulate(request(), seed=6)


def test_old_skin_makes_less_and_dark_skin_marks_more() -> None:
    young, old = (simulate(request(skin={"site": "neck", "age": age})) for age in (25, 80))
    assert at(old, "papillary_collagen", 100) < at(young, "papillary_collagen", 100)
    gained = [
        max(simulate(request(skin={"fitzpatrick": kind, "uv_index": uv})).observables[
            "melanin_index"
        ].benefit)
        for kind, uv in (("I", 0), ("IV", 0), ("VI", 0), ("VI", 8))
    ]  # fmt: skip
    assert gained == sorted(gained)
    assert gained[0] < gained[-1]


def test_redness_and_barrier_are_back_in_days() -> None:
    answer = simulate(request())
    before = answer.observables["erythema_index"].untreated[0]
    risen = at(answer, "erythema_index", 0) - before
    assert risen > 0
    assert at(answer, "erythema_index", 3) - before < risen / 2
    assert at(answer, "tewl", 2) < 0.2 * at(answer, "tewl", 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sessions": [{**SESSION, "day": 500}]}, "sessions.0.day: .*after the last day"),
        (
            {"sessions": [{**SESSION, "device": "rf_needling"}]},
            "sessions.0.device: .*not simulated",
        ),
        ({"sessions": [{**SESSION, "device": "home_device"}]}, "not simulated"),
        ({"sessions": [{**SESSION, "device": "laser"}]}, "sessions.0.device"),
        ({"sessions": [{**SESSION, "needle_mm": 0}]}, "needle_mm: .*greater than 0"),
        ({"sessions": [{**SESSION, "needle_mm": 3.2}]}, "needle_mm: .*less than or equal to 3"),
        ({"sessions": [{**SESSION, "needle_mm": math.nan}]}, "needle_mm"),
        ({"sessions": [{"day": 0, "needle_mm": 1, "punctures_per_cm2": 0}]}, "punctures_per_cm2"),
        (
            {"sessions": [{"day": 0, "needle_mm": 1, "punctures_per_cm2": math.inf}]},
            "punctures_per_cm2",
        ),
        ({"sessions": [{**SESSION, "passes": 0}]}, "passes"),
        ({"sessions": [{**SESSION, "day": math.nan}]}, "day"),
        ({"sessions": [{**SESSION, "day": -1}]}, "day"),
        ({"sessions": [{**SESSION, "day": 9}, {**SESSION, "day": 3}]}, "in order of day"),
        ({"sessions": [SESSION, SESSION]}, "one a day"),
        ({"sessions": [{**SESSION, "device": "roller", "glide_cm_s": 2}]}, "glide_cm_s"),
        ({"sessions": [{**SESSION, "glide_cm_s": 1e-9}]}, "punctures_per_cm2: .*outside"),
        ({"skin": {"age": -1}}, "skin.age"),
        ({"skin": {"age": math.nan}}, "skin.age"),
        ({"skin": {"uv_index": 40}}, "skin.uv_index"),
        ({"skin": {"site": "cheak_left"}}, "did you mean 'cheek_left'"),
        ({"days": math.nan}, "days"),
        ({"members": 0}, "members"),
        ({"sessions": [{**SESSION, "day": i} for i in range(201)], "days": 300}, "sessions"),
        (
            {"sessions": [{**SESSION, "day": i} for i in range(20)], "members": 9000},
            "fewer members",
        ),
    ],
)
def test_bad_input_is_refused_with_field_and_range(changes: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        simulate(request(**changes))


def test_a_session_needs_a_dose() -> None:
    with pytest.raises(RecordError, match="punctures_per_cm2 or passes"):
        request(sessions=[{"day": 0, "needle_mm": 1}])


def test_what_does_not_enter_is_said() -> None:
    answer = simulate(request(sessions=[{**SESSION, "topicals": ["minoxidil_5"]}]))
    assert "minoxidil_5 is not simulated yet." in answer.caveats


def test_too_deep_for_the_site_is_flagged() -> None:
    deep = simulate(
        request(skin={"site": "periorbital_left"}, sessions=[{**SESSION, "needle_mm": 3}])
    )
    assert any("passes the whole dermis" in caveat for caveat in deep.caveats)
    shallow = simulate(request(skin={"site": "back"}, sessions=[{**SESSION, "needle_mm": 0.5}]))
    assert not any("passes the whole dermis" in caveat for caveat in shallow.caveats)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sessions": [{**SESSION, "needle_mm": 0.1}]}, "needle 0.1 mm"),
        ({"sessions": [{"day": 0, "needle_mm": 1, "punctures_per_cm2": 1000}]}, "density 1000"),
        ({"sessions": [{**SESSION, "day": i} for i in (0, 3)]}, "interval 3 d"),
        ({"days": 2000}, "follow up 2000 d"),
        ({"skin": {"age": 12}}, "age 12 y"),
        ({"sessions": [{**SESSION, "day": 7 * i} for i in range(14)]}, "sessions 14"),
        (
            {
                "sessions": [{**SESSION, "needle_mm": 2.5, "day": 28 * i} for i in range(8)],
                "days": 250,
            },
            "dose",
        ),
    ],
)
def test_beyond_the_evidence_is_followed_and_marked(changes: dict[str, object], named: str) -> None:
    answer = simulate(request(**changes))
    assert any(named in told for told in answer.extrapolation), answer.extrapolation
    assert simulate(request()).extrapolation == ()


def test_a_needle_that_stays_in_the_epidermis_makes_no_collagen() -> None:
    answer = simulate(
        request(sessions=[{**SESSION, "device": "roller", "needle_mm": 0.2}], frozen_ageing=True)
    )
    assert max(answer.observables["papillary_collagen"].high90) == pytest.approx(100)
    assert answer.observables["tewl"].median[0] > 0
