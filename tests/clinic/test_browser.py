"""The clinic in a real browser: readable, accessible, and silent towards the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
SLOW = 30_000  # ms a page may take on a busy machine before it counts as missing

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop of its own; Django would take this for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_practitioner_opens_a_patient(
    seeded: None, live_server: Any, browser: Any, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    outside: list[str] = []
    messages: list[str] = []

    def only_here(route: Any) -> None:
        if urlparse(route.request.url).hostname in {"127.0.0.1", "localhost"}:
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    page = context.new_page()
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))

    page.goto(live_server.url)
    page.get_by_role("link", name="Grace O.").click()
    for stage in ("Consult", "Skin", "Plan", "Session", "Recovery", "Review"):
        expect(page.get_by_role("heading", name=stage, exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name="Today is day 2")).to_be_visible(timeout=SLOW)

    addresses = [live_server.url, f"{live_server.url}/patients/ana/", f"{live_server.url}/design/",
                 f"{live_server.url}/patients/ana/document/", f"{live_server.url}/rules/",
                 f"{live_server.url}/patients/grace/after/?lang=es",
                 f"{live_server.url}/patients/grace/after/sheet/"]  # fmt: skip
    for address in addresses:
        page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{address} scrolls sideways by {wider} px at {width} px"
        found = Axe().run(page).response["violations"]
        grave = [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
        assert grave == [], (address, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])
    page.goto(f"{live_server.url}/patients/grace/after/")
    page.get_by_label("Is this normal today?").fill("it is oozing yellow and hot")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Talk to the clinic today.")).to_be_visible(
        timeout=SLOW
    )
    assert "oozing" not in page.url
    assert outside == []
    assert messages == []
    context.close()
