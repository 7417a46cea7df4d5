"""The way to the session: the right days, this person's steps, the clinic's choices; and changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from neocol import evidence
from neocol.consult import changes, preparation, screen
from neocol.record import Case, Policy, Preparation
from tests.samples import case

SESSION = dt.date(2026, 4, 30)


def prepare(
    policy: Policy | None = None, session: dt.date = SESSION, **patient: Any
) -> Preparation:
    held = Case.read(case(**patient))
    return preparation(held, screen(held, policy=policy), session, policy=policy)


def steps(plan: Preparation) -> dict[str, int]:
    return {f"{item.rule} {item.topic}": item.day for item in plan.items}


def test_everybody_is_told_the_same_days() -> None:
    found = steps(prepare())
    assert found["P-003 sun"] == -28
    assert found["C-052 sun"] == -14
    assert found["C-104 hair removal"] == -7
    assert found["P-001 active products"] == -3
    assert found["P-011 alcohol"] == -1
    assert found["P-005 numbing cream"] == 0
    assert found["A-008 retinoid"] == 6
    assert "C-105 retinoid" not in found
    assert "P-010 cold sores" not in found
    days = [item.day for item in prepare().items]
    assert days == sorted(days)


def test_this_persons_steps_say_what_they_rest_on() -> None:
    plan = prepare(
        medications=["tretinoin 0.05% cream at night"],
        conditions=["cold sores as a teenager"],
        fitzpatrick="V",
    )
    found = {item.rule: item for item in plan.items}
    assert found["C-105"].because == ("patient.medications.0: tretinoin 0.05% cream at night",)
    assert found["C-105"].printed == "1 to 7 days"
    assert found["C-105"].date == SESSION - dt.timedelta(3)
    assert found["P-010"].who == "patient"
    assert (found["C-042"].who, found["C-042"].date) == ("prescriber", dt.date(2026, 3, 16))
    assert found["P-002"].topic == "priming"
    for item in plan.items:
        assert item.sources
        assert "stop " not in item.text.lower() or "never stop" in item.text.lower()


def test_a_clinic_may_choose_the_days_inside_what_is_printed() -> None:
    choice = {"rule": "C-105", "window_days": 7, "reason": "our skin types", "chosen_by": "Dr A"}
    policy = Policy.read({"choices": [choice]})
    plan = prepare(policy, medications=["Differin"])
    item = next(item for item in plan.items if item.rule == "C-105")
    assert item.day == -7
    assert item.policy == "7 days, chosen by Dr A: our skin types"


def test_what_is_late_is_said() -> None:
    plan = prepare(session=dt.date(2026, 3, 20))
    assert any("should begin 14 days before" in line for line in plan.late)
    assert not prepare(session=dt.date(2026, 6, 1)).late
    waits = prepare(session=dt.date(2026, 4, 1), medications=["Accutane, stopped 5 months ago"])
    assert any("before the day that candidacy allows" in line for line in waits.late)
    assert any("nothing to prepare" in line for line in prepare(pregnancy="yes").late)


def test_every_step_stands_on_a_rule_or_item_that_exists() -> None:
    items = {item.id for item in evidence.calendar()}
    for step in evidence.steps():
        if step.rule is not None:
            evidence.rule(step.rule)
        else:
            assert step.item in items


def test_a_step_on_two_things_or_none_is_refused() -> None:
    base = {"id": "S", "topic": "t", "who": "patient", "text": "x"}
    for more in ({}, {"rule": "P-001", "item": "A-008"}):
        with pytest.raises(Exception, match="one rule or on one aftercare item"):
            evidence.Step.read({**base, **more})


# ---------------------------------------------------------------- asked again


def test_what_changed_since_the_last_visit() -> None:
    before = screen(Case.read(case(conditions=["sunburn 3 days ago"], medications=["ibuprofen"])))
    later = {**case(conditions=["cold sore since yesterday"], medications=["ibuprofen"])}
    later["consult_date"] = "2026-04-20"
    now = screen(Case.read(later))
    found = changes(before, now)
    assert (found.decision_before, found.decision_now) == ("defer", "defer")
    assert any(line.startswith("C-041") for line in found.new)
    assert any(line.startswith("C-051") for line in found.gone)
    assert any("Ask again" in line for line in found.ask)
    assert found.since == dt.date(2026, 3, 16)


def test_the_same_answer_has_no_changes_whatever_the_order() -> None:
    one = screen(Case.read(case(conditions=["psoriasis on elbows", "keloids"])))
    other = screen(Case.read(case(conditions=["keloids", "psoriasis on elbows"])))
    found = changes(one, other)
    assert (found.new, found.gone, found.changed) == ((), (), ())


def test_a_wait_that_moved_is_a_change() -> None:
    held = Case.read(case(medications=["Accutane, stopped 2 months ago"]))
    policy = Policy.read(
        {"choices": [{"rule": "C-011", "window_days": 90, "reason": "panels", "chosen_by": "Dr A"}]}
    )
    (line,) = changes(screen(held), screen(held, policy=policy)).changed
    assert "before: defer until 2026-07-14; now: defer until 2026-04-15" in line
