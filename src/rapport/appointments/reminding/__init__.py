"""Reminders of appointments (BOO-3): what they say is true at the moment they go out."""

from rapport.appointments.reminding.sweep import remind_everyone
from rapport.appointments.reminding.writing import reminders_untrue

__all__ = ["remind_everyone", "reminders_untrue"]
