"""Background work of this app: shallow."""

from rapport.appointments import booking


def tidy_book() -> None:
    """Holds that have run out go (BOO-1)."""
    booking.expire_holds()
