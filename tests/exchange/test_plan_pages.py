"""A plan as practitioner and patient see it: whole, honest, safe with hostile words, one side."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from neocol.exchange.documents import care_html, consent_html, plan_html
from neocol.exchange.documents.comparison import comparison, comparison_of, shown, when_words
from neocol.exchange.documents.plan import plan_view
from neocol.exchange.documents.ribbon import course_ribbon, session_days
from neocol.exchange.documents.tradeoff import tradeoff_chart
from neocol.exchange.documents.words import sentence, zones_label
from neocol.exchange.documents.zones import limit_rows, zone_rows
from neocol.language.catalogue import LANGUAGES
from neocol.record import CareDocument, Case, Contact, Plan, Range, Review, Stamp
from tests.exchange import plans
from tests.exchange.page_text import body, text_of
from tests.exchange.plans import CASE, EVERY

HOSTILE = '<script>alert("x")</script><img src=x onerror=y>'


# ---------------------------------------------------------------- the practitioner's page


def test_a_plan_says_everything_in_order() -> None:
    page = body(plan_html(plans.full(), case=CASE))
    headings = (
        "Ana R.",
        "Needling can be planned, with care.",
        "Courses worth discussing",
        "The gentlest course that the twin can&#39;t tell",
        "Where, and how deep",
        "Benefit against burden",
        "The courses over time",
        "What limits the plan",
        "What was wished for",
        "No trial of needling alone gives usable figures.",
        "Without treatment",
        "What we don't know",
        "1,240 courses",
        "What this rests on",
        "Research and decision-support software",
        "Your plan in plain words",
    )
    for before, after in pairwise(headings):
        assert page.index(before) < page.index(after, page.index(before)), (before, after)
        assert page.count(after), after


@pytest.mark.parametrize("name", EVERY)
def test_no_plan_leaves_a_hole(name: str) -> None:
    page = body(plan_html(EVERY[name](), case=CASE))
    assert not re.findall(r"\bNone\b|\bnan\b|\{'|\(\)|Undefined", page)
    assert "Research and decision-support software" in page
    assert plan_html(EVERY[name]())


def test_the_table_holds_every_option_and_every_verdict() -> None:
    page = text_of(plan_html(plans.full(), case=CASE))
    for words in (
        "can’t be told apart from A",
        "better 24 %, worse 3 %",
        "brings more than A",
        "84 % likely to bring 10 % or more",
        "3 sessions, 28 days apart",
        "4 sessions, 28 to 35 days apart",
        "11 days of a life",
        "off label",
        "14 (6 to 27)",
    ):
        assert words in page, words
    assert re.search(r"Scar score \(Goodman–Baron\): all one may see", page)
    assert re.search(r"Scar score \(Goodman–Baron\): due to needling", page)


def test_differences_between_courses_say_that_they_are_assumed() -> None:
    (first, *_) = comparison(plans.full())
    verdicts = first.rows[0].cells
    assert [cell.basis for cell in verdicts] == [None, "assumed", "assumed", "assumed"]
    page = body(plan_html(plans.full()))
    told = page.index("How depth, density and the number of sessions change the result")
    assert 'class="basis basis-assumed"' in page[told : told + 200]


def test_rows_that_say_nothing_are_left_out() -> None:
    labels = {row.label for group in comparison(plans.full()) for row in group.rows}
    assert "beyond a limit" not in labels
    assert "only when" not in labels
    waiting = {row.label for group in comparison(plans.conditional()) for row in group.rows}
    assert "only when" in waiting
    assert comparison(plans.refused()) == ()


def test_a_what_if_says_its_verdict_by_itself() -> None:
    groups = comparison_of((plans.full().options[1],))
    assert groups[0].rows[0].cells[0].text == "can’t be told apart from the recommended course"


def test_what_waits_is_told_beside_the_table() -> None:
    page = text_of(plan_html(plans.conditional()))
    assert "First to settle" in page
    assert "Warfarin: the prescriber and a recent INR first." in page


def test_where_no_course_fits_it_says_what_would_free_it() -> None:
    page = text_of(plan_html(plans.refused()))
    assert "No course fits every limit." in page
    assert "Three sessions instead of one" in page
    assert "Your plan in plain words" not in page


def test_a_plan_made_again_says_what_it_goes_on_from() -> None:
    page = text_of(plan_html(plans.again()))
    assert "Made again after 1 session" in page
    assert "worth 61 now" in page


def test_doing_nothing_may_win() -> None:
    page = text_of(plan_html(plans.nothing_wins(), case=CASE))
    assert re.search(r"A, no treatment:\s+No course is likely enough", page)
    assert "We suggest no needles for now." in page
    view = plan_view(plans.nothing_wins())
    assert view["mapped"] == 1


def test_what_no_study_showed_is_offered_and_not_recommended() -> None:
    page = text_of(plan_html(plans.unproven(), case=CASE))
    assert "As practised, not proven" in page
    assert "begin the talk here" not in page
    assert "No one has shown that needles help with this." in page


def test_every_reference_of_the_plan_is_numbered_and_linked() -> None:
    page = body(plan_html(plans.full()))
    listed = re.findall(r'<li id="ref-([^"]+)"', page)
    assert listed == list(plans.full().bibliography)
    cited = set(re.findall(r'href="#ref-([^"]+)"', page))
    assert cited <= set(listed)
    assert {"dogra2014", "HAR"} <= cited


def test_hostile_words_stay_words() -> None:
    held = plans.raw(
        why_recommended=HOSTILE,
        without_treatment=HOSTILE,
        options=[
            {
                **plans.GENTLE,
                "label": HOSTILE,
                "caveats": [HOSTILE],
                "why": [HOSTILE],
                "on_label_why": HOSTILE,
                "anaesthetic": HOSTILE,
                "combined_with": [HOSTILE],
                "timeline": [
                    {"kind": kind, "from_day": 1, "to_day": 9, "title": HOSTILE, "text": HOSTILE}
                    for kind in ("preparation", "between", "avoid", "judged")
                ],
            }
        ],
        limits=[{"name": "x", "text": HOSTILE, "binds": True, "frees": HOSTILE}],
        concerns=[{"indication": HOSTILE, "refused": HOSTILE}],
        frontier=plans.frontier()[1:2],
    )
    case = Case.read({"patient": {"name": HOSTILE, "age": 30}})
    page = plan_html(Plan.read(held), case=case, contact=Contact(phone=HOSTILE))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_of_the_network(language: str) -> None:
    for page in (
        plan_html(plans.full(), case=CASE, language=language),
        consent_html(plans.full(), language),
    ):
        assert not re.findall(r'(?:src|href)="(?!data:|#)(?!https?://)[^"]', page)
        assert not re.findall(r'<(?!a )[^>]+(?:src|href)="(https?:[^"]+)"', page)


def test_zones_lie_on_the_photograph(portrait_jpeg: bytes) -> None:
    from neocol.imaging import analyse

    read = analyse(portrait_jpeg, name="a.jpg")
    page = plan_html(plans.full(), case=CASE, analyses=[read], photos={"a.jpg": portrait_jpeg})
    assert page.count("data:image/jpeg;base64,") == 1
    assert "left cheek 1.5 mm" in page


def test_the_course_of_care_shows_the_same_pieces() -> None:
    for plan in (plans.full(), plans.nothing_wins(), plans.refused(), plans.conditional()):
        document = CareDocument(
            case=CASE,
            candidacy=plan.candidacy,
            plan=plan,
            review=Review(response="no session yet", reasons=("nothing was done",)),
            honest_words="Research and decision-support software",
            stamp=Stamp(engine="0", evidence="0"),
        )
        page = body(care_html(document))
        assert page.count('<article class="option') == len(plan.options)
        assert page.count('<svg class="ribbon"') == sum(bool(o.sessions) for o in plan.options)
        assert ("Where, and how deep" in page) == (
            plan.recommended is not None and bool(plan.options[plan.recommended].sessions)
        )


# ---------------------------------------------------------------- figures


def test_the_chart_marks_and_names_the_recommended() -> None:
    root = ET.fromstring(tradeoff_chart(plans.full()))
    classes = [element.get("class") for element in root.iter()]
    assert classes.count("trade-chosen") == 1
    assert classes.count("trade-other") == 3
    assert classes.count("trade-whisker") == 3
    assert classes.count("trade-dot") == 26
    words = [element.text for element in root.iter() if element.text]
    assert "recommended" in words
    assert "within 10 points of A" in words
    assert (root[0].text or "").startswith("Benefit against burden. A gentlest recommended: 22 %")


def side_by_side() -> Plan:
    """Return a plan whose options ask and bring almost the same."""
    points = [{**held, "burden_days": 3.0 + 0.15 * i, "gain": 23.0 + 6 * i}
              for i, held in enumerate(plans.frontier()[1:4])]  # fmt: skip
    return Plan.read(plans.raw(frontier=points))


@pytest.mark.parametrize("make", [*EVERY.values(), side_by_side])
def test_names_in_the_chart_do_not_lie_on_each_other(make: Callable[[], Plan]) -> None:
    drawn = tradeoff_chart(make())
    if not drawn:
        return
    found = [
        (float(element.get("x", 0)), float(element.get("y", 0)), len(element.text or ""))
        for element in ET.fromstring(drawn).iter()
        if element.get("class") in {"trade-name", "trade-word"}
    ]
    for i, (x, y, wide) in enumerate(found):
        for x2, y2, wide2 in found[i + 1 :]:
            assert abs(y - y2) >= 10 or abs(x - x2) >= 3 * (wide + wide2), (x, y, x2, y2)


def test_the_chart_begins_where_nothing_is_done() -> None:
    for make in (plans.nothing_wins, plans.conditional):
        words = [element.text for element in ET.fromstring(tradeoff_chart(make())).iter()]
        assert any(word and word.endswith("no treatment") for word in words)


def test_no_chart_without_options() -> None:
    assert tradeoff_chart(plans.refused()) == ""


@pytest.mark.parametrize("start", [None, dt.date(2026, 4, 6)])
def test_ribbons_are_well_formed_and_named(start: dt.date | None) -> None:
    for make in EVERY.values():
        for option in make().options:
            drawn = course_ribbon(option, start, start, done=1)
            if not option.sessions:
                assert drawn == ""
                continue
            root = ET.fromstring(drawn)
            assert root.attrib["role"] == "img"
            assert f"{option.sessions} sessions" in (root[0].text or "")


def test_days_are_counted_where_they_are_not_listed() -> None:
    bare = plans.full().options[0].model_copy(update={"days": (), "timeline": ()})
    assert session_days(bare) == (0, 28, 56)
    assert when_words(bare) == "3 sessions, 28 days apart"
    one = bare.model_copy(update={"sessions": 1, "interval_days": 0})
    assert when_words(one) == "1 session"


def test_two_sides_alike_share_a_row() -> None:
    rows = zone_rows(plans.full().options[1])
    assert [row.zones for row in rows] == [
        ("cheek_left", "cheek_right"),
        ("chin",),
        ("temple_left", "temple_right"),
        ("forehead",),
    ]
    assert rows[0].notes == ("held by the cap of the cheek, 2 mm",)
    assert rows[0].areas_cm2 == (41.0, 39.0)
    binding = limit_rows(note for note in plans.full().limits if note.name == "depth_cap")
    told = {row.note.text: row.zones for row in binding}
    assert told["the cap of the cheek, 2 mm"] == ()
    assert len(told["the cap of plain needling, 2.5 mm"]) == 6


@pytest.mark.parametrize(
    ("edges", "unit", "said"),
    [
        ((23.2, 8.31, 47.0), "%", "23 (8 to 47)"),
        ((0.94, 0.21, 5.04), "d", "0.9 (0.2 to 5.0)"),
        ((0.0007, 0.0000015, 0.039), "1", "0.1 (<0.1 to 3.9)"),
        ((0.0044, 0.00002, 0.12), "1", "0.4 (<0.1 to 12.0)"),
        ((8.4, -0.09, 17.0), "%", "8 (0 to 17)"),
        ((-22.0, -39.0, -8.0), "%", "−22 (−39 to −8)"),
    ],
)
def test_intervals_are_rounded_to_what_they_carry(
    edges: tuple[float, float, float], unit: str, said: str
) -> None:
    median, low, high = edges
    held = Range(median=median, low90=low, high90=high, unit=unit, basis="assumed")
    assert shown(held) == said


def test_words() -> None:
    assert zones_label(("chin", "temple_right")) == "chin, right temple"
    assert sentence("what is it?") == "What is it?"


# ---------------------------------------------------------------- the patient's summary
