"""Writes on appointments. Each marks the people it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Visit
from rapport.lib.bulk import create_many
from rapport.people.actions import touch


def visit_of(appointment: Appointment, *, started_at: datetime | None, waiting_minutes: int | None) -> Visit:
    """The visit that a kept appointment became; not saved."""
    return Visit(
        patient_id=appointment.patient_id,
        branch=appointment.branch,
        day=appointment.branch.day_of(started_at or appointment.starts_at),
        started_at=started_at,
        dentist_id=appointment.dentist_id,
        dentist_words=appointment.dentist_words,
        waiting_minutes=waiting_minutes,
    )


@transaction.atomic
def add_appointments(
    appointments: Sequence[Appointment], visits: Sequence[NewVisit | None] = ()
) -> list[Appointment]:
    """Write down appointments; where one was kept, `visits` has the visit it became at the same place."""
    kept = [(a, v) for a, v in zip(appointments, visits, strict=False) if v is not None]
    for (appointment, _new), visit in zip(kept, record_visits([v for _a, v in kept]), strict=True):
        appointment.visit = visit
    saved = create_many(Appointment, appointments)
    touch(appointment.patient_id for appointment in saved)
    return saved


def bare_visits(visits: Iterable[Visit]) -> set[int]:
    """Ids of those `visits` that say nothing which their appointments do not say: nothing else belongs to them."""
    bare = {visit.pk for visit in visits if not (visit.complaint or visit.resolution or visit.remark)}
    for relation in Visit._meta.related_objects:
        related: Any = relation.related_model
        if bare and related is not Appointment:
            name = relation.field.name
            found = related._default_manager.filter(**{f"{name}__in": bare})
            bare.difference_update(found.values_list(name, flat=True))
    return bare


@transaction.atomic
def withdraw_visits(visits: Sequence[Visit]) -> None:
    """Take away visits that did not take place after all (BOO-4), audited; their appointments must name them no
    longer. Only `bare_visits` may go: the caller has looked."""
    touch(visit.patient_id for visit in visits)
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).delete()
