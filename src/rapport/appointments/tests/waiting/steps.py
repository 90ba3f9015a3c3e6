"""Who waits, and what the sweep does of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rapport.appointments.models import BookedThrough, Service, WaitingEntry
from rapport.appointments.tasks import offer_times
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient, Standing
from tests.schedule import SUNDAY_NOON

MINUTE = timedelta(minutes=1)
AFTER_FIVE = datetime(2026, 11, 24, 17, tzinfo=UTC)


def waits(patient: Patient, service: Service, *, minutes: int = 0, **wish: object) -> WaitingEntry:
    """Since so many minutes after ten in the morning."""
    with clock.set_to(SUNDAY_NOON - timedelta(hours=2) + minutes * MINUTE):
        told = NewWish(patient.branch, service, **wish)  # type: ignore[arg-type]
        return put_on_list(patient, told, through=BookedThrough.DESK)


def sweep(after: timedelta = timedelta()) -> None:
    with clock.set_to(SUNDAY_NOON + after):
        offer_times()


def of_class_a(patient: Patient) -> None:
    Standing.objects.update_or_create(patient=patient, defaults={"care": "A", "care_since": SUNDAY_NOON})


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)
