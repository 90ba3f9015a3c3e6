"""What the book tells the rules about a person (BOO-3, BOO-4)."""

from rapport.appointments.booking import book, take_step
from rapport.appointments.models import AppointmentState, BookedThrough
from rapport.appointments.signals import Signals, note_signals, reasons_of
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked, at, checkup, works


def test_waiting_and_staying_away_are_felt(riverside: Branch, dentist: User, zhou: Patient) -> None:
    """BOO-3, BOO-4: the mean of waiting, and how often they did not come."""
    works(dentist, riverside)
    service = checkup(30)
    with clock.set_to(at("08:00", riverside)):
        kept, missed = (book(zhou, asked(service, riverside, when), DESK) for when in ("10:00", "15:00"))
    for state, when in (("arrived", "09:51"), ("in_chair", "10:14"), ("done", "10:40")):
        take_step(kept, AppointmentState(state), through=BookedThrough.DESK, at=at(when, riverside))
    take_step(missed, AppointmentState.NO_SHOW, through=BookedThrough.DESK, at=at("15:20", riverside))
    with clock.set_to(at("16:00", riverside)):
        refresh_facts([zhou.pk])
    told = PatientFacts.objects.get(patient=zhou)
    assert (told.waiting, told.no_shows, told.appointments) == (23, 1, 2)


def test_what_is_said_at_a_booking_counts_as_signals_of_loyalty(
    riverside: Branch, dentist: User, zhou: Patient, marsh: Patient
) -> None:
    """LOY-2: a long way, the age, severe defects and haste; the fact says what the dentist is told."""
    works(dentist, riverside)
    service = checkup(30)
    with clock.set_to(at("08:00", riverside)):
        first, second, third = (
            book(who, asked(service, riverside, when), DESK)
            for who, when in ((zhou, "10:00"), (zhou, "15:00"), (marsh, "11:00"))
        )
        note_signals(first, Signals(60, ["pain"], "now"), by=None)
        note_signals(second, Signals(haste="later"), by=None)
        note_signals(third, Signals(haste="month"), by=None)
        refresh_facts([zhou.pk, marsh.pk])
    told = PatientFacts.objects.get(patient=zhou)
    assert (told.booked_in_haste, told.told_defects, told.loyal_signals) == (1, 1, 4)
    first.refresh_from_db()
    assert reasons_of(first, first.starts_at.date()).count == 4
    told = PatientFacts.objects.get(patient=marsh)
    assert (told.booked_in_haste, told.told_defects, told.loyal_signals) == (0, 0, 1)
