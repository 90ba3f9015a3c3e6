"""Clients whom no time suits wait for one (BOO-3)."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import BookedThrough, Service, WaitingEntry
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.booking.steps import PHONE, come_in, link, text_of, times_of
from tests.schedule import DESK, MONDAY, asked


def test_a_known_client_whom_nothing_suits_waits_for_a_time(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-3: who they are is asked first; asked twice they are on the list once; opening it does nothing."""
    url = reverse("web:book_waiting", args=[riverside, service.pk])
    assert "Get a code" in text_of(phone.get(url)) and not WaitingEntry.objects.exists()
    come_in(phone, riverside, service, "13800138000")
    assert "Nothing suits?" in text_of(phone.get(times_of(riverside, service)))
    for _ in range(2):
        assert phone.post(url)["Location"] == times_of(riverside, service)
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.service, entry.dentist, entry.through) == (zhou, service, None, "online")
    assert "You are on the list" in text_of(phone.get(times_of(riverside, service)))


def test_somebody_new_whom_nothing_suits_waits_for_a_time(
    phone: Client, service: Service, riverside: Branch, sms: ChannelAccount
) -> None:
    """BOO-3, PRO-7, REC-11: they become a prospect with what they agreed to, and are offered a time like all who
    wait; said twice, they wait once, and one number does not fill the list."""
    url = reverse("web:book_waiting", args=[riverside, service.pk])
    assert url in phone.get(times_of(riverside, service)).content.decode()
    shown = phone.get(url).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("opened", "texts_read")}  # type: ignore[index]
    told = hidden | {"name": "李小明", "phone": PHONE, "whom": "me", "processing": "on", "parts": ["morning"]}
    assert phone.post(url, told).status_code == 422  # nobody reads as fast as that
    with clock.set_to(clock.now() + timedelta(seconds=20)):
        assert "Thank you" in text_of(phone.post(url, told | {"website": "http://spam"}))
        without = {name: value for name, value in told.items() if name != "processing"}
        assert phone.post(url, without).status_code == 422 and not Patient.objects.exists()
        for _again in range(2):
            assert "You are on the list" in text_of(phone.post(url, told))
        entry = WaitingEntry.objects.select_related("patient__source").get()
        assert (entry.patient.full_name, entry.patient.source.kind, entry.parts) == (
            "李小明",
            "online",
            ["morning"],
        )
        assert (entry.through, entry.by) == ("online", None) and Patient.objects.count() == 1
        phone.post(url, told | {"name": "李大明"})
        assert phone.post(url, told | {"name": "李中明"}).status_code == 422
    assert WaitingEntry.objects.count() == 2


def test_waiting_again_does_not_undo_what_was_agreed(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount, dentist: User
) -> None:
    """BOO-3: the time they would give up, the days that suit and the note of the desk stay."""
    theirs = book(zhou, asked(service, riverside, "10:00", dentist, day=MONDAY + timedelta(days=3)), DESK)
    wish = NewWish(riverside, service, weekdays=[1], note="怕疼", instead_of=theirs)
    put_on_list(zhou, wish, through=BookedThrough.DESK, by=None)
    come_in(phone, riverside, service, "13800138000")
    phone.post(reverse("web:book_waiting", args=[riverside, service.pk]))
    entry = WaitingEntry.objects.get()
    assert (entry.instead_of, entry.weekdays, entry.note) == (theirs, [1], "怕疼")
    phone.post(link(theirs, "waiting"))
    assert WaitingEntry.objects.get().note == "怕疼"


def test_they_wait_for_an_earlier_time_and_keep_theirs(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-3: from the page of their appointment; asked twice they are on the list once."""
    later = book(zhou, asked(service, riverside, "10:00", dentist, day=MONDAY + timedelta(days=3)), DESK)
    assert "Earlier is better" in text_of(phone.get(link(later), {"language": "en"}))
    for _ in range(2):
        phone.post(link(later, "waiting"))
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.instead_of, entry.through) == (zhou, later, "online")
    assert "this one is yours" in text_of(phone.get(link(later), {"language": "en"}))
