"""40 scripts in every text that somebody can write, on every page that shows it, and in what leaves as a file.

    python -m faults.scripting [--quick] [--rounds N]

`rapport web` and Chromium. Every column that holds words of people holds all 40; each round puts another of them
first. The browser is told to take no notice of the content security policy, so that escaping alone keeps them from
running. One more round is walked with the policy, and every form with words in it is sent with them: what comes
back is looked at too. A twin that escapes nothing must run some. Ends with 1 where one ran, left an element in a
page or asked another host, where a file holds a formula, or where a page broke.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import time
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from faults.house import close_connections, house
from faults.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Response

    from faults.written import Addresses

SCRIPTS = tuple((Path(__file__).parent / "hostile/scripts.txt").read_text().splitlines())
ELSEWHERE, _RAN = "ran.invalid", "a script ran"
_USUAL = "import sys; from rapport.config.cli import main; sys.exit(main(sys.argv[1:]))"
_TWIN = "from faults.scripting import serve_unescaped; serve_unescaped()"
_TWIN_PAGES = 12
_FORMULA = tuple("=+-@\t\r")
# how the browser takes an answer without a body, and a file
_NO_PAGE = ("ERR_HTTP_RESPONSE_CODE_FAILURE", "Download is starting")
_LED_AWAY = "Execution context was destroyed"
# elements and attributes that no page of the product has
_FOREIGN = """() => [...document.querySelectorAll("*")].filter((one) => one.hasAttribute("data-ran") ||
    [...one.attributes].some((a) => a.name.startsWith("on") || a.name === "srcdoc" ||
        /^(href|src|action|formaction|data)$/.test(a.name) &&
            /^\\s*(javascript|vbscript|data:text\\/html)/i.test(a.value)))
    .map((one) => one.outerHTML.slice(0, 200))"""
_SHOWN = """() => document.documentElement.outerHTML +
    [...document.querySelectorAll("input, textarea")].map((one) => one.value).join(" ")"""
# every form with something to write in it, filled with `words` and sent; where it answers itself, the answer
_SENT = """async (words) => {
    const answers = [];
    const written = (one) => one.name && !one.disabled && (one.tagName === "TEXTAREA" ||
        /^(text|search|tel|email|url)$/.test(one.type));
    for (const form of document.querySelectorAll("form[method=post i]")) {
        const texts = [...form.elements].filter(written);
        if (!texts.length) continue;
        const data = new FormData(form);
        for (const one of texts) data.set(one.name, words);
        const answer = await fetch(form.action, { method: "POST", body: data });
        const body = await answer.text();
        answers.push([form.action, answer.status, answer.redirected ? "" : body]);
    }
    return answers;
}"""
_TAKEN_OUT = """async () => {
    const form = [...document.forms].find((one) => one.elements.reason);
    const data = new FormData(form);
    data.set("reason", "to be looked through");
    data.set("file_format", "csv");
    return await (await fetch(form.action, { method: "POST", body: data })).text();
}"""


@dataclass
class Tally:
    """What was looked at, and what went wrong with it."""

    pages: int = 0
    forms: int = 0
    cells: int = 0
    ran: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds: one round, no forms")
    parser.add_argument("--rounds", type=int, help="40 by default: each script comes first in every column once")
    asked = parser.parse_args()
    rounds = 1 if asked.quick else asked.rounds or len(SCRIPTS)
    os.environ["RAPPORT_DEBUG"] = "1"  # files of pages need not be collected
    begun = time.monotonic()
    with house(postgres=False) as home:
        from faults.written import everything, write

        of = everything(home.branch, SCRIPTS[0])
        columns = write(SCRIPTS)
        with chromium() as browser:
            tally = Tally()
            with served(_USUAL) as address:
                for number in range(rounds):
                    if number:
                        write(SCRIPTS[number:] + SCRIPTS[:number])
                    walk(opened(browser, address, of, policy=False), of.pages, tally)
                if not asked.quick:
                    walk(opened(browser, address, of, policy=True), of.pages, tally, forms=True)
                take_out(opened(browser, address, of, policy=False), of, tally)
            twin = Tally()
            with served(_TWIN) as address:
                walk(opened(browser, address, of, policy=False), of.pages[:_TWIN_PAGES], twin)
    for line in chain(tally.ran, tally.broken):
        print(line)
    print("on no page:", *sorted(columns.keys() - tally.shown))
    print(
        f"figure payloads={len(SCRIPTS)} rounds={rounds} pages={tally.pages} forms={tally.forms}"
        f" cells={tally.cells} columns={len(columns)} shown={len(tally.shown)} ran={len(tally.ran)}"
        f" broken={len(tally.broken)} seconds={time.monotonic() - begun:.0f} guard_off_ran={len(twin.ran)}"
    )
    return int(bool(tally.ran or tally.broken or not tally.cells or not twin.ran))


def serve_unescaped() -> None:
    """`rapport web`, whose templates write what they are given."""
    from rapport.config import ready

    ready.set_up()
    from django.conf import settings

    for engine in settings.TEMPLATES:
        engine["OPTIONS"]["autoescape"] = False
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    from rapport.config.commands.web import gunicorn

    close_connections()
    sys.argv = gunicorn(sys.argv[sys.argv.index("--listen") + 1], 2)
    run()


@contextmanager
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import browser_of

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = browser_of(playwright)
        yield browser
        browser.close()


def opened(browser: Browser, address: str, of: Addresses, *, policy: bool) -> BrowserContext:
    """A browser of its own, signed in; with `policy` it keeps to the content security policy."""
    context = browser.new_context(base_url=f"http://{address}", bypass_csp=not policy, locale="en")
    context.add_init_script(f"window.alert = () => console.info('{_RAN}')")
    name, value = of.session.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": f"http://{address}"}])
    return context


def walk(context: BrowserContext, pages: list[str], tally: Tally, *, forms: bool = False) -> None:
    """Open each of `pages`, and with `forms` what its forms answer; then the browser is closed."""
    page, reader = context.new_page(), context.new_page()
    for one in (page, reader):
        _listen(one, tally)
    for path in pages:
        answer = _open(page, path, tally)
        if answer is not None and answer.status >= 500:
            tally.broken.append(f"{path}: {answer.status}")
        elif answer is not None and answer.status < 300 and "html" in answer.headers.get("content-type", ""):
            tally.pages += 1
            _look(page, path, tally)
            if forms:
                _send(page, reader, tally)
    context.close()


def _open(page: Page, path: str, tally: Tally) -> Response | None:
    """None where there is no page: what only takes a POST, and what is given as a file."""
    from playwright.sync_api import Error

    try:
        return page.goto(path)
    except Error as wrong:
        if not any(words in wrong.message for words in _NO_PAGE):
            tally.broken.append(f"{path}: {wrong.message.splitlines()[0]}")
        return None


def _listen(page: Page, tally: Tally) -> None:
    def ran(words: str) -> None:
        tally.ran.append(f"{page.url}: {words}")

    page.on("request", lambda request: ELSEWHERE in request.url.split("?")[0] and ran(f"asked {request.url}"))
    told, own = (_RAN, "Content Security Policy"), _style_of_no_page()
    page.on(
        "console",
        lambda line: any(words in line.text for words in told) and own not in line.text and ran(line.text[:200]),
    )


def _style_of_no_page() -> str:
    """The hash of the one style of Django's own page for what is not there: shown here, where debugging is on."""
    import django

    page = (Path(django.__file__).parent / "views/templates/technical_404.html").read_text()
    style = page.split("<style>")[1].split("</style>")[0]
    return b64encode(sha256(style.encode()).digest()).decode()


def _look(page: Page, where: str, tally: Tally) -> None:
    """A page that goes elsewhere by itself while it is looked at was led there by a script."""
    from playwright.sync_api import Error

    from faults.written import marks_in

    try:
        tally.ran += [f"{where}: {found}" for found in page.evaluate(_FOREIGN)]
        tally.shown |= marks_in(page.evaluate(_SHOWN))
    except Error as wrong:
        if _LED_AWAY not in wrong.message:
            raise
        tally.ran.append(f"{where}: led elsewhere")


def _send(page: Page, reader: Page, tally: Tally) -> None:
    for action, status, body in page.evaluate(_SENT, "".join(SCRIPTS)):
        tally.forms += 1
        if status >= 500:
            tally.broken.append(f"{action}: {status}")
        elif body:
            reader.set_content(body)
            _look(reader, action, tally)


def take_out(context: BrowserContext, of: Addresses, tally: Tally) -> None:
    """The files that leave: each cell is the words as they are, and no formula."""
    from openpyxl import load_workbook

    page = context.new_page()
    page.goto(of.export)
    lines = list(csv.reader(io.StringIO(page.evaluate(_TAKEN_OUT).lstrip("\ufeff"))))
    book = load_workbook(io.BytesIO(context.request.get(of.refused).body()))
    rows = chain(lines, *(sheet.iter_rows(values_only=True) for sheet in book))
    for cell in chain.from_iterable(rows):
        if isinstance(cell, str) and cell:
            tally.cells += 1
            if cell.startswith(_FORMULA):
                tally.ran.append(f"a formula in a file: {cell[:80]}")
    everything = "\n".join(cell for line in lines for cell in line)
    tally.broken += [f"not in the file as written: {script}" for script in SCRIPTS if script not in everything]
    context.close()


if __name__ == "__main__":
    sys.exit(main())
