"""What is not planned says why; what a limit leaves no room for says which, and what would free it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from neocol import evidence
from neocol.planning import plan
from neocol.record import Plan
from tests.planning.asked import consulted, first, offered


@pytest.mark.parametrize(
    ("patient", "said"),
    [
        ({"pregnancy": "yes"}, "not a candidate"),
        ({"plan": {"device": "RF"}}, "radio-frequency"),
        ({"planned_areas": None}, "no area was named"),
        ({"concerns": None}, "no wish was understood"),
        ({"concerns": "ice pick scars"}, "ice-pick scars alone"),
        ({"concerns": "burn scar"}, "specialist care"),
        ({"concerns": "acne"}, "not offered"),
        ({"concerns": "hair loss"}, "planned on the scalp only"),
    ],
)
def test_what_is_not_planned_says_why(patient: dict[str, Any], said: str) -> None:
    found = offered(**patient)
    assert found.options == ()
    assert found.recommended is None
    assert said in (found.refused or "")


def test_with_every_zone_excluded_nothing_is_left() -> None:
    held, candidacy = consulted(planned_areas="chin")
    left = candidacy.model_copy(update={"excluded_zones": candidacy.planned_zones})
    found = plan(held, left)
    assert found.options == ()
    assert found.refused == "nothing is left of the wished areas"


INFEASIBLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "too few sessions": ({"preferences": {"max_sessions": 2}}, "max_sessions", "3 sessions"),
    "sessions too far apart": (
        {"policy": {"least_interval_days": 60}},
        "least_interval",
        "42 days between sessions",
    ),
    "an option that candidacy excludes": (
        {"concerns": "melasma", "conditions": ["deep vein thrombosis"]},
        "excluded_option",
        "what candidacy asks for",
    ),
    "too little time": ({"preferences": {"max_minutes": 11.0}}, "session_minutes", "minutes"),
    "too little redness": (
        {"preferences": {"max_downtime_days": 0.9}},
        "max_downtime_days",
        "days",
    ),
    "sessions and dates": (
        {"preferences": {"max_sessions": 1}, "policy": {"least_interval_days": 60}},
        "together",
        "lifting more than one of them",
    ),
}


@pytest.mark.parametrize("name", INFEASIBLE)
def test_what_a_limit_leaves_no_room_for_names_it_and_what_frees_it(name: str) -> None:
    changes, limit, frees = INFEASIBLE[name]
    found = offered(planned_areas="left cheek", **changes)
    assert found.options == ()
    assert "the limit that binds is" in (found.refused or "")
    assert [note.name for note in found.limits] == [limit]
    (note,) = found.limits
    assert note.binds
    assert frees in note.frees
    assert note.text in (found.refused or "")


def test_several_limits_that_bind_are_all_named() -> None:
    wishes = {"max_minutes": 11.0, "max_downtime_days": 0.9}
    found = offered(preferences=wishes)
    assert {note.name for note in found.limits} == {"session_minutes", "max_downtime_days"}


def _freed(found: Plan, limit: str) -> float:
    note = next(one for one in found.limits if one.name == limit)
    number = re.search(r"[0-9.]+", note.frees)
    assert number is not None, note.frees
    return float(number.group())


@pytest.mark.parametrize("areas", ["cheeks, forehead", "chin"])
@pytest.mark.parametrize(
    ("limit", "value"),
    [("max_minutes", 10.2), ("max_downtime_days", 0.9), ("max_sessions", 1)],
)
def test_what_would_free_a_limit_frees_it(limit: str, value: float, areas: str) -> None:
    named = "session_minutes" if limit == "max_minutes" else limit
    wrinkles = {"concerns": "wrinkles"}
    stuck = offered(planned_areas=areas, preferences={limit: value}, **wrinkles)
    assert stuck.refused
    freed = _freed(stuck, named)
    again = offered(
        planned_areas=areas,
        preferences={limit: int(freed) if limit == "max_sessions" else freed},
        **wrinkles,
    )
    assert again.options, (stuck.refused, again.refused)


@pytest.mark.parametrize("concerns", ["large pores", "surgical scar", "sunspots"])
def test_what_nobody_studied_is_offered_as_practised_and_never_recommended(concerns: str) -> None:
    found = offered(concerns=concerns, planned_areas="chin")
    assert first(found).role == "no_treatment"
    (practised,) = found.options[1:]
    assert practised.role == "as_practised"
    assert "not proven" in practised.label
    assert practised.extrapolation
    assert "no study with a usable protocol was read" in found.why_recommended


def test_pores_have_no_predicted_improvement() -> None:
    found = offered(concerns="large pores")
    assert found.options[1].benefits == ()
    assert all(
        not hasattr(value, "median") or name == "collagen_fraction"
        for name, value in found.options[1].predicted.items()
    )


def test_needling_alone_is_not_recommended_for_melasma() -> None:
    for option in offered(concerns="melasma").options:
        assert option.combined_with == ("tranexamic_acid",)


def test_a_procedure_of_its_own_needs_a_wish() -> None:
    for areas in ("cheeks", "nose"):
        for option in offered(planned_areas=areas).options:
            assert not {"peel", "tca_cross", "subcision", "laser"} & set(option.combined_with)


def test_what_is_wished_beside_needling_is_on_the_table() -> None:
    told = {"planned_areas": "forehead, temples", "fitzpatrick": "V"}
    without = offered(**told, plan={"device": "pen"})
    wished = offered(**told, plan={"device": "pen", "combined_therapy": "PRP"})
    assert any("prp" in option.combined_with for option in without.options)
    assert any("prp" in option.combined_with for option in wished.options)


def test_what_is_added_without_a_wish_is_never_the_first() -> None:
    for areas in ("left cheek", "nose"):
        found = offered(planned_areas=areas)
        assert first(found).combined_with == ()
        assert {one.role for one in found.options if one.combined_with} == {"combined"}


def test_a_plan_that_must_wait_says_on_what() -> None:
    found = offered(medications=["warfarin"])
    assert all("prescriber" in " ".join(option.conditional_on) for option in found.options)


def test_every_limit_says_what_it_is_and_rests_on() -> None:
    found = offered(
        planned_areas="cheeks, crow's feet", preferences={"max_sessions": 5, "max_minutes": 50.0}
    )
    names = {note.name for note in found.limits}
    usual = {"depth_cap", "passes", "least_interval", "session_minutes", "max_sessions"}
    assert names >= usual
    for note in found.limits:
        assert note.text
        assert note.frees
        assert evidence.cite(note.sources) or note.name.startswith("max_")
    told = first(found).zones
    for note in found.limits:
        if note.name == "depth_cap" and note.zone in told:
            assert note.binds == (told[note.zone].depth_mm == note.allowed)
    assert any(note.binds for note in found.limits)


# -------------------------------------------------------------------------------- several wishes


def test_one_wish_leads_and_what_its_course_brings_the_other_is_told() -> None:
    found = offered(concerns="acne scars, wrinkles")
    assert [one.leads for one in found.concerns] == [True, False]
    assert [one.indication for one in first(found).benefits] == ["acne_scar", "wrinkle"]
    alone = offered(concerns="acne scars")
    assert first(found).days == first(alone).days
    assert {z: one.depth_mm for z, one in first(found).zones.items()} == {
        z: one.depth_mm for z, one in first(alone).zones.items()
    }


def test_a_wish_that_is_not_planned_does_not_stop_another() -> None:
    found = offered(concerns="acne, acne scars")
    refused = {one.indication: one.refused for one in found.concerns}
    assert "not offered" in refused["acne"]
    assert refused["acne_scar"] == ""
    assert first(found).indication == "acne_scar"


def test_pigment_beside_scars_is_warned_of() -> None:
    found = offered(concerns="acne scars, melasma")
    assert any("melasma is not planned by this course" in text for text in first(found).caveats)


def test_a_wish_without_studies_does_not_hide_one_with_them() -> None:
    found = offered(concerns="large pores, acne scars")
    assert first(found).role == "gentlest"
    assert first(found).indication == "acne_scar"


def test_hair_and_face_at_once_are_both_understood() -> None:
    found = offered(concerns="hair loss, acne scars", planned_areas="cheeks, scalp")
    assert found.options or "scalp" in (found.refused or "")
