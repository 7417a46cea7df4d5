"""A card in the picture makes colours true; a card that cannot be trusted says why."""

from __future__ import annotations

import subprocess
import sys
import warnings
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from neocol.imaging.card import RESIDUAL_MAX, Card, find_card
from neocol.imaging.colour import linear
from neocol.record import RecordError

WIDE, HIGH = 900, 700
CORNERS = np.array([[180.0, 160.0], [640.0, 190.0], [620.0, 500.0], [200.0, 480.0]])
PATCH, GAP, EDGE = 40, 6, 14
CASTS = {
    "warm": np.diag([1.15, 1.0, 0.72]),
    "cold": np.diag([0.8, 0.95, 1.1]),
    "dark": np.diag([0.55, 0.5, 0.45]),
    "camera": np.array([[0.80, 0.25, -0.02], [0.12, 0.78, 0.08], [0.03, 0.22, 0.60]]),
    "green lamp": np.array([[0.7, 0.12, 0.0], [0.05, 0.95, 0.03], [0.0, 0.15, 0.66]]),
}
SKIN = np.array(
    [[0.72, 0.48, 0.37], [0.60, 0.36, 0.26], [0.45, 0.25, 0.16], [0.28, 0.14, 0.08],
     [0.14, 0.065, 0.038], [0.07, 0.035, 0.022], [0.50, 0.22, 0.18]]
)  # fmt: skip


@cache
def science() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
    return colour


@cache
def published() -> np.ndarray:
    """The 24 patches, linear sRGB, in the gamut of a screen."""
    colour = science()
    chart = colour.CCS_COLOURCHECKERS["ColorChecker24 - After November 2014"]
    xyz = colour.xyY_to_XYZ(np.array(list(chart.data.values())))
    return np.clip(colour.XYZ_to_RGB(xyz, "sRGB", chart.illuminant), 0, 1)


def chart(shown: np.ndarray | None = None) -> np.ndarray:
    wide = 6 * PATCH + 5 * GAP + 2 * EDGE
    high = 4 * PATCH + 3 * GAP + 2 * EDGE
    card = np.full((high, wide, 3), 0.02, np.float32)
    for number, value in enumerate(published() if shown is None else shown):
        row, column = divmod(number, 6)
        y, x = EDGE + row * (PATCH + GAP), EDGE + column * (PATCH + GAP)
        card[y : y + PATCH, x : x + PATCH] = value
    return card


def scene(
    cast: np.ndarray,
    *,
    card: np.ndarray | None = None,
    corners: np.ndarray = CORNERS,
    gradient: float = 0.0,
    noise: float = 0.01,
    gain: float = 1.0,
) -> np.ndarray:
    """A photograph of a card before a face-coloured ground, by a camera that sees with a cast."""
    card = chart() if card is None else card
    high, wide = card.shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    view = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    picture = np.full((HIGH, WIDE, 3), (0.5, 0.32, 0.25), np.float32)
    cv2.warpPerspective(
        card, view, (WIDE, HIGH), picture, cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
    )
    light = 1 + gradient * np.linspace(-0.5, 0.5, WIDE)[None, :, None]
    seen = picture * light * gain @ cast.T
    random = np.random.default_rng(3)
    seen += random.normal(0, noise, seen.shape) * np.sqrt(np.clip(seen, 1e-4, None))
    return levels(seen)


def levels(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(coded * 255).astype(np.uint8)


def off(found: np.ndarray, true: np.ndarray) -> float:
    """Median CIEDE2000."""
    colour = science()
    white = colour.RGB_COLOURSPACES["sRGB"].whitepoint
    lab = [colour.XYZ_to_Lab(colour.RGB_to_XYZ(rgb, "sRGB"), white) for rgb in (found, true)]
    return float(np.median(colour.delta_E(*lab)))


def skin_errors(card: Card, cast: np.ndarray, gain: float = 1.0) -> tuple[float, float]:
    """How far skin is off before and after the correction."""
    seen = linear(levels(SKIN * gain @ cast.T))
    return off(seen, SKIN), off(card.corrected(seen), SKIN)


def usable(card: Card | None) -> Card:
    assert card is not None
    assert card.usable, card.reason
    return card


@pytest.mark.parametrize("cast", CASTS)
@pytest.mark.parametrize("gradient", [0.0, 0.15])
def test_a_colour_card_brings_skin_back(cast: str, gradient: float) -> None:
    picture = scene(CASTS[cast], gradient=gradient)
    card = usable(find_card(picture, {"color_checker": CORNERS}))
    before, after = skin_errors(card, CASTS[cast])
    assert after < before / 5
    assert after < 1.0
    assert card.residual is not None
    assert card.residual < 2.0


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_corners_may_come_in_any_order(turn: int, mirrored: bool) -> None:
    corners = np.roll(CORNERS[::-1] if mirrored else CORNERS, turn, 0)
    picture = scene(CASTS["camera"], corners=corners)
    card = usable(find_card(picture, {"color_checker": CORNERS[[2, 0, 3, 1]]}))
    assert skin_errors(card, CASTS["camera"])[1] < 1.0


def test_the_corners_of_the_patches_serve_too() -> None:
    high, wide = chart().shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    view = cv2.getPerspectiveTransform(flat, CORNERS.astype(np.float32))
    inner = np.array([[EDGE, EDGE], [wide - EDGE, EDGE], [wide - EDGE, high - EDGE],
                      [EDGE, high - EDGE]], np.float32)  # fmt: skip
    drawn = cv2.perspectiveTransform(inner[None], view)[0]
    card = usable(find_card(scene(CASTS["warm"]), {"color_checker": drawn}))
    assert skin_errors(card, CASTS["warm"])[1] < 1.0


@pytest.mark.parametrize("gain", [0.4, 0.7, 0.95])
def test_exposure_is_corrected_with_the_colour(gain: float) -> None:
    picture = scene(CASTS["camera"], gain=gain)
    card = usable(find_card(picture, {"color_checker": CORNERS}))
    assert skin_errors(card, CASTS["camera"], gain)[1] < 1.2


def test_corners_a_few_pixels_off_do_little_harm() -> None:
    random = np.random.default_rng(5)
    for _ in range(5):
        drawn = CORNERS + random.uniform(-6, 6, (4, 2))
        card = usable(find_card(scene(CASTS["camera"]), {"color_checker": drawn}))
        assert skin_errors(card, CASTS["camera"])[1] < 1.0


@pytest.mark.parametrize("cast", ["warm", "cold", "dark"])
def test_a_grey_card_takes_out_light_and_exposure(cast: str) -> None:
    grey = np.full((100, 150, 3), 0.18, np.float32)
    card = usable(find_card(scene(CASTS[cast], card=grey, gradient=0.05), {"grey_card": CORNERS}))
    assert card.kind == "grey card"
    assert card.residual is None
    before, after = skin_errors(card, CASTS[cast])
    assert after < before / 5
    assert after < 1.0


def test_without_a_card_colours_stay_relative() -> None:
    assert find_card(scene(CASTS["warm"]), {}) is None
    assert find_card(scene(CASTS["warm"]), {"scar": CORNERS}) is None


def test_nothing_slow_is_loaded_without_a_colour_card() -> None:
    code = (
        "import sys, numpy as np\n"
        "from neocol.imaging.card import find_card\n"
        "find_card(np.zeros((300, 300, 3), np.uint8), {})\n"
        "assert 'colour' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


BESIDE = np.array([[690.0, 40.0], [880.0, 40.0], [880.0, 150.0], [690.0, 150.0]])
HALF = np.array([[180.0, 160.0], [410.0, 175.0], [410.0, 490.0], [200.0, 480.0]])
TINY = np.array([[20.0, 20.0], [50.0, 20.0], [50.0, 40.0], [20.0, 40.0]])


@pytest.mark.parametrize(
    ("picture", "drawn", "said"),
    [
        (scene(CASTS["warm"]), BESIDE, "off by"),
        (scene(CASTS["warm"]), HALF, "corners"),
        (scene(CASTS["warm"]), CORNERS * 0.8, "off by"),
        (scene(CASTS["warm"]), TINY, "come closer"),
        (scene(CASTS["warm"]), CORNERS[:3], "four corners"),
        (scene(CASTS["warm"]), CORNERS + 400, "beyond the picture"),
        (scene(CASTS["warm"]), CORNERS * np.nan, "beyond the picture"),
        (scene(CASTS["warm"], gain=1.9), CORNERS, "exposed"),
        (scene(CASTS["warm"], gain=0.1), CORNERS, "too dark"),
        (scene(CASTS["warm"], gradient=1.2, gain=0.6), CORNERS, "falls off"),
        (scene(np.eye(3), card=chart(np.full((24, 3), 0.18))), CORNERS, "off by"),
    ],
)
def test_a_colour_card_that_cannot_be_trusted_says_why(
    picture: np.ndarray, drawn: np.ndarray, said: str
) -> None:
    card = find_card(picture, {"color_checker": drawn})
    assert card is not None
    assert not card.usable
    assert said in card.reason
    with pytest.raises(RecordError, match="colour card: "):
        card.corrected(np.ones((1, 3), np.float32))


GREY = np.full((100, 150, 3), 0.18, np.float32)
PRINTED = GREY.copy()
PRINTED[40:60, 50:100] = 0.3


@pytest.mark.parametrize(
    ("picture", "drawn", "said"),
    [
        (scene(np.eye(3), card=GREY), BESIDE, "too coloured"),
        (scene(np.eye(3), card=PRINTED), CORNERS, "not plain"),
        (scene(np.eye(3), card=GREY), TINY, "come closer"),
        (scene(np.eye(3), card=GREY, gain=6.0), CORNERS, "exposed"),
        (scene(np.eye(3), card=GREY, gain=0.15), CORNERS, "too dark"),
        (scene(np.eye(3), card=GREY, gradient=0.8), CORNERS, "falls off"),
        (scene(np.eye(3), card=GREY), CORNERS[:2], "three points"),
    ],
)
def test_a_grey_card_that_cannot_be_trusted_says_why(
    picture: np.ndarray, drawn: np.ndarray, said: str
) -> None:
    card = find_card(picture, {"grey_card": drawn})
    assert card is not None
    assert not card.usable
    assert said in card.reason


def test_the_grey_card_serves_when_the_colour_card_does_not() -> None:
    picture = scene(CASTS["warm"], card=GREY)
    card = find_card(picture, {"color_checker": CORNERS, "grey_card": CORNERS})
    assert usable(card).kind == "grey card"


def test_random_corners_are_never_taken_for_a_card() -> None:
    """60 careless polygons on the right picture."""
    random = np.random.default_rng(11)
    picture = scene(CASTS["camera"])
    for _ in range(60):
        low = random.uniform([0, 0], [WIDE - 300, HIGH - 250])
        drawn = (
            low + np.array([[0, 0], [280, 0], [280, 230], [0, 230]]) + random.uniform(0, 20, (4, 2))
        )
        card = find_card(picture, {"color_checker": drawn})
        assert card is not None
        assert not card.usable, (drawn, card.residual)


def test_the_shape_and_the_type_stay() -> None:
    card = usable(find_card(scene(CASTS["warm"]), {"color_checker": CORNERS}))
    for shape in ((3,), (5, 3), (4, 6, 3), (0, 3)):
        found = card.corrected(np.zeros(shape, np.float32))
        assert found.shape == shape
        assert found.dtype == np.float32
    assert (card.residual or 0) < RESIDUAL_MAX
