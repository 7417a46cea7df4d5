"""What is asked: refused with a reason where nothing is known, and never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neocol.record import NotPredicted, Prediction, RecordError
from neocol.record.outcome import Interval
from neocol.record.words import Indication
from neocol.twin.outcome import predict
from tests.twin.outcome.asking import HAIR, MELASMA, SHARE, answer, asked, few, refused, told

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


@pytest.mark.parametrize("baseline", [-3.0, 0.0, 85.0, 500.0])
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
        "indication": st.sampled_from(Indication.__args__),
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
GOOD = st.sampled_from(
    [
        ("acne_scar", "Goodman-Baron grade", "grade", 3.0),
        ("acne_scar", ">50% improvement", "fraction", None),
        ("wrinkle", "Lemperle", "points", 2.5),
        ("striae", "VSS", "points", None),
        ("melasma", "mMASI", "points", 6.0),
        ("melasma", "good or excellent improvement", "% of patients", None),
        ("scar", "collagen", "% of baseline", 100.0),
        ("rejuvenation", "epidermal thickness", "um", 50.0),
        ("androgenetic_alopecia", "hair diameter", "um", 50.0),
    ]
)
"""Questions that have an answer: indication, measure, unit, baseline."""


@settings(max_examples=60)
@given(REQUESTS, st.integers(0, 3))
def test_whatever_is_asked_is_predicted_or_refused_with_a_reason(
    request: dict[str, Any], seed: int
) -> None:
    found = predict(asked(request), seed=seed, predictors=few())
    if isinstance(found, NotPredicted):
        assert found.refused.strip()
    else:
        whole(found)


@settings(max_examples=30)
@given(GOOD, REQUESTS, st.integers(0, 3))
def test_whatever_was_done_a_good_question_is_answered(
    good: tuple[str, str, str, float | None], request: dict[str, Any], seed: int
) -> None:
    indication, measure, unit, baseline = good
    outcome = {"measure": measure, "unit": unit, "baseline": baseline, "baseline_sd": None}
    question = asked(request, indication=indication, scar_types=[], outcome=outcome)
    found = predict(question, seed=seed, predictors=few())
    if isinstance(found, NotPredicted):
        assert any(word in found.refused for word in ("radio", "minoxidil", "per cm²"))
    else:
        whole(found)


def whole(found: Prediction) -> None:
    for name, value in found:
        if isinstance(value, Interval):
            assert value.low90 <= value.median <= value.high90, name
    assert found.sources
    if found.pih_probability is not None:
        assert 0 <= found.pih_probability.low90 <= found.pih_probability.high90 <= 1
