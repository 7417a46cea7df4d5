"""Pigments from a difference of colour: whatever convention the colours follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _skin_spectra import linear_rgb, reflectance
from neocol import evidence
from neocol.imaging.colour import DARKEST, densities, lab, linear, tone_angle
from neocol.imaging.unmixing import BLOOD, MELANIN, explained

LIGHT = np.array([0.3, 0.5, 0.67])
DARK = np.array([1.1, 1.35, 1.5])
TONES = (0.006, 0.02, 0.06, 0.15)


def _named(pigment: str, name: str) -> np.ndarray:
    vector = np.array(evidence.numbers(f"imaging.unmix.{pigment}.{name}", "1"))
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("name", ["spectral", "fitted"])
@pytest.mark.parametrize(("pigment", "index"), [("melanin", MELANIN), ("blood", BLOOD)])
def test_one_pigment_is_read_in_either_convention(pigment: str, index: int, name: str) -> None:
    shares = explained(0.15 * _named(pigment, name), LIGHT, shadow=False)
    assert shares[index].value == pytest.approx(0.15, rel=0.15)
    assert shares[index].low <= 0.15 * 1.02
    assert shares[index].high >= 0.15 * 0.98
    assert shares[1 - index].value < 0.04


@pytest.mark.parametrize("camera", ["cie", "nikon", "sigma"])
@pytest.mark.parametrize("melanin", TONES)
@pytest.mark.parametrize("added", [(0.02, 0.0), (0.0, 0.008)])
def test_pigments_from_their_spectra(
    added: tuple[float, float], melanin: float, camera: str
) -> None:
    """Planted with spectra and cameras that the inverse has never seen."""
    plain, patch = (
        -np.log10(linear_rgb(reflectance(melanin + more, 0.009 + blood), camera))
        for more, blood in ((0.0, 0.0), added)
    )
    truth = float(np.linalg.norm(patch - plain))
    index = MELANIN if added[0] else BLOOD
    shares = explained(patch - plain, plain, shadow=False)
    assert shares[index].value == pytest.approx(truth, rel=0.2)


def test_a_shadow_is_no_pigment_on_light_skin() -> None:
    shadow = np.full(3, 0.12)
    assert explained(shadow, LIGHT, shadow=True)[MELANIN].value < 0.04
    assert explained(shadow, LIGHT, shadow=True)[BLOOD].value < 0.04


def test_on_dark_skin_a_shadow_and_melanin_cannot_be_told_apart() -> None:
    share = explained(np.full(3, 0.12), DARK, shadow=True)[MELANIN]
    assert share.low < 0.02
    assert share.high > 0.15


@given(
    st.lists(st.floats(-0.5, 0.5), min_size=3, max_size=3),
    st.sampled_from([LIGHT, DARK]),
    st.floats(0.1, 3),
)
def test_amounts_are_never_negative_and_grow_with_the_difference(
    difference: list[float], surround: np.ndarray, factor: float
) -> None:
    found = explained(np.array(difference), surround, shadow=True)
    grown = explained(factor * np.array(difference), surround, shadow=True)
    for one, other in zip(found, grown, strict=True):
        assert 0 <= one.low <= one.high
        assert other.value == pytest.approx(factor * one.value, rel=1e-6, abs=1e-9)


def test_linear_light_density_and_lab() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, 2)
    light = linear(levels)
    assert light.min() == 0
    assert light.max() == pytest.approx(1)
    assert densities(light).max() == pytest.approx(-np.log10(DARKEST), rel=1e-5)
    from skimage.color import rgb2lab

    ours = lab(light.astype(np.float64))
    assert np.abs(ours - rgb2lab(levels)).max() < 0.01


@pytest.mark.parametrize(
    ("lightness", "yellow", "angle"), [(70, 15, 53.13), (50, 20, 0), (40, 10, -45)]
)
def test_the_tone_angle(lightness: float, yellow: float, angle: float) -> None:
    from skimage.color import lab2rgb

    rgb = lab2rgb(np.array([[[lightness, 8.0, yellow]]]))[0]
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    assert tone_angle(light)[0] == pytest.approx(angle, abs=0.2)
