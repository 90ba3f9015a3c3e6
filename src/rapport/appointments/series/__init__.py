"""Appointments that come again: looked at, booked all or none, the rest cancelled together (BOO-1, BOO-3)."""

from rapport.appointments.series.booking import Wish, book_series, cancel_rest, rest_of
from rapport.appointments.series.looking import Place, look_ahead
from rapport.appointments.series.rhythm import Rhythm

__all__ = ["Place", "Rhythm", "Wish", "book_series", "cancel_rest", "look_ahead", "rest_of"]
