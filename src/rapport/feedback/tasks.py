"""Background work of this app: shallow."""

from rapport.feedback import reviews
from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.complaints import climb_complaints, notice_calls
from rapport.feedback.losses import note_losses
from rapport.feedback.promises import break_late_promises
from rapport.feedback.slips import climb_overdue
from rapport.staff.models import Branch


def see_to_what_is_late() -> None:
    """Calls that ended as complaints become some, complaints and slips that are late go up, and promises whose day
    is over are broken (AFT-5, CMP-2, CMP-3)."""
    notice_calls()
    climb_complaints()
    climb_overdue()
    break_late_promises()


def look_back() -> None:
    """Whether what was reviewed came back after 30 and 90 days (CMP-6)."""
    reviews.look_back()


def write_down_the_lost() -> None:
    """Who was lost and who came back, branch by branch (CMP-9)."""
    for branch in Branch.objects.order_by("pk"):
        note_losses(branch)


def ask_who_was_treated() -> None:
    """Everyone treated is asked how it was, in time and once (AFT-2, AFT-3)."""
    ask_everyone()
