"""Free text becomes a measure of the contract, or is refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.record.base import RecordError
from neocol.twin.outcome.measures import FITS, RATIO, Measure, factor, match

SCAR = "acne_scar"
HAIR = "androgenetic_alopecia"


@pytest.mark.parametrize(
    ("text", "unit", "indication", "name"),
    [
        ("Goodman-Baron global quantitative score", None, SCAR, "goodman_baron_quantitative"),
        ("GBS quantitative", "points", SCAR, "goodman_baron_quantitative"),
        ("Goodman and Baron's global score", "score", SCAR, "goodman_baron_quantitative"),
        ("Goodman & Baron qualitative grade (1-4)", "grade", SCAR, "goodman_baron_grade"),
        ("GODMAN AND BARRON QUALITATIVE", None, SCAR, "goodman_baron_grade"),
        ("goodman_baron_quantitative", None, SCAR, "goodman_baron_quantitative"),
        ("échelle ECCA", "points", SCAR, "ecca"),
        ("MASI improvement", RATIO, "melasma", "masi"),
        ("Melasma Area and Severity Index", "points", "melasma", "masi"),
        ("modified MASI", None, "melasma", "mmasi"),
        ("mMASI", "score", "melasma", "mmasi"),
        ("Vancouver Scar Scale", "points", "burn_scar", "vss"),
        ("Vancover scar scale", "points", "scar", "vss"),
        ("POSAS observer", None, "hypertrophic_scar", "posas"),
        ("Lemperlé wrinkle", None, "wrinkle", "lemperle"),
        ("Fitzpatrick wrinkle (Elastosis) scale", None, "wrinkle", "fwes"),
        ("Glogau", None, "photoageing", "glogau"),
        ("hair count", None, HAIR, "hair_density"),
        ("hairs per cm2", "hairs/cm²", HAIR, "hair_density"),
        ("non-vellus hair count", "/cm2", HAIR, "hair_density"),
        ("hair shaft diameter", "µm", HAIR, "hair_diameter"),
        ("collagen content, Masson", "%", SCAR, "collagen_fraction"),
        ("papillary dermal collagen", RATIO, "wrinkle", "collagen_fraction"),
        ("reticular fibres (silver stain)", RATIO, SCAR, "collagen_fraction"),
        ("stratum spinosum thickness", RATIO, "rejuvenation", "epidermal_thickness"),
        ("epidermal thickness", "mm", SCAR, "epidermal_thickness"),
        ("cutometer R2", None, "wrinkle", "elasticity"),
    ],
)
def test_a_named_measure_is_recognised(
    text: str, unit: str | None, indication: str, name: str
) -> None:
    found = match(text, unit, indication)
    assert found.name == name
    assert found.exact
    assert found.threshold is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("acne scar assessment score (mean)", "score"),
        ("Lipper-Perez", "score"),
        ("scar severity score", RATIO),
        ("surface micro-relief irregularity (FFT), mean reduction", RATIO),
        ("Dermacatch colour difference to normal skin", "units"),
        ("mean improvement in acne scars", "%"),
    ],
)
def test_another_score_is_a_severity(text: str, unit: str) -> None:
    found = match(text, unit, SCAR)
    assert (found.name, found.kind, found.exact) == ("other_severity", "severity", False)
    assert found.low is None
    assert found.high is None


@pytest.mark.parametrize(
    ("text", "unit", "key"),
    [
        ("reduced by >=1 Goodman-Baron grade", "fraction", "grades.one"),
        ("improved by at least one grade on a 4-point scale", "fraction", "grades.one"),
        ("reduced by ≥ 2 grades", "% of patients", "grades.two"),
        ("good to excellent improvement", "%", "improvement.good"),
        ("good or excellent improvement on a visual analogue scale", "share", "improvement.good"),
        ("excellent improvement", "% of patients", "improvement.excellent"),
        ("fair or better improvement", "% of patients", "improvement.moderate"),
        ("clinically improved after ONE session", "fraction", None),
        ("minimal or better improvement", "% of patients", None),
    ],
)
def test_a_share_knows_the_least_that_a_responder_reaches(
    text: str, unit: str, key: str | None
) -> None:
    found = match(text, unit, SCAR)
    least = None if key is None else evidence.number(f"outcome_words.{key}", "1")
    assert (found.kind, found.unit, found.threshold) == ("share", "share", least)


@pytest.mark.parametrize(
    ("text", "unit", "least"),
    [
        (">50% responders", "fraction", 0.5),
        ("patients with at least 25 % improvement", "% of patients", 0.25),
        ("improvement of 75% or more", "% of patients", 0.75),
        ("51-75% improvement", "% of patients", 0.51),
    ],
)
def test_a_printed_percentage_is_the_least(text: str, unit: str, least: float) -> None:
    found = match(text, unit, SCAR)
    assert found.kind == "share"
    assert found.threshold == pytest.approx(least)


def test_the_measure_of_a_share_is_kept() -> None:
    assert (
        match("reduced by >=1 Goodman-Baron grade", "fraction", SCAR).name == "goodman_baron_grade"
    )
    assert match("MASI, >50% responders", "% of patients", "melasma").name == "masi"


def test_words_of_improvement_come_from_the_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "number", lambda key, unit: 0.42)
    assert match("good improvement", "% of patients", SCAR).threshold == 0.42


@pytest.mark.parametrize(
    ("text", "unit", "indication", "said"),
    [
        ("pain during needling", "VAS 0-10", SCAR, "pain"),
        ("patient satisfaction", "%", SCAR, "satisfaction"),
        ("satisfaction with hair density", "%", HAIR, "satisfaction"),
        ("DLQI", "points", "melasma", "quality of life"),
        ("odds of >50% improvement", "OR", SCAR, "contrast"),
        ("hair density difference vs monotherapy", "hairs/cm2", HAIR, "contrast"),
        ("standardised mean difference of MASI", None, "melasma", "contrast"),
        ("TEWL", "g/m2/h", SCAR, "barrier"),
        ("duration of erythema", "days", SCAR, "barrier"),
        ("post-inflammatory hyperpigmentation", "% of patients", SCAR, "harm"),
        ("adverse events", "fraction", SCAR, "harm"),
        ("vellus hair count", "hairs/cm2", HAIR, "vellus"),
        ("hair count", "hairs", HAIR, "hairs/cm2"),
        ("hair density", RATIO, HAIR, "gain"),
        ("melanin index", None, "melasma", "normal skin"),
        ("poor response", "% of patients", SCAR, "did not respond"),
        ("<25% improvement", "% of patients", SCAR, "did not respond"),
        ("GAIS", "points", "wrinkle", "both directions"),
        ("dermal thickness", "mm", SCAR, "no measure is recognised"),
        ("", None, SCAR, "no measure is recognised"),
        ("banana", "kg", SCAR, "no measure is recognised"),
        ("GBX", "points", SCAR, "no measure is recognised"),
        ("hair density", "hairs/cm2", "melasma", "does not fit melasma; these do: .*masi"),
        ("MASI", "points", SCAR, "does not fit acne_scar; these do: goodman"),
    ],
)
def test_what_is_no_outcome_of_a_course_is_refused(
    text: str, unit: str | None, indication: str, said: str
) -> None:
    with pytest.raises(RecordError, match=said):
        match(text, unit, indication)


def test_what_a_study_compares_itself_with_may_be_its_baseline() -> None:
    assert match("MASI, versus baseline", "points", "melasma").name == "masi"
    assert match("GAIS improved", "% of patients", "wrinkle").kind == "share"


@pytest.mark.parametrize(
    ("text", "indication", "key"),
    [
        ("Goodman-Baron quantitative", SCAR, "goodman_baron_quantitative"),
        ("Goodman-Baron grade", SCAR, "goodman_baron_grade"),
        ("ECCA", SCAR, "ecca"),
        ("VSS", "scar", "vss.original"),
        ("POSAS patient", "scar", "posas.patient"),
        ("Lemperle", "wrinkle", "lemperle"),
        ("FWES", "wrinkle", "fwes"),
        ("MASI", "melasma", "masi"),
        ("mMASI", "melasma", "mmasi"),
    ],
)
def test_a_scale_ends_where_the_evidence_says(text: str, indication: str, key: str) -> None:
    entry = evidence.entry(f"scales.{key}.range")
    found = match(text, None, indication)
    assert (found.low, found.high) == evidence.numbers(entry.key, entry.unit)
    assert found.unit == entry.unit
    assert match(text, RATIO, indication).high is None


def test_a_part_or_a_variant_of_a_scale_has_no_known_ends() -> None:
    for text in ("POSAS overall opinion", "modified Vancouver scar scale"):
        assert match(text, "points", "scar").high is None
    assert match("hemi-MASI", "points", "melasma").high is None


def test_every_stored_outcome_matches_its_own_name() -> None:
    for row in evidence.trials():
        if row.use != "contrast" and row.name is not None:
            assert match(row.measure, row.unit, row.indication).name == row.name, row.id


@pytest.mark.parametrize(
    ("text", "unit", "indication", "times"),
    [
        ("hair count", "hairs/inch2", HAIR, 1 / 6.4516),
        ("hair count", "hairs per mm²", HAIR, 100),
        ("hair count", "hairs/cm2", HAIR, 1),
        ("hair diameter", "mm", HAIR, 1000),
        ("epidermal thickness", "mm", SCAR, 1000),
        ("good improvement", "% of patients", SCAR, 0.01),
        ("good improvement", "fraction", SCAR, 1),
        ("VSS", "points", "scar", 1),
    ],
)
def test_values_are_converted_to_the_unit_of_the_measure(
    text: str, unit: str, indication: str, times: float
) -> None:
    assert factor(unit, match(text, unit, indication)) == pytest.approx(times)


@pytest.mark.parametrize("word", [name for name in FITS if name not in {"other_severity", "gais"}])
def test_the_words_of_the_contract_match_themselves(word: str) -> None:
    assert match(word, None, FITS[word][0]).name == word


TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        "Goodman Baron MASI grade score improvement % of patients >50 excellent hair count versus "
        "baseline 1-4 pain mean scar good ≥2 collagen thickness GAIS reduced".split()
    ),
    max_size=8,
).map(" ".join)
UNITS = st.none() | st.text(max_size=20) | st.sampled_from(["%", "% of patients", RATIO, "points"])


@given(TEXTS, UNITS, st.sampled_from(sorted({i for words in FITS.values() for i in words})))
def test_any_text_is_a_measure_or_a_reason(text: str, unit: str | None, indication: str) -> None:
    try:
        found = match(text, unit, indication)
    except RecordError as error:
        assert error.message
        return
    assert isinstance(found, Measure)
    assert match(text, found.unit, indication) == found
    assert (found.kind == "share") == (found.unit == "share")
    assert found.threshold is None or found.threshold >= 0
