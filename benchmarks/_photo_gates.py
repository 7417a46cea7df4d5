"""What stops a wrong number: every gate, with the number that would have been told without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import cv2
import numpy as np

from _photo_page import Bar, Section, Table, number
from _photo_trials import ZONE, Run, analysed
from _skin_phantoms import Camera, Light, Phantom, Scene, Skin, render, with_pores, wrinkled
from neocol.imaging.sharpness import effective_share
from neocol.record import Measure

PORES, LENGTH, PIGMENT = "pore_density", "wrinkle_length_density", "pigment"
STICKER_MM = 5.0
BLURS_PX = (0.0, 1.0, 1.5, 2.0, 3.0)
RGB = np.ndarray


@contextmanager
def ungated() -> Iterator[None]:
    """Tell every figure, whatever speaks against it: to see what the gates stop."""
    with patch("neocol.imaging.measures.verdicts", lambda *_: iter(())):
        yield


def with_sticker(phantom: Phantom) -> Phantom:
    """Return a phantom with a black square in its upper left corner, blurred by its lens."""
    rgb = phantom.rgb.copy()
    side = round(STICKER_MM * phantom.scene.camera.px_per_mm)
    rgb[: side + 12, : side + 12] = 235
    rgb[6 : side + 6, 6 : side + 6] = 25
    corner = slice(0, side + 24)
    blur = phantom.scene.camera.blur_px
    rgb[corner, corner] = cv2.GaussianBlur(rgb[corner, corner], (0, 0), blur)
    return replace(phantom, rgb=rgb)


def blurred(rgb: RGB, sigma_px: float) -> RGB:
    """Return a picture out of focus, with the noise that a camera adds afterwards."""
    if not sigma_px:
        return rgb
    noise = np.random.default_rng(0).normal(0, 1, rgb.shape)
    return np.clip(cv2.GaussianBlur(rgb, (0, 0), sigma_px) + noise, 0, 255).astype(np.uint8)


def blurred_read(job: tuple[float, bool]) -> dict:
    """Return what a blurred picture is said to resolve, and what is told of its pores."""
    sigma, marked = job
    phantom = render(with_pores(18_000, 0.3, 30.0, camera=Camera(12.0), size_mm=40.0), 18_000)
    phantom = with_sticker(phantom) if marked else phantom
    phantom = replace(phantom, rgb=blurred(phantom.rgb, sigma))
    return _both(phantom, PORES, effective_share(phantom.rgb))


def _both(phantom: Phantom, name: str, resolved: float | None = None) -> dict:
    with ungated():
        bare = analysed(phantom).zones[ZONE].measures[name]
    answer = analysed(phantom)
    return {
        "told": answer.zones[ZONE].measures[name],
        "bare": bare,
        "resolved": resolved,
        "sharpness": answer.gates["sharpness"].value,
        "axis": answer.gates["light_axis"].reason,
        "gates": [gate for gate, found in answer.gates.items() if found.state != "ok"],
    }


def _enlarged(_: int) -> Phantom:
    scene = with_pores(18_001, 0.3, 30.0, camera=Camera(5.0), size_mm=40.0)
    small = with_sticker(render(scene, 18_001))
    large = cv2.resize(small.rgb, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return replace(small, rgb=large, scene=replace(scene, camera=Camera(10.0)))


def _lined(**changed) -> Callable[[int], Phantom]:
    def made(seed: int) -> Phantom:
        return render(wrinkled(seed, depth_mm=0.1, width_mm=0.3, size_mm=40.0, count=4, **changed),
                      seed)  # fmt: skip

    return made


def _pored(**changed) -> Callable[[int], Phantom]:
    return lambda seed: render(with_pores(seed, 0.3, 30.0, size_mm=40.0, **changed), seed)


def _spotted(**changed) -> Callable[[int], Phantom]:
    from _photo_colours import planted

    def made(seed: int) -> Phantom:
        scene: Scene = planted("pigment", 0.012, "cie", seed)
        return render(replace(scene, **changed), seed)

    return made


def _worn(seed: int) -> Phantom:
    """Return lines beneath a soft filter, and noise over it: a portrait mode of a telephone."""
    phantom = with_sticker(_lined()(seed))
    return replace(phantom, rgb=blurred(phantom.rgb, 2.0))


KNOWN_WRONG: dict[str, tuple[str, Callable[[int], Phantom], Callable[[int], Phantom]]] = {
    "noise 0.06 (high ISO)": (PORES, _pored(), _pored(camera=Camera(noise=0.06))),
    "noise 0.12": (LENGTH, _lined(), _lined(camera=Camera(noise=0.12))),
    "JPEG 20": (PORES, _pored(), _pored(camera=Camera(jpeg_quality=20))),
    "JPEG 60": (LENGTH, _lined(), _lined(camera=Camera(jpeg_quality=60))),
    "5 px/mm": (PORES, _pored(), _pored(camera=Camera(5.0))),
    "5 px/mm, enlarged to 10, edge in sight": (PORES, _pored(), _enlarged),
    "blur of 2 px, edge in sight (trap B)": (LENGTH, _lined(), _worn),
    "overexposed ×2.2": (PIGMENT, _spotted(), _spotted(camera=Camera(exposure=2.2))),
    "light from one side": (PIGMENT, _spotted(),
                            _spotted(light=Light(azimuth_deg=0.0, gradient=1.2))),
    "darkest skin, underexposed ×0.25": (
        LENGTH, _lined(), _lined(skin=Skin(melanin=0.3), camera=Camera(exposure=0.25))),
    "soft light (ambient 0.9)": (LENGTH, _lined(), _lined(light=Light(ambient=0.9))),
    "light along the lines": (LENGTH, _lined(), _lined(light=Light(azimuth_deg=0.0))),
}  # fmt: skip


def wrong_read(name: str) -> tuple[Measure, dict]:
    """Return what a good picture gives, and what becomes of a bad one of the same skin."""
    measure, good, bad = KNOWN_WRONG[name]
    fine = analysed(good(18_100)).zones[ZONE].measures[measure]
    return fine, _both(bad(18_100), measure)


def _said(both: dict) -> str:
    """Return the reason of a measure, then the gates of the picture that are not ok."""
    gates_ = ", ".join(both["gates"])
    said = [both["told"].reason, gates_ and f"gate: {gates_}"]
    if both["told"].unit == "mm/cm2":
        said.append(both["axis"])
    return "; ".join(part for part in said if part)


def gates(run: Run) -> Section:
    """Section 8: gates."""
    every = [(sigma, marked) for marked in (True, False) for sigma in BLURS_PX]
    jobs = run.some(every, (3.0, True))
    done = dict(zip(jobs, run.each(blurred_read, jobs), strict=True))
    rows = [
        (f"{sigma:g}", "yes" if marked else "no", number(each["resolved"] or float("nan")),
         _told(each["bare"]), _told(each["told"]))
        for (sigma, marked), each in done.items()
    ]  # fmt: skip
    names = run.some(tuple(KNOWN_WRONG), "5 px/mm")
    found = dict(zip(names, run.each(wrong_read, names), strict=True))
    stopped = [
        (name, KNOWN_WRONG[name][0], _told(fine), _told(both["bare"]), _told(both["told"]),
         number(both["sharpness"] if both["sharpness"] is not None else np.nan),
         _said(both) or "nothing said")
        for name, (fine, both) in found.items()
    ]  # fmt: skip
    soft = done[(3.0, True)]["told"].state == "refused"
    told = {name: both["told"] for name, (_, both) in found.items()}
    silent = [name for name in names if told[name].state == "ok"]
    return Section(
        "8. Gates",
        (
            (
                "**Blurred copies** of 12 px/mm with 30 pores a cm² of 0.3 mm: how much of its "
                "resolution a picture is said to keep, and what is told of its pores."
            ),
            Table(
                ("blur, px", "edge in sight", "resolved", "pores without gates", "pores told"), rows
            ),
            (
                "Sharpness is judged by edges: lashes, brows, a sticker, a nail. **A close-up "
                "with no edge in it cannot be judged**: the gate says so with a warning of its "
                "own, and the measures go on as if it were sharp. Put a sticker in."
            ),
            (
                "**Pictures that are known to mislead**: what the good picture gives, what the "
                "bad one would give, and what is told of it. “!” is a state that is not ok; the "
                "gates are those of the whole picture. Resolved is the share of its own "
                "resolution that the picture keeps, for what its edges say."
            ),
            Table(
                ("picture", "measure", "good", "bad, without gates", "told", "resolved", "reason"),
                stopped,
            ),
        ),
        (
            Bar(
                "pores on a picture that is blurred by 3 px, edge in sight",
                "refused",
                "refused" if soft else "told",
                soft,
            ),
            Bar(
                "misleading pictures that no measure's state tells of",
                "none",
                ", ".join(silent) or "none",
                not silent,
            ),
        ),
    )


def _told(measure: Measure) -> str:
    if measure.value is None:
        return "refused"
    return f"{number(measure.value)}{'' if measure.state == 'ok' else ' !'}"
