"""An hour of calls with the keyboard alone, in Russian, on a small screen (CAM-1 to CAM-5, LOY-4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from rapport.care.models import ThinkingTime
from rapport.feedback.models import Complaint
from rapport.lib import clock
from rapport.outreach.models import Call, Pause, Task, WorkList
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import ContactPoint
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.roles import Role
from tests.cast import PASSWORD, register

pytestmark = pytest.mark.django_db(transaction=True)

# on a busy machine an answer can take its time
PATIENCE = 20_000
# the machine has no telephone to hand the number to: it is kept instead
NO_TELEPHONE = """() => window.addEventListener(
    "dial", (event) => { window.dialled = event.detail.number; event.stopImmediatePropagation(); }, true)"""
SMALL = {"width": 1366, "height": 768}
# Saturday, 18:12 in Almaty
NOW = datetime(2026, 11, 21, 13, 12, tzinfo=UTC)
NAMES = (
    "Ковалёва Марина Сергеевна", "Гусев Илья Петрович", "Шарипова Лейла Маратовна", "Рудаков Пётр Ильич",
    "Ефремова Анна Олеговна", "Мельник Дарья Юрьевна", "Захаров Юрий Львович", "Осипова Вера Павловна",
    "Ким Роман Алексеевич", "Белых Нина Фёдоровна", "Титов Олег Игоревич",
)  # fmt: skip


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server answers in threads of its own: there the clock is replaced, not set."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def olga(almaty):
    roles = [(Role.CUSTOMER_SERVICE, almaty)]
    return add_user("belova", name="Ольга Белова", password=PASSWORD, roles=roles, language="ru")


@pytest.fixture
def sleepers(almaty, evening):
    for n, name in enumerate(NAMES):
        family, given, middle = name.split()
        zone = "Europe/London" if n == 10 else ""  # 13:12 on Saturday there: a time that will do
        one = register(
            almaty, name, phone=f"+7701555{n:04}", family_name=family, given_name=given, middle_name=middle,
            time_zone=zone, language="ru",
        )  # fmt: skip
        agrees_to_calls(one)
        Task.objects.create(
            patient=one, branch=almaty, work_list=WorkList.SLEEPING, purpose="marketing", due_on=date(2026, 11, 21)
        )
    refresh_facts()


def at_hand(page: Page, name: str) -> None:
    """`name` is on the screen, and has the focus, so that it is read aloud."""
    expect(page.locator(".call-name")).to_have_text(name, timeout=PATIENCE)
    expect(page.locator(".call-name")).to_be_focused()
    page.wait_for_load_state()  # the keys work once the scripts are there


def beyond(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_an_hour_of_calls_by_keys_alone(open_page, olga, sleepers, assert_accessible):
    page = open_page("/", user=olga, language="ru", viewport=SMALL)
    assert page.url.endswith("/calls/"), "the work of customer service begins here"
    page.evaluate(NO_TELEPHONE)
    at_hand(page, NAMES[0])
    assert_accessible(page)

    # dialled; why they stay away is asked, they say the prices went up, the offer is made; booked for Saturday
    press(page, "Enter")
    expect(page.locator("#call-head.on-line")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("window.dialled") == "tel:+77015550000"
    press(page, "ArrowDown", "KeyR")
    expect(page.locator("[data-step].on")).to_have_attribute("data-step", "offer")
    press(page, "KeyF", "Digit1")
    page.locator("#booked-day").fill("2026-11-28")
    page.locator("#booked-at").fill("11:30")
    press(page, "Enter")
    at_hand(page, NAMES[1])

    # a note while the letters type; a wrong key is taken back; call back tomorrow at six
    press(page, "KeyN")
    page.keyboard.type("за рулём 7 0 s")
    press(page, "Escape", "Digit7")
    at_hand(page, NAMES[2])
    press(page, "KeyZ")
    at_hand(page, NAMES[1])
    press(page, "Digit2", "Enter")
    at_hand(page, NAMES[2])

    press(page, "Digit3")  # no answer
    at_hand(page, NAMES[3])
    # what is said of it covers nothing that one presses next
    page.locator("[data-toast]").first.click(trial=True)
    assert page.locator(".toasts").bounding_box()["x"] >= beyond(page, ".dock")
    press(page, "Digit4", "Enter")  # thinks for two weeks
    at_hand(page, NAMES[4])
    press(page, "Digit5")  # a complaint, in their words
    page.keyboard.type("ждала 40 минут")
    press(page, "Enter")
    at_hand(page, NAMES[5])
    press(page, "Digit6")  # wrong number
    at_hand(page, NAMES[6])
    press(page, "Numpad7")  # refused: no persuading, next
    at_hand(page, NAMES[7])
    press(page, "Digit0")  # asked first: Enter says yes
    expect(page.locator("#end-never")).to_be_visible()
    press(page, "Enter")
    at_hand(page, NAMES[8])
    press(page, "KeyS")  # put aside until tomorrow
    at_hand(page, NAMES[9])
    press(page, "ArrowRight")  # only looked at
    at_hand(page, NAMES[10])
    press(page, "Space")
    expect(page.locator(".calls-nobody")).to_be_visible(timeout=PATIENCE)
    page.wait_for_load_state()
    press(page, "Space")
    at_hand(page, NAMES[9])
    press(page, "?")
    expect(page.locator("dialog[open]")).to_be_visible()
    press(page, "Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    assert_what_came_of_it()


def assert_what_came_of_it() -> None:
    told = list(Call.objects.exclude(outcome="").order_by("pk").values_list("patient__full_name", "outcome"))
    ended = ["booked", "call_back", "no_answer", "thinking", "complaint", "wrong_number", "refused", "never"]
    assert told == list(zip(NAMES, ended, strict=False))
    first = Call.objects.get(outcome="booked")
    assert (first.stays_away, first.offers, first.number) == ("prices", 1, "+77015550000")
    back = Task.objects.get(work_list=WorkList.CALL_BACK)
    assert back.snoozed_until == NOW.replace(hour=13, minute=0) + timedelta(days=1)
    assert ThinkingTime.objects.get().ends_on == date(2026, 12, 5)
    assert set(Pause.objects.values_list("ground", "scope")) == {("complaint", "marketing"), ("never", "calls")}
    assert ContactPoint.objects.filter(do_not_use=True).count() == 1
    assert Complaint.objects.get().words.endswith("ждала 40 минут")


def test_a_note_is_begun_with_the_name_still_in_sight(open_page, olga, sleepers):
    page = open_page("/", user=olga, language="ru", viewport=SMALL)
    at_hand(page, NAMES[0])
    page.evaluate("document.querySelector('.calls-side').style.minHeight = '1400px'")  # a long history
    press(page, "KeyN")
    expect(page.locator("[data-key=KeyN]")).to_be_focused()
    assert page.evaluate("scrollY") == 0


def test_what_the_browser_writes_on_a_field_goes_to_nobody_else(open_page, olga, sleepers):
    """Keepers of passwords and pointers of programs style fields: copied to the next person's, it would break the
    policy of the page at every call, which `open_page` tells."""
    page = open_page("/calls/", user=olga, language="ru", viewport=SMALL)
    at_hand(page, NAMES[0])
    page.locator("#moment").evaluate("field => { field.style.color = 'red'; }")
    press(page, "Digit3")
    at_hand(page, NAMES[1])
    assert page.locator("#moment").get_attribute("style") is None
