"""What a protocol may bring: the contract's answers, what each part of a question does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol.record import NotPredicted, Prediction, RecordError
from neocol.record.outcome import Interval
from neocol.record.words import Indication
from neocol.twin.outcome import predict
from neocol.twin.outcome.indications import BORROWED
from tests.twin.outcome.asking import HAIR, MELASMA, answer, asked, few, refused, told

NOTHING_KNOWN = dict.fromkeys(
    ("device", "needle_mm", "punctures_per_cm2", "sessions", "interval_days", "follow_up_days")
)
QUICK = settings(max_examples=25)
GRADE = {"measure": "Goodman-Baron qualitative grade", "unit": "grade", "baseline": 3.2}
LAYER = {"measure": "epidermal thickness", "unit": "um", "baseline": 60.0}
COLLAGEN = {"measure": "collagen (Masson)", "unit": "% of baseline", "baseline": 100.0}
SHARE = {"measure": ">50% improvement", "unit": "% of patients", "baseline": None}


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


# what is refused


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indication": "pores", "outcome": {"measure": "pore severity score"}}, "pores"),
        ({"indication": "acne", "outcome": {"measure": "acne severity score"}}, "active acne"),
        ({"outcome": {"measure": "elasticity by Cutometer", "unit": "%"}}, "elasticity"),
        ({"outcome": {"measure": "GAIS", "unit": "points"}}, "people improved"),
        ({"outcome": {"measure": "pain on a visual analogue scale"}}, "pain"),
        ({**HAIR, "protocol": {"sessions": 0}}, "neither needling nor minoxidil"),
        ({**HAIR, "protocol": {"needle_mm": 0}}, "neither needling nor minoxidil"),
        ({**HAIR, "protocol": {"combined_with": ["PRP"]}}, "minoxidil only"),
        ({**HAIR, "outcome": {"measure": "global assessment of hair score", "unit": "points"}},
         "density or diameter"),
        ({"outcome": {"measure": "MASI"}}, "does not fit"),
        ({"outcome": {"measure": "odds of improvement", "unit": "OR"}}, "contrast"),
    ],
)  # fmt: skip
def test_what_nothing_is_known_of_is_refused_with_the_reason(
    changes: dict[str, Any], said: str
) -> None:
    assert said in refused(changes)


@pytest.mark.parametrize(
    "types", [["icepick"], "ice-pick", "Ice Pick", ["ICE_PICK"], ["ice-pick", "icepick"]]
)
def test_ice_pick_scars_alone_are_refused_however_they_are_spelled(types: Any) -> None:
    assert "no benefit is expected" in refused(scar_types=types)
    inside = {"scar_types": [], "population": {"scar_types": types}}
    assert "no benefit is expected" in refused(inside)
    assert "no benefit is expected" in refused(inside, protocol={"combined_with": "none"})


def test_ice_pick_scars_beside_others_or_with_more_than_needling_are_told_with_a_warning() -> None:
    for changes in (
        {"scar_types": ["icepick", "boxcar"]},
        {"scar_types": ["icepick"], "protocol": {"combined_with": ["trichloroacetic acid"]}},
    ):
        assert any("Ice-pick" in said for said in told(changes).caveats)
    assert not any("Ice-pick" in said for said in told().caveats)


@pytest.mark.parametrize(
    "device",
    [
        "rf_needling",
        "RF microneedling",
        "fractional RF-microneedling",
        "Infini (RF)",
        "radiofrequency needles",
        "Radio-frequency",
        "FMR",
    ],
)
def test_radio_frequency_is_refused_however_it_is_written(device: str) -> None:
    assert "radio-frequency" in refused(protocol={"device": device})


def test_a_word_that_only_holds_the_letters_is_no_radio_frequency() -> None:
    assert told(protocol={"device": "surface roller"}).speaks == "twin"


@pytest.mark.parametrize("words", [{"fitzpatrick": "rubbish"}, {"age": "grown-up"}])
@pytest.mark.parametrize("changes", [{}, MELASMA])
def test_who_cannot_be_read_is_refused_whoever_speaks(
    changes: dict[str, Any], words: dict[str, str]
) -> None:
    """Either the question cannot be read, or it is not answered; never is it passed over."""
    try:
        said = refused(changes, population=words)
    except RecordError as error:
        said = str(error)
    assert "expected" in said


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
    fewer, more = sorted((n, other))
    widths = [told(MELASMA, population={"n": n}).trial_mean.width for n in (fewer, more)]
    assert widths[1] <= widths[0] * 1.02


@pytest.mark.parametrize("changes", [{}, MELASMA, {"outcome": COLLAGEN}, {"outcome": GRADE}, HAIR])
def test_one_person_is_less_certain_than_a_mean(changes: dict[str, Any]) -> None:
    found = told(changes)
    assert found.one_patient is not None
    assert found.one_patient.width > found.trial_mean.width
    if changes is not HAIR:
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


@pytest.mark.parametrize("baseline", [-3.0, 0.0, 85.0, 500.0, 1e308])
def test_a_baseline_that_the_scale_does_not_have_is_refused(baseline: float) -> None:
    """None of the scale's own numbers would follow from it; it is not an unknown one either."""
    assert refused(outcome={"baseline": baseline})


@pytest.mark.parametrize(
    "absurd",
    [
        {"population": {"n": 10**30}},
        {"population": {"n": 10**30}, "outcome": SHARE},
        {"outcome": {"measure": "scar severity score", "baseline": 1e308}},
        {"outcome": {"measure": "scar severity score", "baseline": 1e-308}},
        {"outcome": {"measure": "scar severity score", "baseline": 1.0, "baseline_sd": 1e300}},
        {**HAIR, "outcome": {**HAIR["outcome"], "baseline": 1e-320}},
    ],
)
def test_absurd_numbers_are_answered_or_refused_in_words(absurd: dict[str, Any]) -> None:
    try:
        found = answer(absurd)
    except RecordError:
        return
    assert isinstance(found, Prediction | NotPredicted)


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


# whatever is asked

MEASURES = st.sampled_from(
    "Goodman-Baron grade|ECCA|VSS|POSAS|Lemperle|Glogau|FWES|GAIS|MASI|mMASI|hair density|"
    "hair diameter|collagen|epidermal thickness|elasticity|severity score|>50% responders|"
    "at least one grade better|good or excellent improvement|pain|nothing".split("|")
)
UNITS = st.sampled_from(
    "points|grade|%|% of baseline|fraction|% of patients|hairs/cm2|hairs/inch2|um|mm|OR".split("|")
)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


REQUESTS = st.fixed_dictionaries(
    {
        "indication": st.sampled_from(Indication.__args__),  # type: ignore[attr-defined]
        "scar_types": st.lists(st.sampled_from(["icepick", "boxcar", "rolling"]), max_size=3),
        "site": maybe(st.sampled_from(["face", "cheek_left", "scalp", "moon"])),
        "population": st.fixed_dictionaries(
            {
                "n": maybe(st.integers(1, 10_000)),
                "age": maybe(st.sampled_from(["18-40", "55", "mean 30"])),
                "fitzpatrick": maybe(st.sampled_from(["I", "III-V", "IV and V", "VI"])),
            }
        ),
        "protocol": st.fixed_dictionaries(
            {
                "device": maybe(
                    st.sampled_from(["roller", "Dermapen", "stamp", "home_device", "RF", "x"])
                ),
                "needle_mm": maybe(st.floats(0, 3)),
                "punctures_per_cm2": maybe(st.floats(0, 10_000, exclude_min=True)),
                "passes": maybe(st.floats(0, 2_000)),
                "sessions": maybe(st.integers(0, 8)),
                "interval_days": maybe(st.floats(0, 400, exclude_min=True)),
                "follow_up_days": maybe(st.floats(0, 3_650)),
                "follow_up_from": st.sampled_from(["last_session", "first_session"]),
                "combined_with": st.lists(
                    st.sampled_from(["PRP", "minoxidil", "TXA", "vitamin C", "glue"]), max_size=2
                ),
            }
        ),
        "outcome": st.fixed_dictionaries(
            {
                "measure": MEASURES,
                "unit": maybe(UNITS),
                "baseline": maybe(st.floats(-10, 200)),
                "baseline_sd": maybe(st.floats(0, 50)),
            }
        ),
    }
)


@settings(max_examples=60)
@given(REQUESTS, st.integers(0, 3))
def test_whatever_is_asked_is_predicted_or_refused_with_a_reason(
    request: dict[str, Any], seed: int
) -> None:
    found = predict(asked(request), seed=seed, predictors=few())
    if isinstance(found, NotPredicted):
        assert found.refused.strip()
        return
    for name, value in found:
        if isinstance(value, Interval):
            assert value.low90 <= value.median <= value.high90, name
    assert found.sources
    if found.pih_probability is not None:
        assert 0 <= found.pih_probability.low90 <= found.pih_probability.high90 <= 1
