"""Every published row as a test, from both sides of every line, and 10,000 people against a table."""

from __future__ import annotations

import random
from typing import Any

import pytest

from neocol import evidence
from tests.procedure.numbing import ADULT, NOBODYS_TROUBLE, ask, person, rules

MONTH = 1 / 12
# Age in years, weight in kg, then grams, cm² and hours: the stricter of EU and US.
# Sources: UK leaflet (EUK) and Irish SmPC (EIE) for the EU; US label table (EUS, LPM).
ROWS = [
    ("EU to 2 months; US under 3 months or 5 kg", 1 * MONTH, 4, 1, 10, 1),
    ("EU 3 to 11 months (1 h); US 3 to 12 months, over 5 kg (4 h)", 6 * MONTH, 7, 2, 20, 1),
    ("EU 1 to 5 years (5 h); US 1 to 6 years, over 10 kg (4 h)", 3, 14, 10, 100, 4),
    ("EU 6 to 11 years, but US 1 to 6 years", 6, 22, 10, 100, 4),
    ("EU 6 to 11 years (5 h); US 7 to 12 years, over 20 kg (4 h)", 9, 28, 20, 200, 4),
    ("EU from 12 years, but US 7 to 12 years", 12, 40, 20, 200, 4),
    ("EU adult ceiling; US prints none", 13, 45, 60, 600, 5),
    ("EU adult ceiling; US prints none", 80, 60, 60, 600, 5),
    ("light for 8 years: the US row of the weight", 8, 18, 10, 100, 4),
    ("light for 2 years: the US row of the weight", 2, 9, 2, 20, 4),
    ("very light for 1 year", 1, 5, 1, 10, 1),
    ("a grown person of 20 kg: the last weight of the table holds", 30, 20, 10, 100, 4),
]


@pytest.mark.parametrize(("what", "age", "kg", "grams", "area", "hours"), ROWS)
def test_each_row_from_both_sides(
    what: str, age: float, kg: float, grams: float, area: float, hours: float
) -> None:
    who = {"age": age, "weight_kg": kg, **NOBODYS_TROUBLE}
    at_the_line: dict[str, Any] = {
        "grams": grams, "area_cm2": area, "hours": hours, "patient": who, "earlier_doses_24h": 0,
    }  # fmt: skip
    answer = ask(**at_the_line)
    assert answer.verdict == "within_limits"
    assert answer.ready
    limits = answer.limits
    assert (limits.grams, limits.area_cm2, limits.hours) == (grams, area, hours)
    for name, most in (("grams", grams), ("area_cm2", area), ("hours", hours)):
        assert ask(**{**at_the_line, name: most * 1.001}).verdict == "over_limit", name
        assert ask(**{**at_the_line, name: most * 0.999}).verdict == "within_limits", name


@pytest.mark.parametrize(
    ("age", "kg", "row"),
    [
        (3 * MONTH - 0.001, 6, "US-0-3m"),
        (3 * MONTH, 6, "US-3-12m"),
        (3 * MONTH, 5, "US-0-3m"),
        (1 - 0.001, 11, "US-3-12m"),
        (1, 10.01, "US-1-6y"),
        (1, 10, "US-3-12m"),
        (7 - 0.001, 30, "US-1-6y"),
        (7, 20.01, "US-7-12y"),
        (7, 20, "US-1-6y"),
        (13 - 0.001, 50, "US-7-12y"),
        (13, 50, "US-adult"),
    ],
)
def test_the_lower_of_age_and_weight(age: float, kg: float, row: str) -> None:
    answer = ask(patient={"age": age, "weight_kg": kg, **NOBODYS_TROUBLE})
    assert [r.row for r in answer.rows if r.side == "US"] == [row]


@pytest.mark.parametrize(
    ("age", "row"),
    [
        (3 * MONTH - 0.001, "EU-0-2m"),
        (3 * MONTH, "EU-3-11m"),
        (1 - 0.001, "EU-3-11m"),
        (1, "EU-1-5y"),
        (6 - 0.001, "EU-1-5y"),
        (6, "EU-6-11y"),
        (12 - 0.001, "EU-6-11y"),
        (12, "EU-adult"),
    ],
)
def test_the_rows_of_the_eu_go_by_age_alone(age: float, row: str) -> None:
    answer = ask(patient={"age": age, "weight_kg": 30, **NOBODYS_TROUBLE})
    assert [r.row for r in answer.rows if r.side == "EU"] == [row]


def test_every_row_says_where_it_was_read() -> None:
    for product in evidence.anaesthetic_products():
        for row in evidence.label_limits(product.id):
            assert evidence.cite(row.sources)
            assert evidence.rule(row.rule).tags


@pytest.mark.parametrize(
    ("born", "row"),
    [("2026-03-20", "EU-0-2m"), ("2025-12-16", "EU-3-11m"), ("2025-12-17", "EU-0-2m")],
)
def test_an_infant_is_counted_in_months_by_its_birth_date(born: str, row: str) -> None:
    who = {"birth_date": born, "weight_kg": 6, **NOBODYS_TROUBLE}
    if born > "2026-03-16":
        answer = ask(patient=who, on="2026-03-25")
    else:
        answer = ask(patient=who, on="2026-03-16")
    assert answer.rows[0].row == row


@pytest.mark.parametrize(
    ("age", "grams", "area", "hours"),
    [(2 * MONTH, 1, 6.25, 1), (6 * MONTH, 1, 6.25, 4), (17, 2.5, 6.25, 5), (18, 60, 900, 1)],
)
def test_lidocaine_4_by_its_uk_label(age: float, grams: float, area: float, hours: float) -> None:
    who = {"age": age, "weight_kg": 60, **NOBODYS_TROUBLE}
    at_the_line: dict[str, Any] = {
        "product": "lidocaine_4", "grams": grams, "area_cm2": area, "hours": hours, "patient": who,
    }  # fmt: skip
    assert ask(**at_the_line).verdict == "within_limits"
    for name in ("grams", "area_cm2", "hours"):
        assert ask(**{**at_the_line, name: at_the_line[name] * 1.01}).verdict == "over_limit"


def test_a_label_without_a_row_for_the_age_cannot_be_judged() -> None:
    answer = ask(product="LMX4", patient={"age": 0, "weight_kg": 4, **NOBODYS_TROUBLE})
    assert answer.verdict == "unknown"
    assert answer.rows == ()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"patient": {"weight_kg": 61, **NOBODYS_TROUBLE}}, "How old"),
        ({"patient": {"age": 34, **NOBODYS_TROUBLE}}, "weigh"),
        ({"area_cm2": None}, "cm²"),
        ({"grams": None}, "grams"),
        ({"hours": None}, "hours"),
        ({"product": "numbing cream"}, "tube"),
        ({"product": "lidocaine cream"}, "tube"),
        ({"product": "ametop"}, "leaflet"),
        ({"product": "lidocaine 3% cream"}, "leaflet"),
        ({"patient": None}, "How old"),
    ],
)
def test_what_is_not_known_is_unknown_and_asked(changed: dict[str, Any], word: str) -> None:
    answer = ask(**changed)
    assert answer.verdict == "unknown"
    assert not answer.ready
    assert any(word in question for question in answer.missing)


def test_too_much_for_anybody_is_too_much_without_age_and_weight() -> None:
    assert ask(grams=60.1, patient={}).verdict == "over_limit"
    assert ask(grams=60, patient={}).verdict == "unknown"
    assert ask(grams=10.1, patient={"weight_kg": 20}).verdict == "over_limit"
    assert ask(grams=20.1, patient={"age": 9}).verdict == "over_limit"
    assert ask(grams=20, patient={"age": 9}).verdict == "unknown"
    assert ask(grams=None, area_cm2=601).verdict == "over_limit"


def test_a_healthy_adult_with_everything_said_is_ready() -> None:
    answer = ask()
    assert (answer.verdict, answer.ready) == ("within_limits", True)
    assert (answer.missing, answer.conditional_on) == ((), ())
    assert answer.left.grams == 40
    assert answer.left.area_cm2 == 470
    assert answer.left.hours == 4
    assert answer.label_grams == (pytest.approx(19.5), pytest.approx(26))


def test_what_nobody_said_is_a_condition_not_a_no() -> None:
    bare = ask(
        patient={"age": 34, "weight_kg": 61},
        skin="unknown", occluded="unknown", heat="unknown", where="unknown",
        other_local_anaesthetic_mg=None,
    )  # fmt: skip
    assert bare.verdict == "within_limits"
    assert not bare.ready
    assert len(bare.conditional_on) == 8


def test_creams_of_one_day_are_added_up() -> None:
    also = [{"product": "EMLA", "grams": 39.9, "area_cm2": 469.9, "hours": 2}]
    within = ask(also=also)
    assert within.verdict == "within_limits"
    assert within.given.hours == 2
    assert ask(grams=20.2, also=also).verdict == "over_limit"
    assert ask(area_cm2=131, also=also).verdict == "over_limit"
    assert ask(also=[{**also[0], "hours": 5.1}]).verdict == "over_limit"
    assert ask(also=[{"product": "EMLA", "grams": 1}]).verdict == "unknown"
    assert "D-010b" in rules(ask(also=[{**also[0], "product": "LMX4"}]))


def test_sums_are_not_broken_by_rounding() -> None:
    also = [{"product": "EMLA", "grams": 0.1, "area_cm2": 1, "hours": 1}] * 3
    assert ask(grams=59.7, also=also).verdict == "within_limits"


def test_children_get_few_doses_in_a_day() -> None:
    child = {"age": 9, "weight_kg": 28, **NOBODYS_TROUBLE}
    assert ask(patient=child, earlier_doses_24h=1).verdict == "within_limits"
    assert ask(patient=child, earlier_doses_24h=2).verdict == "over_limit"
    assert ask(patient=child, hours_since_last_dose=12).verdict == "within_limits"
    assert ask(patient=child, hours_since_last_dose=11.9).verdict == "over_limit"
    newborn = {"age": 0.1, "weight_kg": 4, **NOBODYS_TROUBLE}
    small = {"grams": 1, "area_cm2": 10, "patient": newborn}
    assert ask(**small, earlier_doses_24h=0).verdict == "within_limits"
    assert ask(**small, earlier_doses_24h=1).verdict == "over_limit"
    assert any("24 hours" in text for text in ask(patient=child).conditional_on)
    assert not ask(patient=ADULT).conditional_on


def test_its_own_leaflet_decides_where_no_label_was_read() -> None:
    own = {"grams": 5, "area_cm2": 50, "hours": 0.5, "source": "leaflet of 2025"}
    cream = {"product": "ametop", "grams": 5, "area_cm2": 50, "hours": 0.5, "own_label": own}
    assert ask(**cream).verdict == "within_limits"
    for name in ("grams", "area_cm2", "hours"):
        answer = ask(**{**cream, name: cream[name] * 1.01})
        assert answer.verdict == "over_limit"
        assert "leaflet of 2025" in answer.findings[0].message
    stricter = ask(own_label={**own, "area_cm2": 900})
    assert stricter.limits.grams == 5
    assert stricter.limits.area_cm2 == 600


def test_grams_are_never_turned_into_milligrams_of_lidocaine() -> None:
    """60 g hold 1,500 mg lidocaine, five times the injection ceiling, and are within the label."""
    answer = ask(grams=60, area_cm2=600, hours=2, patient=person(weight_kg=45))
    assert answer.verdict == "within_limits"
    assert any("not turned into mg/kg" in line for line in answer.explained)


def test_a_thick_layer_or_a_short_time_is_told_and_changes_no_verdict() -> None:
    thick = ask(grams=30, area_cm2=100)
    assert thick.verdict == "within_limits"
    assert [f.effect for f in thick.findings] == ["caution"]
    assert ask(grams=20, area_cm2=100).findings == ()
    assert [f.effect for f in ask(hours=0.9).findings] == ["info"]
    assert [f.rule for f in ask(product="LMX4", hours=0.4).findings] == ["D-010b"]


def _table(age: float, kg: float) -> tuple[float, float, float]:
    """Write the two printed tables down once more, by hand and in another shape."""
    if age * 12 < 3:
        eu = (1.0, 10.0, 1.0)
    elif age < 1:
        eu = (2.0, 20.0, 1.0)
    elif age < 6:
        eu = (10.0, 100.0, 5.0)
    elif age < 12:
        eu = (20.0, 200.0, 5.0)
    else:
        eu = (60.0, 600.0, 5.0)
    none = float("inf")
    if age * 12 < 3 or kg <= 5:
        us = (1.0, 10.0, 1.0)
    elif age < 1 or kg <= 10:
        us = (2.0, 20.0, 4.0)
    elif age < 7 or kg <= 20:
        us = (10.0, 100.0, 4.0)
    elif age < 13:
        us = (20.0, 200.0, 4.0)
    else:
        us = (none, none, none)
    return min(eu[0], us[0]), min(eu[1], us[1]), min(eu[2], us[2])


def test_ten_thousand_people_against_the_table() -> None:
    draw = random.Random(20261126)
    seen = {"within_limits": 0, "over_limit": 0}
    for _ in range(10_000):
        age = draw.choice([draw.uniform(0, 2), draw.uniform(0, 15), draw.uniform(12, 90)])
        if draw.random() < 0.3:
            age = draw.choice([0.25, 1, 6, 7, 12, 13, 18])
        kg = draw.choice([5, 10, 20, draw.uniform(2, 25), draw.uniform(20, 120)])
        grams_max, area_max, hours_max = _table(age, kg)
        amounts = [
            most * draw.choice([1, draw.uniform(0, 1), draw.uniform(0.9, 1.1), 1])
            for most in (grams_max, area_max, hours_max)
        ]
        over = any(
            held > most
            for held, most in zip(amounts, (grams_max, area_max, hours_max), strict=True)
        )
        answer = ask(
            grams=amounts[0], area_cm2=amounts[1], hours=amounts[2],
            patient={"age": age, "weight_kg": kg, **NOBODYS_TROUBLE},
        )  # fmt: skip
        expected = "over_limit" if over else "within_limits"
        assert answer.verdict == expected, (age, kg, amounts)
        seen[expected] += 1
    assert min(seen.values()) > 2_000
