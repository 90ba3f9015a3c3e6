"""Background work of the record of care."""

from rapport.care.photographing import erase_removed_photos


def erase_photos() -> None:
    """Every few minutes: the files of photos that were taken away go for good."""
    erase_removed_photos()
