"""The aftercare calendar follows the session, the person and the clinic's policy."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import care, evidence
from neocol.record import AftercarePlan, Case, Contact, Policy, RecordError, Session
from neocol.recovery import LANGUAGES, aftercare

FACE = Session.read({"date": "2026-03-16", "zones": "cheeks"})
HANDOUT_TOPICS = [
    "first day", "first wash", "cleansing", "moisturiser", "hyaluronic acid", "occlusives",
    "sunscreen", "sunscreen re-apply", "hat and shade", "sun", "tanning bed", "make-up",
    "make-up tools", "retinoid", "peeling acids", "vitamin C", "benzoyl peroxide", "hydroquinone",
    "scrubs and brushes", "alcohol toners", "fragrance", "strenuous exercise", "light exercise",
    "sweat", "sauna and steam", "hot shower and heat", "swimming", "shaving",
    "waxing and hair removal", "hands off", "bedding", "sleeping", "alcohol", "smoking",
    "spicy food", "hydration", "ice and cooling", "paracetamol", "anti-inflammatories",
    "arnica and supplements", "antibiotic and steroid creams", "peel", "laser",
    "toxin and filler", "tattoo", "facials", "next session", "follow-up", "photographs",
]  # fmt: skip


def follow(**session: object) -> AftercarePlan:
    return aftercare(Session.read({"date": "2026-03-16", "zones": "cheeks", **session}))


def person(**patient: object) -> Case:
    """Return a case with a session on the cheeks."""
    return Case.read(
        {
            "consult_date": "2026-03-01",
            "patient": {"age": 34, "sex": "F", "fitzpatrick": "II", "conditions": "none",
                        "medications": "none", "allergies": "none", "planned_areas": "cheeks",
                        "concerns": "acne scars", **patient},
            "session": {"date": "2026-03-16", "zones": "cheeks", "depth_mm": 1.0},
        }
    )  # fmt: skip


def topics(plan: AftercarePlan) -> set[str]:
    return {item.topic for item in plan.items}


def end_of(plan: AftercarePlan, rule: str) -> float:
    return next(item.to_day for item in plan.items if item.rule == rule)


def test_days_run_on_from_the_session_to_the_last_photograph() -> None:
    plan = aftercare(FACE, id="x")
    assert plan.id == "x"
    assert [day.day for day in plan.days] == [*range(29), 30, 90, 180]
    assert plan.days[2].date == dt.date(2026, 3, 18)
    assert plan.emergency
    assert plan.call


def test_every_topic_of_the_handouts_is_there() -> None:
    assert set(HANDOUT_TOPICS) <= topics(aftercare(FACE))


def test_sunscreen_waits_a_day_and_then_is_asked_for() -> None:
    plan = follow(time="14:00")
    first, second, third = plan.days[:3]
    assert any("no sunscreen" in line for line in first.dont)
    assert not any("mineral sunscreen" in line for line in first.do)
    assert any("no sunscreen" in line and "until 14:00" in line for line in second.dont)
    assert any("mineral sunscreen" in line and "from 14:00" in line for line in second.do)
    assert not any("sunscreen" in line for line in third.dont)


def test_every_item_has_a_reason_and_sources() -> None:
    for item in aftercare(FACE).items:
        assert item.why
        assert evidence.cite(item.sources)
        assert item.from_day <= item.to_day
        assert item.to_hour == pytest.approx(item.to_day * 24)


@given(
    st.sampled_from([None, 0.25, 0.5, 1.0, 1.5, 2.5]),
    st.sampled_from(["cheeks", "scalp", "thighs", "face, scalp, neck", "chest"]),
    st.sampled_from(["prp", "minoxidil", "lidocaine 4%", ""]),
)
def test_what_is_chosen_lies_inside_what_is_printed(
    depth: float | None, zones: str, topical: str
) -> None:
    for item in follow(depth_mm=depth, zones=zones, topicals=topical).items:
        if item.printed_days is not None:
            low, high = item.printed_days
            chosen = item.from_day if item.rule == "A-005a" else item.to_day
            assert low <= chosen <= high, item.rule
        assert (item.chosen is not None) == (item.printed is not None)


def test_contradictions_are_never_printed_together_unsaid() -> None:
    """Where a topic is both asked for and banned on a day, the hour or the conflict says so."""
    for zones, language in product(("cheeks", "scalp, face"), LANGUAGES):
        session = Session.read({"date": "2026-03-16", "time": "09:30", "zones": zones})
        plan = aftercare(session, language=language)
        by_topic: dict[str, list] = {}
        for item in plan.items:
            by_topic.setdefault(item.topic, []).append(item)
        for topic, items in by_topic.items():
            kinds = {item.kind for item in items}
            if kinds != {"do", "dont"}:
                continue
            banned = next(item for item in items if item.kind == "dont")
            asked = next(item for item in items if item.kind == "do")
            apart = banned.to_day <= asked.from_day
            assert apart or (banned.conflict and asked.conflict), topic


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_every_item_stands_on_exactly_its_days(date: dt.date) -> None:
    plan = aftercare(Session(date=date, zones=("cheek_left",)))
    shown_only_then = {"follow-up", "photographs", "sun for good"}
    for item in plan.items:
        if item.topic in shown_only_then:
            continue
        for day in plan.days:
            lines = day.do if item.kind == "do" else day.dont
            shown = any(line.startswith(item.text) for line in lines)
            assert shown == (item.from_day <= day.day <= item.to_day), (item.rule, day.day)


def test_scalp_and_minoxidil_bring_their_own_lines() -> None:
    scalp = topics(follow(zones="scalp"))
    assert {"minoxidil", "hair washing", "hair heat and styling", "hair dye"} <= scalp
    assert "make-up" not in scalp
    face = topics(follow())
    assert not {"minoxidil", "hair washing"} & face
    assert {"minoxidil", "make-up"} <= topics(follow(zones=["scalp", "forehead"]))
    assert "minoxidil" in topics(follow(topicals="minoxidil 5%"))
    assert "clothing and friction" in topics(follow(zones="thighs"))


def test_depth_chooses_the_end_of_the_printed_range() -> None:
    shallow, usual, deep = (follow(depth_mm=depth) for depth in (0.25, 1.0, 1.5))
    assert [end_of(plan, "A-007") for plan in (shallow, usual, deep)] == [1, 1, 2]
    assert [end_of(plan, "A-008") for plan in (shallow, usual, deep)] == [5, 6, 7]
    told = next(item for item in deep.items if item.rule == "A-007")
    assert "1.5 mm" in (told.chosen or "")


def test_the_clinics_policy_decides_inside_the_range_and_is_shown() -> None:
    choice = {"rule": "A-002", "window_days": 0, "reason": "we use a sterile one",
              "chosen_by": "Dr. M."}  # fmt: skip
    plan = aftercare(FACE, policy=Policy.read({"choices": [choice]}))
    sunscreen = [item for item in plan.items if item.topic == "sunscreen"]
    assert [(item.kind, item.from_day) for item in sunscreen] == [("do", 0)]
    longer = Policy.read({"choices": [{**choice, "rule": "A-005", "window_days": 2}]})
    sport = next(i for i in aftercare(FACE, policy=longer).items if i.rule == "A-005")
    assert sport.to_day == 2
    assert "we use a sterile one" in (sport.chosen or "")
    for rule, days in (("A-005", 9), ("A-001", 2), ("A-999", 1)):
        wrong = Policy.read({"choices": [{**choice, "rule": rule, "window_days": days}]})
        with pytest.raises(RecordError):
            aftercare(FACE, policy=wrong)


def test_the_next_session_follows_the_policy() -> None:
    assert aftercare(FACE).next_session == dt.date(2026, 4, 13)
    choice = {"rule": "A-015", "window_days": 42, "reason": "burn scar", "chosen_by": "Dr. M."}
    later = aftercare(FACE, policy=Policy.read({"choices": [choice]}))
    assert later.next_session == dt.date(2026, 4, 27)
    assert any("day 42" in item.text for item in later.items)


def test_the_persons_own_medicines_and_activities_are_met() -> None:
    plan = care.recover(
        person(
            conditions=["cold sores", "type 2 diabetes"],
            medications=["Eliquis 5 mg", "tretinoin cream"],
            activities=["swims every day"],
        )
    )
    because = {item.topic: item.because for item in plan.items if item.because}
    assert because["swimming"] == ("swims every day",)
    assert {"own medicines", "cold-sore antiviral", "retinoid restart"} <= set(because)
    assert any("Never stop" in line for line in plan.days[0].do)
    assert any("less defence" in line for line in plan.days[3].call_if)
    assert plan.items[0].because
    plain = care.recover(person())
    assert not {"own medicines", "cold-sore antiviral"} & topics(plain)


def test_darker_skin_and_sun_bring_more_protection() -> None:
    assert "tinted sunscreen" in topics(care.recover(person(fitzpatrick="V")))
    assert "tinted sunscreen" not in topics(care.recover(person(fitzpatrick="II")))
    assert "UV index" in topics(follow(uv_index=8))
    assert "UV index" not in topics(follow(uv_index=1, season="summer"))
    assert "UV index" in topics(follow(season="summer"))


def test_the_way_to_the_next_session_joins_the_calendar() -> None:
    plan = care.recover(person())
    late = [line for day in plan.days[10:29] for line in day.do]
    assert any(line.startswith("For the next session") for line in late)
    spanish = care.recover(person(), language="es")
    assert any(
        line.startswith("Para la próxima sesión") for day in spanish.days[10:29] for line in day.do
    )


def test_what_is_normal_and_when_to_call_stand_on_their_days() -> None:
    days = aftercare(FACE).days
    assert any("sunburn" in line for line in days[1].expect)
    assert not any("sunburn" in line for line in days[5].expect)
    assert all(day.call_if for day in days[:15])


def test_zones_may_be_a_mapping_and_the_date_may_have_an_hour() -> None:
    held = Session.read({"date": "2026-03-16T14:30", "zones": {"scalp": {"depth_mm": 1}}})
    assert str(held.time) == "14:30:00"
    assert "minoxidil" in topics(aftercare(held))


def test_a_day_of_24_hours_passes_over_a_change_of_clocks() -> None:
    """On 29 March 2026 clocks in Madrid go from 2 to 3: 48 hours end an hour later."""
    plan = follow(date="2026-03-27", time="16:30", time_zone="Europe/Madrid", depth_mm=1.5)
    assert any("until 17:30" in line for line in plan.days[2].dont)
    assert any("until 16:30" in line for line in plan.days[1].dont)


def test_the_clinic_says_whom_to_call() -> None:
    policy = Policy(contact=Contact(clinic="Sol", phone="600", emergency_number="061"))
    assert aftercare(FACE, policy=policy).call == ("Emergency: 061", "Sol: 600")
    assert "112" in aftercare(FACE).call[0]


def test_the_plan_without_a_session_is_refused() -> None:
    case = person().model_copy(update={"session": None})
    with pytest.raises(RecordError, match="the session that was done"):
        care.recover(case)


@pytest.mark.parametrize("depth", [0.25, 1.0, 2.5])
def test_the_expected_course_is_published_and_says_so(depth: float) -> None:
    course = follow(depth_mm=depth).expected
    assert course.basis == "published"
    assert "not a promise" in course.note
    assert {sign.sign for sign in course.signs} >= {"redness", "swelling", "flaking", "water_loss"}
    for sign in course.signs:
        assert sign.from_day <= sign.usual_to_day <= sign.latest_day
        assert evidence.cite(sign.sources)


def test_deeper_needling_is_expected_to_stay_red_longer() -> None:
    red = [follow(depth_mm=depth).expected.signs[0].usual_to_day for depth in (0.3, 1.0, 2.5)]
    assert red == sorted(red)
    assert len(set(red)) == 3
