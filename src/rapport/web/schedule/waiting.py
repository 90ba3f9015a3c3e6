"""How long people wait from their arrival to the chair, as the desk sees it while it happens (BOO-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapport.appointments.models import Appointment, AppointmentState


@dataclass(frozen=True)
class Waiting:
    """`now`: who waits, the longest first. Minutes of the day: the mean of those who were taken, the longest of
    all; None where nobody has waited."""

    now: Sequence[tuple[Appointment, int]]
    mean: int | None
    longest: int | None


def waited(appointment: Appointment, at: datetime) -> int | None:
    """Full minutes: until they were taken, else until `at`; None for who has not come, or is not waiting."""
    if appointment.arrived_at is None:
        return None
    if appointment.in_chair_at is None and appointment.state == AppointmentState.ARRIVED:
        return max(0, int((at - appointment.arrived_at).total_seconds() // 60))
    return appointment.waiting_minutes


def waiting_of(appointments: Sequence[Appointment], at: datetime) -> Waiting:
    """Of the appointments of a day as of `at`."""
    known = [(one, minutes) for one in appointments if (minutes := waited(one, at)) is not None]
    here = [one for one in known if one[0].state == AppointmentState.ARRIVED]
    taken = [minutes for one, minutes in known if one.state != AppointmentState.ARRIVED]
    return Waiting(
        now=sorted(here, key=lambda one: -one[1]),
        mean=round(sum(taken) / len(taken)) if taken else None,
        longest=max((minutes for _one, minutes in known), default=None),
    )
