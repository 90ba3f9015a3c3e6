"""A client books on a phone, from the site of the clinic to the confirmation (BOO-1, BOO-3)."""

import re

import pytest

from rapport.appointments.models import Appointment, BookingTerms, OnlineBooking, WaitingEntry
from rapport.outreach.models import ChannelAccount, Message
from tests.schedule import checkup, works

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
# a person takes longer than that to read the form
READING = 3_200
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_a_client_books_by_thumb(open_page, assert_accessible, dentist, riverside, almaty, language):
    """BOO-1, BOO-3, LOY-2: branch, service, time, name; then says that they come. The time held counts down."""
    for branch in (riverside, almaty):
        works(dentist, branch, days="1234567")
        BookingTerms.objects.create(branch=branch, closed_on_holidays=False)
    checkup(40)
    page = open_page("/book/", language=language, viewport=PHONE, has_touch=True, forgive=["422"])

    def seen():
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate(WIDTH) <= PHONE["width"]
        assert_accessible(page)

    seen()
    page.get_by_text(riverside.name).tap()
    page.locator(".choices a").tap()
    page.locator(".time").first.tap()
    assert re.fullmatch(r"4:[0-5]\d", page.locator(".bar [data-clock]").inner_text())
    seen()
    page.locator(".bar .go").tap()
    page.fill("[name=name]", "李小明")
    page.fill("[name=phone]", "13700137000")
    page.locator("label:has([name=haste][value=now])").tap()
    page.locator("#who .go").tap()
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=name]") == "李小明"
    seen()
    page.check("[name=processing]")
    page.wait_for_timeout(READING)
    page.locator("#who .go").tap()
    page.wait_for_url("**/a/**")
    seen()
    page.locator("form .go").tap()
    page.wait_for_selector("form .go", state="detached")
    made = Appointment.objects.get()
    assert (made.state, made.signals.haste, made.patient.language) == ("confirmed", "now", language)
    assert not OnlineBooking.objects.get().proven


def test_a_client_whom_nothing_suits_waits(open_page, assert_accessible, dentist, riverside, zhou):
    """BOO-1, BOO-3: known by the code on their phone; told on the same page that they are on the list."""
    works(dentist, riverside, days="1234567")
    BookingTerms.objects.create(branch=riverside, closed_on_holidays=False)
    ChannelAccount.objects.create(name="SMS", provider="kannel", channel="sms", on=True)
    page = open_page(f"/book/{riverside.pk}/{checkup(40).pk}/code/", language="en", viewport=PHONE, has_touch=True)
    page.fill("[name=phone]", zhou.contacts.get().value)
    page.locator(".go").tap()
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", re.search(r"[0-9]{6}", Message.objects.get().body)[0])
    page.locator(".go").tap()
    page.get_by_role("link", name="Next week").tap()
    page.wait_for_url("**day=*")
    rows = sorted({page.locator(".time").nth(n).bounding_box()["y"] for n in range(8)})
    assert rows[1] - rows[0] < 60, "a screen holds many times: 46 points each, and 8 between"
    page.get_by_text("Tell me when an earlier time frees up").tap()
    page.wait_for_selector("[role=status]")
    assert WaitingEntry.objects.get().patient == zhou
    assert page.evaluate(WIDTH) <= PHONE["width"]
    assert_accessible(page)
