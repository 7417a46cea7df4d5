"""Ten wishes against what is practised and studied; where a plan differs, it says why.

Ranges: research/evidence.md, section 7 (practice tables, expert or vendor), and research/rules.md,
section 2 (indications, device settings, schedules).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import pytest

from neocol.record import Plan, PlanOption
from tests.planning.asked import first, offered


class Practised(NamedTuple):
    """What is usual: set needle in mm, sessions, days between them, and where that stands."""

    areas: str
    depth_mm: tuple[float, float]
    sessions: tuple[int, int]
    interval: tuple[int, int]
    source: str


PRACTISED: Final = {
    "acne scars": Practised(
        "cheeks", (1.0, 2.0), (3, 4), (14, 42),
        "evidence.md 7: Dr.Pen facial scar 1.0-2.0; rules.md 2: 1.5 mm, 3 at 4 weeks, 3 at 2 weeks",
    ),
    "surgical scar": Practised(
        "chin", (1.5, 2.5), (3, 6), (28, 30),
        "evidence.md 7: guide 1.5-2.5 mm x 3-6 monthly; rules.md 2: 1.5-2.0 mm, 3-6 at 4 weeks",
    ),
    "wrinkles": Practised(
        "cheeks, chin", (0.5, 1.5), (4, 6), (14, 42),
        "evidence.md 7: Fernandes 1.0 mm; rules.md 2: 4 at 30 days [ABL], 6 at 2 weeks [ELD]",
    ),
    "rejuvenation": Practised(
        "cheeks", (0.5, 1.5), (3, 4), (14, 42),
        "evidence.md 7: guide 0.5-1.5 mm x 3-4; rules.md 2: 4 at 30 days",
    ),
    "photoageing": Practised(
        "cheeks", (0.5, 1.5), (4, 6), (14, 42),
        "rules.md 2: 1.5 mm recalled, 6 at 2 weeks [ELD]; 4 at 30 days [ABL]",
    ),
    "large pores": Practised(
        "cheeks", (0.5, 1.0), (3, 4), (28, 28),
        "rules.md 2: 0.5-1.0 mm, 3-4 at 4 weeks, recalled",
    ),
    "stretch marks": Practised(
        "abdomen", (1.5, 2.5), (4, 5), (28, 31),
        "evidence.md 7: Dr.Pen striae 1.5-2.0; rules.md 2: 1.5-2.5 mm, 4 or 5 monthly [ST1, ST2]",
    ),
    "melasma": Practised(
        "cheeks", (0.25, 0.5), (3, 4), (14, 28),
        "rules.md 2: 0.25-0.5 mm, 3-4 at 2-4 weeks with tranexamic acid",
    ),
    "sunspots": Practised(
        "cheeks", (0.25, 0.5), (3, 4), (14, 28),
        "rules.md 2: 0.25-0.5 mm, faint erythema, 3-4 at 2-4 weeks",
    ),
    "hair loss": Practised(
        "scalp", (0.5, 2.5), (3, 24), (7, 28),
        "evidence.md 7: guide 0.5-1.5 mm weekly to monthly; rules.md 2: trials 0.5-2.5 mm",
    ),
}  # fmt: skip


def _course(found: Plan) -> PlanOption:
    """Return what is recommended; where nothing is, what is practised."""
    return first(found) if first(found).zones else found.options[1]


@pytest.mark.parametrize("concern", PRACTISED)
def test_a_plan_is_what_is_practised(concern: str) -> None:
    usual = PRACTISED[concern]
    found = _course(
        offered(concerns=concern, planned_areas=usual.areas, fitzpatrick="III", grid=None)
    )
    assert usual.sessions[0] <= found.sessions <= usual.sessions[1], usual.source
    for zone, one in found.zones.items():
        assert usual.depth_mm[0] <= one.depth_mm <= usual.depth_mm[1], (zone, usual.source)
    for earlier, later in pairwise(found.days):
        assert usual.interval[0] <= later - earlier <= usual.interval[1], usual.source


def _said(option: PlanOption, found: Plan) -> str:
    return " ".join((*option.why, *option.caveats, *(note.text for note in found.limits)))


DIFFERENT: Final = {
    "a nose is shallower than scars ask for": (
        {"planned_areas": "nose"},
        "depth lowered to the cap of the site: nose",
    ),
    "a forehead is": ({"planned_areas": "forehead"}, "the cap of the forehead, 1 mm"),
    "easily marked skin waits six weeks": (
        {"fitzpatrick": "V"},
        "42 days between sessions at least, the longest for skin type V",
    ),
    "easily marked skin gets fewer passes": ({"fitzpatrick": "VI"}, "16 passes, fewer for skin"),
    "skin of unknown type counts as such": (
        {"fitzpatrick": None},
        "skin type unknown, read as the more easily marked",
    ),
    "a clinic waits longer": ({"policy": {"least_interval_days": 42}}, "by the clinic's policy"),
    "a roller where a pen was studied": (
        {"concerns": "uneven texture", "plan": {"device": "roller"}},
        "studied with a pen: that a roller does the same is assumed",
    ),
    "nobody studied it": ({"concerns": "large pores"}, "as practised: no study was read"),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_from_practice_is_explained(name: str) -> None:
    changes, reason = DIFFERENT[name]
    found = offered(**changes)
    assert reason in _said(_course(found), found)


def test_darker_skin_gets_longer_intervals_fewer_passes_and_no_bleeding() -> None:
    light, dark = first(offered(fitzpatrick="II")), first(offered(fitzpatrick="VI"))
    assert dark.interval_days > light.interval_days
    assert {zone.endpoint for zone in dark.zones.values()} == {"erythema"}
    assert {zone.passes for zone in dark.zones.values()} < {16, *range(4, 16)}
    assert dark.pih_probability.median > light.pih_probability.median


def test_a_label_use_is_called_so_and_nothing_else_is() -> None:
    assert first(offered()).on_label
    assert not first(offered(age=20)).on_label
    assert not first(offered(concerns="wrinkles")).on_label
    assert not first(offered(plan={"device": "roller"})).on_label
    neck = offered(concerns="wrinkles", planned_areas="neck", fitzpatrick="III")
    assert first(neck).on_label
    assert not any(one.on_label for one in offered().options if one.combined_with)


def test_a_photograph_s_area_gives_the_minutes() -> None:
    small = first(offered(areas={"cheek_left": 10.0, "cheek_right": 10.0}))
    usual = first(offered())
    assert small.minutes_per_session.median < usual.minutes_per_session.median
    assert small.zones["cheek_left"].area_cm2 == pytest.approx(10.0)
    assert usual.zones["cheek_left"].area_cm2 is None
