"""Answers on scales: refused with their place, and never milder as they get worse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.record import RecordError
from tests.consult.scale_sheets import (
    AREAS,
    COMPLETE,
    ECCA,
    GB_TYPES,
    OBSERVER,
    PATIENT,
    VSS,
    ecca,
    goodman_baron,
    masi,
    of,
    posas,
    refused,
    value,
)


def _paths(sheet: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every place of a sheet where an answer stands."""
    places = [("items", name) for name in sheet.get("items", {})]
    for name, held in sheet.get("areas", {}).items():
        inner = held if isinstance(held, dict) else {}
        places += [("areas", name, item) for item in inner] or [("areas", name)]
    return places


def _with(sheet: dict[str, Any], place: tuple[str, ...], answer: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(sheet))
    held = copy
    for step in place[:-1]:
        held = held[step]
    if answer is KeyError:
        del held[place[-1]]
    else:
        held[place[-1]] = answer
    return copy


REQUIRED = [
    (sheet, place)
    for sheet in COMPLETE
    for place in _paths(sheet)
    if place[-1] != "overall_opinion"
    and not (sheet["scale"] == "goodman_baron_grade" and "grade" in sheet["items"])
]


@pytest.mark.parametrize(("sheet", "place"), REQUIRED)
@pytest.mark.parametrize("answer", [None, "", "unknown", KeyError])
def test_a_missing_item_is_refused_by_name(
    sheet: dict[str, Any], place: tuple[str, ...], answer: Any
) -> None:
    if sheet["scale"] == "lemperle" and answer is KeyError:
        return  # the areas are the rater's choice
    with pytest.raises(RecordError) as error:
        of(_with(sheet, place, answer))
    assert error.value.path == ".".join(place)
    assert place[-1] in error.value.message
    assert "not answered" in error.value.message


@pytest.mark.parametrize(("sheet", "place"), REQUIRED)
@pytest.mark.parametrize("answer", [-2, 10_000_000.5, "much", float("nan"), float("inf"), [1]])
def test_an_answer_outside_is_refused_with_its_place(
    sheet: dict[str, Any], place: tuple[str, ...], answer: Any
) -> None:
    if place[-1] == "keloid_area_cm2" and answer == 10_000_000.5:
        return  # no largest keloid is known
    with pytest.raises(RecordError) as error:
        of(_with(sheet, place, answer))
    assert error.value.path == ".".join(place), error.value


@pytest.mark.parametrize(("sheet", "place"), REQUIRED)
def test_halves_are_refused_where_whole_numbers_are_rated(
    sheet: dict[str, Any], place: tuple[str, ...]
) -> None:
    if place[-1] == "keloid_area_cm2" or sheet["scale"] == "pain_vas":
        of(_with(sheet, place, 1.5))
        return
    with pytest.raises(RecordError) as error:
        of(_with(sheet, place, 1.5))
    assert error.value.path == ".".join(place)


@pytest.mark.parametrize("sheet", COMPLETE)
def test_what_a_scale_does_not_have_is_refused(sheet: dict[str, Any]) -> None:
    key = "areas" if "areas" in sheet and sheet["scale"] != "lemperle" else "items"
    odd = {**sheet, key: {**sheet.get(key, {}), "moustache": 1}}
    if sheet["scale"] == "lemperle":
        refused(odd, "items", "rated by area")
        return
    with pytest.raises(RecordError) as error:
        of(odd)
    assert error.value.path == f"{key}.moustache"
    if key == "items":
        refused({**sheet, "areas": {"chin": 1}}, "areas", "not rated by area")


@pytest.mark.parametrize(
    ("sheet", "path", "said"),
    [
        ({**ecca(), "version": "2"}, "version", "no version '2'"),
        ({**ecca(), "unit": "mm"}, "unit", "read in points"),
        ({**masi(), "items": {"area": 1}}, "items", "rated by area"),
        (masi(chin=3), "areas.chin", "by name"),
        ({"scale": "masi", "areas": {**masi()["areas"], "chinn": {}}}, "areas.chinn", "'chin'"),
        ({"scale": "lemperle", "areas": {}}, "areas", "no area is rated"),
        ({"scale": "lemperle", "areas": {"a": {"b": 1}}}, "areas.a", "one grade"),
        ({"scale": "fitzpatrick_skin_type"}, "scale", "no severity scale"),
    ],
)
def test_other_refusals(sheet: dict[str, Any], path: str, said: str) -> None:
    refused(sheet, path, said)


# Properties.

grades = st.integers(0, 3)
gb_counts = st.fixed_dictionaries({name: st.integers(0, 40) for name in GB_TYPES})
melasma = st.fixed_dictionaries(
    {
        area: st.fixed_dictionaries(
            {
                "area": st.integers(0, 6),
                "darkness": st.integers(0, 4),
                "homogeneity": st.integers(0, 4),
            }
        )
        for area in AREAS
    }
)


@given(gb_counts, st.floats(0, 50), st.sampled_from(list(GB_TYPES)), st.integers(1, 30))
def test_goodman_baron_never_falls_as_scars_are_added(
    counts: dict[str, int], area: float, worse: str, more: int
) -> None:
    before = value(goodman_baron(**counts, keloid_area_cm2=area))
    assert 0 <= before <= 84
    assert value(goodman_baron(**{**counts, worse: counts[worse] + more})) >= value(
        goodman_baron(**counts)
    )
    assert value(goodman_baron(**counts, keloid_area_cm2=area + more)) >= before


@given(st.fixed_dictionaries(dict.fromkeys(ECCA, grades)), st.sampled_from(list(ECCA)))
def test_ecca_rises_with_every_grade(held: dict[str, int], worse: str) -> None:
    before = value(ecca(**held))
    assert before == sum(ECCA[name] * grade for name, grade in held.items())
    assert 0 <= before <= 540
    if held[worse] < 3:
        assert value(ecca(**{**held, worse: held[worse] + 1})) == before + ECCA[worse]


@given(melasma, st.sampled_from(AREAS), st.sampled_from(["area", "darkness", "homogeneity"]))
def test_masi_is_its_formula_and_never_falls(
    held: dict[str, dict[str, int]], where: str, what: str
) -> None:
    tenths = {"forehead": 3, "malar_right": 3, "malar_left": 3, "chin": 1}
    full = sum(
        tenths[a] * held[a]["area"] * (held[a]["darkness"] + held[a]["homogeneity"]) for a in AREAS
    )
    before = value({"scale": "masi", "areas": held})
    assert before == full / 10
    assert 0 <= before <= 48
    modified = {a: {k: v for k, v in held[a].items() if k != "homogeneity"} for a in AREAS}
    assert value({"scale": "mmasi", "areas": modified}) == (
        sum(tenths[a] * held[a]["area"] * held[a]["darkness"] for a in AREAS) / 10
    )
    if held[where][what] < 4:
        worse = {**held, where: {**held[where], what: held[where][what] + 1}}
        assert value({"scale": "masi", "areas": worse}) >= before


@given(st.fixed_dictionaries({name: st.integers(0, top) for name, top in VSS.items()}), st.data())
def test_sums_do_not_depend_on_the_order_of_items(items: dict[str, int], data: Any) -> None:
    shuffled = dict(data.draw(st.permutations(list(items.items()))))
    assert value({"scale": "vss", "items": shuffled}) == sum(items.values())
    assert 0 <= sum(items.values()) <= 13


@given(st.lists(st.integers(1, 10), min_size=6, max_size=6), st.integers(0, 5))
def test_posas_is_a_sum_from_six(points: list[int], worse: int) -> None:
    for side, names in (("patient", PATIENT), ("observer", OBSERVER)):
        items = dict(zip(names, points, strict=True))
        before = value(posas(side, **items))
        assert before == sum(points)
        assert 6 <= before <= 60
        if items[names[worse]] < 10:
            assert value(posas(side, **{**items, names[worse]: items[names[worse]] + 1})) > before
