"""Background work of this app: shallow."""

from rapport.appointments import booking
from rapport.appointments.models import FreedTime
from rapport.appointments.online import asking
from rapport.appointments.online.codes import forget_codes
from rapport.appointments.reminding import remind_everyone
from rapport.appointments.waiting import offer_freed_times
from rapport.lib import clock


def tidy_book() -> None:
    """Holds that have run out go, freed times that are over, and codes of yesterday (BOO-1)."""
    booking.expire_holds()
    FreedTime.objects.over(clock.now()).delete()
    forget_codes()


def offer_times() -> None:
    """Freed times are offered to who waits for one, in turn (BOO-2, BOO-3)."""
    offer_freed_times()


def send_questionnaires() -> None:
    """Who booked online fills in the questionnaire before they come (BAS-1)."""
    asking.send_questionnaires()


def remind_of_appointments() -> None:
    """Those who are expected soon are reminded (BOO-3)."""
    remind_everyone()
