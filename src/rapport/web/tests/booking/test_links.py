"""The link of an appointment: confirmed, moved and cancelled by the client (BOO-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from rapport.appointments.booking import book
from rapport.appointments.models import Appointment, AppointmentState, BookingTerms, OnlineBooking, Service, Slot
from rapport.appointments.online.links import shown_link
from rapport.appointments.online.moving import MOST_MOVES
from rapport.appointments.tasks import remind_of_appointments
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions import put_guardian
from rapport.people.models import Standing
from rapport.staff.models import Branch, User
from rapport.web.tests.booking.steps import fill_in, hold, link, text_of
from tests.cast import register
from tests.schedule import DESK, MONDAY, asked, at


def test_what_is_booked_is_called_as_the_client_speaks(phone: Client, made: Appointment) -> None:
    """BOO-3: not as the branch does, whose words the book keeps."""
    assert made.booked_service is not None
    for code, name in made.booked_service.names.items():
        assert name in text_of(phone.get(link(made), {"language": code}))
    made.booked_service = None
    made.save()
    assert made.service in text_of(phone.get(link(made), {"language": "ru"}))


def test_opening_a_link_changes_nothing(phone: Client, made: Appointment) -> None:
    """BOO-3: messengers open links by themselves."""
    for name in ("link", "times", "calendar"):
        assert phone.get(link(made, name)).status_code == 200
    for name in ("confirmation", "cancellation"):
        assert phone.get(link(made, name)).status_code == 405
    made.refresh_from_db()
    assert made.state == AppointmentState.BOOKED and made.steps.count() == 1


def test_they_say_that_they_come_and_change_their_mind(phone: Client, made: Appointment) -> None:
    """BOO-3: confirmed, then cancelled with a reason of their own; the time is free for others at once."""
    phone.post(link(made, "confirmation"))
    assert "look forward" in text_of(phone.get(link(made) + "?language=en"))
    phone.post(link(made, "cancellation"), {"why": "dentist_away", "words": "x\x00" * 900})
    made.refresh_from_db()
    step = made.steps.last()
    assert (made.state, step.why, step.through, len(step.words)) == ("cancelled", "other", "online", 300)
    assert not Slot.objects.exists()
    assert phone.post(link(made, "confirmation")).status_code == 409
    assert phone.get(link(made, "times")).status_code == 302


@pytest.mark.parametrize("name", ["confirmation", "cancellation"])
def test_nobody_says_yes_or_no_to_a_time_they_have_not_read(phone: Client, made: Appointment, name: str) -> None:
    """BOO-3: the page stood open while the clinic moved it."""
    read = made.starts_at.isoformat()
    assert f'value="{read}"' in phone.get(link(made)).content.decode()
    Appointment.objects.update(starts_at=made.starts_at + timedelta(days=1))
    again = phone.post(link(made, name), {"at": read})
    made.refresh_from_db()
    assert again.status_code == 409 and made.state == "booked"
    assert f'value="{made.starts_at.isoformat()}"' in again.content.decode()
    phone.post(link(made, name), {"at": made.starts_at.isoformat()})
    made.refresh_from_db()
    assert made.state in ("confirmed", "cancelled")


def test_a_cancelled_one_is_not_to_be_opened_again(phone: Client, made: Appointment) -> None:
    """BOO-3: an old page that still asks whether they come leads to another visit."""
    phone.post(link(made, "cancellation"))
    answer = phone.post(link(made, "confirmation") + "?language=en")
    assert answer.status_code == 409 and 'role="alert"' not in answer.content.decode()
    assert "Cancelled" in text_of(answer) and "Book another visit" in text_of(answer)


def test_the_link_in_a_message_shows_whose_phone_it_is(phone: Client, service: Service, riverside: Branch) -> None:
    """BOO-3: the page shown after booking does not: anybody may have typed that phone."""
    hold(phone, riverside, service)
    phone.post(fill_in(phone, riverside, service)["Location"] + "confirmation/")
    waiting = OnlineBooking.objects.to_call_back(clock.now())
    assert Appointment.objects.get().state == "confirmed" and waiting.exists()
    phone.post(link(Appointment.objects.get(), "confirmation"))
    assert not waiting.exists()


def test_a_family_says_with_one_tap_that_it_comes(
    phone: Client, made: Appointment, service: Service, riverside: Branch, sms: ChannelAccount, dentist: User
) -> None:
    """BOO-3: by the link of the message that named them; not by the page shown right after booking."""
    child = register(riverside, "周小宝", birth_date=date(2019, 5, 1))
    put_guardian(child, made.patient, by=None)
    other = book(child, asked(service, riverside, "15:00", dentist), DESK)
    BookingTerms.objects.create(branch=riverside, first_reminder_hours=20)
    with clock.set_to(made.starts_at - timedelta(hours=19)):
        remind_of_appointments()
        assert "小宝 15:00" in text_of(phone.get(link(made)))
        assert "小宝" not in text_of(phone.get(f"/a/{shown_link(made)}/"))
        phone.post(f"/a/{shown_link(made)}/confirmation/", {"all": "1"})
        other.refresh_from_db()
        assert other.state == "booked"
        phone.post(link(made, "confirmation"), {"all": "1"})
    other.refresh_from_db()
    made.refresh_from_db()
    assert other.state == made.state == "confirmed"


def test_they_move_it_themselves(phone: Client, made: Appointment, sms: ChannelAccount, riverside: Branch) -> None:
    """BOO-3: to a free time by the rules for clients, and are written to."""
    assert phone.post(link(made, "times"), {"at": at("08:00", riverside).isoformat()}).status_code == 422
    other = at("10:15", riverside).isoformat()  # shares time with what is given up
    assert "10:15" in text_of(phone.get(link(made, "times"), {"at": other, "language": "en"}))
    assert phone.post(link(made, "times"), {"at": other}).status_code == 302
    made.refresh_from_db()
    assert made.starts_at == at("10:15", riverside) and made.steps.last().moved_from == at("10:00", riverside)
    assert "10:15" in Message.objects.get().body


def test_a_link_ends_with_its_appointment_and_nobody_guesses_one(
    phone: Client, made: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-3."""
    monkeypatch.setattr("rapport.web.booking.linked._MOST_GUESSES", 2)
    with clock.set_to(made.ends_at):
        assert phone.get(link(made)).status_code == 410
        assert phone.post(link(made, "cancellation")).status_code == 410
    assert [phone.get(f"/a/{made.pk}-{n:020}/").status_code for n in range(3)] == [404, 404, 429]


def test_a_stranger_does_not_learn_what_is_kept_for_the_client(
    phone: Client, service: Service, riverside: Branch
) -> None:
    """BOO-2: booked with a name and phone that anybody may type, and put together with their record since."""
    BookingTerms.objects.create(branch=riverside, kept_until_hours=0)
    hold(phone, riverside, service, "10:00")
    shown = fill_in(phone, riverside, service)["Location"]
    booked = Appointment.objects.get()
    Standing.objects.create(patient=booked.patient, care="A")
    day = {"day": (MONDAY + timedelta(days=4)).isoformat(), "language": "en"}
    assert "kept for you" not in text_of(phone.get(f"{shown}times/", day))
    assert "kept for you" in text_of(phone.get(link(booked, "times"), day))


def test_nobody_is_pestered_by_moving(
    phone: Client, made: Appointment, sms: ChannelAccount, riverside: Branch
) -> None:
    """BOO-3: every move writes to a phone that anybody may have typed."""
    for n in range(MOST_MOVES):
        assert (
            phone.post(link(made, "times"), {"at": at(f"{11 + n}:00", riverside).isoformat()}).status_code == 302
        )
    page = phone.post(link(made, "times") + "?language=en", {"at": at("17:00", riverside).isoformat()})
    assert page.status_code == 422 and "moved several times" in text_of(page)
    assert Message.objects.count() == MOST_MOVES and "nearest times" not in text_of(page)
