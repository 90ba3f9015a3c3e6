"""Background work of this app."""

from rapport.people.duplicates import find_duplicates
from rapport.segmentation.refresh import refresh_facts


def refresh_everyone() -> None:
    """Nightly: facts that change with the calendar alone, places by money, and likely duplicates (REC-10)."""
    find_duplicates()
    refresh_facts()
