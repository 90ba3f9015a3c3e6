"""From a visit to the client's second word: asked, unhappy, dealt with, asked again, content (AFT-2 to AFT-6)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Treatment, Visit
from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import Slip
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending.lane import Lane
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.outreach.tests.providers import Told, account, told
from rapport.people.models import Patient

pytestmark = pytest.mark.django_db(transaction=True)

# Tuesday, the 3rd of November, 18:00 in Hangzhou
TUESDAY = datetime(2026, 11, 3, 10, tzinfo=UTC)
PHONE = {"width": 390, "height": 844}
SHOTS = os.environ.get("RAPPORT_SHOTS")
# what they write, what was done about it, and what they say when they are asked again
WORDS = {
    "zh-hans": ("等了四十分钟，没人来说一声。", "林医生打了电话，说明了原因并道歉。", "谢谢，说清楚了。"),
    "ru": ("Ждала сорок минут, никто не вышел.", "Врач позвонила и извинилась.", "Спасибо, всё уладили."),
    "en": ("Forty minutes of waiting, and nobody said a word.", "Called her and apologised.", "All is well now."),
}


class Hours:
    """The clock of the clinic: the server answers in threads of its own, so that it is replaced, not set."""

    def __init__(self) -> None:
        self.now = TUESDAY

    def pass_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    hours = Hours()
    monkeypatch.setattr(clock, "now", lambda: hours.now)
    return hours


@pytest.fixture
def sms(db: None, settings) -> Iterator[type[Told]]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with told() as kind:
        account()
        yield kind


def send(sms: type[Told]) -> None:
    """The worker carries what waits in the outbox."""
    lane = Lane(ChannelAccount.objects.get(), sms(), Event())
    with ThreadPoolExecutor(2) as threads:
        lane.turn(threads)
        while lane.busy:
            lane.turn(threads)


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def treat(whom: Patient, dentist) -> None:
    visit = Visit(patient=whom, branch=whom.branch, day=TUESDAY.date(), dentist=dentist)
    record_visits([NewVisit(visit, [Treatment(name="洁治", category_id="hygiene", amount=30_000)])])


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_only_the_clients_second_word_ends_it(
    open_page, assert_accessible, hours, sms, zhou, dentist, caller, language
):
    """AFT-2, AFT-4 to AFT-6: visit, invitation, 6 points, dentist, customer service, 9 points, closed."""
    said, done, again = WORDS[language]
    for one in (zhou, dentist, caller):
        one.language = language
        one.save()
    treat(agrees_to_calls(zhou), dentist)
    hours.pass_by(24)
    ask_everyone()
    hours.pass_by(1)
    send(sms)
    [invitation] = sms.seen
    assert invitation.address == "+8613800138000"
    link = re.search(r"https://clinic\.example(/\S+/)", invitation.body)
    assert link, invitation.body

    phone = open_page(link[1], viewport=PHONE, language="de", has_touch=True)
    expect(phone.locator("html")).to_have_attribute("lang", language)
    shot(phone, f"asked-{language}")
    phone.locator("label:has(> [value='6'])").first.click()
    phone.fill("#remark", said)
    shot(phone, f"six-{language}")
    phone.click(".go")
    expect(phone.locator("[data-answered]")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    slip = Slip.objects.get()
    at_dentist = open_page(reverse("web:slips"), user=dentist, language=language)
    at_dentist.click(f"a[href='{reverse('web:slip', args=[slip.pk])}']")
    expect(at_dentist.locator(".said")).to_have_text(said)
    assert_accessible(at_dentist)
    at_dentist.fill("[name=words]", done)
    at_dentist.click(f"form[action='{reverse('web:slip_dealing', args=[slip.pk])}'] button")
    expect(at_dentist.locator(".way .now")).to_contain_text(caller.name)

    hours.pass_by(20)
    at_caller = open_page(reverse("web:slip", args=[slip.pk]), user=caller, language=language)
    expect(at_caller.locator(".done-so-far")).to_contain_text(done)
    at_caller.click(".tenth label:has([value='9'])")
    at_caller.fill("[name=words]", again)
    shot(at_caller, f"again-{language}")
    at_caller.click(f"form[action='{reverse('web:slip_second_answer', args=[slip.pk])}'] button")
    expect(at_caller.locator(".way .done")).to_have_count(4)
    slip.refresh_from_db()
    assert (slip.points, slip.second_points, slip.closed_how) == (6, 9, "client")

    at_caller.goto(reverse("web:card_timeline", args=[zhou.pk]))
    told_of = at_caller.inner_text("main")
    shot(at_caller, f"timeline-{language}")
    assert all(words in told_of for words in (said, done, again)), told_of
