"""Lists are walked with J K Enter X, the card takes a note with N, and what was typed outlives a lost network."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.people.models import Note
from rapport.segmentation.refresh import refresh_facts
from tests.cast import register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(riverside):
    found = [register(riverside, name) for name in ("丁一", "丁二", "丁三")]
    refresh_facts()
    return found


def focused(page) -> str:
    return page.evaluate("document.activeElement.innerText")


def test_two_picked_can_be_compared_and_three_cannot(open_page, desk, people):
    """REC-10."""
    page = open_page("/patients/", user=desk)
    compare = page.get_by_role("button", name="One person?")
    for number, offered in enumerate((False, True, False)):
        page.locator("[data-pick]").nth(number).check()
        expect(compare).to_be_visible(visible=offered)
    page.locator("[data-pick]").first.uncheck()
    compare.click()
    expect(page.locator("h1")).to_have_text("One person or two?")


def test_the_list_is_walked_picked_and_opened(open_page, desk, people):
    page = open_page("/patients/", user=desk)
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert focused(page) == names[place]
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(names[1])


@pytest.fixture
def today(riverside, people):
    """All of them come today."""
    start = riverside.local(clock.now()).replace(hour=12)
    add_appointments(
        [
            Appointment(patient=person, branch=riverside, starts_at=start + timedelta(minutes=n), state="booked")
            for n, person in enumerate(people)
        ]
    )


def test_lines_of_the_minutes_are_written_one_after_the_other(open_page, desk, today):
    page = open_page("/today/", user=desk)
    page.keyboard.press("n")
    for words in ("Салфетки заканчиваются", "Кресло 2 скрипит"):
        expect(page.locator("#minute")).to_be_focused()
        page.keyboard.type(words)
        page.locator(".minute-form button").click()
        expect(page.locator(".minutes")).to_contain_text(words)
    expect(page.locator("#minute")).to_be_in_viewport()


def test_escape_leaves_a_field_and_the_one_thing_as_it_was(open_page, desk, today):
    page = open_page("/today/", user=desk)
    thing = page.locator("#one-thing")
    proposed = thing.input_value()
    thing.focus()
    page.keyboard.type("мимо")
    page.keyboard.press("Escape")
    assert thing.input_value() == proposed
    page.keyboard.press("j")
    assert focused(page) == "丁一"


def test_the_day_is_walked_and_a_card_opened(open_page, desk, today):
    page = open_page("/today/", user=desk)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "丁二"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("丁二")


def test_a_note_is_begun_with_n_and_outlives_a_lost_network(open_page, desk, people):
    page = open_page(f"/patients/{people[0].pk}/", user=desk, forgive=["ERR_INTERNET_DISCONNECTED", "htmx:"])
    page.keyboard.press("n")
    page.keyboard.type("n для врача: боится")
    page.context.set_offline(True)
    page.click(".note-form .btn.primary")
    expect(page.locator("#banner")).to_be_visible()
    assert page.input_value("[name=text]") == "n для врача: боится"
    page.context.set_offline(False)
    page.reload()
    assert page.input_value("[name=text]") == "n для врача: боится"
    page.click(".note-form .btn.primary")
    expect(page.locator(".events").first).to_contain_text("боится")
    assert Note.objects.get().text == "n для врача: боится"
    assert page.input_value("[name=text]") == ""


def test_who_works_by_keys_keeps_their_place(open_page, desk, people):
    """What had the focus and was drawn anew has it again; where it is gone, what stands there now."""
    page = open_page("/patients/", user=desk)
    page.locator(".quick a").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_be_visible()
    expect(page.locator(".quick a").nth(2)).to_be_focused()

    page.goto(f"/patients/{people[0].pk}/")
    page.keyboard.press("n")
    page.keyboard.type("怕冷水")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_be_visible()
    expect(page.locator(".note-form button").last).to_be_focused()


def test_who_works_by_the_mouse_sees_no_frame_jump_about(open_page, desk, people):
    page = open_page("/patients/", user=desk)
    page.locator(".quick a").nth(2).click()
    expect(page.locator(".asked")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")
