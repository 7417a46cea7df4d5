"""Skin: thickness by site and sex, colour by type, ageing, and how members are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from neocol import evidence
from neocol.record import RecordError
from neocol.record.zones import ZONES
from neocol.twin.kernels.layout import PARAMETERS
from neocol.twin.needling import Needling
from neocol.twin.priors import draw_members
from neocol.twin.skin import Skin, ageing_per_day, spread


@pytest.mark.parametrize("site", [*ZONES, "face"])
def test_every_zone_has_a_skin(site: str) -> None:
    members = draw_members(Skin(site), 50)
    assert (members.dermis_mm > evidence.number("healing.look.papillary", "mm")).all()
    assert (members.dermis_mm < 4).all()
    assert (members.epidermis_mm > 0.02).all()
    assert (members.epidermis_mm < 0.2).all()  # histology, not the entry echo of ultrasound


def test_dermis_is_that_of_the_site_and_sex() -> None:
    for sex, word in (("F", "female"), ("M", "male")):
        member = draw_members(Skin("forehead", sex=sex), 1)
        assert member.dermis_mm[0] == evidence.number(f"sites.forehead.dermis_{word}", "mm")
    unknown = draw_members(Skin("forehead"), 1).dermis_mm[0]
    assert unknown == evidence.number("sites.forehead.dermis_female", "mm")


def test_a_site_without_a_figure_says_that_it_borrows() -> None:
    assert Skin("scalp").borrowed
    assert not Skin("nose").borrowed


def test_darker_types_are_darker_and_hold_more_melanosomes() -> None:
    kinds = [
        draw_members(Skin(fitzpatrick=kind), 1) for kind in ("I", "II", "III", "IV", "V", "VI")
    ]
    lightness = [float(kind.lightness[0]) for kind in kinds]
    assert lightness == sorted(lightness, reverse=True)
    melanosomes = [float(kind.melanosomes[0]) for kind in kinds]
    assert melanosomes == sorted(melanosomes)


def test_an_unknown_type_is_every_type() -> None:
    members = draw_members(Skin(), 60)
    assert np.ptp(members.lightness) > 30


def test_every_rate_of_the_model_has_a_prior_with_source_and_unit() -> None:
    for name in PARAMETERS:
        entry = evidence.entry(f"healing.rate.{name}")
        assert entry.spread is not None
        assert entry.spread.kind == "log_sd"
    assert set(evidence.store.search("healing.rate")) == {f"healing.rate.{n}" for n in PARAMETERS}


def test_members_do_not_depend_on_how_many_are_drawn() -> None:
    few, many = draw_members(Skin(), 3, seed=11), draw_members(Skin(), 40, seed=11)
    np.testing.assert_allclose(few.rates, many.rates[:3], rtol=1e-12)
    np.testing.assert_array_equal(few.dermis_mm, many.dermis_mm[:3])
    assert (draw_members(Skin(), 3, seed=12).rates[1:] != few.rates[1:]).any()


def test_draws_have_the_spread_that_evidence_states() -> None:
    normal = np.random.default_rng(1).standard_normal(40_000)
    rate = spread("healing.rate.macrophage_loss", "1/d", normal)
    entry = evidence.entry("healing.rate.macrophage_loss")
    assert entry.spread is not None
    assert np.median(rate) == pytest.approx(entry.value, rel=0.02)
    assert np.log(rate).std() == pytest.approx(entry.spread.sd, rel=0.02)
    ratio = spread("devices.roller.depth_ratio", "1", normal)
    low, high = np.percentile(ratio, (5, 95))
    span = evidence.span("devices.roller.depth_ratio", "1")
    assert (low, high) == pytest.approx(span[1:], abs=0.01)
    assert spread("devices.roller.needles", "1", normal[:3]).tolist() == [192.0] * 3


def test_a_decade_takes_what_evidence_says() -> None:
    left = np.exp(-ageing_per_day() * 3652.5)
    assert 1 - left == pytest.approx(evidence.number("healing.ageing.dermis_loss", "1"))


def test_devices_differ_in_the_depth_that_is_reached() -> None:
    members = draw_members(Skin(), 400)
    reached = {
        device: float(np.median(members.reached_mm(Needling(device, 1.0, 100.0))))
        for device in ("roller", "pen", "stamp")
    }
    assert reached["roller"] < reached["pen"] < reached["stamp"] < 1.0


@pytest.mark.parametrize(
    ("skin", "said"),
    [
        ({"site": "cheak_left"}, "did you mean 'cheek_left'"),
        ({"age": -1}, "skin.age"),
        ({"age": float("nan")}, "skin.age"),
        ({"uv_index": -0.1}, "skin.uv_index"),
    ],
)
def test_a_skin_that_cannot_be_is_refused(skin: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        Skin(**skin)
