"""Trials of the photograph's measures on rendered skin: what was planted against what is read.

Every trial goes the whole way: the rendered picture is written as a file, analysed as any
photograph with a drawn zone and a known scale, and read from the answer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import cv2
import numpy as np
from PIL import Image

from _skin_phantoms import SOFT_EDGE_MM, Phantom, Scene, render
from _skin_scores import Score, dot_score, line_score
from _skin_spectra import srgb_encoded
from neocol.imaging import analyse
from neocol.imaging.colour import linear
from neocol.record import Analysis, DrawnZones, ZoneReading

ZONE = "cheek_left"
MARGIN_MM = 1.0
"""The drawn zone leaves so much of the picture out, as a clinician would."""


@dataclass(frozen=True)
class Run:
    """How much is tried, and by whom.

    Attributes
    ----------
    quick : bool
        One seed and the fewest conditions: the page can be made, its figures mean little.
    each : callable
        Applies a function of a module to every item, in order, on several processes.
    """

    quick: bool
    each: Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

    def seeds(self, first: int, count: int) -> range:
        """Return seeds that were never used to set a threshold: those start below 1000."""
        return range(first, first + (1 if self.quick else count))

    def some(self, conditions: Sequence[Any], *few: Any) -> Sequence[Any]:
        """Return all conditions, or those few that a quick run tries."""
        return few if self.quick else conditions

    def cases(self, work: Callable[[Any], Any], cases: Mapping[Any, Sequence[Any]]) -> dict:
        """Apply a function to the items of every case; return the results case by case."""
        done = iter(self.each(work, [item for items in cases.values() for item in items]))
        return {case: [next(done) for _ in items] for case, items in cases.items()}


@contextmanager
def running(*, quick: bool, workers: int = 2) -> Iterator[Run]:
    """Give a run its processes, each of which computes on one core."""
    fresh = get_context("spawn")
    with ProcessPoolExecutor(workers, fresh, cv2.setNumThreads, (1,)) as pool:
        yield Run(quick, pool.map)


def photograph(phantom: Phantom) -> bytes:
    """Return a phantom as a PNG file, or as a JPEG of its camera's quality."""
    return encoded(phantom.rgb, phantom.scene.camera.jpeg_quality)


def encoded(rgb: np.ndarray, jpeg_quality: int | None = None) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    kind = {"format": "PNG", "compress_level": 1}
    if jpeg_quality is not None:
        kind = {"format": "JPEG", "quality": jpeg_quality}
    Image.fromarray(rgb).save(buffer, **kind)
    return buffer.getvalue()


def tinted(phantom: Phantom, density: np.ndarray) -> Phantom:
    """Return a phantom whose discs add a density of red, green and blue, shape (3,), to the skin.

    The scene's discs give the places only; the picture is 8 bits before and after.
    """
    scale = phantom.scene.camera.px_per_mm
    rows, columns = (np.indices(phantom.rgb.shape[:2]) + 1 / 2) / scale
    cover = np.zeros(phantom.rgb.shape[:2])
    for spot in phantom.scene.discs:
        off = np.hypot(columns - spot.at_mm[0], rows - spot.at_mm[1])
        edge = np.clip((spot.diameter_mm / 2 - off) / SOFT_EDGE_MM + 1 / 2, 0, 1)
        cover = np.maximum(cover, edge)
    light = linear(phantom.rgb) * 10 ** (-cover[..., None] * density)
    rgb = np.rint(255 * srgb_encoded(light)).astype(np.uint8)
    return replace(phantom, rgb=rgb, disc_density=np.tile(density, (len(phantom.scene.discs), 1)))


def square(phantom: Phantom, centre_mm=None, side_mm: float | None = None) -> DrawnZones:
    """Return a square zone in mm: the whole picture without its rim, or a part of it."""
    scale, size = phantom.scene.camera.px_per_mm, phantom.scene.size_mm
    middle = np.full(2, size / 2) if centre_mm is None else np.array(centre_mm)
    half = (size / 2 - MARGIN_MM) if side_mm is None else side_mm / 2
    corners = middle + half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    polygon = (np.clip(corners, 0, size) * scale - 1 / 2).tolist()
    return DrawnZones.read({"zones": [{"name": ZONE, "polygon": polygon}]})


def disc(phantom: Phantom, centre_mm, diameter_mm: float) -> DrawnZones:
    """Return a round zone in mm."""
    turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    ring = np.array(centre_mm) + diameter_mm / 2 * np.column_stack((np.cos(turn), np.sin(turn)))
    polygon = (ring * phantom.scene.camera.px_per_mm - 1 / 2).tolist()
    return DrawnZones.read({"zones": [{"name": ZONE, "polygon": polygon}]})


def analysed(phantom: Phantom, zone: DrawnZones | None = None, **options) -> Analysis:
    """Analyse a phantom with its known scale."""
    scale = phantom.scene.camera.px_per_mm
    return analyse(photograph(phantom), px_per_mm=scale, zones=zone or square(phantom), **options)


def read(scene: Scene, seed: int, *, shot: int = 0, zone=None) -> tuple[Phantom, ZoneReading]:
    """Render and analyse a scene."""
    phantom = render(scene, seed, shot=shot)
    return phantom, analysed(phantom, zone and zone(phantom)).zones[ZONE]


def lines_scored(phantom: Phantom, found: ZoneReading) -> Score:
    """Score the lines of a zone with the tolerance that goes with their width."""
    width = np.mean([wrinkle.width_mm for wrinkle in phantom.scene.wrinkles])
    tolerance = max(0.35, width / 2 + 0.2)
    lines = [np.array(line.points_px) for line in found.marks.wrinkles]
    return line_score(lines, phantom.scene.wrinkles, tolerance, phantom.scene.camera.px_per_mm)


def pores_scored(phantom: Phantom, found: ZoneReading) -> Score:
    """Score the pores of a zone; those in the rim that was left out do not count."""
    scale, size = phantom.scene.camera.px_per_mm, phantom.scene.size_mm
    at = [(np.array(dot.at_px) + 1 / 2) / scale for dot in found.marks.pores]
    true = [
        pore.at_mm
        for pore in phantom.scene.pores
        if min(pore.at_mm) >= MARGIN_MM and max(pore.at_mm) <= size - MARGIN_MM
    ]
    return dot_score(at, true, 0.25)


@dataclass(frozen=True)
class Trial:
    """Scores of several seeds.

    Attributes
    ----------
    precision, recall, f1, ratio : float
        Means over the seeds; `ratio` is found over true length or count.
    least_f1 : float
    """

    precision: float
    recall: float
    f1: float
    ratio: float
    least_f1: float


def over(scores: Iterable[Score]) -> Trial:
    """Return the mean of some scores."""
    held = list(scores)
    return Trial(
        *(float(np.mean([getattr(score, name) for score in held]))
          for name in ("precision", "recall", "f1", "ratio")),
        least_f1=min(score.f1 for score in held),
    )  # fmt: skip


def covered(intervals: Sequence[tuple[float, float, float]]) -> float:
    """Return which share of (low, high, truth) holds the truth."""
    return float(np.mean([low <= truth <= high for low, high, truth in intervals]))
