"""A series is booked at the desk, and the dentist has it on the phone (BOO-1, BOO-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.schedule import checkup, works

pytestmark = pytest.mark.django_db(transaction=True)


def test_braces_are_booked_and_cancelled_together(open_page, assert_accessible, desk, dentist, riverside, zhou):
    works(dentist, riverside, days="1234567")
    service, first = checkup(), riverside.today() + timedelta(days=3)
    page = open_page(reverse("web:card_series", args=[zhou.pk]), user=desk)
    page.select_option("[name=service]", str(service.pk))
    page.fill("[name=first]", first.isoformat())
    page.fill("[name=at]", "10:00")
    page.click("text=Look at the dates")
    assert_accessible(page)
    for line in page.locator("select[name=moment]").all():
        line.select_option(index=0)
    page.click("text=Book what is chosen")
    page.wait_for_selector("text=6 to come")
    page.click("summary:has-text('Cancel the rest')")
    assert_accessible(page)
    page.select_option("[name=why]", index=1)
    page.click("text=Cancel them")
    page.wait_for_selector("text=6 appointments are cancelled")


def test_a_dentist_makes_the_address_of_a_calendar(open_page, assert_accessible, dentist):
    page = open_page(reverse("web:own_feed"), user=dentist)
    page.check("text=only that the time is taken")
    page.click("text=Make the address")
    assert_accessible(page)
    assert page.request.get(page.input_value("#address")).ok
    assert page.is_checked("text=only that the time is taken")
