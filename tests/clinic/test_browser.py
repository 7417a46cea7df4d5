"""The clinic in a real browser: readable, accessible, and silent towards the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SLOW = 30_000  # ms a page may take on a busy machine before it counts as missing


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_practitioner_opens_a_patient(
    seeded: None, live_server: Any, opened: Callable[..., Any], width: int, scheme: str
) -> None:
    from playwright.sync_api import expect

    watched = opened(width, scheme)
    page = watched.page
    page.goto(live_server.url)
    page.get_by_role("link", name="Grace O.").click()
    for stage in ("Consult", "Skin", "Plan", "Session", "Recovery", "Review"):
        expect(page.get_by_role("heading", name=stage, exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name="Today is day 2")).to_be_visible(timeout=SLOW)

    for path in ("", "/patients/ana/", "/design/", "/patients/ana/document/", "/rules/",
                 "/patients/grace/after/?lang=es", "/patients/grace/after/sheet/"):  # fmt: skip
        watched.sound(f"{live_server.url}{path}")
    page.goto(f"{live_server.url}/patients/grace/after/")
    page.get_by_label("Is this normal today?").fill("it is oozing yellow and hot")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Talk to the clinic today.")).to_be_visible(
        timeout=SLOW
    )
    assert "oozing" not in page.url
    assert watched.outside == []
    assert watched.messages == []
