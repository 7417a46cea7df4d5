"""A clinic seeded with the invented people, in a database file of its own, and a browser."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the test database in a file: WAL does not exist in memory."""
    from django.conf import settings

    folder: Path = tmp_path_factory.mktemp("clinic")
    settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture
def seeded(transactional_db: None) -> None:
    """Seed the invented people around today."""
    from neocol.clinic.demo import seed

    seed(dt.date.today())


@dataclass
class Watched:
    """A page, what it asked of other machines, and what its console said."""

    page: Any
    outside: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def sound(self, address: str) -> None:
        """Open a page: it fits the window and has no grave fault of access."""
        self.page.goto(address)
        self.fits(address)

    def fits(self, address: str) -> None:
        """Check the page as it stands."""
        from axe_playwright_python.sync_playwright import Axe

        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{address} scrolls sideways by {wider} px"
        found = Axe().run(self.page).response["violations"]
        grave = [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
        assert grave == [], (address, [(v["id"], v["nodes"][0]["html"][:200]) for v in found])


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop of its own; Django would take this for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Watched]]:
    """Open pages that may ask nothing but this machine."""
    contexts = []

    def make(width: int, scheme: str = "light", **more: Any) -> Watched:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=scheme, **more)
        contexts.append(context)
        watched = Watched(context.new_page())

        def only_here(route: Any) -> None:
            if urlparse(route.request.url).hostname in {"127.0.0.1", "localhost"}:
                route.continue_()
            else:
                watched.outside.append(route.request.url)
                route.abort()

        context.route("**/*", only_here)
        watched.page.on("console", lambda message: watched.messages.append(message.text))
        watched.page.on("pageerror", lambda error: watched.messages.append(str(error)))
        return watched

    yield make
    for context in contexts:
        context.close()
