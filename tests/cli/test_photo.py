"""neocol analyse and neocol sticker: the answers of the contract, errors in one line."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neocol.cli import run
from neocol.record.base import words_of
from neocol.record.words import MeasureState
from tests.cli.asking import answer
from tests.pictures import encoded


@pytest.fixture
def face(portrait_jpeg: bytes, tmp_path: Path) -> str:
    path = tmp_path / "face.jpg"
    path.write_bytes(portrait_jpeg)
    return str(path)


@pytest.fixture
def belly(tmp_path: Path) -> str:
    rng = np.random.default_rng(2)
    skin = np.clip(rng.normal((200, 155, 130), 4, (360, 480, 3)), 0, 255).astype(np.uint8)
    path = tmp_path / "belly.png"
    path.write_bytes(encoded(skin, "PNG"))
    return str(path)


def _drawn(folder: Path, image: str | None = None) -> str:
    square = [[100, 80], [300, 80], [300, 240], [100, 240]]
    path = folder / "zones.json"
    path.write_text(json.dumps({"image": image, "zones": [{"name": "abdomen", "polygon": square}]}))
    return str(path)


def test_the_keys_of_the_contract(face: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "analyse", face, "--json")
    assert {"landmarks", "pose", "ipd_mm", "pupils_px", "px_per_mm"} <= set(found["face"])
    assert {"value", "low", "high", "from"} == set(found["face"]["px_per_mm"])
    assert {"zones", "gates", "concerns", "referral"} <= set(found)
    for zone in found["zones"].values():
        assert "area_cm2" in zone
        for measure in zone["measures"].values():
            assert {"value", "unit", "low", "high", "state", "reason"} <= set(measure)
            assert measure["state"] in words_of(MeasureState)


def test_drawn_zones_and_a_scale(
    belly: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zones = _drawn(tmp_path, "belly.png")
    found = answer(capsys, "analyse", belly, "--zones", zones, "--scale", "10", "--json")
    assert set(found["zones"]) == {"abdomen"}
    assert found["zones"]["abdomen"]["area_cm2"] == pytest.approx(3.2, abs=0.01)
    assert found["face"] is None
    assert found["question"] is None


def test_several_photographs_answer_in_order_and_one_bad_one_is_told(
    face: str, belly: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    found = answer(capsys, "analyse", face, str(bad), belly, "--json", status=1)
    assert found[0]["face"] is not None
    assert "bad.jpg" in found[1]["error"]["message"]
    assert "No face" in found[2]["question"]


def test_repeats_are_one_answer(face: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "analyse", face, face, "--repeats", "--json")
    assert found["repeats"] == 2
    assert len(found["photos"]) == 2


def test_what_was_told_becomes_a_referral(face: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "analyse", face, "--told", "changing", "--told", "bleeding", "--json")
    assert len(found["referral"]) == 2
    assert found["questions"] == []


def test_the_page_says_what_is_refused_and_asks(
    face: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["analyse", face]) == 0
    page = capsys.readouterr().out
    for said in ("Colour", "Relief", "Not said, and what would help", "please ask", "px/mm"):
        assert said in page
    assert max(len(line) for line in page.splitlines()) <= 80


@pytest.mark.parametrize("layer", ["zones", "all", "pigment"])
def test_an_overlay_is_drawn(
    face: str, layer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert run(["analyse", face, "--overlay", str(out), "--layer", layer, "--json"]) == 0
    with Image.open(out) as drawn:
        assert drawn.format == "PNG"
        assert not drawn.info.get("exif")


def test_the_sheet_of_stickers_has_24_and_a_ruler(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheet.svg"
    assert run(["sticker", "-o", str(out)]) == 0
    sheet = ET.parse(out).getroot()
    assert sheet.get("width") == "210mm"
    assert len(sheet.findall("{*}rect")) == 24
    assert "50 mm" in "".join(sheet.itertext())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scale", "-3"], "positive number"),
        (["--fitzpatrick", "IX"], "one of I, II, III, IV, V, VI is expected, not 'IX'"),
        (["--told", "itching"], "one of changing, bleeding"),
        (["--zones", "nowhere.json"], "nowhere.json"),
        (["--overlay", "x.png", "--layer", "beauty"], "one of zones, lines"),
    ],
)
def test_a_wrong_option_is_one_line(
    face: str, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["analyse", face, *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
