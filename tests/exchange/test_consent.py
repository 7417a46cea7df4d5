"""The summary in plain words: the same in both languages, easy to read, one side of A4."""

from __future__ import annotations

import re
import string
import subprocess
from pathlib import Path

import pytest

from neocol.exchange.documents import care_pdf, consent_html, plan_html
from neocol.exchange.documents.consent import consent_view
from neocol.exchange.documents.consent import messages as consent_messages
from neocol.language.catalogue import LANGUAGES
from neocol.record import Contact
from tests.catalogues import assert_same_things
from tests.exchange import plans
from tests.exchange.plans import CASE, EVERY
from tests.recovery.reading_grade import fernandez_huerta, flesch_kincaid, sentences

NEVER = {
    "en": ("you will", "safe", "no downtime", "guarantee", "last option"),
    "es": ("segur", "garantiz", "sin baja", "última opción", "usted verá", "notará"),
}


def test_both_languages_say_the_same_things() -> None:
    assert_same_things(consent_messages("en"), consent_messages("es"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_the_other_language(language: str) -> None:
    say, other = (consent_messages(name) for name in ("en", "es"))
    same = {k for k in say.names if len(say.raw(k).split()) > 2 and say.raw(k) == other.raw(k)}
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["full", "nothing", "conditional", "again", "unproven", "crowded"])
def test_every_sentence_is_read_at_grade_eight_or_lower(language: str, name: str) -> None:
    view = consent_view(EVERY[name](), language, case=CASE)
    said = [sentence for lines in view["parts"].values() for line in lines
            for sentence in sentences(line)]  # fmt: skip
    assert said
    hard = {
        (round(flesch_kincaid(one), 1) if language == "en" else round(fernandez_huerta(one)), one)
        for one in said
        if (flesch_kincaid(one) > 8 if language == "en" else fernandez_huerta(one) < 60)
    }
    assert not hard, "\n".join(map(str, sorted(hard, reverse=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_read_at_grade_eight_or_lower(language: str) -> None:
    say = consent_messages(language)
    hard = {}
    for key in say.names:
        wanted = {name for _, name, _, _ in string.Formatter().parse(say.raw(key)) if name}
        for one in sentences(say(key, **dict.fromkeys(wanted, "3"))):
            grade = flesch_kincaid(one) if language == "en" else fernandez_huerta(one)
            if grade > 8 if language == "en" else grade < 60:
                hard[key] = (round(grade, 1), one)
    assert not hard, hard


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "group"),
    [("plan.added", "added"), ("help.likely", "concern"), ("help.few", "concern")],
)
def test_whatever_is_filled_in_is_easy_too(language: str, key: str, group: str) -> None:
    say = consent_messages(language)
    for name in sorted(say.names):
        if name.startswith(f"consent.{group}."):
            told = say(f"consent.{key}", **{"count": 3, group: say(name)})
            for one in sentences(told):
                grade = flesch_kincaid(one) if language == "en" else fernandez_huerta(one)
                assert grade <= 8 if language == "en" else grade >= 60, (round(grade, 1), one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_promises(language: str) -> None:
    say = consent_messages(language)
    for key in say.names:
        assert not any(word in say.raw(key).lower() for word in NEVER[language]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_clinical_number(language: str) -> None:
    say = consent_messages(language)
    for key in say.names:
        bare = re.sub(r"\{[a-z_]+\}", "", say.raw(key))
        assert set(re.findall(r"\d+", bare)) <= {"10", "9", "1", "112", "911"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_and_every_wish_has_its_word(language: str) -> None:
    from neocol.evidence.protocols import COMPANIONS
    from neocol.record.base import words_of
    from neocol.record.words import Indication
    from neocol.record.zones import ZONES

    say = consent_messages(language)
    for zone in ZONES:
        assert say.has(f"consent.zone.{zone}")
        assert say.has(f"consent.zone.{zone.removesuffix('_left').removesuffix('_right')}")
    assert all(say.has(f"consent.concern.{name}") for name in words_of(Indication))
    assert all(say.has(f"consent.added.{name}") for name in COMPANIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_says_what_consent_needs(language: str) -> None:
    say = consent_messages(language)
    page = consent_html(plans.full(), language, case=CASE, contact=Contact(phone="+34 600"))
    assert f'<html lang="{language}">' in page
    for key in ("plan", "visits", "notice", "help", "harm", "without", "else", "unknown",
                "ready", "stop", "call"):  # fmt: skip
        assert say(f"consent.{key}.title") in page, key
    for words in (
        say("consent.plan.off_label"),
        say("consent.else.nothing"),
        "+34 600",
        say("consent.harm.name.infection").lower(),
        say("consent.harm.name.granuloma").lower(),
    ):
        assert words in page, words
    depth = "1,5 mm" if language == "es" else "1.5 mm"
    assert depth in page
    assert "14 de 100" in page or "14 of 100" in page


def test_a_share_below_one_in_a_hundred_is_told_of_a_thousand() -> None:
    lines = consent_view(plans.full())["parts"]["harm"]
    assert "Marks in lines: about 8 of 1000 people (from 1 to 30)." in " ".join(lines)


def test_a_plan_that_waits_says_so() -> None:
    lines = consent_view(plans.conditional())["parts"]["plan"]
    assert "We can only start when some open points are clear." in " ".join(lines)


def test_another_course_can_be_the_one_agreed_on() -> None:
    view = consent_view(plans.full(), "en", option=2)
    assert any("plasma from your own blood" in line for line in view["parts"]["plan"])
    assert "It may bring" not in " ".join(view["parts"]["else"])


def test_no_other_language_is_promised() -> None:
    with pytest.raises(ValueError, match="there are: en, es"):
        consent_html(plans.full(), "fr")


# ---------------------------------------------------------------- print


def printed(html: str, folder: Path) -> tuple[str, str]:
    """Return what pdfinfo and pdftotext say of a page in print."""
    try:
        pdf = care_pdf(html)
    except ValueError as error:
        pytest.skip(str(error))
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return info.stdout, text.stdout


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["full", "nothing", "conditional", "again", "unproven", "crowded"])
def test_the_summary_is_one_side_of_a4(language: str, name: str, tmp_path: Path) -> None:
    contact = Contact(clinic="Clínica Sol", phone="+34 600 000 000", emergency_number="112")
    info, text = printed(
        consent_html(EVERY[name](), language, case=CASE, contact=contact), tmp_path
    )
    assert "Pages:           1\n" in info
    assert "(A4)" in info
    assert consent_messages(language)("consent.page.title") in text


def test_the_plan_prints_on_a4_and_ends_with_the_summary(tmp_path: Path) -> None:
    info, text = printed(plan_html(plans.full(), case=CASE), tmp_path)
    assert "(A4)" in info
    pages = text.rstrip("\f").split("\f")
    assert len(pages) <= 7
    assert "Your plan in plain words" in pages[-1]
