"""The time that is agreed on in a call, from the free ones (CAM-1, BOO-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import cast

from django.db import models
from django.utils.translation import gettext as _

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import Request, Wanted, book
from rapport.appointments.models import Appointment, BookedThrough, Service, Slot
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.schedule.dentists import dentists_of
from rapport.web.schedule.forms import PlaceForm


def place_form(task: Task, patient: Patient, *, by: User) -> PlaceForm | None:
    """What to choose free times by, with whom they saw last; None where the caller books nothing."""
    if not by.may_at(Right.BOOK, task.branch_id) or not Service.objects.given().exists():
        return None
    seen = patient.visits.exclude(dentist=None).order_by("-day", "-pk").values_list("dentist", flat=True).first()
    return PlaceForm(branch=task.branch, initial={"dentist": seen}, auto_id="booked-%s")


def book_agreed(task: Task, told: Mapping[str, object], *, by: User) -> Sequence[models.Model]:
    """The rows of the appointment; none where it was written down elsewhere.

    Raises Refused as `book` does, past, and service where there are times to choose from.
    """
    if not told["day"]:
        return ()
    starts = task.branch.moment(cast(date, told["day"]), cast(time, told["time"]))
    if starts <= clock.now():
        raise Refused("past", _("This time is over already. Write one to come."))
    if place_form(task, task.patient, by=by) is None:
        return add_appointments([_as_written(task, starts)])
    service = Service.objects.given().filter(pk=cast(int, told["service"] or 0)).first()
    if service is None:
        raise Refused("service", _("Choose a service: then the free times stand here."))
    dentist = dentists_of(task.branch).filter(pk=cast(int, told["dentist"] or 0)).first()
    wanted = Wanted(task.branch, service, starts, dentist=dentist)
    booked = book(task.patient, wanted, Request(BookedThrough.PHONE, by=by))
    return [booked, *booked.steps.all(), *Slot.objects.filter(appointment=booked)]


def _as_written(task: Task, starts: datetime) -> Appointment:
    return Appointment(
        patient_id=task.patient_id, branch=task.branch, starts_at=starts, booked_on=task.branch.today()
    )
