"""What is skin and what is not: hair, spectacles, highlights, beards, one hair across the cheek."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from _skin_phantoms import Camera, Hair, Light, Phantom, Scene, Skin, plain, render, wrinkled
from neocol.imaging.hair import BEARD_ZONES, bearded, single_hairs
from neocol.imaging.landmarks import Face, find_faces
from neocol.imaging.reading import read_picture
from neocol.imaging.skin import clipped, glare, skin_mask
from neocol.imaging.zones import face_outline, filled, not_skin, zone_masks

IRIS_MM = 11.7
MIDFACE = ("glabella", "nose", "cheek_left", "cheek_right", "periorbital_left", "periorbital_right")
HAIR = [
    (180, 0), (240, 0), (300, 50), (290, 90), (263, 87), (225, 78), (192, 70), (182, 95), (165, 85),
]  # fmt: skip
"""The hair of the portrait, read off by eye."""


@pytest.fixture(scope="module")
def large(portrait: np.ndarray) -> tuple[np.ndarray, Face]:
    """Return the portrait four times as large, about 2.7 px/mm, and its face."""
    picture = cv2.resize(portrait, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    (face,) = find_faces(picture)
    return picture, face


def scale(face: Face) -> float:
    return float(face.iris_diameters.mean()) / IRIS_MM


# A face


def test_hair_clothes_wall_brows_eyes_and_lips_are_out(portrait: np.ndarray) -> None:
    (face,) = find_faces(portrait)
    skin = skin_mask(portrait, face)
    hair = np.zeros(skin.shape, np.uint8)
    cv2.fillPoly(hair, [np.array(HAIR, np.int32)], 1)
    assert skin[hair > 0].mean() < 0.03
    assert not skin[100:200, :150].any(), "the wall"
    assert not (skin & ~filled(face_outline(face), skin.shape)).any()
    masks = zone_masks(face, skin)
    assert not (np.any(list(masks.values()), axis=0) & filled(not_skin(face), skin.shape)).any()
    whole = zone_masks(face, np.ones(skin.shape, bool))
    for zone in MIDFACE:
        assert masks[zone].sum() > 0.75 * whole[zone].sum(), zone
    # Half of this forehead lies under a fringe.
    assert 0.2 < masks["forehead"].sum() / whole["forehead"].sum() < 0.7


@pytest.mark.parametrize("gain", [0.25, 0.5, 0.8])
def test_a_darker_picture_keeps_as_much_skin(portrait: np.ndarray, gain: float) -> None:
    (face,) = find_faces(portrait)
    bright = skin_mask(portrait, face)
    dark = ((portrait / 255.0) * gain ** (1 / 2.2) * 255).astype(np.uint8)
    other = skin_mask(dark, face)
    assert (bright & other).sum() / (bright | other).sum() > 0.9


def test_the_mask_follows_size_and_mirror(
    portrait: np.ndarray, large: tuple[np.ndarray, Face]
) -> None:
    (face,) = find_faces(portrait)
    skin = skin_mask(portrait, face)
    flipped = face.points * (-1, 1, 1) + (portrait.shape[1] - 1, 0, 0)
    other = skin_mask(
        np.ascontiguousarray(portrait[:, ::-1]), Face(_mirrored(flipped), face.score, face.iris_px)
    )[:, ::-1]
    assert (skin & other).sum() / (skin | other).sum() > 0.9
    picture, big = large
    small = cv2.resize(skin_mask(picture, big).astype(np.uint8), (512, 512)) > 0
    assert (skin & small).sum() / (skin | small).sum() > 0.8


def _mirrored(points: np.ndarray) -> np.ndarray:
    """Return the mesh with every point where its counterpart of the other side was."""
    middle = points[[10, 152, 6, 168], 0].mean()
    target = points[:, :2] * (-1, 1) + (2 * middle, 0)
    # The counterpart is the point that lies nearest once the mesh is folded over.
    nearest = ((points[:, None, :2] - target) ** 2).sum(-1).argmin(1)
    return points[nearest]


def test_a_face_at_the_rim_or_none_of_it_is_no_error(portrait: np.ndarray) -> None:
    (face,) = find_faces(portrait)
    for shift in ((-200, 0, 0), (5000, 0, 0), (0, -5000, 0), (290, -60, 0)):
        away = Face(face.points + np.array(shift), face.score, face.iris_px)
        assert skin_mask(portrait, away).shape == portrait.shape[:2]


@pytest.mark.parametrize("colour", [(15, 15, 18), (70, 40, 25), (40, 60, 150)])
def test_spectacles_are_out(large: tuple[np.ndarray, Face], colour: tuple[int, int, int]) -> None:
    picture, face = large
    worn, frame, shine = picture.copy(), np.zeros(picture.shape[:2], np.uint8), []
    wide = np.linalg.norm(np.diff(face.pupils, axis=0))
    for eye in face.pupils:
        centre = (round(eye[0]), round(eye[1] + 0.06 * wide))
        axes = (round(0.42 * wide), round(0.34 * wide))
        cv2.ellipse(frame, centre, axes, 0, 0, 360, 1, round(3 * scale(face)))
        shine.append((centre[0] + round(0.1 * wide), centre[1] + round(0.24 * wide)))
    worn[frame > 0] = colour
    lens = np.zeros_like(frame)
    for at in shine:
        cv2.ellipse(lens, at, (round(0.1 * wide), round(0.06 * wide)), 0, 0, 360, 1, -1)
    worn[lens > 0] = (225, 235, 240)
    skin = skin_mask(worn, face)
    usable = skin & ~glare(worn, skin) & ~clipped(worn)
    zones = np.any(list(zone_masks(face, usable).values()), axis=0)
    inside = filled(face_outline(face)[:1], skin.shape)
    assert zones[(frame > 0) & inside].mean() < 0.08
    assert zones[(lens > 0) & inside].mean() < 0.1


def test_a_mole_is_skin(large: tuple[np.ndarray, Face]) -> None:
    picture, face = large
    marked = picture.copy()
    at = tuple(int(value) for value in face.points[205, :2])
    cv2.circle(marked, at, round(2 * scale(face)), (70, 40, 30), -1, cv2.LINE_AA)
    assert skin_mask(marked, face)[at[1], at[0]]


# Highlights


def test_clipped_is_any_channel_at_the_top_or_all_at_the_foot() -> None:
    row = [(254, 9, 9), (9, 255, 9), (253, 253, 253), (1, 1, 1), (0, 1, 0), (0, 0, 2), (0, 9, 0)]
    found = clipped(np.array([row], np.uint8))
    assert found.tolist() == [[True, True, False, True, True, False, False]]


@pytest.mark.parametrize("melanin", [0.006, 0.03, 0.2])
def test_glare_is_what_mirrors_the_lamp(melanin: float) -> None:
    matt = render(plain(5, size_mm=20, skin=Skin(melanin=melanin)), 5).rgb
    everywhere = np.ones(matt.shape[:2], bool)
    assert glare(matt, everywhere).mean() < 0.002
    down, right = np.mgrid[: matt.shape[0], : matt.shape[1]]
    spot = np.exp(-((down - 100) ** 2 + (right - 100) ** 2) / (2 * 15**2))
    light = np.where(matt <= 10, matt / 3294.6, ((matt / 255 + 0.055) / 1.055) ** 2.4)
    shown = light + 0.5 * spot[..., None]
    glossy = np.clip(255 * (1.055 * shown ** (1 / 2.4) - 0.055), 0, 255).astype(np.uint8)
    found = glare(glossy, everywhere)
    assert found[spot > 0.7].mean() > 0.95
    assert found[spot < 0.02].mean() < 0.01
    assert not glare(glossy, spot < 0.02)[spot >= 0.02].any(), "only skin is asked about"


def test_glare_without_skin_is_none() -> None:
    picture = np.full((30, 30, 3), 200, np.uint8)
    assert not glare(picture, np.zeros((30, 30), bool)).any()
    assert not glare(picture, np.ones((30, 30), bool)).any()


# Hairs


def near(points_mm: np.ndarray, px_per_mm: float, shape: tuple[int, ...], px: float) -> np.ndarray:
    """Return the pixels that lie so near a line."""
    drawn = np.ones(shape[:2], np.uint8)
    at = np.rint(points_mm * px_per_mm - 0.5).astype(np.int32)
    cv2.polylines(drawn, [at], isClosed=False, color=0, thickness=1)
    return cv2.distanceTransform(drawn, cv2.DIST_L2, 5) <= px


def a_hair(width_mm: float, bend: float = 2.0) -> Hair:
    along = np.linspace(0, 1, 60)
    points = np.column_stack((4 + 22 * along, 6 + 17 * along + bend * np.sin(3 * along)))
    return Hair(points, width_mm)


def hairs_of(seen: Phantom) -> np.ndarray:
    return single_hairs(seen.rgb, np.ones(seen.rgb.shape[:2], bool), seen.scene.camera.px_per_mm)


@pytest.mark.parametrize("px_per_mm", [8.0, 10.0, 12.0])
@pytest.mark.parametrize("width_mm", [0.06, 0.08, 0.1])
@pytest.mark.parametrize("seed", [21, 22])
def test_a_hair_is_found(px_per_mm: float, width_mm: float, seed: int) -> None:
    hair = a_hair(width_mm, bend=seed - 20)
    scene = plain(seed, size_mm=30, camera=Camera(px_per_mm=px_per_mm), hairs=(hair,))
    found = hairs_of(render(scene, seed))
    assert found[near(hair.points_mm, px_per_mm, found.shape, 0.5)].mean() > 0.9
    far = ~near(hair.points_mm, px_per_mm, found.shape, 0.6 * px_per_mm)
    assert (found & far).sum() < 0.5 * px_per_mm**2, "half a mm²"


@pytest.mark.parametrize("px_per_mm", [8.0, 12.0])
@pytest.mark.parametrize(
    ("depth_mm", "width_mm"),
    [(0.1, 0.2), (0.5, 0.2), (0.1, 0.3), (0.3, 0.3), (0.2, 0.6), (0.5, 1.0)],
)
def test_a_wrinkle_is_no_hair(px_per_mm: float, depth_mm: float, width_mm: float) -> None:
    camera, lost, seen = Camera(px_per_mm=px_per_mm), 0, 0
    for seed in (23, 24):
        scene = wrinkled(
            seed, depth_mm=depth_mm, width_mm=width_mm, angle_deg=40 * seed, count=4,
            size_mm=30, camera=camera,
        )  # fmt: skip
        found = hairs_of(render(scene, seed))
        reach = max(width_mm / 2 * px_per_mm, 1)
        lines = [near(line.points_mm, px_per_mm, found.shape, reach) for line in scene.wrinkles]
        lost += (found & np.any(lines, axis=0)).sum()
        seen += np.any(lines, axis=0).sum()
    assert lost / seen < 0.01


def test_a_hair_that_crosses_wrinkles_is_taken_alone() -> None:
    scene = wrinkled(25, depth_mm=0.1, width_mm=0.3, size_mm=30, count=5)
    scene = replace(scene, hairs=(a_hair(0.08),))
    found = hairs_of(render(scene, 25))
    hair = scene.hairs[0].points_mm
    assert found[near(hair, 10, found.shape, 0.5)].mean() > 0.9
    lines = np.any([near(line.points_mm, 10, found.shape, 1.5) for line in scene.wrinkles], axis=0)
    assert found[lines & ~near(hair, 10, found.shape, 5)].mean() < 0.01


def test_bare_skin_has_no_hair() -> None:
    for melanin in (0.006, 0.2):
        scene = plain(26, size_mm=30, skin=Skin(melanin=melanin), light=Light(gloss=0.1))
        assert not hairs_of(render(scene, 26)).any()


def test_a_coarse_picture_or_no_skin_tells_of_no_hair() -> None:
    seen = render(Scene(size_mm=30, hairs=(a_hair(0.1),)), 27).rgb
    assert not single_hairs(seen, np.ones(seen.shape[:2], bool), 4.0).any()
    assert not single_hairs(seen, np.zeros(seen.shape[:2], bool), 10.0).any()


# Beards


def test_a_drawn_beard_is_told(large: tuple[np.ndarray, Face]) -> None:
    picture, face = large
    bare = skin_mask(picture, face)
    assert not bearded(picture, face, bare, scale(face))
    zones = zone_masks(face, np.ones(bare.shape, bool))
    rng = np.random.default_rng(28)
    dots = rng.random(bare.shape) < 0.12
    grown = picture.copy()
    for zone in ("chin", "upper_lip", "perioral"):
        grown[zones[zone] & dots] = grown[zones[zone] & dots] // 3
    found = bearded(grown, face, skin_mask(grown, face), scale(face))
    assert {"chin", "upper_lip", "perioral"} <= found <= set(BEARD_ZONES)
    assert not bearded(picture, face, bare, 1.0), "too coarse to tell"
    assert not bearded(picture, face, np.zeros_like(bare), scale(face))


# Photographs of people of four groups


@pytest.fixture(scope="module")
def people(shared_data: Path) -> list[tuple[str, dict[str, str], np.ndarray, Face]]:
    """Return name, notes, picture and face of the published studio portraits."""
    folder = shared_data / "faces"
    rows = csv.DictReader((folder / "info.csv").read_text().splitlines())
    notes = {row["face_id"]: row for row in rows}
    found = []
    for path in sorted(folder.glob("*_neutral.jpg")):
        picture = read_picture(path.read_bytes()).rgb
        found.append((path.stem, notes[path.name[:3]], picture, find_faces(picture)[0]))
    return found


def test_no_group_is_refused_more_skin(people: list) -> None:
    kept: dict[str, list[float]] = {}
    cheeks: dict[str, list[float]] = {}
    for _, notes, picture, face in people:
        masks = zone_masks(face, skin_mask(picture, face))
        whole = zone_masks(face, np.ones(picture.shape[:2], bool))
        shares = {zone: masks[zone].sum() / whole[zone].sum() for zone in masks}
        group = notes["face_eth"]
        kept.setdefault(group, []).append(np.mean([shares[zone] for zone in MIDFACE]))
        cheeks.setdefault(group, []).append((shares["cheek_left"] + shares["cheek_right"]) / 2)
        assert shares["forehead"] > 0.3
        assert shares["glabella"] > 0.85
    means = {group: float(np.mean(shares)) for group, shares in kept.items()}
    assert min(means.values()) > 0.84, means
    assert np.ptp(list(means.values())) < 0.08, means
    assert np.ptp([np.mean(shares) for shares in cheeks.values()]) < 0.03


# Rows of the hairline above the root of the nose, read off the pictures by eye.
HAIRLINE = {
    "001": 374, "006": 398, "061": 318, "070": 327, "096": 416, "114": 325, "115": 362,
    "120": 355, "122": 388, "129": 357, "131": 372, "137": 348,
}  # fmt: skip


def test_the_forehead_reaches_the_hairline(people: list) -> None:
    for name, _, picture, face in people:
        if name[:3] not in HAIRLINE:
            continue
        forehead = zone_masks(face, skin_mask(picture, face))["forehead"]
        middle = int(face.points[9, 0])
        top = np.median(forehead[:, middle - 15 : middle + 16].argmax(axis=0))
        assert abs(top - HAIRLINE[name[:3]]) / scale(face) < 4, name


def test_beards_are_told_and_dark_skin_is_none(people: list) -> None:
    beards = {
        "029": {"chin", "upper_lip"},
        "037": {"chin", "upper_lip", "perioral"},
        "070": {"chin", "upper_lip", "perioral", "jawline"},
        "096": {"upper_lip"},
        "131": {"chin", "upper_lip"},
    }
    for name, notes, picture, face in people:
        found = bearded(picture, face, skin_mask(picture, face), scale(face))
        assert beards.get(name[:3], set()) <= found, name
        if notes["face_gender"] == "female" or name[:3] in {"005", "061", "067", "114", "137"}:
            assert not found, name
