"""The address at which a calendar outside reads, and the page on which one makes it (BOO-1, BOO-3)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import book, cancel
from rapport.appointments.feeds import open_feed
from rapport.appointments.models import BookedThrough, CalendarFeed, Service, Why
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked

pytestmark = pytest.mark.now(SUNDAY_NOON)


@pytest.fixture
def path(dentist: User) -> str:
    return reverse("web:ical", args=[open_feed(dentist)])


def test_a_calendar_reads_it(
    client: Client, path: str, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: without a cookie; nobody in between keeps it."""
    book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.content.count(b"BEGIN:VEVENT") == 1 and "private" in answer["Cache-Control"]
    assert not answer.cookies
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    assert client.post(path).status_code == 405


def test_what_has_not_changed_is_not_sent_again(
    client: Client, path: str, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-3: neither to who asks by mark nor by date; what is only gone from it is a change as well."""
    made = book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    first = client.get(path)
    by_mark = {"If-None-Match": first["ETag"]}
    by_date = {"If-Modified-Since": first["Last-Modified"]}
    with clock.set_to(SUNDAY_NOON + timedelta(hours=1)):
        for headers in (by_mark, by_date):
            again = client.get(path, headers=headers)
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        made.delete()
        assert client.get(path, headers=by_mark).status_code == 200
        changed = client.get(path, headers=by_date)
        assert changed.status_code == 200 and b"VEVENT" not in changed.content
    assert CalendarFeed.objects.get().read_at == SUNDAY_NOON + timedelta(hours=1)


def test_a_feed_costs_the_same_for_one_and_for_thirty(
    client: Client, path: str, service: Service, dentist: User, riverside: Branch
) -> None:
    def cost(first: int, last: int) -> int:
        for n in range(first, last):
            day = SUNDAY_NOON.date() + timedelta(days=1 + n // 4 * 7)
            when = asked(service, riverside, f"{10 + n % 4}:00", dentist, day=day)
            made = book(register(riverside, f"人{n}"), when, DESK)
            if n % 3 == 2:
                cancel(made, Why.ILL, through=BookedThrough.DESK)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).content.count(b"BEGIN:VEVENT") == last
        return len(queries)

    assert cost(0, 3) == cost(3, 30)


@pytest.mark.parametrize(
    "token", ["x", "..%2f..%2fetc", "%00", "%F0%9F%A6%B7", "' OR 1=1 --", "a" * 3000, "%0d%0aX: y", "{{7*7}}", "-"]
)
def test_what_leads_nowhere_says_nothing(client: Client, path: str, token: str) -> None:
    """BOO-1: whatever it looks like."""
    answer = client.get(f"/ical/{token}.ics")
    assert answer.status_code == 404
    assert b"Traceback" not in answer.content and "X" not in answer.headers


def test_who_guesses_waits(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """BOO-1: and whoever has the address does not."""
    monkeypatch.setattr("rapport.web.feeds.reading._MOST_GUESSES", 2)
    assert [client.get(f"/ical/guess{n}.ics").status_code for n in range(3)] == [404, 404, 429]
    assert client.get(path).status_code == 200


def test_the_owner_of_a_calendar_makes_and_ends_its_address(client: Client, dentist: User) -> None:
    """BOO-3: shown once; each new one ends the one before."""
    client.force_login(dentist)
    page = reverse("web:own_feed")
    made = client.post(page, {"shown": "busy"})
    [address] = re.findall(r'value="http://testserver(/ical/[^"]+\.ics)"', made.content.decode())
    assert "webcal://testserver/ical/" in made.content.decode() and made["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 200
    assert "/ical/" not in client.get(page).content.decode()
    client.post(reverse("web:own_feed_shown"), {"shown": "everything"})
    assert CalendarFeed.objects.open().get().shown == "busy"
    client.post(reverse("web:own_feed_shown"), {"shown": "name"})
    assert CalendarFeed.objects.open().get().shown == "name"
    client.post(page, {"shown": "name"})
    assert client.get(address).status_code == 404 and CalendarFeed.objects.open().count() == 1
    client.post(reverse("web:own_feed_end"))
    assert not CalendarFeed.objects.open().exists()


def test_who_does_not_see_the_schedule_has_no_calendar(client: Client, marketer: User) -> None:
    client.force_login(marketer)
    assert client.post(reverse("web:own_feed")).status_code == 403
    assert reverse("web:own_feed") not in client.get(reverse("account_change_password")).content.decode()
