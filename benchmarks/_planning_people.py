"""People whom the planning benchmark invents, and how their plans are read."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from neocol.consult import screen
from neocol.planning.context import Context
from neocol.planning.plan import read
from neocol.planning.space import Grid
from neocol.record import Candidacy, Case, Policy

FACE = (
    "forehead",
    "glabella",
    "periorbital_left",
    "periorbital_right",
    "nose",
    "cheek_left",
    "cheek_right",
    "upper_lip",
    "chin",
    "jawline",
)
FINE = Grid(0.05, 1, 7)
"""A twentieth of a millimetre, every number of strokes, weeks."""
SHORTEST = 14
"""Days between sessions at least."""
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")
WISHES = (
    "acne scars",
    "wrinkles",
    "photoageing",
    "uneven texture",
    "loose skin",
    "stretch marks",
)
"""What the twin tells depth and density of; of other wishes studies alone tell."""
AREAS = {
    "stretch marks": (("abdomen",), ("thigh",), ("buttock",), ("abdomen", "thigh")),
    "": (
        ("cheek_left", "cheek_right"),
        ("forehead", "glabella", "periorbital_left", "periorbital_right"),
        ("cheek_left", "cheek_right", "chin", "nose"),
        ("upper_lip", "chin", "jawline"),
        ("neck", "jawline"),
        FACE,
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to plan for."""

    case: Case
    candidacy: Candidacy
    policy: Policy

    def read(self) -> Context:
        """Return the person read for planning, with nothing followed yet."""
        return read(self.case, self.candidacy, policy=self.policy)[0]


def person(
    wish: str,
    areas: tuple[str, ...],
    phototype: str,
    policy: Mapping[str, float] | None = None,
    **patient: object,
) -> Person:
    """Return a healthy adult with one wish, of a clinic with some choices of its own."""
    case = Case.read(
        {
            "id": f"{wish}, {phototype}",
            "consult_date": "2026-03-16",
            "patient": {
                "age": 38,
                "sex": "F",
                "fitzpatrick": phototype,
                "pregnancy": "no",
                "lactation": "no",
                "conditions": [],
                "medications": [],
                "allergies": [],
                "recent_procedures": [],
                "concerns": wish,
                "planned_areas": list(areas),
                **patient,
            },
        }
    )
    return Person(case, screen(case), Policy.model_validate({"planning": policy or {}}))


def full_face() -> Person:
    """Return a person with acne scars on ten zones, of a clinic that treats every other week."""
    return person("acne scars", FACE, "II", {"least_interval_days": SHORTEST})


def invented(count: int) -> list[Person]:
    """Return people of every phototype, with every wish, on several areas; all of them differ."""
    found = []
    turn: dict[str, itertools.cycle[tuple[str, ...]]] = {
        wish: itertools.cycle(AREAS.get(wish, AREAS[""])) for wish in WISHES
    }
    for k in range(count):
        wish = WISHES[k % len(WISHES)]
        phototype = PHOTOTYPES[(k + k // len(WISHES)) % len(PHOTOTYPES)]
        sex, age = "FM"[k % 5 == 0], 24 + 7 * k % 41
        found.append(person(wish, next(turn[wish]), phototype, sex=sex, age=age))
    return found


def forget() -> None:
    """Empty every memory of planning, so that the next plan starts from nothing."""
    for name, module in list(sys.modules.items()):
        if name.startswith("neocol.planning"):
            for held in list(vars(module).values()):
                if hasattr(held, "cache_clear"):
                    held.cache_clear()
