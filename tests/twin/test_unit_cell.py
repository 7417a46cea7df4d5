"""The column beside skin resolved around one channel (benchmarks/_unit_cell.py)."""

from __future__ import annotations

import numpy as np
import pytest

import _unit_cell
from homogenisation import compare
from neocol.twin.needling import Needling
from neocol.twin.priors import draw_members
from neocol.twin.skin import Skin

MEMBERS = draw_members(Skin("back"), 3, seed=11)


@pytest.mark.parametrize(("density", "needle"), [(25.0, 3.0), (250.0, 1.5), (400.0, 1.0)])
def test_smearing_the_channels_costs_little(density: float, needle: float) -> None:
    for which in range(MEMBERS.size):
        found = compare(MEMBERS, which, Needling("pen", needle, density))
        for name, (of_change, of_value) in found.items():
            assert of_change < 0.03, name
            assert of_value < 0.015, name


def test_the_resolved_skin_does_not_depend_on_its_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    needling = Needling("pen", 1.5, 100.0)
    coarse = compare(MEMBERS, 0, needling)
    monkeypatch.setattr(_unit_cell, "NARROWEST_MM", 0.004)
    monkeypatch.setattr(_unit_cell, "WIDENING", 1.15)
    fine = compare(MEMBERS, 0, needling)
    for name in coarse:
        assert coarse[name][0] == pytest.approx(fine[name][0], abs=1e-3)


def test_rings_hold_what_a_disc_covers() -> None:
    rings = _unit_cell.radii_mm(100.0)
    assert rings[-1] == pytest.approx(1 / np.sqrt(np.pi))
    share = _unit_cell.inside(rings, np.array([0.03, 10.0]))
    area = np.diff(rings**2)
    assert (share[0] * area).sum() == pytest.approx(0.03**2)
    assert share[1].tolist() == pytest.approx([1.0] * area.size)
