"""Pictures for the validation page: rendered skin with what is true, and with what was found."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from _photo_trials import ZONE, Run, analysed
from _skin_phantoms import (
    Camera,
    Light,
    Phantom,
    mixed_wrinkles,
    render,
    scarred,
    with_discs,
    with_pores,
)
from neocol.exchange.documents.palette import look
from neocol.exchange.documents.plots import Panel, drawing
from neocol.record import Marks

SIDE_MM, PX_PER_MM = 26.0, 10.0
CAMERA = Camera(PX_PER_MM, noise=0.004)
SKINS, DRAWN_RED = 30, 1.6
HEAD, SIDE, GAP, FINE = 24, 52, 6, 16
INK, PAPER = (42, 35, 32), (250, 246, 240)
TRUE, FOUND = (15, 91, 94), (190, 40, 30)
CURVES = ("#0f5b5e", "#875600", "#b04a36", "#665a52")
Cell = tuple[np.ndarray, np.ndarray]

LIGHTS: Mapping[str, Light] = {
    "light across": Light(90.0),
    "oblique": Light(45.0),
    "along": Light(0.0),
    "across, soft": Light(90.0, ambient=0.8),
}


def pictures(run: Run) -> dict[str, bytes]:
    """Return the files of the page's pictures."""
    made = {"lines": (lines_in_light, LIGHTS), "marks": (marks_of, MARKS)}
    return {
        f"{name}.png": sheet(titles, list(run.each(work, titles)))
        for name, (work, held) in made.items()
        for titles in [run.some(list(held), next(iter(held)))]
    }


def lines_in_light(light: str) -> Cell:
    """Return the same lines with the true ones and with those found drawn, in one light."""
    scene = mixed_wrinkles(23_000, count=6, size_mm=SIDE_MM, light=LIGHTS[light], camera=CAMERA)
    phantom = render(scene, 23_000)
    found = [np.array(line.points_px) for line in _marks(phantom).wrinkles]
    true = [wrinkle.points_mm * PX_PER_MM - 1 / 2 for wrinkle in scene.wrinkles]
    return _lined(phantom.rgb, true, TRUE), _lined(phantom.rgb, found, FOUND)


def _pores() -> Cell:
    scene = with_pores(23_001, "mixed", 25.0, size_mm=SIDE_MM, camera=CAMERA)
    phantom = render(scene, 23_001)
    return (
        _ringed(phantom.rgb, [(pore.at_mm, pore.diameter_mm) for pore in scene.pores], TRUE),
        _ringed(phantom.rgb, _dots(_marks(phantom).pores), FOUND),
    )


def _spots() -> Cell:
    scene = with_discs(23_002, "melanin", 0.025, 3.0, 7, size_mm=SIDE_MM, camera=CAMERA)
    phantom = render(scene, 23_002)
    return (
        _ringed(phantom.rgb, [(spot.at_mm, spot.diameter_mm) for spot in scene.discs], TRUE),
        _ringed(phantom.rgb, _dots(_marks(phantom).spots), FOUND),
    )


def _scars(kind: str) -> Cell:
    count = 3 if kind == "rolling" else 5
    scene = scarred(23_003, kind, count, size_mm=SIDE_MM, camera=CAMERA)
    phantom = render(scene, 23_003)
    closed = [np.array(patch.outline_px) for patch in _marks(phantom).scars]
    return (
        _ringed(phantom.rgb, [(scar.at_mm, scar.diameter_mm) for scar in scene.scars], TRUE),
        _lined(phantom.rgb, [np.vstack((ring, ring[:1])) for ring in closed], FOUND),
    )


MARKS: Mapping[str, Callable[[], Cell]] = {
    "pores, 0.15 to 0.5 mm": _pores,
    "pigmented spots": _spots,
    "boxcar scars": lambda: _scars("boxcar"),
    "rolling scars": lambda: _scars("rolling"),
}


def marks_of(name: str) -> Cell:
    """Return a picture of marks with the true ones and with those found drawn."""
    return MARKS[name]()


def _marks(phantom: Phantom) -> Marks:
    return analysed(phantom).zones[ZONE].marks


def _dots(dots: Sequence) -> list[tuple[tuple[float, float], float]]:
    return [
        (tuple((np.array(dot.at_px) + 1 / 2) / PX_PER_MM), dot.diameter_mm) for dot in dots
    ]  # fmt: skip


def _lined(rgb: np.ndarray, lines: Sequence[np.ndarray], colour: tuple) -> np.ndarray:
    drawn = rgb.copy()
    fine = [np.rint(line * FINE).astype(np.int32) for line in lines]
    cv2.polylines(drawn, fine, isClosed=False, color=colour, thickness=1, lineType=cv2.LINE_AA,
                  shift=4)  # fmt: skip
    return drawn


def _ringed(rgb: np.ndarray, rings: Sequence, colour: tuple) -> np.ndarray:
    drawn = rgb.copy()
    for at, diameter in rings:
        middle = np.rint((np.array(at) * PX_PER_MM - 1 / 2) * FINE).astype(int)
        radius = round((diameter / 2 * PX_PER_MM + 1.5) * FINE)
        cv2.circle(drawn, tuple(middle.tolist()), radius, colour, 1, cv2.LINE_AA, 4)
    return drawn


def sheet(titles: Sequence[str], cells: Sequence[Cell]) -> bytes:
    """Return columns of two pictures, the truth above what was found, as a small PNG file."""
    side = cells[0][0].shape[0]
    wide = SIDE + len(cells) * (side + GAP)
    whole = Image.new("RGB", (wide, HEAD + 2 * (side + GAP)), PAPER)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(14)
    for column, (title, pair) in enumerate(zip(titles, cells, strict=True)):
        left = SIDE + column * (side + GAP)
        pen.text((left, 4), title, INK, font)
        for row, part in enumerate(pair):
            whole.paste(Image.fromarray(part), (left, HEAD + row * (side + GAP)))
    for row, (name, colour) in enumerate((("true", TRUE), ("found", FOUND))):
        pen.text((4, HEAD + row * (side + GAP) + side / 2), name, colour, font)
    buffer = io.BytesIO()
    few = whole.quantize(palette=_palette(cells), dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _palette(cells: Sequence[Cell]) -> Image.Image:
    """Return a palette of the skin's colours and of those that are drawn, also over skin."""
    skin = np.concatenate([part for pair in cells for part in pair]).reshape(-1, 3).astype(int)
    red, green, _ = skin.T
    skin = skin[(red >= green) & (red < DRAWN_RED * green)]
    shade = skin.sum(1)
    edges = np.linspace(shade.min(), shade.max() + 1, SKINS + 1)
    colours = []
    for low, high in pairwise(edges):
        held = skin[(shade >= low) & (shade < high)]
        if len(held):
            colours += np.median(held, axis=0).astype(int).tolist()
    middle = np.median(skin, axis=0)
    for colour in (TRUE, FOUND):
        for share in (1.0, 0.75, 0.5, 0.25):
            mixed = share * np.array(colour) + (1 - share) * middle
            colours += np.rint(mixed).astype(int).tolist()
    for share in (1.0, 0.66, 0.33, 0.0):
        mixed = share * np.array(INK) + (1 - share) * np.array(PAPER)
        colours += np.rint(mixed).astype(int).tolist()
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette


def curves(
    title: str, across: Sequence[str], named: Mapping[str, Sequence[float]], wide: int = 680
) -> str:
    """Draw curves of F1 over named steps, as SVG."""
    panel = Panel(46, 40, wide - 66, 190, (0.0, len(across) - 1.0), (0.0, 1.0))
    ticks = {float(i): text for i, text in enumerate(across)}
    steps = list(range(len(across)))
    lines, at = [], panel.left
    for colour, (name, values) in zip(CURVES, named.items(), strict=False):
        lines.append(
            panel.line(steps, list(values), "median").replace('class="median"', "")
            .replace("#0f5b5e", colour)
            + f'<text {look("tick")} x="{at:.0f}" y="272" style="fill:{colour}">{name}</text>'
        )  # fmt: skip
        at += 30 + 7 * len(name)
    ground = f'<rect width="{wide}" height="284" fill="#faf6f0"/>'
    return str(
        drawing(wide, 284, title, ground, panel.frame(title, ticks, (0, 0.25, 0.5, 0.75, 1.0)),
                *lines)
    )  # fmt: skip
