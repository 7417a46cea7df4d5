"""The plan page and its what-if: every part is there, nothing is written, nothing breaks it."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from neocol.clinic import asking, engine, selectors
from neocol.clinic.demo_patients import invented
from neocol.clinic.models import DoneSession, Patient
from neocol.record import Case, dump_json

PEOPLE = ("ana", "tomas", "grace")
PART = {"HX-Request": "true"}
PARTS = (
    'class="stages"',  # where we are
    'class="decision mark-',
    'class="why-recommended',
    'id="asked-face"',
    'id="what-if"',
    'id="answer"',
    'id="in-full"',
    'class="compare options-',
    'class="zones"',
    'class="curve tradeoff"',
    'class="ribbon"',
    "<h2>What limits the plan</h2>",
    "would free it",
    "<h2>Without treatment</h2>",
    "<h2>What we don't know</h2>",
    'class="references"',
    "not cleared, certified or clinically validated",
    'class="consent one-sheet',
)


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


def part_of(client: Client, slug: str, status: int = 200, **asked: object) -> str:
    query = urlencode({name.replace("__", "."): value for name, value in asked.items()}, doseq=True)
    response = client.get(f"/patients/{slug}/plan/what-if/?{query}", headers=PART)
    assert response.status_code == status
    return str(response.content.decode())


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize("slug", PEOPLE)
def test_every_part_of_the_plan_is_there(seeded: None, client: Client, slug: str) -> None:
    page = page_of(client, f"/patients/{slug}/plan/")
    for part in PARTS:
        assert part in page, part
    assert f'href="/patients/{slug}/plan/document/?lang=en"' in page
    assert f'href="/patients/{slug}/plan/consent/?lang=en"' in page
    cited = set(re.findall(r'href="#(ref-[^"]+)"', page))
    assert cited <= set(re.findall(r'id="(ref-[^"]+)"', page))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert not re.search(r'\bstyle="', page), "the policy allows no style in the page"
    assert f'href="/patients/{slug}/plan/"' in page_of(client, f"/patients/{slug}/")


def test_the_summary_for_the_patient_is_in_the_language_that_is_asked_for(
    seeded: None, client: Client
) -> None:
    page = page_of(client, "/patients/ana/plan/?lang=es")
    assert re.search(r'<article class="consent one-sheet[^>]* lang="es">', page)
    assert '<html lang="es">' in page_of(client, "/patients/ana/plan/consent/?lang=es")
    assert '<html lang="en">' in page_of(client, "/patients/ana/plan/consent/?lang=xx")
    assert "Courses worth discussing" in page_of(client, "/patients/ana/plan/document/")


@pytest.mark.parametrize("slug", PEOPLE)
def test_the_page_begins_with_the_numbers_of_the_recommended(
    seeded: None, client: Client, slug: str
) -> None:
    assert "These are the numbers of A" in page_of(client, f"/patients/{slug}/plan/")
    assert "These are the numbers of A" in part_of(client, slug)


def test_after_a_session_the_plan_is_made_again(seeded: None, client: Client) -> None:
    page = page_of(client, "/patients/grace/plan/")
    assert "Made again after 1 session" in page
    assert "further sessions" in page
    today = dt.date.today()
    option = selectors.pathway("grace", today).planned.begin
    assert option is not None
    assert option.dates[0] > today


def test_a_changed_number_changes_the_answer(seeded: None, client: Client) -> None:
    base = text_of(part_of(client, "ana"))
    deeper = text_of(part_of(client, "ana", by="all", depth=1.75, sessions=8, interval=20))
    assert "8 sessions, 20 days apart" in deeper
    assert "Limits it breaks" not in base
    for told in (
        "Limits it breaks, and what would free them",
        "asked 1.75 mm, allowed 1.5 mm",
        "asked 20 days, allowed 42 days",
        "override",
        "No study did this",
        "D as asked",
        "likely to bring",
        "Redness after each",
        "Pain",
        "Dark marks, chance",
        "Time a session",
        "Burden, all in all",
        "Gain by zone",
        "from A",
    ):
        assert told in deeper, told
    assert re.findall(r"gain (\d+)", base) != re.findall(r"gain (\d+)", deeper)


def test_zones_devices_companions_and_later_intervals_are_followed(
    seeded: None, client: Client
) -> None:
    one = text_of(
        part_of(client, "ana", by="each", zone=["chin"], depth__chin=0.75, passes__chin=6)
    )
    assert "Chin 0.75 mm 6" in one
    assert "Left and right cheek" not in one.split("Gain by zone")[1].split("Over time")[0]
    whole = text_of(part_of(client, "ana", device="roller"))
    assert "roller" in whole
    assert "pen, PRP" not in whole
    assert "PRP" in text_of(part_of(client, "ana", **{"with": "prp"}))
    uneven = text_of(part_of(client, "ana", sessions=3, interval=42, later=90))
    assert "3 sessions, 42 to 90 days apart" in uneven


def test_a_zone_that_is_left_out_gains_nothing_on_the_chart() -> None:
    case = Case.read(invented(dt.date.today())[0]["case"])
    planned = engine.planned(engine.Key(dump_json(case, indent=None)))
    assert planned.begin is not None
    whole = planned.begin.course()
    part = whole.model_copy(update={"zones": {"chin": whole.zones["chin"]}})
    both, one = planned.asked(whole), planned.asked(part)
    assert both.point is not None
    assert one.point is not None
    assert one.point.gain < both.point.gain
    assert one.option.benefits[0].gain.median == pytest.approx(
        both.option.benefits[0].by_zone["chin"], rel=0.05
    )
    assert both.option.versus is not None
    assert both.option.versus.verdict == "not_told_apart"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"by": "all", "depth": 0}, "Depth, all zones: a number of mm above 0, at most 3, not '0'"),
        ({"by": "all", "depth": 4}, "at most 3, not '4'"),
        ({"by": "all", "depth": "deep"}, "not 'deep'"),
        ({"by": "all", "depth": "nan"}, "not 'nan'"),
        ({"by": "all", "depth": ""}, "nothing was given"),
        ({"by": "all", "passes": 1000}, "Passes, all zones: a whole number from 1 to 100"),
        ({"by": "each", "depth__chin": -1}, "Depth, chin"),
        ({"by": "both"}, "Depth and passes: all or each, not 'both'"),
        ({"sessions": 99}, "Sessions: a whole number from 1 to 20, not '99'"),
        ({"sessions": "x"}, "not 'x'"),
        ({"interval": 0}, "Interval: a whole number of days"),
        ({"interval": ""}, "Interval: a whole number of days"),
        ({"later": "soon"}, "Later interval"),
        ({"sessions": 20, "interval": 365}, "nothing is followed beyond day 3650"),
        ({"zone": "nosse"}, "not 'nosse'"),
        ({"form": 1}, "Zones: at least one of"),
        ({"device": "rf_needling"}, "Device: one of pen, roller, stamp, not 'rf_needling'"),
        ({"with": "magic"}, "Combined with: one of PRP"),
        ({"by": "all", "depth": "9" * 5000}, "at most 3"),
        ({"zone": "\x00"}, "Zones"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(
    seeded: None, client: Client, asked: dict[str, object], told: str
) -> None:
    part = part_of(client, "ana", 422, **asked)
    assert told in text_of(part)
    assert "This can't be worked out" in text_of(part)
    query = urlencode({name.replace("__", "."): value for name, value in asked.items()})
    page = page_of(client, f"/patients/ana/plan/what-if/?{query}", 422)
    assert told in text_of(page)
    for name, value in asked.items():
        if name in {"depth", "sessions", "interval", "later"}:
            assert f'name="{name}"' in page
            assert f'value="{value}"' in page
    assert "Courses worth discussing" in page


def test_without_a_script_the_whole_page_comes_back(seeded: None, client: Client) -> None:
    page = page_of(client, "/patients/ana/plan/what-if/?by=all&depth=1.75&sessions=5")
    assert "<!doctype html>" in page.lower()
    assert "asked 1.75 mm" in page
    assert re.search(r'name="depth"[^>]*value="1.75"', page)
    assert re.search(r'name="sessions"[^>]*value="5"', page)
    assert 'hx-swap-oob="innerHTML"' not in page


def test_the_numbers_of_an_option_are_an_address(seeded: None, client: Client) -> None:
    planned = selectors.pathway("ana", dt.date.today()).planned
    page = page_of(client, "/patients/ana/plan/")
    for option in planned.plan.options:
        address = f"/patients/ana/plan/what-if/?{asking.address_of(option)}"
        assert html.escape(address) in page
        course = option.course()
        told = text_of(page_of(client, address))
        assert f"{len(course.days)} sessions" in told


@pytest.mark.parametrize("path", ["", "what-if/", "what-if/?sessions=99", "document/", "consent/"])
def test_headers_are_strict_and_nothing_is_kept(seeded: None, client: Client, path: str) -> None:
    response = client.get(f"/patients/ana/plan/{path}")
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    asks = not path.startswith(("document", "consent"))
    assert policy.get("script-src") == ("'self'" if asks else None)
    assert policy.get("connect-src") == ("'self'" if asks else None)
    assert policy["form-action"] == ("'self'" if asks else "'none'")
    assert response["Cache-Control"] == "no-store"
    body = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"\son\w+=", body)


def test_the_other_pages_have_no_script(seeded: None, client: Client) -> None:
    for page in ("/", "/patients/ana/", "/design/", "/rules/"):
        response = client.get(page)
        assert "script-src" not in response["Content-Security-Policy"]
        assert b"<script" not in response.content


def test_everything_is_asked_by_reading(seeded: None, client: Client) -> None:
    before = (Patient.objects.count(), DoneSession.objects.count())
    for path in ("", "what-if/", "document/", "consent/"):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(f"/patients/ana/plan/{path}").status_code == 405
        assert client.get(f"/patients/nobody/plan/{path}").status_code == 404
    assert (Patient.objects.count(), DoneSession.objects.count()) == before


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"


def test_hostile_words_stay_words(seeded: None, client: Client) -> None:
    for name in (
        "depth",
        "sessions",
        "zone",
        "with",
        "device",
        "by",
        "later",
        "depth.chin",
        "lang",
    ):
        address = f"/patients/ana/plan/what-if/?{urlencode({name: HOSTILE})}"
        for headers in ({}, PART):
            page = client.get(address, headers=headers).content.decode()
            assert "<script>" not in page
            assert "<img" not in page


def test_a_person_without_a_course_has_a_page_without_a_form(seeded: None, client: Client) -> None:
    patient = Patient.objects.get(slug="ana")
    patient.case["patient"]["plan"]["device"] = "rf_needling"
    patient.save()
    page = page_of(client, "/patients/ana/plan/")
    assert "No course. Radio-frequency needling has its own depth table" in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
    assert 'id="what-if"' not in page
    assert client.get("/patients/ana/plan/what-if/").status_code == 404
