"""The page of a simulated course, and the panels it is drawn in."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import care
from neocol.exchange.documents import healing, simulation_html
from neocol.exchange.documents.plots import Panel, scale
from neocol.exchange.documents.words import plain_name
from neocol.record import SimulationRequest
from neocol.twin import simulate

SESSION = {"day": 0, "device": "pen", "needle_mm": 1.5, "passes": 16}
COURSE = SimulationRequest.read(
    {
        "id": "<b>Ana</b>",
        "skin": {"site": "cheek_left", "age": 40, "sex": "F", "fitzpatrick": "IV"},
        "sessions": [SESSION, {**SESSION, "day": 3}],
        "days": 200,
        "members": 12,
    }
)
UNTOUCHED = SimulationRequest.read({"days": 30, "members": 2})


@pytest.mark.parametrize("request_", [COURSE, UNTOUCHED])
def test_the_page_shows_every_observable_and_asks_nothing_of_the_network(
    request_: SimulationRequest,
) -> None:
    answer = simulate(request_)
    html = simulation_html(request_, answer)
    assert re.findall(r'(?:src|href)="(?!data:|#)', html) == []
    assert "<script" not in html
    for name, band in answer.observables.items():
        assert f">{plain_name(name)[0].upper()}{plain_name(name)[1:]}<" in html
        assert band.unit in html
    for caveat in answer.caveats:
        assert caveat in html
    assert care.HONEST_WORDS in html


def test_what_lies_beyond_the_evidence_is_said_first() -> None:
    html = simulation_html(COURSE, simulate(COURSE))
    assert html.index("Beyond the evidence") < html.index("What was done")
    assert "<b>Ana" not in html


def test_every_drawing_is_well_formed_and_named() -> None:
    answer = simulate(COURSE)
    assert answer.profile is not None
    band = answer.observables["tewl"]
    for svg in (
        healing.healing_curve(answer, [0, 3]),
        healing.phases_drawing(answer, [0, 3]),
        healing.depth_film(answer.profile, [0, 3]),
        healing.observable_drawing("tewl", band, answer.days),
    ):
        root = ET.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert (root[0].text or "").strip()
        assert "nan" not in svg


@given(st.floats(-1e4, 1e4), st.floats(1e-2, 1e6), st.integers(2, 9))
def test_an_axis_is_round_and_holds_its_values(low: float, width: float, count: int) -> None:
    ticks = scale(low, low + width, count)
    assert ticks[0] <= low + 1e-6 * width
    assert ticks[-1] >= low + width - 1e-6 * width
    assert len(ticks) <= count + 3
    assert list(ticks) == sorted(set(ticks))


def test_a_panel_puts_values_where_its_axes_say() -> None:
    panel = Panel(10, 20, 100, 50, (0.1, 10.0), (1.9, 0.0), log=True)
    assert panel.at_x(0.1) == pytest.approx(10)
    assert panel.at_x(1.0) == pytest.approx(60)
    assert panel.at_x(0.001) == pytest.approx(10)  # before the axis begins
    assert panel.at_y(0.0) == pytest.approx(20)  # depth runs downwards
    assert panel.at_y(1.9) == pytest.approx(70)
