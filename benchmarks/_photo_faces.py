"""Real faces that lie beside the checkout: what can be checked without a grade or a device.

Face Research Lab London Set (DeBruine & Jones 2017, CC BY 4.0) and eight pictures more. Nobody is
judged or ranked; of no picture is more than a mean on the page.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from _photo_page import Bar, Section, Table, number, percent
from _photo_trials import Run
from neocol.imaging import analyse
from neocol.imaging.reading import read_picture
from neocol.imaging.sharpness import effective_share
from neocol.record import Analysis, Measure

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "faces"
MEASURES = ("tone_ita", "redness", "pigment", "spots", "wrinkle_length_density",
            "wrinkle_contrast", "pore_density", "texture")  # fmt: skip
CARRIED = MEASURES[:5]
"""What the resolution of these portraits carries."""
RETESTED = {"tone_ita": 1, "redness": 3, "pigment": 3, "wrinkle_length_density": 2}
PUPIL_P95, IPD_MM, IPD_SHARE, ANSWERED = 2.5, (54.0, 72.0), 0.95, 0.90
DRAWS = 4000
_FOUR_TIMES = "lisa"
"""Their points begin with the pupils as well; those of the other pictures do not."""
Array = np.ndarray


def read_face(path: Path) -> Analysis:
    """Analyse a portrait as it is."""
    return analyse(path.read_bytes(), name=path.name)


def faces(run: Run) -> Section:
    """Section 9: real faces."""
    title = "9. Real faces"
    if not FOLDER.is_dir():
        return Section(title, ("Not run here: `../shared/data/faces` is not beside the checkout.",))
    paths = sorted(FOLDER.glob("*.jpg"))
    if run.quick:
        paths = [path for path in paths if path.stem.startswith("001_")]
    answers = dict(zip((path.stem for path in paths), run.each(read_face, paths), strict=True))
    groups = _groups()
    london = {name: answer for name, answer in answers.items() if name[:3] in groups}
    neutral = {name[:3]: answer for name, answer in london.items() if name.endswith("neutral")}
    by_group = {
        group: [face for face in neutral if groups[face] == group]
        for group in sorted({groups[face] for face in neutral})
    }
    seen = sum(answer.face is not None for answer in answers.values())
    errors = {face: _pupil_errors(f"{face}_neutral", answer) for face, answer in neutral.items()}
    others = [name for name in answers if name.startswith(_FOUR_TIMES)]
    parts: list[str | Table] = [
        (
            f"{len(answers)} pictures: {len(neutral)} people of the Face Research Lab London Set "
            "(DeBruine and Jones 2017, CC BY 4.0; 1350 × 1350 px, about 3 px/mm), neutral and "
            "smiling in one session, one person four times, one at four distances. Groups are "
            f"as the people described themselves. **Found: {seen} of {len(answers)}.**"
        ),
        (
            "**Pupils**: distance from the points that people set by hand, in per cent of the "
            "distance between both pupils, neutral faces"
        ),
        _pupil_table(by_group, errors),
        _between_groups(by_group, errors),
    ]
    if others:
        rest = np.concatenate([_pupil_errors(name, answers[name]) for name in others])
        parts.append(
            f"The person who was taken {len(others)} times, out of the studio: mean "
            f"{number(float(rest.mean()))} %, largest {number(float(rest.max()))} %."
        )
    whole = np.concatenate(list(errors.values()))
    apart = np.array([a.face.ipd_mm or np.nan for a in london.values() if a.face is not None])
    plausible = float(((apart >= IPD_MM[0]) & (apart <= IPD_MM[1])).mean())
    parts += [
        (
            "**Distance of the pupils** if the iris gives the scale: "
            f"{number(float(apart.mean()), 1)} ± {number(float(apart.std()), 1)} mm; "
            f"{percent(plausible)} lie between {IPD_MM[0]:g} and {IPD_MM[1]:g} mm."
        ),
        (
            "**Zones that are answered** (ok or warn), neutral and smiling. Pores and texture "
            "need 8 px/mm: their refusal is meant."
        ),
        _answered_table(groups, london),
        (
            "**Smiling after neutral, one session** (zone by zone; light and camera are the "
            "same, the files are not; unit of each measure): what a second photograph differs "
            "by, not skin."
        ),
        _retest_table(london),
        (
            "**Sharpness as measured** (share of its own resolution that the picture keeps): a "
            "gate must not depend on the colour of skin. Enlarging by two should read 0.50."
        ),
        _sharpness_table(run, by_group),
    ]
    least = min(_answered(london.values(), name) for name in CARRIED)
    p95 = float(np.percentile(whole, 95))
    return Section(
        title,
        parts,
        (
            Bar(
                "error of the pupils, 95th percentile, % of their distance",
                f"≤ {PUPIL_P95:g}",
                number(p95),
                p95 <= PUPIL_P95,
            ),
            Bar(
                "implied distance of the pupils within 54 to 72 mm",
                f"≥ {percent(IPD_SHARE)}",
                percent(plausible),
                plausible >= IPD_SHARE,
            ),
            Bar(
                "zones answered, worst measure that the resolution carries",
                f"≥ {percent(ANSWERED)}",
                percent(least),
                least >= ANSWERED,
            ),
        ),
    )


def _groups() -> dict[str, str]:
    rows = csv.DictReader((FOLDER / "info.csv").read_text(encoding="utf-8").splitlines())
    return {row["face_id"]: row["face_eth"].replace("_", " ") for row in rows}


def _template(name: str) -> Path:
    return FOLDER / f"{name}.tem"


def _pupil_errors(name: str, answer: Analysis) -> Array:
    """Return both errors in per cent of the true distance; the first two points are the pupils."""
    if answer.face is None:
        return np.full(2, np.nan)
    lines = _template(name).read_text(encoding="utf-8").splitlines()[1:3]
    true = np.array([line.split()[:2] for line in lines], float)
    off = np.linalg.norm(np.array(answer.face.pupils_px) - true, axis=1)
    return 100 * off / np.linalg.norm(true[1] - true[0])


def _pupil_table(by_group: dict[str, list[str]], errors: dict[str, Array]) -> Table:
    rows = []
    for group, names in {**by_group, "all": list(errors)}.items():
        held = np.concatenate([errors[name] for name in names])
        rows.append((group, f"{len(names)}", number(float(held.mean())),
                     number(float(np.percentile(held, 95)))))  # fmt: skip
    return Table(("group", "people", "mean, %", "95th percentile, %"), rows)


def _between_groups(by_group: dict[str, list[str]], errors: dict[str, Array]) -> str:
    """Return the ratio of the largest group mean to the least, and what chance alone gives."""
    held = [np.array([errors[name].mean() for name in names]) for names in by_group.values()]
    if len(held) == 1:
        return "One group only: no ratio."

    def ratio(parts: Sequence[Array]) -> float:
        means = [part.mean() for part in parts]
        return float(max(means) / min(means))

    rng = np.random.default_rng(9)
    drawn = [ratio([rng.choice(part, len(part)) for part in held]) for _ in range(DRAWS)]
    everybody, ends = np.concatenate(held), np.cumsum([len(part) for part in held])[:-1]
    mixed = [ratio(np.split(rng.permutation(everybody), ends)) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, (5, 95))
    usual, rare = np.percentile(mixed, (50, 95))
    return (
        f"Largest group mean over the least: {number(ratio(held))} (bootstrap over people, nine "
        f"in ten: {number(low)} to {number(high)}). Groups drawn by lot from the same people "
        f"give {number(usual)} in the middle and {number(rare)} one time in twenty."
    )


def _answered(answers, name: str) -> float:
    """Return the share of zones that tell a measure."""
    states = [zone.measures[name].state for answer in answers for zone in answer.zones.values()]
    return float(np.mean([state != "refused" for state in states])) if states else float("nan")


def _answered_table(groups: dict[str, str], london: dict[str, Analysis]) -> Table:
    names = sorted({groups[name[:3]] for name in london})
    rows = [
        (measure, *(percent(_answered([a for name, a in london.items()
                                       if groups[name[:3]] == group], measure))
                    for group in names), percent(_answered(london.values(), measure)))
        for measure in MEASURES
    ]  # fmt: skip
    return Table(("measure", *names, "all"), rows)


def _retest_table(london: dict[str, Analysis]) -> Table:
    rows = []
    for measure, digits in RETESTED.items():
        pairs = []
        for name, answer in london.items():
            again = london.get(f"{name[:3]}_smiling")
            if not name.endswith("neutral") or again is None:
                continue
            for zone in answer.zones.keys() & again.zones.keys():
                both = [each.zones[zone].measures[measure] for each in (answer, again)]
                if both[0].value is not None and both[1].value is not None:
                    pairs.append([both[0].value, both[1].value, _changed(*both)])
        first, second, changed = np.array(pairs).T
        within = float(np.sqrt(((first - second) ** 2).mean() / 2))
        rows.append((measure, f"{len(pairs)}",
                     number(float((second - first).mean()), digits), number(within, digits),
                     number(1.96 * np.sqrt(2) * within, digits),
                     percent(float(changed.mean()))))  # fmt: skip
    head = ("measure", "zones", "mean change", "SD within a person", "repeatability coefficient",
            "apart beyond both intervals")  # fmt: skip
    return Table(head, rows)


def _changed(one: Measure, two: Measure) -> bool:
    """Tell whether two figures lie further apart than their intervals together allow."""
    low, high = sorted((one, two), key=lambda measure: measure.value)
    return high.value - low.value > np.hypot(low.high - low.value, high.value - high.low)


def softened(path: Path) -> dict[str, float | None]:
    """Return which share of its px/mm a portrait resolves: as it is, blurred, and enlarged."""
    rgb = read_picture(path.read_bytes()).rgb
    copies = {"as it is": rgb}
    for sigma in (1, 2, 3):
        copies[f"blur of {sigma} px"] = cv2.GaussianBlur(rgb, (0, 0), sigma)
    copies["enlarged × 2"] = cv2.resize(rgb, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return {name: effective_share(copy) for name, copy in copies.items()}


def _sharpness_table(run: Run, by_group: dict[str, list[str]]) -> Table:
    """Return the mean and the least of every group, neutral faces."""
    people = [face for names in by_group.values() for face in names]
    paths = [FOLDER / f"{face}_neutral.jpg" for face in people]
    told = dict(zip(people, run.each(softened, paths), strict=True))
    rows = []
    for copy in next(iter(told.values())):
        cells = []
        for names in by_group.values():
            known = [told[face][copy] for face in names if told[face][copy] is not None]
            cells.append(
                f"{number(float(np.mean(known)))} ({number(min(known))})" if known else "–"
            )
        rows.append((copy, *cells))
    return Table(("mean (least)", *by_group), rows)
