"""The page that says what the photograph's measures are worth: made, whole, and true in part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from _photo_trials import Run
from _photo_validation import SECTIONS, validate

HEADS = [
    "1. Lines",
    "2. Pores",
    "3. Pigment and redness",
    "4. Tone",
    "5. Do the intervals hold the truth?",
    "6. Three photographs of one visit",
    "7. Scars",
    "8. Gates",
    "9. Real faces",
    "10. What cannot be validated here",
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the page quickly, in this process."""
    return validate(Run(quick=True, each=map), tmp_path_factory.mktemp("validation"))


def bars(text: str) -> dict[str, str]:
    """Return what was found for everything that was asked beforehand."""
    table = text.split("| Asked beforehand")[1].split("\n\n")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]
    ]
    return {row[0]: row[2] for row in rows}


def found(told: dict[str, str], beginning: str) -> str:
    return next(value for name, value in told.items() if name.startswith(beginning))


def test_the_page_has_every_section_and_every_picture(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADS
    assert len(SECTIONS) == len(HEADS)
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)
    assert len(shown) >= 3
    for name in shown:
        assert (page.parent / name).stat().st_size > 1000
    assert sum(file.stat().st_size for file in page.parent.iterdir()) < 600_000
    assert "quickly" in text


def test_no_cell_of_a_table_is_missing(page: Path) -> None:
    for block in page.read_text(encoding="utf-8").split("\n\n"):
        if block.startswith("| "):
            assert len({line.count("|") for line in block.splitlines()}) == 1, block


def test_figures_hold_even_on_one_seed(page: Path) -> None:
    told = bars(page.read_text(encoding="utf-8"))
    assert float(found(told, "F1 of lines")) >= 0.9
    assert float(found(told, "false length on wrinkle-free skin")) <= 0.5
    assert abs(float(found(told, "recall that one hair"))) < 0.03
    assert float(found(told, "F1 of pores")) >= 0.92
    assert found(told, "pores below 8 px/mm") == "refused"
    assert found(told, "pores on a picture that is blurred") == "refused"
    got, asked = map(int, found(told, "pigment and redness within 20 %").split(" of "))
    assert got == asked


def test_a_section_without_faces_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import _photo_faces

    monkeypatch.setattr(_photo_faces, "FOLDER", tmp_path / "none")
    assert "Not run here" in str(_photo_faces.faces(Run(quick=True, each=map)))
