"""The last step of an appointment is taken back: it was a slip of the hand (BOO-3, BOO-4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from rapport.appointments.actions import bare_visits, withdraw_visits
from rapport.appointments.booking.booking import write_place
from rapport.appointments.booking.giving import find_place, in_turn
from rapport.appointments.booking.reading import USUAL, Besides
from rapport.appointments.booking.states import GIVES_BACK, standing_steps
from rapport.appointments.booking.steps import give_back, locked, write_step
from rapport.appointments.booking.wanted import Wanted
from rapport.appointments.models import Appointment, AppointmentState, AppointmentStep, BookedThrough, Chair, Slot
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.staff.models import User

_MINUTE = timedelta(minutes=1)


def last_step(appointment: Appointment) -> AppointmentStep | None:
    """The step that may be taken back now; None where there is none: that it was booked is cancelled instead."""
    steps = standing_steps(list(appointment.steps.all()))
    if not steps or (steps[-1].state == AppointmentState.BOOKED and steps[-1].moved_from is None):
        return None
    return steps[-1]


def undo_step(
    appointment: Appointment, step: AppointmentStep, *, by: User | None = None, at: datetime | None = None
) -> Appointment:
    """Take back `step`, the last one: everything stands as before it, and the history tells of both.

    A time that was given back is given again only where it is still free; a visit into which something was written
    stays. Raises Refused: step (somebody went on meanwhile), or as `book` does.
    """
    return in_turn(lambda: _undo(appointment, step, by, at or clock.now()))


def _undo(appointment: Appointment, step: AppointmentStep, by: User | None, at: datetime) -> Appointment:
    held = locked(appointment)
    last = last_step(held)
    if last is None or last.pk != step.pk:
        raise Refused("step", _("Not taken back: somebody has gone on meanwhile. Open it again."))
    whose, left = held.dentist_id, held.starts_at if last.moved_from else None
    if last.moved_from is not None:
        # who was only seated elsewhere sits where they did; else any chair does
        seated = last.moved_from == held.starts_at and last.moved_from_dentist is None
        chair = last.moved_from_chair if seated else None
        _return_to(held, at, last.moved_from, last.moved_from_end, last.moved_from_dentist, chair)
    elif last.state in GIVES_BACK:
        _return_to(held, at, held.starts_at, held.ends_at, held.dentist)
    else:
        _forget(held, AppointmentState(last.state))
    before = _state_before(held)
    held.state = before
    held.save()
    write_step(
        held,
        before,
        at=at,
        through=BookedThrough.DESK,
        by=by,
        undoes=last,
        moved_from=left,
        moved_from_dentist_id=whose if whose != held.dentist_id else None,
    )
    touch([held.patient_id])
    return held


def _state_before(appointment: Appointment) -> AppointmentState:
    """What it was before its last step; what came from a file was booked."""
    steps = standing_steps(list(appointment.steps.all()))
    return AppointmentState(steps[-2].state) if len(steps) > 1 else AppointmentState.BOOKED


def _return_to(
    appointment: Appointment,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime | None,
    dentist: User | None,
    chair: Chair | None = None,
) -> None:
    """Give it that time again; what came from a file had no slot, and needs none."""
    if appointment.booked_service is None:
        return
    slot = Slot.objects.filter(appointment=appointment).first()
    wanted = Wanted(
        appointment.branch,
        appointment.booked_service,
        starts_at,
        dentist=dentist or appointment.dentist,
        minutes=((ends_at or starts_at + USUAL) - starts_at) // _MINUTE,
        beyond_hours=True,
        chair=chair,
    )
    # also where its time has begun, or is over
    given = find_place(wanted, appointment.patient, at=min(at, starts_at), besides=Besides.of(slot, appointment))
    if slot is not None:
        give_back(appointment, slot, at)
    write_place(appointment, wanted, given)


def _forget(appointment: Appointment, state: AppointmentState) -> None:
    """What the step `state` has written down beside itself."""
    if state == AppointmentState.ARRIVED:
        appointment.arrived_at = None
    elif state == AppointmentState.IN_CHAIR:
        appointment.in_chair_at = None
    elif state == AppointmentState.DONE and appointment.visit is not None:
        visit, appointment.visit = appointment.visit, None
        appointment.save(update_fields=["visit"])
        if visit.pk in bare_visits([visit]):
            withdraw_visits([visit])
