"""The plan page in a real browser: a number is changed, and the answer is there at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SLOW = 30_000  # ms an answer may take on a busy machine before it counts as missing
FINGER = 44  # px that a finger needs


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_number_is_changed_and_the_answer_changes_without_a_page(
    seeded: None, live_server: Any, opened: Callable[..., Any], width: int, scheme: str
) -> None:
    from playwright.sync_api import expect

    watched = opened(width, scheme)
    page = watched.page
    page.goto(f"{live_server.url}/patients/ana/")
    page.get_by_role("link", name="The whole plan").click()
    answer = page.locator("#answer")
    expect(answer.get_by_text("These are the numbers of A")).to_be_visible(timeout=SLOW)
    page.evaluate("window.sameDocument = true")
    depth = page.get_by_label("depth, mm", exact=True)
    depth.fill("1.75")
    under_the_finger = depth.bounding_box()
    expect(answer.get_by_text("Limits it breaks")).to_be_visible(timeout=SLOW)
    expect(answer.get_by_text("asked 1.75 mm, allowed 1.5 mm").first).to_be_visible()
    expect(page.locator("#strip")).to_contain_text("limits")
    expect(page.locator("#asked-face title").first).to_contain_text("1.75 mm")
    expect(answer.locator(".trade-name", has_text="D as asked")).to_have_count(1)
    assert depth.bounding_box() == under_the_finger
    expect(depth).to_be_focused()

    page.get_by_label("zone by zone").check()
    page.get_by_label("Depth, chin").fill("0.5")
    expect(page.locator("#asked-face title").first).to_contain_text("chin 0.5 mm", timeout=SLOW)
    page.get_by_label("sessions", exact=True).fill("6")
    expect(answer.get_by_role("heading", name="6 sessions, 42 days apart")).to_be_visible(
        timeout=SLOW
    )
    page.get_by_label("PRP", exact=True).check()
    expect(page.locator("#strip")).to_contain_text("gain", timeout=SLOW)
    assert page.evaluate("window.sameDocument") is True
    assert "sessions=6" in page.url, "what is asked stands in the address, so that it can be kept"
    watched.fits("what if")

    asked = page.url
    page.goto(asked)
    expect(page.get_by_label("sessions", exact=True)).to_have_value("6")
    assert watched.outside == []
    assert watched.messages == []


@pytest.mark.parametrize("width", [390, 1440])
def test_what_cannot_be_used_is_said_and_what_was_typed_stays(
    seeded: None, live_server: Any, opened: Callable[..., Any], width: int
) -> None:
    from playwright.sync_api import expect

    watched = opened(width)
    page = watched.page
    page.goto(f"{live_server.url}/patients/tomas/plan/")
    page.get_by_label("sessions", exact=True).fill("99")
    expect(page.get_by_role("alert")).to_contain_text("a whole number from 1 to 20", timeout=SLOW)
    expect(page.get_by_label("sessions", exact=True)).to_have_value("99")
    watched.fits("what cannot be used")
    page.get_by_label("sessions", exact=True).fill("4")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=SLOW)
    assert [text for text in watched.messages if "422" not in text] == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("slug", ["ana", "tomas", "grace"])
def test_every_plan_page_is_sound_and_fits_a_finger(
    seeded: None, live_server: Any, opened: Callable[..., Any], slug: str, width: int
) -> None:
    watched = opened(width)
    watched.sound(f"{live_server.url}/patients/{slug}/plan/?lang=es")
    small = watched.page.evaluate(
        """least => [...document.querySelectorAll(
             '.what-if input:not([type=hidden]), .what-if button, .what-if a, .chapters a, '
             + '.paper-link, summary')]
           .map(held => [held, (held.closest('label') ?? held).getBoundingClientRect()])
           .filter(([held, box]) => box.width > 0 && box.height < least - .5)
           .map(([held, box]) => held.outerHTML.slice(0, 120) + ' ' + box.height)""",
        FINGER,
    )
    assert small == []
    for paper in ("document/", "consent/?lang=es"):
        watched.sound(f"{live_server.url}/patients/{slug}/plan/{paper}")
    assert watched.outside == []
    assert watched.messages == []


def test_without_a_script_the_form_is_sent_as_ever(
    seeded: None, live_server: Any, opened: Callable[..., Any]
) -> None:
    from playwright.sync_api import expect

    watched = opened(1440, java_script_enabled=False)
    page = watched.page
    page.goto(f"{live_server.url}/patients/ana/plan/")
    page.get_by_label("depth, mm", exact=True).fill("1.75")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#answer").get_by_text("Limits it breaks")).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("depth, mm", exact=True)).to_have_value("1.75")
