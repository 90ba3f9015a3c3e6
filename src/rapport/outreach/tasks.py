"""Background work of this app."""

from uuid import UUID

from rapport.outreach.mailing import carry_on, carry_on_stalled


def write_mailing(pk: str) -> None:
    """Write to everyone of a mailing who has not been written to yet (CAM-7)."""
    carry_on(UUID(pk))


def take_up_mailings() -> None:
    """Carry on with the mailings that somebody left in the middle."""
    carry_on_stalled()
