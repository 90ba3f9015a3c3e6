"""A freed time is offered to who waits for one, in turn (BOO-2, BOO-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings

from rapport.appointments.booking import book, cancel, confirm, hold_slot, last_step, move, undo_step
from rapport.appointments.models import (
    Answer,
    Appointment,
    BookedThrough,
    FreedTime,
    Service,
    Slot,
    TimeOffer,
    WaitingEnd,
    WaitingEntry,
    WaitingOff,
    Why,
)
from rapport.appointments.tasks import offer_times, tidy_book
from rapport.appointments.waiting import (
    NewWish,
    accept,
    decline,
    offer_time,
    put_back,
    put_on_list,
    take_off,
    withdraw,
)
from rapport.appointments.waiting import sweep as sweeping
from rapport.appointments.waiting.rules import Wish, open_until, still_free
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, Manners, Message, MessageState, PauseGround, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.sending.claiming import claim
from rapport.outreach.task_actions import close_tasks
from rapport.outreach.tests.providers import account, told
from rapport.people.merging.actions import merge_patients
from rapport.people.models import Patient, Standing
from rapport.staff.models import Branch, User
from tests.cast import register
from tests.schedule import DESK, asked, at, checkup, works

# Sunday, noon in Hangzhou; what is booked is on Monday
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AFTER_FIVE = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_sunday(settings: LazySettings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(NOON), told():
        yield


@pytest.fixture
def sms(db: None) -> object:
    return account()


@pytest.fixture
def calls_on_sunday(riverside: Branch) -> None:
    Manners.objects.create(branch=riverside, call_days="1234567")


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30)


@pytest.fixture
def freed(service: Service, dentist: User, riverside: Branch) -> Appointment:
    """Monday 10:00 was booked and is free again."""
    gone = register(riverside, "王五", phone="+8613700000001")
    appointment = book(gone, asked(service, riverside, "10:00", dentist), DESK)
    return cancel(appointment, Why.ILL, through=BookedThrough.PHONE)


def waits(patient: Patient, service: Service, *, minutes: int = 0, **wish: object) -> WaitingEntry:
    """Since so many minutes after ten in the morning."""
    with clock.set_to(NOON - timedelta(hours=2) + minutes * MINUTE):
        told = NewWish(patient.branch, service, **wish)  # type: ignore[arg-type]
        return put_on_list(patient, told, through=BookedThrough.DESK)


def sweep(after: timedelta = timedelta()) -> None:
    with clock.set_to(NOON + after):
        offer_times()


def of_class_a(patient: Patient) -> None:
    Standing.objects.update_or_create(patient=patient, defaults={"care": "A", "care_since": NOON})


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


@pytest.mark.usefixtures("sms")
def test_a_freed_time_is_offered_held_and_taken(
    freed: Appointment, service: Service, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: written through the outbox, held for half an hour, booked by one word; said twice, it is said."""
    entry = waits(zhou, service)
    sweep()
    offer = TimeOffer.objects.get()
    assert (offer.entry, offer.starts_at, offer.dentist) == (entry, freed.starts_at, dentist)
    assert offer.until == NOON + 30 * MINUTE == offer.slot.held_until
    message = Message.objects.get()
    assert (message.patient, message.purpose, message.expires_at) == (zhou, "care", offer.until)
    assert "11月23日 (星期一) 10:00" in message.body and "https://clinic.example/w/" in message.body
    made = accept(offer, through=BookedThrough.ONLINE)
    assert accept(offer, through=BookedThrough.ONLINE) == made
    assert (made.patient, made.starts_at, made.slot.held_until) == (zhou, freed.starts_at, None)
    entry.refresh_from_db()
    assert (entry.ended_how, entry.appointment) == (WaitingEnd.BOOKED, made)
    sweep(MINUTE)
    assert TimeOffer.objects.count() == 1 and Slot.objects.count() == 1


@pytest.mark.usefixtures("sms", "freed")
def test_class_a_is_asked_first_then_who_has_waited_longer(
    service: Service, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-2, BOO-3: one after the other, and nobody twice about one time."""
    third = register(riverside, "孙六", phone="+8613700000002")
    waits(third, service, minutes=2)
    waits(zhou, service, minutes=1)
    waits(marsh, service, minutes=3)
    of_class_a(marsh)
    sweep()
    assert TimeOffer.objects.get().entry.patient == marsh
    decline(TimeOffer.objects.get())
    sweep(MINUTE)
    second = TimeOffer.objects.open().get()
    assert second.entry.patient == zhou
    sweep(second.until - NOON)
    assert TimeOffer.objects.open().get().entry.patient == third
    second.refresh_from_db()
    assert second.answer == Answer.SILENT
    sweep(timedelta(hours=3))
    sweep(timedelta(hours=4))
    assert TimeOffer.objects.count() == 3 and not TimeOffer.objects.open().exists()
    assert WaitingEntry.objects.open().count() == 3 and not Slot.objects.alive(clock.now()).exists()


@pytest.mark.usefixtures("sms", "freed")
def test_several_times_and_several_people(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: no time is offered to two, and nobody is asked about two at once, though they wait twice."""
    other = checkup(45)
    second = book(register(riverside, "李四"), asked(service, riverside, "14:00", dentist), DESK)
    cancel(second, Why.NO_TIME, through=BookedThrough.ONLINE)
    waits(zhou, service)
    waits(zhou, other)
    sweep()
    assert TimeOffer.objects.open().count() == 1
    waits(marsh, service)
    sweep(MINUTE)
    running = TimeOffer.objects.open().order_by("starts_at")
    assert [one.entry.patient for one in running] == [zhou, marsh]
    assert running[0].starts_at != running[1].starts_at


@pytest.mark.usefixtures("sms", "freed")
@pytest.mark.parametrize(
    "wish",
    [
        {"weekdays": [2, 3]},
        {"parts": ["afternoon", "evening"]},
        {"first_day": date(2026, 11, 24)},
        {"last_day": date(2026, 11, 22)},
    ],
)
def test_nobody_is_asked_about_a_time_that_does_not_suit(
    service: Service, zhou: Patient, wish: dict[str, object]
) -> None:
    """BOO-3."""
    waits(zhou, service, **wish)
    sweep()
    assert not TimeOffer.objects.exists()


@pytest.mark.usefixtures("sms")
def test_a_time_left_by_moving_is_offered_and_what_is_longer_is_not_pressed_in(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: whoever needs more time than there is, is passed over."""
    there = register(riverside, "李四")
    moved = book(there, asked(service, riverside, "10:00", dentist), DESK)
    book(register(riverside, "赵七"), asked(service, riverside, "10:30", dentist), DESK)
    move(moved, asked(service, riverside, "16:00", dentist), DESK)
    waits(zhou, checkup(60))
    waits(marsh, service, minutes=5)
    sweep()
    assert TimeOffer.objects.get().entry.patient == marsh


@pytest.mark.usefixtures("sms", "freed")
def test_an_earlier_time_takes_the_place_of_the_one_they_have(
    service: Service, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: moved, not booked twice; and the time they leave is free for the next one."""
    theirs = book(zhou, asked(service, riverside, "15:00", dentist), DESK)
    waits(zhou, service, instead_of=theirs)
    sweep()
    made = accept(TimeOffer.objects.get(), through=BookedThrough.ONLINE)
    assert made == theirs and made.starts_at == at("10:00", riverside)
    assert Appointment.objects.filter(patient=zhou).count() == 1
    assert FreedTime.objects.filter(starts_at=at("15:00", riverside)).exists()


@pytest.mark.usefixtures("freed", "calls_on_sunday")
def test_who_cannot_be_written_to_is_called(service: Service, zhou: Patient, caller: User) -> None:
    """BOO-3: a task with what is offered and until when; what the caller hears ends the offer."""
    waits(zhou, service)
    sweep()
    task = Task.objects.get()
    assert (task.patient, task.work_list, task.owner, task.purpose) == (zhou, WorkList.TIMES, caller, "care")
    assert "10:00" in task.words and "12:30" in task.words
    assert not Message.objects.exists() and TimeOffer.objects.get().task == task
    close_tasks([task], Closing.REFUSED, by=caller)
    sweep(MINUTE)
    assert TimeOffer.objects.get().answer == Answer.NO


@pytest.mark.usefixtures("freed", "calls_on_sunday")
def test_a_yes_on_the_phone_ends_the_task(service: Service, zhou: Patient, caller: User) -> None:
    """BOO-3."""
    waits(zhou, service)
    sweep()
    made = accept(TimeOffer.objects.get(), through=BookedThrough.PHONE, by=caller)
    assert made.steps.get().by == caller and Task.objects.get().closed_how == Closing.BOOKED


@pytest.mark.usefixtures("sms", "freed")
def test_the_gate_is_asked_and_nobody_is_woken_up(
    service: Service, zhou: Patient, marsh: Patient, owner: User
) -> None:
    """BOO-3, LOY-4: who wants nothing gets nothing; at night nobody is asked, in the morning they are."""
    waits(zhou, service)
    waits(marsh, service, minutes=5)
    pause_contact(zhou, PauseGround.NEVER, by=owner)
    sweep(timedelta(hours=11))
    assert not TimeOffer.objects.exists()
    sweep(timedelta(hours=3))
    assert TimeOffer.objects.get().entry.patient == marsh


@pytest.mark.usefixtures("freed")
def test_what_is_no_longer_offered_is_not_sent(service: Service, zhou: Patient, owner: User, sms: object) -> None:
    """BOO-3: taken back before the message has gone, it does not go."""
    waits(zhou, service)
    sweep()
    offer = TimeOffer.objects.get()
    TimeOffer.objects.update(ended_at=NOON, answer=Answer.WITHDRAWN)  # as if between writing and sending
    with clock.set_to(NOON + MINUTE):
        assert claim(sms, 5) == []  # type: ignore[arg-type]
    message = Message.objects.get()
    assert (message.state, message.reasons) == (MessageState.REFUSED, ["outdated"])
    TimeOffer.objects.update(ended_at=None, answer="")
    Message.objects.update(state=MessageState.WAITING)
    withdraw(offer, by=owner)
    message.refresh_from_db()
    assert message.state == MessageState.TAKEN_BACK and not Slot.objects.exists()


@pytest.mark.usefixtures("sms", "freed")
def test_two_records_that_become_one_are_not_asked_twice(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient, desk: User
) -> None:
    """BOO-3, REC-10: only the first of two offers can be taken, and the time of the other goes to who is next."""
    gone = register(riverside, "赵六", phone="+8613700000002")
    other = book(gone, asked(service, riverside, "11:00", dentist), DESK)
    cancel(other, Why.ILL, through=BookedThrough.PHONE)
    waits(zhou, service)
    twin = register(riverside, "周敏", phone="+8613700000003")
    waits(twin, service, minutes=1)
    sweep()
    first, second = TimeOffer.objects.order_by("pk")
    waits(marsh, service, minutes=2)
    merge_patients(zhou.pk, twin.pk, picks={}, by=desk)
    with refused("offer_over"):
        accept(second, through=BookedThrough.ONLINE)
    sweep(MINUTE)
    second.refresh_from_db()
    assert second.answer == Answer.WITHDRAWN
    [next_one] = TimeOffer.objects.open().exclude(pk=first.pk)
    assert (next_one.entry.patient, next_one.starts_at) == (marsh, second.starts_at)
    assert accept(first, through=BookedThrough.ONLINE).patient == zhou


@pytest.mark.usefixtures("sms", "freed")
def test_taken_off_and_put_back(service: Service, zhou: Patient, desk: User) -> None:
    """BOO-3: with the time that was kept for them; undone, they are in their place again."""
    entry = waits(zhou, service)
    sweep()
    with refused("why"):
        take_off(entry, "", by=desk)
    off = take_off(entry, WaitingOff.ELSEWHERE, by=desk, words=" B 院 ")
    assert (off.ended_how, off.ended_why, off.ended_by, off.ended_words) == ("off", "elsewhere", desk, "B 院")
    assert TimeOffer.objects.get().answer == Answer.WITHDRAWN and not Slot.objects.exists()
    with refused("offer_over"):
        accept(TimeOffer.objects.get(), through=BookedThrough.ONLINE)
    back = put_back(off)
    assert (back.ended_at, back.since) == (None, entry.since)
    with refused("not_off"):
        put_back(back)


def test_who_waits_already_keeps_their_place(service: Service, zhou: Patient, riverside: Branch) -> None:
    """BOO-3: asked for again, it is the new wish and the old place; what cannot be is refused."""
    first = waits(zhou, service)
    again = waits(zhou, service, minutes=30, parts=["evening"], weekdays=[5, 5])
    assert (again.pk, again.since, again.parts, again.weekdays) == (first.pk, first.since, ["evening"], [5])
    assert (again.first_day, again.last_day) == (date(2026, 11, 22), date(2026, 12, 22))
    for wish in ({"weekdays": [8]}, {"parts": ["night"]}):
        with refused("suits"):
            waits(zhou, service, **wish)
    with refused("days"):
        waits(zhou, service, last_day=date(2026, 11, 21))
    Service.objects.update(bookable_online=False)
    with refused("not_online"):
        put_on_list(zhou, NewWish(riverside, service), through=BookedThrough.ONLINE)


@pytest.mark.usefixtures("sms")
def test_waiting_ends_by_itself(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: booked meanwhile, or nothing came free in time."""
    waits(zhou, service)
    waits(marsh, service, last_day=date(2026, 11, 23))
    book(zhou, asked(service, riverside, "11:00", dentist), DESK)
    sweep(timedelta(days=2))
    how = WaitingEntry.objects.order_by("patient").values_list("patient", "ended_how")
    assert dict(how) == {zhou.pk: "booked", marsh.pk: "over"}


@pytest.mark.usefixtures("sms")
def test_the_desk_offers_a_time_by_hand(
    service: Service, riverside: Branch, dentist: User, zhou: Patient, desk: User
) -> None:
    """BOO-3: out of turn; but only what is free, and one time at once."""
    entry = waits(zhou, service)
    taken = hold_slot(asked(service, riverside, "09:00", dentist))
    with refused("dentist_taken"):
        offer_time(entry, dentist, taken.slot.starts_at, by=desk)
    offer = offer_time(entry, dentist, at("11:00", riverside), by=desk)
    assert (offer.by, offer.message.written_by) == (desk, desk)
    with refused("has_offer"):
        offer_time(entry, dentist, at("13:00", riverside), by=desk)
    assert Slot.objects.count() == 2


@pytest.mark.usefixtures("sms", "freed")
def test_many_who_need_more_time_keep_nobody_waiting(
    service: Service, riverside: Branch, dentist: User, marsh: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-3: the book is asked once for all who want the same, so that the tries last for who comes after them."""
    monkeypatch.setattr(sweeping, "_TRIES", 2)
    book(register(riverside, "赵七"), asked(service, riverside, "10:30", dentist), DESK)
    longer = checkup(60)
    for n in range(3):
        waits(register(riverside, f"李{n}", phone=f"+861370000009{n}"), longer, minutes=n)
    waits(marsh, service, minutes=9)
    sweep()
    assert TimeOffer.objects.get().entry.patient == marsh


@pytest.mark.usefixtures("sms")
def test_an_offer_does_not_outlive_its_time(freed: Appointment, service: Service, zhou: Patient) -> None:
    """BOO-3: said yes after it has begun, with nobody there who ended it, it is over."""
    waits(zhou, service)
    sweep()
    offer = TimeOffer.objects.get()
    with clock.set_to(freed.starts_at + MINUTE), refused("offer_over"):
        accept(offer, through=BookedThrough.ONLINE)
    assert not Appointment.objects.filter(patient=zhou).exists()


@pytest.mark.usefixtures("sms")
def test_what_was_taken_back_is_no_new_booking(
    service: Service, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-3: who waits beside an appointment that they had before waits on when a step of that is undone."""
    with clock.set_to(NOON - timedelta(hours=3)):
        theirs = book(zhou, asked(service, riverside, "16:00", dentist), DESK)
    waits(zhou, service)
    confirmed = confirm(theirs, through=BookedThrough.PHONE)
    step = last_step(confirmed)
    assert step is not None
    undo_step(confirmed, step)
    sweep(MINUTE)
    assert WaitingEntry.objects.open().exists()


@pytest.mark.usefixtures("sms", "freed")
def test_freed_times_go_when_they_are_over(service: Service, zhou: Patient) -> None:
    """BOO-3: and what comes too soon is not offered."""
    waits(zhou, service)
    sweep(timedelta(hours=20, minutes=1))  # 08:01 on the day: two hours' notice are gone
    assert not TimeOffer.objects.exists() and FreedTime.objects.exists()
    with clock.set_to(NOON + timedelta(days=1)):
        tidy_book()
    assert not FreedTime.objects.exists()


def test_what_is_left_of_a_freed_time() -> None:
    """BOO-3."""
    assert still_free([(600, 720)], [(600, 630), (690, 700)]) == [(630, 690), (700, 720)]
    assert still_free([(600, 660), (630, 700), (600, 660)], []) == [(600, 700)]
    assert still_free([(600, 630)], [(590, 640)]) == []


def test_an_offer_leaves_time_to_come() -> None:
    """BOO-3."""
    soon = NOON + timedelta(hours=2, minutes=10)
    assert open_until(NOON, 30, soon, timedelta(hours=2)) == NOON + 10 * MINUTE
    assert open_until(NOON, 30, soon - 6 * MINUTE, timedelta(hours=2)) is None
    assert open_until(NOON, 30, soon + timedelta(days=1), timedelta(hours=2)) == NOON + 30 * MINUTE


def test_a_longer_time_suits_where_part_of_it_does() -> None:
    """BOO-3: they can come at five, for half an hour, but not for longer than there is."""
    wish = Wish(date(2026, 11, 24), date(2026, 11, 24), parts=frozenset({"evening"}))
    before = AFTER_FIVE - timedelta(hours=1)
    assert wish.suits_within(7, before, AFTER_FIVE + 30 * MINUTE, 30)
    assert not wish.suits_within(7, before, AFTER_FIVE + 30 * MINUTE, 45)
    assert not wish.suits_within(7, AFTER_FIVE, AFTER_FIVE + 30 * MINUTE, 60)


def test_no_day_said_is_every_day() -> None:
    """BOO-3."""
    wish = Wish(date(2026, 11, 23), date(2026, 11, 24), parts=frozenset({"evening"}), dentist=7)
    assert wish.suits(7, AFTER_FIVE) and not wish.suits(7, AFTER_FIVE - MINUTE)
    assert not wish.suits(8, AFTER_FIVE) and not wish.suits(7, AFTER_FIVE + timedelta(days=1))
