"""When: every way of saying it is read to the careful side."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol.language import read_timing

ON = dt.date(2026, 3, 16)


@pytest.mark.parametrize(
    ("text", "days", "says"),
    [
        ("stopped 3 months ago", 90, "stopped"),
        ("until 2 weeks ago", 14, "stopped"),
        ("finished 3-4 months ago", 90, "stopped"),
        ("stopped a year and a half ago", 547, "stopped"),
        ("off it 8 months", 240, "stopped"),
        ("stopped almost 6 months ago", 150, "stopped"),
        ("stopped less than a month ago", 0, "stopped"),
        ("stopped over a year ago", 365, "stopped"),
        ("last tablet 3/52 ago", 21, "said"),
        ("stopped 6/12", 180, "stopped"),
        ("a couple of weeks ago", 14, "said"),
        ("2 months old", 60, "said"),
        ("stopped last March", 350, "stopped"),
        ("finished in January", 44, "stopped"),
        ("stopped in March", 0, "stopped"),
        ("stopped Nov 2025", 106, "stopped"),
        ("came off it in 2024", 440, "stopped"),
        ("stopped last year", 75, "stopped"),
        ("stopped last month", 16, "stopped"),
        ("stopped last week", 1, "stopped"),
        ("stopped this month", 0, "stopped"),
        ("stopped at Christmas", 80, "stopped"),
        ("finished last summer", 197, "stopped"),
        ("took it on Friday", 3, "said"),
        ("stopped 12 January", 63, "stopped"),
        ("stopped 15th of Dec", 91, "stopped"),
        ("Jan 12, 2026", 63, "said"),
        ("stopped 10/01/2026", 65, "stopped"),
        ("stopped 03/2025", 350, "stopped"),
        ("2026-03-01", 15, "said"),
        ("since yesterday", 1, "ongoing"),
        ("started 3 months ago", 90, "ongoing"),
        ("for 3 months", 90, "ongoing"),
        ("since 2010", 5554, "ongoing"),
        ("every day", None, "taken"),
        ("no longer taking it", None, "stopped"),
        ("not stopped", None, "taken"),
        ("stopped next week", None, "taken"),
        ("until June 2026", None, "taken"),
        ("stopped in 2019, restarted in January", None, "taken"),
        ("5 mg bd", None, "nothing"),
        ("20/12.5", None, "nothing"),
        ("may 5 mg", None, "nothing"),
        # Spanish
        ("hace dos meses", 60, "said"),
        ("lo dejé hace 3 semanas", 21, "stopped"),
        ("hasta marzo de 2025", 350, "stopped"),
        ("dejé en agosto", 197, "stopped"),
        ("desde ayer", 1, "ongoing"),
        ("12 de enero de 2026", 63, "said"),
        ("el mes pasado", 16, "said"),
        ("hace medio año", 182, "said"),
        ("ya no la toma", None, "stopped"),
    ],
)
def test_the_latest_day_that_is_meant(text: str, days: int | None, says: str) -> None:
    found = read_timing(text, ON)
    assert (found.days_ago, found.says) == (days, says)


@given(st.text(max_size=80), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_no_text_lies_ahead_or_breaks(text: str, on: dt.date) -> None:
    found = read_timing(text, on)
    assert found.days_ago is None or found.days_ago >= 0


@given(st.dates(dt.date(2020, 1, 1), ON), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y"]))
def test_a_whole_date_is_read_to_the_day(day: dt.date, form: str) -> None:
    assert read_timing(f"stopped {day.strftime(form)}", ON).days_ago == (ON - day).days


@given(st.dates(dt.date(2020, 1, 1), ON))
def test_a_numeric_date_is_never_read_too_early(day: dt.date) -> None:
    for form in ("%d/%m/%Y", "%m/%d/%Y"):
        found = read_timing(f"stopped {day.strftime(form)}", ON)
        assert found.days_ago is None or found.days_ago <= (ON - day).days
