"""Ridges: Frangi's measure as scikit-image has it, but with a γ that no hair can change."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import filters

from neocol.imaging.ridges import BETA, bends, ridge_strength

SIGMAS = (1.3, 2.6, 4.4)
GAMMA = 0.03


@pytest.fixture(scope="module")
def lined() -> np.ndarray:
    """Return a field of noise with dark lines of many widths, shape (400, 400)."""
    rng = np.random.default_rng(3)
    field = cv2.GaussianBlur(rng.normal(size=(400, 400)).astype(np.float32), (0, 0), 1.5) * 0.03
    for row in range(30, 380, 30):
        ends = (40, row), (350, row + int(rng.integers(-12, 12)))
        cv2.line(field, *ends, 0.12, int(rng.integers(1, 9)), cv2.LINE_AA)
    return cv2.GaussianBlur(field, (0, 0), 0.8)


def _plain(field: np.ndarray) -> np.ndarray:
    """Return the same measure by scikit-image, whose Hessian is not normalised by σ²."""
    found = [
        filters.frangi(-field, sigmas=[sigma], beta=BETA, gamma=GAMMA / sigma**2)
        for sigma in SIGMAS
    ]
    return np.max(found, axis=0)


def test_it_is_frangis_measure(lined: np.ndarray) -> None:
    """Away from the border: scikit-image mirrors a slope there without turning its sign."""
    inner = np.s_[40:-40, 40:-40]
    ours, theirs = ridge_strength(lined, SIGMAS, GAMMA)[inner], _plain(lined)[inner]
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.999


def test_one_hair_hides_nothing(lined: np.ndarray) -> None:
    """Trap A: scikit-image's default γ follows the darkest thing in the picture."""
    hairy = lined.copy()
    cv2.line(hairy, (380, 10), (395, 390), 2.0, 1)
    here = np.s_[:, :340]
    ours = [ridge_strength(each, SIGMAS, GAMMA)[here] for each in (lined, hairy)]
    assert np.abs(ours[0] - ours[1]).max() < 1e-6
    theirs = [filters.frangi(-each, sigmas=SIGMAS)[here] for each in (lined, hairy)]
    strong = theirs[0] > 0.5
    assert np.median(theirs[1][strong]) < 0.1 < 0.5 < np.median(theirs[0][strong])


def test_a_bright_line_is_none(lined: np.ndarray) -> None:
    strong = ridge_strength(lined, SIGMAS, GAMMA) > 0.5
    assert ridge_strength(-lined, SIGMAS, GAMMA)[strong].mean() < 0.1


def test_strength_does_not_hang_on_bands_or_place() -> None:
    """Bands of rows are an arrangement of the work: nothing shows where they meet."""
    rng = np.random.default_rng(5)
    tall = cv2.GaussianBlur(rng.normal(size=(700, 90)).astype(np.float32), (0, 0), 2) * 0.05
    whole = ridge_strength(tall, SIGMAS[:2], GAMMA)
    part = ridge_strength(np.ascontiguousarray(tall[101:600]), SIGMAS[:2], GAMMA)
    assert np.abs(whole[130:570] - part[29:469]).max() < 1e-5


@pytest.mark.parametrize(("width", "strongest"), [(3.0, 0), (8.0, 1), (16.0, 2)])
def test_a_wide_line_bends_most_at_a_wide_sigma(width: float, strongest: int) -> None:
    across = np.arange(-60, 61, dtype=np.float32)
    field = np.tile(0.1 * np.exp(-((across / (width / 2)) ** 2)), (80, 1)).astype(np.float32)
    peaks = [float((bend.spread - bend.mean)[40, 60]) for bend in bends(field, (1.5, 4.0, 8.0))]
    assert int(np.argmax(peaks)) == strongest
