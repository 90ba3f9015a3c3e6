from rapport.appointments.models.appointment import Appointment, AppointmentState
from rapport.appointments.models.booking_terms import BookingTerms
from rapport.appointments.models.calendar_feed import CalendarFeed
from rapport.appointments.models.chair import Chair
from rapport.appointments.models.hours import Absence, AbsenceKind, ExtraHours, WorkingHours
from rapport.appointments.models.series import Series
from rapport.appointments.models.service import Service
from rapport.appointments.models.slot import Slot
from rapport.appointments.models.step import AppointmentStep, BookedThrough, Why

__all__ = [
    "Absence",
    "AbsenceKind",
    "Appointment",
    "AppointmentState",
    "AppointmentStep",
    "BookedThrough",
    "BookingTerms",
    "CalendarFeed",
    "Chair",
    "ExtraHours",
    "Series",
    "Service",
    "Slot",
    "Why",
    "WorkingHours",
]
