"""The hours of a week: the front desk keeps them, and is told what is wrong and what is booked."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import AbsenceKind, Chair, WorkingHours
from rapport.appointments.planning import NewAbsence, add_absence
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.tests.hours.steps import here, opened, text
from tests.cast import register
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, checkup, works


def test_the_front_desk_finds_its_hours_in_the_settings(page: Client, riverside: Branch) -> None:
    nav = page.get(reverse("web:today")).context["nav"]
    assert reverse("web:settings") in [entry.url for entry in nav]
    groups = page.get(here("weeks", riverside.pk)).context["sections"]
    assert reverse("web:hours") in [group.url for group in groups if group.current]
    assert page.get(reverse("web:hours")).url == here("weeks", riverside.pk)  # type: ignore[attr-defined]


def test_a_branch_that_has_said_nothing_is_told_what_is_missing(
    page: Client, riverside: Branch, dentist: User
) -> None:
    """BOO-1: why nothing can be booked, and the next step."""
    shown = text(page, here("weeks", riverside.pk))
    assert "No times can be booked until a dentist has hours." in shown
    assert "No times can be booked until there is a service." in shown and here("service_new") in shown
    assert here("week", riverside.pk, dentist.pk) in shown
    works(dentist, riverside)
    checkup()
    assert "No times can be booked" not in text(page, here("weeks", riverside.pk))


def test_a_week_is_written_down(page: Client, riverside: Branch, dentist: User) -> None:
    chair = Chair.objects.create(branch=riverside, name="1")
    told = {
        "since": "2026-11-23",
        "from_1_0": "09:00",
        "until_1_0": "12:00",
        "from_1_1": "13:00",
        "until_1_1": "18:00",
    }
    page.post(here("week", riverside.pk, dentist.pk), told | {"chair_1": chair.pk})
    rows = WorkingHours.objects.order_by("opens_at").values_list("weekday", "opens_at", "closes_at", "chair")
    assert list(rows) == [(1, time(9), time(12), chair.pk), (1, time(13), time(18), chair.pk)]
    assert "other hours from" in text(page, here("weeks", riverside.pk))
    with clock.set_to(SUNDAY_NOON + timedelta(days=1)):
        assert "09:00–12:00" in text(page, here("weeks", riverside.pk))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"from_1_0": "09:00"}, "Say both from when and until when"),
        ({"from_1_0": "09:00", "until_1_0": "08:00"}, "Monday: work ends before it begins"),
        (
            {"from_1_0": "09:00", "until_1_0": "12:00", "from_1_1": "11:00", "until_1_1": "14:00"},
            "Monday: two times overlap",
        ),
        ({"since": "2026-11-01"}, "from today on"),
        ({"since": "soon"}, "Enter a valid date"),
    ],
)
def test_a_week_that_cannot_be_is_told(
    page: Client, riverside: Branch, dentist: User, told: dict[str, str], said: str
) -> None:
    answer = page.post(here("week", riverside.pk, dentist.pk), {"since": "2026-11-23"} | told)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not WorkingHours.objects.exists()


@pytest.mark.parametrize("told", [{"since": "9999-12-31"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}])
def test_a_day_centuries_away_is_a_slip(
    page: Client, riverside: Branch, dentist: User, told: dict[str, str]
) -> None:
    week = {"since": "2026-11-23", "from_1_0": "09:00", "until_1_0": "12:00"} | told
    assert page.post(here("week", riverside.pk, dentist.pk), week).status_code == 422
    assert not WorkingHours.objects.exists()


def test_shorter_hours_say_what_is_booked(page: Client, riverside: Branch, dentist: User, zhou: Patient) -> None:
    works(dentist, riverside)
    book(zhou, asked(checkup(30), riverside, "16:00", dentist), DESK)
    told = {"since": "2026-11-23", "from_1_0": "09:00", "until_1_0": "12:00"}
    assert "周雅琴" in page.post(here("week", riverside.pk, dentist.pk), told).content.decode()
    assert WorkingHours.objects.filter(valid_to=None).count() == 5
    page.post(here("week", riverside.pk, dentist.pk), told | {"all_the_same": "1"})
    assert WorkingHours.objects.filter(valid_to=None).count() == 1


@pytest.mark.parametrize("since", ["2026-11-22", "2026-11-23"])
def test_two_who_change_one_week_lose_nothing(page: Client, riverside: Branch, dentist: User, since: str) -> None:
    """BOO-1: the second sees what the first has saved, whenever it begins, and saves what both want."""
    url = here("week", riverside.pk, dentist.pk)
    told = opened(page, url) | {"since": since}
    page.post(url, told | {"from_1_0": "09:00", "until_1_0": "12:00"})
    answer = page.post(url, told | {"from_2_0": "10:00", "until_2_0": "18:00"})
    shown = answer.content.decode()
    assert answer.status_code == 409 and "09:00–12:00" in shown and "10:00" in shown
    assert WorkingHours.objects.get().weekday == 1
    form = answer.context["form"]
    assert form["from_2_0"].value() == "10:00"
    assert since == "2026-11-23" or form["from_1_0"].value() == time(9)
    both = {name: form[name].value() or "" for name in form.fields} | {"before": answer.context["before"]}
    assert page.post(url, both).status_code == 302
    assert 2 in WorkingHours.objects.values_list("weekday", flat=True)


def test_nobody_elses_hours_are_changed(page: Client, riverside: Branch, almaty: Branch, desk: User) -> None:
    """Another branch, who is no dentist, and a chair of another branch do not exist."""
    chair = Chair.objects.create(branch=almaty, name="1")
    for url in (
        here("weeks", almaty.pk),
        here("terms", almaty.pk),
        here("week", riverside.pk, desk.pk),
        here("chair", riverside.pk, chair.pk),
    ):
        assert page.get(url).status_code == 404


def test_pages_of_hours_cost_the_same_for_many(
    page: Client, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    urls = [
        here("weeks", riverside.pk),
        here("absences", riverside.pk),
        here("to_be_moved", riverside.pk),
        here("services"),
        here("chairs", riverside.pk),
    ]

    def queries() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                page.get(url)
            counts.append(len(captured))
        return counts

    def more(number: int) -> None:
        who = add_user(f"d{number}", name=f"李{number}", password=None, roles=[(Role.DENTIST, riverside)])
        works(who, riverside)
        person = register(riverside, f"王{number}")
        service = checkup(30, 0, who)
        book(person, asked(service, riverside, "10:00", who), DESK)
        add_absence(NewAbsence(AbsenceKind.ILL, MONDAY, MONDAY, who, riverside), by=None)
        Chair.objects.create(branch=riverside, name=f"{number}", retired_at=SUNDAY_NOON)

    more(0)
    page.get(urls[0])
    one = queries()
    for number in (1, 2, 3):
        more(number)
    assert queries() == one
