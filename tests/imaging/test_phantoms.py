"""The rendered skin that measures are tested on: does it hold what it says?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from _skin_phantoms import (
    Camera,
    Disc,
    Light,
    Scar,
    Scene,
    Skin,
    Wrinkle,
    mixed_wrinkles,
    plain,
    render,
    scarred,
    with_discs,
    with_pores,
    wrinkled,
)
from _skin_scores import dot_score, line_score
from _skin_spectra import colour_table, ita_deg, lab, linear_rgb, reflectance

MELANIN = np.array([0.004, 0.012, 0.03, 0.08, 0.2, 0.3])
EVEN = Skin(unevenness=0.0)
QUIET = Camera(noise=0.0)


def linear(rgb: np.ndarray) -> np.ndarray:
    share = rgb / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def pixels(wrinkle: Wrinkle, px_per_mm: float = 10.0) -> np.ndarray:
    return wrinkle.points_mm * px_per_mm - 0.5


# Colour


@pytest.mark.parametrize("camera", ["cie", "nikon", "sigma"])
def test_skin_darkens_with_melanin_and_reddens_with_blood(camera: str) -> None:
    assert np.all(np.diff(ita_deg(linear_rgb(reflectance(MELANIN, 0.008), camera))) < 0)
    redness = lab(linear_rgb(reflectance(0.03, np.array([0.004, 0.01, 0.03])), camera))[:, 1]
    assert np.all(np.diff(redness) > 1.0)


def test_colours_are_those_of_skin() -> None:
    light, dark = lab(linear_rgb(reflectance(np.array([0.004, 0.3]), np.array([0.005, 0.01]))))
    assert light == pytest.approx([75, 5, 14], abs=3)
    assert dark == pytest.approx([33, 9, 15], abs=3)
    assert ita_deg(linear_rgb(reflectance(0.004, 0.004))) > 58
    assert ita_deg(linear_rgb(reflectance(0.3, 0.01))) < -45


@pytest.mark.parametrize("camera", ["cie", "nikon", "sigma"])
def test_white_is_white_and_skin_differs_between_cameras(camera: str) -> None:
    assert linear_rgb(np.ones(36), camera) == pytest.approx(np.ones(3))
    if camera != "cie":
        skin = reflectance(0.03, 0.01)
        apart = np.linalg.norm(lab(linear_rgb(skin, camera)) - lab(linear_rgb(skin)))
        assert 1.0 < apart < 10.0


def test_the_table_of_colours_agrees_with_the_spectra() -> None:
    rng = np.random.default_rng(0)
    melanin, blood = rng.uniform(0.0, 0.5, (20, 30)), rng.uniform(0.0, 0.1, (20, 30))
    exact = linear_rgb(reflectance(melanin, blood, 0.6), "nikon")
    assert colour_table("nikon", 0.6).image(melanin, blood) == pytest.approx(exact, rel=1e-3)


# Pictures


def test_a_seed_makes_one_skin_and_a_shot_one_noise() -> None:
    scene = plain(1, size_mm=8.0)
    once = render(scene, 5).rgb
    assert once.dtype == np.uint8
    assert once.shape == (80, 80, 3)
    assert np.array_equal(once, render(scene, 5).rgb)
    assert not np.array_equal(once, render(scene, 6).rgb)
    quiet = replace(scene, camera=QUIET)
    assert np.array_equal(render(quiet, 5).rgb, render(quiet, 5, shot=1).rgb)
    assert not np.array_equal(once, render(scene, 5, shot=1).rgb)


def test_flat_skin_has_its_own_colour() -> None:
    scene = Scene(size_mm=6.0, relief_um=0.0, skin=EVEN, camera=QUIET)
    phantom = render(scene, 0)
    plain_rgb = linear_rgb(reflectance(EVEN.melanin, EVEN.blood))
    assert linear(phantom.rgb) == pytest.approx(np.broadcast_to(plain_rgb, (60, 60, 3)), rel=0.02)
    assert phantom.ita_deg == pytest.approx(float(ita_deg(plain_rgb)))


def test_a_seeds_relief_is_the_same_at_every_resolution() -> None:
    scene = plain(2, size_mm=10.0)
    near, far = (
        render(replace(scene, camera=Camera(scale, blur_px=0.0, noise=0.0)), 3).rgb[..., 1] * 1.0
        for scale in (12.0, 6.0)
    )
    halved = near.reshape(60, 2, 60, 2).mean(axis=(1, 3))
    assert np.corrcoef(halved.ravel(), far.ravel())[0, 1] > 0.98


@pytest.mark.parametrize("noise", [0.006, 0.02])
def test_noise_is_as_asked(noise: float) -> None:
    scene = Scene(size_mm=12.0, relief_um=0.0, skin=EVEN, camera=Camera(noise=noise))
    apart = linear(render(scene, 0).rgb) - linear(render(scene, 0, shot=1).rgb)
    signal = linear_rgb(reflectance(EVEN.melanin, EVEN.blood))
    expected = noise * np.sqrt(0.1 + 0.9 * signal)
    assert apart.std(axis=(0, 1)) / np.sqrt(2) == pytest.approx(expected, rel=0.08)


def test_exposure_balance_and_file_change_the_picture_as_a_camera_does() -> None:
    scene = Scene(size_mm=6.0, skin=EVEN, camera=QUIET)
    base = linear(render(scene, 0).rgb).mean(axis=(0, 1))
    warm = replace(QUIET, exposure=0.8, white_balance=(1.1, 1.0, 0.9))
    seen = linear(render(replace(scene, camera=warm), 0).rgb).mean(axis=(0, 1))
    assert seen / base == pytest.approx([0.88, 0.8, 0.72], rel=0.02)
    filed = render(replace(scene, camera=replace(QUIET, jpeg_quality=30)), 0).rgb
    assert filed.shape == (60, 60, 3)
    assert not np.array_equal(filed, render(scene, 0).rgb)


# Shapes


def test_a_wrinkle_is_darkest_when_lit_across_and_when_deep() -> None:
    made = {
        light: render(wrinkled(1, depth_mm=0.15, width_mm=0.4, count=2, light=light), 0)
        for light in ("across", "oblique", "along")
    }
    across, oblique, along = (made[light].line_contrast for light in made)
    assert np.all(across > oblique)
    assert np.all(oblique > 1.3 * along)
    shallow = render(wrinkled(1, depth_mm=0.03, width_mm=0.4, count=2), 0).line_contrast
    assert np.all(shallow < 0.5 * across)


def test_the_picture_shows_the_contrast_that_is_its_truth() -> None:
    scene = wrinkled(3, depth_mm=0.1, width_mm=0.4, count=1, relief_um=0.0, skin=EVEN, camera=QUIET)
    phantom = render(scene, 0)
    luminance = linear(phantom.rgb) @ [0.2126, 0.7152, 0.0722]
    darkest = np.log10(np.median(luminance) / luminance.min())
    assert darkest == pytest.approx(phantom.line_contrast[0], rel=0.15)


def test_a_pit_is_dark_on_the_side_of_the_lamp() -> None:
    pit = Scar("boxcar", (4.0, 4.0), 3.0, 0.3)
    scene = Scene(8.0, 0.0, skin=EVEN, camera=QUIET, light=Light(90.0), scars=(pit,))
    green = render(scene, 0).rgb[..., 1].astype(int)
    assert green[:40, 40].min() < green[40:, 40].min() - 20
    assert green[40:, 40].max() > green[:40, 40].max() + 5


def test_gloss_brightens_and_the_gradient_leans_to_the_lamp() -> None:
    bare = Scene(8.0, camera=QUIET)
    shiny = render(replace(bare, light=Light(gloss=0.3)), 0).rgb.astype(int)
    assert np.all(shiny >= render(bare, 0).rgb)
    leaning = linear(render(replace(bare, light=Light(gradient=0.4)), 0).rgb).mean(axis=(1, 2))
    assert leaning[:8].mean() / leaning[-8:].mean() == pytest.approx(1.4, rel=0.15)


# Truths


@pytest.mark.parametrize("kind", ["melanin", "blood"])
@pytest.mark.parametrize("skin", [Skin(), Skin(melanin=0.2)])
def test_a_spots_density_grows_with_its_amount(kind: str, skin: Skin) -> None:
    amounts = np.array([0.0005, 0.001, 0.002])
    discs = tuple(Disc((3.0 + 4.0 * i, 4.0), 2.0, **{kind: a}) for i, a in enumerate(amounts))
    density = render(Scene(14.0, skin=skin, discs=discs), 0).disc_density
    assert density.shape == (3, 3)
    assert np.all(density > 0)
    per_amount = density / amounts[:, None]
    assert per_amount == pytest.approx(np.broadcast_to(per_amount[0], (3, 3)), rel=0.1)


def test_melanin_takes_blue_and_blood_takes_green_of_light_skin() -> None:
    discs = (Disc((3.0, 3.0), 2.0, melanin=0.005), Disc((7.0, 3.0), 2.0, blood=0.005))
    brown, red = render(Scene(10.0, discs=discs), 0).disc_density
    assert brown[2] > 1.3 * brown[1] > 1.3 * 1.3 * brown[0]
    assert red[1] > 2.5 * red[0]


def test_a_spots_density_is_the_pictures() -> None:
    scene = with_discs(
        1, kind="blood", amount=0.01, count=1, size_mm=12.0, relief_um=0.0, skin=EVEN, camera=QUIET
    )
    phantom = render(scene, 0)
    x, y = (np.array(scene.discs[0].at_mm) * 10).astype(int)
    seen = np.log10(linear(phantom.rgb[0, 0]) / linear(phantom.rgb[y, x]))
    assert seen == pytest.approx(phantom.disc_density[0], abs=0.006)


def test_scenes_hold_what_they_are_asked_for() -> None:
    mixed = mixed_wrinkles(4).wrinkles
    depths, widths = zip(*((line.depth_mm, line.width_mm) for line in mixed), strict=True)
    assert (min(depths), max(depths)) == pytest.approx((0.05, 0.5))
    assert (min(widths), max(widths)) == pytest.approx((0.2, 1.0))
    for line in mixed:
        assert line.points_mm.min() >= 2.0
        assert line.points_mm.max() <= 38.0
    assert len(with_pores(1, diameter_mm="mixed", density=50, size_mm=20.0).pores) == 200
    assert {scar.kind for scar in scarred(1, kind="rolling").scars} == {"rolling"}
    with pytest.raises(ValueError, match="do not fit"):
        wrinkled(0, depth_mm=0.1, width_mm=0.3, count=30, size_mm=15.0)


# Scores


def test_the_truth_scores_full_marks_and_a_shifted_copy_none() -> None:
    truth = mixed_wrinkles(2).wrinkles
    found = [pixels(wrinkle) for wrinkle in truth]
    full = line_score(found, truth, 0.3, 10.0)
    assert (full.precision, full.recall, full.f1) == (1.0, 1.0, 1.0)
    assert full.ratio == pytest.approx(1.0, abs=1e-6)
    assert line_score([line + np.array([0.0, 2.5]) for line in found], truth, 0.3, 10.0).f1 > 0.9
    shifted = line_score([line + np.array([0.0, 8.0]) for line in found], truth, 0.3, 10.0)
    assert shifted.f1 < 0.15


def test_half_a_line_is_precise_and_a_double_line_is_long() -> None:
    truth = wrinkled(1, depth_mm=0.1, width_mm=0.3, count=1).wrinkles
    line = pixels(truth[0])
    half = line_score([line[: len(line) // 2]], truth, 0.3, 10.0)
    assert half.precision == 1.0
    assert half.recall == pytest.approx(0.5, abs=0.05)
    double = line_score([line, line + 1.0], truth, 0.3, 10.0)
    assert double.ratio == pytest.approx(2.0, abs=1e-6)
    assert line_score([], truth, 0.3, 10.0).f1 == 0.0
    assert line_score([], [], 0.3, 10.0).f1 == 1.0


def test_dots_are_paired_once() -> None:
    truth = np.array([[1.0, 1.0], [2.0, 1.0], [5.0, 5.0]])
    assert dot_score(truth, truth, 0.2).f1 == 1.0
    assert dot_score(truth + 0.3, truth, 0.2).f1 == 0.0
    twice = dot_score(np.concatenate([truth, truth + 0.05]), truth, 0.2)
    assert (twice.precision, twice.recall, twice.ratio) == (0.5, 1.0, 2.0)
    # Two found dots within reach of the same true dot: pairing as many as can be.
    assert dot_score([[1.5, 1.0], [0.9, 1.0]], truth[:2], 0.6).f1 == 1.0
    assert dot_score([], truth, 0.2).recall == 0.0
