"""The patient's page and the sheet: in both languages, one side of A4, nothing from outside."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

from neocol import care
from neocol.exchange.documents import aftercare_html, aftercare_sheet, care_pdf
from neocol.exchange.documents.aftercare import date_words
from neocol.record import AftercarePlan, Case, Policy
from neocol.recovery import LANGUAGES, messages

FULL = Case.read(
    {
        "consult_date": "2026-03-01",
        "patient": {"age": 34, "sex": "F", "fitzpatrick": "V", "allergies": "none",
                    "conditions": ["cold sores", "diabetes"], "concerns": "acne scars",
                    "medications": ["Eliquis", "tretinoin cream", "minoxidil"],
                    "planned_areas": "face, scalp, neck, chest, thighs"},
        "session": {"date": "2026-07-27T16:30", "zones": "face, scalp, neck, chest, thigh",
                    "depth_mm": 1.5, "topicals": "PRP, minoxidil", "uv_index": 9},
    }
)  # fmt: skip
POLICY = Policy.read(
    {"contact": {"clinic": "Clínica Sol, Calle Mayor 12", "phone": "+34 600 000 000"}}
)


def plan(language: str = "en", today: dt.date | None = None) -> AftercarePlan:
    return care.recover(FULL, policy=POLICY, language=language, on=today)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_today_first_and_asks_nothing_of_the_network(language: str) -> None:
    say = messages(language)
    html = aftercare_html(plan(language), dt.date(2026, 7, 29))
    assert f'<html lang="{language}">' in html
    assert html.index(say("pages.card.today_is", day=2)) < html.index(say("pages.course.title"))
    assert say("pages.honest.words") in html
    assert re.findall(r'src="(?!data:)', html) == []
    assert re.findall(r'<link[^>]+href="(?!data:)', html) == []


def test_a_day_without_a_card_shows_the_last_one_as_such() -> None:
    html = aftercare_html(plan(), dt.date(2026, 9, 5))
    assert "Today is day" not in html
    assert "Day 30" in html


def test_missed_check_ins_are_on_the_page() -> None:
    html = aftercare_html(plan(today=dt.date(2026, 8, 20)), dt.date(2026, 8, 20))
    assert "We did not hear from you on day 3" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_sheet_is_one_side_of_a4(language: str, tmp_path: Path) -> None:
    try:
        pdf = care_pdf(aftercare_sheet(plan(language)))
    except ValueError as error:
        pytest.skip(str(error))
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in told
    assert "(A4)" in told
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    assert "+34 600 000 000" in text.stdout
    assert messages(language)("pages.sheet.not_yet") in text.stdout


def test_dates_are_written_in_the_language_of_the_page() -> None:
    assert date_words(dt.date(2026, 9, 9), "en") == "9 September 2026"
    assert date_words(dt.date(2026, 9, 9), "es") == "9 de septiembre de 2026"
