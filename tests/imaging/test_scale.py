"""Pixels per millimetre: rendered stickers of known scale, distances, irises, and what disagrees."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from _skin_phantoms import Camera, Scene, plain, render, with_discs
from neocol import evidence
from neocol.imaging.disc import find_disc
from neocol.imaging.landmarks import Face, find_faces
from neocol.imaging.scale import scale_of
from neocol.imaging.sheet import sticker_sheet
from neocol.imaging.sticker import find_markers
from neocol.record import RecordError
from tests.imaging.stuck import (
    COLOURS,
    FULL_FRAME_MM,
    LIKE_SKIN,
    MARKER_MM,
    ROUND_MM,
    SKINS,
    disc,
    marker,
    settings_of,
    skin,
    stuck,
)


@pytest.fixture(scope="module")
def face(portrait: np.ndarray) -> Face:
    (found,) = find_faces(portrait)
    return found


@pytest.mark.parametrize("melanin", SKINS)
def test_markers_on_skin_tell_the_scale(melanin: float) -> None:
    """3 to 15 px/mm, tilted up to 40°, uneven light, JPEG 60."""
    random, errors, held = np.random.default_rng(1), [], []
    cases = [px_per_mm for px_per_mm in (3.0, 4.0, 6.0, 10.0, 15.0) for _ in range(5)]
    for px_per_mm in cases:
        ground = skin(melanin, px_per_mm)
        at = ground.shape[0] * random.uniform(0.42, 0.58, 2)
        number = int(random.integers(50))
        picture = stuck(ground, marker(number), 14, tuple(at), px_per_mm, **settings_of(random, 40))
        found, mirrored = find_markers(picture, MARKER_MM)
        assert not mirrored
        assert len(found) <= 1
        errors += [each.px_per_mm / px_per_mm - 1 for each in found]
        held += [each.low <= px_per_mm <= each.high for each in found]
    assert len(errors) >= 0.9 * len(cases)
    assert abs(np.mean(errors)) < 0.005
    assert np.abs(errors).max() < 0.03
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize(
    ("how", "off"),
    [
        ({"light": 1.4}, 0.01),
        ({"blur": 1.4}, 0.012),
        ({"noise": 0.03}, 0.01),
        ({"quality": 30}, 0.012),
        ({"tilt": 45.0, "about": 30.0}, 0.01),
        ({"gradient": 0.9}, 0.01),
    ],
)
def test_markers_bear_bad_pictures(how: dict[str, float], off: float) -> None:
    picture = stuck(skin(0.03, 6.0), marker(11), 14, (117.3, 121.8), 6.0, **({"roll": 20} | how))
    ((found,), _) = find_markers(picture, MARKER_MM)
    assert found.px_per_mm == pytest.approx(6, rel=off)
    assert found.low < 6 < found.high


@pytest.mark.parametrize("grown_mm", [-0.1, 0.1])
def test_ink_that_spreads_does_no_harm(grown_mm: float) -> None:
    art, size = marker(5), round(2 * abs(grown_mm) * 36) | 1
    change = cv2.erode if grown_mm > 0 else cv2.dilate
    art[..., :3] = change(art[..., :3], np.ones((size, size)))
    picture = stuck(skin(0.012, 8.0), art, 14, (160, 160), 8.0, roll=33, tilt=20)
    ((found,), _) = find_markers(picture, MARKER_MM)
    assert found.px_per_mm == pytest.approx(8, rel=0.01)


def test_a_tilted_marker_off_the_middle_needs_its_lens(portrait: np.ndarray) -> None:
    """Without the focal length the interval is wider; with it the value is exact."""
    ground = cv2.resize(portrait, (1600, 1200))
    how = {"tilt": 40.0, "about": 0.0, "focal": 26.0}
    picture = stuck(ground, marker(8), 14, (1350, 700), 8.0, **how)
    ((known,), _) = find_markers(picture, MARKER_MM, 26.0)
    ((guessed,), _) = find_markers(picture, MARKER_MM)
    assert known.px_per_mm == pytest.approx(8, rel=0.005)
    assert guessed.low <= 8 <= guessed.high
    assert guessed.high - guessed.low > known.high - known.low


@given(
    factor=st.floats(0.6, 1.8),
    side=st.floats(5, 30),
)
@settings(max_examples=12)
def test_the_scale_grows_with_the_picture(factor: float, side: float) -> None:
    picture = stuck(skin(0.012, 8.0), marker(5), 14, (160, 160), 8.0, roll=12, tilt=25, quality=90)
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    other = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way)
    factor = other.shape[0] / picture.shape[0]
    one, _ = scale_of(picture, None)
    two, _ = scale_of(other, None, sticker_mm=side)
    assert one is not None
    assert two is not None
    assert two.value / one.value == pytest.approx(factor * MARKER_MM / side, rel=0.01)
    assert one.low < one.value < one.high


def test_a_mirrored_picture_is_told() -> None:
    picture = stuck(skin(0.012, 8.0), marker(5), 14, (150, 170), 8.0, roll=12)
    straight, remark = scale_of(picture, None)
    assert remark == ""
    turned, remark = scale_of(np.ascontiguousarray(picture[:, ::-1]), None)
    assert "mirrored" in remark
    assert straight is not None
    assert turned is not None
    assert turned.value == pytest.approx(straight.value, rel=0.003)


def test_several_markers_are_combined() -> None:
    ground = np.full((700, 900, 3), (190, 150, 130), np.uint8)
    near = stuck(ground, marker(1), 14, (250, 300), 6.0, quality=None)
    same = stuck(near, marker(2), 14, (600, 300), 6.1)
    scale, remark = scale_of(same, None)
    assert remark == ""
    assert scale is not None
    assert scale.value == pytest.approx(6.05, rel=0.005)
    assert scale.low < 6.0 < 6.1 < scale.high
    scale, remark = scale_of(stuck(near, marker(2), 14, (600, 300), 7.0), None)
    assert re.search("differ by 1[67]%", remark)
    assert scale is not None
    assert scale.low < 6.0 < 7.0 < scale.high


@pytest.mark.parametrize("colour", COLOURS)
def test_a_round_sticker_tells_the_scale(colour: str) -> None:
    random, errors, held = np.random.default_rng(2), [], []
    cases = [(px, melanin) for px in (4.0, 8.0, 12.0) for melanin in SKINS for _ in range(2)]
    for px_per_mm, melanin in cases:
        ground = skin(melanin, px_per_mm)
        at = ground.shape[0] * random.uniform(0.45, 0.55, 2)
        how = settings_of(random, 35) | {"gradient": random.uniform(-0.2, 0.2)}
        picture = stuck(ground, disc(COLOURS[colour]), ROUND_MM, tuple(at), px_per_mm, **how)
        found, why = find_disc(picture, None, ROUND_MM)
        if found is None:
            assert why.startswith("no round sticker of 8 mm was found")
            continue
        errors.append(found.px_per_mm / px_per_mm - 1)
        held.append(found.low <= px_per_mm <= found.high)
    assert len(errors) >= 0.8 * len(cases)
    assert abs(np.mean(errors)) < 0.01
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize("colour", LIKE_SKIN)
def test_a_round_thing_that_may_be_a_mole_is_none(colour: str) -> None:
    for melanin in SKINS:
        picture = stuck(skin(melanin, 8.0), disc(LIKE_SKIN[colour]), ROUND_MM, (160, 160), 8.0)
        assert find_disc(picture, None, ROUND_MM)[0] is None


@pytest.mark.parametrize(
    "scene",
    [
        with_discs(1, "melanin", 0.2, 4.0),
        with_discs(2, "blood", 0.05, 4.0),
        plain(4, hairs=()),
    ],
)
def test_skin_alone_has_no_sticker(scene: Scene) -> None:
    picture = render(replace(scene, camera=Camera(px_per_mm=8.0, jpeg_quality=60)), 5).rgb
    assert find_markers(picture, MARKER_MM) == ([], False)
    scale, remark = scale_of(picture, None, round_mm=ROUND_MM)
    assert scale is None
    assert remark.startswith("no round sticker of 8 mm was found")


def test_two_round_stickers_are_one_too_many() -> None:
    ground = skin(0.012, 8.0)
    picture = stuck(ground, disc(COLOURS["blue"]), ROUND_MM, (90, 160), 8.0, quality=None)
    picture = stuck(picture, disc(COLOURS["blue"]), ROUND_MM, (230, 160), 8.0)
    scale, remark = scale_of(picture, None, round_mm=ROUND_MM)
    assert scale is None
    assert remark.startswith("2 round spots may be the sticker")


def test_a_button_on_cloth_is_no_sticker() -> None:
    cloth = np.full((320, 320, 3), (60, 80, 130), np.uint8)
    picture = stuck(cloth, disc(COLOURS["white"]), ROUND_MM, (160, 160), 8.0)
    assert find_disc(picture, None, ROUND_MM)[0] is None


@pytest.mark.parametrize("enlarged", [1.0, 1.6])
def test_real_faces_have_no_sticker(shared_data: Path, enlarged: float) -> None:
    """No pupil, nostril, mole, highlight or ear ring is taken for one, with or without a mesh."""
    for path in sorted((shared_data / "faces").glob("*.jpg"))[:: 1 if enlarged == 1 else 4]:
        picture = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
        if enlarged > 1:
            picture = cv2.resize(picture, None, fx=enlarged, fy=enlarged)
        assert find_markers(picture, MARKER_MM) == ([], False), path.name
        sticker, why = find_disc(picture, None, ROUND_MM)
        assert sticker is None, path.name
        assert why.startswith("no round sticker"), path.name


def test_stickers_on_real_faces(shared_data: Path) -> None:
    """On the forehead and cheeks of all groups, at the scale of the irises."""
    random, marked, rounded = np.random.default_rng(3), [], []
    for path in sorted((shared_data / "faces").glob("*_neutral.jpg")):
        picture = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
        (found,) = find_faces(picture)
        px_per_mm = float(found.iris_diameters.mean()) / 11.7
        at = tuple(found.points[int(random.choice([151, 50, 280])), :2])
        how = settings_of(random, 40) | {"gradient": random.uniform(-0.3, 0.3)}
        with_marker = stuck(picture, marker(int(random.integers(50))), 14, at, px_per_mm, **how)
        scale, _ = scale_of(with_marker, found)
        assert scale is not None
        if scale.from_ == "sticker":
            marked.append((scale.value / px_per_mm - 1, scale.low <= px_per_mm <= scale.high))
        how |= {"tilt": random.uniform(0, 30), "light": 0.8}
        with_disc = stuck(picture, disc(COLOURS["blue"]), ROUND_MM, at, px_per_mm, **how)
        scale, _ = scale_of(with_disc, found, round_mm=ROUND_MM)
        assert scale is not None
        if scale.from_ == "sticker":
            rounded.append((scale.value / px_per_mm - 1, scale.low <= px_per_mm <= scale.high))
    assert len(marked) >= 20
    assert len(rounded) >= 18
    for found in (marked, rounded):
        error, held = np.mean(found, axis=0)
        assert abs(error) < 0.01
        assert held >= 0.9


def test_the_first_that_there_is_wins(portrait: np.ndarray, face: Face) -> None:
    (iris, _) = scale_of(portrait, face)
    assert iris is not None
    assert iris.from_ == "iris"
    true = iris.value
    large = cv2.resize(portrait, (1536, 1536), interpolation=cv2.INTER_CUBIC)
    big = face.moved(np.full(2, (1 / 3 - 1) / 2), 1 / 3)
    picture = stuck(large, marker(7), 14, (700, 330), 3 * true)
    far_cm = 50 * np.hypot(1536, 1536) / FULL_FRAME_MM / (3 * true) / 10
    every = {"distance_cm": far_cm, "focal_35mm": 50.0}
    assert _from(scale_of(picture, big, px_per_mm=3 * true, **every)) == "entered"
    assert _from(scale_of(picture, big, **every)) == "sticker"
    assert _from(scale_of(large, big, **every)) == "distance"
    assert _from(scale_of(large, big)) == "iris"
    assert scale_of(picture, big, **every)[1] == ""
    scale, remark = scale_of(picture, big, px_per_mm=4.5 * true)
    assert scale is not None
    assert scale.low == scale.value == scale.high == 4.5 * true
    assert "by the printed marker there are 33% fewer px per mm than by the entered" in remark
    assert "by the irises there are 33% fewer px per mm than by the entered scale" in remark


def _from(answer: tuple[object, str]) -> str:
    return answer[0].from_


def test_nothing_to_go_by() -> None:
    assert scale_of(np.full((300, 400, 3), 128, np.uint8), None) == (None, "")


@pytest.mark.parametrize(
    "name", ["px_per_mm", "sticker_mm", "round_mm", "distance_cm", "focal_35mm"]
)
@pytest.mark.parametrize("value", [0.0, -3.0, float("nan"), float("inf")])
def test_a_size_that_is_none_is_refused(name: str, value: float) -> None:
    with pytest.raises(RecordError, match="positive number"):
        scale_of(np.full((300, 400, 3), 128, np.uint8), None, **{name: value})


def blank(high: int, wide: int) -> np.ndarray:
    return np.full((high, wide, 3), 128, np.uint8)


@pytest.mark.parametrize(("high", "wide"), [(3000, 4000), (4000, 3000)])
def test_a_distance_is_that_of_a_pinhole(high: int, wide: int) -> None:
    scale, remark = scale_of(blank(high, wide), None, distance_cm=40, focal_35mm=26)
    assert remark == ""
    assert scale is not None
    assert scale.value == pytest.approx(26 * 5000 / FULL_FRAME_MM / 400)
    assert 0.04 < scale.high / scale.value - 1 < 0.06
    other, _ = scale_of(blank(high, wide), None, distance_cm=80, focal_35mm=26)
    assert other is not None
    assert other.value == pytest.approx(scale.value / 2)
    near, _ = scale_of(blank(high, wide), None, distance_cm=5, focal_35mm=26)
    assert near is not None
    assert near.high / near.value - 1 > 0.1


@pytest.mark.parametrize("cut", [(2250, 4000), (3000, 3000), (2000, 2000)])
def test_a_narrower_frame_is_inside_the_interval(cut: tuple[int, int]) -> None:
    """A 4:3 sensor of 3000 × 4000, cut to 16:9 or 1:1 with the focal length left as it was."""
    step = 3000 / cut[0] if cut[0] == cut[1] else 1
    scale, _ = scale_of(blank(*cut), None, distance_cm=40, focal_35mm=26)
    assert scale is not None
    assert scale.low < 26 * 5000 / step / FULL_FRAME_MM / 400 < scale.high
    assert scale.low < 26 * np.hypot(*cut) / FULL_FRAME_MM / 400 < scale.high


def test_a_large_sensor_focused_near_is_inside_the_interval() -> None:
    """A thin lens of 60 mm at 60 cm draws 11 % larger than at infinity."""
    scale, _ = scale_of(blank(4000, 6000), None, distance_cm=60, focal_35mm=60)
    assert scale is not None
    pinhole = 60 * np.hypot(4000, 6000) / FULL_FRAME_MM / 600
    assert scale.low < pinhole < pinhole * 600 / 540 < scale.high


@pytest.mark.parametrize(
    ("shape", "focal", "cm", "said"),
    [
        ((3000, 4000), None, 40, "does not tell its focal length"),
        ((3000, 3700), 26, 40, "was cropped"),
        ((3000, 7000), 26, 40, "was cropped"),
        ((3000, 4000), 26, 2, "too near"),
    ],
)
def test_a_distance_that_is_of_no_use_says_why(
    shape: tuple[int, int], focal: float | None, cm: float, said: str
) -> None:
    scale, remark = scale_of(blank(*shape), None, distance_cm=cm, focal_35mm=focal)
    assert scale is None
    assert said in remark


def test_closed_eyes_tell_nothing(portrait: np.ndarray, face: Face) -> None:
    points = face.points.copy()
    for upper, lower in ((159, 145), (386, 374)):
        points[upper] = points[lower] + [0, -1, 0]
    scale, remark = scale_of(portrait, replace(face, points=points))
    assert scale is None
    assert "eyes are nearly closed" in remark


def test_a_turned_face_is_told(portrait: np.ndarray, face: Face) -> None:
    points = face.points.copy()
    points[:, 2] += 0.7 * points[:, 0]
    scale, remark = scale_of(portrait, replace(face, points=points))
    assert scale is not None
    assert "the face is turned" in remark


def test_open_eyes_of_real_faces_are_taken(shared_data: Path) -> None:
    for path in sorted((shared_data / "faces").glob("*.jpg")):
        picture = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
        found = find_faces(picture)
        if len(found) == 1:
            scale, remark = scale_of(picture, found[0])
            assert scale is not None, path.name
            assert remark == "", path.name


def test_the_sheet_has_what_it_says() -> None:
    """Every marker is drawn cell by cell as OpenCV knows it, and can be read from the paper."""
    sheet, side = sticker_sheet(), evidence.number("imaging.sticker.side", "mm")
    assert 'width="210mm"' in sheet
    assert 'height="297mm"' in sheet
    assert 'viewBox="0 0 210 297"' in sheet
    paper = np.full((297 * 12, 210 * 12), 255, np.uint8)
    blacks = [path for path in re.findall(r'<path d="([^"]*)"', sheet) if path.count("z") > 10]
    assert len(blacks) == 24
    for path in blacks:
        squares = [
            [float(number) for number in square]
            for square in re.findall(r"M([\d.]+),([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", path)
        ]
        assert len(squares) == path.count("z")
        low = np.min([square[:2] for square in squares], axis=0)
        high = np.max([np.add(square[:2], square[2:]) for square in squares], axis=0)
        assert high - low == pytest.approx(side, abs=0.01)
        for x, y, wide, tall in squares:
            left, top, right, foot = (round(12 * end) for end in (x, y, x + wide, y + tall))
            paper[top:foot, left:right] = 0
    ruler = re.search(r'<path d="M[\d.]+,[\d.]+h(\d+)m', sheet)
    assert ruler is not None
    assert ruler[1] == "50"
    picture = np.repeat(paper[..., None], 3, axis=2)
    found, _ = find_markers(picture, side)
    assert len(found) == 24
    assert [each.px_per_mm for each in found] == pytest.approx([12.0] * 24, rel=0.005)
