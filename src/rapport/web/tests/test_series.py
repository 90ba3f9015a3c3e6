"""The page on which a series is looked at, booked and cancelled (BOO-1, BOO-3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import Appointment, Series, Service
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked

FRIDAY = date(2026, 11, 27)
pytestmark = pytest.mark.now(datetime(2026, 11, 22, 4, tzinfo=UTC))


@pytest.fixture
def asking(service: Service, dentist: User) -> dict[str, object]:
    """Six Fridays at nine; the last is New Year."""
    told = {"service": service.pk, "dentist": dentist.pk, "first": FRIDAY, "at": "09:00"}
    return {**told, "every_weeks": 1, "times": 6}


def choices(page: str) -> list[list[str]]:
    """What each line lets one choose."""
    return [
        re.findall(r'value="([^"]+)"', one)
        for one in re.findall(r'<select[^>]+name="moment".*?</select>', page, re.S)
    ]


def test_a_series_is_looked_at_and_booked(
    client: Client, desk: User, zhou: Patient, marsh: Patient, asking: dict[str, object], service: Service,
    dentist: User, riverside: Branch,
) -> None:  # fmt: skip
    """BOO-1: what is not free has the nearest times beside it, and is left out unless one of them is chosen."""
    client.force_login(desk)
    book(marsh, asked(service, riverside, "09:00", dentist, day=date(2026, 12, 4)), DESK)
    page = reverse("web:card_series", args=[zhou.pk])
    seen = client.get(page, asking).content.decode()
    assert "4 of 6 are free" in seen and "the dentist is taken" in seen and not Series.objects.exists()
    lines = choices(seen)
    assert [len(line) for line in lines] == [1, 3, 1, 1, 1, 3]
    chosen = [line[0] for line in lines[:5]] + [""]
    assert client.post(page, {**asking, "moment": chosen}).status_code == 302
    times = [f"{riverside.local(one):%m-%d %H:%M}" for one in
             zhou.appointments.order_by("starts_at").values_list("starts_at", flat=True)]  # fmt: skip
    assert times == ["11-27 09:00", "12-04 09:30", "12-11 09:00", "12-18 09:00", "12-25 09:00"]
    assert "5 to come" in client.get(page).content.decode()


def test_in_chinese_the_day_of_the_week_follows_the_date(
    client: Client, desk: User, zhou: Patient, asking: dict[str, object]
) -> None:
    """As on every other page."""
    User.objects.filter(pk=desk.pk).update(language="zh-hans")
    client.force_login(desk)
    seen = client.get(reverse("web:card_series", args=[zhou.pk]), asking).content.decode()
    assert re.search(r"<td[^>]*>\d{4}-\d\d-\d\d 星期. \d\d:\d\d<", seen)


def test_what_is_gone_meanwhile_keeps_all_of_it_from_being_booked(
    client: Client, desk: User, zhou: Patient, marsh: Patient, asking: dict[str, object], service: Service,
    dentist: User, riverside: Branch,
) -> None:  # fmt: skip
    """BOO-1: and the page says which."""
    client.force_login(desk)
    page = reverse("web:card_series", args=[zhou.pk])
    chosen = [line[0] for line in choices(client.get(page, asking).content.decode())[:5]]
    book(marsh, asked(service, riverside, "09:00", dentist, day=date(2026, 12, 4)), DESK)
    answer = client.post(page, {**asking, "moment": chosen})
    assert answer.status_code == 422 and "the dentist is taken" in answer.content.decode()
    assert not Series.objects.exists() and not zhou.appointments.exists()


@pytest.mark.parametrize(
    "moment", ["2026-12-04T03:00+08:00", "0001-01-01T00:00", "x", "9999-12-31T23:59+14:00", "\x00"]
)
def test_what_was_never_offered_is_not_booked(
    client: Client, desk: User, zhou: Patient, asking: dict[str, object], moment: str
) -> None:
    client.force_login(desk)
    answer = client.post(reverse("web:card_series", args=[zhou.pk]), {**asking, "moment": [moment]})
    assert answer.status_code == 422 and not Appointment.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2026-11-20"}, {"first": "x"}, {"first": "9999-12-31"}, {"times": "1"}, {"times": "10000"},
        {"every_weeks": "0"}, {"at": "25:00"}, {"service": "x"}, {"dentist": "0"},
        {"every_weeks": 26, "times": 40},
    ],
)  # fmt: skip
def test_what_is_no_series_is_said(
    client: Client, desk: User, zhou: Patient, asking: dict[str, object], wrong: dict[str, object]
) -> None:
    client.force_login(desk)
    page = client.get(reverse("web:card_series", args=[zhou.pk]), {**asking, **wrong})
    assert page.status_code == 422 and not choices(page.content.decode())


def test_the_rest_is_cancelled_together(
    client: Client, desk: User, zhou: Patient, marsh: Patient, khalilova: Patient, asking: dict[str, object]
) -> None:
    """BOO-3: with a reason; a series of somebody else does not exist there."""
    client.force_login(desk)
    page = reverse("web:card_series", args=[zhou.pk])
    chosen = [line[0] for line in choices(client.get(page, asking).content.decode())[:5]]
    client.post(page, {**asking, "moment": chosen})
    series = Series.objects.get()
    end = reverse("web:card_series_cancellation", args=[zhou.pk, series.pk])
    shown = client.get(reverse("web:card_series", args=[zhou.pk])).content.decode()
    assert re.search(r'name="why" required><option value="">', shown), "it asks, and guesses no reason"
    client.post(end, {"why": ""})
    assert zhou.appointments.filter(state="cancelled").count() == 0
    client.post(end, {"why": "because"})
    assert series.appointments.expected().count() == 5
    for somebody in (marsh, khalilova):
        other = reverse("web:card_series_cancellation", args=[somebody.pk, series.pk])
        assert client.post(other, {"why": "ill"}).status_code == 404
    client.post(end, {"why": "elsewhere", "words": "搬家"})
    assert series.appointments.expected().count() == 0
    assert "to come" not in client.get(page).content.decode()
