"""The day at the front desk in a browser: dragged, refused, taken back, and all of it by keys as well."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from rapport.appointments.booking import book
from rapport.appointments.models import Appointment
from tests.schedule import DESK, asked, at, checkup, works

pytestmark = pytest.mark.django_db(transaction=True)

AN_HOUR = 4 * 18  # as high as four quarters are drawn


@pytest.fixture
def tomorrow(riverside, dentist, zhou, marsh):
    """周雅琴 at ten, Helen Marsh at twelve; the service takes half an hour."""
    day = riverside.today() + timedelta(days=1)
    works(dentist, riverside, days="1234567")
    service = checkup(30)
    for person, clock_time in ((zhou, "10:00"), (marsh, "12:00")):
        book(person, asked(service, riverside, clock_time, dentist, day=day, beyond_hours=True), DESK)
    return day


def drag(page, name: str, hours: float) -> None:
    block = page.locator(".ec-event.of", has_text=name).bounding_box()
    x, y = block["x"] + 60, block["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20, steps=3)
    page.mouse.move(x, y + hours * AN_HOUR, steps=6)
    page.mouse.up()


def test_an_appointment_is_dragged_refused_and_taken_back(
    open_page, assert_accessible, desk, riverside, zhou, tomorrow
):
    """BOO-1, BOO-3: where somebody else is it jumps back and says why; Z undoes what was done."""
    page = open_page(f"/schedule/?day={tomorrow}", user=desk)
    block = page.locator(".ec-event.of", has_text="周雅琴")
    expect(block).to_contain_text("10:00")
    assert_accessible(page)
    drag(page, "周雅琴", 2)
    expect(page.locator("[data-toast].bad")).to_contain_text("has just been taken")
    expect(block).to_contain_text("10:00")
    page.locator("[data-dismiss]").click()
    drag(page, "周雅琴", 4)
    expect(page.locator("[data-toast]")).to_contain_text("moved to")
    expect(block).to_contain_text("14:00")
    assert Appointment.objects.get(patient=zhou).starts_at == at("14:00", riverside, tomorrow)
    page.keyboard.press("z")
    expect(page.locator("[data-toast]")).to_contain_text("Taken back")
    expect(block).to_contain_text("10:00")


def test_a_drag_while_signed_out_is_put_back_and_told(open_page, desk, riverside, zhou, tomorrow):
    """What was not saved does not stand there as if it were, and there is no button that sends nothing."""
    page = open_page(f"/schedule/?day={tomorrow}", user=desk, forgive=["401"])
    block = page.locator(".ec-event.of", has_text="周雅琴")
    expect(block).to_contain_text("10:00")
    Session.objects.all().delete()
    for hours in (4, 2):
        drag(page, "周雅琴", hours)
        expect(page.locator("#banner")).to_contain_text("Not moved: you had been signed out.")
        expect(page.locator("#banner [data-again]")).to_be_hidden()
        expect(block).to_contain_text("10:00")
    assert Appointment.objects.get(patient=zhou).starts_at == at("10:00", riverside, tomorrow)


def test_everything_that_is_dragged_goes_by_keys(open_page, assert_accessible, desk, riverside, marsh, tomorrow):
    """BOO-3: J K to the appointment, Enter opens it, its form moves it; beyond the hours after a warning."""
    page = open_page(f"/schedule/?day={tomorrow}", user=desk, forgive=["422"])
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText") == "Helen Marsh"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Helen Marsh")
    assert_accessible(page)
    page.locator("#id_time").fill("19:00")
    page.locator("#id_time").press("Enter")
    page.get_by_label("Outside the working hours, on purpose").check()
    page.locator("#id_time").press("Enter")
    expect(page.locator("[data-toast]")).to_contain_text("moved to")
    assert Appointment.objects.get(patient=marsh).starts_at == at("19:00", riverside, tomorrow)
