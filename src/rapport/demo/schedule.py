"""The schedule of the demo clinic: services, chairs and hours, and what is in the book since a few days ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from rapport.appointments import booking
from rapport.appointments.models import (
    AbsenceKind,
    Appointment,
    AppointmentState,
    BookedThrough,
    BookingTerms,
    Chair,
    Service,
    Why,
)
from rapport.appointments.planning import (
    AtWork,
    NewAbsence,
    NewExtra,
    add_absence,
    add_extra_hours,
    set_week,
)
from rapport.demo.cast import DESK, ORTHODONTIST, SURGEON, dentists
from rapport.demo.shapes import DemoAppointment
from rapport.demo.tables.bookings import BOOKED, CHAIRS
from rapport.demo.timetable import AWAY_IN, EXTRA_IN, spans, weekdays
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

# days before today that went through the book; older ones are as a file would bring them
_BACK = 3
_KINDS = {"surgeon": SURGEON, "orthodontist": ORTHODONTIST}
_CLIENTS = (BookedThrough.ONLINE, BookedThrough.PHONE, BookedThrough.PHONE, BookedThrough.DESK)


def is_booked(shape: DemoAppointment, today: date) -> bool:
    """Whether it went through the book, not only into the file."""
    return shape.starts_at.date() >= today - timedelta(days=_BACK)


@dataclass
class Schedule:
    """Of the whole house. `services` are in the order of BOOKED, chairs in that of the dentists of a branch."""

    branches: Mapping[str, Branch]
    staff: Mapping[str, User]
    today: date

    def lay_out(self) -> None:
        """Services, chairs, terms and hours."""
        self.services = [self._service(place) for place in range(len(BOOKED))]
        for key, branch in self.branches.items():
            BookingTerms.objects.create(branch=branch, closed_on_holidays=False)
            for place, username in enumerate(dentists(key)):
                name = CHAIRS[key].format(number=place + 1)
                chair = Chair.objects.create(branch=branch, name=name, position=place)
                self._hours(branch, key, username, chair)

    def keep(self, booked: Iterable[tuple[Patient, DemoAppointment]], rng: Random) -> None:
        """Book them, in the order in which they were asked for, and take the steps that came of them."""
        in_order = sorted(booked, key=lambda one: (one[1].booked_on, one[1].starts_at, one[1].dentist))
        for patient, shape in in_order:
            appointment = self._book(patient, shape, rng)
            self._walk(appointment, shape)

    def change(self) -> None:
        """What came up since: somebody works on a day off, somebody is away although people are booked."""
        for key, branch in self.branches.items():
            surgeon, orthodontist = (self.staff[kind[key]] for kind in (SURGEON, ORTHODONTIST))
            opens, closes = spans(key)[0]
            day = self.today + timedelta(days=EXTRA_IN)
            desk = self.staff[DESK[key]]
            add_extra_hours(NewExtra(surgeon, branch, day, opens, closes), by=desk)
            day = self.today + timedelta(days=AWAY_IN)
            add_absence(NewAbsence(AbsenceKind.COURSE, day, day, orthodontist, branch), by=desk)

    def _service(self, place: int) -> Service:
        told = BOOKED[place]
        service = Service.objects.create(
            names=told.names,
            category_id=told.category,
            minutes=told.minutes,
            buffer_minutes=told.buffer,
            bookable_online=told.online,
            position=place,
        )
        service.given_by.set(self.staff[username] for username in _KINDS.get(told.who, {}).values())
        return service

    def _hours(self, branch: Branch, key: str, username: str, chair: Chair) -> None:
        since = self.today - timedelta(days=_BACK)
        at = branch.moment(since)
        for first, days in ((since, range(1, 8)), (self.today, weekdays(username, self.today))):
            week = [AtWork(day, opens, closes, chair) for day in days for opens, closes in spans(key)]
            set_week(self.staff[username], branch, week, since=first, at=at)

    def _book(self, patient: Patient, shape: DemoAppointment, rng: Random) -> Appointment:
        branch = self.branches[shape.branch]
        wanted = booking.Wanted(
            branch,
            self.services[shape.booked],
            shape.starts_at,
            dentist=self.staff[shape.dentist],
            minutes=(shape.ends_at - shape.starts_at) // timedelta(minutes=1),
        )
        through = rng.choice(_CLIENTS)
        by = None if through == BookedThrough.ONLINE else self.staff[DESK[shape.branch]]
        return booking.book(patient, wanted, booking.Request(through, by, remark=shape.remark), at=_asked(shape))

    def _walk(self, appointment: Appointment, shape: DemoAppointment) -> None:
        """From booked to what it became."""
        state, desk = AppointmentState(shape.state), self.staff[DESK[shape.branch]]
        for step, at in (*_steps(shape, state), *_since(shape, state)):
            through, why = BookedThrough.DESK, ""
            if step in (AppointmentState.CONFIRMED, AppointmentState.CANCELLED):
                through = BookedThrough.PHONE
            if step == AppointmentState.CANCELLED:
                why = Why.ILL
            booking.take_step(appointment, step, through=through, by=desk, why=why, at=at)


def _asked(shape: DemoAppointment) -> datetime:
    """In the morning of the day on which it was booked, but not after it began."""
    morning = datetime.combine(shape.booked_on, time(8, 10), shape.starts_at.tzinfo)
    return min(morning, shape.starts_at - timedelta(minutes=20))


def _since(shape: DemoAppointment, state: AppointmentState) -> Iterator[tuple[AppointmentState, datetime]]:
    """Whoever sat in the clinic this morning has gone home when the demo is made later in the day."""
    if state in (AppointmentState.ARRIVED, AppointmentState.IN_CHAIR) and shape.ends_at < clock.now():
        if state == AppointmentState.ARRIVED:
            yield AppointmentState.IN_CHAIR, shape.starts_at + timedelta(minutes=10)
        yield AppointmentState.DONE, shape.ends_at


def _steps(shape: DemoAppointment, state: AppointmentState) -> Iterator[tuple[AppointmentState, datetime]]:
    """What was written down of it after it was booked, and when."""
    seated = shape.visit.started_at if shape.visit else shape.in_chair_at
    if state in (AppointmentState.CONFIRMED, AppointmentState.CANCELLED):
        yield state, max(_asked(shape), shape.starts_at - timedelta(days=1))
    if state == AppointmentState.NO_SHOW:
        yield state, shape.starts_at + timedelta(minutes=30)
    if shape.arrived_at is not None:
        yield AppointmentState.ARRIVED, shape.arrived_at
    if seated is not None:
        yield AppointmentState.IN_CHAIR, seated
        if state == AppointmentState.DONE:
            yield state, seated + (shape.ends_at - shape.starts_at)
