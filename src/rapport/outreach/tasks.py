"""Background work of this app."""

from uuid import UUID

from rapport.outreach.mailing import carry_on, carry_on_stalled
from rapport.outreach.outlook import forget_outlooks, work_out, work_out_stalled
from rapport.outreach.replied import put_back_unsent


def write_mailing(pk: str) -> None:
    """Write to everyone of a mailing who has not been written to yet (CAM-7)."""
    carry_on(UUID(pk))


def take_up_mailings() -> None:
    """Carry on with the outlooks and the mailings that somebody left in the middle."""
    work_out_stalled()
    carry_on_stalled()
    forget_outlooks()


def work_out_outlook(pk: str) -> None:
    """Look at everyone of an outlook on a mailing who has not been looked at yet (CAM-7)."""
    work_out(UUID(pk))


def put_back_replies() -> None:
    """Put what was answered by a letter that did not go out back on the list (REC-7)."""
    put_back_unsent()
