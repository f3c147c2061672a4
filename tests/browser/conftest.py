"""A visitor's browser, and a town to look at with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.town import Town, served_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Kvarnsala with 240 cases."""
    with served_town(tmp_path_factory.mktemp("town"), 240) as served:
        yield served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh Swedish visitor. A test fails when a page asks anyone but this machine, or writes to the console."""
    with_context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    with_context.set_default_timeout(30_000)
    yield with_context
    with_context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console must stay empty (Chromium's own verbose advice apart) and whose requests must stay on this machine."""
    said: list[str] = []
    asked: list[str] = []
    opened = context.new_page()
    opened.on(
        "console", lambda message: said.append(f"{message.type}: {message.text}") if message.type != "verbose" else None
    )
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    assert said == []
    assert [address for address in asked if not address.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []


@pytest.fixture
def without_javascript(browser: Browser) -> Iterator[Page]:
    """A page of a visitor whose browser runs no JavaScript."""
    with_context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    with_context.set_default_timeout(30_000)
    yield with_context.new_page()
    with_context.close()
