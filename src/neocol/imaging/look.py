"""Everything that is computed once for a whole canvas, before it is asked by zone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from neocol.imaging.canvas import Canvas
from neocol.imaging.lines import WIDTHS_MM, Followed, follow_lines, line_sigmas
from neocol.imaging.pigments import Pigments, pigments_of
from neocol.imaging.pores import WIDTH_MM, Pores, find_pores
from neocol.imaging.ridges import THREADS, bends
from neocol.imaging.scars import Proposal, propose_scars
from neocol.imaging.spots import Spot, find_spots
from neocol.imaging.texture import Grain, grain_of

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """What a canvas holds.

    Attributes
    ----------
    canvas : Canvas
    skin : array of shape (h, w), bool
    pigments : Pigments
    spots : list of Spot
    lines : list of Followed
    pores : Pores or None
        None where the picture is too coarse for them, as for `grain` with its mask.
    scars : list of Proposal
    """

    canvas: Canvas
    skin: Mask
    pigments: Pigments
    spots: list[Spot]
    lines: list[Followed]
    pores: Pores | None
    scars: list[Proposal]
    grain: tuple[Grain, Mask] | None

    @cached_property
    def line_middles(self) -> Array:
        """A point half-way along every line, shape (n, 2)."""
        return _points([line.points[len(line.points) // 2] for line in self.lines])

    @cached_property
    def line_steps(self) -> Steps:
        """Every step of every line."""
        return Steps(
            at=_points([(line.points[1:] + line.points[:-1]) / 2 for line in self.lines]),
            length_mm=_joined([np.hypot(*np.diff(line.points, axis=0).T) for line in self.lines])
            / self.canvas.px_per_mm,
            contrast=_joined([np.full(len(each.points) - 1, each.contrast) for each in self.lines]),
            width_mm=_joined([np.full(len(each.points) - 1, each.width_mm) for each in self.lines]),
        )

    @cached_property
    def spot_places(self) -> Array:
        """Middles of the spots on the canvas, shape (n, 2)."""
        coarse = self.canvas.px_per_mm / self.pigments.px_per_mm
        return (_points([np.array(spot.at) for spot in self.spots]) + 1 / 2) * coarse - 1 / 2

    @cached_property
    def scar_middles(self) -> Array:
        """Middles of the proposals, shape (n, 2)."""
        return _points([scar.outline.mean(0) for scar in self.scars])


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of lines: where, how long, how dark and wide, each of shape (n,) or (n, 2)."""

    at: Array
    length_mm: Array
    contrast: Array
    width_mm: Array


def _points(parts: list[Array]) -> Array:
    return np.vstack(parts).astype(np.float64) if parts else np.zeros((0, 2))


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0)


def look_at(canvas: Canvas, skin: Mask, *, fine: bool) -> Look:
    """Compute everything that zones are measured from, on two threads.

    Parameters
    ----------
    canvas : Canvas
    skin : array of shape (h, w), bool
    fine : bool
        Whether pores and grain can be told at this scale.
    """
    relief = canvas.relief(skin) * skin
    with ThreadPoolExecutor(THREADS) as pool:
        pigments = pool.submit(pigments_of, canvas, skin)
        spots = pool.submit(lambda: find_spots(pigments.result()))
        scars = pool.submit(propose_scars, relief, skin, canvas.px_per_mm)
        grain = pool.submit(grain_of, relief, skin, canvas.px_per_mm) if fine else None
        held = list(bends(relief, line_sigmas(canvas.px_per_mm)))
        lines = pool.submit(follow_lines, relief, skin, held, canvas.px_per_mm)
        thin = held[WIDTHS_MM.index(WIDTH_MM)]
        pores = pool.submit(find_pores, relief, skin, thin, canvas.px_per_mm) if fine else None
        return Look(
            canvas=canvas,
            skin=skin,
            pigments=pigments.result(),
            spots=spots.result(),
            lines=lines.result(),
            pores=pores.result() if pores else None,
            scars=scars.result(),
            grain=grain.result() if grain else None,
        )
