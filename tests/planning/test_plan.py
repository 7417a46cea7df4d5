"""Plans stay inside caps and trialled protocols, and say what they rest on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol import evidence
from neocol.consult import screen
from neocol.evidence import store
from neocol.planning import plan
from neocol.procedure import minutes_per_session, prepare
from neocol.record import Case, Plan, Range
from neocol.record.zones import FACE_ZONES, ZONES
from neocol.rules import depth_cap
from neocol.twin import priors
from tests.samples import case


def offer(areas: dict[str, float] | None = None, **patient: Any) -> Plan:
    held = Case.read(case(**patient))
    return plan(held, screen(held), areas_cm2=areas)


def test_a_healthy_person_gets_the_gentler_course_first() -> None:
    answer = offer()
    assert [option.label for option in answer.options] == ["Gentler course", "Fuller course"]
    assert answer.recommended == 0
    gentle, full = answer.options
    assert gentle.sessions < full.sessions
    assert gentle.on_label
    assert set(gentle.zones) == {"cheek_left", "cheek_right"}
    assert answer.bibliography


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=6, unique=True),
    st.sampled_from(["pen", "roller", "stamp", "home_device"]),
    st.sampled_from(["acne scars", "wrinkles", "melasma", "stretch marks", "hair loss", "pores"]),
    st.sampled_from(["I", "III", "V", None]),
)
def test_no_zone_is_planned_above_its_cap(
    zones: list[str], device: str, wish: str, phototype: str | None
) -> None:
    answer = offer(
        planned_areas=zones, concerns=wish, plan={"device": device}, fitzpatrick=phototype
    )
    for option in answer.options:
        for zone, held in option.zones.items():
            assert held.depth_mm <= depth_cap(zone, held.device).mm
            assert held.depth_mm <= held.cap_mm
        for value in (*option.predicted.values(), option.downtime_days, option.pih_probability):
            if isinstance(value, Range):
                assert value.sources
    assert answer.options or answer.refused


@pytest.mark.parametrize("zone", ["forehead", "periorbital_left", "nose", "neck"])
def test_the_cap_is_the_one_in_evidence(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second copy of the number in code would not follow when evidence changes."""
    before = offer(planned_areas=[zone])
    key = before.options[0].zones[zone].cap_from
    halved = evidence.number(key, "mm") / 2
    changed = {**store._entries("sites")}
    changed[key] = changed[key].model_copy(update={"value": halved})
    monkeypatch.setattr(
        store,
        "_entries",
        lambda file, kept=store._entries: changed if file == "sites" else kept(file),
    )
    assert offer(planned_areas=[zone]).options[0].zones[zone].depth_mm == halved


def _numeric_keys() -> list[str]:
    wanted = ("indications.acne_scar.gentle", "indications.any.interval", "devices.any.passes",
              "risks.", "procedure.session.minutes", "healing.anchor.collagen_gain")  # fmt: skip
    return [
        key
        for key, entry in evidence.search().items()
        if key.startswith(wanted) and isinstance(entry.value, float) and "light" not in key
    ]


@pytest.mark.parametrize("key", _numeric_keys())
def test_every_number_behind_a_plan_comes_from_evidence(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Move one value of evidence: the plan must move with it (docs/decisions/003)."""
    patient = {"fitzpatrick": "V", "planned_areas": "cheeks, forehead"}
    before = offer(**patient)
    file = key.partition(".")[0]
    held = store._entries(file)[key]
    assert isinstance(held.value, float)
    spread = held.spread
    if spread is not None and spread.low is not None and spread.high is not None:
        moved = {"low": spread.low * 1.5, "high": spread.high * 1.5}
        spread = spread.model_copy(update=moved)
    # every value can only grow where a cap or a floor does not hide it
    grown = held.value * (0.5 if key.endswith(".depth") else 1.5)
    new = held.model_copy(update={"value": grown, "spread": spread})
    changed = {**store._entries(file), key: new}
    kept = store._entries
    monkeypatch.setattr(store, "_entries", lambda f: changed if f == file else kept(f))
    anchored = (priors._median_gains, priors._coarse_median_gains)
    for gains in anchored:
        gains.cache_clear()
    try:
        after = offer(**patient)
    finally:
        for gains in anchored:
            gains.cache_clear()
    assert after.options != before.options, key


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
        ({"preferences": {"max_sessions": 2}}, "max_sessions 2"),
    ],
)
def test_what_is_not_planned_says_why(patient: dict[str, Any], said: str) -> None:
    answer = offer(**patient)
    assert answer.options == ()
    assert said in (answer.refused or "")


def test_a_plan_that_must_wait_says_on_what() -> None:
    answer = offer(medications=["warfarin"])
    assert answer.options
    assert any("prescriber" in text for text in answer.options[0].conditional_on)


def test_darker_skin_gets_longer_intervals_and_no_bleeding() -> None:
    light, dark = offer(fitzpatrick="II"), offer(fitzpatrick="VI")
    assert dark.options[0].interval_days > light.options[0].interval_days
    assert {zone.endpoint for zone in dark.options[0].zones.values()} == {"erythema"}
    assert dark.options[0].pih_probability.median > light.options[0].pih_probability.median


def test_pores_have_no_predicted_improvement() -> None:
    found = offer(concerns="pores").options[0].predicted["improvement"]
    assert not isinstance(found, Range)


def test_the_session_sheet_carries_findings_and_caps() -> None:
    held = Case.read(case(conditions=["cold sores as a teenager"], planned_areas="face"))
    candidacy = screen(held)
    option = plan(held, candidacy).options[0]
    sheet = prepare(option, candidacy, date=candidacy.on)
    said = " ".join(item.text for item in sheet.checklist)
    assert "antiviral" in said
    assert "PRP" not in said
    assert set(sheet.zones) == set(FACE_ZONES)
    with_prp = prepare(option, candidacy, date=candidacy.on, wish=frozenset({"prp"}))
    assert any("PRP" in item.text for item in with_prp.checklist)


@given(st.floats(1, 2000))
def test_a_smaller_area_takes_no_longer(area: float) -> None:
    part, whole = minutes_per_session(area), minutes_per_session(None)
    assert part.median <= whole.median
    assert part.low90 <= part.median <= part.high90
