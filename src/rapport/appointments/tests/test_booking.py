"""A time is given once, by one function (BOO-1), and what becomes of it (BOO-3, BOO-4)."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import (
    Reason,
    Request,
    book,
    book_held,
    cancel,
    confirm,
    expire_holds,
    hold_slot,
    move,
    release_hold,
    take_step,
)
from rapport.appointments.models import (
    Absence,
    Appointment,
    AppointmentState,
    BookedThrough,
    Chair,
    Service,
    Slot,
    Why,
)
from rapport.care.models import Visit
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.schedule import DESK, ONLINE, SUNDAY_NOON, asked, at, checkup, refused, works

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.now(SUNDAY_NOON)


@pytest.fixture
def service(service: Service) -> Service:
    """With ten minutes after it to make ready."""
    Service.objects.update(buffer_minutes=10)
    service.refresh_from_db()
    return service


def test_a_time_is_booked(service: Service, dentist: User, riverside: Branch, zhou: Patient, desk: User) -> None:
    """BOO-1: with what the rest of the product reads of an appointment."""
    request = Request(BookedThrough.DESK, by=desk, remark="afraid")
    made = book(zhou, asked(service, riverside, "10:00", dentist), request)
    assert (made.starts_at, made.ends_at) == (at("10:00", riverside), at("10:30", riverside))
    assert (made.service, made.category_id, made.dentist, made.remark) == ("检查", "checkup", dentist, "afraid")
    assert made.slot.ends_at == at("10:40", riverside)
    assert ChangedPatient.objects.filter(patient=zhou).exists()
    [step] = made.steps.all()
    assert (step.state, step.by, step.through, step.at) == ("booked", desk, "desk", SUNDAY_NOON)


@pytest.mark.parametrize("clock_time", ["09:50", "10:00", "10:15", "10:39"])
def test_a_time_is_given_once(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient, clock_time: str
) -> None:
    """BOO-1: neither the same nor one that shares a minute, with what is needed to make ready."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    with refused(Reason.DENTIST_TAKEN):
        book(marsh, asked(service, riverside, clock_time, dentist), DESK)
    book(marsh, asked(service, riverside, "10:40", dentist), DESK)
    assert Appointment.objects.count() == Slot.objects.count() == 2


def test_one_person_is_in_one_place(service: Service, dentist: User, riverside: Branch, zhou: Patient) -> None:
    """BOO-1."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside)
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    with refused(Reason.PATIENT_TAKEN):
        book(zhou, asked(service, riverside, "10:15", other), DESK)


def test_there_is_a_chair_for_everyone(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside)
    Chair.objects.create(branch=riverside, name="1")
    assert book(zhou, asked(service, riverside, "10:00", dentist), DESK).chair == "1"
    with refused(Reason.CHAIR_TAKEN):
        book(marsh, asked(service, riverside, "10:00", other), DESK)
    Chair.objects.create(branch=riverside, name="2")
    assert book(marsh, asked(service, riverside, "10:00", other), DESK).chair == "2"


def test_anybody_who_is_free_takes_them(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: without a dentist named, who has least to do that day."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside)
    first = book(zhou, asked(service, riverside, "10:00"), DESK)
    assert book(marsh, asked(service, riverside, "15:00"), DESK).dentist != first.dentist


def test_only_who_gives_a_service_is_booked_for_it(dentist: User, riverside: Branch, zhou: Patient) -> None:
    """BOO-1."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(dentist, riverside)
    works(other, riverside)
    service = checkup(30, 0, other)
    with refused(Reason.NOT_GIVEN):
        book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    assert book(zhou, asked(service, riverside, "10:00"), DESK).dentist == other


def test_the_desk_may_go_beyond_hours_and_never_over_another(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: pain does not wait for the opening hours."""
    with refused(Reason.CLOSED):
        book(zhou, asked(service, riverside, "18:00", dentist), DESK)
    book(zhou, asked(service, riverside, "18:00", dentist, beyond_hours=True), DESK)
    with refused(Reason.DENTIST_TAKEN):
        book(marsh, asked(service, riverside, "18:10", dentist, beyond_hours=True), DESK)
    with refused(Reason.CLOSED):  # a client may not say so
        book(marsh, asked(service, riverside, "19:00", dentist, online=True, beyond_hours=True), ONLINE)


def test_who_is_away_is_not_booked(service: Service, dentist: User, riverside: Branch, zhou: Patient) -> None:
    """BOO-1: whole days, or hours of them."""
    day = at("00:00", riverside).date()
    Absence.objects.create(
        dentist=dentist, kind="course", first_day=day, last_day=day, from_time=time(12), to_time=time(15)
    )
    with refused(Reason.CLOSED):
        book(zhou, asked(service, riverside, "11:45", dentist), DESK)
    book(zhou, asked(service, riverside, "15:00", dentist), DESK)


def test_what_came_from_a_file_is_in_the_way_and_may_overlap(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: old rows stay as they are; nothing is booked over those to come."""
    told = {"branch": riverside, "dentist": dentist}
    add_appointments(
        [
            Appointment(patient=zhou, starts_at=at("10:00", riverside), **told),
            Appointment(patient=marsh, starts_at=at("10:10", riverside), state="confirmed", **told),
        ]
    )
    with refused(Reason.DENTIST_TAKEN):
        book(marsh, asked(service, riverside, "10:35", dentist), DESK)
    assert not Slot.objects.exists()


def test_a_time_is_held_and_booked(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: for five minutes while somebody fills in."""
    wanted = asked(service, riverside, "10:00", online=True)
    held = hold_slot(wanted)
    assert held.until == SUNDAY_NOON + 5 * MINUTE
    assert held.token not in str(Slot.objects.values().get())
    with refused(Reason.DENTIST_TAKEN):
        book(marsh, wanted, ONLINE, at=SUNDAY_NOON + 4 * MINUTE)
    made = book_held(held.token, zhou, ONLINE, at=SUNDAY_NOON + 4 * MINUTE)
    assert (made.starts_at, made.dentist) == (at("10:00", riverside), dentist)
    assert Slot.objects.get() == made.slot


def test_a_hold_that_is_over_is_free_for_others(
    service: Service, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: who held it has it as long as nobody was quicker."""
    wanted = asked(service, riverside, "10:00", online=True)
    late = SUNDAY_NOON + 6 * MINUTE
    nobody_came = hold_slot(asked(service, riverside, "14:00", online=True))
    assert book_held(nobody_came.token, zhou, ONLINE, at=late).starts_at == at("14:00", riverside)
    held = hold_slot(wanted)
    book(marsh, wanted, ONLINE, at=late)
    with refused("hold_over"):
        book_held(held.token, zhou, ONLINE, at=late)


def test_a_hold_is_exchanged_let_go_and_swept(service: Service, riverside: Branch) -> None:
    """BOO-1: one who looks around holds one time."""
    first = hold_slot(asked(service, riverside, "10:00", online=True))
    second = hold_slot(asked(service, riverside, "10:15", online=True), instead_of=first.token)
    assert Slot.objects.get() == second.slot
    assert expire_holds() == 0
    assert expire_holds(at=SUNDAY_NOON + 5 * MINUTE) == 1
    third = hold_slot(asked(service, riverside, "10:15", online=True))
    release_hold(third.token)
    release_hold("never given")
    assert not Slot.objects.exists()


def test_the_same_request_books_once(service: Service, riverside: Branch, zhou: Patient) -> None:
    """BOO-1: a double tap, or a page sent again."""
    request = Request(BookedThrough.ONLINE, key="a-form")
    wanted = asked(service, riverside, "10:00", online=True)
    assert book(zhou, wanted, request) == book(zhou, wanted, request)
    held = hold_slot(asked(service, riverside, "11:00", online=True))
    again = Request(BookedThrough.ONLINE, key="another")
    assert book_held(held.token, zhou, again) == book_held(held.token, zhou, again)
    assert Appointment.objects.count() == 2


def test_an_appointment_is_moved(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient, desk: User
) -> None:
    """BOO-3: also by less than it takes; the old time is free at once."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    confirm(made, through=BookedThrough.ONLINE)
    request = Request(BookedThrough.PHONE, by=desk)
    moved = move(made, asked(service, riverside, "10:15", dentist), request, why=Why.NO_TIME)
    assert (moved.pk, moved.state, moved.starts_at) == (made.pk, "booked", at("10:15", riverside))
    last = moved.steps.last()
    assert last is not None and (last.moved_from, last.why) == (at("10:00", riverside), "no_time")
    book(marsh, asked(service, riverside, "09:30", dentist), DESK)
    with refused(Reason.DENTIST_TAKEN):
        move(moved, asked(service, riverside, "09:45", dentist), request)
    assert Appointment.objects.get(pk=made.pk).starts_at == at("10:15", riverside)


def test_an_appointment_is_cancelled_and_its_time_is_free(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: by whom and why; a link that is tapped twice cancels once."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    for _ in range(2):
        gone = cancel(made, Why.ILL, through=BookedThrough.ONLINE, words="流感")
    assert gone.state == "cancelled"
    step = gone.steps.get(state="cancelled")
    assert (step.through, step.why, step.words, step.by) == ("online", "ill", "流感", None)
    book(marsh, asked(service, riverside, "10:00", dentist), DESK)
    with refused("step"):
        confirm(made, through=BookedThrough.ONLINE)
    with refused("not_expected"):
        move(made, asked(service, riverside, "11:00", dentist), DESK)


def test_nobody_came(service: Service, dentist: User, riverside: Branch, zhou: Patient) -> None:
    """BOO-3: not before it was time, and then the rest of it is free."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    told = {"through": BookedThrough.DESK, "state": AppointmentState.NO_SHOW}
    with refused("too_early"):
        take_step(made, at=at("09:59", riverside), **told)
    take_step(made, at=at("10:20", riverside), **told)
    assert Appointment.objects.get().state == "no_show" and not Slot.objects.exists()


@pytest.mark.parametrize("written", [False, True])
def test_waiting_is_measured_from_arrival_to_the_chair(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, written: bool
) -> None:
    """BOO-4: by the steps; what the dentist wrote down meanwhile is the same visit."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    if written:
        Visit.objects.create(patient=zhou, branch=riverside, day=at("10:00", riverside).date(), remark="36")
    for state, when in (("arrived", "09:51"), ("in_chair", "10:14"), ("done", "10:40")):
        made = take_step(made, AppointmentState(state), through=BookedThrough.DESK, at=at(when, riverside))
    visit = Visit.objects.get()
    assert made.waiting_minutes == visit.waiting_minutes == 23
    assert (made.visit, visit.started_at) == (visit, at("10:14", riverside))
    with refused("step"):
        cancel(made, Why.ILL, through=BookedThrough.DESK)


def test_the_database_itself_refuses_a_time_twice(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: whoever writes past the function."""
    chair = Chair.objects.create(branch=riverside, name="1")
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    free = book(marsh, asked(service, riverside, "11:00", dentist), DESK).slot
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    for told in ({"dentist": dentist, "chair": None}, {"dentist": other, "chair": chair}):
        with pytest.raises(IntegrityError, match="_apart"), transaction.atomic():
            Slot.objects.create(
                branch=riverside,
                starts_at=at("10:39", riverside),
                ends_at=at("10:50", riverside),
                token_sha256="x",
                held_until=SUNDAY_NOON,
                **told,
            )
    free.starts_at = at("10:39", riverside)
    with pytest.raises(IntegrityError, match="_apart"), transaction.atomic():
        free.save()
