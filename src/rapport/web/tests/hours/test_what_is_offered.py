"""Services, chairs and the terms of a branch."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rapport.appointments.booking import book
from rapport.appointments.models import Absence, BookingTerms, Chair, Service, WorkingHours
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.hours.steps import SERVICE, here, opened, text
from tests.schedule import DESK, asked, checkup, works


def test_services_are_of_the_house(page: Client, riverside: Branch, almaty: Branch) -> None:
    """Who keeps the hours of one branch of several reads what every branch gives, and changes none of it."""
    service = checkup()
    shown = text(page, here("services"))
    assert "检查" in shown or "Check-up" in shown
    assert here("service", service.pk) not in shown and here("service_new") not in shown
    for url in (here("service_new"), here("service", service.pk)):
        assert page.get(url).status_code == page.post(url, SERVICE).status_code == 404
    for name in ("service_retirement", "service_return"):
        assert page.post(here(name, service.pk)).status_code == 404
    assert Service.objects.given().get() == service and service.minutes == 30


def test_a_service_is_written_in_three_languages(page: Client, dentist: User) -> None:
    page.post(here("service_new"), SERVICE | {"given_by": dentist.pk})
    service = Service.objects.get()
    assert service.names == {"zh-hans": "检查", "ru": "Осмотр", "en": "Check-up"}
    assert (service.minutes, service.buffer_minutes, service.early_days) == (30, 10, 7)
    assert list(service.given_by.all()) == [dentist]
    page.post(here("service_retirement", service.pk))
    assert not Service.objects.given().exists() and "Give it again" in text(page, here("services"))
    page.post(here("service_return", service.pk))
    assert Service.objects.given().exists()


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": "4"}, {"minutes": "601"}, {"name_ru": " "}, {"category": "magic"}, {"given_by": "9" * 25}],
)
def test_a_service_that_cannot_be_is_told(page: Client, wrong: dict[str, str]) -> None:
    assert page.post(here("service_new"), SERVICE | wrong).status_code == 422
    assert not Service.objects.exists()


def test_a_chair_has_its_name_once_a_branch(
    page: Client, riverside: Branch, almaty: Branch, dentist: User
) -> None:
    Chair.objects.create(branch=almaty, name="1")
    page.post(here("chairs", riverside.pk), {"name": "1", "position": "0"})
    chair = Chair.objects.get(branch=riverside)
    answer = page.post(here("chairs", riverside.pk), {"name": " 1 ", "position": "1"})
    assert answer.status_code == 422 and "There is a chair of this name" in answer.content.decode()
    page.post(here("chair", riverside.pk, chair.pk), {"name": "2", "position": "0"})
    works(dentist, riverside, chair=chair)
    page.post(here("chair_retirement", riverside.pk, chair.pk))
    assert "name this chair" in text(page, here("chairs", riverside.pk))
    WorkingHours.objects.all().delete()
    page.post(here("chair_retirement", riverside.pk, chair.pk))
    chair.refresh_from_db()
    assert chair.name == "2" and chair.retired_at
    page.post(here("chair_return", riverside.pk, chair.pk))
    assert Chair.objects.filter(retired_at=None).count() == 2


def test_the_terms_of_a_branch_are_kept(page: Client, riverside: Branch, dentist: User, zhou: Patient) -> None:
    """BOO-1, BOO-2: with what each does, the holidays beside them, and what they would leave to be moved."""
    shown = text(page, here("terms", riverside.pk))
    assert "shown to class A alone" in shown and "2027" in shown
    told = {
        "days_ahead": "60",
        "early_days": "7",
        "kept_percent": "30",
        "kept_until_hours": "24",
        "notice_hours": "3",
        "hold_minutes": "4",
        "step_minutes": "30",
        "offer_minutes": "20",
        "first_reminder_hours": "24",
        "second_reminder_hours": "",
    }
    page.post(here("terms", riverside.pk), told)
    terms = BookingTerms.objects.get()
    assert (terms.days_ahead, terms.kept_percent, terms.closed_on_holidays) == (60, 30, False)
    assert page.post(here("terms", riverside.pk), told | {"kept_percent": "101"}).status_code == 422

    works(dentist, riverside)
    book(zhou, asked(checkup(), riverside, "10:00", dentist, day=date(2027, 1, 1)), DESK)
    answer = page.post(here("terms", riverside.pk), told | {"closed_on_holidays": "on"})
    assert "周雅琴" in answer.content.decode() and not BookingTerms.objects.get().closed_on_holidays


def test_two_who_change_terms_and_services(page: Client, riverside: Branch, dentist: User) -> None:
    """BOO-1: what both changed stands as the second typed it, beside what the first has saved."""
    url = here("terms", riverside.pk)
    told = {"days_ahead": "30", "early_days": "14", "kept_percent": "20", "kept_until_hours": "48"}
    told |= {"notice_hours": "2", "hold_minutes": "5", "step_minutes": "15", "offer_minutes": "30"}
    told |= opened(page, url)
    page.post(url, told | {"days_ahead": "60", "notice_hours": "4"})
    answer = page.post(url, told | {"days_ahead": "40"})
    assert answer.status_code == 409 and BookingTerms.objects.get().days_ahead == 60
    clashes = {one.theirs: (one.mine, one.both) for one in answer.context["meanwhile"].clashes}
    assert (clashes["60"], clashes["4"]) == (("40", True), ("2", False))
    form = answer.context["form"]
    assert (form["days_ahead"].value(), form["notice_hours"].value()) == ("40", 4)
    again = told | {"before": answer.context["before"], "days_ahead": "40"}
    assert page.post(url, again).status_code == 302 and BookingTerms.objects.get().days_ahead == 40

    page.post(here("service_new"), SERVICE)
    url = here("service", Service.objects.get().pk)
    told = SERVICE | opened(page, url)
    page.post(url, told | {"given_by": dentist.pk})
    answer = page.post(url, told | {"minutes": "45"})
    assert answer.status_code == 409 and str(dentist) in answer.content.decode()
    assert Service.objects.get().minutes == 30
    saved = told | {"before": answer.context["before"], "minutes": "45", "given_by": dentist.pk}
    assert page.post(url, saved).status_code == 302


def test_two_who_change_one_chair_or_write_one_absence(page: Client, riverside: Branch, dentist: User) -> None:
    """BOO-1: the second reads what the first has saved."""
    chair = Chair.objects.create(branch=riverside, name="1")
    url = here("chair", riverside.pk, chair.pk)
    told = {"name": "1", "position": "0"} | opened(page, url)
    page.post(url, told | {"name": "南窗"})
    answer = page.post(url, told | {"name": "手术室", "position": "2"})
    [clash] = answer.context["meanwhile"].clashes
    assert answer.status_code == 409 and (clash.theirs, clash.mine, clash.both) == ("南窗", "手术室", True)
    chair.refresh_from_db()
    assert (chair.name, chair.position) == ("南窗", 0)
    again = {"name": "手术室", "position": "2", "before": answer.context["before"]}
    assert page.post(url, again).status_code == 302
    chair.refresh_from_db()
    assert (chair.name, chair.position) == ("手术室", 2)

    url, told = here("absence_new", riverside.pk), {"dentist": dentist.pk, "first_day": "2026-11-28"}
    page.post(url, told | {"kind": "ill"})
    answer = page.post(url, told | {"kind": "leave"})
    assert (
        answer.status_code == 422 and "林岚 is written down as away then already: ill" in answer.content.decode()
    )
    assert page.post(url, told | {"kind": "leave", "last_day": "2026-11-29"}).status_code == 302
    assert Absence.objects.count() == 2
