"""What goes to the printer: whose and of when it is, nothing to press, nothing beyond the edge of the paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.meeting import meeting_of, write_minute
from rapport.feedback.models import Heard
from rapport.people.actions import give_consent
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.models import User
from rapport.staff.roles import Role
from tests.cast import PASSWORD, register
from tests.everything import Everything

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


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_nothing_to_press_is_left_on_a_card_and_a_slip_on_paper(open_page, owner, zhou, language):
    slip = Everything(zhou, owner).slip
    User.objects.update(language=language)
    refresh_facts()
    for address in (reverse("web:card", args=[zhou.pk]), reverse("web:slip", args=[slip.pk])):
        page = open_page(address, user=owner, language=language, viewport=PAPER)
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        for pressed in (".panel > header a", ".btn", "button", "select", "a.under"):
            assert not page.locator(f"main {pressed}").locator("visible=true").count(), (address, pressed)
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]


def sheets_of(page: Page) -> int:
    """On how many sheets of paper the page comes out."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_the_morning_stands_on_one_sheet(open_page, owner, riverside, language):
    """CMP-7: with 45 appointments, half of them with something to mind and a third with a remark, with complaints
    and minutes beside them; of more, the number that stays off the sheet is said."""
    words = "Просит позвонить за час; очень боится боли, в прошлый раз ждала сорок минут"
    day, booked = riverside.today(), []
    for n in range(60):
        who = register(
            riverside, f"Александрова Екатерина Сергеевна {n}", birth_date=day - timedelta(days=9000 + n)
        )
        at = riverside.moment(day) + timedelta(hours=8, minutes=12 * n)
        told = {"service": "Консультация и профгигиена", "dentist_words": "Петров К. С.", "chair": "Кабинет 2"}
        told |= {"remark": "" if n % 3 else words, "state": ("booked", "confirmed")[n % 2]}
        booked.append(Appointment(patient=who, branch=riverside, starts_at=at, **told))
        if n % 2:
            give_consent(who, "processing", by=owner)
        if n < 9:
            raise_complaint(NewComplaint(riverside, Heard.DESK, words, ("process", "attitude"), patient=who))
            write_minute(meeting_of(riverside, day), words * 4, by=owner)
    add_appointments(booked)
    refresh_facts()
    User.objects.update(language=language)
    page = open_page(reverse("web:today"), user=owner, language=language)
    assert sheets_of(page) == 1, "with more than fit"
    page.emulate_media(media="print")
    left = page.locator("tr.unprinted").count()
    expect(page.locator(".rest")).to_contain_text(str(left))
    assert 60 - left >= 45 and page.locator("tr[data-row]:visible").count() == 60 - left
    for fewer in (45, 30, 24, 14, 6):
        Appointment.objects.filter(pk__in=[one.pk for one in booked[fewer:]]).delete()
        page.reload()
        assert sheets_of(page) == 1, f"{fewer} appointments"
        assert not page.locator(".rest").count()
