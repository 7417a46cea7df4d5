"""Synthetic patients: does nine in ten hold, and what is lost where the model is wrong.

Truths are members of the same priors that no ensemble holds, with a deviation of their own; they
are measured with normal errors, early, and what is asked lies later. Two schedules: at one visit
(the score at 8 weeks) re-weighting carries almost everybody; with three measures (erythema on day
2, the score at 8 weeks, echo density at 12 weeks) the smoother has to answer for most. Coverage is
that of 90 % intervals, with an exact binomial 95 % interval, by what is asked and by the method
that answered.

People whose score is all but gone at the visit are left out: that is told from what was measured,
and coverage holds for those who stay.

Then truths that the model does not hold: a share of people whose score ignores collagen; skin that
answers a course at half the density as it would the whole (a dose law that is flat); photographs
that show every score too low. What is lost is told in percentage points of coverage.

    python benchmarks/synthetic_patients.py [--quick] [--json]
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import scipy
from scipy.stats import beta

from _figures import show
from neocol.record import PersonalRequest
from neocol.record.personal import MEMBERS_PERSONAL, SEVERITY, MeasuredValue
from neocol.twin.candidates import Candidates
from neocol.twin.needling import Needling
from neocol.twin.outcome.person import calibrated_link, calibrated_members
from neocol.twin.personal import bands, condition, personalise
from neocol.twin.score import drawn
from neocol.twin.skin import Skin

SKIN = Skin(age=40, sex="F", fitzpatrick="III")
DENSITY = 256.0
NEEDLE_MM = 1.5
SESSION_DAYS = (0.0, 28.0, 56.0, 84.0)
ASKED = ((SEVERITY, 182.0), ("papillary_collagen", 182.0))
SCHEDULES = {
    "one_visit": ((SEVERITY, 56.0, 0.15),),
    "three_measures": (
        ("erythema_index", 2.0, 1.5),
        (SEVERITY, 56.0, 0.1),
        ("dermal_density", 84.0, 4.0),
    ),
}
"""What is measured, when, and the sd of measuring: of the score that of its logarithm."""
NON_RESPONDERS = 0.2
"""Share of people whose score does not follow collagen."""
HALF = 0.5
"""Of the density: what the model is told of skin that answers as to all of it."""
BIAS = 0.85
"""What a biased photograph shows of a score, at every follow-up."""
LEAST_SCORE = 0.01
"""Of its baseline: below it nothing is left to score, and nobody is followed up."""
GOAL = (0.87, 0.93)
GOAL_PEOPLE = 400
"""Fewer tell too little of coverage to meet or miss the goal."""
PEOPLE_SEED, ENSEMBLE_SEED, NOISE_SEED = 11, 12, 13


@dataclass(frozen=True)
class World:
    """How truths differ from the model."""

    non_responders: float = 0.0
    told_density: float = DENSITY
    bias: float = 1.0


WORLDS = {
    "right": World(),
    "non_responders": World(non_responders=NON_RESPONDERS),
    "flat_dose": World(told_density=HALF * DENSITY),
    "biased_photographs": World(bias=BIAS),
}


def course(density: float) -> tuple[tuple[float, Needling], ...]:
    """Return the sessions of everybody."""
    return tuple((day, Needling("pen", NEEDLE_MM, density)) for day in SESSION_DAYS)


def people(count: int, seed: int, density: float) -> Candidates:
    """Draw people, or an ensemble of them, who are told to be needled that densely."""
    members = calibrated_members(SKIN, count, seed)
    link = calibrated_link("acne_scar")(members, course(density), seed)
    return Candidates(members, link, drawn("deviation", count, seed))


def truths_of(count: int, world: World, looks) -> np.ndarray:
    """Return what everybody would show and will, shape (people, looks)."""
    drawn_people = people(count, PEOPLE_SEED, DENSITY)
    chance = np.random.default_rng(NOISE_SEED).random(count)
    answers = chance >= world.non_responders
    link = replace(drawn_people.link, slope=drawn_people.link.slope * answers)
    return replace(drawn_people, link=link).predict(course(DENSITY), looks)


def measures_of(schedule, shown: np.ndarray, world: World, errors: np.ndarray):
    """Measure one person."""
    found = []
    for (of, day, sd), value, error in zip(schedule, shown, errors, strict=True):
        told = value + sd * error
        if of == SEVERITY:
            told = float(np.exp(told)) * world.bias
            if told < LEAST_SCORE:
                return None
            sd = sd * told
        found.append(MeasuredValue(of=of, day=day, value=max(told, 0.0), sd=sd))
    return tuple(found)


def trial(count: int, schedule: str, world: World) -> dict[str, np.ndarray]:
    """Return, person by person: who, inside, width, whether smoothed, seconds of conditioning."""
    asked_of = SCHEDULES[schedule]
    looks = (*((of, day) for of, day, _ in asked_of), *ASKED)
    truth = truths_of(count, world, looks)
    told = course(world.told_density)
    ensemble = people(MEMBERS_PERSONAL, ENSEMBLE_SEED, world.told_density)
    predicted = ensemble.predict(told, looks)
    errors = np.random.default_rng(NOISE_SEED).standard_normal((count, len(asked_of)))
    who, inside, width, smoothed, seconds = [], [], [], [], []
    for one, shown in enumerate(truth):
        measured = measures_of(asked_of, shown[: len(asked_of)], world, errors[one])
        if measured is None:
            continue
        start = time.perf_counter()
        found = condition(ensemble, told, measured, ASKED, predicted, seed=ENSEMBLE_SEED)
        seconds.append(time.perf_counter() - start)
        after = bands(ASKED, found)
        later = [
            np.exp(value) if of == SEVERITY else value
            for (of, _), value in zip(ASKED, shown[len(asked_of) :], strict=True)
        ]
        who.append(one)
        inside.append([b.low90 <= y <= b.high90 for b, y in zip(after, later, strict=True)])
        width.append([band.width for band in after])
        smoothed.append(found.method == "smoothed")
    low, high = np.quantile(predicted[:, len(asked_of) :], (0.05, 0.95), axis=0)
    prior_width = [
        float(np.exp(h) - np.exp(b)) if of == SEVERITY else float(h - b)
        for (of, _), b, h in zip(ASKED, low, high, strict=True)
    ]
    return {
        "who": np.array(who),
        "inside": np.array(inside),
        "width": np.array(width),
        "prior_width": np.array(prior_width),
        "smoothed": np.array(smoothed),
        "seconds": np.array(seconds),
    }


def exact(hits: int, of: int) -> list[float]:
    """Return the exact (Clopper-Pearson) binomial 95 % interval of a share, in per cent."""
    low = float(beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return [round(100 * low, 1), round(100 * high, 1)]


def covered(inside: np.ndarray) -> dict[str, object]:
    """Return coverage in per cent, its exact interval and the number of people."""
    hits, of = int(inside.sum()), int(inside.size)
    return {"percent": round(100 * hits / of, 1), "exact95": exact(hits, of), "people": of}


LEAST_PEOPLE = 20
"""Fewer of one method are not told apart."""


def told(name: str, found: dict[str, np.ndarray]) -> dict[str, object]:
    """Return the figures of one trial of a right model, by what is asked and by method."""
    figures: dict[str, object] = {}
    for k, (of, _) in enumerate(ASKED):
        figures[f"coverage_{name}_{of}"] = covered(found["inside"][:, k])
        for method, who in (("reweighted", ~found["smoothed"]), ("smoothed", found["smoothed"])):
            if who.sum() >= LEAST_PEOPLE:
                figures[f"coverage_{name}_{of}_{method}"] = covered(found["inside"][who, k])
        figures[f"width_{name}_{of}"] = {
            "prior": round(float(found["prior_width"][k]), 3),
            "posterior": round(float(found["width"][:, k].mean()), 3),
        }
    figures[f"share_smoothed_{name}"] = round(float(found["smoothed"].mean()), 3)
    figures[f"seconds_slowest_{name}"] = round(float(found["seconds"].max()), 2)
    return figures


def wrong(name: str, right: dict[str, np.ndarray], found: dict[str, np.ndarray], label: str):
    """Return coverage of one wrong model, and the points lost against the right one."""
    figures: dict[str, object] = {}
    for k, (of, _) in enumerate(ASKED):
        held = covered(found["inside"][:, k])
        same = right["inside"][np.isin(right["who"], found["who"]), k]
        figures[f"coverage_{label}_{name}_{of}"] = held
        figures[f"loss_{label}_{name}_{of}"] = round(100 * float(same.mean()) - held["percent"], 1)
    return figures


def whole_answer() -> float:
    """Return the seconds of one whole answer that needs the smoother, draw and prior included."""
    request = PersonalRequest(
        sessions=[
            {"day": day, "needle_mm": NEEDLE_MM, "punctures_per_cm2": DENSITY}
            for day in SESSION_DAYS
        ],
        measured=[
            {"of": SEVERITY, "day": 56, "value": 0.7, "sd": 0.02},
            {"of": "dermal_density", "day": 84, "value": 150, "sd": 3},
        ],
        ask=[{"of": of, "day": day} for of, day in ASKED],
    )
    start = time.perf_counter()
    method = personalise(request).method
    if method != "smoothed":
        raise RuntimeError(f"answered by {method}")
    return time.perf_counter() - start


def measure(quick: bool) -> dict[str, object]:
    """Try every schedule on a right model, then every wrong one."""
    counts = {
        "one_visit": {"right": 410, "wrong": 60} if quick else {"right": 2100, "wrong": 1000},
        "three_measures": {"right": 40, "wrong": 12} if quick else {"right": 620, "wrong": 400},
    }
    figures: dict[str, object] = {"seconds_whole_answer_smoothed": round(whole_answer(), 2)}
    for schedule, people_of in counts.items():
        right = trial(people_of["right"], schedule, WORLDS["right"])
        figures |= told(schedule, right)
        for name, world in WORLDS.items():
            if name != "right":
                found = trial(people_of["wrong"], schedule, world)
                figures |= wrong(name, right, found, schedule)
        figures[f"left_out_{schedule}"] = people_of["right"] - len(right["who"])
    enough = [
        held["percent"]
        for key in (f"coverage_{schedule}_{of}" for schedule in counts for of, _ in ASKED)
        if (held := figures[key])["people"] >= GOAL_PEOPLE
    ]
    return {
        **figures,
        "goal_percent": [100 * GOAL[0], 100 * GOAL[1]],
        "goal_met": all(100 * GOAL[0] <= held <= 100 * GOAL[1] for held in enough),
        "members": MEMBERS_PERSONAL,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


if __name__ == "__main__":
    show(__doc__, measure)
