"""Every number behind a plan lives in evidence: move one, and the plan moves with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from neocol import evidence
from neocol.evidence import Entry, TrialledProtocol, store
from neocol.planning import answers, ensemble, recovery_time, what_if
from neocol.record import Course, Plan, PlanOption, Policy, ZoneSetting
from tests.planning.asked import consulted, first, offered

PATIENT: dict[str, Any] = {
    "concerns": "acne scars",
    "planned_areas": "cheeks, crow's feet",
    "fitzpatrick": "V",
    "preferences": {"avoid": [{"from": "2026-05-01", "to": "2026-05-02", "kind": "event"}]},
}
LIGHT = {**PATIENT, "fitzpatrick": "II"}
CACHES = (
    ensemble.ensemble,
    ensemble.pigment_scatter,
    recovery_time.healed_after,
    answers._alike,
    answers._answer,
    answers._redness,
    answers._pigment,
)


@contextmanager
def _without_memory(key: str) -> Iterator[None]:
    """Forget what was followed before and after, unless a key of planning's own is moved."""
    forgets = () if key.startswith("planning.") else CACHES
    for kept in forgets:
        kept.cache_clear()
    try:
        yield
    finally:
        for kept in forgets:
            kept.cache_clear()


def _grown(held: Entry) -> Entry:
    """Return an entry whose number, and range, are half as large again."""
    assert isinstance(held.value, float)
    spread = held.spread
    if spread is not None:
        moved = {
            name: value * 1.5
            for name in ("low", "high", "sd")
            if (value := getattr(spread, name)) is not None
        }
        spread = spread.model_copy(update=moved)
    return held.model_copy(update={"value": held.value * 1.5, "spread": spread})


def _moved(key: str, patch: pytest.MonkeyPatch, changed: Entry | None = None) -> None:
    file, kept = key.partition(".")[0], store._entries
    entries = {**kept(file), key: changed or _grown(kept(file)[key])}
    patch.setattr(store, "_entries", lambda name: entries if name == file else kept(name))


def _shown(found: Plan | PlanOption) -> dict[str, Any]:
    return found.model_dump(exclude={"stamp"})


def _asked(**patient: Any) -> PlanOption:
    """Return a course by its numbers: what it brings and costs, without a search."""
    held, candidacy = consulted(**patient)
    setting = ZoneSetting(depth_mm=1.5, passes=16)
    course = Course(
        zones={"cheek_left": setting, "periorbital_left": setting},
        days=(0, 42, 84),
        combined_with=("prp",),
        device=patient.get("plan", {}).get("device", "pen"),
    )
    return what_if(course, held, candidacy, policy=Policy())


OF_A_COURSE = (
    "burden.visit burden.day_of_work burden.redness burden.pain burden.dark_mark burden.combined "
    "burden.waiting pain.anchor pain.anchor_needle pain.anchor_passes pain.needle_power "
    "pain.density_power worthwhile.score redness.long result.first result.best "
    "maintenance.interval"
).split()
OF_THE_DAY = (
    "procedure.session.getting_ready",
    "procedure.pace.pen",
    "procedure.area.cheek",
    "procedure.area.periorbital",
    "indications.any.look_after",
    "risks.downtime.redness",
)


@pytest.mark.parametrize("key", [*(f"planning.{name}" for name in OF_A_COURSE), *OF_THE_DAY])
def test_what_a_course_brings_and_costs_follows_evidence(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _asked(**PATIENT)
    _moved(key, monkeypatch)
    with _without_memory(key):
        assert _shown(_asked(**PATIENT)) != _shown(before), key


@pytest.mark.parametrize("key", ["planning.tram.roller.events", "planning.tram.roller.people"])
def test_tram_tracks_are_counted_for_a_roller(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    roller = {**PATIENT, "plan": {"device": "roller"}}
    before = _asked(**roller).risks["tram_track"]
    _moved(key, monkeypatch)
    assert _asked(**roller).risks["tram_track"] != before


@pytest.mark.parametrize(
    ("key", "patient"),
    [
        ("planning.choice.told_apart", LIGHT),
        ("planning.choice.likely", LIGHT),
        ("planning.choice.even", PATIENT),
        ("planning.choice.most_of_area", PATIENT),
        ("planning.space.depth_step", LIGHT),
        ("planning.space.passes", LIGHT),
        ("planning.space.passes_step", LIGHT),
        ("planning.space.interval_step", LIGHT),
        ("planning.space.widen", LIGHT),
        ("planning.space.stretch", LIGHT),
        ("planning.dark.passes", PATIENT),
        ("planning.cap.pores", {**LIGHT, "concerns": "large pores"}),
        ("planning.cap.melasma", {**LIGHT, "concerns": "melasma"}),
        ("indications.any.interval", LIGHT),
        ("procedure.session.longest", LIGHT),
        ("sites.periorbital.depth_cap", LIGHT),
        ("devices.pen.label_depth", LIGHT),
    ],
)
def test_what_is_offered_follows_evidence(
    key: str, patient: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    of_areas = ("planning.choice.even", "planning.choice.most_of_area", "sites.periorbital")
    told = {**patient, "planned_areas": "chin"}
    if key.startswith(of_areas):
        told["planned_areas"] = "chin, crow's feet"
    usual = {"grid": None} if key.startswith("planning.space") else {}
    before = offered(**told, **usual)
    held = evidence.entry(key)
    assert isinstance(held.value, float)
    lower = {"planning.choice.told_apart": 0.55, "planning.choice.likely": 0.99,
             "planning.choice.even": 0.05, "planning.choice.most_of_area": 1.0,
             "planning.space.stretch": 1.0, "planning.space.widen": 70.0}  # fmt: skip
    changed = held.model_copy(update={"value": lower[key]}) if key in lower else None
    _moved(key, monkeypatch, changed)
    with _without_memory(key):
        assert _shown(offered(**told, **usual)) != _shown(before), key


@pytest.mark.parametrize("zone", ["forehead", "periorbital_left", "nose", "neck"])
def test_a_cap_is_the_one_in_evidence(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second copy of the number in code would not follow when evidence changes."""
    held, candidacy = consulted(planned_areas=zone.replace("periorbital_left", "crow's feet"))
    course = Course(zones={zone: ZoneSetting(depth_mm=0.2, passes=16)}, days=(0, 28, 56))
    key = f"sites.{zone.removesuffix('_left')}.depth_cap"
    halved = evidence.number(key, "mm") / 2
    _moved(key, monkeypatch, evidence.entry(key).model_copy(update={"value": halved}))
    (found,) = what_if(course, held, candidacy).zones.values()
    assert found.cap_mm == halved
    assert found.cap_from == key


PROTOCOL_FIELDS: dict[str, dict[str, Any]] = {
    "sessions": {"sessions_low": 5, "sessions_high": 5},
    "interval": {"interval_low_days": 42.0, "interval_high_days": 42.0},
    "needle": {"needle_low_mm": 1.0, "needle_high_mm": 1.0},
    "combination": {"combined_with": ("prp",)},
    "benefit": {"helps": "unproven"},
    "site": {"sites": ("neck",)},
}


@pytest.mark.parametrize("field", PROTOCOL_FIELDS)
def test_the_space_of_courses_is_that_of_the_protocols(
    field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"concerns": "uneven texture", "planned_areas": "chin", "fitzpatrick": "II"}
    before = offered(**told)
    kept = evidence.protocols

    def changed(indication: str | None = None) -> tuple[TrialledProtocol, ...]:
        return tuple(row.model_copy(update=PROTOCOL_FIELDS[field]) for row in kept(indication))

    monkeypatch.setattr(evidence, "protocols", changed)
    found = offered(**told)
    assert _shown(found) != _shown(before)
    if field == "sessions":
        assert first(found).sessions == 5
    if field == "needle":
        assert {one.depth_mm for one in first(found).zones.values()} == {1.0}


def test_what_was_moved_is_back() -> None:
    assert _shown(_asked(**PATIENT)) == _shown(_asked(**PATIENT))
    assert evidence.number("planning.burden.visit", "d") == pytest.approx(0.25)
