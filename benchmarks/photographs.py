"""Photographs: the whole chain and its ridges beside plain scikit-image, in one run.

The picture is 2000 x 2000, scikit-image's astronaut enlarged around the face: what it shows is
known to be soft, what it costs is what any photograph of this size costs. Both sides find the same
face; scikit-image has no landmarks of its own.
"""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage
from skimage import color, data, feature, filters, morphology

from _figures import show
from neocol.imaging import analyse
from neocol.imaging.colour import lab, linear
from neocol.imaging.landmarks import find_faces
from neocol.imaging.lines import GAMMA, line_sigmas
from neocol.imaging.ridges import BETA, ridge_strength
from neocol.imaging.zones import filled, zone_polygons

SIDE_PX = 2000
FACE = np.s_[42:217, 137:312]
PX_PER_MM = 10.0
FOUR_SIGMAS = (1.3, 2.6, 4.4, 6.0)
QUALITY = 95
INNER = np.s_[60:-60, 60:-60]
"""At the border scikit-image mirrors a slope without turning its sign."""


def picture() -> np.ndarray:
    """Return a portrait of 2000 x 2000 px with grain, so that no filter sees flat pixels."""
    face = data.astronaut()[FACE]
    large = cv2.resize(face, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)
    grain = np.random.default_rng(1).normal(0, 3, large.shape)
    return np.clip(large + grain, 0, 255).astype(np.uint8)


def encoded(rgb: np.ndarray) -> bytes:
    """Return a picture as JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def plain_chain(photo: bytes) -> None:
    """Do what the measures rest on with scikit-image and SciPy, as their pages show it.

    Step by step what ours does: landmarks and zones, Lab, density and unmixing with the skin of a
    centimetre around, hairs (top-hat), flat field, ridges, pores, grain, noise. Ours also finds
    spots, scars, glare, markers and the axis of the light, which have no plain counterpart here.
    """
    rgb = np.asarray(Image.open(io.BytesIO(photo)).convert("RGB"))
    (face,) = find_faces(rgb)
    for outlines in zone_polygons(face).values():
        filled(outlines, rgb.shape)
    color.rgb2lab(rgb)
    light = np.where(rgb / 255 <= 0.04045, rgb / 255 / 12.92, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    density = -np.log10(np.maximum(light, 2e-3))
    np.linalg.lstsq(np.eye(3), density.reshape(-1, 3).T, rcond=None)
    filters.gaussian(density[::3, ::3], (10 * PX_PER_MM / 3,) * 2, channel_axis=-1)
    morphology.black_tophat(rgb[..., 1], morphology.disk(3))
    dark = -np.log10(np.maximum(light @ (0.2126, 0.7152, 0.0722), 1e-3))
    relief = dark - filters.gaussian(dark, 3 * PX_PER_MM)
    filters.frangi(relief, sigmas=line_sigmas(PX_PER_MM), gamma=GAMMA, black_ridges=False)
    feature.blob_log(relief, min_sigma=1, max_sigma=2, num_sigma=3, threshold=0.02)
    small = (np.clip(relief / 0.16 + 0.5, 0, 1) * 15).astype(np.uint8)
    feature.graycomatrix(small, [1, 2, 4], [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4], 16)
    feature.local_binary_pattern(small, 8, 1)
    ndimage.laplace(dark).var()


def plain_ridges(relief: np.ndarray) -> np.ndarray:
    """Return the same measure by scikit-image, one sigma after the other."""
    found = [
        filters.frangi(-relief, sigmas=[sigma], beta=BETA, gamma=GAMMA / sigma**2)
        for sigma in FOUR_SIGMAS
    ]
    return np.max(found, axis=0)


def seconds(work: Callable[[], object], runs: int) -> float:
    """Return the best of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def peak_mb(photo: bytes) -> float:
    """Return the peak memory of a fresh process that analyses the picture once."""
    code = (
        "import sys; from neocol.imaging import analyse; "
        f"analyse(sys.stdin.buffer.read(), px_per_mm={PX_PER_MM}); "
        "print(*(line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=photo, capture_output=True, check=True
    )
    return float(done.stdout) / 1024


def measure(quick: bool) -> dict[str, object]:
    """Return all figures."""
    rgb = picture()
    photo = encoded(rgb)
    analyse(photo, px_per_mm=PX_PER_MM)
    ours = seconds(lambda: analyse(photo, px_per_mm=PX_PER_MM), 2 if quick else 5)
    plain = seconds(lambda: plain_chain(photo), 1 if quick else 2)
    grey = linear(rgb) @ np.array((0.2126, 0.7152, 0.0722), np.float32)
    dark = -np.log10(np.maximum(grey, 1e-3)).astype(np.float32)
    relief = dark - cv2.GaussianBlur(dark, (0, 0), 3 * PX_PER_MM)
    ridges = seconds(lambda: ridge_strength(relief, FOUR_SIGMAS, GAMMA), 3)
    plain_ridge = seconds(lambda: plain_ridges(relief), 1 if quick else 2)
    pair = ridge_strength(relief, FOUR_SIGMAS, GAMMA)[INNER], plain_ridges(relief)[INNER]
    error = np.abs(lab(linear(rgb[::4, ::4]).astype(np.float64)) - color.rgb2lab(rgb[::4, ::4]))
    return {
        "seconds_chain": round(ours, 3),
        "seconds_plain_chain": round(plain, 2),
        "ratio_chain": round(plain / ours, 1),
        "seconds_ridges": round(ridges, 3),
        "ratio_ridges": round(plain_ridge / ridges, 1),
        "correlation_ridges": round(float(np.corrcoef(*(each.ravel() for each in pair))[0, 1]), 5),
        "error_lab": round(float(error.max()), 4),
        "peak_mb": round(peak_mb(photo)),
    }


if __name__ == "__main__":
    show(__doc__, measure)
