"""Any course can be asked about: inside it repeats the plan, outside it says what it goes beyond."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.planning import what_if
from neocol.planning.space import Grid
from neocol.record import Course, PlanOption, Policy, RecordError, ZoneSetting
from tests.planning.asked import consulted, course_of, days_of_burden, first, offered


def asked(
    depth: float = 1.5,
    passes: int = 16,
    days: tuple[int, ...] = (0, 28, 56),
    zones: tuple[str, ...] = ("cheek_left", "cheek_right"),
    device: str = "pen",
    combined: tuple[str, ...] = (),
    policy: dict[str, Any] | None = None,
    **patient: Any,
) -> PlanOption:
    held, candidacy = consulted(**patient)
    course = Course(
        device=device,
        zones={zone: ZoneSetting(depth_mm=depth, passes=passes) for zone in zones},
        days=days,
        combined_with=combined,
    )
    return what_if(course, held, candidacy, policy=Policy.read({"planning": policy or {}}))


SAME: dict[str, dict[str, Any]] = {
    "as it is": {},
    "wrinkles, by a roller": {"concerns": "wrinkles", "plan": {"device": "roller"}},
    "melasma": {"concerns": "melasma"},
    "hair": {"concerns": "hair loss", "planned_areas": "scalp"},
    "around days away": {"preferences": {"avoid": [{"from": "2026-04-01", "to": "2026-04-25"}]}},
}


@pytest.mark.parametrize("name", SAME)
def test_what_is_recommended_is_evaluated_to_the_same_numbers(name: str) -> None:
    held, candidacy = consulted(**SAME[name])
    for option in offered(**SAME[name]).options:
        again = what_if(course_of(option), held, candidacy)
        assert again.role == "asked"
        assert again.dates == option.dates
        assert again.predicted == option.predicted
        assert again.benefits == option.benefits
        assert again.downtime_days == option.downtime_days
        assert again.pih_probability == option.pih_probability
        assert again.zones == option.zones
        assert again.over == option.over == ()
        assert again.extrapolation == option.extrapolation == ()
        assert days_of_burden(again) == pytest.approx(days_of_burden(option))


OUTSIDE: dict[str, tuple[dict[str, Any], str]] = {
    "one session": ({"days": (0,)}, "1 sessions: studies of acne scar had"),
    "too near": ({"days": (0, 10, 20)}, "10 days apart"),
    "too far": ({"days": (0, 28, 98)}, "70 days apart"),
    "too deep": ({"depth": 2.8}, "2.8 mm, where such courses had"),
    "too shallow": ({"depth": 0.5}, "0.5 mm, where such courses had"),
    "too often over": ({"passes": 40}, "40 passes, where practice is"),
    "with minoxidil": ({"combined": ("minoxidil",)}, "combined needling with minoxidil"),
    "no study at all": ({"concerns": "pores", "depth": 0.5}, "no study of needling for pores"),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_no_study_did_is_marked(name: str) -> None:
    changes, said = OUTSIDE[name]
    found = asked(**changes)
    assert any(said in text for text in found.extrapolation), found.extrapolation
    assert found.benefits or changes.get("concerns") == "pores"


def test_what_a_study_did_is_not_marked() -> None:
    assert asked().extrapolation == ()
    assert asked(depth=1.0).extrapolation == ()


BEYOND: dict[str, tuple[dict[str, Any], str]] = {
    "a deep needle": ({"depth": 2.0}, "depth_cap"),
    "many passes": ({"passes": 30}, "passes"),
    "sessions close together": ({"days": (0, 14, 28)}, "least_interval"),
    "sessions close together on dark skin": ({"fitzpatrick": "V"}, "least_interval"),
    "sessions closer than the clinic's": (
        {"policy": {"least_interval_days": 35}},
        "least_interval",
    ),
    "more than wished": ({"preferences": {"max_sessions": 2}}, "max_sessions"),
    "longer than wished": ({"preferences": {"max_minutes": 11.0}}, "session_minutes"),
    "longer than the clinic's": ({"policy": {"session_minutes": 11.0}}, "session_minutes"),
    "redder than accepted": ({"preferences": {"max_downtime_days": 0.5}}, "max_downtime_days"),
    "an excluded cheek": (
        {"conditions": [{"text": "tattoo", "area": "left cheek"}]},
        "excluded_zone",
    ),
    "an excluded option": (
        {
            "combined": ("prp",),
            "conditions": ["platelet disorder"],
            "plan": {"combined_therapy": "PRP"},
        },
        "excluded_option",
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_what_goes_beyond_a_limit_is_marked(name: str) -> None:
    changes, limit = BEYOND[name]
    found = asked(**changes)
    assert limit in {note.name for note in found.over}
    for note in found.over:
        assert note.text
        assert note.frees
        assert note.allowed is None or note.asked != note.allowed


def test_what_keeps_every_limit_goes_beyond_none() -> None:
    assert asked().over == ()


def _lifting(limit: str, value: float, **more: Any) -> dict[str, Any]:
    lifted = {"limit": limit, "value": value, "reason": "thick scars", "by": "Dr. No One", **more}
    return {"device": "pen", "overrides": [lifted]}


LIFTED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "depth_cap": ({"depth": 2.0}, _lifting("depth_cap", 2.0)),
    "passes": ({"passes": 30}, _lifting("passes", 30.0)),
    "least_interval": ({"days": (0, 21, 42)}, _lifting("least_interval", 21.0)),
    "session_minutes": (
        {"policy": {"session_minutes": 11.0}},
        _lifting("session_minutes", 40.0),
    ),
}


@pytest.mark.parametrize("limit", LIFTED)
def test_an_override_lifts_its_limit_and_is_printed(limit: str) -> None:
    course, wish = LIFTED[limit]
    assert limit in {note.name for note in asked(**course).over}
    found = asked(**course, plan=wish)
    assert limit not in {note.name for note in found.over}
    (said,) = found.overrides
    assert "thick scars" in said
    assert "Dr. No One" in said


@pytest.mark.parametrize("limit", LIFTED)
def test_an_override_that_is_not_used_is_not_printed(limit: str) -> None:
    _, wish = LIFTED[limit]
    assert asked(plan=wish).overrides == ()


def test_no_override_makes_skin_calm_sooner() -> None:
    found = asked(days=(0, 7, 14), plan=_lifting("least_interval", 7.0))
    (note,) = (note for note in found.over if note.name == "least_interval")
    assert "inflammation calm" in note.text
    assert note.frees == "nothing: the skin is not calm before"


def test_an_override_of_another_zone_lifts_nothing() -> None:
    found = asked(depth=2.0, plan=_lifting("depth_cap", 2.0, zone="forehead"))
    assert {note.name for note in found.over} == {"depth_cap"}
    assert found.overrides == ()
    half = asked(depth=2.0, plan=_lifting("depth_cap", 2.0, zone="cheek_left"))
    assert {note.zone for note in half.over} == {"cheek_right"}


@pytest.mark.parametrize("missing", ["reason", "by"])
def test_an_override_needs_a_reason_and_a_name(missing: str) -> None:
    wish = _lifting("depth_cap", 2.0)
    del wish["overrides"][0][missing]
    with pytest.raises(RecordError, match=missing):
        consulted(plan=wish)


def test_a_cap_lifted_further_than_any_needle_is_refused_by_name() -> None:
    with pytest.raises(RecordError, match=r"overrides|depth_cap"):
        offered(plan=_lifting("depth_cap", 5.0))


def test_a_clinician_does_not_lift_what_the_person_asked_for() -> None:
    found = asked(preferences={"max_minutes": 11.0}, plan=_lifting("session_minutes", 40.0))
    assert "session_minutes" in {note.name for note in found.over}


def test_a_lifted_cap_is_used_by_a_plan_only_where_it_is_worth_it() -> None:
    found = offered(plan=_lifting("depth_cap", 2.0), grid=Grid(0.5, 8, 14))
    assert first(found).overrides == ()
    deeper = [one for one in found.options if any(z.depth_mm > 1.5 for z in one.zones.values())]
    assert deeper
    assert all("thick scars" in " ".join(one.overrides) for one in deeper)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zones": ("cheek_lef",)}, "zones"),
        ({"device": "rf_needling"}, "device"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordError, match=field):
        asked(**changes)


def test_without_a_wish_there_is_nothing_to_evaluate_for() -> None:
    with pytest.raises(RecordError, match="nothing to evaluate it for"):
        asked(concerns="burn scar")


def test_an_improbable_course_is_still_evaluated() -> None:
    found = asked(depth=3.0, passes=100, days=(0, 1, 2))
    assert {"depth_cap", "passes", "least_interval"} <= {note.name for note in found.over}
    assert found.extrapolation
    assert 0 <= found.benefits[0].likely <= 1
