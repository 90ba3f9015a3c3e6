"""The first hour of a clinic, from a messy workbook to its clients in order and back, in three languages."""

import re
import threading
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from rapport.importing.models import Import, ImportState
from rapport.importing.tasks import work
from rapport.people.models import Patient, PatientTag, Tag
from tests.browser.clinic_files import PEOPLE, VISITS, messy_workbook
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


class Words(NamedTuple):
    """The language of a reader, and how its pages say what the story looks for."""

    locale: str
    code: str
    refused: str


CHINESE = Words("zh-CN", "zh-hans", "没有姓名")
OTHERS = (Words("en", "en", "There is no name in this row"), Words("ru-RU", "ru", "нет имени"))


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def work_in_background(pk: int) -> threading.Thread:
    """A worker beside the page, as in a real clinic."""

    def run() -> None:
        try:
            work(pk)
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    return worker


def until(page: Page, pk: int, state: ImportState) -> None:
    """Let a worker bring the import into `state` while the page watches, and moves on by itself."""
    work_in_background(pk).join(timeout=60)
    assert Import.objects.get(pk=pk).state == state
    page.wait_for_selector("#progress", state="detached")


def sign_in(page: Page, user: str) -> None:
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")


def look_at_files(page: Page, path: Path) -> int:
    """Choose the workbook; the number of the import that came of it."""
    page.click(".empty a.btn")
    page.wait_for_url("**/settings/imports/")
    page.set_input_files("input[type=file]", path)
    expect(page.locator("[data-drop-title]")).to_have_text(path.name)
    page.click("form[enctype] .btn.primary")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    assert page.locator("#progress progress").is_visible()
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


@pytest.fixture
def looked_at(open_page, assert_accessible, owner, tmp_path, words) -> tuple[Page, int]:
    """The page on which the owner, who reads `words`, sees what is in the files, and the number of the import."""
    owner.language = words.code
    owner.save()
    page = open_page("/", language=words.locale)
    sign_in(page, owner.username)
    assert page.locator("html").get_attribute("lang") == words.code
    pk = look_at_files(page, messy_workbook(tmp_path))
    until(page, pk, ImportState.CHECKED)
    assert_accessible(page)
    return page, pk


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_what_is_refused_is_read_in_ones_own_language(looked_at, words):
    expect(looked_at[0].locator(".import-rows").first).to_contain_text(words.refused)


@pytest.mark.parametrize("words", [CHINESE], ids=lambda words: words.code)
def test_a_clinic_brings_its_clients_in_and_takes_them_back(looked_at, assert_accessible, words):
    page, pk = looked_at
    sees_the_preview(page, words)
    assert_accessible(page)
    corrects_a_column(page, pk)

    page.click("form[action$='/application/'] button")
    expect(page.locator("#progress progress")).to_be_visible()
    until(page, pk, ImportState.APPLIED)
    assert Patient.objects.count() == PEOPLE

    page.click(".pagehead a.btn.primary")
    page.wait_for_url("**/first-hour/**")
    tags_a_finding_and_takes_it_back(page)

    page.goto(f"/settings/imports/{pk}/")
    page.click("form[action$='/undoing/'] button")
    until(page, pk, ImportState.UNDONE)
    assert not Patient.objects.exists()
    page.goto("/first-hour/")
    expect(page.locator(".empty")).to_be_visible()


def sees_the_preview(page: Page, words: Words) -> None:
    """What is refused stands there at once, with the reason; the rest is a click away."""
    people = page.locator(".import-rows").first
    expect(people.locator("tbody")).to_have_count(1)
    expect(people).to_contain_text(words.refused)
    people.locator("[id$=-duplicate]").click()
    expect(people.locator("a[href*='after=3']")).to_be_visible()
    people.locator("[id$=-new]").click()
    expect(people.locator("tbody")).to_have_count(8)
    expect(people.locator("[id$=-new] i")).to_have_text(str(PEOPLE))
    expect(page.locator(".import-rows").nth(1).locator("[id$=-new] i")).to_have_text(str(VISITS))
    assert not Patient.objects.exists()


def corrects_a_column(page: Page, pk: int) -> None:
    """The dentist's diagnosis is taken as a remark of the visit."""
    page.locator("a[href$='?columns']").nth(1).click()
    row = page.locator("tr", has=page.locator("td.b", has_text="Диагноз у врача"))
    assert row.locator("select").input_value() == ""
    row.locator("select").select_option("notes")
    page.click("details form .btn.primary")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    until(page, pk, ImportState.CHECKED)


def tags_a_finding_and_takes_it_back(page: Page) -> None:
    """The list behind a finding holds as many as the finding says; a tag for all of them, and Z."""
    line = page.locator("a[href*='found=not_seen_6m']")
    number = int(line.locator("b").inner_text())
    line.click()
    page.wait_for_url("**/patients/?**")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(number)
    page.check("[data-pick-page]")
    page.fill("[name=tag]", "позвонить 回访")
    page.locator(".bulk button:not([formaction]):not([type=button])").click()
    expect(page.locator(".toast1 form:visible")).to_have_count(1)
    tag = Tag.objects.get(name="позвонить 回访")
    assert PatientTag.objects.filter(tag=tag).count() == number
    page.keyboard.press("z")
    expect(page.locator(".toast1 form:visible")).to_have_count(0)
    page.wait_for_load_state()
    assert not PatientTag.objects.filter(tag=tag).exists()
