"""Lines and dots on a picture: laid out at random, measured, and scored against the true ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.fft import fftfreq, irfft2, rfft2, rfftfreq
from scipy.ndimage import map_coordinates
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

STEP_MM = 0.1


@dataclass(frozen=True)
class Score:
    """Agreement: precision, recall, and how much was found (length or count) over the truth."""

    precision: float
    recall: float
    ratio: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, nought if both are."""
        both = self.precision + self.recall
        return 2.0 * self.precision * self.recall / both if both else 0.0


def line_score(found: Iterable, truth: Iterable, tolerance_mm: float, px_per_mm: float) -> Score:
    """Score found lines by the share of length that lies near a true line, and the reverse.

    Parameters
    ----------
    found
        Polylines (n, 2) of x and y in pixels, whose middles are whole numbers.
    truth
        Wrinkles, or whatever has `points_mm`, in mm from the picture's corner.
    tolerance_mm
        How far apart two lines may run and still be the same.
    px_per_mm
        Resolution of the picture.

    Returns
    -------
    Score
        `ratio` is of the lengths. Nothing found of nothing is a full score.
    """
    ours, lengths = _beads([(np.asarray(line, float) + 0.5) / px_per_mm for line in found])
    true, true_lengths = _beads([wrinkle.points_mm for wrinkle in truth])
    return Score(
        precision=_share_near(ours, lengths, true, tolerance_mm),
        recall=_share_near(true, true_lengths, ours, tolerance_mm),
        ratio=_ratio(lengths.sum(), true_lengths.sum()),
    )


def dot_score(found_xy_mm, truth_xy_mm, tolerance_mm: float) -> Score:
    """Score found dots (n, 2) by pairing each with one true dot at most, as many as can be.

    `ratio` is of the counts. Nothing found of nothing is a full score.
    """
    found = np.reshape(np.asarray(found_xy_mm, float), (-1, 2))
    truth = np.reshape(np.asarray(truth_xy_mm, float), (-1, 2))
    apart = cdist(found, truth)
    cost = np.where(apart <= tolerance_mm, apart - 1e3 * tolerance_mm, 0.0)
    paired = int((apart[linear_sum_assignment(cost)] <= tolerance_mm).sum())
    return Score(
        precision=paired / len(found) if len(found) else 1.0,
        recall=paired / len(truth) if len(truth) else 1.0,
        ratio=_ratio(len(found), len(truth)),
    )


def resampled(points, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points evenly along a polyline (n, 2), at most `step` apart, and how far along."""
    points = np.asarray(points, float)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    along = np.linspace(0.0, at[-1], int(np.ceil(at[-1] / step)) + 1)
    return np.stack([np.interp(along, at, axis) for axis in points.T], axis=-1), along


def darkest_across(density, points_mm, width_mm: float, px_per_mm: float) -> float:
    """Return the mean over a line's middle three fifths of the highest density across it.

    Parameters
    ----------
    density
        A picture (height, width), such as −log10 of luminance.
    points_mm, width_mm
        The line's middle (n, 2), and how wide it is searched.
    px_per_mm
        Resolution of the picture.
    """
    line, along = resampled(points_mm, STEP_MM)
    across = np.gradient(line, axis=0)[:, ::-1] * [1.0, -1.0]
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    inner = np.abs(along / along[-1] - 0.5) <= 0.3
    offsets = np.linspace(-0.5, 0.5, 21)[:, None, None] * width_mm
    at = (line[inner] + offsets * across[inner]) * px_per_mm - 0.5
    seen = map_coordinates(density, np.moveaxis(at, -1, 0)[::-1], order=1, mode="nearest")
    return float(seen.max(axis=0).mean())


def wavy_lines(rng, count: int, size_mm: float, angle_deg: float, apart_mm: float) -> list:
    """Return gently wavy lines of 8 to 20 mm along a direction, apart from each other and the edge.

    Raises
    ------
    ValueError
        If the square is too small for so many.
    """
    turn = np.radians(angle_deg)
    along, across = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    lines: list[np.ndarray] = []
    for attempt in range(400 * count):
        longest = max(20.0 - 0.1 * attempt, 8.5)
        length = rng.uniform(8.0, min(longest, size_mm - 2.0 * apart_mm))
        at = np.linspace(-0.5, 0.5, 61)[:, None]
        waves, start = rng.uniform([0.5, 1.2], [1.1, 2.2]), rng.uniform(0.0, 2.0 * np.pi, 2)
        sway = np.sin(2.0 * np.pi * at * waves + start) @ (
            rng.uniform(0.2, 1.0, 2) * [0.045, 0.012]
        )
        line = rng.uniform(0.0, size_mm, 2) + length * (at * along + sway[:, None] * across)
        inside = line.min() >= apart_mm and line.max() <= size_mm - apart_mm
        if inside and all(cdist(line, other).min() >= apart_mm for other in lines):
            lines.append(line)
            if len(lines) == count:
                return lines
    raise ValueError(f"{count} lines do not fit into {size_mm} mm.")


def scattered(rng, count: int, size_mm: float, apart_mm: float) -> list[tuple[float, float]]:
    """Return the x and y of dots at random, apart from each other, and half that from the edge.

    Raises
    ------
    ValueError
        If the square is too small for so many.
    """
    dots = np.empty((0, 2))
    for _ in range(60):
        for dot in rng.uniform(0.5 * apart_mm, size_mm - 0.5 * apart_mm, (count, 2)):
            if len(dots) == count:
                return [(x, y) for x, y in dots.tolist()]
            if not len(dots) or ((dots - dot) ** 2).sum(axis=1).min() >= apart_mm**2:
                dots = np.vstack([dots, dot])
    raise ValueError(f"{count} dots do not fit into {size_mm} mm.")


def noise_field(rng, side: int, period_px: float, spread: float, towards: float | None = None):
    """Return a random field of unit variance with waves of about one period.

    Parameters
    ----------
    rng, side
        Randomness, and how many pixels the square has; it repeats at its edges.
    period_px, spread
        Length of the waves, and the SD of its natural logarithm.
    towards
        The direction (radians) in which the waves run, if not in all.
    """
    fx, fy = rfftfreq(side)[None, :], fftfreq(side)[:, None]
    frequency = np.hypot(fx, fy)
    frequency[0, 0] = 1e-6
    gain = np.exp(-0.5 * (np.log(frequency * period_px) / spread) ** 2)
    if towards is not None:
        gain *= ((fx * np.cos(towards) + fy * np.sin(towards)) / frequency) ** 6
    white = rfft2(rng.standard_normal((side, side), np.float32))
    made = irfft2(white * gain.astype(np.float32), (side, side))
    return made / made.std()


def _beads(polylines: Iterable) -> tuple[np.ndarray, np.ndarray]:
    """Return beads along polylines, shape (n, 2), and the length that each stands for (n,)."""
    beads, lengths = [np.empty((0, 2))], [np.empty(0)]
    for polyline in polylines:
        points, along = resampled(polyline, STEP_MM)
        beads.append(0.5 * (points[1:] + points[:-1]))
        lengths.append(np.diff(along))
    return np.concatenate(beads), np.concatenate(lengths)


def _share_near(these, lengths, those, tolerance_mm: float) -> float:
    """Return the share of the length of `these` beads that lies near `those`."""
    if not len(these):
        return 1.0
    if not len(those):
        return 0.0
    near = cKDTree(those).query(these)[0] <= tolerance_mm
    return float(lengths[near].sum() / lengths.sum())


def _ratio(found: float, true: float) -> float:
    return float(found / true) if true else float("inf" if found else 1.0)
