"""The link to an appointment, and the message that carries it (BOO-1, BOO-3)."""

from __future__ import annotations

from datetime import timedelta

from rapport.appointments.booking import book, move
from rapport.appointments.models import Service
from rapport.appointments.online.booking import Booking, book_online
from rapport.appointments.online.letters import MOVED, tell
from rapport.appointments.online.links import appointment_of, link_is_over, open_link
from rapport.appointments.tests.online.steps import NEW, PHONE, held
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, ONLINE, asked, at


def test_the_message_carries_the_link(
    service: Service, riverside: Branch, sms: ChannelAccount, dentist: User
) -> None:
    """BOO-3: by the clock of the branch, and anew when the time changes; the same link in both."""
    made = book_online(held(service, riverside), Booking(NEW, PHONE))
    moved = move(made, asked(service, riverside, "15:30", dentist), ONLINE)
    assert tell(moved, MOVED) == tell(moved, MOVED)
    first, second = Message.objects.order_by("pk")
    link = f"https://clinic.example/a/{open_link(made)}/"
    assert link in first.body and link in second.body
    assert "10:00" in first.body and "15:30" in second.body and first.on_request


def test_the_message_names_the_branch_of_the_visit(
    service: Service, riverside: Branch, almaty: Branch, sms: ChannelAccount, zhou: Patient
) -> None:
    """BOO-3: also for whom another branch keeps the record."""
    Patient.objects.filter(pk=zhou.pk).update(branch=almaty)
    zhou.refresh_from_db()
    book_online(held(service, riverside), Booking(zhou, zhou.contacts.get().value))
    body = Message.objects.get().body
    assert riverside.name in body and almaty.name not in body


def test_who_books_at_the_last_moment_is_booked(service: Service, riverside: Branch, sms: ChannelAccount) -> None:
    """BOO-1: it begins before a message could be read; then none is written."""
    token = held(service, riverside)
    with clock.set_to(at("10:00", riverside) - timedelta(seconds=5)):
        assert book_online(token, Booking(NEW, PHONE)) and not Message.objects.exists()


def test_a_link_leads_to_its_appointment_alone(
    service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-3."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    token = open_link(made)
    assert appointment_of(token) == made and len(token) < 30
    number, seal = token.split("-", 1)
    for guess in (
        number,
        f"{number}-",
        f"{int(number) + 1}-{seal}",
        f"{number}-{seal[::-1]}",
        f"-{seal}",
        "\x00",
        "９-x",
        "9" * 99,
    ):
        assert appointment_of(guess) is None
    assert not link_is_over(made)
    with clock.set_to(made.ends_at):
        assert link_is_over(made)
