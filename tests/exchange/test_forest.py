"""The forest plot: every outcome on its scale, inside and outside told apart, nothing unescaped."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neocol import care
from neocol.exchange.documents.forest import forest_html, forest_svg
from neocol.exchange.documents.trial_scales import (
    Placed,
    axis_ticks,
    group_words,
    measure_name,
    skill_words,
    spoken,
    trial_scales,
)
from neocol.record import TrialRow
from neocol.record.outcome import Skill
from tests.reports import DIGEST, ROWS, interval, report, row

SVG = "{http://www.w3.org/2000/svg}"


def shapes(svg: str, css: str) -> list[ET.Element]:
    return [part for part in ET.fromstring(svg).iter() if part.get("class") == css]


def test_each_row_stands_on_the_scale_of_its_unit() -> None:
    first, second, third = trial_scales(report())
    assert (first.title, second.title) == ("Change, % of baseline", "Share of people, %")
    assert third.title == "Hair density, hairs/cm2"
    assert [placed.published for placed in first.rows] == pytest.approx([-44.6, -68.3, 53.2, -44.4])
    assert [placed.published for placed in second.rows] == pytest.approx([94.4, 93.3])
    assert third.rows[0].predicted.low90 == -9
    assert first.interval(first.rows[0].predicted) == "−36 (−55 to −16)"
    assert second.interval(second.rows[0].predicted) == "81 (55 to 97)"


def test_a_score_without_a_baseline_keeps_an_axis_of_its_own() -> None:
    alone = trial_scales(report((row("a", 6.5, "score", (7.6, 5.3, 9.9)),)))
    assert [drawn.title for drawn in alone] == ["Scar score (Goodman–Baron), score"]


def test_a_score_with_its_baseline_is_drawn_as_change() -> None:
    known = row("a", 6.5, "score", (7.6, 5.3, 9.9)).model_copy(
        update={"baseline": 11.73, "value_of": "after"}
    )
    (drawn,) = trial_scales(report((known,)))
    assert drawn.title == "Change, % of baseline"
    assert drawn.rows[0].published == pytest.approx(-44.6, abs=0.1)


def test_the_drawing_is_well_formed_and_shows_every_outcome() -> None:
    svg = forest_svg(report())
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    text = " ".join(root.itertext())
    for each in ROWS:
        assert (each.cohort in text) == (each.predicted is not None)
    assert "nan" not in svg
    assert DIGEST in text
    for word in care.HONEST_WORDS.split():
        assert word in text


def test_inside_and_outside_differ_in_shape_and_word() -> None:
    svg = forest_svg(report())
    inside, outside = shapes(svg, "forest-in"), shapes(svg, "forest-out")
    legend = 1
    assert {part.tag for part in inside} == {f"{SVG}circle"}
    assert {part.tag for part in outside} == {f"{SVG}path"}
    assert (len(inside), len(outside)) == (5 + legend, 2 + legend)
    assert [part.text for part in shapes(svg, "forest-out-word")] == ["outside", "outside"]
    assert len(shapes(svg, "forest-papers")) == 1 + legend


def test_a_dot_stands_where_its_axis_says() -> None:
    only = row("one", 50.0, "% of baseline", (50.0, 0.0, 100.0))
    svg = forest_svg(report((only,)))
    dot = shapes(svg, "forest-in")[-1]
    ticks = trial_scales(report((only,)))[0].ticks
    share = (-50.0 - ticks[0]) / (ticks[-1] - ticks[0])
    assert float(dot.attrib["cx"]) == pytest.approx(226 + 330 * share, abs=0.1)


def test_an_interval_without_end_leaves_room_for_the_others() -> None:
    held = Placed(ROWS[0], interval(10, -9e6, 9e6, ""), 20.0)
    ticks = axis_ticks([Placed(ROWS[0], interval(5, 0, 9, ""), 6.0)] * 3 + [held])
    assert ticks[-1] < 100
    wild = row("wild", 60.0, "% of baseline", (70.0, -9e6, 9e6))
    many = forest_svg(report((*ROWS[:4], wild)))
    assert len(shapes(many, "session")) == 2  # an arrow on either side
    assert all(float(part.attrib["width"]) < 400 for part in shapes(many, "forest-twin"))


@given(
    st.lists(
        st.tuples(*[st.floats(-1e6, 1e6) for _ in range(3)], st.none() | st.floats(-1e6, 1e6)),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["% of baseline", "fraction", "points", ""]),
)
def test_any_numbers_can_be_drawn(values: list[Any], unit: str) -> None:
    rows = []
    for i, (a, b, c, published) in enumerate(values):
        low, median, high = sorted((a, b, c))
        rows.append(row(f"r{i}", published, unit, (median, low, high)))
    svg = forest_svg(report(tuple(rows)))
    ET.fromstring(svg)
    assert "nan" not in svg
    assert "inf" not in svg


HOSTILE = '<script>alert("1")</script>&\x1b[31m\x00]]>'


def hostile() -> Any:
    bad = {"cohort": HOSTILE, "indication": HOSTILE, "measure": HOSTILE, "source": HOSTILE}
    rows = (
        row("a", 5.0, HOSTILE, (4.0, 3.0, 6.0), **bad),
        row(HOSTILE, None, "", None, refused=HOSTILE, **bad),
    )
    return report(rows, notes=(HOSTILE,), by_group={HOSTILE: {"refused": HOSTILE}}, choice={})


def test_text_from_outside_is_escaped() -> None:
    made = hostile()
    ET.fromstring(forest_svg(made))
    for text in (forest_svg(made), forest_html(made)):
        assert "<script" not in text
        assert "&lt;script" in text
    for drawn in re.findall(r"<svg class=\"forest.*?</svg>", forest_html(made), re.DOTALL):
        ET.fromstring(drawn)


def test_the_page_says_it_all_and_asks_nothing_of_the_network() -> None:
    html = forest_html(report())
    assert re.findall(r'(?:src|href)="(?!data:|#)', html) == []
    for said in (
        care.HONEST_WORDS,
        DIGEST,
        "5 of 7 published values lie in their 90 % interval",
        "No detectable difference.",
        "not testable: 1 cohort; three are needed",
        "An odds ratio is no outcome of one arm.",
        "Studies that fail are printed less often.",
    ):
        assert said in html


def test_a_long_report_is_drawn_in_parts_that_fit_on_a_page() -> None:
    rows = tuple(row(f"s{i}", 60.0, "% of baseline", (62.0, 45.0, 84.0)) for i in range(40))
    html = forest_html(report(rows))
    drawn = re.findall(r'<svg class="forest forest-wide".*?viewBox="0 0 760 (\d+)"', html)
    assert len(drawn) == 1 + 3
    assert max(map(int, drawn)) < 1000
    assert all(f">s{i} · n 30<" in html for i in range(40))


def test_rows_that_the_model_had_seen_are_marked_among_others() -> None:
    some: tuple[TrialRow, ...] = (ROWS[0], ROWS[1].model_copy(update={"held_out": False}))
    assert "leheta2011 · n 30 †" in forest_svg(report(some))
    assert "†" not in forest_svg(
        report(tuple(r.model_copy(update={"held_out": False}) for r in ROWS))
    )


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-3, -1, "better than the literature alone"),
        (1, 3, "worse than the literature alone"),
        (-1, 1, "no detectable difference"),
    ],
)
def test_skill_is_claimed_only_beyond_its_interval(low: float, high: float, verdict: str) -> None:
    skill = Skill(
        difference=(low + high) / 2, low95=low, high95=high, score=1, baseline_score=2, cohorts=1
    )
    assert skill_words(report(skill=skill))[0] == verdict
    assert skill_words(report(skill=None))[0] == "not tested"


def test_words() -> None:
    assert measure_name("mmasi") == "mMASI"
    assert measure_name("goodman_baron_grade") == "scar grade (Goodman–Baron)"
    assert group_words(report().by_group["melasma / masi"]).startswith("not testable")


def test_who_spoke_for_a_cohort_stands_at_its_row_alone() -> None:
    held = report(choice={ROWS[0].cohort: "twin", "melasma / masi": "literature"})
    assert spoken(held) == {"melasma / masi": "literature"}


def test_a_difference_near_nothing_keeps_its_sign_and_size() -> None:
    skill = report().skill
    assert skill is not None
    near = skill.model_copy(update={"difference": 0.23, "low95": -0.03, "high95": 0.53})
    assert "+0.23 (−0.03 to +0.53)" in skill_words(report(skill=near))[1]
