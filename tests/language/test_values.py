"""Numbers in a line: the highest counts, in one unit."""

from __future__ import annotations

import pytest

from neocol.language import highest, read_blood_pressure, read_hba1c


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("type 2 diabetes, HbA1c 6.5%", 6.5),
        ("HbA1c was 6.5, now 9.5%", 9.5),
        ("HbA1c 9.5 in May, A1c 6.8 now", 9.5),
        ("HbA1c 6.5, now on 20 units", 6.5),
        ("HbA1c 6.5, now 10 weeks after a cold", 6.5),
        ("HbA1c 48 mmol/mol, now 86 mmol/mol", 10.0),
        ("diabetes", None),
    ],
)
def test_the_highest_hba1c_counts(text: str, percent: float | None) -> None:
    assert read_hba1c(text) == (None if percent is None else pytest.approx(percent, abs=0.05))


def test_each_of_the_two_pressures_counts_by_itself() -> None:
    assert read_blood_pressure("150/112 at the GP, 184/98 today") == (184.0, 112.0)
    assert read_blood_pressure("hypertension") is None
    assert highest([(150.0, 115.0), (160.0, 90.0)]) == (160.0, 115.0)
