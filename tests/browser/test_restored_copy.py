"""A restored copy looks like one, fits, and is confirmed with two clicks."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from rapport.staff.models import Restoration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(owner):
    moment = datetime(2026, 3, 1, 22, tzinfo=UTC)
    return Restoration.objects.create(
        at=moment, taken_at=moment, file="rapport-20260301.zip.age", contents="ab" * 32
    )


@pytest.mark.parametrize("width", [1366, 390])
def test_the_banner_fits_and_shuts_nobody_out(open_page, assert_accessible, owner, copy, width):
    page = open_page("/settings/tags/", user=owner, viewport={"width": width, "height": 800})
    expect(page.locator(".restored")).to_contain_text(copy.file)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


def test_an_owner_says_that_it_is_the_clinic_now(open_page, assert_accessible, owner, copy):
    page = open_page("/today/", user=owner)
    page.click(".restored a")
    assert_accessible(page)
    page.click("form[action$='/confirmation/'] button")
    assert Restoration.objects.waiting().exists(), "not before the old installation is said to be off"
    page.check("form[action$='/confirmation/'] input[type=checkbox]")
    page.click("form[action$='/confirmation/'] button")
    expect(page.locator(".restored")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(str(owner))
    assert_accessible(page)
    assert not Restoration.objects.waiting().exists()
