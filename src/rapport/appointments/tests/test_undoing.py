"""A wrong step of an appointment is taken back, and the history tells of both (BOO-3, BOO-4)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rapport.appointments.booking import Reason, book, cancel, confirm, last_step, move, take_step, undo_step
from rapport.appointments.models import Appointment, AppointmentState, BookedThrough, Service, Slot, Why
from rapport.care.models import Visit
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.schedule import DESK, asked, at, refused, works

THROUGH = BookedThrough.DESK
pytestmark = pytest.mark.now(datetime(2026, 11, 23, 0, 30, tzinfo=UTC))


@pytest.fixture
def made(service: Service, dentist: User, riverside: Branch, zhou: Patient) -> Appointment:
    """At ten."""
    return book(zhou, asked(service, riverside, "10:00", dentist), DESK)


def undo(appointment: Appointment, by: User | None = None, when: str = "10:05") -> Appointment:
    step = last_step(appointment)
    assert step is not None
    return undo_step(appointment, step, by=by, at=at(when, appointment.branch))


def test_an_arrival_that_was_somebody_elses_is_taken_back(made: Appointment, desk: User) -> None:
    """BOO-4: they wait no longer, and both is told."""
    take_step(made, AppointmentState.ARRIVED, through=THROUGH, by=desk)
    found = undo(made, desk)
    assert (found.state, found.arrived_at) == ("booked", None)
    booked, arrived, undone = found.steps.all()
    assert (undone.state, undone.undoes, undone.by) == ("booked", arrived, desk)
    assert last_step(found) is None and booked.undoes is None


def test_steps_are_taken_back_one_by_one(made: Appointment, riverside: Branch) -> None:
    """BOO-4: to the state before, also where one stood on the other."""
    confirm(made, through=THROUGH)
    for state, when in (("arrived", "09:50"), ("in_chair", "10:00")):
        take_step(made, AppointmentState(state), through=THROUGH, at=at(when, riverside))
    found = [undo(made) for _ in range(3)]
    assert [one.state for one in found] == ["arrived", "confirmed", "booked"]
    assert found[0].in_chair_at is None and found[0].arrived_at is not None


def test_only_the_last_step_is_taken_back_and_once(made: Appointment) -> None:
    """BOO-4: who comes late with it is told."""
    confirm(made, through=THROUGH)
    first = last_step(made)
    assert first is not None
    take_step(made, AppointmentState.ARRIVED, through=THROUGH)
    with refused("step"):
        undo_step(made, first)
    second = last_step(made)
    assert second is not None
    undo_step(made, second)
    with refused("step"):
        undo_step(made, second)
    assert Appointment.objects.get().state == "confirmed"


def test_a_booking_is_cancelled_not_taken_back(made: Appointment) -> None:
    """BOO-3."""
    assert last_step(made) is None
    with refused("step"):
        undo_step(made, made.steps.get())


@pytest.mark.parametrize("when", ["10:05", "17:00"])
def test_who_came_after_all_has_their_time_again(made: Appointment, riverside: Branch, when: str) -> None:
    """BOO-3: while it runs, and after it."""
    take_step(made, AppointmentState.NO_SHOW, through=THROUGH, at=at("10:04", riverside))
    assert not Slot.objects.exists()
    found = undo(made, when=when)
    assert (found.state, found.slot.starts_at, found.ends_at) == ("booked", made.starts_at, made.ends_at)


def test_a_time_that_was_given_to_another_is_not_given_back(
    made: Appointment, service: Service, dentist: User, riverside: Branch, marsh: Patient
) -> None:
    """BOO-1, BOO-3: nothing is changed."""
    cancel(made, Why.ILL, through=THROUGH)
    book(marsh, asked(service, riverside, "10:15", dentist), DESK)
    with refused(Reason.DENTIST_TAKEN):
        undo(made)
    assert Appointment.objects.get(pk=made.pk).state == "cancelled"
    assert Slot.objects.get().appointment != made


def test_a_move_is_taken_back_with_all_that_was_moved(
    made: Appointment, service: Service, dentist: User, riverside: Branch
) -> None:
    """BOO-3: the hour, the length, the dentist, and that it was confirmed."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside)
    confirm(made, through=THROUGH)
    move(made, asked(service, riverside, "15:00", other, minutes=60), DESK)
    found = undo(made, when="09:00")
    assert (found.starts_at, found.ends_at, found.dentist) == (made.starts_at, made.ends_at, dentist)
    assert (found.state, found.slot.starts_at) == ("confirmed", made.starts_at)
    assert Slot.objects.count() == 1


@pytest.mark.parametrize("written", ["", "36 发炎"])
def test_a_visit_goes_with_its_step_unless_something_was_written(
    made: Appointment, riverside: Branch, written: str
) -> None:
    """BOO-4: no word of a dentist is lost, and treated again it is the same visit."""
    for state in ("arrived", "in_chair", "done"):
        take_step(made, AppointmentState(state), through=THROUGH, at=at("10:00", riverside))
    Visit.objects.update(remark=written)
    found = undo(made)
    assert (found.state, found.visit) == ("in_chair", None)
    assert Visit.objects.count() == bool(written)
    take_step(made, AppointmentState.DONE, through=THROUGH, at=at("10:30", riverside))
    assert Visit.objects.get().remark == written
