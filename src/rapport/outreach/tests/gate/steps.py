"""What is asked of the gate, when, and what it said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from rapport.outreach.gate import Ask, Verdict, claim, look
from rapport.outreach.models import Contact
from rapport.people.actions import Giver, give_consent
from rapport.people.models import Patient
from rapport.staff.models import User

CARE_CALL, CARE_SMS = Ask("care", "call"), Ask("care", "sms")
OFFER_CALL, OFFER_SMS = Ask("marketing", "call"), Ask("marketing", "sms")
ASKED_CALL, ASKED_SMS = Ask("care", "call", on_request=True), Ask("care", "sms", on_request=True)
LONG_AGO = date(2026, 1, 5)


def there(hour: int, minute: int = 0, *, day: int = 19) -> datetime:
    """That moment in Hangzhou, eight hours ahead, on a day of November; the 19th is a Thursday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


AFTERNOON = there(15)


def agree(patient: Patient, giver: Giver | None = None) -> Patient:
    for purpose in ("care", "marketing"):
        give_consent(patient, purpose, by=None, given_on=LONG_AGO, giver=giver)
    return patient


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def no(patient: Patient, ask: Ask, at: datetime = AFTERNOON) -> tuple[list[str], datetime | None]:
    """The codes of everything against it, and when the gate would say yes."""
    verdict = look(patient, ask, at=at)
    assert all(reason.words and "%(" not in reason.words for reason in verdict.reasons)
    return codes(verdict), verdict.next_moment


def passed(patient: Patient, ask: Ask, at: datetime = AFTERNOON, *, by: User | None = None) -> Contact:
    with transaction.atomic():
        return claim(patient, ask, by=by, at=at)
