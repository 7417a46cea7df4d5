"""Lines on rendered skin: what is found, what is missed, what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from _photo_baselines import RIDGES, density, segments, strength, thresholds
from _photo_page import Bar, Section, Table, at_least, at_most, number
from _photo_pictures import curves
from _photo_trials import (
    ZONE,
    Run,
    analysed,
    lines_scored,
    over,
)
from _skin_phantoms import (
    Camera,
    Hair,
    Light,
    Phantom,
    Scene,
    Skin,
    mixed_wrinkles,
    plain,
    render,
    with_pores,
    wrinkled,
)
from _skin_scores import Score, line_score
from neocol.record import ZoneReading

Job = tuple[Scene, int, dict[str, float]]

SIZES = ((0.03, 0.2), (0.05, 0.3), (0.1, 0.3), (0.1, 0.6), (0.15, 0.4), (0.3, 0.6), (0.5, 1.0))
CLAIMED_MM = (0.1, 0.3)
"""Depth and width from where on lines that are lit across are claimed to be found."""
F1_OF_LINES, FALSE_MM, HAIR_COSTS = 0.93, 0.5, 0.03
ACROSS_MM = np.array([(5.0, 37.0), (14.0, 26.0), (24.0, 17.0), (37.0, 4.0)])
BESIDE_MM = np.array([(1.2, 3.0), (1.5, 14.0), (1.2, 25.0), (1.4, 37.0)])
HAIR = Hair(ACROSS_MM, 0.1)
HAIRS = {"one hair beside the lines": Hair(BESIDE_MM, 0.1),
         "one hair across the lines": HAIR,
         "a dark strand of 0.4 mm beside them": Hair(BESIDE_MM, 0.4)}  # fmt: skip
SMALLEST_PX = 204


def lines(run: Run) -> Section:
    """Section 1: lines."""
    limits = thresholds(run, tuple(RIDGES))
    across = _by_size(run, limits)
    clean, hairy = _one_hair(run, limits)
    beside, crossing, _ = HAIRS
    false, worst = _false_lengths(run, limits)
    claimed = [
        trials["ours"].f1
        for size, trials in across.items()
        if size[0] >= CLAIMED_MM[0] and size[1] >= CLAIMED_MM[1]
    ]
    crossed = clean["ours"].recall - hairy[crossing]["ours"].recall
    lost = clean["ours"].recall - hairy[beside]["ours"].recall
    first = next(iter(across))
    return Section(
        "1. Lines",
        (
            (
                "Six wavy lines of 8 to 20 mm on 40 × 40 mm of skin, 10 px/mm, lamp at 35°, "
                "relief of 12 µm; means of several seeds. A line is right within max(0.35 mm, "
                "half its width + 0.2 mm). Length ratio is found over true. The filters of "
                "scikit-image get the same flattened density, the same widths and the same "
                f"shortest line; their thresholds give {FALSE_MM} mm/cm² of false length on "
                "other wrinkle-free skin of the same relief."
            ),
            "**Depth and width in mm, light across the lines**",
            Table(
                (
                    "depth / width",
                    "F1",
                    "worst picture",
                    "precision",
                    "recall",
                    "length ratio",
                    *(f"{name} F1 (ratio)" for name in RIDGES),
                ),
                [(f"{size[0]:g} / {size[1]:g}", *_row(trials)) for size, trials in across.items()],
            ),
            "![F1 by size of the lines](lines-f1.svg)",
            (
                f"The shallowest lines, {first[0]:g} mm, come to F1 "
                f"{number(across[first]['ours'].f1)} here and "
                f"{number(across[first]['frangi'].f1)} by `frangi` with its defaults. Ours gives "
                "up what is no stronger than rough skin. **In single pictures of lines and "
                "nothing else that filter is as good as ours, or better.**"
            ),
            "**What the light, the camera and the skin do**",
            Table(
                (
                    "lines 0.1 / 0.3 mm unless said",
                    "F1",
                    "precision",
                    "recall",
                    "length ratio",
                    "state",
                    "frangi F1",
                ),
                _by_condition(run, limits),
            ),
            (
                "Light along a line hides it, and soft light hides fine ones: a smaller figure "
                "is then no better skin. Our limits are set in densities, so that one length "
                "means one thing. `frangi` with its defaults follows each picture: it finds "
                "lines in soft light, along the light and from afar that ours does not, finds "
                "lines there also where none are (next table), and loses fine ones beside deep "
                "ones."
            ),
            "**False length on skin without wrinkles, mm/cm²** (mean and worst of the seeds)",
            Table(("skin", "ours", "worst", *RIDGES), false),
            "**One dark hair in the frame** (trap A): recall of lines of 0.1 / 0.3 mm",
            Table(
                ("method", "without", *hairy),
                [
                    (
                        name,
                        number(clean[name].recall),
                        *(number(hairy[where][name].recall) for where in hairy),
                    )
                    for name in ("ours", *RIDGES)
                ],
            ),
            (
                "The default of `frangi` takes γ from the strongest edge of the picture, so "
                "that a dark strand dims all else. Ours takes nothing from it; but what a hair "
                f"lies on is left out of the search: across the lines it costs {number(crossed)} "
                "of the recall."
            ),
        ),
        (
            at_least(
                "F1 of lines ≥ 0.1 mm deep, ≥ 0.3 mm wide, lit across (worst size)",
                min(claimed),
                F1_OF_LINES,
            ),
            at_most("false length on wrinkle-free skin, mm/cm² (worst mean)", worst, FALSE_MM),
            Bar(
                "recall that one hair beside the lines costs",
                f"< {HAIR_COSTS:g}",
                number(lost, 3),
                lost < HAIR_COSTS,
            ),
        ),
        {
            "lines-f1.svg": curves(
                "F1 by depth and width of the lines, mm",
                ["{:g} / {:g}".format(*size) for size in across],
                {
                    name: [trials[name].f1 for trials in across.values()]
                    for name in ("ours", *RIDGES)
                },
            )
        },
    )


def _row(trials: dict) -> list[str]:
    ours = trials["ours"]
    own = [
        number(getattr(ours, name)) for name in ("f1", "least_f1", "precision", "recall", "ratio")
    ]
    return [*own, *(f"{number(trials[m].f1)} ({number(trials[m].ratio)})" for m in RIDGES)]


def line_race(job: Job) -> dict[str, tuple[Score, float, str]]:
    """Return score, length (mm/cm²) and state of ours and of every filter that has a threshold."""
    scene, seed, limits = job
    phantom = render(scene, seed)
    zone = analysed(phantom).zones[ZONE]
    tolerance = _tolerance(scene)
    told = zone.measures["wrinkle_length_density"]
    found = {"ours": (_scored(phantom, zone), told.value or 0.0, told.state)}
    for name in limits.keys() & RIDGES.keys():
        steps = segments(strength(name, phantom), limits[name], phantom)
        score = line_score(steps, scene.wrinkles, tolerance, scene.camera.px_per_mm)
        found[name] = (score, density(steps, phantom), "ok")
    return found


def _tolerance(scene: Scene) -> float:
    widths = [wrinkle.width_mm for wrinkle in scene.wrinkles]
    return max(0.35, float(np.mean(widths)) / 2 + 0.2) if widths else 0.35


def _scored(phantom: Phantom, zone: ZoneReading) -> Score:
    return lines_scored(phantom, zone) if phantom.scene.wrinkles else Score(1.0, 1.0, 1.0)


def _trials(results: Sequence[dict]) -> dict:
    return {name: over([each[name][0] for each in results]) for name in results[0]}


def _by_size(run: Run, limits: dict[str, float]) -> dict:
    cases = {
        size: [
            (wrinkled(seed, depth_mm=size[0], width_mm=size[1]), seed, limits)
            for seed in run.seeds(11_000, 4)
        ]
        for size in run.some(SIZES, (0.1, 0.3))
    }
    return {size: _trials(done) for size, done in run.cases(line_race, cases).items()}


def _seen_at(px_per_mm: float) -> dict:
    """Return a camera's distance, and skin enough for the smallest picture that is taken."""
    return {"camera": Camera(px_per_mm), "size_mm": max(40.0, SMALLEST_PX / px_per_mm)}


def _by_condition(run: Run, limits: dict[str, float]) -> list[tuple[str, ...]]:
    fine, wide = {"depth_mm": 0.1, "width_mm": 0.3}, {"depth_mm": 0.3, "width_mm": 0.6}
    deep = {"depth_mm": 0.15, "width_mm": 0.4}
    asked: dict[str, dict] = {}
    for where, azimuth in (("across", 90.0), ("oblique, 45°", 45.0), ("along", 0.0)):
        for soft, glow in (("", 0.35), (", soft (ambient 0.8)", 0.8)):
            light = Light(azimuth_deg=azimuth, ambient=glow)
            asked[f"0.15 / 0.4, light {where}{soft}"] = {**deep, "light": light}
    for scale in (3, 5, 8, 10, 12, 16):
        asked[f"{scale} px/mm"] = {**fine, **_seen_at(scale)}
    for scale in (3, 5, 8, 12):
        asked[f"0.3 / 0.6, {scale} px/mm"] = {**wide, **_seen_at(scale)}
    for melanin in (0.004, 0.03, 0.1, 0.3):
        asked[f"melanin {melanin:g}"] = {**fine, "skin": Skin(melanin=melanin)}
    for quality in (95, 75, 50, 30):
        asked[f"JPEG {quality}"] = {**fine, "camera": Camera(jpeg_quality=quality)}
    for relief in (12, 25, 40):
        asked[f"relief {relief} µm"] = {**fine, "relief_um": relief}
        asked[f"0.3 / 0.6, relief {relief} µm"] = {**wide, "relief_um": relief}
    names = run.some(tuple(asked), "5 px/mm")
    default = {"frangi": limits["frangi"]}
    cases = {
        name: [(wrinkled(seed, **asked[name]), seed, default) for seed in run.seeds(11_100, 3)]
        for name in names
    }
    if not run.quick:
        cases["0.05 to 0.5 mm deep in one picture"] = [
            (mixed_wrinkles(seed), seed, default) for seed in run.seeds(11_150, 3)
        ]
    return [
        (name, *(number(getattr(trials["ours"], part))
                 for part in ("f1", "precision", "recall", "ratio")),
         ", ".join(sorted({each["ours"][2] for each in done})), number(trials["frangi"].f1))
        for name, done in run.cases(line_race, cases).items()
        for trials in [_trials(done)]
    ]  # fmt: skip


def _false_lengths(run: Run, limits: dict[str, float]) -> tuple[list[tuple[str, ...]], float]:
    def with_hair(seed: int) -> Scene:
        return replace(plain(seed), hairs=(HAIR,))

    def pored(seed: int) -> Scene:
        return with_pores(seed, "mixed", 50.0, relief_um=20.0)

    scenes = {
        **{f"relief {um} µm": lambda seed, um=um: plain(seed, relief_um=um)
           for um in (6, 12, 25, 40)},
        "relief 25 µm, coarse (0.6 mm)": lambda seed: plain(seed, relief_um=25.0, relief_mm=0.6),
        "50 pores a cm², relief 20 µm": pored,
        "one dark hair": with_hair,
        "gloss 0.3": lambda seed: plain(seed, light=Light(60.0, gloss=0.3)),
        "JPEG 50, noise 0.012": lambda seed: plain(
            seed, camera=Camera(noise=0.012, jpeg_quality=50)
        ),
        "darkest skin (melanin 0.3)": lambda seed: plain(seed, skin=Skin(melanin=0.3)),
        "soft light (ambient 0.8)": lambda seed: plain(seed, light=Light(60.0, ambient=0.8)),
        "3 px/mm": lambda seed: plain(seed, **_seen_at(3)),
        "a dark strand of 0.4 mm": lambda seed: replace(
            plain(seed), hairs=(Hair(ACROSS_MM, 0.4),)
        ),
    }  # fmt: skip
    names = run.some(tuple(scenes), "relief 12 µm")
    cases = {
        name: [(scenes[name](seed), seed, limits) for seed in run.seeds(11_200, 3)]
        for name in names
    }
    rows, worst = [], 0.0
    for name, done in run.cases(line_race, cases).items():
        lengths = {method: [each[method][1] for each in done] for method in ("ours", *RIDGES)}
        means = {method: float(np.mean(held)) for method, held in lengths.items()}
        worst = max(worst, means["ours"])
        rows.append((name, number(means["ours"]), number(max(lengths["ours"])),
                     *(number(means[method]) for method in RIDGES)))  # fmt: skip
    return rows, worst


def _one_hair(run: Run, limits: dict[str, float]) -> tuple[dict, dict]:
    """Return the trials without a hair, and with each."""
    scenes = {seed: wrinkled(seed, depth_mm=0.1, width_mm=0.3) for seed in run.seeds(11_300, 5)}
    cases: dict[str, list[Job]] = {
        "": [(scene, seed, limits) for seed, scene in scenes.items()],
        **{
            name: [(replace(scene, hairs=(hair,)), seed, limits) for seed, scene in scenes.items()]
            for name, hair in run.some(tuple(HAIRS.items()), *tuple(HAIRS.items())[:2])
        },
    }
    done = {name: _trials(found) for name, found in run.cases(line_race, cases).items()}
    return done.pop(""), done
