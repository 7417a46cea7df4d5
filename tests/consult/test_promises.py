"""What candidacy promises for any case: risks add up, silence is no no, order is nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import evidence
from neocol.consult import screen
from neocol.record import Candidacy, Case
from neocol.record.base import words_of
from neocol.record.words import Decision
from tests.samples import case

MILDEST_FIRST = words_of(Decision)

CONDITIONS = [
    "keloids", "my mum has keloids", "cold sores as a teenager", "cold sore since yesterday",
    "psoriasis on elbows", "eczema on the cheeks", "haemophilia A", "type 2 diabetes",
    "uncontrolled diabetes", "lupus", "sunburn 3 days ago", "eyebrow tattoo", "acne scars",
    "hay fever", "stomach ulcer", "BCC on the nose", "no keloids", "epilepsy", "smoker",
    "flurbosis", "radiotherapy to the face 5 months ago", "melasma", "raised mole on chin",
]  # fmt: skip
MEDICATIONS = [
    "Eliquis", "aspirin 75", "Roaccutane", "Accutane, stopped 2 months ago", "methotrexate",
    "prednisolone 10 mg", "tretinoin cream", "ibuprofen", "levothyroxine", "doxycycline",
    "flurble", "paclitaxel", "not on warfarin", "my dad takes warfarin", "HRT patch",
]  # fmt: skip
ALLERGIES = ["nickel", "lidocaine", "benzocaine", "penicillin", "latex", "NKDA"]
PROCEDURES = ["filler in the lips last week", "botox 3 weeks ago", "peel 10 days ago", "waxing"]

PEOPLE = st.fixed_dictionaries(
    {
        "conditions": st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True),
        "medications": st.lists(st.sampled_from(MEDICATIONS), max_size=3, unique=True),
        "allergies": st.lists(st.sampled_from(ALLERGIES), max_size=2, unique=True),
        "recent_procedures": st.lists(st.sampled_from(PROCEDURES), max_size=2, unique=True),
        "fitzpatrick": st.sampled_from(["II", "V"]),
        "planned_areas": st.sampled_from(["cheeks", "face", "neck", "chin, upper lip"]),
    }
)
RISKS = st.one_of(
    st.tuples(st.just("conditions"), st.sampled_from(CONDITIONS)),
    st.tuples(st.just("medications"), st.sampled_from(MEDICATIONS)),
    st.tuples(st.just("allergies"), st.sampled_from(ALLERGIES)),
    st.tuples(st.just("recent_procedures"), st.sampled_from(PROCEDURES)),
)


def ask(person: dict[str, Any]) -> Candidacy:
    return screen(Case.read(case(**person)))


@given(PEOPLE, RISKS)
def test_one_more_risk_never_makes_the_decision_milder(
    person: dict[str, Any], risk: tuple[str, str]
) -> None:
    slot, text = risk
    before = ask(person)
    after = ask({**person, slot: [*person[slot], text]})
    assert MILDEST_FIRST.index(after.decision) >= MILDEST_FIRST.index(before.decision)
    if before.until is not None and after.decision == before.decision == "defer":
        assert after.until is None or after.until >= before.until


@given(PEOPLE, st.randoms(use_true_random=False))
def test_order_never_matters(person: dict[str, Any], chance: Any) -> None:
    mixed = {
        key: chance.sample(value, len(value)) if isinstance(value, list) else value
        for key, value in person.items()
    }
    one, other = ask(person), ask(mixed)
    assert (one.decision, one.until) == (other.decision, other.until)
    assert sorted(f.rule for f in one.findings) == sorted(f.rule for f in other.findings)
    assert set(one.excluded_options) == set(other.excluded_options)


@given(PEOPLE, st.sampled_from(["conditions", "medications", "allergies", "age"]))
def test_unknown_never_counts_as_no(person: dict[str, Any], silent: str) -> None:
    said_nothing = {**person, silent: None}
    answered = {**person, silent: 40 if silent == "age" else []}
    quiet, told = ask(said_nothing), ask(answered)
    assert quiet.decision not in {"eligible", "caution"}
    assert quiet.missing
    assert MILDEST_FIRST.index(quiet.decision) >= MILDEST_FIRST.index(told.decision)


@given(PEOPLE)
def test_every_finding_explains_itself(person: dict[str, Any]) -> None:
    answer = ask(person)
    for finding in answer.findings:
        assert finding.evidence, finding.rule
        assert finding.sources, finding.rule
        assert evidence.cite(finding.sources)
        if finding.effect != "info":
            assert finding.clinician_may, finding.rule
    said = " ".join(f.message for f in answer.findings).lower()
    for never in ("completely safe", "last option", "no downtime", "guaranteed"):
        assert never not in said


@given(PEOPLE)
def test_nothing_advises_stopping_a_prescribed_blood_thinner(person: dict[str, Any]) -> None:
    answer = ask({**person, "medications": [*person["medications"], "warfarin", "clopidogrel"]})
    told = " ".join(
        [f.message for f in answer.findings] + [w for f in answer.findings for w in f.would_change]
    ).lower()
    assert "never stop" in told
    for advice in ("stop warfarin", "stop your", "pause the anticoagulant", "leave off the anti"):
        assert advice not in told


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"medications": ["isotretinoin, stopped {} days ago"]}, 180),
        ({"recent_procedures": ["filler {} days ago"]}, 14),
        ({"recent_procedures": ["botox {} days ago"]}, 14),
        ({"recent_procedures": ["chemical peel {} days ago"]}, 30),
        ({"recent_procedures": ["CO2 laser {} days ago"]}, 90),
        ({"recent_procedures": ["waxing {} days ago"]}, 7),
        ({"recent_procedures": ["face lift {} days ago"]}, 365),
        ({"recent_procedures": ["microneedling {} days ago"]}, 28),
        ({"conditions": ["sunburn {} days ago"]}, 14),
        ({"conditions": ["radiotherapy to the cheek {} days ago"]}, 365),
    ],
)
def test_a_wait_ends_on_its_day_and_not_before(said: dict[str, list[str]], days: int) -> None:
    def at(count: int) -> Candidacy:
        return ask({slot: [text.format(count) for text in texts] for slot, texts in said.items()})

    last, over = at(days - 1), at(days)
    assert last.decision == "defer"
    assert last.until == last.on + dt.timedelta(1)
    assert over.decision in {"eligible", "caution"}
