"""What plain scikit-image finds on the same pictures: ridge filters and blobs, with our rule.

Every method gets our flattened density, our widths and our shortest line. Its threshold is set on
skin without lines or pores, of other seeds, to 0.5 mm/cm2 of false length or 2 false pores a cm2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.ndimage import find_objects
from skimage.feature import blob_log
from skimage.filters import frangi, sato
from skimage.measure import label
from skimage.morphology import skeletonize

from _photo_trials import MARGIN_MM, Run
from _skin_phantoms import Phantom, plain, render
from neocol.imaging.canvas import canvas_of
from neocol.imaging.lines import SHORTEST_MM, line_sigmas

FALSE_MM_PER_CM2, FALSE_PORES_PER_CM2 = 0.5, 2.0
PORE_SIGMAS_MM = (0.2 / np.sqrt(8), 0.5 / np.sqrt(8))
_NO_LIMIT = 1e9
_SEEDS = (21_000, 21_001, 21_002)
_HALVINGS, _FEW_HALVINGS = 12, 5
_SIDE_MM, _SMALL_MM = 40.0, 20.0

RIDGES: Mapping[str, Callable[[np.ndarray, tuple[float, ...]], np.ndarray]] = {
    "frangi": lambda relief, sigmas: frangi(relief, sigmas, black_ridges=False),
    "frangi, γ .03": lambda relief, sigmas: frangi(relief, sigmas, gamma=0.03, black_ridges=False),
    "sato": lambda relief, sigmas: sato(relief, sigmas, black_ridges=False),
}


def strength(method: str, phantom: Phantom) -> np.ndarray:
    """Return what a ridge filter makes of a picture, without its rim."""
    canvas = canvas_of(phantom.rgb, (0, 0, _NO_LIMIT, _NO_LIMIT), phantom.scene.camera.px_per_mm)
    relief = canvas.relief(np.ones(canvas.rgb.shape[:2], bool))
    found = RIDGES[method](relief, line_sigmas(canvas.px_per_mm))
    rim = round(MARGIN_MM * canvas.px_per_mm)
    inner = np.zeros_like(found)
    inner[rim:-rim, rim:-rim] = found[rim:-rim, rim:-rim]
    return inner


def segments(strength_: np.ndarray, threshold: float, phantom: Phantom) -> np.ndarray:
    """Return the skeleton of what is strong as steps from pixel to pixel, shape (n, 2, 2), px."""
    scale = phantom.scene.camera.px_per_mm / _step(phantom)
    bones = skeletonize(strength_ > threshold)
    parts = label(bones, connectivity=2)
    sizes = [[side.stop - side.start for side in box] for box in find_objects(parts)]
    long = np.array([0.0, *(np.hypot(*sides) for sides in sizes)])
    bones &= (long >= SHORTEST_MM * scale)[parts]
    found = []
    padded = np.pad(bones, 1)
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = np.roll(padded, (-down, -across), (0, 1))[1:-1, 1:-1]
        both = bones & other
        if down and across:  # a diagonal beside a corner would count twice
            both &= ~np.roll(padded, (-down, 0), (0, 1))[1:-1, 1:-1]
            both &= ~np.roll(padded, (0, -across), (0, 1))[1:-1, 1:-1]
        at = np.argwhere(both)[:, ::-1]
        found.append(np.stack((at, at + np.array([across, down])), axis=1))
    return (np.concatenate(found) + 1 / 2) * _step(phantom) - 1 / 2


def _step(phantom: Phantom) -> float:
    """Return the picture's pixels to one of the canvas."""
    side = phantom.rgb.shape[1]
    scale = phantom.scene.camera.px_per_mm
    return scale / canvas_of(phantom.rgb, (0, 0, side, side), scale).px_per_mm


def density(found: np.ndarray, phantom: Phantom) -> float:
    """Return the length of some steps a cm² of the picture without its rim."""
    length = np.linalg.norm(found[:, 1] - found[:, 0], axis=1).sum()
    side = phantom.scene.size_mm - 2 * MARGIN_MM
    return float(length / phantom.scene.camera.px_per_mm / side**2 * 100)


def blobs(phantom: Phantom, threshold: float) -> np.ndarray:
    """Return the x and y in mm of dark blobs of a pore's size, without the rim, shape (n, 2)."""
    scale, size = phantom.scene.camera.px_per_mm, phantom.scene.size_mm
    canvas = canvas_of(phantom.rgb, (0, 0, _NO_LIMIT, _NO_LIMIT), scale)
    relief = canvas.relief(np.ones(canvas.rgb.shape[:2], bool))
    least, most = (sigma * canvas.px_per_mm for sigma in PORE_SIGMAS_MM)
    found = blob_log(relief, least, most, 4, threshold=threshold, overlap=0.5)
    at = (found[:, 1::-1] + 1 / 2) / canvas.px_per_mm
    inside = (at >= MARGIN_MM).all(1) & (at <= size - MARGIN_MM).all(1)
    return at[inside]


def thresholds(run: Run, names: Sequence[str]) -> dict[str, float]:
    """Return the threshold of some methods: ridge filters by name, or "blob_log"."""
    seeds = run.some(_SEEDS, _SEEDS[0])
    jobs = [(name, seeds, run.quick) for name in names]
    return dict(zip(names, run.each(_threshold, jobs), strict=True))


def _threshold(job: tuple[str, Sequence[int], bool]) -> float:
    method, seeds, quick = job
    size = _SMALL_MM if quick else _SIDE_MM
    blank = [render(plain(seed, size_mm=size), seed) for seed in seeds]
    area = sum((phantom.scene.size_mm - 2 * MARGIN_MM) ** 2 for phantom in blank) / 100
    if method == "blob_log":
        low, high, bar = 1e-3, 0.5, FALSE_PORES_PER_CM2

        def false(limit: float) -> float:
            return sum(len(blobs(phantom, limit)) for phantom in blank) / area

    else:
        held = [strength(method, phantom) for phantom in blank]
        low, high, bar = 0.0, max(float(part.max()) for part in held), FALSE_MM_PER_CM2

        def false(limit: float) -> float:
            pairs = zip(held, blank, strict=True)
            return float(np.mean([density(segments(a, limit, b), b) for a, b in pairs]))

    for _ in range(_FEW_HALVINGS if quick else _HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if false(middle) > bar else (low, middle)
    return high
