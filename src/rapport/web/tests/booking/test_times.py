"""Clients choose a time, without anybody being signed in (BOO-1, BOO-2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import Appointment, BookingTerms, OnlineBooking, Service, Slot
from rapport.appointments.online.links import open_link, shown_link
from rapport.lib import clock
from rapport.people.models import Patient, Standing
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.booking.holding import MOST_HELD
from rapport.web.booking.month import Asking, month_of
from rapport.web.limits import origin
from rapport.web.tests.booking.steps import fill_in, hold, open_form, text_of, times_of
from tests.schedule import DESK, MONDAY, SUNDAY_NOON, asked, at, checkup, works


def test_from_the_site_of_the_clinic_to_the_booked_page(
    phone: Client, service: Service, riverside: Branch
) -> None:
    """BOO-1, LOY-2: what there is one of is not asked; every page is kept nowhere and found by no machine."""
    page = phone.get("/book/", follow=True)
    assert page.redirect_chain == [(f"/book/binjiangyuan-{riverside.pk}/", 302)]
    assert (page["Cache-Control"], page["X-Robots-Tag"][:7]) == ("no-store", "noindex")
    page = phone.get(f"/book/{riverside.pk}/{service.pk}/", follow=True)
    assert "Choose a time" in text_of(page) and "35 free" in text_of(page) and "Shanghai time" in text_of(page)
    page = phone.post(times_of(riverside, service), {"at": at("10:00", riverside).isoformat()}, follow=True)
    assert "Book Mon 23 Nov, 10:00" in text_of(page) and Slot.objects.get().held_until
    answer = fill_in(
        phone, riverside, service, birth_date="1985-02-03", troubles=["pain"], haste="now", travel_minutes="50"
    )
    made = Appointment.objects.get()
    assert answer["Location"] == f"/a/{shown_link(made)}/" and shown_link(made) != open_link(made)
    assert (made.signals.troubles, made.signals.haste, made.patient.travel_minutes) == (["pain"], "now", 50)
    page = phone.get(answer["Location"])
    assert "You are booked" in text_of(page) and "We will call you to confirm" in text_of(page)
    assert Slot.objects.get().appointment == made


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("滨江院", "binjiangyuan"),
        ("Клиника на Щёлковской, 2", "klinika-na-shchelkovskoi-2"),
        ("Zoë’s & Co", "zoes-co"),
        ("☆", ""),
    ],
)
def test_the_address_of_a_branch_can_be_read(
    phone: Client, service: Service, riverside: Branch, name: str, address: str
) -> None:
    """BOO-1: numbers from before, and what was printed under another name, lead there."""
    riverside.name = name
    riverside.save()
    here = f"/book/{address}-{riverside.pk}/" if address else f"/book/{riverside.pk}/"
    assert phone.get(here).status_code == 200
    for before in (
        f"/book/{riverside.pk}/{service.pk}/times/?day=2026-11-24",
        f"/book/old-name-{riverside.pk}/{service.pk}/times/?day=2026-11-24",
    ):
        shown = phone.get(before, follow=True)
        assert shown.status_code == 200 and shown.request["PATH_INFO"] == f"{here}{service.pk}/times/"
        assert shown.request["QUERY_STRING"] == "day=2026-11-24"
    assert phone.get("/book/binjiangyuan-999/").status_code == phone.get("/book/binjiangyuan/").status_code == 404


def test_another_time_takes_the_place_of_the_first(phone: Client, service: Service, riverside: Branch) -> None:
    """BOO-1: a browser holds one time."""
    for clock_time in ("10:00", "11:00", "12:00"):
        assert hold(phone, riverside, service, clock_time).status_code == 302
    assert Slot.objects.get().starts_at == at("12:00", riverside)


def test_who_was_too_slow_is_shown_the_nearest_times(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-1: in kind words, and nothing typed is lost."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    page = hold(phone, riverside, service)
    assert page.status_code == 422 and "just been taken" in text_of(page) and "Mon 23 Nov, 09:30" in text_of(page)
    hold(phone, riverside, service, "11:00")
    url = reverse("web:book_who", args=[riverside, service.pk])
    form = open_form(phone, riverside, service) | {"remark": "怕疼"}
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=6)):
        book(zhou, asked(service, riverside, "11:00", dentist), DESK)
        page = phone.post(url, form)
        shown = page.content.decode()
        assert page.status_code == 422 and 'value="李小明"' in shown and "怕疼" in shown and "11:30" in shown
        page = phone.post(url, form | {"instead": at("11:30", riverside).isoformat()})
        shown = page.content.decode()
        assert page.status_code == 200 and 'value="李小明"' in shown and "怕疼" in shown
        assert phone.post(url, form | {"at": at("11:30", riverside).isoformat()}).status_code == 302
    assert OnlineBooking.objects.get().appointment.starts_at == at("11:30", riverside)


def test_what_another_window_chose_is_not_booked_in_its_place(
    phone: Client, service: Service, riverside: Branch
) -> None:
    """BOO-1: the page says 10:00, and 11:00 is held since; then they are asked, and get what they say."""
    hold(phone, riverside, service, "10:00")
    form = open_form(phone, riverside, service)
    hold(phone, riverside, service, "11:00")
    url = reverse("web:book_who", args=[riverside, service.pk])
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=1)):
        page = phone.post(url, form)
        assert page.status_code == 422 and "in this browser since" in text_of(page)
        assert "Mon 23 Nov, 10:00" in text_of(page) and not Appointment.objects.exists()
        phone.post(url, form | {"instead": at("10:00", riverside).isoformat()})
        assert phone.post(url, form).status_code == 302
    assert Appointment.objects.get().starts_at == at("10:00", riverside)


def test_addresses_that_lead_nowhere(
    phone: Client, service: Service, riverside: Branch, almaty: Branch, desk: User
) -> None:
    """BOO-1: another branch's dentist, what is not bookable, what is no number, no date, no time."""
    elsewhere = add_user("kim", name="Ким", password=None, roles=[(Role.DENTIST, almaty)], language="ru")
    works(elsewhere, almaty)
    hidden = checkup()
    Service.objects.filter(pk=hidden.pk).update(bookable_online=False)
    own = times_of(riverside, service)
    for url in (
        f"{own}?dentist={elsewhere.pk}",
        f"{own}?dentist={desk.pk}",
        f"{own}?dentist=x",
        times_of(riverside, hidden),
        "/book/999999/",
        reverse("web:book_times", args=[riverside, 999999]),
        "/book/99999999999999999999/",
    ):
        assert phone.get(url).status_code == 404, url
    for day in ("2026-13-45", "x", "0001-01-01", "9999-12-31", "\x00"):
        assert phone.get(own, {"day": day}).status_code == 200
    for moment in (
        "",
        "x",
        "2026-11-23T10:00",
        "9999-12-31T23:59+00:00",
        "0001-01-01T00:00+14:00",
        "2026-02-31T10:00+08:00",
        "\x00",
    ):
        assert phone.post(own, {"at": moment}).status_code == 422
    assert phone.post(own, {"at": at("03:00", riverside).isoformat()}).status_code == 422
    assert not Slot.objects.exists()
    # nothing held: back to the times
    assert phone.get(reverse("web:book_who", args=[riverside, service.pk])).status_code == 302


def test_class_a_sees_times_kept_for_them(service: Service, riverside: Branch, zhou: Patient) -> None:
    """BOO-2: and days that others do not see yet."""
    BookingTerms.objects.create(branch=riverside, kept_until_hours=0, days_ahead=10)
    late = MONDAY + timedelta(days=4)
    common = month_of(Asking(riverside, service), late)
    Standing.objects.create(patient=zhou, care="A")
    own = month_of(Asking(riverside, service, patient=Patient.objects.get(pk=zhou.pk)), late)
    kept = [time.at.hour for part in own.parts for time in part.times if time.kept]
    assert not common.any_kept and set(kept) == {16, 17}
    assert sum(len(part.times) for part in own.parts) == sum(len(part.times) for part in common.parts) + len(kept)
    further = MONDAY + timedelta(days=15)
    assert month_of(Asking(riverside, service), further).day == date(2026, 12, 2)
    assert month_of(Asking(riverside, service, patient=Patient.objects.get(pk=zhou.pk)), further).day == further


def test_a_month_costs_the_same_however_much_is_booked(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, marsh: Patient, dentist: User
) -> None:
    """BOO-1."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert phone.get(times_of(riverside, service)).status_code == 200
        return len(captured)

    cost()
    few = cost()
    for hour in range(9, 18):
        book((zhou, marsh)[hour % 2], asked(service, riverside, f"{hour:02}:00", dentist), DESK)
    assert cost() == few


def test_a_page_reads_the_branches_once(phone: Client, service: Service, riverside: Branch) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert phone.get(reverse("web:book_services", args=[riverside])).status_code == 200
    assert len([one for one in captured if 'FROM "staff_branch"' in one["sql"]]) == 1


def test_one_address_does_not_hold_the_whole_book(
    service: Service, riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-1: without cookies, too."""
    monkeypatch.setattr("rapport.web.booking.views._MOST_HOLDS", MOST_HELD + 1)
    statuses = [
        hold(Client(), riverside, service, f"{9 + n // 2:02}:{n % 2 * 30:02}").status_code
        for n in range(MOST_HELD + 2)
    ]
    assert statuses == [302] * MOST_HELD + [422, 429]
    assert Slot.objects.count() == MOST_HELD
    page = hold(Client(headers={"accept-language": "en"}, REMOTE_ADDR="203.0.113.9"), riverside, service, "17:00")
    assert page.status_code == 302, "others are not in the way"


@pytest.mark.parametrize(
    ("address", "same", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("203.0.113.9", "203.0.113.9", "203.0.113.8"),
        ("", "", "203.0.113.9"),
    ],
)
def test_one_connection_is_one_origin(rf: Any, address: str, same: str, other: str) -> None:
    """BOO-1: of IPv6, one connection has more addresses than anybody can count."""
    first, second, third = (origin(rf.get("/", REMOTE_ADDR=one)) for one in (address, same, other))
    assert first == second != third
