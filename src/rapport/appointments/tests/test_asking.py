"""Who booked online is sent the questionnaire before they come (BAS-1, BOO-1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rapport.appointments.booking import book, cancel, hold_slot
from rapport.appointments.models import Appointment, BookedThrough, BookingTerms, Service, Why
from rapport.appointments.online.booking import Booking, book_online
from rapport.appointments.online.newcomers import Newcomer
from rapport.appointments.tasks import send_questionnaires
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions import give_consent
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent import Reason
from rapport.people.models.consent_text import Purpose
from rapport.people.questionnaires import questionnaire_of, refuse_questionnaire
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked

MONDAY_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
PHONE = "+8613700137000"
NEW = Newcomer("李小明", PHONE, "zh-hans", agreed=("processing",))
IN_A_WEEK = date(2026, 11, 30)
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now(settings: Any, sms: ChannelAccount) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(MONDAY_NOON):
        yield


def booked(service: Service, branch: Branch, who: Newcomer | Patient, clock_time: str = "10:00") -> Appointment:
    token = hold_slot(asked(service, branch, clock_time, day=IN_A_WEEK, online=True)).token
    return book_online(token, Booking(who, PHONE))


def sweep(after: timedelta) -> list[Message]:
    """So long after they booked; gives the messages with a questionnaire that are written by then."""
    with clock.set_to(MONDAY_NOON + after):
        send_questionnaires()
    return list(Message.objects.filter(key__startswith="questionnaire:").order_by("pk"))


def test_a_newcomer_is_sent_it_some_days_before_and_once(service: Service, riverside: Branch) -> None:
    """BAS-1: as the terms of the branch say; the link opens the questionnaire on the day of the visit yet."""
    made = booked(service, riverside, NEW)
    assert sweep(timedelta()) == sweep(3 * A_DAY) == []
    [message] = sweep(4 * A_DAY)
    assert (message.patient, message.purpose) == (made.patient, "care")
    token = message.body.split("/q/")[1].split("/")[0]
    found = questionnaire_of(token)
    assert found is not None and found.patient == made.patient
    assert found.expires_at is not None and found.expires_at > made.starts_at
    booked(service, riverside, made.patient, "14:00")
    assert sweep(5 * A_DAY) == sweep(6 * A_DAY) == [message]


def test_a_known_client_without_one_is_asked_too(service: Service, riverside: Branch, zhou: Patient) -> None:
    """BAS-1: as soon as they let their data be kept; what the desk has booked, the desk hands over."""
    booked(service, riverside, zhou)
    assert sweep(5 * A_DAY) == []
    give_consent(zhou, Purpose.PROCESSING, by=None, how="link")
    assert [one.patient for one in sweep(5 * A_DAY)] == [zhou]


def test_who_booked_at_the_desk_is_not_written_to(service: Service, riverside: Branch, zhou: Patient) -> None:
    give_consent(zhou, Purpose.PROCESSING, by=None, how="link")
    book(zhou, asked(service, riverside, "10:00", day=IN_A_WEEK), DESK)
    assert sweep(5 * A_DAY) == []


@pytest.mark.parametrize("why", ["cancelled", "did not want", "switched off"])
def test_when_nobody_is_asked(service: Service, riverside: Branch, owner: User, why: str) -> None:
    """BAS-1: who does not come, who said no already, and nobody where the branch does not want it."""
    made = booked(service, riverside, NEW)
    if why == "cancelled":
        cancel(made, Why.ILL, through=BookedThrough.ONLINE)
    elif why == "did not want":
        refuse_questionnaire(made.patient, Reason.DID_NOT_WANT, by=owner)
    else:
        BookingTerms.objects.create(branch=riverside, questionnaire_days=None)
    assert sweep(5 * A_DAY) == []
    assert not Questionnaire.objects.open().exists()


def test_nobody_is_woken_up_and_nobody_is_forgotten(
    service: Service, riverside: Branch, sms: ChannelAccount
) -> None:
    """BAS-1: what falls into the night goes in the morning; where no message can go, nothing is opened."""
    booked(service, riverside, NEW)
    assert sweep(4 * A_DAY + timedelta(hours=13)) == []
    sms.on = False
    sms.save()
    assert sweep(5 * A_DAY) == [] and not Questionnaire.objects.exists()
    sms.on = True
    sms.save()
    assert len(sweep(5 * A_DAY)) == 1
