"""The day at the front desk: what stands in the book, and who sees it (BOO-1, BOO-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import book, cancel, hold_slot
from rapport.appointments.models import Appointment, BookedThrough, Chair, Service, Why
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.schedule.waiting import Waiting, waiting_of
from rapport.web.tests.schedule.steps import MONDAY_MORNING, calendar
from tests.cast import register
from tests.schedule import DESK, asked, at, works


def test_the_day_shows_who_comes(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    shown = page.get(reverse("web:schedule")).content.decode()
    assert "周雅琴" in shown and "10:00–10:30" in shown and "林岚" in shown
    tomorrow = page.get(reverse("web:schedule"), {"day": "2026-11-24"}).content.decode()
    assert "周雅琴" not in tomorrow


@pytest.mark.parametrize("day", ["2026-13-01", "0001-01-01", "yesterday", "９９９９-01-01", "2026-11-23T10:00"])
def test_what_is_no_day_is_not_found(page: Client, day: str) -> None:
    assert page.get(reverse("web:schedule"), {"day": day}).status_code == 404


def test_the_day_of_another_branch_is_not_found(page: Client, almaty: Branch) -> None:
    assert page.get(reverse("web:schedule"), {"branch": almaty.pk}).status_code == 404


def test_the_owner_chooses_a_branch(client: Client, owner: User, riverside: Branch, almaty: Branch) -> None:
    client.force_login(owner)
    shown = client.get(reverse("web:schedule"), {"branch": almaty.pk}).content.decode()
    assert riverside.name in shown and almaty.name in shown


def test_the_calendar_shows_hours_holds_and_people(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: when nobody works, what is held, who comes; what was cancelled is free again."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    cancel(book(marsh, asked(service, riverside, "12:00", dentist), DESK), "ill", through=BookedThrough.DESK)
    hold_slot(asked(service, riverside, "15:00", dentist, online=True))
    data = calendar(page)
    assert (data["offset"], data["from"], data["until"]) == ("+08:00", "09:00", "18:00")
    assert data["columns"] == [{"id": str(dentist.pk), "title": "林岚"}]
    events = [(one["start"][11:], one["title"], one["editable"]) for one in data["events"]]
    assert events == [("10:00", "周雅琴", True), ("15:00", "held", False)]
    late = book(marsh, asked(service, riverside, "19:00", dentist, beyond_hours=True), DESK)
    assert [one["start"][11:] for one in calendar(page)["events"] if "closed" in one["classNames"]] == ["18:00"]
    assert reverse("web:appointment", args=[late.pk]) in page.get(reverse("web:schedule")).content.decode()


def test_the_day_by_chair_and_the_week_of_a_dentist(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: a chair without anybody has its column too."""
    Chair.objects.create(branch=riverside, name="一号椅")
    Chair.objects.create(branch=riverside, name="二号椅")
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    assert [one["title"] for one in calendar(page, by="chair")["columns"]] == ["一号椅", "二号椅"]
    week = calendar(page, whose=dentist.pk, day="2026-11-25")
    assert [one["id"] for one in week["columns"]][::6] == ["2026-11-23", "2026-11-29"]
    assert "周雅琴" in [one.get("title") for one in week["events"]]
    assert page.get(reverse("web:schedule"), {"whose": 99999}).status_code == 404


def test_a_full_day_costs_as_many_queries_as_a_quiet_one(page: Client, dentist: User, riverside: Branch) -> None:
    """BOO-1: with five appointments and with fifty."""
    works(dentist, riverside)
    sizes = []
    for number in (5, 45):
        people = [register(riverside, f"患者{number}{n}") for n in range(number)]
        told = {"branch": riverside, "dentist": dentist, "starts_at": at("10:00", riverside), "state": "arrived"}
        add_appointments([Appointment(patient=one, arrived_at=MONDAY_MORNING, **told) for one in people])
        with CaptureQueriesContext(connection) as asked_of_it:
            assert page.get(reverse("web:schedule")).status_code == 200
        sizes.append(len(asked_of_it))
    assert sizes[0] == sizes[1] <= 25


def test_the_schedule_counts_who_comes_as_today_does(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient, desk: User
) -> None:
    """BOO-3: whoever cancelled stays in the book and is counted on neither page."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    gone = book(marsh, asked(service, riverside, "12:00", dentist), DESK)
    cancel(gone, Why.ILL, through=BookedThrough.DESK, by=desk)
    day = page.get(reverse("web:schedule"), {"day": "2026-11-23"}).context["day"]
    today = page.get(reverse("web:today"), {"day": "2026-11-23"}).context["page"]
    assert day.number == today.counts[""] == 1 and len(day.lines) == 2


def test_waiting_in_figures(riverside: Branch, zhou: Patient) -> None:
    """BOO-4: the mean of who was taken, the longest of all."""
    now = MONDAY_MORNING

    def one(came: int, taken: int | None, state: str) -> Appointment:
        arrived = now - timedelta(minutes=came)
        seated = None if taken is None else now - timedelta(minutes=taken)
        return Appointment(patient=zhou, branch=riverside, state=state, arrived_at=arrived, in_chair_at=seated)

    told = [one(60, 50, "done"), one(40, 20, "in_chair"), one(8, None, "arrived"), one(25, None, "arrived")]
    found = waiting_of([*told, Appointment(patient=zhou, branch=riverside)], now)
    assert (found.mean, found.longest) == (15, 25)
    assert [minutes for _one, minutes in found.now] == [25, 8]
    assert waiting_of([], now) == Waiting([], None, None)
