"""Background work of this app: shallow."""

from rapport.feedback import reviews
from rapport.feedback.complaints import climb_complaints, notice_calls
from rapport.feedback.promises import break_late_promises


def see_to_complaints() -> None:
    """Calls that ended as complaints become some, what is late goes up, and promises whose day is over are broken
    (CMP-2, CMP-3)."""
    notice_calls()
    climb_complaints()
    break_late_promises()


def look_back() -> None:
    """Whether what was reviewed came back after 30 and 90 days (CMP-6)."""
    reviews.look_back()
