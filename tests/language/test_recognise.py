"""Plain words are understood: names, misspellings, negation, family, time, place, look-alikes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.language import indications_of, option_words, recognise, zones_of
from neocol.language.concepts import NOTHING, table
from neocol.language.recognise import SLOT_KINDS
from neocol.record import Recognised

ON = dt.date(2026, 3, 16)


def read(text: str, slot: str = "conditions", **more: Any) -> tuple[Recognised, ...]:
    return recognise(text, slot=slot, on=ON, **more)


def concepts(text: str, slot: str = "conditions") -> list[str | None]:
    return [item.concept for item in read(text, slot)]


@pytest.mark.parametrize(
    ("text", "concept", "substance", "timing"),
    [
        ("Eliquis 5 mg bd", "anticoagulant", "apixaban", "unknown"),
        ("Roacutane 20mg", "isotretinoin", "isotretinoin", "unknown"),
        ("isotretinion", "isotretinoin", "isotretinoin", "unknown"),
        ("elequis", "anticoagulant", "apixaban", "unknown"),
        ("warferin 5mg", "anticoagulant", "warfarin", "unknown"),
        ("Accutane until 2 weeks ago", "isotretinoin", "isotretinoin", "stopped"),
        ("Roacután, lo dejé hace dos meses", "isotretinoin", "isotretinoin", "stopped"),
        ("ASA 81", "antiplatelet", "aspirin", "unknown"),
        ("MTX weekly", "immunosuppressant", "methotrexate", "unknown"),
        ("Sintrom", "anticoagulant", "acenocoumarol", "unknown"),
        ("still taking prednisone", "systemic_steroid", "prednisone", "current"),
        ("flurbizumab 40 mg", "immunosuppressant", "flurbizumab", "unknown"),
        ("zorboxaban", "anticoagulant", "zorboxaban", "unknown"),
        # look-alikes
        ("Accuretic 20/12.5", "photosensitiser", "hydrochlorothiazide with an ACE inhibitor", "unknown"),
        ("Humalog", "glucose_lowering", "insulin", "unknown"),
        ("retinal vitamins", "medicine_without_rule", None, "unknown"),
        ("spironolactone", "medicine_without_rule", None, "unknown"),
        ("Asacol", "medicine_without_rule", None, "unknown"),
        ("folic acid", "medicine_without_rule", None, "unknown"),
        ("melatonin", "medicine_without_rule", None, "unknown"),
        ("diclofenac gel", "topical_nsaid", None, "unknown"),
        ("tacrolimus ointment", "topical_immunomodulator", None, "unknown"),
        ("flurble", None, None, "unknown"),
    ],
)  # fmt: skip
def test_medicines(text: str, concept: str | None, substance: str | None, timing: str) -> None:
    (found,) = read(text, "medications")
    assert (found.concept, found.substance, found.timing) == (concept, substance, timing)


@pytest.mark.parametrize(
    ("text", "concept", "assertion"),
    [
        ("no history of keloids", "keloid", "absent"),
        ("keloids: none", "keloid", "absent"),
        ("keloids - none", "keloid", "absent"),
        ("keloids? no", "keloid", "absent"),
        ("denies diabetes", "diabetes", "absent"),
        ("never had psoriasis", "psoriasis", "absent"),
        ("non-smoker", "condition_without_rule", "present"),
        ("psoriasis, I've never had any", "psoriasis", "absent"),
        ("sin antecedentes de queloides", "keloid", "absent"),
        ("niega psoriasis", "psoriasis", "absent"),
        ("diabetes, not well controlled", "diabetes", "present"),
        ("no longer has eczema", "eczema", "present"),
        ("no cold sores for 5 years", "herpes", "past"),
        ("not sure, maybe psoriasis", "psoriasis", "uncertain"),
        ("?psoriasis", "psoriasis", "uncertain"),
        ("suspected lupus", "autoimmune", "uncertain"),
        ("my mum has keloids", "keloid", "family"),
        ("FH: melanoma", "skin_cancer", "family"),
        ("keloids (mother)", "keloid", "family"),
        ("sister has lupus, I don't", "autoimmune", "family"),
        ("mi tía tiene lupus", "autoimmune", "family"),
        ("nursing mother", "lactation_word", "present"),
        ("cáncer de mama", "active_cancer", "present"),
        ("cold sores as a teenager", "herpes", "past"),
        ("herpes labial de adolescente", "herpes", "past"),
        ("eczema as a child, clear for 15 years", "eczema", "past"),
        ("had impetigo last month", "skin_infection", "past"),
        ("BCC on nose, not excised yet", "skin_cancer", "present"),
        ("melanoma removed 2015", "skin_cancer", "past"),
        ("I'm a chemotherapy nurse", "chemotherapy", "absent"),
        ("dermatitis herpetiformis", "dermatitis_herpetiformis", "present"),
        ("acne scars", "acne_scars", "present"),
        ("soriasis", "psoriasis", "present"),
        ("exzema", "eczema", "present"),
    ],
)
def test_how_a_condition_is_said(text: str, concept: str, assertion: str) -> None:
    found = read(text)[0]
    assert (found.concept, found.assertion) == (concept, assertion)


@pytest.mark.parametrize(
    ("text", "slot", "expected"),
    [
        ("no diabetes, epilepsy or heart disease", "conditions",
         {"diabetes": "absent", "epilepsy": "absent", "cardiac_abnormality": "absent"}),
        ("keloids, cold sores, eczema: none", "conditions",
         {"keloid": "absent", "herpes": "absent", "eczema": "absent"}),
        ("no asthma, psoriasis on elbows", "conditions",
         {"condition_without_rule": "absent", "psoriasis": "present"}),
        ("non healing sore and diabetes", "conditions",
         {"changing_lesion": "present", "diabetes": "present"}),
        ("not on aspirin but takes warfarin", "medications",
         {"antiplatelet": "absent", "anticoagulant": "present"}),
        ("my husband and I both take warfarin", "medications", {"anticoagulant": "present"}),
        ("my mum takes warfarin, I take aspirin", "medications",
         {"anticoagulant": "family", "antiplatelet": "present"}),
        ("methotrexate for psoriasis", "medications",
         {"immunosuppressant": "present", "psoriasis": "present"}),
        ("none. was told to try Differin but never started it", "medications",
         {"topical_retinoid": "absent"}),
    ],
)  # fmt: skip
def test_each_thing_gets_its_own_no_and_its_own_person(
    text: str, slot: str, expected: dict[str, str]
) -> None:
    assert {item.concept: item.assertion for item in read(text, slot)} == expected


def test_each_thing_gets_its_own_time() -> None:
    aspirin, eliquis = read("stopped aspirin in January, now on Eliquis", "medications")
    assert (aspirin.timing, aspirin.days_ago) == ("stopped", 44)
    assert (eliquis.timing, eliquis.days_ago) == ("current", None)
    ago = read("Roaccutane 20 mg, stopped in March 2025", "medications")[0]
    assert (ago.timing, ago.days_ago) == ("stopped", 350)
    since = read("cold sore since yesterday")[0]
    assert (since.concept, since.timing, since.ongoing) == ("herpes_now", "current", True)


def test_each_thing_gets_its_own_place() -> None:
    elbows, face = read("psoriasis on elbows; eczema on the left cheek")
    assert elbows.zones == ()
    assert face.zones == ("cheek_left",)
    assert read("cold sore came back 2 days ago")[0].zones is None
    assert read("psoriasis, on the knees")[0].zones == ()
    assert zones_of("somewhere") is None
    assert zones_of("crow's feet") == ("periorbital_left", "periorbital_right")
    assert zones_of("mejilla izquierda y barbilla") == ("cheek_left", "chin")
    face_zones = zones_of("full face including brows")
    assert face_zones is not None
    assert len(face_zones) == 15
    assert "neck" not in face_zones


def test_a_known_code_wins_over_words_and_says_where_they_disagree() -> None:
    (found,) = read("skin trouble", codes={"icd10": "L20.9"})
    assert (found.concept, found.via, found.disagrees) == ("eczema", "code", None)
    (found,) = read("psoriasis", codes={"snomed": "24079001"})
    assert (found.concept, found.disagrees) == ("eczema", "psoriasis")
    assert found.code_status["snomed"] == "given"
    (found,) = read("psoriasis", codes={"icd10": "Z99.9"})
    assert found.concept == "psoriasis"
    (found,) = read("comedonal acne", codes={"icd10": "L70.0"})
    assert (found.concept, found.disagrees) == ("comedonal_acne", None)
    both = read("type 2 diabetes and psoriasis", codes={"icd10": "E11.9"})
    assert [item.concept for item in both] == ["diabetes", "psoriasis"]
    (found,) = read("blood pressure tablet", "medications", codes={"rxnorm": "11289"})
    assert (found.concept, found.substance) == ("anticoagulant", "warfarin")


def test_a_medicine_carries_its_codes_with_found_or_recalled() -> None:
    (found,) = read("Coumadin", "medications")
    assert found.codes == {"rxnorm": "11289", "atc": "B01AA03"}
    assert found.code_status == {"rxnorm": "found", "atc": "recalled"}
    assert read("melanoma")[0].codes == {}


def test_what_is_not_understood_is_kept_whole_or_in_part() -> None:
    assert concepts("flurbosis") == [None]
    assert concepts("asthma, Zyxt syndrome") == ["condition_without_rule", None]
    assert read("asthma, Zyxt syndrome")[1].text == "zyxt syndrome"
    assert concepts("hypertension, well controlled, sees a cardiologist yearly") == ["hypertension"]


@pytest.mark.parametrize(
    "text", ["none", "NKDA", "no known drug allergies", "None known.", "ninguna", "sin alergias"]
)
def test_nothing_is_an_answer(text: str) -> None:
    (found,) = read(text, "allergies")
    assert (found.concept, found.assertion) == (NOTHING, "absent")


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("lidocaine", "amide_anaesthetic_allergy"),
        ("novocaine", "ester_anaesthetic_allergy"),
        ("zorbocaine", "anaesthetic_allergy_unspecified"),
        ("dentist injection", "anaesthetic_allergy_unspecified"),
        ("nickel", "metal_allergy"),
        ("niquel", "metal_allergy"),
        ("penicillin", "allergy_without_rule"),
    ],
)
def test_an_anaesthetic_is_told_by_its_class(text: str, concept: str) -> None:
    assert concepts(text, "allergies") == [concept]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("fine with lidocaine", "absent"),
        ("tolerates lidocaine", "absent"),
        ("not fine with lidocaine", "present"),
        ("no longer tolerates lidocaine", "present"),
        ("cannot tolerate lidocaine", "present"),
    ],
)
def test_what_is_borne_is_no_allergy(text: str, assertion: str) -> None:
    (item,) = read(text, slot="allergies")
    assert (item.concept, item.assertion) == ("amide_anaesthetic_allergy", assertion)


def test_how_an_allergy_showed_itself_is_no_second_one() -> None:
    assert concepts("penicillin (hives and swelling)", "allergies") == ["allergy_without_rule"]
    assert concepts("rash", "allergies") == [None]
    assert concepts("asthma, rash") == ["condition_without_rule", "irritated_skin"]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("isotretinoin 0.05% gel", "topical_retinoid"),
        ("isotretinoin 0.05% topical", "topical_retinoid"),
        ("isotretinoin 20 mg and clindamycin 1% gel", "isotretinoin"),
        ("topical clindamycin and isotretinoin", "isotretinoin"),
    ],
)
def test_isotretinoin_is_a_cream_only_where_it_says_so(text: str, concept: str) -> None:
    held = set(concepts(text, "medications")) & {"isotretinoin", "topical_retinoid"}
    assert held == {concept}


def test_what_a_medicine_is_for_may_stand_in_brackets() -> None:
    assert concepts("Xalatan eye drops (glaucoma)", "medications") == [
        "medicine_without_rule",
        "condition_without_rule",
    ]


@pytest.mark.parametrize("almost", ["nearly healed", "almost gone", "not quite healed"])
def test_what_is_almost_over_is_there(almost: str) -> None:
    (item,) = read(f"cold sore, {almost}")
    assert (item.assertion, item.timing) == ("present", "current")
    assert "healed" not in item.qualifiers


def test_a_reaction_among_the_conditions_is_an_allergy() -> None:
    assert "amide_anaesthetic_allergy" in concepts("lidocaine reaction at the dentist")


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("mole on the cheek growing, past 3 mths", "present"),
        ("eczema over the past year", "present"),
        ("eczema in the past", "past"),
        ("past history of eczema", "past"),
    ],
)
def test_the_past_few_months_reach_to_today(text: str, assertion: str) -> None:
    assert read(text)[0].assertion == assertion


def test_once_a_day_is_no_long_ago() -> None:
    (item,) = read("clopidogrel 75 mg once a day", slot="medications")
    assert (item.assertion, item.timing) == ("present", "current")


def test_what_has_healed_is_what_the_medicine_was_for() -> None:
    (doxycycline, *_) = read("doxy 100 mg for spots (they have gone)", slot="medications")
    assert (doxycycline.concept, doxycycline.assertion) == ("photosensitiser", "present")


def test_a_tia_is_no_aunt_and_an_aunt_no_tia() -> None:
    assert read("ASA 81 mg daily since the TIA", slot="medications")[0].assertion == "present"
    assert [m.assertion for m in read("mi tía con queloides")] == ["family"]


def test_wishes() -> None:
    assert indications_of(["acne scars", "hair loss"], ON)[0] == (
        "acne_scar",
        "androgenetic_alopecia",
    )
    assert "acne_scar" in indications_of(["cicatrices de acné"], ON)[0]
    assert option_words("PRP", "EMLA") == {"prp", "lidocaine", "prilocaine"}
    assert option_words("BLT") == {"benzocaine", "lidocaine", "tetracaine"}
    assert option_words(None) == frozenset()


@pytest.mark.parametrize("text", ["OP", "surgery", "a peel"])
def test_a_wish_that_is_only_a_procedure_is_asked_about(text: str) -> None:
    assert [m.concept for m in read(text, slot="concerns")] == [None]


@given(st.text(max_size=120), st.sampled_from(sorted(SLOT_KINDS)))
def test_any_text_is_answered(text: str, slot: str) -> None:
    found = read(text, slot)
    assert found
    for item in found:
        if item.concept not in {None, NOTHING}:
            kinds = {*SLOT_KINDS[slot], *(("allergy",) if slot == "conditions" else ())}
            assert table().concepts[str(item.concept)].kind in kinds


WORDS = ["warfarin", "keloids", "psoriasis", "diabetes", "cold sores", "lupus"]


@given(st.sampled_from(WORDS), st.booleans(), st.sampled_from(["no {}", "denies {}", "{}: none"]))
def test_saying_no_turns_a_thing_to_absent(word: str, upper: bool, form: str) -> None:
    text = form.format(word)
    for item in read(text.upper() if upper else text):
        assert item.assertion == "absent"


@given(
    st.lists(st.sampled_from([*WORDS, "no eczema", "my mum has vitiligo"]), min_size=2, unique=True)
)
def test_what_is_said_first_does_not_matter(parts: list[str]) -> None:
    def told(order: list[str]) -> set[tuple[str | None, str]]:
        return {(item.concept, item.assertion) for item in read(". ".join(order))}

    assert told(parts) == told(parts[::-1])
