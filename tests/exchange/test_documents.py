"""The printed course of care: whole without the network, safe with hostile words, legible."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import care
from neocol.exchange.documents import care_html, care_pdf, faces, figures, healing, ribbon
from neocol.exchange.documents.palette import SKINS, contrast, depth_colour, ink_on_depth
from neocol.exchange.documents.render import STYLESHEET
from neocol.exchange.documents.words import because, number
from neocol.record import Case, Range
from tests.samples import case


def written(photos: dict[str, bytes] | None = None, **patient: Any) -> str:
    held = Case.read(case(**patient))
    document = care.follow(held, photos=photos)
    return care_html(document, photos=photos)


def test_a_document_holds_every_stage() -> None:
    page = written(name="Ana R.", planned_areas="face")
    for heading in (
        "May this person be needled?",
        "Where, and how deep",
        "Courses worth discussing",
        "How the skin may heal",
        "Session day",
        "After the session",
        "Call the emergency number if",
        "Review",
        "What this rests on",
    ):
        assert heading in page, heading
    assert "Research and decision-support software" in page
    assert "Ana R." in page


@pytest.mark.parametrize(
    "patient",
    [
        {"pregnancy": "yes"},
        {"planned_areas": None},
        {"concerns": None},
        {"conditions": None, "age": None, "sex": "unknown"},
        {"planned_areas": "abdomen", "concerns": "stretch marks"},
        {"planned_areas": "scalp", "concerns": "hair loss"},
        {"medications": ["warfarin"]},
    ],
)
def test_parts_that_are_missing_leave_no_hole(patient: dict[str, Any]) -> None:
    page = written(**patient)
    assert "None" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "Research and decision-support software" in page
    assert ("What this rests on" in page) == ('id="ref-' in page)


def test_zones_and_depths_are_drawn_on_the_photograph(portrait_jpeg: bytes) -> None:
    page = written({"a.jpg": portrait_jpeg}, planned_areas="face")
    assert page.count("data:image/jpeg;base64,") == 1
    assert re.search(r"left cheek [\d.]+ mm", page)
    assert "cm²" in page


def test_a_photograph_without_a_face_asks() -> None:
    import numpy as np

    from tests.pictures import encoded

    blank = encoded(np.full((300, 300, 3), 90, np.uint8))
    assert "No face was found" in written({"a.jpg": blank})


HOSTILE = '<script>alert("x")</script><img src=x onerror=y>'


def test_hostile_words_stay_words() -> None:
    page = written(
        id=HOSTILE,
        name=HOSTILE,
        conditions=[HOSTILE],
        concerns=HOSTILE + " acne scars",
        planned_areas="cheeks " + HOSTILE,
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_nothing_is_asked_of_the_network(portrait_jpeg: bytes) -> None:
    page = written({"a.jpg": portrait_jpeg}, planned_areas="face")
    assert not re.findall(r'(?:src|href)="(?!data:|#)(?!https?://)[^"]', page)
    loaded = re.findall(r'<(?!a )[^>]+(?:src|href)="(https?:[^"]+)"', page)
    assert loaded == []
    assert "url(" not in STYLESHEET.read_text("utf-8")
    assert "@import" not in STYLESHEET.read_text("utf-8")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext to read the print with")
def test_it_prints_on_a4(tmp_path: Path) -> None:
    try:
        pdf = care_pdf(written(planned_areas="face"))
    except ValueError as error:
        pytest.skip(str(error))
    path = tmp_path / "care.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    assert "Session day" in said.stdout
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
    assert "A4" in info.stdout


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


RANGES = st.tuples(*[st.floats(-1e4, 1e4)] * 3).map(sorted)


@given(RANGES, st.text(max_size=20))
def test_a_pill_is_well_formed_whatever_it_shows(values: list[float], unit: str) -> None:
    unit = "".join(c for c in unit if c.isprintable())
    low, median, high = values
    value = Range(median=median, low90=low, high90=high, unit=unit, basis="assumed")
    root = drawn(figures.range_pill(value))
    assert root.tag.endswith("svg")


def test_figures_are_well_formed_and_named() -> None:
    document = care.follow(Case.read(case(planned_areas="face")))
    option = document.plan.options[0]
    assert document.healing is not None
    for svg in (
        healing.healing_curve(document.healing, [0, 30]),
        ribbon.course_ribbon(option, document.candidacy.on, document.candidacy.on, done=1),
        *(faces.face_map({"chin": 1.5}, phototype=skin) for skin in SKINS),
    ):
        root = drawn(svg)
        assert root.attrib["role"] == "img"
        assert (root[0].text or "").strip()


@given(st.floats(0, 3))
def test_depth_lettering_is_legible(depth: float) -> None:
    assert contrast(ink_on_depth(depth), depth_colour(depth)) >= 3.5


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_ink_reads_on_every_ground_in_light_and_dark() -> None:
    css = STYLESHEET.read_text("utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")[:2]
    for block in (light, dark[: dark.index("* {")]):
        tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        inks = ("ink", "soft", "accent", "go", "care", "wait", "ask", "stop", "info")
        for ink in inks:
            for ground in ("ground", "paper", "wash"):
                assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
        assert contrast(tokens["accent"], tokens["accent-wash"]) >= 4.5


def test_words() -> None:
    assert number(-29.5) == "−30"
    assert number(0.139) == "0.14"
    assert number(1234) == "1234"
    assert because("patient.conditions.0: a: b") == "“a: b”"
    assert because("patient.age: 20") == "age 20"
