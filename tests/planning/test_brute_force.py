"""The search finds what trying every course finds, read from few courses or from all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neocol.planning import responses
from neocol.planning.context import Context
from neocol.planning.search import Search
from neocol.planning.space import Grid, Space
from tests.planning.brute import by_definition, prepared, searched, usual

FEW = Grid(0.5, 8, 28)
SPACES: dict[str, dict[str, Any]] = {
    "three zones": {"planned_areas": "left cheek, forehead, chin", "grid": FEW},
    "few minutes": {
        "concerns": "wrinkles",
        "planned_areas": "left cheek, chin, forehead",
        "preferences": {"max_minutes": 17.0},
        "grid": FEW,
    },
    "little redness": {"concerns": "wrinkles", "preferences": {"max_downtime_days": 1.5}},
    "four sessions at most": {"planned_areas": "left cheek", "preferences": {"max_sessions": 4}},
    "dark skin": {"fitzpatrick": "V", "planned_areas": "cheeks, forehead"},
    "stretch marks": {"concerns": "stretch marks", "planned_areas": "abdomen"},
    "melasma": {"concerns": "melasma"},
    "hair": {"concerns": "hair loss", "planned_areas": "scalp"},
    "a roller, sagging skin": {"concerns": "sagging skin", "plan": {"device": "roller"}},
    "a clinic that wants more": {
        "planned_areas": "left cheek",
        "policy": {"planning": {"worthwhile_percent": 30.0}},
    },
    "a clinic that tells apart sooner": {
        "policy": {"planning": {"told_apart": 0.55, "likely": 0.4}},
        "planned_areas": "left cheek, forehead",
        "grid": FEW,
    },
}
LARGE: dict[str, dict[str, Any]] = {
    "acne scars of cheeks and forehead": {
        "grid": Grid(0.25, 8, 14),
        "planned_areas": "left cheek, forehead",
    },
    "wrinkles by a roller": {
        "grid": Grid(0.25, 4, 14),
        "concerns": "wrinkles",
        "planned_areas": "left cheek, upper lip",
        "plan": {"device": "roller"},
    },
    "photoageing, little time": {
        "grid": Grid(0.25, 4, 14),
        "concerns": "photoageing",
        "planned_areas": "left cheek, chin",
        "preferences": {"max_minutes": 13.5},
    },
    "a clinic that is content with a little": {
        "grid": Grid(0.25, 8, 14),
        "planned_areas": "left cheek",
        "policy": {"planning": {"likely": 0.3, "told_apart": 0.55, "worthwhile_percent": 35.0}},
    },
}  # fmt: skip


def _same(context: Context, space: Space, found: Search) -> None:
    among = usual(context, space)
    for lifted in (False, True):
        chosen = found.choose(among=among, lifted=lifted)
        wanted = by_definition(context, space, np.flatnonzero(among).tolist(), lifted)
        assert (chosen is None) == (wanted is None)
        if chosen is None or wanted is None:
            continue
        assert chosen.burden == pytest.approx(wanted.burden, abs=1e-6)
        assert chosen.schedule == wanted.place
        settings = {
            zone: found.settings[found.zones[zone].skin][j] for zone, j in chosen.settings.items()
        }
        assert settings == wanted.settings


@pytest.mark.parametrize("name", SPACES)
def test_the_search_equals_brute_force(name: str) -> None:
    context, space = prepared(**SPACES[name])
    assert space.candidates
    _same(context, space, searched(context, space))


@pytest.mark.parametrize("name", LARGE)
def test_what_is_read_from_few_courses_changes_no_choice(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "_DESIGN", (16, 16))
    monkeypatch.setattr(responses, "_HELD_OUT", (6, 6))
    context, space = prepared(**LARGE[name])
    assert space.candidates > 60
    found = searched(context, space)
    assert found.report().simulated < found.report().screened
    _same(context, space, found)


def test_the_choice_is_settled_without_following_everything() -> None:
    context, space = prepared(planned_areas="left cheek", grid=Grid.usual())
    found = searched(context, space)
    chosen = found.choose(among=usual(context, space))
    assert chosen is not None
    assert found.complete
    assert found.report().simulated < found.report().screened
    held, own = found.skins["cheek_left"], found.zones["cheek_left"]
    row = int(own.rows[chosen.schedule, chosen.settings["cheek_left"]])
    held.follow([row])
    assert float((held.gains[row] >= 10.0) @ context.weights) >= 0.66
