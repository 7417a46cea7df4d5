"""Severity scales: published sums, every band from both sides, nothing missing counted as 0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.consult.scales import change, gais_as, pain_in, scale_named, scales, score
from neocol.record import RecordError, ScaleAnswers, ScaleScore, dump_json
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
    posas,
    vss,
)


def of(sheet: dict[str, Any]) -> ScaleScore:
    return score(ScaleAnswers.read(sheet))


def value(sheet: dict[str, Any]) -> float:
    found = of(sheet).value
    assert found is not None
    return found


def refused(sheet: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(RecordError) as error:
        of(sheet)
    assert error.value.path == path, error.value
    assert said in error.value.message, error.value


# The vectors of the rule set.


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (masi(6, 4, 4), 48),
        (masi(6, 4, None), 24),
        (masi(chin={"area": 6, "darkness": 4, "homogeneity": 4}), 4.8),
        (masi(homogeneity=None, chin={"area": 6, "darkness": 4}), 2.4),
        (masi(forehead={"area": 6, "darkness": 4, "homogeneity": 4}), 14.4),
        (ecca(v_shaped=3), 45),
        (
            {"scale": "ecca", "items": {f"{n}_count": 21 if n == "v_shaped" else 0 for n in ECCA}},
            45,
        ),
        (ecca(**dict.fromkeys(ECCA, 3)), 540),
        (vss(), 13),
        (vss("pigment_to_three", pigmentation=3), 14),
        (goodman_baron(macular=21, mild_atrophic=21), 6),
        (goodman_baron(**dict.fromkeys(GB_TYPES, 21), keloid_area_cm2=21), 84),
        (goodman_baron(), 0),
        (posas("patient"), 6),
        (posas("patient", 10), 60),
        (posas("observer", 10), 60),
        ({"scale": "dlqi", "items": {"total": 30}}, 30),
        ({"scale": "lemperle", "areas": {"a": 0, "b": 5, "c": 1}}, 2),
    ],
)
def test_published_sums(sheet: dict[str, Any], expected: float) -> None:
    found = of(sheet)
    assert found.value == expected
    assert sum(part.points or 0 for part in found.parts) == pytest.approx(
        expected * (len(found.parts) if found.scale == "lemperle" else 1)
    )


# Bands, from both sides.


@pytest.mark.parametrize("name", GB_TYPES)
@pytest.mark.parametrize(
    ("count", "times"), [(0, 0), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3), (500, 3)]
)
def test_goodman_baron_counts(name: str, count: int, times: int) -> None:
    assert value(goodman_baron(**{name: count})) == GB_TYPES[name] * times


@pytest.mark.parametrize(
    ("area", "points"), [(0, 0), (0.01, 6), (4.99, 6), (5, 12), (20, 12), (20.01, 18), (300, 18)]
)
def test_a_keloid_counts_by_area(area: float, points: float) -> None:
    assert value(goodman_baron(keloid_area_cm2=area)) == points


def test_a_keloid_is_never_a_count() -> None:
    sheet = goodman_baron()
    sheet["items"]["keloid"] = 3
    refused(sheet, "items.keloid", "area in cm²")


@pytest.mark.parametrize("name", ECCA)
@pytest.mark.parametrize(
    ("count", "grade"), [(0, 0), (1, 1), (4, 1), (5, 2), (20, 2), (21, 3), (400, 3)]
)
def test_ecca_counts_and_grades(name: str, count: int, grade: int) -> None:
    counted = ecca()
    del counted["items"][name]
    counted["items"][f"{name}_count"] = count
    assert value(counted) == ECCA[name] * grade
    assert value(ecca(**{name: grade})) == ECCA[name] * grade


def test_ecca_takes_one_answer_an_item() -> None:
    sheet = ecca()
    sheet["items"]["keloid_count"] = 2
    refused(sheet, "items.keloid", "not both")
    refused(ecca(v_shaped=12), "items.v_shaped", "0 to 3")


@pytest.mark.parametrize(
    ("percent", "grade"),
    list(
        zip(
            (0, 0.1, 9.9, 10, 29, 29.9, 30, 49, 50, 69, 70, 89, 90, 100),
            (0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6),
            strict=True,
        )
    ),
)
def test_masi_area_in_per_cent(percent: float, grade: int) -> None:
    by_share = {"area_percent": percent, "darkness": 2, "homogeneity": 1}
    by_grade = {"area": grade, "darkness": 2, "homogeneity": 1}
    assert value(masi(forehead=by_share)) == value(masi(forehead=by_grade))


def test_masi_says_what_does_not_fit_together() -> None:
    found = of(masi(chin={"area": 0, "darkness": 3, "homogeneity": 0}))
    assert found.value == 0
    assert "chin" in found.notes[0]
    both = {"area": 1, "area_percent": 5, "darkness": 1, "homogeneity": 1}
    refused(masi(chin=both), "areas.chin.area", "not both")
    over = {"area_percent": 101, "darkness": 1, "homogeneity": 1}
    refused(masi(chin=over), "areas.chin.area_percent", "0 to 100")


def test_mmasi_has_no_homogeneity() -> None:
    with_it = {"area": 1, "darkness": 1, "homogeneity": 1}
    refused(masi(homogeneity=None, chin=with_it), "areas.chin.homogeneity", "no item")


@pytest.mark.parametrize(
    ("grade", "word"),
    [(1, "I"), (3, "I"), (4, "II"), (6, "II"), (7, "III"), (9, "III")],
)
def test_fitzpatrick_wrinkle_classes(grade: int, word: str) -> None:
    found = of({"scale": "Fitzpatrick wrinkle scale", "items": {"grade": grade}})
    assert (found.scale, found.value, found.grade) == ("fwes", grade, word)
    assert "skin type is another scale" in found.notes[0]


@pytest.mark.parametrize(
    ("items", "grade", "word"),
    [
        ({"contour": "no"}, 1, "macular"),
        ({"contour": False}, 1, "macular"),
        ({"contour": "yes", "obvious_at_50_cm": "no"}, 2, "mild"),
        (
            {"contour": "yes", "obvious_at_50_cm": "yes", "flattens_on_stretching": "yes"},
            3,
            "moderate",
        ),
        (
            {"contour": True, "obvious_at_50_cm": True, "flattens_on_stretching": False},
            4,
            "severe",
        ),
        ({"grade": 2}, 2, "mild"),
        ({"grade": 4, "flattens_on_stretching": "no"}, 4, "severe"),
    ],
)
def test_goodman_baron_grade(items: dict[str, Any], grade: int, word: str) -> None:
    found = of({"scale": "goodman_baron_grade", "items": items})
    assert (found.value, found.grade, found.ordinal) == (grade, word, True)


def test_the_stretch_test_separates_three_and_four() -> None:
    sheet = {"scale": "goodman_baron_grade"}
    flat = {"grade": 4, "flattens_on_stretching": "yes"}
    refused({**sheet, "items": flat}, "items.grade", "flatten on stretching are grade 3")
    firm = {"grade": 3, "flattens_on_stretching": "no"}
    refused({**sheet, "items": firm}, "items.grade", "grade 4")
    told = of({**sheet, "items": {"grade": 3}})
    assert "not recorded" in " ".join(told.notes)
    unsure = {"contour": "yes", "obvious_at_50_cm": "yes"}
    refused({**sheet, "items": unsure}, "items.flattens_on_stretching", "not answered")
    refused({**sheet, "items": {"contour": "perhaps"}}, "items.contour", "yes or no")


# Versions that must not be mixed.


def test_vancouver_versions_are_kept_apart() -> None:
    refused(vss(pigmentation=3), "items.pigmentation", "pigment_to_three")
    refused(vss("modified"), "version", "original and pigment_to_three")
    assert "read as original" in of(vss(None)).notes[0]
    with pytest.raises(RecordError, match="not comparable"):
        change(of(vss()), of(vss("pigment_to_three")))


@pytest.mark.parametrize(
    ("scale", "version", "path"),
    [
        ("posas", "3.0", "version"),
        ("posas", "v3 patient", "version"),
        ("POSAS 3.0", None, "scale"),
        ("posas, version 3", None, "scale"),
        ("POSAS v3.0 (patient)", None, "scale"),
    ],
)
def test_posas_three_is_refused_by_name(scale: str, version: str | None, path: str) -> None:
    sheet = {**posas(), "scale": scale, "version": version}
    refused(sheet, path, "only POSAS 2.0")


def test_posas_has_two_sides_and_an_opinion_apart() -> None:
    found = of(posas("patient", 2, overall_opinion=9))
    assert (found.value, found.apart) == (12, {"overall_opinion": 9})
    assert of({**posas(), "scale": "POSAS 2.0, patient (10 points)", "version": None}).value == 6
    assert of({**posas("observer"), "version": None}).version == "2.0 observer"
    assert of({**posas("patient"), "version": "2.0"}).version == "2.0 patient"
    both = {"scale": "posas", "items": dict.fromkeys({*PATIENT, *OBSERVER}, 1)}
    refused(both, "version", "two scores")
    refused(posas("patient", pain=0), "items.pain", "1 to 10")


def test_gais_says_its_version() -> None:
    refused({"scale": "gais", "items": {"grade": 2}}, "version", "opposite directions")
    skinpen = of({"scale": "gais", "version": "1-5", "items": {"grade": 1}})
    other = of({"scale": "gais", "version": "+3..−1", "items": {"grade": -1}})
    assert (skinpen.direction, skinpen.grade) == ("higher_is_worse", "very_much_improved")
    assert (other.direction, other.grade) == ("higher_is_better", "worse")
    with pytest.raises(RecordError, match="change already"):
        change(skinpen, skinpen)


@pytest.mark.parametrize(("grade", "converted"), [(1, 3), (2, 2), (3, 1), (4, 0), (5, -1)])
def test_gais_is_converted_by_the_names_of_its_grades(grade: int, converted: int) -> None:
    before = of({"scale": "gais", "version": "skinpen", "items": {"grade": grade}})
    after = gais_as(before, "plus_three")
    assert (after.value, after.grade) == (converted, before.grade)
    assert after.origin == f"skinpen: {grade} grade"
    assert (after.low, after.high, after.direction) == (-1, 3, "higher_is_better")
    assert after.status == "recalled"
    assert gais_as(after, "skinpen").value == grade
    assert gais_as(before, "skinpen") == before


def test_what_cannot_be_converted_is_refused() -> None:
    unnamed = of({"scale": "gais", "version": "0-4", "items": {"grade": 3}})
    assert unnamed.grade is None
    with pytest.raises(RecordError, match="no conversion"):
        gais_as(unnamed, "skinpen")
    with pytest.raises(RecordError, match="versions are"):
        gais_as(unnamed, "other")
    with pytest.raises(RecordError, match="GAIS score is expected"):
        gais_as(of(vss()), "skinpen")
    with pytest.raises(RecordError, match="pain score is expected"):
        pain_in(of(vss()), "mm")


def test_pain_says_its_unit() -> None:
    refused({"scale": "pain_vas", "items": {"pain": 8}}, "unit", "Both are in use")
    short = of({"scale": "pain VAS", "unit": "0-10", "items": {"pain": 3.5}})
    long = pain_in(short, "mm")
    assert (long.value, long.unit, long.high, long.origin) == (35, "mm", 100, "points: 3.5 points")
    assert pain_in(long, "points").value == 3.5
    refused({"scale": "pain_vas", "unit": "points", "items": {"pain": 35}}, "items.pain", "0 to 10")
    with pytest.raises(RecordError, match="units are"):
        pain_in(short, "inches")


def test_only_the_total_of_the_dlqi_is_entered() -> None:
    refused({"scale": "dlqi", "items": {"question_1": 3}}, "items.question_1", "only the total")
    refused({"scale": "dlqi", "items": {"total": 31}}, "items.total", "0 to 30")
    assert not of({"scale": "dlqi", "items": {"total": 3}}).may_print


def test_glogau_is_an_order() -> None:
    found = of({"scale": "glogau", "items": {"type": "ii"}})
    assert (found.value, found.grade, found.low) == (None, "II", None)
    assert of({"scale": "glogau", "items": {"type": 2}}).grade == "II"
    for wrong in (0, 5, 2.5, "V", "two"):
        refused({"scale": "glogau", "items": {"type": wrong}}, "items.type", "I, II, III, IV")


# Refusals.


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


# What every scale says of itself.


def test_every_scale_of_the_contract_is_there_with_direction_range_and_licence() -> None:
    names = {sheet["scale"] for sheet in COMPLETE}
    assert {held.scale for held in scales()} == names
    for held in scales():
        assert held.direction in {"higher_is_worse", "higher_is_better"}
        assert held.licence in {"needed", "unread", "none_needed"}
        assert held.may_print == (held.licence == "none_needed")
        assert (held.low is None) == (held.high is None)
        assert held.low is not None or held.grades
        assert evidence.cite(held.sources)
    assert [held.scale for held in scales() if held.may_print] == ["pain_vas", "pain_vas"]


@pytest.mark.parametrize("sheet", COMPLETE)
def test_every_score_says_how_to_read_it(sheet: dict[str, Any]) -> None:
    found = of({**sheet, "id": "x", "rater": "Dr A", "on": "2026-03-16"})
    assert (found.id, found.rater) == ("x", "Dr A")
    assert found.direction in {"higher_is_worse", "higher_is_better"}
    assert found.sources
    assert found.status in {"found", "recalled"}
    if found.value is not None:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
    assert ScaleScore.read(json.loads(dump_json(found))) == found


WORDING = (  # short fragments of what the publishers' forms print
    "embarrass",
    "itchy, sore",
    "over the last week",
    "not relevant",
    "a lot",
    "worst imaginable",
    "different from normal skin",
    "does the scar",
    "have been painful",
    "supple",
    "yielding",
    "banding",
    "contracture",
    "purple",
    "in motion",
    "at rest",
    "only wrinkles",
    "just perceptible",
    "social distance",
    "make-up",
    "beard",
    "sandy red",
    "painful redness",
    "blistering",
    "brownish black",
)


@pytest.mark.parametrize("sheet", [s for s in COMPLETE if s["scale"] != "pain_vas"])
def test_the_wording_of_a_scale_is_never_reproduced(sheet: dict[str, Any]) -> None:
    found = of(sheet)
    about = [held for held in scales() if held.scale == found.scale]
    assert not found.may_print
    said = (dump_json(found) + dump_json(about)).lower()
    assert not [fragment for fragment in WORDING if fragment in said]
    names = {name for held in about for name in (*held.items, *held.areas)}
    for part in found.parts:
        plain = part.name.removesuffix("_count")
        assert found.scale == "lemperle" or set(plain.split(".")) <= names


def test_no_wording_is_held_anywhere_in_the_room() -> None:
    room = Path(score.__code__.co_filename).parent
    held = [room.parent / "skin_type.py", *room.glob("*.py")]
    texts = [path.read_text("utf-8").lower() for path in held]
    texts += [
        f"{entry.value} {entry.note} {entry.conflict}".lower()
        for key, entry in evidence.search("scales").items()
        if key != "scales.goodman_baron_grade.distance"
    ]
    for text in texts:
        assert not [fragment for fragment in WORDING if fragment in text]


# Comparison.


def test_a_change_is_judged_by_the_direction() -> None:
    better = change(of(vss()), of(vss(height=1)))
    assert (better.change, better.verdict) == (-2, "better")
    assert change(of(vss(height=1)), of(vss())).verdict == "worse"
    assert change(of(vss()), of(vss())).verdict == "same"
    grades = [of({"scale": "glogau", "items": {"type": t}}) for t in ("III", "II")]
    assert (change(*grades).change, change(*grades).verdict) == (None, "better")


def test_means_over_different_areas_are_not_compared() -> None:
    one = of({"scale": "lemperle", "areas": {"a": 3}})
    two = of({"scale": "lemperle", "areas": {"a": 3, "b": 1}})
    with pytest.raises(RecordError, match="different areas"):
        change(one, two)
    with pytest.raises(RecordError, match="not comparable"):
        change(one, of(vss()))


# Names.


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MASI", "masi"),
        ("mMASI", "mmasi"),
        ("modified MASI (mMASI)", "mmasi"),
        ("Melasma Area and Severity Index", "masi"),
        ("Modified Melasma Area and Severity Index (mMASI)", "mmasi"),
        ("Melasma Area and Severity Index (mMASI)", "mmasi"),
        ("Goodman and Baron's quantitative global scarring grading system", None),
        ("Goodman and Baron quantitative", "goodman_baron_quantitative"),
        ("Goodman & Baron qualitative scale", "goodman_baron_grade"),
        ("goodman_baron_grade", "goodman_baron_grade"),
        ("ECCA", "ecca"),
        ("Échelle d'évaluation clinique des cicatrices d'acné", "ecca"),
        ("Vancouver Scar Scale (VSS)", "vss"),
        ("Patient and Observer Scar Assessment Scale", "posas"),
        ("Lemperle wrinkle scale", "lemperle"),
        ("Fitzpatrick Wrinkle and Elastosis Scale", "fwes"),
        ("Fitzpatrick skin type", "fitzpatrick_skin_type"),
        ("phototype", "fitzpatrick_skin_type"),
        ("Global Aesthetic Improvement Scale (GAIS)", "gais"),
        ("pain (VAS)", "pain_vas"),
        ("Dermatology Life Quality Index", "dlqi"),
    ],
)
def test_scales_are_read_as_people_name_them(text: str, name: str | None) -> None:
    assert scale_named(text) == (name or "goodman_baron_quantitative")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Fitzpatrick", "skin type, or the Fitzpatrick wrinkle scale?"),
        ("Fitzpatrick scale", "skin type, or the Fitzpatrick wrinkle scale?"),
        ("Fitzpatrick wrinkle scale and Fitzpatrick skin type", "which scale"),
        ("Goodman and Baron", "counted (quantitative), or the grade"),
        ("MASI and VSS", "which scale: masi or vss?"),
        ("VAS", "what does the visual analogue scale measure?"),
        ("poses", "did you mean 'posas'?"),
        ("beauty", "known: "),
        ("", "known: "),
    ],
)
def test_ambiguous_and_unknown_names_are_asked_about(text: str, question: str) -> None:
    with pytest.raises(RecordError) as error:
        scale_named(text)
    assert question in error.value.message
    assert error.value.path == "scale"


def test_every_scale_is_found_by_its_own_name() -> None:
    for held in scales():
        assert scale_named(held.scale) == held.scale
        assert scale_named(held.scale.upper()) == held.scale
