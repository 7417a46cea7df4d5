"""What a protocol may bring: the contract's answers, what each part of a question does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol.record import Prediction
from neocol.record.outcome import Interval
from neocol.twin.outcome import predict
from neocol.twin.outcome.indications import BORROWED
from tests.twin.outcome.asking import HAIR, MELASMA, SHARE, asked, told

NOTHING_KNOWN = dict.fromkeys(
    ("device", "needle_mm", "punctures_per_cm2", "sessions", "interval_days", "follow_up_days")
)
QUICK = settings(max_examples=25)
GRADE = {"measure": "Goodman-Baron qualitative grade", "unit": "grade", "baseline": 3.2}
LAYER = {"measure": "epidermal thickness", "unit": "um", "baseline": 60.0}
COLLAGEN = {"measure": "collagen (Masson)", "unit": "% of baseline", "baseline": 100.0}


def ends(found: Interval | None) -> tuple[float, float, float]:
    assert found is not None
    return (found.low90, found.median, found.high90)


# the contract


def test_the_answer_has_the_keys_of_the_contract() -> None:
    found = told().model_dump()
    for key in ("trial_mean", "one_patient"):
        assert set(found[key]) == {"median", "low90", "high90", "unit"}
        assert found[key]["unit"] == "points"
    assert {"median", "low90", "high90"} <= set(found["change_percent"])
    assert found["basis"] == "calibrated"
    assert found["sources"]
    assert found["stamp"]["evidence"]


def test_the_same_seed_says_the_same_whatever_the_id() -> None:
    one, other = told(id="a", seed=4), told(id="b", seed=4)
    assert one.id == "a"
    assert other.model_copy(update={"id": "a"}) == one
    assert told(seed=5).trial_mean != one.trial_mean


def test_no_baseline_means_a_change_and_no_percentage() -> None:
    found = told(outcome={"baseline": None})
    assert found.value_of == "change"
    assert found.change_percent is None
    assert found.trial_mean.median < 0
    assert any("baseline is not known" in said for said in found.assumed)


@pytest.mark.parametrize(
    "outcome",
    [
        {"measure": "scar severity score", "unit": "points"},
        {"measure": "scar severity score", "unit": "% of baseline"},
        {"measure": "epidermal thickness", "unit": "um"},
        {"measure": "collagen fraction", "unit": None},
        {"measure": "Goodman and Baron quantitative score", "unit": "points"},
    ],
)
def test_no_baseline_means_no_percentage_on_any_scale(outcome: dict[str, Any]) -> None:
    assert told(outcome={**outcome, "baseline": None}).change_percent is None


def test_shares_are_answered_in_the_unit_that_was_asked_for() -> None:
    fraction = told(outcome={**SHARE, "unit": "fraction"})
    percent = told(outcome=SHARE)
    assert (fraction.value_of, percent.trial_mean.unit) == ("share", "% of patients")
    assert 0 <= fraction.trial_mean.low90 <= fraction.trial_mean.high90 <= 1
    assert ends(percent.trial_mean) == pytest.approx([100 * e for e in ends(fraction.trial_mean)])
    assert percent.due_to_needling is None


def test_more_is_asked_of_a_responder_and_fewer_respond() -> None:
    shares = [
        told(outcome={**SHARE, "measure": f">{least}% improvement"}).trial_mean.median
        for least in (25, 50, 75)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1]


# who speaks, and what is borrowed


def test_melasma_is_told_by_the_literature() -> None:
    found = told(MELASMA)
    assert (found.speaks, found.basis, found.borrowed) == ("literature", "meta_analysis", None)
    assert any("comes back" in said for said in found.caveats)


@pytest.mark.parametrize(
    ("indication", "outcome", "whose"),
    [
        ("lentigo", MELASMA["outcome"], "melasma"),
        ("uneven_tone", MELASMA["outcome"], "melasma"),
        ("rejuvenation", {"measure": "Lemperle", "unit": "points", "baseline": 3.0}, "wrinkle"),
        ("laxity", {"measure": "laxity score", "unit": "points", "baseline": 3.0}, "wrinkle"),
        ("striae", {"measure": "VSS", "unit": "points", "baseline": 8.0}, "acne_scar and wrinkle"),
        ("burn_scar", {"measure": "VSS", "unit": "points", "baseline": 8.0}, "acne_scar and"),
    ],
)
def test_what_has_no_studies_says_whose_it_borrows(
    indication: str, outcome: dict[str, Any], whose: str
) -> None:
    found = told(indication=indication, scar_types=[], outcome=outcome)
    assert found.basis == "assumed"
    assert found.borrowed is not None
    assert found.borrowed.startswith(whose)
    said = " ".join(found.assumed)
    assert indication.replace("_", " ") in said
    assert whose.replace("_", " ") in said
    assert set(BORROWED) >= {"lentigo", "uneven_tone", "rejuvenation", "laxity"}


def test_collagen_is_told_by_the_twin_and_the_epidermis_by_the_literature() -> None:
    collagen, layer = told(outcome=COLLAGEN), told(outcome=LAYER)
    assert (collagen.speaks, layer.speaks) == ("twin", "literature")
    for found in (collagen, layer):
        assert found.change_percent is not None
        assert found.change_percent.low90 > 0


def test_what_is_left_out_is_listed() -> None:
    assert told().unknown == ()
    assert told(protocol=NOTHING_KNOWN).unknown == (
        "device",
        "needle length",
        "punctures per cm²",
        "number of sessions",
        "interval",
        "day of follow-up",
    )
    assert told(protocol={"device": "a new thing"}).unknown == ("device",)
    assert told(protocol={"sessions": 1, "interval_days": None}).unknown == ()
    passes = {"punctures_per_cm2": None, "passes": 4}
    assert told(protocol=passes).unknown == ()


def test_passes_of_nothing_say_nothing_of_the_density() -> None:
    """No pass is either no needling, or a density that is not known; never a silent guess."""
    found = told(protocol={"punctures_per_cm2": None, "passes": 0})
    assert "punctures per cm²" in found.unknown or ends(found.due_to_needling) == (0, 0, 0)


@pytest.mark.parametrize(
    "contrast",
    [
        {"needle_mm": 0.5},
        {"needle_mm": 2.5},
        {"punctures_per_cm2": 50},
        {"punctures_per_cm2": 400},
        {"sessions": 1},
        {"sessions": 8},
        {"interval_days": 14},
        {"follow_up_days": 180},
        NOTHING_KNOWN,
    ],
)
@pytest.mark.parametrize("outcome", [{}, COLLAGEN, SHARE])
def test_no_contrast_of_doses_is_shown_without_saying_that_the_law_is_assumed(
    contrast: dict[str, Any], outcome: dict[str, Any]
) -> None:
    found = told(protocol=contrast, outcome=outcome)
    assert found.speaks == "twin"
    assert any("no human trial tells them apart" in said for said in found.assumed)


# numbers


def test_a_baseline_twice_as_high_gives_values_twice_as_high() -> None:
    one, other = told(outcome={"baseline": 8.0}), told(outcome={"baseline": 16.0})
    for name in ("trial_mean", "one_patient", "due_to_needling"):
        small, large = ends(getattr(one, name)), ends(getattr(other, name))
        assert large == pytest.approx([2 * end for end in small], rel=1e-9)
    assert ends(other.change_percent) == pytest.approx(ends(one.change_percent))


@given(st.integers(1, 5_000), st.integers(1, 5_000))
def test_more_people_never_widen_the_mean(n: int, other: int) -> None:
    fewer, more = (predict(asked(MELASMA, population={"n": n})) for n in sorted((n, other)))
    assert isinstance(fewer, Prediction)
    assert isinstance(more, Prediction)
    assert more.trial_mean.width <= fewer.trial_mean.width * 1.02


@pytest.mark.parametrize("changes", [{}, MELASMA, {"outcome": COLLAGEN}, {"outcome": GRADE}, HAIR])
def test_one_person_is_less_certain_than_a_mean(changes: dict[str, Any]) -> None:
    found = told(changes)
    assert found.one_patient is not None
    assert found.one_patient.width > found.trial_mean.width
    if changes is not HAIR:  # how many people is not asked of hair
        few_people = told(changes, population={"n": 5})
        assert few_people.trial_mean.width > found.trial_mean.width


def test_a_spread_of_baselines_widens_one_person_only() -> None:
    plain, spread = told(), told(outcome={"baseline_sd": 6.0})
    assert spread.trial_mean == plain.trial_mean
    assert spread.one_patient is not None
    assert plain.one_patient is not None
    assert spread.one_patient.width > plain.one_patient.width


@pytest.mark.parametrize("changes", [{}, MELASMA, {"outcome": GRADE}])
def test_needling_makes_less_than_all_that_is_seen(changes: dict[str, Any]) -> None:
    found = told(changes)
    seen, needled = ends(found.change_percent), ends(found.due_to_needling_percent)
    assert seen[0] < needled[0]
    assert seen[1] < needled[1] < 0
    assert found.due_to_needling is not None
    baseline = asked(changes).outcome.baseline
    assert baseline is not None
    assert ends(found.due_to_needling) == pytest.approx([baseline * e / 100 for e in needled])


@pytest.mark.parametrize("baseline", [1.0, 1.2, 1.5, 2.0])
def test_needling_makes_no_more_than_the_scale_has_room_for(baseline: float) -> None:
    found = told(outcome={**GRADE, "baseline": baseline})
    assert found.due_to_needling is not None
    assert baseline + found.due_to_needling.low90 >= 1.0 - 1e-9


@pytest.mark.parametrize(
    "none", [{"sessions": 0}, {"needle_mm": 0}, {"sessions": 8, "needle_mm": 0}]
)
@pytest.mark.parametrize("changes", [{}, MELASMA, {"outcome": LAYER}, {"outcome": COLLAGEN}])
def test_without_needling_nothing_is_due_to_it(
    changes: dict[str, Any], none: dict[str, Any]
) -> None:
    found = told(changes, protocol=none)
    for name in (
        "due_to_needling",
        "due_to_needling_percent",
    ):
        assert ends(getattr(found, name)) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    assert found.pih_probability is None
    grows = "outcome" in changes and changes is not MELASMA
    if not grows:
        assert found.change_percent is not None
        assert found.change_percent.median < 0  # people are enrolled at their worst


SCALES = [
    ("Goodman and Baron quantitative score", "points", 0, 84),
    ("Goodman-Baron qualitative grade", "grade", 1, 4),
]


@QUICK
@given(st.sampled_from(SCALES), st.floats(0.01, 1), st.integers(1, 200), st.floats(0, 5))
def test_values_stay_inside_the_scale(
    scale: tuple[str, str, float, float], share: float, n: int, sd: float
) -> None:
    measure, unit, low, high = scale
    baseline = low + share * (high - low)
    outcome = {"measure": measure, "unit": unit, "baseline": baseline, "baseline_sd": sd}
    found = told(population={"n": n}, outcome=outcome)
    for value in (found.trial_mean, found.one_patient):
        assert value is not None
        assert low <= value.low90 <= value.high90 <= high


# hair


def test_hair_is_told_in_the_unit_of_the_baseline() -> None:
    per_cm2 = told(HAIR)
    per_inch2 = told(HAIR, outcome={"unit": "hairs/inch2", "baseline": 120 * 2.54**2})
    assert per_inch2.trial_mean.unit == "hairs/inch2"
    assert ends(per_inch2.trial_mean) == pytest.approx(
        [end * 2.54**2 for end in ends(per_cm2.trial_mean)]
    )
    assert ends(per_inch2.change_percent) == pytest.approx(ends(per_cm2.change_percent))


def test_needling_adds_to_minoxidil() -> None:
    alone = told(HAIR, protocol={"combined_with": ["minoxidil"], "sessions": 0})
    both = told(HAIR, protocol={"combined_with": ["minoxidil"]})
    needled = told(HAIR)
    assert ends(alone.due_to_needling) == (0, 0, 0)
    assert both.trial_mean.median > max(alone.trial_mean.median, needled.trial_mean.median)
    assert ends(both.due_to_needling) == ends(needled.due_to_needling)
    assert both.basis == "meta_analysis"


def test_nobody_has_fewer_hairs_than_none() -> None:
    found = told(HAIR, outcome={"baseline": 2.0})
    assert found.one_patient is not None
    assert min(found.one_patient.low90, found.trial_mean.low90) >= 0


# dark marks


@pytest.mark.parametrize("fitzpatrick", [None, "I", "IV-V", "VI"])
def test_the_chance_of_a_dark_mark_is_a_chance(fitzpatrick: str | None) -> None:
    found = told(MELASMA, population={"fitzpatrick": fitzpatrick}).pih_probability
    assert 0 <= ends(found)[0] <= ends(found)[2] <= 1
    assert told(HAIR, population={"fitzpatrick": fitzpatrick}).pih_probability is None


def test_what_no_study_did_is_said() -> None:
    assert told().extrapolation == ()
    found = told(protocol={"needle_mm": 3.0, "sessions": 20, "interval_days": 3})
    for part in ("needle 3 mm", "sessions 20", "interval 3 d"):
        assert any(part in said for said in found.extrapolation)
    assert told(protocol={"needle_mm": 0, "sessions": 0}).extrapolation == ()
