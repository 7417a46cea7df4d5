"""Rows from outside: the question never knows the answer, and the answer is read as printed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.cohort.published import (
    Observed,
    observed_of,
    outcomes,
    protocols,
    request_of,
)
from neocol.record.base import RecordError
from neocol.record.outcome import PredictionRequest
from neocol.twin.outcome.measures import match

ROW: dict[str, Any] = {
    "key": "a2020",
    "cohort": "a2020",
    "citation": "A et al. 2020",
    "indication": "acne_scar",
    "site": "face",
    "n": 30,
    "device": "Dermaroller",
    "needle_mm": 1.5,
    "passes": None,
    "sessions": 4,
    "interval_weeks": 4,
    "followup_weeks": 8,
    "followup_from": "last_session",
    "fitzpatrick": "III-V",
    "age": "mean 27.5 (4.1)",
    "outcome": "Goodman-Baron quantitative score",
    "unit": "score",
    "baseline": 16.0,
    "after": 8.0,
    "sd": {"baseline": 3.0, "after": 2.5},
    "change": -8.0,
    "direction": "negative change = improvement",
    "a key of their own": 3,
}
REQUEST: dict[str, Any] = {
    "id": "b2021",
    "indication": "melasma",
    "population": {"n": 20, "age": 33, "fitzpatrick": "IV"},
    "protocol": {
        "device": "pen",
        "needle_mm": 0.5,
        "sessions": 6,
        "interval_days": 14,
        "follow_up_days": 30,
        "combined_with": ["tranexamic acid"],
    },
    "outcome": {"measure": "MASI", "unit": "points", "baseline": 9.0, "baseline_sd": 4.0},
    "observed": {"after": 5.0, "sd": 3.0},
}


def _asked(**changes: Any) -> PredictionRequest:
    ((_, _, request),) = protocols([{**ROW, **changes}])
    assert isinstance(request, PredictionRequest), request
    return request


def _seen(**changes: Any) -> Observed:
    (found,) = outcomes([{**ROW, **changes}])
    assert isinstance(found, Observed), found
    return found


def test_a_collected_row_becomes_a_question() -> None:
    ((id_, cohort, request),) = protocols([ROW], "blind.json")
    assert (id_, cohort) == ("a2020", "a2020")
    assert isinstance(request, PredictionRequest)
    assert request.population.model_dump() == {"n": 30, "age": "27.5", "fitzpatrick": "III-V"}
    protocol = request.protocol
    assert (protocol.device, protocol.needle_mm, protocol.sessions) == ("roller", 1.5, 4)
    assert (protocol.interval_days, protocol.follow_up_days) == (28, 56)
    assert protocol.combined_with == ()
    assert request.outcome.model_dump() == {
        "measure": "Goodman-Baron quantitative score",
        "unit": "points",
        "baseline": 16.0,
        "baseline_sd": 3.0,
    }


def test_a_collected_row_says_what_came_out() -> None:
    assert _seen() == Observed(8.0, "after", "points", 2.5, 30)


def test_a_request_with_its_outcome_is_read_too() -> None:
    ((id_, cohort, request),) = protocols({"rows": [REQUEST]})
    assert (id_, cohort) == ("b2021", "b2021")
    assert isinstance(request, PredictionRequest)
    plain = {k: v for k, v in REQUEST.items() if k != "observed"}
    assert request == PredictionRequest.read(plain)
    assert outcomes({"trials": [REQUEST]}) == [Observed(5.0, "after", "points", 3.0, 20)]
    changed = {**REQUEST, "observed": {"change": -4.0, "sd": 2.0}}
    assert outcomes([changed]) == [Observed(5.0, "after", "points", None, 20)]


OUTCOME_KEYS = st.sampled_from(
    "after change ci95 ci p note comparator direction citation result observed value effect "
    "after_sd change_sd use_note split median".split()
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["after", "value", "sd", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from([ROW, REQUEST]),
    st.dictionaries(OUTCOME_KEYS, ANYTHING, max_size=6),
    st.dictionaries(st.sampled_from(["after", "change", "x"]), ANYTHING, max_size=3),
)
def test_no_outcome_reaches_the_question(
    row: dict[str, Any], other: dict[str, Any], spread: dict[str, Any]
) -> None:
    changed = {**copy.deepcopy(row), **other}
    for block in ("outcome", "protocol", "population"):
        if isinstance(changed.get(block), dict):
            changed[block] |= {f"{key} seen": value for key, value in other.items()}
            changed[block] |= {k: v for k, v in other.items() if k in {"after", "change", "p"}}
    if "sd" in changed or spread:
        changed["sd"] = {"baseline": (row.get("sd") or {}).get("baseline"), **spread}
    assert protocols([changed]) == protocols([row])


@given(st.dictionaries(st.sampled_from([*ROW, *REQUEST]), ANYTHING), ANYTHING)
def test_any_row_is_read_or_refused(changes: dict[str, Any], whole: Any) -> None:
    for data in ([{**ROW, **changes}], [{**REQUEST, **changes}], [changes], [whole]):
        for _, _, found in protocols(data):
            assert isinstance(found, PredictionRequest | RecordError)
        for seen in outcomes(data):
            assert isinstance(seen, Observed | RecordError)


def test_what_is_no_list_is_refused() -> None:
    for data in (3, "text", None):
        with pytest.raises(RecordError, match="list of rows"):
            protocols(data)


def test_one_bad_row_does_not_stop_the_others() -> None:
    found = protocols([{**ROW, "outcome": "pain"}, ROW, {**ROW, "needle_mm": 15}], "x")
    assert [isinstance(request, RecordError) for _, _, request in found] == [True, False, True]
    assert str(found[2][2]).startswith("x[2].protocol.needle_mm")


@pytest.mark.parametrize(
    ("device", "arm", "expected"),
    [
        ("Dermapen", None, ("pen", ())),
        ("Amiea Exceed pen", None, ("pen", ())),
        ("SkinPen", None, ("pen", ())),
        ("Medical Roll-CIT", None, ("roller", ())),
        ("PCI roller", None, ("roller", ())),
        ("microneedling", None, (None, ())),
        (None, None, (None, ())),
        ("stamp", None, ("stamp", ())),
        ("fractional RF microneedling", None, ("rf_needling", ())),
        ("dermaroller + TXA", "MN+TXA", ("roller", ("tranexamic acid",))),
        ("dermaroller", "MN + PRP", ("roller", ("platelet-rich plasma",))),
        ("dermaroller", "MN (vs MN+PRP)", ("roller", ())),
        ("dermaroller ± PRP", "MN alone", ("roller", ())),
        ("dermapen with saline", "MN without PRP", ("pen", ())),
    ],
)
def test_device_and_combination_are_read(
    device: str | None, arm: str | None, expected: tuple[str | None, tuple[str, ...]]
) -> None:
    protocol = _asked(device=device, arm=arm).protocol
    assert (protocol.device, protocol.combined_with) == expected


def test_an_arm_without_needling_keeps_what_it_was_given() -> None:
    protocol = _asked(
        indication="androgenetic_alopecia",
        outcome="hair count change",
        unit="hairs/cm2",
        baseline=None,
        device="minoxidil 5%",
        arm="minoxidil",
        needle_mm=0,
        sessions=0,
    ).protocol
    assert (protocol.device, protocol.needle_mm, protocol.sessions) == (None, 0, 0)
    assert protocol.combined_with == ("minoxidil",)


def test_ranges_become_their_middle_and_words_nothing() -> None:
    protocol = _asked(sessions="3-4", needle_mm=[0.5, 1.5], interval_weeks="variable").protocol
    assert (protocol.sessions, protocol.needle_mm, protocol.interval_days) == (4, 1.0, None)


def test_days_count_from_where_the_row_says() -> None:
    for said in ("first_session", "start of treatment", "baseline"):
        assert _asked(followup_from=said).protocol.follow_up_from == "first_session"
    for said in ("last_session (1 yr post-op)", None, "after the last of the first course"):
        assert _asked(followup_from=said).protocol.follow_up_from == "last_session"


@pytest.mark.parametrize(
    ("changes", "value", "value_of"),
    [
        ({"after": None}, 8.0, "after"),
        ({"after": None, "change": 8.0, "outcome": "Goodman-Baron score, reduction"}, 8.0, "after"),
        ({"after": None, "baseline": None}, -8.0, "change"),
        ({"unit": "% of baseline", "baseline": None, "after": 55.0}, 55.0, "after"),
        ({"unit": "% of baseline", "baseline": 36.0, "after": 55.0}, 55.0, "after"),
        ({"unit": "% of baseline", "baseline": None, "after": None, "change": -45.0}, 55.0, "after"),
        ({"unit": "%", "outcome": "mean improvement", "baseline": None, "after": None, "change": 62.0},
         38.0, "after"),
        ({"unit": "%", "outcome": "mean improvement", "baseline": None, "after": 62.0, "change": None},
         38.0, "after"),
        ({"unit": "% of baseline", "outcome": "epidermal thickness", "after": None, "change": 50.0,
          "baseline": 100}, 150.0, "after"),
        ({"unit": "% of patients", "outcome": "good to excellent improvement", "after": 73.0}, 0.73,
         "share"),
        ({"unit": "patients", "outcome": "good to excellent improvement", "after": 15}, 0.5, "share"),
        ({"unit": "fraction", "outcome": ">50% responders", "after": 0.41}, 0.41, "share"),
    ],
)  # fmt: skip
def test_the_outcome_is_read_in_the_sense_of_the_prediction(
    changes: dict[str, Any], value: float, value_of: str
) -> None:
    found = _seen(**changes)
    assert found.value == pytest.approx(value)
    assert found.value_of == value_of
    request = _asked(**changes)
    assert request.outcome.unit == found.unit
    again = match(request.outcome.measure, request.outcome.unit, request.indication)
    assert again.unit == found.unit


def test_per_square_inch_becomes_per_square_centimetre() -> None:
    hair = {
        "indication": "androgenetic_alopecia",
        "outcome": "hair density",
        "unit": "hairs/inch2",
        "baseline": 645.16,
        "after": 709.676,
        "sd": {"baseline": 64.516, "after": 64.516},
    }
    before = _asked(**hair).outcome
    after = _seen(**hair)
    assert (before.baseline, before.baseline_sd) == (pytest.approx(100), pytest.approx(10))
    assert (after.value, after.sd, after.unit) == (
        pytest.approx(110),
        pytest.approx(10),
        "hairs/cm2",
    )


def test_a_share_above_one_is_refused() -> None:
    (found,) = outcomes([{**ROW, "outcome": ">50% responders", "unit": "fraction", "after": 41.0}])
    assert isinstance(found, RecordError)
    assert "between 0 and 1" in str(found)


def test_a_row_without_an_outcome_is_refused() -> None:
    (found,) = outcomes([{**ROW, "after": None, "change": None}])
    assert isinstance(found, RecordError)


def test_every_fitted_outcome_has_a_question_and_an_answer() -> None:
    for row in evidence.trials():
        if row.use == "contrast" or row.name is None:
            with pytest.raises(RecordError):
                request_of(row)
            with pytest.raises(RecordError):
                observed_of(row)
            continue
        request, observed = request_of(row), observed_of(row)
        assert request.id == row.id
        assert request.outcome.unit == observed.unit
        assert (request.protocol.needle_mm, request.protocol.sessions) == (
            row.needle_mm,
            row.sessions,
        )
        assert request.protocol.follow_up_days == row.follow_up_days
        assert (observed.value_of == "change") == (row.after is None and row.baseline is None)
