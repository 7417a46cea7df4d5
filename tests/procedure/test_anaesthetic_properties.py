"""More of anything never makes the verdict milder."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from tests.procedure.numbing import ask

_MILDEST_FIRST: Final = ("within_limits", "unknown", "over_limit", "contraindicated")
_AMOUNT = st.one_of(st.none(), st.floats(0, 700, allow_nan=False))
_HOURS = st.one_of(st.none(), st.floats(0, 8, allow_nan=False))
_INDUCERS = [
    "dapsone",
    "nitrofurantoin",
    "paracetamol",
    "metoclopramide",
    "amiodarone",
    "vitamin D",
]
_TROUBLES = ["G6PD deficiency", "atopic eczema", "cirrhosis", "epilepsy", "acne"]
_SUBSETS = {
    "medications": st.lists(st.sampled_from(_INDUCERS), unique=True),
    "conditions": st.lists(st.sampled_from(_TROUBLES), unique=True),
    "allergies": st.lists(st.sampled_from(["lidocaine", "novocaine", "nickel"]), unique=True),
}
_PERSON = st.fixed_dictionaries(
    {
        "age": st.one_of(st.none(), st.floats(0, 90)),
        "weight_kg": st.one_of(st.none(), st.floats(2, 120)),
        **_SUBSETS,
    }
)
_REQUEST = st.fixed_dictionaries(
    {
        "product": st.sampled_from(["EMLA", "LMX4", "ametop", "lidocaine 5%", "BLT", "cream"]),
        "grams": _AMOUNT,
        "area_cm2": _AMOUNT,
        "hours": _HOURS,
        "patient": _PERSON,
        "occluded": st.sampled_from(["yes", "no", "unknown"]),
        "skin": st.sampled_from(["intact", "unknown"]),
        "other_local_anaesthetic_mg": st.one_of(st.none(), st.floats(0, 400)),
    }
)


def _rank(request: dict[str, Any]) -> int:
    return _MILDEST_FIRST.index(ask(**request).verdict)


@given(_REQUEST, st.sampled_from(["grams", "area_cm2", "hours", "other_local_anaesthetic_mg"]),
       st.floats(0, 700))  # fmt: skip
def test_more_cream_skin_time_or_injection(request: dict[str, Any], name: str, more: float) -> None:
    if request[name] is None:
        return
    assert _rank({**request, name: request[name] + more}) >= _rank(request)


@given(_REQUEST, st.sampled_from(_INDUCERS), st.sampled_from(_TROUBLES))
def test_one_more_medicine_or_condition(request: dict[str, Any], drug: str, trouble: str) -> None:
    who = request["patient"]
    for slot, more in (("medications", drug), ("conditions", trouble)):
        burdened = {**who, slot: [*who[slot], more]}
        assert _rank({**request, "patient": burdened}) >= _rank(request)


@given(_REQUEST, st.floats(0, 50), st.floats(0, 50), st.floats(0, 5))
def test_one_more_cream(request: dict[str, Any], grams: float, area: float, hours: float) -> None:
    also = [{"product": "EMLA", "grams": grams, "area_cm2": area, "hours": hours}]
    assert _rank({**request, "also": also}) >= _rank(request)


@given(_REQUEST, st.floats(0.5, 1))
def test_younger_and_lighter_never_gets_more(request: dict[str, Any], share: float) -> None:
    who = request["patient"]
    if who["age"] is None or who["weight_kg"] is None or request["product"] == "LMX4":
        return
    smaller = {**who, "age": who["age"] * share, "weight_kg": who["weight_kg"] * share}
    assert _rank({**request, "patient": smaller}) >= _rank(request)


@given(_REQUEST, st.sampled_from(["age", "weight_kg"]))
def test_an_answer_that_is_missing_never_helps(request: dict[str, Any], name: str) -> None:
    """Without an answer the verdict is unknown, or no milder than with it but for too much."""
    known = ask(**request).verdict
    open_ = ask(**{**request, "patient": {**request["patient"], name: None}}).verdict
    assert open_ != "within_limits"
    assert (open_ == "contraindicated") == (known == "contraindicated")


@given(_REQUEST)
def test_within_limits_is_never_said_of_what_is_not_known(request: dict[str, Any]) -> None:
    answer = ask(**request)
    if answer.verdict != "within_limits":
        return
    assert not answer.missing
    for name in ("grams", "area_cm2", "hours"):
        assert getattr(answer.given, name) <= getattr(answer.limits, name) * (1 + 1e-9)
    assert not any(f.effect == "absolute" for f in answer.findings)


@given(_REQUEST)
def test_the_strictest_finding_stands_first(request: dict[str, Any]) -> None:
    effects = ["absolute", "relative", "defer", "caution", "info"]
    order = [effects.index(f.effect) for f in ask(**request).findings]
    assert order == sorted(order)
