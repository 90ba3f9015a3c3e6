"""What goes to the printer: whose and of when it is, nothing to press, nothing beyond the edge of the paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.roles import Role
from tests.cast import PASSWORD, register

pytestmark = pytest.mark.django_db(transaction=True)

# A4 between its margins, in pixels of a style sheet
PAPER = {"width": 718, "height": 1046}


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_a_list_on_paper(open_page, riverside, language):
    desk = add_user(
        "xu", name="许文静", password=PASSWORD, roles=[(Role.ADMINISTRATOR, riverside)], language=language
    )
    for name in ("Александрова-Константинопольская Екатерина", "欧阳明", "Helen Marsh"):
        register(riverside, name, phone="+8613900001111")
    refresh_facts()
    page = open_page(reverse("web:patients"), user=desk, language=language, viewport=PAPER)
    page.emulate_media(media="print")
    expect(page.locator(".only-on-paper")).to_contain_text(riverside.name)
    for pressed in (".top", ".quick", ".btn", ".tabs"):
        assert not page.locator(pressed).locator("visible=true").count(), pressed
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    assert page.locator("table.people td:has(.name)").last.bounding_box()["width"] > 110, (
        "names are read, not spelt"
    )
