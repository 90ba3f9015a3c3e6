"""Who comes at the time that was chosen: strangers and known clients (BOO-1, REC-11)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.booking import confirm
from rapport.appointments.models import Appointment, BookedThrough, OnlineBooking, Service
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions.consent_texts import draft_text, publish_text
from rapport.people.models import Consent, Patient
from rapport.staff.models import Branch, User
from rapport.web.booking import codes
from rapport.web.tests.booking.steps import PHONE, fill_in, hold, open_form, text_of, times_of
from tests.schedule import SUNDAY_NOON


def test_nobody_agrees_to_a_text_that_they_have_not_read(
    phone: Client, service: Service, riverside: Branch, owner: User
) -> None:
    """REC-11: a text published since, or in another language, is read first; the boxes are empty again."""
    hold(phone, riverside, service)
    form = open_form(phone, riverside, service)
    url = reverse("web:book_who", args=[riverside, service.pk])
    publish_text(
        draft_text(riverside, "processing", "en", "We keep your name and phone. " * 5, by=owner), by=owner
    )
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=1)):
        for address in (url, f"{url}?language=ru"):
            page = phone.post(address, form)
            assert page.status_code == 422 and not Patient.objects.exists()
            assert 'value="李小明"' in page.content.decode()
            assert not re.search(r'name="processing"[^>]* checked', page.content.decode())
        phone.get(f"{url}?language=en")
        assert fill_in(phone, riverside, service).status_code == 302
    assert Consent.objects.get().text.body.startswith("We keep your name")


def test_choosing_another_language_keeps_what_was_typed(
    phone: Client, service: Service, riverside: Branch
) -> None:
    hold(phone, riverside, service)
    url = reverse("web:book_who", args=[riverside, service.pk])
    page = phone.post(f"{url}?language=ru", {"name": "Ольга", "phone": "", "again": "yes"})
    shown = page.content.decode()
    assert page.status_code == 200 and 'lang="ru"' in shown and 'value="Ольга"' in shown
    assert 'role="alert"' not in shown and phone.get("/book/", follow=True)["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "required"),
        ({"name": "<script>alert(1)</script>"}, "in letters"),
        ({"name": "Visit evil.com"}, "in letters"),
        ({"name": "李\x07明"}, "in letters"),
        ({"name": "李" * 500}, "at most 60"),
        ({"phone": "12"}, "no phone number"),
        ({"phone": "13700137000, 13700137001"}, "one to a line"),
        ({"birth_date": "2031-01-01"}, "cannot be a birth date"),
        ({"birth_date": "nonsense"}, "valid date"),
        ({"birth_date": "2020-01-01"}, "for somebody else"),
        ({"whom": "other"}, "your own name"),
        ({"processing": ""}, "Without this consent"),
        ({"travel_minutes": "99999"}, "600"),
        ({"troubles": ["hack"]}, "valid choice"),
        ({"remark": "я" * 301}, "at most 300"),
        ({"opened": "1:forged"}, "very quick"),
    ],
)
def test_what_strangers_type_is_answered_in_words(
    phone: Client, service: Service, riverside: Branch, told: dict[str, object], said: str
) -> None:
    """BOO-1: nobody is written down, nothing of it runs."""
    hold(phone, riverside, service)
    page = fill_in(phone, riverside, service, **told)
    assert page.status_code == 422 and said in page.content.decode() and not Patient.objects.exists()
    assert "<script>alert" not in page.content.decode()


def test_machines_are_thanked_and_nothing_is_kept(phone: Client, service: Service, riverside: Branch) -> None:
    """BOO-1: a field that people do not see; and nobody types in three seconds."""
    hold(phone, riverside, service)
    assert "Thank you" in text_of(fill_in(phone, riverside, service, website="http://spam"))
    page = phone.get(reverse("web:book_who", args=[riverside, service.pk])).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', page)
    sent = {"name": "李", "phone": PHONE, "whom": "me", "processing": "on", "opened": opened and opened[1]}
    answer = phone.post(reverse("web:book_who", args=[riverside, service.pk]), sent)
    assert answer.status_code == 422 and not Appointment.objects.exists()


def test_a_known_client_comes_in_by_a_code(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-1: named, asked nothing that is known, and booked into their own record."""
    url = reverse("web:book_code", args=[riverside, service.pk])
    assert "Been with us before" in text_of(phone.get(times_of(riverside, service)))
    asked_page = phone.post(url, {"phone": "138 0013 8000"})
    unknown = Client(headers={"accept-language": "en"}).post(url, {"phone": PHONE})
    assert text_of(asked_page) == text_of(unknown) and Message.objects.count() == 1
    code = re.search(r"\d{6}", Message.objects.get().body)
    assert code and phone.post(url, {"code": "12"}).status_code == 422
    assert phone.post(url, {"code": code[0]})["Location"] == times_of(riverside, service)
    assert "雅琴, choose a time" in text_of(phone.get(times_of(riverside, service)))
    hold(phone, riverside, service)
    answer = fill_in(phone, riverside, service, patient=str(zhou.pk))
    assert answer.status_code == 302 and OnlineBooking.objects.get().proven
    assert Appointment.objects.get().patient == zhou and not Consent.objects.exists()
    assert "call you" not in text_of(phone.get(answer["Location"]))


def test_how_long_a_code_takes_does_not_tell_either(
    phone: Client, service: Service, riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-1: a number that somebody has takes longer to look into; the answer waits for that."""
    slept: list[float] = []
    monkeypatch.setattr(codes, "_AT_LEAST", 60)
    monkeypatch.setattr("time.sleep", slept.append)
    phone.post(reverse("web:book_code", args=[riverside, service.pk]), {"phone": PHONE})
    assert len(slept) == 1 and 30 < slept[0] <= 60


def test_a_code_does_not_open_the_records_of_others(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, marsh: Patient, sms: ChannelAccount
) -> None:
    """BOO-1: a foreign id is no choice."""
    url = reverse("web:book_code", args=[riverside, service.pk])
    phone.post(url, {"phone": "13800138000"})
    code = re.search(r"\d{6}", Message.objects.get().body)
    phone.post(url, {"code": code and code[0]})
    hold(phone, riverside, service)
    assert fill_in(phone, riverside, service, patient=str(marsh.pk)).status_code == 422
    assert not Appointment.objects.exists()


def test_the_desk_sees_who_is_to_be_called_back(
    client: Client, phone: Client, service: Service, riverside: Branch, desk: User
) -> None:
    """BOO-1, BOO-3: until they have confirmed it."""
    hold(phone, riverside, service)
    fill_in(phone, riverside, service, remark="怕疼 13700137009")
    client.force_login(desk)
    page = text_of(client.get(reverse("web:online_bookings")))
    assert "李小明" in page and "137 0013 7000" in page and "call back" in page and "怕疼 13700137009" in page
    client.post(reverse("web:counter"), {"on": "1"})
    page = text_of(client.get(reverse("web:online_bookings")))
    assert "李小明" in page and "怕疼" not in page and "137 0013 7000" not in page
    client.post(reverse("web:counter"), {"on": "0"})
    confirm(Appointment.objects.get(), through=BookedThrough.PHONE, by=desk)
    page = text_of(client.get(reverse("web:online_bookings")))
    assert "Nobody to call back" in page and "李小明" in page
