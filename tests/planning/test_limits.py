"""Forty people: no plan breaks a limit; and the checker that says so catches what does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from neocol import evidence
from neocol.consult import screen
from neocol.planning import plan
from neocol.record import Case, Plan, PlanOption, Range
from tests.planning.checker import Checked, keys_in, unsourced, violations
from tests.planning.people import COARSE, COUNT, PEOPLE, plan_of
from tests.samples import case

SOME = (2, 8, 12, 17)
"""Some of the forty: options of every kind, and one that is refused."""
Change = Callable[[PlanOption], dict[str, Any]]


def _held(k: int) -> Checked:
    one = PEOPLE[k]
    return Checked(one.case, one.candidacy, one.clinic, one.areas_cm2)


@pytest.mark.parametrize("k", range(COUNT))
def test_no_plan_violates_a_limit(k: int) -> None:
    assert violations(_held(k), plan_of(k)) == []


@pytest.mark.parametrize("k", SOME)
def test_every_range_says_what_it_rests_on(k: int) -> None:
    assert unsourced(plan_of(k)) == []


@pytest.mark.parametrize("k", SOME)
def test_the_bibliography_holds_what_the_limits_rest_on(k: int) -> None:
    found = plan_of(k)
    keys = {key for note in found.limits for key in keys_in(note)}
    assert keys <= set(found.bibliography)
    assert evidence.cite(found.bibliography) or not found.bibliography


def test_the_forty_are_as_different_as_people_are() -> None:
    patients = [one.case.patient for one in PEOPLE]
    assert {one.fitzpatrick for one in patients} == {"I", "II", "III", "IV", "V", "VI", None}
    assert {one.plan.device for one in patients} == {"pen", "roller", "stamp", "home_device"}
    assert len({name for one in PEOPLE for name in one.candidacy.indications}) >= 12
    assert any(one.candidacy.excluded_zones for one in PEOPLE)
    assert any(one.candidacy.excluded_options for one in PEOPLE)
    assert {one.candidacy.decision for one in PEOPLE} >= {"eligible", "defer", "needs_clearance"}
    roles = {option.role for k in SOME for option in plan_of(k).options}
    assert roles == {"gentlest", "fuller", "combined", "no_treatment", "as_practised"}
    assert any(plan_of(k).refused for k in SOME)


WATCHED = Case.read(
    case(
        concerns="wrinkles",
        planned_areas="cheeks, forehead, crow's feet",
        fitzpatrick="IV",
        recent_procedures=[{"text": "filler", "days_before_consult": 4}],
        conditions=[{"text": "tattoo", "area": "forehead"}],
        preferences={
            "max_sessions": 4,
            "max_downtime_days": 4.0,
            "max_minutes": 40.0,
            "not_before": "2026-04-01",
            "avoid": [{"from": "2026-06-20", "to": "2026-06-30", "kind": "sun"}],
        },
    )
)


@pytest.fixture(scope="module")
def watched() -> tuple[Checked, Plan]:
    """Return somebody with a limit of every kind, and the plan."""
    candidacy = screen(WATCHED)
    assert candidacy.decision == "defer"
    assert candidacy.excluded_zones == ("forehead",)
    held = Checked(WATCHED, candidacy)
    found = plan(WATCHED, candidacy, grid=COARSE)
    assert found.options
    assert violations(held, found) == []
    return held, found


def _zone(name: str, **changes: Any) -> Change:
    def change(one: PlanOption) -> dict[str, Any]:
        return {"zones": {**one.zones, name: one.zones[name].model_copy(update=changes)}}

    return change


def _range(name: str, **changes: float) -> Change:
    def change(one: PlanOption) -> dict[str, Any]:
        return {name: getattr(one, name).model_copy(update=changes)}

    return change


def _every(gap: int) -> Change:
    def change(one: PlanOption) -> dict[str, Any]:
        when = tuple(gap * k for k in range(one.sessions))
        dates = tuple(one.dates[0] + dt.timedelta(days=day) for day in when)
        return {"days": when, "dates": dates}

    return change


def _from(first: dt.date) -> Change:
    def change(one: PlanOption) -> dict[str, Any]:
        return {"dates": tuple(first + dt.timedelta(days=day) for day in one.days)}

    return change


def _more_sessions(one: PlanOption) -> dict[str, Any]:
    days = tuple(one.interval_days * k for k in range(5))
    return {
        "sessions": 5,
        "days": days,
        "dates": tuple(one.dates[0] + dt.timedelta(days=day) for day in days),
    }


def _elsewhere(one: PlanOption) -> dict[str, Any]:
    return {"zones": {**one.zones, "forehead": one.zones["cheek_left"]}}


BROKEN: dict[str, tuple[Change, str]] = {
    "deeper": (_zone("cheek_left", depth_mm=1.75), "above its cap"),
    "more passes": (_zone("cheek_left", passes=20), "passes, at most"),
    "to bleeding": (_zone("cheek_left", endpoint="pinpoint_bleeding"), "to bleeding"),
    "shallower than any study": (_zone("cheek_left", depth_mm=0.25), "no such protocol"),
    "an excluded zone": (_elsewhere, "excluded, or not wished"),
    "nearer sessions": (_every(28), "days apart"),
    "further than any study": (_every(70), "no studied protocol"),
    "more sessions": (_more_sessions, "wished at most"),
    "an earlier date": (_from(dt.date(2026, 3, 20)), "too early"),
    "a date before the sun": (_from(dt.date(2026, 6, 10)), "to be avoided"),
    "a date soon after the sun": (_from(dt.date(2026, 7, 13)), "to be avoided"),
    "dates that are not the days": (lambda _: {"days": (0, 43, 86)}, "are not the days"),
    "a longer session": (
        _range("minutes_per_session", median=55.0, high90=90.0),
        "min > 40",
    ),
    "longer redness": (_range("downtime_days", median=4.5, high90=9.0), "days red > 4"),
    "a chance above one": (_range("pih_probability", high90=1.2), "is no probability"),
    "no condition": (lambda _: {"conditional_on": ()}, "does not say what it waits for"),
    "a peel nobody asked for": (lambda _: {"combined_with": ("peel",)}, "nobody wished for"),
    "a source that is none": (lambda _: {"sources": ("NOBODY",)}, "not in the bibliography"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_checker_catches_what_is_broken(name: str, watched: tuple[Checked, Plan]) -> None:
    held, found = watched
    change, said = BROKEN[name]
    first = found.options[0]
    broken = first.model_copy(update=change(first))
    told = violations(held, found.model_copy(update={"options": (broken, *found.options[1:])}))
    assert any(said in text for text in told), told


def test_the_checker_catches_what_is_wrong_beside_the_eye() -> None:
    told = case(concerns="wrinkles", planned_areas="crow's feet", plan={"device": "stamp"})
    held = Case.read(told)
    checked = Checked(held, screen(held))
    found = plan(held, screen(held), grid=COARSE)
    assert violations(checked, found) == []
    first = found.options[0]
    for wrong, said in (({"depth_mm": 0.75}, "above its cap"), ({"notes": ()}, "orbital rim")):
        broken = first.model_copy(update=_zone("periorbital_left", **wrong)(first))
        told_of = violations(checked, found.model_copy(update={"options": (broken,)}))
        assert any(said in text for text in told_of), told_of


def test_the_checker_catches_a_plan_that_is_none(watched: tuple[Checked, Plan]) -> None:
    held, found = watched
    for wrong in ({"recommended": 9}, {"recommended": None}, {"options": (), "refused": None}):
        assert violations(held, found.model_copy(update=wrong))
    over = found.limits[0]
    first = found.options[0].model_copy(update={"over": (over,)})
    told = violations(held, found.model_copy(update={"options": (first,)}))
    assert any("recommended goes beyond" in text for text in told)


def test_the_checker_catches_a_contrast_that_claims_to_be_known() -> None:
    held = Case.read(case())
    found = plan(held, screen(held), grid=COARSE)
    versus = found.options[1].versus
    assert versus is not None
    known = versus.difference.model_copy(update={"basis": "published"})
    second = found.options[1].model_copy(
        update={"versus": versus.model_copy(update={"difference": known})}
    )
    changed = found.model_copy(update={"options": (found.options[0], second)})
    assert "a contrast of depths that is not called assumed" in " ".join(
        violations(Checked(held, screen(held)), changed)
    )


def test_the_checker_catches_a_number_without_a_source() -> None:
    held = Case.read(case())
    found = plan(held, screen(held), grid=COARSE)
    bare = Range(median=1.0, low90=0.5, high90=2.0, unit="d", basis="assumed")
    first = found.options[0].model_copy(update={"downtime_days": bare})
    changed = found.model_copy(update={"options": (first,)})
    assert any(text.startswith("gentlest: d one patient") for text in unsourced(changed))


def test_an_excluded_option_is_in_no_course() -> None:
    held = Case.read(
        case(conditions=["platelet disorder"], plan={"combined_therapy": "PRP", "device": "pen"})
    )
    candidacy = screen(held)
    assert "prp" in candidacy.excluded_options
    found = plan(held, candidacy, grid=COARSE)
    assert all("prp" not in option.combined_with for option in found.options)
    assert violations(Checked(held, candidacy), found) == []
