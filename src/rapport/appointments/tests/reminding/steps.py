"""On a Friday it is looked at who comes on Wednesday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from rapport.appointments.booking import last_step, undo_step
from rapport.appointments.models import (
    Appointment,
)
from rapport.appointments.tasks import remind_of_appointments
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending.claiming import claim

# Friday, 10:00 in Hangzhou; they are expected on Wednesday at 15:00
FRIDAY = datetime(2026, 11, 20, 2, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 25)
EXPECTED = datetime(2026, 11, 25, 7, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def sweep(before: timedelta) -> None:
    """So long before they are expected."""
    with clock.set_to(EXPECTED - before):
        remind_of_appointments()


def sent(sms: ChannelAccount, before: timedelta) -> list[str]:
    """What goes out then."""
    with clock.set_to(EXPECTED - before):
        return [hand.outgoing.body for hand in claim(sms, 9)]


def taken_back(appointment: Appointment) -> None:
    """Its last step."""
    step = last_step(appointment)
    assert step is not None
    undo_step(appointment, step)
