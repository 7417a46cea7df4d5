"""Severity scales: published sums, every band from both sides, nothing missing counted as 0."""

from __future__ import annotations

from typing import Any

import pytest

from neocol.consult.scales import change, gais_as, pain_in
from neocol.record import RecordError
from tests.consult.scale_sheets import (
    ECCA,
    GB_TYPES,
    OBSERVER,
    PATIENT,
    ecca,
    goodman_baron,
    masi,
    of,
    posas,
    refused,
    value,
    vss,
)

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
