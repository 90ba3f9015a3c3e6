"""The contact gate: a no has reasons in words, and says when it ends (LOY-4, CAM-1, CAM-7, CMP-3, REC-11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from rapport.outreach.gate import Ask, Verdict, claim, look
from rapport.outreach.models import Contact
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.staff.models import User

CARE_CALL, CARE_SMS = Ask("care", "call"), Ask("care", "sms")
OFFER_SMS, OFFER_CALL = Ask("marketing", "sms"), Ask("marketing", "call")
# a Thursday, three in the afternoon in Hangzhou
AFTERNOON = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)


def at_home(hour: int, minute: int = 0, day: int = 19) -> datetime:
    """That moment in Hangzhou, eight hours ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def passed(patient: Patient, ask: Ask, by: User, at: datetime = AFTERNOON) -> Contact:
    with transaction.atomic():
        return claim(patient, ask, by=by, at=at)


@pytest.fixture(autouse=True)
def agreed(request: pytest.FixtureRequest) -> None:
    """Zhou agreed to both, long ago."""
    if "zhou" in request.fixturenames:
        agree(request.getfixturevalue("zhou"))


def agree(patient: Patient, *purposes: str) -> None:
    for purpose in purposes or ("care", "marketing"):
        give_consent(patient, purpose, by=None, given_on=date(2026, 1, 5))


def test_who_agreed_is_called_in_the_afternoon_and_the_call_is_counted(zhou: Patient, caller: User) -> None:
    """CAM-1: looking changes nothing, claiming writes one row."""
    verdict = look(zhou, CARE_CALL, at=AFTERNOON)
    assert (verdict.allowed, verdict.reasons, verdict.next_moment) == (True, (), AFTERNOON)
    assert (verdict.addressed, str(verdict.contact_point)) == (zhou, "+8613800138000")
    assert not Contact.objects.exists()
    contact = passed(zhou, CARE_CALL, caller)
    assert (contact.addressed, contact.by, contact.at) == (zhou, caller, AFTERNOON)
