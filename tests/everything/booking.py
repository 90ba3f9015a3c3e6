from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from functools import cached_property

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import confirm
from rapport.appointments.models import (
    Absence,
    AbsenceKind,
    Appointment,
    AppointmentState,
    BookedThrough,
    Chair,
    ExtraHours,
    Series,
    Service,
    TimeOffer,
    WaitingEntry,
)
from rapport.appointments.planning import NewAbsence, NewExtra, add_absence, add_extra_hours
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib import clock
from rapport.staff.actions import add_user
from rapport.staff.models import User
from rapport.staff.roles import Role
from tests.everything.of import Of


@dataclass(frozen=True)
class OfBooking(Of):
    """The schedule: who works, what is booked, who waits."""

    @cached_property
    def colleague(self) -> User:
        name = f"colleague{self.patient.pk}"
        return add_user(name, name=name, password=None, roles=[(Role.DENTIST, self.patient.branch)])

    @cached_property
    def bookable(self) -> Service:
        names = {"zh-hans": "检查", "ru": "Осмотр", "en": "Check-up"}
        return Service.objects.create(names=names, category_id="checkup", minutes=30)

    @cached_property
    def chair(self) -> Chair:
        return Chair.objects.create(branch=self.patient.branch, name=f"{self.patient.pk}")

    @cached_property
    def absence(self) -> Absence:
        day = self.patient.branch.today() + timedelta(days=5)
        new = NewAbsence(AbsenceKind.LEAVE, day, day, self.colleague, self.patient.branch, words=self.words)
        return add_absence(new, by=self.by)

    @cached_property
    def extra(self) -> ExtraHours:
        branch = self.patient.branch
        new = NewExtra(self.colleague, branch, branch.today() + timedelta(days=6), time(9), time(12))
        return add_extra_hours(new, by=self.by)

    @cached_property
    def appointment(self) -> Appointment:
        """Of which a step can be taken back."""
        at = clock.now() + timedelta(hours=1)
        said = {"starts_at": at, "service": "复查", "remark": self.words}
        [made] = add_appointments([Appointment(patient=self.patient, branch=self.patient.branch, **said)])
        return confirm(made, through=BookedThrough.DESK, by=self.by)

    @cached_property
    def left_open(self) -> Appointment:
        """Of yesterday; nobody has said what became of it."""
        told = {"patient": self.patient, "branch": self.patient.branch, "state": AppointmentState.BOOKED}
        return Appointment.objects.create(**told, starts_at=clock.now() - timedelta(days=1))

    @cached_property
    def series(self) -> Series:
        """Of which nothing is to come any more."""
        told = {"first_day": self.patient.branch.today(), "at": time(9), "every_weeks": 4, "times": 2}
        series = Series.objects.create(**told, by=self.by)
        gone = {"patient": self.patient, "branch": self.patient.branch, "series": series}
        Appointment.objects.create(**gone, starts_at=clock.now(), state="cancelled")
        return series

    @cached_property
    def waiting(self) -> WaitingEntry:
        told = {"names": {"en": "Check-up"}, "category_id": "checkup", "minutes": 30}
        wish = NewWish(self.patient.branch, Service.objects.create(**told), note=self.words)
        return put_on_list(self.patient, wish, through=BookedThrough.DESK, by=self.by)

    @cached_property
    def time_offer(self) -> TimeOffer:
        """Held no longer."""
        told = {"dentist": self.by, "starts_at": clock.now(), "until": clock.now() + timedelta(days=1)}
        return TimeOffer.objects.create(entry=self.waiting, token_sha256="0" * 64, **told)
