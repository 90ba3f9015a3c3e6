"""What becomes of an appointment, from confirmed to done (BOO-3, BOO-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.appointments.actions import visit_of
from rapport.appointments.booking.states import GIVES_BACK, may_follow, too_early
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    AppointmentStep,
    BookedThrough,
    FreedTime,
    Slot,
)
from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Visit
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.staff.models import User


def confirm(appointment: Appointment, *, through: BookedThrough, by: User | None = None) -> Appointment:
    """They say that they will come; said twice, it is said. Raises Refused (step)."""
    return take_step(appointment, AppointmentState.CONFIRMED, through=through, by=by)


def cancel(
    appointment: Appointment, why: str, *, through: BookedThrough, by: User | None = None, words: str = ""
) -> Appointment:
    """It does not take place; the time is free at once. `why`: one of `Why`. Raises Refused (step)."""
    return take_step(appointment, AppointmentState.CANCELLED, through=through, by=by, why=why, words=words)


@transaction.atomic
def take_step(
    appointment: Appointment,
    state: AppointmentState,
    *,
    through: BookedThrough,
    by: User | None = None,
    why: str = "",
    words: str = "",
    at: datetime | None = None,
) -> Appointment:
    """Write down that it is `state` now, with what follows: a time given back, waiting time, the visit it became.

    Gives it as it stands; a step that was taken already is not taken again. Raises Refused: step (cannot follow on
    what it is), too_early (nobody came, before it was time).
    """
    at = at or clock.now()
    held = locked(appointment)
    if held.state == state:
        return held
    if not may_follow(state, held.state, held.starts_at, at):
        said = _("Not done: this appointment is “%(now)s” meanwhile. Open it again.")
        raise Refused("step", said, {"now": held.get_state_display()})
    if too_early(state, held.starts_at, at):
        raise Refused(
            "too_early", _("It is not time yet: whether they come is seen at the time of the appointment.")
        )
    held.state = state
    _follow(held, state, at)
    held.save()
    write_step(held, state, at=at, through=through, by=by, why=why, words=words)
    touch([held.patient_id])
    return held


def locked(appointment: Appointment) -> Appointment:
    """It as it stands, held until the end of the transaction."""
    found = Appointment.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("patient__standing", "branch").get(pk=appointment.pk)


def write_step(
    appointment: Appointment,
    state: AppointmentState,
    *,
    at: datetime,
    through: BookedThrough,
    by: User | None = None,
    why: str = "",
    words: str = "",
    **more: Any,
) -> AppointmentStep:
    """`more`: where it was moved from, or the step that it undoes."""
    return AppointmentStep.objects.create(
        appointment=appointment,
        state=state,
        at=at,
        through=through,
        by=by,
        why=why,
        words=words[:300],
        **more,
    )


def _follow(appointment: Appointment, state: AppointmentState, at: datetime) -> None:
    if state in GIVES_BACK:
        give_back(appointment, Slot.objects.filter(appointment=appointment).first(), at)
    elif state == AppointmentState.ARRIVED:
        appointment.arrived_at = at
    elif state == AppointmentState.IN_CHAIR:
        appointment.in_chair_at = at
    elif state == AppointmentState.DONE:
        appointment.visit = _visit(appointment)


def give_back(appointment: Appointment, slot: Slot | None, at: datetime) -> None:
    """Its time, which is in `slot` where it was booked here, is free for others; that it was freed before it came
    is written down for who waits for one (BOO-3)."""
    ends_at = slot.ends_at if slot else appointment.ends_at
    if appointment.dentist_id and ends_at and at < appointment.starts_at < ends_at:
        FreedTime.objects.create(
            branch_id=appointment.branch_id,
            dentist_id=appointment.dentist_id,
            starts_at=appointment.starts_at,
            ends_at=ends_at,
            freed_at=at,
        )
    if slot is not None:
        slot.delete()


def _visit(appointment: Appointment) -> Visit:
    """The visit it became: that which the dentist wrote down meanwhile, else a new one."""
    new = visit_of(appointment, started_at=appointment.in_chair_at, waiting_minutes=appointment.waiting_minutes)
    same = Visit.objects.filter(patient=appointment.patient, branch=appointment.branch, day=new.day)
    written = same.filter(appointment=None).order_by("-pk").first()
    if written is None:
        return write_visit(NewVisit(new))
    written.started_at = written.started_at or new.started_at
    if written.waiting_minutes is None:
        written.waiting_minutes = new.waiting_minutes
    written.save(update_fields=["started_at", "waiting_minutes"])
    return written
