"""Settings of hours and services: the front desk keeps them, and is told what is wrong and what is booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import (
    Absence,
    AbsenceKind,
    BookingTerms,
    Chair,
    ExtraHours,
    Service,
    WorkingHours,
)
from rapport.appointments.planning import NewAbsence, add_absence
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.cast import register
from tests.schedule import DESK, MONDAY, asked, checkup, works

SUNDAY_NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
SERVICE = {
    "name_zh-hans": "检查",
    "name_ru": "Осмотр",
    "name_en": "Check-up",
    "category": "checkup",
    "minutes": "30",
    "buffer_minutes": "10",
    "bookable_online": "on",
    "early_days": "7",
    "position": "0",
}


@pytest.fixture(autouse=True)
def the_day_before() -> Iterator[None]:
    with clock.set_to(SUNDAY_NOON):
        yield


@pytest.fixture
def page(client: Client, desk: User) -> Client:
    """The browser at the front desk."""
    client.force_login(desk)
    return client


def here(name: str, *args: object) -> str:
    return reverse(f"web:hours_{name}", args=args)


def text(page: Client, url: str) -> str:
    return page.get(url).content.decode()


def test_the_front_desk_finds_its_hours_in_the_settings(page: Client, riverside: Branch) -> None:
    nav = page.get(reverse("web:today")).context["nav"]
    assert reverse("web:settings") in [entry.url for entry in nav]
    groups = page.get(here("weeks", riverside.pk)).context["sections"]
    assert reverse("web:hours") in [group["url"] for group in groups if group["current"]]
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


@pytest.mark.parametrize("told", [{"since": "9999-12-31"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}])
def test_a_day_centuries_away_is_a_slip(
    page: Client, riverside: Branch, dentist: User, told: dict[str, str]
) -> None:
    week = {"since": "2026-11-23", "from_1_0": "09:00", "until_1_0": "12:00"} | told
    assert page.post(here("week", riverside.pk, dentist.pk), week).status_code == 422
    assert not WorkingHours.objects.exists()


def test_before_an_absence_is_saved_it_says_what_is_booked(
    page: Client, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: the list first, then all the same; it stays in sight until it is moved."""
    works(dentist, riverside)
    book(zhou, asked(checkup(30), riverside, "10:00", dentist), DESK)
    told = {"dentist": dentist.pk, "kind": "ill", "first_day": "2026-11-23"}
    answer = page.post(here("absence_new", riverside.pk), told)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "1 appointment would have to be moved" in shown and "周雅琴" in shown
    assert not Absence.objects.exists()

    page.post(here("absence_new", riverside.pk), told | {"all_the_same": "1"})
    absence = Absence.objects.get()
    assert (absence.dentist, absence.branch, absence.first_day, absence.last_day) == (
        dentist,
        riverside,
        MONDAY,
        MONDAY,
    )
    moved = text(page, here("to_be_moved", riverside.pk))
    assert "周雅琴" in moved and f"day={MONDAY}" in moved
    page.post(here("absence_end", riverside.pk, absence.pk))
    assert "Nothing is to be moved" in text(page, here("to_be_moved", riverside.pk))


def test_shorter_hours_say_what_is_booked(page: Client, riverside: Branch, dentist: User, zhou: Patient) -> None:
    works(dentist, riverside)
    book(zhou, asked(checkup(30), riverside, "16:00", dentist), DESK)
    told = {"since": "2026-11-23", "from_1_0": "09:00", "until_1_0": "12:00"}
    assert "周雅琴" in page.post(here("week", riverside.pk, dentist.pk), told).content.decode()
    assert WorkingHours.objects.filter(valid_to=None).count() == 5
    page.post(here("week", riverside.pk, dentist.pk), told | {"all_the_same": "1"})
    assert WorkingHours.objects.filter(valid_to=None).count() == 1


def test_a_wrong_absence_is_told(page: Client, riverside: Branch) -> None:
    told = {"kind": "closed", "first_day": "2026-11-23", "from_time": "09:00"}
    answer = page.post(here("absence_new", riverside.pk), told)
    assert "Say both from when and until when" in answer.content.decode()
    assert not Absence.objects.exists()


def test_absence_from_every_branch_is_for_who_keeps_them_all(
    client: Client, owner: User, desk: User, riverside: Branch, almaty: Branch, dentist: User
) -> None:
    told = {"kind": "leave", "first_day": "2026-11-23", "dentist": dentist.pk, "at_all": "on"}
    client.force_login(desk)
    client.post(here("absence_new", riverside.pk), told)
    assert Absence.objects.get().branch == riverside
    client.force_login(owner)
    client.post(here("absence_new", riverside.pk), told)
    everywhere = Absence.objects.get(branch=None)
    assert client.post(here("absence_new", riverside.pk), told | {"dentist": ""}).status_code == 422
    client.force_login(desk)
    assert client.post(here("absence_end", riverside.pk, everywhere.pk)).status_code == 404


def test_an_extra_day_comes_and_goes(page: Client, riverside: Branch, dentist: User) -> None:
    told = {"dentist": dentist.pk, "day": "2026-11-28", "opens": "09:00", "closes": "12:00"}
    page.post(here("extra_new", riverside.pk), told)
    extra = ExtraHours.objects.get()
    assert "09:00–12:00" in text(page, here("absences", riverside.pk))
    assert page.post(here("extra_new", riverside.pk), told).status_code == 422
    page.post(here("extra_removal", riverside.pk, extra.pk))
    assert not ExtraHours.objects.exists()


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


def opened(page: Client, url: str) -> dict[str, str]:
    """The page as it is opened: with what it was filled."""
    return {"before": str(page.get(url).context["before"])}


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


@pytest.mark.parametrize("wrong", [{"minutes": "4"}, {"minutes": "601"}, {"name_ru": " "}, {"category": "magic"}])
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
