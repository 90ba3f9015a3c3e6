"""Background work: shallow."""

from rapport.staff.signing_in import forget_tries as _forget_tries


def forget_tries() -> None:
    """Tries to sign in are not kept for longer than they decide anything."""
    _forget_tries()
