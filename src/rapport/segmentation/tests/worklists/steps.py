"""Which rules count, whose lists somebody is on, and what takes them off."""

from __future__ import annotations

from datetime import timedelta

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.outreach.models import Task, TaskRule
from rapport.people.models import Patient
from rapport.segmentation.refresh import drain_changed


def only(*keys: str) -> None:
    TaskRule.objects.exclude(key__in=keys).update(on=False)


def lists_of(patient: Patient) -> list[str]:
    """The rules whose tasks are open for somebody, once the worker has looked."""
    while drain_changed():
        pass
    return sorted(Task.objects.open().filter(patient=patient).values_list("rule__key", flat=True))


def booked(patient: Patient, days: int) -> Appointment:
    appointment = Appointment(
        patient=patient, branch=patient.branch, starts_at=clock.now() + timedelta(days=days), state="booked"
    )
    add_appointments([appointment], [None])
    return appointment
