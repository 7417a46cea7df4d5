"""The measures, all the way from a file: what was planted is read, or refused, never made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from _photo_trials import ZONE, analysed, disc, lines_scored, pores_scored, read, square
from _skin_phantoms import (
    Camera,
    Hair,
    Light,
    Phantom,
    Scene,
    Skin,
    mixed_wrinkles,
    plain,
    render,
    scarred,
    with_discs,
    with_pores,
    wrinkled,
)
from neocol.record import Analysis, DrawnZones, ZoneReading

DARKEST = Skin(melanin=0.3)


def _length_density(phantom: Phantom) -> float:
    length = sum(
        float(np.hypot(*np.diff(line.points_mm, axis=0).T).sum()) for line in phantom.scene.wrinkles
    )
    return length / ((phantom.scene.size_mm - 2) ** 2 / 100)


@pytest.mark.parametrize(("depth", "width"), [(0.1, 0.3), (0.15, 0.4), (0.5, 1.0)])
def test_lines_are_found_and_measured(depth: float, width: float) -> None:
    phantom, found = read(wrinkled(61, depth_mm=depth, width_mm=width), 61)
    assert lines_scored(phantom, found).f1 > 0.93
    measure = found.measures["wrinkle_length_density"]
    assert measure.state == "ok"
    assert measure.low is not None
    assert measure.high is not None
    assert measure.low <= _length_density(phantom) <= measure.high
    contrast = found.measures["wrinkle_contrast"]
    assert contrast.low <= phantom.line_contrast.mean() <= contrast.high


@pytest.mark.parametrize(
    "scene",
    [
        plain(62),
        plain(63, relief_um=40.0),
        plain(64, skin=DARKEST, camera=Camera(noise=0.01)),
        plain(65, camera=Camera(jpeg_quality=50)),
        with_pores(66, diameter_mm="mixed"),
    ],
    ids=["smooth", "rough", "dark", "jpeg", "pores"],
)
def test_no_line_is_found_where_there_is_none(scene: Scene) -> None:
    _, found = read(scene, 66)
    assert found.measures["wrinkle_length_density"].value <= 0.5
    assert found.measures["wrinkle_length_density"].low == 0


def test_one_dark_hair_changes_nothing() -> None:
    scene = wrinkled(67, depth_mm=0.1, width_mm=0.3)
    across = np.column_stack((np.linspace(4, 36, 60), np.linspace(36, 5, 60)))
    phantom, bare = read(scene, 67)
    _, hairy = read(replace(scene, hairs=(Hair(across),)), 67)
    recall = [lines_scored(phantom, found).recall for found in (bare, hairy)]
    assert abs(recall[0] - recall[1]) < 0.03
    _, alone = read(plain(67, hairs=(Hair(across),)), 67)
    assert alone.measures["wrinkle_length_density"].value < 0.5


def test_lines_along_the_light_are_lost_and_the_axis_is_told() -> None:
    """Reported, not hidden: the gate names the direction that shows least."""
    scene = wrinkled(68, depth_mm=0.05, width_mm=0.3, light="along")
    phantom = render(scene, 68)
    answer = analysed(phantom)
    assert lines_scored(phantom, answer.zones[ZONE]).recall < 0.3
    axis = answer.gates["light_axis"]
    assert axis.value is not None
    away = abs((axis.value - scene.light.azimuth_deg + 90) % 180 - 90)
    assert away < 25
    assert "show least" in axis.reason


def test_soft_light_and_blur_are_told_with_the_lines() -> None:
    soft = wrinkled(68, depth_mm=0.1, width_mm=0.3, light=Light(azimuth_deg=90, ambient=0.9))
    measure = read(soft, 68)[1].measures["wrinkle_length_density"]
    assert measure.state == "warn"
    assert "soft light" in measure.reason
    across = wrinkled(68, depth_mm=0.1, width_mm=0.3)
    told = read(across, 68)[1].measures["wrinkle_length_density"]
    assert told.state == "ok"
    assert "show least in this light" in told.reason


@pytest.mark.parametrize("px_per_mm", [8.0, 12.0])
def test_pores_are_counted_and_sized(px_per_mm: float) -> None:
    scene = with_pores(69, diameter_mm=0.3, camera=Camera(px_per_mm=px_per_mm))
    phantom, found = read(scene, 69)
    assert pores_scored(phantom, found).f1 > 0.92
    density, size = found.measures["pore_density"], found.measures["pore_diameter"]
    assert density.low <= 30 <= density.high
    assert size.low <= 0.3 <= size.high


def test_pores_are_refused_where_the_picture_is_too_coarse() -> None:
    _, found = read(with_pores(70, camera=Camera(px_per_mm=5)), 70)
    for name in ("pore_density", "pore_diameter", "texture"):
        assert found.measures[name].state == "refused"
        assert found.measures[name].value is None
        assert "move closer: 5.0 px/mm" in found.measures[name].reason
    assert found.marks.pores == ()


@pytest.mark.parametrize("camera", ["cie", "nikon"])
@pytest.mark.parametrize(("kind", "amount"), [("melanin", 0.02), ("blood", 0.008)])
@pytest.mark.parametrize("melanin", [0.006, 0.06])
def test_planted_pigment_is_read(kind: str, amount: float, melanin: float, camera: str) -> None:
    scene = with_discs(
        71, kind=kind, amount=amount, diameter_mm=6, count=4,
        skin=Skin(melanin=melanin), camera=Camera(curves=camera),
    )  # fmt: skip
    phantom = render(scene, 71)
    truth = float(np.linalg.norm(phantom.disc_density, axis=1).mean())
    drawn = disc(phantom, scene.discs[0].at_mm, 6.0)
    for zone in (drawn, square(phantom)):
        measures = analysed(phantom, zone).zones[ZONE].measures
        own, other = ("pigment", "redness") if kind == "melanin" else ("redness", "pigment")
        assert measures[own].value == pytest.approx(truth, rel=0.2)
        assert measures[own].low <= truth <= measures[own].high
        assert measures[other].low == 0


@pytest.mark.parametrize(("kind", "name"), [("melanin", "pigment"), ("blood", "redness")])
def test_on_the_darkest_skin_pigment_is_flagged(kind: str, name: str) -> None:
    scene = with_discs(72, kind=kind, amount=0.004, diameter_mm=6, count=4, skin=DARKEST)
    phantom, found = read(scene, 72)
    truth = float(np.linalg.norm(phantom.disc_density, axis=1).mean())
    measure = found.measures[name]
    assert measure.state == "warn"
    assert "on dark skin" in measure.reason
    assert measure.low <= truth <= measure.high


@pytest.mark.parametrize("melanin", [0.004, 0.02, 0.08, 0.3])
def test_tone_holds_the_truth_and_never_says_a_phototype(melanin: float) -> None:
    phantom, found = read(plain(73, skin=Skin(melanin=melanin)), 73)
    tone = found.measures["tone_ita"]
    assert tone.low <= phantom.ita_deg <= tone.high
    assert tone.state == "warn"
    assert "relative only" in tone.reason
    assert "phototype" not in tone.reason


def test_tone_asks_when_it_disagrees_with_the_phototype() -> None:
    phantom = render(plain(74, skin=DARKEST), 74)
    asked = analysed(phantom, phototype="I").zones[ZONE].measures["tone_ita"]
    assert "rarely goes with phototype I" in asked.reason
    agreed = analysed(phantom, phototype="VI").zones[ZONE].measures["tone_ita"]
    assert "phototype" not in agreed.reason
    assert asked.value == agreed.value


def test_spots_are_counted_and_pores_are_no_spots() -> None:
    scene = with_discs(75, kind="melanin", amount=0.03, diameter_mm=2, count=9)
    phantom, found = read(scene, 75)
    spots = found.measures["spots"]
    assert spots.detail["count"] == 9
    assert spots.low <= 9 / ((phantom.scene.size_mm - 2) ** 2 / 100) <= spots.high
    assert len(found.marks.spots) == 9
    _, pored = read(with_pores(75, diameter_mm="mixed"), 75)
    assert pored.measures["spots"].value < 0.5


@pytest.mark.parametrize("kind", ["icepick", "boxcar"])
def test_scars_are_proposed_and_need_confirming(kind: str) -> None:
    phantom, found = read(scarred(76, kind=kind), 76)
    measure = found.measures["scar_area"]
    assert measure.state == "refused"
    assert "confirm or draw" in measure.reason
    assert "rolling scars do not show" in measure.reason
    assert len(found.marks.scars) >= 0.6 * len(phantom.scene.scars)


def test_rolling_scars_and_pores_are_not_proposed() -> None:
    for scene in (scarred(77, kind="rolling"), with_pores(77), mixed_wrinkles(77)):
        _, found = read(scene, 77)
        assert len(found.marks.scars) <= 1


def test_drawn_scars_become_an_area_and_a_count() -> None:
    phantom = render(scarred(78, kind="boxcar"), 78)
    scale = phantom.scene.camera.px_per_mm
    drawn = [
        {"name": "scar", "polygon": [[(x + dx) * scale, (y + dy) * scale]
                                     for dx, dy in ((-2, -2), (2, -2), (2, 2), (-2, 2))]}
        for x, y in ((8.0, 8.0), (20.0, 25.0))
    ]  # fmt: skip
    answer = analysed(phantom, DrawnZones.read({"zones": drawn}))
    measure = answer.zones["scar"].measures["scar_area"]
    assert measure.state == "ok"
    assert measure.value == pytest.approx(0.32, abs=0.01)
    assert measure.detail["drawn_count"] == 2
    assert answer.zones["scar"].drawn
    assert "patch_contrast" in answer.zones["scar"].measures


def test_a_pale_stripe_is_told_from_the_skin_around() -> None:
    scene = with_discs(79, kind="melanin", amount=0.03, diameter_mm=5, count=2)
    phantom = render(scene, 79)
    answer = analysed(phantom, disc(phantom, scene.discs[0].at_mm, 5.0))
    patch = answer.zones[ZONE].measures["patch_contrast"]
    assert patch.unit == "dE00"
    assert patch.value > 5
    assert patch.low <= patch.value <= patch.high
    assert patch.detail["width_mm"] == pytest.approx(4.0, abs=1.2)
    beside = tuple(np.array(scene.discs[0].at_mm) * 0 + 20)
    assert analysed(phantom, disc(phantom, beside, 4.0)).zones[ZONE].measures[
        "patch_contrast"
    ].value < patch.value  # fmt: skip


def _states(answer: Analysis | ZoneReading) -> set[str]:
    zones = answer.zones.values() if isinstance(answer, Analysis) else [answer]
    return {measure.state for zone in zones for measure in zone.measures.values()}


def test_without_a_scale_only_the_tone_is_told() -> None:
    from _photo_trials import photograph
    from neocol.imaging import analyse

    phantom = render(plain(80), 80)
    answer = analyse(photograph(phantom), zones=square(phantom))
    zone = answer.zones[ZONE]
    assert zone.area_cm2 is None
    told = {name for name, measure in zone.measures.items() if measure.value is not None}
    assert told <= {"tone_ita", "patch_contrast"}
    assert "sticker" in zone.measures["redness"].reason
    assert answer.gates["resolution"].state == "refused"


def test_every_refusal_says_what_would_help() -> None:
    cures = ("closer", "focus", "sticker", "light", "draw", "hair", "room", "original", "line was")
    scenes = (
        plain(81, size_mm=80, camera=Camera(px_per_mm=3)),
        plain(82, camera=Camera(jpeg_quality=12)),
        plain(83, camera=Camera(noise=0.3)),
        plain(84, camera=Camera(exposure=3.0)),
    )
    for scene in scenes:
        for measure in read(scene, 81)[1].measures.values():
            if measure.state == "refused":
                assert measure.value is measure.low is measure.high is None
                assert any(cure in measure.reason for cure in cures), measure.reason


def test_a_bright_lamp_and_a_noisy_sensor_are_gated() -> None:
    _, bright = read(plain(84, camera=Camera(exposure=3.0)), 84)
    assert bright.measures["tone_ita"].state == "refused"
    assert "too bright or too dark" in bright.measures["tone_ita"].reason
    answer = analysed(render(plain(83, camera=Camera(noise=0.3)), 83))
    assert answer.gates["noise"].state != "ok"


def test_darkness_alone_is_no_reason_to_refuse() -> None:
    """Trap D: light and dark skin under the same lamp pass the same gates."""
    light, dark = (
        analysed(render(plain(85, skin=Skin(melanin=amount)), 85)) for amount in (0.01, 0.2)
    )
    for name in light.gates:
        assert dark.gates[name].state == light.gates[name].state, name
