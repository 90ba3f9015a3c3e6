"""A time becomes an appointment, or an appointment gets another time (BOO-1, BOO-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import refusals
from rapport.appointments.booking.giving import Given, find_place, in_turn, lock
from rapport.appointments.booking.holding import held_by
from rapport.appointments.booking.reading import Besides
from rapport.appointments.booking.steps import give_back, locked, write_step
from rapport.appointments.booking.wanted import Wanted
from rapport.appointments.models import Appointment, AppointmentState, BookedThrough, Series, Slot
from rapport.appointments.models.appointment import EXPECTED
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import Branch, User


@dataclass(frozen=True)
class Request:
    """Who asks for it and how. `by`: the member of staff, None where the client does.

    `key`: of this request; asked again with the same key, it gives what was booked the first time.
    `series`: of which it is one.
    """

    through: BookedThrough
    by: User | None = None
    key: str = ""
    remark: str = ""
    series: Series | None = None


def book(patient: Patient, wanted: Wanted, request: Request, *, at: datetime | None = None) -> Appointment:
    """Book the time for `patient`. Raises Refused with a reason of `rules.Reason`, taken, busy or merged_away."""
    return in_turn(lambda: _book(patient, wanted, request, None, at or clock.now()))


def book_held(token: str, patient: Patient, request: Request, *, at: datetime | None = None) -> Appointment:
    """Book what is held under `token`; also where the time to hold it is over, as long as nobody has taken it.

    Raises Refused as `book` does, or hold_over.
    """
    return in_turn(lambda: _book_held(token, patient, request, at or clock.now()))


def move(
    appointment: Appointment,
    wanted: Wanted,
    request: Request,
    *,
    why: str = "",
    words: str = "",
    at: datetime | None = None,
) -> Appointment:
    """Give `appointment` another time, with what else `wanted` says; it is booked again, not yet confirmed.

    Raises Refused as `book` does, or not_expected where it is not to come any more.
    """
    return in_turn(lambda: _move(appointment, wanted, request, why, words, at or clock.now()))


def _book_held(token: str, patient: Patient, request: Request, at: datetime) -> Appointment:
    held = held_by(token)
    if held is None or held.service is None:
        if done := _booked_before(patient, request):
            return done
        raise refusals.hold_over()
    # what it was held for was offered then: what is asked now is whether it is still free
    wanted = Wanted(held.branch, held.service, held.starts_at, dentist=held.dentist, beyond_hours=True)
    return _book(patient, wanted, request, held, at)


def _book(patient: Patient, wanted: Wanted, request: Request, held: Slot | None, at: datetime) -> Appointment:
    # the same request at the same moment waits here for the first
    lock(Branch, [wanted.branch.pk])
    if done := _booked_before(patient, request):
        return done
    given = find_place(wanted, patient, at=at, besides=Besides.of(held))
    if held is not None:
        held.delete()
    appointment = Appointment(patient=patient, key=request.key or None, remark=request.remark)
    appointment.series = request.series
    appointment.booked_on = wanted.branch.day_of(at)
    write_place(appointment, wanted, given)
    write_step(appointment, AppointmentState.BOOKED, at=at, through=request.through, by=request.by)
    return appointment


def _booked_before(patient: Patient, request: Request) -> Appointment | None:
    if not request.key:
        return None
    return Appointment.objects.filter(key=request.key, patient=patient).first()


def _move(
    appointment: Appointment, wanted: Wanted, request: Request, why: str, words: str, at: datetime
) -> Appointment:
    held = locked(appointment)
    if held.state not in EXPECTED:
        raise Refused("not_expected", _("This appointment is over or cancelled. Book a new one."))
    slot = Slot.objects.filter(appointment=held).first()
    given = find_place(wanted, held.patient, at=at, besides=Besides.of(slot, held))
    whose = held.dentist_id
    before = {"moved_from": held.starts_at, "moved_from_end": held.ends_at}
    chair = slot.chair_id if slot else None
    give_back(held, slot, at)
    write_place(held, wanted, given)
    write_step(
        held,
        AppointmentState.BOOKED,
        at=at,
        through=request.through,
        by=request.by,
        why=why,
        words=words,
        **before,
        moved_from_dentist_id=whose if whose != held.dentist_id else None,
        moved_from_chair_id=chair if chair != given.chair else None,
    )
    return held


def write_place(appointment: Appointment, wanted: Wanted, given: Given) -> None:
    """Save `appointment`, booked at the place that `find_place` has given, and the slot of it."""
    appointment.branch, appointment.booked_service = wanted.branch, wanted.service
    appointment.service = wanted.service.name_in(wanted.branch.language)[:200]
    appointment.category_id = wanted.service.category_id
    appointment.dentist_id, appointment.dentist_words = given.dentist, ""
    appointment.starts_at, appointment.ends_at = given.starts_at, given.ends_at
    appointment.state = AppointmentState.BOOKED
    slot = Slot(
        branch=wanted.branch,
        dentist_id=given.dentist,
        chair_id=given.chair,
        service=wanted.service,
        starts_at=given.starts_at,
        ends_at=given.taken_until,
    )
    appointment.chair = slot.chair.name if slot.chair else ""
    appointment.save()
    slot.appointment = appointment
    slot.save()
    touch([appointment.patient_id])
