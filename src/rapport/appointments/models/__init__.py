from rapport.appointments.models.appointment import Appointment, AppointmentState
from rapport.appointments.models.booking_terms import BookingTerms
from rapport.appointments.models.calendar_feed import CalendarFeed
from rapport.appointments.models.chair import Chair
from rapport.appointments.models.freed import FreedTime
from rapport.appointments.models.hours import Absence, AbsenceKind, ExtraHours, WorkingHours
from rapport.appointments.models.online import OnlineBooking, PhoneCode
from rapport.appointments.models.reminder import Reminder
from rapport.appointments.models.series import Series
from rapport.appointments.models.service import Service
from rapport.appointments.models.signals import BookingSignals, Haste, Trouble
from rapport.appointments.models.slot import Slot
from rapport.appointments.models.step import AppointmentStep, BookedThrough, Why
from rapport.appointments.models.waiting import (
    Answer,
    PartOfDay,
    TimeOffer,
    WaitingEnd,
    WaitingEntry,
    WaitingOff,
)

__all__ = [
    "Absence",
    "AbsenceKind",
    "Answer",
    "Appointment",
    "AppointmentState",
    "AppointmentStep",
    "BookedThrough",
    "BookingSignals",
    "BookingTerms",
    "CalendarFeed",
    "Chair",
    "ExtraHours",
    "FreedTime",
    "Haste",
    "OnlineBooking",
    "PartOfDay",
    "PhoneCode",
    "Reminder",
    "Series",
    "Service",
    "Slot",
    "TimeOffer",
    "Trouble",
    "WaitingEnd",
    "WaitingEntry",
    "WaitingOff",
    "Why",
    "WorkingHours",
]
