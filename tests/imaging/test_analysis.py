"""The face map: found or asked about, scaled, posed, zoned, measured in cm²."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from neocol import evidence, imaging
from neocol.imaging import analyse, overlay, zone_paths
from neocol.imaging.geometry import area_cm2, stretch_map
from neocol.imaging.landmarks import LANDMARKS, Face, find_faces
from neocol.imaging.neutral import HEIGHT, WIDTH
from neocol.imaging.skin import skin_mask
from neocol.imaging.zones import zone_masks, zone_polygons
from neocol.record import DrawnZones, RecordError, dump_json
from neocol.record.base import words_of
from neocol.record.words import PhotoMeasure
from neocol.record.zones import FACE_ZONES
from tests.pictures import encoded


@pytest.fixture(scope="session")
def face(portrait: np.ndarray) -> Face:
    """Return the one face of the portrait."""
    (found,) = find_faces(portrait)
    return found


def test_one_face_is_mapped(portrait_jpeg: bytes) -> None:
    answer = analyse(portrait_jpeg, name="astronaut.jpg", id="x")
    assert answer.question is None
    assert answer.face is not None
    assert answer.face.landmarks == LANDMARKS
    left, right = answer.face.pupils_px
    assert left[0] < right[0]
    assert answer.face.px_per_mm is not None
    assert answer.face.px_per_mm.from_ == "iris"
    assert answer.face.px_per_mm.low < answer.face.px_per_mm.value < answer.face.px_per_mm.high
    assert set(answer.zones) <= set(FACE_ZONES)
    assert {"forehead", "cheek_left", "cheek_right", "nose", "chin"} <= set(answer.zones)


def test_every_measure_has_a_value_with_its_interval_or_a_reason(portrait_jpeg: bytes) -> None:
    for zone in analyse(portrait_jpeg).zones.values():
        assert set(zone.measures) == set(words_of(PhotoMeasure)) - {"patch_contrast"}
        for measure in zone.measures.values():
            if measure.state == "refused":
                assert measure.value is measure.low is measure.high is None
                assert measure.reason
            else:
                assert measure.low <= measure.value <= measure.high


def test_what_is_told_names_no_disease_no_age_and_no_beauty(portrait_jpeg: bytes) -> None:
    answer = analyse(portrait_jpeg, spots=("bleeding",))
    said = dump_json(answer).lower()
    for word in ("melanoma", "carcinoma", "naevus", "nevus", "keratosis", "beauty", "years old"):
        assert word not in said
    assert answer.referral == (
        "a spot that bleeds or crusts: have a dermatologist look at it before any needling",
    )
    assert answer.questions == ()


def test_what_a_picture_cannot_tell_is_asked(portrait_jpeg: bytes) -> None:
    answer = analyse(portrait_jpeg)
    assert len(answer.questions) == 3
    assert answer.referral == ()
    assert analyse(portrait_jpeg, spots=("none",)).questions == ()


def test_concerns_are_ranked_with_the_measure_behind_them(portrait_jpeg: bytes) -> None:
    answer = analyse(portrait_jpeg)
    for concern in answer.concerns:
        measure = answer.zones[concern.zone].measures[concern.measure]
        assert (concern.value, concern.low, concern.high) == (
            measure.value, measure.low, measure.high,
        )  # fmt: skip
    ranks = [
        each.low / evidence.number(f"imaging.concern.{each.measure}", "1")
        for each in answer.concerns
    ]
    assert ranks == sorted(ranks, reverse=True)
    assert all(rank > 1 for rank in ranks)


def _box(left: float, top: float, right: float, foot: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, foot], [left, foot]]


def test_a_drawn_zone_replaces_the_found_one(portrait_jpeg: bytes) -> None:
    drawn = {"zones": [{"name": "forehead", "polygon": _box(200, 60, 250, 90)}]}
    answer = analyse(portrait_jpeg, zones=DrawnZones.read(drawn), px_per_mm=2)
    assert answer.zones["forehead"].drawn
    assert not answer.zones["chin"].drawn
    for x, y in (point for part in answer.zones["forehead"].outlines_px for point in part):
        assert 200 <= x <= 250
        assert 60 <= y <= 90


def test_a_zone_of_the_body_needs_no_face() -> None:
    flat = np.full((400, 500, 3), (190, 150, 130), np.uint8)
    drawn = {"zones": [{"name": "abdomen", "polygon": _box(100, 100, 300, 200)}]}
    answer = analyse(encoded(flat, "PNG"), zones=DrawnZones.read(drawn), px_per_mm=5)
    assert answer.question is None
    assert answer.face is None
    assert answer.zones["abdomen"].area_cm2 == pytest.approx(8.0, abs=0.01)
    assert "patch_contrast" in answer.zones["abdomen"].measures


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ([{"name": "elbow", "polygon": _box(0, 0, 9, 9)}], "zones.0.name"),
        ([{"name": "scar", "polygon": [[0, 0], [5, 5]]}], "zones.0.polygon"),
        ([{"name": "scar", "polygon": [[0, 0], [5, 5], [9, 9]]}], "enclose no area"),
        ([{"name": "scar", "polygon": _box(0, 0, 9999, 50)}], "reaches outside the picture"),
    ],
)
def test_a_polygon_that_cannot_be_is_refused(
    portrait_jpeg: bytes, zones: list[dict[str, object]], said: str
) -> None:
    with pytest.raises(RecordError, match=said):
        analyse(portrait_jpeg, zones=DrawnZones.read({"zones": zones}))


def test_a_grey_card_makes_the_tone_surer(portrait: np.ndarray) -> None:
    carded = portrait.copy()
    carded[330:390, 20:80] = (118, 118, 118)
    drawn = {"zones": [{"name": "grey_card", "polygon": _box(24, 334, 76, 386)}]}
    plain, sure = (
        analyse(encoded(carded, "PNG"), zones=zones).zones["cheek_left"].measures["tone_ita"]
        for zones in (None, DrawnZones.read(drawn))
    )
    assert plain.high - plain.low > sure.high - sure.low
    assert "relative only" in plain.reason
    assert "relative only" not in sure.reason
    assert analyse(encoded(carded, "PNG"), zones=DrawnZones.read(drawn)).colour == "grey card"


def test_none_and_several_faces_are_asked_about(portrait: np.ndarray) -> None:
    blank = np.full((400, 400, 3), 128, np.uint8)
    assert "No face" in (analyse(encoded(blank, "PNG")).question or "")
    two = analyse(encoded(np.hstack([portrait, portrait])))
    assert two.face is None
    assert two.zones == {}
    assert (two.question or "").startswith("2 faces")


def test_an_entered_scale_wins_and_areas_follow_it(portrait_jpeg: bytes) -> None:
    once, twice = analyse(portrait_jpeg, px_per_mm=2), analyse(portrait_jpeg, px_per_mm=4)
    assert once.face is not None
    assert once.face.px_per_mm is not None
    assert once.face.px_per_mm.from_ == "entered"
    for zone, reading in once.zones.items():
        assert reading.area_cm2 is not None
        assert twice.zones[zone].area_cm2 == pytest.approx(reading.area_cm2 / 4, abs=0.02)


@pytest.mark.parametrize("layer", ["lines", "pores", "spots", "pigment", "redness", "all"])
def test_layers_are_drawn_large_with_a_strip_below(portrait_jpeg: bytes, layer: str) -> None:
    answer = analyse(portrait_jpeg, px_per_mm=10)
    drawn = cv2.imdecode(np.frombuffer(overlay(portrait_jpeg, answer, layer=layer), np.uint8), 1)
    assert drawn.shape[1] >= 1190
    assert drawn[-4, 4].tolist() == [240, 246, 250], "paper, in BGR"


def test_a_layer_that_is_none_is_refused(portrait_jpeg: bytes) -> None:
    with pytest.raises(RecordError, match="one of zones, lines"):
        overlay(portrait_jpeg, analyse(portrait_jpeg), layer="beauty")


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(portrait_jpeg: bytes, scale: float) -> None:
    with pytest.raises(RecordError, match="positive number"):
        analyse(portrait_jpeg, px_per_mm=scale)


def test_the_answer_is_the_same_each_time(portrait_jpeg: bytes) -> None:
    assert analyse(portrait_jpeg) == analyse(portrait_jpeg)


def test_zones_share_no_pixel_and_lie_on_skin(portrait: np.ndarray, face: Face) -> None:
    skin = skin_mask(portrait, face)
    masks = zone_masks(face, skin)
    total = np.sum(list(masks.values()), axis=0)
    assert total.max() == 1
    assert not (total.astype(bool) & ~skin).any()


def test_left_is_the_patients_own(face: Face) -> None:
    polygons = zone_polygons(face)
    for name in ("cheek", "temple", "periorbital", "nasolabial"):
        left, right = polygons[f"{name}_left"][0], polygons[f"{name}_right"][0]
        assert left[:, 0].mean() > right[:, 0].mean()


def test_a_mirrored_picture_mirrors_the_map(portrait: np.ndarray, face: Face) -> None:
    (other,) = find_faces(np.ascontiguousarray(portrait[:, ::-1]))
    width = portrait.shape[1]
    expected = width - face.pupils[::-1, 0]
    assert np.abs(other.pupils[:, 0] - expected).max() < 2


@pytest.mark.parametrize("angle", [-20, 20])
def test_roll_is_seen(portrait: np.ndarray, angle: float) -> None:
    turn = cv2.getRotationMatrix2D((256, 256), -angle, 1)
    answer = analyse(encoded(cv2.warpAffine(portrait, turn, (512, 512)), quality=95))
    straight = analyse(encoded(portrait, quality=95))
    assert answer.face is not None
    assert straight.face is not None
    rolled = answer.face.pose["roll"] - straight.face.pose["roll"]
    assert rolled == pytest.approx(angle, abs=3)
    assert answer.gates["roll"].state == "warn"


def test_the_scale_follows_the_picture(portrait: np.ndarray) -> None:
    large = cv2.resize(portrait, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    one, two = analyse(encoded(portrait, "PNG")), analyse(encoded(large, "PNG"))
    assert one.face is not None
    assert two.face is not None
    assert one.face.px_per_mm is not None
    assert two.face.px_per_mm is not None
    assert two.face.px_per_mm.value / one.face.px_per_mm.value == pytest.approx(2, rel=0.05)
    assert two.face.ipd_mm == pytest.approx(one.face.ipd_mm, rel=0.05)


def _bent(radius: float) -> Face:
    """Return a mesh that lies on an upright cylinder of this radius in px."""
    across, up = np.meshgrid(np.linspace(-60, 60, 26), np.linspace(-80, 80, 18))
    points = np.stack((across, up), -1).reshape(-1, 2)[:LANDMARKS]
    depth = -np.sqrt(radius**2 - points[:, 0] ** 2)
    rings = (np.zeros((5, 2)), np.zeros((5, 2)))
    return Face(np.column_stack((points + 100, depth)), 1.0, rings)


@pytest.mark.parametrize("radius", [70.0, 100.0, 1000.0])
def test_area_is_that_of_the_curved_surface(radius: float) -> None:
    face = _bent(radius)
    stretch = stretch_map(face, (200, 200))
    mask = np.zeros((200, 200), bool)
    mask[30:170, 50:150] = True
    width = 2 * radius * np.arcsin(50 / radius)
    assert area_cm2(mask, stretch, 2.0) == pytest.approx(140 * width / 4 / 100, rel=0.03)


def test_overlay_and_paths(portrait_jpeg: bytes) -> None:
    answer = analyse(portrait_jpeg)
    plain = overlay(portrait_jpeg, answer)
    deep = overlay(portrait_jpeg, answer, depths={"forehead": 0.5, "chin": 1.5})
    for png in (plain, deep):
        shown = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        assert shown is not None
        assert shown.shape == (512, 512, 3)
    assert plain != deep
    paths = zone_paths(answer)
    assert set(paths) == {zone for zone, found in answer.zones.items() if found.outlines_px}
    assert all(path.startswith("M") and path.endswith("Z") for path in paths.values())
    assert paths["periorbital_left"].count("Z") == 2, "the eye is a hole"


def test_the_neutral_face_has_the_same_zones() -> None:
    drawn = imaging.neutral_face()
    assert set(drawn) == {*FACE_ZONES, "neck"}
    for outlines in drawn.values():
        for x, y in (point for outline in outlines for point in outline):
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    masks = []
    for outlines in drawn.values():
        mask = np.zeros((800, 600), np.uint8)
        cv2.fillPoly(mask, [np.array(outline, np.int32) for outline in outlines], 1)
        masks.append(mask)
    shared = (np.sum(masks, axis=0) > 1).mean()
    assert shared < 0.01, "zones of the drawing touch, they do not overlap"


def _template(path: Path) -> np.ndarray:
    lines = path.read_text().splitlines()
    return np.array([line.split()[:2] for line in lines[1 : 1 + int(lines[0])]], float)


def test_published_portraits_of_all_groups(shared_data: Path) -> None:
    folder = shared_data / "faces"
    rows = csv.DictReader((folder / "info.csv").read_text().splitlines())
    group = {row["face_id"]: row["face_eth"] for row in rows}
    errors: dict[str, list[float]] = {}
    distances = []
    for path in sorted(folder.glob("*_neutral.jpg")):
        answer = analyse(path.read_bytes())
        assert answer.face is not None, path.name
        pupils = _template(path.with_suffix(".tem"))[:2]
        apart = np.linalg.norm(pupils[1] - pupils[0])
        error = np.linalg.norm(np.array(answer.face.pupils_px) - pupils, axis=1).mean() / apart
        errors.setdefault(group[path.name[:3]], []).append(float(error))
        assert answer.face.ipd_mm is not None
        distances.append(answer.face.ipd_mm)
        assert len(answer.zones) == len(FACE_ZONES), path.name
    means = {name: float(np.mean(found)) for name, found in errors.items()}
    assert np.percentile(np.concatenate(list(errors.values())), 95) < 0.02
    assert max(means.values()) < 0.015, means
    assert max(means.values()) - min(means.values()) < 0.005, means
    assert 58 < float(np.mean(distances)) < 66
    assert np.mean([54 <= distance <= 72 for distance in distances]) >= 0.95


def test_studio_portraits_are_answered_alike_in_every_group(shared_data: Path) -> None:
    """Refusing everything would be easy; refusing one group more would be worse."""
    folder = shared_data / "faces"
    rows = csv.DictReader((folder / "info.csv").read_text().splitlines())
    group = {row["face_id"]: row["face_eth"] for row in rows}
    told: dict[str, list[bool]] = {}
    names = ("tone_ita", "redness", "pigment", "wrinkle_length_density")
    for path in sorted(folder.glob("*_neutral.jpg")):
        for zone in analyse(path.read_bytes()).zones.values():
            answered = [zone.measures[name].state != "refused" for name in names]
            told.setdefault(group[path.name[:3]], []).extend(answered)
    shares = {name: float(np.mean(found)) for name, found in told.items()}
    assert min(shares.values()) > 0.9, shares
    assert max(shares.values()) - min(shares.values()) < 0.06, shares


def test_other_published_photographs_are_found(shared_data: Path) -> None:
    folder = shared_data / "faces"
    for path in [
        *folder.glob("*_smiling.jpg"),
        *folder.glob("lisa*.jpg"),
        *folder.glob("zoom*.jpg"),
    ]:
        assert analyse(path.read_bytes()).face is not None, path.name


def test_the_networks_are_the_tested_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    from neocol.imaging import networks

    networks._network.cache_clear()
    monkeypatch.setitem(networks._FILES, "mesh", (networks._FILES["mesh"][0], "0" * 64))
    with pytest.raises(networks.NetworkMissing, match="its hash differs"):
        networks._network("mesh")
    monkeypatch.setattr(networks, "_PACKAGE", "no-such-package")
    with pytest.raises(networks.NetworkMissing, match=r"install neocol\[imaging\]"):
        networks._network("iris")


def test_the_iris_interval_comes_from_evidence() -> None:
    assert evidence.number("imaging.iris.diameter", "mm") == 11.7
