"""Chromium and the pages in it. What a page complains of, and what it asks of another host, fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

HERE = Path(__file__).parent
DESKTOP = {"width": 1440, "height": 900}
QUIET = (
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    # no host but this one is found: what is asked of another fails, and what fails is heard of at little cost
    "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)
# first the shell, which draws pages and nothing around them: half the work for the processor
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would take every query beside it for a mistake
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = browser_of(playwright)
        yield browser
        browser.close()


def browser_of(playwright: Playwright) -> Browser:
    """The browser of the machine: RAPPORT_CHROMIUM, else the first on the path."""
    named = os.environ.get("RAPPORT_CHROMIUM")
    found = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    assert found, "Chromium is needed: apt-get install chromium-headless-shell, or name yours in RAPPORT_CHROMIUM."
    return playwright.chromium.launch(
        executable_path=found,
        chromium_sandbox=os.geteuid() != 0,
        args=[f"--{flag}" for flag in QUIET],
        # pages that were left are kept for “back”, as in the browsers of people
        ignore_default_args=["--disable-back-forward-cache"],
    )


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[OpenPage]:
    """Opens pages: `open_page(path="/", *, user=None, language="en", viewport=DESKTOP, forgive=())`.

    Signed in as `user`. When the test ends, so do its pages; an error that one wrote to its console (unless it
    contains one of the words to `forgive`) or a request to another host fails the test.
    """
    contexts, complaints = [], []

    def open_page(path="/", *, user=None, language="en", viewport=DESKTOP, forgive=(), **options) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale=language, viewport=viewport, **options)
        contexts.append(context)
        if user:
            context.add_cookies([_session(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.set_default_navigation_timeout(40_000)  # the first page is drawn cold, beside other tests
        _listen(
            page, live_server.url, lambda words: any(word in words for word in forgive) or complaints.append(words)
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fails with what axe finds wrong on a page, WCAG 2.2 AA and good practice."""

    def check(page: Page) -> None:
        # what it found in order is neither told one by one, which takes as long as finding it, nor handed over
        found = Axe().run(page, options={"resultTypes": ["violations"], "reporter": "no-passes"})
        assert not found.violations_count, found.generate_report()

    return check


def _listen(page: Page, server: str, complain: Callable[[str], object]) -> None:
    page.on("pageerror", lambda error: complain(f"{page.url}: {error}"))
    page.on("console", lambda line: line.type == "error" and complain(f"{page.url}: {line.text}"))
    page.on("requestfailed", lambda it: _is_ours(it.url, server) or complain(f"{page.url} asked for {it.url}"))


def _session(user, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _is_ours(address: str, server: str) -> bool:
    return urlsplit(address).scheme in ("data", "blob") or address.startswith(f"{server}/")
