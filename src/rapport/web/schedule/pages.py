"""One appointment, as its page shows it: what can be done with it now, and what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from rapport.appointments.booking import last_step
from rapport.appointments.booking.states import may_follow, too_early
from rapport.appointments.models import Appointment, AppointmentStep
from rapport.appointments.models import AppointmentState as State
from rapport.appointments.models.appointment import EXPECTED
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.addresses import query_of
from rapport.web.schedule.looks import LOOKS, NEXT, TAKEN, Look, look_of, seen_state
from rapport.web.schedule.waiting import waited
from rapport.web.sight import Sight


@dataclass(frozen=True)
class StepButton:
    state: str
    label: object
    icon: str
    first: bool


@dataclass(frozen=True)
class AppointmentPage:
    appointment: Appointment
    look: Look
    buttons: Sequence[StepButton]
    may_book: bool
    may_move: bool
    may_cancel: bool
    steps: Sequence[AppointmentStep]
    last: AppointmentStep | None
    waited: int | None
    no_shows: int
    sight: Sight
    # None for whoever may not open the card
    card: Patient | None
    # where the next one is booked, once this one is over; "" while it is to come
    next_url: str


def appointment_page(appointment: Appointment, user: User, *, card: Patient | None) -> AppointmentPage:
    """As `user` may see it and go on with it."""
    may_book = user.may_at(Right.BOOK, appointment.branch_id)
    sight = Sight.at(user, appointment.branch_id)
    steps = list(appointment.steps.select_related("by", "moved_from_dentist", "undone_by", "undoes"))
    missed = Appointment.objects.filter(patient=appointment.patient_id, state=State.NO_SHOW)
    return AppointmentPage(
        appointment=appointment,
        look=look_of(appointment, sight),
        buttons=[*_buttons(appointment)] if may_book else [],
        may_book=may_book,
        may_move=may_book and appointment.state in EXPECTED,
        may_cancel=may_book and _may_become(State.CANCELLED, appointment),
        steps=steps if sight.words else [],
        last=last_step(appointment) if may_book and seen_state(appointment, sight) == appointment.state else None,
        waited=waited(appointment, clock.now()),
        no_shows=missed.count() if sight.words else 0,
        sight=sight,
        card=card,
        next_url=_next_url(appointment) if may_book and card and not _is_to_come(appointment) else "",
    )


def _is_to_come(appointment: Appointment) -> bool:
    return appointment.state in EXPECTED or appointment.state == State.ARRIVED


def _next_url(appointment: Appointment) -> str:
    """Where the next one is booked: with whom they know."""
    known = {"branch": appointment.branch_id, "person": appointment.patient_id, "dentist": appointment.dentist_id}
    return f"{reverse('web:schedule_new')}?{query_of(known)}"


def _buttons(appointment: Appointment) -> list[StepButton]:
    usual = NEXT.get(appointment.state)
    return [
        StepButton(state, label, LOOKS[state].icon, state == usual)
        for state, label in TAKEN.items()
        if _may_become(state, appointment)
    ]


def _may_become(state: State, appointment: Appointment) -> bool:
    starts_at, now = appointment.starts_at, clock.now()
    return may_follow(state, appointment.state, starts_at, now) and not too_early(state, starts_at, now)
