"""Pigment, redness and tone on rendered skin of every tone, seen by several cameras."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from _photo_page import Bar, Section, Table, number, percent
from _photo_trials import ZONE, Run, analysed, covered, disc, square, tinted
from _skin_phantoms import Camera, Disc, Phantom, Scene, Skin, plain, render
from neocol.record import Measure

TONES = (0.006, 0.012, 0.03, 0.08, 0.15, 0.3)
CAMERAS = ("cie", "nikon", "sigma")
VECTORS = {"pigment": (0.4143, 0.3570, 0.8372), "redness": (0.2988, 0.6838, 0.6657)}
"""Fixed unmixing vectors that other work uses: research/imaging.md, section 2."""
OTHER = {"pigment": "redness", "redness": "pigment"}
MORE_MELANIN, LEAST_MELANIN, MORE_BLOOD = 0.7, 0.008, 0.012
PLACES_MM = ((7.0, 7.0), (21.0, 8.0), (8.0, 21.0), (21.0, 21.0))
SPOT_MM, SIDE_MM = 4.0, 28.0
WITHIN = 0.20
EXPOSURES = {"−⅓ EV": 2 ** (-1 / 3), "−10 %": 0.9, "as metered": 1.0, "+10 %": 1.1,
             "+⅓ EV": 2 ** (1 / 3)}  # fmt: skip


def planted(kind: str, melanin: float, curves: str, seed: int) -> Scene:
    """Return skin of a tone with four spots that have more melanin, or more blood."""
    extra = max(MORE_MELANIN * melanin, LEAST_MELANIN)
    more = {"melanin": extra} if kind == "pigment" else {"blood": MORE_BLOOD}
    spots = tuple(Disc(at, SPOT_MM, **more) for at in PLACES_MM)
    return plain(
        seed, size_mm=SIDE_MM, skin=Skin(melanin=melanin), camera=Camera(curves=curves), discs=spots
    )


def spots_read(job: tuple[Scene, int, str, float | None]) -> dict[str, tuple[Measure, Measure]]:
    """Return pigment and redness of a drawn spot and of the whole picture, and their truth.

    The last of the job is the density along the fixed vector, or None for the scene's own spots.
    """
    scene, seed, kind, amount = job
    if amount is None:
        phantom = render(scene, seed)
    else:
        phantom = tinted(render(replace(scene, discs=()), seed), np.zeros(3))
        phantom = replace(phantom, scene=scene)
        phantom = tinted(phantom, amount * np.array(VECTORS[kind]))
    found: dict = {"truth": float(np.linalg.norm(phantom.disc_density[0])),
                   "ita": phantom.ita_deg}  # fmt: skip
    for where, zone in (
        ("drawn", disc(phantom, PLACES_MM[0], SPOT_MM)),
        ("whole", square(phantom)),
    ):
        measures = analysed(phantom, zone).zones[ZONE].measures
        found[where] = (measures[kind], measures[OTHER[kind]])
    return found


def pigments(run: Run) -> Section:
    """Section 3: pigment and redness."""
    tones = run.some(TONES, 0.012)
    cases = {
        (kind, curves, melanin): [
            (planted(kind, melanin, curves, seed), seed, kind, None)
            for seed in run.seeds(13_000, 2)
        ]
        for kind in VECTORS
        for curves in run.some(CAMERAS, "nikon")
        for melanin in tones
    }
    fixed = {
        (kind, "fixed vector", melanin): [
            (planted(kind, melanin, "cie", seed), seed, kind, 0.15) for seed in run.seeds(13_100, 2)
        ]
        for kind in VECTORS
        for melanin in tones
    }
    done = run.cases(spots_read, {**cases, **fixed})
    cells = {case: _summary(results) for case, results in done.items()}
    wrong = [
        (case, where)
        for case, cell in cells.items()
        for where in ("drawn", "whole")
        if not cell[where]["right"]
    ]
    parts: list[str | Table] = [
        (
            "Spots of 4 mm with more melanin or more blood, rendered from spectra (the measure "
            "never sees those), by the standard observer and by two cameras' own curves. The "
            "truth is the length of the spot's density of red, green and blue. *Drawn*: the "
            "spot's outline is the zone. *Whole*: the zone is the whole picture. Leak is what "
            "is read as the other pigment, over the truth. A star marks a state that is not ok; "
            "the figure is then to be read with its reason."
        ),
    ]
    for kind in VECTORS:
        parts += [f"**{kind.capitalize()}**", _table(kind, cells)]
    parts += [
        "**What is said on the darkest skin**",
        Table(("measure", "zone", "reason"), _reasons(done, tones[-1])),
        (
            "Spots planted along fixed vectors are the other convention: an inverter with the "
            "same vectors reads them perfectly, and others not."
        ),
        (
            "On dark skin melanin darkens all three colours alike, as a shadow does, and blood "
            f"hides beneath it. {_worst_leak(cells)}"
        ),
    ]
    bars = (
        Bar("pigment and redness within 20 % or flagged, drawn and whole zones",
            "all", f"{2 * len(cells) - len(wrong)} of {2 * len(cells)}", not wrong),
    )  # fmt: skip
    if wrong:
        named = ", ".join(
            f"{kind} {curves} {melanin:g} {where}" for (kind, curves, melanin), where in wrong
        )
        parts.append(f"Outside 20 % and not flagged: {named}.")
    return Section("3. Pigment and redness", parts, bars)


def _summary(results: list[dict]) -> dict:
    truth = float(np.mean([each["truth"] for each in results]))
    cell: dict = {"truth": truth, "ita": results[0]["ita"]}
    for where in ("drawn", "whole"):
        own = [each[where][0] for each in results]
        other = [each[where][1] for each in results]
        ratio = float(np.mean([(m.value or 0.0) for m in own])) / truth
        leak = float(np.mean([(m.value or 0.0) for m in other])) / truth
        flagged = all(m.state != "ok" for m in own)
        cell[where] = {
            "leak_flagged": any(m.state != "ok" for m in other),
            "ratio": ratio,
            "leak": leak,
            "flagged": flagged,
            "right": flagged or abs(ratio - 1) <= WITHIN,
        }
    return cell


def _worst_leak(cells: dict) -> str:
    told = []
    for where, words in (("drawn", "a drawn spot"), ("whole", "a whole zone")):
        worst, (kind, _, melanin) = max((cell[where]["leak"], case) for case, cell in cells.items())
        told.append(f"in {words} {number(worst)} of the truth ({kind} on melanin {melanin:g})")
    return f"The worst leak is {told[0]} and {told[1]}: whole zones tell less than drawn spots."


def _table(kind: str, cells: dict) -> Table:
    rows = []
    for (held, curves, melanin), cell in cells.items():
        if held != kind:
            continue
        told = [f"{number(cell['truth'])}"]
        for where in ("drawn", "whole"):
            star = "*" if cell[where]["flagged"] else ""
            leak = number(cell[where]["leak"]) + "*" * cell[where]["leak_flagged"]
            told += [f"{number(cell[where]['ratio'])}{star}", leak]
        rows.append((curves, f"{melanin:g} ({cell['ita']:.0f}°)", *told))
    head = ("camera", "melanin (ITA)", "truth, OD", "drawn: read / truth", "leak",
            "whole: read / truth", "leak")  # fmt: skip
    return Table(head, rows)


def _reasons(done: dict, darkest: float) -> list[tuple[str, ...]]:
    rows = []
    for kind in VECTORS:
        for (held, curves, melanin), results in done.items():
            if (held, curves, melanin) == (kind, "nikon", darkest):
                for where in ("drawn", "whole"):
                    measure = results[0][where][0]
                    rows.append((kind, where, measure.reason or "ok, nothing said"))
    return rows


def tone_read(job: tuple[Scene, int]) -> tuple[float, Measure]:
    """Return the true tone angle and what is read."""
    phantom: Phantom = render(*job)
    return phantom.ita_deg, analysed(phantom).zones[ZONE].measures["tone_ita"]


def tones(run: Run) -> Section:
    """Section 4: tone."""
    cases = {
        (melanin, curves, name): [
            (
                plain(
                    seed,
                    size_mm=20.0,
                    skin=Skin(melanin=melanin),
                    camera=Camera(curves=curves, exposure=factor),
                ),
                seed,
            )
            for seed in run.seeds(14_000, 1)
        ]
        for melanin in run.some(TONES, 0.012)
        for curves in run.some(CAMERAS, "cie")
        for name, factor in EXPOSURES.items()
    }
    done = run.cases(tone_read, cases)
    rows, held = [], []
    for melanin in dict.fromkeys(case[0] for case in cases):
        for curves in dict.fromkeys(case[1] for case in cases):
            off = []
            for name in EXPOSURES:
                truth, measure = done[melanin, curves, name][0]
                held.append((measure.low, measure.high, truth))
                within = measure.low <= truth <= measure.high
                off.append(f"{measure.value - truth:+.1f}{'' if within else ' ✗'}")
            metered = done[melanin, curves, "as metered"][0][1]
            wide = metered.high - metered.low
            rows.append((f"{melanin:g} ({truth:.0f}°)", curves, *off, f"{wide:.0f}"))
    share = covered(held)
    return Section(
        "4. Tone",
        (
            (
                "The tone angle (ITA) that is read, less the skin's own to the standard "
                "observer, in degrees; no card in the picture. A cross: the interval does not "
                "hold the truth. The last column is the width of the interval as metered."
            ),
            Table(("melanin (ITA)", "camera", *EXPOSURES, "interval"), rows),
            (
                f"The interval holds the truth in {percent(share)} of these pictures. It is wide "
                "because one photograph without a card does not carry more."
            ),
        ),
        (
            Bar(
                "intervals of the tone that hold the truth, tones × cameras × exposures",
                "≥ 85 %",
                percent(share),
                share >= 0.85,
            ),
        ),
    )
