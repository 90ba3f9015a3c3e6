"""Which rules count, whose lists somebody is on, and what takes them off."""

from __future__ import annotations

from datetime import date, timedelta

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.lib import clock
from rapport.outreach.models import Closing, Manners, Task, TaskRule
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.segmentation.refresh import drain_changed, refresh_facts
from rapport.segmentation.tests.stories import came
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User
from tests.cast import register


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


def offer_by_call(branch: Branch, *, share: int, by: User) -> tuple[list[Patient], list[Patient]]:
    """Forty who sleep and agreed to offers: those who come on the list of calls, and those held back (CAM-8)."""
    only("sleeping")
    TaskRule.objects.filter(key="sleeping").update(held_share=share)
    Manners.objects.create(branch=branch, tasks_a_day=0)
    for n in range(40):
        person = register(branch, f"周{n}", phone=f"138000000{n:02}")
        came(person, date(2024, 8, 1))
        give_consent(person, "marketing", by=by)
    refresh_facts()
    sweep_lists()
    on_the_list = Patient.objects.filter(tasks__closed_at=None, tasks__rule__key="sleeping").order_by("pk")
    held_back = Patient.objects.filter(tasks__closed_how=Closing.HELD_BACK).order_by("pk")
    return list(on_the_list), list(held_back)
