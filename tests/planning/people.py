"""Forty invented people for planning: every wish, many faces, conditions, calendars and limits."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from neocol.consult import screen
from neocol.planning import plan
from neocol.planning.space import Grid
from neocol.record import Candidacy, Case, Plan, Policy

COUNT: Final = 40
_SEED: Final = 1126
COARSE: Final = Grid(0.5, 8, 14)
"""Half a millimetre, eight strokes, two weeks: the same rules, fewer courses."""

_FACE = (
    "cheeks",
    "face",
    "cheeks, chin",
    "forehead, temples",
    "nose, cheeks",
    "upper lip, chin, jawline",
    "forehead, cheeks, crow's feet",
)
_BODY = ("abdomen", "thighs", "abdomen, thighs", "buttocks", "arms")
_WISHES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("acne scars", _FACE),
    ("rolling acne scars", ("cheeks", "cheeks, temples")),
    ("wrinkles", (*_FACE, "neck", "upper lip")),
    ("stretch marks", _BODY),
    ("melasma", ("cheeks", "cheeks, forehead", "face")),
    ("hair loss", ("scalp",)),
    ("large pores", ("cheeks", "nose, cheeks")),
    ("sagging skin", ("cheeks, jawline", "face")),
    ("uneven texture", _FACE),
    ("photoageing", ("face", "cheeks, forehead")),
    ("rejuvenation", ("face", "neck", "face, neck")),
    ("surgical scar", ("abdomen", "chin", "arms")),
    ("sunspots", ("cheeks", "hands", "forehead, cheeks")),
    ("acne scars, melasma", ("cheeks", "face")),
    ("wrinkles, enlarged pores", ("face", "cheeks, nose")),
    ("stretch marks, surgical scar", ("abdomen",)),
)
_CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {"conditions": [{"text": "tattoo", "area": "left cheek"}]},
    {"medications": [{"text": "isotretinoin", "status": "current"}]},
    {"conditions": ["cold sore now, on the upper lip"]},
    {"conditions": ["platelet disorder"], "plan": {"combined_therapy": "PRP"}},
    {"medications": ["warfarin"]},
    {"recent_procedures": [{"text": "filler", "days_before_consult": 4}]},
    {"conditions": ["cold sores as a teenager"]},
    {"conditions": [{"text": "mole", "area": "chin"}]},
    {"pregnancy": "unknown", "lactation": "unknown"},
)
_AVOID: Final[tuple[dict[str, Any], ...]] = (
    {"from": "2026-04-20", "to": "2026-05-03", "kind": "sun", "reason": "beach"},
    {"from": "2026-05-16", "to": "2026-05-16", "kind": "event", "reason": "a wedding"},
    {"from": "2026-04-01", "to": "2026-04-25", "kind": "away", "reason": "work abroad"},
    {"from": "2026-03-20", "to": "2026-03-22", "kind": "event", "reason": "a concert"},
)
_COMBINED: Final = ("PRP", "chemical peel", "tranexamic acid", "minoxidil", "PRP and a peel")
_AREAS: Final = {
    "cheek_left": 38.0,
    "cheek_right": 36.5,
    "forehead": 61.0,
    "chin": 14.0,
    "nose": 19.0,
    "abdomen": 320.0,
    "neck": 120.0,
    "temple_left": 7.0,
}
_POLICIES: Final[tuple[dict[str, Any], ...]] = (
    {"planning": {"least_interval_days": 35}},
    {"planning": {"told_apart": 0.7, "likely": 0.6}},
    {"planning": {"worthwhile_percent": 20.0}},
    {"planning": {"session_minutes": 45.0, "least_interval_days": 21}},
    {
        "choices": [
            {"rule": "A-004", "window_days": 7, "reason": "our habit", "chosen_by": "Dr. No One"}
        ]
    },
)


@dataclass(frozen=True)
class Person:
    """One invented person: the case as it is written, areas from a photograph, a clinic's policy."""

    name: str
    written: dict[str, Any]
    areas_cm2: dict[str, float] | None = None
    policy: dict[str, Any] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The consultation."""
        return Case.read(self.written)

    @property
    def clinic(self) -> Policy:
        """The clinic's policy."""
        return Policy.read(self.policy)

    @property
    def candidacy(self) -> Candidacy:
        """What the rules say of the case."""
        return screen(self.case, policy=self.clinic)

    def planned(self, grid: Grid | None = COARSE, **more: Any) -> Plan:
        """Return the person's plan."""
        return plan(
            self.case,
            self.candidacy,
            areas_cm2=self.areas_cm2,
            policy=self.clinic,
            grid=grid,
            **more,
        )


def _preferences(dice: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if dice.random() < 0.4:
        found["max_downtime_days"] = dice.choice([1.0, 2.0, 2.0, 3.0, 5.0])
    if dice.random() < 0.3:
        found["max_sessions"] = dice.choice([2, 3, 4, 4, 6])
    if dice.random() < 0.3:
        found["max_minutes"] = dice.choice([15.0, 20.0, 30.0, 45.0])
    if dice.random() < 0.25:
        found["not_before"] = dice.choice(["2026-04-15", "2026-09-01"])
    if dice.random() < 0.5:
        found["avoid"] = dice.sample(_AVOID, dice.choice([1, 1, 2]))
    return found


def _person(k: int, dice: random.Random) -> Person:
    concerns, areas = _WISHES[k % len(_WISHES)]
    wish: dict[str, Any] = {
        "device": dice.choice(["pen", "pen", "pen", "roller", "stamp", "home_device"])
    }
    if dice.random() < 0.35:
        wish["combined_therapy"] = dice.choice(_COMBINED)
    patient: dict[str, Any] = {
        "age": dice.randint(18, 80),
        "sex": dice.choice(["F", "M", "other"]),
        "fitzpatrick": dice.choice(["I", "II", "III", "IV", "V", "VI", None]),
        "pregnancy": "no",
        "lactation": "no",
        "conditions": [],
        "medications": [],
        "allergies": [],
        "recent_procedures": [],
        "concerns": concerns,
        "planned_areas": dice.choice(areas),
        "plan": wish,
        "preferences": _preferences(dice),
    }
    if k % 3 == 2:
        special = _CONDITIONS[(k // 3) % len(_CONDITIONS)]
        patient |= {**special, "plan": wish | special.get("plan", {})}
    measured = dict(_AREAS) if dice.random() < 0.5 else None
    policy = dice.choice(_POLICIES) if dice.random() < 0.35 else {}
    case = {"id": f"person-{k}", "consult_date": "2026-03-16", "patient": patient}
    return Person(f"{k}: {concerns}", case, measured, policy)


def people() -> tuple[Person, ...]:
    """Return the forty, the same ones each time."""
    dice = random.Random(_SEED)
    return tuple(_person(k, dice) for k in range(COUNT))


PEOPLE: Final = people()


@lru_cache(maxsize=COUNT)
def plan_of(k: int) -> Plan:
    """Return the plan of one of the forty, made once a process."""
    return PEOPLE[k].planned()
