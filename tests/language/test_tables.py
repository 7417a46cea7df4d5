"""The tables behind the words: the drug names are what the pinned package says, codes have a status."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from neocol.language.concepts import meanings_of_code, table
from neocol.language.drugs import by_stem
from neocol.language.mentions import plain_words

ROOT = Path(__file__).resolve().parents[2]


def test_the_drug_names_are_those_of_the_pinned_package() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "drug-names"), "--check"], check=False, cwd=ROOT
    )
    assert done.returncode == 0, "run tools/drug-names: our table or the package has changed"


def test_every_code_says_whether_it_was_read() -> None:
    codes = [code for concept in table().concepts.values() for code in concept.codes]
    codes += [code for own in table().substance_codes.values() for code in own]
    assert len(codes) > 500
    assert {code.status for code in codes} == {"found", "recalled"}


def test_codes_that_public_maps_get_wrong_are_right_here() -> None:
    def substances(code: str) -> set[str | None]:
        return {meaning.substance for meaning in meanings_of_code("rxnorm", code)}

    assert substances("11289") == {"warfarin"}
    assert substances("1364430") == {"apixaban"}
    assert substances("6851") == {"methotrexate"}
    assert "clopidogrel" not in substances("42463")
    assert {m.concept for m in meanings_of_code("icd10", "L40.0")} == {"psoriasis"}
    assert {m.concept for m in meanings_of_code("atc", "B01AF99")} == {"anticoagulant"}
    assert meanings_of_code("icd10", "Z99.9") == ()


def test_endings_of_generic_names() -> None:
    kinds = ("medication",)
    assert by_stem("zorboxaban", kinds) == "anticoagulant"
    assert by_stem("zortinib", kinds) == "chemotherapy"
    assert by_stem("zorcitinib", kinds) == "immunosuppressant"
    assert by_stem("cartinib", ("allergy",)) is None
    assert by_stem("april", kinds) is None


def test_everyday_words_name_nothing_of_the_table() -> None:
    """A word that is a whole phrase of a concept with a rule must never be waved through."""
    held = {
        words[0]
        for words, kind, meaning in table().phrases
        if len(words) == 1
        and kind in {"medication", "condition", "procedure"}
        and not meaning.concept.endswith("without_rule")
    }
    assert held & plain_words() <= {"operation", "surgery"}  # by itself neither says what was done
