"""Background work of this app."""

from uuid import UUID

from rapport.outreach.mailing import carry_on


def write_mailing(pk: str) -> None:
    """Write to everyone of a mailing who has not been written to yet (CAM-7)."""
    carry_on(UUID(pk))
